//! What a report states, held against how its subject is measured (docs/domain.md §2 and §4).
use super::{
    kinds,
    model::{ReportRow, SubmissionKind},
};
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Result, Violation, Violations},
    },
    plan::units,
    reporting::subjects::{Form, Measure},
};
use chrono::NaiveDate;
use num_bigint::BigInt;
use num_rational::BigRational;

/// 观测值: the figure that an approved report states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// The value in the subject's unit; of a ratio, the ratio.
    pub value: Decimal,
    /// 分子: of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母: of a ratio.
    pub denominator: Option<Decimal>,
}

/// Checks what a report states so far and computes its normalised value. A draft may be incomplete, but not wrong.
pub fn normalise(report: &mut ReportRow, measure: &Measure, today: NaiveDate) -> Result<()> {
    let mut faults = Violations::new();
    kinds::check(report, measure.form, &mut faults);
    let value = match report.submission_kind {
        SubmissionKind::Figures => figures(report, measure, &mut faults),
        SubmissionKind::Zero => zero(report, measure, &mut faults),
        SubmissionKind::NoChange | SubmissionKind::NotApplicable => None,
    };
    if report.correction_evidence.is_some() && !report.is_correction() {
        let reason = "只有更正才附更正佐证 (only a correction has evidence of its own)";
        faults.push(Violation::at("/correction_evidence", Code::InvalidValue).with("reason", reason));
    }
    if let Some(date) = report.achieved_on.filter(|date| *date > today) {
        let fault = Violation::at("/achieved_on", Code::DateInFuture).with("date", date.to_string());
        faults.push(fault.with("today", today.to_string()));
    }
    report.value = value;
    faults.finish()
}

/// What must be there before a report can be submitted.
pub fn complete(report: &ReportRow, measure: &Measure) -> Result<()> {
    let mut faults = Violations::new();
    let mut need = |field: &str, given: bool| {
        if !given {
            faults.push(Violation::at(format!("/{field}"), Code::ValueRequired).with("field", field));
        }
    };
    match measure.form {
        _ if report.submission_kind == SubmissionKind::NotApplicable => need("narrative", report.narrative.is_some()),
        _ if report.submission_kind != SubmissionKind::Figures => {}
        // Asked once: the list items say it (docs/domain.md §4).
        _ if measure.counted => {}
        Form::Cumulative | Form::Increment | Form::Stock => need("value", report.value_reported.is_some()),
        Form::Ratio => {
            need("numerator", report.numerator.is_some());
            need("denominator", report.denominator.is_some());
        }
        Form::Milestone => need("achieved_on", report.achieved_on.is_some() || report.narrative.is_some()),
        Form::Text => need("narrative", report.narrative.is_some()),
    }
    faults.finish()
}

/// A cumulative value below the last approved one is refused unless a reason is given.
pub fn not_decreased(report: &ReportRow, measure: &Measure, previous: Option<Decimal>) -> Result<(), Violation> {
    let (Form::Cumulative, Some(value), Some(previous)) = (measure.form, report.value, previous) else { return Ok(()) };
    if value >= previous || report.decrease_reason.is_some() {
        return Ok(());
    }
    let fault = Violation::at("/value", Code::CumulativeDecreased).with("previous", previous.to_string());
    Err(fault.with("unit", measure.unit.clone().unwrap_or_default()))
}

/// A cumulative value above the next approved one would make that one a fall that nobody explained.
pub fn not_overtaken(report: &ReportRow, measure: &Measure, next: Option<Decimal>) -> Result<(), Violation> {
    let (Form::Cumulative, Some(value), Some(next)) = (measure.form, report.value, next) else { return Ok(()) };
    if value <= next || report.decrease_reason.is_some() {
        return Ok(());
    }
    let fault = Violation::at("/value", Code::CumulativeOvertakes).with("next", next.to_string());
    Err(fault.with("unit", measure.unit.clone().unwrap_or_default()))
}

/// The value of a report with figures of its own.
fn figures(report: &ReportRow, measure: &Measure, faults: &mut Violations) -> Option<Decimal> {
    not_applicable(report, measure.form, faults);
    match measure.form {
        Form::Cumulative | Form::Increment | Form::Stock => figure(report, measure, faults),
        Form::Ratio => ratio(report, measure, faults),
        Form::Milestone | Form::Text => None,
    }
}

/// 零报告: nothing, in the subject's unit; a unit that is given all the same must be a right one.
fn zero(report: &ReportRow, measure: &Measure, faults: &mut Violations) -> Option<Decimal> {
    if let Some(unit) = &report.unit_reported {
        faults.check(converted(None, unit, measure))?;
    }
    Some(Decimal::ZERO)
}

/// A figure that the subject's kind does not know would be lost in every sum: it is refused, not ignored.
fn not_applicable(report: &ReportRow, form: Form, faults: &mut Violations) {
    let figure = matches!(form, Form::Cumulative | Form::Increment | Form::Stock);
    for (field, given, applies) in [
        ("value", report.value_reported.is_some(), figure),
        ("unit", report.unit_reported.is_some(), figure || form == Form::Ratio),
        ("numerator", report.numerator.is_some(), form == Form::Ratio),
        ("denominator", report.denominator.is_some(), form == Form::Ratio),
        ("achieved_on", report.achieved_on.is_some(), form == Form::Milestone),
    ] {
        if given && !applies {
            let reason = format!("此项不填报该数据，其填报形式为{} (not reported for {form})", form.text());
            faults.push(Violation::at(format!("/{field}"), Code::InvalidValue).with("reason", reason));
        }
    }
}

/// A value in the unit of its subject.
fn figure(report: &ReportRow, measure: &Measure, faults: &mut Violations) -> Option<Decimal> {
    let value = match &report.unit_reported {
        Some(unit) => faults.check(converted(report.value_reported, unit, measure))?,
        None if report.value_reported.is_some() && measure.unit.is_some() => {
            faults.push(Violation::at("/unit", Code::UnitRequired));
            None
        }
        None => report.value_reported,
    };
    let negative = value.is_some_and(|value| value < Decimal::ZERO);
    if negative && measure.form != Form::Increment {
        faults.push(Violation::at("/value", Code::TooSmall).with("min", "0"));
    } else if negative && report.decrease_reason.is_none() {
        faults.push(Violation::at("/decrease_reason", Code::ReasonRequired));
    }
    value
}

fn converted(value: Option<Decimal>, unit: &str, measure: &Measure) -> Result<Option<Decimal>, Violation> {
    let expected = measure.unit.as_deref().unwrap_or("");
    let mismatch = || Violation::at("/unit", Code::UnitDimensionMismatch).with("unit", unit).with("expected", expected);
    let from = units::find(unit).ok_or_else(|| Violation::at("/unit", Code::UnitUnknown).with("unit", unit))?;
    let to = units::find(expected).ok_or_else(mismatch)?;
    units::convert(value.unwrap_or_default(), from, to)
        .map(|converted| value.map(|_| converted))
        .map_err(|code| if code == Code::UnitDimensionMismatch { mismatch() } else { Violation::at("/value", code) })
}

/// A ratio, computed from its parts and rounded once: the parts are what is summed, never the ratio.
fn ratio(report: &ReportRow, measure: &Measure, faults: &mut Violations) -> Option<Decimal> {
    if let Some(unit) = &report.unit_reported {
        faults.check(converted(None, unit, measure))?;
    }
    let (numerator, denominator) = (report.numerator, report.denominator);
    if denominator.is_some_and(|denominator| denominator <= Decimal::ZERO) {
        faults.push(Violation::at("/denominator", Code::DenominatorZero));
        return None;
    }
    if numerator.is_some_and(|numerator| numerator < Decimal::ZERO) {
        faults.push(Violation::at("/numerator", Code::TooSmall).with("min", "0"));
        return None;
    }
    let scale = if measure.unit.as_deref() == Some("%") { 100 } else { 1 };
    let exact = numerator?.exact() / denominator?.exact() * BigRational::from(BigInt::from(scale));
    let rounded = Decimal::nearest(&exact).ok_or_else(|| Violation::at("/numerator", Code::DecimalOutOfRange));
    faults.check(rounded)
}

#[cfg(test)]
pub(super) mod examples {
    //! Reports to try rules on.
    use super::*;
    use crate::{
        foundation::{clock::start_of_day, db::Id},
        plan::periods::PeriodRow,
        reporting::subjects::{Subject, SubjectSummary, SubjectType},
    };

    pub fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    pub fn d(text: &str) -> Option<Decimal> {
        Some(text.parse().unwrap())
    }
    pub fn measure(kind: &str, basis: Option<&str>, unit: &str) -> Measure {
        Measure::of_indicator(kind.parse().unwrap(), basis.map(|basis| basis.parse().unwrap()), Some(unit.into()), 1)
    }
    pub fn blank() -> ReportRow {
        let at = start_of_day(day("2025-10-01"));
        let period = PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: "2025-09".into(),
            starts_on: day("2025-09-01"),
            ends_on: day("2025-09-30"),
            months: 9,
            opens_at: at,
            due_at: at,
            closed_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        let summary =
            SubjectSummary { kind: SubjectType::Project, id: Id::new(), code: "P1".into(), name: "一".into() };
        let subject = Subject {
            summary,
            jurisdiction: period.jurisdiction.clone(),
            plan_id: period.plan_id,
            measure: Measure::of_project(),
            is_list: false,
        };
        ReportRow::draft(&period, &subject, Id::new(), None, at)
    }
    pub fn valued(value: &str, unit: &str) -> ReportRow {
        ReportRow { value_reported: d(value), unit_reported: Some(unit.into()), ..blank() }
    }
    /// The faults as `pointer code`.
    pub fn named(error: crate::foundation::error::Error) -> Vec<String> {
        let place = |fault: &Violation| match &fault.place {
            crate::foundation::error::Place::Pointer(pointer) => pointer.clone(),
            crate::foundation::error::Place::Parameter(name) => name.clone(),
        };
        error.violations().iter().map(|fault| format!("{} {}", place(fault), fault.code.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{examples::*, *};
    use crate::reporting::reports::DecreaseReason;

    /// The normalised value, or the faults as `pointer code`.
    fn check(mut report: ReportRow, measure: &Measure) -> Result<Option<Decimal>, Vec<String>> {
        normalise(&mut report, measure, day("2025-10-10")).map(|()| report.value).map_err(named)
    }

    #[test]
    fn values_are_converted_into_the_unit_of_the_subject_once() {
        let money = measure("flow", Some("cumulative"), "亿元");
        assert_eq!(check(valued("2153000", "万元"), &money), Ok(d("215.3")));
        assert_eq!(check(valued("215.3", "亿元"), &money), Ok(d("215.3")));
        assert_eq!(check(valued("2", "公顷"), &measure("flow", None, "亩")), Ok(d("30")));
        assert_eq!(check(valued("1", "亿元"), &Measure::of_project()), Ok(d("10000")));
        assert_eq!(check(blank(), &money), Ok(None));
    }
    #[test]
    fn units_are_named_known_and_of_the_right_dimension() {
        let money = measure("flow", Some("cumulative"), "亿元");
        assert_eq!(check(valued("1", "亩"), &money), Err(vec!["/unit unit_dimension_mismatch".into()]));
        assert_eq!(check(valued("1", "斤"), &money), Err(vec!["/unit unit_unknown".into()]));
        let bare = ReportRow { value_reported: d("1"), ..blank() };
        assert_eq!(check(bare, &money), Err(vec!["/unit unit_required".into()]));
        assert_eq!(
            check(valued("1", "家"), &measure("list", Some("cumulative"), "个")),
            Err(vec!["/unit unit_dimension_mismatch".into()])
        );
    }
    #[test]
    fn only_an_increment_may_be_negative_and_only_with_a_reason() {
        let increment = measure("flow", Some("increment"), "亿元");
        assert_eq!(check(valued("-1", "亿元"), &increment), Err(vec!["/decrease_reason reason_required".into()]));
        let reasoned = ReportRow { decrease_reason: Some(DecreaseReason::WriteDown), ..valued("-1", "亿元") };
        assert_eq!(check(reasoned.clone(), &increment), Ok(d("-1")));
        for kind in ["flow", "stock", "list"] {
            let refused = check(reasoned.clone(), &measure(kind, Some("cumulative"), "亿元"));
            assert_eq!(refused, Err(vec!["/value too_small".into()]), "{kind}");
        }
    }
    #[test]
    fn a_ratio_is_computed_from_its_parts_and_rounded_once() {
        let share = measure("ratio", None, "%");
        let of = |numerator, denominator| ReportRow { numerator: d(numerator), denominator: d(denominator), ..blank() };
        assert_eq!(check(of("130", "176"), &share), Ok(d("73.8636")));
        assert_eq!(check(of("1", "3"), &share), Ok(d("33.3333")));
        assert_eq!(check(of("1", "0"), &share), Err(vec!["/denominator denominator_zero".into()]));
        assert_eq!(check(of("1", "-2"), &share), Err(vec!["/denominator denominator_zero".into()]));
        assert_eq!(check(of("-1", "2"), &share), Err(vec!["/numerator too_small".into()]));
        assert_eq!(check(ReportRow { numerator: d("1"), ..blank() }, &share), Ok(None));
        assert_eq!(check(valued("80", "%"), &share), Err(vec!["/value invalid_value".into()]));
    }
    #[test]
    fn a_milestone_is_not_achieved_in_the_future() {
        let start = measure("milestone", None, "");
        let on = |date| ReportRow { achieved_on: Some(day(date)), ..blank() };
        assert_eq!(check(on("2025-10-10"), &start), Ok(None));
        assert_eq!(check(on("2025-10-11"), &start), Err(vec!["/achieved_on date_in_future".into()]));
    }
    #[test]
    fn every_kind_says_what_it_needs_before_it_is_submitted() {
        let need = |report: &ReportRow, measure: &Measure| complete(report, measure).map_err(named);
        let told = ReportRow { narrative: Some("推进中".into()), ..blank() };
        assert_eq!(need(&blank(), &Measure::of_project()), Err(vec!["/value value_required".into()]));
        assert_eq!(
            need(&blank(), &measure("ratio", None, "%")),
            Err(vec!["/numerator value_required".into(), "/denominator value_required".into()])
        );
        assert_eq!(need(&blank(), &measure("milestone", None, "")), Err(vec!["/achieved_on value_required".into()]));
        assert_eq!(need(&told, &measure("milestone", None, "")), Ok(()));
        assert_eq!(need(&told, &measure("qualitative", None, "")), Ok(()));
        let counted = Measure { counted: true, ..measure("list", Some("cumulative"), "家") };
        assert_eq!(need(&blank(), &counted), Ok(()), "its list items say it");
        assert_eq!(need(&valued("0", "万元"), &Measure::of_project()), Ok(())); // 零报告
    }
    #[test]
    fn a_cumulative_value_falls_only_with_a_reason() {
        let money = measure("flow", Some("cumulative"), "亿元");
        let stated = |value| ReportRow { value: d(value), ..blank() };
        let fall = |report: &ReportRow, measure: &Measure| {
            not_decreased(report, measure, d("210.4")).map_err(|fault| named(fault.into()))
        };
        assert_eq!(fall(&stated("210.3999"), &money), Err(vec!["/value cumulative_decreased".into()]));
        assert_eq!(fall(&stated("210.4"), &money), Ok(()));
        let reasoned = ReportRow { decrease_reason: Some(DecreaseReason::Correction), ..stated("200") };
        assert_eq!(fall(&reasoned, &money), Ok(()));
        assert_eq!(fall(&stated("1"), &measure("flow", Some("increment"), "亿元")), Ok(()));
        assert_eq!(fall(&stated("1"), &measure("stock", None, "亿元")), Ok(()));
        assert_eq!(not_decreased(&stated("1"), &money, None).map_err(|fault| fault.code), Ok(()));
    }
    #[test]
    fn a_report_without_figures_of_its_own_needs_none() {
        let of = |kind| ReportRow { submission_kind: kind, ..blank() };
        let money = measure("flow", Some("cumulative"), "亿元");
        assert_eq!(check(of(SubmissionKind::Zero), &money), Ok(d("0")));
        assert_eq!(
            check(ReportRow { submission_kind: SubmissionKind::Zero, ..valued("0", "亩") }, &money),
            Err(vec!["/unit unit_dimension_mismatch".into()])
        );
        assert_eq!(check(of(SubmissionKind::NoChange), &money), Ok(None));
        for kind in [SubmissionKind::Zero, SubmissionKind::NoChange] {
            assert!(complete(&of(kind), &money).is_ok(), "{kind}");
        }
        let silent = complete(&of(SubmissionKind::NotApplicable), &money).map_err(named);
        assert_eq!(silent, Err(vec!["/narrative value_required".into()]));
        let told = ReportRow { narrative: Some("项目已移交市级".into()), ..of(SubmissionKind::NotApplicable) };
        assert!(complete(&told, &money).is_ok());
    }
}
