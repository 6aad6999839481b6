//! 依据 grounds: everything that indicators of a plan are judged by at a moment, gathered once for all who judge: where
//! they stand (standings) and what is frozen when a period closes (verdicts).
//!
//! By the day: the periods that have ended, the versions of target and trajectory that took effect, who answers, the
//! rules. By the instant: what was approved and counted. Nothing here is stored or served by itself.
mod model;
pub mod store;

pub use model::Grounds;
