//! The projects of a plan, counted by the stage in which they were on a day.
use super::model::{Counts, ProjectListing, StageCount};
use crate::{
    foundation::db::{
        Conn, Id, Timestamp,
        schema::{project_areas, projects},
    },
    projects::transitions::{Stage, timeline},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// The projects of a plan by the stage in which they were at the end of a day, as it was known at an instant: three
/// statements, whatever their number. Named projects and the declared counts of groups stand apart, because groups
/// contain named projects and one another.
pub fn count_by_stage(conn: &mut Conn, plan: Id, (on, known_by): (NaiveDate, Timestamp)) -> QueryResult<Counts> {
    let stages = timeline::stages_at(conn, plan, on, known_by)?;
    let rows: Vec<(Id, ProjectListing, Option<i32>)> = projects::table
        .filter(projects::plan_id.eq(plan))
        .order(projects::id)
        .select((projects::id, projects::listing, projects::declared_count))
        .load(conn)?;
    let sizes: HashMap<Id, (Stage, ProjectListing, Option<i64>)> = rows
        .into_iter()
        .filter_map(|(id, listing, declared)| Some((id, (*stages.get(&id)?, listing, declared.map(i64::from)))))
        .collect();
    let memberships: Vec<(Id, Id)> = project_areas::table
        .inner_join(projects::table)
        .filter(projects::plan_id.eq(plan))
        .order((project_areas::area_id, project_areas::project_id))
        .select((project_areas::area_id, project_areas::project_id))
        .load(conn)?;
    let none = || Stage::ALL.iter().map(|stage| StageCount::none(*stage)).collect::<Vec<_>>();
    let mut counts = Counts { district: none(), areas: HashMap::new() };
    for (stage, listing, declared) in sizes.values() {
        StageCount::add(&mut counts.district, (*stage, *listing), (1, *declared));
    }
    for (area, project) in memberships {
        let Some((stage, listing, declared)) = sizes.get(&project) else { continue };
        StageCount::add(counts.areas.entry(area).or_insert_with(none), (*stage, *listing), (1, *declared));
    }
    Ok(counts)
}
