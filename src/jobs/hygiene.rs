//! 清理: what nobody can use any more is deleted.
use crate::{
    directory::sessions::attempts,
    foundation::{
        State,
        db::{
            Timestamp,
            schema::{refresh_tokens, sessions},
        },
        error::Result,
        web,
    },
};
use chrono::TimeDelta;
use diesel::prelude::*;

/// How long a session that ended is kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Deletes answers that are no longer kept, sessions that ended more than thirty days ago and failed log-ins that
/// count no longer; gives how many rows.
pub async fn clean_up(state: &State) -> Result<usize> {
    let now = state.clock.now();
    let old = Timestamp::from(*now - KEPT);
    let clean = state.db.write(move |conn| {
        let answers = web::forget_expired(conn, now)?;
        let ended = sessions::table.filter(sessions::expires_at.lt(old)).select(sessions::id);
        let tokens =
            diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(ended))).execute(conn)?;
        let sessions = diesel::delete(sessions::table.filter(sessions::expires_at.lt(old))).execute(conn)?;
        Ok(answers + tokens + sessions + attempts::forget(conn, now)?)
    });
    clean.await
}
