//! The shapes of a period.
use super::lock::Locked;
use crate::{
    foundation::{
        db::{Backend, Id, Timestamp, schema::periods},
        web::{OneOf, Reference, Resource},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::fmt;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

text_enum! {
    /// 报告期状态: derived from business time and from whether the supervision office has closed the period.
    pub enum PeriodState {
        /// 未开始: the period has not ended.
        NotOpen = "not_open",
        /// 填报中: ended, and not yet due.
        Open = "open",
        /// 已逾期: past due; late reports are still taken.
        Overdue = "overdue",
        /// 已关闭: takes no reports.
        Closed = "closed",
    }
}

impl PeriodState {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotOpen => "未开始",
            Self::Open => "填报中",
            Self::Overdue => "已逾期",
            Self::Closed => "已关闭",
        }
    }
}

/// A period as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = periods, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct PeriodRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan whose year it is of.
    pub plan_id: Id,
    /// Human code, unique in the plan: `2025-09`, or `2025-01..02` for January and February together.
    #[schema(example = "2025-09")]
    pub code: String,
    /// First day.
    #[schema(example = "2025-09-01")]
    pub starts_on: NaiveDate,
    /// Last day.
    #[schema(example = "2025-09-30")]
    pub ends_on: NaiveDate,
    /// Months of the year that have gone by at its end.
    #[schema(example = 9)]
    pub months: i32,
    /// When reporting opens: the day after it ends, 00:00 Asia/Shanghai.
    #[schema(example = "2025-09-30T16:00:00.000000Z")]
    pub opens_at: Timestamp,
    /// 截止时间: the fifth working day after it ends, 24:00 Asia/Shanghai. Later reports are late.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// When it was closed to reports (business time); `null` while it is not.
    pub closed_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 报告期: what a report covers, and when it can be given.
#[derive(Debug, Serialize, ToSchema)]
pub struct Period {
    /// As stored.
    #[serde(flatten)]
    pub row: PeriodRow,
    /// The state at this moment of business time.
    pub state: PeriodState,
    /// The state as people read it.
    #[schema(example = "填报中")]
    pub state_text: &'static str,
    /// 锁定原因: why it takes no reports now; `null` when it does. Extensions and exceptions are told on the
    /// obligations.
    pub locked: Option<Locked>,
}

/// A period, named where something else is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodSummary {
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "2025-09")]
    pub code: String,
}

/// The periods of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct Calendar {
    /// The plan.
    pub plan_id: Id,
    /// Its periods, in the order of the year.
    pub periods: Vec<Resource<Period>>,
}

/// A plan whose calendar is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"plan": "code:2025"}))]
pub struct NewCalendar {
    /// The plan.
    #[schema(examples("code:2025"))]
    pub plan: Reference,
}

/// Why a closed period takes reports again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "统计口径调整，三家单位需补报9月数据"}))]
pub struct Reopening {
    /// The reason (理由), kept in the audit log.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// 重新推算截止时间: why a due time is reckoned anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "国务院办公厅关于2026年部分节假日安排的通知已发布"}))]
pub struct Recomputation {
    /// The reason (理由), kept in the audit log: most often the notice on holidays that has arrived since.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which periods.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PeriodFilter {
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["open", "overdue"]))]
    pub state: Option<OneOf<PeriodState>>,
}

/// A period named by its id or its code, with or without `code:` in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodReference(pub Reference);

impl fmt::Display for PeriodReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<'de> Deserialize<'de> for PeriodReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A code is at most eleven characters (`2025-01..02`), an id always 36.
        let plain = text.len() <= 11 && text.starts_with(|c: char| c.is_ascii_digit());
        let reference = if plain { Ok(Reference::Code(text)) } else { text.parse() };
        reference.map(Self).map_err(|_| D::Error::custom("neither a UUID nor a period such as 2025-09"))
    }
}
impl PartialSchema for PeriodReference {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(
                "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(code:)?[0-9]{4}-[0-9]{2}(\\.\\.[0-9]{2})?)$",
            ))
            .examples(["2025-09"])
            .description(Some("A period's id or its code: `2025-09`, `2025-01..02`, `code:2025-09`."))
            .into()
    }
}
impl ToSchema for PeriodReference {
    fn name() -> std::borrow::Cow<'static, str> {
        "PeriodReference".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_by_id_or_by_code() {
        let read = |text: &str| serde_json::from_value::<PeriodReference>(text.into()).map(|named| named.0);
        let code = |text: &str| Reference::Code(text.into());
        assert_eq!(read("2025-09").unwrap(), code("2025-09"));
        assert_eq!(read("code:2025-01..02").unwrap(), code("2025-01..02"));
        assert_eq!(read("2025-01..02").unwrap(), code("2025-01..02"));
        let id = Id::new();
        assert_eq!(read(&id.to_string()).unwrap(), Reference::Id(id));
        assert!(read("September").is_err());
    }
}
