//! What must hold however one comes at it: cumulative figures, sign-off, review by others.
use crate::kit::{
    Json, TestApp,
    reporting::{act, draft_for},
};
use reqwest::Method;
use serde_json::json;

fn acres(value: &str) -> serde_json::Value {
    json!({"value": value, "unit": "亩"})
}

#[actix_web::test]
async fn a_fall_is_found_at_approval_when_the_earlier_report_was_still_pending() {
    let app = TestApp::with_reporting().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let august = draft_for(&lead, "1.8", "2025-08", acres("100")).await;
    let september = draft_for(&lead, "1.8", "2025-09", acres("50")).await;
    let august = act(&lead, &august, "submit", json!({})).await.expect(200);
    let september = act(&lead, &september, "submit", json!({})).await.expect(200);
    act(&supervisor, &august, "approve", json!({})).await.expect(200);
    act(&supervisor, &september, "approve", json!({})).await.refused(422, "cumulative_decreased");
}

#[actix_web::test]
async fn a_late_report_does_not_overtake_what_was_approved_after_it() {
    let app = TestApp::with_reporting().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let september = draft_for(&lead, "1.8", "2025-09", acres("100")).await;
    let september = act(&lead, &september, "submit", json!({})).await.expect(200);
    act(&supervisor, &september, "approve", json!({})).await.expect(200);
    let august = draft_for(&lead, "1.8", "2025-08", acres("150")).await;
    act(&lead, &august, "submit", json!({})).await.refused(422, "cumulative_overtakes");
    let mended = lead.patch(&format!("/reports/{}", august.id()), august.etag(), &acres("90")).await.expect(200);
    act(&lead, &mended, "submit", json!({})).await.expect(200);
}

#[actix_web::test]
async fn once_the_lead_has_passed_on_only_the_new_bureau_signs_off() {
    let app = TestApp::with_reporting().await;
    let (supervisor, old) = (app.supervisor().await, app.lead("housing").await);
    let left = draft_for(&old, "1.8", "2025-09", acres("70")).await;
    let indicator = supervisor.get("/indicators/code:1.8").await.expect(200);
    let passed =
        json!({"bureau": "code:science", "role": "lead", "effective_from": "2025-09-01", "source": "confirmed"});
    let path = format!("/indicators/{}/assignments", indicator.id());
    let assign = supervisor
        .request(Method::POST, &path)
        .header("If-Match", indicator.etag())
        .header("Idempotency-Key", "pass-on");
    supervisor.send(assign.json(&passed)).await.expect(201);
    let seen = old.get(&format!("/reports/{}", left.id())).await.expect(200).body;
    let submit = seen["allowed_actions"].as_array().unwrap().iter().find(|offer| offer["operation"] == "submit_report");
    assert_eq!(submit.unwrap(), &json!({"operation": "submit_report", "allowed": false, "reason": "report_not_owed"}));
    act(&old, &left, "submit", json!({})).await.refused(403, "report_not_owed");
    let new = app.lead("science").await;
    let owed = new.get("/obligations?period=2025-09&indicator=code:1.8").await.expect(200).body;
    assert_eq!((&owed["items"][0]["state"], &owed["items"][0]["report_id"]), (&json!("owed"), &json!(null)));
    let report = draft_for(&new, "1.8", "2025-09", acres("80")).await;
    act(&new, &report, "submit", json!({})).await.expect(200);
    new.get(&format!("/reports/{}", left.id())).await.refused(404, "not_found");
}

#[actix_web::test]
async fn nobody_reviews_what_they_had_a_hand_in_whatever_they_became() {
    let app = TestApp::with_reporting().await;
    let (reporter, lead) = (app.reporter("housing").await, app.lead("housing").await);
    let report = draft_for(&reporter, "1.8", "2025-09", acres("70")).await;
    let submitted = act(&lead, &report, "submit", json!({})).await.expect(200);
    let (security, system) = (app.user("security-admin").await, app.user("system-admin").await);
    let path = "/users/code:housing-reporter";
    let user = security.get(path).await.expect(200);
    let user = security.put(&format!("{path}/roles"), user.etag(), &json!({"roles": []})).await.expect(200);
    let user = system.patch(path, user.etag(), &json!({"bureau": null})).await.expect(200);
    security.put(&format!("{path}/roles"), user.etag(), &json!({"roles": ["supervisor"]})).await.expect(200);
    let promoted = app.reporter("housing").await;
    for (action, body) in [("approve", json!({})), ("return", json!({"reason": "other", "comment": "再核"}))] {
        act(&promoted, &submitted, action, body).await.refused(403, "own_submission");
    }
}

#[actix_web::test]
async fn a_stored_answer_is_not_given_to_someone_who_moved() {
    let app = TestApp::with_reporting().await;
    let body = json!({"indicator": "code:1.8", "period": "2025-09", "value": "70", "unit": "亩"});
    let lead = app.lead("housing").await;
    let send = |client: crate::kit::Client| {
        let request = client.request(Method::POST, "/reports").header("Idempotency-Key", "moving").json(&body);
        async move { client.send(request).await }
    };
    send(lead).await.expect(201);
    let (security, system) = (app.user("security-admin").await, app.user("system-admin").await);
    let path = "/users/code:housing-lead";
    let user = security.get(path).await.expect(200);
    let user = security.put(&format!("{path}/roles"), user.etag(), &json!({"roles": []})).await.expect(200);
    let user = system.patch(path, user.etag(), &json!({"bureau": "code:science"})).await.expect(200);
    security.put(&format!("{path}/roles"), user.etag(), &json!({"roles": ["bureau_lead"]})).await.expect(200);
    send(app.lead("housing").await).await.refused(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn no_administrator_takes_over_another_by_a_password() {
    let app = TestApp::new().await;
    let system = app.user("system-admin").await;
    let path = "/users/code:security-admin";
    let user = system.get(path).await.expect(200);
    let reset =
        system.act(&format!("{path}/reset-password"), user.etag(), &json!({"password": "Another-2025-pass"})).await;
    reset.refused(403, "administrator_account");
}
