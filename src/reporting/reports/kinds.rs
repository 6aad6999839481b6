//! 零报告, 无变化, 不适用: submissions that say something without a figure of their own (docs/domain.md §4).
//!
//! | kind | forms | figure | what else |
//! |---|---|---|---|
//! | `figures` | all | as given | |
//! | `zero` | cumulative, increment | 0 | cumulative: nothing but 0 was ever approved before |
//! | `no_change` | all but increment | the last approved one, at submission | milestone, text: says nothing new |
//! | `not_applicable` | all | none | the reason in the narrative |
use super::{
    model::{ReportRow, SubmissionKind},
    values::Stated,
};
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Violation, Violations},
    },
    reporting::subjects::{Form, Measure},
};

/// Whether a kind of submission applies to what is reported of a subject.
pub fn applies(kind: SubmissionKind, form: Form) -> bool {
    match kind {
        SubmissionKind::Figures | SubmissionKind::NotApplicable => true,
        SubmissionKind::Zero => matches!(form, Form::Cumulative | Form::Increment),
        SubmissionKind::NoChange => form != Form::Increment,
    }
}

/// Checks that the kind applies and that nothing beside it says otherwise.
pub fn check(report: &ReportRow, form: Form, faults: &mut Violations) {
    let kind = report.submission_kind;
    if !applies(kind, form) {
        let fault = Violation::at("/submission_kind", Code::SubmissionKindNotAllowed).with("kind", kind.as_str());
        faults.push(fault.with("form", form.as_str()));
        return;
    }
    if kind == SubmissionKind::Figures {
        return;
    }
    // A zero report may spell its zero out, with a unit.
    let zero = kind == SubmissionKind::Zero;
    for (field, given) in [
        ("value", report.value_reported.is_some_and(|value| !(zero && value.is_zero()))),
        ("unit", report.unit_reported.is_some() && !zero),
        ("numerator", report.numerator.is_some()),
        ("denominator", report.denominator.is_some()),
        ("achieved_on", report.achieved_on.is_some()),
        ("decrease_reason", report.decrease_reason.is_some()),
    ] {
        if given {
            let fault = Violation::at(format!("/{field}"), Code::ContradictsKind).with("field", field);
            faults.push(fault.with("kind", kind.as_str()));
        }
    }
}

/// 无变化: the report states what was last approved of an earlier period; `no_previous_value` when nothing was.
pub fn take_over(report: &mut ReportRow, form: Form, previous: Option<Stated>) -> Result<(), Violation> {
    if report.submission_kind != SubmissionKind::NoChange || matches!(form, Form::Milestone | Form::Text) {
        return Ok(());
    }
    let previous = previous.ok_or_else(|| Violation::at("/submission_kind", Code::NoPreviousValue))?;
    report.value = Some(previous.value);
    (report.numerator, report.denominator) = (previous.numerator, previous.denominator);
    Ok(())
}

/// What was taken over is given back when the report comes back to its bureau: the next submission takes over anew.
pub fn given_back(report: ReportRow) -> ReportRow {
    if report.submission_kind != SubmissionKind::NoChange {
        return report;
    }
    ReportRow { value: None, numerator: None, denominator: None, ..report }
}

/// 零报告 of a cumulative figure: nothing has happened in the year so far, so nothing but 0 was approved before.
pub fn nothing_before(report: &ReportRow, measure: &Measure, previous: Option<Decimal>) -> Result<(), Violation> {
    let zero = report.submission_kind == SubmissionKind::Zero && measure.form == Form::Cumulative;
    let Some(previous) = previous.filter(|previous| zero && !previous.is_zero()) else { return Ok(()) };
    let fault = Violation::at("/submission_kind", Code::NotZero).with("previous", previous.to_string());
    Err(fault.with("unit", measure.unit.clone().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::reports::values::examples::{blank, d, measure, named, valued};
    use SubmissionKind::{NoChange, NotApplicable, Zero};

    fn of(kind: SubmissionKind) -> ReportRow {
        ReportRow { submission_kind: kind, ..blank() }
    }
    fn faults(report: &ReportRow, form: Form) -> Vec<String> {
        let mut faults = Violations::new();
        check(report, form, &mut faults);
        faults.finish().map_or_else(named, |()| Vec::new())
    }
    fn stated(value: &str) -> Stated {
        Stated { value: d(value).unwrap(), numerator: None, denominator: None }
    }

    #[test]
    fn each_kind_applies_to_the_forms_of_the_table() {
        use Form::*;
        for (kind, forms) in [
            (SubmissionKind::Figures, &[Cumulative, Increment, Stock, Ratio, Milestone, Text][..]),
            (Zero, &[Cumulative, Increment]),
            (NoChange, &[Cumulative, Stock, Ratio, Milestone, Text]),
            (NotApplicable, &[Cumulative, Increment, Stock, Ratio, Milestone, Text]),
        ] {
            for form in Form::ALL {
                assert_eq!(applies(kind, *form), forms.contains(form), "{kind} {form}");
            }
        }
        assert_eq!(faults(&of(Zero), Stock), ["/submission_kind submission_kind_not_allowed"]);
    }
    #[test]
    fn a_figure_beside_another_kind_is_a_contradiction() {
        let beside = |kind, report: ReportRow| ReportRow { submission_kind: kind, ..report };
        assert!(faults(&beside(Zero, valued("0", "亿元")), Form::Cumulative).is_empty());
        assert_eq!(faults(&beside(Zero, valued("0.0001", "亿元")), Form::Cumulative), ["/value contradicts_kind"]);
        for kind in [NoChange, NotApplicable] {
            let found = faults(&beside(kind, valued("0", "亿元")), Form::Cumulative);
            assert_eq!(found, ["/value contradicts_kind", "/unit contradicts_kind"], "{kind}");
        }
        let parts = ReportRow { numerator: d("1"), denominator: d("2"), ..of(NotApplicable) };
        assert_eq!(faults(&parts, Form::Ratio), ["/numerator contradicts_kind", "/denominator contradicts_kind"]);
    }
    #[test]
    fn no_change_takes_over_the_last_approved_figure_and_gives_it_back() {
        let mut report = of(NoChange);
        let lacking = take_over(&mut report, Form::Cumulative, None).unwrap_err();
        assert_eq!(lacking.code, Code::NoPreviousValue);
        let parts = Stated { numerator: d("130"), denominator: d("176"), ..stated("73.8636") };
        assert!(take_over(&mut report, Form::Ratio, Some(parts)).is_ok());
        assert_eq!((report.value, report.numerator, report.denominator), (d("73.8636"), d("130"), d("176")));
        let back = given_back(report);
        assert_eq!((back.value, back.numerator, back.denominator), (None, None, None));
        assert!(take_over(&mut of(NoChange), Form::Text, None).is_ok());
        let figures = ReportRow { value: d("5"), ..blank() };
        assert_eq!(given_back(figures).value, d("5"));
    }
    #[test]
    fn a_cumulative_zero_report_follows_nothing_but_zeros() {
        let money = measure("flow", Some("cumulative"), "亿元");
        let check = |previous| nothing_before(&of(Zero), &money, previous).map_err(|fault| fault.code);
        assert_eq!((check(None), check(d("0"))), (Ok(()), Ok(())));
        assert_eq!(check(d("0.0001")), Err(Code::NotZero));
        let increment = measure("flow", Some("increment"), "亿元");
        assert!(nothing_before(&of(Zero), &increment, d("5")).is_ok());
    }
}
