//! The shapes of a holiday.
use crate::{
    foundation::db::{Backend, Id, schema::holidays},
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// What the yearly notice makes of a day.
    pub enum DayKind {
        /// 放假: off, whatever day of the week.
        Holiday = "holiday",
        /// 调休上班: a working day, though on a weekend.
        WorkingDay = "working_day",
    }
}

/// 节假日: a day that the yearly notice on holidays takes out of the usual week.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = holidays, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct Holiday {
    /// Identity.
    pub id: Id,
    /// The day.
    #[schema(example = "2025-10-01")]
    pub date: NaiveDate,
    /// Off, or a working day.
    pub kind: DayKind,
    /// The festival that it belongs to.
    #[schema(example = "国庆节、中秋节")]
    pub name: String,
    /// The notice (文件依据).
    #[schema(example = "国办发明电〔2024〕12号")]
    pub document: Option<String>,
}

/// Which holidays.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct HolidayFilter {
    /// Only of this year.
    #[param(example = 2025)]
    pub year: Option<i32>,
}
