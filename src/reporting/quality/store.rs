//! Queries on quality flags. A flag is as visible as the report that it was raised on.
use super::model::{FlagFilter, QualityFlag, RaisedFlag, ReportFlag};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{report_flags, reports},
        },
        error::{Error, Result},
        web::{Declared, Listed, Order, Page, Paging},
    },
    on_each,
    plan::periods::{self, PeriodRow, PeriodSummary},
    reporting::subjects,
};
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = report_flags, check_for_backend(Backend))]
struct FlagRow {
    id: Id,
    report_id: Id,
    flag: QualityFlag,
    meta: String,
    raised_at: Timestamp,
}

impl FlagRow {
    fn raised(&self) -> Result<RaisedFlag> {
        Ok(RaisedFlag { flag: self.flag, text: self.flag.text(), meta: serde_json::from_str(&self.meta)? })
    }
}

/// The columns of a flag's report that are shown beside it.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = reports, check_for_backend(Backend))]
struct Flagged {
    bureau_id: Id,
    period_id: Id,
    indicator_id: Option<Id>,
    project_id: Option<Id>,
}

type Visible<'a> =
    diesel::helper_types::IntoBoxed<'a, diesel::helper_types::InnerJoin<report_flags::table, reports::table>, Backend>;

fn matching<'a>(scope: &'a Scope, filter: &'a FlagFilter, named: &subjects::store::Named) -> Visible<'a> {
    let covered = reports::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = report_flags::table.inner_join(reports::table).filter(covered).into_boxed();
    query = match scope.bureau {
        _ if !scope.reports => query.filter(reports::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => {
            query.filter(reports::bureau_id.eq(bureau)).filter(report_flags::flag.ne_all(QualityFlag::FOR_OFFICE))
        }
        None => query,
    };
    if let Some(flags) = &filter.flag {
        query = query.filter(report_flags::flag.eq_any(&flags.0));
    }
    if let Some(plan) = named.plan {
        query = query.filter(reports::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(reports::period_id.eq(period));
    }
    if let Some(bureau) = named.bureau {
        query = query.filter(reports::bureau_id.eq(bureau));
    }
    if let Some(indicator) = named.indicator {
        query = query.filter(reports::indicator_id.eq(indicator));
    }
    if let Some(project) = named.project {
        query = query.filter(reports::project_id.eq(project));
    }
    query
}

/// What flags may be ordered by.
fn order() -> Order<(FlagRow, Flagged)> {
    Order::new("id", report_flags::id, |(flag, _): &(FlagRow, Flagged)| flag.id).by(
        "raised_at",
        report_flags::raised_at,
        |(flag, _)| flag.raised_at,
    )
}
impl Listed for FlagFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of flags.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &FlagFilter, paging: &Paging) -> Result<Page<ReportFlag>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows: Vec<(FlagRow, Flagged)> = all()
        .select((FlagRow::as_select(), Flagged::as_select()))
        .filter(order.after())
        .order(order.by())
        .limit(paging.fetch())
        .load(conn)?;
    let Page { items, page } = order.page(rows, total)?;
    Ok(Page { items: present(conn, items)?, page })
}

fn present(conn: &mut Conn, rows: Vec<(FlagRow, Flagged)>) -> Result<Vec<ReportFlag>> {
    let ids = |of: fn(&Flagged) -> Option<Id>| rows.iter().filter_map(|(_, report)| of(report)).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|report| Some(report.bureau_id)))?;
    let subjects = subjects::store::of_ids(conn, &ids(|report| report.indicator_id.or(report.project_id)))?;
    let periods = periods::store::of_ids(conn, &ids(|report| Some(report.period_id)))?;
    let periods: HashMap<Id, PeriodRow> = periods.into_iter().map(|period| (period.id, period)).collect();
    let shown = |(row, report): (FlagRow, Flagged)| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("flag {} lacks a part", row.id));
        let subject = report.indicator_id.or(report.project_id).and_then(|id| subjects.get(&id)).ok_or_else(missing)?;
        let period = periods.get(&report.period_id).ok_or_else(missing)?;
        Ok(ReportFlag {
            id: row.id,
            raised: row.raised()?,
            raised_at: row.raised_at,
            report_id: row.report_id,
            bureau: bureaus.get(&report.bureau_id).cloned().ok_or_else(missing)?,
            subject: subject.summary.clone(),
            period: PeriodSummary { id: period.id, code: period.code.clone() },
        })
    };
    rows.into_iter().map(shown).collect()
}

/// The flags on these reports, which the caller has read, in the order of their table, as far as the caller may know of
/// them: one statement.
pub fn of_reports(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<HashMap<Id, Vec<RaisedFlag>>> {
    let rows: Vec<FlagRow> =
        FlagRow::query().filter(report_flags::report_id.eq_any(ids)).order(report_flags::id).load(conn)?;
    let mut flags: HashMap<Id, Vec<RaisedFlag>> = HashMap::new();
    for row in rows.into_iter().filter(|row| row.flag.is_known_to(scope)) {
        flags.entry(row.report_id).or_default().push(row.raised()?);
    }
    Ok(flags)
}

/// Puts the flags of a report's new submission in the place of those of the one before.
pub fn replace(conn: &mut Conn, report: Id, flags: &[RaisedFlag], at: Timestamp) -> Result<()> {
    diesel::delete(report_flags::table.filter(report_flags::report_id.eq(report))).execute(conn)?;
    let row = |raised: &RaisedFlag| {
        Ok((
            report_flags::id.eq(Id::new()),
            report_flags::report_id.eq(report),
            report_flags::flag.eq(raised.flag),
            report_flags::meta.eq(serde_json::to_string(&raised.meta)?),
            report_flags::raised_at.eq(at),
        ))
    };
    let rows = flags.iter().map(row).collect::<Result<Vec<_>>>()?;
    if !rows.is_empty() {
        on_each!(conn, c => diesel::insert_into(report_flags::table).values(&rows).execute(c))?;
    }
    Ok(())
}
