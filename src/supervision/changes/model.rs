//! The shapes of what changed between two days.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Id, Timestamp},
        web::{Page, Reference},
    },
    progress::{overview::PlanLabel, standings::FigureBasis},
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 变化类别.
    pub enum ChangeKind {
        /// 灯色变化: an indicator has another light.
        LightChanged = "light_changed",
        /// 节点逾期: a milestone's due day passed without it.
        MilestoneMissed = "milestone_missed",
        /// 节点推迟: a milestone is expected later than before.
        MilestoneSlipped = "milestone_slipped",
        /// 下发督办单: a supervision order was issued.
        OrderOpened = "order_opened",
        /// 堵点提级: an obstacle went to the next level.
        ObstacleEscalated = "obstacle_escalated",
        /// 提出堵点: an obstacle was raised.
        ObstacleRaised = "obstacle_raised",
        /// 报告退回: a report was returned.
        ReportReturned = "report_returned",
        /// 项目转库: a project is in another stage.
        StageChanged = "stage_changed",
        /// 节点完成: a milestone was reached.
        MilestoneReached = "milestone_reached",
        /// 督办单办结: a supervision order was closed or taken back.
        OrderClosed = "order_closed",
        /// 堵点解决: an obstacle was cleared away.
        ObstacleResolved = "obstacle_resolved",
        /// 数值变化: another value counts.
        ValueMoved = "value_moved",
        /// 收到报告: a report was submitted, also once more after a return.
        ReportReceived = "report_received",
        /// 报告撤回: taken back by its bureau before it was reviewed.
        ReportWithdrawn = "report_withdrawn",
        /// 报告审定: approved by the supervision office.
        ReportApproved = "report_approved",
    }
}

text_enum! {
    /// 变化原因: what a light or a value changed by.
    pub enum ChangeCauseType {
        /// 报告: a report that counts since.
        Report = "report",
        /// 清单条目: an item of a list that counts since, or does not any more.
        ListItem = "list_item",
        /// 目标: another version of the target is in force.
        Target = "target",
        /// 序时进度: another version of the trajectory is in force.
        Trajectory = "trajectory",
        /// 封存: the period was closed, and its light frozen.
        Verdict = "verdict",
        /// 人工调整: the supervision office set the light.
        Override = "override",
        /// 人工调整失效: what was set does not count any more.
        OverrideEnded = "override_ended",
        /// 亮灯规则: another version of the rules is in force.
        RuleSet = "rule_set",
        /// 时间: the days that went by, and nothing else.
        Time = "time",
    }
}

text_enum! {
    /// 变化对象类型.
    pub enum ChangeSubjectType {
        /// 指标: an indicator.
        Indicator = "indicator",
        /// 项目: a project.
        Project = "project",
        /// 节点: a milestone.
        Milestone = "milestone",
        /// 进展报告: a report.
        Report = "report",
        /// 督办单: a supervision order.
        SupervisionOrder = "supervision_order",
        /// 堵点: an obstacle.
        Obstacle = "obstacle",
    }
}

/// 变化对象.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeSubject {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ChangeSubjectType,
    /// Identity.
    pub id: Id,
    /// Human code, of a report that of what it is about; `null` where there is none.
    #[schema(example = "2.9")]
    pub code: Option<String>,
    /// 名称.
    #[schema(example = "重点项目年度完成投资")]
    pub name: String,
}

/// 变化原因.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeCause {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ChangeCauseType,
    /// The report, the item, the version, the verdict or the override; `null` of time and of what the caller may not
    /// know.
    pub id: Option<Id>,
    /// Who did this very act, as the account is shown: submitted, approved, withdrew, set, revoked or closed. `null`
    /// where nobody did, where it is not recorded, or where it is not the caller's to know.
    #[schema(example = "督查室")]
    pub by: Option<String>,
    /// Since when it counts, in business time.
    pub at: Option<Timestamp>,
    /// The address that reads it.
    #[schema(example = "/api/v1/verdicts/01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub href: Option<String>,
    /// For people.
    #[schema(example = "2025年9月报告审定")]
    pub text_zh: String,
    /// The same in English.
    #[schema(example = "the report for 2025-09 was approved")]
    pub text_en: String,
}

/// 变化: one thing that is otherwise on the later day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverviewChange {
    /// 变化类别.
    pub kind: ChangeKind,
    /// 重要程度: 1 is the most important, 7 the least; the list is ordered by it.
    #[schema(example = 1)]
    pub importance: i32,
    /// Since which day it is known to be so: after `from`, and `to` at the latest. What was recorded later than the day
    /// that it states counts from the day of its recording.
    #[schema(example = "2025-10-09")]
    pub since: NaiveDate,
    /// 变化对象.
    pub subject: ChangeSubject,
    /// The bureau that it concerns.
    pub bureau: Option<BureauSummary>,
    /// What it was: a light, a value, a stage, a day; `null` where there was nothing.
    #[schema(example = "yellow")]
    pub before: Option<String>,
    /// What it is.
    #[schema(example = "red")]
    pub after: Option<String>,
    /// Why, where it is a light or a value: all of them, also those that the sentence only counts.
    pub causes: Vec<ChangeCause>,
    /// One sentence. Of a light or a value it names up to three causes, and where that leaves the indicator.
    #[schema(example = "“重点项目年度完成投资”（2.9）由绿灯转为黄灯：2025年9月报告审定；\
        目标不低于335.3 亿元，完成率64.12 %，序时应完成75.00 %（251.475 亿元），落后10.88个百分点；\
        责任单位：住房和城乡建设局。")]
    pub sentence_zh: String,
    /// The same in English.
    #[schema(example = "2.9 went from green to yellow: the report for 2025-09 was approved; \
        target at least 335.3 亿元; rate 64.12 %; 75.00 % (251.475 亿元) expected by then, 10.88 points behind; \
        answerable: housing.")]
    pub sentence_en: String,
    /// The address that reads the object.
    #[schema(example = "/api/v1/indicators/01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub href: String,
}

/// 两日对比: what was compared, and a page of what changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewChanges {
    /// The earlier day. It stays the same from page to page, as the later one does, also where it was left out and
    /// midnight passes between two pages.
    #[schema(example = "2025-09-30")]
    pub from: NaiveDate,
    /// The later day.
    #[schema(example = "2025-10-10")]
    pub to: NaiveDate,
    /// The plan.
    pub plan: PlanLabel,
    /// Which figures count.
    pub basis: FigureBasis,
    /// The changes, the most important first.
    #[serde(flatten)]
    pub changes: Page<OverviewChange>,
}

/// Between which days, of which plan.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ChangesFilter {
    /// The earlier day; what was so at its end is what has changed since. The day before `to` when absent.
    #[param(example = "2025-09-30")]
    pub from: Option<NaiveDate>,
    /// The later day, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub to: Option<NaiveDate>,
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
}
