//! What may be done with a list item, and when two are the same.
use super::model::{ListItemRow, ListItemStatus};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Id, Timestamp},
        error::{Code, Result, Violation},
    },
    plan::plans,
    text_enum,
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

text_enum! {
    /// What can be done with a list item: the operation ids.
    pub enum Action {
        /// 采纳: the supervision office approves it; it counts.
        Approve = "approve_list_item",
        /// 不予采纳: the supervision office rejects it.
        Reject = "reject_list_item",
        /// 撤销: its bureau takes a proposed one back, or the supervision office an approved one.
        Withdraw = "withdraw_list_item",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Approve | Self::Reject => Permission::DecideListItem,
            Self::Withdraw => Permission::WithdrawListItem,
        }
    }
}

/// Whether the caller may do this with the item now; the code says why not. First who, then in which state.
/// `year_closed_at` is when the year of its plan was closed.
pub fn may(action: Action, caller: &Caller, item: &ListItemRow, year_closed_at: Option<Timestamp>) -> Result<()> {
    may_in_open_year(action, caller, item)?;
    plans::rules::takes_changes(year_closed_at)
}

fn may_in_open_year(action: Action, caller: &Caller, item: &ListItemRow) -> Result<(), Code> {
    caller.may_in(action.permission(), &item.jurisdiction)?;
    let own = caller.bureau_id == Some(item.bureau_id);
    match (action, item.status) {
        (Action::Approve | Action::Reject, _) if own || item.proposed_by == caller.id => Err(Code::OwnSubmission),
        (Action::Approve | Action::Reject, ListItemStatus::Proposed) => Ok(()),
        (Action::Approve | Action::Reject, _) => Err(Code::ListItemNotDecidable),
        // A bureau takes back what was not decided; what counts is the supervision office's to take out.
        (Action::Withdraw, ListItemStatus::Proposed) if own => Ok(()),
        (Action::Withdraw, ListItemStatus::Approved) if caller.may(Permission::DecideListItem) => Ok(()),
        (Action::Withdraw, ListItemStatus::Proposed | ListItemStatus::Approved) => Err(Code::PermissionDenied),
        (Action::Withdraw, _) => Err(Code::ListItemNotWithdrawable),
    }
}

/// The item as approved: from now on it counts, and nothing else of the list may be the same.
pub fn approved(item: &ListItemRow, by: Id, now: Timestamp) -> ListItemRow {
    ListItemRow {
        status: ListItemStatus::Approved,
        decided_by: Some(by),
        decided_at: Some(now),
        live_project_id: item.project_id,
        live_identity: identity(&item.name, item.identifier.as_deref(), item.project_id.is_some()),
        ..item.clone()
    }
}
/// The item as rejected: the same thing may be proposed again.
pub fn rejected(item: &ListItemRow, by: Id, now: Timestamp, reason: &str) -> ListItemRow {
    ListItemRow {
        status: ListItemStatus::Rejected,
        decided_by: Some(by),
        decided_at: Some(now),
        reason: Some(reason.to_owned()),
        ..released(item)
    }
}
/// The item as withdrawn; one that was approved needs a reason, because figures change.
pub fn withdrawn(item: &ListItemRow, by: Id, now: Timestamp, reason: Option<&str>) -> Result<ListItemRow, Violation> {
    if item.status == ListItemStatus::Approved && reason.is_none() {
        return Err(Violation::at("/reason", Code::ReasonRequired));
    }
    Ok(ListItemRow {
        status: ListItemStatus::Withdrawn,
        withdrawn_by: Some(by),
        withdrawn_at: Some(now),
        reason: reason.map(str::to_owned),
        ..released(item)
    })
}
/// Gives its identity back to the list.
fn released(item: &ListItemRow) -> ListItemRow {
    ListItemRow { live_project_id: None, live_identity: None, ..item.clone() }
}

/// The day from which an item counts is not in the future.
pub fn counted_on(day: NaiveDate, today: NaiveDate) -> Result<(), Violation> {
    if day <= today {
        return Ok(());
    }
    Err(Violation::at("/counted_on", Code::DateInFuture).with("date", day.to_string()).with("today", today.to_string()))
}

/// An identifier as it is compared: half-width, upper case, without spaces. `None` of nothing but spaces.
pub fn normalised(identifier: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let visible =
        |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let normal: String = identifier.chars().filter(visible).map(narrow).flat_map(char::to_uppercase).collect();
    (!normal.is_empty()).then_some(normal)
}

/// What makes an item the same as another one of its list, beside its project: its identifier, or its name when it has
/// neither.
pub fn identity(name: &str, identifier: Option<&str>, is_project: bool) -> Option<String> {
    match identifier {
        Some(identifier) => Some(format!("identifier:{identifier}")),
        None if is_project => None,
        None => normalised(name).map(|name| format!("name:{name}")),
    }
}

/// What is the same among the proposals of a bureau. Those of others say nothing: that a list holds one that may not be
/// known of would be told by a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// In place of the project.
    pub project: Option<Id>,
    /// In place of the identity.
    pub identity: Option<String>,
}

impl Own {
    /// Of a bureau's proposal for a project, or with an identity, or both.
    pub fn of(bureau: Id, project: Option<Id>, identity: Option<&str>) -> Self {
        let own = |project: Id| {
            let digest = Sha256::digest([bureau.0.into_bytes(), project.0.into_bytes()].concat());
            digest.first_chunk().map(|bytes| Id(uuid::Uuid::from_bytes(*bytes)))
        };
        Self { project: project.and_then(own), identity: identity.map(|identity| format!("{bureau} {identity}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::{may_in_open_year as may, *};
    use crate::foundation::{auth::Role, clock::start_of_day, events::Figures};
    use ListItemStatus::*;

    fn at() -> Timestamp {
        start_of_day(NaiveDate::from_ymd_opt(2025, 10, 10).unwrap())
    }
    fn item(status: ListItemStatus, bureau: Id) -> ListItemRow {
        ListItemRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            indicator_id: Id::new(),
            project_id: None,
            bureau_id: bureau,
            name: "甲".into(),
            identifier: Some("A1".into()),
            live_project_id: None,
            live_identity: Some("identifier:A1".into()),
            counted_on: "2025-06-18".parse().unwrap(),
            evidence: "登记".into(),
            status,
            proposed_by: Id::new(),
            proposed_at: at(),
            decided_by: None,
            decided_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
            reason: None,
            version: 1,
            created_at: at(),
            updated_at: at(),
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
    fn who_may_do_what_depends_on_the_state() {
        let bureau = Id::new();
        let (lead, office) = (caller(Role::BureauLead, Some(bureau)), caller(Role::Supervisor, None));
        let other = caller(Role::BureauLead, Some(Id::new()));
        let (denied, gone) = (Err(Code::PermissionDenied), Err(Code::ListItemNotWithdrawable));
        let decided = Err(Code::ListItemNotDecidable);
        for (status, approve, by_lead, by_office) in [
            (Proposed, Ok(()), Ok(()), denied),
            (Approved, decided, denied, Ok(())),
            (Rejected, decided, gone, gone),
            (Withdrawn, decided, gone, gone),
        ] {
            let item = item(status, bureau);
            assert_eq!(may(Action::Approve, &office, &item), approve, "{status}");
            assert_eq!(may(Action::Reject, &office, &item), approve, "{status}");
            assert_eq!(may(Action::Approve, &lead, &item), denied, "{status}");
            assert_eq!(may(Action::Withdraw, &lead, &item), by_lead, "{status}");
            assert_eq!(may(Action::Withdraw, &office, &item), by_office, "{status}");
        }
        assert_eq!(may(Action::Withdraw, &other, &item(Proposed, bureau)), denied);
        let elsewhere = ListItemRow { jurisdiction: "410103".into(), ..item(Proposed, bureau) };
        assert_eq!(may(Action::Approve, &office, &elsewhere), Err(Code::OtherJurisdiction));
    }
    #[test]
    fn nobody_decides_on_what_they_proposed_wherever_they_are_now() {
        let office = caller(Role::Supervisor, None);
        let own = ListItemRow { proposed_by: office.id, ..item(Proposed, Id::new()) };
        assert_eq!(may(Action::Approve, &office, &own), Err(Code::OwnSubmission));
        assert_eq!(may(Action::Reject, &office, &own), Err(Code::OwnSubmission));
    }
    #[test]
    fn what_is_out_of_the_list_gives_its_identity_back() {
        let one = item(Proposed, Id::new());
        assert!(approved(&one, Id::new(), at()).live_identity.is_some());
        assert!(rejected(&one, Id::new(), at(), "x").live_identity.is_none());
        let counted = approved(&one, Id::new(), at());
        assert!(withdrawn(&counted, Id::new(), at(), None).is_err());
        let gone = withdrawn(&counted, Id::new(), at(), Some("迁出")).unwrap();
        assert!(gone.live_identity.is_none() && gone.was_accepted() && gone.decided_at.is_some());
        assert!(!withdrawn(&one, Id::new(), at(), None).unwrap().was_accepted());
    }
    #[test]
    fn an_item_is_sealed_with_the_word_of_the_first_seals() {
        let counted = approved(&item(Proposed, Id::new()), Id::new(), at());
        assert_eq!(counted.figures().unwrap()["status"], "accepted");
        assert_eq!(rejected(&item(Proposed, Id::new()), Id::new(), at(), "x").figures().unwrap()["status"], "rejected");
    }
    #[test]
    fn proposals_are_the_same_within_a_bureau_only() {
        let (here, there, project) = (Id::new(), Id::new(), Some(Id::new()));
        let of = |bureau| Own::of(bureau, project, Some("identifier:A1"));
        assert_eq!(of(here), of(here));
        let (own, others) = (of(here), of(there));
        assert!(own.project != others.project && own.identity != others.identity);
        assert!(own.project.is_some() && own.project != project);
    }
    #[test]
    fn spellings_of_one_identifier_are_one() {
        for spelling in ["91410102ma9x0k", " 9141 0102 MA9X0K ", "91410102MA9X0K", "91410102\u{200b}MA9X0K"] {
            assert_eq!(normalised(spelling).as_deref(), Some("91410102MA9X0K"), "{spelling}");
        }
        assert_eq!(normalised(" \u{3000}\t"), None);
        assert_eq!(identity("甲 公司", None, false).as_deref(), Some("name:甲公司"));
        assert_eq!(identity("甲", None, true), None);
        assert_eq!(identity("甲", Some("A1"), true).as_deref(), Some("identifier:A1"));
    }
}
