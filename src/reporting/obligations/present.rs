//! Obligations with what is shown beside them and what the caller may do. They are derived and have no version: one
//! acts on them by what one creates for them.
use super::{
    model::{Obligation, ObligationRow},
    rules, store,
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        auth::Permission,
        db::{Conn, Id},
        error::{Code, Error, Result},
        web::{AllowedAction, Resource, View},
    },
    plan::periods::PeriodSummary,
    reporting::{
        reports::ReportStatus,
        subjects::{SubjectSummary, SubjectType},
    },
};

/// Obligations as they are shown: two statements, however many they are.
pub fn all(conn: &mut Conn, view: &View, rows: Vec<ObligationRow>) -> Result<Vec<Resource<Obligation>>> {
    let ids = |of: fn(&ObligationRow) -> Id| rows.iter().map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|row| row.bureau_id))?;
    let subjects = ids(ObligationRow::subject_id);
    let requested = store::requested(conn, &ids(|row| row.period_id), &subjects)?;
    let present = |row: ObligationRow| {
        // A foreign key holds that it is there.
        let missing = || Error::internal(format!("obligation {} lacks its bureau", row.id));
        let bureau = bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
        let requested = requested.get(&(row.period_id, row.subject_id(), row.bureau_id)).copied();
        Ok(presented(row, view, bureau, requested))
    };
    rows.into_iter().map(present).collect()
}
/// [`all`] of one.
pub fn one(conn: &mut Conn, view: &View, row: ObligationRow) -> Result<Resource<Obligation>> {
    all(conn, view, vec![row])?.pop().ok_or_else(|| Error::internal("nothing presented"))
}

/// With its state now, the request for an extension that waits, and what the caller may do.
fn presented(
    row: ObligationRow,
    view: &View,
    bureau: BureauSummary,
    extension_requested: Option<Id>,
) -> Resource<Obligation> {
    let own = |permission| view.caller.may(permission) && view.caller.bureau_id == Some(row.bureau_id);
    let window = row.window();
    let approved_at = row.decided_at.filter(|_| row.report_status == Some(ReportStatus::Approved));
    let locked = window.lock(approved_at, view.now);
    let draft = match (row.report_id, locked) {
        _ if !own(Permission::DraftReport) => Err(Code::PermissionDenied),
        (Some(_), _) => Err(Code::ReportExists),
        (None, locked) => locked.map_or(Ok(()), |locked| Err(locked.reason.code())),
    };
    let extend = if own(Permission::RequestExtension) {
        rules::may_extend(&row, &window, extension_requested, view.now)
    } else {
        Err(Code::PermissionDenied)
    };
    let kind = if row.indicator_id.is_some() { SubjectType::Indicator } else { SubjectType::Project };
    let state = rules::state(&row, view.now);
    let object = Obligation {
        state,
        state_text: state.text(),
        overdue: rules::is_overdue(&row, view.now),
        on_time: row.first_submitted_at.map(|at| at <= row.first_due_at),
        excused: window.is_excused(view.now),
        extension: window.extension,
        extension_requested,
        locked,
        subject: SubjectSummary { kind, id: row.subject_id(), code: row.subject_code, name: row.subject_name },
        period: PeriodSummary { id: row.period_id, code: row.period_code },
        id: row.id,
        jurisdiction: row.jurisdiction,
        plan_id: row.plan_id,
        bureau,
        opens_at: row.opens_at,
        due_at: row.due_at,
        report_id: row.report_id,
        first_submitted_at: row.first_submitted_at,
    };
    let allowed_actions =
        vec![AllowedAction::new("create_report", draft), AllowedAction::new("create_extension", extend)];
    Resource { object, allowed_actions }
}
