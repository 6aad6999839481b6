//! 输入 givens: what the figures of an indicator are made from, each with where it comes from.
use super::{
    forecast::pace,
    model::*,
    rules::{Goal, course, current},
    substitution::Numbers,
    thresholds::Rules,
};
use crate::{
    foundation::db::Decimal,
    plan::{indicators::IndicatorKind as Kind, targets::Comparator},
};
use chrono::NaiveDate;
use num_rational::BigRational;

/// 来源: where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// 报告: the report for a period, in the revision that serves.
    Report {
        /// 报告期.
        period: String,
        /// 版次.
        revision: i32,
    },
    /// 清单记录: what a list counts by the end of the period.
    Records(String),
    /// 目标: the version in force.
    Target,
    /// 序时进度: the version in force.
    Trajectory,
    /// 基数: the indicator's zero point.
    Baseline,
    /// 亮灯规则: the rule set in force.
    RuleSet,
    /// 报告期: the calendar.
    Period(String),
    /// 默认: nothing is taken off without a zero point.
    Default,
}

/// 输入: one number that went in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The symbol by which formulas call it.
    pub symbol: &'static str,
    /// What it is, in Chinese.
    pub name: String,
    /// The value.
    pub value: Decimal,
    /// Its unit.
    pub unit: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// The inputs as they are shown, and the values of the periods.
pub(super) struct Givens {
    pub(super) shown: Vec<Given>,
    values: Vec<BigRational>,
}

impl Givens {
    pub(super) fn of(inputs: &Inputs<'_>, standing: &Standing) -> Self {
        let mut givens = Self { shown: Vec::new(), values: Vec::new() };
        match inputs.kind {
            Kind::Qualitative => (),
            Kind::Milestone => givens.milestone(inputs, standing),
            Kind::Flow | Kind::Stock | Kind::Ratio | Kind::List => givens.measured(inputs, standing),
        }
        givens
    }
    /// What formulas may use.
    pub(super) fn numbers(&self) -> Numbers {
        let mut numbers = Numbers::of(self.values.clone());
        // Of a ratio the latest numerator and denominator stay.
        for given in self.shown.iter().filter(|given| given.symbol != "v") {
            numbers.set(given.symbol, given.value.exact());
        }
        numbers
    }
    fn add(
        &mut self,
        symbol: &'static str,
        name: impl Into<String>,
        value: Decimal,
        unit: Option<&str>,
        source: Source,
    ) {
        self.shown.push(Given { symbol, name: name.into(), value, unit: unit.map(str::to_owned), source });
    }

    fn measured(&mut self, inputs: &Inputs<'_>, standing: &Standing) {
        for point in course(inputs) {
            let (observation, period) = (point.observation, &point.observation.period);
            let source = || match observation.revision {
                0 => Source::Records(period.clone()), // nobody reported it
                revision => Source::Report { period: period.clone(), revision },
            };
            if let (Kind::Ratio, Some(numerator), Some(denominator)) =
                (inputs.kind, observation.numerator, observation.denominator)
            {
                self.add("N", format!("{period}分子"), numerator, None, source());
                self.add("M", format!("{period}分母"), denominator, None, source());
                self.values.push(point.actual);
            } else if let Some(value) = observation.value {
                self.add("v", format!("{period}报告值"), value, inputs.unit, source());
                self.values.push(value.exact());
            }
        }
        let Some((period, ends_on, _)) = &standing.latest else { return };
        if let Ok(goal) = Goal::of(inputs) {
            let (gone, all) = goal.months(*ends_on);
            let target = inputs.target.and_then(|target| target.value).unwrap_or_default();
            self.add("T", "目标值", target, inputs.unit, Source::Target);
            let baseline = inputs.baseline.filter(|_| goal.zero.is_some());
            let zero = baseline.map(|baseline| ("零点基数", baseline.value, Source::Baseline));
            let (name, zero, source) = zero.unwrap_or(("不扣基数，取0", Decimal::ZERO, Source::Default));
            self.add("Z", name, zero, inputs.unit, source);
            let has_schedule = !matches!(goal.comparator, Comparator::Lte | Comparator::Maintain);
            if has_schedule || pace(inputs, standing).is_ok() {
                self.add("n", "已过月数", Decimal::whole(gone), Some("月"), Source::Period(period.clone()));
                self.add("d", "到期限的月数", Decimal::whole(all), Some("月"), Source::Target);
            }
            if let Some((by_then, last)) = goal.plan(*ends_on) {
                for (symbol, name, planned) in
                    [("P", format!("序时计划{period}末累计"), by_then), ("W", "序时计划末期累计".to_owned(), last)]
                {
                    let planned = Decimal::nearest(&planned).unwrap_or_default(); // a decimal as it was planned
                    self.add(symbol, name, planned, inputs.unit, Source::Trajectory);
                }
            }
            if let Some(rules) = inputs.rules.filter(|_| has_schedule && standing.variance_pp.is_ok()) {
                self.thresholds(rules);
            }
        }
    }

    fn thresholds(&mut self, rules: &Rules) {
        for (symbol, name, value, unit) in [
            ("watch_above_lag", "关注线", rules.watch_above_lag, Some("个百分点")),
            ("yellow_from_lag", "黄灯线", rules.yellow_from_lag, Some("个百分点")),
            ("red_above_lag", "红灯线", rules.red_above_lag, Some("个百分点")),
            ("early_months", "头几个月", Decimal::whole(rules.early_months.cast_signed()), Some("月")),
            ("early_spi_watch_below", "起步慢的进度绩效指数", rules.early_spi_watch_below, None),
        ] {
            self.add(symbol, name, value, unit, Source::RuleSet);
        }
    }

    fn milestone(&mut self, inputs: &Inputs<'_>, standing: &Standing) {
        let reports = current(inputs);
        let told = reports.iter().rev().find(|report| report.achieved_on == standing.achieved_on);
        let Some(report) = told.or(reports.last()) else { return };
        let source = || Source::Report { period: report.period.clone(), revision: report.revision };
        let reached = Decimal::whole(standing.achieved_on.is_some().into());
        self.add("reached", "是否完成（1为是）", reached, None, source());
        let Some(target) = inputs.target else { return };
        let days = |day: NaiveDate| count(day.signed_duration_since(target.due_on).num_days());
        let name = format!("{}距期限{}的天数", inputs.as_of, target.due_on);
        self.add("overdue", name, days(inputs.as_of), Some("天"), Source::Target);
        if let Some(day) = standing.achieved_on {
            self.add("late", format!("完成日期{day}距期限{}的天数", target.due_on), days(day), Some("天"), source());
        } else if let Some(rules) = inputs.rules {
            let days = count(rules.milestone_red_after_days);
            self.add("milestone_red_after_days", "逾期转红天数", days, Some("天"), Source::RuleSet);
        }
    }
}

/// A number of days; dates lie between 1900 and 2200.
fn count(days: i64) -> Decimal {
    Decimal::whole(i32::try_from(days).unwrap_or(i32::MAX))
}
