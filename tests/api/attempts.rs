//! Failed log-ins: who fails waits, nobody else does, and nobody learns which usernames exist.
use crate::kit::{Answer, Json, PASSWORD, TestApp};
use diesel::{connection::SimpleConnection, prelude::*};
use duban::{
    directory::sessions::attempts,
    foundation::db::schema::sign_in_failures::{self, dsl},
    jobs,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A log-in that comes from an address: the tests are a proxy that the service trusts.
async fn from(app: &TestApp, source: &str, username: &str, password: &str) -> Answer {
    let nobody = app.nobody();
    let request = nobody.request(Method::POST, "/sessions").header("X-Forwarded-For", source.to_owned());
    nobody.send(request.json(&json!({"username": username, "password": password}))).await
}
async fn fails(app: &TestApp, source: &str, username: &str, times: usize) {
    for _ in 0..times {
        from(app, source, username, "wrong").await.refused(401, "invalid_credentials");
    }
}
fn rows(app: &TestApp) -> i64 {
    app.state.db.write_blocking(|conn| Ok(sign_in_failures::table.count().get_result(conn)?)).unwrap()
}

#[actix_web::test]
async fn who_fails_has_to_wait_and_nobody_else_has_to() {
    let app = TestApp::new().await;
    fails(&app, "203.0.113.9", "supervisor", 4).await;
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.expect(200); // a right one in between forgets
    fails(&app, "203.0.113.9", "supervisor", 5).await;
    let early = from(&app, "203.0.113.9", "supervisor", PASSWORD).await.refused(429, "too_many_attempts");
    assert_eq!(early.header("retry-after"), "30");
    from(&app, "203.0.113.9", "leader", PASSWORD).await.expect(200); // another name
    from(&app, "198.51.100.1", "supervisor", PASSWORD).await.expect(200); // another source
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.refused(429, "too_many_attempts");
    app.set_time("2025-10-10T02:00:30Z");
    fails(&app, "203.0.113.9", "supervisor", 1).await;
    let longer = from(&app, "203.0.113.9", "supervisor", PASSWORD).await.refused(429, "too_many_attempts");
    assert_eq!(longer.header("retry-after"), "60");
    app.set_time("2025-10-10T02:01:30Z");
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.expect(200);
    fails(&app, "203.0.113.9", "supervisor", 4).await;
    app.set_time("2025-10-10T03:01:30Z");
    fails(&app, "203.0.113.9", "supervisor", 4).await; // an hour later all is forgotten
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.expect(200);
}

/// A claimed address beyond the one that the trusted proxy saw counts for nothing, nor does another address of one
/// subscriber.
#[actix_web::test]
async fn a_source_is_what_a_trusted_proxy_saw() {
    let app = TestApp::new().await;
    for n in 0..5 {
        fails(&app, &format!("10.0.0.{n}, 203.0.113.9"), "leader", 1).await;
    }
    from(&app, "10.9.9.9, 203.0.113.9", "leader", PASSWORD).await.refused(429, "too_many_attempts");
    for n in 0..5 {
        fails(&app, &format!("2001:db8:1:2::{n}"), "supervisor", 1).await;
    }
    from(&app, "2001:db8:1:2:ffff::1", "supervisor", PASSWORD).await.refused(429, "too_many_attempts");
    from(&app, "2001:db8:1:3::1", "supervisor", PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn names_that_exist_and_names_that_do_not_answer_alike() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    let clerk = admin.get("/users/code:housing-reporter").await.expect(200);
    admin.patch("/users/code:housing-reporter", clerk.etag(), &json!({"active": false})).await.expect(200);
    let mut told: Vec<Vec<(u16, String, String, Value)>> = Vec::new();
    for (n, name) in ["supervisor", "no-such-user", "housing-reporter", "Not-A-Username"].iter().enumerate() {
        let mut answers = Vec::new();
        for _ in 0..8 {
            let mut answer = from(&app, &format!("203.0.113.{n}"), name, "wrong").await;
            answer.body["request_id"] = json!(null);
            let header = |name: &str| answer.header(name).to_owned();
            answers.push((answer.status, header("retry-after"), header("www-authenticate"), answer.body.clone()));
        }
        told.push(answers);
    }
    assert_eq!(told[0].iter().map(|of| of.0).collect::<Vec<_>>(), [401, 401, 401, 401, 401, 429, 429, 429]);
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:#?}");
}

#[actix_web::test]
async fn many_sources_at_one_name_lose_their_free_attempts_and_lock_nobody_out() {
    let app = TestApp::new().await;
    for n in 0..10 {
        fails(&app, &format!("203.0.113.{n}"), "supervisor", 5).await;
    }
    fails(&app, "203.0.113.100", "supervisor", 1).await;
    from(&app, "203.0.113.100", "supervisor", "wrong").await.refused(429, "too_many_attempts");
    from(&app, "198.51.100.1", "supervisor", PASSWORD).await.expect(200);
    // One source at many names: each is tried once, and its owner is let in from elsewhere.
    for n in 0..10 {
        fails(&app, "192.0.2.1", &format!("somebody{n}"), 5).await;
    }
    fails(&app, "192.0.2.1", "leader", 1).await;
    from(&app, "192.0.2.1", "leader", "wrong").await.refused(429, "too_many_attempts");
    from(&app, "198.51.100.1", "leader", PASSWORD).await.expect(200);
}

#[actix_web::test]
async fn guesses_at_once_are_counted_one_by_one() {
    let app = TestApp::new().await;
    let guesses = (0..24).map(|n| {
        let app = &app;
        async move { from(app, "203.0.113.9", "leader", &format!("guess {n}")).await.status }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    let answered = statuses.iter().filter(|status| **status == 401).count();
    // A machine that is busy sheds load (503); what is shed was not tried.
    let shed = statuses.iter().filter(|status| **status == 503).count();
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429 | 503)), "{statuses:?}");
    // On PostgreSQL as many as there are connections look before any of them has counted.
    assert!((1..=9).contains(&answered) && (answered >= 5 || shed > 0), "{statuses:?}");
}

#[actix_web::test]
async fn an_administrator_forgives_what_failed_and_sees_it_before() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    fails(&app, "203.0.113.9", "supervisor", 5).await;
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.refused(429, "too_many_attempts");
    let seen = admin.get("/users/code:supervisor").await.expect(200);
    assert_eq!(seen.body["failed_log_ins"], json!({"count": 5, "last_failed_at": "2025-10-10T02:00:00.000000Z"}));
    let path = "/users/code:supervisor/clear-failed-log-ins";
    let security = app.user("security-admin").await;
    security.act(path, seen.etag(), &json!({})).await.refused(403, "permission_denied");
    let cleared = admin.act(path, seen.etag(), &json!({})).await.expect(200);
    assert_eq!(cleared.body["failed_log_ins"], json!(null));
    from(&app, "203.0.113.9", "supervisor", PASSWORD).await.expect(200);
    let audited = app.user("audit-admin").await.get("/audit-entries?action=session.refused").await.expect(200);
    let told =
        audited.body["items"].as_array().unwrap().iter().filter(|entry| entry.to_string().contains("203.0.113.9"));
    assert_eq!(told.count(), 5, "the audit log says whence");
}

#[actix_web::test]
async fn what_is_counted_is_bounded_and_cleaned_up() {
    let app = TestApp::new().await;
    app.state
        .db
        .write_blocking(|conn| {
            conn.batch_execute(
                "INSERT INTO sign_in_failures (account, source, failures, last_failed_at) \
                 WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 50000) \
                 SELECT CAST(n AS TEXT), 'x', 1, '2025-10-10T01:30:00.000000Z' FROM numbers",
            )?;
            Ok(diesel::update(dsl::sign_in_failures.filter(dsl::account.lt("5")))
                .set(dsl::last_failed_at.eq(attempts_at("2025-10-10T01:20:00Z")))
                .execute(conn)?)
        })
        .unwrap();
    fails(&app, "203.0.113.9", "leader", 1).await;
    assert!(rows(&app) < 50_000, "{}", rows(&app));
    app.set_time("2025-10-10T03:00:01Z");
    jobs::turn(&jobs::ALL[1], &app.state).await;
    assert_eq!(rows(&app), 0);
    let left = app.state.db.write_blocking(|conn| Ok(attempts::lately(conn, &["leader"])?)).unwrap();
    assert!(left.is_empty());
}

fn attempts_at(text: &str) -> duban::foundation::db::Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}
