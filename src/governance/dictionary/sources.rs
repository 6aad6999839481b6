//! Where the fields of the main resources come from, what they are measured in, and how often they are renewed: what
//! the document does not say.
use super::model::{FieldRefresh as Refresh, FieldSource as Source};

/// A main resource: its schema, where most of its fields come from, and those that come from elsewhere.
pub(super) struct Origin {
    pub resource: &'static str,
    pub schema: &'static str,
    pub source: Source,
    pub refresh: Refresh,
    /// Given by a bureau.
    pub of_bureau: &'static [&'static str],
    /// Given by the supervision office.
    pub of_supervision: &'static [&'static str],
    /// Computed at each reading.
    pub computed: &'static [&'static str],
}

const fn origin(resource: &'static str, schema: &'static str, source: Source, refresh: Refresh) -> Origin {
    Origin { resource, schema, source, refresh, of_bureau: &[], of_supervision: &[], computed: &[] }
}

/// The main resources, in the order of the reference.
pub(super) const ORIGINS: &[Origin] = &[
    Origin {
        computed: &["area", "target", "lead_bureau", "supporting_bureaus", "assignment_source", "related"],
        ..origin("indicator", "IndicatorResource", Source::Supervision, Refresh::OnChange)
    },
    origin("target", "TargetVersion", Source::Supervision, Refresh::Never),
    Origin {
        computed: &["state", "locked", "months"],
        ..origin("period", "PeriodResource", Source::Supervision, Refresh::OnChange)
    },
    Origin {
        of_supervision: &["subject", "bureau", "period"],
        ..origin("obligation", "ObligationResource", Source::Computed, Refresh::OnReading)
    },
    Origin {
        of_supervision: &["return_reason", "return_comment", "returns"],
        computed: &[
            "plan_id",
            "value",
            "unit",
            "due_at",
            "locked",
            "return_count",
            "serving",
            "superseded_by",
            "value_status",
            "quality_flags",
        ],
        ..origin("report", "ReportResource", Source::Bureau, Refresh::EachPeriod)
    },
    Origin {
        of_supervision: &["target", "light_override", "rule_set"],
        ..origin("progress", "IndicatorProgressResource", Source::Computed, Refresh::OnReading)
    },
    Origin {
        of_bureau: &["in_use_on"],
        ..origin("project", "ProjectDetailResource", Source::Supervision, Refresh::OnChange)
    },
    Origin {
        of_bureau: &["forecast_on"],
        computed: &["baseline_on", "baseline_frozen", "state", "light", "expected_on", "slippage_days", "slip_cause"],
        ..origin("milestone", "MilestoneDetailResource", Source::Supervision, Refresh::OnChange)
    },
    Origin {
        computed: &["superseded"],
        ..origin("investment", "InvestmentDetailResource", Source::Bureau, Refresh::OnChange)
    },
    Origin {
        computed: &["state", "days_overdue"],
        ..origin("obstacle", "ObstacleDetailResource", Source::Bureau, Refresh::OnChange)
    },
    Origin {
        of_bureau: &["closure_result", "closure_evidence", "closure_attachments"],
        computed: &["overdue", "sign_overdue", "feedback_overdue", "days_left", "reminder_level", "on_time"],
        ..origin("supervision_order", "SupervisionOrderResource", Source::Supervision, Refresh::OnChange)
    },
];

/// What quantities are measured in, by field.
pub(super) const UNITS: &[(&str, &[&str])] = &[
    (
        "万元",
        &[
            "total_investment",
            "year_investment",
            "contracted",
            "paid_in_to_date",
            "completed_to_date",
            "recorded_to_date",
        ],
    ),
    ("亩", &["land_needed", "land_secured", "land_supplied"]),
    ("%", &["physical_progress_percent", "rate", "expected_rate", "used_percent"]),
    ("百分点", &["variance_pp"]),
    ("天", &["slippage_days", "days_overdue", "days_left", "feedback_every_days"]),
    ("indicator", &["value", "actual", "expected", "run_rate", "required_run_rate"]),
];

/// Where a field comes from and how often it is renewed: what the service writes down by itself first.
pub(super) fn of(origin: &Origin, field: &str) -> (Source, Refresh) {
    let shown = field.ends_with("_text") || field == "allowed_actions";
    if shown || origin.computed.contains(&field) {
        return (Source::Computed, Refresh::OnReading);
    }
    if origin.of_bureau.contains(&field) {
        return (Source::Bureau, Refresh::OnChange);
    }
    if origin.of_supervision.contains(&field) {
        return (Source::Supervision, Refresh::OnChange);
    }
    match field {
        "id" | "jurisdiction" | "created_at" | "created_by" => (Source::System, Refresh::Never),
        "version" | "updated_at" | "revision" | "number" => (Source::System, Refresh::OnChange),
        _ if field.ends_with("_by") => (Source::System, Refresh::OnChange),
        _ if field.ends_with("_at") && !field.ends_with("due_at") && field != "opens_at" => {
            (Source::System, Refresh::OnChange)
        }
        _ => (origin.source, origin.refresh),
    }
}

/// The unit of a field, where it is a quantity.
pub(super) fn unit(field: &str) -> Option<&'static str> {
    UNITS.iter().find(|(_, fields)| fields.contains(&field)).map(|(unit, _)| *unit)
}
