//! 填报 what the form of a report holds beside its fields: everything about one obligation, without joining lists.
use super::{
    admission::{Admission, by_actions},
    fields::sent,
    model::{
        AllowedUnit, ApprovedFigure, BegunReport, FormField, FormFilter, FormValue, OperationForm, ReportingForm,
        SlipLimits,
    },
    store::misasked,
};
use crate::{
    foundation::{
        auth::View,
        db::{Conn, Decimal, Id},
        error::{Code, Result},
        web::{Reference, in_query},
    },
    plan::{
        periods::{self, PeriodRow, PeriodSummary},
        targets, units,
    },
    progress::standings::{Moment, store::of_indicator},
    reporting::{
        obligations::{self, Obligation, ObligationRow},
        reports::{
            self, Figure, ReportRow, SubmissionKind,
            kinds::applies,
            neighbours,
            slips::{self, Yardsticks},
        },
        subjects::{self, Form as MeasureForm, Subject, SubjectType},
    },
};
use serde_json::Value;

/// The address of the reports.
pub(super) const ADDRESS: &str = "/api/v1/reports/{id}";
/// The operation that corrects one.
const CORRECTS: &str = "create_report_correction";
/// The operation that drafts one.
pub(super) const DRAFTS: &str = "create_report";

/// What a body calls otherwise than the report that is shown.
const RENAMED: &[(&str, &str)] =
    &[("value", "value_reported"), ("unit", "unit_reported"), ("confirm", "slip_confirmed")];

/// Gives a report as it is shown the names of the body.
pub(super) fn rename(object: &mut Value) {
    for (name, shown) in RENAMED {
        let value = object.get(*shown).cloned();
        if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
            object.insert((*name).to_owned(), value);
        }
    }
}

/// The form of something that is done with a report.
pub(super) fn of_report(
    conn: &mut Conn,
    view: &View,
    reference: &Reference,
    object: &Value,
    form: &mut OperationForm,
) -> Result<()> {
    let report = reports::store::get(conn, view, reference)?;
    let period = periods::store::of_ids(conn, &[report.period_id])?.pop().ok_or(Code::NotFound)?;
    let id = report.subject_id().ok_or(Code::NotFound)?;
    let subject = subjects::store::of_ids(conn, &[id])?.remove(&id).ok_or(Code::NotFound)?;
    let owed = obligations::store::find(conn, period.id, &subject.summary)?;
    let obligation = shown(conn, view, owed)?.map(|(obligation, _)| obligation);
    let is_correction = report.is_correction() || form.operation == CORRECTS;
    form.reporting = Some(reporting(conn, view, &period, &subject, (obligation, Some(&report)))?);
    fit(&mut form.fields, &subject, is_correction);
    // A correction begins with what the report states.
    let changes = form.fields.iter_mut().find(|field| field.name == "changes");
    for field in changes.into_iter().flat_map(|changes| changes.fields.iter_mut()) {
        field.current = sent(field, object.get(&field.name).unwrap_or(&Value::Null));
    }
    Ok(())
}

/// The form of a report that is to be drafted, where subject and period are named; and whether it may be.
pub(super) fn of_obligation(
    conn: &mut Conn,
    view: &View,
    filter: &FormFilter,
    form: &mut OperationForm,
) -> Result<Option<Admission>> {
    let Some((period, subject)) = named(conn, view, filter)? else { return Ok(None) };
    let owed = obligations::store::find(conn, period.id, &subject.summary)?;
    let own = owed.filter(|row| view.caller.bureau_id == Some(row.bureau_id));
    let begun = own.as_ref().and_then(|row| row.report_id);
    let admission = match shown(conn, view, own)? {
        Some((obligation, admission)) => {
            let report = begun.map(|id| reports::store::get(conn, view, &Reference::Id(id))).transpose()?;
            form.reporting = Some(reporting(conn, view, &period, &subject, (Some(obligation), report.as_ref()))?);
            admission
        }
        // Whose it is instead is not told.
        None => {
            form.reporting = Some(reporting(conn, view, &period, &subject, (None, None))?);
            Admission::plain(Err(Code::ReportNotOwed))
        }
    };
    fit(&mut form.fields, &subject, false);
    let (own, other) = match subject.summary.kind {
        SubjectType::Indicator => ("indicator", "project"),
        SubjectType::Project => ("project", "indicator"),
    };
    form.fields.retain(|field| field.name != other);
    for field in &mut form.fields {
        if field.name == own {
            (field.required, field.current) = (true, subject.summary.id.to_string().into());
        } else if field.name == "period" {
            field.current = period.code.clone().into();
        }
    }
    Ok(Some(admission))
}

/// The period and the subject that a query names together; `None` where it names neither.
fn named(conn: &mut Conn, view: &View, filter: &FormFilter) -> Result<Option<(PeriodRow, Subject)>> {
    if let Some(obligation) = &filter.obligation {
        let parts = obligation.split_once('.').and_then(|(period, subject)| Some((period.parse().ok()?, subject)));
        let parts = parts.and_then(|(period, subject): (Id, &str)| Some((period, subject.parse::<Id>().ok()?)));
        let (period, subject) =
            parts.ok_or_else(|| misasked("obligation", "不是应报事项的标识 (not the id of an obligation)"))?;
        let owed = obligations::store::known(conn, view, obligation)?.ok_or(Code::NotFound)?;
        let period = periods::store::get(conn, view, &Reference::Id(period))?;
        let subject = subjects::store::of_ids(conn, &[subject])?.remove(&owed.subject_id()).ok_or(Code::NotFound)?;
        return Ok(Some((period, subject)));
    }
    let (kind, name, reference) = match (&filter.indicator, &filter.project) {
        (Some(indicator), None) => (SubjectType::Indicator, "indicator", indicator),
        (None, Some(project)) => (SubjectType::Project, "project", project),
        (None, None) if filter.period.is_none() => return Ok(None),
        _ => {
            return Err(misasked(
                "indicator",
                "与 period 同用 indicator、project 之一 (either indicator or project beside period)",
            ));
        }
    };
    let Some(period) = &filter.period else { return Err(misasked("period", "未填写 (missing)")) };
    let period = in_query("period", Some(period), |period| periods::store::get(conn, view, &period.0))?;
    let period = period.ok_or(Code::NotFound)?;
    let plan = Some(period.plan_id);
    let subject = in_query(name, Some(reference), |named| subjects::store::get(conn, view, plan, kind, named))?;
    Ok(Some((period, subject.ok_or(Code::NotFound)?)))
}

/// An obligation as the caller is shown it, and whether a report may be drafted for it; `None` where it is another
/// bureau's.
fn shown(conn: &mut Conn, view: &View, owed: Option<ObligationRow>) -> Result<Option<(Obligation, Admission)>> {
    let Some(row) = owed.filter(|row| view.sees_bureau(row.bureau_id)) else { return Ok(None) };
    let shown = obligations::present::one(conn, view, row)?;
    let admission = by_actions(DRAFTS, &shown.allowed_actions);
    Ok(Some((shown.object, admission)))
}

/// What stands beside the fields.
fn reporting(
    conn: &mut Conn,
    view: &View,
    period: &PeriodRow,
    subject: &Subject,
    (obligation, report): (Option<Obligation>, Option<&ReportRow>),
) -> Result<ReportingForm> {
    let (id, measure, today) = (subject.summary.id, &subject.measure, view.today());
    let is_indicator = subject.summary.kind == SubjectType::Indicator;
    let approved = reports::approved(conn, &[id], view.now)?.remove(&id).unwrap_or_default();
    let stated = |figure: &&Figure| figure.value.is_some() || figure.achieved_on.is_some();
    let figure = |figure: &Figure| approved_figure(figure, subject);
    let earlier = approved.iter().filter(stated).rfind(|figure| figure.ends_on < period.ends_on);
    let nobody = period.id;
    let draft = ReportRow::draft(period, subject, report.map_or(nobody, |report| report.bureau_id), None, view.now);
    let counts_after = neighbours::after(conn, report.unwrap_or(&draft), period)?.is_some();
    let later = approved.iter().filter(stated).find(|figure| figure.ends_on > period.ends_on && counts_after);
    let goal = neighbours::target(conn, subject, today)?;
    let (from, to) = match measure.form {
        MeasureForm::Milestone | MeasureForm::Text => (None, None),
        _ => slips::limits(Yardsticks { previous: earlier.and_then(|figure| figure.value), target: goal }),
    };
    let mut of_indicator = OfIndicator::default();
    if is_indicator {
        of_indicator = indicator(conn, view, subject, period)?;
    }
    Ok(ReportingForm {
        obligation,
        period: PeriodSummary { id: period.id, code: period.code.clone() },
        subject: subject.summary.clone(),
        kind: of_indicator.kind,
        form: measure.form,
        unit: measure.unit.clone(),
        decimals: measure.decimals,
        allowed_units: allowed(measure.unit.as_deref()),
        target: of_indicator.target,
        year_investment: goal.filter(|_| !is_indicator),
        expected_text: of_indicator.expected.map(|expected| measure.text(expected)),
        expected: of_indicator.expected,
        last_approved: approved.iter().rfind(stated).map(figure),
        previous: earlier.map(figure),
        next: later.map(figure),
        slip_limits: SlipLimits { from, to },
        asks_decrease_reason: matches!(measure.form, MeasureForm::Cumulative | MeasureForm::Increment),
        report: report.map(|report| BegunReport {
            id: report.id,
            status: report.status,
            status_text: report.status.text(),
            revision: report.revision,
        }),
    })
}

/// What of an indicator the plan and the figures say.
#[derive(Default)]
struct OfIndicator {
    kind: Option<crate::plan::indicators::IndicatorKind>,
    target: Option<targets::TargetVersion>,
    expected: Option<Decimal>,
}

fn indicator(conn: &mut Conn, view: &View, subject: &Subject, period: &PeriodRow) -> Result<OfIndicator> {
    let evidence = of_indicator(conn, view, &Reference::Id(subject.summary.id), Moment::of(view, None, None)?)?;
    let Some(row) = evidence.indicators.first() else { return Ok(OfIndicator::default()) };
    let target = evidence.target(row).map(|of| of.clone().said_in(row.unit.as_deref(), row.decimals));
    let expected = evidence.expected_by(row, period.ends_on).ok().as_ref().and_then(Decimal::nearest);
    Ok(OfIndicator { kind: Some(row.kind), target, expected })
}

fn approved_figure(figure: &Figure, subject: &Subject) -> ApprovedFigure {
    ApprovedFigure {
        period: figure.period_code.clone(),
        value: figure.value,
        value_text: figure.value.map(|value| subject.measure.text(value)),
        numerator: figure.numerator,
        denominator: figure.denominator,
        achieved_on: figure.achieved_on,
        approved_at: figure.approved_at,
    }
}

/// The units that convert exactly into the subject's.
fn allowed(unit: Option<&str>) -> Vec<AllowedUnit> {
    let Some(own) = unit.and_then(units::find) else { return Vec::new() };
    let all = units::UNITS.iter().filter(|unit| unit.converts_to(own));
    all.map(|unit| AllowedUnit { symbol: unit.symbol, name: unit.name, name_en: unit.name_en }).collect()
}

/// Takes out what the operation refuses of this subject, and says of the rest in what it is measured and what is asked
/// for before it is submitted (docs/domain.md §2, §4).
fn fit(fields: &mut Vec<FormField>, subject: &Subject, is_correction: bool) {
    let (measure, form) = (&subject.measure, subject.measure.form);
    let is_figure = matches!(form, MeasureForm::Cumulative | MeasureForm::Increment | MeasureForm::Stock);
    fields.retain(|field| match field.name.as_str() {
        "value" => is_figure && !measure.counted,
        "unit" => is_figure || form == MeasureForm::Ratio,
        "numerator" | "denominator" => form == MeasureForm::Ratio,
        "achieved_on" => form == MeasureForm::Milestone,
        "decrease_reason" => matches!(form, MeasureForm::Cumulative | MeasureForm::Increment),
        "correction_evidence" => is_correction,
        _ => true,
    });
    for field in fields {
        match field.name.as_str() {
            "value" => {
                (field.unit, field.decimals) = (measure.unit.clone(), measure.decimals);
                field.required_to_submit = !measure.counted;
            }
            "numerator" | "denominator" => field.required_to_submit = !measure.counted,
            "narrative" => field.required_to_submit = form == MeasureForm::Text,
            "unit" => {
                let value = |unit: AllowedUnit| FormValue {
                    value: unit.symbol.to_owned(),
                    text: Some(unit.name.to_owned()),
                    text_en: Some(unit.name_en.to_owned()),
                };
                field.values = allowed(measure.unit.as_deref()).into_iter().map(value).collect();
                field.required_to_submit = is_figure && !measure.counted && measure.unit.is_some();
            }
            "submission_kind" => {
                let fits = |one: &FormValue| one.value.parse().is_ok_and(|kind: SubmissionKind| applies(kind, form));
                field.values.retain(fits);
            }
            "changes" => fit(&mut field.fields, subject, is_correction),
            _ => {}
        }
    }
}
