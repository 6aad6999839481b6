//! Which code a violated database constraint becomes: one line a constraint.
//!
//! PostgreSQL names the constraint, SQLite says `UNIQUE constraint failed: areas.plan_id, areas.code`; both spellings
//! stand here, and a test checks that every unique constraint of the schema has a line.
use super::Code;

/// Constraint name on PostgreSQL, columns as SQLite prints them, code.
#[rustfmt::skip]
pub const UNIQUE: &[(&str, &str, Code)] = &[
    ("idempotency_keys_pkey", "idempotency_keys.caller_id, idempotency_keys.operation, idempotency_keys.key", Code::IdempotencyInProgress),
    ("jurisdictions_code_key", "jurisdictions.code", Code::JurisdictionCodeTaken),
    ("bureaus_jurisdiction_code_key", "bureaus.jurisdiction, bureaus.code", Code::BureauCodeTaken),
    ("bureaus_unified_code_key", "bureaus.unified_code", Code::UnifiedCodeTaken),
    ("users_username_key", "users.username", Code::UsernameTaken),
    ("user_roles_pkey", "user_roles.user_id, user_roles.role", Code::Duplicate),
    ("plans_jurisdiction_code_key", "plans.jurisdiction, plans.code", Code::PlanYearTaken),
    ("plans_jurisdiction_year_key", "plans.jurisdiction, plans.year", Code::PlanYearTaken),
    ("areas_plan_id_code_key", "areas.plan_id, areas.code", Code::AreaCodeTaken),
    ("facts_plan_id_code_key", "facts.plan_id, facts.code", Code::FactCodeTaken),
    ("indicators_plan_id_code_key", "indicators.plan_id, indicators.code", Code::IndicatorCodeTaken),
    ("targets_indicator_id_number_key", "targets.indicator_id, targets.number", Code::TargetDateTaken),
    ("targets_indicator_id_effective_from_key", "targets.indicator_id, targets.effective_from", Code::TargetDateTaken),
    ("assignments_indicator_id_bureau_id_role_effective_from_key", "assignments.indicator_id, assignments.bureau_id, assignments.role, assignments.effective_from", Code::AssignmentTaken),
    ("projects_plan_id_code_key", "projects.plan_id, projects.code", Code::ProjectCodeTaken),
    ("project_areas_pkey", "project_areas.project_id, project_areas.area_id", Code::Duplicate),
    ("project_batches_pkey", "project_batches.project_id, project_batches.batch", Code::Duplicate),
    ("milestones_plan_id_code_key", "milestones.plan_id, milestones.code", Code::MilestoneCodeTaken),
    ("periods_plan_id_code_key", "periods.plan_id, periods.code", Code::CalendarExists),
    ("reports_indicator_id_period_id_revision_key", "reports.indicator_id, reports.period_id, reports.revision", Code::ReportExists),
    ("reports_project_id_period_id_revision_key", "reports.project_id, reports.period_id, reports.revision", Code::ReportExists),
    ("bulletins_jurisdiction_year_number_key", "bulletins.jurisdiction, bulletins.year, bulletins.number", Code::BulletinNumberTaken),
];

/// Unique constraints that no request can violate: server-made keys, and tables that only the seed loader fills.
pub const INTERNAL: &[&str] = &[
    "deployment_pkey",
    "feed_counters_pkey",
    "changes_pkey",
    "audit_entries_pkey",
    "refresh_tokens_pkey",
    "holidays_date_key",
    "rule_sets_jurisdiction_code_number_key",
    "bulletin_errata_bulletin_id_number_key",
    "ranking_rules_jurisdiction_number_key",
    "ranking_rules_jurisdiction_effective_from_key",
];
