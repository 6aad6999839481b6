//! 前置关系: which milestone waits for which, and what a slip up the chain does to those that wait (docs/domain.md §5).
//!
//! A milestone is expected where it is forecast, but not before what it waits for, once that has slipped, lets it. A
//! slip that comes so is still a slip; the network says how many of its days an upstream milestone explains, and where
//! it began.
use crate::foundation::db::Id;
use chrono::{NaiveDate, TimeDelta};
use std::collections::{HashMap, HashSet};

/// The days of a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// 期限, the baseline.
    pub due_on: NaiveDate,
    /// 预计日期.
    pub forecast_on: Option<NaiveDate>,
    /// 完成日期.
    pub completed_on: Option<NaiveDate>,
}

/// Where a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// When it was met or is expected; `None` for a milestone that is not in the network.
    pub expected_on: Option<NaiveDate>,
    /// That day less the baseline; `None` while it is neither met nor forecast nor held up.
    pub slippage_days: Option<i64>,
    /// What an upstream milestone explains of the slip.
    pub cause: Option<Cause>,
}

/// What an upstream milestone explains of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The milestone that is waited for.
    pub upstream: Id,
    /// How many days of the slip.
    pub days: i64,
    /// The first milestone up the chain that slipped by itself.
    pub root: Id,
}

/// Milestones and what they wait for.
#[derive(Debug, Clone, Default)]
pub struct Network {
    days: HashMap<Id, Days>,
    /// For each milestone: those that it waits for, each with the days that it needs after it.
    waits: HashMap<Id, Vec<(Id, i32)>>,
}

impl Network {
    /// Adds a milestone.
    pub fn add(&mut self, id: Id, days: Days) {
        self.days.insert(id, days);
    }
    /// Lets a milestone wait for another.
    pub fn wait(&mut self, id: Id, upstream: Id, lag_days: i32) {
        self.waits.entry(id).or_default().push((upstream, lag_days));
    }
    /// Whether a milestone is another one, or waits for it, directly or not.
    pub fn leads_to(&self, id: Id, other: Id) -> bool {
        let (mut open, mut seen) = (vec![id], HashSet::new());
        while let Some(next) = open.pop() {
            if next == other {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.waits.get(&next).into_iter().flatten().map(|(upstream, _)| *upstream));
            }
        }
        false
    }
    /// Where every milestone stands.
    pub fn standings(&self) -> HashMap<Id, Standing> {
        let mut known = HashMap::new();
        for id in self.days.keys() {
            // Depth first without recursion: a chain may be long.
            let mut path = vec![*id];
            while let Some(at) = path.last().copied() {
                let unknown = |upstream: &Id| {
                    self.days.contains_key(upstream) && !known.contains_key(upstream) && !path.contains(upstream)
                };
                let next = self.waits.get(&at).into_iter().flatten().map(|(upstream, _)| *upstream).find(unknown);
                match next {
                    Some(upstream) => path.push(upstream),
                    None => {
                        path.pop();
                        if let Some(days) = self.days.get(&at) {
                            known.insert(at, self.standing(at, days, &known));
                        }
                    }
                }
            }
        }
        known
    }
    fn standing(&self, id: Id, days: &Days, known: &HashMap<Id, Standing>) -> Standing {
        // Only what has slipped holds others up: a plan whose days do not fit is not a slip.
        let pushes = self.waits.get(&id).into_iter().flatten().filter_map(|(upstream, lag)| {
            let standing =
                known.get(upstream).filter(|standing| standing.slippage_days.is_some_and(|days| days > 0))?;
            let at = standing.expected_on?.checked_add_signed(TimeDelta::days((*lag).into()))?;
            (at > days.due_on).then_some((at, *upstream, standing.cause.map_or(*upstream, |cause| cause.root)))
        });
        let push = pushes.max();
        let stated = days.completed_on.or_else(|| {
            let forecast = days.forecast_on.or(push.map(|_| days.due_on))?;
            Some(push.map_or(forecast, |(at, ..)| forecast.max(at)))
        });
        let slippage_days = stated.map(|at| (at - days.due_on).num_days());
        let cause = push.and_then(|(at, upstream, root)| {
            let explained = slippage_days?.min((at - days.due_on).num_days());
            (explained > 0).then_some(Cause { upstream, days: explained, root })
        });
        Standing { expected_on: Some(stated.unwrap_or(days.due_on)), slippage_days, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn days(due: &str, forecast: Option<&str>, completed: Option<&str>) -> Days {
        Days { due_on: day(due), forecast_on: forecast.map(day), completed_on: completed.map(day) }
    }
    fn id(number: u128) -> Id {
        Id(uuid::Uuid::from_u128(number))
    }
    /// Land, start, completion; the start waits for the land, the completion 180 days for the start.
    fn chain(land: Days, start: Days, completion: Days) -> [Standing; 3] {
        let mut network = Network::default();
        for (number, days) in [land, start, completion].into_iter().enumerate() {
            network.add(id(number as u128), days);
        }
        network.wait(id(1), id(0), 0);
        network.wait(id(2), id(1), 180);
        let standings = network.standings();
        [0, 1, 2].map(|number| standings[&id(number)])
    }

    #[test]
    fn the_slip_of_one_alone_is_its_actual_or_forecast_less_the_baseline() {
        for (days, slip) in [
            (days("2025-03-31", None, None), None),
            (days("2025-03-31", Some("2025-05-15"), None), Some(45)),
            (days("2025-03-31", Some("2025-03-01"), None), Some(-30)),
            (days("2025-03-31", Some("2025-05-15"), Some("2025-04-02")), Some(2)),
            (days("2025-03-31", None, Some("2025-03-31")), Some(0)),
        ] {
            let mut network = Network::default();
            network.add(id(1), days);
            let standing = network.standings()[&id(1)];
            assert_eq!((standing.slippage_days, standing.cause), (slip, None), "{days:?}");
        }
    }
    #[test]
    fn a_slip_caused_upstream_is_still_a_slip_with_its_cause() {
        let plan = days("2025-09-30", None, None);
        let [land, start, completion] =
            chain(days("2025-03-01", Some("2025-05-15"), None), days("2025-03-31", None, None), plan);
        assert_eq!((land.slippage_days, land.cause), (Some(75), None));
        // 供地即开工: it had 30 days to spare, so 45 of the 75 reach it.
        assert_eq!((start.expected_on, start.slippage_days), (Some(day("2025-05-15")), Some(45)));
        assert_eq!(start.cause, Some(Cause { upstream: id(0), days: 45, root: id(0) }));
        assert_eq!((completion.expected_on, completion.slippage_days), (Some(day("2025-11-11")), Some(42)));
        assert_eq!(completion.cause, Some(Cause { upstream: id(1), days: 42, root: id(0) }));
    }
    #[test]
    fn what_is_not_due_to_the_upstream_is_its_own() {
        let supplied = days("2025-03-01", None, Some("2025-04-10"));
        let [_, start, _] =
            chain(supplied, days("2025-03-31", Some("2025-06-30"), None), days("2026-12-31", None, None));
        assert_eq!((start.slippage_days, start.cause.map(|cause| cause.days)), (Some(91), Some(10)));
        // Started before the land was there after all: nothing of it is explained away.
        let [_, early, _] =
            chain(supplied, days("2025-03-31", None, Some("2025-03-20")), days("2026-12-31", None, None));
        assert_eq!((early.slippage_days, early.cause), (Some(-11), None));
    }
    #[test]
    fn what_has_not_slipped_holds_nobody_up() {
        let [land, start, completion] =
            chain(days("2025-06-30", None, None), days("2025-03-31", None, None), days("2025-04-30", None, None));
        assert_eq!([land, start, completion].map(|standing| standing.slippage_days), [None; 3]);
    }
    #[test]
    fn a_chain_leads_up_and_never_down() {
        let mut network = Network::default();
        network.wait(id(2), id(1), 0);
        network.wait(id(3), id(2), 0);
        assert!(network.leads_to(id(3), id(1)) && network.leads_to(id(1), id(1)));
        assert!(!network.leads_to(id(1), id(3)));
    }

    proptest! {
        /// Whatever waits for whatever, and even in a circle: an end is reached, nobody is expected before what is
        /// forecast, and no cause explains more than the slip.
        #[test]
        fn every_network_has_standings(
            edges in prop::collection::vec((0u128..8, 0u128..8, 0i32..40), 0..20),
            moves in prop::collection::vec((0i64..200, prop::option::of(-50i64..200)), 8),
        ) {
            let mut network = Network::default();
            for (number, (due, forecast)) in moves.iter().enumerate() {
                let due_on = day("2025-01-01") + TimeDelta::days(*due);
                let forecast_on = forecast.map(|days| due_on + TimeDelta::days(days));
                network.add(id(number as u128), Days { due_on, forecast_on, completed_on: None });
            }
            for (a, b, lag) in edges {
                network.wait(id(a), id(b), lag);
            }
            let standings = network.standings();
            for (number, (due, forecast)) in moves.iter().enumerate() {
                let standing = standings[&id(number as u128)];
                let planned = day("2025-01-01") + TimeDelta::days(due + forecast.unwrap_or(0));
                prop_assert!(standing.expected_on.unwrap() >= planned);
                if let Some(cause) = standing.cause {
                    prop_assert!(cause.days > 0 && cause.days <= standing.slippage_days.unwrap());
                }
            }
        }
    }
}
