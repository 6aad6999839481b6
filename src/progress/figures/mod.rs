//! 完成情况 figures: the pure maths of where an indicator stands (docs/domain.md §2, §3).
//!
//! Exact rationals throughout: nothing is compared after rounding, and what is served is rounded once, half to even. A
//! figure that cannot be computed says why ([`Missing`]); it is never 0, 100 or infinite. No data is grey.
#[cfg(test)]
mod examples;
mod lights;
mod model;
mod rules;
mod sentences;
mod thresholds;

pub use model::{
    Baseline, Bucket, Figure, Inputs, Kept, Light, LightReason, Missing, Observation, PeriodEnd, Standing, Target,
    ValueStatus,
};
pub use rules::judge;
pub use sentences::{Labels, explain, percent, precise, quantity};
pub use thresholds::{MissedMilestones, Rules};
