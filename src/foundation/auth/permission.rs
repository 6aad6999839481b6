//! Roles × permissions: the one table that says who may do what kind of act (docs/domain.md §6, 三权分立).
//!
//! A role says what kind of act; the bureau, the assignment and the jurisdiction say on what, in the stores' queries
//! and the `rules.rs` files. A handler names its permission in its signature: `caller: Allowed<SubmitReport>`.
use crate::{
    error::{Code, Error},
    text_enum,
};

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
        /// 审计管理员: reads the audit log and has checkpoints made of it; changes nothing.
        AuditAdmin = "audit_admin",
    }
}

text_enum! {
    /// 权限: a kind of act.
    pub enum Permission {
        /// 使用本人账号: use one's own account and session.
        OwnAccount = "own_account",
        /// 查看单位: read bureaus and jurisdictions.
        ReadDirectory = "read_directory",
        /// 维护单位: change bureaus and jurisdictions.
        EditDirectory = "edit_directory",
        /// 上传佐证: upload attachments, and delete those of the own bureau or office that nothing refers to.
        UploadEvidence = "upload_evidence",
        /// 查看账号: read accounts.
        ReadUsers = "read_users",
        /// 维护账号: create, disable and reset accounts.
        EditUsers = "edit_users",
        /// 授权: grant and take roles.
        GrantRoles = "grant_roles",
        /// 查看方案: read plans, areas, facts, indicators, projects, periods and approved figures.
        ReadPlan = "read_plan",
        /// 维护方案: change plans, areas, facts, indicators, targets and assignments.
        EditPlan = "edit_plan",
        /// 提出序时进度: propose trajectories of indicators that the own bureau leads (the supervision office: of
        /// any), and withdraw them.
        ProposeTrajectory = "propose_trajectory",
        /// 维护项目: change projects, their stages and milestones.
        EditProjects = "edit_projects",
        /// 登记项目情况: record the investments and registry entries of projects: of those that the own bureau leads,
        /// or of the jurisdiction.
        RecordProjects = "record_projects",
        /// 处理堵点: raise, escalate and resolve obstacles of projects: as lead or owner, or of the jurisdiction.
        HandleObstacles = "handle_obstacles",
        /// 提出清单条目: propose items of the lists that the own bureau leads.
        ProposeListItem = "propose_list_item",
        /// 审定清单条目: accept and reject list items.
        DecideListItem = "decide_list_item",
        /// 撤销清单条目: withdraw list items: proposed ones of the own bureau, accepted ones as the supervision
        /// office.
        WithdrawListItem = "withdraw_list_item",
        /// 管理报告期: keep the holidays; make the calendar, close and reopen periods, except a bureau from a closed
        /// one.
        EditPeriods = "edit_periods",
        /// 维护规则: add versions of the rule sets.
        EditRules = "edit_rules",
        /// 人工调整灯色: override the light of an indicator in a period, and revoke that.
        OverrideLights = "override_lights",
        /// 查看报告: read obligations and reports: of the own bureau, or of the jurisdiction.
        ReadReports = "read_reports",
        /// 起草报告: draft reports of the own bureau.
        DraftReport = "draft_report",
        /// 提交报告: submit and withdraw reports of the own bureau.
        SubmitReport = "submit_report",
        /// 审核报告: approve and return reports.
        ReviewReport = "review_report",
        /// 查看督办: read supervision orders and reminders: of the own bureau, or of the jurisdiction.
        ReadOrders = "read_orders",
        /// 下发督办: issue and decide on supervision orders, and set their rules.
        IssueOrders = "issue_orders",
        /// 办理督办: sign for, feed back on and ask to close the supervision orders of the own bureau; acknowledge its
        /// reminders.
        AnswerOrders = "answer_orders",
        /// 批示: instruct on a supervision order.
        Instruct = "instruct",
        /// 统计核定: confirm approved figures as final, as the lead of the statistics authority.
        ConfirmReport = "confirm_report",
        /// 申请延期: ask for more time on what the own bureau owes.
        RequestExtension = "request_extension",
        /// 审批延期: grant and refuse extensions.
        DecideExtension = "decide_extension",
        /// 查看排名: read rankings of bureaus, which tell how each of them reports.
        ReadRankings = "read_rankings",
        /// 印发通报: draft, circulate, publish and correct bulletins, and decide objections to them.
        IssueBulletins = "issue_bulletins",
        /// 提出异议: object to a circulated bulletin, for the own bureau.
        ObjectToBulletin = "object_to_bulletin",
        /// 查看审计: read and verify the audit log.
        ReadAudit = "read_audit",
        /// 生成检查点: make a checkpoint of the audit log.
        MakeCheckpoints = "make_checkpoints",
    }
}

use Role::*;

const EVERYONE: &[Role] = &[BureauReporter, BureauLead, Supervisor, Leader, SystemAdmin, SecurityAdmin, AuditAdmin];

/// The table. One line a permission; who is not on it may not.
#[rustfmt::skip]
pub const TABLE: &[(Permission, &[Role])] = &[
    (Permission::OwnAccount, EVERYONE),
    (Permission::ReadDirectory, EVERYONE),
    (Permission::EditDirectory, &[SystemAdmin]),
    (Permission::UploadEvidence, &[BureauReporter, BureauLead, Supervisor]),
    (Permission::ReadUsers, &[SystemAdmin, SecurityAdmin]),
    (Permission::EditUsers, &[SystemAdmin]),
    (Permission::GrantRoles, &[SecurityAdmin]),
    (Permission::ReadPlan, &[BureauReporter, BureauLead, Supervisor, Leader, SystemAdmin, SecurityAdmin, AuditAdmin]),
    (Permission::EditPlan, &[Supervisor]),
    (Permission::ProposeTrajectory, &[BureauLead, Supervisor]),
    (Permission::EditProjects, &[Supervisor]),
    (Permission::RecordProjects, &[BureauLead, Supervisor]),
    (Permission::HandleObstacles, &[BureauReporter, BureauLead, Supervisor]),
    (Permission::ProposeListItem, &[BureauLead]),
    (Permission::DecideListItem, &[Supervisor]),
    (Permission::WithdrawListItem, &[BureauLead, Supervisor]),
    (Permission::EditPeriods, &[Supervisor]),
    (Permission::EditRules, &[Supervisor]),
    (Permission::OverrideLights, &[Supervisor]),
    (Permission::ReadReports, &[BureauReporter, BureauLead, Supervisor, Leader]),
    (Permission::DraftReport, &[BureauReporter, BureauLead]),
    (Permission::SubmitReport, &[BureauLead]),
    (Permission::ReviewReport, &[Supervisor]),
    (Permission::ReadOrders, &[BureauReporter, BureauLead, Supervisor, Leader]),
    (Permission::IssueOrders, &[Supervisor]),
    (Permission::AnswerOrders, &[BureauLead]),
    (Permission::Instruct, &[Leader]),
    (Permission::ConfirmReport, &[BureauLead]),
    (Permission::RequestExtension, &[BureauLead]),
    (Permission::DecideExtension, &[Supervisor]),
    (Permission::ReadRankings, &[Supervisor, Leader]),
    (Permission::IssueBulletins, &[Supervisor]),
    (Permission::ObjectToBulletin, &[BureauLead]),
    (Permission::ReadAudit, &[AuditAdmin]),
    (Permission::MakeCheckpoints, &[AuditAdmin]),
];

impl Permission {
    /// Whether any of the roles has it.
    pub fn granted_to(self, roles: &[Role]) -> bool {
        TABLE.iter().any(|(permission, holders)| *permission == self && holders.iter().any(|role| roles.contains(role)))
    }
    /// What the caller may not do: 403, which names this permission as the one that it takes.
    pub fn forbidden(self, code: Code) -> Error {
        Error::new(code).with("permission", self.as_str()).extend("permission", self.as_str())
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
    /// Whether one account may hold these roles together: one administrator alone, or bureau roles, or one of
    /// supervisor and leader.
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
/// See [`Permission::UploadEvidence`].
#[derive(Debug)]
pub struct UploadEvidence;
impl Act for UploadEvidence {
    const PERMISSION: Permission = Permission::UploadEvidence;
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
/// See [`Permission::ProposeTrajectory`].
#[derive(Debug)]
pub struct ProposeTrajectory;
impl Act for ProposeTrajectory {
    const PERMISSION: Permission = Permission::ProposeTrajectory;
}
/// See [`Permission::EditProjects`].
#[derive(Debug)]
pub struct EditProjects;
impl Act for EditProjects {
    const PERMISSION: Permission = Permission::EditProjects;
}
/// See [`Permission::RecordProjects`].
#[derive(Debug)]
pub struct RecordProjects;
impl Act for RecordProjects {
    const PERMISSION: Permission = Permission::RecordProjects;
}
/// See [`Permission::HandleObstacles`].
#[derive(Debug)]
pub struct HandleObstacles;
impl Act for HandleObstacles {
    const PERMISSION: Permission = Permission::HandleObstacles;
}
/// See [`Permission::ProposeListItem`].
#[derive(Debug)]
pub struct ProposeListItem;
impl Act for ProposeListItem {
    const PERMISSION: Permission = Permission::ProposeListItem;
}
/// See [`Permission::DecideListItem`].
#[derive(Debug)]
pub struct DecideListItem;
impl Act for DecideListItem {
    const PERMISSION: Permission = Permission::DecideListItem;
}
/// See [`Permission::WithdrawListItem`].
#[derive(Debug)]
pub struct WithdrawListItem;
impl Act for WithdrawListItem {
    const PERMISSION: Permission = Permission::WithdrawListItem;
}
/// See [`Permission::EditPeriods`].
#[derive(Debug)]
pub struct EditPeriods;
impl Act for EditPeriods {
    const PERMISSION: Permission = Permission::EditPeriods;
}
/// See [`Permission::EditRules`].
#[derive(Debug)]
pub struct EditRules;
impl Act for EditRules {
    const PERMISSION: Permission = Permission::EditRules;
}
/// See [`Permission::OverrideLights`].
#[derive(Debug)]
pub struct OverrideLights;
impl Act for OverrideLights {
    const PERMISSION: Permission = Permission::OverrideLights;
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
/// See [`Permission::ReadOrders`].
#[derive(Debug)]
pub struct ReadOrders;
impl Act for ReadOrders {
    const PERMISSION: Permission = Permission::ReadOrders;
}
/// See [`Permission::IssueOrders`].
#[derive(Debug)]
pub struct IssueOrders;
impl Act for IssueOrders {
    const PERMISSION: Permission = Permission::IssueOrders;
}
/// See [`Permission::AnswerOrders`].
#[derive(Debug)]
pub struct AnswerOrders;
impl Act for AnswerOrders {
    const PERMISSION: Permission = Permission::AnswerOrders;
}
/// See [`Permission::Instruct`].
#[derive(Debug)]
pub struct Instruct;
impl Act for Instruct {
    const PERMISSION: Permission = Permission::Instruct;
}
/// See [`Permission::ConfirmReport`].
#[derive(Debug)]
pub struct ConfirmReport;
impl Act for ConfirmReport {
    const PERMISSION: Permission = Permission::ConfirmReport;
}
/// See [`Permission::RequestExtension`].
#[derive(Debug)]
pub struct RequestExtension;
impl Act for RequestExtension {
    const PERMISSION: Permission = Permission::RequestExtension;
}
/// See [`Permission::DecideExtension`].
#[derive(Debug)]
pub struct DecideExtension;
impl Act for DecideExtension {
    const PERMISSION: Permission = Permission::DecideExtension;
}
/// See [`Permission::ReadRankings`].
#[derive(Debug)]
pub struct ReadRankings;
impl Act for ReadRankings {
    const PERMISSION: Permission = Permission::ReadRankings;
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
/// See [`Permission::MakeCheckpoints`].
#[derive(Debug)]
pub struct MakeCheckpoints;
impl Act for MakeCheckpoints {
    const PERMISSION: Permission = Permission::MakeCheckpoints;
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
                Permission::ProposeTrajectory,
                Permission::EditProjects,
                Permission::EditPeriods,
                Permission::EditRules,
                Permission::OverrideLights,
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
