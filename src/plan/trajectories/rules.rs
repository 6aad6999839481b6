//! What a trajectory must say, and who may do what with it (docs/domain.md §3).
use super::model::{NewPoint, PlannedPoint, TrajectoryRow, TrajectoryStatus};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Decimal, Timestamp},
        error::{Code, Error, Result, Violation, Violations},
    },
    plan::{
        indicators::{BaselineRole, IndicatorRow, beneath},
        plans,
        targets::{Comparator, Target},
    },
    text_enum,
};
use chrono::NaiveDate;

text_enum! {
    /// What can be done with a proposed trajectory: the operation ids.
    pub enum Action {
        /// 批准.
        Approve = "approve_trajectory",
        /// 不批准.
        Reject = "reject_trajectory",
        /// 撤回.
        Withdraw = "withdraw_trajectory",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Approve | Self::Reject => Permission::EditPlan,
            Self::Withdraw => Permission::ProposeTrajectory,
        }
    }
}

/// A period of the plan's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `2025-03`.
    pub code: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
}

/// Where a trajectory leads from and to, and by which periods.
#[derive(Debug)]
pub struct Way<'a> {
    /// The zero point, else nothing.
    pub from: Decimal,
    /// The target.
    pub to: Decimal,
    /// By when.
    pub due_on: NaiveDate,
    /// The periods from the first to the one of the due date.
    pub periods: Vec<&'a Span>,
}

/// The way of an indicator to its target; `trajectory_not_applicable` with the `reason` where there is none: `kind`,
/// `no_target`, `comparator`, `no_span` (nothing is to be covered), `calendar` (the plan has no periods), `due_on` (due
/// after them).
pub fn way<'a>(indicator: &IndicatorRow, target: Option<&Target>, periods: &'a [Span]) -> Result<Way<'a>> {
    let none = beneath::no_way;
    beneath::has_way(indicator.kind)?;
    let promised = target.and_then(|target| Some((target.value?, target.comparator?, target.due_on)));
    let (to, comparator, due_on) = promised.ok_or_else(|| none("no_target"))?;
    if !matches!(comparator, Comparator::Gte | Comparator::Gt | Comparator::All) {
        return Err(none("comparator"));
    }
    let zero_point = indicator.baseline_role == Some(BaselineRole::ZeroPoint);
    let from = indicator.baseline_value.filter(|_| zero_point).unwrap_or(Decimal::ZERO);
    if to <= from {
        return Err(none("no_span"));
    }
    let last = periods.last().ok_or_else(|| none("calendar"))?;
    if due_on > last.ends_on {
        return Err(none("due_on"));
    }
    Ok(Way { from, to, due_on, periods: periods.iter().filter(|period| period.starts_on <= due_on).collect() })
}

/// The points in the order of the year. Faults: a period that is none of the way's (`reference_not_found`) or stands
/// twice (`duplicate`), periods that are not given (`trajectory_incomplete`), a value below the one before it
/// (`trajectory_decreases`), a last value that is not the target (`trajectory_misses_target`).
pub fn check(faults: &mut Violations, way: &Way<'_>, points: &[NewPoint]) -> Vec<PlannedPoint> {
    for (index, point) in points.iter().enumerate() {
        let at = |code| Violation::at(format!("/points/{index}/period"), code).with("value", point.period.clone());
        if !way.periods.iter().any(|period| period.code == point.period) {
            faults.push(at(Code::ReferenceNotFound));
        } else if points.iter().take(index).any(|earlier| earlier.period == point.period) {
            faults.push(at(Code::Duplicate));
        }
    }
    let given = |period: &&Span| points.iter().position(|point| point.period == period.code);
    let missing: Vec<&str> =
        way.periods.iter().filter(|period| given(period).is_none()).map(|period| period.code.as_str()).collect();
    if !missing.is_empty() {
        faults.push(Violation::at("/points", Code::TrajectoryIncomplete).with("missing", missing.join(", ")));
    }
    let mut previous = way.from;
    let (mut planned, last) = (Vec::new(), way.periods.len().saturating_sub(1));
    for (place, period) in way.periods.iter().enumerate() {
        let Some((index, point)) = given(period).and_then(|index| Some((index, points.get(index)?))) else { continue };
        let value = point.value;
        let at = |code| Violation::at(format!("/points/{index}/value"), code);
        if value < previous {
            faults.push(at(Code::TrajectoryDecreases).with("previous", previous.to_string()));
        }
        if place == last && value != way.to {
            faults.push(at(Code::TrajectoryMissesTarget).with("target", way.to.to_string()));
        }
        previous = value;
        planned.push(PlannedPoint { period: period.code.clone(), ends_on: period.ends_on, value });
    }
    planned
}

/// The days on which a version may begin to count: not before `earliest`, nor when everything is due already.
pub fn check_start(faults: &mut Violations, from: NaiveDate, earliest: NaiveDate, due_on: NaiveDate) {
    if from < earliest {
        faults.push(Violation::at("/effective_from", Code::TooSmall).with("min", earliest.to_string()));
    } else if from > due_on {
        faults.push(Violation::at("/effective_from", Code::TooLarge).with("max", due_on.to_string()));
    }
}

/// The versions follow one another: a new one begins after every approved one (`trajectory_date_taken` with `latest`).
pub fn follows(latest: Option<NaiveDate>, from: NaiveDate) -> Result<()> {
    match latest.filter(|latest| from <= *latest) {
        None => Ok(()),
        Some(latest) => {
            let latest = latest.to_string();
            Err(Error::new(Code::TrajectoryDateTaken).with("latest", latest.clone()).extend("latest", latest))
        }
    }
}

/// Whether the caller may do this with the trajectory now; the code says why not. First who, then in which state.
/// `year_closed_at` is when the year of its plan was closed, `latest` the first day of the indicator's latest approved
/// version.
pub fn may(
    action: Action,
    caller: &Caller,
    row: &TrajectoryRow,
    year_closed_at: Option<Timestamp>,
    latest: Option<NaiveDate>,
) -> Result<()> {
    let own_bureau = caller.bureau_id.is_some() && caller.bureau_id == row.bureau_id;
    caller.may_in(action.permission(), &row.jurisdiction)?;
    if action == Action::Withdraw {
        let own_side = if row.by_bureau { own_bureau } else { caller.may(Permission::EditPlan) };
        own_side.then_some(()).ok_or(Code::PermissionDenied)?;
    } else if caller.id == row.proposed_by || (row.by_bureau && own_bureau) {
        return Err(Code::OwnSubmission.into());
    }
    if row.status != TrajectoryStatus::Proposed {
        return Err(Code::TrajectoryDecided.into());
    }
    plans::rules::takes_changes(year_closed_at)?;
    if action == Action::Approve { follows(latest, row.effective_from) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::db::Id,
        plan::indicators::{IndicatorKind, beneath::proposes_for_bureau},
    };
    use crate::{
        foundation::{auth::Role, clock::start_of_day},
        plan::{
            indicators::{Counting, Reporting},
            targets::Commitment,
        },
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn quarter() -> Vec<Span> {
        [
            ("2025-01..02", "2025-01-01", "2025-02-28"),
            ("2025-03", "2025-03-01", "2025-03-31"),
            ("2025-04", "2025-04-01", "2025-04-30"),
        ]
        .map(|(code, from, to)| Span { code: code.into(), starts_on: day(from), ends_on: day(to) })
        .to_vec()
    }
    fn indicator(kind: IndicatorKind, zero: Option<&str>) -> IndicatorRow {
        let made = start_of_day(day("2025-01-01"));
        IndicatorRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            area_id: Id::new(),
            code: "2.9".into(),
            sort_key: "000002.000009".into(),
            name: "完成投资".into(),
            name_en: None,
            description: None,
            kind,
            basis: None,
            unit: Some("亿元".into()),
            decimals: 1,
            reporting: Reporting::Monthly,
            counting: Counting::Reported,
            computed_from: None,
            is_reported: false,
            item_filter: None,
            baseline_value: zero.map(d),
            baseline_year: None,
            baseline_role: zero.map(|_| BaselineRole::ZeroPoint),
            baseline_fact: None,
            related: None,
            inventory_kind: None,
            source_note: None,
            version: 1,
            created_at: made,
            updated_at: made,
        }
    }
    fn target(value: &str, comparator: Comparator, due_on: &str) -> Target {
        let made = start_of_day(day("2025-01-01"));
        Target {
            id: Id::new(),
            jurisdiction: "410102".into(),
            indicator_id: Id::new(),
            number: 1,
            value: Some(d(value)),
            comparator: Some(comparator),
            commitment: Commitment::Plan,
            commitment_inherited: false,
            due_on: day(due_on),
            due_confidence: crate::plan::targets::DueConfidence::Printed,
            target_text: None,
            effective_from: day("2025-01-01"),
            document: None,
            reason: None,
            created_by: None,
            created_at: made,
        }
    }
    fn why(kind: IndicatorKind, zero: Option<&str>, target: Option<&Target>, periods: &[Span]) -> String {
        let error = way(&indicator(kind, zero), target, periods).unwrap_err();
        assert_eq!(error.code(), Code::TrajectoryNotApplicable);
        format!("{error:?}").split("reason\": String(\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    #[test]
    fn only_what_grows_towards_a_number_within_the_year_has_a_trajectory() {
        use {Comparator::*, IndicatorKind::*};
        let (periods, good) = (quarter(), target("100", Gte, "2025-04-30"));
        for kind in [Flow, List, Stock] {
            for comparator in [Gte, Gt, All] {
                let target = target("100", comparator, "2025-03-15");
                let indicator = indicator(kind, None);
                let way = way(&indicator, Some(&target), &periods).unwrap();
                assert_eq!((way.from, way.to, way.periods.len()), (Decimal::ZERO, d("100"), 2));
            }
        }
        assert_eq!(why(Ratio, None, Some(&good), &periods), "kind");
        assert_eq!(why(Milestone, None, Some(&good), &periods), "kind");
        assert_eq!(why(Flow, None, None, &periods), "no_target");
        assert_eq!(why(Flow, None, Some(&target("100", Lte, "2025-04-30")), &periods), "comparator");
        assert_eq!(why(Stock, None, Some(&target("100", Maintain, "2025-04-30")), &periods), "comparator");
        assert_eq!(why(Flow, None, Some(&target("0", Gte, "2025-04-30")), &periods), "no_span");
        assert_eq!(why(Stock, Some("100"), Some(&good), &periods), "no_span");
        assert_eq!(why(Flow, None, Some(&good), &[]), "calendar");
        assert_eq!(why(Flow, None, Some(&target("100", Gte, "2025-05-01")), &periods), "due_on");
    }

    fn faults(zero: Option<&str>, points: &[(&str, &str)]) -> Vec<String> {
        let (periods, goal) = (quarter(), target("100", Comparator::Gte, "2025-04-30"));
        let indicator = indicator(IndicatorKind::Stock, zero);
        let way = way(&indicator, Some(&goal), &periods).unwrap();
        let points: Vec<NewPoint> =
            points.iter().map(|(period, value)| NewPoint { period: (*period).into(), value: d(value) }).collect();
        let mut faults = Violations::new();
        check(&mut faults, &way, &points);
        let Err(error) = faults.finish() else { return Vec::new() };
        let place_and_code = |fault: &Violation| match &fault.place {
            crate::foundation::error::Place::Pointer(at) => format!("{at} {}", fault.code.as_str()),
            other => format!("{other:?}"),
        };
        error.violations().iter().map(place_and_code).collect()
    }

    #[test]
    fn every_period_once_never_falling_and_ending_at_the_target() {
        let good = [("2025-03", "40"), ("2025-01..02", "0"), ("2025-04", "100")];
        assert!(faults(None, &good).is_empty(), "in any order");
        assert!(faults(None, &[("2025-01..02", "100"), ("2025-03", "100"), ("2025-04", "100")]).is_empty());
        assert_eq!(faults(Some("20"), &good), ["/points/1/value trajectory_decreases"]);
        assert_eq!(
            faults(None, &[("2025-01..02", "50"), ("2025-03", "49.9999"), ("2025-04", "99.9999")]),
            ["/points/1/value trajectory_decreases", "/points/2/value trajectory_misses_target"]
        );
        assert_eq!(
            faults(None, &[("2025-01..02", "50"), ("2025-05", "60"), ("2025-01..02", "70")]),
            ["/points/1/period reference_not_found", "/points/2/period duplicate", "/points trajectory_incomplete"]
        );
    }

    #[test]
    fn a_version_begins_after_the_approved_ones_and_before_all_is_due() {
        assert!(
            follows(None, day("2025-01-01")).is_ok() && follows(Some(day("2025-01-01")), day("2025-01-02")).is_ok()
        );
        for from in ["2024-12-31", "2025-01-01"] {
            let refused = follows(Some(day("2025-01-01")), day(from)).unwrap_err();
            assert_eq!(refused.code(), Code::TrajectoryDateTaken);
        }
        for (from, good) in [("2025-02-28", false), ("2025-03-01", true), ("2025-04-30", true), ("2025-05-01", false)] {
            let mut faults = Violations::new();
            check_start(&mut faults, day(from), day("2025-03-01"), day("2025-04-30"));
            assert_eq!(faults.finish().is_ok(), good, "{from}");
        }
    }

    fn caller(role: Role, bureau: Option<Id>) -> Caller {
        Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: bureau,
            roles: vec![role],
            session_id: Id::new(),
            must_change_password: false,
        }
    }

    #[test]
    fn the_lead_proposes_and_the_office_decides_but_nobody_on_their_own() {
        use Action::*;
        let may = |action, caller: &Caller, row: &TrajectoryRow| {
            may(action, caller, row, None, None).map_err(|error| error.code())
        };
        let bureau = Id::new();
        let (lead, other) = (caller(Role::BureauLead, Some(bureau)), caller(Role::BureauLead, Some(Id::new())));
        let (office, colleague) = (caller(Role::Supervisor, None), caller(Role::Supervisor, None));
        assert_eq!(proposes_for_bureau(&lead, Some(bureau)), Ok(true));
        assert_eq!(proposes_for_bureau(&office, Some(bureau)), Ok(false));
        assert_eq!(proposes_for_bureau(&other, Some(bureau)), Err(Code::TrajectoryNotOwned));
        assert_eq!(proposes_for_bureau(&other, None), Err(Code::TrajectoryNotOwned));
        let at = start_of_day(day("2025-01-01"));
        let row = |by: &Caller, by_bureau, status| TrajectoryRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            indicator_id: Id::new(),
            number: None,
            status,
            effective_from: day("2025-01-01"),
            points: super::super::model::Points(Vec::new()),
            document: None,
            reason: "r".into(),
            bureau_id: Some(bureau),
            by_bureau,
            proposed_by: by.id,
            proposed_at: at,
            decided_by: None,
            decided_at: None,
            decision_reason: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        let theirs = row(&lead, true, TrajectoryStatus::Proposed);
        let moved = Caller { id: lead.id, ..office.clone() };
        let of_bureau = caller(Role::Supervisor, Some(bureau));
        for action in [Approve, Reject] {
            assert_eq!(may(action, &office, &theirs), Ok(()));
            assert_eq!(may(action, &lead, &theirs), Err(Code::PermissionDenied));
            assert_eq!(may(action, &moved, &theirs), Err(Code::OwnSubmission));
            assert_eq!(may(action, &of_bureau, &theirs), Err(Code::OwnSubmission));
            for status in [TrajectoryStatus::Approved, TrajectoryStatus::Rejected, TrajectoryStatus::Withdrawn] {
                assert_eq!(may(action, &office, &row(&lead, true, status)), Err(Code::TrajectoryDecided));
            }
        }
        assert_eq!(may(Withdraw, &lead, &theirs), Ok(()));
        assert_eq!(may(Withdraw, &office, &theirs), Err(Code::PermissionDenied));
        assert_eq!(may(Withdraw, &other, &theirs), Err(Code::PermissionDenied));
        let ours = row(&office, false, TrajectoryStatus::Proposed);
        assert_eq!(may(Approve, &office, &ours), Err(Code::OwnSubmission));
        assert_eq!(may(Approve, &colleague, &ours), Ok(()));
        assert_eq!(may(Withdraw, &colleague, &ours), Ok(()));
        assert_eq!(may(Withdraw, &lead, &ours), Err(Code::PermissionDenied));
        let closed = super::may(Withdraw, &lead, &theirs, Some(at), None).map_err(|error| error.code());
        assert_eq!(closed, Err(Code::PlanYearClosed));
    }
}
