//! 完成情况 figures: the pure maths of where an indicator stands (docs/domain.md §2, §3).
//!
//! Exact rationals throughout: nothing is compared after rounding, and what is served is rounded once, half to even. A
//! figure that cannot be computed says why ([`Missing`]); it is never 0, 100 or infinite. No data is grey.
mod derivation;
mod due;
#[cfg(test)]
mod examples;
mod forecast;
mod formulas;
mod givens;
mod lights;
mod lowered;
mod model;
#[cfg(test)]
mod properties;
mod rules;
mod sentences;
mod series;
mod substitution;
mod thresholds;

pub use derivation::{Derivation, Step, derive};
pub use forecast::{Forecast, Outlook, outlook};
pub use formulas::Formula;
pub use givens::{Given, Source};
pub use lowered::{Flagged, TargetFlag, Version, flags};
pub use model::{
    Baseline, Bucket, Figure, Inputs, Kept, Light, LightReason, Missing, Observation, PeriodEnd, ReportingState,
    Standing, Target, ValueStatus,
};
pub use rules::{expected_by, judge};
pub use sentences::{Labels, explain, held_against, percent, precise, quantity};
pub use series::{InForce, PeriodFigure, series};
pub use thresholds::{ByCommitment, Rules};
