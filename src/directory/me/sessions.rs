//! Operations on the caller's own sessions.
use super::{handlers::of_caller, model::OwnSession};
use crate::{
    directory::sessions::{self, EndReason, SignInProblems},
    foundation::{
        State,
        auth::{Allowed, permission::OwnAccount},
        db::Conn,
        error::{Code, Problem, Result},
        events::{Change, Kind},
        web::*,
    },
};
use actix_web::{
    delete, get,
    web::{Data, ReqData},
};

/// List my sessions (本人会话)
///
/// Where the caller is signed in: sessions that have not ended, in the order of their beginning, the one of this
/// request marked as `current`. Whoever finds one that is not theirs ends it and changes the password.
#[utoipa::path(
    tag = "me",
    responses((status = 200, body = Page<Resource<OwnSession>>, description = "A page of sessions")),
)]
#[get("/me/sessions")]
pub async fn list_my_sessions(
    state: Data<State>,
    caller: Allowed<OwnAccount>,
    list: List<NoParameters>,
) -> Result<Answer> {
    let now = state.clock.now();
    let read = move |conn: &mut Conn, view: &View| {
        let page = sessions::store::list(conn, view.caller.id, &list.page, now)?;
        let shown = |session| {
            let object = OwnSession::of(session, view.caller.session_id);
            Resource { object, allowed_actions: vec![AllowedAction::new("end_my_session", Ok(()))] }
        };
        Answer::ok(&page.map(shown))
    };
    state.read(caller, read).await
}

/// End a session of mine (终止本人会话)
///
/// Its tokens are refused from the next request on. The one of this request may be ended too: that is logging out.
///
/// - A session that has ended, or is another's, is not found.
#[utoipa::path(
    tag = "me",
    params(ById),
    responses(
        (status = 204, description = "The session has ended"),
        (
            status = 404,
            body = Problem,
            content_type = "application/problem+json",
            description = "`not_found`: it has ended, or is another's",
        ),
        SignInProblems,
    ),
)]
#[delete("/me/sessions/{id}")]
pub async fn end_my_session(
    state: Data<State>,
    request_id: ReqData<RequestId>,
    caller: Allowed<OwnAccount>,
    id: Reference,
) -> Result<Answer> {
    let (db, request_id, caller) = (state.db.clone(), request_id.into_inner(), caller.into_inner());
    let end = move |conn: &mut Conn| {
        let Reference::Id(id) = id else { return Err(Code::NotFound.into()) };
        let mut tx = of_caller(conn, &state, &request_id, &caller);
        let session = sessions::store::get_own(tx.conn, caller.id, id, tx.now)?;
        let reason = if session.id == caller.session_id { EndReason::LogOut } else { EndReason::Owner };
        sessions::store::end(tx.conn, session.id, reason, tx.now)?;
        tx.record(&caller.jurisdiction, Change::new(Kind::SessionEnded, session.id, 2))?;
        Ok(Answer::nothing())
    };
    db.write(end).await
}
