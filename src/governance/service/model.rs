//! The shapes of the service's health. Everybody may read them: they say how it is, never why.
use crate::foundation::{
    db::Timestamp,
    job_runs::{JobRun, JobStatus},
};
use serde::Serialize;
use utoipa::ToSchema;

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
