//! 后台任务: what the database knows of the service's own jobs: when each is due, ran last, succeeded last, and why it
//! failed.
//!
//! Every replica has the same jobs. The one that moves `due_at` on runs the job, and the others find that it is not
//! due. A claim is a lease: a replica that dies in the middle of a run has moved `due_at` by the lease only, and
//! another one runs the job then.
use crate::db::{
    Backend, Conn, Timestamp,
    schema::job_runs::{self, dsl},
};
use crate::{on_each, text_enum};
use chrono::TimeDelta;
use diesel::prelude::*;

/// After how long another replica takes a run up that nobody has ended.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How long after a failure a job is run again, unless it is due before.
const RETRY: TimeDelta = TimeDelta::minutes(1);
/// How long a job may be due before somebody should look: no replica seems to run it.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);
/// How long nobody has run a job when it is forgotten: well above the time of a rolling upgrade.
const FORGOTTEN: TimeDelta = TimeDelta::days(1);
/// How much of an error's text is kept, in characters.
const ERROR_LENGTH: usize = 1000;

text_enum! {
    /// 后台任务状态: how a job of the service is.
    pub enum JobStatus {
        /// 待首次运行: it has never run, and is not overdue.
        Waiting = "waiting",
        /// 正常: its last run succeeded.
        Ok = "ok",
        /// 失败: its last run failed; it is run again soon.
        Failing = "failing",
        /// 逾期: it has been due for more than fifteen minutes, and no replica has run it.
        Overdue = "overdue",
    }
}

/// A job as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery)]
#[diesel(table_name = job_runs, check_for_backend(Backend))]
pub struct JobRun {
    /// Its name.
    pub name: String,
    /// When it is to run next.
    pub due_at: Timestamp,
    /// When a run last began.
    pub last_run_at: Option<Timestamp>,
    /// When a run last ended well.
    pub last_success_at: Option<Timestamp>,
    /// When a run last failed.
    pub last_error_at: Option<Timestamp>,
    /// Why: for operators, never for a client.
    pub last_error: Option<String>,
}

impl JobRun {
    /// How it is.
    pub fn status(&self, now: Timestamp) -> JobStatus {
        if *now - *self.due_at > PATIENCE {
            JobStatus::Overdue
        } else if self.last_error_at > self.last_success_at {
            JobStatus::Failing
        } else if self.last_run_at.is_none() {
            JobStatus::Waiting
        } else {
            JobStatus::Ok
        }
    }
}

/// Every job, by name: one statement.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<JobRun>> {
    JobRun::query().order(job_runs::name).load(conn)
}

/// Makes these the jobs: a new one is due at once. One that this version does not know may be another version's, beside
/// it in an upgrade: it is forgotten only when nobody has run it for a day.
pub fn register(conn: &mut Conn, names: &[&str], now: Timestamp) -> QueryResult<()> {
    let old = after(now, -FORGOTTEN);
    let unknown = dsl::job_runs.filter(dsl::name.ne_all(names).and(dsl::due_at.lt(old)));
    diesel::delete(unknown).execute(conn)?;
    for name in names {
        add(conn, name, now)?;
    }
    Ok(())
}

fn add(conn: &mut Conn, name: &str, now: Timestamp) -> QueryResult<usize> {
    let row = (dsl::name.eq(name), dsl::due_at.eq(now));
    on_each!(conn, c => diesel::insert_into(dsl::job_runs).values(row).on_conflict_do_nothing().execute(c))
}

/// Takes a run of a job that is due, for this replica alone. A due time further ahead than the interval was written by
/// a clock that was wrong, and counts as due.
pub fn claim(conn: &mut Conn, name: &str, every: TimeDelta, now: Timestamp) -> QueryResult<bool> {
    add(conn, name, now)?;
    let due = dsl::due_at.le(now).or(dsl::due_at.gt(after(now, every)));
    let taken = diesel::update(dsl::job_runs.find(name).filter(due))
        .set((dsl::due_at.eq(after(now, every.min(LEASE))), dsl::last_run_at.eq(now)))
        .execute(conn)?;
    Ok(taken == 1)
}

/// When a job is to run next.
pub fn due_at(conn: &mut Conn, name: &str) -> QueryResult<Timestamp> {
    dsl::job_runs.find(name).select(dsl::due_at).first(conn)
}

/// A run that began at `began` has ended well; gives when the next is due.
pub fn succeeded(
    conn: &mut Conn,
    name: &str,
    every: TimeDelta,
    began: Timestamp,
    now: Timestamp,
) -> QueryResult<Timestamp> {
    let due_at = after(began, every);
    diesel::update(dsl::job_runs.find(name))
        .set((dsl::due_at.eq(due_at), dsl::last_success_at.eq(now)))
        .execute(conn)?;
    Ok(due_at)
}

/// A run has failed; gives when the next is due.
pub fn failed(conn: &mut Conn, name: &str, every: TimeDelta, reason: &str, now: Timestamp) -> QueryResult<Timestamp> {
    let due_at = after(now, every.min(RETRY));
    let reason: String = reason.chars().take(ERROR_LENGTH).collect();
    diesel::update(dsl::job_runs.find(name))
        .set((dsl::due_at.eq(due_at), dsl::last_error_at.eq(now), dsl::last_error.eq(reason)))
        .execute(conn)?;
    Ok(due_at)
}

fn after(at: Timestamp, time: TimeDelta) -> Timestamp {
    Timestamp::from(*at + time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    #[test]
    fn a_job_is_what_its_last_run_was_unless_nobody_runs_it() {
        let at = |text: &str| Timestamp::from(format!("2026-01-01T{text}Z").parse::<DateTime<Utc>>().unwrap());
        let (ten, eleven) = (Some(at("10:00:00")), Some(at("11:00:00")));
        let job = |last_run_at, last_success_at, last_error_at| JobRun {
            name: "a".into(),
            due_at: at("12:00:00"),
            last_run_at,
            last_success_at,
            last_error_at,
            last_error: last_error_at.map(|_| "no".into()),
        };
        let now = at("11:30:00");
        assert_eq!(job(None, None, None).status(now), JobStatus::Waiting);
        assert_eq!(job(eleven, eleven, None).status(now), JobStatus::Ok);
        assert_eq!(job(eleven, eleven, ten).status(now), JobStatus::Ok, "it has recovered");
        assert_eq!(job(eleven, ten, eleven).status(now), JobStatus::Failing);
        assert_eq!(job(eleven, None, eleven).status(now), JobStatus::Failing);
        assert_eq!(job(eleven, eleven, None).status(at("12:15:00")), JobStatus::Ok);
        assert_eq!(job(eleven, eleven, None).status(at("12:15:01")), JobStatus::Overdue);
    }
}
