//! Operations that move a bulletin on: recapture, circulate, redraft, publish, abandon.
use super::{
    capture::capture,
    case::{open, save},
    inputs::{Inputs, hash},
    model::{Bulletin, BulletinRow, BulletinStatus},
    render::render,
    requests::{BulletinReason, Capture, Circulation},
    rules::Action,
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::IssueBulletins},
        clock::{end_of_day, local_date},
        db::Timestamp,
        error::{Code, Result, Violation},
        events::Kind,
        web::*,
    },
    plan::plans::{self, Plan},
    supervision::secrecy,
};
use actix_web::{post, web::Data};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(recapture_bulletin)
        .service(circulate_bulletin)
        .service(redraft_bulletin)
        .service(publish_bulletin)
        .service(abandon_bulletin);
}

/// The bulletin with inputs as they are at a cut-off, and the content that they make.
pub(super) fn captured(
    tx: &mut Tx<'_>,
    view: &View,
    plan: &Plan,
    bulletin: BulletinRow,
    cut_off_at: Option<Timestamp>,
) -> Result<BulletinRow> {
    let cut_off_at = cut_off_at.unwrap_or(tx.business_now);
    if cut_off_at > tx.business_now {
        let today = local_date(tx.business_now).to_string();
        return Err(Violation::at("/cut_off_at", Code::DateInFuture).with("today", today).into());
    }
    let inputs = capture(tx.conn, view, plan, &bulletin.title, cut_off_at)?;
    made(BulletinRow { cut_off_at, template: inputs.template, ..bulletin }, &inputs)
}

/// The bulletin with these inputs and the content that they make.
fn made(bulletin: BulletinRow, inputs: &Inputs) -> Result<BulletinRow> {
    let (inputs, content) = (inputs.stored()?, render(inputs)?);
    Ok(BulletinRow { inputs_hash: hash(&inputs), content_hash: hash(&content), inputs, content, ..bulletin })
}

/// Capture a bulletin anew (重新取数)
///
/// Replaces inputs and content of a draft by those of another cut-off, now when none is given.
#[utoipa::path(
    tag = "bulletins",
    request_body = Capture,
    responses((status = 200, body = Resource<Bulletin>, description = "The draft as captured")),
)]
#[post("/bulletins/{id}/recapture")]
pub async fn recapture_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<Capture>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &Capture, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Recapture)?;
        let plan = plans::store::get(tx.conn, view, &Reference::Id(case.plan_id))?;
        let after = captured(tx, view, &plan, case.before().clone(), body.cut_off_at)?;
        save(tx, &case, after, Kind::BulletinRecaptured, json!({}))
    };
    command.run(&state, caller, act).await
}

/// Circulate a bulletin (征求意见)
///
/// Opens the objection window: until it ends every bureau may read the draft and object to it.
#[utoipa::path(
    tag = "bulletins",
    request_body = Circulation,
    responses((status = 200, body = Resource<Bulletin>, description = "The circulated bulletin")),
)]
#[post("/bulletins/{id}/circulate")]
pub async fn circulate_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<Circulation>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &Circulation, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Circulate)?;
        let today = local_date(tx.business_now);
        if body.objections_until < today {
            return Err(Violation::at("/objections_until", Code::TooSmall).with("min", today.to_string()).into());
        }
        let until = Some(end_of_day(body.objections_until));
        let status = BulletinStatus::Circulated;
        let circulated_at = Some(tx.business_now);
        let after = BulletinRow { status, objections_until: until, circulated_at, ..case.before().clone() };
        save(tx, &case, after, Kind::BulletinCirculated, json!({}))
    };
    command.run(&state, caller, act).await
}

/// Take a bulletin back to draft (退回草稿)
///
/// When an objection is right: what is wrong is corrected at its source, and the bulletin captured anew.
#[utoipa::path(
    tag = "bulletins",
    request_body = BulletinReason,
    responses((status = 200, body = Resource<Bulletin>, description = "The draft")),
)]
#[post("/bulletins/{id}/redraft")]
pub async fn redraft_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<BulletinReason>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &BulletinReason, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Redraft)?;
        secrecy::refuse(&[("/reason", Some(&body.reason))])?;
        let after = BulletinRow { status: BulletinStatus::Draft, objections_until: None, ..case.before().clone() };
        save(tx, &case, after, Kind::BulletinRedrafted, json!({"reason": body.reason}))
    };
    command.run(&state, caller, act).await
}

/// Publish a bulletin (印发)
///
/// It gets the next number of the year and the day into its inputs, and from then on inputs and content never change.
///
/// - Once the objection window has ended (`objections_running`).
/// - Once every objection is decided (`objections_undecided`).
#[utoipa::path(
    tag = "bulletins",
    request_body = Empty,
    responses((status = 200, body = Resource<Bulletin>, description = "The final bulletin")),
)]
#[post("/bulletins/{id}/publish")]
pub async fn publish_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Publish)?;
        let number = Some(store::next_number(tx.conn, &case.jurisdiction, case.year)?);
        let published_on = Some(local_date(tx.business_now));
        let inputs = Inputs { number, published_on, ..Inputs::read(&case.inputs)? };
        let (published_by, published_at) = (Some(view.caller.id), Some(tx.business_now));
        let status = BulletinStatus::Final;
        let published = BulletinRow { status, number, published_by, published_at, ..case.before().clone() };
        save(tx, &case, made(published, &inputs)?, Kind::BulletinPublished, json!({}))
    };
    command.run(&state, caller, act).await
}

/// Abandon a bulletin (废止)
///
/// Gives up a bulletin that is not final. It keeps its inputs and gets no number.
#[utoipa::path(
    tag = "bulletins",
    request_body = BulletinReason,
    responses((status = 200, body = Resource<Bulletin>, description = "The abandoned bulletin")),
)]
#[post("/bulletins/{id}/abandon")]
pub async fn abandon_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<BulletinReason>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &BulletinReason, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Abandon)?;
        secrecy::refuse(&[("/reason", Some(&body.reason))])?;
        let after = BulletinRow { status: BulletinStatus::Abandoned, ..case.before().clone() };
        // What everybody has read is given up before everybody.
        let circulated = case.circulated_at.is_some();
        let kind = if circulated { Kind::BulletinRecalled } else { Kind::BulletinAbandoned };
        save(tx, &case, after, kind, json!({"reason": body.reason}))
    };
    command.run(&state, caller, act).await
}
