//! 督办 duban: a district government's yearly plan, delivered and known every day, as a REST/JSON service.
//!
//! The map. Each wing stands only on the wings above it; tests/architecture.rs holds this list against the code. (Blank
//! lines keep the formatter from sorting the ranks.)

pub use duban_foundation as foundation; // 1 what every wing stands on; knows no resource

pub mod directory; //   2 jurisdictions, bureaus, users, sessions, the own account, bootstrap

pub mod evidence; //   2½ attachments, which the wings below take as evidence

pub mod plan; //        3 plans, areas, facts, indicators with targets and assignments, trajectories, units, periods

pub mod projects; //    4 projects, their stages and transitions, milestones, items of lists, starts

pub mod reporting; //   5 obligations, reports, what locks and extends them, closed years

pub mod progress; //    6 the maths of completion, lights, rule sets, overview

pub mod supervision; // 7 supervision orders, reminders, rankings, bulletins

pub mod exchange; //    8 loading of seed files, the demonstration

pub mod governance; //  9 audit log, error codes, health

pub mod jobs; //       10 loops: clean-up, reminders

pub mod api; //        11 the one list of resources; builds the OpenAPI document

pub mod server; //     12 middleware in order, listeners, graceful stop

pub mod cli; //        13 serve, migrate, seed, openapi, keys, bootstrap-code, audit verify, doctor

pub use foundation::{on_each, text_enum};
