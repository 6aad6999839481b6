//! 责任分工 assignments: which bureau answers for an indicator, and from when until when. One lead at any time, any
//! number of supporting bureaus. An assignment holds from `effective_from` up to, not including, `effective_to`; a new
//! lead ends the one before it. None is ever removed: who was responsible on a day can always be told. An assignment
//! changes its indicator: the operations stand there ([`indicators`](super::indicators)).
mod model;
pub mod rules;
pub mod store;

pub use model::{
    Assignment, AssignmentEnd, AssignmentFilter, AssignmentRole, AssignmentRow, AssignmentSource, AssignmentTerms,
    NewAssignment, Responsible,
};
