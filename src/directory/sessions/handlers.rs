//! Operations on sessions.
use super::{
    Attempt, EndReason, SignInProblems, attempts, issue,
    model::{Credentials, LogIn, Refresh, Tokens},
    rules, store, tokens,
};
use crate::foundation::{
    State,
    auth::{Allowed, digest, passwords, permission::OwnAccount},
    db::Id,
    error::{Code, Result},
    events::{Actor, Change, Kind},
    web::*,
};
use actix_web::{
    HttpResponse, delete, post,
    web::{Data, ReqData},
};
use serde_json::json;

/// Log in (登录)
///
/// Begins a session: an access token for `Authorization: Bearer`, and a refresh token for the next one.
///
/// - A wrong password, an unknown username and a disabled account answer alike (`invalid_credentials`).
/// - Who fails five times under a username waits before the next attempt under it from there (`too_many_attempts`),
///   half a minute at first and a quarter of an hour at most; an hour without a failure, a right password, or an
///   administrator ends that. Whether the username exists plays no part, and others need not wait.
/// - Every attempt that is not too early is audited.
#[utoipa::path(
    tag = "sessions",
    security(()),
    request_body = LogIn,
    responses((status = 200, body = Tokens, description = "The tokens of the new session"), SignInProblems),
)]
#[post("/sessions")]
pub async fn log_in(
    state: Data<State>,
    request_id: ReqData<RequestId>,
    source: Source,
    body: Body<LogIn>,
) -> Result<HttpResponse> {
    let Body(LogIn { username, password }) = body;
    let (name, attempt, now) = (username.clone(), Attempt::of(&username, &source), state.clock.now());
    let early = attempt.clone();
    let look = move |conn: &mut _| {
        attempts::allow(conn, &early, now)?;
        Ok(store::find_credentials(conn, &name)?)
    };
    let found = state.db.read(look).await?;
    let hash = found.as_ref().filter(|user| user.active).map(|user| user.password_hash.clone());
    let good = passwords::verify_in_turn(password, hash).await?;
    let (db, seen) = (state.db.clone(), found.map(|user| (user.id, user.stamp)));
    let settle = move |conn: &mut _| {
        let id = request_id.0.clone();
        let mut tx = Tx { request_id: id, ..Tx::of_service(conn, &state.clock, "log-in") };
        let tried = Tried { username: &username, attempt: &attempt, source: &source };
        // Of many at once, those count that failed meanwhile.
        attempts::allow(tx.conn, &attempt, tx.now)?;
        match seen {
            None => refuse(&mut tx, None, &tried),
            Some((id, stamp)) => {
                let user = store::credentials(tx.conn, id)?;
                if good && user.stamp == stamp {
                    begin(&mut tx, &state, user, &tried)
                } else {
                    refuse(&mut tx, Some(id), &tried)
                }
            }
        }
    };
    Ok(tokens::answer(&db.write(settle).await??))
}

/// Under which name, and whence.
struct Tried<'a> {
    username: &'a str,
    attempt: &'a Attempt,
    source: &'a Source,
}

/// The password was right and the account is as it was when it was checked.
fn begin(tx: &mut Tx<'_>, state: &State, user: Credentials, tried: &Tried<'_>) -> Result<Result<Tokens>> {
    attempts::succeed(tx.conn, tried.attempt)?;
    let session = store::insert(tx.conn, user.id, state.auth.session_days, tried.source, tx.now)?;
    let tokens = issue(tx.conn, state, &user, &session, tx.now)?;
    tx.actor = Actor { id: Some(user.id), name: user.username };
    tx.record(&user.jurisdiction, Change::new(Kind::SessionStarted, session.id, 1))?;
    Ok(Ok(tokens))
}

/// A failed attempt is counted and written down although the request fails: hence the error inside.
fn refuse(tx: &mut Tx<'_>, user: Option<Id>, tried: &Tried<'_>) -> Result<Result<Tokens>> {
    let delayed = attempts::fail(tx.conn, tried.attempt, tx.now)?;
    let jurisdiction = match user {
        Some(user) => Some(store::credentials(tx.conn, user)?.jurisdiction),
        None => store::home(tx.conn)?,
    };
    let named = Some(tried.username).filter(|name| rules::looks_like_username(name));
    let subject = user.map_or_else(|| "unknown".to_owned(), |user| user.to_string());
    if let Some(jurisdiction) = jurisdiction {
        let change = Change::new(Kind::SessionRefused, subject, 1);
        let data = json!({"username": named, "source": tried.source.subscriber(), "delayed": delayed});
        tx.record(&jurisdiction, change.data(data))?;
    }
    Ok(Err(Code::InvalidCredentials.into()))
}

/// Refresh a session (刷新令牌)
///
/// Exchanges a refresh token for new tokens; each is good for one use.
///
/// - Using one twice means that two hold it: the session ends at once, for both (`refresh_token_reused`).
/// - One that a change of password replaced before it was used answers `refresh_token_invalid`.
/// - A session that ended otherwise answers `session_ended`.
/// - A session past its days answers `refresh_token_invalid`.
#[utoipa::path(
    tag = "sessions",
    security(()),
    request_body = Refresh,
    responses((status = 200, body = Tokens, description = "New tokens of the session"), SignInProblems),
)]
#[post("/sessions/refresh")]
pub async fn refresh_session(
    state: Data<State>,
    request_id: ReqData<RequestId>,
    body: Body<Refresh>,
) -> Result<HttpResponse> {
    let (db, presented) = (state.db.clone(), digest(&body.0.refresh_token));
    let exchange = move |conn: &mut _| {
        let id = request_id.0.clone();
        let mut tx = Tx { request_id: id, ..Tx::of_service(conn, &state.clock, "refresh") };
        exchange(&mut tx, &state, &presented)
    };
    Ok(tokens::answer(&db.write(exchange).await??))
}

/// The end of a session whose token was used twice is committed although the request fails: hence the error inside.
fn exchange(tx: &mut Tx<'_>, state: &State, presented: &str) -> Result<Result<Tokens>> {
    let session = store::find_by_token(tx.conn, presented)?.ok_or(Code::RefreshTokenInvalid)?;
    if session.ended_at.is_some() {
        return Err(Code::SessionEnded.into());
    }
    if session.expires_at <= tx.now {
        return Err(Code::RefreshTokenInvalid.into());
    }
    let user = store::credentials(tx.conn, session.user_id)?;
    if store::spend(tx.conn, presented, tx.now)? {
        return Ok(Ok(issue(tx.conn, state, &user, &session, tx.now)?));
    }
    store::end(tx.conn, session.id, EndReason::Reuse, tx.now)?;
    tx.actor = Actor { id: Some(user.id), name: user.username };
    tx.record(&user.jurisdiction, Change::new(Kind::SessionReused, session.id, 2))?;
    Ok(Err(Code::RefreshTokenReused.into()))
}

/// Log out (退出)
///
/// Ends the session of the access token: its tokens are refused from the next request on.
#[utoipa::path(tag = "sessions", responses((status = 204, description = "The session has ended"), SignInProblems))]
#[delete("/sessions/current")]
pub async fn log_out(
    state: Data<State>,
    request_id: ReqData<RequestId>,
    caller: Allowed<OwnAccount>,
) -> Result<Answer> {
    let db = state.db.clone();
    let end = move |conn: &mut _| {
        let id = request_id.0.clone();
        let mut tx = Tx { request_id: id, actor: Actor::from(&*caller), ..Tx::of_service(conn, &state.clock, "") };
        store::end(tx.conn, caller.session_id, EndReason::LogOut, tx.now)?;
        let change = Change::new(Kind::SessionEnded, caller.session_id, 2);
        tx.record(&caller.jurisdiction, change)?;
        Ok(Answer::nothing())
    };
    db.write(end).await
}
