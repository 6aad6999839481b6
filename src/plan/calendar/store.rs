//! Queries on holidays. They are the state's, the same in every jurisdiction: no scope limits them.
use super::{
    model::{Holiday, HolidayFilter},
    rules::{HORIZON, WorkingDays},
};
use crate::foundation::{
    db::{Backend, Conn, schema::holidays},
    error::Result,
    web::{Declared, Listed, Order, Page, Paging},
};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;

fn matching(filter: &HolidayFilter) -> holidays::BoxedQuery<'_, Backend> {
    let mut query = holidays::table.into_boxed();
    if let Some(year) = filter.year {
        let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
        query = query.filter(holidays::date.between(first.unwrap_or_default(), last.unwrap_or_default()));
    }
    query
}

/// What holidays may be ordered by.
fn order() -> Order<Holiday> {
    Order::new("date", holidays::id, |row: &Holiday| row.id).by("date", holidays::date, |row| row.date).by(
        "name",
        holidays::name,
        |row| row.name.clone(),
    )
}
impl Listed for HolidayFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of holidays.
pub fn list(conn: &mut Conn, filter: &HolidayFilter, paging: &Paging) -> Result<Page<Holiday>> {
    let order = order().asked(paging)?;
    let all = || matching(filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// What is needed to count working days from any date from `first` to `last`.
pub fn working_days(conn: &mut Conn, first: NaiveDate, last: NaiveDate) -> QueryResult<WorkingDays> {
    let last = last.checked_add_days(Days::new(HORIZON)).unwrap_or(last);
    let days = holidays::table
        .filter(holidays::date.between(first, last))
        .order(holidays::date)
        .select((holidays::date, holidays::kind))
        .load::<(NaiveDate, super::DayKind)>(conn)?;
    Ok(days.into_iter().collect())
}
/// What a notice says of a day.
pub fn find(conn: &mut Conn, date: NaiveDate) -> QueryResult<Option<Holiday>> {
    Holiday::query().filter(holidays::date.eq(date)).first(conn).optional()
}
/// Adds a day of a notice.
pub fn insert(conn: &mut Conn, holiday: &Holiday) -> QueryResult<usize> {
    diesel::insert_into(holidays::table).values(holiday).execute(conn)
}
