//! The one list of resources: mounts them under `/api/v1` and builds the OpenAPI document from the same list. Needs no
//! database.
pub mod addresses;
mod clients;
mod compact;
mod document;
mod filters;
mod headers;
pub mod languages;
mod lists;
mod operations;
pub mod page;
mod parameters;
mod problems;
mod recorded;
mod words;

pub use parameters::strict;

use crate::{
    directory, evidence, exchange,
    foundation::{
        error::{Language, Problem},
        events::Kind,
    },
    governance, plan, progress, projects, reporting,
    reporting::obligations::Timeliness,
    supervision,
};
use serde_json::{Value, json};
use std::sync::OnceLock;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

/// What the document says beside its operations.
#[derive(OpenApi)]
#[openapi(
    servers((url = "/", description = "本服务 This service")),
    info(
        title = "Duban",
        description = include_str!("../../docs/openapi-description.md"),
        contact(name = "区督查室（本服务的运行单位） The supervision office, which runs this service"),
    ),
    components(schemas(Problem, problems::ProblemMembers, Kind, Timeliness)),
    modifiers(&Security),
    security(("bearer" = [])),
    tags(
        (name = "jurisdictions", description = "行政区划: whose plans, bureaus and users there are, by GB/T 2260 code"),
        (name = "bureaus", description = "委办局/街道/平台公司: who is responsible and who reports"),
        (name = "users", description = "用户: the accounts of people, and their roles"),
        (name = "sessions", description = "会话: logging in and out, access and refresh tokens"),
        (name = "me", description = "本人: the caller's own account"),
        (name = "bootstrap", description = "初始化: the first administrators, once"),
        (name = "attachments", description = "佐证附件: files that reports, projects and orders rest on"),
        (name = "plans", description = "年度工作方案: the plan of a jurisdiction for a year"),
        (name = "areas", description = "工作领域: the works of a plan"),
        (name = "facts", description = "方案所述事实: scope and baseline numbers, never scored"),
        (name = "indicators", description = "指标: what is counted or measured, with a target for the year"),
        (name = "targets", description = "目标值: what an indicator promises, as append-only versions"),
        (
            name = "trajectories",
            description = "序时进度: what is planned to be reached when, as versions that are proposed and approved",
        ),
        (name = "assignments", description = "责任分工: which bureau leads and which support, with dates"),
        (name = "units", description = "计量单位: units and exact conversion between them"),
        (name = "projects", description = "项目: key projects and their way through the four libraries"),
        (
            name = "leaders",
            description = "县级领导分包: leaders' posts, their terms, and the projects they are in charge of",
        ),
        (name = "milestones", description = "节点: dated events of a project or an area"),
        (name = "list-items", description = "清单条目: the records that a list indicator counts, each once"),
        (name = "investments", description = "投资: a project's money, works and land, and its yearly plans"),
        (
            name = "registry-entries",
            description = "外部入库: a project's entries in the national, statistical and urban-renewal registries",
        ),
        (name = "obstacles", description = "堵点: what stands in a project's way, whose it is and until when"),
        (name = "renewal", description = "城市更新: 片区 → 单元 → 项目"),
        (
            name = "starts",
            description = "开工: who should have started and who has, year categories, \
                           the funnel of the four libraries",
        ),
        (name = "exports", description = "导出: what leaves in the formats of others"),
        (name = "holidays", description = "节假日: which days are working days"),
        (name = "periods", description = "报告期: what a report covers, and when it can be given"),
        (name = "obligations", description = "应报事项: who owes a report for what"),
        (name = "reports", description = "进展报告: what a bureau says of an indicator or a project for a period"),
        (name = "extensions", description = "延期: more time on one obligation, asked for and decided"),
        (name = "period-exceptions", description = "补报授权: a closed period that is open again for one bureau"),
        (
            name = "confirmations",
            description = "统计核定: which approved figures the statistics authority has confirmed as final",
        ),
        (name = "rule-sets", description = "亮灯规则: the thresholds of the lights, versioned"),
        (name = "verdicts", description = "封存的灯色: what the lights were when a period closed, with their inputs"),
        (
            name = "light-overrides",
            description = "人工调整灯色: lights that the supervision office sets, beside the computed ones",
        ),
        (name = "progress", description = "完成情况: where each indicator stands, explained"),
        (name = "overview", description = "总览: a plan at a glance"),
        (name = "statistics", description = "分组统计: what lists hold, counted by one or two of their filters"),
        (name = "rankings", description = "排名: bureaus by a published formula, and the rules that it follows"),
        (name = "bulletins", description = "通报: frozen, numbered, reproducible snapshots"),
        (name = "supervision-orders", description = "督办单: demands to a bureau with a clock"),
        (name = "reminders", description = "催办: blue, yellow, red, and the rules by which they climb"),
        (name = "audit", description = "审计日志: who did what, in a hash chain"),
        (name = "dictionary", description = "数据字典: what codes and fields mean, in both languages"),
        (name = "event-types", description = "变更类型: the closed table of events"),
        (name = "forms", description = "表单: what a screen needs to draw the form of an operation"),
        (name = "problems", description = "错误代码: the closed table of error codes"),
        (name = "service", description = "服务状态: health and public keys"),
    )
)]
struct Base;

/// The groups of the reference, in its order, and the tags of each: `x-tagGroups`. Every tag stands in one of them.
const GROUPS: &[(&str, &[&str])] = &[
    ("计划 Plan", &["plans", "areas", "facts", "indicators", "targets", "trajectories", "assignments", "units"]),
    (
        "报送 Reporting",
        &["periods", "obligations", "reports", "attachments", "extensions", "period-exceptions", "confirmations"],
    ),
    ("完成情况 Figures", &["progress", "overview", "statistics", "rule-sets", "verdicts", "light-overrides"]),
    (
        "项目 Projects",
        &[
            "projects",
            "leaders",
            "milestones",
            "list-items",
            "investments",
            "registry-entries",
            "obstacles",
            "renewal",
            "starts",
        ],
    ),
    ("督查 Supervision", &["supervision-orders", "reminders", "rankings", "bulletins"]),
    ("数据交换 Exchange", &["forms", "exports", "dictionary", "event-types", "problems", "service"]),
    ("管理 Administration", &["sessions", "me", "bootstrap", "jurisdictions", "bureaus", "users", "holidays", "audit"]),
];

/// `x-tagGroups`, as readers of references know it.
fn groups() -> Value {
    GROUPS.iter().map(|(name, tags)| json!({"name": name, "tags": tags})).collect()
}

struct Security;
impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("访问令牌: the `access_token` that `POST /api/v1/sessions` answers."));
        document.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The one list of resources.
pub fn mount(cfg: &mut ServiceConfig) {
    let resources = |cfg: &mut ServiceConfig| {
        cfg.configure(directory::routes)
            .configure(evidence::routes)
            .configure(plan::routes)
            .configure(projects::routes)
            .configure(reporting::routes)
            .configure(progress::routes)
            .configure(supervision::routes)
            .configure(exchange::routes)
            .configure(governance::routes);
    };
    cfg.service(scope::scope("/api/v1").configure(resources)).configure(governance::service::routes);
}

/// The OpenAPI document in a language, as it is published: what operations have in common stands once.
pub fn published(language: Language) -> Value {
    let mut made = languages::in_language(&compact::compact(document().clone()), language);
    words::complete(&mut made, language);
    made
}

/// The OpenAPI document in a language, everything where it holds.
pub fn document_in(language: Language) -> &'static Value {
    static CHINESE: OnceLock<Value> = OnceLock::new();
    static ENGLISH: OnceLock<Value> = OnceLock::new();
    let made = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    made.get_or_init(|| {
        let mut made = languages::in_language(document(), language);
        words::complete(&mut made, language);
        made
    })
}

/// The OpenAPI document with its texts as they stand in the code.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let app = actix_web::App::new().into_utoipa_app().openapi(Base::openapi()).configure(mount);
        let mut document = app.split_for_parts().1;
        operations::complete(&mut document);
        let document =
            serde_json::to_value(document).map(document::tidy).map(problems::join_members).map(filters::type_filters);
        let document = document.map(clients::ease).map(words::beside).map(lists::name_fields);
        let mut document =
            document.map(lists::type_included).map(headers::declare).map(recorded::join).unwrap_or_default();
        if let Some(document) = document.as_object_mut() {
            document.insert("x-tagGroups".into(), groups());
        }
        document
    })
}
