//! The content of a rule set (亮灯规则): thresholds as data, so that new ones never repaint the past (docs/domain.md
//! §3).
use super::model::Light;
use crate::{foundation::db::Decimal, plan::targets::Commitment};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    sql_types::Text,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 亮灯阈值: what decides the lights. A lag is expected rate less rate, in percentage points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = Text)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// 关注: a lag above this is watched (and green up to `yellow_from_lag`).
    #[schema(example = "0")]
    pub watch_above_lag: Decimal,
    /// 黄灯: from this lag, inclusive.
    #[schema(example = "10")]
    pub yellow_from_lag: Decimal,
    /// 红灯: above this lag, exclusive.
    #[schema(example = "30")]
    pub red_above_lag: Decimal,
    /// 超进度: from this lead in points, inclusive.
    #[schema(example = "10")]
    pub ahead_from_lead: Decimal,
    /// The months of the year that count as early.
    #[schema(example = 2)]
    pub early_months: u32,
    /// In the early months an SPI below this is watched too.
    #[schema(example = "0.5")]
    pub early_spi_watch_below: Decimal,
    /// 节点逾期: the light of a missed milestone, by commitment.
    pub milestone_missed: ByCommitment,
    /// 逾期转红: days after the due date from which (inclusive) a missed milestone is red whatever its commitment.
    #[schema(example = 30)]
    pub milestone_red_after_days: i64,
    /// The light of a level that is not kept now.
    pub maintain_missed: Light,
    /// 到期未完成: the light of a target that is missed on its due date, by commitment, however small the gap.
    #[serde(default = "missed")]
    #[schema(required = false)]
    pub target_missed: ByCommitment,
    /// 年末下调: a lower target that takes effect in so many last days of the plan's year is flagged.
    #[serde(default = "last_days")]
    #[schema(required = false, default = 60, example = 60)]
    pub lowered_late_days: i64,
    /// 下调至实际: a lower target within so many percent of what was known to be achieved the day before is flagged.
    #[serde(default = "near_actual")]
    #[schema(required = false, default = "5", example = "5")]
    pub lowered_to_actual_percent: Decimal,
}

/// What versions stored without it mean: what was promised firmly and missed is red (docs/domain.md §3).
const fn missed() -> ByCommitment {
    let (red, yellow) = (Light::Red, Light::Yellow);
    ByCommitment { ensure: red, plan: red, strive: yellow, aspire: yellow, promote: yellow }
}
/// What versions stored without it mean (docs/domain.md §2).
const fn last_days() -> i64 {
    60
}
/// What versions stored without it mean (docs/domain.md §2).
const fn near_actual() -> Decimal {
    Decimal::whole(5)
}

/// 按力度: the light of a miss by how firmly it was promised; each is yellow or red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByCommitment {
    /// 确保.
    pub ensure: Light,
    /// 计划、实现.
    pub plan: Light,
    /// 力争.
    pub strive: Light,
    /// 争创、争取.
    pub aspire: Light,
    /// 推进、推动.
    pub promote: Light,
}

impl ByCommitment {
    /// By commitment.
    pub const fn light(&self, commitment: Commitment) -> Light {
        match commitment {
            Commitment::Ensure => self.ensure,
            Commitment::Plan => self.plan,
            Commitment::Strive => self.strive,
            Commitment::Aspire => self.aspire,
            Commitment::Promote => self.promote,
        }
    }
}

impl Rules {
    /// What is wrong with the thresholds: the field, as a JSON pointer below them, and the rule that it breaks.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let (milestone, target) = (&self.milestone_missed, &self.target_missed);
        let misses = [
            ("/milestone_missed/ensure", milestone.ensure),
            ("/milestone_missed/plan", milestone.plan),
            ("/milestone_missed/strive", milestone.strive),
            ("/milestone_missed/aspire", milestone.aspire),
            ("/milestone_missed/promote", milestone.promote),
            ("/maintain_missed", self.maintain_missed),
            ("/target_missed/ensure", target.ensure),
            ("/target_missed/plan", target.plan),
            ("/target_missed/strive", target.strive),
            ("/target_missed/aspire", target.aspire),
            ("/target_missed/promote", target.promote),
        ];
        let numbers = [
            (self.watch_above_lag >= Decimal::ZERO, "/watch_above_lag", "watch_above_lag >= 0"),
            (self.yellow_from_lag >= self.watch_above_lag, "/yellow_from_lag", "yellow_from_lag >= watch_above_lag"),
            (self.red_above_lag >= self.yellow_from_lag, "/red_above_lag", "red_above_lag >= yellow_from_lag"),
            (self.ahead_from_lead >= Decimal::ZERO, "/ahead_from_lead", "ahead_from_lead >= 0"),
            (self.early_months <= 12, "/early_months", "early_months <= 12"),
            (self.early_spi_watch_below >= Decimal::ZERO, "/early_spi_watch_below", "early_spi_watch_below >= 0"),
            (self.milestone_red_after_days >= 0, "/milestone_red_after_days", "milestone_red_after_days >= 0"),
            ((0..=366).contains(&self.lowered_late_days), "/lowered_late_days", "0 <= lowered_late_days <= 366"),
            (
                self.lowered_to_actual_percent >= Decimal::ZERO,
                "/lowered_to_actual_percent",
                "lowered_to_actual_percent >= 0",
            ),
        ];
        let numbers = numbers.into_iter().filter(|(right, ..)| !right).map(|(_, at, rule)| (at, rule));
        let misses = misses.into_iter().filter(|(_, light)| !matches!(light, Light::Yellow | Light::Red));
        numbers
            .chain(misses.map(|(at, _)| (at, "未完成的灯色只能为黄灯或红灯 (the light of a miss is yellow or red)")))
            .collect()
    }
    /// The first of the [`faults`](Self::faults), for whoever wrote them.
    pub fn check(&self) -> Result<(), String> {
        match self.faults().first() {
            Some((at, rule)) => Err(format!("rule set: {at}: {rule}")),
            None => Ok(()),
        }
    }
}

impl std::str::FromStr for Rules {
    type Err = String;
    /// From JSON, checked.
    fn from_str(json: &str) -> Result<Self, String> {
        let rules: Self = serde_json::from_str(json).map_err(|error| format!("rule set: {error}"))?;
        rules.check().map(|()| rules)
    }
}
impl<DB: Backend> FromSql<Text, DB> for Rules
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(String::from_sql(bytes)?.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_a_valid_rule_set() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        let rules: Rules = file["content"].to_string().parse().unwrap();
        assert_eq!(rules.red_above_lag, Decimal::whole(30));
        assert_eq!(rules.milestone_missed.light(Commitment::Ensure), Light::Red);
    }
    #[test]
    fn a_version_stored_before_there_were_these_rules_means_the_same() {
        let mut file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        let now: Rules = file["content"].to_string().parse().unwrap();
        let content = file["content"].as_object_mut().unwrap();
        for later in ["lowered_late_days", "lowered_to_actual_percent", "target_missed"] {
            assert!(content.remove(later).is_some(), "{later}");
        }
        assert_eq!(file["content"].to_string().parse(), Ok(now));
    }
    #[test]
    fn thresholds_that_contradict_each_other_are_refused() {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        for (field, value) in [
            ("yellow_from_lag", serde_json::json!("31")),
            ("watch_above_lag", serde_json::json!("-1")),
            ("maintain_missed", serde_json::json!("green")),
            ("milestone_red_after_days", serde_json::json!(-1)),
            ("early_months", serde_json::json!(13)),
            ("lowered_late_days", serde_json::json!(367)),
            ("lowered_to_actual_percent", serde_json::json!("-5")),
            ("unknown", serde_json::json!(1)),
        ] {
            let mut content = file["content"].clone();
            content[field] = value;
            let refused = content.to_string().parse::<Rules>().unwrap_err();
            assert!(refused.contains(field), "{refused}");
        }
    }
}
