//! One `table!` for each table of the migrations; tests/api/databases.rs holds them against both databases.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    attachment_grants (attachment_id, bureau_id) {
        attachment_id -> AnyUuid,
        bureau_id -> AnyUuid,
        granted_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    attachment_links (attachment_id, owner_type, owner_id) {
        attachment_id -> AnyUuid,
        owner_type -> Text,
        owner_id -> AnyUuid,
        linked_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    attachments (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        bureau_id -> Nullable<AnyUuid>,
        uploaded_by -> AnyUuid,
        file_name -> Text,
        media_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        description -> Nullable<Text>,
        uploaded_at -> AnyTimestamptz,
        version -> Integer,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    audit_checkpoint_exports (checkpoint_id, target) {
        checkpoint_id -> AnyUuid,
        target -> Text,
        exported_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    audit_checkpoints (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        number -> Integer,
        made_at -> AnyTimestamptz,
        reason -> Text,
        sequence -> BigInt,
        entries -> BigInt,
        hash -> Text,
        previous -> Nullable<Text>,
        token -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        feed_digest -> Nullable<Text>,
        seals_digest -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        statistics_authority -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
        sort_key -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    confirmations (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        period_id -> AnyUuid,
        report_id -> AnyUuid,
        value -> BigInt,
        document -> Text,
        comment -> Nullable<Text>,
        bureau_id -> AnyUuid,
        confirmed_by -> AnyUuid,
        confirmed_at -> AnyTimestamptz,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    deployment (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    document_numbers (jurisdiction, series, year) {
        jurisdiction -> Text,
        series -> Text,
        year -> Integer,
        last_number -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    extensions (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        period_id -> AnyUuid,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        bureau_id -> AnyUuid,
        number -> Integer,
        status -> Text,
        due_on -> Date,
        reason -> Text,
        due_at -> Nullable<AnyTimestamptz>,
        decision -> Nullable<Text>,
        requested_by -> AnyUuid,
        requested_at -> AnyTimestamptz,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    feed_counters (jurisdiction) {
        jurisdiction -> Text,
        sequence -> BigInt,
        audit_hash -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::AnyUuid;
    figure_seals (jurisdiction, sequence, resource_type, resource_id) {
        jurisdiction -> Text,
        sequence -> BigInt,
        resource_type -> Text,
        resource_id -> AnyUuid,
        digest -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        counting -> Text,
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
        is_reported -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::AnyTimestamptz;
    job_runs (name) {
        name -> Text,
        due_at -> AnyTimestamptz,
        last_run_at -> Nullable<AnyTimestamptz>,
        last_success_at -> Nullable<AnyTimestamptz>,
        last_error_at -> Nullable<AnyTimestamptz>,
        last_error -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    leader_posts (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        code -> Text,
        sort_key -> Text,
        title -> Text,
        active -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    light_overrides (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        period_id -> AnyUuid,
        light -> Text,
        computed_light -> Text,
        computed_reason -> Text,
        reason -> Text,
        document -> Nullable<Text>,
        set_by -> AnyUuid,
        set_at -> AnyTimestamptz,
        revoked_by -> Nullable<AnyUuid>,
        revoked_at -> Nullable<AnyTimestamptz>,
        revoke_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    list_items (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        project_id -> Nullable<AnyUuid>,
        bureau_id -> AnyUuid,
        name -> Text,
        identifier -> Nullable<Text>,
        live_project_id -> Nullable<AnyUuid>,
        live_identity -> Nullable<Text>,
        counted_on -> Date,
        evidence -> Text,
        status -> Text,
        proposed_by -> AnyUuid,
        proposed_at -> AnyTimestamptz,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        withdrawn_by -> Nullable<AnyUuid>,
        withdrawn_at -> Nullable<AnyTimestamptz>,
        reason -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    milestone_dependencies (milestone_id, upstream_id) {
        milestone_id -> AnyUuid,
        upstream_id -> AnyUuid,
        plan_id -> AnyUuid,
        lag_days -> Integer,
        comment -> Nullable<Text>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    milestone_forecasts (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        milestone_id -> AnyUuid,
        from_on -> Date,
        to_on -> Date,
        cause -> Text,
        reason -> Text,
        recorded_by -> Nullable<AnyUuid>,
        recorded_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        kind -> Text,
        date_precision -> Text,
        forecast_on -> Nullable<Date>,
        reforecasts -> Integer,
        completed_on -> Nullable<Date>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    obstacle_escalations (id) {
        id -> AnyUuid,
        obstacle_id -> AnyUuid,
        to_level -> Integer,
        reason -> Text,
        previous_due -> Date,
        due_on -> Date,
        escalated_by -> Nullable<AnyUuid>,
        escalated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    obstacles (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        project_id -> AnyUuid,
        title -> Text,
        description -> Nullable<Text>,
        category -> Text,
        level -> Integer,
        owner_bureau_id -> AnyUuid,
        raised_on -> Date,
        due_on -> Date,
        resolved_on -> Nullable<Date>,
        resolution -> Nullable<Text>,
        raised_by -> Nullable<AnyUuid>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    period_exceptions (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        period_id -> AnyUuid,
        bureau_id -> AnyUuid,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        opens_at -> AnyTimestamptz,
        ends_at -> AnyTimestamptz,
        reason -> Text,
        created_by -> AnyUuid,
        ended_at -> Nullable<AnyTimestamptz>,
        ended_by -> Nullable<AnyUuid>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    period_verdicts (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        period_id -> AnyUuid,
        indicator_id -> AnyUuid,
        closing -> Integer,
        light -> Text,
        light_reason -> Text,
        watch -> Bool,
        computed_light -> Text,
        computed_reason -> Text,
        bucket -> Text,
        actual -> Nullable<BigInt>,
        rate -> Nullable<BigInt>,
        expected -> Nullable<BigInt>,
        expected_rate -> Nullable<BigInt>,
        variance_pp -> Nullable<BigInt>,
        value_status -> Nullable<Text>,
        bureau_id -> Nullable<AnyUuid>,
        target_id -> Nullable<AnyUuid>,
        target_number -> Nullable<Integer>,
        rule_set_id -> Nullable<AnyUuid>,
        rule_set_number -> Nullable<Integer>,
        trajectory_id -> Nullable<AnyUuid>,
        trajectory_number -> Nullable<Integer>,
        override_id -> Nullable<AnyUuid>,
        inputs -> Text,
        inputs_hash -> Text,
        frozen_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    plans (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        year -> Integer,
        code -> Text,
        title -> Text,
        document -> Nullable<Text>,
        source_note -> Nullable<Text>,
        closed_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    post_terms (id) {
        id -> AnyUuid,
        post_id -> AnyUuid,
        holder -> Nullable<Text>,
        effective_from -> Date,
        effective_to -> Nullable<Date>,
        document -> Nullable<Text>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_areas (project_id, area_id) {
        project_id -> AnyUuid,
        area_id -> AnyUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_batches (project_id, batch) {
        project_id -> AnyUuid,
        batch -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_evidence (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        project_id -> AnyUuid,
        transition_id -> Nullable<AnyUuid>,
        kind -> Text,
        date -> Nullable<Date>,
        number -> Nullable<Text>,
        amount -> Nullable<BigInt>,
        description -> Nullable<Text>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_investments (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        project_id -> AnyUuid,
        as_of_on -> Date,
        revision -> Integer,
        contracted -> Nullable<BigInt>,
        paid_in_to_date -> Nullable<BigInt>,
        completed_to_date -> Nullable<BigInt>,
        recorded_to_date -> Nullable<BigInt>,
        physical_progress_percent -> Nullable<BigInt>,
        land_needed -> Nullable<BigInt>,
        land_secured -> Nullable<BigInt>,
        land_supplied -> Nullable<BigInt>,
        decrease_reason -> Nullable<Text>,
        comment -> Nullable<Text>,
        recorded_by -> Nullable<AnyUuid>,
        recorded_at -> AnyTimestamptz,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_leaders (id) {
        id -> AnyUuid,
        project_id -> AnyUuid,
        post_id -> AnyUuid,
        effective_from -> Date,
        effective_to -> Nullable<Date>,
        source -> Text,
        document -> Nullable<Text>,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_suspensions (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        project_id -> AnyUuid,
        kind -> Text,
        reason -> Text,
        document -> Text,
        effective_on -> Date,
        expected_resume_on -> Nullable<Date>,
        recorded_by -> Nullable<AnyUuid>,
        recorded_at -> AnyTimestamptz,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        ended_by -> Nullable<AnyUuid>,
        end_recorded_at -> Nullable<AnyTimestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_transitions (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        project_id -> AnyUuid,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        effective_on -> Date,
        document -> Nullable<Text>,
        exit_reason -> Nullable<Text>,
        reason -> Nullable<Text>,
        recorded_by -> Nullable<AnyUuid>,
        recorded_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    project_year_plans (project_id, year) {
        project_id -> AnyUuid,
        year -> Integer,
        planned -> BigInt,
        document -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        in_use_on -> Nullable<Date>,
        related -> Nullable<Text>,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> AnyUuid,
        issued_at -> AnyTimestamptz,
        used_at -> Nullable<AnyTimestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    registry_entries (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        project_id -> AnyUuid,
        registry -> Text,
        number -> Text,
        entered_on -> Date,
        document -> Nullable<Text>,
        left_on -> Nullable<Date>,
        left_reason -> Nullable<Text>,
        open -> Nullable<Bool>,
        recorded_by -> Nullable<AnyUuid>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    reminder_rules (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        number -> Integer,
        effective_from -> Date,
        description -> Text,
        content -> Text,
        created_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    reminders (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        subject_id -> Text,
        order_id -> Nullable<AnyUuid>,
        period_id -> Nullable<AnyUuid>,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        bureau_id -> AnyUuid,
        level -> Text,
        due_at -> AnyTimestamptz,
        rules_number -> Integer,
        raised_at -> AnyTimestamptz,
        acknowledged_at -> Nullable<AnyTimestamptz>,
        acknowledged_by -> Nullable<AnyUuid>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    renewal_districts (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    renewal_project_units (project_id) {
        project_id -> AnyUuid,
        unit_id -> AnyUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    renewal_units (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        district_id -> AnyUuid,
        code -> Text,
        sort_key -> Text,
        name -> Text,
        source_note -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    report_flags (id) {
        id -> AnyUuid,
        report_id -> AnyUuid,
        flag -> Text,
        meta -> Text,
        raised_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    report_returns (report_id, number) {
        report_id -> AnyUuid,
        number -> Integer,
        reason -> Text,
        comment -> Text,
        fields -> Text,
        due_at -> AnyTimestamptz,
        returned_by -> Nullable<AnyUuid>,
        returned_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        drafted_by -> Nullable<AnyUuid>,
        submitted_by -> Nullable<AnyUuid>,
        first_submitted_at -> Nullable<AnyTimestamptz>,
        submitted_at -> Nullable<AnyTimestamptz>,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        return_reason -> Nullable<Text>,
        return_comment -> Nullable<Text>,
        submission_kind -> Text,
        slip_confirmed -> Bool,
        corrects_id -> Nullable<AnyUuid>,
        correction_reason -> Nullable<Text>,
        correction_evidence -> Nullable<Text>,
        superseded_at -> Nullable<AnyTimestamptz>,
        demonstration -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    sessions (id) {
        id -> AnyUuid,
        user_id -> AnyUuid,
        created_at -> AnyTimestamptz,
        expires_at -> AnyTimestamptz,
        ended_at -> Nullable<AnyTimestamptz>,
        end_reason -> Nullable<Text>,
        source -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        last_used_at -> Nullable<AnyTimestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::AnyTimestamptz;
    sign_in_failures (account, source) {
        account -> Text,
        source -> Text,
        failures -> Integer,
        last_failed_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    supervision_order_bureaus (order_id, bureau_id) {
        order_id -> AnyUuid,
        bureau_id -> AnyUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    supervision_order_extensions (id) {
        id -> AnyUuid,
        order_id -> AnyUuid,
        due_on -> Date,
        reason -> Text,
        requested_at -> AnyTimestamptz,
        status -> Text,
        approved_on -> Nullable<Date>,
        comment -> Nullable<Text>,
        decided_at -> Nullable<AnyTimestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    supervision_order_feedback (id) {
        id -> AnyUuid,
        order_id -> AnyUuid,
        text -> Text,
        progress_percent -> Nullable<Integer>,
        problems -> Nullable<Text>,
        given_by -> AnyUuid,
        given_by_name -> Text,
        given_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    supervision_order_instructions (id) {
        id -> AnyUuid,
        order_id -> AnyUuid,
        text -> Text,
        given_by -> AnyUuid,
        given_by_name -> Text,
        given_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    supervision_orders (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        code -> Text,
        title -> Text,
        demand -> Text,
        level -> Text,
        origin -> Text,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        milestone_id -> Nullable<AnyUuid>,
        period_id -> Nullable<AnyUuid>,
        bureau_id -> AnyUuid,
        clock_days -> Integer,
        clock_counted -> Text,
        feedback_every_days -> Nullable<Integer>,
        issued_at -> AnyTimestamptz,
        sign_due_at -> AnyTimestamptz,
        due_at -> AnyTimestamptz,
        feedback_due_at -> Nullable<AnyTimestamptz>,
        status -> Text,
        signed_at -> Nullable<AnyTimestamptz>,
        closure_result -> Nullable<Text>,
        closure_evidence -> Nullable<Text>,
        closure_applied_at -> Nullable<AnyTimestamptz>,
        on_time -> Nullable<Bool>,
        returns -> Integer,
        grade -> Nullable<Text>,
        decision_comment -> Nullable<Text>,
        decided_at -> Nullable<AnyTimestamptz>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    trajectories (id) {
        id -> AnyUuid,
        jurisdiction -> Text,
        indicator_id -> AnyUuid,
        number -> Nullable<Integer>,
        status -> Text,
        effective_from -> Date,
        points -> Text,
        document -> Nullable<Text>,
        reason -> Text,
        bureau_id -> Nullable<AnyUuid>,
        by_bureau -> Bool,
        proposed_by -> AnyUuid,
        proposed_at -> AnyTimestamptz,
        decided_by -> Nullable<AnyUuid>,
        decided_at -> Nullable<AnyTimestamptz>,
        decision_reason -> Nullable<Text>,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    user_roles (user_id, role) {
        user_id -> AnyUuid,
        role -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
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
        demonstration -> Bool,
        version -> Integer,
        created_at -> AnyTimestamptz,
        updated_at -> AnyTimestamptz,
    }
}

diesel::joinable!(areas -> plans (plan_id));
diesel::joinable!(assignments -> bureaus (bureau_id));
diesel::joinable!(assignments -> indicators (indicator_id));
diesel::joinable!(attachment_grants -> attachments (attachment_id));
diesel::joinable!(attachment_grants -> bureaus (bureau_id));
diesel::joinable!(attachment_links -> attachments (attachment_id));
diesel::joinable!(attachments -> bureaus (bureau_id));
diesel::joinable!(bulletin_errata -> bulletins (bulletin_id));
diesel::joinable!(bulletin_objections -> bulletins (bulletin_id));
diesel::joinable!(bulletins -> plans (plan_id));
diesel::joinable!(confirmations -> bureaus (bureau_id));
diesel::joinable!(confirmations -> indicators (indicator_id));
diesel::joinable!(confirmations -> periods (period_id));
diesel::joinable!(confirmations -> reports (report_id));
diesel::joinable!(facts -> areas (area_id));
diesel::joinable!(facts -> plans (plan_id));
diesel::joinable!(indicators -> areas (area_id));
diesel::joinable!(indicators -> plans (plan_id));
diesel::joinable!(light_overrides -> indicators (indicator_id));
diesel::joinable!(light_overrides -> periods (period_id));
diesel::joinable!(list_items -> bureaus (bureau_id));
diesel::joinable!(list_items -> indicators (indicator_id));
diesel::joinable!(list_items -> projects (project_id));
diesel::joinable!(milestone_forecasts -> milestones (milestone_id));
diesel::joinable!(milestones -> areas (area_id));
diesel::joinable!(milestones -> plans (plan_id));
diesel::joinable!(milestones -> projects (project_id));
diesel::joinable!(obstacle_escalations -> obstacles (obstacle_id));
diesel::joinable!(obstacles -> bureaus (owner_bureau_id));
diesel::joinable!(obstacles -> plans (plan_id));
diesel::joinable!(obstacles -> projects (project_id));
diesel::joinable!(period_exceptions -> periods (period_id));
diesel::joinable!(period_verdicts -> indicators (indicator_id));
diesel::joinable!(period_verdicts -> periods (period_id));
diesel::joinable!(periods -> plans (plan_id));
diesel::joinable!(post_terms -> leader_posts (post_id));
diesel::joinable!(project_areas -> areas (area_id));
diesel::joinable!(project_areas -> projects (project_id));
diesel::joinable!(project_batches -> projects (project_id));
diesel::joinable!(project_evidence -> project_transitions (transition_id));
diesel::joinable!(project_evidence -> projects (project_id));
diesel::joinable!(project_investments -> projects (project_id));
diesel::joinable!(project_leaders -> leader_posts (post_id));
diesel::joinable!(project_leaders -> projects (project_id));
diesel::joinable!(project_suspensions -> projects (project_id));
diesel::joinable!(project_transitions -> projects (project_id));
diesel::joinable!(project_year_plans -> projects (project_id));
diesel::joinable!(projects -> bureaus (lead_bureau_id));
diesel::joinable!(projects -> plans (plan_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(registry_entries -> plans (plan_id));
diesel::joinable!(registry_entries -> projects (project_id));
diesel::joinable!(reminders -> supervision_orders (order_id));
diesel::joinable!(renewal_districts -> plans (plan_id));
diesel::joinable!(renewal_project_units -> projects (project_id));
diesel::joinable!(renewal_project_units -> renewal_units (unit_id));
diesel::joinable!(renewal_units -> plans (plan_id));
diesel::joinable!(renewal_units -> renewal_districts (district_id));
diesel::joinable!(report_flags -> reports (report_id));
diesel::joinable!(report_returns -> reports (report_id));
diesel::joinable!(reports -> bureaus (bureau_id));
diesel::joinable!(reports -> indicators (indicator_id));
diesel::joinable!(reports -> periods (period_id));
diesel::joinable!(reports -> plans (plan_id));
diesel::joinable!(reports -> projects (project_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(supervision_order_bureaus -> bureaus (bureau_id));
diesel::joinable!(supervision_order_bureaus -> supervision_orders (order_id));
diesel::joinable!(targets -> indicators (indicator_id));
diesel::joinable!(trajectories -> indicators (indicator_id));
diesel::joinable!(user_roles -> users (user_id));
diesel::joinable!(users -> bureaus (bureau_id));

// The pairs of tables that some query names together. All tables with all tables were 2,080 pairs and 20,800 impls,
// which every build and every check paid for. A query that joins others does not compile (`TableNotEqual`) until its
// pair stands here.
diesel::allow_tables_to_appear_in_same_query!(areas, bureaus);
diesel::allow_tables_to_appear_in_same_query!(areas, indicators);
diesel::allow_tables_to_appear_in_same_query!(areas, period_verdicts);
diesel::allow_tables_to_appear_in_same_query!(areas, project_areas);
diesel::allow_tables_to_appear_in_same_query!(assignments, indicators);
diesel::allow_tables_to_appear_in_same_query!(attachment_grants, attachments);
diesel::allow_tables_to_appear_in_same_query!(attachment_links, attachments);
diesel::allow_tables_to_appear_in_same_query!(audit_checkpoint_exports, audit_checkpoints);
diesel::allow_tables_to_appear_in_same_query!(bulletin_objections, bulletins);
diesel::allow_tables_to_appear_in_same_query!(bureaus, indicators);
diesel::allow_tables_to_appear_in_same_query!(bureaus, period_verdicts);
diesel::allow_tables_to_appear_in_same_query!(bureaus, project_areas);
diesel::allow_tables_to_appear_in_same_query!(bureaus, project_batches);
diesel::allow_tables_to_appear_in_same_query!(bureaus, user_roles);
diesel::allow_tables_to_appear_in_same_query!(bureaus, users);
diesel::allow_tables_to_appear_in_same_query!(confirmations, indicators);
diesel::allow_tables_to_appear_in_same_query!(confirmations, periods);
diesel::allow_tables_to_appear_in_same_query!(confirmations, reports);
diesel::allow_tables_to_appear_in_same_query!(facts, renewal_districts);
diesel::allow_tables_to_appear_in_same_query!(facts, renewal_project_units);
diesel::allow_tables_to_appear_in_same_query!(facts, renewal_units);
diesel::allow_tables_to_appear_in_same_query!(indicators, light_overrides);
diesel::allow_tables_to_appear_in_same_query!(indicators, list_items);
diesel::allow_tables_to_appear_in_same_query!(indicators, period_verdicts);
diesel::allow_tables_to_appear_in_same_query!(indicators, periods);
diesel::allow_tables_to_appear_in_same_query!(indicators, project_areas);
diesel::allow_tables_to_appear_in_same_query!(indicators, report_flags);
diesel::allow_tables_to_appear_in_same_query!(indicators, reports);
diesel::allow_tables_to_appear_in_same_query!(indicators, targets);
diesel::allow_tables_to_appear_in_same_query!(indicators, trajectories);
diesel::allow_tables_to_appear_in_same_query!(leader_posts, post_terms);
diesel::allow_tables_to_appear_in_same_query!(leader_posts, project_leaders);
diesel::allow_tables_to_appear_in_same_query!(light_overrides, periods);
diesel::allow_tables_to_appear_in_same_query!(milestone_forecasts, milestones);
diesel::allow_tables_to_appear_in_same_query!(period_verdicts, periods);
diesel::allow_tables_to_appear_in_same_query!(periods, report_returns);
diesel::allow_tables_to_appear_in_same_query!(periods, reports);
diesel::allow_tables_to_appear_in_same_query!(post_terms, project_leaders);
diesel::allow_tables_to_appear_in_same_query!(project_areas, project_batches);
diesel::allow_tables_to_appear_in_same_query!(project_areas, project_leaders);
diesel::allow_tables_to_appear_in_same_query!(project_areas, project_suspensions);
diesel::allow_tables_to_appear_in_same_query!(project_areas, projects);
diesel::allow_tables_to_appear_in_same_query!(project_areas, report_flags);
diesel::allow_tables_to_appear_in_same_query!(project_areas, reports);
diesel::allow_tables_to_appear_in_same_query!(project_batches, project_leaders);
diesel::allow_tables_to_appear_in_same_query!(project_batches, project_suspensions);
diesel::allow_tables_to_appear_in_same_query!(project_batches, projects);
diesel::allow_tables_to_appear_in_same_query!(project_investments, projects);
diesel::allow_tables_to_appear_in_same_query!(project_leaders, project_suspensions);
diesel::allow_tables_to_appear_in_same_query!(project_leaders, projects);
diesel::allow_tables_to_appear_in_same_query!(project_suspensions, projects);
diesel::allow_tables_to_appear_in_same_query!(project_transitions, projects);
diesel::allow_tables_to_appear_in_same_query!(projects, registry_entries);
diesel::allow_tables_to_appear_in_same_query!(projects, renewal_project_units);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(reminders, supervision_orders);
diesel::allow_tables_to_appear_in_same_query!(renewal_districts, renewal_project_units);
diesel::allow_tables_to_appear_in_same_query!(renewal_districts, renewal_units);
diesel::allow_tables_to_appear_in_same_query!(renewal_project_units, renewal_units);
diesel::allow_tables_to_appear_in_same_query!(report_flags, reports);
diesel::allow_tables_to_appear_in_same_query!(report_returns, reports);
diesel::allow_tables_to_appear_in_same_query!(sessions, user_roles);
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(supervision_order_bureaus, supervision_order_feedback);
diesel::allow_tables_to_appear_in_same_query!(supervision_order_bureaus, supervision_orders);
diesel::allow_tables_to_appear_in_same_query!(supervision_order_feedback, supervision_orders);
diesel::allow_tables_to_appear_in_same_query!(user_roles, users);
