//! No request waits for the database longer than its budget, a lost connection is nobody's error, and what is too much is
//! refused at once.
use crate::kit::{Answer, Client, TestApp};
use diesel::{connection::SimpleConnection, prelude::*};
use duban::foundation::{
    db::{Conn, Limits, schema::bureaus},
    error::Code,
};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};

/// Ends every other session of the test's database, as a restart of PostgreSQL or a proxy that loses patience does.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// Runs SQL outside of the service. On SQLite there is nothing to cut: `None`.
fn outside(app: &TestApp) -> Option<PgConnection> {
    app.url().starts_with("postgres").then(|| PgConnection::establish(app.url()).unwrap())
}

#[actix_web::test]
async fn connections_that_the_database_cut_are_replaced_within_the_request() {
    let app = TestApp::new().await;
    let Some(mut outside) = outside(&app) else { return };
    let supervisor = app.supervisor().await;
    for _ in 0..3 {
        join_all((0..8).map(|_| supervisor.get("/me"))).await;
        outside.batch_execute(CUT).unwrap();
        for answer in join_all((0..8).map(|_| supervisor.get("/me"))).await {
            answer.expect(200);
        }
    }
}

/// A database that takes no connection answers at once, and is served again as soon as it does.
#[actix_web::test]
async fn a_database_that_refuses_is_said_at_once_and_served_again_within_two_seconds() {
    let app = TestApp::new().await;
    let Some(mut outside) = outside(&app) else { return };
    let supervisor = app.supervisor().await;
    let name = app.url().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let other = app.url().replace(&name, "postgres");
    let mut other = PgConnection::establish(&other).unwrap();
    other.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).unwrap();
    outside.batch_execute(CUT).unwrap();
    for _ in 0..3 {
        let began = Instant::now();
        for answer in join_all((0..50).map(|_| supervisor.get("/me"))).await {
            assert_eq!(answer.header("retry-after"), "2");
            answer.refused(503, "unavailable");
        }
        app.nobody().get("//health/ready").await.refused(503, "unavailable");
        // Not even who asks has to be known.
        supervisor.get("//health/live").await.expect(200);
        assert!(began.elapsed() < Duration::from_millis(4000), "{:?}", began.elapsed());
    }
    other.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).unwrap();
    let back = Instant::now();
    while supervisor.get("/me").await.status != 200 || app.nobody().get("//health/ready").await.status != 200 {
        assert!(back.elapsed() < Duration::from_secs(2), "not served again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Two transactions that lock two rows in opposite order: one is the deadlock's victim, is run again, and both happen.
/// PostgreSQL says so in the language of the server (`lc_messages`), and Diesel hides its SQLSTATE.
#[actix_web::test]
async fn the_victim_of_a_deadlock_is_run_again() {
    let app = TestApp::new().await;
    let Some(_) = outside(&app) else { return };
    let lock = |first: &'static str, second: &'static str| {
        app.state.db.write(move |conn: &mut Conn| {
            conn.batch_execute(&format!("UPDATE jurisdictions SET name = name WHERE code = '{first}'"))?;
            std::thread::sleep(Duration::from_millis(300));
            conn.batch_execute(&format!("UPDATE jurisdictions SET name = name WHERE code = '{second}'"))?;
            Ok(())
        })
    };
    let (one, other) = futures_util::future::join(lock("410102", "410103"), lock("410103", "410102")).await;
    one.unwrap();
    other.unwrap();
}

/// Another program that holds what every write of a bureau needs, until it is dropped.
struct Foreign(Conn);

impl Foreign {
    fn lock(app: &TestApp) -> Self {
        let (mut conn, sql) = match app.url().strip_prefix("sqlite:") {
            Some(path) => (Conn::Sqlite(SqliteConnection::establish(path).unwrap()), "BEGIN IMMEDIATE"),
            None => (
                Conn::Pg(PgConnection::establish(app.url()).unwrap()),
                "BEGIN; LOCK TABLE bureaus IN ACCESS EXCLUSIVE MODE",
            ),
        };
        conn.batch_execute(sql).unwrap();
        Self(conn)
    }
    fn release(mut self) {
        self.0.batch_execute("ROLLBACK").unwrap();
    }
}

async fn new_bureaus(administrator: &Client, count: usize) -> (Vec<Answer>, Duration) {
    let began = Instant::now();
    let posts = (0..count).map(|number| {
        let (administrator, code) = (administrator.clone(), format!("late-{number}"));
        let body =
            json!({"code": code, "name": "迟到单位", "kind": "bureau", "source": "assumed", "source_note": "占位"});
        async move { administrator.post("/bureaus", &body).await }
    });
    (join_all(posts).await, began.elapsed())
}

#[actix_web::test]
async fn a_lock_that_somebody_else_holds_costs_a_request_its_budget_and_no_more() {
    let app = TestApp::limited(Limits { pool_size: 4, budget: Duration::from_millis(600), waiting: 100 }).await;
    let (administrator, before) = (app.user("system-admin").await, Instant::now());
    let known = administrator.get("/bureaus?count=exact").await.expect(200).body["page"]["total"].clone();
    let foreign = Foreign::lock(&app);
    let (answers, took) = new_bureaus(&administrator, 12).await;
    for answer in answers {
        assert_eq!(answer.header("retry-after"), "2");
        answer.refused(503, "unavailable");
    }
    assert!(took < Duration::from_millis(1500), "however many wait, it is one budget: {took:?}");
    foreign.release();
    // What was refused does not happen afterwards, and the connections are free again.
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(administrator.get("/bureaus?count=exact").await.expect(200).body["page"]["total"], known);
    let (answers, _) = new_bureaus(&administrator, 1).await;
    answers.into_iter().for_each(|answer| drop(answer.expect(201)));
    assert!(before.elapsed() < Duration::from_secs(20));
}

#[actix_web::test]
async fn more_than_may_wait_are_told_to_come_again_at_once() {
    let app = TestApp::limited(Limits { pool_size: 1, budget: Duration::from_millis(1500), waiting: 3 }).await;
    let administrator = app.user("system-admin").await;
    let foreign = Foreign::lock(&app);
    let (answers, _) = new_bureaus(&administrator, 20).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.code() == "overloaded").collect();
    assert!(refused.len() >= 12, "{} of 20", refused.len());
    assert!(refused.iter().all(|answer| answer.status == 503 && answer.header("retry-after") == "1"));
    assert!(answers.iter().all(|answer| answer.status == 503));
    foreign.release();
}

/// The client was told to try again: what was still under way must not happen beside that.
#[actix_web::test]
async fn a_write_is_not_committed_once_its_request_was_answered() {
    let app = TestApp::limited(Limits { pool_size: 2, budget: Duration::from_millis(300), waiting: 10 }).await;
    let count = |app: &TestApp| {
        let count = |conn: &mut Conn| Ok(bureaus::table.filter(bureaus::name.eq("迟到")).count().get_result(conn)?);
        app.state.db.write_blocking::<i64>(count).unwrap()
    };
    let began = Instant::now();
    let late = app.state.db.write(|conn: &mut Conn| {
        diesel::update(bureaus::table).set(bureaus::name.eq("迟到")).execute(conn)?;
        std::thread::sleep(Duration::from_millis(3000));
        Ok(())
    });
    assert_eq!(late.await.unwrap_err().code(), Code::Unavailable);
    assert!(began.elapsed() < Duration::from_millis(1800), "{:?}", began.elapsed());
    tokio::time::sleep(Duration::from_millis(3000)).await;
    assert_eq!(count(&app), 0);
}

/// On SQLite a statement that runs cannot be broken off: there only the request ends in time.
#[actix_web::test]
async fn a_query_that_takes_too_long_ends_with_its_request_and_gives_its_connection_back() {
    let app = TestApp::limited(Limits { pool_size: 1, budget: Duration::from_millis(400), waiting: 10 }).await;
    let Some(_) = outside(&app) else { return };
    let slow = |conn: &mut Conn| Ok(conn.batch_execute("SELECT pg_sleep(30)")?);
    for _ in 0..2 {
        let began = Instant::now();
        assert_eq!(app.state.db.read(slow).await.unwrap_err().code(), Code::Unavailable);
        assert_eq!(app.state.db.read_one(slow).await.unwrap_err().code(), Code::Unavailable);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
    app.supervisor().await.get("/me").await.expect(200);
}
