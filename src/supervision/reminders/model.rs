//! The shapes of a reminder.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::reminders},
        web::{OneOf, Reference},
    },
    supervision::reminder_rules::ReminderLevel,
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 催办类别: what is reminded of.
    pub enum ReminderKind {
        /// 督办单: a supervision order.
        Order = "order",
        /// 填报: a report that is owed.
        Report = "report",
    }
}

/// A reminder as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = reminders, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct ReminderRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Shown as `subject`: the order, or the obligation.
    #[serde(skip)]
    #[schema(ignore)]
    pub subject_id: String,
    /// Shown as `subject`, as the next three.
    #[serde(skip)]
    #[schema(ignore)]
    pub order_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub period_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub indicator_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub project_id: Option<Id>,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// 催办级别.
    pub level: ReminderLevel,
    /// The due time that it is about.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// 规则版次: by which version of the reminder rules it was raised.
    #[schema(example = 1)]
    pub rules_number: i32,
    /// 催办时间.
    pub raised_at: Timestamp,
    /// 签收时间: when the bureau's lead acknowledged it.
    pub acknowledged_at: Option<Timestamp>,
    /// The user who acknowledged it.
    pub acknowledged_by: Option<Id>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl ReminderRow {
    /// What is reminded of.
    pub const fn kind(&self) -> ReminderKind {
        if self.order_id.is_some() { ReminderKind::Order } else { ReminderKind::Report }
    }
}

/// 催办对象: what a reminder is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReminderSubject {
    /// 督办单, or 填报.
    #[serde(rename = "type")]
    pub kind: ReminderKind,
    /// The order's id, or the obligation's.
    #[schema(example = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub id: String,
    /// The order's number, or the code of the indicator or project.
    #[schema(example = "督办〔2025〕第3号")]
    pub code: String,
    /// The order's title, or the name of the indicator or project.
    #[schema(example = "加快土地收储进度")]
    pub name: String,
    /// 报告期: of a report.
    #[schema(example = "2025-09")]
    pub period: Option<String>,
}

/// 催办: that something is soon due, overdue, or long overdue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reminder {
    /// As stored.
    #[serde(flatten)]
    pub row: ReminderRow,
    /// 被催办单位.
    pub bureau: BureauSummary,
    /// 催办对象.
    pub subject: ReminderSubject,
    /// 未了结: the subject is not done, and still due at this time from this bureau.
    pub open: bool,
    /// 已了结: the contrary of `open`.
    pub settled: bool,
    /// The level as people read it.
    #[schema(example = "黄色催办")]
    pub level_text: &'static str,
}

/// Which reminders.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ReminderFilter {
    /// Only of these levels, separated by commas.
    #[param(inline, example = json!(["yellow", "red"]))]
    pub level: Option<OneOf<ReminderLevel>>,
    /// Only of this bureau: an id or `code:housing`. Another bureau's list is empty to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only about supervision orders, or only about reports.
    #[param(value_type = Option<ReminderKind>, inline)]
    pub kind: Option<ReminderKind>,
    /// Only open, or only settled ones.
    pub open: Option<bool>,
    /// Only acknowledged ones, or only the others.
    pub acknowledged: Option<bool>,
}
