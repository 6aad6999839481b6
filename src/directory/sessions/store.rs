//! Queries on sessions, their refresh tokens, and what proves who somebody is.
use super::model::{Credentials, EndReason, Session};
use crate::foundation::{
    auth::Role,
    db::{Backend, Conn, Id, Timestamp, schema::*},
    error::Result,
    web::{Page, Paging, Source},
};
use chrono::TimeDelta;
use diesel::prelude::*;

/// The credentials of a username.
pub fn find_credentials(conn: &mut Conn, username: &str) -> QueryResult<Option<Credentials>> {
    Credentials::query().filter(users::username.eq(username)).first(conn).optional()
}
/// The credentials of a user.
pub fn credentials(conn: &mut Conn, user: Id) -> QueryResult<Credentials> {
    Credentials::query().filter(users::id.eq(user)).first(conn)
}
/// The roles of a user.
pub fn roles(conn: &mut Conn, user: Id) -> QueryResult<Vec<Role>> {
    user_roles::table.filter(user_roles::user_id.eq(user)).order(user_roles::role).select(user_roles::role).load(conn)
}
/// The jurisdiction of the first account: in whose log that is written which belongs to no account.
pub fn home(conn: &mut Conn) -> QueryResult<Option<String>> {
    users::table.order(users::id).select(users::jurisdiction).first(conn).optional()
}

/// Sets the password of a user who still has the version that was read. Whoever sets the own one keeps the session it
/// was done in (`keep`); a password that another set has to be changed.
pub fn set_password(
    conn: &mut Conn,
    (user, version): (Id, i32),
    hash: &str,
    keep: Option<Id>,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::update(users::table.find(user).filter(users::version.eq(version)))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(keep.is_none()),
            users::stamp.eq(users::stamp + 1),
            users::version.eq(version + 1),
            users::updated_at.eq(now),
        ))
        .returning(users::id)
        .get_result::<Id>(conn)?;
    end_all(conn, user, keep, EndReason::Password, now)
}

/// One session.
pub fn get(conn: &mut Conn, session: Id) -> QueryResult<Session> {
    Session::query().filter(sessions::id.eq(session)).first(conn)
}
/// Begins a session.
pub fn insert(conn: &mut Conn, user: Id, days: u32, source: &Source, now: Timestamp) -> QueryResult<Session> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(Id::new()),
            sessions::user_id.eq(user),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(Timestamp::from(*now + TimeDelta::days(days.into()))),
            sessions::source.eq(source.shortened()),
            sessions::user_agent.eq(source.user_agent()),
        ))
        .returning(sessions::id)
        .get_result(conn)
        .and_then(|id| get(conn, id))
}
/// Notes that tokens are made for a session.
pub fn touch(conn: &mut Conn, session: Id, now: Timestamp) -> QueryResult<()> {
    diesel::update(sessions::table.find(session)).set(sessions::last_used_at.eq(now)).execute(conn).map(drop)
}
/// A page of the sessions of a user that are still good, in the order of their beginning.
pub fn list(conn: &mut Conn, user: Id, paging: &Paging, now: Timestamp) -> Result<Page<Session>> {
    let good = || {
        let open = sessions::ended_at.is_null().and(sessions::expires_at.gt(now));
        sessions::table.filter(sessions::user_id.eq(user)).filter(open).into_boxed::<Backend>()
    };
    let total = paging.counted().then(|| good().count().get_result(conn)).transpose()?;
    let mut query = good();
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(sessions::id.gt(after));
    }
    let rows = query.select(Session::as_select()).order(sessions::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |session: &Session| vec![session.id.to_string()])
}
/// A session of a user that is still good.
pub fn get_own(conn: &mut Conn, user: Id, session: Id, now: Timestamp) -> QueryResult<Session> {
    let open = sessions::ended_at.is_null().and(sessions::expires_at.gt(now));
    Session::query().filter(sessions::id.eq(session).and(sessions::user_id.eq(user))).filter(open).first(conn)
}
/// Ends a session that has not ended.
pub fn end(conn: &mut Conn, session: Id, reason: EndReason, now: Timestamp) -> QueryResult<()> {
    diesel::update(sessions::table.find(session).filter(sessions::ended_at.is_null()))
        .set((sessions::ended_at.eq(now), sessions::end_reason.eq(reason)))
        .execute(conn)
        .map(drop)
}
/// Ends every session of a user but the one to keep.
pub fn end_all(conn: &mut Conn, user: Id, keep: Option<Id>, reason: EndReason, now: Timestamp) -> QueryResult<()> {
    let mut open: Vec<Id> = sessions::table
        .filter(sessions::user_id.eq(user).and(sessions::ended_at.is_null()))
        .select(sessions::id)
        .load(conn)?;
    open.retain(|session| Some(*session) != keep);
    diesel::update(sessions::table.filter(sessions::id.eq_any(open)))
        .set((sessions::ended_at.eq(now), sessions::end_reason.eq(reason)))
        .execute(conn)
        .map(drop)
}

/// Keeps the digest of a new refresh token.
pub fn insert_token(conn: &mut Conn, digest: &str, session: Id, now: Timestamp) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(digest),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::issued_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
/// The session of a refresh token.
pub fn find_by_token(conn: &mut Conn, digest: &str) -> QueryResult<Option<Session>> {
    let of_token = refresh_tokens::table.find(digest).select(refresh_tokens::session_id);
    Session::query().filter(sessions::id.eq_any(of_token)).first(conn).optional()
}
/// Uses a refresh token up; `false` when it was used before.
pub fn spend(conn: &mut Conn, digest: &str, now: Timestamp) -> QueryResult<bool> {
    let unused = refresh_tokens::table.find(digest).filter(refresh_tokens::used_at.is_null());
    Ok(diesel::update(unused).set(refresh_tokens::used_at.eq(now)).execute(conn)? == 1)
}
/// Forgets the refresh tokens of a session that were not used, because a new one takes their place. They are not used
/// up: whoever presents one has an old token, not a stolen one.
pub fn forget_unused(conn: &mut Conn, session: Id) -> QueryResult<()> {
    let open = refresh_tokens::session_id.eq(session).and(refresh_tokens::used_at.is_null());
    diesel::delete(refresh_tokens::table.filter(open)).execute(conn).map(drop)
}
