//! What of reports and records counts.
use super::model::{Counted, Tally};
use crate::{
    foundation::db::Decimal,
    plan::{indicators::Basis, periods::PeriodRow},
    progress::figures::{Observation, ValueStatus},
    reporting::reports::{Figure, SubmissionKind},
};

/// Of the reports of one indicator, revisions in their order: of each period the last serves. Where that says 不适用,
/// the period has no figure, whatever earlier revisions said.
pub fn of_reports<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Tally {
    let mut serving: Vec<&Figure> = Vec::new();
    for figure in figures {
        serving.pop_if(|last| last.period_id == figure.period_id);
        serving.push(figure);
    }
    let (silent, stated): (Vec<&Figure>, Vec<&Figure>) =
        serving.into_iter().partition(|figure| figure.kind == SubmissionKind::NotApplicable);
    Tally {
        counted: stated.into_iter().map(reported).collect(),
        not_applicable: silent.into_iter().map(|figure| figure.ends_on).collect(),
        ..Tally::default()
    }
}

fn reported(figure: &Figure) -> Counted {
    Counted {
        observation: Observation {
            period: figure.period_code.clone(),
            ends_on: figure.ends_on,
            revision: figure.revision,
            status: figure.status,
            value: figure.value,
            numerator: figure.numerator,
            denominator: figure.denominator,
            achieved_on: figure.achieved_on,
        },
        report_id: Some(figure.report_id),
        first_submitted_at: figure.first_submitted_at,
    }
}

/// Of the records of one list: `counts` by the ends of `periods`, in the order of time; of increments the part of each
/// period alone. Nobody reports them, so they are approved as they stand, without a revision.
pub fn of_records(basis: Option<Basis>, periods: &[PeriodRow], counts: &[i64]) -> Vec<Counted> {
    // A period's own part is what was not counted by the end of the one before.
    let before = std::iter::once(0).chain(counts.iter().copied());
    let stated = counts.iter().zip(before).map(|(count, before)| match basis {
        Some(Basis::Increment) => count - before,
        _ => *count,
    });
    let counted = |(period, count): (&PeriodRow, i64)| Counted {
        observation: Observation {
            period: period.code.clone(),
            ends_on: period.ends_on,
            revision: 0,
            status: ValueStatus::Approved,
            value: i32::try_from(count).ok().map(Decimal::whole),
            numerator: None,
            denominator: None,
            achieved_on: None,
        },
        report_id: None,
        first_submitted_at: None,
    };
    periods.iter().zip(stated).map(counted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{
        clock::start_of_day,
        db::{Id, Timestamp},
    };
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn at(text: &str) -> Timestamp {
        start_of_day(day(text))
    }
    fn period(code: &str, ends_on: &str) -> PeriodRow {
        PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: code.into(),
            starts_on: day(ends_on),
            ends_on: day(ends_on),
            months: 9,
            opens_at: at("2025-10-01"),
            due_at: at("2025-10-15"),
            closed_at: None,
            version: 1,
            created_at: at("2025-01-01"),
            updated_at: at("2025-01-01"),
        }
    }
    fn report(period: &PeriodRow, revision: i32, kind: SubmissionKind, value: Option<i32>) -> Figure {
        Figure {
            report_id: Id::new(),
            subject_id: Id::new(),
            bureau_id: Id::new(),
            period_id: period.id,
            period_code: period.code.clone(),
            ends_on: period.ends_on,
            months: period.months,
            kind,
            status: ValueStatus::Approved,
            value_reported: None,
            unit_reported: None,
            value: value.map(Decimal::whole),
            numerator: None,
            denominator: None,
            achieved_on: None,
            revision,
            first_submitted_at: None,
            submitted_at: None,
            approved_at: None,
            demonstration: false,
        }
    }
    fn values(tally: &Tally) -> Vec<(String, i32, String)> {
        let told = |one: &Counted| {
            let value = one.observation.value.unwrap().to_string();
            (one.observation.period.clone(), one.observation.revision, value)
        };
        tally.counted.iter().map(told).collect()
    }

    #[test]
    fn the_last_revision_serves_and_takes_the_figure_back_where_the_period_does_not_apply() {
        use SubmissionKind::*;
        let (august, september) = (period("2025-08", "2025-08-31"), period("2025-09", "2025-09-30"));
        let told = |figures: &[Figure]| of_reports(figures);
        let first = [report(&august, 1, Figures, Some(5)), report(&september, 1, Figures, Some(7))];
        assert_eq!(values(&told(&first)), [("2025-08".into(), 1, "5".into()), ("2025-09".into(), 1, "7".into())]);
        let [five, seven] = first.clone();
        let taken = told(&[five, report(&august, 2, NotApplicable, None), seven.clone()]);
        assert_eq!(values(&taken), [("2025-09".into(), 1, "7".into())]);
        assert!(!taken.applies(&august) && taken.applies(&september));
        let given = told(&[report(&august, 1, NotApplicable, None), report(&august, 2, Zero, Some(0)), seven]);
        assert_eq!(values(&given), [("2025-08".into(), 2, "0".into()), ("2025-09".into(), 1, "7".into())]);
        assert!(given.applies(&august));
    }

    #[test]
    fn records_are_counted_by_the_ends_of_periods_or_for_each_alone() {
        let periods = [period("2025-08", "2025-08-31"), period("2025-09", "2025-09-30")];
        let tally = |basis| Tally { counted: of_records(basis, &periods, &[3, 2]), ..Tally::default() };
        let told =
            |values: [&str; 2]| [("2025-08".into(), 0, values[0].into()), ("2025-09".into(), 0, values[1].into())];
        assert_eq!(values(&tally(Some(Basis::Cumulative))), told(["3", "2"]));
        assert_eq!(values(&tally(Some(Basis::Increment))), told(["3", "-1"]));
        assert!(tally(None).counted.iter().all(|one| one.report_id.is_none()));
    }

    #[test]
    fn an_extension_moves_the_due_time_to_later_only_and_excuses_to_its_last_instant() {
        let period = period("2025-09", "2025-09-30");
        let moved = |to: &str| Tally { extended: [(period.id, at(to))].into(), ..Tally::default() };
        assert_eq!(moved("2025-10-20").due_at(&period), at("2025-10-20"));
        assert_eq!(moved("2025-10-10").due_at(&period), period.due_at);
        let end = |tally: &Tally, moment| tally.period_end(&period, moment, true);
        assert!(
            end(&moved("2025-10-20"), at("2025-10-20")).excused && !end(&moved("2025-10-20"), at("2025-10-21")).excused
        );
        assert!(end(&moved("2025-10-20"), at("2025-10-16")).was_due, "at the period's own time");
        assert!(!end(&Tally::default(), at("2025-10-15")).was_due && !end(&Tally::default(), at("2025-10-16")).excused);
        assert!(!Tally::default().period_end(&period, at("2025-10-16"), false).was_due, "never owed");
    }
}
