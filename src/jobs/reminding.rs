//! 催办: the reminders that are due are raised.
use crate::{
    foundation::{State, error::Result, events::Tx},
    supervision::{reminder_rules, reminders},
};

/// Raises the reminders that are due, one transaction for each jurisdiction that has rules for them; gives how many. A
/// jurisdiction that cannot be done holds none of the others up.
pub async fn remind(state: &State) -> Result<usize> {
    let jurisdictions = state.db.read_one(|conn| Ok(reminder_rules::store::jurisdictions(conn)?)).await?;
    let (mut raised, mut failure) = (0, None);
    for jurisdiction in jurisdictions {
        let (clock, code) = (state.clock.clone(), jurisdiction.clone());
        let added =
            state.db.write(move |conn| reminders::raise_due(&mut Tx::of_service(conn, &clock, "reminders"), &code));
        match added.await {
            Ok(added) => raised += added,
            Err(error) => {
                tracing::warn!(jurisdiction, %error, "reminders");
                failure = Some(error);
            }
        }
    }
    failure.map_or(Ok(raised), Err)
}
