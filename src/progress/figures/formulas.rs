//! The closed list of formulas (公式): what every served figure is computed by. docs/figures.md names each; a test
//! holds it so.
use crate::text_enum;

text_enum! {
    /// 公式: how a figure is computed. Symbols are those of `inputs` and of earlier steps; `Σ` and `min` run over all
    /// `v`, `[…]` is 1 when it holds and 0 otherwise, `∧` is "and".
    pub enum Formula {
        /// 实际值，最近一期的数: the value of the latest period.
        LatestValue = "last v",
        /// 实际值，各期当期数之和: the sum of the increments.
        Sum = "Σ v",
        /// 实际值，比率: numerator over denominator.
        Quotient = "N ÷ M",
        /// 实际值，百分比: the ratio in percent.
        Percent = "N ÷ M × 100",
        /// 实际值，千分比: the ratio in per mille.
        PerMille = "N ÷ M × 1000",
        /// 完成率: from the zero point to the target.
        Rate = "(A − Z) ÷ (T − Z) × 100",
        /// 完成率，节点: all or nothing.
        ReachedRate = "reached × 100",
        /// 已用比例: the share of a ceiling that is used.
        Used = "A ÷ T × 100",
        /// 应完成份额: months gone by, of those up to the due date.
        Share = "n ÷ d",
        /// 应完成份额，按序时进度: what the trajectory plans by then, of what it plans in the end.
        PlannedShare = "(P − Z) ÷ (W − Z)",
        /// 应完成份额，到期或保持类: all of it.
        WholeShare = "1",
        /// 序时应完成率: the share in percent.
        ExpectedRate = "s × 100",
        /// 序时应完成率，节点: nothing up to the due date, everything after it.
        ExpectedAfterDue = "[overdue > 0] × 100",
        /// 序时应完成率，到期待报的节点: nothing yet.
        ExpectedAwaited = "0 × 100",
        /// 序时应完成: from the zero point.
        Expected = "Z + (T − Z) × s",
        /// 偏差: in percentage points.
        Variance = "rate − expected_rate",
        /// 进度绩效指数: the rate over the expected rate.
        Spi = "rate ÷ expected_rate",
        /// 落后幅度: the lag in percentage points.
        Lag = "expected_rate − rate",
        /// 达标，不低于: at least.
        AtLeast = "A ≥ T",
        /// 达标，超过: strictly more.
        MoreThan = "A > T",
        /// 达标，不超过；限额内，绿灯；到期未超过，亮灯: at most.
        AtMost = "A ≤ T",
        /// 当期未保持，或到期未达到，亮灯: a level or a target that is missed.
        BelowLevel = "A < T",
        /// 达标，节点: reached by the day.
        IsReached = "reached = 1",
        /// 保持类，达标期数: periods passed.
        Passed = "Σ [v ≥ T]",
        /// 保持类，有数期数: periods with a figure.
        Periods = "Σ 1",
        /// 保持类，达标期数占比: the share of periods passed.
        KeptShare = "passed ÷ periods × 100",
        /// 保持类，最低值: the worst period.
        Worst = "min v",
        /// 红灯，严重落后: far behind.
        FarBehind = "lag > red_above_lag",
        /// 黄灯，落后: behind.
        Behind = "lag ≥ yellow_from_lag ∧ lag > watch_above_lag ∧ lag ≤ red_above_lag",
        /// 绿灯并关注，略有落后: behind by less than the yellow threshold.
        SlightlyBehind = "lag > watch_above_lag ∧ lag < yellow_from_lag",
        /// 绿灯，不落后: at or ahead of the schedule.
        OnSchedule = "lag ≤ watch_above_lag",
        /// 关注，头几个月起步慢: a slow start.
        SlowStart = "spi < early_spi_watch_below ∧ n ≤ early_months",
        /// 绿灯，节点按期完成: days from the due date to the day reached.
        InTime = "late ≤ 0",
        /// 黄灯，节点逾期完成: days from the due date to the day reached, when it was reached late.
        ReachedLate = "late > 0",
        /// 绿灯，节点未到期: days from the due date to the day asked about.
        Pending = "overdue ≤ 0",
        /// 节点逾期，按力度亮灯: missed by fewer days, the commitment decides.
        Missed = "overdue > 0 ∧ overdue < milestone_red_after_days",
        /// 红灯，节点逾期满规定天数: missed by so many days that the light is red whatever the commitment.
        LongMissed = "overdue > 0 ∧ overdue ≥ milestone_red_after_days",
        /// 月均完成: achieved per month.
        RunRate = "(A − Z) ÷ n",
        /// 还需月均完成: what every remaining month must bring; of a ceiling, what it may still use.
        Required = "(T − A) ÷ (d − n)",
        /// 还需月均完成，已达标或限额已用完: nothing more.
        NothingRequired = "0",
        /// 按月均速度预测到期: the same pace up to the due date.
        ByRunRate = "Z + (A − Z) ÷ n × d",
        /// 预测到期，期限已到: nothing is left to forecast.
        AtDue = "A",
        /// 按月均速度预测的完成率: what the forecast by run rate makes of the target, in percent.
        ByRunRatePercent = "(F − Z) ÷ (T − Z) × 100",
        /// 按月均速度预测的已用比例: of a ceiling.
        ByRunRateUsed = "F ÷ T × 100",
        /// 按月均速度预测达标，不低于: the forecast by run rate is at least the target.
        ByRunRateAtLeast = "F ≥ T",
        /// 按月均速度预测达标，超过: the forecast by run rate is more than the target.
        ByRunRateMoreThan = "F > T",
        /// 按月均速度预测不超限额: the forecast by run rate stays within the ceiling.
        ByRunRateAtMost = "F ≤ T",
        /// 按序时进度形状预测到期: what was expected by now grows to all of it.
        ByTrajectory = "Z + (A − Z) ÷ s",
        /// 按序时进度预测的完成率: what the forecast by trajectory makes of the target, in percent.
        ByTrajectoryPercent = "(G − Z) ÷ (T − Z) × 100",
        /// 按序时进度预测达标，不低于: the forecast by trajectory is at least the target.
        ByTrajectoryAtLeast = "G ≥ T",
        /// 按序时进度预测达标，超过: the forecast by trajectory is more than the target.
        ByTrajectoryMoreThan = "G > T",
    }
}
