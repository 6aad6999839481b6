//! One `table!` for each table of the migrations; tests/api/databases.rs holds them against both databases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    areas (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        description -> Nullable<Text>,
        printed_heading -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    assignments (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        bureau_id -> AnyUuid,
        role -> Text,
        effective_from -> Date,
        effective_to -> Nullable<Date>,
        source -> Text,
        document -> Nullable<Text>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    audit_entries (jurisdiction, sequence) {
        jurisdiction -> Text,
        sequence -> BigInt,
        occurred_at -> AnyTimestamptz,
        actor_id -> Nullable<AnyUuid>,
        actor_name -> Text,
        action -> Text,
        resource_type -> Text,
        resource_id -> Text,
        request_id -> Text,
        payload -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    bureaus (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        code -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        kind -> Text,
        unified_code -> Nullable<Text>,
        source -> Text,
        source_note -> Nullable<Text>,
        active -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    changes (jurisdiction, sequence) {
        jurisdiction -> Text,
        sequence -> BigInt,
        kind -> Text,
        occurred_at -> AnyTimestamptz,
        business_at -> AnyTimestamptz,
        actor_id -> Nullable<AnyUuid>,
        actor_name -> Text,
        resource_type -> Text,
        resource_id -> Text,
        resource_version -> Integer,
        bureau_id -> Nullable<AnyUuid>,
        visibility -> Text,
        fields -> Text,
        data -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    deployment (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    facts (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        area_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        role -> Text,
        value -> Nullable<BigInt>,
        unit -> Nullable<Text>,
        printed_value -> Nullable<Text>,
        year -> Nullable<Integer>,
        about_code -> Nullable<Text>,
        source_text -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
        part_of_code -> Nullable<Text>,
        computed_from -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    feed_counters (jurisdiction) {
        jurisdiction -> Text,
        sequence -> BigInt,
        audit_hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    holidays (id) {
        id -> AnyUuid,
        date -> Date,
        kind -> Text,
        name -> Text,
        document -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    idempotency_keys (caller_id, operation, key) {
        caller_id -> AnyUuid,
        operation -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> Integer,
        etag -> Nullable<Text>,
        location -> Nullable<Text>,
        body -> Text,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    indicators (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        area_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        description -> Nullable<Text>,
        kind -> Text,
        basis -> Nullable<Text>,
        unit -> Nullable<Text>,
        decimals -> Integer,
        reporting -> Text,
        item_filter -> Nullable<Text>,
        baseline_value -> Nullable<BigInt>,
        baseline_year -> Nullable<Integer>,
        baseline_role -> Nullable<Text>,
        baseline_fact -> Nullable<Text>,
        related -> Nullable<Text>,
        inventory_kind -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
        computed_from -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    jurisdictions (id) {
        id -> AnyUuid,
        code -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        parent_code -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    milestones (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        project_id -> Nullable<AnyUuid>,
        area_id -> Nullable<AnyUuid>,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        due_on -> Date,
        due_confidence -> Text,
        completed_on -> Nullable<Date>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    periods (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        code -> Text,
        starts_on -> Date,
        ends_on -> Date,
        months -> Integer,
        opens_at -> AnyTimestamptz,
        due_at -> AnyTimestamptz,
        closed_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    plans (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        year -> Integer,
        code -> Text,
        title -> Text,
        document -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    project_areas (project_id, area_id) {
        project_id -> AnyUuid,
        area_id -> AnyUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    project_batches (project_id, batch) {
        project_id -> AnyUuid,
        batch -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    project_transitions (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        project_id -> AnyUuid,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        effective_on -> Date,
        evidence -> Text,
        document -> Nullable<Text>,
        reason -> Nullable<Text>,
        recorded_by -> Nullable<AnyUuid>,
        recorded_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    projects (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        name_en -> Nullable<Text>,
        listing -> Text,
        field -> Nullable<Text>,
        stage -> Text,
        level -> Text,
        declared_count -> Nullable<Integer>,
        total_investment -> Nullable<BigInt>,
        year_investment -> Nullable<BigInt>,
        lead_bureau_id -> Nullable<AnyUuid>,
        leader_post -> Nullable<Text>,
        related -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> AnyUuid,
        issued_at -> AnyTimestamptz,
        used_at -> Nullable<AnyTimestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    reports (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        period_id -> AnyUuid,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        bureau_id -> AnyUuid,
        revision -> Integer,
        status -> Text,
        value_reported -> Nullable<BigInt>,
        unit_reported -> Nullable<Text>,
        value -> Nullable<BigInt>,
        numerator -> Nullable<BigInt>,
        denominator -> Nullable<BigInt>,
        achieved_on -> Nullable<Date>,
        decrease_reason -> Nullable<Text>,
        narrative -> Nullable<Text>,
        problems -> Nullable<Text>,
        next_steps -> Nullable<Text>,
        due_at -> AnyTimestamptz,
        drafted_by -> Nullable<AnyUuid>,
        submitted_by -> Nullable<AnyUuid>,
        first_submitted_at -> Nullable<AnyTimestamptz>,
        submitted_at -> Nullable<AnyTimestamptz>,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        return_reason -> Nullable<Text>,
        return_comment -> Nullable<Text>,
        demonstration -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    rule_sets (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        code -> Text,
        number -> Integer,
        effective_from -> Date,
        description -> Text,
        content -> Text,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    sessions (id) {
        id -> AnyUuid,
        user_id -> AnyUuid,
        created_at -> AnyTimestamptz,
        expires_at -> AnyTimestamptz,
        ended_at -> Nullable<AnyTimestamptz>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    targets (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        number -> Integer,
        value -> Nullable<BigInt>,
        comparator -> Nullable<Text>,
        commitment -> Text,
        commitment_inherited -> Bool,
        due_on -> Date,
        due_confidence -> Text,
        target_text -> Nullable<Text>,
        effective_from -> Date,
        document -> Nullable<Text>,
        reason -> Nullable<Text>,
        created_by -> Nullable<AnyUuid>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    user_roles (user_id, role) {
        user_id -> AnyUuid,
        role -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    users (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        username -> Text,
        display_name -> Text,
        bureau_id -> Nullable<AnyUuid>,
        active -> Bool,
        password_hash -> Text,
        must_change_password -> Bool,
        stamp -> Integer,
        failed_attempts -> Integer,
        locked_until -> Nullable<AnyTimestamptz>,
        demonstration -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    ranking_rules (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        number -> Integer,
        effective_from -> Date,
        description -> Text,
        content -> Text,
        created_by -> Nullable<AnyUuid>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    bulletins (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        year -> Integer,
        number -> Nullable<Integer>,
        title -> Text,
        status -> Text,
        cut_off_at -> AnyTimestamptz,
        objections_until -> Nullable<AnyTimestamptz>,
        template -> Integer,
        inputs -> Text,
        inputs_hash -> Text,
        content -> Text,
        content_hash -> Text,
        drafted_by -> Nullable<AnyUuid>,
        circulated_at -> Nullable<AnyTimestamptz>,
        published_by -> Nullable<AnyUuid>,
        published_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    bulletin_objections (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        bulletin_id -> AnyUuid,
        bureau_id -> AnyUuid,
        text -> Text,
        status -> Text,
        reply -> Nullable<Text>,
        filed_by -> AnyUuid,
        filed_at -> AnyTimestamptz,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::foundation::db::sql::{AnyTimestamptz, AnyUuid};
    bulletin_errata (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        bulletin_id -> AnyUuid,
        number -> Integer,
        text -> Text,
        issued_by -> AnyUuid,
        issued_at -> AnyTimestamptz,
        created_at -> AnyTimestamptz,
    }
}

diesel::joinable!(areas -> plans (plan_id));
diesel::joinable!(assignments -> bureaus (bureau_id));
diesel::joinable!(assignments -> indicators (indicator_id));
diesel::joinable!(bulletin_errata -> bulletins (bulletin_id));
diesel::joinable!(bulletin_objections -> bulletins (bulletin_id));
diesel::joinable!(bulletins -> plans (plan_id));
diesel::joinable!(facts -> areas (area_id));
diesel::joinable!(facts -> plans (plan_id));
diesel::joinable!(indicators -> areas (area_id));
diesel::joinable!(indicators -> plans (plan_id));
diesel::joinable!(milestones -> areas (area_id));
diesel::joinable!(milestones -> plans (plan_id));
diesel::joinable!(milestones -> projects (project_id));
diesel::joinable!(periods -> plans (plan_id));
diesel::joinable!(project_areas -> areas (area_id));
diesel::joinable!(project_areas -> projects (project_id));
diesel::joinable!(project_batches -> projects (project_id));
diesel::joinable!(project_transitions -> projects (project_id));
diesel::joinable!(projects -> bureaus (lead_bureau_id));
diesel::joinable!(projects -> plans (plan_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(reports -> bureaus (bureau_id));
diesel::joinable!(reports -> indicators (indicator_id));
diesel::joinable!(reports -> periods (period_id));
diesel::joinable!(reports -> plans (plan_id));
diesel::joinable!(reports -> projects (project_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(targets -> indicators (indicator_id));
diesel::joinable!(user_roles -> users (user_id));
diesel::joinable!(users -> bureaus (bureau_id));
diesel::allow_tables_to_appear_in_same_query!(
    areas,
    assignments,
    audit_entries,
    bulletin_errata,
    bulletin_objections,
    bulletins,
    bureaus,
    changes,
    deployment,
    facts,
    feed_counters,
    holidays,
    idempotency_keys,
    indicators,
    jurisdictions,
    milestones,
    periods,
    plans,
    project_areas,
    project_batches,
    project_transitions,
    projects,
    ranking_rules,
    refresh_tokens,
    reports,
    rule_sets,
    sessions,
    targets,
    user_roles,
    users,
);
