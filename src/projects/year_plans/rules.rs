//! The years against the total.
use super::model::{NewYearPlans, YearPlan, YearPlanRow, YearPlans};
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Result, Violation, Violations},
    },
    projects::projects::{Project, rules::in_yi},
};
use num_rational::BigRational;

/// Every fault of a list of years.
pub fn check(new: &NewYearPlans, plan_year: i32) -> Result<()> {
    let mut faults = Violations::new();
    for (index, year) in new.years.iter().enumerate() {
        if new.years.iter().take(index).any(|before| before.year == year.year) {
            faults.push(Violation::at(format!("/years/{index}/year"), Code::Duplicate).with("value", year.year));
        }
        if year.planned < Decimal::ZERO {
            faults.push(Violation::at(format!("/years/{index}/planned"), Code::TooSmall).with("min", "0"));
        }
        if year.year == plan_year && year.document.is_some() {
            let fault = Violation::at(format!("/years/{index}/document"), Code::ValueNotAllowed);
            faults.push(fault.with("allowed", "null"));
        }
    }
    faults.finish()
}

/// The years of a project, its own plan's among them, beside its total.
pub fn beside_total(project: &Project, plan_year: i32, rows: Vec<YearPlanRow>) -> YearPlans {
    let year = |year, planned: Decimal, document, plan_year| YearPlan {
        year,
        planned,
        planned_text: in_yi(planned),
        document,
        plan_year,
    };
    let mut years: Vec<YearPlan> =
        rows.into_iter().map(|row| year(row.year, row.planned, row.document, false)).collect();
    years.extend(project.year_investment.map(|planned| year(plan_year, planned, None, true)));
    years.sort_by_key(|year| year.year);
    let sum: BigRational = years.iter().map(|year| year.planned.exact()).sum();
    let sum = (!years.is_empty()).then_some(sum);
    let residual = project.total_investment.zip(sum.as_ref()).map(|(total, sum)| total.exact() - sum);
    YearPlans {
        project: project.into(),
        jurisdiction: project.jurisdiction.clone(),
        total_investment: project.total_investment,
        years,
        planned_sum: sum.as_ref().and_then(Decimal::nearest),
        residual: residual.as_ref().and_then(Decimal::nearest),
        exceeds_total: residual.map(|residual| residual < BigRational::from_integer(0.into())),
        lead_bureau_id: project.lead_bureau_id,
        version: project.version,
    }
}
