//! Bootstrap: the first three administrators, once.
use crate::kit::{Database, Json, TestApp};
use duban::{directory::bootstrap::issue_code, foundation::db::migrations};
use serde_json::{Value, json};

async fn fresh() -> TestApp {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    TestApp::on(database).await
}
fn code(app: &TestApp) -> Option<String> {
    let now = app.state.clock.now();
    app.state.db.write_blocking(move |conn| issue_code(conn, now)).unwrap()
}
fn body(code: &str) -> Value {
    let person =
        |username: &str| json!({"username": username, "display_name": username, "password": "Initial-2025-pass"});
    json!({"code": code, "jurisdiction": {"code": "410102", "name": "中原区"}, "system_admin": person("sys.admin"),
        "security_admin": person("sec.admin"), "audit_admin": person("aud.admin")})
}

#[actix_web::test]
async fn a_one_time_code_makes_the_jurisdiction_and_three_administrators() {
    let app = fresh().await;
    let code = code(&app).unwrap();
    let nobody = app.nobody();
    nobody.post("/bootstrap", &body("wrong")).await.refused(403, "bootstrap_code_invalid");
    let made = nobody.post("/bootstrap", &body(&code)).await.expect(201);
    assert_eq!(made.body["jurisdiction"]["parent_code"], "410100");
    let roles: Vec<&Value> = made.body["users"].as_array().unwrap().iter().map(|user| &user["roles"]).collect();
    assert_eq!(roles, [&json!(["system_admin"]), &json!(["security_admin"]), &json!(["audit_admin"])]);
    nobody.post("/bootstrap", &body(&code)).await.refused(409, "bootstrap_done");
    assert_eq!(self::code(&app), None);
    let log_in = json!({"username": "sys.admin", "password": "Initial-2025-pass"});
    let tokens = nobody.post("/sessions", &log_in).await.expect(200);
    let admin = nobody.with_token(tokens.body["access_token"].as_str().unwrap());
    let change = json!({"current_password": "Initial-2025-pass", "new_password": "My-own-2025-pass"});
    let tokens = admin.send(admin.request(reqwest::Method::PUT, "/me/password").json(&change)).await.expect(200);
    let admin = nobody.with_token(tokens.body["access_token"].as_str().unwrap());
    let listed = admin.get("/jurisdictions").await.expect(200).body;
    let names: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["410000", "410100", "中原区"]);
}

#[actix_web::test]
async fn a_code_is_good_for_a_day_and_a_newer_one_takes_its_place() {
    let app = fresh().await;
    let nobody = app.nobody();
    nobody.post("/bootstrap", &body("none yet")).await.refused(403, "bootstrap_code_invalid");
    let (older, newer) = (code(&app).unwrap(), code(&app).unwrap());
    nobody.post("/bootstrap", &body(&older)).await.refused(403, "bootstrap_code_invalid");
    app.set_time("2025-10-11T02:00:00Z");
    nobody.post("/bootstrap", &body(&newer)).await.refused(403, "bootstrap_code_invalid");
    app.set_time("2025-10-11T01:59:59Z");
    nobody.post("/bootstrap", &body(&newer)).await.expect(201);
}

#[actix_web::test]
async fn every_fault_is_told_and_the_code_is_kept_for_the_next_attempt() {
    let app = fresh().await;
    let code = code(&app).unwrap();
    let mut faulty = body(&code);
    faulty["jurisdiction"]["code"] = json!("410002");
    faulty["audit_admin"]["username"] = json!("sys.admin");
    faulty["system_admin"]["password"] = json!("weak");
    let mut places = app.nobody().post("/bootstrap", &faulty).await.expect(422).places();
    places.sort();
    assert_eq!(places, ["/audit_admin/username", "/jurisdiction/code", "/system_admin/password"]);
    app.nobody().post("/bootstrap", &body(&code)).await.expect(201);
}

#[actix_web::test]
async fn of_concurrent_attempts_one_succeeds() {
    let app = fresh().await;
    let code = code(&app).unwrap();
    let attempts = (0..4).map(|_| async { app.nobody().post("/bootstrap", &body(&code)).await.status });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}

#[actix_web::test]
async fn a_service_with_users_is_not_set_up_again() {
    let app = TestApp::new().await;
    app.nobody().post("/bootstrap", &body("any")).await.refused(409, "bootstrap_done");
    assert_eq!(code(&app), None);
}
