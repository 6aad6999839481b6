//! The shapes of a transition.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::project_transitions},
    web::Resource,
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 四库阶段: the library that a project is in.
    pub enum Stage {
        /// 储备库: a reserve of projects with a planning paper and an estimate.
        Reserve = "reserve",
        /// 拟开工库: approved, about to start.
        Proposed = "proposed",
        /// 在建库: under construction.
        UnderConstruction = "under_construction",
        /// 竣工库: completed.
        Completed = "completed",
        /// 已退库: left the libraries.
        Exited = "exited",
    }
}

impl Stage {
    /// The Chinese name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Reserve => "储备库",
            Self::Proposed => "拟开工库",
            Self::UnderConstruction => "在建库",
            Self::Completed => "竣工库",
            Self::Exited => "已退库",
        }
    }
}

/// 入库出库记录: one entry of a project into a stage.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = project_transitions, check_for_backend(Backend))]
#[diesel(treat_none_as_default_value = false)]
pub struct Transition {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The project.
    pub project_id: Id,
    /// The stage before; `null` where the project was entered for the first time.
    pub from_stage: Option<Stage>,
    /// The stage after.
    pub to_stage: Stage,
    /// 生效日期: the day since which the project is in the stage.
    #[schema(example = "2025-03-28")]
    pub effective_on: NaiveDate,
    /// 佐证: what proves it.
    pub evidence: String,
    /// 文件依据: the document.
    pub document: Option<String>,
    /// 理由: why, where the step is not the next one.
    pub reason: Option<String>,
    /// The user who recorded it; `null` for what came with the plan's data.
    pub recorded_by: Option<Id>,
    /// When it was recorded, by the server's clock.
    pub recorded_at: Timestamp,
}

impl Transition {
    /// Nobody may do anything with a record.
    pub fn shown(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// How a project comes into its first stage: the first transition.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"effective_on": "2025-01-10", "evidence": "项目建议书、投资估算", "document": null}))]
pub struct FirstTransition {
    /// 生效日期: the day since which the project is in the stage; not in the future (`date_in_future`).
    #[schema(example = "2025-01-10")]
    pub effective_on: NaiveDate,
    /// 佐证: what proves it.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub evidence: String,
    /// 文件依据: the document.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// A step of a project to another stage.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to_stage": "under_construction", "effective_on": "2025-03-28", "evidence": "施工许可证、主体工程动工照片（2025-03-28）、施工合同", "document": "中建许〔2025〕12号"}))]
pub struct NewTransition {
    /// The stage to go to; `allowed_actions` of the project names those in reach.
    pub to_stage: Stage,
    /// 生效日期: the day since which the project is in the stage; neither in the future nor before the day of the
    /// previous transition.
    #[schema(example = "2025-03-28")]
    pub effective_on: NaiveDate,
    /// 佐证: what proves it.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub evidence: String,
    /// 文件依据: the document; required for `exited`.
    #[schema(max_length = 500)]
    pub document: Option<String>,
    /// 理由: why; required unless the step is to the next stage.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl NewTransition {
    /// The record of this step from a stage, as of now.
    pub fn of(&self, jurisdiction: &str, project: Id, from: Stage, recorded_by: Id, now: Timestamp) -> Transition {
        let Self { to_stage, effective_on, evidence, document, reason } = self.clone();
        let (id, jurisdiction, from_stage) = (Id::new(), jurisdiction.to_owned(), Some(from));
        Transition {
            id,
            jurisdiction,
            project_id: project,
            from_stage,
            to_stage,
            effective_on,
            evidence,
            document,
            reason,
            recorded_by: Some(recorded_by),
            recorded_at: now,
        }
    }
}
