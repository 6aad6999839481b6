//! Which days are compared, how important a change is, and in which order changes are told.
use super::model::{ChangeKind, ChangesFilter, OverviewChange};
use crate::{
    foundation::{
        db::{Id, Timestamp},
        error::{Code, Error, Result, Violation},
        web::Paging,
    },
    progress::{figures::Light, standings::Moment},
};
use chrono::NaiveDate;
use std::cmp::Reverse;

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
    /// The day itself where it lies after the earlier one and not after the later one; else the nearest that does: what
    /// takes effect before the interval, and was recorded in it, changed in it.
    pub fn day_within(&self, day: NaiveDate) -> NaiveDate {
        day.max(self.from.as_of.succ_opt().unwrap_or(self.to.as_of)).min(self.to.as_of)
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
        return Err(fault("to", format!("晚于 {today} (after {today})")));
    }
    let from = filter.from.or_else(|| to.pred_opt()).unwrap_or(to);
    if from > to { Err(fault("from", format!("晚于 to（{to}） (after {to})"))) } else { Ok((from, to)) }
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
        ChangeKind::ReportReceived | ChangeKind::ReportWithdrawn | ChangeKind::ReportApproved => 7,
    }
}

/// Where a change stands in the list: importance, kind, the latest first, the object, and of several of one object and
/// day the order in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    importance: i32,
    kind: ChangeKind,
    since: Reverse<NaiveDate>,
    subject: Id,
    ordinal: usize,
}

impl Place {
    /// As a cursor holds it.
    pub fn keys(&self) -> Vec<String> {
        let Self { importance, kind, since: Reverse(since), subject, ordinal } = self;
        vec![importance.to_string(), kind.to_string(), since.to_string(), subject.to_string(), ordinal.to_string()]
    }
    /// How many keys it has.
    pub const KEYS: usize = 5;
    /// The place of the last change before this page; `None` on the first page.
    pub fn after(paging: &Paging) -> Result<Option<Self>> {
        let Some(importance) = paging.after(0)? else { return Ok(None) };
        let kind = paging.after(1)?;
        let since: Option<NaiveDate> = paging.after(2)?;
        let rest = kind.zip(since).zip(paging.after(3)?).zip(paging.after(4)?);
        Ok(rest.map(|(((kind, since), subject), ordinal)| Self {
            importance,
            kind,
            since: Reverse(since),
            subject,
            ordinal,
        }))
    }
}

/// Puts changes in their order, each with its place.
pub(super) fn ordered(mut all: Vec<OverviewChange>) -> Vec<(Place, OverviewChange)> {
    let place = |change: &OverviewChange, ordinal| Place {
        importance: change.importance,
        kind: change.kind,
        since: Reverse(change.since),
        subject: change.subject.id,
        ordinal,
    };
    all.sort_by_key(|change| place(change, 0));
    let mut placed: Vec<(Place, OverviewChange)> = Vec::with_capacity(all.len());
    for change in all {
        let first = place(&change, 0);
        let last = placed.last().map(|(last, _)| *last).filter(|last| Place { ordinal: 0, ..*last } == first);
        placed.push((Place { ordinal: last.map_or(0, |last| last.ordinal + 1), ..first }, change));
    }
    placed
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
