//! Roles × permissions: the one table that says who may do what kind of act (docs/domain.md §6, 三权分立).
//!
//! A role says what kind of act; the bureau, the assignment and the jurisdiction say on what, in the stores' queries and
//! the `rules.rs` files. A handler names its permission in its signature: `caller: Allowed<SubmitReport>`.
use crate::text_enum;

text_enum! {
    /// 角色: what kind of acts an account may do.
    pub enum Role {
        /// 填报人: drafts the reports of a bureau.
        BureauReporter = "bureau_reporter",
        /// 单位负责人: drafts, submits and withdraws the reports of a bureau.
        BureauLead = "bureau_lead",
        /// 督查室: owns the plan and reviews reports.
        Supervisor = "supervisor",
        /// 区领导: reads everything of the jurisdiction, changes nothing.
        Leader = "leader",
        /// 系统管理员: bureaus and accounts; grants no role, reads no audit.
        SystemAdmin = "system_admin",
        /// 安全管理员: roles.
        SecurityAdmin = "security_admin",
        /// 审计管理员: reads the audit log, changes nothing.
        AuditAdmin = "audit_admin",
    }
}

text_enum! {
    /// 权限: a kind of act.
    pub enum Permission {
        /// Use one's own account and session.
        OwnAccount = "own_account",
        /// Read bureaus and jurisdictions.
        ReadDirectory = "read_directory",
        /// Change bureaus and jurisdictions.
        EditDirectory = "edit_directory",
        /// Read accounts.
        ReadUsers = "read_users",
        /// Create, disable and reset accounts.
        EditUsers = "edit_users",
        /// Grant and take roles.
        GrantRoles = "grant_roles",
        /// Read plans, areas, facts, indicators, projects, periods and approved figures.
        ReadPlan = "read_plan",
        /// Change plans, areas, facts, indicators, targets and assignments.
        EditPlan = "edit_plan",
        /// Change projects, their stages and milestones.
        EditProjects = "edit_projects",
        /// Make the calendar, close and reopen periods.
        EditPeriods = "edit_periods",
        /// Read obligations and reports: of the own bureau, or of the jurisdiction.
        ReadReports = "read_reports",
        /// Draft reports of the own bureau.
        DraftReport = "draft_report",
        /// Submit and withdraw reports of the own bureau.
        SubmitReport = "submit_report",
        /// Approve and return reports.
        ReviewReport = "review_report",
        /// Draft, circulate, publish and correct bulletins, and decide objections to them.
        IssueBulletins = "issue_bulletins",
        /// Object to a circulated bulletin, for the own bureau.
        ObjectToBulletin = "object_to_bulletin",
        /// Read and verify the audit log.
        ReadAudit = "read_audit",
    }
}

use Role::*;

/// The table. One line a permission; who is not on it may not.
#[rustfmt::skip]
pub const TABLE: &[(Permission, &[Role])] = &[
    (Permission::OwnAccount,    &[BureauReporter, BureauLead, Supervisor, Leader, SystemAdmin, SecurityAdmin, AuditAdmin]),
    (Permission::ReadDirectory, &[BureauReporter, BureauLead, Supervisor, Leader, SystemAdmin, SecurityAdmin, AuditAdmin]),
    (Permission::EditDirectory, &[SystemAdmin]),
    (Permission::ReadUsers,     &[SystemAdmin, SecurityAdmin]),
    (Permission::EditUsers,     &[SystemAdmin]),
    (Permission::GrantRoles,    &[SecurityAdmin]),
    (Permission::ReadPlan,      &[BureauReporter, BureauLead, Supervisor, Leader, SystemAdmin, SecurityAdmin, AuditAdmin]),
    (Permission::EditPlan,      &[Supervisor]),
    (Permission::EditProjects,  &[Supervisor]),
    (Permission::EditPeriods,   &[Supervisor]),
    (Permission::ReadReports,   &[BureauReporter, BureauLead, Supervisor, Leader]),
    (Permission::DraftReport,   &[BureauReporter, BureauLead]),
    (Permission::SubmitReport,  &[BureauLead]),
    (Permission::ReviewReport,  &[Supervisor]),
    (Permission::IssueBulletins, &[Supervisor]),
    (Permission::ObjectToBulletin, &[BureauLead]),
    (Permission::ReadAudit,     &[AuditAdmin]),
];

impl Permission {
    /// Whether any of the roles has it.
    pub fn granted_to(self, roles: &[Role]) -> bool {
        TABLE.iter().any(|(permission, holders)| *permission == self && holders.iter().any(|role| roles.contains(role)))
    }
}

impl Role {
    /// Whether it belongs to a bureau.
    pub const fn of_bureau(self) -> bool {
        matches!(self, BureauReporter | BureauLead)
    }
    /// 三员: the three administrators.
    pub const fn is_administrator(self) -> bool {
        matches!(self, SystemAdmin | SecurityAdmin | AuditAdmin)
    }
    /// Whether one account may hold these roles together: one administrator alone, or bureau roles, or one of supervisor
    /// and leader.
    pub fn compatible(roles: &[Self]) -> bool {
        roles.len() < 2 || roles.iter().all(|role| role.of_bureau())
    }
}

/// A permission as a type, so that it stands in a handler's signature.
pub trait Act: 'static {
    /// The permission.
    const PERMISSION: Permission;
    /// Whether it may be done before an initial password was changed.
    const BEFORE_PASSWORD_CHANGE: bool = false;
}

/// One's own account; the only act before an initial password was changed.
#[derive(Debug)]
pub struct OwnAccount;
impl Act for OwnAccount {
    const PERMISSION: Permission = Permission::OwnAccount;
    const BEFORE_PASSWORD_CHANGE: bool = true;
}
/// See [`Permission::ReadDirectory`].
#[derive(Debug)]
pub struct ReadDirectory;
impl Act for ReadDirectory {
    const PERMISSION: Permission = Permission::ReadDirectory;
}
/// See [`Permission::EditDirectory`].
#[derive(Debug)]
pub struct EditDirectory;
impl Act for EditDirectory {
    const PERMISSION: Permission = Permission::EditDirectory;
}
/// See [`Permission::ReadUsers`].
#[derive(Debug)]
pub struct ReadUsers;
impl Act for ReadUsers {
    const PERMISSION: Permission = Permission::ReadUsers;
}
/// See [`Permission::EditUsers`].
#[derive(Debug)]
pub struct EditUsers;
impl Act for EditUsers {
    const PERMISSION: Permission = Permission::EditUsers;
}
/// See [`Permission::GrantRoles`].
#[derive(Debug)]
pub struct GrantRoles;
impl Act for GrantRoles {
    const PERMISSION: Permission = Permission::GrantRoles;
}
/// See [`Permission::ReadPlan`].
#[derive(Debug)]
pub struct ReadPlan;
impl Act for ReadPlan {
    const PERMISSION: Permission = Permission::ReadPlan;
}
/// See [`Permission::EditPlan`].
#[derive(Debug)]
pub struct EditPlan;
impl Act for EditPlan {
    const PERMISSION: Permission = Permission::EditPlan;
}
/// See [`Permission::EditProjects`].
#[derive(Debug)]
pub struct EditProjects;
impl Act for EditProjects {
    const PERMISSION: Permission = Permission::EditProjects;
}
/// See [`Permission::EditPeriods`].
#[derive(Debug)]
pub struct EditPeriods;
impl Act for EditPeriods {
    const PERMISSION: Permission = Permission::EditPeriods;
}
/// See [`Permission::ReadReports`].
#[derive(Debug)]
pub struct ReadReports;
impl Act for ReadReports {
    const PERMISSION: Permission = Permission::ReadReports;
}
/// See [`Permission::DraftReport`].
#[derive(Debug)]
pub struct DraftReport;
impl Act for DraftReport {
    const PERMISSION: Permission = Permission::DraftReport;
}
/// See [`Permission::SubmitReport`].
#[derive(Debug)]
pub struct SubmitReport;
impl Act for SubmitReport {
    const PERMISSION: Permission = Permission::SubmitReport;
}
/// See [`Permission::ReviewReport`].
#[derive(Debug)]
pub struct ReviewReport;
impl Act for ReviewReport {
    const PERMISSION: Permission = Permission::ReviewReport;
}
/// See [`Permission::IssueBulletins`].
#[derive(Debug)]
pub struct IssueBulletins;
impl Act for IssueBulletins {
    const PERMISSION: Permission = Permission::IssueBulletins;
}
/// See [`Permission::ObjectToBulletin`].
#[derive(Debug)]
pub struct ObjectToBulletin;
impl Act for ObjectToBulletin {
    const PERMISSION: Permission = Permission::ObjectToBulletin;
}
/// See [`Permission::ReadAudit`].
#[derive(Debug)]
pub struct ReadAudit;
impl Act for ReadAudit {
    const PERMISSION: Permission = Permission::ReadAudit;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_exactly_one_line() {
        for permission in Permission::ALL {
            assert_eq!(TABLE.iter().filter(|(p, _)| p == permission).count(), 1, "{permission}");
        }
    }
    #[test]
    fn administrators_change_no_business_data_and_read_no_reports() {
        for role in Role::ALL.iter().filter(|role| role.is_administrator()) {
            for permission in [
                Permission::EditPlan,
                Permission::EditProjects,
                Permission::EditPeriods,
                Permission::ReadReports,
                Permission::DraftReport,
                Permission::SubmitReport,
                Permission::ReviewReport,
            ] {
                assert!(!permission.granted_to(&[*role]), "{role} {permission}");
            }
        }
        assert!(
            !Permission::GrantRoles.granted_to(&[SystemAdmin]) && !Permission::ReadAudit.granted_to(&[SystemAdmin])
        );
    }
    #[test]
    fn the_three_administrators_exclude_each_other_and_business_roles() {
        assert!(Role::compatible(&[BureauReporter, BureauLead]));
        assert!(Role::compatible(&[AuditAdmin]) && Role::compatible(&[]));
        for (a, b) in
            [(SystemAdmin, SecurityAdmin), (AuditAdmin, Supervisor), (Supervisor, Leader), (Supervisor, BureauLead)]
        {
            assert!(!Role::compatible(&[a, b]), "{a} {b}");
        }
    }
}
