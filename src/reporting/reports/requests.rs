//! What clients send about reports.
use super::{
    model::{CorrectionReason, DecreaseReason, ReportRow, ReportStatus, ReturnReason, SubmissionKind},
    returns::{FieldComment, ReturnRow},
};
use crate::{
    foundation::{
        db::{Decimal, Id, Timestamp},
        error::Result,
        web::{OneOf, Reference, clearable},
    },
    plan::periods::PeriodReference,
    reporting::{quality::QualityFlag, subjects::store::Names},
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A report to draft, of the caller's bureau. It may be incomplete until it is submitted.
///
/// What it states follows the subject's kind:
///
/// - flow, list, stock, project: a value with its unit;
/// - ratio: numerator and denominator;
/// - milestone: the date of achievement;
/// - otherwise the narrative alone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "indicator": "code:2.9", "period": "2025-09", "value": "248.6", "unit": "亿元",
    "narrative": "1—9月完成年度投资248.6亿元。", "problems": "两个项目征迁滞后", "next_steps": "10月底前完成征迁"
}))]
pub struct NewReport {
    /// The indicator reported on; either this or `project`.
    pub indicator: Option<Reference>,
    /// The project reported on; either this or `indicator`. The value is its completed investment of the year to date.
    pub project: Option<Reference>,
    /// The period.
    pub period: PeriodReference,
    /// 填报方式: figures, or 零报告, 无变化, 不适用, beside which no figure stands.
    #[serde(default = "figures")]
    #[schema(default = "figures")]
    pub submission_kind: SubmissionKind,
    /// 填报值: the figure, in `unit`.
    pub value: Option<Decimal>,
    /// 填报单位: required beside a value; any unit of the subject's dimension, see `GET /units`.
    #[schema(min_length = 1, max_length = 16, example = "亿元")]
    pub unit: Option<String>,
    /// 分子: of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母: of a ratio.
    pub denominator: Option<Decimal>,
    /// 完成日期: of a milestone; not in the future.
    pub achieved_on: Option<NaiveDate>,
    /// Why a cumulative figure has fallen, or an increment is negative.
    pub decrease_reason: Option<DecreaseReason>,
    /// 进展情况.
    #[schema(min_length = 1, max_length = 4000)]
    pub narrative: Option<String>,
    /// 存在问题.
    #[schema(min_length = 1, max_length = 4000)]
    pub problems: Option<String>,
    /// 下一步.
    #[schema(min_length = 1, max_length = 4000)]
    pub next_steps: Option<String>,
    /// 佐证附件: uploads of the own bureau that show it; another's is `reference_not_found`.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
    /// 核对无误: the value is right although it looks like a slip of the unit (`suspected_unit_slip`).
    #[serde(default)]
    #[schema(default = false)]
    pub confirm: bool,
}

fn figures() -> SubmissionKind {
    SubmissionKind::Figures
}

impl NewReport {
    /// Writes what it states into an empty draft.
    pub fn fill(&self, report: &mut ReportRow) {
        report.submission_kind = self.submission_kind;
        report.slip_confirmed = self.confirm;
        report.value_reported = self.value;
        report.unit_reported.clone_from(&self.unit);
        report.numerator = self.numerator;
        report.denominator = self.denominator;
        report.achieved_on = self.achieved_on;
        report.decrease_reason = self.decrease_reason;
        report.narrative.clone_from(&self.narrative);
        report.problems.clone_from(&self.problems);
        report.next_steps.clone_from(&self.next_steps);
    }
}

/// Changes of a report: absent keeps, `null` clears.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"value": "249.1", "problems": null}))]
pub struct ReportChanges {
    /// 填报方式: from figures to another one, the figures have to be cleared.
    #[schema(nullable = false)]
    pub submission_kind: Option<SubmissionKind>,
    /// 填报值: the figure, in `unit`.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub value: Option<Option<Decimal>>,
    /// 填报单位: any unit of the subject's dimension.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 16)]
    pub unit: Option<Option<String>>,
    /// 分子: of a ratio.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub numerator: Option<Option<Decimal>>,
    /// 分母: of a ratio.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub denominator: Option<Option<Decimal>>,
    /// 完成日期: of a milestone; not in the future.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<NaiveDate>)]
    pub achieved_on: Option<Option<NaiveDate>>,
    /// Why a cumulative figure has fallen, or an increment is negative.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<DecreaseReason>)]
    pub decrease_reason: Option<Option<DecreaseReason>>,
    /// 进展情况.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 4000)]
    pub narrative: Option<Option<String>>,
    /// 存在问题.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 4000)]
    pub problems: Option<Option<String>>,
    /// 下一步.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 4000)]
    pub next_steps: Option<Option<String>>,
    /// 佐证附件: the whole new list.
    #[schema(nullable = false, max_items = 20)]
    pub attachments: Option<Vec<Reference>>,
    /// 更正依据: only of a correction.
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    pub correction_evidence: Option<String>,
    /// 核对无误: the value is right although it looks like a slip of the unit. Holds for the figure that it is given
    /// for: a change of the figure takes it back.
    #[schema(nullable = false)]
    pub confirm: Option<bool>,
}

impl ReportChanges {
    /// Merges them into a report.
    pub fn apply(&self, report: &mut ReportRow) {
        fn merge<T: Clone>(field: &mut Option<T>, change: &Option<Option<T>>) {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        let figure = |of: &ReportRow| (of.value_reported, of.unit_reported.clone(), of.numerator, of.denominator);
        let before = figure(report);
        merge(&mut report.value_reported, &self.value);
        merge(&mut report.unit_reported, &self.unit);
        merge(&mut report.numerator, &self.numerator);
        merge(&mut report.denominator, &self.denominator);
        merge(&mut report.achieved_on, &self.achieved_on);
        merge(&mut report.decrease_reason, &self.decrease_reason);
        merge(&mut report.narrative, &self.narrative);
        merge(&mut report.problems, &self.problems);
        merge(&mut report.next_steps, &self.next_steps);
        report.submission_kind = self.submission_kind.unwrap_or(report.submission_kind);
        if self.correction_evidence.is_some() {
            report.correction_evidence.clone_from(&self.correction_evidence);
        }
        report.slip_confirmed = self.confirm.unwrap_or(report.slip_confirmed && figure(report) == before);
    }
}

/// 更正: why an approved report is corrected, and what it should have said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "reason": "statistical_verification", "evidence": "区统计局《关于9月投资数据核定情况的函》",
    "changes": {"value": "246.2"}
}))]
pub struct Correction {
    /// 更正原因.
    pub reason: CorrectionReason,
    /// 更正依据: the document, the record, the finding.
    #[schema(min_length = 1, max_length = 2000)]
    pub evidence: String,
    /// 佐证附件 of the correction: uploads of the own bureau that show it, beside those that the draft begins with.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
    /// What changes at once; the draft says the same, and rests on the same attachments, as the approved report where
    /// nothing is given.
    #[serde(default)]
    pub changes: ReportChanges,
}

/// 审定: an approval, with a comment if there is something to say.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"comment": "数据与统计口径一致"}))]
pub struct Approval {
    /// 审核意见: kept in the report's history.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: Option<String>,
}

/// 退回: why a report goes back to its bureau, and until when it is due again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "reason": "figure_wrong", "comment": "与统计部门数据相差较大，请核实8月入库项目",
    "fields": [{"field": "value", "comment": "与统计部门8月数据相差2.1亿元"}], "due_on": "2025-10-16"
}))]
pub struct Return {
    /// 退回原因.
    pub reason: ReturnReason,
    /// 退回意见: what the bureau has to do.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
    /// 逐项意见: what is wrong in which field, each field at most once (`duplicate`).
    #[serde(default)]
    #[schema(max_items = 9)]
    pub fields: Vec<FieldComment>,
    /// 重报期限: due again at 24:00 of this day; the third working day from today when it is left out.
    #[schema(example = "2025-10-16")]
    pub due_on: Option<NaiveDate>,
}

impl Return {
    /// As it is kept; its number is given when it is stored.
    pub fn kept(&self, report_id: Id, due_at: Timestamp, by: Id, now: Timestamp) -> Result<ReturnRow> {
        Ok(ReturnRow {
            report_id,
            number: 0,
            reason: self.reason,
            comment: self.comment.clone(),
            fields: serde_json::to_string(&self.fields)?,
            due_at,
            returned_by: Some(by),
            returned_at: now,
        })
    }
}

/// Which reports.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ReportFilter {
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Only of this bureau: an id or `code:housing`. Another bureau's list is empty to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only on indicators and projects of this area: an id or `code:2`.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only on this indicator: an id or `code:1.8`.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only on this project: an id or `code:P001`.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only in one of these statuses, separated by commas.
    #[param(inline, example = json!(["submitted", "returned"]))]
    pub status: Option<OneOf<ReportStatus>>,
    /// Only with one of these quality flags, separated by commas.
    #[param(inline, example = json!(["same_value", "last_day_jump"]))]
    pub flag: Option<OneOf<QualityFlag>>,
    /// Only those last submitted after this moment.
    #[param(example = "2025-10-09T16:00:00Z")]
    pub submitted_after: Option<Timestamp>,
    /// Only those last submitted before this moment.
    #[param(example = "2025-10-14T16:00:00Z")]
    pub submitted_before: Option<Timestamp>,
}

impl ReportFilter {
    /// The objects that it names.
    pub fn names(&self) -> Names<'_> {
        Names {
            plan: self.plan.as_ref(),
            period: self.period.as_ref(),
            bureau: self.bureau.as_ref(),
            area: self.area.as_ref(),
            indicator: self.indicator.as_ref(),
            project: self.project.as_ref(),
        }
    }
}
