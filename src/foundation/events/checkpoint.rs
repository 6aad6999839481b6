//! 审计检查点 checkpoints: where the log of a jurisdiction stood at a moment, signed by the service's key and written
//! outside the database too. A log that was cut, rebuilt or emptied together with its counter contradicts them.
//!
//! A checkpoint is a compact JWS (RFC 7515) of the type `audit-checkpoint+jwt`: any library verifies it with
//! `/.well-known/jwks.json`. It is no access token and is never taken for one, nor the reverse.
use super::{
    finding::{Finding, FindingKind, Findings},
    verify::Stretch,
};
use crate::{
    auth::PublicKeys,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{audit_checkpoints, audit_entries, feed_counters},
    },
    error::Result,
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The media type of a checkpoint.
pub const TYPE: &str = "audit-checkpoint+jwt";

text_enum! {
    /// 检查点缘由: why a checkpoint was made.
    pub enum CheckpointReason {
        /// 每日: once a day, if anything happened.
        Daily = "daily",
        /// 报告期关闭: a report period was closed.
        PeriodClosed = "period_closed",
        /// 年度办结: the year of a plan was closed.
        YearClosed = "year_closed",
        /// 审计管理员要求: an audit administrator asked for it.
        OnDemand = "on_demand",
    }
}

/// What a checkpoint vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointClaims {
    /// Issuer: the service.
    pub iss: String,
    /// When it was made, in seconds since the epoch.
    pub iat: i64,
    /// 行政区划: GB/T 2260 code.
    pub jurisdiction: String,
    /// Its number in the jurisdiction, from 1.
    pub number: i32,
    /// When it was made.
    pub made_at: Timestamp,
    /// Why.
    pub reason: CheckpointReason,
    /// The sequence of the last entry.
    pub sequence: i64,
    /// How many entries there are.
    pub entries: i64,
    /// The hash of the last entry; zeros without one.
    pub hash: String,
    /// SHA-256 of the checkpoint before it, in hexadecimal; none of the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous: Option<String>,
}

/// A checkpoint as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = audit_checkpoints, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct CheckpointRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    pub jurisdiction: String,
    /// Its number, from 1.
    pub number: i32,
    /// When it was made, in real time.
    pub made_at: Timestamp,
    /// Why.
    pub reason: CheckpointReason,
    /// The sequence of the last entry.
    pub sequence: i64,
    /// How many entries there were.
    pub entries: i64,
    /// The hash of the last entry.
    pub hash: String,
    /// SHA-256 of the token of the checkpoint before.
    pub previous: Option<String>,
    /// The signed checkpoint.
    pub token: String,
}

impl CheckpointRow {
    /// The name under which it is written outside.
    pub fn file_name(&self) -> String {
        format!("{}-{:08}.jwt", self.jurisdiction, self.number)
    }
    fn says(&self, claims: &CheckpointClaims) -> bool {
        let row = (&self.jurisdiction, self.number, self.made_at, self.reason, self.sequence, self.entries, &self.hash);
        let said = (
            &claims.jurisdiction,
            claims.number,
            claims.made_at,
            claims.reason,
            claims.sequence,
            claims.entries,
            &claims.hash,
        );
        row == said && self.previous == claims.previous
    }
}

/// The digest of a token, by which the next one names it.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// The last checkpoint of a jurisdiction.
pub fn last(conn: &mut Conn, jurisdiction: &str) -> QueryResult<Option<CheckpointRow>> {
    CheckpointRow::query()
        .filter(audit_checkpoints::jurisdiction.eq(jurisdiction))
        .order(audit_checkpoints::number.desc())
        .first(conn)
        .optional()
}

/// The sequence of the last entry, by the counter.
pub fn counted(conn: &mut Conn, jurisdiction: &str) -> QueryResult<i64> {
    let counted = feed_counters::table.find(jurisdiction).select(feed_counters::sequence);
    counted.first(conn).optional().map(Option::unwrap_or_default)
}

/// How many entries a log has, whatever its counter says.
pub fn count(conn: &mut Conn, jurisdiction: &str) -> QueryResult<i64> {
    audit_entries::table.filter(audit_entries::jurisdiction.eq(jurisdiction)).count().get_result(conn)
}

/// Adds a checkpoint.
pub fn insert(conn: &mut Conn, row: &CheckpointRow) -> QueryResult<()> {
    diesel::insert_into(audit_checkpoints::table).values(row).execute(conn).map(drop)
}

/// Checks the checkpoints of the database that concern a stretch of the log: their signatures (as far as keys are
/// given), their chain, and what they say of the log. Gives how many they are.
pub fn check(
    conn: &mut Conn,
    jurisdiction: &str,
    stretch: &Stretch,
    keys: Option<&PublicKeys>,
    findings: &mut Findings,
) -> QueryResult<usize> {
    let until = if stretch.ended { i64::MAX } else { stretch.through };
    // Those at the sequence where the stretch begins belong to the one before, but for the beginning.
    let from = if stretch.after == 0 { -1 } else { stretch.after };
    let rows: Vec<CheckpointRow> = CheckpointRow::query()
        .filter(audit_checkpoints::jurisdiction.eq(jurisdiction))
        .filter(audit_checkpoints::sequence.gt(from).and(audit_checkpoints::sequence.le(until)))
        .order(audit_checkpoints::number)
        .load(conn)?;
    let Some(first) = rows.first().map(|row| row.number) else { return Ok(0) };
    let mut before: Option<(i32, String)> = audit_checkpoints::table
        .filter(audit_checkpoints::jurisdiction.eq(jurisdiction).and(audit_checkpoints::number.lt(first)))
        .order(audit_checkpoints::number.desc())
        .select((audit_checkpoints::number, audit_checkpoints::token))
        .first(conn)
        .optional()?;
    for row in &rows {
        let number = before.as_ref().map_or(0, |(number, _)| *number);
        let said = keys.map(|keys| keys.open::<CheckpointClaims>(TYPE, &row.token));
        let signed = said.is_none_or(|said| said.is_some_and(|claims| row.says(&claims)));
        if row.number != number + 1 {
            findings.push(Finding::new(FindingKind::CheckpointMissing).by(number + 1));
        } else if row.previous != before.as_ref().map(|(_, token)| digest(token)) || !signed {
            findings.push(Finding::new(FindingKind::CheckpointForged).by(row.number));
        }
        if row.number != number + 1 && !signed {
            findings.push(Finding::new(FindingKind::CheckpointForged).by(row.number));
        }
        holds(row.sequence, &row.hash, row.number, stretch, findings);
        before = Some((row.number, row.token.clone()));
    }
    Ok(rows.len())
}

/// What a checkpoint says of the log, as far as the stretch tells.
fn holds(sequence: i64, hash: &str, number: i32, stretch: &Stretch, findings: &mut Findings) {
    if sequence > stretch.through {
        if stretch.ended {
            findings.push(Finding::new(FindingKind::CutAfterCheckpoint).at(sequence).by(number));
        }
    } else if stretch.hashes.get(&sequence).is_some_and(|known| known != hash) {
        findings.push(Finding::new(FindingKind::CheckpointContradicts).at(sequence).by(number));
    }
}

/// A checkpoint that was given from outside: the token, and what it says if one of the keys signed it.
#[derive(Debug, Clone)]
pub struct Given {
    token: String,
    claims: CheckpointClaims,
}

impl Given {
    /// Reads a token that one of the keys signed; `None` of any other.
    pub fn open(token: &str, keys: &PublicKeys) -> Option<Self> {
        let token = token.trim().to_owned();
        keys.open(TYPE, &token).map(|claims| Self { token, claims })
    }
    /// Whose log it vouches for.
    pub fn jurisdiction(&self) -> &str {
        &self.claims.jurisdiction
    }
    /// Holds a stretch of that log against it. Whether the database still has it is asked at the end of the log.
    pub fn check(&self, conn: &mut Conn, stretch: &Stretch, findings: &mut Findings) -> Result<()> {
        let claims = &self.claims;
        let within = claims.sequence > stretch.after || stretch.after == 0;
        if within && (claims.sequence <= stretch.through || stretch.ended) {
            holds(claims.sequence, &claims.hash, claims.number, stretch, findings);
        }
        if stretch.ended {
            let known: Option<String> = audit_checkpoints::table
                .filter(audit_checkpoints::jurisdiction.eq(&claims.jurisdiction))
                .filter(audit_checkpoints::number.eq(claims.number))
                .select(audit_checkpoints::token)
                .first(conn)
                .optional()?;
            match known {
                None => findings.push(Finding::new(FindingKind::CheckpointMissing).by(claims.number)),
                Some(known) if known != self.token => {
                    findings.push(Finding::new(FindingKind::CheckpointForged).by(claims.number));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
