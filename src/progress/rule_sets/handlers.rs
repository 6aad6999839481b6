//! Operations on rule sets.
use super::{
    model::{NewRuleSet, NewThresholds, RuleSet, RuleSetFilter},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditRules, ReadPlan},
    },
    error::{Result, Violations},
    events::Kind,
    web::*,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List rule sets (亮灯规则)
///
/// Every version, oldest first.
///
/// - A version is never edited.
/// - The newest that has taken effect by a day is in force on it, so that new thresholds never repaint the past.
#[utoipa::path(
    tag = "rule-sets",
    params(Listing<RuleSetFilter>),
    responses((status = 200, body = Page<Resource<RuleSet>>, description = "A page of rule sets")),
)]
#[get("/rule-sets")]
pub async fn list_rule_sets(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<RuleSetFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a rule set (亮灯规则)
///
/// `code:lights` is the version in force on the business day in the caller's own jurisdiction.
#[utoipa::path(tag = "rule-sets", responses((status = 200, body = Resource<RuleSet>, description = "The rule set")))]
#[get("/rule-sets/{id}")]
pub async fn get_rule_set(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Add a version of the rules (亮灯规则)
///
/// New thresholds of the lights (`lights`), with the next number.
///
/// - In force from a day that is not before today and after every version before (`rule_set_date_taken`, with the
///   `latest` date), until a newer version is.
/// - No version is ever changed.
/// - They never repaint the past: days before keep the version of then, and a closed period keeps its frozen light.
/// - By the supervision office.
#[utoipa::path(
    tag = "rule-sets",
    request_body = NewThresholds,
    responses((status = 201, body = Resource<RuleSet>, description = "The new version")),
)]
#[post("/rule-sets")]
pub async fn create_rule_set(
    state: Data<State>,
    caller: Allowed<EditRules>,
    command: Create<NewThresholds>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewThresholds, _: &Expected| {
        let mut faults = Violations::new();
        rules::check(&mut faults, new, view.today());
        faults.finish()?;
        let latest = store::latest(tx.conn, &view.caller.jurisdiction)?;
        rules::follows(latest.as_ref(), new.effective_from)?;
        let new = NewRuleSet {
            code: store::LIGHTS.to_owned(),
            number: latest.map_or(0, |latest| latest.number) + 1,
            effective_from: new.effective_from,
            description: new.description.clone(),
            content: new.content.clone(),
        };
        let made = store::insert(tx.conn, &view.caller.jurisdiction, &new, tx.now)?;
        made.created(tx, view, Kind::RuleSetCreated, json!({}))
    };
    command.run(&state, caller, create).await
}
