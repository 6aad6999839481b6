//! What a change of password has to be.
use super::model::PasswordChange;
use crate::{
    directory::users,
    foundation::{
        auth::{Caller, Permission},
        error::{Code, Result, Violation, Violations},
        web::AllowedAction,
    },
};

/// What no object offers, as it belongs to none, and the permission that it needs.
const OF_NO_OBJECT: &[(&str, Permission)] = &[
    ("change_password", Permission::OwnAccount),
    ("log_out", Permission::OwnAccount),
    ("create_jurisdiction", Permission::EditDirectory),
    ("create_bureau", Permission::EditDirectory),
    ("create_user", Permission::EditUsers),
    ("create_plan", Permission::EditPlan),
    ("create_holiday", Permission::EditPeriods),
    ("create_leader_post", Permission::EditProjects),
    ("create_rule_set", Permission::EditRules),
    ("create_ranking_rules", Permission::EditRules),
    ("create_reminder_rules", Permission::IssueOrders),
    ("create_supervision_order", Permission::IssueOrders),
    ("create_attachment", Permission::UploadEvidence),
    ("create_audit_checkpoint", Permission::MakeCheckpoints),
];

/// What a caller is offered that is of no object.
pub fn offered(caller: &Caller) -> Vec<AllowedAction> {
    let may = |permission| if caller.may(permission) { Ok(()) } else { Err(Code::PermissionDenied) };
    // A county covers none but itself.
    let beneath = |operation: &str| match operation {
        "create_jurisdiction" if !caller.jurisdiction.ends_with("00") => Err(Code::OtherJurisdiction),
        _ => Ok(()),
    };
    let offer = |(operation, permission): &(&'static str, Permission)| {
        AllowedAction::new(operation, may(*permission).and_then(|()| beneath(operation)))
    };
    OF_NO_OBJECT.iter().map(offer).collect()
}

/// Checks a change of password; `right` says whether the current one was.
pub fn check(change: &PasswordChange, username: &str, right: bool) -> Result<()> {
    let mut faults = Violations::new();
    if !right {
        faults.push(Violation::at("/current_password", Code::PasswordWrong));
    }
    faults.check(users::rules::password("/new_password", &change.new_password, username));
    if right && change.new_password == change.current_password {
        faults.push(Violation::at("/new_password", Code::PasswordUnchanged));
    }
    faults.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(current: &str, new: &str, right: bool) -> Vec<Code> {
        let change = PasswordChange { current_password: current.into(), new_password: new.into() };
        let error = check(&change, "housing-lead", right).err();
        error.iter().flat_map(|error| error.violations()).map(|fault| fault.code).collect()
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(codes("Initial-2025-pass", "My-own-2025-pass", true), []);
        assert_eq!(codes("wrong", "weak", false), [Code::PasswordWrong, Code::PasswordWeak]);
        assert_eq!(codes("Initial-2025-pass", "Initial-2025-pass", true), [Code::PasswordUnchanged]);
    }
}
