//! Operations on periods.
use super::{
    model::{Calendar, NewCalendar, Period, PeriodFilter},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPeriods, ReadPlan},
        },
        error::Result,
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
