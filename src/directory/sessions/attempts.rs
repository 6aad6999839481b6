//! 登录失败 failed attempts: how often a username was tried in vain from a source, lately.
//!
//! Who fails has to wait before the next attempt *from there under that name*; nobody else has to. A right password
//! from a source that has not failed under the name is always let in, so that nobody can lock another out. What is
//! counted beside that, all that failed under a name and all that failed from a source, only takes away how often a
//! source may fail for free. Whether the name exists plays no part: names are kept as digests, known or not, and all
//! answer alike.
//!
//! The counts stand in the database, so that every replica knows them; a row goes an hour after its last failure, and
//! there are at most `MOST` of them.
use super::rules::{self, looks_like_username};
use crate::{
    foundation::{
        auth::digest,
        db::{Conn, Timestamp, schema::sign_in_failures::dsl},
        error::Result,
        web::Source,
    },
    on_each,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// How many rows there may be at most; then those go that failed longest ago.
const MOST: i64 = 50_000;
/// How many of them go at once.
const AT_ONCE: i64 = 1_000;
/// What stands for every name, and for every source.
const ANY: &str = "";

/// Somebody somewhere who tries to prove to be somebody.
#[derive(Debug, Clone)]
pub struct Attempt {
    account: String,
    source: String,
}

/// What failed under a name lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How often, from wherever.
    pub count: i32,
    /// When last.
    pub last_failed_at: Timestamp,
}

/// How a name is kept. What cannot be a username is all one: it may be a password in the wrong field.
fn account_of(username: &str) -> String {
    if looks_like_username(username) { digest(&format!("username {username}")) } else { "-".to_owned() }
}

impl Attempt {
    /// Under a name, from a source.
    pub fn of(username: &str, source: &Source) -> Self {
        Self { account: account_of(username), source: source.subscriber() }
    }
    /// Of the pair, of the name, and of the source, in this order.
    fn rows(&self) -> [(&str, &str); 3] {
        [(&self.account, &self.source), (&self.account, ANY), (ANY, &self.source)]
    }
}

/// Refuses an attempt that comes too early: `too_many_attempts` with `Retry-After`. One statement.
pub fn allow(conn: &mut Conn, attempt: &Attempt, now: Timestamp) -> Result<()> {
    let (accounts, sources) = ([attempt.account.as_str(), ANY], [attempt.source.as_str(), ANY]);
    let known: Vec<(String, String, i32, Timestamp)> = dsl::sign_in_failures
        .filter(dsl::account.eq_any(accounts).and(dsl::source.eq_any(sources)))
        .filter(dsl::last_failed_at.gt(rules::forgotten(now)))
        .select((dsl::account, dsl::source, dsl::failures, dsl::last_failed_at))
        .load(conn)?;
    let of = |row: (&str, &str)| known.iter().find(|known| (known.0.as_str(), known.1.as_str()) == row);
    let [pair, name, source] = attempt.rows().map(of);
    let Some((.., own, last_failed_at)) = pair else { return Ok(()) };
    let pressed = [name, source].into_iter().flatten().any(|row| row.2 >= rules::PRESSED);
    rules::waited(*last_failed_at, *own, pressed, now)
}
/// Counts a failed attempt; whether the next one has to wait. At most eight statements.
pub fn fail(conn: &mut Conn, attempt: &Attempt, now: Timestamp) -> Result<bool> {
    // Always in this order, so that two who fail at once wait for each other and not in a circle.
    for (account, source) in attempt.rows() {
        count(conn, account, source, now)?;
    }
    Ok(allow(conn, attempt, now).is_err())
}
/// Forgets what the pair failed: the password was right. What others failed under the name stays.
pub fn succeed(conn: &mut Conn, attempt: &Attempt) -> QueryResult<()> {
    diesel::delete(dsl::sign_in_failures.find((&attempt.account, &attempt.source))).execute(conn).map(drop)
}
/// Forgives everything that failed under a name.
pub fn forgive(conn: &mut Conn, username: &str) -> QueryResult<()> {
    let failed = dsl::sign_in_failures.filter(dsl::account.eq(account_of(username)));
    diesel::delete(failed).execute(conn).map(drop)
}
/// What failed lately under each of these names, until it is cleaned up; names under which nothing did are left out.
/// One statement.
pub fn lately(conn: &mut Conn, usernames: &[&str]) -> QueryResult<HashMap<String, Failures>> {
    let accounts: HashMap<String, &str> = usernames.iter().map(|name| (account_of(name), *name)).collect();
    let rows: Vec<(String, i32, Timestamp)> = dsl::sign_in_failures
        .filter(dsl::account.eq_any(accounts.keys()).and(dsl::source.eq(ANY)))
        .select((dsl::account, dsl::failures, dsl::last_failed_at))
        .load(conn)?;
    let failures = |(account, count, last_failed_at): (String, i32, Timestamp)| {
        Some(((*accounts.get(&account)?).to_owned(), Failures { count, last_failed_at }))
    };
    Ok(rows.into_iter().filter_map(failures).collect())
}
/// Deletes what failed too long ago to count.
pub fn forget(conn: &mut Conn, now: Timestamp) -> QueryResult<usize> {
    diesel::delete(dsl::sign_in_failures.filter(dsl::last_failed_at.le(rules::forgotten(now)))).execute(conn)
}

fn count(conn: &mut Conn, account: &str, source: &str, now: Timestamp) -> QueryResult<()> {
    let row = || dsl::sign_in_failures.find((account, source));
    let old = row().filter(dsl::last_failed_at.le(rules::forgotten(now)));
    diesel::update(old).set(dsl::failures.eq(0)).execute(conn)?;
    let again = |conn: &mut Conn| {
        let more = (dsl::failures.eq(dsl::failures + 1), dsl::last_failed_at.eq(now));
        diesel::update(row()).set(more).execute(conn)
    };
    if again(conn)? == 1 {
        return Ok(());
    }
    make_room(conn)?;
    let first = (dsl::account.eq(account), dsl::source.eq(source), dsl::failures.eq(1), dsl::last_failed_at.eq(now));
    let insert = diesel::insert_into(dsl::sign_in_failures).values(first).on_conflict_do_nothing();
    if on_each!(&mut *conn, c => insert.execute(c))? == 0 {
        // Another replica was faster with the same row.
        again(conn)?;
    }
    Ok(())
}

/// Keeps the table bounded, whoever makes up names and sources.
fn make_room(conn: &mut Conn) -> QueryResult<()> {
    if dsl::sign_in_failures.count().get_result::<i64>(conn)? < MOST {
        return Ok(());
    }
    let by_age = dsl::sign_in_failures.order(dsl::last_failed_at).select(dsl::last_failed_at);
    let cut: Option<Timestamp> = by_age.offset(AT_ONCE).first(conn).optional()?;
    let Some(cut) = cut else { return Ok(()) };
    diesel::delete(dsl::sign_in_failures.filter(dsl::last_failed_at.le(cut))).execute(conn).map(drop)
}
