//! What a bulletin is made from: everything that its content says, as it was at the cut-off, in a form of its own that
//! does not change when the API's shapes do. Figures are decimals as text; nothing is computed from them later.
use crate::{
    foundation::{
        db::{Id, Timestamp},
        error::Result,
    },
    progress::figures::Light,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// 通报所据数据: the stored inputs of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The version of the template that turns them into the content.
    #[schema(example = 1)]
    pub template: i32,
    /// 期号: the number of the year; `null` until it is final.
    #[schema(example = 3)]
    pub number: Option<i32>,
    /// The day on which it became final.
    pub published_on: Option<NaiveDate>,
    /// 标题.
    pub title: String,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Its name.
    #[schema(example = "中原区")]
    pub jurisdiction_name: String,
    /// The year of the plan.
    #[schema(example = 2025)]
    pub year: i32,
    /// The plan's title.
    pub plan: String,
    /// 截止时点: what was approved by this instant (business time) counts.
    pub cut_off_at: Timestamp,
    /// The last day that it covers: that of the last instant before the cut-off.
    pub as_of: NaiveDate,
    /// 亮灯规则: code and number of the rule set in force.
    #[schema(example = "lights/1")]
    pub rule_set: Option<String>,
    /// 排名规则: number of the rules in force; `null` without a ranking.
    #[schema(example = 1)]
    pub ranking_rules: Option<i32>,
    /// The plan's lights.
    pub lights: LightsInput,
    /// The same by area, in their order.
    pub areas: Vec<AreaInput>,
    /// Every indicator, in the order of the codes.
    pub indicators: Vec<IndicatorInput>,
    /// 四库: named projects by stage.
    pub stages: Vec<StageInput>,
    /// 排名; empty without ranking rules.
    pub ranking: Vec<RankInput>,
    /// 排名公式, as it was published with the rules.
    pub ranking_formula: Option<String>,
}

/// Lights, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LightsInput {
    /// 绿灯, the watched ones included.
    pub green: usize,
    /// 关注.
    pub watch: usize,
    /// 黄灯.
    pub yellow: usize,
    /// 红灯.
    pub red: usize,
    /// 灰灯.
    pub grey: usize,
}

/// An area's lights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaInput {
    /// Human code.
    pub code: String,
    /// 名称.
    pub name: String,
    /// Its lights.
    pub lights: LightsInput,
}

/// Where one indicator stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorInput {
    /// Human code.
    pub code: String,
    /// 名称.
    pub name: String,
    /// 牵头单位.
    pub lead_bureau: Option<String>,
    /// 报告期 of the figure.
    pub period: Option<String>,
    /// The target version in force.
    pub target_number: Option<i32>,
    /// 目标, as people read it.
    pub target: Option<String>,
    /// 实际, as people read it.
    pub actual: Option<String>,
    /// 完成率, as people read it.
    pub rate: Option<String>,
    /// 序时应完成率, as people read it.
    pub expected_rate: Option<String>,
    /// 落后幅度 in percentage points, at full precision; orders the list of those behind. `null` when not behind.
    pub lag_pp: Option<String>,
    /// 亮灯.
    pub light: Light,
    /// 关注.
    pub watch: bool,
    /// The sentence that explains it.
    pub sentence: String,
    /// The report whose figure it is.
    pub report_id: Option<Id>,
    /// Its revision.
    pub revision: Option<i32>,
}

/// Projects in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// 四库阶段.
    pub stage: String,
    /// Named projects in it.
    pub projects: i64,
}

/// A bureau's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RankInput {
    /// 名次; ties share one.
    pub rank: usize,
    /// 单位.
    pub bureau: String,
    /// 得分, as people read it.
    pub score: String,
}

/// The digest of stored bytes, in hexadecimal: SHA-256.
pub fn hash(bytes: &str) -> String {
    hex::encode(Sha256::digest(bytes))
}

impl Inputs {
    /// As they are stored: the bytes that the hash is of.
    pub fn stored(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }
    /// From the stored bytes.
    pub fn read(stored: &str) -> Result<Self> {
        Ok(serde_json::from_str(stored)?)
    }
}
