//! Operations on the targets of indicators.
use super::{
    IndicatorRow,
    case::{open_parent, record},
    promise, rules, store as indicators,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        error::{Result, Violations, stale},
        events::Kind,
        web::*,
    },
    plan::{
        plans,
        targets::{self, DueConfidence, NewTarget, TargetFilter, TargetVersion},
    },
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List target versions (目标值版本)
///
/// In the order of the days from which they are in force; of one indicator, that of their numbers. Versions are
/// append-only: none is ever changed or removed.
#[utoipa::path(
    tag = "targets",
    params(Listing<TargetFilter>),
    responses((status = 200, body = Page<TargetVersion>, description = "A page of versions")),
)]
#[get("/targets")]
pub async fn list_targets(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<TargetFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = indicators::asked(conn, view, list.filter.plan.as_ref(), list.filter.indicator.as_ref())?;
        let page = targets::store::list(conn, view, named, &list.page)?;
        let of = indicators::of_ids(conn, &page.items.iter().map(|target| target.indicator_id).collect::<Vec<_>>())?;
        Answer::ok(&page.map(|target| match of.get(&target.indicator_id) {
            Some(indicator) => target.said_in(indicator.unit.as_deref(), indicator.decimals),
            None => target.said_in(None, 0), // never: a foreign key holds that it is there
        }))
    };
    state.read(caller, read).await
}

/// Revise a target (调整目标值)
///
/// Adds a version, with its document and the reason.
///
/// - It takes effect after every version before it (`target_date_taken`, with the `latest` date).
/// - What was judged against an older version stays so.
/// - The indicator's version grows, as its representation may change.
/// - By the supervision office.
#[utoipa::path(
    tag = "targets",
    request_body = NewTarget,
    responses((status = 201, body = TargetVersion, description = "The new version")),
)]
#[post("/indicators/{id}/targets")]
pub async fn create_target(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Create<NewTarget>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewTarget, _: &Expected| {
        let case = open_parent(tx, view, &id)?;
        // First, as it holds the indicator until the commit: revisions come one after the other.
        let row = indicators::touch(tx.conn, &case.row, tx.now).map_err(stale)?;
        let version = revise(tx, view, &row, new)?;
        let target = &version.target;
        let data = json!({"number": target.number, "value": target.value, "effective_from": target.effective_from});
        record(tx, view, &case, row, Kind::TargetRevised, data)?;
        let location = format!("/api/v1/targets?indicator={}", target.indicator_id);
        Ok(Answer::resource(target.number, &version)?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Checks the new version and adds it.
fn revise(tx: &mut Tx<'_>, view: &View, indicator: &IndicatorRow, new: &NewTarget) -> Result<TargetVersion> {
    let latest = targets::store::latest(tx.conn, indicator.id)?;
    let due = match &latest {
        Some(latest) => (latest.due_on, latest.due_confidence),
        None => {
            let plan = plans::store::get(tx.conn, view, &Reference::Id(indicator.plan_id))?;
            (plan.days().1, DueConfidence::Default)
        }
    };
    let mut faults = Violations::new();
    promise::check(&mut faults, "", indicator.kind, new.value, new.comparator);
    rules::check_unit(&mut faults, indicator.kind, indicator.unit.as_deref(), new.value.is_some());
    faults.finish()?;
    targets::rules::follows(latest.as_ref(), new.effective_from)?;
    let target = targets::store::insert(
        tx.conn,
        (indicator.id, &indicator.jurisdiction),
        &new.terms(due),
        Some(view.caller.id),
        tx.now,
    )?;
    tx.seal(&target);
    Ok(target.said_in(indicator.unit.as_deref(), indicator.decimals))
}
