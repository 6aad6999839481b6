//! Which days are compared, how important a change is, and in which order changes are told.
use super::model::{ChangeKind, ChangesFilter, OverviewChange};
use crate::{
    foundation::{
        db::Timestamp,
        error::{Code, Error, Result, Violation},
    },
    progress::{figures::Light, standings::Moment},
};
use chrono::NaiveDate;

/// The two days with their last instants.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// The earlier day.
    pub from: Moment,
    /// The later day.
    pub to: Moment,
}

impl Span {
    /// Whether an instant lies after the earlier day's and not after the later day's.
    pub fn holds(&self, at: Option<Timestamp>) -> bool {
        at.is_some_and(|at| self.from.until < at && at <= self.to.until)
    }
    /// Whether a day lies after the earlier one and not after the later one.
    pub fn holds_day(&self, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| self.from.as_of < day && day <= self.to.as_of)
    }
}

/// The days that are asked about: `to` is not in the future, and `from` is not after it.
pub(super) fn days(filter: &ChangesFilter, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let fault = |name: &str, reason: String| {
        let fault = Violation::parameter(name, Code::InvalidParameter).with("parameter", name).with("reason", reason);
        Error::invalid(Code::InvalidParameter, vec![fault])
    };
    let to = filter.to.unwrap_or(today);
    if to > today {
        return Err(fault("to", format!("after {today}")));
    }
    let from = filter.from.or_else(|| to.pred_opt()).unwrap_or(to);
    if from > to { Err(fault("from", format!("after {to}"))) } else { Ok((from, to)) }
}

/// How grave a light is; grey says nothing either way.
const fn gravity(light: Light) -> Option<u8> {
    match light {
        Light::Green => Some(0),
        Light::Yellow => Some(1),
        Light::Red => Some(2),
        Light::Grey => None,
    }
}

/// How important it is that a light changed: to red the most, for the worse more than for the better.
pub(super) fn importance_of_light(before: Light, after: Light) -> i32 {
    match (gravity(before), gravity(after)) {
        (_, Some(2)) => 1,
        (Some(before), Some(after)) if after > before => 2,
        (None, Some(1)) => 2,
        (Some(_), Some(_)) => 4,
        _ => 5,
    }
}

/// How important any other change is.
pub(super) const fn importance(kind: ChangeKind) -> i32 {
    match kind {
        ChangeKind::LightChanged => 1,
        ChangeKind::MilestoneMissed => 2,
        ChangeKind::MilestoneSlipped | ChangeKind::OrderOpened | ChangeKind::ObstacleEscalated => 3,
        ChangeKind::ObstacleRaised | ChangeKind::ReportReturned | ChangeKind::StageChanged => 4,
        ChangeKind::MilestoneReached | ChangeKind::OrderClosed | ChangeKind::ObstacleResolved => 5,
        ChangeKind::ValueMoved => 6,
        ChangeKind::ReportReceived => 7,
    }
}

/// Puts changes in their order and gives each the key by which pages go on: importance, kind, the latest first, the
/// object; of several of one object and day the order in which they came.
pub(super) fn ordered(mut all: Vec<OverviewChange>) -> Vec<(String, OverviewChange)> {
    let latest_first = |change: &OverviewChange| std::cmp::Reverse(change.since);
    all.sort_by_key(|change| (change.importance, change.kind, latest_first(change), change.subject.id));
    all.into_iter().enumerate().map(|(at, change)| (format!("{at:08}"), change)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_red_comes_first_and_grey_is_no_verdict() {
        use Light::{Green, Grey, Red, Yellow};
        for (before, after, importance) in [
            (Yellow, Red, 1),
            (Grey, Red, 1),
            (Green, Yellow, 2),
            (Grey, Yellow, 2),
            (Red, Green, 4),
            (Red, Yellow, 4),
            (Grey, Green, 5),
            (Red, Grey, 5),
        ] {
            assert_eq!(importance_of_light(before, after), importance, "{before} {after}");
        }
    }
    #[test]
    fn the_days_are_in_order_and_not_in_the_future() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let asked = |from: Option<&str>, to: Option<&str>| {
            let filter = ChangesFilter { from: from.map(day), to: to.map(day), ..ChangesFilter::default() };
            days(&filter, day("2025-10-10")).map_err(|error| error.code())
        };
        assert_eq!(asked(None, None), Ok((day("2025-10-09"), day("2025-10-10"))));
        assert_eq!(asked(Some("2025-10-10"), None), Ok((day("2025-10-10"), day("2025-10-10"))));
        assert_eq!(asked(None, Some("2025-10-11")), Err(Code::InvalidParameter));
        assert_eq!(asked(Some("2025-10-09"), Some("2025-10-08")), Err(Code::InvalidParameter));
    }
}
