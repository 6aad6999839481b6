//! The shapes of an investment record.
use crate::foundation::{
    db::{Backend, Decimal, Id, Timestamp, schema::project_investments},
    events::Figures,
    web::Resource,
};
use crate::projects::projects::ProjectSummary;
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

text_enum! {
    /// 减少原因: why a cumulative figure of a project is below an earlier one.
    pub enum InvestmentDecrease {
        /// 核减: part of what was counted no longer counts.
        WriteDown = "write_down",
        /// 更正: what was recorded was wrong.
        Correction = "correction",
        /// 口径调整: what is counted was defined anew.
        DefinitionChange = "definition_change",
    }
}

/// 投资、形象进度与用地: the figures of a project by a day. `null` is "not stated", never zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvestmentFigures {
    /// 签约额, in 万元.
    #[schema(example = "52000")]
    pub contracted: Option<Decimal>,
    /// 到位资金: paid in since the beginning of the project, in 万元.
    #[schema(example = "20000")]
    pub paid_in_to_date: Option<Decimal>,
    /// 完成投资: completed since the beginning of the project, in 万元.
    #[schema(example = "15600")]
    pub completed_to_date: Option<Decimal>,
    /// 入统投资: what the statistics bureau has recorded since the beginning of the project, in 万元.
    #[schema(example = "13000")]
    pub recorded_to_date: Option<Decimal>,
    /// 形象进度: physical progress, in percent, 0 to 100.
    #[schema(example = "35")]
    pub physical_progress_percent: Option<Decimal>,
    /// 需要用地, in 亩.
    #[schema(example = "120")]
    pub land_needed: Option<Decimal>,
    /// 已落实用地, in 亩.
    #[schema(example = "90")]
    pub land_secured: Option<Decimal>,
    /// 已供应用地, in 亩.
    #[schema(example = "60.5")]
    pub land_supplied: Option<Decimal>,
}

/// 投资记录: what a project came to by a day, as one revision states it.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = project_investments, check_for_backend(Backend))]
pub struct Investment {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The project; shown as `project`.
    #[serde(skip)]
    pub project_id: Id,
    /// 截至日期: the day by whose end it was so.
    #[serde(rename = "as_of")]
    #[schema(example = "2025-09-30")]
    pub as_of_on: NaiveDate,
    /// 版次 of the day's record, from 1.
    #[schema(example = 1)]
    pub revision: i32,
    /// 签约额, in 万元.
    #[schema(example = "52000")]
    pub contracted: Option<Decimal>,
    /// 到位资金 to date, in 万元.
    #[schema(example = "20000")]
    pub paid_in_to_date: Option<Decimal>,
    /// 完成投资 to date, in 万元.
    #[schema(example = "15600")]
    pub completed_to_date: Option<Decimal>,
    /// 入统投资 to date, in 万元.
    #[schema(example = "13000")]
    pub recorded_to_date: Option<Decimal>,
    /// 形象进度, in percent.
    #[schema(example = "35")]
    pub physical_progress_percent: Option<Decimal>,
    /// 需要用地, in 亩.
    #[schema(example = "120")]
    pub land_needed: Option<Decimal>,
    /// 已落实用地, in 亩.
    #[schema(example = "90")]
    pub land_secured: Option<Decimal>,
    /// 已供应用地, in 亩.
    #[schema(example = "60.5")]
    pub land_supplied: Option<Decimal>,
    /// 减少原因, where a cumulative figure fell.
    pub decrease_reason: Option<InvestmentDecrease>,
    /// 说明.
    pub comment: Option<String>,
    /// The user who recorded it.
    pub recorded_by: Option<Id>,
    /// When it was recorded, by the server's business time: what was believed on a day is what was recorded by its end.
    pub recorded_at: Timestamp,
    /// Created at.
    pub created_at: Timestamp,
}

impl Investment {
    /// Its figures.
    pub fn figures(&self) -> InvestmentFigures {
        InvestmentFigures {
            contracted: self.contracted,
            paid_in_to_date: self.paid_in_to_date,
            completed_to_date: self.completed_to_date,
            recorded_to_date: self.recorded_to_date,
            physical_progress_percent: self.physical_progress_percent,
            land_needed: self.land_needed,
            land_secured: self.land_secured,
            land_supplied: self.land_supplied,
        }
    }
}

/// An investment record with its project.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InvestmentDetail {
    /// The record.
    #[serde(flatten)]
    pub investment: Investment,
    /// The project.
    pub project: ProjectSummary,
    /// 已被替代: a later revision for the same day has taken its place.
    pub superseded: bool,
}

impl InvestmentDetail {
    /// Nobody may do anything with a record.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// A record to add. At least one figure; each is zero or more.
#[derive(Debug, Clone, Default, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = project_investments, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "as_of": "2025-09-30", "contracted": "52000", "paid_in_to_date": "20000", "completed_to_date": "15600",
    "recorded_to_date": "13000", "physical_progress_percent": "35", "land_needed": "120", "land_secured": "90",
    "land_supplied": "60.5"
}))]
pub struct NewInvestment {
    /// 截至日期: the day by whose end it was so; not in the future (`date_in_future`).
    #[serde(rename = "as_of")]
    #[schema(example = "2025-09-30")]
    pub as_of_on: NaiveDate,
    /// 签约额, in 万元.
    pub contracted: Option<Decimal>,
    /// 到位资金 to date, in 万元.
    pub paid_in_to_date: Option<Decimal>,
    /// 完成投资 to date, in 万元.
    pub completed_to_date: Option<Decimal>,
    /// 入统投资 to date, in 万元.
    pub recorded_to_date: Option<Decimal>,
    /// 形象进度, in percent, at most 100.
    pub physical_progress_percent: Option<Decimal>,
    /// 需要用地, in 亩.
    pub land_needed: Option<Decimal>,
    /// 已落实用地, in 亩.
    pub land_secured: Option<Decimal>,
    /// 已供应用地, in 亩.
    pub land_supplied: Option<Decimal>,
    /// 减少原因; required where a cumulative figure is below an earlier one (`figure_decreased`).
    pub decrease_reason: Option<InvestmentDecrease>,
    /// 说明.
    #[schema(max_length = 2000)]
    pub comment: Option<String>,
}

impl NewInvestment {
    /// Its figures.
    pub fn figures(&self) -> InvestmentFigures {
        InvestmentFigures {
            contracted: self.contracted,
            paid_in_to_date: self.paid_in_to_date,
            completed_to_date: self.completed_to_date,
            recorded_to_date: self.recorded_to_date,
            physical_progress_percent: self.physical_progress_percent,
            land_needed: self.land_needed,
            land_secured: self.land_secured,
            land_supplied: self.land_supplied,
        }
    }
}

impl Figures for Investment {
    const TYPE: &'static str = "investment";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "project": self.project_id,
            "as_of_on": self.as_of_on,
            "revision": self.revision,
            "figures": self.figures(),
            "recorded_at": self.recorded_at,
        }))
    }
}
