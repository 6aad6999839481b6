//! Operations on periods.
use super::{
    model::{Calendar, NewCalendar, Period, PeriodFilter, PeriodRow, Reopening},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPeriods, ReadPlan},
        },
        error::{Code, Result, stale},
        events::Change,
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
#[utoipa::path(tag = "periods", params(PeriodFilter, PageParameters, ReadHeaders), responses((status = 200, body = Page<Resource<Period>>, description = "A page of periods"), ReadProblems))]
#[get("/periods")]
pub async fn list_periods(state: Data<State>, caller: Allowed<ReadPlan>, list: List<PeriodFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &Caller, scope: &crate::foundation::auth::Scope| {
        let page = store::list(conn, scope, &list.filter, &list.page)?;
        Answer::ok(&page.map(|period| period.shown_to(caller, scope.now)))
    };
    state.read(caller, read).await
}

/// Get a period
///
/// `code:2025-09` or `code:2025-01..02` is a period of the caller's own jurisdiction.
#[utoipa::path(tag = "periods", params(ById, ReadHeaders), responses((status = 200, body = Resource<Period>, description = "The period"), ReadProblems))]
#[get("/periods/{id}")]
pub async fn get_period(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &Caller, scope: &crate::foundation::auth::Scope| {
        let period = store::get(conn, scope, &id)?;
        Answer::resource(period.version, &period.shown_to(caller, scope.now))
    };
    state.read(caller, read).await
}

/// Make the calendar of a plan
///
/// The eleven periods of its year: January and February together, then every month. A period opens the day after it ends
/// and is due on the fifth working day after it ends, 24:00 Asia/Shanghai, counted with `GET /holidays` as it is now. Once
/// for each plan (`calendar_exists`). By the supervision office.
#[utoipa::path(tag = "periods", params(CreateHeaders, DryRun), request_body = NewCalendar, responses((status = 201, body = Calendar, description = "The periods of the plan"), CreateProblems))]
#[post("/periods")]
pub async fn create_calendar(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    command: Create<NewCalendar>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, caller: &Caller, new: &NewCalendar, _: &Expected| {
        let scope = tx.scope(caller);
        let plan = new.plan.found("/plan", plans::store::get(tx.conn, &scope, &new.plan))?;
        scope.may_change(&plan.jurisdiction)?;
        let made = store::make_calendar(tx.conn, &plan, tx.now)?;
        for period in &made {
            let told = json!({"code": period.code, "due_at": period.due_at});
            tx.record(&plan.jurisdiction, Change::new("period.created", period.id, period.version).data(told))?;
        }
        let periods = made.into_iter().map(|period| period.shown_to(caller, scope.now)).collect();
        let location = format!("/api/v1/periods?plan={}", plan.id);
        Ok(Answer::ok(&Calendar { plan_id: plan.id, periods })?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Close a period
///
/// From then on it takes no reports; submitted ones can still be approved. Not before it has ended (`period_not_ended`).
/// By the supervision office.
#[utoipa::path(tag = "periods", params(ById, ActHeaders, DryRun), request_body = Empty, responses((status = 200, body = Resource<Period>, description = "The closed period"), CreateProblems, ActionProblems))]
#[post("/periods/{id}/close")]
pub async fn close_period(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let close = move |tx: &mut Tx<'_>, caller: &Caller, _: &Empty, expected: &Expected| {
        let before = current(tx, caller, &id, expected)?;
        rules::close(&before, tx.business_now).map_err(|code| refused(&before, caller, tx, code))?;
        let period = store::set_closed(tx.conn, &before, Some(tx.business_now), tx.now).map_err(stale)?;
        let told = json!({"code": period.code, "closed_at": period.closed_at});
        tx.record(&period.jurisdiction, Change::new("period.closed", period.id, period.version).data(told))?;
        Answer::resource(period.version, &period.shown_to(caller, tx.business_now))
    };
    command.run(&state, caller, close).await
}

/// Reopen a period
///
/// A closed period takes reports again, which are late; the reason goes into the audit log. By the supervision office.
#[utoipa::path(tag = "periods", params(ById, ActHeaders, DryRun), request_body = Reopening, responses((status = 200, body = Resource<Period>, description = "The reopened period"), CreateProblems, ActionProblems))]
#[post("/periods/{id}/reopen")]
pub async fn reopen_period(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<Reopening>,
) -> Result<Answer> {
    let reopen = move |tx: &mut Tx<'_>, caller: &Caller, reopening: &Reopening, expected: &Expected| {
        let before = current(tx, caller, &id, expected)?;
        rules::reopen(&before).map_err(|code| refused(&before, caller, tx, code))?;
        let period = store::set_closed(tx.conn, &before, None, tx.now).map_err(stale)?;
        let told = json!({"code": period.code, "reason": reopening.reason, "was_closed_at": before.closed_at});
        tx.record(&period.jurisdiction, Change::new("period.reopened", period.id, period.version).data(told))?;
        Answer::resource(period.version, &period.shown_to(caller, tx.business_now))
    };
    command.run(&state, caller, reopen).await
}

/// The period that the client read.
fn current(tx: &mut Tx<'_>, caller: &Caller, id: &Reference, expected: &Expected) -> Result<PeriodRow> {
    let scope = tx.scope(caller);
    let period = store::get(tx.conn, &scope, id)?;
    scope.may_change(&period.jurisdiction)?;
    expected.check(tx, period.id, period.version, |_| {
        Answer::resource(period.version, &period.clone().shown_to(caller, scope.now))
    })?;
    Ok(period)
}

fn refused(period: &PeriodRow, caller: &Caller, tx: &Tx<'_>, code: Code) -> crate::foundation::error::Error {
    let shown = period.clone().shown_to(caller, tx.business_now);
    shown.refused(code, shown.object.state.as_str())
}
