//! Which permission each operation with a body asks for: what its handler names in its signature. A test walks every
//! operation with every role and holds this table against what the operations answer.
use crate::foundation::auth::Permission;

/// The table.
#[rustfmt::skip]
const TABLE: &[(Permission, &[&str])] = &[
    (Permission::OwnAccount, &["change_password"]),
    (Permission::EditDirectory, &["create_jurisdiction", "update_jurisdiction", "create_bureau", "update_bureau"]),
    (Permission::UploadEvidence, &["create_attachment"]),
    (Permission::EditUsers, &["create_user", "update_user", "reset_password", "clear_failed_log_ins"]),
    (Permission::GrantRoles, &["set_user_roles"]),
    (Permission::EditPlan, &[
        "create_plan", "update_plan", "create_area", "update_area", "create_fact", "update_fact",
        "create_indicator", "update_indicator", "create_target", "create_assignment", "end_assignment",
        "approve_trajectory", "reject_trajectory", "close_plan_year", "reopen_plan_year",
    ]),
    (Permission::ProposeTrajectory, &["create_trajectory", "withdraw_trajectory"]),
    (Permission::EditProjects, &[
        "create_project", "update_project", "suspend_project", "resume_project", "assign_project_leader",
        "move_project", "put_project_into_use", "create_milestone", "update_milestone",
        "reforecast_milestone", "link_milestone", "unlink_milestone",
        "create_leader_post", "update_leader_post", "appoint_leader", "set_project_year_plans",
        "create_renewal_district", "update_renewal_district", "create_renewal_unit", "update_renewal_unit",
        "set_project_renewal_unit",
    ]),
    (Permission::RecordProjects, &[
        "create_project_investment", "create_registry_entry", "update_registry_entry", "leave_registry",
    ]),
    (Permission::HandleObstacles, &["create_obstacle", "update_obstacle", "escalate_obstacle", "resolve_obstacle"]),
    (Permission::ProposeListItem, &["create_list_item"]),
    (Permission::DecideListItem, &["approve_list_item", "reject_list_item"]),
    (Permission::WithdrawListItem, &["withdraw_list_item"]),
    (Permission::EditPeriods, &[
        "create_holiday", "create_calendar", "recompute_period_due", "create_period_exception",
        "end_period_exception", "close_period", "reopen_period",
    ]),
    (Permission::EditRules, &["create_rule_set", "create_ranking_rules"]),
    (Permission::OverrideLights, &["create_light_override", "revoke_light_override"]),
    (Permission::DraftReport, &["create_report", "update_report", "create_report_correction", "discard_report"]),
    (Permission::SubmitReport, &["submit_report", "withdraw_report"]),
    (Permission::ReviewReport, &["approve_report", "return_report"]),
    (Permission::IssueOrders, &[
        "create_supervision_order", "approve_supervision_order_extension", "reject_supervision_order_extension",
        "close_supervision_order",
        "return_supervision_order", "cancel_supervision_order", "create_reminder_rules",
    ]),
    (Permission::AnswerOrders, &[
        "give_supervision_order_feedback", "sign_supervision_order", "apply_supervision_order_closure",
        "request_supervision_order_extension", "acknowledge_reminder",
    ]),
    (Permission::Instruct, &["instruct_supervision_order"]),
    (Permission::ConfirmReport, &["create_confirmation"]),
    (Permission::RequestExtension, &["create_extension", "withdraw_extension"]),
    (Permission::DecideExtension, &["approve_extension", "reject_extension"]),
    (Permission::IssueBulletins, &[
        "create_bulletin", "recapture_bulletin", "circulate_bulletin", "redraft_bulletin", "publish_bulletin",
        "abandon_bulletin", "approve_bulletin_objection", "reject_bulletin_objection", "correct_bulletin",
    ]),
    (Permission::ObjectToBulletin, &["create_bulletin_objection"]),
    (Permission::MakeCheckpoints, &["create_audit_checkpoint"]),
];

/// The permission of an operation; `None` of one that asks nobody who they are.
pub(super) fn of(operation: &str) -> Option<Permission> {
    TABLE.iter().find(|(_, operations)| operations.contains(&operation)).map(|(permission, _)| *permission)
}
