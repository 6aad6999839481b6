//! The shapes of a trajectory.
use crate::{
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::trajectories},
        events::Figures,
        web::{OneOf, Reference},
    },
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
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 序时进度状态: whether a version counts.
    pub enum TrajectoryStatus {
        /// 待审: proposed, not yet decided; nothing rests on it.
        Proposed = "proposed",
        /// 已批准: counts from its first day until a newer version does; never changed.
        Approved = "approved",
        /// 未批准: refused with a reason.
        Rejected = "rejected",
        /// 已撤回: taken back by those who proposed it.
        Withdrawn = "withdrawn",
    }
}
impl TrajectoryStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Proposed => "待审",
            Self::Approved => "已批准",
            Self::Rejected => "未批准",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// 序时点: what is planned to be reached by the end of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlannedPoint {
    /// 报告期.
    #[schema(example = "2025-03")]
    pub period: String,
    /// Its last day.
    #[schema(example = "2025-03-31")]
    pub ends_on: NaiveDate,
    /// 累计应完成: the cumulative value (or level) planned by then, in the indicator's unit.
    #[schema(example = "80")]
    pub value: Decimal,
}

/// The points as they are stored: JSON, read and written whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
pub struct Points(pub Vec<PlannedPoint>);

impl<DB: AnyBackend> FromSql<Text, DB> for Points
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_str(&String::from_sql(bytes)?)?)
    }
}

/// A trajectory as it is stored.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = trajectories, check_for_backend(Backend))]
pub struct TrajectoryRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The indicator that it is of.
    pub indicator_id: Id,
    /// 版次: counts the approved versions of an indicator, from 1; `null` until it is approved.
    #[schema(example = 1)]
    pub number: Option<i32>,
    /// 状态.
    pub status: TrajectoryStatus,
    /// The first day on which it counts, once approved.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// 各期累计应完成, in the order of the year: every period up to that of the due date, once.
    #[schema(value_type = Vec<PlannedPoint>)]
    pub points: Points,
    /// The document that it rests on (文件依据).
    pub document: Option<String>,
    /// Why it is planned so (理由).
    #[schema(example = "上半年以前期手续为主，下半年集中开工")]
    pub reason: String,
    /// The bureau that led the indicator when it was proposed.
    pub bureau_id: Option<Id>,
    /// Whether that bureau proposed it, else the supervision office.
    pub by_bureau: bool,
    /// The user who proposed it.
    pub proposed_by: Id,
    /// Proposed at (business time).
    pub proposed_at: Timestamp,
    /// The user who approved, rejected or withdrew it.
    pub decided_by: Option<Id>,
    /// Decided at (business time). An approved version counts from then on, for days from `effective_from` on.
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected.
    pub decision_reason: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 序时进度: one version of what is planned to be reached when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Trajectory {
    /// As stored.
    #[serde(flatten)]
    pub row: TrajectoryRow,
    /// The state as people read it.
    #[schema(example = "待审")]
    pub status_text: &'static str,
}

/// The version that counts at a moment, for those who compute with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Identity.
    pub id: Id,
    /// 版次.
    pub number: i32,
    /// The first day on which it counts.
    pub effective_from: NaiveDate,
    /// Planned cumulative value by the end of each period, in the order of time.
    pub points: Vec<(NaiveDate, Decimal)>,
}

/// A planned value of one period.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPoint {
    /// A period of the plan, by its code.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}(\\.\\.[0-9]{2})?$", example = "2025-03")]
    pub period: String,
    /// The cumulative value planned by its end, in the indicator's unit.
    pub value: Decimal,
}

/// A trajectory to propose.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "points": [
        {"period": "2025-01..02", "value": "10"}, {"period": "2025-03", "value": "40"},
        {"period": "2025-04", "value": "70"}, {"period": "2025-05", "value": "100"},
        {"period": "2025-06", "value": "140"}, {"period": "2025-07", "value": "180"},
        {"period": "2025-08", "value": "220"}, {"period": "2025-09", "value": "260"},
        {"period": "2025-10", "value": "290"}, {"period": "2025-11", "value": "315"},
        {"period": "2025-12", "value": "335.3"}
    ],
    "effective_from": "2025-01-01", "reason": "上半年以前期手续为主，下半年集中开工", "document": "区发改〔2025〕3号"
}))]
pub struct NewTrajectory {
    /// Every period of the plan from the first to the one of the due date, each once; never decreasing; the last equal
    /// to the target in force.
    #[schema(min_items = 1, max_items = 12)]
    pub points: Vec<NewPoint>,
    /// The first day on which it counts: not before today; a first version may begin with the plan's year.
    pub effective_from: NaiveDate,
    /// The document that it rests on.
    #[schema(max_length = 500)]
    pub document: Option<String>,
    /// Why it is planned so.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Why a trajectory is refused.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "一季度安排偏低，请按开工计划调整"}))]
pub struct TrajectoryRejection {
    /// The reason (理由).
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which trajectories.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct TrajectoryFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["approved"]))]
    pub status: Option<OneOf<TrajectoryStatus>>,
}

impl Figures for TrajectoryRow {
    const TYPE: &'static str = "trajectory";
    fn figure_id(&self) -> Id {
        self.id
    }
    /// Only an approved version counts; it never changes.
    fn figures(&self) -> Option<Value> {
        let counts = self.status == TrajectoryStatus::Approved;
        counts.then(|| {
            json!({
                "indicator": self.indicator_id,
                "number": self.number,
                "effective_from": self.effective_from,
                "points": self.points,
                "decided_at": self.decided_at,
            })
        })
    }
}
