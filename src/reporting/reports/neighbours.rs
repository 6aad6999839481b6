//! Queries on what a figure stands among: the approved figures of its subject before and after it, and its target.
//!
//! What serves counts: of each period the approved revision, never one that was superseded.
use super::{
    model::{DecreaseReason, ReportRow, ReportStatus},
    values::Stated,
};
use crate::{
    foundation::db::{
        Backend, Conn, Decimal, Id,
        schema::{periods as periods_table, projects, reports},
    },
    plan::{
        periods::{self, PeriodRow},
        targets,
    },
    reporting::{
        quality::Earlier,
        subjects::{Subject, SubjectType},
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

type Approved<'a> =
    diesel::helper_types::IntoBoxed<'a, diesel::helper_types::InnerJoin<reports::table, periods_table::table>, Backend>;

/// The approved figures of the report's subject in other periods of the plan.
fn approved_elsewhere(report: &ReportRow) -> Approved<'_> {
    let id = report.subject_id();
    reports::table
        .inner_join(periods_table::table)
        .filter(reports::plan_id.eq(report.plan_id).and(reports::status.eq(ReportStatus::Approved)))
        .filter(reports::indicator_id.eq(id).or(reports::project_id.eq(id)))
        .filter(reports::value.is_not_null())
        .into_boxed()
}
/// The figure of the last approved report of an earlier period of the same plan.
pub fn before(conn: &mut Conn, report: &ReportRow, period: &PeriodRow) -> QueryResult<Option<Stated>> {
    let found = approved_elsewhere(report)
        .filter(periods_table::ends_on.lt(period.ends_on))
        .order((periods_table::ends_on.desc(), reports::revision.desc(), reports::id))
        .select((reports::value, reports::numerator, reports::denominator))
        .first::<(Option<Decimal>, Option<Decimal>, Option<Decimal>)>(conn)
        .optional()?;
    let stated = |(value, numerator, denominator): (Option<Decimal>, _, _)| {
        value.map(|value| Stated { value, numerator, denominator })
    };
    Ok(found.and_then(stated))
}
/// The value of the next approved report of a later period of the same plan, unless that one says why it has fallen.
pub fn after(conn: &mut Conn, report: &ReportRow, period: &PeriodRow) -> QueryResult<Option<Decimal>> {
    let next = approved_elsewhere(report)
        .filter(periods_table::ends_on.gt(period.ends_on))
        .order((periods_table::ends_on, reports::revision.desc(), reports::id))
        .select((reports::value, reports::decrease_reason))
        .first::<(Option<Decimal>, Option<DecreaseReason>)>(conn)
        .optional()?;
    Ok(next.filter(|(_, reason)| reason.is_none()).and_then(|(value, _)| value))
}
/// The periods of the plan before the report's, oldest first, each with the value that was approved for it or that the
/// same bureau last submitted: what another bureau submitted while it led is not for this one to know.
pub fn course(conn: &mut Conn, report: &ReportRow, period: &PeriodRow) -> QueryResult<Vec<Earlier>> {
    let id = report.subject_id();
    let own_submission = reports::status.eq(ReportStatus::Submitted).and(reports::bureau_id.eq(report.bureau_id));
    let stated: Vec<(Id, Option<Decimal>)> = reports::table
        .filter(reports::plan_id.eq(report.plan_id))
        .filter(reports::indicator_id.eq(id).or(reports::project_id.eq(id)))
        .filter(reports::status.eq(ReportStatus::Approved).or(own_submission))
        .order(reports::revision)
        .select((reports::period_id, reports::value))
        .load(conn)?;
    // A later revision takes the place of the one before.
    let values: HashMap<Id, Option<Decimal>> = stated.into_iter().collect();
    let earlier = periods::store::of_plan(conn, report.plan_id)?.into_iter().filter(|row| row.ends_on < period.ends_on);
    let value = |row: &PeriodRow| values.get(&row.id).copied().flatten();
    Ok(earlier.map(|row| Earlier { value: value(&row), code: row.code, months: row.months }).collect())
}
/// What the subject is to reach: the target in force on a day; of a project, the year's planned investment.
pub fn target(conn: &mut Conn, subject: &Subject, on: NaiveDate) -> QueryResult<Option<Decimal>> {
    let id = subject.summary.id;
    match subject.summary.kind {
        SubjectType::Indicator => {
            Ok(targets::store::in_force(conn, &[id], on)?.get(&id).and_then(|target| target.value))
        }
        SubjectType::Project => projects::table.find(id).select(projects::year_investment).first(conn),
    }
}
/// The report whose figure serves for a subject and a period: the approved one. Whoever asks may read approved figures.
pub fn serving(conn: &mut Conn, subject: Id, period: Id) -> QueryResult<Option<ReportRow>> {
    ReportRow::query()
        .filter(reports::period_id.eq(period).and(reports::status.eq(ReportStatus::Approved)))
        .filter(reports::indicator_id.eq(subject).or(reports::project_id.eq(subject)))
        .order((reports::revision.desc(), reports::id))
        .first(conn)
        .optional()
}
