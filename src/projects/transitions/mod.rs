//! 入库出库记录 transitions: every entry of a project into a stage of the four libraries (四库, docs/domain.md §5),
//! with its evidence, the day it took effect and the time of recording. The first one is recorded when the project is
//! created; records are never changed and never deleted.
//!
//! A stage has a gate: what a project must have brought to enter it. `rules` holds the state machine, `gates` what each
//! way asks for, `evidence` what an item has to say. How a project goes through, with its milestones, is `passages`.
//! 投用 (in use) is apart from completion.
mod evidence;
pub mod gates;
mod model;
mod national_code;
pub mod rules;
pub mod store;
pub mod timeline;

pub use evidence::{EvidenceKind, NewProjectEvidence, ProjectEvidence, ProjectEvidenceDetail, faults_of};
pub use model::{
    ExitReason, FirstTransition, Gate, GateCheck, GateFilter, NewTransition, ProjectGates, PuttingIntoUse, Stage,
    Transition, TransitionDetail,
};
