//! The operation of the dictionary.
use super::{
    fields,
    model::{Dictionary, DictionaryFilter},
    values,
};
use crate::{
    foundation::{
        error::{Code, Error, Language, Problem, Result, Violation},
        web::{Answer, Query},
    },
    governance::forms::Document,
};
use actix_web::{get, web::Data};
use std::sync::OnceLock;

/// Get the dictionary (数据字典)
///
/// What the codes mean and what the fields are, in both languages, for screens and for who reads the data.
///
/// - `enums` holds every closed enumeration: its values in order, with word and meaning.
/// - `resources` holds the fields of the main resources: name, definition, unit, who they come from, how often they are
///   renewed.
/// - The document says the same of each schema (`x-enum-words`, `x-enum-descriptions`).
/// - An enumeration or a resource that there is not is `invalid_parameter`.
/// - It changes with the version of the service only. Public.
#[utoipa::path(
    tag = "dictionary",
    params(DictionaryFilter),
    security(()),
    responses(
        (status = 200, body = Dictionary, description = "The dictionary"),
        (status = 400, body = Problem, content_type = "application/problem+json",
            description = "`unknown_parameter`, `empty_parameter`, `invalid_parameter`"),
    ),
)]
#[get("/dictionary")]
pub async fn get_dictionary(document: Data<Document>, Query(filter): Query<DictionaryFilter>) -> Result<Answer> {
    static WHOLE: OnceLock<Dictionary> = OnceLock::new();
    let whole = WHOLE.get_or_init(|| {
        let documents = [Language::Chinese, Language::English].map(document.0);
        Dictionary { enums: values::all(documents), resources: fields::all(documents) }
    });
    Answer::ok(&part(whole.clone(), &filter)?)
}

fn part(mut whole: Dictionary, filter: &DictionaryFilter) -> Result<Dictionary> {
    if filter.resource.is_some() && filter.r#enum.is_none() {
        whole.enums.clear();
    }
    if filter.r#enum.is_some() && filter.resource.is_none() {
        whole.resources.clear();
    }
    if let Some(name) = &filter.r#enum {
        whole.enums.retain(|one| one.name == *name);
        known("enum", name, whole.enums.is_empty())?;
    }
    if let Some(name) = &filter.resource {
        whole.resources.retain(|one| one.resource == name);
        known("resource", name, whole.resources.is_empty())?;
    }
    Ok(whole)
}

fn known(parameter: &'static str, name: &str, missing: bool) -> Result<()> {
    if !missing {
        return Ok(());
    }
    let fault = Violation::parameter(parameter, Code::InvalidParameter).with("parameter", parameter);
    Err(Error::invalid(
        Code::InvalidParameter,
        vec![fault.with("reason", format!("没有“{name}” (there is no {name})"))],
    ))
}
