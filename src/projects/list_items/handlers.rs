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
            Allowed, Permission,
            permission::{DecideListItem, ProposeListItem, ReadPlan, WithdrawListItem},
        },
        db::Id,
        error::{Code, Result, Violation, Violations, stale},
        events::Kind,
        web::*,
    },
    plan::{
        indicators::{self, IndicatorRow},
        plans,
    },
    projects::projects::ProjectListing,
};
use actix_web::{get, post, web::Data};
use serde_json::json;
use std::ops::Deref;

/// List the items of list indicators (清单条目)
///
/// In the order of the days from which they count.
///
/// - Approved items, and those that were, are known to everybody of the jurisdiction.
/// - Proposed and rejected ones are known to their bureau, the supervision office and the leaders.
#[utoipa::path(
    tag = "list-items",
    params(Listing<ListItemFilter>),
    responses((status = 200, body = Page<Resource<ListItem>>, description = "A page of items")),
)]
#[get("/list-items")]
pub async fn list_list_items(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ListItemFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Propose an item of a list (提出清单条目)
///
/// Only a list has items (`counting_not_applicable`).
///
/// - By the lead of the bureau that leads the indicator (`list_item_not_owed`).
/// - One project, or one identifier, is in a list once: `list_item_duplicate` while one of the own bureau's is
///   proposed, or one is approved. What another bureau has proposed is not told of: of two the supervision office
///   approves one.
/// - It counts once the supervision office has approved it, from `counted_on` on, which is not in the future.
#[utoipa::path(
    tag = "list-items",
    request_body = NewListItem,
    responses((status = 201, body = Resource<ListItem>, description = "The proposed item")),
)]
#[post("/indicators/{id}/list-items")]
pub async fn create_list_item(
    state: Data<State>,
    caller: Allowed<ProposeListItem>,
    id: Reference,
    command: Create<NewListItem>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewListItem, _: &Expected| {
        let row = indicators::store::get(tx.conn, view, &id)?;
        let indicator = indicators::store::detail(tx.conn, view, row)?;
        let (may, bureau) = match indicators::beneath::may_propose_item(&view.caller, &indicator) {
            Ok(bureau) => (Ok(()), Some(bureau)),
            Err(error) => (Err(error), None),
        };
        let case = Case::open_parent(tx, view, indicator, Permission::ProposeListItem, may)?;
        plans::store::open_year(tx.conn, case.row.plan_id)?;
        let item = proposed(tx, view, &case.row, bureau.ok_or(Code::ListItemNotOwed)?, new)?;
        item.created(tx, view, Kind::ListItemProposed, json!({"indicator": case.row.code}))
    };
    command.run(&state, caller, create).await
}

/// Checks an item, links its attachments and inserts it.
fn proposed(
    tx: &mut Tx<'_>,
    view: &View,
    indicator: &IndicatorRow,
    bureau_id: Id,
    new: &NewListItem,
) -> Result<ListItemRow> {
    let (id, mut faults) = (Id::new(), Violations::new());
    faults.check(rules::counted_on(new.counted_on, view.today()));
    let project_id = faults.absorb(project(tx, view, indicator, new.project.as_ref()))?.flatten();
    let identifier = new.identifier.as_deref().map(|given| {
        rules::normalised(given).ok_or_else(|| Violation::at("/identifier", Code::TooShort).with("min", 1))
    });
    let identifier = identifier.and_then(|identifier| faults.check(identifier));
    let identity = rules::identity(&new.name, identifier.as_deref(), project_id.is_some());
    if new.name.trim().is_empty() {
        faults.push(Violation::at("/name", Code::TooShort).with("min", 1));
    }
    let owner = store::OWNER_TYPE;
    attachments::store::attach(tx.conn, view, owner, id, &new.attachments, "/attachments", &mut faults)?;
    faults.finish()?;
    let own = rules::Own::of(bureau_id, project_id, identity.as_deref());
    if store::is_in(tx.conn, indicator.id, (project_id, identity.as_deref()), (bureau_id, &own))? {
        return Err(Code::ListItemDuplicate.into());
    }
    let row = ListItemRow {
        id,
        jurisdiction: indicator.jurisdiction.clone(),
        indicator_id: indicator.id,
        project_id,
        bureau_id,
        name: new.name.trim().to_owned(),
        identifier,
        live_project_id: own.project,
        live_identity: own.identity,
        counted_on: new.counted_on,
        evidence: new.evidence.clone(),
        status: ListItemStatus::Proposed,
        proposed_by: view.caller.id,
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
    view: &View,
    indicator: &IndicatorRow,
    reference: Option<&Reference>,
) -> Result<Option<Id>> {
    let Some(reference) = reference else { return Ok(None) };
    let named = store::project_of(tx.conn, view, indicator.plan_id, reference);
    let project = reference.found("/project", named)?;
    if project.listing == ProjectListing::Group {
        let reason = "项目组不是一条记录，请填写其中的项目 (a group is not one record: name its projects)";
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
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Accept an item of a list (采纳清单条目)
///
/// From now on it counts, in every period that ends on `counted_on` or later.
///
/// - Nobody approves what they proposed (`own_submission`).
/// - Of two of the same thing one is approved (`list_item_duplicate`).
/// - By the supervision office.
#[utoipa::path(
    tag = "list-items",
    request_body = Empty,
    responses((status = 200, body = Resource<ListItem>, description = "The approved item")),
)]
#[post("/list-items/{id}/approve")]
pub async fn approve_list_item(
    state: Data<State>,
    caller: Allowed<DecideListItem>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let approve = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = ItemCase::open(tx, view, &id, expected, Action::Approve)?;
        let item = rules::approved(&case, view.caller.id, tx.business_now);
        case.save(tx, item, Kind::ListItemApproved)
    };
    command.run(&state, caller, approve).await
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
        let case = ItemCase::open(tx, view, &id, expected, Action::Reject)?;
        let item = rules::rejected(&case, view.caller.id, tx.business_now, &rejection.reason);
        case.save(tx, item, Kind::ListItemRejected)
    };
    command.run(&state, caller, reject).await
}

/// Withdraw an item of a list (撤销清单条目)
///
/// A proposed one is withdrawn by its bureau's lead.
///
/// - An approved one is withdrawn by the supervision office, with a reason (`reason_required`): it no longer counts
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
        let case = ItemCase::open(tx, view, &id, expected, Action::Withdraw)?;
        let item = rules::withdrawn(&case, view.caller.id, tx.business_now, withdrawal.reason.as_deref())?;
        // What was ever approved is everybody's to know.
        let kind = if item.was_accepted() { Kind::ListItemRemoved } else { Kind::ListItemWithdrawn };
        case.save(tx, item, kind)
    };
    command.run(&state, caller, withdraw).await
}

/// An item that is about to be changed, with the code of its list.
struct ItemCase {
    case: Case<ListItemRow>,
    indicator: String,
}

impl Deref for ItemCase {
    type Target = ListItemRow;
    fn deref(&self) -> &ListItemRow {
        &self.case
    }
}

impl ItemCase {
    /// Opens the case of an item for an action, unless the year of the plan is closed.
    fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected, action: Action) -> Result<Self> {
        let item = store::get(tx.conn, view, id)?;
        let indicator = indicators::store::get(tx.conn, view, &Reference::Id(item.indicator_id))?;
        let year_closed_at = plans::store::closed_years(tx.conn, &[indicator.plan_id])?.remove(&indicator.plan_id);
        let may = rules::may(action, &view.caller, &item, year_closed_at);
        let case = Case::open(tx, view, item, expected, action.permission(), may)?;
        plans::store::open_year(tx.conn, indicator.plan_id)?;
        Ok(Self { case, indicator: indicator.code })
    }
    /// Writes and tells what became of the item, and answers with it.
    fn save(&self, tx: &mut Tx<'_>, after: ListItemRow, kind: Kind) -> Result<Answer> {
        let item = store::save(tx.conn, after, tx.now).map_err(stale)?;
        self.case.close(tx, item, kind, json!({"indicator": self.indicator}))
    }
}
