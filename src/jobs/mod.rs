//! Loops beside the requests. Each run is harmless to repeat and to run on several replicas at once.
use crate::{
    evidence::attachments,
    foundation::{State, db::schema::*, error::Result, events::Tx, web},
    supervision::{reminder_rules, reminders},
};
use diesel::prelude::*;
use std::time::Duration;

/// Starts the loops of a serving process.
pub fn start(state: State) {
    let daily = state.clone();
    actix_web::rt::spawn(async move {
        let mut days = tokio::time::interval(Duration::from_secs(24 * 3600));
        loop {
            days.tick().await;
            match attachments::sweep(&daily).await {
                Ok(removed) => tracing::debug!(removed, "attachments without a row"),
                Err(error) => tracing::warn!(%error, "clean-up of attachments"),
            }
        }
    });
    let reminding = state.clone();
    actix_web::rt::spawn(async move {
        let mut often = tokio::time::interval(Duration::from_secs(300));
        loop {
            often.tick().await;
            if let Err(error) = remind(&reminding).await {
                tracing::warn!(%error, "reminders");
            }
        }
    });
    actix_web::rt::spawn(async move {
        let mut hourly = tokio::time::interval(Duration::from_secs(3600));
        loop {
            hourly.tick().await;
            if let Err(error) = clean_up(&state).await {
                tracing::warn!(%error, "clean-up");
            }
        }
    });
}

/// Deletes answers that are no longer kept and sessions that ended more than thirty days ago.
async fn clean_up(state: &State) -> Result<()> {
    let now = state.clock.now();
    let old = crate::foundation::db::Timestamp::from(*now - chrono::TimeDelta::days(30));
    let deleted = state.db.write(move |conn| {
        let answers = web::forget_expired(conn, now)?;
        let ended = sessions::table.filter(sessions::expires_at.lt(old)).select(sessions::id);
        diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(ended))).execute(conn)?;
        Ok(answers + diesel::delete(sessions::table.filter(sessions::expires_at.lt(old))).execute(conn)?)
    });
    tracing::debug!(deleted = deleted.await?, "clean-up");
    Ok(())
}

/// Raises the reminders that are due, one transaction for each jurisdiction that has rules for them.
async fn remind(state: &State) -> Result<()> {
    for jurisdiction in state.db.read_one(|conn| Ok(reminder_rules::store::jurisdictions(conn)?)).await? {
        let clock = state.clock.clone();
        let raised = state
            .db
            .write(move |conn| reminders::raise_due(&mut Tx::of_service(conn, &clock, "reminders"), &jurisdiction));
        tracing::debug!(raised = raised.await?, "reminders");
    }
    Ok(())
}
