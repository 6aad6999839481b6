//! The objects that operations act on, each as its own operation shows it: with its ETag and `allowed_actions`.
//!
//! The table is by address: of an operation whose own address can be read that object counts, else the one that its
//! address begins with. A test holds that every operation on an object is found here.
use crate::{
    directory::{bureaus, jurisdictions, users},
    foundation::{
        auth::View,
        db::Conn,
        error::Result,
        web::{Actionable as _, Answer, Reference},
    },
    plan::{areas, facts, indicators, periods, plans, trajectories},
    progress::overrides,
    projects::{leaders, list_items, milestones, obstacles, projects, registry_entries, renewal, year_plans},
    reporting::{exceptions, extensions, reports},
    supervision::{bulletins, orders, reminders},
};

/// Reads an object within what the caller may know of.
pub(super) type Read = fn(&mut Conn, &View, &Reference) -> Result<Answer>;

/// By address; the longer ones first.
const TABLE: &[(&str, Read)] = &[
    ("/api/v1/projects/{id}/year-plans", |conn, view, id| {
        let project = projects::store::get(conn, view, id)?;
        year_plans::store::get(conn, &project)?.answer(conn, view)
    }),
    ("/api/v1/projects/{id}/renewal-unit", |conn, view, id| {
        let project = projects::store::get(conn, view, id)?;
        renewal::store::of_project(conn, &project)?.answer(conn, view)
    }),
    ("/api/v1/jurisdictions/{id}", |conn, view, id| jurisdictions::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/bureaus/{id}", |conn, view, id| bureaus::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/users/{id}", |conn, view, id| users::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/plans/{id}", |conn, view, id| plans::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/areas/{id}", |conn, view, id| areas::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/facts/{id}", |conn, view, id| facts::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/indicators/{id}", |conn, view, id| {
        let row = indicators::store::get(conn, view, id)?;
        indicators::store::detail(conn, view, row)?.answer(conn, view)
    }),
    ("/api/v1/trajectories/{id}", |conn, view, id| trajectories::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/periods/{id}", |conn, view, id| periods::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/projects/{id}", |conn, view, id| {
        let project = projects::store::get(conn, view, id)?;
        projects::store::detail(conn, project)?.answer(conn, view)
    }),
    ("/api/v1/milestones/{id}", |conn, view, id| {
        let milestone = milestones::store::get(conn, view, id)?;
        milestones::store::detail(conn, milestone, view.today())?.answer(conn, view)
    }),
    ("/api/v1/leader-posts/{id}", |conn, view, id| {
        let post = leaders::store::get(conn, view, id)?;
        leaders::store::detail(conn, post)?.answer(conn, view)
    }),
    ("/api/v1/list-items/{id}", |conn, view, id| list_items::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/registry-entries/{id}", |conn, view, id| {
        registry_entries::store::get(conn, view, id)?.answer(conn, view)
    }),
    ("/api/v1/obstacles/{id}", |conn, view, id| {
        let obstacle = obstacles::store::get(conn, view, id)?;
        obstacles::store::detail(conn, obstacle, view.today())?.answer(conn, view)
    }),
    ("/api/v1/renewal-districts/{id}", |conn, view, id| {
        let district = renewal::store::get_district(conn, view, id)?;
        renewal::store::district_detail(conn, district)?.answer(conn, view)
    }),
    ("/api/v1/renewal-units/{id}", |conn, view, id| {
        let unit = renewal::store::get_unit(conn, view, id)?;
        renewal::store::unit_detail(conn, unit)?.answer(conn, view)
    }),
    ("/api/v1/reports/{id}", |conn, view, id| reports::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/extensions/{id}", |conn, view, id| extensions::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/period-exceptions/{id}", |conn, view, id| exceptions::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/light-overrides/{id}", |conn, view, id| overrides::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/supervision-orders/{id}", |conn, view, id| orders::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/reminders/{id}", |conn, view, id| reminders::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/bulletins/{id}", |conn, view, id| bulletins::store::get(conn, view, id)?.answer(conn, view)),
    ("/api/v1/bulletin-objections/{id}", |conn, view, id| {
        bulletins::store::get_objection(conn, view, id)?.answer(conn, view)
    }),
];

/// How the object of an operation's address is read; `None` where the address names none.
pub(super) fn of(address: &str) -> Option<Read> {
    TABLE.iter().find(|(prefix, _)| address.starts_with(prefix)).map(|(_, read)| *read)
}
