//! The shapes of a suspension.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::project_suspensions},
    web::Resource,
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 停缓建类别.
    pub enum SuspensionKind {
        /// 缓建: put off.
        Postponed = "postponed",
        /// 停建: works stopped.
        Stopped = "stopped",
    }
}

/// 缓建/停建: a time in which a project stood still.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = project_suspensions, check_for_backend(Backend))]
#[diesel(treat_none_as_default_value = false)]
pub struct Suspension {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The project.
    pub project_id: Id,
    /// 停缓建类别.
    pub kind: SuspensionKind,
    /// 理由.
    #[schema(example = "供地手续未完成")]
    pub reason: String,
    /// 文件依据.
    #[schema(example = "区政府会议纪要〔2025〕9号")]
    pub document: String,
    /// 生效日期: the first day.
    #[schema(example = "2025-05-06")]
    pub effective_on: NaiveDate,
    /// 预计恢复日期.
    #[schema(example = "2025-08-01")]
    pub expected_resume_on: Option<NaiveDate>,
    /// The user who recorded it.
    pub recorded_by: Option<Id>,
    /// When it was recorded, in business time.
    pub recorded_at: Timestamp,
    /// 恢复日期: the first day on which it no longer held; `null` while it holds.
    #[schema(example = "2025-07-21")]
    pub ended_on: Option<NaiveDate>,
    /// 恢复理由; `退库` where the project left.
    pub end_reason: Option<String>,
    /// The user who recorded the end.
    pub ended_by: Option<Id>,
    /// When the end was recorded, in business time.
    pub end_recorded_at: Option<Timestamp>,
}

impl Suspension {
    /// Whether the project stood still on a day, as it was known at an instant: the one definition of it. From its
    /// first day to the day before it ends, and once it was recorded; what was not yet known to end went on.
    pub fn held(&self, on: NaiveDate, known_by: Timestamp) -> bool {
        let had_ended =
            self.ended_on.is_some_and(|end| end <= on) && self.end_recorded_at.is_none_or(|at| at <= known_by);
        self.effective_on <= on && self.recorded_at <= known_by && !had_ended
    }
    /// Whether the project stands still now: neither a first day nor an end is ever in the future.
    pub fn is_open(&self) -> bool {
        self.ended_on.is_none()
    }
    /// Nobody may do anything with a record.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// A project to suspend.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "postponed", "reason": "供地手续未完成", "document": "区政府会议纪要〔2025〕9号",
    "effective_on": "2025-05-06", "expected_resume_on": "2025-08-01"
}))]
pub struct NewSuspension {
    /// 停缓建类别.
    pub kind: SuspensionKind,
    /// 理由.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub reason: String,
    /// 文件依据.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub document: String,
    /// 生效日期: neither in the future nor before the last transition or the end of the last suspension.
    #[schema(example = "2025-05-06")]
    pub effective_on: NaiveDate,
    /// 预计恢复日期; after the first day.
    #[schema(example = "2025-08-01")]
    pub expected_resume_on: Option<NaiveDate>,
}

/// A project that goes on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "用地已交付", "effective_on": "2025-07-21"}))]
pub struct Resumption {
    /// 恢复理由.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub reason: String,
    /// 恢复日期: the first day on which it goes on; neither in the future nor before the suspension.
    #[schema(example = "2025-07-21")]
    pub effective_on: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::clock::{end_of_day, start_of_day};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    /// From 6 May to 20 July, the beginning recorded on 8 May and the end on 25 July.
    fn spring() -> Suspension {
        Suspension {
            id: Id::new(),
            jurisdiction: "410102".into(),
            project_id: Id::new(),
            kind: SuspensionKind::Stopped,
            reason: "供地手续未完成".into(),
            document: "会议纪要".into(),
            effective_on: day("2025-05-06"),
            expected_resume_on: None,
            recorded_by: None,
            recorded_at: start_of_day(day("2025-05-08")),
            ended_on: Some(day("2025-07-21")),
            end_reason: Some("用地已交付".into()),
            ended_by: None,
            end_recorded_at: Some(start_of_day(day("2025-07-25"))),
        }
    }

    #[test]
    fn it_holds_from_its_first_day_to_the_day_before_its_end() {
        let later = end_of_day(day("2025-12-31"));
        for (on, held) in [("2025-05-05", false), ("2025-05-06", true), ("2025-07-20", true), ("2025-07-21", false)] {
            assert_eq!(spring().held(day(on), later), held, "{on}");
        }
        let open = Suspension { ended_on: None, end_recorded_at: None, ..spring() };
        assert!(open.is_open() && open.held(day("2025-12-31"), later) && !spring().is_open());
    }
    #[test]
    fn what_was_not_recorded_yet_is_not_known() {
        for (on, known_by, held) in [
            ("2025-05-07", "2025-05-07", false), // begun, and not yet recorded
            ("2025-05-07", "2025-05-08", true),
            ("2025-07-22", "2025-07-24", true), // over, and not yet known to be
            ("2025-07-22", "2025-07-25", false),
            ("2025-07-20", "2025-07-25", true),
        ] {
            assert_eq!(spring().held(day(on), start_of_day(day(known_by))), held, "{on} by {known_by}");
        }
    }
}
