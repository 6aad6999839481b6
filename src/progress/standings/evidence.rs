//! What the figures of a plan are made from: everything about its indicators at one moment, loaded at once.
use super::model::{AreaLabel, Moment};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::{Backend, Decimal, Id, schema::{indicators, targets}},
    progress::{
        figures::{
            Baseline, BaselineRole, Basis, Commitment, Comparator, Inputs, Kind, Observation, PeriodEnd, Standing, Target,
            judge,
        },
        rule_sets::RuleSet,
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// What the maths need of an indicator.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = indicators, check_for_backend(Backend))]
pub struct IndicatorRow {
    /// Identity.
    pub id: Id,
    /// Its area.
    pub area_id: Id,
    /// Human code.
    pub code: String,
    /// The order of codes.
    pub sort_key: String,
    /// 名称.
    pub name: String,
    /// 英文名称.
    pub name_en: Option<String>,
    /// 指标类型.
    pub kind: Kind,
    /// 累计 or 当期.
    pub basis: Option<Basis>,
    /// 单位.
    pub unit: Option<String>,
    /// 小数位.
    pub decimals: i32,
    /// `monthly` or `none`.
    pub reporting: String,
    /// 基数.
    pub baseline_value: Option<Decimal>,
    /// What the baseline is for.
    pub baseline_role: Option<BaselineRole>,
}

/// A version of a target.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = targets, check_for_backend(Backend))]
pub struct TargetRow {
    /// The indicator.
    pub indicator_id: Id,
    /// 版次.
    pub number: i32,
    /// 目标值.
    pub value: Option<Decimal>,
    /// 比较方式.
    pub comparator: Option<Comparator>,
    /// 承诺强度.
    pub commitment: Commitment,
    /// 期限.
    pub due_on: NaiveDate,
    /// The phrase as printed.
    pub target_text: Option<String>,
}

/// Everything about the indicators of a plan at one moment.
#[derive(Debug)]
pub struct Evidence {
    /// The day and the basis.
    pub moment: Moment,
    /// The indicators, in the order of their codes.
    pub indicators: Vec<IndicatorRow>,
    /// The areas of the plan, in the order of their codes.
    pub areas: Vec<AreaLabel>,
    /// The target in force of each indicator.
    pub targets: HashMap<Id, TargetRow>,
    /// The lead bureau of each indicator on the day.
    pub leads: HashMap<Id, BureauSummary>,
    /// The figures that count of each indicator.
    pub observations: HashMap<Id, Vec<Observation>>,
    /// The periods that ended by the day.
    pub periods: Vec<PeriodEnd>,
    /// The rule set in force.
    pub rule_set: Option<RuleSet>,
}

impl Evidence {
    /// What the maths take about one indicator.
    pub fn inputs<'a>(&'a self, indicator: &'a IndicatorRow) -> Inputs<'a> {
        let target = self.targets.get(&indicator.id);
        let baseline = indicator.baseline_value.zip(indicator.baseline_role);
        Inputs {
            kind: indicator.kind,
            basis: indicator.basis,
            unit: indicator.unit.as_deref(),
            target: target.map(|row| Target {
                value: row.value,
                comparator: row.comparator,
                commitment: row.commitment,
                due_on: row.due_on,
            }),
            baseline: baseline.map(|(value, role)| Baseline { value, role }),
            observations: self.observations.get(&indicator.id).map_or(&[], Vec::as_slice),
            periods: if indicator.reporting == "none" { &[] } else { &self.periods },
            rules: self.rule_set.as_ref().map(|rule_set| &rule_set.content),
            as_of: self.moment.as_of,
        }
    }
    /// Where one indicator stands.
    pub fn standing(&self, indicator: &IndicatorRow) -> Standing {
        judge(&self.inputs(indicator))
    }
    /// The area of an indicator.
    pub fn area(&self, indicator: &IndicatorRow) -> Option<&AreaLabel> {
        self.areas.iter().find(|area| area.id == indicator.area_id)
    }
}
