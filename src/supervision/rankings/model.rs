//! The shapes of rankings and of what they weigh.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::ranking_rules},
        events::Figures,
        web::Reference,
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::{
    backend::Backend as AnyBackend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    prelude::*,
    sql_types::Text,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

/// 排名办法: what the score is made of. Weights need not add up to 100: the score is the weighted mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = Text)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "progress_weight": "70", "timeliness_weight": "20", "quality_weight": "10", "cap_percent": "100",
    "green_points": "100", "yellow_points": "60", "red_points": "0", "minimum_items": 3
}))]
pub struct RankingContent {
    /// 进度权重.
    pub progress_weight: Decimal,
    /// 按时权重.
    pub timeliness_weight: Decimal,
    /// 质量权重.
    pub quality_weight: Decimal,
    /// 封顶: an item that is ahead counts at most this much, in percent of what was expected.
    pub cap_percent: Decimal,
    /// Points of a green light, for items without a schedule (ceilings, levels, milestones).
    pub green_points: Decimal,
    /// Points of a yellow light.
    pub yellow_points: Decimal,
    /// Points of a red light.
    pub red_points: Decimal,
    /// 最少项数: bureaus with fewer items that can be judged are not ranked.
    #[schema(minimum = 1, maximum = 1000)]
    pub minimum_items: usize,
}

impl<DB: AnyBackend> FromSql<Text, DB> for RankingContent
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_str(&String::from_sql(bytes)?)?)
    }
}

/// 排名规则: one version of the formula.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = ranking_rules, check_for_backend(Backend))]
pub struct RankingRules {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 版次.
    #[schema(example = 1)]
    pub number: i32,
    /// The first day on which it is in force, until a newer one is.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// 公布的公式: the formula in words, printed in bulletins.
    pub description: String,
    /// What it weighs.
    pub content: RankingContent,
    /// The user who made it; `null` when it came with the plan's data.
    pub created_by: Option<Id>,
    /// Created at.
    pub created_at: Timestamp,
}

/// The next version of the ranking rules.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "effective_from": "2025-11-01", "description": "得分=进度×70%+按时×20%+质量×10%……",
    "content": {
        "progress_weight": "70", "timeliness_weight": "20", "quality_weight": "10", "cap_percent": "100",
        "green_points": "100", "yellow_points": "60", "red_points": "0", "minimum_items": 3
    }
}))]
pub struct NewRankingRules {
    /// The first day on which it is in force: today or later, and after every other version.
    #[schema(example = "2025-11-01")]
    pub effective_from: NaiveDate,
    /// 公布的公式: the formula in words.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub description: String,
    /// What it weighs.
    pub content: RankingContent,
}

text_enum! {
    /// Why a bureau is not ranked.
    pub enum NotRanked {
        /// 项数不足: fewer items that can be judged than the rules ask for.
        TooFewItems = "too_few_items",
    }
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Component {
    /// In percent; `null` when nothing can be judged: its weight then falls away.
    #[schema(value_type = Option<Decimal>, example = "86.25")]
    pub percent: Option<Decimal>,
    /// The sum of points, or how many.
    #[schema(value_type = Decimal, example = "345")]
    pub numerator: Decimal,
    /// Of how many items or reports.
    #[schema(example = 4)]
    pub denominator: usize,
    /// 权重.
    #[schema(value_type = Decimal, example = "70")]
    pub weight: Decimal,
}

/// A bureau's place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RankedBureau {
    /// 名次: ties share one, and the next is as many further.
    #[schema(example = 1)]
    pub rank: usize,
    /// The bureau.
    pub bureau: BureauSummary,
    /// 得分, rounded once, half to even; ranks compare exact scores.
    #[schema(value_type = Decimal, example = "88.1234")]
    pub score: Decimal,
    /// The score as people read it.
    #[schema(example = "88.12")]
    pub score_text: String,
    /// 进度: the mean of its items' points.
    pub progress: Component,
    /// 按时: reports first submitted in time, of those that were due and not excused.
    pub timeliness: Component,
    /// 质量: reports that were never returned, of those submitted.
    pub quality: Component,
}

/// A bureau that is not ranked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnrankedBureau {
    /// The bureau.
    pub bureau: BureauSummary,
    /// How many of its items can be judged.
    #[schema(example = 2)]
    pub items: usize,
    /// Why it is not ranked.
    pub reason: NotRanked,
}

/// 排名: the bureaus of a plan on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ranking {
    /// The plan.
    pub plan_id: Id,
    /// The day: what was approved by its end counts.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// The rules in force on it; `null` without any, and then nobody is ranked.
    pub rules: Option<RankingRules>,
    /// Ranked bureaus, the best first; of equals, in the order of their codes.
    pub ranked: Vec<RankedBureau>,
    /// Bureaus with too few items, in the order of their codes.
    pub unranked: Vec<UnrankedBureau>,
}

/// Of which plan, and when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RankingFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// The day, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}

impl Figures for RankingRules {
    const TYPE: &'static str = "ranking_rules";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "number": self.number,
            "effective_from": self.effective_from,
            "content": self.content,
        }))
    }
}
