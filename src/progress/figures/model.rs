//! What the maths take and what they give.
use super::thresholds::Rules;
use crate::{
    foundation::db::Decimal,
    plan::{
        indicators::{BaselineRole, Basis, IndicatorKind},
        targets::{Commitment, Comparator},
    },
    text_enum,
};
use chrono::NaiveDate;
use num_rational::BigRational;

text_enum! {
    /// 亮灯: how an indicator stands against the schedule, by the rule set in force.
    pub enum Light {
        /// 绿灯: not behind, or behind by less than the yellow threshold (then with `watch`).
        Green = "green",
        /// 黄灯: behind.
        Yellow = "yellow",
        /// 红灯: far behind, or a promise broken.
        Red = "red",
        /// 灰灯: nothing to judge by; never a verdict.
        Grey = "grey",
    }
}

text_enum! {
    /// 亮灯理由: which rule decided the light.
    pub enum LightReason {
        /// 达到或超过序时进度: at or ahead of the schedule.
        OnSchedule = "on_schedule",
        /// 略有落后，关注: behind by less than the yellow threshold.
        SlightlyBehind = "slightly_behind",
        /// 落后: behind, within the red threshold.
        Behind = "behind",
        /// 严重落后: behind by more than the red threshold.
        FarBehind = "far_behind",
        /// 控制在限额内: within a ceiling (`lte`).
        WithinCeiling = "within_ceiling",
        /// 突破限额: above a ceiling.
        CeilingExceeded = "ceiling_exceeded",
        /// 保持达标: a level to be kept is kept now.
        Maintained = "maintained",
        /// 当期未保持: a level to be kept is missed now.
        NotMaintained = "not_maintained",
        /// 节点按期完成: a milestone reached in time.
        MilestoneReached = "milestone_reached",
        /// 逾期完成、补报: a milestone reached late, or a closed period mended after it was reopened; yellow for good,
        /// never green again (`late_met`).
        LateMet = "late_met",
        /// 节点未到期: a milestone not reached and not yet due; a report says how it stands.
        MilestonePending = "milestone_pending",
        /// 节点逾期: a milestone missed; the commitment and the days decide.
        MilestoneMissed = "milestone_missed",
        /// 节点到期待报: a milestone whose date has passed, while the period that holds it is not due for reporting;
        /// no verdict until then.
        MilestoneAwaited = "milestone_awaited",
        /// 期限已到，目标达到: the due date has come and the target is met; pace counts no more.
        TargetMet = "target_met",
        /// 期限已到，目标未达到: the due date has come and the target is missed; the commitment decides the light
        /// (`target_missed` of the rule set), however small the gap.
        TargetMissed = "target_missed",
        /// 没有数据: no report counts yet. Also for a milestone without any report, before and after its date.
        NoData = "no_data",
        /// 本期未报: a closed period of which no figure was approved; of frozen lights only. What an extension excused
        /// is `no_data` to those who may know of it and `unreported` to others.
        Unreported = "unreported",
        /// 不适用: a period that was declared not applicable; of single periods only.
        NotApplicable = "not_applicable",
        /// 没有目标: no target, or none with a number, is in force.
        NoTarget = "no_target",
        /// 无法计算完成率: the target gives no rate (zero, negative, or equal to the baseline).
        NoRate = "no_rate",
        /// 定性任务: a qualitative task has no light.
        Qualitative = "qualitative",
        /// 没有亮灯规则: no rule set is in force.
        NoRuleSet = "no_rule_set",
        /// 人工调整: the supervision office set the light, with a reason; the computed one stands beside it.
        Overridden = "overridden",
    }
}

text_enum! {
    /// 完成分类.
    pub enum Bucket {
        /// 提前完成: met before the due date.
        CompletedEarly = "completed_early",
        /// 已完成: met.
        Completed = "completed",
        /// 超进度: ahead of the schedule by the rule set's lead (10 points) or more.
        Ahead = "ahead",
        /// 达进度: at the schedule, ahead by less; a ceiling or a level that is kept.
        OnSchedule = "on_schedule",
        /// 略欠进度: behind the schedule by less than 10 points.
        SlightlyBehind = "slightly_behind",
        /// 欠进度: behind the schedule by 10 points or more; a ceiling or a level that does not hold now.
        Behind = "behind",
        /// 到期待报: not met by the latest figure, and the due date has passed; the period that holds it is not due for
        /// reporting yet.
        Awaiting = "awaiting",
        /// 到期未完成: the due date has passed and the target or the milestone is missed.
        Missed = "missed",
        /// 暂无数据: no report counts yet.
        NoData = "no_data",
        /// 无目标数: no target, or none with a number, is in force; a milestone without a date.
        NoTarget = "no_target",
        /// 定性任务: a qualitative task has no figures.
        Qualitative = "qualitative",
        /// 其它: the figures are there and cannot be judged: the target gives no rate, or no rule set is in force.
        Other = "other",
    }
}

text_enum! {
    /// 缺数原因: why a figure is null.
    pub enum Missing {
        /// 没有数据: no report counts yet.
        NoData = "no_data",
        /// 不适用: the period was declared not applicable.
        NotApplicable = "not_applicable",
        /// 没有目标: no target with a number and a comparator is in force.
        NoTarget = "no_target",
        /// 目标为零: nothing can be divided by a target of zero.
        ZeroTarget = "zero_target",
        /// 目标为负: a share of a negative target says nothing.
        NegativeTarget = "negative_target",
        /// 目标等于基数: a target equal to its zero point leaves nothing to cover.
        ZeroSpan = "zero_span",
        /// 目标低于基数: a floor below its zero point is met from the start; a share of the way there says nothing.
        NegativeSpan = "negative_span",
        /// 限额类: a ceiling (`lte`) has a used share, not a rate.
        Ceiling = "ceiling",
        /// 非限额类: only a ceiling has a used share.
        NotACeiling = "not_a_ceiling",
        /// 没有序时进度: a ceiling or a number-less item has no schedule.
        NoSchedule = "no_schedule",
        /// 应完成为零: SPI with nothing expected yet.
        NothingExpected = "nothing_expected",
        /// 期限已到: no month remains in which anything could still be done.
        NoMonthsLeft = "no_months_left",
        /// 比率: a ratio does not add up over the months.
        Ratio = "ratio",
        /// 保持类: a level that is to be kept (`maintain`) does not grow by the month.
        Level = "level",
        /// 没有起点: a stock without a zero point is a level of which nobody knows where the year began.
        NoStart = "no_start",
        /// 上期无数: the period before has no value to take off.
        PreviousMissing = "previous_missing",
        /// 节点: a milestone has a date, not a value.
        Milestone = "milestone",
        /// 定性任务: a qualitative task has no figures.
        Qualitative = "qualitative",
        /// 超出可表示范围: too large to be served as a decimal.
        OutOfRange = "out_of_range",
    }
}

/// 数据状态: how far a figure is confirmed; the reports' own word.
pub use crate::reporting::reports::ValueStatus;

text_enum! {
    /// 填报状态: whether the figure that was due is there. Beside the light, never instead of it.
    pub enum ReportingState {
        /// 已报: a figure counts, and no later period fell due without one.
        Reported = "reported",
        /// 未到期: nothing counts, and nothing fell due.
        NotDue = "not_due",
        /// 到期无数: a period fell due after the latest figure, and nothing counts for it. A report that waits for
        /// review counts with `basis=latest` only, for those who may know of it.
        Unreported = "unreported",
        /// 已批准延期: every period that fell due since has an extension that still runs. Told to those who may know
        /// of the extension: the lead bureau, the supervision office, the leaders; to others it is `unreported`.
        Excused = "excused",
        /// 不适用: the bureau declared the period not applicable; of single periods only.
        NotApplicable = "not_applicable",
    }
}
impl LightReason {
    /// As those are told who may not know of the extensions of the bureau that leads: that a closed period is without
    /// figure, not whether an extension excuses it.
    pub const fn to_others(self) -> Self {
        match self {
            Self::NoData => Self::Unreported,
            other => other,
        }
    }
}

impl ReportingState {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Reported => "已报",
            Self::NotDue => "未到期",
            Self::Unreported => "到期无数",
            Self::Excused => "已批准延期",
            Self::NotApplicable => "不适用",
        }
    }
}

/// A figure, or why there is none.
pub type Figure<T = BigRational> = Result<T, Missing>;

/// 观测值: the figure of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// 报告期: `2025-09`.
    pub period: String,
    /// The last day of the period; its month is the n of n/12, so that January–February together are 2/12.
    pub ends_on: NaiveDate,
    /// 修订次数: the highest of a period serves.
    pub revision: i32,
    /// Whether the report is approved.
    pub status: ValueStatus,
    /// The value in the indicator's unit, by its basis.
    pub value: Option<Decimal>,
    /// 分子 of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母 of a ratio.
    pub denominator: Option<Decimal>,
    /// The day on which a milestone was reached.
    pub achieved_on: Option<NaiveDate>,
}

/// 目标值: the version in force.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The number promised.
    pub value: Option<Decimal>,
    /// What the number means.
    pub comparator: Option<Comparator>,
    /// How firmly it was promised.
    pub commitment: Commitment,
    /// By when.
    pub due_on: NaiveDate,
}

/// 基数: a value of another year, and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct Baseline {
    /// The value.
    pub value: Decimal,
    /// `context` takes nothing off, `zero_point` is where the count begins.
    pub role: BaselineRole,
}

/// A report period that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodEnd {
    /// `2025-09`.
    pub code: String,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Whether its reports were due before the moment that is asked about.
    pub was_due: bool,
    /// Whether an extension (延期) of its report still runs.
    pub excused: bool,
    /// Whether it applies: what was declared not applicable (不适用) is neither owed nor missing.
    pub applies: bool,
}

/// Everything that a standing is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// 指标类型.
    pub kind: IndicatorKind,
    /// 累计 or 当期.
    pub basis: Option<Basis>,
    /// The unit; a ratio in `%` is a hundred times its quotient, in `‰` a thousand times.
    pub unit: Option<&'a str>,
    /// The target in force on the day.
    pub target: Option<Target>,
    /// The baseline.
    pub baseline: Option<Baseline>,
    /// 序时进度: the cumulative value planned by the end of each period, in the order of time; empty: linear.
    pub trajectory: &'a [(NaiveDate, Decimal)],
    /// The reports that count, in any order, revisions included.
    pub observations: &'a [Observation],
    /// The periods for which the indicator is reported; empty when it is not.
    pub periods: &'a [PeriodEnd],
    /// The thresholds in force on the day.
    pub rules: Option<&'a Rules>,
    /// The day that is asked about.
    pub as_of: NaiveDate,
}
impl Inputs<'_> {
    /// Where the count begins; `None` when the baseline is only a reference.
    pub fn zero_point(&self) -> Option<BigRational> {
        let zero = self.baseline.filter(|baseline| baseline.role == BaselineRole::ZeroPoint);
        zero.map(|baseline| baseline.value.exact())
    }
    /// The periods in which something was to be reported.
    pub(super) fn applicable(&self) -> impl Iterator<Item = &PeriodEnd> {
        self.periods.iter().filter(|period| period.applies)
    }
}

/// 保持情况: how a level that is to be kept (`maintain`) was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Periods in which it passed.
    pub passed: usize,
    /// Periods with a figure.
    pub periods: usize,
    /// The period with the lowest value (the first of equals).
    pub worst_period: String,
    /// That value.
    pub worst: BigRational,
}
impl Kept {
    /// The share of periods passed, in percent.
    pub fn share(&self) -> BigRational {
        BigRational::new((self.passed * 100).into(), self.periods.max(1).into())
    }
}

/// Where an indicator stands: exact figures, light and bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The period of the latest figure, and whether that is approved.
    pub latest: Option<(String, NaiveDate, ValueStatus)>,
    /// The actual value in the indicator's unit.
    pub actual: Figure,
    /// The day on which a milestone was reached.
    pub achieved_on: Option<NaiveDate>,
    /// 完成率 in percent, uncapped.
    pub rate: Figure,
    /// Whether the target is met.
    pub met: Figure<bool>,
    /// 已用比例: the share of a ceiling that is used, in percent.
    pub used_percent: Figure,
    /// 序时应完成: the value expected by the end of the period.
    pub expected: Figure,
    /// The rate expected by then, in percent.
    pub expected_rate: Figure,
    /// 偏差: rate less expected rate, in percentage points; negative is behind.
    pub variance_pp: Figure,
    /// 进度绩效指数: rate over expected rate.
    pub spi: Figure,
    /// How a level was kept; only of `maintain`.
    pub kept: Option<Kept>,
    /// 亮灯.
    pub light: Light,
    /// 关注: behind a little, or slow in the first months.
    pub watch: bool,
    /// Which rule decided the light.
    pub light_reason: LightReason,
    /// 完成分类.
    pub bucket: Bucket,
    /// 数据滞后: a period later than the figure's fell due and has no figure.
    pub stale: bool,
    /// 填报状态.
    pub reporting: ReportingState,
    /// Earlier periods that a sum of increments (当期数) lacks.
    pub missing_periods: Vec<String>,
}
