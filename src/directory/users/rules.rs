//! What an account may be and hold.
use super::model::User;
use crate::{
    foundation::{
        auth::{Caller, Permission, Role, passwords},
        db::Id,
        error::{Code, Violation},
    },
    text_enum,
};

text_enum! {
    /// What can be done with an account: the operation ids.
    pub enum Action {
        /// Its name, its bureau and whether it may be used change.
        Update = "update_user",
        /// Other roles are granted in place of the present ones.
        SetRoles = "set_user_roles",
        /// It gets a new initial password.
        ResetPassword = "reset_password",
        /// What failed under its username is forgiven.
        ClearFailures = "clear_failed_log_ins",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Update | Self::ResetPassword | Self::ClearFailures => Permission::EditUsers,
            Self::SetRoles => Permission::GrantRoles,
        }
    }
}

/// Whether the caller may do this with an account; the code says why not. Nobody grants to themselves or resets the own
/// password, and the three administrators check each other.
pub fn may(action: Action, caller: &Caller, user: &User) -> Result<(), Code> {
    if !caller.may(action.permission()) {
        return Err(Code::PermissionDenied);
    }
    if matches!(action, Action::Update | Action::ClearFailures) {
        return Ok(());
    }
    not_own(caller, user)?;
    let administers = user.roles.iter().any(|role| role.is_administrator());
    if action == Action::ResetPassword && administers { Err(Code::AdministratorAccount) } else { Ok(()) }
}

/// What nobody does with the own account, such as disabling it.
pub fn not_own(caller: &Caller, user: &User) -> Result<(), Code> {
    if caller.id == user.account.id { Err(Code::OwnAccount) } else { Ok(()) }
}

/// A password is strong enough for the account.
pub fn password(pointer: &str, password: &str, username: &str) -> Result<(), Violation> {
    if passwords::is_strong(password, username) { Ok(()) } else { Err(Violation::at(pointer, Code::PasswordWeak)) }
}

/// The roles may be held together.
pub fn exclusive(roles: &[Role]) -> Result<(), Violation> {
    if Role::compatible(roles) { Ok(()) } else { Err(Violation::at("/roles", Code::RolesExclusive)) }
}

/// Whoever reports belongs to a bureau.
pub fn in_bureau(roles: &[Role], bureau: Option<Id>) -> Result<(), Violation> {
    if bureau.is_none() && roles.iter().any(|role| role.of_bureau()) {
        return Err(Violation::at("/roles", Code::BureauRequired));
    }
    Ok(())
}

/// Whoever reports for a bureau is not moved to another, with all that was reported: the role has to go first.
pub fn bureau_change(roles: &[Role], from: Option<Id>, to: Option<Id>) -> Result<(), Violation> {
    if from != to && roles.iter().any(|role| role.of_bureau()) {
        return Err(Violation::at("/bureau", Code::BureauNotAllowed));
    }
    Ok(())
}

/// The kinds of administrator that were held and are held no longer.
pub fn administrators_lost(before: &[Role], after: &[Role]) -> Vec<Role> {
    before.iter().copied().filter(|role| role.is_administrator() && !after.contains(role)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::*;

    fn code(result: Result<(), Violation>) -> Option<Code> {
        result.err().map(|violation| violation.code)
    }

    #[test]
    fn a_bureau_role_needs_a_bureau_and_keeps_it() {
        let (here, there) = (Some(Id::new()), Some(Id::new()));
        assert_eq!(code(in_bureau(&[BureauLead], None)), Some(Code::BureauRequired));
        assert_eq!(code(in_bureau(&[BureauLead], here)), None);
        assert_eq!(code(in_bureau(&[Leader], None)), None);
        assert_eq!(code(bureau_change(&[BureauReporter], here, there)), Some(Code::BureauNotAllowed));
        assert_eq!(code(bureau_change(&[BureauReporter], here, None)), Some(Code::BureauNotAllowed));
        assert_eq!(code(bureau_change(&[BureauReporter], here, here)), None);
        assert_eq!(code(bureau_change(&[Supervisor], here, there)), None);
    }
    #[test]
    fn only_administrators_are_missed() {
        assert_eq!(administrators_lost(&[AuditAdmin], &[]), [AuditAdmin]);
        assert_eq!(administrators_lost(&[AuditAdmin], &[AuditAdmin]), []);
        assert_eq!(administrators_lost(&[Supervisor], &[Leader]), []);
    }
}
