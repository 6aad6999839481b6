//! What is said about a bulletin: objections (异议) before it is final, errata (勘误) after.
use super::{
    actions::open,
    model::{Bulletin, Objection, ObjectionRow, ObjectionStatus},
    requests::{NewErratum, NewObjection, ObjectionDecision},
    rules::{self, Action},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{IssueBulletins, ObjectToBulletin, ReadReports},
    },
    db::Id,
    error::{Code, Error, Result, stale},
    events::{Change, Kind},
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
        let Page { items, page } = store::list_objections(conn, view, bulletin.id, &list.page)?;
        Answer::ok(&Page { items: store::present_objections(conn, &view.caller, items)?, page })
    };
    state.read(caller, read).await
}

/// Object to a bulletin (提出异议)
///
/// By a bureau's lead, within the objection window (`objections_closed`). `If-Match` is the bulletin's ETag: one
/// objects to what one has read.
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
        let bulletin = open(tx, &view.caller, &id, expected, Action::Object)?;
        secrecy::refuse(&[("/text", Some(&new.text))])?;
        let bureau_id = view.caller.bureau_id.ok_or(Code::PermissionDenied)?;
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
        let (id, version) = (objection.id, objection.version);
        let shown = store::present_objections(tx.conn, &view.caller, vec![objection])?.pop().ok_or(Code::NotFound)?;
        let change = Change::new(Kind::BulletinObjectionFiled, id, version).concerning(bureau_id);
        tx.record(&bulletin.jurisdiction, change.data(json!({"bulletin_id": bulletin.id})))?;
        Ok(Answer::resource(version, &shown)?.created(format!("/api/v1/bulletins/{}/objections", bulletin.id)))
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
        let before = store::get_objection(tx.conn, view, &id)?;
        let may = rules::may_decide(&view.caller, &before);
        let shown =
            store::present_objections(tx.conn, &view.caller, vec![before.clone()])?.pop().ok_or(Code::NotFound)?;
        expected.check(tx, before.id, before.version, |_| Answer::resource(before.version, &shown))?;
        may.map_err(|code| match code {
            Code::ObjectionDecided => shown.refused(code, before.status.as_str()),
            other => Error::new(other),
        })?;
        secrecy::refuse(&[("/reply", Some(&body.reply))])?;
        let status = if body.accepted { ObjectionStatus::Accepted } else { ObjectionStatus::Rejected };
        let (reply, decided_by, decided_at) = (Some(body.reply.clone()), Some(view.caller.id), Some(tx.business_now));
        let after = ObjectionRow { status, reply, decided_by, decided_at, ..before.clone() };
        let after = store::save_objection(tx.conn, after, tx.now).map_err(stale)?;
        let (version, jurisdiction) = (after.version, after.jurisdiction.clone());
        let change = Change::new(Kind::BulletinObjectionDecided, after.id, version).concerning(after.bureau_id);
        let change = change.between(&before, &after)?;
        let shown = store::present_objections(tx.conn, &view.caller, vec![after])?.pop().ok_or(Code::NotFound)?;
        tx.record(&jurisdiction, change)?;
        Answer::resource(version, &shown)
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
        let bulletin = open(tx, &view.caller, &id, expected, Action::Correct)?;
        secrecy::refuse(&[("/text", Some(&new.text))])?;
        let times = (tx.business_now, tx.now);
        let erratum = store::add_erratum(tx.conn, &bulletin, &new.text, view.caller.id, times)?;
        // The next version, so that a client that read it without the erratum is told.
        let bulletin = store::save(tx.conn, bulletin, tx.now).map_err(stale)?;
        let (id, version, jurisdiction) = (bulletin.id, bulletin.version, bulletin.jurisdiction.clone());
        let shown = store::present_one(tx.conn, &view.caller, view, bulletin)?;
        let told = json!({"number": erratum.number, "text": erratum.text});
        tx.record(&jurisdiction, Change::new(Kind::BulletinCorrected, id, version).data(told))?;
        Answer::resource(version, &shown)
    };
    command.run(&state, caller, act).await
}
