//! What is said about a bulletin: objections (异议) before it is final, errata (勘误) after.
use super::{
    case::{open, save},
    model::{Bulletin, Objection, ObjectionRow, ObjectionStatus},
    requests::{NewErratum, NewObjection, ObjectionDecision},
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
        .service(object_to_bulletin)
        .service(decide_bulletin_objection)
        .service(create_bulletin_erratum);
}

/// List the objections to a bulletin (异议)
///
/// In the order of their filing. A bureau sees its own only; the supervision office and the leaders see all.
#[utoipa::path(
    tag = "bulletins",
    responses((status = 200, body = Page<Resource<Objection>>, description = "A page of objections")),
)]
#[get("/bulletins/{id}/objections")]
pub async fn list_bulletin_objections(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let bulletin = store::get(conn, view, &id)?;
        Answer::ok(&store::list_objections(conn, view, bulletin.id, &list.page)?.present(conn, view)?)
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
pub async fn object_to_bulletin(
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
        Ok(answer.created(format!("/api/v1/bulletins/{}/objections", bulletin.id)))
    };
    command.run(&state, caller, act).await
}

/// Decide an objection (处理异议)
///
/// Accepted or not, with a reply, once (`objection_decided`). By the supervision office.
#[utoipa::path(
    tag = "bulletins",
    request_body = ObjectionDecision,
    responses((status = 200, body = Resource<Objection>, description = "The decided objection")),
)]
#[post("/bulletin-objections/{id}/decide")]
pub async fn decide_bulletin_objection(
    state: Data<State>,
    caller: Allowed<IssueBulletins>,
    id: Reference,
    command: Act<ObjectionDecision>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &ObjectionDecision, expected: &Expected| {
        let objection = store::get_objection(tx.conn, view, &id)?;
        let may = rules::may_decide(&view.caller, &objection);
        let case = Case::open(tx, view, objection, expected, Permission::IssueBulletins, may)?;
        secrecy::refuse(&[("/reply", Some(&body.reply))])?;
        let status = if body.accepted { ObjectionStatus::Accepted } else { ObjectionStatus::Rejected };
        let (reply, decided_by, decided_at) = (Some(body.reply.clone()), Some(view.caller.id), Some(tx.business_now));
        let after = ObjectionRow { status, reply, decided_by, decided_at, ..case.before().clone() };
        let after = store::save_objection(tx.conn, after, tx.now).map_err(stale)?;
        case.close(tx, after, Kind::BulletinObjectionDecided, json!({}))
    };
    command.run(&state, caller, act).await
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
pub async fn create_bulletin_erratum(
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
