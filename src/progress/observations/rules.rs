//! From the series of the maths to what is served.
use super::model::{EarlierRevision, Observation};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Decimal, Id},
        web::Resource,
    },
    plan::{
        indicators::{Counting, IndicatorRow},
        periods::PeriodSummary,
    },
    progress::{
        figures::{Figure, PeriodFigure, quantity},
        standings::{Evidence, Reasons, deviation, label, places},
    },
    reporting::reports,
};
use std::collections::HashMap;

/// The reports of one period, oldest revision first.
pub(super) type Revisions<'a> = Vec<&'a reports::Figure>;

/// One period of the series.
pub(super) fn serve(
    (evidence, indicator): (&Evidence, &IndicatorRow),
    bureaus: &HashMap<Id, BureauSummary>,
    (period, figure): (PeriodSummary, PeriodFigure),
    reports: &Revisions<'_>,
) -> Observation {
    let mut reasons = Reasons::default();
    // Of a list that is counted from its records no report is the source.
    let reports = if indicator.counting == Counting::Records { &[] } else { reports.as_slice() };
    let (serving, standing) = (reports.last().copied(), &figure.standing);
    let lit = evidence.lit_in(indicator, &figure);
    let text =
        |value: &Figure| value.as_ref().ok().map(|value| quantity(value, places(indicator), indicator.unit.as_deref()));
    Observation {
        indicator: label(indicator),
        period,
        ends_on: figure.ends_on,
        value: reasons.served("value", &figure.stated),
        value_text: text(&figure.stated),
        value_reported: serving.and_then(|report| report.value_reported),
        unit_reported: serving.and_then(|report| report.unit_reported.clone()),
        numerator: serving.and_then(|report| report.numerator),
        denominator: serving.and_then(|report| report.denominator),
        achieved_on: serving.and_then(|report| report.achieved_on),
        actual: reasons.served("actual", &figure.actual),
        actual_text: text(&figure.actual),
        increment: reasons.served("increment", &figure.increment),
        increment_text: text(&figure.increment),
        revision: serving.map(|report| report.revision),
        value_status: serving.map(|report| report.status).or(figure.status),
        approved_at: serving.and_then(|report| report.approved_at),
        bureau: serving.and_then(|report| bureaus.get(&report.bureau_id).cloned()),
        target_number: evidence.target_on(indicator, figure.ends_on).map(|target| target.number),
        expected: reasons.served("expected", &standing.expected),
        expected_rate: reasons.served("expected_rate", &standing.expected_rate),
        rate: reasons.served("rate", &standing.rate),
        met: reasons.told("met", standing.met),
        variance_pp: reasons.served("variance_pp", &standing.variance_pp),
        variance_text: standing.variance_pp.as_ref().ok().map(deviation),
        light: lit.light,
        light_source: lit.source,
        watch: lit.watch,
        light_reason: lit.reason,
        computed_light: standing.light,
        computed_reason: standing.light_reason,
        verdict: lit.verdict.map(Into::into),
        light_override: lit.set.map(Into::into),
        reporting_state: figure.reporting,
        reporting_text: figure.reporting.text(),
        revisions: reports.iter().rev().skip(1).rev().filter_map(|report| earlier(indicator, report)).collect(),
        reasons: reasons.0,
    }
}

/// What a revision stated that another one replaced; only of approved ones.
fn earlier(indicator: &IndicatorRow, report: &reports::Figure) -> Option<EarlierRevision> {
    let text = |value: Decimal| quantity(&value.exact(), places(indicator), indicator.unit.as_deref());
    Some(EarlierRevision {
        revision: report.revision,
        value: report.value,
        value_text: report.value.map(text),
        numerator: report.numerator,
        denominator: report.denominator,
        achieved_on: report.achieved_on,
        approved_at: report.approved_at?,
    })
}

/// As an answer; figures are computed, so nothing may be done with them.
pub(super) fn shown(observation: Observation) -> Resource<Observation> {
    Resource { object: observation, allowed_actions: Vec::new() }
}
