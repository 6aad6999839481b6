//! What may be done with a bulletin (docs/domain.md §7).
use super::model::{BulletinRow, BulletinStatus, ObjectionRow, ObjectionStatus};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Timestamp,
        error::Code,
    },
    text_enum,
};

text_enum! {
    /// What can be done with a bulletin: the operation ids.
    pub enum Action {
        /// 重新取数: captures its inputs anew.
        Recapture = "recapture_bulletin",
        /// 征求意见: opens the objection window.
        Circulate = "circulate_bulletin",
        /// 提出异议: a bureau objects.
        Object = "create_bulletin_objection",
        /// 退回草稿: for another capture.
        Redraft = "redraft_bulletin",
        /// 印发: gives it its number, for good.
        Publish = "publish_bulletin",
        /// 废止: gives it up.
        Abandon = "abandon_bulletin",
        /// 勘误: says what was wrong with a final one.
        Correct = "correct_bulletin",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Object => Permission::ObjectToBulletin,
            _ => Permission::IssueBulletins,
        }
    }
}

/// Whether the caller may do this with the bulletin now; the code says why not. First who, then in which state.
///
/// Objections are taken until the window ends, its last instant included; it is published when the window has ended and
/// every objection is decided.
pub fn may(
    action: Action,
    caller: &Caller,
    bulletin: &BulletinRow,
    undecided: i64,
    now: Timestamp,
) -> Result<(), Code> {
    caller.may_in(action.permission(), &bulletin.jurisdiction)?;
    // An objection is a bureau's.
    if action == Action::Object && caller.bureau_id.is_none() {
        return Err(Code::PermissionDenied);
    }
    let status = bulletin.status;
    let fits = match action {
        Action::Recapture | Action::Circulate => status == BulletinStatus::Draft,
        Action::Object | Action::Redraft | Action::Publish => status == BulletinStatus::Circulated,
        Action::Abandon => matches!(status, BulletinStatus::Draft | BulletinStatus::Circulated),
        Action::Correct => status == BulletinStatus::Final,
    };
    if !fits {
        return Err(Code::BulletinState);
    }
    let window_open = bulletin.objections_until.is_some_and(|until| now <= until);
    match action {
        Action::Object if !window_open => Err(Code::ObjectionsClosed),
        Action::Publish if window_open => Err(Code::ObjectionsRunning),
        Action::Publish if undecided > 0 => Err(Code::ObjectionsUndecided),
        _ => Ok(()),
    }
}

/// Whether the caller may decide an objection: once.
pub fn may_decide(caller: &Caller, objection: &ObjectionRow) -> Result<(), Code> {
    caller.may_in(Permission::IssueBulletins, &objection.jurisdiction)?;
    if objection.status == ObjectionStatus::Open { Ok(()) } else { Err(Code::ObjectionDecided) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{
        auth::Role,
        clock::{end_of_day, start_of_day},
        db::Id,
    };

    fn at(day: &str) -> Timestamp {
        start_of_day(day.parse().unwrap())
    }
    fn caller(role: Role) -> Caller {
        Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: Some(Id::new()),
            roles: vec![role],
            session_id: Id::new(),
            must_change_password: false,
        }
    }
    fn bulletin(status: BulletinStatus) -> BulletinRow {
        BulletinRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            year: 2025,
            number: None,
            title: "通报".into(),
            status,
            cut_off_at: at("2025-10-10"),
            objections_until: Some(end_of_day("2025-10-13".parse().unwrap())),
            template: 1,
            inputs: String::new(),
            inputs_hash: String::new(),
            content: String::new(),
            content_hash: String::new(),
            drafted_by: None,
            circulated_at: None,
            published_by: None,
            published_at: None,
            version: 1,
            created_at: at("2025-10-10"),
            updated_at: at("2025-10-10"),
        }
    }

    #[test]
    fn the_life_of_a_bulletin() {
        use {Action::*, BulletinStatus as S};
        let (before, after) = (at("2025-10-13"), at("2025-10-15"));
        for (status, now, allowed) in [
            (S::Draft, before, &[Recapture, Circulate, Abandon][..]),
            (S::Circulated, before, &[Object, Redraft, Abandon]),
            (S::Circulated, after, &[Redraft, Publish, Abandon]),
            (S::Final, after, &[Correct]),
            (S::Abandoned, after, &[]),
        ] {
            for action in Action::ALL {
                let role = if *action == Object { Role::BureauLead } else { Role::Supervisor };
                let done = may(*action, &caller(role), &bulletin(status), 0, now);
                assert_eq!(done.is_ok(), allowed.contains(action), "{status} {action} {done:?}");
            }
        }
    }
    #[test]
    fn the_window_ends_with_its_last_instant_and_undecided_objections_hold_it_back() {
        let circulated = bulletin(BulletinStatus::Circulated);
        let last = circulated.objections_until.unwrap();
        let next = Timestamp::from(*last + chrono::TimeDelta::microseconds(1));
        let (lead, office) = (caller(Role::BureauLead), caller(Role::Supervisor));
        assert_eq!(may(Action::Object, &lead, &circulated, 0, last), Ok(()));
        assert_eq!(may(Action::Object, &lead, &circulated, 0, next), Err(Code::ObjectionsClosed));
        assert_eq!(may(Action::Publish, &office, &circulated, 0, last), Err(Code::ObjectionsRunning));
        assert_eq!(may(Action::Publish, &office, &circulated, 1, next), Err(Code::ObjectionsUndecided));
        assert_eq!(may(Action::Publish, &office, &circulated, 0, next), Ok(()));
        assert_eq!(may(Action::Publish, &lead, &circulated, 0, next), Err(Code::PermissionDenied));
    }
}
