//! A project in the standard's terms (docs/domain.md §5, the table's last column).
use super::{model::*, store::Mark};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::{Decimal, Timestamp},
    projects::{
        investments::Investment,
        milestones::MilestoneKind,
        projects::{Project, ProjectField},
        registry_entries::RegistryEntry,
        transitions::{Stage, timeline::Step},
        year_plans::YearPlan,
    },
};
use chrono::NaiveDate;
use num_traits::ToPrimitive;

/// The prefix of project ids. It is not registered with the standard's helpdesk, and says so.
const PREFIX: &str = "oc4ids-unregistered";

/// What is known of a project.
#[derive(Debug)]
pub struct Known<'a> {
    /// The project.
    pub project: &'a Project,
    /// The year of its plan.
    pub year: i32,
    /// 牵头单位.
    pub lead: Option<&'a BureauSummary>,
    /// Its steps through the stages.
    pub steps: &'a [Step],
    /// Its milestones, in the order of their due days.
    pub milestones: &'a [Mark],
    /// What it is registered under.
    pub entries: &'a [RegistryEntry],
    /// Its investment records, one for a day, in the order of the days.
    pub records: &'a [Investment],
    /// Its years, its own plan's among them.
    pub years: &'a [YearPlan],
    /// The day on which it is told.
    pub today: NaiveDate,
}

/// The standard's status of a stage.
pub const fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Reserve => "identification",
        Stage::Proposed => "preparation",
        Stage::UnderConstruction => "implementation",
        Stage::Completed => "completion",
        Stage::Exited => "cancelled",
    }
}

/// The standard's type of a field, where the field says it.
const fn project_type(field: ProjectField) -> Option<&'static str> {
    match field {
        ProjectField::UrbanRenewal => Some("rehabilitation"),
        ProjectField::Infrastructure | ProjectField::Industry | ProjectField::Park => Some("construction"),
        // A real-estate project here replaces a village or builds anew, a green or livelihood one may do anything.
        ProjectField::RealEstate | ProjectField::Green | ProjectField::Livelihood | ProjectField::Unlabelled => None,
    }
}

/// The standard's sector of a field, where the field says it.
const fn sector(field: ProjectField) -> Option<&'static str> {
    match field {
        ProjectField::Industry | ProjectField::Park | ProjectField::Green => Some("economy"),
        _ => None,
    }
}

/// The first instant of a day in Asia/Shanghai.
fn first_instant(day: NaiveDate) -> String {
    format!("{day}T00:00:00+08:00")
}
/// The last second of a day in Asia/Shanghai.
fn last_instant(day: NaiveDate) -> String {
    format!("{day}T23:59:59+08:00")
}

/// 万元 as a whole number of 元: four places are 万分之一, one 元.
fn in_yuan(amount: Decimal) -> Option<PackagedValue> {
    let yuan = amount.exact() * num_bigint::BigInt::from(10_000);
    Some(PackagedValue { amount: yuan.to_integer().to_i64()?, currency: "CNY" })
}

/// When a project was in a stage the last time. The day on which the plan's own data placed it there is not when it
/// began.
fn stay(steps: &[Step], stage: Stage) -> Option<PackagedPeriod> {
    let at = steps.iter().rposition(|step| step.to_stage == stage)?;
    let step = steps.get(at)?;
    let stated = step.recorded_by.map(|_| first_instant(step.effective_on));
    let ended = steps.get(at + 1).map(|next| last_instant(next.effective_on));
    (stated.is_some() || ended.is_some()).then_some(PackagedPeriod { start_date: stated, end_date: ended })
}

fn milestone(milestone: &Mark, today: NaiveDate) -> PackagedMilestone {
    PackagedMilestone {
        id: milestone.code.clone(),
        title: milestone.name.clone(),
        due_date: last_instant(milestone.due_on),
        date_met: milestone.completed_on.map(last_instant),
        date_modified: milestone.updated_at,
        status: match milestone.completed_on {
            Some(_) => "met",
            None if today > milestone.due_on => "notMet",
            None => "scheduled",
        },
    }
}

/// The observations of a figure; none where no record states it.
fn metric(
    known: &Known<'_>,
    (id, title): (&'static str, &'static str),
    of: impl Fn(&Investment) -> Option<(Option<PackagedValue>, Option<String>)>,
) -> Option<PackagedMetric> {
    let observation = |record: &Investment| {
        let (value, measure) = of(record)?;
        let period = PackagedPeriod { start_date: None, end_date: Some(last_instant(record.as_of_on)) };
        let unit = measure.is_some().then_some(PackagedUnit { name: "%" });
        Some(PackagedObservation { id: record.as_of_on.to_string(), period, value, measure, unit })
    };
    let observations: Vec<PackagedObservation> = known.records.iter().filter_map(observation).collect();
    (!observations.is_empty()).then_some(PackagedMetric { id, title, observations })
}

fn budget(known: &Known<'_>) -> Option<PackagedBudget> {
    let part = |year: &YearPlan| {
        let day = |month, day| NaiveDate::from_ymd_opt(year.year, month, day);
        let (start_date, end_date) = (day(1, 1).map(first_instant), day(12, 31).map(last_instant));
        let period = PackagedPeriod { start_date, end_date };
        Some(PackagedBreakdown { id: year.year.to_string(), amount: in_yuan(year.planned)?, period })
    };
    let years: Vec<PackagedBreakdown> = known.years.iter().filter_map(part).collect();
    let amount = known.project.total_investment.and_then(in_yuan);
    if amount.is_none() && years.is_empty() {
        return None;
    }
    let breakdowns = PackagedBreakdowns { id: "years", description: "分年度投资计划", budget_breakdown: years };
    let budget_breakdowns = if breakdowns.budget_breakdown.is_empty() { Vec::new() } else { vec![breakdowns] };
    Some(PackagedBudget { amount, budget_breakdowns })
}

fn identifiers(known: &Known<'_>) -> Vec<PackagedIdentifier> {
    let Project { jurisdiction, code, .. } = known.project;
    let own = PackagedIdentifier { id: code.clone(), scheme: format!("plan-{jurisdiction}-{}", known.year) };
    let registered = |entry: &RegistryEntry| PackagedIdentifier {
        id: entry.number.clone(),
        scheme: entry.registry.as_str().to_owned(),
    };
    std::iter::once(own).chain(known.entries.iter().map(registered)).collect()
}

fn classifications(project: &Project) -> Vec<PackagedClassification> {
    let level = PackagedClassification { scheme: "duban-project-level", id: project.level.as_str() };
    let field = project.field.map(|field| PackagedClassification { scheme: "duban-project-field", id: field.as_str() });
    field.into_iter().chain([level]).collect()
}

/// A project of a package.
pub fn project(known: &Known<'_>) -> PackagedProject {
    let project = known.project;
    let lead = known.lead.map(|lead| (format!("{}-{}", project.jurisdiction, lead.code), lead.name.clone()));
    let financial = metric(known, ("financialProgress", "累计完成投资"), |record| {
        Some((Some(in_yuan(record.completed_to_date?)?), None))
    });
    let physical = metric(known, ("physicalProgress", "形象进度"), |record| {
        Some((None, Some(record.physical_progress_percent?.to_string())))
    });
    let completed = known.steps.last().filter(|last| last.to_stage == Stage::Completed && last.recorded_by.is_some());
    PackagedProject {
        id: format!("{PREFIX}-{}-{}-{}", project.jurisdiction, known.year, project.code),
        updated: updated(known),
        language: "zh",
        identifiers: identifiers(known),
        public_authority: lead.clone().map(|(id, name)| PackagedAuthority { id, name }),
        title: project.name.clone(),
        status: status(project.stage),
        kind: project.field.and_then(project_type),
        sector: project.field.and_then(sector).into_iter().collect(),
        additional_classifications: classifications(project),
        period: period(known),
        identification_period: stay(known.steps, Stage::Reserve),
        preparation_period: stay(known.steps, Stage::Proposed),
        implementation_period: stay(known.steps, Stage::UnderConstruction),
        completion_period: stay(known.steps, Stage::Completed),
        budget: budget(known),
        parties: lead
            .map(|(id, name)| PackagedParty { id, name, roles: vec!["publicAuthority"] })
            .into_iter()
            .collect(),
        metrics: financial.into_iter().chain(physical).collect(),
        milestones: known.milestones.iter().map(|of| milestone(of, known.today)).collect(),
        completion: completed.map(|last| PackagedCompletion { end_date: last_instant(last.effective_on) }),
    }
}

/// Planned start and completion, where milestones mark them.
fn period(known: &Known<'_>) -> Option<PackagedPeriod> {
    let due = |kind| known.milestones.iter().find(|of| of.kind == kind).map(|of| of.due_on);
    let (start_date, end_date) =
        (due(MilestoneKind::Start).map(first_instant), due(MilestoneKind::Completion).map(last_instant));
    (start_date.is_some() || end_date.is_some()).then_some(PackagedPeriod { start_date, end_date })
}

/// When anything that is told of a project changed last.
fn updated(known: &Known<'_>) -> Timestamp {
    let parts = [
        known.milestones.iter().map(|milestone| milestone.updated_at).max(),
        known.entries.iter().map(|entry| entry.updated_at).max(),
        known.records.iter().map(|record| record.created_at).max(),
    ];
    parts.into_iter().flatten().fold(known.project.updated_at, Timestamp::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::db::Id;

    #[test]
    fn an_amount_is_exact_to_the_yuan() {
        let yuan = |text: &str| in_yuan(text.parse().unwrap()).unwrap().amount;
        assert_eq!(yuan("3353000.5"), 33_530_005_000);
        assert_eq!((yuan("0.0001"), yuan("0"), yuan("24092000")), (1, 0, 240_920_000_000));
        assert_eq!(in_yuan("99999999999999.9999".parse().unwrap()).unwrap().amount, 999_999_999_999_999_999);
    }
    #[test]
    fn a_stay_ends_where_the_next_begins_and_the_plans_own_data_begin_none() {
        let step = |to_stage, on: &str, recorded_by| Step {
            project_id: Id::new(),
            from_stage: None,
            to_stage,
            effective_on: on.parse().unwrap(),
            reason: None,
            exit_reason: None,
            recorded_by,
            recorded_at: crate::foundation::clock::start_of_day(on.parse().unwrap()),
        };
        let by = Some(Id::new());
        let steps = [step(Stage::Reserve, "2025-01-01", None), step(Stage::Proposed, "2025-03-01", by)];
        let reserve = stay(&steps, Stage::Reserve).unwrap();
        assert_eq!((reserve.start_date, reserve.end_date.as_deref()), (None, Some("2025-03-01T23:59:59+08:00")));
        let proposed = stay(&steps, Stage::Proposed).unwrap();
        assert_eq!((proposed.start_date.as_deref(), proposed.end_date), (Some("2025-03-01T00:00:00+08:00"), None));
        assert_eq!(stay(&steps, Stage::Completed), None);
        assert_eq!(stay(&steps[..1], Stage::Reserve), None);
    }
}
