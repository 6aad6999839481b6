//! Milestones: whose they are, when they are met.
use crate::{
    kit::{Answer, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

fn milestone(code: &str, due_on: &str, other: Value) -> Value {
    let mut body = json!({"code": code, "name": format!("节点{code}"), "due_on": due_on, "due_confidence": "printed"});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_milestone_belongs_to_one_project_or_one_area() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let owner = project(&supervisor, "P001", "proposed", json!({})).await;
    let of_project = milestone("M001", "2025-03-31", json!({"project": "code:P001"}));
    let created = supervisor.post("/milestones", &of_project).await.expect(201);
    assert_eq!(created.header("location"), format!("/api/v1/milestones/{}", created.id()));
    assert_eq!((&created.body["project"]["id"], &created.body["area"]), (&owner.body["id"], &json!(null)));
    let read = supervisor.get("/milestones/code:M001").await.expect(200);
    assert_eq!((read.etag(), &read.body), (created.etag(), &created.body));
    let of_area =
        supervisor.post("/milestones", &milestone("M002", "2025-12-31", json!({"area": "code:6"}))).await.expect(201);
    assert_eq!((&of_area.body["project"], &of_area.body["area"]["code"]), (&json!(null), &json!("6")));
    let both = json!({"project": "code:P001", "area": "code:6", "completed_on": "2025-10-11"});
    let both =
        supervisor.post("/milestones", &milestone("M003", "2025-12-31", both)).await.refused(422, "milestone_owner");
    assert_eq!(both.places(), ["/completed_on", "/project"]);
    supervisor.post("/milestones", &milestone("M003", "2025-12-31", json!({}))).await.refused(422, "milestone_owner");
    let missing = milestone("M003", "2025-12-31", json!({"area": "code:99"}));
    assert_eq!(supervisor.post("/milestones", &missing).await.refused(422, "reference_not_found").places(), ["/area"]);
    supervisor.post("/milestones", &of_project).await.refused(409, "milestone_code_taken");
    supervisor
        .patch("/milestones/code:M001", created.etag(), &json!({"area": "code:6"}))
        .await
        .refused(422, "unknown_field");
}

#[actix_web::test]
async fn its_state_follows_the_business_date() {
    let app = TestApp::new().await;
    app.set_time("2025-03-31T15:59:59Z");
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let body = milestone("M001", "2025-03-31", json!({"area": "code:6"}));
    let created = supervisor.post("/milestones", &body).await.expect(201);
    assert_eq!((&created.body["state"], &created.body["state_text"]), (&json!("pending"), &json!("未到期")));
    app.set_time("2025-03-31T16:00:00Z");
    let supervisor = app.supervisor().await;
    let late = supervisor.get("/milestones/code:M001").await.expect(200);
    assert_eq!(late.body["state"], "overdue");
    let path = "/milestones/code:M001";
    supervisor.patch(path, late.etag(), &json!({"completed_on": "2025-04-02"})).await.refused(422, "date_in_future");
    let done = supervisor.patch(path, late.etag(), &json!({"completed_on": "2025-04-01"})).await.expect(200);
    assert_eq!((&done.body["state"], &done.body["state_text"]), (&json!("completed_late"), &json!("逾期完成")));
    let in_time = supervisor.patch(path, done.etag(), &json!({"completed_on": "2025-03-31"})).await.expect(200);
    assert_eq!(in_time.body["state"], "completed");
    let moved = json!({"completed_on": null, "due_on": "2025-04-30", "due_confidence": "inferred"});
    let open = supervisor.patch(path, in_time.etag(), &moved).await.expect(200);
    assert_eq!(open.body["state"], "pending");
}

#[actix_web::test]
async fn milestones_are_listed_in_the_order_of_their_due_days() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "proposed", json!({})).await;
    project(&supervisor, "P002", "proposed", json!({})).await;
    for (code, due, other) in [
        ("M1", "2025-12-31", json!({"project": "code:P001"})),
        ("M2", "2025-05-31", json!({"project": "code:P002"})),
        ("M3", "2025-05-31", json!({"area": "code:6"})),
        ("M4", "2025-03-31", json!({"project": "code:P001", "completed_on": "2025-03-01"})),
    ] {
        supervisor.post("/milestones", &milestone(code, due, other)).await.expect(201);
    }
    for (query, expected) in [
        ("", vec!["M4", "M2", "M3", "M1"]),
        ("plan=code:2025", vec!["M4", "M2", "M3", "M1"]),
        ("project=code:P001", vec!["M4", "M1"]),
        ("project=code:P001&plan=code:2025", vec!["M4", "M1"]),
        ("area=code:6", vec!["M3"]),
        ("due_before=2025-05-31", vec!["M4"]),
        ("due_after=2025-03-31&due_before=2025-06-01", vec!["M2", "M3"]),
        ("completed=true", vec!["M4"]),
        ("completed=false", vec!["M2", "M3", "M1"]),
    ] {
        let list = supervisor.get(&format!("/milestones?count=exact&{query}")).await.expect(200);
        assert_eq!(codes(&list), expected, "{query}");
        assert_eq!(list.body["page"]["total"], expected.len(), "{query}");
    }
    let mut seen = Vec::new();
    let mut next = "/milestones?limit=1".to_owned();
    loop {
        let page = supervisor.get(&next).await.expect(200);
        seen.extend(codes(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
        next = format!("/milestones?limit=1&cursor={cursor}");
    }
    assert_eq!(seen, ["M4", "M2", "M3", "M1"]);
    assert_eq!(codes(&supervisor.get("/projects/code:P001/milestones").await.expect(200)), ["M4", "M1"]);
    supervisor.get("/projects/code:P9/milestones").await.refused(404, "not_found");
    supervisor.get("/milestones?project=code:P9").await.refused(404, "not_found");
    supervisor.get("/milestones?due_before=soon").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn milestones_are_changed_by_the_supervision_office_of_their_own_district_only() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let body = milestone("M001", "2025-03-31", json!({"area": "code:6"}));
    let created = supervisor.post("/milestones", &body).await.expect(201);
    let path = format!("/milestones/{}", created.id());
    assert_eq!(created.body["allowed_actions"][0], json!({"operation": "update_milestone", "allowed": true}));
    let (denied, elsewhere) = ("permission_denied", "other_jurisdiction");
    for (reader, why) in [("leader", denied), ("housing-reporter", denied), ("city-supervisor", elsewhere)] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        assert_eq!(read.body["allowed_actions"][0]["reason"], why);
        reader.patch(&path, read.etag(), &json!({"completed_on": "2025-03-01"})).await.refused(403, why);
    }
    app.leader().await.post("/milestones", &body).await.refused(403, "permission_denied");
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    neighbour.patch(&path, created.etag(), &json!({"name": "x"})).await.refused(404, "not_found");
}
