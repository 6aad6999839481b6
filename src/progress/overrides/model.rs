//! The shapes of an override.
use crate::{
    foundation::{
        db::{Backend, Id, Timestamp, schema::light_overrides},
        events::Figures,
        web::Reference,
    },
    plan::periods::{PeriodReference, PeriodSummary},
    progress::figures::{Light, LightReason},
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 可调整的灯色: grey is no verdict and cannot be set.
    pub enum SetLight {
        /// 绿灯: set to green.
        Green = "green",
        /// 黄灯: set to yellow.
        Yellow = "yellow",
        /// 红灯: set to red.
        Red = "red",
    }
}
impl From<SetLight> for Light {
    fn from(light: SetLight) -> Self {
        match light {
            SetLight::Green => Self::Green,
            SetLight::Yellow => Self::Yellow,
            SetLight::Red => Self::Red,
        }
    }
}

/// An override as it is stored.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = light_overrides, check_for_backend(Backend))]
pub struct OverrideRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The indicator.
    pub indicator_id: Id,
    /// The period.
    #[serde(skip)]
    pub period_id: Id,
    /// 调整后灯色.
    pub light: SetLight,
    /// 计算灯色 of the period when it was set.
    pub computed_light: Light,
    /// Why.
    pub computed_reason: LightReason,
    /// The reason (理由).
    #[schema(example = "项目已实质性开工，投资数据待统计部门核定")]
    pub reason: String,
    /// The document that it rests on (文件依据).
    pub document: Option<String>,
    /// The user who set it.
    pub set_by: Id,
    /// Set at (business time).
    pub set_at: Timestamp,
    /// The user who revoked it.
    pub revoked_by: Option<Id>,
    /// Revoked at (business time).
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked.
    pub revoke_reason: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

text_enum! {
    /// What became of an override, as a conflict tells it.
    pub enum OverrideState {
        /// It decides the light.
        InForce = "in_force",
        /// It was taken back.
        Revoked = "revoked",
        /// Its period is closed; the verdict keeps it.
        Lapsed = "lapsed",
    }
}

/// 人工调整: a light that the supervision office set, beside the computed one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LightOverride {
    /// As stored.
    #[serde(flatten)]
    pub row: OverrideRow,
    /// 报告期.
    pub period: PeriodSummary,
    /// Whether it was not revoked and its period is not closed.
    pub in_force: bool,
    /// Whether its period is closed.
    #[serde(skip)]
    #[schema(ignore)]
    pub closed: bool,
    /// The code of its indicator, for its events.
    #[serde(skip)]
    #[schema(ignore)]
    pub indicator: String,
}

impl LightOverride {
    /// Of an indicator and a period.
    pub fn of(row: OverrideRow, indicator: String, period: String, closed: bool) -> Self {
        let period = PeriodSummary { id: row.period_id, code: period };
        Self { period, in_force: row.revoked_at.is_none() && !closed, closed, indicator, row }
    }
}

/// An override that stood at a moment, for those who show figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Identity.
    pub id: Id,
    /// The code of its period.
    pub period: String,
    /// The last day of that.
    pub ends_on: NaiveDate,
    /// The light that it sets.
    pub light: Light,
    /// Why.
    pub reason: String,
    /// Since when.
    pub set_at: Timestamp,
}

/// The override that a served light was set by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverrideLabel {
    /// The override: `GET /light-overrides/{id}`.
    pub id: Id,
    /// 报告期 for which it was set.
    #[schema(example = "2025-09")]
    pub period: String,
    /// The reason (理由).
    pub reason: String,
    /// Set at (business time).
    pub set_at: Timestamp,
}

impl From<&InForce> for OverrideLabel {
    fn from(set: &InForce) -> Self {
        Self { id: set.id, period: set.period.clone(), reason: set.reason.clone(), set_at: set.set_at }
    }
}

/// A light to set.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "period": "2025-09", "light": "green", "reason": "项目已实质性开工，投资数据待统计部门核定",
    "document": "督查专报〔2025〕12号"
}))]
pub struct NewLightOverride {
    /// A period of the indicator's plan that has begun and is not closed.
    pub period: PeriodReference,
    /// 调整后灯色.
    pub light: SetLight,
    /// The reason (理由).
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// The document that it rests on.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// Why an override is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "统计部门已核定投资数据"}))]
pub struct Revocation {
    /// The reason (理由).
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which overrides.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OverrideFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
}

impl Figures for OverrideRow {
    const TYPE: &'static str = "light_override";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "indicator": self.indicator_id,
            "period": self.period_id,
            "light": self.light,
            "computed_light": self.computed_light,
            "set_at": self.set_at,
            "revoked_at": self.revoked_at,
        }))
    }
}
