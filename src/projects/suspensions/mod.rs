//! 缓建/停建 suspensions: when a project stood still, why, by which document, and when it went on (docs/domain.md §5).
//!
//! A flag beside the stage, not a stage. From the day that it takes effect to the day before it ends (`ended_on`) the
//! project may go back or leave, but not forward. One at a time; it ends by going on, or by the project's exit. Records
//! stay. Whether a project stood still on a day is said by [`Suspension::held`] alone; tests hold the view of
//! obligations against it.
mod model;
pub mod rules;
pub mod store;

pub use model::{NewSuspension, Resumption, Suspension, SuspensionKind};
