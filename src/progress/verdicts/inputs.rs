//! Everything that a frozen light was decided by, as it is kept.
use crate::{
    foundation::db::{Decimal, Id, Timestamp},
    plan::{
        indicators::{BaselineRole, Basis, IndicatorKind},
        targets::{Commitment, Comparator},
    },
    progress::figures::{
        Baseline, Inputs, Light, LightReason, Observation, PeriodEnd, Rules, Standing, Target, ValueStatus, judge,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 封存依据: all that a frozen light was decided by. Written as JSON once, hashed, and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenInputs {
    /// The form of this text: 1 knew only figures of reports, all of them approved, and neither extensions nor periods
    /// that do not apply.
    #[schema(example = 2)]
    pub format: i32,
    /// The indicator.
    pub indicator: FrozenIndicator,
    /// The period that was closed.
    pub period: FrozenPeriod,
    /// 第几次关闭: counts the closings of the period.
    #[schema(example = 1)]
    pub closing: i32,
    /// The day as of which it is judged: the last of the period.
    #[schema(example = "2025-09-30")]
    pub as_of: NaiveDate,
    /// When the period closed: what was approved by then counts.
    pub until: Timestamp,
    /// 目标值: the version in force on the day.
    pub target: Option<FrozenTarget>,
    /// 基数.
    pub baseline: Option<FrozenBaseline>,
    /// 序时进度: the version that counted on the day; linear without one.
    pub trajectory: Option<FrozenTrajectory>,
    /// The periods of the plan up to this one.
    pub periods: Vec<FrozenPeriod>,
    /// 观测值: the approved figures of those periods.
    pub observations: Vec<FrozenObservation>,
    /// 亮灯规则: the version in force on the day.
    pub rules: Option<FrozenRules>,
    /// What earlier closings of the period found.
    pub earlier: Vec<EarlierVerdict>,
    /// 人工调整 in force at the closing.
    #[serde(rename = "override")]
    pub overridden: Option<FrozenOverride>,
}

/// The indicator, as it was defined then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenIndicator {
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "2.9")]
    pub code: String,
    /// 类别.
    pub kind: IndicatorKind,
    /// 口径.
    pub basis: Option<Basis>,
    /// 计量单位.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
}

/// A period, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenPeriod {
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "2025-09")]
    pub code: String,
    /// Last day.
    pub ends_on: NaiveDate,
    /// 截止时间 of the period.
    pub due_at: Timestamp,
    /// 延期: whether an extension of the indicator's report for it still ran at the closing.
    #[serde(default)]
    pub excused: bool,
    /// 不适用: whether it was declared not applicable.
    #[serde(default)]
    pub not_applicable: bool,
}

/// The target version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenTarget {
    /// Identity of the version.
    pub id: Id,
    /// Its number.
    pub number: i32,
    /// The value.
    pub value: Option<Decimal>,
    /// 比较符.
    pub comparator: Option<Comparator>,
    /// 力度.
    pub commitment: Commitment,
    /// 期限.
    pub due_on: NaiveDate,
}

/// The baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenBaseline {
    /// The value.
    pub value: Decimal,
    /// What it is for.
    pub role: BaselineRole,
}

/// The trajectory version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenTrajectory {
    /// Identity of the version.
    pub id: Id,
    /// Its number.
    pub number: i32,
    /// The last day of each period with the cumulative value planned by then: `["2025-03-31", "120"]`.
    #[schema(value_type = Vec<Vec<String>>, example = json!([["2025-03-31", "120"]]))]
    pub points: Vec<(NaiveDate, Decimal)>,
}

/// One figure that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenObservation {
    /// The report; `null` of what was counted from the records of a list.
    pub report_id: Option<Id>,
    /// Its revision; 0 of what was counted.
    pub revision: i32,
    /// 数据状态 at the closing.
    #[serde(default = "approved")]
    pub status: ValueStatus,
    /// 报告期.
    #[schema(example = "2025-09")]
    pub period: String,
    /// The last day of the period.
    pub ends_on: NaiveDate,
    /// The value, in the indicator's unit.
    pub value: Option<Decimal>,
    /// 分子.
    pub numerator: Option<Decimal>,
    /// 分母.
    pub denominator: Option<Decimal>,
    /// 完成日期.
    pub achieved_on: Option<NaiveDate>,
    /// Whether it had first been submitted by the due time: the period's, or a granted extension's where that is later.
    /// What was counted is nobody's report, and never late.
    pub in_time: bool,
}

/// What texts of format 1 mean.
const fn approved() -> ValueStatus {
    ValueStatus::Approved
}

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenRules {
    /// Identity of the version.
    pub id: Id,
    /// Human code.
    #[schema(example = "lights")]
    pub code: String,
    /// 版次.
    pub number: i32,
    /// 阈值.
    pub content: Rules,
}

/// What an earlier closing of the same period found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EarlierVerdict {
    /// Which closing.
    pub closing: i32,
    /// The light that the rules gave.
    pub computed_light: Light,
    /// Why.
    pub computed_reason: LightReason,
}

/// The override in force at the closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenOverride {
    /// Identity.
    pub id: Id,
    /// The light that was set.
    pub light: Light,
}

impl FrozenInputs {
    /// Where the indicator stood in the period by what was approved of it: without a figure of the period itself there
    /// is nothing to judge by. A milestone that was reached before need not be told again.
    pub fn standing(&self) -> Standing {
        let observations: Vec<Observation> = self.observations.iter().map(FrozenObservation::observed).collect();
        let periods: Vec<PeriodEnd> = self.periods.iter().map(|period| period.ended(self.until)).collect();
        let inputs = self.inputs(&observations, &periods);
        let standing = judge(&inputs);
        let of_period = standing.latest.as_ref().is_some_and(|latest| latest.1 == self.period.ends_on);
        if of_period || standing.achieved_on.is_some() || self.indicator.kind == IndicatorKind::Qualitative {
            return standing;
        }
        let inputs = Inputs { observations: &[], ..inputs };
        if self.period.not_applicable {
            return Standing::not_applicable(&inputs);
        }
        let silent = !self.observations.iter().any(|observed| observed.ends_on == self.period.ends_on);
        let was_due = self.period.due_at < self.until && !self.period.excused;
        let light_reason = if silent && was_due { LightReason::Unreported } else { LightReason::NoData };
        Standing { light_reason, ..judge(&inputs) }
    }
    fn inputs<'a>(&'a self, observations: &'a [Observation], periods: &'a [PeriodEnd]) -> Inputs<'a> {
        Inputs {
            kind: self.indicator.kind,
            basis: self.indicator.basis,
            unit: self.indicator.unit.as_deref(),
            target: self.target.as_ref().map(|target| Target {
                value: target.value,
                comparator: target.comparator,
                commitment: target.commitment,
                due_on: target.due_on,
            }),
            baseline: self.baseline.as_ref().map(|of| Baseline { value: of.value, role: of.role }),
            trajectory: self.trajectory.as_ref().map_or(&[], |trajectory| trajectory.points.as_slice()),
            observations,
            periods,
            rules: self.rules.as_ref().map(|rules| &rules.content),
            as_of: self.as_of,
        }
    }
}

impl FrozenObservation {
    fn observed(&self) -> Observation {
        Observation {
            period: self.period.clone(),
            ends_on: self.ends_on,
            revision: self.revision,
            status: self.status,
            value: self.value,
            numerator: self.numerator,
            denominator: self.denominator,
            achieved_on: self.achieved_on,
        }
    }
}

impl FrozenPeriod {
    fn ended(&self, until: Timestamp) -> PeriodEnd {
        PeriodEnd {
            code: self.code.clone(),
            ends_on: self.ends_on,
            was_due: self.due_at < until,
            excused: self.excused,
            applies: !self.not_applicable,
        }
    }
}
