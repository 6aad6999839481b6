//! The shapes of a confirmation.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::confirmations},
        events::Figures,
        web::Reference,
    },
    plan::periods::{PeriodReference, PeriodSummary},
    reporting::subjects::store::Names,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

/// A confirmation as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = confirmations, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct ConfirmationRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The indicator.
    pub indicator_id: Id,
    /// Shown as `period`.
    #[serde(skip)]
    #[schema(ignore)]
    pub period_id: Id,
    /// Whose figure it is: a bureau's report is not for every reader to know.
    #[serde(skip)]
    #[schema(ignore)]
    pub report_id: Id,
    /// 核定值: the confirmed value, in the indicator's unit.
    pub value: Decimal,
    /// 文件依据: the document by which it is final.
    #[schema(example = "中原区统计局统函〔2026〕3号")]
    pub document: String,
    /// 说明.
    pub comment: Option<String>,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// The user who confirmed.
    pub confirmed_by: Id,
    /// When it was confirmed (business time).
    pub confirmed_at: Timestamp,
    /// Recorded at.
    pub created_at: Timestamp,
}

/// 统计核定: the approved figure of a period, confirmed as final.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmation {
    /// As stored.
    #[serde(flatten)]
    pub row: ConfirmationRow,
    /// 报告期.
    pub period: PeriodSummary,
    /// 版次 of what was confirmed.
    #[schema(example = 1)]
    pub revision: i32,
    /// 现行: whether that revision still serves.
    pub serving: bool,
    /// The value as people read it.
    #[schema(example = "215.3 亿元")]
    pub value_text: String,
    /// The statistics authority.
    pub bureau: BureauSummary,
}

/// A figure to confirm as final.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"period": "2025-09", "value": "215.3", "document": "中原区统计局统函〔2026〕3号"}))]
pub struct NewConfirmation {
    /// 报告期.
    pub period: PeriodReference,
    /// 核定值: in the indicator's unit; it must be exactly the approved one.
    pub value: Decimal,
    /// 文件依据: the document by which it is final.
    #[schema(min_length = 1, max_length = 500)]
    pub document: String,
    /// 说明.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: Option<String>,
}

/// Which confirmations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ConfirmationFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:2.9")]
    pub indicator: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
}

impl ConfirmationFilter {
    /// The objects that it names.
    pub fn names(&self) -> Names<'_> {
        Names {
            plan: self.plan.as_ref(),
            indicator: self.indicator.as_ref(),
            period: self.period.as_ref(),
            ..Names::default()
        }
    }
}

impl Figures for ConfirmationRow {
    const TYPE: &'static str = "confirmation";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "indicator": self.indicator_id,
            "period": self.period_id,
            "report": self.report_id,
            "value": self.value,
            "document": self.document,
            "confirmed_at": self.confirmed_at,
        }))
    }
}
