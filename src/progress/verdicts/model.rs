//! The shapes of a verdict.
use super::inputs::FrozenInputs;
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{
            Backend, Decimal, Id, Timestamp,
            schema::{indicators, period_verdicts},
        },
        events::Figures,
        web::{OneOf, Reference},
    },
    plan::{
        areas::AreaSummary,
        periods::{PeriodReference, PeriodSummary},
    },
    progress::{
        figures::{Bucket, Light, LightReason, ValueStatus},
        rule_sets::{RuleSetVersion, store::LIGHTS},
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

/// A verdict as it is stored, without its inputs.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = period_verdicts, check_for_backend(Backend))]
pub struct VerdictRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The period.
    #[serde(skip)]
    pub period_id: Id,
    /// The indicator.
    #[serde(skip)]
    pub indicator_id: Id,
    /// 第几次关闭: counts the closings of the period.
    #[schema(example = 1)]
    pub closing: i32,
    /// 灯色, as kept.
    pub light: Light,
    /// 亮灯理由.
    pub light_reason: LightReason,
    /// 关注.
    pub watch: bool,
    /// 计算灯色: what the rules gave, beside an override or a late repair.
    pub computed_light: Light,
    /// Why.
    pub computed_reason: LightReason,
    /// 完成分类.
    pub bucket: Bucket,
    /// 实际值 by the end of the period; `null` without a figure of the period.
    #[schema(value_type = Option<Decimal>, example = "215")]
    pub actual: Option<Decimal>,
    /// 完成率 in percent.
    #[schema(value_type = Option<Decimal>, example = "64.1217")]
    pub rate: Option<Decimal>,
    /// 序时应完成.
    #[schema(value_type = Option<Decimal>, example = "251.475")]
    pub expected: Option<Decimal>,
    /// 序时应完成率 in percent.
    #[schema(value_type = Option<Decimal>, example = "75")]
    pub expected_rate: Option<Decimal>,
    /// 偏差 in percentage points.
    #[schema(value_type = Option<Decimal>, example = "-10.8783")]
    pub variance_pp: Option<Decimal>,
    /// 数据状态.
    pub value_status: Option<ValueStatus>,
    /// The bureau that led on the last day of the period.
    #[serde(skip)]
    pub bureau_id: Option<Id>,
    /// The target version.
    pub target_id: Option<Id>,
    /// Its number.
    pub target_number: Option<i32>,
    /// The version of the rules.
    pub rule_set_id: Option<Id>,
    /// Its number.
    pub rule_set_number: Option<i32>,
    /// The trajectory version; `null` for a linear schedule.
    pub trajectory_id: Option<Id>,
    /// Its number.
    pub trajectory_number: Option<i32>,
    /// 人工调整 in force at the closing.
    pub override_id: Option<Id>,
    /// SHA-256 of the text of the inputs, in hexadecimal.
    pub inputs_hash: String,
    /// 封存时间: when the period closed (business time).
    pub frozen_at: Timestamp,
}

impl VerdictRow {
    /// As those are told who may not know of the lead bureau's extensions.
    pub fn to_others(self) -> Self {
        let (light_reason, computed_reason) = (self.light_reason.to_others(), self.computed_reason.to_others());
        Self { light_reason, computed_reason, ..self }
    }
}

/// The indicator of a verdict.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = indicators, check_for_backend(Backend))]
pub struct VerdictIndicator {
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "2.9")]
    pub code: String,
    /// 名称.
    #[schema(example = "重点项目年度完成投资")]
    pub name: String,
    /// 单位.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// Its place in the natural order of codes.
    #[serde(skip)]
    pub sort_key: String,
    /// Its area.
    #[serde(skip)]
    pub area_id: Id,
}

/// 封存的灯色: what the light of an indicator was when a period closed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Verdict {
    /// As stored.
    #[serde(flatten)]
    pub row: VerdictRow,
    /// The indicator.
    pub indicator: VerdictIndicator,
    /// Its area.
    pub area: Option<AreaSummary>,
    /// 报告期.
    pub period: PeriodSummary,
    /// The bureau that led on the last day of the period.
    pub lead_bureau: Option<BureauSummary>,
}

/// A verdict with what it was decided by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VerdictDetail {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// 封存依据, for those who may know the reports of the lead bureau; `null` for others.
    pub inputs: Option<FrozenInputs>,
    /// The very text that was hashed; `null` where the inputs are.
    pub inputs_text: Option<String>,
}

/// The frozen light of an indicator in a period, for those who show figures.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery)]
#[diesel(table_name = period_verdicts, check_for_backend(Backend))]
pub struct FrozenLight {
    /// The verdict.
    pub id: Id,
    /// The indicator.
    pub indicator_id: Id,
    /// Which closing.
    pub closing: i32,
    /// 灯色.
    pub light: Light,
    /// 亮灯理由.
    pub light_reason: LightReason,
    /// 关注.
    pub watch: bool,
    /// The number of the rules.
    pub rule_set_number: Option<i32>,
    /// The override that it keeps.
    pub override_id: Option<Id>,
    /// When it was frozen.
    pub frozen_at: Timestamp,
}

/// The verdict that a served light was frozen in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VerdictReference {
    /// The verdict: `GET /verdicts/{id}`.
    pub id: Id,
    /// 第几次关闭.
    #[schema(example = 1)]
    pub closing: i32,
    /// 封存时间.
    pub frozen_at: Timestamp,
    /// The rules that it was frozen by.
    pub rule_set: Option<RuleSetVersion>,
}

impl From<&FrozenLight> for VerdictReference {
    fn from(frozen: &FrozenLight) -> Self {
        let rule_set = frozen.rule_set_number.map(|number| RuleSetVersion { code: LIGHTS.to_owned(), number });
        Self { id: frozen.id, closing: frozen.closing, frozen_at: frozen.frozen_at, rule_set }
    }
}

text_enum! {
    /// 关闭次: which closings of a period.
    pub enum WhichClosings {
        /// 最近一次: for each indicator the last.
        Latest = "latest",
        /// 全部: all of them.
        All = "all",
    }
}

/// Which verdicts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VerdictFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only with these lights, separated by commas.
    #[param(inline, example = json!(["red", "yellow"]))]
    pub light: Option<OneOf<Light>>,
    /// Only of this area.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only of the indicators that this bureau led on the last day of the period.
    #[param(example = "code:housing")]
    pub lead_bureau: Option<Reference>,
    /// Which closings; `latest` when absent.
    #[param(inline)]
    pub closing: Option<WhichClosings>,
}

impl Figures for VerdictRow {
    const TYPE: &'static str = "verdict";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "period": self.period_id,
            "indicator": self.indicator_id,
            "closing": self.closing,
            "light": self.light,
            "light_reason": self.light_reason,
            "watch": self.watch,
            "computed_light": self.computed_light,
            "computed_reason": self.computed_reason,
            "bucket": self.bucket,
            "actual": self.actual,
            "rate": self.rate,
            "expected": self.expected,
            "expected_rate": self.expected_rate,
            "variance_pp": self.variance_pp,
            "value_status": self.value_status,
            "inputs_hash": self.inputs_hash,
            "frozen_at": self.frozen_at,
        }))
    }
}
