//! What approved reports say, for the wings that compute with it.
use super::{
    model::{ReportStatus, SubmissionKind, ValueStatus},
    rules::settled,
};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Decimal, Id, Timestamp,
        schema::{confirmations, periods, reports},
    },
};
use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::Bool};
use std::collections::{HashMap, HashSet};

/// 观测值: what one report states of its subject for its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The report.
    pub report_id: Id,
    /// The indicator or project.
    pub subject_id: Id,
    /// The bureau that reported.
    pub bureau_id: Id,
    /// The period.
    pub period_id: Id,
    /// Its code.
    pub period_code: String,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Months of the year that have gone by at its end.
    pub months: i32,
    /// 填报方式: 不适用 (`not_applicable`) is a period without a figure that must not count as a gap.
    pub kind: SubmissionKind,
    /// 数据状态, as of the moment asked about.
    pub status: ValueStatus,
    /// The value as it was reported, in `unit_reported`.
    pub value_reported: Option<Decimal>,
    /// The unit in which it was reported.
    pub unit_reported: Option<String>,
    /// The value in the subject's unit; of a ratio, the ratio.
    pub value: Option<Decimal>,
    /// 分子: of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母: of a ratio.
    pub denominator: Option<Decimal>,
    /// 完成日期: of a milestone.
    pub achieved_on: Option<NaiveDate>,
    /// 版次.
    pub revision: i32,
    /// When it was first submitted.
    pub first_submitted_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// When it was approved; `None` of a figure that was still provisional then.
    pub approved_at: Option<Timestamp>,
    /// Invented for demonstration.
    pub demonstration: bool,
}

#[derive(HasQuery)]
#[diesel(table_name = reports, check_for_backend(Backend))]
struct Stated {
    id: Id,
    indicator_id: Option<Id>,
    project_id: Option<Id>,
    bureau_id: Id,
    period_id: Id,
    status: ReportStatus,
    submission_kind: SubmissionKind,
    corrects_id: Option<Id>,
    value_reported: Option<Decimal>,
    unit_reported: Option<String>,
    value: Option<Decimal>,
    numerator: Option<Decimal>,
    denominator: Option<Decimal>,
    achieved_on: Option<NaiveDate>,
    revision: i32,
    first_submitted_at: Option<Timestamp>,
    submitted_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    demonstration: bool,
}

type Joined = diesel::dsl::InnerJoinQuerySource<reports::table, periods::table>;
type Condition = Box<dyn BoxableExpression<Joined, Backend, SqlType = diesel::sql_types::Nullable<Bool>>>;

/// What has ever been approved: a superseded report was, and served until its correction was.
const SETTLED: [ReportStatus; 2] = [ReportStatus::Approved, ReportStatus::Superseded];

/// What reports that were approved by `as_of` (business time) say of the subjects (indicators or projects), per subject
/// in the order of time: of each period the highest revision that was approved by then, and so what was believed on
/// that day. Two statements. Approved figures may be read by everybody.
pub fn approved(conn: &mut Conn, subjects: &[Id], as_of: Timestamp) -> QueryResult<HashMap<Id, Vec<Figure>>> {
    approved_revisions(conn, subjects, as_of).map(serving)
}

/// The same with the earlier revisions of each period, before the one that serves.
pub fn approved_revisions(conn: &mut Conn, subjects: &[Id], as_of: Timestamp) -> QueryResult<HashMap<Id, Vec<Figure>>> {
    let condition = reports::status.eq_any(SETTLED).nullable().and(reports::decided_at.le(as_of));
    load(conn, subjects, Box::new(condition), as_of)
}

/// The same with what had been submitted by `as_of` and was not yet decided: provisional figures, without
/// `approved_at`. Only of reports that the scope may know of, as an unapproved figure is its bureau's own matter. A
/// submitted report is frozen, so what it says now is what it said then; what has been withdrawn or returned since is
/// left out.
pub fn latest(
    conn: &mut Conn,
    scope: &Scope,
    subjects: &[Id],
    as_of: Timestamp,
) -> QueryResult<HashMap<Id, Vec<Figure>>> {
    latest_revisions(conn, scope, subjects, as_of).map(serving)
}

/// The same with the earlier revisions of each period, before the one that serves.
pub fn latest_revisions(
    conn: &mut Conn,
    scope: &Scope,
    subjects: &[Id],
    as_of: Timestamp,
) -> QueryResult<HashMap<Id, Vec<Figure>>> {
    let approved = reports::status.eq_any(SETTLED).nullable().and(reports::decided_at.le(as_of));
    let [first, second] = SETTLED;
    let stated = reports::status.eq_any([ReportStatus::Submitted, first, second]).nullable();
    let submitted = stated.and(reports::submitted_at.le(as_of));
    let condition: Condition = match scope.bureau {
        _ if !scope.reports => Box::new(approved),
        Some(bureau) => Box::new(approved.or(submitted.and(reports::bureau_id.eq(bureau)))),
        None => Box::new(approved.or(submitted)),
    };
    load(conn, subjects, condition, as_of)
}

/// Only the latest revision of each period: revisions come in their order.
fn serving(mut figures: HashMap<Id, Vec<Figure>>) -> HashMap<Id, Vec<Figure>> {
    for of_subject in figures.values_mut() {
        of_subject.reverse();
        of_subject.dedup_by_key(|figure| figure.period_id);
        of_subject.reverse();
    }
    figures
}

fn load(
    conn: &mut Conn,
    subjects: &[Id],
    condition: Condition,
    as_of: Timestamp,
) -> QueryResult<HashMap<Id, Vec<Figure>>> {
    let about = reports::indicator_id.eq_any(subjects).or(reports::project_id.eq_any(subjects));
    let rows: Vec<(Stated, String, NaiveDate, i32)> = reports::table
        .inner_join(periods::table)
        .filter(about.and(condition))
        .order((periods::ends_on, reports::revision, reports::id))
        .select((Stated::as_select(), periods::code, periods::ends_on, periods::months))
        .load(conn)?;
    let confirmed: HashSet<Id> = confirmations::table
        .filter(confirmations::indicator_id.eq_any(subjects).and(confirmations::confirmed_at.le(as_of)))
        .select(confirmations::report_id)
        .load(conn)?
        .into_iter()
        .collect();
    let mut figures: HashMap<Id, Vec<Figure>> = HashMap::new();
    for (row, period_code, ends_on, months) in rows {
        let Some(subject_id) = row.indicator_id.or(row.project_id) else { continue };
        let approved_at = row.decided_at.filter(|at| SETTLED.contains(&row.status) && *at <= as_of);
        let status = match approved_at {
            Some(_) => settled(row.corrects_id.is_some(), confirmed.contains(&row.id)),
            None => ValueStatus::Provisional,
        };
        figures.entry(subject_id).or_default().push(Figure {
            kind: row.submission_kind,
            status,
            report_id: row.id,
            subject_id,
            bureau_id: row.bureau_id,
            period_id: row.period_id,
            period_code,
            ends_on,
            months,
            value_reported: row.value_reported,
            unit_reported: row.unit_reported,
            value: row.value,
            numerator: row.numerator,
            denominator: row.denominator,
            achieved_on: row.achieved_on,
            revision: row.revision,
            first_submitted_at: row.first_submitted_at,
            submitted_at: row.submitted_at,
            approved_at,
            demonstration: row.demonstration,
        });
    }
    Ok(figures)
}
