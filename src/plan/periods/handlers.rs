//! Operations on periods.
use super::{
    case::open,
    model::{Calendar, NewCalendar, Period, PeriodFilter, PeriodRow, Recomputation},
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPeriods, ReadPlan},
        },
        error::{Result, stale},
        events::Kind,
        web::*,
    },
    plan::plans,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List periods (报告期)
///
/// Of the plans of the caller's jurisdiction and of those that it covers, in the order of time. `state` is the state at
/// this moment of business time.
#[utoipa::path(
    tag = "periods",
    params(Listing<PeriodFilter>),
    responses((status = 200, body = Page<Resource<Period>>, description = "A page of periods")),
)]
#[get("/periods")]
pub async fn list_periods(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<PeriodFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a period (报告期)
///
/// `code:2025-09` or `code:2025-01..02` is a period of the caller's own jurisdiction.
#[utoipa::path(tag = "periods", responses((status = 200, body = Resource<Period>, description = "The period")))]
#[get("/periods/{id}")]
pub async fn get_period(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Make the calendar of a plan (生成报告期日历)
///
/// The eleven periods of its year: January and February together, then every month.
///
/// - A period opens the day after it ends.
/// - It is due on the fifth working day after it ends, 24:00 Asia/Shanghai, counted with `GET /holidays` as it is now.
/// - Once for each plan (`calendar_exists`).
/// - By the supervision office.
#[utoipa::path(
    tag = "periods",
    request_body = NewCalendar,
    responses((status = 201, body = Calendar, description = "The periods of the plan")),
)]
#[post("/periods")]
pub async fn create_calendar(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    command: Create<NewCalendar>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewCalendar, _: &Expected| {
        let plan = plans::open_named(tx, view, &new.plan, plans::rules::Action::CreateCalendar)?;
        let made = store::make_calendar(tx.conn, &plan, tx.now)?;
        let changes = made.iter().map(|period| period.event(Kind::PeriodCreated)).collect();
        let periods = PeriodRow::present(made, tx.conn, view)?;
        tx.record_all(&plan.jurisdiction, changes)?;
        let location = format!("/api/v1/periods?plan={}", plan.id);
        Ok(Answer::ok(&Calendar { plan_id: plan.id, periods })?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Reckon the due time of a period anew (重新推算截止时间)
///
/// With `GET /holidays` as it is now: a notice often arrives after the calendar was made.
///
/// - Only a due time that is to come is moved, and only to one (`due_time_passed`).
/// - Extensions stay as they were granted.
/// - Dates that policy sets (`due_on` of targets and milestones) do not roll, and nothing here moves them.
/// - Where nothing changes, the period is answered as it is.
/// - By the supervision office.
#[utoipa::path(
    tag = "periods",
    request_body = Recomputation,
    responses((status = 200, body = Resource<Period>, description = "The period with its due time")),
)]
#[post("/periods/{id}/recompute-due")]
pub async fn recompute_period_due(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<Recomputation>,
) -> Result<Answer> {
    let recompute = move |tx: &mut Tx<'_>, view: &View, new: &Recomputation, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::RecomputeDue)?;
        let due_at = store::due_by_calendar(tx.conn, &case)?;
        rules::move_due(&case, Some(due_at), view.now)?;
        if due_at == case.due_at {
            return case.before().clone().answer(tx.conn, view);
        }
        let period = store::set_due(tx.conn, &case, due_at, tx.now).map_err(stale)?;
        let data = json!({"reason": new.reason, "from_due_at": case.due_at});
        case.close(tx, period, Kind::PeriodDueRecomputed, data)
    };
    command.run(&state, caller, recompute).await
}
