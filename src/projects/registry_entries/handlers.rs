//! Operations on registry entries.
use super::{
    model::{
        NewRegistryEntry, RegistryCountFilter, RegistryCounts, RegistryEntry, RegistryEntryChanges,
        RegistryEntryDetail, RegistryEntryFilter, RegistryExit,
    },
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{ReadPlan, RecordProjects},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use crate::plan::plans;
use crate::projects::{keepers, transitions::rules::dated};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List registry entries (外部入库)
///
/// In the order of their recording, those that left included unless `open` says otherwise.
#[utoipa::path(
    tag = "registry-entries",
    params(Listing<RegistryEntryFilter>),
    responses((status = 200, body = Page<Resource<RegistryEntryDetail>>, description = "A page of entries")),
)]
#[get("/registry-entries")]
pub async fn list_registry_entries(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<RegistryEntryFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Count the registry entries of a plan (入库统计)
///
/// By registry on a day: projects in it, and what entered and left in the plan's year until then. A project counts
/// once.
#[utoipa::path(
    tag = "registry-entries",
    params(RegistryCountFilter),
    responses((status = 200, body = RegistryCounts, description = "The registries, counted")),
)]
#[get("/registry-entries/counts")]
pub async fn count_registry_entries(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<RegistryCountFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let plan = plans::store::asked_or_in_force(conn, view, filter.plan.as_ref())?;
        let on = filter.as_of.unwrap_or(view.today());
        let registries = rules::count(&store::stays(conn, plan.id)?, plan.year, on);
        Answer::ok(&RegistryCounts { plan_id: plan.id, on, registries })
    };
    state.read(caller, read).await
}

/// Get a registry entry (外部入库)
///
/// By its id; entries have no code.
#[utoipa::path(
    tag = "registry-entries",
    responses((status = 200, body = Resource<RegistryEntryDetail>, description = "The entry")),
)]
#[get("/registry-entries/{id}")]
pub async fn get_registry_entry(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Record a registry entry (入库)
///
/// Of a named project.
///
/// - It must not be in the registry already (`registry_entry_open`).
/// - No other project of the plan may be in it under the number (`registry_number_taken`).
/// - By the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "registry-entries",
    request_body = NewRegistryEntry,
    responses((status = 201, body = Resource<RegistryEntryDetail>, description = "The new entry")),
)]
#[post("/registry-entries")]
pub async fn create_registry_entry(
    state: Data<State>,
    caller: Allowed<RecordProjects>,
    command: Create<NewRegistryEntry>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewRegistryEntry, _: &Expected| {
        let project = keepers::named_in_body(tx.conn, view, &new.project, Permission::RecordProjects)?;
        dated("/entered_on", new.entered_on, view.today())?;
        let entry = store::insert(tx.conn, &project, new, view.caller.id, tx.now)?;
        RegistryEntryDetail::new(entry, &project).created(tx, view, Kind::RegistryEntryCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Correct a registry entry (更正入库登记)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Project and registry never change.
/// - What left does not change any more (`registry_entry_left`).
/// - By the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "registry-entries",
    request_body = RegistryEntryChanges,
    responses((status = 200, body = Resource<RegistryEntryDetail>, description = "The entry as changed")),
)]
#[patch("/registry-entries/{id}")]
pub async fn update_registry_entry(
    state: Data<State>,
    caller: Allowed<RecordProjects>,
    id: Reference,
    command: Edit<RegistryEntryChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &RegistryEntryChanges, expected: &Expected| {
        let case = open(tx, view, &id, expected)?;
        changes.entered_on.map_or(Ok(()), |on| dated("/entered_on", on, view.today()))?;
        let entry = store::update(tx.conn, &case.entry, changes, tx.now).map_err(stale)?;
        close(tx, &case, entry, Kind::RegistryEntryUpdated)
    };
    command.run(&state, caller, update).await
}

/// Take a project out of a registry (出库)
///
/// From a day on, with the reason.
///
/// - It may enter again as a new entry.
/// - By the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "registry-entries",
    request_body = RegistryExit,
    responses((status = 200, body = Resource<RegistryEntryDetail>, description = "The entry, left")),
)]
#[post("/registry-entries/{id}/leave")]
pub async fn leave_registry(
    state: Data<State>,
    caller: Allowed<RecordProjects>,
    id: Reference,
    command: Act<RegistryExit>,
) -> Result<Answer> {
    let leave = move |tx: &mut Tx<'_>, view: &View, exit: &RegistryExit, expected: &Expected| {
        let case = open(tx, view, &id, expected)?;
        rules::leave(case.entry.entered_on, exit, view.today())?;
        let entry = store::leave(tx.conn, &case.entry, exit, tx.now).map_err(stale)?;
        close(tx, &case, entry, Kind::RegistryEntryLeft)
    };
    command.run(&state, caller, leave).await
}

/// Opens the case of an entry that is to change or to end.
fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected) -> Result<Case<RegistryEntryDetail>> {
    let entry = store::get(tx.conn, view, id)?;
    let may = rules::may_change(&view.caller, &entry);
    Case::open(tx, view, entry, expected, Permission::RecordProjects, may)
}

/// Tells of the change and answers with the entry as changed.
fn close(tx: &mut Tx<'_>, case: &Case<RegistryEntryDetail>, entry: RegistryEntry, kind: Kind) -> Result<Answer> {
    case.close(tx, RegistryEntryDetail { entry, ..case.before().clone() }, kind, json!({}))
}
