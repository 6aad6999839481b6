//! Operations on period exceptions.
use super::{
    model::{ExceptionEnd, ExceptionFilter, ExceptionRow, NewPeriodException, PeriodException},
    rules, store,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{EditPeriods, ReadReports},
        },
        db::Id,
        error::{Code, Error, Result, Violation, Violations, stale},
        events::Kind,
        web::*,
    },
    plan::{
        periods::{self, PeriodRow},
        plans,
    },
    reporting::{
        obligations,
        subjects::{self, SubjectSummary, SubjectType},
    },
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List period exceptions (补报授权)
///
/// In the order of their making. A bureau's accounts see their own bureau's only, whatever the filter asks for.
#[utoipa::path(
    tag = "period-exceptions",
    params(Listing<ExceptionFilter>),
    responses((status = 200, body = Page<Resource<PeriodException>>, description = "A page of exceptions")),
)]
#[get("/period-exceptions")]
pub async fn list_period_exceptions(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<ExceptionFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a period exception (补报授权)
///
/// Another bureau's exception is not found by a bureau.
#[utoipa::path(
    tag = "period-exceptions",
    responses((status = 200, body = Resource<PeriodException>, description = "The exception")),
)]
#[get("/period-exceptions/{id}")]
pub async fn get_period_exception(state: Data<State>, caller: Allowed<ReadReports>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Open a closed period for one bureau (补报授权)
///
/// For everything that the bureau owes for the period, or for one indicator or project; until 24:00 of a day at most
/// thirty days ahead.
///
/// - Reports can then be drafted, changed, submitted, withdrawn and returned as in an open period; they are late all
///   the same.
/// - Not for a period that is not closed (`period_already_open`).
/// - Not for a bureau that owes nothing there (`bureau_not_owing`).
/// - One of the same extent at a time (`exception_exists`, with its id as `existing`).
/// - By the supervision office.
#[utoipa::path(
    tag = "period-exceptions",
    request_body = NewPeriodException,
    responses((status = 201, body = Resource<PeriodException>, description = "The new exception")),
)]
#[post("/period-exceptions")]
pub async fn create_period_exception(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    command: Create<NewPeriodException>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewPeriodException, _: &Expected| {
        let row = checked(tx, view, new)?;
        if let Some(existing) = store::running(tx.conn, &row, tx.business_now)? {
            return Err(Error::new(Code::ExceptionExists).extend("existing", existing.to_string()));
        }
        let exception = store::insert(tx.conn, &row)?;
        let exception = store::detail(tx.conn, exception, view.now)?;
        exception.created(tx, view, Kind::PeriodExceptionCreated, json!({"reason": new.reason}))
    };
    command.run(&state, caller, create).await
}

/// The exception that a body asks for: of a closed period of an open year, for a bureau that owes.
fn checked(tx: &mut Tx<'_>, view: &View, new: &NewPeriodException) -> Result<ExceptionRow> {
    let period = new.period.0.found("/period", periods::store::get(tx.conn, view, &new.period.0))?;
    // Alone: whether one is running is read before the new one is written, and no constraint can say "running".
    let period = periods::store::hold_alone(tx.conn, period.id)?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[period.plan_id])?.remove(&period.plan_id);
    let may =
        periods::rules::may(periods::rules::Action::CreateException, &view.caller, &period, year_closed_at, view.now);
    let period = Case::open_parent(tx, view, period, Permission::EditPeriods, may)?;
    let mut faults = Violations::new();
    let bureau = bureaus::store::get_in(tx.conn, &period.jurisdiction, &new.bureau);
    let bureau = faults.absorb(new.bureau.found("/bureau", bureau))?;
    let named = (new.indicator.as_ref(), new.project.as_ref());
    let subject = match named {
        (None, None) => None,
        named => faults.absorb(subjects::store::named_one(tx.conn, view, period.plan_id, named))?,
    };
    let ends_at = faults.check(rules::ends_at(new.until, tx.business_now));
    let (bureau, ends_at) = faults.finish().and(bureau.zip(ends_at).ok_or(Code::NotFound.into()))?;
    let subject = subject.map(|subject| subject.summary);
    owes(tx, &period, bureau.id, subject.as_ref())?;
    plans::store::open_year(tx.conn, period.plan_id)?;
    let id_of = |kind| subject.as_ref().filter(|subject| subject.kind == kind).map(|subject| subject.id);
    Ok(ExceptionRow {
        id: Id::new(),
        jurisdiction: period.jurisdiction.clone(),
        plan_id: period.plan_id,
        period_id: period.id,
        bureau_id: bureau.id,
        indicator_id: id_of(SubjectType::Indicator),
        project_id: id_of(SubjectType::Project),
        opens_at: tx.business_now,
        ends_at,
        reason: new.reason.clone(),
        created_by: view.caller.id,
        ended_at: None,
        ended_by: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// Whether the bureau owes the report on the subject, or any at all, for the period.
fn owes(tx: &mut Tx<'_>, period: &PeriodRow, bureau: Id, subject: Option<&SubjectSummary>) -> Result<()> {
    let owes = match subject {
        None => obligations::store::owes_any(tx.conn, period.id, bureau)?,
        Some(subject) => {
            let owed = obligations::store::find(tx.conn, period.id, subject)?;
            owed.is_some_and(|owed| owed.bureau_id == bureau)
        }
    };
    if owes { Ok(()) } else { Err(Violation::at("/bureau", Code::BureauNotOwing).into()) }
}

/// End a period exception (终止补报授权)
///
/// Before its time, with a reason.
///
/// - From now on the period is closed to the bureau again.
/// - What it has submitted meanwhile stays and can be approved.
/// - By the supervision office.
#[utoipa::path(
    tag = "period-exceptions",
    request_body = ExceptionEnd,
    responses((status = 200, body = Resource<PeriodException>, description = "The ended exception")),
)]
#[post("/period-exceptions/{id}/end")]
pub async fn end_period_exception(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<ExceptionEnd>,
) -> Result<Answer> {
    let end = move |tx: &mut Tx<'_>, view: &View, ending: &ExceptionEnd, expected: &Expected| {
        let exception = store::get(tx.conn, view, &id)?;
        let may = rules::may_end(&view.caller, &exception.row, view.now);
        let case = Case::open(tx, view, exception, expected, Permission::EditPeriods, may)?;
        let after = store::end(tx.conn, &case.row, view.caller.id, tx.business_now, tx.now).map_err(stale)?;
        let after = store::detail(tx.conn, after, view.now)?;
        case.close(tx, after, Kind::PeriodExceptionEnded, json!({"reason": ending.reason}))
    };
    command.run(&state, caller, end).await
}
