//! What an account may be and hold.
use crate::foundation::{
    auth::{Role, passwords},
    db::Id,
    error::{Code, Violation},
};

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
