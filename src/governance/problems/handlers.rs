//! Operations on error codes.
use super::model::{ProblemType, ProblemTypes};
use crate::foundation::{
    error::{Code, Problem, Result},
    web::{Answer, NoParameters, Query},
};
use actix_web::{get, web::Path};
use strum::IntoEnumIterator;

/// List error codes (错误代码)
///
/// The whole closed table: every code that the service can answer with, its status and its texts. Public.
#[utoipa::path(
    tag = "problems",
    security(()),
    responses(
        (status = 200, body = ProblemTypes, description = "The table"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`unknown_parameter`"),
    ),
)]
#[get("/problems")]
pub async fn list_problems(_: Query<NoParameters>) -> Result<Answer> {
    Answer::ok(&ProblemTypes::all())
}

/// Get an error code (错误代码)
///
/// What the code means and what to do about it. Public.
#[utoipa::path(
    tag = "problems",
    security(()),
    params(("code" = Code, Path, description = "The code", example = "cumulative_decreased")),
    responses(
        (status = 200, body = ProblemType, description = "The entry of the table"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    ),
)]
#[get("/problems/{code}")]
pub async fn get_problem(code: Path<String>) -> Result<Answer> {
    let code = Code::iter().find(|known| known.as_str() == *code).ok_or(Code::NotFound)?;
    Answer::ok(&ProblemType::from(code))
}
