//! The shapes of a transition.
use super::{
    evidence::{NewProjectEvidence, ProjectEvidenceDetail},
    gates::{GateItem, MissingItem},
    rules::Step,
};
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::project_transitions},
    error::Code,
    web::Resource,
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

text_enum! {
    /// 退库原因.
    pub enum ExitReason {
        /// 取消: the project is given up.
        Cancelled = "cancelled",
        /// 合并: into another project.
        Merged = "merged",
        /// 不符合条件: it does not meet the conditions.
        Ineligible = "ineligible",
        /// 资金未落实: the money is not there.
        NoFunding = "no_funding",
        /// 其他: another reason.
        Other = "other",
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
    /// 文件依据: the document.
    pub document: Option<String>,
    /// 退库原因; `null` unless the project left.
    pub exit_reason: Option<ExitReason>,
    /// 理由: why, where the step is not the next one.
    pub reason: Option<String>,
    /// The user who recorded it; `null` for what came with the plan's data.
    pub recorded_by: Option<Id>,
    /// When it was recorded, in business time.
    pub recorded_at: Timestamp,
}

/// A transition with what proves it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TransitionDetail {
    /// The transition.
    #[serde(flatten)]
    pub transition: Transition,
    /// 佐证: what was brought with it.
    pub evidence: Vec<ProjectEvidenceDetail>,
}

impl TransitionDetail {
    /// Nobody may do anything with a record.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// How a project comes into its first stage: the first transition.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "effective_on": "2025-01-10",
    "evidence": [
        {"kind": "planning_paper", "number": "中发改〔2025〕3号"},
        {"kind": "investment_estimate", "description": "估算 5.2 亿元"}
    ],
    "document": null
}))]
pub struct FirstTransition {
    /// 生效日期: the day since which the project is in the stage; not in the future (`date_in_future`).
    #[schema(example = "2025-01-10")]
    pub effective_on: NaiveDate,
    /// 佐证: what proves it; the gate of the stage says what is needed (`transition_blocked`).
    #[schema(max_items = 50)]
    pub evidence: Vec<NewProjectEvidence>,
    /// 文件依据: the document.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// A step of a project to another stage.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to_stage": "under_construction", "effective_on": "2025-03-28",
    "evidence": [
        {"kind": "start_permit", "number": "中建许〔2025〕12号"}, {"kind": "site_photo", "date": "2025-03-28"},
        {"kind": "works_begun", "description": "主厂房基坑开挖"},
        {"kind": "contract", "number": "ZXRD-2025-01", "date": "2025-02-20"}
    ]
}))]
pub struct NewTransition {
    /// The stage to go to; `allowed_actions` of the project names those in reach.
    pub to_stage: Stage,
    /// 生效日期: the day since which the project is in the stage; neither in the future nor before the day of the
    /// previous transition.
    #[schema(example = "2025-03-28")]
    pub effective_on: NaiveDate,
    /// 佐证: what proves it. What was brought before still counts; `get_project_gates` says what is missing.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub evidence: Vec<NewProjectEvidence>,
    /// 文件依据: the document.
    #[schema(max_length = 500)]
    pub document: Option<String>,
    /// 退库原因; required for `exited`, and only for it.
    pub exit_reason: Option<ExitReason>,
    /// 理由: why; required unless the step is to the next stage.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl FirstTransition {
    /// The record of how a project came into its first stage, as of now.
    pub fn record(
        &self,
        jurisdiction: &str,
        project: Id,
        stage: Stage,
        recorded_by: Option<Id>,
        now: Timestamp,
    ) -> Transition {
        Transition {
            id: Id::new(),
            jurisdiction: jurisdiction.to_owned(),
            project_id: project,
            from_stage: None,
            to_stage: stage,
            effective_on: self.effective_on,
            document: self.document.clone(),
            exit_reason: None,
            reason: None,
            recorded_by,
            recorded_at: now,
        }
    }
}

impl NewTransition {
    /// The record of this step from a stage, as of now.
    pub fn record(&self, jurisdiction: &str, project: Id, from: Stage, recorded_by: Id, now: Timestamp) -> Transition {
        Transition {
            id: Id::new(),
            jurisdiction: jurisdiction.to_owned(),
            project_id: project,
            from_stage: Some(from),
            to_stage: self.to_stage,
            effective_on: self.effective_on,
            document: self.document.clone(),
            exit_reason: self.exit_reason,
            reason: self.reason.clone(),
            recorded_by: Some(recorded_by),
            recorded_at: now,
        }
    }
}

/// 投用: how a completed project came into use.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "in_use_on": "2025-09-01",
    "evidence": [{"kind": "commissioning", "description": "首批床位投入使用", "date": "2025-09-01"}]
}))]
pub struct PuttingIntoUse {
    /// 投用日期: neither in the future nor before the completion.
    #[schema(example = "2025-09-01")]
    pub in_use_on: NaiveDate,
    /// 佐证: what proves it; an item of `commissioning` is needed (`transition_blocked`).
    #[schema(max_items = 50)]
    pub evidence: Vec<NewProjectEvidence>,
}

/// Which gates.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct GateFilter {
    /// Only the gate of this stage.
    #[param(inline, example = "under_construction")]
    pub to_stage: Option<Stage>,
}

/// 入库条件核对: what a project has and lacks at the gate of each stage in reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectGates {
    /// The project.
    pub project_id: Id,
    /// 四库阶段: where it is.
    pub stage: Stage,
    /// The stage for people.
    #[schema(example = "拟开工库")]
    pub stage_text: &'static str,
    /// One for each stage in reach, in the order of the stages.
    pub gates: Vec<Gate>,
    /// 佐证: everything that the project brought so far, oldest first.
    pub evidence: Vec<ProjectEvidenceDetail>,
}

text_enum! {
    /// 流转方式: what kind of step a way to a stage is.
    pub enum StepKind {
        /// 顺序: to the next stage.
        Next = "next",
        /// 跨库: past a stage; with a reason.
        Skip = "skip",
        /// 退回: from `proposed` to `reserve`; with a reason.
        Back = "back",
        /// 退库: out of the libraries; with a reason.
        Exit = "exit",
    }
}

impl From<Step> for StepKind {
    fn from(step: Step) -> Self {
        match step {
            Step::Next => Self::Next,
            Step::Skip => Self::Skip,
            Step::Back => Self::Back,
            Step::Exit => Self::Exit,
        }
    }
}

/// The gate of a stage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gate {
    /// The stage.
    pub to_stage: Stage,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// 流转方式.
    pub step: StepKind,
    /// Whether nothing but the form of the request stands in the way.
    pub open: bool,
    /// `project_suspended` or `transition_blocked` where something does.
    pub reason: Option<Code>,
    /// Everything that is asked for.
    pub items: Vec<GateCheck>,
    /// 缺项: what is missing of it.
    pub missing: Vec<MissingItem>,
}

/// One thing that a gate asks for, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GateCheck {
    /// 入库条件.
    pub kind: GateItem,
    /// The stage whose gate asks for it; on the way past a stage, that of the stage too.
    pub stage: Stage,
    /// What it is, in Chinese.
    #[schema(example = "施工许可证或同等文件")]
    pub text_zh: &'static str,
    /// What it is, in English.
    #[schema(example = "start permit or equivalent")]
    pub text_en: &'static str,
    /// Whether it is there.
    pub met: bool,
    /// The item of evidence that answers it; `null` when none does, or the project itself.
    pub evidence_id: Option<Id>,
}
