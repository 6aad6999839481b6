//! When a light can be overridden, and when that ends.
use super::model::{InForce, OverrideRow, OverrideState};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        error::{Code, Error, Result},
    },
    plan::periods::PeriodRow,
    progress::verdicts::FrozenLight,
};
use chrono::NaiveDate;

/// A period's light can be overridden once it has begun, until it closes.
pub fn settable(period: &PeriodRow, today: NaiveDate) -> Result<()> {
    if period.closed_at.is_some() {
        return Err(Code::LightFrozen.into());
    }
    if period.starts_on > today {
        return Err(Error::new(Code::PeriodNotBegun).with("starts_on", period.starts_on.to_string()));
    }
    Ok(())
}

/// What became of an override whose period is closed, or is not.
pub fn state(set: &OverrideRow, closed: bool) -> OverrideState {
    match (set.revoked_at, closed) {
        (Some(_), _) => OverrideState::Revoked,
        (None, true) => OverrideState::Lapsed,
        (None, false) => OverrideState::InForce,
    }
}

/// Whether the caller may revoke an override: once, until its period closes.
pub fn may_revoke(caller: &Caller, set: &OverrideRow, closed: bool) -> Result<(), Code> {
    caller.may_in(Permission::OverrideLights, &set.jurisdiction)?;
    match state(set, closed) {
        OverrideState::Revoked => Err(Code::OverrideRevoked),
        OverrideState::Lapsed => Err(Code::LightFrozen),
        OverrideState::InForce => Ok(()),
    }
}

/// The override of these that decides the light of an indicator whose latest figure is of a period that ends on a day:
/// of that period or a later one, and not yet kept by a closing of its period. Of several that of the latest period.
pub fn deciding<'a>(
    stood: impl IntoIterator<Item = &'a InForce>,
    latest: Option<NaiveDate>,
    frozen: impl Fn(&str) -> Option<&'a FrozenLight>,
) -> Option<&'a InForce> {
    let lapsed = |set: &InForce| latest.is_some_and(|latest| set.ends_on < latest);
    let kept = |set: &InForce| {
        frozen(&set.period).is_some_and(|frozen| frozen.override_id == Some(set.id) || frozen.frozen_at > set.set_at)
    };
    stood.into_iter().filter(|set| !lapsed(set) && !kept(set)).max_by_key(|set| set.ends_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::{
            auth::Role,
            clock::start_of_day,
            db::{Id, Timestamp},
        },
        progress::{
            figures::{Light, LightReason},
            overrides::model::SetLight,
        },
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn at(text: &str) -> Timestamp {
        start_of_day(day(text))
    }
    fn set(period: &str, ends_on: &str, set_at: &str) -> InForce {
        let (period, reason) = (period.to_owned(), "r".to_owned());
        InForce { id: Id::new(), period, ends_on: day(ends_on), light: Light::Red, reason, set_at: at(set_at) }
    }
    fn frozen(of: Option<&InForce>, frozen_at: &str) -> FrozenLight {
        FrozenLight {
            id: Id::new(),
            indicator_id: Id::new(),
            closing: 1,
            light: Light::Green,
            light_reason: LightReason::OnSchedule,
            watch: false,
            rule_set_number: Some(1),
            override_id: of.map(|of| of.id),
            frozen_at: at(frozen_at),
        }
    }

    fn row(revoked_at: Option<Timestamp>) -> OverrideRow {
        OverrideRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            indicator_id: Id::new(),
            period_id: Id::new(),
            light: SetLight::Red,
            computed_light: Light::Green,
            computed_reason: LightReason::OnSchedule,
            reason: "r".into(),
            document: None,
            set_by: Id::new(),
            set_at: at("2025-10-01"),
            revoked_by: None,
            revoked_at,
            revoke_reason: None,
            version: 1,
            created_at: at("2025-10-01"),
            updated_at: at("2025-10-01"),
        }
    }

    #[test]
    fn an_override_lapses_with_its_period() {
        let stood = [set("2025-08", "2025-08-31", "2025-09-02"), set("2025-09", "2025-09-30", "2025-10-02")];
        let nothing = |_: &str| None;
        assert_eq!(deciding(&stood, Some(day("2025-09-30")), nothing), Some(&stood[1]));
        assert_eq!(deciding(&stood, Some(day("2025-08-31")), nothing), Some(&stood[1]), "the later one");
        assert_eq!(deciding(&stood[..1], Some(day("2025-09-30")), nothing), None, "the next period is computed again");
        assert_eq!(deciding(&stood[..1], None, nothing), Some(&stood[0]), "nothing reported yet");
        assert_eq!(deciding(&[], None, nothing), None);
    }
    #[test]
    fn a_closing_takes_it_over() {
        let stood = [set("2025-09", "2025-09-30", "2025-10-02")];
        let decides = |verdict: &FrozenLight| {
            let found = |code: &str| (code == "2025-09").then_some(verdict);
            deciding(&stood, Some(day("2025-09-30")), found).is_some()
        };
        assert!(!decides(&frozen(Some(&stood[0]), "2025-10-02")), "kept in the verdict");
        assert!(!decides(&frozen(None, "2025-10-20")), "a later closing");
        assert!(decides(&frozen(None, "2025-10-01")), "set after the period was reopened");
    }
    #[test]
    fn it_is_set_and_revoked_before_the_period_closes() {
        let period = |closed: bool| PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: "2025-09".into(),
            starts_on: day("2025-09-01"),
            ends_on: day("2025-09-30"),
            months: 9,
            opens_at: at("2025-10-01"),
            due_at: at("2025-10-15"),
            closed_at: closed.then(|| at("2025-10-20")),
            version: 1,
            created_at: at("2025-01-01"),
            updated_at: at("2025-01-01"),
        };
        let code = |done: Result<()>| done.map_err(|error| error.code());
        assert_eq!(code(settable(&period(false), day("2025-08-31"))), Err(Code::PeriodNotBegun));
        assert_eq!(code(settable(&period(false), day("2025-09-01"))), Ok(()));
        assert_eq!(code(settable(&period(true), day("2025-10-20"))), Err(Code::LightFrozen));
        let office = Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: None,
            roles: vec![Role::Supervisor],
            session_id: Id::new(),
            must_change_password: false,
        };
        let revoke = |revoked_at, closed| may_revoke(&office, &row(revoked_at), closed);
        assert_eq!(revoke(None, false), Ok(()));
        assert_eq!(revoke(None, true), Err(Code::LightFrozen));
        assert_eq!(revoke(Some(at("2025-10-01")), false), Err(Code::OverrideRevoked));
    }
}
