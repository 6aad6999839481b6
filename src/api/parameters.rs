//! The query of every request against the document: a parameter that its operation does not have, has twice or without
//! a value is refused, of every operation alike. So nobody reads an unfiltered list for a filter that was misspelt, or
//! writes for a trial.
use super::document;
use crate::foundation::{
    auth::Misasked,
    web::{Asked, check_query},
};
use actix_web::{
    HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::OnceLock};

/// What the document says of an operation's query.
struct OfOperation {
    parameters: Vec<Asked>,
    /// Whether it asks nobody who they are.
    public: bool,
}

/// By path and method.
fn table() -> &'static HashMap<(String, String), OfOperation> {
    static TABLE: OnceLock<HashMap<(String, String), OfOperation>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let paths = document()["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods
                .map(move |(method, operation)| ((path.clone(), method.to_uppercase()), asked(document(), operation)))
        });
        operations.collect()
    })
}

fn asked(document: &Value, operation: &Value) -> OfOperation {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let of_query = parameters.filter(|parameter| parameter["in"] == "query");
    let items = |parameter: &Value| {
        let items = parameter.pointer("/schema/items").unwrap_or(&Value::Null);
        let named = items["$ref"].as_str().and_then(|target| document.pointer(target.strip_prefix('#')?));
        let all = named.unwrap_or(items)["enum"].as_array().into_iter().flatten();
        all.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let parameter =
        |parameter: &Value| Some(Asked { name: parameter["name"].as_str()?.to_owned(), items: items(parameter) });
    OfOperation { parameters: of_query.filter_map(parameter).collect(), public: operation["security"] == json!([]) }
}

/// Refuses a query that its operation cannot read: at once where the operation is public, else when the caller is known
/// to have the permission.
pub async fn strict(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let operation = request.match_pattern().map(|path| (path, request.method().to_string()));
    if !request.query_string().is_empty()
        && let Some(asked) = operation.and_then(|operation| table().get(&operation))
        && let Err(error) = check_query(request.query_string(), &asked.parameters)
    {
        if asked.public {
            return Ok(request.error_response(error));
        }
        request.extensions_mut().insert(Misasked(error));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
