//! Operations on confirmations.
use super::{
    model::{Confirmation, ConfirmationFilter, ConfirmationRow, NewConfirmation},
    rules, store,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{ConfirmReport, ReadPlan},
        },
        db::{Decimal, Id},
        error::{Code, Result},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        indicators::{self, IndicatorRow},
        periods,
    },
    reporting::reports::{self, ReportRow},
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List confirmations (统计核定)
///
/// Which figures the statistics authority has confirmed as final, in the order in which it did. A
/// revision that was corrected since no longer serves; its confirmation stays in the list.
#[utoipa::path(
    tag = "confirmations",
    params(Listing<ConfirmationFilter>),
    responses((status = 200, body = Page<Confirmation>, description = "A page of confirmations")),
)]
#[get("/confirmations")]
pub async fn list_confirmations(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ConfirmationFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.filter, &list.page)?);
    state.read(caller, read).await
}

/// Confirm a figure (统计核定)
///
/// The approved figure of the period becomes `final`.
///
/// - By the lead of the bureau that is marked as the jurisdiction's statistics authority (`statistics_authority_only`
///   for every other), never on that bureau's own figures (`own_submission`).
/// - Without an approved figure there is `nothing_to_confirm`, and it is confirmed once (`figure_confirmed`).
/// - The value must be the approved one: another one is refused with both (`confirmation_differs`), and its bureau
///   corrects the report first, with the reason `statistical_verification`.
/// - In closed periods too, and a year later.
#[utoipa::path(
    tag = "confirmations",
    request_body = NewConfirmation,
    responses((status = 201, body = Confirmation, description = "The new confirmation")),
)]
#[post("/indicators/{id}/confirmations")]
pub async fn create_confirmation(
    state: Data<State>,
    caller: Allowed<ConfirmReport>,
    id: Reference,
    command: Create<NewConfirmation>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewConfirmation, _: &Expected| {
        let indicator = indicators::store::get(tx.conn, view, &id)?;
        let (report, bureau, value) = to_confirm(tx, view, &indicator, new)?;
        let row = ConfirmationRow {
            id: Id::new(),
            jurisdiction: indicator.jurisdiction.clone(),
            indicator_id: indicator.id,
            period_id: report.period_id,
            report_id: report.id,
            value,
            document: new.document.clone(),
            comment: new.comment.clone(),
            bureau_id: bureau,
            confirmed_by: view.caller.id,
            confirmed_at: tx.business_now,
            created_at: tx.now,
        };
        let row = store::insert(tx.conn, &row)?;
        tx.seal(&row);
        let confirmation = store::detail(tx.conn, row)?;
        let (id, period) = (confirmation.row.id, &confirmation.period.code);
        let data = json!({"indicator": indicator.code, "period": period, "value": value, "document": new.document});
        tx.record(&indicator.jurisdiction, Change::new(Kind::ConfirmationCreated, id, 1).data(data))?;
        let location = format!("/api/v1/confirmations?indicator={}", indicator.id);
        Ok(Answer::resource(1, &confirmation)?.created(location))
    };
    command.run(&state, caller, create).await
}

/// The report whose figure is confirmed, the bureau that confirms, and the value on which both agree.
fn to_confirm(
    tx: &mut Tx<'_>,
    view: &View,
    indicator: &IndicatorRow,
    new: &NewConfirmation,
) -> Result<(ReportRow, Id, Decimal)> {
    let own = bureaus::store::own(tx.conn, view)?;
    // Before anything is looked up: who is no authority learns nothing of what there is.
    let (may, bureau) = match indicators::beneath::may_confirm(&view.caller, own.as_ref(), indicator) {
        Ok(bureau) => (Ok(()), Some(bureau.id)),
        Err(error) => (Err(error), None),
    };
    let parent = indicators::store::detail(tx.conn, view, indicator.clone())?;
    let case = Case::open_parent(tx, view, parent, Permission::ConfirmReport, may)?;
    let bureau = bureau.ok_or(Code::StatisticsAuthorityOnly)?;
    let period = new.period.0.found("/period", periods::store::get(tx.conn, view, &new.period.0))?;
    let serving = reports::neighbours::serving(tx.conn, case.row.id, period.id)?;
    let (report, value) =
        serving.and_then(|report| report.value.map(|value| (report, value))).ok_or(Code::NothingToConfirm)?;
    rules::is_others(bureau, report.bureau_id).map_err(|code| Permission::ConfirmReport.forbidden(code))?;
    rules::agrees(new.value, value)?;
    Ok((report, bureau, value))
}
