//! 填报窗口 windows: until when the report on a subject for a period is due from a bureau, and whether anything is
//! taken on it now; if not, why (锁定原因). Not a resource of its own: periods, obligations and reports show it, and
//! whoever writes asks it.
//!
//! Derived, never stored: from the period, the granted extension, the exception of a closed period, the year of the
//! plan and the project. Which reason is named when several hold is the order in [`rules::Window::lock`].
mod model;
pub mod rules;
pub mod store;

pub use model::GrantedExtension;
pub use rules::Window;
