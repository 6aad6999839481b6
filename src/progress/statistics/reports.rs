//! What is owed by state, status of the report, bureau, period or timeliness: from the same rows as
//! `GET /obligations`, and so of a bureau its own only.
use super::{
    model::{GroupKey, ReportDimension, ReportGroup, ReportMeasures, ReportStatistics, ReportStatisticsFilter},
    rules::{self, Asked, Place},
    words,
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        auth::Scope,
        db::{Conn, Id, Timestamp},
        error::Result,
        web::{Reference, sort_key},
    },
    plan::plans,
    reporting::{
        obligations::{self, ObligationFilter, ObligationRow, Timeliness, rules as obligation},
        reports::ReportStatus,
    },
};
use std::collections::HashMap;

fn add(measures: &mut ReportMeasures, row: &ObligationRow, now: Timestamp) {
    measures.count += 1;
    measures.submitted += usize::from(row.first_submitted_at.is_some());
    measures.approved += usize::from(row.report_status == Some(ReportStatus::Approved));
    measures.on_time += usize::from(row.timeliness() == Timeliness::OnTime);
    measures.late += usize::from(row.timeliness() == Timeliness::Late);
    measures.overdue += usize::from(obligation::is_overdue(row, now));
    measures.excused += usize::from(row.window().is_excused(now));
}

/// The groups of what is owed of a plan, as it is now.
pub(super) fn get(conn: &mut Conn, scope: &Scope, filter: &ReportStatisticsFilter) -> Result<ReportStatistics> {
    let filter = filter.clone();
    let group_by = rules::dimensions(filter.group_by.as_ref(), ReportDimension::State)?;
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let filter = ObligationFilter {
        plan: Some(Reference::Id(plan.id)),
        period: filter.period,
        bureau: filter.bureau,
        indicator: filter.indicator,
        project: filter.project,
        state: filter.state,
        report_status: filter.report_status,
        timeliness: filter.timeliness,
        overdue: filter.overdue,
        excused: filter.excused,
        due_before: filter.due_before,
    };
    let rows = obligations::store::all(conn, scope, &filter)?;
    let owing: Vec<Id> = rows.iter().map(|row| row.bureau_id).collect();
    let bureaus = bureaus::store::summaries(conn, &owing)?;
    let places = |row: &ObligationRow, dimension| place(row, dimension, &bureaus, scope.now).into_iter().collect();
    let count = |measures: &mut ReportMeasures, row: &ObligationRow| add(measures, row, scope.now);
    let grouped = rules::group(&rows, &group_by, places, count);
    let asked = asked(&filter);
    let group = |group: rules::Group<ReportMeasures>| {
        Ok(ReportGroup { href: asked.href("obligations", &group.keys)?, keys: group.keys, measures: group.measures })
    };
    Ok(ReportStatistics {
        group_by,
        total: grouped.total,
        groups: grouped.groups.into_iter().map(group).collect::<Result<_>>()?,
        left_out: grouped.left_out,
        plan: plan.into(),
    })
}

fn asked(filter: &ObligationFilter) -> Asked {
    Asked::default()
        .with("plan", filter.plan.as_ref())
        .with("period", filter.period.as_ref())
        .with("bureau", filter.bureau.as_ref())
        .with("indicator", filter.indicator.as_ref())
        .with("project", filter.project.as_ref())
        .among("state", filter.state.as_ref())
        .among("report_status", filter.report_status.as_ref())
        .among("timeliness", filter.timeliness.as_ref())
        .with("overdue", filter.overdue)
        .with("excused", filter.excused)
        .with("due_before", filter.due_before)
}

fn place(
    row: &ObligationRow,
    dimension: ReportDimension,
    bureaus: &HashMap<Id, BureauSummary>,
    now: Timestamp,
) -> Option<Place> {
    let of = |order: String, value: &str, id: Option<Id>, text: &str| {
        let key = GroupKey { dimension: dimension.as_str(), value: value.to_owned(), id, text: text.to_owned() };
        Some(Place { order, key })
    };
    match dimension {
        ReportDimension::State => {
            let state = obligation::state(row, now);
            of(format!("{:03}", state as usize), state.as_str(), None, state.text())
        }
        ReportDimension::ReportStatus => {
            let status = row.report_status?;
            of(format!("{:03}", status as usize), status.as_str(), None, status.text())
        }
        ReportDimension::Timeliness => {
            let timeliness = row.timeliness();
            of(format!("{:03}", timeliness as usize), timeliness.as_str(), None, words::timeliness(timeliness))
        }
        ReportDimension::Bureau => {
            let bureau = bureaus.get(&row.bureau_id)?;
            of(sort_key(&bureau.code), &bureau.code, Some(bureau.id), &bureau.name)
        }
        ReportDimension::Period => of(row.period_code.clone(), &row.period_code, Some(row.period_id), &row.period_code),
    }
}
