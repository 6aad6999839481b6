//! The shapes of a rule set.
use crate::{
    foundation::{
        db::{Backend, Id, Timestamp, schema::rule_sets},
        events::Figures,
    },
    progress::figures::Rules,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

/// 亮灯规则: one version of the thresholds that decide the lights.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = rule_sets, check_for_backend(Backend))]
pub struct RuleSet {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Human code, the same for all versions.
    #[schema(example = "lights")]
    pub code: String,
    /// 版次: counts the versions of the code.
    #[schema(example = 1)]
    pub number: i32,
    /// The first day on which it is in force, until a newer one is.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// 说明: the rules in words.
    pub description: String,
    /// 阈值.
    pub content: Rules,
    /// Created at.
    pub created_at: Timestamp,
}

impl RuleSet {
    /// As figures name it.
    pub fn version(&self) -> RuleSetVersion {
        RuleSetVersion { code: self.code.clone(), number: self.number }
    }
}

/// Which rule set decided a light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleSetVersion {
    /// Its code.
    #[schema(example = "lights")]
    pub code: String,
    /// 版次.
    #[schema(example = 1)]
    pub number: i32,
}

/// A rule set as the seed holds it (`rule_set.json`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRuleSet {
    /// Human code, the same for all versions.
    pub code: String,
    /// 版次.
    pub number: i32,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// 说明.
    pub description: String,
    /// 阈值.
    pub content: Rules,
}

/// A new version of the thresholds.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "effective_from": "2026-01-01", "description": "第2版：落后不到5个百分点为绿并关注，5至20个为黄，超过20个为红。",
    "content": {
        "watch_above_lag": "0", "yellow_from_lag": "5", "red_above_lag": "20", "ahead_from_lead": "10",
        "early_months": 2, "early_spi_watch_below": "0.5", "milestone_red_after_days": 30, "maintain_missed": "yellow",
        "milestone_missed": {
            "ensure": "red", "plan": "yellow", "strive": "yellow", "aspire": "yellow", "promote": "yellow"
        }
    }
}))]
pub struct NewThresholds {
    /// The first day on which they are in force: not before today, and after every version before.
    pub effective_from: NaiveDate,
    /// 说明: the rules in words.
    #[schema(min_length = 1, max_length = 4000)]
    pub description: String,
    /// 阈值.
    pub content: Rules,
}

/// Which rule sets.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RuleSetFilter {
    /// Only versions of this code.
    #[param(example = "lights")]
    pub code: Option<String>,
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
}

impl Figures for RuleSet {
    const TYPE: &'static str = "rule_set";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "code": self.code,
            "number": self.number,
            "effective_from": self.effective_from,
            "content": self.content,
        }))
    }
}
