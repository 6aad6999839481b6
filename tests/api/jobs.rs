//! The service's own jobs: one loop for all, one run for all replicas, and what is known of them afterwards.
use crate::kit::TestApp;
use chrono::TimeDelta;
use diesel::prelude::*;
use duban::{
    foundation::{
        State,
        db::{
            Timestamp,
            schema::{idempotency_keys, refresh_tokens, sessions},
        },
        error::Error,
        job_runs::{self, JobRun},
    },
    jobs::{self, Job, turn},
};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);

fn known(state: &State, name: &str) -> JobRun {
    let all = state.db.write_blocking(|conn| Ok(job_runs::all(conn)?)).unwrap();
    all.into_iter().find(|job| job.name == name).unwrap()
}
async fn health(app: &TestApp) -> Vec<Value> {
    app.nobody().get("//health/ready").await.expect(200).body["jobs"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_job_that_another_replica_has_just_run_is_skipped() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let app = TestApp::new().await;
    let job = Job {
        name: "counting",
        every: 5 * MINUTE,
        run: |_| {
            Box::pin(async {
                // Long enough for the other replicas to look.
                tokio::time::sleep(Duration::from_millis(100)).await;
                Ok(RUNS.fetch_add(1, Ordering::SeqCst))
            })
        },
    };
    let at_once = || futures_util::future::join_all((0..4).map(|_| turn(&job, &app.state)));
    let waits = at_once().await;
    assert_eq!(RUNS.load(Ordering::SeqCst), 1, "one of four replicas runs it");
    assert!(waits.iter().all(|wait| *wait >= 5 * MINUTE && *wait < 6 * MINUTE), "{waits:?}");
    app.set_time("2025-10-10T02:04:59Z");
    let wait = turn(&job, &app.state).await;
    assert_eq!(RUNS.load(Ordering::SeqCst), 1, "it is not due");
    assert!(wait < MINUTE, "{wait:?}");
    app.set_time("2025-10-10T02:05:00Z");
    at_once().await;
    assert_eq!(RUNS.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn a_job_that_fails_is_run_again_soon_and_says_why_to_operators_only() {
    static ILL: AtomicBool = AtomicBool::new(true);
    static PANICS: AtomicBool = AtomicBool::new(false);
    let app = TestApp::new().await;
    let job = Job {
        name: "failing",
        every: 60 * MINUTE,
        run: |_| {
            Box::pin(async {
                assert!(!PANICS.load(Ordering::SeqCst));
                if ILL.load(Ordering::SeqCst) { Err(Error::internal("a secret of the database")) } else { Ok(1) }
            })
        },
    };
    turn(&job, &app.state).await;
    assert!(known(&app.state, "failing").last_error.unwrap().contains("a secret of the database"));
    let shown = json!({"name": "failing", "status": "failing", "last_run_at": "2025-10-10T02:00:00.000000Z", "last_success_at": null});
    assert_eq!(health(&app).await, [shown]);
    app.set_time("2025-10-10T02:01:00Z");
    PANICS.store(true, Ordering::SeqCst);
    turn(&job, &app.state).await;
    assert!(known(&app.state, "failing").last_error.unwrap().contains("panicked"), "and the loop goes on");
    PANICS.store(false, Ordering::SeqCst);
    ILL.store(false, Ordering::SeqCst);
    turn(&job, &app.state).await;
    assert_eq!(health(&app).await[0]["status"], "failing", "not before a minute has passed");
    app.set_time("2025-10-10T02:02:00Z");
    turn(&job, &app.state).await;
    let shown = &health(&app).await[0];
    assert_eq!((&shown["status"], &shown["last_success_at"]), (&json!("ok"), &json!("2025-10-10T02:02:00.000000Z")));
    assert!(known(&app.state, "failing").last_error.is_some(), "what went wrong last is still known");
}

#[actix_web::test]
async fn a_run_that_nobody_ended_is_taken_up_and_one_that_nobody_takes_up_is_overdue() {
    let app = TestApp::new().await;
    let claim = || {
        let (every, now) = (chrono::TimeDelta::hours(24), app.state.clock.now());
        app.state.db.write_blocking(|conn| Ok(job_runs::claim(conn, "dying", every, now)?)).unwrap()
    };
    assert!(claim(), "a job that is not known is due");
    app.set_time("2025-10-10T02:09:59Z");
    assert!(!claim(), "somebody may be at it");
    app.set_time("2025-10-10T02:10:00Z");
    assert!(claim(), "whoever was at it is gone");
    app.set_time("2025-10-10T02:35:01Z");
    assert_eq!(health(&app).await[0]["status"], "overdue");
    app.set_time("2099-01-01T00:00:00Z");
    assert!(claim());
    app.set_time("2025-10-10T02:35:01Z");
    assert!(claim(), "a clock that was wrong for a moment stops no job for years");
}

#[actix_web::test]
async fn the_jobs_of_the_service_run_soon_after_the_start_and_end_with_the_stop() {
    let app = TestApp::new().await;
    let now = app.state.clock.now();
    // Of a version that nobody has run for long; and of one that runs beside this one, in an upgrade.
    let long_ago = Timestamp::from(*now - TimeDelta::hours(25));
    app.state.db.write_blocking(move |conn| Ok(job_runs::register(conn, &["of_an_older_version"], long_ago)?)).unwrap();
    app.state.db.write_blocking(move |conn| Ok(job_runs::register(conn, &["of_another_version"], now)?)).unwrap();
    let (running, patience) = (jobs::start(&app.state), Instant::now() + Duration::from_secs(30));
    let names = ["attachment_sweep", "audit_checkpoint_export", "audit_checkpoints", "clean_up", "reminders"];
    loop {
        let shown = health(&app).await;
        let well = shown.iter().filter(|job| job["status"] == "ok").map(|job| job["name"].as_str().unwrap());
        if well.eq(names.iter().copied()) {
            let others = shown.iter().filter(|job| job["status"] != "ok").map(|job| job["name"].as_str().unwrap());
            assert_eq!(others.collect::<Vec<_>>(), ["of_another_version"]);
            break;
        }
        assert!(Instant::now() < patience, "{shown:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let begun = Instant::now();
    running.stop(Duration::from_secs(20)).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "no loop is waited for that only waits");
}

#[actix_web::test]
async fn the_clean_up_deletes_what_nobody_can_use_and_nothing_else() {
    let app = TestApp::new().await;
    let log_in = json!({"username": "supervisor", "password": crate::kit::PASSWORD});
    let session = app.nobody().post("/sessions", &log_in).await.expect(200).body;
    let token = session["access_token"].as_str().unwrap();
    let body = json!({"code": "water", "name": "水务局", "kind": "bureau", "source": "confirmed"});
    app.user("system-admin").await.post("/bureaus", &body).await.expect(201);
    let kept = || {
        app.state
            .db
            .write_blocking(|conn| {
                let sessions: i64 = sessions::table.count().get_result(conn)?;
                let tokens: i64 = refresh_tokens::table.count().get_result(conn)?;
                let answers: i64 = idempotency_keys::table.count().get_result(conn)?;
                Ok((sessions, tokens, answers))
            })
            .unwrap()
    };
    let clean_up = jobs::ALL.iter().find(|job| job.name == "clean_up").unwrap();
    let before = kept();
    assert!(before.0 >= 2 && before.1 >= 1 && before.2 >= 1, "{before:?}");
    turn(clean_up, &app.state).await;
    assert_eq!(kept(), before);
    app.nobody().with_token(token).get("/plans").await.expect(200);
    // A session lasts fourteen days at most, and is kept for thirty more; an answer is kept for one.
    app.set_time("2025-11-20T02:00:00Z");
    turn(clean_up, &app.state).await;
    assert_eq!(kept(), (before.0, before.1, 0));
    app.set_time("2025-12-10T02:00:00Z");
    turn(clean_up, &app.state).await;
    assert_eq!(kept(), (0, 0, 0));
    assert_eq!(known(&app.state, "clean_up").last_error, None);
}
