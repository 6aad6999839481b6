//! Looking subjects up, and the other objects that a filter names.
use super::model::{Measure, Subject, SubjectSummary, SubjectType};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id,
            schema::{areas, indicators, projects},
        },
        error::{Code, Result, Violation},
        web::{Reference, in_query},
    },
    plan::{
        indicators::{Basis, Counting, IndicatorKind},
        periods::{self, PeriodReference},
        plans,
    },
};
use diesel::prelude::*;
use std::collections::HashMap;

/// The columns of an indicator that reporting needs.
#[derive(HasQuery)]
#[diesel(table_name = indicators, check_for_backend(Backend))]
struct IndicatorColumns {
    id: Id,
    jurisdiction: String,
    plan_id: Id,
    code: String,
    name: String,
    kind: IndicatorKind,
    basis: Option<Basis>,
    unit: Option<String>,
    decimals: i32,
    counting: Counting,
}
/// The columns of a project that reporting needs.
#[derive(HasQuery)]
#[diesel(table_name = projects, check_for_backend(Backend))]
struct ProjectColumns {
    id: Id,
    jurisdiction: String,
    plan_id: Id,
    code: String,
    name: String,
}

impl From<IndicatorColumns> for Subject {
    fn from(row: IndicatorColumns) -> Self {
        let measure = Measure {
            counted: row.counting == Counting::Records,
            ..Measure::of_indicator(row.kind, row.basis, row.unit, row.decimals)
        };
        let summary = SubjectSummary { kind: SubjectType::Indicator, id: row.id, code: row.code, name: row.name };
        let is_list = row.kind == IndicatorKind::List;
        Self { summary, jurisdiction: row.jurisdiction, plan_id: row.plan_id, measure, is_list }
    }
}
impl From<ProjectColumns> for Subject {
    fn from(row: ProjectColumns) -> Self {
        let summary = SubjectSummary { kind: SubjectType::Project, id: row.id, code: row.code, name: row.name };
        let measure = Measure::of_project();
        Self { summary, jurisdiction: row.jurisdiction, plan_id: row.plan_id, measure, is_list: false }
    }
}

/// One subject. A code is one of the given plan; without it, of the plan of the business year.
pub fn get(
    conn: &mut Conn,
    scope: &Scope,
    plan: Option<Id>,
    kind: SubjectType,
    reference: &Reference,
) -> QueryResult<Subject> {
    match kind {
        SubjectType::Indicator => get_indicator(conn, scope, plan, reference).map(Subject::from),
        SubjectType::Project => get_project(conn, scope, plan, reference).map(Subject::from),
    }
}
/// The subject that a body names by `indicator` or `project`: exactly one (`subject_required`). A code is one
/// of the plan.
pub fn named_one(
    conn: &mut Conn,
    scope: &Scope,
    plan: Id,
    named: (Option<&Reference>, Option<&Reference>),
) -> Result<Subject> {
    let (kind, reference, pointer) = match named {
        (Some(indicator), None) => (SubjectType::Indicator, indicator, "/indicator"),
        (None, Some(project)) => (SubjectType::Project, project, "/project"),
        _ => return Err(Violation::at("/indicator", Code::SubjectRequired).into()),
    };
    reference.found(pointer, get(conn, scope, Some(plan), kind, reference))
}
fn get_indicator(
    conn: &mut Conn,
    scope: &Scope,
    plan: Option<Id>,
    reference: &Reference,
) -> QueryResult<IndicatorColumns> {
    let covered = indicators::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let visible = IndicatorColumns::query().filter(covered);
    match reference {
        Reference::Id(id) => visible.filter(indicators::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let plan = plan_or_in_force(conn, scope, plan)?;
            visible.filter(indicators::plan_id.eq(plan).and(indicators::code.eq(code))).first(conn)
        }
    }
}
fn get_project(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<ProjectColumns> {
    let visible = ProjectColumns::query().filter(projects::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(projects::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let plan = plan_or_in_force(conn, scope, plan)?;
            visible.filter(projects::plan_id.eq(plan).and(projects::code.eq(code))).first(conn)
        }
    }
}
fn plan_or_in_force(conn: &mut Conn, scope: &Scope, plan: Option<Id>) -> QueryResult<Id> {
    plan.map_or_else(|| plans::store::in_force(conn, scope).map(|plan| plan.id), Ok)
}
/// Subjects by their ids, indicators and projects mixed: two statements.
pub fn of_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Subject>> {
    let counted = IndicatorColumns::query().filter(indicators::id.eq_any(ids)).load::<IndicatorColumns>(conn)?;
    let built = ProjectColumns::query().filter(projects::id.eq_any(ids)).load::<ProjectColumns>(conn)?;
    let all = counted.into_iter().map(Subject::from).chain(built.into_iter().map(Subject::from));
    Ok(all.map(|subject| (subject.summary.id, subject)).collect())
}

/// The objects that a filter names.
#[derive(Debug, Default, Clone, Copy)]
pub struct Names<'a> {
    /// The plan.
    pub plan: Option<&'a Reference>,
    /// The period.
    pub period: Option<&'a PeriodReference>,
    /// The bureau.
    pub bureau: Option<&'a Reference>,
    /// The area.
    pub area: Option<&'a Reference>,
    /// The indicator.
    pub indicator: Option<&'a Reference>,
    /// The project.
    pub project: Option<&'a Reference>,
}

/// The identities of the objects that a filter names.
#[derive(Debug, Default, Clone, Copy)]
pub struct Named {
    /// The plan.
    pub plan: Option<Id>,
    /// The period.
    pub period: Option<Id>,
    /// The bureau.
    pub bureau: Option<Id>,
    /// The area.
    pub area: Option<Id>,
    /// The indicator.
    pub indicator: Option<Id>,
    /// The project.
    pub project: Option<Id>,
}

/// Looks up what a filter names, one statement each; what names nothing that the scope may know of is 400.
pub fn named(conn: &mut Conn, scope: &Scope, names: Names<'_>) -> Result<Named> {
    let plan = in_query("plan", names.plan, |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let period = in_query("period", names.period, |period| periods::store::get(conn, scope, &period.0))?;
    let within = plan.or(period.as_ref().map(|period| period.plan_id));
    // Of another bureau the lists show nothing of its own, but that there is such a bureau everybody knows.
    let bureau = in_query("bureau", names.bureau, |bureau| bureaus::store::get(conn, scope, bureau))?;
    let mut subject = |parameter, named, kind| {
        let found = in_query(parameter, named, |named: &&Reference| get(conn, scope, within, kind, named));
        found.map(|found| found.map(|found| found.summary.id))
    };
    let indicator = subject("indicator", names.indicator.as_ref(), SubjectType::Indicator)?;
    let project = subject("project", names.project.as_ref(), SubjectType::Project)?;
    Ok(Named {
        plan,
        period: period.map(|period| period.id),
        bureau: bureau.map(|bureau| bureau.id),
        area: in_query("area", names.area, |area| area_id(conn, scope, within, area))?,
        indicator,
        project,
    })
}
fn area_id(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<Id> {
    let visible =
        areas::table.filter(areas::jurisdiction.between(&scope.covered.0, &scope.covered.1)).select(areas::id);
    match reference {
        Reference::Id(id) => visible.filter(areas::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let plan = plan_or_in_force(conn, scope, plan)?;
            visible.filter(areas::plan_id.eq(plan).and(areas::code.eq(code))).first(conn)
        }
    }
}
