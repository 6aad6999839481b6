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

/// A day of a notice to add to the table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "date": "2027-02-08", "kind": "holiday", "name": "春节", "document": "国务院办公厅关于2027年部分节假日安排的通知"
}))]
pub struct NewHoliday {
    /// The day; once in the table (`holiday_exists`).
    #[schema(example = "2027-02-08")]
    pub date: NaiveDate,
    /// Off, or a working day; a working day is a Saturday or a Sunday.
    pub kind: DayKind,
    /// The festival that it belongs to.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The notice that says so (文件依据): the table is the state's, not the district's.
    #[schema(min_length = 1, max_length = 500)]
    pub document: String,
}

impl NewHoliday {
    /// As it is stored.
    pub fn row(&self) -> Holiday {
        Holiday {
            id: Id::new(),
            date: self.date,
            kind: self.kind,
            name: self.name.clone(),
            document: Some(self.document.clone()),
        }
    }
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
