//! 初始数据 seeds: the plan as data that an official can read and edit, and the demonstration.
//!
//! A folder of CSV files is read as a whole, every row checked as the API would check it; a fault names its file and
//! line, and nothing is changed. What is missing in the database is created; what exists is left as it is, because from
//! then on the API is where it changes. Loading is one transaction and may be repeated.
mod demonstration;
mod load;
mod read;
mod source;

pub use demonstration::fill as fill_demonstration;
pub use load::{Summary, load};
pub use read::{PlanFiles, read};
pub use source::{Fault, Faults, Source};
