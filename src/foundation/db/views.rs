//! Views that are read like tables. schema.rs is generated from the tables; views are written by hand, because a
//! database does not say which of a view's columns can be null.
use super::schema::{bureaus, indicators, periods, project_areas, projects, reminders};

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::sql::{AnyTimestamptz, AnyUuid};
    /// 应报事项: who owes a report for what, derived in migrations/views.
    obligations (id) {
        /// Period and subject, in the order of both.
        id -> Text,
        jurisdiction -> Text,
        plan_id -> AnyUuid,
        period_id -> AnyUuid,
        period_code -> Text,
        ends_on -> Date,
        opens_at -> AnyTimestamptz,
        closed_at -> Nullable<AnyTimestamptz>,
        indicator_id -> Nullable<AnyUuid>,
        project_id -> Nullable<AnyUuid>,
        subject_code -> Text,
        subject_name -> Text,
        bureau_id -> AnyUuid,
        /// Of the first submission: by the period, or by its granted extension. On time is judged on it.
        first_due_at -> AnyTimestamptz,
        /// The same, unless the report was returned: then by its return.
        due_at -> AnyTimestamptz,
        extension_id -> Nullable<AnyUuid>,
        extended_due_at -> Nullable<AnyTimestamptz>,
        year_closed_at -> Nullable<AnyTimestamptz>,
        exception_ends_at -> Nullable<AnyTimestamptz>,
        report_id -> Nullable<AnyUuid>,
        report_status -> Nullable<Text>,
        first_submitted_at -> Nullable<AnyTimestamptz>,
        decided_at -> Nullable<AnyTimestamptz>,
        /// Since when the project stands still; of an indicator nothing does.
        suspended_on -> Nullable<Date>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(obligations, bureaus);
diesel::allow_tables_to_appear_in_same_query!(obligations, indicators);
diesel::allow_tables_to_appear_in_same_query!(obligations, projects);
diesel::allow_tables_to_appear_in_same_query!(obligations, periods);
diesel::allow_tables_to_appear_in_same_query!(obligations, project_areas);
diesel::allow_tables_to_appear_in_same_query!(obligations, reminders);
