//! Operations on facts.
use super::{
    model::{Fact, FactChanges, FactFilter, NewFact},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{EditPlan, ReadPlan},
        },
        db::{Conn, Id},
        error::{Code, Result, Violation, Violations, stale},
        events::Kind,
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
    params(Listing<FactFilter>),
    responses((status = 200, body = Page<Resource<Fact>>, description = "A page of facts")),
)]
#[get("/facts")]
pub async fn list_facts(state: Data<State>, caller: Allowed<ReadPlan>, list: Listing<FactFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a fact (方案所述事实)
///
/// `code:1.6` is the fact of that code in the plan in force.
#[utoipa::path(tag = "facts", responses((status = 200, body = Resource<Fact>, description = "The fact")))]
#[get("/facts/{id}")]
pub async fn get_fact(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
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
        let plan = plans::open_named(tx, view, &new.plan, plans::rules::Action::CreateFact)?;
        let mut faults = Violations::new();
        let area = new.area.found("/area", areas::store::get_in(tx.conn, plan.id, &new.area));
        let area = faults.absorb(area)?;
        check(tx.conn, &mut faults, plan.id, new.unit.as_deref(), new.value.is_some(), new.about_code.as_deref())?;
        check_whole(tx.conn, &mut faults, plan.id, &new.code, new.part_of_code.as_deref())?;
        let area = faults.finish().and(area.ok_or(Code::NotFound.into()))?;
        store::insert(tx.conn, &area, new, tx.now)?.created(tx, view, Kind::FactCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a fact (修改方案所述事实)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Plan, area and code never change.
/// - A closed year keeps its facts as they are (`plan_year_closed`).
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
        let fact = store::get(tx.conn, view, &id)?;
        let case = Case::open(tx, view, fact, expected, Permission::EditPlan, IN_ANY_STATE)?;
        plans::store::open_year(tx.conn, case.plan_id)?;
        let unit = changes.unit.as_ref().unwrap_or(&case.unit).as_deref();
        let valued = changes.value.unwrap_or(case.value).is_some();
        let about = changes.about_code.as_ref().and_then(Option::as_deref);
        let mut faults = Violations::new();
        check(tx.conn, &mut faults, case.plan_id, unit, valued, about)?;
        let whole = changes.part_of_code.as_ref().and_then(Option::as_deref);
        check_whole(tx.conn, &mut faults, case.plan_id, &case.code, whole)?;
        faults.finish()?;
        let fact = store::update(tx.conn, &case, changes, tx.now).map_err(stale)?;
        case.close(tx, fact, Kind::FactUpdated, json!({}))
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
