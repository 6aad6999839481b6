//! Operations on list items.
use super::{
    model::{ListItem, ListItemFilter, ListItemRow, ListItemStatus, NewListItem, Rejection, Withdrawal},
    rules::{self, Action},
    store,
};
use crate::{
    evidence::attachments,
    foundation::{
        State,
        auth::{
            Allowed, Scope,
            permission::{DecideListItem, ProposeListItem, ReadPlan, WithdrawListItem},
        },
        db::Id,
        error::{Code, Error, Result, Violation, Violations, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        indicators::{self, IndicatorKind, IndicatorRow},
        plans,
    },
    projects::projects::ProjectListing,
};
use actix_web::{get, http::StatusCode, post, web::Data};
use serde_json::{Value, json};

/// List the items of a list indicator (清单条目)
///
/// In the order of the days from which they count.
///
/// - Accepted items, and those that were, are known to everybody of the jurisdiction.
/// - Proposed and rejected ones are known to their bureau, the supervision office and the leaders.
#[utoipa::path(
    tag = "list-items",
    params(ListItemFilter),
    responses((status = 200, body = Page<Resource<ListItem>>, description = "A page of items")),
)]
#[get("/indicators/{id}/items")]
pub async fn list_list_items(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<ListItemFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let indicator = indicators::store::get(conn, view, &id)?;
        let page = store::list(conn, view, indicator.id, &list.filter, &list.page)?;
        Answer::ok(&page.map(|item| item.shown_to(&view.caller)))
    };
    state.read(caller, read).await
}

/// Propose an item of a list (提出清单条目)
///
/// Only a list has items (`counting_not_applicable`).
///
/// - By the lead of the bureau that leads the indicator (`list_item_not_owed`).
/// - One project, or one identifier, is in a list once: `list_item_duplicate` while another one is proposed or
///   accepted.
/// - It counts once the supervision office has accepted it, from `counted_on` on, which is not in the future.
#[utoipa::path(
    tag = "list-items",
    request_body = NewListItem,
    responses((status = 201, body = Resource<ListItem>, description = "The proposed item")),
)]
#[post("/indicators/{id}/items")]
pub async fn create_list_item(
    state: Data<State>,
    caller: Allowed<ProposeListItem>,
    id: Reference,
    command: Create<NewListItem>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewListItem, _: &Expected| {
        let indicator = indicators::store::get(tx.conn, view, &id)?;
        view.may_change(&indicator.jurisdiction)?;
        plans::store::open_year(tx.conn, indicator.plan_id)?;
        if indicator.kind != IndicatorKind::List {
            return Err(Code::CountingNotApplicable.into());
        }
        let bureau = view.caller.bureau_id.ok_or(Code::ListItemNotOwed)?;
        if !store::is_led_by(tx.conn, &indicator, Some(bureau), view.today())? {
            return Err(Code::ListItemNotOwed.into());
        }
        let row = proposed(tx, view, &view.caller, &indicator, bureau, new)?;
        let told = json!({"indicator": indicator.code, "name": row.name, "counted_on": row.counted_on});
        let change = Change::new(Kind::ListItemProposed, row.id, row.version).concerning(bureau).data(told);
        let (version, location) = (row.version, format!("/api/v1/list-items/{}", row.id));
        let shown = store::present_one(tx.conn, view, row)?.shown_to(&view.caller);
        tx.record(&indicator.jurisdiction, change)?;
        Ok(Answer::resource(version, &shown)?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Checks an item, links its attachments and inserts it.
fn proposed(
    tx: &mut Tx<'_>,
    scope: &Scope,
    caller: &Caller,
    indicator: &IndicatorRow,
    bureau_id: Id,
    new: &NewListItem,
) -> Result<ListItemRow> {
    let (id, mut faults) = (Id::new(), Violations::new());
    faults.check(rules::counted_on(new.counted_on, scope.today()));
    let project_id = faults.absorb(project(tx, scope, indicator, new.project.as_ref()))?.flatten();
    let identifier = new.identifier.as_deref().map(|given| {
        rules::normalised(given).ok_or_else(|| Violation::at("/identifier", Code::TooShort).with("min", 1))
    });
    let identifier = identifier.and_then(|identifier| faults.check(identifier));
    let identity = rules::identity(&new.name, identifier.as_deref(), project_id.is_some());
    if new.name.trim().is_empty() {
        faults.push(Violation::at("/name", Code::TooShort).with("min", 1));
    }
    let owner = store::OWNER_TYPE;
    attachments::store::attach(tx.conn, scope, owner, id, &new.attachments, "/attachments", &mut faults)?;
    faults.finish()?;
    let row = ListItemRow {
        id,
        jurisdiction: indicator.jurisdiction.clone(),
        indicator_id: indicator.id,
        project_id,
        bureau_id,
        name: new.name.trim().to_owned(),
        identifier,
        live_project_id: project_id,
        live_identity: identity,
        counted_on: new.counted_on,
        evidence: new.evidence.clone(),
        status: ListItemStatus::Proposed,
        proposed_by: caller.id,
        proposed_at: tx.business_now,
        decided_by: None,
        decided_at: None,
        withdrawn_by: None,
        withdrawn_at: None,
        reason: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    Ok(store::insert(tx.conn, &row)?)
}

/// The project that a body names: one of the indicator's plan; a group is not one record.
fn project(
    tx: &mut Tx<'_>,
    scope: &Scope,
    indicator: &IndicatorRow,
    reference: Option<&Reference>,
) -> Result<Option<Id>> {
    let Some(reference) = reference else { return Ok(None) };
    let named = store::project_of(tx.conn, scope, indicator.plan_id, reference);
    let project = reference.found("/project", named)?;
    if project.listing == ProjectListing::Group {
        let reason = "a group is not one record: name its projects";
        return Err(Violation::at("/project", Code::InvalidValue).with("reason", reason).into());
    }
    Ok(Some(project.id))
}

/// Get an item of a list (清单条目)
///
/// Another bureau's proposed or rejected item is not found.
#[utoipa::path(tag = "list-items", responses((status = 200, body = Resource<ListItem>, description = "The item")))]
#[get("/list-items/{id}")]
pub async fn get_list_item(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let row = store::get(conn, view, &id)?;
        Answer::resource(row.version, &store::present_one(conn, view, row)?.shown_to(&view.caller))
    };
    state.read(caller, read).await
}

/// Accept an item of a list (采纳清单条目)
///
/// From now on it counts, in every period that ends on `counted_on` or later.
///
/// - Nobody accepts what they proposed (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "list-items",
    request_body = Empty,
    responses((status = 200, body = Resource<ListItem>, description = "The accepted item")),
)]
#[post("/list-items/{id}/accept")]
pub async fn accept_list_item(
    state: Data<State>,
    caller: Allowed<DecideListItem>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let accept = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let item = opened(tx, &view.caller, &id, expected, Action::Accept)?;
        let after = rules::accepted(&item, view.caller.id, tx.business_now);
        moved_on(tx, &view.caller, &item, after, Kind::ListItemAccepted, json!({}))
    };
    command.run(&state, caller, accept).await
}

/// Reject an item of a list (不予采纳清单条目)
///
/// With a reason; the same thing may be proposed again.
///
/// - Nobody rejects what they proposed (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "list-items",
    request_body = Rejection,
    responses((status = 200, body = Resource<ListItem>, description = "The rejected item")),
)]
#[post("/list-items/{id}/reject")]
pub async fn reject_list_item(
    state: Data<State>,
    caller: Allowed<DecideListItem>,
    id: Reference,
    command: Act<Rejection>,
) -> Result<Answer> {
    let reject = move |tx: &mut Tx<'_>, view: &View, rejection: &Rejection, expected: &Expected| {
        let item = opened(tx, &view.caller, &id, expected, Action::Reject)?;
        let after = rules::rejected(&item, view.caller.id, tx.business_now, &rejection.reason);
        moved_on(tx, &view.caller, &item, after, Kind::ListItemRejected, json!({"reason": rejection.reason}))
    };
    command.run(&state, caller, reject).await
}

/// Withdraw an item of a list (撤销清单条目)
///
/// A proposed one is withdrawn by its bureau's lead.
///
/// - An accepted one is withdrawn by the supervision office, with a reason (`reason_required`): it no longer counts
///   from this moment on, and figures as of an earlier day stay as they were.
/// - The same thing may be proposed again.
#[utoipa::path(
    tag = "list-items",
    request_body = Withdrawal,
    responses((status = 200, body = Resource<ListItem>, description = "The withdrawn item")),
)]
#[post("/list-items/{id}/withdraw")]
pub async fn withdraw_list_item(
    state: Data<State>,
    caller: Allowed<WithdrawListItem>,
    id: Reference,
    command: Act<Withdrawal>,
) -> Result<Answer> {
    let withdraw = move |tx: &mut Tx<'_>, view: &View, withdrawal: &Withdrawal, expected: &Expected| {
        let item = opened(tx, &view.caller, &id, expected, Action::Withdraw)?;
        let after = rules::withdrawn(&item, view.caller.id, tx.business_now, withdrawal.reason.as_deref())?;
        moved_on(tx, &view.caller, &item, after, Kind::ListItemWithdrawn, json!({"reason": withdrawal.reason}))
    };
    command.run(&state, caller, withdraw).await
}

/// Reads an item and checks, in this order: whether the caller may know of it (404), may do this with it (403), has
/// read its present version (412), whether it is in the right state, and whether the year of the plan is open (409).
fn opened(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<ListItemRow> {
    let scope = tx.scope(caller);
    let item = store::get(tx.conn, &scope, id)?;
    let may = rules::may(action, caller, &item);
    if let Err(code) = may
        && code.status() == StatusCode::FORBIDDEN
    {
        return Err(Error::new(code).with("permission", action.permission().as_str()));
    }
    let shown = store::present_one(tx.conn, &scope, item.clone())?.shown_to(caller);
    expected.check(tx, item.id, item.version, |_| Answer::resource(item.version, &shown))?;
    let status = item.status.as_str();
    may.map_err(|code| shown.refused(code, status).with("status", status))?;
    let indicator = indicators::store::get(tx.conn, &scope, &Reference::Id(item.indicator_id))?;
    plans::store::open_year(tx.conn, indicator.plan_id)?;
    Ok(item)
}

/// Writes and tells what became of an item, and answers with it. What was ever accepted is everybody's to know.
fn moved_on(
    tx: &mut Tx<'_>,
    caller: &Caller,
    before: &ListItemRow,
    after: ListItemRow,
    kind: Kind,
    why: Value,
) -> Result<Answer> {
    let row = store::save(tx.conn, after, tx.now).map_err(stale)?;
    let (jurisdiction, version) = (row.jurisdiction.clone(), row.version);
    let mut told = json!({"indicator_id": row.indicator_id, "name": row.name, "counted_on": row.counted_on});
    if let (Some(told), Value::Object(why)) = (told.as_object_mut(), why) {
        told.extend(why);
    }
    let change = Change::new(kind, row.id, version).between(before, &row)?.data(told);
    let change = if row.was_accepted() { change } else { change.concerning(row.bureau_id) };
    let scope = tx.scope(caller);
    let shown = store::present_one(tx.conn, &scope, row)?.shown_to(caller);
    tx.record(&jurisdiction, change)?;
    Answer::resource(version, &shown)
}
