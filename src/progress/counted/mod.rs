//! 计入的数 counted: what counts of each indicator at a moment, for all that compute with it: standings and verdicts.
//!
//! Of each period the report that serves counts. A period that was declared not applicable (不适用) has no figure and
//! leaves no gap. Of a list that is counted from its records (`counting=records`) what is counted by the end of each
//! period counts in the place of what bureaus typed; no report takes a period of it out of the count. Nothing here is
//! stored or served by itself.
mod model;
pub mod rules;
pub mod store;

pub use model::{Counted, Tally};
