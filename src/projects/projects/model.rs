//! The shapes of a project.
use super::rules;
use crate::directory::bureaus::BureauSummary;
use crate::foundation::{
    db::{Backend, Decimal, Id, Timestamp, schema::projects},
    events::Figures,
    web::{OneOf, Reference, clearable},
};
use crate::plan::areas::AreaSummary;
use crate::projects::{
    leaders::LeaderInCharge,
    suspensions::Suspension,
    transitions::{FirstTransition, Stage},
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 列示方式: what a row stands for.
    pub enum ProjectListing {
        /// 点名项目: one project.
        Named = "named",
        /// 成组项目: a group that the plan only counts; its named projects have rows of their own.
        Group = "group",
    }
}

text_enum! {
    /// 项目领域.
    pub enum ProjectField {
        /// 基础设施: roads, pipes, public works.
        Infrastructure = "infrastructure",
        /// 产业转型发展: industry that develops and changes.
        Industry = "industry",
        /// 绿色低碳转型: what saves energy and emissions.
        Green = "green",
        /// 民生和社会事业: people's livelihood and social services.
        Livelihood = "livelihood",
        /// 未标注: the source names no field, and none is invented.
        Unlabelled = "unlabelled",
        /// 房地产: real estate.
        RealEstate = "real_estate",
        /// 城市更新: urban renewal.
        UrbanRenewal = "urban_renewal",
        /// 专业园区: specialised industrial parks.
        Park = "park",
    }
}

text_enum! {
    /// 项目级别.
    pub enum ProjectLevel {
        /// 国家级: a key project of the state.
        National = "national",
        /// 省级: a key project of the province.
        Provincial = "provincial",
        /// 市级: a key project of the city.
        Municipal = "municipal",
        /// 区级: a key project of the district.
        District = "district",
    }
}

text_enum! {
    /// 三个一批: the batch that a project is presented in.
    pub enum ProjectBatch {
        /// 签约一批: contracts signed.
        Signed = "signed",
        /// 开工一批: works started.
        Started = "started",
        /// 投产一批: production begun.
        Produced = "produced",
    }
}

/// 项目: a key project of a plan, or a group of which only the number is declared.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = projects, check_for_backend(Backend))]
pub struct Project {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// Human code, unique in the plan.
    #[schema(example = "P001")]
    pub code: String,
    /// Orders codes as people count.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "郑新热电厂")]
    pub name: String,
    /// English name.
    #[schema(example = "Zhengxin power plant")]
    pub name_en: Option<String>,
    /// 列示方式: one project, or a group.
    pub listing: ProjectListing,
    /// 项目领域; `null` where a group spans several.
    pub field: Option<ProjectField>,
    /// 四库阶段.
    pub stage: Stage,
    /// 项目级别.
    pub level: ProjectLevel,
    /// 项目个数 of a group, as declared; `null` for a named project. It includes the group's named projects: never add
    /// the two.
    #[schema(example = json!(null))]
    pub declared_count: Option<i32>,
    /// 总投资, in 万元.
    #[schema(example = "24092000")]
    pub total_investment: Option<Decimal>,
    /// 年度计划投资, in 万元.
    #[schema(example = "3353000")]
    pub year_investment: Option<Decimal>,
    /// 牵头单位; shown as `lead_bureau`.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
    /// 投用日期: the day since which it is in use, apart from its completion; `null` while it is not.
    #[schema(example = "2025-09-01")]
    pub in_use_on: Option<NaiveDate>,
    /// 相关指标: codes of indicators, separated by `;`.
    #[schema(example = "2.14b;4.4;6.6")]
    pub related: Option<String>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// A project with what belongs to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectDetail {
    /// The project.
    #[serde(flatten)]
    pub project: Project,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// 总投资 for people, in 亿元.
    #[schema(example = "2409.2 亿元")]
    pub total_investment_text: Option<String>,
    /// 年度计划投资 for people, in 亿元.
    #[schema(example = "335.3 亿元")]
    pub year_investment_text: Option<String>,
    /// 工作领域: the areas that it belongs to, in their order; it counts once all the same.
    pub areas: Vec<AreaSummary>,
    /// 三个一批.
    pub batches: Vec<ProjectBatch>,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// 县级领导分包: the title of the post in charge; the post itself stands in `leader`.
    #[schema(example = "分管城建的副区长")]
    pub leader_post: Option<String>,
    /// 县级领导分包: the post in charge, and who holds it.
    pub leader: Option<LeaderInCharge>,
    /// 缓建/停建: the suspension that holds; `null` while the project is not suspended.
    pub suspension: Option<Suspension>,
}

/// What belongs to a project.
#[derive(Debug)]
pub struct Belongings {
    pub(super) areas: Vec<AreaSummary>,
    pub(super) batches: Vec<ProjectBatch>,
    pub(super) lead: Option<BureauSummary>,
    pub(super) leader: Option<LeaderInCharge>,
    pub(super) suspension: Option<Suspension>,
}

impl ProjectDetail {
    /// A project with all that belongs to it.
    pub(super) fn new(project: Project, with: Belongings) -> Self {
        Self {
            stage_text: project.stage.text(),
            total_investment_text: project.total_investment.map(rules::in_yi),
            year_investment_text: project.year_investment.map(rules::in_yi),
            project,
            areas: with.areas,
            batches: with.batches,
            lead_bureau: with.lead,
            leader_post: with.leader.as_ref().map(|leader| leader.post.title.clone()),
            leader: with.leader,
            suspension: with.suspension,
        }
    }
}

/// A project as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = projects, check_for_backend(Backend))]
pub struct ProjectSummary {
    /// Identity.
    pub id: Id,
    /// Human code, unique in the plan.
    #[schema(example = "P001")]
    pub code: String,
    /// 名称.
    #[schema(example = "郑新热电厂")]
    pub name: String,
}

impl From<&Project> for ProjectSummary {
    fn from(project: &Project) -> Self {
        Self { id: project.id, code: project.code.clone(), name: project.name.clone() }
    }
}

/// A project to create, with its first transition.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = projects, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "P021", "name": "郑州国棉三厂特色历史文化街区", "listing": "named", "field": "urban_renewal",
    "stage": "reserve", "level": "district", "areas": ["code:6"], "batches": ["signed"], "total_investment": "52000",
    "year_investment": "18000.5", "lead_bureau": "code:urban-renewal",
    "entry": {
        "effective_on": "2025-01-10",
        "evidence": [
            {"kind": "planning_paper", "number": "中发改〔2025〕3号"},
            {"kind": "investment_estimate", "description": "估算 5.2 亿元"}
        ]
    }
}))]
pub struct NewProject {
    /// The plan; the one of the business year when it is left out.
    #[diesel(skip_insertion)]
    pub plan: Option<Reference>,
    /// Human code, unique in the plan; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$", example = "P021")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// English name.
    #[schema(min_length = 1, max_length = 200)]
    pub name_en: Option<String>,
    /// 列示方式: one project, or a group of which only the number is known.
    pub listing: ProjectListing,
    /// 项目领域.
    pub field: Option<ProjectField>,
    /// 四库阶段: the first one; from then on a transition changes it.
    pub stage: Stage,
    /// 项目级别.
    pub level: ProjectLevel,
    /// 项目个数: required for a group (`declared_count_required`), forbidden for a named project.
    #[schema(minimum = 1, maximum = 100_000)]
    pub declared_count: Option<i32>,
    /// 总投资, in 万元.
    pub total_investment: Option<Decimal>,
    /// 年度计划投资, in 万元.
    pub year_investment: Option<Decimal>,
    /// 工作领域: the areas that it belongs to, of the same plan.
    #[diesel(skip_insertion)]
    #[schema(min_items = 1, max_items = 50)]
    pub areas: Vec<Reference>,
    /// 三个一批.
    #[serde(default)]
    #[diesel(skip_insertion)]
    #[schema(max_items = 3)]
    pub batches: Vec<ProjectBatch>,
    /// 牵头单位, of the plan's jurisdiction.
    #[diesel(skip_insertion)]
    pub lead_bureau: Option<Reference>,
    /// 县级领导分包: a post of the plan's jurisdiction, not a person; in charge from the day of the entry.
    #[diesel(skip_insertion)]
    pub leader_post: Option<Reference>,
    /// 相关指标: codes of indicators, separated by `;`.
    #[schema(max_length = 500)]
    pub related: Option<String>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
    /// 入库: how it came into its first stage.
    #[diesel(skip_insertion)]
    pub entry: FirstTransition,
}

/// Changes of a project: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = projects)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({
    "year_investment": "18000.5", "areas": ["code:2", "code:6"], "lead_bureau": "code:urban-renewal"
}))]
pub struct ProjectChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// English name.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub name_en: Option<Option<String>>,
    /// 列示方式.
    #[schema(nullable = false)]
    pub listing: Option<ProjectListing>,
    /// 项目领域.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<ProjectField>)]
    pub field: Option<Option<ProjectField>>,
    /// 项目级别.
    #[schema(nullable = false)]
    pub level: Option<ProjectLevel>,
    /// 项目个数: required for a group, forbidden for a named project.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 100_000)]
    pub declared_count: Option<Option<i32>>,
    /// 总投资, in 万元.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub total_investment: Option<Option<Decimal>>,
    /// 年度计划投资, in 万元.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub year_investment: Option<Option<Decimal>>,
    /// 工作领域: the whole new list.
    #[diesel(skip_update)]
    #[schema(nullable = false, min_items = 1, max_items = 50)]
    pub areas: Option<Vec<Reference>>,
    /// 三个一批: the whole new list.
    #[diesel(skip_update)]
    #[schema(nullable = false, max_items = 3)]
    pub batches: Option<Vec<ProjectBatch>>,
    /// 牵头单位, of the plan's jurisdiction.
    #[serde(deserialize_with = "clearable")]
    #[diesel(skip_update)]
    #[schema(value_type = Option<Reference>)]
    pub lead_bureau: Option<Option<Reference>>,
    /// 相关指标: codes of indicators, separated by `;`.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub related: Option<Option<String>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// Which projects.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProjectFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only in these stages, separated by commas.
    #[param(inline, example = json!(["proposed", "under_construction"]))]
    pub stage: Option<OneOf<Stage>>,
    /// Only of these fields, separated by commas.
    #[param(inline, example = json!(["industry", "park"]))]
    pub field: Option<OneOf<ProjectField>>,
    /// Only of these levels, separated by commas.
    #[param(inline, example = json!(["national", "provincial"]))]
    pub level: Option<OneOf<ProjectLevel>>,
    /// Only of these batches, separated by commas.
    #[param(inline, example = json!(["signed"]))]
    pub batch: Option<OneOf<ProjectBatch>>,
    /// Only named projects, or only groups.
    #[param(inline, example = json!(["named"]))]
    pub listing: Option<OneOf<ProjectListing>>,
    /// Only led by this bureau.
    #[param(example = "code:urban-renewal")]
    pub lead_bureau: Option<Reference>,
    /// Only with this post in charge (县级领导分包).
    #[param(example = "code:L001")]
    pub leader_post: Option<Reference>,
    /// Only suspended ones (缓建/停建), or only those that are not.
    pub suspended: Option<bool>,
    /// Only with this text in the code, the name or the English name, whatever its case.
    #[param(example = "片区")]
    pub q: Option<String>,
    /// Only of this code.
    #[param(example = "P001")]
    pub code: Option<String>,
}

/// Projects in one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageCount {
    /// 四库阶段.
    pub stage: Stage,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// Named projects.
    #[schema(example = 5)]
    pub named: i64,
    /// The sum of what groups declare. Groups contain named projects and one another: never add it to `named`.
    #[schema(example = 21)]
    pub declared: i64,
}

impl StageCount {
    /// No project in a stage.
    pub(super) fn none(stage: Stage) -> Self {
        Self { stage, stage_text: stage.text(), named: 0, declared: 0 }
    }
    /// Adds rows of a stage and a listing: their number, or what they declare.
    pub(super) fn add(
        all: &mut [Self],
        (stage, listing): (Stage, ProjectListing),
        (rows, declared): (i64, Option<i64>),
    ) {
        for count in all.iter_mut().filter(|count| count.stage == stage) {
            match listing {
                ProjectListing::Named => count.named += rows,
                ProjectListing::Group => count.declared += declared.unwrap_or(0),
            }
        }
    }
}

/// The projects of a plan, counted by stage; every stage is there, in the order of the stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Of the whole plan: a project counts once, whatever number of areas it belongs to.
    pub district: Vec<StageCount>,
    /// Of each area that has any; a project counts in each of its areas.
    pub areas: HashMap<Id, Vec<StageCount>>,
}

impl Figures for Project {
    const TYPE: &'static str = "project";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "plan": self.plan_id,
            "code": self.code,
            "listing": self.listing,
            "stage": self.stage,
            "declared_count": self.declared_count,
            "total_investment": self.total_investment,
            "year_investment": self.year_investment,
            "in_use_on": self.in_use_on,
        }))
    }
}
