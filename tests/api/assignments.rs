//! Assignments: one lead at any time, supporting bureaus beside it, and nothing forgotten.
use crate::kit::{TestApp, indicator};
use futures_util::future::join_all;
use serde_json::{Value, json};

fn assigned(bureau: &str, role: &str, from: &str) -> Value {
    json!({"bureau": format!("code:{bureau}"), "role": role, "effective_from": from, "source": "confirmed", "document": "区政府〔2025〕18号"})
}

#[actix_web::test]
async fn a_new_lead_ends_the_one_before_and_both_are_remembered() {
    let (app, supervisor) = TestApp::with_plan().await;
    let made = supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = "/indicators/code:2.9/assignments";
    let list = "/assignments?indicator=code:2.9";
    // The supporting bureau becomes the lead on 2025-07-01.
    let lead = supervisor.post(path, &assigned("industry", "lead", "2025-07-01")).await.expect(201);
    assert_eq!((&lead.body["bureau"]["code"], &lead.body["in_force"]), (&json!("industry"), &json!(true)));
    let shown = supervisor.get("/indicators/code:2.9").await.expect(200).body;
    assert_eq!((&shown["lead_bureau"]["code"], &shown["supporting_bureaus"]), (&json!("industry"), &json!([])));
    assert_eq!(shown["assignment_source"], "confirmed");
    let all = app.reporter("science").await.get(&format!("{list}&count=exact")).await.expect(200).body;
    assert_eq!(all["page"]["total"], 3);
    let ends: Vec<&Value> = all["items"].as_array().unwrap().iter().map(|item| &item["effective_to"]).collect();
    assert_eq!(ends, [&json!("2025-07-01"), &json!("2025-07-01"), &json!(null)]);
    for (query, count) in
        [("as_of=2025-06-30", 2), ("as_of=2025-07-01", 1), ("role=lead", 2), ("role=lead&as_of=2025-06-30", 1)]
    {
        let page = supervisor.get(&format!("{list}&count=exact&{query}")).await.expect(200).body;
        assert_eq!(page["page"]["total"], count, "{query}");
    }
    let first = supervisor.get(&format!("{list}&limit=2")).await.expect(200).body;
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("{list}&limit=2&cursor={cursor}")).await.expect(200).body;
    assert_eq!(rest["items"][0]["id"], lead.body["id"]);
    let stale = supervisor.patch("/indicators/code:2.9", made.etag(), &json!({"name": "x"})).await;
    let changed = stale.refused(412, "precondition_failed").body["changed_fields"].clone();
    assert_eq!(changed, json!(["assignment_source", "assignments", "lead_bureau", "supporting_bureaus"]));
    for (bureau, role, day) in [
        ("industry", "lead", "2025-08-01"),
        ("science", "lead", "2025-07-01"),
        ("science", "lead", "2025-03-01"),
        ("industry", "supporting", "2025-08-01"),
    ] {
        supervisor.post(path, &assigned(bureau, role, day)).await.refused(409, "assignment_taken");
    }
}

#[actix_web::test]
async fn supporting_bureaus_come_and_go_and_a_lead_only_gives_way() {
    let (app, supervisor) = TestApp::with_plan().await;
    supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = "/indicators/code:2.9/assignments";
    let list = "/assignments?indicator=code:2.9";
    supervisor.post(path, &assigned("science", "supporting", "2025-02-01")).await.expect(201);
    supervisor.post(path, &assigned("science", "supporting", "2025-03-01")).await.refused(409, "assignment_taken");
    let shown = supervisor.get("/indicators/code:2.9").await.expect(200);
    assert_eq!(shown.body["supporting_bureaus"].as_array().unwrap().len(), 2);
    let end = |bureau: &str, day: &str| json!({"bureau": format!("code:{bureau}"), "effective_to": day});
    let act = format!("{path}/end");
    supervisor.act(&act, shown.etag(), &end("housing", "2025-09-01")).await.refused(422, "reference_not_found");
    supervisor.act(&act, shown.etag(), &end("science", "2025-02-01")).await.refused(409, "assignment_taken");
    let ended = supervisor.act(&act, shown.etag(), &end("science", "2025-09-01")).await.expect(200);
    assert_eq!(ended.body["supporting_bureaus"].as_array().unwrap().len(), 1);
    let again =
        supervisor.act(&act, ended.etag(), &end("science", "2025-09-01")).await.refused(409, "assignment_taken");
    assert!(again.body["allowed_actions"].as_array().unwrap().contains(&json!("end_assignment")));
    supervisor.act(&act, shown.etag(), &end("industry", "2025-09-01")).await.refused(412, "precondition_failed");
    supervisor.post(path, &assigned("science", "supporting", "2025-09-01")).await.expect(201);
    let admin = app.user("system-admin").await;
    let science = admin.get("/bureaus/code:science").await.expect(200);
    admin.patch("/bureaus/code:science", science.etag(), &json!({"active": false})).await.expect(200);
    let refused = supervisor.post(path, &assigned("science", "lead", "2025-10-01")).await;
    assert_eq!(refused.refused(422, "reference_not_found").places(), ["/bureau"]);
    app.leader().await.post(path, &assigned("industry", "lead", "2025-10-01")).await.refused(403, "permission_denied");
    app.user("erqi-supervisor").await.get(list).await.refused(400, "unknown_reference");
}

#[actix_web::test]
async fn of_leads_named_at_once_one_leads() {
    let (_app, supervisor) = TestApp::with_plan().await;
    supervisor.post("/indicators", &indicator("2.9", json!({"supporting_bureaus": null}))).await.expect(201);
    let path = "/indicators/code:2.9/assignments";
    let list = "/assignments?indicator=code:2.9";
    let tries = (0..8).map(|n| {
        let (supervisor, bureau) = (supervisor.clone(), ["industry", "science"][n % 2]);
        async move { supervisor.post(path, &assigned(bureau, "lead", "2025-07-01")).await }
    });
    let statuses: Vec<u16> = join_all(tries).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    let leads = supervisor.get(&format!("{list}&role=lead&as_of=2025-07-01&count=exact")).await.expect(200).body;
    assert_eq!(leads["page"]["total"], 1);
}
