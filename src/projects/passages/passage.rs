//! How a project passes a gate: what is known of it there, and what follows from its passing.
use crate::foundation::{
    auth::Caller,
    db::{Conn, Timestamp},
    error::{Code, Result, Violations, stale},
    events::{Change, Tx},
};
use crate::projects::{
    milestones::{self, Milestone, MilestoneKind},
    projects::{self, NewProject, Project, ProjectDetail, ProjectListing, rules::Action},
    suspensions::{self, Suspension},
    transitions::{
        Gate, GateCheck, NewProjectEvidence, NewTransition, ProjectEvidence, ProjectEvidenceDetail, ProjectGates,
        Stage, Transition,
        gates::{self, Dossier, Place},
        rules::{self, Step},
        store,
    },
};
use chrono::NaiveDate;
use diesel::QueryResult;

/// The step of a project to a stage that the caller may take it to. Where there is no such way, the conflict says which
/// there are.
pub fn may_pass(caller: &Caller, project: &ProjectDetail, to: Stage) -> Result<Step> {
    match projects::rules::may(Action::Pass, caller, project) {
        Ok(()) | Err(Code::TransitionNotAllowed) => {
            rules::way(project.project.stage, to, projects::rules::may_skip(caller))
        }
        Err(code) => Err(code.into()),
    }
}

/// What is known of a project at a gate.
pub struct Passage {
    dossier: Dossier,
    start: Option<Milestone>,
    suspensions: Vec<Suspension>,
    /// Business time.
    now: Timestamp,
    /// The day of the transition before.
    pub previous: Option<NaiveDate>,
}

impl Passage {
    /// Looks it up: four statements.
    pub fn of(conn: &mut Conn, project: &Project, now: Timestamp) -> QueryResult<Self> {
        let start = milestones::store::of_kind(conn, project.id, MilestoneKind::Start)?;
        let dossier = Dossier {
            is_group: project.listing == ProjectListing::Group,
            total_investment: project.total_investment.is_some(),
            lead_bureau: project.lead_bureau_id.is_some(),
            planned_start: start.is_some(),
            evidence: store::evidence_of(conn, project.id)?,
        };
        let suspensions = suspensions::store::of_project(conn, project.id)?;
        let previous = store::last(conn, project.id)?.map(|last| last.effective_on);
        Ok(Self { dossier, start, suspensions, now, previous })
    }
    /// Whether the project stands still now, or stood on a day.
    fn suspended(&self, on: Option<NaiveDate>) -> bool {
        let stands = |known: &Suspension| known.is_open() || on.is_some_and(|on| known.held(on, self.now));
        self.suspensions.iter().any(stands)
    }
    /// What it brought so far, oldest first.
    pub fn evidence(&self) -> &[ProjectEvidence] {
        &self.dossier.evidence
    }
    /// Every fault in the form of a step.
    pub fn faults_of(&self, step: Step, new: &NewTransition, today: NaiveDate) -> Violations {
        let mut faults = rules::faults_of(step, new, self.previous, today);
        plan_agrees(self.start.as_ref(), "/evidence", &new.evidence, &mut faults);
        faults
    }
    /// Ends with what stands in the way of a step: a suspension, or what is missing.
    pub fn check(&self, project: &Project, step: Step, new: &NewTransition) -> Result<()> {
        if matches!(step, Step::Next | Step::Skip) && self.suspended(Some(new.effective_on)) {
            return Err(Code::ProjectSuspended.into());
        }
        let asked = gates::asked(project.stage, new.to_stage);
        let missing = gates::missing(&self.dossier, &asked, &new.evidence, Place::Action);
        gates::open(&missing, new.to_stage.text())
    }
    /// Ends with what is missing for being put into use.
    pub fn check_use(&self, project: &Project, brought: &[NewProjectEvidence]) -> Result<()> {
        let asked = [(project.stage, gates::GateItem::Commissioning)];
        let missing =
            gates::missing(&Dossier { is_group: false, ..self.dossier.clone() }, &asked, brought, Place::Action);
        gates::open(&missing, "投用")
    }
    /// What the project has and lacks at the gates in reach; `evidence` is what it brought, as it is shown.
    pub fn gates(
        &self,
        project: &Project,
        (only, may_skip): (Option<Stage>, bool),
        evidence: Vec<ProjectEvidenceDetail>,
    ) -> ProjectGates {
        let reach = rules::reachable(project.stage, may_skip).into_iter();
        let reach = reach.filter(|stage| only.is_none_or(|only| only == *stage));
        let gates = reach.filter_map(|to| Some(self.gate(project.stage, to, rules::step(project.stage, to)?)));
        ProjectGates {
            project_id: project.id,
            stage: project.stage,
            stage_text: project.stage.text(),
            gates: gates.collect(),
            evidence,
        }
    }
    fn gate(&self, from: Stage, to: Stage, step: Step) -> Gate {
        let asked = gates::asked(from, to);
        let check = |(stage, kind): &(Stage, gates::GateItem)| {
            let ((text_zh, text_en), met) = (kind.texts(), self.dossier.has(*kind, &[]));
            let evidence_id = self.dossier.proof(*kind);
            GateCheck { kind: *kind, stage: *stage, text_zh, text_en, met, evidence_id }
        };
        let items = asked.iter().map(check).collect();
        let missing = gates::missing(&self.dossier, &asked, &[], Place::Action);
        let forward = matches!(step, Step::Next | Step::Skip);
        let reason = match (forward && self.suspended(None), missing.is_empty()) {
            (true, _) => Some(Code::ProjectSuspended),
            (false, false) => Some(Code::TransitionBlocked),
            (false, true) => None,
        };
        Gate { to_stage: to, stage_text: to.text(), step: step.into(), open: reason.is_none(), reason, items, missing }
    }
}

/// Ends with what is missing for a new project to begin in its stage.
pub fn check_entry(new: &NewProject, has_lead: bool) -> Result<()> {
    let dossier = Dossier {
        is_group: new.listing == ProjectListing::Group,
        total_investment: new.total_investment.is_some(),
        lead_bureau: has_lead,
        ..Dossier::default()
    };
    let asked: Vec<_> = gates::gate(new.stage).iter().map(|item| (new.stage, *item)).collect();
    let missing = gates::missing(&dossier, &asked, &new.entry.evidence, Place::Creation);
    gates::open(&missing, new.stage.text())
}

/// The planned start that is brought is the one that the plan has: one day, not two.
fn plan_agrees(start: Option<&Milestone>, pointer: &str, brought: &[NewProjectEvidence], faults: &mut Violations) {
    let Some(start) = start else { return };
    for (index, date) in milestones::rules::planned_starts(brought) {
        faults.check(milestones::rules::is_due(start, &format!("{pointer}/{index}/date"), date));
    }
}

/// Takes a project through a gate: records the transition, ends a suspension when it leaves, and lets its milestones
/// follow. Answers the project in its new stage; telling of it is left to the caller.
pub fn pass(
    tx: &mut Tx<'_>,
    project: &Project,
    transition: &Transition,
    brought: &[NewProjectEvidence],
) -> Result<Project> {
    let after = projects::store::enter(tx.conn, project, transition, brought, tx.now).map_err(stale)?;
    if transition.to_stage == Stage::Exited {
        suspensions::store::end_by_exit(tx.conn, transition)?;
    }
    follow(tx, &after, transition, brought)?;
    Ok(after)
}

/// Lets the milestones of a project follow a transition, and tells of each.
pub fn follow(
    tx: &mut Tx<'_>,
    project: &Project,
    transition: &Transition,
    brought: &[NewProjectEvidence],
) -> Result<()> {
    for (kind, milestone) in milestones::store::follow(tx.conn, project, transition, brought, tx.now)? {
        let change = Change::new(kind, milestone.id, milestone.version).concerning(project.lead_bureau_id);
        tx.record(&project.jurisdiction, change.data_of(milestone.event_data()))?;
    }
    Ok(())
}
