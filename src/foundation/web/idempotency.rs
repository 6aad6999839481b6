//! `Idempotency-Key`: the answer of a command is stored in the transaction of its effect, per caller and operation, for
//! a day.
//!
//! The key is claimed before the effect: on PostgreSQL a second request with it waits for the first one's commit, is
//! then run again and finds the stored answer; on SQLite writers follow one another anyway. A failure leaves no claim.
use super::{Answer, answer::JSON};
use crate::{
    db::{
        Conn, Id, Timestamp,
        schema::idempotency_keys::{self, dsl},
    },
    error::{Code, Error, Result},
};
use chrono::TimeDelta;
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DieselError},
};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Whose key for what.
pub struct Claim<'a> {
    pub caller: Id,
    pub operation: &'a str,
    pub key: &'a str,
    pub fingerprint: &'a str,
}

type Stored = (String, i32, Option<String>, Option<String>, String, Timestamp);

/// Claims the key, or gives the answer that is stored under it.
pub fn claim(conn: &mut Conn, claim: &Claim<'_>, now: Timestamp) -> Result<Option<Answer>> {
    let row = dsl::idempotency_keys.find((claim.caller, claim.operation, claim.key));
    let stored: Option<Stored> = row
        .select((dsl::fingerprint, dsl::status, dsl::etag, dsl::location, dsl::body, dsl::created_at))
        .first(conn)
        .optional()?;
    if let Some((fingerprint, status, etag, location, body, created_at)) = stored {
        if *created_at + KEPT > *now {
            if fingerprint != claim.fingerprint {
                return Err(Code::IdempotencyKeyReused.into());
            }
            let (status, body) = (u16::try_from(status).map_err(Error::internal)?, body.into_bytes());
            return Ok(Some(Answer { etag, location, replayed: true, ..Answer::plain(status, JSON, body) }));
        }
        diesel::delete(row).execute(conn)?;
    }
    let claimed = diesel::insert_into(idempotency_keys::table)
        .values((
            dsl::caller_id.eq(claim.caller),
            dsl::operation.eq(claim.operation),
            dsl::key.eq(claim.key),
            dsl::fingerprint.eq(claim.fingerprint),
            dsl::status.eq(0),
            dsl::body.eq(""),
            dsl::created_at.eq(now),
        ))
        .execute(conn);
    match claimed {
        Err(error @ DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(Error::from(error).retryable())
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(None),
    }
}

/// Stores the answer under the claimed key.
pub fn keep(conn: &mut Conn, claim: &Claim<'_>, answer: &Answer) -> Result<()> {
    let body = std::str::from_utf8(&answer.body).map_err(Error::internal)?;
    diesel::update(dsl::idempotency_keys.find((claim.caller, claim.operation, claim.key)))
        .set((
            dsl::status.eq(i32::from(answer.status)),
            dsl::etag.eq(&answer.etag),
            dsl::location.eq(&answer.location),
            dsl::body.eq(body),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes the answers that are no longer kept.
pub fn forget_expired(conn: &mut Conn, now: Timestamp) -> Result<usize> {
    let before = Timestamp::from(*now - KEPT);
    Ok(diesel::delete(dsl::idempotency_keys.filter(dsl::created_at.lt(before))).execute(conn)?)
}
