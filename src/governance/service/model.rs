//! The shapes of the service's health. Everybody may read them: they say how it is, never why.
use crate::foundation::{
    db::Timestamp,
    job_runs::{JobRun, JobStatus},
};
use serde::Serialize;
use utoipa::ToSchema;

/// 服务说明: what this is, and where its parts are. Addresses are of this service, without its host.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceDocument {
    /// The name of the service.
    #[schema(example = "duban")]
    pub name: &'static str,
    /// What it is, in Chinese.
    #[schema(example = "督办：区政府年度工作方案的编制、报送、审核与完成情况")]
    pub title: &'static str,
    /// What it is, in English.
    #[schema(example = "A district government's yearly plan: what is owed, reported, approved and reached")]
    pub title_en: &'static str,
    /// The version of the service.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// The base path of the API.
    #[schema(example = "/api/v1")]
    pub api: &'static str,
    /// The OpenAPI documents, one for each language.
    pub documents: Vec<DocumentAddress>,
    /// The reference, to read and to try in a browser.
    #[schema(example = "/docs/")]
    pub docs: &'static str,
    /// The READMEs, one for each language.
    pub readmes: Vec<DocumentAddress>,
    /// Where to sign in, by POST.
    #[schema(example = "/api/v1/sessions")]
    pub sign_in: &'static str,
    /// Every error code with its meaning.
    #[schema(example = "/api/v1/problems")]
    pub problems: &'static str,
    /// What every code and the main fields mean.
    #[schema(example = "/api/v1/dictionary")]
    pub dictionary: &'static str,
    /// Every kind of event with its data.
    #[schema(example = "/api/v1/event-types")]
    pub event_types: &'static str,
    /// Whether the service is ready.
    #[schema(example = "/health/ready")]
    pub health: &'static str,
    /// The public keys of access tokens.
    #[schema(example = "/.well-known/jwks.json")]
    pub keys: &'static str,
}

/// 文档地址: where a text is, and in which language.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentAddress {
    /// The language of its texts, a tag of RFC 5646.
    #[schema(example = "zh-CN")]
    pub language: &'static str,
    /// Its address.
    #[schema(example = "/openapi.json")]
    pub href: &'static str,
}

impl ServiceDocument {
    /// Of this build.
    pub fn new() -> Self {
        let text = |language, href| DocumentAddress { language, href };
        Self {
            name: env!("CARGO_PKG_NAME"),
            title: "督办：区政府年度工作方案的编制、报送、审核与完成情况",
            title_en: "A district government's yearly plan: what is owed, reported, approved and reached",
            version: env!("CARGO_PKG_VERSION"),
            api: "/api/v1",
            documents: vec![text("zh-CN", "/openapi.json?lang=zh"), text("en", "/openapi.json?lang=en")],
            docs: "/docs/",
            readmes: vec![text("zh-CN", "/docs/README.zh-CN.md"), text("en", "/docs/README.md")],
            sign_in: "/api/v1/sessions",
            problems: "/api/v1/problems",
            dictionary: "/api/v1/dictionary",
            event_types: "/api/v1/event-types",
            health: "/health/ready",
            keys: "/.well-known/jwks.json",
        }
    }
}

/// 服务状态: how the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// The version of the service.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

/// 就绪状态: that the service can answer, and how its own jobs are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// The version of the service.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// The service's own jobs, by name, over all replicas.
    pub jobs: Vec<JobHealth>,
}

/// 后台任务: one of the service's own jobs.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobHealth {
    /// Its name.
    #[schema(example = "reminders")]
    pub name: String,
    /// How it is.
    pub status: JobStatus,
    /// When a run last began, in real time; `null` before the first.
    pub last_run_at: Option<Timestamp>,
    /// When a run last ended well, in real time; `null` before the first.
    pub last_success_at: Option<Timestamp>,
}

impl JobHealth {
    /// What everybody may know of a job: not why it failed.
    pub fn of(job: JobRun, now: Timestamp) -> Self {
        let status = job.status(now);
        Self { name: job.name, status, last_run_at: job.last_run_at, last_success_at: job.last_success_at }
    }
}
