//! What of reports and records counts.
use super::model::{Counted, Tally};
use crate::{
    foundation::db::Decimal,
    plan::indicators::Basis,
    progress::figures::{Observation, ValueStatus},
    reporting::{
        periods::PeriodRow,
        reports::{Figure, SubmissionKind},
    },
};

/// Of the reports of one indicator, revisions in their order: of each period the last serves. Where that says 不适用, the period
/// has no figure, whatever earlier revisions said.
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

/// Of the records of one list: `counts` by the ends of `periods`, in the order of time; of increments the part of each period
/// alone. Nobody reports them, so they are approved as they stand, without a revision.
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
