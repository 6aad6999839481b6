//! 目标值 targets: what an indicator promises, as versions. Versions are append-only: a revision is a new version with
//! its document, its reason and a later effective date; nothing about an old one ever changes, so what was judged
//! against it can always be explained. The version in force on a day is the last that has taken effect by then. A new
//! version changes its indicator: the operations stand there ([`indicators`](super::indicators)).
mod model;
pub mod rules;
pub mod store;

pub use model::{
    Commitment, Comparator, DueConfidence, FirstTarget, NewTarget, Target, TargetFilter, TargetTerms, TargetVersion,
};
