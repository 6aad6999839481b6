//! Operations that move a bulletin on: recapture, circulate, redraft, publish, abandon.
use super::{
    capture::capture,
    inputs::{Inputs, hash},
    model::{Bulletin, BulletinRow, BulletinStatus},
    render::render,
    requests::{BulletinReason, Capture, Circulation},
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, Scope, permission::IssueBulletins},
        clock::{end_of_day, local_date},
        db::Timestamp,
        error::{Code, Error, Result, Violation, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::plans::{self, Plan},
    supervision::secrecy,
};
use actix_web::{http::StatusCode, post, web::Data};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(recapture_bulletin)
        .service(circulate_bulletin)
        .service(redraft_bulletin)
        .service(publish_bulletin)
        .service(abandon_bulletin);
}

/// The bulletin that the client read, when the caller may do this with it now.
pub(super) fn open(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<BulletinRow> {
    let scope = tx.scope(caller);
    let bulletin = store::get(tx.conn, &scope, id)?;
    let undecided = store::open_objections(tx.conn, bulletin.id)?;
    let may = rules::may(action, caller, &bulletin, undecided, tx.business_now);
    if let Err(code) = may
        && code.status() == StatusCode::FORBIDDEN
    {
        return Err(Error::new(code).with("permission", action.permission().as_str()));
    }
    expected.check(tx, bulletin.id, bulletin.version, |tx| {
        let shown = store::present_one(tx.conn, caller, &scope, bulletin.clone())?;
        Answer::resource(bulletin.version, &shown)
    })?;
    if let Err(code) = may {
        let shown = store::present_one(tx.conn, caller, &scope, bulletin)?;
        let (status, text) = (shown.object.row.status.as_str(), shown.object.status_text);
        let until = shown.object.row.objections_until.map(|until| until.to_string()).unwrap_or_default();
        return Err(shown.refused(code, status).with("status", text).with("until", until).with("count", undecided));
    }
    Ok(bulletin)
}

/// The bulletin with inputs as they are at a cut-off, and the content that they make.
pub(super) fn captured(
    tx: &mut Tx<'_>,
    scope: &Scope,
    plan: &Plan,
    bulletin: BulletinRow,
    cut_off_at: Option<Timestamp>,
) -> Result<BulletinRow> {
    let cut_off_at = cut_off_at.unwrap_or(tx.business_now);
    if cut_off_at > tx.business_now {
        let today = local_date(tx.business_now).to_string();
        return Err(Violation::at("/cut_off_at", Code::DateInFuture).with("today", today).into());
    }
    let inputs = capture(tx.conn, scope, plan, &bulletin.title, cut_off_at)?;
    made(BulletinRow { cut_off_at, template: inputs.template, ..bulletin }, &inputs)
}

/// The bulletin with these inputs and the content that they make.
fn made(bulletin: BulletinRow, inputs: &Inputs) -> Result<BulletinRow> {
    let (inputs, content) = (inputs.stored()?, render(inputs)?);
    Ok(BulletinRow { inputs_hash: hash(&inputs), content_hash: hash(&content), inputs, content, ..bulletin })
}

/// Writes and tells what became of a bulletin, and answers with it.
fn moved_on(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (before, after): (BulletinRow, BulletinRow),
    kind: Kind,
    told: Value,
) -> Result<Answer> {
    let scope = tx.scope(caller);
    // Another was published at the same moment with the same number: run again, it gets the next.
    let raced = |error: DieselError| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::from(error).retryable(),
        other => stale(other),
    };
    let bulletin = store::save(tx.conn, after, tx.now).map_err(raced)?;
    let (id, version, jurisdiction) = (bulletin.id, bulletin.version, bulletin.jurisdiction.clone());
    let change = Change::new(kind, id, version).between(&before, &bulletin)?.data(told);
    let public = matches!(bulletin.status, BulletinStatus::Circulated | BulletinStatus::Final);
    let change = if public { change } else { change };
    let shown = store::present_one(tx.conn, caller, &scope, bulletin)?;
    tx.record(&jurisdiction, change)?;
    Answer::resource(version, &shown)
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
        let before = open(tx, &view.caller, &id, expected, Action::Recapture)?;
        let plan = plans::store::get(tx.conn, view, &Reference::Id(before.plan_id))?;
        let after = captured(tx, view, &plan, before.clone(), body.cut_off_at)?;
        let told = json!({"cut_off_at": after.cut_off_at, "inputs_hash": after.inputs_hash});
        moved_on(tx, &view.caller, (before, after), Kind::BulletinRecaptured, told)
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
        let before = open(tx, &view.caller, &id, expected, Action::Circulate)?;
        let today = local_date(tx.business_now);
        if body.objections_until < today {
            return Err(Violation::at("/objections_until", Code::TooSmall).with("min", today.to_string()).into());
        }
        let until = Some(end_of_day(body.objections_until));
        let status = BulletinStatus::Circulated;
        let circulated_at = Some(tx.business_now);
        let after = BulletinRow { status, objections_until: until, circulated_at, ..before.clone() };
        moved_on(tx, &view.caller, (before, after), Kind::BulletinCirculated, json!({"objections_until": until}))
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
        let before = open(tx, &view.caller, &id, expected, Action::Redraft)?;
        secrecy::refuse(&[("/reason", Some(&body.reason))])?;
        let after = BulletinRow { status: BulletinStatus::Draft, objections_until: None, ..before.clone() };
        moved_on(tx, &view.caller, (before, after), Kind::BulletinRedrafted, json!({"reason": body.reason}))
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
        let before = open(tx, &view.caller, &id, expected, Action::Publish)?;
        let number = Some(store::next_number(tx.conn, &before.jurisdiction, before.year)?);
        let published_on = Some(local_date(tx.business_now));
        let inputs = Inputs { number, published_on, ..Inputs::read(&before.inputs)? };
        let (published_by, published_at) = (Some(view.caller.id), Some(tx.business_now));
        let status = BulletinStatus::Final;
        let after = made(BulletinRow { status, number, published_by, published_at, ..before.clone() }, &inputs)?;
        let told = json!({"number": number, "content_hash": after.content_hash, "inputs_hash": after.inputs_hash});
        moved_on(tx, &view.caller, (before, after), Kind::BulletinPublished, told)
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
        let before = open(tx, &view.caller, &id, expected, Action::Abandon)?;
        secrecy::refuse(&[("/reason", Some(&body.reason))])?;
        let after = BulletinRow { status: BulletinStatus::Abandoned, ..before.clone() };
        moved_on(tx, &view.caller, (before, after), Kind::BulletinAbandoned, json!({"reason": body.reason}))
    };
    command.run(&state, caller, act).await
}
