//! Operations on the caller's own account.
use super::{
    model::{Me, PasswordChange},
    rules,
};
use crate::{
    directory::{
        bureaus, jurisdictions,
        sessions::{self, Attempt, Credentials, SignInProblems, Tokens, attempts},
    },
    foundation::{
        State,
        auth::{Allowed, Permission, passwords, permission::OwnAccount},
        clock::local_date,
        db::Conn,
        error::{Code, Error, Result, stale},
        events::{Actor, Change, Kind},
        web::*,
    },
};
use actix_web::{
    HttpResponse, get, put,
    web::{Data, ReqData},
};

/// Who am I (本人)
///
/// The caller as the service knows it now: roles, what they permit, jurisdiction, bureau, session; and the business
/// time, by which periods fall due.
#[utoipa::path(tag = "me", responses((status = 200, body = Me, description = "The caller")))]
#[get("/me")]
pub async fn get_me(state: Data<State>, caller: Allowed<OwnAccount>) -> Result<Answer> {
    let (profile, business_time_shifted) = (state.profile.as_str(), state.clock.is_shifted());
    let read = move |conn: &mut Conn, view: &View| {
        let jurisdiction =
            jurisdictions::store::find_by_code(conn, &view.caller.jurisdiction)?.ok_or(Code::NotFound)?;
        let mut bureaus = bureaus::store::summaries(conn, view.caller.bureau_id.as_slice())?;
        Answer::ok(&Me {
            id: view.caller.id,
            username: view.caller.username.clone(),
            display_name: view.caller.display_name.clone(),
            roles: view.caller.roles.clone(),
            permissions: Permission::ALL.iter().copied().filter(|permission| view.caller.may(*permission)).collect(),
            jurisdiction,
            bureau: view.caller.bureau_id.and_then(|id| bureaus.remove(&id)),
            must_change_password: view.caller.must_change_password,
            session_id: view.caller.session_id,
            business_now: view.now,
            business_date: local_date(view.now),
            business_time_shifted,
            profile,
            allowed_actions: rules::offered(&view.caller),
        })
    };
    state.read(caller, read).await
}

/// Change my password (修改密码)
///
/// Ends every other session of the caller and answers new tokens for this one.
///
/// - The tokens held until now are refused from the next request on.
/// - A wrong current password (`password_wrong`) counts as a failed log-in under the username from there
///   (`too_many_attempts`).
#[utoipa::path(
    tag = "me",
    request_body = PasswordChange,
    responses((status = 200, body = Tokens, description = "New tokens of this session"), SignInProblems),
)]
#[put("/me/password")]
pub async fn change_password(
    state: Data<State>,
    request_id: ReqData<RequestId>,
    source: Source,
    caller: Allowed<OwnAccount>,
    body: Body<PasswordChange>,
) -> Result<HttpResponse> {
    let (caller, change, request_id) = (caller.into_inner(), body.0, request_id.into_inner());
    let (id, attempt, now) = (caller.id, Attempt::of(&caller.username, &source), state.clock.now());
    let early = attempt.clone();
    let look = move |conn: &mut Conn| {
        attempts::allow(conn, &early, now)?;
        Ok(sessions::store::credentials(conn, id)?)
    };
    let user = state.db.read(look).await?;
    let (given, stored) = (change.current_password.clone(), Some(user.password_hash.clone()));
    let right = passwords::verify_in_turn(given, stored).await?;
    if let Err(faults) = rules::check(&change, &caller.username, right) {
        if right {
            return Err(faults);
        }
        return Err(refuse(state, request_id, caller, (attempt, source)).await.err().unwrap_or(faults));
    }
    let hash = passwords::hash_in_turn(change.new_password).await?;
    let tokens = replace(state, request_id, caller, attempt, (user.stamp, hash)).await?;
    Ok(sessions::answer(&tokens))
}

/// Counts a wrong current password and writes it down.
async fn refuse(
    state: Data<State>,
    request_id: RequestId,
    caller: Caller,
    (attempt, source): (Attempt, Source),
) -> Result<()> {
    let db = state.db.clone();
    let refuse = move |conn: &mut Conn| {
        let mut tx = of_caller(conn, &state, &request_id, &caller);
        attempts::allow(tx.conn, &attempt, tx.now)?;
        let delayed = attempts::fail(tx.conn, &attempt, tx.now)?;
        let change = Change::new(Kind::UserPasswordRefused, caller.id, 1);
        tx.record(
            &caller.jurisdiction,
            change.data(serde_json::json!({"source": source.subscriber(), "delayed": delayed})),
        )
    };
    db.write(refuse).await
}

/// Stores the new password, unless the account changed since the current one was checked.
async fn replace(
    state: Data<State>,
    request_id: RequestId,
    caller: Caller,
    attempt: Attempt,
    (seen, hash): (i32, String),
) -> Result<Tokens> {
    let db = state.db.clone();
    let replace = move |conn: &mut Conn| {
        let mut tx = of_caller(conn, &state, &request_id, &caller);
        let now = tx.now;
        let before = sessions::store::credentials(tx.conn, caller.id)?;
        attempts::allow(tx.conn, &attempt, now)?;
        if before.stamp != seen {
            return Err(Error::new(Code::SessionEnded));
        }
        let read = (before.id, before.version);
        sessions::store::set_password(tx.conn, read, &hash, Some(caller.session_id), now).map_err(stale)?;
        attempts::succeed(tx.conn, &attempt)?;
        sessions::store::forget_unused(tx.conn, caller.session_id)?;
        let session = sessions::store::get(tx.conn, caller.session_id)?;
        let user: Credentials = sessions::store::credentials(tx.conn, caller.id)?;
        let tokens = sessions::issue(tx.conn, &state, &user, &session, now)?;
        let change = Change::new(Kind::UserPasswordChanged, user.id, user.version);
        tx.record(&user.jurisdiction, change)?;
        Ok(tokens)
    };
    db.write(replace).await
}

pub(super) fn of_caller<'a>(conn: &'a mut Conn, state: &State, request_id: &RequestId, caller: &Caller) -> Tx<'a> {
    let (actor, request_id) = (Actor::from(caller), request_id.0.clone());
    Tx { actor, request_id, ..Tx::of_service(conn, &state.clock, "") }
}
