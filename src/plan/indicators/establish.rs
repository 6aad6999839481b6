//! Making an indicator with its first target and who answers for it; the same for the API and for the plan's data
//! files.
use super::{
    changes::{IndicatorChanges, NewBaseline, NewIndicator},
    model::{IndicatorRow, Related},
    promise, rules, store,
};
use crate::{
    directory::bureaus::Bureau,
    foundation::{
        db::{Conn, Id},
        error::{Code, Result, Violation, Violations},
        web::*,
    },
    plan::{
        areas,
        assignments::{AssignmentRole, AssignmentTerms, store as assigned},
        facts,
        plans::Plan,
        targets,
    },
};

/// Checks everything that the schema cannot say, then inserts the indicator, its target and its assignments.
pub fn establish(tx: &mut Tx<'_>, by: Option<Id>, plan: &Plan, new: &NewIndicator) -> Result<IndicatorRow> {
    let mut faults = Violations::new();
    let (value, comparator) = new.target.as_ref().map_or((None, None), |target| (target.value, target.comparator));
    rules::check(&mut faults, new.kind, new.basis, new.unit.as_deref(), value.is_some() || new.baseline.is_some());
    rules::check_counting(&mut faults, new.kind, new.counting);
    promise::check(&mut faults, "/target", new.kind, value, comparator);
    check_codes(tx.conn, &mut faults, plan.id, new.baseline.as_ref(), &new.related)?;
    let area = new.area.found("/area", areas::store::get_in(tx.conn, plan.id, &new.area));
    let area = faults.absorb(area)?;
    let bureaus = responsible(tx.conn, &mut faults, plan, new)?;
    let area = faults.finish().and(area.ok_or(Code::NotFound.into()))?;
    let row = store::insert(tx.conn, &area, new, tx.now)?;
    tx.seal(&row);
    if let Some(target) = &new.target {
        let of = (row.id, row.jurisdiction.as_str());
        let target = targets::store::insert(tx.conn, of, &target.terms(plan.days()), by, tx.now)?;
        tx.seal(&target);
    }
    for (role, bureau) in bureaus {
        let (effective_from, source) = (plan.days().0, new.assignment_source);
        let terms = AssignmentTerms { bureau_id: bureau.id, role, effective_from, source, document: None };
        assigned::insert(tx.conn, (row.id, &row.jurisdiction), &terms, tx.now)?;
    }
    Ok(row)
}

/// The bureaus that a new indicator names, each once.
fn responsible(
    conn: &mut Conn,
    faults: &mut Violations,
    plan: &Plan,
    new: &NewIndicator,
) -> Result<Vec<(AssignmentRole, Bureau)>> {
    let lead = new.lead_bureau.iter().map(|lead| (AssignmentRole::Lead, "/lead_bureau".to_owned(), lead));
    let supporting = new.supporting_bureaus.iter().enumerate();
    let supporting =
        supporting.map(|(index, bureau)| (AssignmentRole::Supporting, format!("/supporting_bureaus/{index}"), bureau));
    let mut named: Vec<(AssignmentRole, Bureau)> = Vec::new();
    for (role, pointer, reference) in lead.chain(supporting) {
        let found = reference.found(&pointer, assigned::assignable(conn, &plan.jurisdiction, reference));
        let Some(bureau) = faults.absorb(found)? else { continue };
        if named.iter().any(|(_, known)| known.id == bureau.id) {
            faults.push(Violation::at(pointer, Code::Duplicate).with("value", bureau.code));
        } else {
            named.push((role, bureau));
        }
    }
    Ok(named)
}

/// The codes of facts and of other indicators that a body names must be those of the plan.
fn check_codes(
    conn: &mut Conn,
    faults: &mut Violations,
    plan: Id,
    baseline: Option<&NewBaseline>,
    related: &[Related],
) -> Result<()> {
    let unknown = |pointer: String, code: &str| Violation::at(pointer, Code::ReferenceNotFound).with("value", code);
    if let Some(code) = baseline.and_then(|baseline| baseline.fact_code.as_deref())
        && facts::store::find(conn, plan, code)?.is_none()
    {
        faults.push(unknown("/baseline/fact_code".into(), code));
    }
    let known = store::known_codes(conn, plan, related.iter().map(|one| one.code.as_str()).collect())?;
    for (index, one) in related.iter().enumerate().filter(|(_, one)| !known.contains(&one.code)) {
        faults.push(unknown(format!("/related/{index}/code"), &one.code));
    }
    Ok(())
}

/// Checks the indicator as it would be after the changes; gives the area that they name.
pub(super) fn check_changes(conn: &mut Conn, before: &IndicatorRow, changes: &IndicatorChanges) -> Result<Option<Id>> {
    if changes.redefines(before) && store::is_reported(conn, before.id)? {
        return Err(Code::IndicatorReported.into());
    }
    let mut faults = Violations::new();
    let versions = targets::store::all_for(conn, &[before.id])?.remove(&before.id).unwrap_or_default();
    let based = changes.baseline.as_ref().map_or(before.baseline_value.is_some(), Option::is_some);
    let numbered = based || versions.iter().any(|target| target.value.is_some());
    let (kind, basis) = (changes.kind.unwrap_or(before.kind), changes.basis.unwrap_or(before.basis));
    let unit = changes.unit.as_ref().unwrap_or(&before.unit);
    rules::check(&mut faults, kind, basis, unit.as_deref(), numbered);
    rules::check_counting(&mut faults, kind, changes.counting.unwrap_or(before.counting));
    let unfit = |target: &targets::Target| promise::fault(kind, target.value, target.comparator);
    if let Some((_, code)) = versions.iter().find_map(unfit).filter(|_| kind != before.kind) {
        faults.push(Violation::at("/kind", code));
    }
    let baseline = changes.baseline.as_ref().and_then(Option::as_ref);
    check_codes(conn, &mut faults, before.plan_id, baseline, changes.related.as_deref().unwrap_or_default())?;
    let area = changes.area.as_ref().map(|area| area.found("/area", areas::store::get_in(conn, before.plan_id, area)));
    let area = area.map(|area| faults.absorb(area)).transpose()?.flatten();
    faults.finish()?;
    Ok(area.map(|area| area.id))
}
