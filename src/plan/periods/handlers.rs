//! Operations on periods.
use super::{
    case::{current, refused},
    model::{Calendar, NewCalendar, Period, PeriodFilter, PeriodRow, Recomputation},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPeriods, ReadPlan},
        },
        error::{Result, stale},
        events::{Change, Kind},
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
    params(PeriodFilter),
    responses((status = 200, body = Page<Resource<Period>>, description = "A page of periods")),
)]
#[get("/periods")]
pub async fn list_periods(state: Data<State>, caller: Allowed<ReadPlan>, list: List<PeriodFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let plans: Vec<_> = page.items.iter().map(|period| period.plan_id).collect();
        let closed = plans::store::closed_years(conn, &plans)?;
        let shown = |period: PeriodRow| {
            let year_closed_at = closed.get(&period.plan_id).copied();
            period.shown_to(&view.caller, view.now, year_closed_at)
        };
        Answer::ok(&page.map(shown))
    };
    state.read(caller, read).await
}

/// Get a period (报告期)
///
/// `code:2025-09` or `code:2025-01..02` is a period of the caller's own jurisdiction.
#[utoipa::path(tag = "periods", responses((status = 200, body = Resource<Period>, description = "The period")))]
#[get("/periods/{id}")]
pub async fn get_period(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let period = store::get(conn, view, &id)?;
        let year_closed_at = plans::store::closed_years(conn, &[period.plan_id])?.remove(&period.plan_id);
        Answer::resource(period.version, &period.shown_to(&view.caller, view.now, year_closed_at))
    };
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
        let plan = new.plan.found("/plan", plans::store::get(tx.conn, view, &new.plan))?;
        view.may_change(&plan.jurisdiction)?;
        plans::store::open_year(tx.conn, plan.id)?;
        let made = store::make_calendar(tx.conn, &plan, tx.now)?;
        for period in &made {
            let told = json!({"code": period.code, "due_at": period.due_at});
            tx.record(&plan.jurisdiction, Change::new(Kind::PeriodCreated, period.id, period.version).data(told))?;
        }
        let periods = made.into_iter().map(|period| period.shown_to(&view.caller, view.now, None)).collect();
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
        let (before, year) = current(tx, &view.caller, &id, expected)?;
        let due_at = store::due_by_calendar(tx.conn, &before)?;
        let may = rules::recompute(&before, Some(due_at), tx.business_now);
        may.map_err(|code| refused(&before, year, &view.caller, tx, code).with("due_at", before.due_at.to_string()))?;
        if due_at == before.due_at {
            return Answer::resource(before.version, &before.shown_to(&view.caller, tx.business_now, None));
        }
        let period = store::set_due(tx.conn, &before, due_at, tx.now).map_err(stale)?;
        let change = Change::new(Kind::PeriodDueRecomputed, period.id, period.version).between(&before, &period)?;
        let told = json!({"code": period.code, "reason": new.reason, "from_due_at": before.due_at, "due_at": due_at});
        tx.record(&period.jurisdiction, change.data(told))?;
        Answer::resource(period.version, &period.shown_to(&view.caller, tx.business_now, None))
    };
    command.run(&state, caller, recompute).await
}
