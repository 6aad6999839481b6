//! The operation of forms.
use super::{
    Document,
    model::{FormFilter, OperationForm},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadDirectory},
    error::{Language, Result},
    web::*,
};
use actix_web::{
    get,
    web::{Data, Path},
};

/// Get the form of an operation (表单)
///
/// What a screen needs to draw the form of any operation with a body, for this caller and in this state.
///
/// - `allowed` and `reason` are what the operation would answer before it reads the body: the object's own
///   `allowed_actions`, else permission and jurisdiction. What the body alone decides is not foreseen.
/// - `fields` are those of the operation's schema, with what each is now where the operation changes an object.
/// - `resource` names the object of the operation's address; what one may not know of is `not_found`.
/// - Without it the form is that of the operation as such: `{id}` is left in `address`.
/// - A report is named by `resource`; one that is to be drafted by `obligation`, or by `period` with `indicator` or
///   `project`.
/// - Of reports `reporting` holds what one obligation asks for: due time, unit, target, earlier figures.
///   Fields that do not apply to what is reported on are left out.
/// - A caller without the permission gets the fields, `permission_denied` and nothing of the object.
#[utoipa::path(
    tag = "forms",
    params(
        ("operation" = String, Path, description = "The operation id", example = "create_report"),
        FormFilter,
        AcceptLanguage,
    ),
    responses((status = 200, body = OperationForm, description = "The form")),
)]
#[get("/forms/{operation}")]
pub async fn get_form(
    state: Data<State>,
    document: Data<Document>,
    caller: Allowed<ReadDirectory>,
    operation: Path<String>,
    language: Language,
    Query(filter): Query<FormFilter>,
) -> Result<Answer> {
    let (document, operation) = ((document.0)(language), operation.into_inner());
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::get(conn, view, document, &operation, &filter)?);
    Ok(state.read(caller, read).await?.in_language(language))
}
