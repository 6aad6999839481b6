//! What an entry must keep to, and what is counted on a day.
use super::model::{Registry, RegistryCount, RegistryEntryDetail, RegistryExit};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Id,
        error::{Code, Error, Result, Violation, Violations},
    },
    projects::{projects::rules::may_record, transitions::rules::dated},
};
use chrono::{Datelike, NaiveDate};
use std::collections::HashSet;

/// Project, registry, entered on, left on.
pub type Stay = (Id, Registry, NaiveDate, Option<NaiveDate>);

/// Whether the caller may change an entry or end it: who keeps the project may. What left does not change any more.
pub fn may_change(caller: &Caller, entry: &RegistryEntryDetail) -> Result<()> {
    may_record(caller, Permission::RecordProjects, &entry.entry.jurisdiction, entry.lead_bureau_id)?;
    match entry.entry.left_on {
        None => Ok(()),
        Some(left) => Err(Error::new(Code::RegistryEntryLeft).with("left_on", left.to_string())),
    }
}

/// A project leaves between the day on which it entered and today, both included.
pub fn leave(entered_on: NaiveDate, exit: &RegistryExit, today: NaiveDate) -> Result<()> {
    let mut faults = Violations::new();
    faults.check(dated("/left_on", exit.left_on, today));
    if exit.left_on < entered_on {
        faults.push(Violation::at("/left_on", Code::DateInPast).with("earliest", entered_on.to_string()));
    }
    faults.finish()
}

/// The stays in each registry, counted on a day of a year.
pub fn count(stays: &[Stay], year: i32, on: NaiveDate) -> Vec<RegistryCount> {
    let counted = |registry: Registry| {
        let stays: Vec<&Stay> = stays.iter().filter(|stay| stay.1 == registry).collect();
        let in_year = |day: NaiveDate| day.year() == year && day <= on;
        let projects = |matches: &dyn Fn(&Stay) -> bool| {
            stays.iter().filter(|stay| matches(stay)).map(|stay| stay.0).collect::<HashSet<Id>>().len()
        };
        RegistryCount {
            registry,
            registry_text: registry.text(),
            open: projects(&|stay| stay.2 <= on && stay.3.is_none_or(|left| left > on)),
            entered_this_year: projects(&|stay| in_year(stay.2)),
            left_this_year: stays.iter().filter(|stay| stay.3.is_some_and(in_year)).count(),
        }
    };
    Registry::ALL.iter().copied().map(counted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_project_counts_once_and_is_out_from_the_day_it_leaves() {
        let (a, b) = (Id::new(), Id::new());
        use Registry::UrbanRenewal;
        let stays = [
            (a, UrbanRenewal, day("2025-02-01"), Some(day("2025-05-01"))),
            (a, UrbanRenewal, day("2025-05-01"), None),
            (b, UrbanRenewal, day("2024-12-31"), None),
        ];
        let on = |text| {
            let counts = count(&stays, 2025, day(text));
            (counts[2].open, counts[2].entered_this_year, counts[2].left_this_year)
        };
        assert_eq!(on("2025-01-31"), (1, 0, 0));
        assert_eq!(on("2025-04-30"), (2, 1, 0));
        assert_eq!(on("2025-05-01"), (2, 1, 1));
        assert!(count(&stays, 2025, day("2025-05-01"))[..2].iter().all(|count| count.open == 0));
    }
    #[test]
    fn a_project_leaves_between_its_entry_and_today() {
        let exit = |on| RegistryExit { left_on: day(on), reason: "注销".into() };
        let leaves = |on| leave(day("2025-04-22"), &exit(on), day("2025-10-10"));
        assert!(leaves("2025-04-22").is_ok() && leaves("2025-10-10").is_ok());
        assert_eq!(leaves("2025-04-21").unwrap_err().violations()[0].code, Code::DateInPast);
        assert_eq!(leaves("2025-10-11").unwrap_err().violations()[0].code, Code::DateInFuture);
    }
}
