//! What happens to a report at its sign-off: its figure is held against those around it, and what is odd about it is
//! noted.
use super::{
    attached,
    case::ReportCase,
    kinds,
    model::ReportRow,
    neighbours,
    slips::{self, Yardsticks},
    values::{self, Stated},
};
use crate::{
    foundation::{
        clock::local_date,
        db::{Decimal, Timestamp},
        error::{Result, Violations},
        web::Tx,
    },
    projects::{investments, list_items},
    reporting::{
        quality::{self, Facts, RaisedFlag},
        subjects::{Form, SubjectType},
    },
};
use chrono::TimeDelta;
use num_rational::BigRational;

/// Makes what a report states final for submission: complete, right, in line with the approved figures around it and in
/// a likely unit. Every fault of a kind at once. Gives the flags that it raises.
pub fn sign(tx: &mut Tx<'_>, case: &ReportCase, report: &mut ReportRow) -> Result<Vec<RaisedFlag>> {
    let (measure, today) = (&case.subject.measure, local_date(tx.business_now));
    values::complete(report, measure)?;
    // Checked again: the subject may be measured otherwise than when it was drafted.
    values::normalise(report, measure, today)?;
    let previous = neighbours::before(tx.conn, report, &case.period)?;
    let target = neighbours::target(tx.conn, &case.subject, today)?;
    let mut faults = Violations::new();
    faults.check(kinds::take_over(report, measure.form, previous));
    stand(tx, case, report, previous, &mut faults)?;
    let against = Yardsticks { previous: previous.map(|stated| stated.value), target };
    faults.check(slips::check(report, measure.form, against));
    faults.finish()?;
    flags(tx, case, report, target)
}

/// A cumulative value stands between the approved ones before and after it, or says why not. Asked again at the
/// approval, as others may have been approved since.
pub fn in_line(tx: &mut Tx<'_>, case: &ReportCase) -> Result<()> {
    let previous = neighbours::before(tx.conn, case, &case.period)?;
    let mut faults = Violations::new();
    stand(tx, case, case.before(), previous, &mut faults)?;
    faults.finish()
}

fn stand(
    tx: &mut Tx<'_>,
    case: &ReportCase,
    report: &ReportRow,
    previous: Option<Stated>,
    faults: &mut Violations,
) -> Result<()> {
    let (measure, before) = (&case.subject.measure, previous.map(|stated| stated.value));
    let not_below = kinds::nothing_before(report, measure, before);
    faults.check(not_below.and_then(|()| values::not_decreased(report, measure, before)));
    let after = neighbours::after(tx.conn, report, &case.period)?;
    faults.check(values::not_overtaken(report, measure, after));
    Ok(())
}

fn flags(tx: &mut Tx<'_>, case: &ReportCase, report: &ReportRow, target: Option<Decimal>) -> Result<Vec<RaisedFlag>> {
    let earlier = neighbours::course(tx.conn, report, &case.period)?;
    let project = case.subject.summary.kind == SubjectType::Project;
    let physical_percent = if project { physical_percent(tx, case)? } else { None };
    let records = if project { None } else { records(tx, case)? };
    let reused = attached::reused(tx.conn, report)?;
    Ok(quality::rules::raised(&Facts {
        form: case.subject.measure.form,
        value: report.value,
        months: case.period.months,
        earlier: &earlier,
        target,
        on_last_day: !report.is_correction() && is_last_day(case.window.first_due_at, tx.business_now),
        investment_percent: quality::rules::share(report.value, target).filter(|_| project),
        physical_percent,
        reused_evidence: &reused.by_bureau,
        evidence_used_elsewhere: &reused.elsewhere,
        records,
    }))
}

/// 形象进度 of a project: as it was last recorded by now.
fn physical_percent(tx: &mut Tx<'_>, case: &ReportCase) -> Result<Option<Decimal>> {
    let (id, today) = (case.subject.summary.id, local_date(tx.business_now));
    let records = investments::store::current(tx.conn, &[id], today, tx.business_now)?.remove(&id).unwrap_or_default();
    Ok(records.iter().rev().find_map(|record| record.physical_progress_percent))
}

/// How many records of a list there are for what is reported of it: by the end of the period, or in it where increments
/// are reported. `None` of what is no list, and of a list that is neither counted from records nor has any.
fn records(tx: &mut Tx<'_>, case: &ReportCase) -> Result<Option<Decimal>> {
    if !case.subject.is_list {
        return Ok(None);
    }
    let (id, period) = (case.subject.summary.id, &case.period);
    let days = [period.starts_on.pred_opt().unwrap_or(period.starts_on), period.ends_on, local_date(tx.business_now)];
    let counts = list_items::store::counts(tx.conn, &[id], &days, tx.business_now)?.remove(&id).unwrap_or_default();
    let [before, by_end, by_now] =
        days.map(|day| counts.iter().find(|count| count.0 == day).map_or(0, |count| count.1));
    let count = if case.subject.measure.form == Form::Increment { by_end - before } else { by_end };
    let kept = case.subject.measure.counted || by_now > 0;
    Ok(Decimal::nearest(&BigRational::from_integer(count.into())).filter(|_| kept))
}

/// Whether a moment is on the last day on which a report is in time.
fn is_last_day(due_at: Timestamp, now: Timestamp) -> bool {
    let last_instant = Timestamp::from(*due_at - TimeDelta::microseconds(1));
    local_date(last_instant) == local_date(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::clock::{end_of_day, start_of_day};

    #[test]
    fn the_last_day_ends_with_the_due_time() {
        let due = end_of_day("2025-10-14".parse().unwrap());
        let day = |text: &str| start_of_day(text.parse().unwrap());
        assert!(is_last_day(due, day("2025-10-14")));
        assert!(!is_last_day(due, Timestamp::from(*day("2025-10-14") - TimeDelta::microseconds(1))));
        assert!(!is_last_day(due, due));
    }
}
