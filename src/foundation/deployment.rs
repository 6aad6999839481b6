//! What the database knows about the service that runs on it: its profile and its business clock.
use crate::{
    clock::{Clock, shift_to},
    config::{Profile, Settings, demo_business_date},
    db::{Conn, schema::deployment::dsl},
    error::Result,
};
use diesel::prelude::*;

/// A value that was [set].
pub fn get(conn: &mut Conn, name: &str) -> QueryResult<Option<String>> {
    dsl::deployment.find(name).select(dsl::value).first(conn).optional()
}
/// Sets or replaces a value.
pub fn set(conn: &mut Conn, name: &str, value: &str) -> QueryResult<()> {
    if diesel::update(dsl::deployment.find(name)).set(dsl::value.eq(value)).execute(conn)? == 0 {
        diesel::insert_into(dsl::deployment).values((dsl::name.eq(name), dsl::value.eq(value))).execute(conn)?;
    }
    Ok(())
}
/// Forgets a value.
pub fn clear(conn: &mut Conn, name: &str) -> QueryResult<()> {
    diesel::delete(dsl::deployment.find(name)).execute(conn).map(drop)
}

/// The profile under which the database was first used; set to this one when it is new. A demonstration never becomes a
/// production, nor the other way round: its accounts and figures are not real.
pub fn profile(conn: &mut Conn, profile: Profile) -> Result<Option<String>> {
    match get(conn, "profile")? {
        Some(known) => Ok(Some(known).filter(|known| known != profile.as_str())),
        None => {
            set(conn, "profile", profile.as_str())?;
            Ok(None)
        }
    }
}

/// The clock of this deployment. The demonstration's shift is kept, so that business time goes on after a restart;
/// another `DUBAN_BUSINESS_DATE` than before starts it anew.
pub fn clock(conn: &mut Conn, settings: &Settings) -> Result<Clock> {
    if settings.server.profile == Profile::Production {
        return Ok(Clock::system(0));
    }
    let date = settings.server.business_date.unwrap_or_else(demo_business_date);
    let kept = get(conn, "business_clock")?.and_then(|kept| {
        let (known, shift) = kept.split_once(' ')?;
        (known == date.to_string()).then(|| shift.parse().ok())?
    });
    let shift = match kept {
        Some(shift) => shift,
        None => {
            let shift = shift_to(date, Clock::system(0).now());
            set(conn, "business_clock", &format!("{date} {shift}"))?;
            shift
        }
    };
    Ok(Clock::system(shift))
}
