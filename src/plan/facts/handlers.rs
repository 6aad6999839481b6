//! Operations on facts.
use super::{
    model::{Fact, FactChanges, FactFilter, NewFact},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        db::{Conn, Id},
        error::{Code, Result, Violation, Violations, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{areas, plans, units},
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List facts (方案所述事实)
///
/// In the natural order of their codes. Facts are context: none is ever scored.
#[utoipa::path(
    tag = "facts",
    params(FactFilter),
    responses((status = 200, body = Page<Resource<Fact>>, description = "A page of facts")),
)]
#[get("/facts")]
pub async fn list_facts(state: Data<State>, caller: Allowed<ReadPlan>, list: List<FactFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.map(|fact| fact.shown_to(&view.caller)))
    };
    state.read(caller, read).await
}

/// Get a fact (方案所述事实)
///
/// `code:1.6` is the fact of that code in the plan in force.
#[utoipa::path(tag = "facts", responses((status = 200, body = Resource<Fact>, description = "The fact")))]
#[get("/facts/{id}")]
pub async fn get_fact(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let fact = store::get(conn, view, &id)?;
        Answer::resource(fact.version, &fact.shown_to(&view.caller))
    };
    state.read(caller, read).await
}

/// Create a fact (新增方案所述事实)
///
/// In an area of a plan of the caller's own jurisdiction.
///
/// - Its code is unique among the plan's facts (`fact_code_taken`) and never changes.
/// - A value needs a unit (`unit_required`) of `GET /units` (`unit_unknown`).
/// - By the supervision office.
#[utoipa::path(
    tag = "facts",
    request_body = NewFact,
    responses((status = 201, body = Resource<Fact>, description = "The new fact")),
)]
#[post("/facts")]
pub async fn create_fact(state: Data<State>, caller: Allowed<EditPlan>, command: Create<NewFact>) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewFact, _: &Expected| {
        let plan = new.plan.found("/plan", plans::store::get(tx.conn, view, &new.plan))?;
        view.may_change(&plan.jurisdiction)?;
        plans::store::open_year(tx.conn, plan.id)?;
        let mut faults = Violations::new();
        let area = new.area.found("/area", areas::store::get_in(tx.conn, plan.id, &new.area));
        let area = faults.absorb(area)?;
        check(tx.conn, &mut faults, plan.id, new.unit.as_deref(), new.value.is_some(), new.about_code.as_deref())?;
        check_whole(tx.conn, &mut faults, plan.id, &new.code, new.part_of_code.as_deref())?;
        let area = faults.finish().and(area.ok_or(Code::NotFound.into()))?;
        let fact = store::insert(tx.conn, &area, new, tx.now)?;
        let created = Change::new(Kind::FactCreated, fact.id, fact.version);
        tx.record(&fact.jurisdiction, created.data(json!({"code": fact.code})))?;
        let location = format!("/api/v1/facts/{}", fact.id);
        Ok(Answer::resource(fact.version, &fact.shown_to(&view.caller))?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Change a fact (修改方案所述事实)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Plan, area and code never change.
/// - By the supervision office.
#[utoipa::path(
    tag = "facts",
    request_body = FactChanges,
    responses((status = 200, body = Resource<Fact>, description = "The fact as changed")),
)]
#[patch("/facts/{id}")]
pub async fn update_fact(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Edit<FactChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &FactChanges, expected: &Expected| {
        let before = store::get(tx.conn, view, &id)?;
        view.may_change(&before.jurisdiction)?;
        expected.check(tx, before.id, before.version, |_| {
            Answer::resource(before.version, &before.clone().shown_to(&view.caller))
        })?;
        let unit = changes.unit.as_ref().unwrap_or(&before.unit).as_deref();
        let valued = changes.value.unwrap_or(before.value).is_some();
        let about = changes.about_code.as_ref().and_then(Option::as_deref);
        let mut faults = Violations::new();
        check(tx.conn, &mut faults, before.plan_id, unit, valued, about)?;
        let whole = changes.part_of_code.as_ref().and_then(Option::as_deref);
        check_whole(tx.conn, &mut faults, before.plan_id, &before.code, whole)?;
        faults.finish()?;
        let fact = store::update(tx.conn, &before, changes, tx.now).map_err(stale)?;
        tx.record(&fact.jurisdiction, Change::new(Kind::FactUpdated, fact.id, fact.version).between(&before, &fact)?)?;
        Answer::resource(fact.version, &fact.shown_to(&view.caller))
    };
    command.run(&state, caller, update).await
}

/// What the schema cannot say of a fact.
fn check(
    conn: &mut Conn,
    faults: &mut Violations,
    plan: Id,
    unit: Option<&str>,
    valued: bool,
    about: Option<&str>,
) -> Result<()> {
    units::check(faults, "/unit", unit, valued);
    if let Some(code) = about
        && !store::knows_indicator(conn, plan, code)?
    {
        faults.push(Violation::at("/about_code", Code::ReferenceNotFound).with("value", code));
    }
    Ok(())
}

/// A part is of another fact of the plan, and that one is no part itself: totals are two levels, so there is no cycle.
fn check_whole(conn: &mut Conn, faults: &mut Violations, plan: Id, own: &str, whole: Option<&str>) -> Result<()> {
    let Some(code) = whole else { return Ok(()) };
    let found = store::find(conn, plan, code)?.filter(|fact| fact.code != own && fact.part_of_code.is_none());
    if found.is_none() || store::has_parts(conn, plan, own)? {
        faults.push(Violation::at("/part_of_code", Code::ReferenceNotFound).with("value", code));
    }
    Ok(())
}
