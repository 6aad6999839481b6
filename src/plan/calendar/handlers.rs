//! Operations on holidays.
use super::{
    model::{Holiday, HolidayFilter, NewHoliday},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditPeriods, ReadPlan},
    },
    error::Result,
    events::{Change, Kind},
    web::*,
};
use actix_web::{get, post, web::Data};
use chrono::Datelike;
use serde_json::json;

/// List holidays (节假日)
///
/// Days that the yearly notices take out of the usual week, by date: holidays, and weekend days that are worked
/// instead.
///
/// - Every other Saturday and Sunday is off, every other day a working day.
/// - Due times are counted with this table.
#[utoipa::path(
    tag = "holidays",
    params(Listing<HolidayFilter>),
    responses((status = 200, body = Page<Holiday>, description = "A page of holidays")),
)]
#[get("/holidays")]
pub async fn list_holidays(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<HolidayFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, _: &View| Answer::ok(&store::list(conn, &list.filter, &list.page)?);
    state.read(caller, read).await
}

/// Add a holiday (登记节假日)
///
/// A day off, or a weekend day that is worked, as a notice says.
///
/// - Each day once (`holiday_exists`).
/// - Calendars that are made from now on count with it; a period that has its due time already is reckoned anew by
///   `recompute_period_due`.
/// - By the supervision office.
#[utoipa::path(
    tag = "holidays",
    request_body = NewHoliday,
    responses((status = 201, body = Holiday, description = "The new day")),
)]
#[post("/holidays")]
pub async fn create_holiday(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    command: Create<NewHoliday>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewHoliday, _: &Expected| {
        rules::check_day(new.date, new.kind)?;
        let holiday = new.row();
        store::insert(tx.conn, &holiday)?;
        let data =
            json!({"date": holiday.date, "kind": holiday.kind, "name": holiday.name, "document": holiday.document});
        tx.record(&view.caller.jurisdiction, Change::new(Kind::HolidayCreated, holiday.id, 1).data(data))?;
        let location = format!("/api/v1/holidays?year={}", holiday.date.year());
        Ok(Answer::ok(&holiday)?.created(location))
    };
    command.run(&state, caller, create).await
}
