//! Operations on event types.
use super::model::EventTypes;
use crate::foundation::{
    error::{Problem, Result},
    web::{Answer, NoParameters, Query},
};
use actix_web::get;

/// List event types (变更类型)
///
/// The whole closed table of events: every kind of change that the service tells of.
///
/// - A type never changes its meaning and is never reused; new ones may be added.
/// - `audience` says who is told, of those who may read the object.
/// - `data_schema` says what the `data` of its events holds.
/// - Public.
#[utoipa::path(
    tag = "event-types",
    security(()),
    responses(
        (status = 200, body = EventTypes, description = "The table"),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`unknown_parameter`"),
    ),
)]
#[get("/event-types")]
pub async fn list_event_types(_: Query<NoParameters>) -> Result<Answer> {
    Answer::ok(&EventTypes::all())
}
