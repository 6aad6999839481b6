//! One sentence that explains a standing with its numbers, in Chinese and in English; display texts.
use super::model::*;
use crate::{
    foundation::db::{Decimal, display},
    plan::{indicators::IndicatorKind as Kind, targets::Comparator, units},
};
use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;
use num_traits::Signed;

/// How things are called in a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// The indicator's name.
    pub name: &'a str,
    /// Its English name.
    pub name_en: Option<&'a str>,
    /// 小数位: the decimals that its values are shown with.
    pub decimals: u32,
    /// The number of the target version in force.
    pub target_number: Option<i32>,
    /// The number of the trajectory in force.
    pub trajectory_number: Option<i32>,
    /// Code and number of the rule set in force.
    pub rule_set: Option<(&'a str, i32)>,
}

/// `215 亿元`: a value for people, with the indicator's decimals.
pub fn quantity(value: &BigRational, decimals: u32, unit: Option<&str>) -> String {
    let number = display(value, decimals);
    unit.map_or(number.clone(), |unit| format!("{number} {unit}"))
}
/// `79.4 %`: a value that people are to compare or to reckon with: shown whole where it has no more than four places,
/// else with at least two.
pub fn precise(value: &BigRational, decimals: u32, unit: Option<&str>) -> String {
    match Decimal::nearest(value).filter(|nearest| nearest.exact() == *value) {
        Some(whole) => units::text(whole, decimals.cast_signed(), unit),
        None => quantity(value, decimals.max(2), unit),
    }
}
/// `64.12 %`: a percentage for people, with two decimals.
pub fn percent(value: &BigRational) -> String {
    format!("{} %", display(value, 2))
}

/// One thing said in both languages.
struct Said(String, String);

/// The sentence in Chinese and in English.
pub fn explain(inputs: &Inputs<'_>, standing: &Standing, labels: &Labels<'_>) -> (String, String) {
    let mut said = match (inputs.kind, &standing.latest) {
        (Kind::Qualitative, _) => {
            vec![Said("定性任务，不计算完成情况".into(), "a qualitative task, without figures".into())]
        }
        (_, None) => vec![nothing(inputs)],
        (Kind::Milestone, Some(_)) => milestone(inputs, standing),
        (_, Some((_, ends_on, status))) => measured(inputs, standing, labels, (*ends_on, *status)),
    };
    said.extend(overdue(standing));
    said.push(light(standing));
    let (zh, en): (Vec<_>, Vec<_>) = said.into_iter().map(|Said(zh, en)| (zh, en)).unzip();
    let (versions_zh, versions_en) = versions(labels);
    (
        format!("{}：{}{versions_zh}。", labels.name, zh.join("，")),
        format!("{}: {}{versions_en}.", labels.name_en.unwrap_or(labels.name), en.join("; ")),
    )
}

/// The part of that sentence which says where it stands against its target and, when `scheduled`, against its schedule;
/// nothing of a qualitative task.
pub fn held_against(inputs: &Inputs<'_>, standing: &Standing, decimals: u32, scheduled: bool) -> (String, String) {
    let text = |value: &BigRational| precise(value, decimals, inputs.unit);
    let said = match (inputs.kind, &standing.latest) {
        (Kind::Qualitative, _) => Vec::new(),
        (_, None) => vec![nothing(inputs)],
        (Kind::Milestone, Some(_)) => milestone(inputs, standing),
        (_, Some(_)) => {
            let schedule = against_schedule(standing, &text).filter(|_| scheduled);
            std::iter::once(against_target(inputs, standing, &text)).chain(schedule).collect()
        }
    };
    let (zh, en): (Vec<_>, Vec<_>) = said.into_iter().map(|Said(zh, en)| (zh, en)).unzip();
    (zh.join("，"), en.join("; "))
}

fn nothing(inputs: &Inputs<'_>) -> Said {
    Said(format!("截至{}尚无可用数据", day_zh(inputs.as_of)), format!("no figure counts as of {}", inputs.as_of))
}

fn day_zh(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// What was due and is not there.
fn overdue(standing: &Standing) -> Option<Said> {
    let (zh, en) = match (standing.reporting, &standing.latest) {
        (ReportingState::Unreported, Some(_)) => {
            ("最近数据之后已有到期的报告期未取得数据", "a later period fell due and has no figure")
        }
        (ReportingState::Unreported, None) => ("已有到期的报告期未取得数据", "a period fell due and has no figure"),
        (ReportingState::Excused, _) => ("应报的报告期已批准延期", "the report that fell due has an extension"),
        (ReportingState::Reported | ReportingState::NotDue | ReportingState::NotApplicable, _) => return None,
    };
    Some(Said(zh.into(), en.into()))
}

fn light(standing: &Standing) -> Said {
    let (zh, en) = match (standing.light, standing.watch) {
        (Light::Green, false) => ("亮绿灯", "green"),
        (Light::Green, true) => ("亮绿灯并关注", "green, to be watched"),
        (Light::Yellow, false) => ("亮黄灯", "yellow"),
        (Light::Yellow, true) => ("亮黄灯并关注", "yellow, to be watched"),
        (Light::Red, false) => ("亮红灯", "red"),
        (Light::Red, true) => ("亮红灯并关注", "red, to be watched"),
        (Light::Grey, _) if standing.light_reason == LightReason::NoRuleSet => {
            ("没有亮灯规则，灰灯", "no rule set is in force, grey")
        }
        (Light::Grey, _) => ("灰灯，不判红绿", "grey, which is no verdict"),
    };
    Said(zh.into(), en.into())
}

fn versions(labels: &Labels<'_>) -> (String, String) {
    let target = labels.target_number.map(|n| (format!("目标第{n}版"), format!("target version {n}")));
    let trajectory = labels.trajectory_number.map(|n| (format!("序时进度第{n}版"), format!("trajectory version {n}")));
    let rules =
        labels.rule_set.map(|(code, n)| (format!("亮灯规则{code}第{n}版"), format!("rule set {code} version {n}")));
    let (zh, en): (Vec<_>, Vec<_>) = target.into_iter().chain(trajectory).chain(rules).unzip();
    if zh.is_empty() {
        return Default::default();
    }
    (format!("（{}）", zh.join("，")), format!(" ({})", en.join(", ")))
}

fn milestone(inputs: &Inputs<'_>, standing: &Standing) -> Vec<Said> {
    let due = inputs.target.map(|target| target.due_on);
    let late = |on: NaiveDate| due.map(|due| on.signed_duration_since(due).num_days()).filter(|days| *days > 0);
    let is_awaited = standing.bucket == Bucket::Awaiting;
    let state = match (standing.achieved_on, late(inputs.as_of)) {
        (Some(on), _) => {
            let (late_zh, late_en) =
                late(on).map_or_else(Default::default, |n| (format!("，逾期{n}天"), format!(", {n} days late")));
            Said(format!("节点已于{}完成{late_zh}", day_zh(on)), format!("reached on {on}{late_en}"))
        }
        (None, Some(_)) if is_awaited => Said(
            format!("截至{}节点尚未报告完成，期限已过而所在报告期未到截止时点，待报后判灯", day_zh(inputs.as_of)),
            format!("not reported as reached by {}, past its date, whose report is not due yet", inputs.as_of),
        ),
        (None, Some(days)) => Said(
            format!("截至{}节点尚未完成，已逾期{days}天", day_zh(inputs.as_of)),
            format!("not reached as of {}, {days} days overdue", inputs.as_of),
        ),
        (None, None) => Said(
            format!("截至{}节点尚未完成，未到期", day_zh(inputs.as_of)),
            format!("not reached as of {}, not yet due", inputs.as_of),
        ),
    };
    let due = due.map(|due| Said(format!("期限{}", day_zh(due)), format!("due {due}")));
    std::iter::once(state).chain(due).collect()
}

fn measured(
    inputs: &Inputs<'_>,
    standing: &Standing,
    labels: &Labels<'_>,
    (ends_on, status): (NaiveDate, ValueStatus),
) -> Vec<Said> {
    let text = |value: &BigRational| precise(value, labels.decimals, inputs.unit);
    let mut said = Vec::new();
    if let Ok(actual) = &standing.actual {
        let verb = if matches!(inputs.kind, Kind::Flow | Kind::List) { "累计完成" } else { "为" };
        let (mark_zh, mark_en) = match status {
            ValueStatus::Provisional => ("（待审）", " (provisional)"),
            ValueStatus::Approved => ("", ""),
            ValueStatus::Revised => ("（已修订）", " (revised)"),
            ValueStatus::Final => ("（统计核定）", " (final)"),
        };
        said.push(Said(
            format!("截至{}年{}月底{verb}{}{mark_zh}", ends_on.year(), ends_on.month(), text(actual)),
            format!("{} by the end of {}{mark_en}", text(actual), ends_on.format("%Y-%m")),
        ));
    }
    if !standing.missing_periods.is_empty() {
        let periods = standing.missing_periods.join("、");
        said.push(Said(format!("其中缺{periods}的数据"), format!("without figures for {periods}")));
    }
    said.push(against_target(inputs, standing, &text));
    said.extend(at_its_date(inputs, standing).or_else(|| against_schedule(standing, &text)));
    said
}

/// Once the due date has come pace is not spoken of any more.
fn at_its_date(inputs: &Inputs<'_>, standing: &Standing) -> Option<Said> {
    let due = inputs.target.map(|target| target.due_on)?;
    let (zh, en) = match (standing.light_reason, standing.bucket) {
        (LightReason::TargetMet, _) => ("已到，目标达到", "came, and the target is met"),
        (_, Bucket::Missed) => ("已到，目标未达到", "came, and the target is missed"),
        (_, Bucket::Awaiting) => {
            ("已过，所在报告期未到截止时点，待报后判定", "has passed, and its period's report is not due yet")
        }
        _ => return None,
    };
    Some(Said(format!("期限{}{zh}", day_zh(due)), format!("the due date {due} {en}")))
}

fn against_target(inputs: &Inputs<'_>, standing: &Standing, text: &dyn Fn(&BigRational) -> String) -> Said {
    let promised = inputs.target.and_then(|target| target.value.zip(target.comparator));
    let Some((value, comparator)) = promised.map(|(value, comparator)| (text(&value.exact()), comparator)) else {
        return Said("没有可计算的目标值".into(), "no target with a number is in force".into());
    };
    let (than_zh, than_en) = match comparator {
        Comparator::Gte => ("不低于", "at least"),
        Comparator::Gt => ("超过", "more than"),
        Comparator::Lte => ("不超过", "at most"),
        Comparator::All => ("全部", "all"),
        Comparator::Maintain => ("保持不低于", "always at least"),
    };
    let (zh, en) = (format!("目标{than_zh}{value}"), format!("target {than_en} {value}"));
    match (&standing.kept, &standing.used_percent, &standing.rate) {
        (Some(kept), ..) => Said(
            format!(
                "{zh}，{}期中{}期达标，最低为{}的{}",
                kept.periods,
                kept.passed,
                kept.worst_period,
                text(&kept.worst)
            ),
            format!(
                "{en}; passed in {} of {} periods, lowest {} in {}",
                kept.passed,
                kept.periods,
                text(&kept.worst),
                kept.worst_period
            ),
        ),
        (None, Ok(used), _) => Said(format!("{zh}，已用{}", percent(used)), format!("{en}; {} used", percent(used))),
        (None, Err(_), Ok(rate)) => {
            Said(format!("{zh}，完成率{}", percent(rate)), format!("{en}; rate {}", percent(rate)))
        }
        (None, Err(_), Err(_)) => Said(format!("{zh}，不能计算完成率"), format!("{en}; it gives no rate")),
    }
}

/// Nothing for a level or a ceiling: they have no schedule that grows.
fn against_schedule(standing: &Standing, text: &dyn Fn(&BigRational) -> String) -> Option<Said> {
    let (Ok(expected), Ok(expected_rate), Ok(variance)) =
        (&standing.expected, &standing.expected_rate, &standing.variance_pp)
    else {
        return None;
    };
    if standing.kept.is_some() {
        return None;
    }
    let points = display(&variance.abs(), 2);
    let (zh, en) = match (variance.is_negative(), variance.is_positive()) {
        (true, _) => (format!("落后{points}个百分点"), format!("{points} points behind")),
        (_, true) => (format!("超前{points}个百分点"), format!("{points} points ahead")),
        _ => ("与序时进度持平".into(), "exactly on schedule".into()),
    };
    let (due, expected) = (percent(expected_rate), text(expected));
    Some(Said(format!("序时应完成{due}（{expected}），{zh}"), format!("{due} ({expected}) expected by then, {en}")))
}
