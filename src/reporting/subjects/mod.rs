//! 报告对象 subjects: what a report is about, an indicator or a project, and how it is measured. Not a resource of its
//! own: indicators and projects are the plan's and the projects' wing's; reports and obligations show them in this one
//! shape.
mod model;
pub mod store;

pub use model::{Form, Measure, Subject, SubjectSummary, SubjectType};
