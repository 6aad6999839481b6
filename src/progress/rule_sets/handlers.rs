//! Operations on rule sets.
use super::{
    model::{RuleSet, RuleSetFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List rule sets (亮灯规则)
///
/// Every version, oldest first. A version is never edited; the newest that has taken effect by a day is in force on it, so
/// that new thresholds never repaint the past.
#[utoipa::path(tag = "rule-sets", params(RuleSetFilter, PageParameters, ReadHeaders), responses((status = 200, body = Page<Resource<RuleSet>>, description = "A page of rule sets"), ReadProblems))]
#[get("/rule-sets")]
pub async fn list_rule_sets(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<RuleSetFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, _: &_, scope: &_| {
        Answer::ok(&store::list(conn, scope, &list.filter, &list.page)?.map(RuleSet::shown))
    };
    state.read(caller, read).await
}

/// Get a rule set
///
/// `code:lights` is the version in force on the business day in the caller's own jurisdiction.
#[utoipa::path(tag = "rule-sets", params(ById, ReadHeaders), responses((status = 200, body = Resource<RuleSet>, description = "The rule set"), ReadProblems))]
#[get("/rule-sets/{id}")]
pub async fn get_rule_set(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, _: &_, scope: &_| Answer::ok(&store::get(conn, scope, &id)?.shown());
    state.read(caller, read).await
}
