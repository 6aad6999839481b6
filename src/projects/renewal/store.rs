//! Queries on the renewal hierarchy.
use super::{
    model::{
        NewRenewalDistrict, NewRenewalUnit, ProjectRenewal, RenewalDistrict, RenewalDistrictChanges,
        RenewalDistrictDetail, RenewalDistrictFilter, RenewalStructure, RenewalUnit, RenewalUnitChanges,
        RenewalUnitDetail, RenewalUnitFilter,
    },
    rules,
};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{facts, projects as project_rows, renewal_districts, renewal_project_units, renewal_units},
    },
    error::Result,
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
};
use crate::plan::{
    facts::Fact,
    plans::{self, Plan},
};
use crate::projects::{
    projects::{Project, ProjectField, ProjectListing},
    transitions::Stage,
};
use diesel::{dsl::exists, prelude::*};
use std::collections::HashMap;

/// What districts may be ordered by.
fn district_order() -> Order<RenewalDistrict> {
    Order::new("code", renewal_districts::id, |row: &RenewalDistrict| row.id)
        .by("code", renewal_districts::sort_key, |row| row.sort_key.clone())
        .by("name", renewal_districts::name, |row| row.name.clone())
        .changed(renewal_districts::updated_at, |row| row.updated_at)
}
impl Listed for RenewalDistrictFilter {
    fn declared() -> Declared {
        district_order().declared()
    }
}

/// A page of districts.
pub fn list_districts(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RenewalDistrictFilter,
    paging: &Paging,
) -> Result<Page<RenewalDistrictDetail>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let matching = || {
        let covered = renewal_districts::jurisdiction.between(&scope.covered.0, &scope.covered.1);
        let query = renewal_districts::table.filter(covered).into_boxed::<Backend>();
        plan.into_iter().fold(query, |query, plan| query.filter(renewal_districts::plan_id.eq(plan)))
    };
    let order = district_order().asked(paging)?;
    let all = || matching().filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: district_details(conn, page.items)?, page: page.page })
}
/// Districts with their units counted and projects by stage: two statements for a page.
pub fn district_details(conn: &mut Conn, rows: Vec<RenewalDistrict>) -> QueryResult<Vec<RenewalDistrictDetail>> {
    let ids: Vec<Id> = rows.iter().map(|district| district.id).collect();
    let units: Vec<(Id, Id)> = renewal_units::table
        .filter(renewal_units::district_id.eq_any(ids))
        .select((renewal_units::id, renewal_units::district_id))
        .load(conn)?;
    let stages = stages_of(conn, &units.iter().map(|(unit, _)| *unit).collect::<Vec<_>>())?;
    let whole = rows.into_iter().map(|district| {
        let own: Vec<Id> = units.iter().filter(|(_, owner)| *owner == district.id).map(|(unit, _)| *unit).collect();
        let of_units = own.iter().filter_map(|unit| stages.get(unit)).flatten().copied();
        RenewalDistrictDetail { units: own.len(), projects: rules::by_stage(of_units), district }
    });
    Ok(whole.collect())
}
/// One district with what belongs to it.
pub fn district_detail(conn: &mut Conn, district: RenewalDistrict) -> QueryResult<RenewalDistrictDetail> {
    district_details(conn, vec![district])?.pop().ok_or(diesel::NotFound)
}
/// One district; `code:` names one of the plan in force.
pub fn get_district(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<RenewalDistrict> {
    let covered = renewal_districts::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    match reference {
        Reference::Id(id) => RenewalDistrict::query().filter(covered.and(renewal_districts::id.eq(id))).first(conn),
        Reference::Code(code) => {
            let plan = plans::store::in_force(conn, scope)?.id;
            let named = renewal_districts::plan_id.eq(plan).and(renewal_districts::code.eq(code));
            RenewalDistrict::query().filter(named).first(conn)
        }
    }
}
/// Creates a district in a plan.
pub fn insert_district(
    conn: &mut Conn,
    plan: &Plan,
    new: &NewRenewalDistrict,
    now: Timestamp,
) -> QueryResult<RenewalDistrict> {
    diesel::insert_into(renewal_districts::table)
        .values((
            new,
            renewal_districts::id.eq(Id::new()),
            renewal_districts::jurisdiction.eq(&plan.jurisdiction),
            renewal_districts::plan_id.eq(plan.id),
            renewal_districts::sort_key.eq(sort_key(&new.code)),
            renewal_districts::version.eq(1),
            renewal_districts::created_at.eq(now),
            renewal_districts::updated_at.eq(now),
        ))
        .returning(renewal_districts::all_columns)
        .get_result(conn)
}
/// Changes a district that still has the version that was read.
pub fn update_district(
    conn: &mut Conn,
    district: &RenewalDistrict,
    changes: &RenewalDistrictChanges,
    now: Timestamp,
) -> QueryResult<RenewalDistrict> {
    let read = renewal_districts::version.eq(district.version);
    diesel::update(renewal_districts::table.find(district.id).filter(read))
        .set((changes, renewal_districts::version.eq(district.version + 1), renewal_districts::updated_at.eq(now)))
        .returning(renewal_districts::all_columns)
        .get_result(conn)
}

/// What units may be ordered by.
fn unit_order() -> Order<RenewalUnit> {
    Order::new("code", renewal_units::id, |row: &RenewalUnit| row.id)
        .by("code", renewal_units::sort_key, |row| row.sort_key.clone())
        .by("name", renewal_units::name, |row| row.name.clone())
        .changed(renewal_units::updated_at, |row| row.updated_at)
}
impl Listed for RenewalUnitFilter {
    fn declared() -> Declared {
        unit_order().declared()
    }
}

/// A page of units.
pub fn list_units(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RenewalUnitFilter,
    paging: &Paging,
) -> Result<Page<RenewalUnitDetail>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let district = in_query("district", filter.district.as_ref(), |district| get_district(conn, scope, district))?;
    let matching = || {
        let covered = renewal_units::jurisdiction.between(&scope.covered.0, &scope.covered.1);
        let query = renewal_units::table.filter(covered).into_boxed::<Backend>();
        let query = plan.into_iter().fold(query, |query, plan| query.filter(renewal_units::plan_id.eq(plan)));
        district.iter().fold(query, |query, district| query.filter(renewal_units::district_id.eq(district.id)))
    };
    let order = unit_order().asked(paging)?;
    let all = || matching().filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: unit_details(conn, page.items)?, page: page.page })
}
/// Units with their districts and projects by stage: two statements for a page.
pub fn unit_details(conn: &mut Conn, rows: Vec<RenewalUnit>) -> QueryResult<Vec<RenewalUnitDetail>> {
    let ids: Vec<Id> = rows.iter().map(|unit| unit.id).collect();
    let district_ids: Vec<Id> = rows.iter().map(|unit| unit.district_id).collect();
    let districts: Vec<RenewalDistrict> =
        RenewalDistrict::query().filter(renewal_districts::id.eq_any(district_ids)).load(conn)?;
    let stages = stages_of(conn, &ids)?;
    let whole = rows.into_iter().map(|unit| {
        let district = districts.iter().find(|district| district.id == unit.district_id).ok_or(diesel::NotFound)?;
        let own = stages.get(&unit.id).into_iter().flatten().copied();
        Ok(RenewalUnitDetail { district: district.into(), projects: rules::by_stage(own), unit })
    });
    whole.collect()
}
/// One unit with what belongs to it.
pub fn unit_detail(conn: &mut Conn, unit: RenewalUnit) -> QueryResult<RenewalUnitDetail> {
    unit_details(conn, vec![unit])?.pop().ok_or(diesel::NotFound)
}
/// One unit; `code:` names one of the plan in force.
pub fn get_unit(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<RenewalUnit> {
    match reference {
        Reference::Id(id) => {
            let covered = renewal_units::jurisdiction.between(&scope.covered.0, &scope.covered.1);
            RenewalUnit::query().filter(covered.and(renewal_units::id.eq(id))).first(conn)
        }
        Reference::Code(_) => {
            let plan = plans::store::in_force(conn, scope)?.id;
            get_unit_in(conn, plan, reference)
        }
    }
}
/// One unit of a plan.
pub fn get_unit_in(conn: &mut Conn, plan: Id, reference: &Reference) -> QueryResult<RenewalUnit> {
    let of_plan = RenewalUnit::query().filter(renewal_units::plan_id.eq(plan));
    match reference {
        Reference::Id(id) => of_plan.filter(renewal_units::id.eq(id)).first(conn),
        Reference::Code(code) => of_plan.filter(renewal_units::code.eq(code)).first(conn),
    }
}
/// Creates a unit in a district.
pub fn insert_unit(
    conn: &mut Conn,
    district: &RenewalDistrict,
    new: &NewRenewalUnit,
    now: Timestamp,
) -> QueryResult<RenewalUnit> {
    diesel::insert_into(renewal_units::table)
        .values((
            new,
            renewal_units::id.eq(Id::new()),
            renewal_units::jurisdiction.eq(&district.jurisdiction),
            renewal_units::plan_id.eq(district.plan_id),
            renewal_units::district_id.eq(district.id),
            renewal_units::sort_key.eq(sort_key(&new.code)),
            renewal_units::version.eq(1),
            renewal_units::created_at.eq(now),
            renewal_units::updated_at.eq(now),
        ))
        .returning(renewal_units::all_columns)
        .get_result(conn)
}
/// Changes a unit that still has the version that was read.
pub fn update_unit(
    conn: &mut Conn,
    unit: &RenewalUnit,
    changes: &RenewalUnitChanges,
    now: Timestamp,
) -> QueryResult<RenewalUnit> {
    diesel::update(renewal_units::table.find(unit.id).filter(renewal_units::version.eq(unit.version)))
        .set((changes, renewal_units::version.eq(unit.version + 1), renewal_units::updated_at.eq(now)))
        .returning(renewal_units::all_columns)
        .get_result(conn)
}

/// The stages of the projects of each of these units: one statement.
fn stages_of(conn: &mut Conn, units: &[Id]) -> QueryResult<HashMap<Id, Vec<Stage>>> {
    let rows: Vec<(Id, Stage)> = renewal_project_units::table
        .inner_join(project_rows::table)
        .filter(renewal_project_units::unit_id.eq_any(units))
        .select((renewal_project_units::unit_id, project_rows::stage))
        .load(conn)?;
    let mut stages: HashMap<Id, Vec<Stage>> = HashMap::new();
    for (unit, stage) in rows {
        stages.entry(unit).or_default().push(stage);
    }
    Ok(stages)
}
/// The unit and district of a project.
pub fn of_project(conn: &mut Conn, project: &Project) -> QueryResult<ProjectRenewal> {
    let unit: Option<(RenewalUnit, RenewalDistrict)> = renewal_project_units::table
        .inner_join(renewal_units::table.inner_join(renewal_districts::table))
        .filter(renewal_project_units::project_id.eq(project.id))
        .select((RenewalUnit::as_select(), RenewalDistrict::as_select()))
        .first(conn)
        .optional()?;
    Ok(ProjectRenewal {
        project: project.into(),
        jurisdiction: project.jurisdiction.clone(),
        unit: unit.as_ref().map(|(unit, _)| unit.into()),
        district: unit.as_ref().map(|(_, district)| district.into()),
        lead_bureau_id: project.lead_bureau_id,
        version: project.version,
    })
}
/// Puts a project into a unit, out of the one before.
pub fn put_project(conn: &mut Conn, project: Id, unit: Option<Id>) -> QueryResult<()> {
    diesel::delete(renewal_project_units::table.find(project)).execute(conn)?;
    let Some(unit) = unit else { return Ok(()) };
    diesel::insert_into(renewal_project_units::table)
        .values((renewal_project_units::project_id.eq(project), renewal_project_units::unit_id.eq(unit)))
        .execute(conn)
        .map(drop)
}
/// The structure of a plan, as stated and as registered.
pub fn structure(conn: &mut Conn, plan: &Plan) -> QueryResult<RenewalStructure> {
    let spoken_of = facts::printed_value.like("%片区%单元%").assume_not_null();
    let stated_by: Option<Fact> = Fact::query()
        .filter(facts::plan_id.eq(plan.id).and(facts::printed_value.is_not_null()).and(spoken_of))
        .order((facts::sort_key, facts::id))
        .first(conn)
        .optional()?;
    let stated = |word| rules::counted(stated_by.as_ref()?.printed_value.as_deref()?, word);
    let (stated_districts, stated_units) = (stated("片区"), stated("单元"));
    let registered_districts =
        renewal_districts::table.filter(renewal_districts::plan_id.eq(plan.id)).count().get_result::<i64>(conn)?;
    let units: Vec<Id> =
        renewal_units::table.filter(renewal_units::plan_id.eq(plan.id)).select(renewal_units::id).load(conn)?;
    let stages = stages_of(conn, &units)?;
    let linked = renewal_project_units::table.filter(renewal_project_units::project_id.eq(project_rows::id));
    let projects_without_unit = project_rows::table
        .filter(project_rows::plan_id.eq(plan.id).and(project_rows::listing.eq(ProjectListing::Named)))
        .filter(project_rows::field.eq(ProjectField::UrbanRenewal))
        .filter(diesel::dsl::not(exists(linked)))
        .count()
        .get_result(conn)?;
    let registered_units = i64::try_from(units.len()).unwrap_or(i64::MAX);
    Ok(RenewalStructure {
        plan_id: plan.id,
        stated_districts,
        stated_units,
        registered_districts,
        registered_units,
        district_residual: stated_districts.map(|stated| stated - registered_districts),
        unit_residual: stated_units.map(|stated| stated - registered_units),
        projects: rules::by_stage(stages.values().flatten().copied()),
        projects_without_unit,
        stated_by,
    })
}
