//! The shapes of reminder rules.
use crate::{
    foundation::db::{Backend, Id, Timestamp, schema::reminder_rules},
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
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 计日方式: which days a clock counts.
    pub enum DayCount {
        /// 工作日: working days, by the table of holidays.
        Working = "working",
        /// 自然日: every day.
        Calendar = "calendar",
    }
}

text_enum! {
    /// 催办级别: how loudly something is reminded of. It only climbs.
    pub enum ReminderLevel {
        /// 蓝: soon due.
        Blue = "blue",
        /// 黄: overdue.
        Yellow = "yellow",
        /// 红: long overdue.
        Red = "red",
    }
}

impl ReminderLevel {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Blue => "蓝色催办",
            Self::Yellow => "黄色催办",
            Self::Red => "红色催办",
        }
    }
}

/// 时限: so many days, and which days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayClock {
    /// How many days.
    #[schema(minimum = 1, maximum = 180, example = 7)]
    pub days: u16,
    /// 计日方式: which days.
    pub counted: DayCount,
}

impl DayClock {
    /// As people read it: `7个工作日`, `30天`.
    pub fn text(self) -> String {
        match self.counted {
            DayCount::Working => format!("{}个工作日", self.days),
            DayCount::Calendar => format!("{}天", self.days),
        }
    }
}

/// 催办梯级: blue before the due time, yellow once it has passed, red long after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderLadder {
    /// 蓝: from so long before the due time.
    pub blue_before: DayClock,
    /// 红: once the due time has passed by so much.
    pub red_after: DayClock,
}

/// 规则内容: the clocks of orders and the ladders of reminders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = Text)]
#[serde(deny_unknown_fields)]
pub struct ReminderLimits {
    /// 办理时限: the clocks, in days, that an order may be given; each from 1 to 180.
    #[schema(min_items = 1, max_items = 20, example = json!([1, 3, 7, 30]))]
    pub order_days: Vec<u16>,
    /// 计日方式 of an order that does not say.
    pub order_counted: DayCount,
    /// 签收时限: within this the bureau's lead signs for an order.
    pub sign_within: DayClock,
    /// 督办单催办.
    pub orders: ReminderLadder,
    /// 填报催办: of reports that are owed.
    pub reports: ReminderLadder,
}

impl<DB: AnyBackend> FromSql<Text, DB> for ReminderLimits
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_str(&String::from_sql(bytes)?)?)
    }
}

/// 催办规则: one version.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = reminder_rules, check_for_backend(Backend))]
pub struct ReminderRules {
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
    /// 说明: the rules in words.
    pub description: String,
    /// 规则内容.
    pub content: ReminderLimits,
    /// Created at.
    pub created_at: Timestamp,
}

/// The next version of the reminder rules of the caller's jurisdiction.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"effective_from": "2026-01-01", "description": "2026年起督办单提前5天蓝色催办", "content": {
    "order_days": [1, 3, 7, 30], "order_counted": "working", "sign_within": {"days": 1, "counted": "working"},
    "orders": {"blue_before": {"days": 5, "counted": "calendar"}, "red_after": {"days": 7, "counted": "calendar"}},
    "reports": {"blue_before": {"days": 1, "counted": "working"}, "red_after": {"days": 5, "counted": "working"}}}}))]
pub struct NewReminderRules {
    /// The first day on which it is in force: not in the past, after that of every version there is.
    pub effective_from: NaiveDate,
    /// 说明: the rules in words.
    #[schema(min_length = 1, max_length = 2000)]
    pub description: String,
    /// 规则内容.
    pub content: ReminderLimits,
}

/// Which reminder rules.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ReminderRulesFilter {
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
}
