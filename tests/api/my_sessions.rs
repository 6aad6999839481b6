//! One's own sessions: seen and ended by their owner, by nobody else.
use crate::kit::{Answer, Client, Json, PASSWORD, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

async fn log_in(app: &TestApp, source: &str, user_agent: &str) -> Answer {
    let nobody = app.nobody();
    let request = nobody.request(Method::POST, "/sessions").header("X-Forwarded-For", source.to_owned());
    let request = request.header("User-Agent", user_agent.to_owned());
    nobody.send(request.json(&json!({"username": "leader", "password": PASSWORD}))).await.expect(200)
}
fn with(app: &TestApp, tokens: &Answer) -> Client {
    app.nobody().with_token(tokens.body["access_token"].as_str().unwrap())
}
async fn sessions(client: &Client) -> Vec<Value> {
    client.get("/me/sessions?count=exact").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn an_owner_sees_where_the_account_is_signed_in_and_ends_what_is_not_theirs() {
    let app = TestApp::new().await;
    let long = format!("Mozilla/5.0 {}", "x".repeat(300));
    let first = log_in(&app, "203.0.113.9", &long).await;
    app.set_time("2025-10-10T02:05:00Z");
    let second = log_in(&app, "2001:db8:1:2::4", "curl/8").await;
    let (here, there) = (with(&app, &first), with(&app, &second));
    app.set_time("2025-10-10T02:10:00Z");
    let token = json!({"refresh_token": second.body["refresh_token"]});
    app.nobody().post("/sessions/refresh", &token).await.expect(200);
    let seen = sessions(&here).await;
    assert_eq!(seen.len(), 2);
    assert_eq!((&seen[0]["source"], &seen[1]["source"]), (&json!("203.0.113.0/24"), &json!("2001:db8:1::/48")));
    assert_eq!(seen[0]["user_agent"].as_str().unwrap().len(), 100);
    assert_eq!((&seen[0]["current"], &seen[1]["current"]), (&json!(true), &json!(false)));
    assert_eq!(
        (&seen[1]["begun_at"], &seen[1]["last_used_at"]),
        (&json!("2025-10-10T02:05:00.000000Z"), &json!("2025-10-10T02:10:00.000000Z"))
    );
    let path = |session: &Value| format!("/me/sessions/{}", session["id"].as_str().unwrap());
    // Another's is not there, whoever asks.
    app.user("system-admin").await.delete(&path(&seen[1])).await.refused(404, "not_found");
    there.get("/me").await.expect(200);
    here.delete(&path(&seen[1])).await.expect(204);
    there.get("/me").await.refused(401, "session_ended");
    here.delete(&path(&seen[1])).await.refused(404, "not_found");
    assert_eq!(sessions(&here).await.len(), 1);
    here.delete(&path(&seen[0])).await.expect(204);
    here.get("/me").await.refused(401, "session_ended");
    let audited =
        app.user("audit-admin").await.get("/audit-entries?count=exact&action=session.ended").await.expect(200);
    assert_eq!(audited.body["page"]["total"], 2);
}

#[actix_web::test]
async fn the_list_is_a_page_and_holds_no_session_that_ended() {
    let app = TestApp::new().await;
    let clients = [app.leader().await, app.leader().await, app.leader().await];
    clients[0].delete("/sessions/current").await.expect(204);
    let page = clients[1].get("/me/sessions?limit=1&count=exact").await.expect(200).body;
    assert_eq!((&page["page"]["total"], &page["page"]["has_more"]), (&json!(2), &json!(true)));
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let rest = clients[1].get(&format!("/me/sessions?limit=1&cursor={cursor}")).await.expect(200).body;
    assert_ne!(rest["items"][0]["id"], page["items"][0]["id"]);
    app.nobody().get("/me/sessions").await.refused(401, "authentication_required");
    clients[1].delete("/me/sessions/not-an-id").await.refused(400, "malformed_id");
}
