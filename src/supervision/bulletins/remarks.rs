//! What is said about a bulletin: objections (异议) before it is final, errata (勘误) after.
use super::{
    case::{open, save},
    model::{Bulletin, Objection, ObjectionRow, ObjectionStatus},
    requests::{NewErratum, NewObjection, ObjectionApproval, ObjectionFilter, ObjectionRejection},
    rules::{self, Action},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{IssueBulletins, ObjectToBulletin, ReadReports},
    },
    db::Id,
    error::{Code, Result, stale},
    events::Kind,
    web::*,
};
use crate::supervision::secrecy;
use actix_web::{get, post, web::Data};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_bulletin_objections)
        .service(create_bulletin_objection)
        .service(approve_bulletin_objection)
        .service(reject_bulletin_objection)
        .service(correct_bulletin);
}

/// List the objections to bulletins (异议)
///
/// In the order of their filing. A bureau sees its own only; the supervision office and the leaders see all.
#[utoipa::path(
    tag = "bulletins",
    params(Listing<ObjectionFilter>),
    responses((status = 200, body = Page<Resource<Objection>>, description = "A page of objections")),
)]
#[get("/bulletin-objections")]
pub async fn list_bulletin_objections(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<ObjectionFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list_objections(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Object to a bulletin (提出异议)
///
/// By a bureau's lead, within the objection window (`objections_closed`). `If-Match` is the bulletin's ETag: one
/// objects to what one has read.
///
/// - A bureau says the same once in a circulation (`objection_repeated`), spaces aside.
#[utoipa::path(
    tag = "bulletins",
    params(IfMatch),
    request_body = NewObjection,
    responses((status = 201, body = Resource<Objection>, description = "The objection")),
)]
#[post("/bulletins/{id}/objections")]
pub async fn create_bulletin_objection(
    state: Data<State>,
    caller: Allowed<ObjectToBulletin>,
    id: Reference,
    command: Act<NewObjection>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewObjection, expected: &Expected| {
        let bulletin = open(tx, view, &id, expected, Action::Object)?;
        secrecy::refuse(&[("/text", Some(&new.text))])?;
        let bureau_id = view.caller.bureau_id.ok_or(Code::PermissionDenied)?;
        if store::has_objected(tx.conn, &bulletin, bureau_id, &new.text)? {
            return Err(Code::ObjectionRepeated.into());
        }
        let objection = ObjectionRow {
            id: Id::new(),
            jurisdiction: bulletin.jurisdiction.clone(),
            bulletin_id: bulletin.id,
            bureau_id,
            text: new.text.clone(),
            status: ObjectionStatus::Open,
            reply: None,
            filed_by: view.caller.id,
            filed_at: tx.business_now,
            decided_by: None,
            decided_at: None,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
        };
        let objection = store::insert_objection(tx.conn, &objection)?;
        let answer = objection.created(tx, view, Kind::BulletinObjectionFiled, json!({}))?;
        Ok(answer.created(format!("/api/v1/bulletin-objections?bulletin={}", bulletin.id)))
    };
    command.run(&state, caller, act).await
}

/// Approve an objection (采纳异议)
///
/// With a reply that says what follows from it; once (`objection_decided`). By the supervision office.
#[utoipa::path(
    tag = "bulletins",
    request_body = ObjectionApproval,
    responses((status = 200, body = Resource<Objection>, description = "The approved objection")),
)]
#[post("/bulletin-objections/{id}/approve")]
pub async fn approve_bulletin_objection(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<ObjectionApproval>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &ObjectionApproval, expected: &Expected| {
        let said = ("/comment", body.comment.as_str());
        decide(tx, view, &id, expected, (ObjectionStatus::Approved, Kind::BulletinObjectionApproved, said))
    };
    command.run(&state, caller, act).await
}

/// Reject an objection (不采纳异议)
///
/// With the reason, which the bureau reads; once (`objection_decided`). By the supervision office.
#[utoipa::path(
    tag = "bulletins",
    request_body = ObjectionRejection,
    responses((status = 200, body = Resource<Objection>, description = "The rejected objection")),
)]
#[post("/bulletin-objections/{id}/reject")]
pub async fn reject_bulletin_objection(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<ObjectionRejection>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &ObjectionRejection, expected: &Expected| {
        let said = ("/reason", body.reason.as_str());
        decide(tx, view, &id, expected, (ObjectionStatus::Rejected, Kind::BulletinObjectionRejected, said))
    };
    command.run(&state, caller, act).await
}

/// What becomes of an objection, and the words that its bureau reads, with their place in the body.
type Decision<'a> = (ObjectionStatus, Kind, (&'static str, &'a str));

fn decide(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    (status, kind, (pointer, reply)): Decision<'_>,
) -> Result<Answer> {
    let objection = store::get_objection(tx.conn, view, id)?;
    let may = rules::may_decide(&view.caller, &objection);
    let case = Case::open(tx, view, objection, expected, Permission::IssueBulletins, may)?;
    secrecy::refuse(&[(pointer, Some(reply))])?;
    let (reply, decided_by, decided_at) = (Some(reply.to_owned()), Some(view.caller.id), Some(tx.business_now));
    let after = ObjectionRow { status, reply, decided_by, decided_at, ..case.before().clone() };
    let after = store::save_objection(tx.conn, after, tx.now).map_err(stale)?;
    case.close(tx, after, kind, json!({}))
}

/// Issue an erratum (勘误)
///
/// Says beside a final bulletin what was wrong with it; the bulletin itself never changes. By the supervision office.
#[utoipa::path(
    tag = "bulletins",
    request_body = NewErratum,
    responses((status = 200, body = Resource<Bulletin>, description = "The bulletin with its errata")),
)]
#[post("/bulletins/{id}/errata")]
pub async fn correct_bulletin(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<NewErratum>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewErratum, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Correct)?;
        secrecy::refuse(&[("/text", Some(&new.text))])?;
        let times = (tx.business_now, tx.now);
        let erratum = store::add_erratum(tx.conn, &case, &new.text, view.caller.id, times)?;
        // The next version, so that a client that read it without the erratum is told.
        let data = json!({"number": erratum.number, "text": erratum.text});
        save(tx, &case, case.before().clone(), Kind::BulletinCorrected, data)
    };
    command.run(&state, caller, act).await
}
