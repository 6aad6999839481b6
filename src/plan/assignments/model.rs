//! The shapes of an assignment.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::assignments},
        web::{OneOf, Reference},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 分工: what a bureau does for an indicator.
    pub enum AssignmentRole {
        /// 牵头单位: answers for it and reports; one at any time.
        Lead = "lead",
        /// 配合单位: supports the lead.
        Supporting = "supporting",
    }
}

text_enum! {
    /// 分工来源: whether the assignment rests on an official source.
    pub enum AssignmentSource {
        /// 推定: a placeholder that the district has to confirm.
        Assumed = "assumed",
        /// 已核定: confirmed by the district.
        Confirmed = "confirmed",
    }
}

/// 责任分工: a bureau's responsibility for an indicator, for a time.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = assignments, check_for_backend(Backend))]
pub struct AssignmentRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The indicator.
    pub indicator_id: Id,
    /// The bureau.
    #[serde(skip)]
    pub bureau_id: Id,
    /// 分工.
    pub role: AssignmentRole,
    /// The first day.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// The first day on which it no longer holds; `null` while no end is known.
    #[schema(example = "2025-07-01")]
    pub effective_to: Option<NaiveDate>,
    /// 分工来源.
    pub source: AssignmentSource,
    /// The document that assigns it (文件依据).
    pub document: Option<String>,
    /// Recorded at.
    pub created_at: Timestamp,
}

impl AssignmentRow {
    /// Whether it holds on a day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.effective_from <= on && self.effective_to.is_none_or(|end| on < end)
    }
}

/// An assignment with its bureau.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Assignment {
    /// The assignment.
    #[serde(flatten)]
    pub row: AssignmentRow,
    /// The bureau.
    pub bureau: BureauSummary,
    /// Whether it holds on the business day.
    pub in_force: bool,
}

/// Who answers for an indicator on a day.
#[derive(Debug, Clone, Default)]
pub struct Responsible {
    /// 牵头单位.
    pub lead: Option<BureauSummary>,
    /// The source of the lead's assignment.
    pub source: Option<AssignmentSource>,
    /// 配合单位, in the order of their assignment.
    pub supporting: Vec<BureauSummary>,
}

/// What an assignment says, from whatever source: the body of a request or the plan's data.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub struct AssignmentTerms {
    /// The bureau.
    pub bureau_id: Id,
    /// 分工.
    pub role: AssignmentRole,
    /// The first day.
    pub effective_from: NaiveDate,
    /// 分工来源.
    pub source: AssignmentSource,
    /// 文件依据.
    pub document: Option<String>,
}

/// A bureau to make responsible.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "bureau": "code:housing", "role": "lead", "effective_from": "2025-07-01", "source": "confirmed",
    "document": "区政府〔2025〕18号"
}))]
pub struct NewAssignment {
    /// A bureau of the indicator's jurisdiction, still active.
    pub bureau: Reference,
    /// 分工.
    pub role: AssignmentRole,
    /// The first day; a new lead ends the one before it on this day.
    pub effective_from: NaiveDate,
    /// 分工来源.
    pub source: AssignmentSource,
    /// The document that assigns it.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

impl NewAssignment {
    /// What it says, with the bureau that it names.
    pub fn terms(&self, bureau_id: Id) -> AssignmentTerms {
        AssignmentTerms {
            bureau_id,
            role: self.role,
            effective_from: self.effective_from,
            source: self.source,
            document: self.document.clone(),
        }
    }
}

/// The end of a supporting bureau's part.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"bureau": "code:housing", "effective_to": "2025-07-01"}))]
pub struct AssignmentEnd {
    /// The supporting bureau.
    pub bureau: Reference,
    /// The first day on which it no longer supports; after the first day on which it did.
    pub effective_to: NaiveDate,
}

/// Which assignments.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AssignmentFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only of these roles, separated by commas.
    #[param(inline, example = json!(["lead"]))]
    pub role: Option<OneOf<AssignmentRole>>,
    /// Only those that hold on this day.
    #[param(example = "2025-06-30")]
    pub as_of: Option<NaiveDate>,
}
