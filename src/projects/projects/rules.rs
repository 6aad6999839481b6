//! What a project must keep to, beyond the limits of its fields (docs/domain.md §5).
use super::model::{NewProject, Project, ProjectBatch, ProjectChanges, ProjectDetail, ProjectListing};
use crate::foundation::{
    auth::{Caller, Permission, Role},
    db::{Decimal, Id, Timestamp, display},
    error::{Code, Result, Violation, Violations},
};
use crate::plan::plans;
use crate::projects::{
    suspensions::rules::{may_resume, may_suspend},
    transitions::{
        self, Stage,
        rules::{Step, may_be_used, reachable, step},
    },
};
use crate::text_enum;
use chrono::NaiveDate;
use num_rational::BigRational;

text_enum! {
    /// What can be done with a project: the operation ids.
    pub enum Action {
        /// Its fields, areas and batches change.
        Update = "update_project",
        /// 入库/出库: it goes to another stage.
        Pass = "move_project",
        /// 缓建/停建: it stands still.
        Suspend = "suspend_project",
        /// 恢复建设: it goes on.
        Resume = "resume_project",
        /// 投用: it is put into use.
        PutIntoUse = "put_project_into_use",
        /// 分包: a post is put in charge of it.
        AssignLeader = "assign_project_leader",
        /// It gets a milestone.
        AddMilestone = "create_milestone",
        /// 投资记录: what it came to by a day is recorded.
        RecordInvestment = "create_project_investment",
        /// 外部入库: it enters a registry.
        EnterRegistry = "create_registry_entry",
        /// 堵点: what holds it up is raised.
        RaiseObstacle = "create_obstacle",
    }
}

/// Whether the caller may record something of a project of this jurisdiction and lead bureau: the supervision office
/// of the jurisdiction, or the lead bureau.
pub fn may_record(caller: &Caller, permission: Permission, jurisdiction: &str, lead: Option<Id>) -> Result<(), Code> {
    caller.may_in(permission, jurisdiction)?;
    match caller.confined_to() {
        Some(bureau) if lead != Some(bureau) => Err(Code::ProjectNotLed),
        _ => Ok(()),
    }
}

/// Only of a named project can be said what happens to it; a group is a number.
pub fn must_be_named(project: &Project) -> Result<(), Code> {
    if project.listing == ProjectListing::Named { Ok(()) } else { Err(Code::NamedProjectRequired) }
}

/// Whether the caller may record something of a named project whose plan's year is closed, or is not.
fn may_record_of(
    permission: Permission,
    caller: &Caller,
    project: &Project,
    year_closed_at: Option<Timestamp>,
) -> Result<()> {
    may_record(caller, permission, &project.jurisdiction, project.lead_bureau_id)?;
    must_be_named(project)?;
    plans::rules::takes_changes(year_closed_at)
}

/// Whether the caller may do this with a project, or create this beneath it; the code says why not. First who, then in
/// which state. `year_closed_at` is when the year of its plan was closed.
pub fn offered(
    action: Action,
    caller: &Caller,
    project: &ProjectDetail,
    year_closed_at: Option<Timestamp>,
) -> Result<()> {
    let record = |permission| may_record_of(permission, caller, &project.project, year_closed_at);
    match action {
        Action::RecordInvestment | Action::EnterRegistry => record(Permission::RecordProjects),
        Action::RaiseObstacle => record(Permission::HandleObstacles),
        _ => Ok(may(action, caller, project)?),
    }
}

/// Whether the caller may do this with a project itself.
pub fn may(action: Action, caller: &Caller, project: &ProjectDetail) -> Result<(), Code> {
    caller.may_in(Permission::EditProjects, &project.project.jurisdiction)?;
    let (stage, suspended) = (project.project.stage, project.suspension.is_some());
    match action {
        Action::Update | Action::AssignLeader | Action::AddMilestone => Ok(()),
        Action::Pass if stages_in_reach(caller, project).is_empty() => Err(Code::TransitionNotAllowed),
        Action::Pass => Ok(()),
        Action::Suspend => may_suspend(stage, suspended),
        Action::Resume => may_resume(suspended),
        Action::PutIntoUse => may_be_used(stage, project.project.in_use_on),
        Action::RecordInvestment | Action::EnterRegistry | Action::RaiseObstacle => Ok(()),
    }
}

/// The stages that the caller may take a project to; while it is suspended, none forward.
pub fn stages_in_reach(caller: &Caller, project: &ProjectDetail) -> Vec<Stage> {
    let (stage, suspended) = (project.project.stage, project.suspension.is_some());
    let forward = |to: &Stage| matches!(step(stage, *to), Some(Step::Next | Step::Skip));
    let mut stages = reachable(stage, may_skip(caller));
    stages.retain(|to| !(suspended && forward(to)));
    stages
}

/// Whether the caller may take a project past a stage.
pub fn may_skip(caller: &Caller) -> bool {
    caller.roles.contains(&Role::Supervisor)
}

/// A group has a declared count, and only a group.
fn counted(listing: ProjectListing, declared: Option<i32>) -> Result<(), Violation> {
    match (listing, declared) {
        (ProjectListing::Group, None) => Err(Violation::at("/declared_count", Code::DeclaredCountRequired)),
        (ProjectListing::Named, Some(_)) => Err(Violation::at("/declared_count", Code::DeclaredCountNotAllowed)),
        _ => Ok(()),
    }
}

/// What is wrong with a new project; at once `transition_not_allowed` when it would begin by leaving.
pub fn faults_of_new(new: &NewProject, today: NaiveDate) -> Result<Violations> {
    transitions::rules::begin(new.stage)?;
    let mut faults = Violations::new();
    faults.check(counted(new.listing, new.declared_count));
    faults.check(not_negative("/total_investment", new.total_investment));
    faults.check(not_negative("/year_investment", new.year_investment));
    faults.check(transitions::rules::dated("/entry/effective_on", new.entry.effective_on, today));
    transitions::faults_of("/entry/evidence", &new.entry.evidence, today, &mut faults);
    once_each(&new.batches, &mut faults);
    Ok(faults)
}

/// What is wrong with a project once it is changed.
pub fn faults_of_changes(project: &Project, changes: &ProjectChanges) -> Violations {
    let mut faults = Violations::new();
    let listing = changes.listing.unwrap_or(project.listing);
    faults.check(counted(listing, changes.declared_count.unwrap_or(project.declared_count)));
    faults.check(not_negative("/total_investment", changes.total_investment.flatten()));
    faults.check(not_negative("/year_investment", changes.year_investment.flatten()));
    once_each(changes.batches.as_deref().unwrap_or_default(), &mut faults);
    faults
}

/// Money is not negative.
fn not_negative(pointer: &str, amount: Option<Decimal>) -> Result<(), Violation> {
    if amount.is_none_or(|amount| amount >= Decimal::ZERO) {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::TooSmall).with("min", "0"))
}

/// A batch is given once.
fn once_each(batches: &[ProjectBatch], faults: &mut Violations) {
    for (index, batch) in
        batches.iter().enumerate().filter(|(index, batch)| batches.iter().take(*index).any(|before| before == *batch))
    {
        faults.push(Violation::at(format!("/batches/{index}"), Code::Duplicate).with("value", batch.as_str()));
    }
}

/// An amount in 万元 as exact text in 亿元: 3353000 万元 is `335.3 亿元`.
pub fn in_yi(amount: Decimal) -> String {
    let text = display(&(amount.exact() / BigRational::from_integer(10_000.into())), 8);
    format!("{} 亿元", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_declares_a_count_and_a_named_project_does_not() {
        use ProjectListing::*;
        assert!(counted(Group, Some(28)).is_ok() && counted(Named, None).is_ok());
        assert_eq!(counted(Group, None).unwrap_err().code, Code::DeclaredCountRequired);
        assert_eq!(counted(Named, Some(1)).unwrap_err().code, Code::DeclaredCountNotAllowed);
    }
    #[test]
    fn amounts_are_shown_exactly() {
        for (wan, yi) in [
            ("3353000", "335.3 亿元"),
            ("24092000", "2409.2 亿元"),
            ("0", "0 亿元"),
            ("10000000", "1000 亿元"),
            ("0.0001", "0.00000001 亿元"),
        ] {
            assert_eq!(in_yi(wan.parse().unwrap()), yi);
        }
    }
    #[test]
    fn every_repetition_is_a_fault() {
        let mut faults = Violations::new();
        use ProjectBatch::*;
        once_each(&[Signed, Started, Signed, Signed], &mut faults);
        let error = faults.finish().unwrap_err();
        let places: Vec<_> = error.violations().iter().map(|fault| format!("{:?}", fault.place)).collect();
        assert_eq!(places, ["Pointer(\"/batches/2\")", "Pointer(\"/batches/3\")"]);
    }
}
