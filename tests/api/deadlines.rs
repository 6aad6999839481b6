//! No request waits for the database longer than its budget, a lost connection is nobody's error, and what is too much is
//! refused at once.
use crate::kit::TestApp;
use diesel::{connection::SimpleConnection, prelude::*};
use duban::foundation::db::Conn;
use futures_util::future::join_all;
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
        assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
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
