//! Operations on holidays.
use super::{
    model::{Holiday, HolidayFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List holidays (节假日)
///
/// Days that the yearly notices take out of the usual week: holidays, and weekend days that are worked instead. By date.
/// Every other Saturday and Sunday is off, every other day a working day. Due times are counted with this table.
#[utoipa::path(tag = "holidays", params(HolidayFilter, PageParameters, ReadHeaders), responses((status = 200, body = Page<Holiday>, description = "A page of holidays"), ReadProblems))]
#[get("/holidays")]
pub async fn list_holidays(state: Data<State>, caller: Allowed<ReadPlan>, list: List<HolidayFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, _: &_, _: &_| Answer::ok(&store::list(conn, &list.filter, &list.page)?);
    state.read(caller, read).await
}
