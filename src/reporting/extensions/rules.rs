//! What may become of a request for more time, and how much there is to give (docs/domain.md §4).
use super::model::{ExtensionRow, ExtensionStatus};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        clock::{end_of_day, last_day},
        db::{Id, Timestamp},
        error::{Code, Violation},
    },
    text_enum,
};
use chrono::{Days, NaiveDate};

/// How far behind the due time of the period an extension may reach, in days.
const LONGEST: u64 = 60;

text_enum! {
    /// What can be done with a request: the operation ids.
    pub enum Action {
        /// 同意: the supervision office grants it.
        Approve = "approve_extension",
        /// 不同意: the supervision office refuses it.
        Reject = "reject_extension",
        /// 撤回: the bureau's lead takes it back.
        Withdraw = "withdraw_extension",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Approve | Self::Reject => Permission::DecideExtension,
            Self::Withdraw => Permission::RequestExtension,
        }
    }
}

/// Whether the caller may do this with the request now; the code says why not. First who, then in which state.
pub fn may(action: Action, caller: &Caller, extension: &ExtensionRow) -> Result<(), Code> {
    let own = caller.bureau_id == Some(extension.bureau_id);
    let decides = action.permission() == Permission::DecideExtension;
    caller.may_in(action.permission(), &extension.jurisdiction)?;
    if !(own || decides) {
        return Err(Code::PermissionDenied);
    }
    // Nobody grants for the own bureau, nor what they asked for before they came to the office.
    if decides && (own || extension.requested_by == caller.id) {
        return Err(Code::OwnRequest);
    }
    if extension.status == ExtensionStatus::Requested { Ok(()) } else { Err(Code::ExtensionDecided) }
}

/// The time that a day gives, if it is one that can be asked for or granted: after the time at which it is due already,
/// and at most sixty days after the due time of the period.
pub fn due_at(due_on: NaiveDate, first_due_at: Timestamp, period_due_at: Timestamp) -> Result<Timestamp, Violation> {
    let at = end_of_day(due_on);
    let earliest = last_day(first_due_at) + Days::new(1);
    let latest = last_day(period_due_at) + Days::new(LONGEST);
    let fault = |code, name, limit: NaiveDate| Violation::at("/due_on", code).with(name, limit.to_string());
    if at <= first_due_at {
        Err(fault(Code::TooSmall, "min", earliest))
    } else if due_on > latest {
        Err(fault(Code::TooLarge, "max", latest))
    } else {
        Ok(at)
    }
}

/// The request as granted: to the day asked for, or an earlier one.
pub fn granted(
    extension: &ExtensionRow,
    due_on: Option<NaiveDate>,
    (first_due_at, period_due_at): (Timestamp, Timestamp),
) -> Result<ExtensionRow, Violation> {
    let due_on = due_on.unwrap_or(extension.due_on);
    if due_on > extension.due_on {
        return Err(Violation::at("/due_on", Code::TooLarge).with("max", extension.due_on.to_string()));
    }
    let due_at = Some(due_at(due_on, first_due_at, period_due_at)?);
    Ok(ExtensionRow { status: ExtensionStatus::Approved, due_at, ..extension.clone() })
}

/// The request with its decision, or its withdrawal.
pub fn decided(extension: ExtensionRow, by: Id, now: Timestamp, decision: Option<String>) -> ExtensionRow {
    ExtensionRow { decided_by: Some(by), decided_at: Some(now), decision, ..extension }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::auth::Role;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn end(text: &str) -> Timestamp {
        end_of_day(day(text))
    }
    fn request(bureau: Id) -> ExtensionRow {
        ExtensionRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            period_id: Id::new(),
            indicator_id: Some(Id::new()),
            project_id: None,
            bureau_id: bureau,
            number: 1,
            status: ExtensionStatus::Requested,
            due_on: day("2025-10-24"),
            reason: "审计".into(),
            due_at: None,
            decision: None,
            requested_by: Id::new(),
            requested_at: end("2025-10-09"),
            decided_by: None,
            decided_at: None,
            version: 1,
            created_at: end("2025-10-09"),
            updated_at: end("2025-10-09"),
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
    fn fault(result: Result<impl Sized, Violation>) -> Option<(Code, String)> {
        let fault = result.err()?;
        let limit = fault.params.values().next().and_then(|limit| limit.as_str()).unwrap_or("").to_owned();
        Some((fault.code, limit))
    }

    #[test]
    fn a_request_is_decided_once_by_the_office_or_taken_back_by_its_bureau() {
        let bureau = Id::new();
        let (lead, office) = (caller(Role::BureauLead, Some(bureau)), caller(Role::Supervisor, None));
        for status in ExtensionStatus::ALL {
            let request = ExtensionRow { status: *status, ..request(bureau) };
            let open = if *status == ExtensionStatus::Requested { Ok(()) } else { Err(Code::ExtensionDecided) };
            assert_eq!(may(Action::Approve, &office, &request), open);
            assert_eq!(may(Action::Reject, &office, &request), open);
            assert_eq!(may(Action::Withdraw, &lead, &request), open);
            assert_eq!(may(Action::Withdraw, &office, &request), Err(Code::PermissionDenied));
            assert_eq!(may(Action::Approve, &lead, &request), Err(Code::PermissionDenied));
        }
        let reporter = caller(Role::BureauReporter, Some(bureau));
        let other = caller(Role::BureauLead, Some(Id::new()));
        assert_eq!(may(Action::Withdraw, &reporter, &request(bureau)), Err(Code::PermissionDenied));
        assert_eq!(may(Action::Withdraw, &other, &request(bureau)), Err(Code::PermissionDenied));
    }
    #[test]
    fn nobody_grants_for_the_own_bureau() {
        let bureau = Id::new();
        let (of_bureau, office) = (caller(Role::Supervisor, Some(bureau)), caller(Role::Supervisor, None));
        let asked = ExtensionRow { requested_by: office.id, ..request(bureau) };
        for action in [Action::Approve, Action::Reject] {
            assert_eq!(may(action, &of_bureau, &request(bureau)), Err(Code::OwnRequest));
            assert_eq!(may(action, &office, &asked), Err(Code::OwnRequest));
        }
        let above = Caller { jurisdiction: "410100".into(), ..office };
        assert_eq!(may(Action::Approve, &above, &request(bureau)), Err(Code::OtherJurisdiction));
    }
    #[test]
    fn a_day_lies_after_what_is_due_and_within_sixty_days_of_the_period() {
        let (due, extended) = (end("2025-10-14"), end("2025-10-24"));
        assert_eq!(due_at(day("2025-10-15"), due, due).ok(), Some(end("2025-10-15")));
        assert_eq!(due_at(day("2025-12-13"), due, due).ok(), Some(end("2025-12-13")));
        assert_eq!(fault(due_at(day("2025-10-14"), due, due)), Some((Code::TooSmall, "2025-10-15".into())));
        assert_eq!(fault(due_at(day("2025-12-14"), due, due)), Some((Code::TooLarge, "2025-12-13".into())));
        // A second extension follows the first, and the sixty days still count from the period.
        assert_eq!(fault(due_at(day("2025-10-24"), extended, due)), Some((Code::TooSmall, "2025-10-25".into())));
        assert_eq!(due_at(day("2025-12-13"), extended, due).ok(), Some(end("2025-12-13")));
    }
    #[test]
    fn a_grant_gives_what_was_asked_for_or_less() {
        let (request, due) = (request(Id::new()), end("2025-10-14"));
        let grant = |day| granted(&request, day, (due, due));
        let given = grant(None).unwrap();
        assert_eq!((given.status, given.due_at), (ExtensionStatus::Approved, Some(end("2025-10-24"))));
        assert_eq!(grant(Some(day("2025-10-20"))).unwrap().due_at, Some(end("2025-10-20")));
        assert_eq!(fault(grant(Some(day("2025-10-25")))), Some((Code::TooLarge, "2025-10-24".into())));
        assert_eq!(fault(grant(Some(day("2025-10-14")))), Some((Code::TooSmall, "2025-10-15".into())));
    }
}
