//! The one-time code, and what it makes.
use super::model::Bootstrap;
use crate::{
    directory::{
        jurisdictions::{self, Jurisdiction, NewJurisdiction},
        users::{self, NewAccount, User},
    },
    foundation::{
        auth::{digest, random_token},
        db::{Conn, Timestamp, schema::deployment::dsl},
        deployment,
        error::{Code, Result},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

/// Under which name the digest and its expiry are kept.
const NAME: &str = "bootstrap_code";
/// How long a code is good.
const GOOD_FOR: TimeDelta = TimeDelta::hours(24);

/// Whether the service waits to be set up: there is no user.
pub fn is_open(conn: &mut Conn) -> Result<bool> {
    Ok(!users::store::any(conn)?)
}
/// A new one-time code, in place of an older one; `None` when there are users already.
pub fn issue_code(conn: &mut Conn, now: Timestamp) -> Result<Option<String>> {
    if users::store::any(conn)? {
        return Ok(None);
    }
    let (code, expiry) = (random_token()?, Timestamp::from(*now + GOOD_FOR));
    deployment::set(conn, NAME, &format!("{} {expiry}", digest(&code)))?;
    Ok(Some(code))
}
/// [`issue_code`], unless one is there that is still good: of several replicas that start at once, one prints a code.
pub fn issue_first_code(conn: &mut Conn, now: Timestamp) -> Result<Option<String>> {
    let kept = deployment::get(conn, NAME)?;
    let expiry = kept.as_deref().and_then(|kept| kept.split_once(' ')?.1.parse::<DateTime<Utc>>().ok());
    if expiry.is_some_and(|expiry| *now < expiry) { Ok(None) } else { issue_code(conn, now) }
}
/// Checks a code: `bootstrap_done` when there are users, `bootstrap_code_invalid` unless it is the one and in its time.
/// Gives what is kept.
pub fn check_code(conn: &mut Conn, code: &str, now: Timestamp) -> Result<String> {
    // The code first: whoever finds it used up by another request finds that one's users as well.
    let kept = deployment::get(conn, NAME)?;
    if users::store::any(conn)? {
        return Err(Code::BootstrapDone.into());
    }
    let kept = kept.ok_or(Code::BootstrapCodeInvalid)?;
    let expiry = kept.strip_prefix(&digest(code)).and_then(|rest| rest.trim().parse::<DateTime<Utc>>().ok());
    if expiry.is_some_and(|expiry| *now < expiry) { Ok(kept) } else { Err(Code::BootstrapCodeInvalid.into()) }
}
/// Uses a code up. Of two requests at once the second waits for the first one's row here, and finds it gone.
pub fn take_code(conn: &mut Conn, code: &str, now: Timestamp) -> Result<()> {
    let kept = check_code(conn, code, now)?;
    let taken = diesel::delete(dsl::deployment.find(NAME).filter(dsl::value.eq(kept))).execute(conn)?;
    if taken == 1 { Ok(()) } else { Err(Code::BootstrapDone.into()) }
}
/// Makes the jurisdiction, with those above it where they are missing; gives all that it made, the highest first, and
/// the jurisdiction itself.
pub fn jurisdictions(
    conn: &mut Conn,
    wanted: &NewJurisdiction,
    now: Timestamp,
) -> Result<(Vec<Jurisdiction>, Jurisdiction)> {
    let mut made = Vec::new();
    for code in jurisdictions::rules::ancestors(&wanted.code).into_iter().rev() {
        if jurisdictions::store::find_by_code(conn, &code)?.is_none() {
            let unnamed = NewJurisdiction { name: code.clone(), name_en: None, code };
            made.push(jurisdictions::store::insert(conn, &unnamed, now)?);
        }
    }
    if let Some(known) = jurisdictions::store::find_by_code(conn, &wanted.code)? {
        return Ok((made, known));
    }
    let own = jurisdictions::store::insert(conn, wanted, now)?;
    made.push(own.clone());
    Ok((made, own))
}
/// Makes the three administrators, each with a role and the hash of its password.
pub fn administrators(conn: &mut Conn, body: &Bootstrap, hashes: &[String], now: Timestamp) -> Result<Vec<User>> {
    let each = body.administrators().into_iter().zip(hashes);
    each.map(|((_, role, person), hash)| {
        let account = NewAccount {
            jurisdiction: body.jurisdiction.code.clone(),
            username: person.username.clone(),
            display_name: person.display_name.clone(),
            bureau_id: None,
            password_hash: hash.clone(),
            must_change_password: true,
            demonstration: false,
            roles: vec![role],
        };
        Ok(users::store::insert(conn, &account, now)?)
    })
    .collect()
}
