//! The operation of bootstrap.
use super::{
    model::{Bootstrap, Bootstrapped},
    rules, store,
};
use crate::foundation::{State, auth::passwords, db::Conn, error::Result, events::Kind, web::*};
use actix_web::{
    post,
    web::{Data, ReqData},
};

/// Set the service up (初始化)
///
/// Makes the jurisdiction and the three first administrators (三员) at once.
///
/// - Needs the one-time code that the server's command gave out (`bootstrap_code_invalid`).
/// - Works as long as there is no user, and once (`bootstrap_done`).
/// - Each administrator changes the initial password at the first log-in, so that nobody keeps all three.
#[utoipa::path(
    tag = "bootstrap",
    security(()),
    request_body = Bootstrap,
    responses((status = 201, body = Bootstrapped, description = "What was made"), CreateProblems),
)]
#[post("/bootstrap")]
pub async fn bootstrap(state: Data<State>, request_id: ReqData<RequestId>, body: Body<Bootstrap>) -> Result<Answer> {
    let (body, now) = (body.0, state.clock.now());
    let code = body.code.clone();
    state.db.read(move |conn| store::check_code(conn, &code, now)).await?;
    rules::check(&body)?;
    let mut hashes = Vec::new();
    for (_, _, person) in body.administrators() {
        hashes.push(passwords::hash_in_turn(person.password.clone()).await?);
    }
    let db = state.db.clone();
    let make = move |conn: &mut Conn| {
        let id = request_id.0.clone();
        let mut tx = Tx { request_id: id, ..Tx::of_service(conn, &state.clock, "bootstrap") };
        store::take_code(tx.conn, &body.code, tx.now)?;
        let (made, jurisdiction) = store::jurisdictions(tx.conn, &body.jurisdiction, tx.now)?;
        let users = store::administrators(tx.conn, &body, &hashes, tx.now)?;
        for jurisdiction in &made {
            tx.record(jurisdiction.jurisdiction(), jurisdiction.event(Kind::JurisdictionCreated))?;
        }
        for user in &users {
            tx.record(user.jurisdiction(), user.event(Kind::UserCreated))?;
        }
        let location = format!("/api/v1/jurisdictions/{}", jurisdiction.id);
        Ok(Answer::ok(&Bootstrapped { jurisdiction, users })?.created(location))
    };
    db.write(make).await
}
