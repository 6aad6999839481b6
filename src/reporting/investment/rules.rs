//! Shares, divergence and flags, exact; and the sentence that explains them.
use super::model::{InvestmentFlag as Flag, InvestmentGap as Gap, InvestmentSummary};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::{Decimal, display},
    projects::{
        investments::{Investment, rules::known},
        projects::Project,
        year_plans::YearPlans,
    },
    reporting::reports::Figure,
};
use chrono::NaiveDate;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// 背离: from more than this many points on, investment and physical progress do not fit together (docs/domain.md §4).
const DIVERGENCE: i32 = 30;

/// What is known of a project on a day.
#[derive(Debug)]
pub struct Known<'a> {
    /// The project.
    pub project: &'a Project,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// The year of its plan.
    pub year: i32,
    /// The day.
    pub as_of: NaiveDate,
    /// Its years beside its total.
    pub years: YearPlans,
    /// Its investment records, one for a day, in the order of the days.
    pub records: &'a [Investment],
    /// Its approved reports, in the order of the periods.
    pub reports: &'a [Figure],
}

/// `part ÷ whole` in percent; or why not.
fn share(
    part: Option<Decimal>,
    whole: Option<Decimal>,
    (no_part, no_whole, zero): (Gap, Gap, Gap),
) -> Result<BigRational, Gap> {
    let whole = whole.ok_or(no_whole)?;
    let part = part.ok_or(no_part)?;
    if whole.is_zero() {
        return Err(zero);
    }
    Ok(part.exact() / whole.exact() * BigRational::from_integer(100.into()))
}

/// The summary of a project on a day.
pub fn summarise(known_of: Known<'_>) -> InvestmentSummary {
    let Known { project, lead_bureau, year, as_of, years, records, reports } = known_of;
    let figures = known(records);
    let reported = reports.iter().rfind(|report| report.value.is_some());
    let completed_this_year = reported.and_then(|report| report.value);
    let of_total = (Gap::NotRecorded, Gap::NoTotal, Gap::ZeroTotal);
    let of_year = (Gap::NotReported, Gap::NoYearPlan, Gap::ZeroYearPlan);
    let total_share = share(figures.completed_to_date, project.total_investment, of_total);
    let year_share = share(completed_this_year, project.year_investment, of_year);
    let physical = figures.physical_progress_percent.ok_or(Gap::NotRecorded);
    let divergence = total_share.clone().and_then(|share| physical.map(|physical| share - physical.exact()));
    let lands = figures.land_needed.zip(figures.land_supplied);
    let shortfall = lands.map(|(needed, supplied)| (needed.exact() - supplied.exact()).max(BigRational::zero()));
    let mut reasons = BTreeMap::new();
    let mut or_reason = |name, figure: &Result<BigRational, Gap>| match figure {
        Ok(value) => Decimal::nearest(value),
        Err(gap) => {
            reasons.insert(name, *gap);
            None
        }
    };
    let share_of_total_percent = or_reason("share_of_total_percent", &total_share);
    let share_of_year_plan_percent = or_reason("share_of_year_plan_percent", &year_share);
    let divergence_pp = or_reason("divergence_pp", &divergence);
    let land_shortfall = or_reason("land_shortfall", &shortfall.ok_or(Gap::NotRecorded));
    if completed_this_year.is_none() {
        reasons.insert("completed_this_year", Gap::NotReported);
    }
    let mut summary = InvestmentSummary {
        project: years.project,
        lead_bureau,
        as_of,
        year,
        total_investment: project.total_investment,
        year_plan: project.year_investment,
        years: years.years,
        planned_sum: years.planned_sum,
        residual: years.residual,
        completed_this_year,
        completed_this_year_period: reported.map(|report| report.period_code.clone()),
        recorded_on: records.last().map(|record| record.as_of_on),
        share_of_total_percent,
        share_of_year_plan_percent,
        divergence_pp,
        land_shortfall,
        flags: Vec::new(),
        reasons,
        sentence_zh: String::new(),
        sentence_en: String::new(),
        figures,
    };
    let to_date_on = records.iter().rfind(|record| record.completed_to_date.is_some()).map(|record| record.as_of_on);
    let comparable = reported.zip(to_date_on).is_some_and(|(report, on)| on >= report.ends_on);
    summary.flags = flags(&summary, divergence.ok(), years.exceeds_total, comparable);
    (summary.sentence_zh, summary.sentence_en) = sentences(&summary);
    summary
}

fn flags(
    summary: &InvestmentSummary,
    divergence: Option<BigRational>,
    years_exceed: Option<bool>,
    comparable: bool,
) -> Vec<Flag> {
    let figures = &summary.figures;
    let above = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).is_some_and(|(a, b)| a > b);
    let limit = BigRational::from_integer(DIVERGENCE.into());
    let found = [
        (Flag::ProgressDiverges, divergence.is_some_and(|points| points.abs() > limit)),
        (Flag::YearsExceedTotal, years_exceed == Some(true)),
        (Flag::CompletedExceedsTotal, above(figures.completed_to_date, summary.total_investment)),
        (Flag::YearExceedsToDate, comparable && above(summary.completed_this_year, figures.completed_to_date)),
        (Flag::RecordedExceedsCompleted, above(figures.recorded_to_date, figures.completed_to_date)),
    ];
    found.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag).collect()
}

/// The figures with their numbers, in Chinese and in English.
fn sentences(summary: &InvestmentSummary) -> (String, String) {
    let percent = |share: Option<Decimal>| share.map(|share| display(&share.exact(), 2));
    let name = &summary.project.name;
    let (mut zh, mut en) =
        (vec![format!("截至{}，{name}", summary.as_of)], vec![format!("As of {}, {name}", summary.as_of)]);
    let (done, total) = (summary.figures.completed_to_date, summary.total_investment);
    match (done, total, percent(summary.share_of_total_percent)) {
        (Some(done), Some(total), Some(share)) => {
            zh.push(format!("累计完成投资{done}万元，占总投资{total}万元的{share}%（{done}÷{total}）"));
            en.push(format!("completed to date {done} 万元, {share} % of the total {total} 万元 ({done} ÷ {total})"));
        }
        (Some(done), ..) => {
            zh.push(format!("累计完成投资{done}万元，无法计算占总投资的比重"));
            en.push(format!("completed to date {done} 万元, without a share of the total"));
        }
        (None, ..) => {
            zh.push("没有累计完成投资的记录".into());
            en.push("no investment recorded to date".into());
        }
    }
    match (summary.completed_this_year, &summary.completed_this_year_period, summary.year_plan) {
        (Some(done), Some(period), plan) => {
            let of_plan = plan.zip(percent(summary.share_of_year_plan_percent));
            zh.push(format!("本年完成投资{done}万元（{period}报告，已审定）"));
            en.push(format!("completed this year {done} 万元 (approved report of {period})"));
            if let Some((plan, share)) = of_plan {
                zh.push(format!("占年度计划{plan}万元的{share}%（{done}÷{plan}）"));
                en.push(format!("{share} % of the year's plan {plan} 万元 ({done} ÷ {plan})"));
            }
        }
        _ => {
            zh.push("本年没有已审定的报告".into());
            en.push("no approved report this year".into());
        }
    }
    if let (Some(physical), Some(apart)) = (summary.figures.physical_progress_percent, percent(summary.divergence_pp)) {
        let apart = apart.trim_start_matches('-');
        zh.push(format!("形象进度{physical}%，与投资比重相差{apart}个百分点"));
        en.push(format!("physical progress {physical} %, {apart} points from the share completed"));
    }
    (format!("{}。", zh.join("，")), format!("{}.", en.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Option<Decimal> {
        Some(text.parse().unwrap())
    }
    const WHY: (Gap, Gap, Gap) = (Gap::NotRecorded, Gap::NoTotal, Gap::ZeroTotal);

    #[test]
    fn a_share_without_its_parts_is_null_with_the_reason() {
        assert_eq!(share(d("1"), d("3"), WHY).unwrap(), BigRational::new(100.into(), 3.into()));
        assert_eq!(share(d("1"), None, WHY), Err(Gap::NoTotal));
        assert_eq!(share(None, d("3"), WHY), Err(Gap::NotRecorded));
        assert_eq!(share(d("1"), d("0"), WHY), Err(Gap::ZeroTotal));
        assert!(share(d("0"), d("3"), WHY).unwrap().is_zero());
    }
}
