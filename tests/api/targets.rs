//! Targets: versions that are added and never changed.
use crate::kit::{TestApp, indicator};
use futures_util::future::join_all;
use serde_json::{Value, json};

fn revision(value: &str, from: &str) -> Value {
    json!({"value": value, "comparator": "gt", "commitment": "ensure", "effective_from": from,
        "document": "区政府〔2025〕18号", "reason": "年中统筹调整"})
}

#[actix_web::test]
async fn a_revision_is_in_force_from_its_day_and_the_versions_before_it_stay() {
    let (app, supervisor) = TestApp::with_plan().await;
    let made = supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = format!("/indicators/{}/targets", made.id());
    let list = format!("/targets?indicator={}", made.id());
    let second = supervisor.post(&path, &revision("320", "2025-09-01")).await.expect(201);
    assert_eq!((&second.body["number"], &second.body["value_text"]), (&json!(2), &json!("320.0 亿元")));
    assert_eq!((&second.body["due_on"], &second.body["due_confidence"]), (&json!("2025-12-31"), &json!("default")));
    supervisor.post(&path, &revision("310.55", "2025-12-01")).await.expect(201);
    // On 2025-10-10 the second is in force; the third is still to come.
    let shown = supervisor.get("/indicators/code:2.9").await.expect(200);
    assert_eq!((&shown.body["target"]["number"], &shown.body["version"]), (&json!(2), &json!(3)));
    let all = app.reporter("science").await.get(&format!("{list}&count=exact")).await.expect(200).body;
    assert_eq!(all["page"]["total"], 3);
    let texts: Vec<&Value> = all["items"].as_array().unwrap().iter().map(|item| &item["value_text"]).collect();
    assert_eq!(texts, [&json!("335.3 亿元"), &json!("320.0 亿元"), &json!("310.55 亿元")]);
    assert_eq!(all["items"][0]["reason"], json!(null));
    assert_eq!(supervisor.get("/indicators?commitment=strive&count=exact").await.body["page"]["total"], 0);
    assert_eq!(
        supervisor.get("/indicators?commitment=ensure&comparator=gt&count=exact").await.body["page"]["total"],
        1
    );
    let stale = supervisor.patch("/indicators/code:2.9", made.etag(), &json!({"name": "x"})).await;
    assert_eq!(stale.refused(412, "precondition_failed").body["changed_fields"], json!(["target", "targets"]));
    app.set_time("2025-12-01T02:00:00Z");
    assert_eq!(app.leader().await.get("/indicators/code:2.9").await.body["target"]["number"], 3);
}

#[actix_web::test]
async fn a_revision_needs_its_document_its_reason_and_a_later_day() {
    let (app, supervisor) = TestApp::with_plan().await;
    supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = "/indicators/code:2.9/targets";
    supervisor.post(path, &revision("320", "2025-09-01")).await.expect(201);
    for day in ["2024-12-31", "2025-01-01", "2025-09-01"] {
        let refused = supervisor.post(path, &revision("310", day)).await.refused(409, "target_date_taken");
        assert_eq!(refused.body["latest"], "2025-09-01");
    }
    let bare = json!({"value": "1", "comparator": "gte", "commitment": "plan", "effective_from": "2025-10-01"});
    let refused = supervisor.post(path, &bare).await.refused(422, "required");
    assert_eq!(refused.places(), ["/document", "/reason"]);
    let mut uncompared = revision("1", "2025-10-01");
    uncompared["comparator"] = json!(null);
    let refused = supervisor.post(path, &uncompared).await.refused(422, "target_required");
    assert_eq!(refused.places(), ["/comparator"]);
    for other in ["leader", "housing-lead"] {
        app.user(other).await.post(path, &revision("1", "2025-10-01")).await.refused(403, "permission_denied");
    }
    app.user("erqi-supervisor").await.post(path, &revision("1", "2025-10-01")).await.refused(404, "not_found");
}

#[actix_web::test]
async fn of_revisions_made_at_once_for_the_same_day_one_is_kept() {
    let (app, supervisor) = TestApp::with_plan().await;
    supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = "/indicators/code:2.9/targets";
    let tries = (0..8).map(|n| {
        let (supervisor, body) = (supervisor.clone(), revision(&format!("{}", 300 + n), "2025-09-01"));
        async move { supervisor.post(path, &body).await }
    });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status != 201) {
        refused.refused(409, "target_date_taken");
    }
    let audit = app.user("audit-admin").await;
    let told = audit.get("/audit-entries?action=target.revised&count=exact").await.expect(200).body;
    assert_eq!(told["page"]["total"], 1);
}
