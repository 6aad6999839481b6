//! Obstacles: raised, climbing, resolved; who may do which.
use crate::{
    kit::{Answer, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

fn obstacle(level: i32, due_on: &str) -> Value {
    json!({"project": "code:P001", "title": "一处厂房未签协议", "category": "land_clearance", "level": level, "owner": "code:industry", "due_on": due_on})
}
async fn app() -> TestApp {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({"lead_bureau": "code:housing"})).await;
    app
}
fn reason(answer: &Answer, operation: &str) -> Value {
    let actions = answer.body["allowed_actions"].as_array().unwrap();
    actions.iter().find(|action| action["operation"] == operation).unwrap()["reason"].clone()
}

#[actix_web::test]
async fn an_obstacle_climbs_level_by_level_with_a_reason_and_a_new_due_day() {
    let app = app().await;
    let reporter = app.reporter("housing").await;
    let raised = reporter.post("/obstacles", &obstacle(2, "2025-10-20")).await.expect(201);
    assert_eq!((&raised.body["raised_on"], &raised.body["state"]), (&json!("2025-10-10"), &json!("open")));
    assert_eq!(
        (&raised.body["level_text"], &raised.body["owner"]["code"]),
        (&json!("2级（牵头单位专班）"), &json!("industry"))
    );
    let path = format!("/obstacles/{}", raised.id());
    let escalate = |due: &str| json!({"reason": "协调三次未果", "due_on": due});
    reporter
        .act(&format!("{path}/escalate"), raised.etag(), &escalate("2025-10-09"))
        .await
        .refused(422, "date_in_past");
    let third = reporter.act(&format!("{path}/escalate"), raised.etag(), &escalate("2025-10-31")).await.expect(200);
    assert_eq!((&third.body["level"], &third.body["due_on"]), (&json!(3), &json!("2025-10-31")));
    let fourth = reporter.act(&format!("{path}/escalate"), third.etag(), &escalate("2025-11-15")).await.expect(200);
    let steps = fourth.body["escalations"].as_array().unwrap();
    let seen: Vec<_> = steps.iter().map(|s| (&s["to_level"], &s["previous_due"], &s["due_on"])).collect();
    let day = |text: &str| json!(text);
    assert_eq!(
        seen,
        [(&json!(3), &day("2025-10-20"), &day("2025-10-31")), (&json!(4), &day("2025-10-31"), &day("2025-11-15"))]
    );
    assert_eq!(reason(&fourth, "escalate_obstacle"), "obstacle_at_top");
    reporter
        .act(&format!("{path}/escalate"), fourth.etag(), &escalate("2025-12-01"))
        .await
        .refused(409, "obstacle_at_top");
    reporter.patch(&path, fourth.etag(), &json!({"level": 1})).await.refused(422, "unknown_field");
    let changed = json!({"owner": "code:science", "category": "approval", "description": null});
    let changed = reporter.patch(&path, fourth.etag(), &changed).await.expect(200);
    assert_eq!((&changed.body["owner"]["code"], &changed.body["category"]), (&json!("science"), &json!("approval")));
    assert_eq!(supervisor_sees(&app, &path).await["escalations"].as_array().unwrap().len(), 2);
}
async fn supervisor_sees(app: &TestApp, path: &str) -> Value {
    app.supervisor().await.get(path).await.expect(200).body
}

#[actix_web::test]
async fn it_is_overdue_after_its_due_day_and_resolved_once() {
    let app = app().await;
    let lead = app.lead("housing").await;
    let raised = lead.post("/obstacles", &obstacle(1, "2025-10-20")).await.expect(201);
    let path = format!("/obstacles/{}", raised.id());
    app.set_time("2025-10-20T15:59:59Z");
    assert_eq!(supervisor_sees(&app, &path).await["state"], "open");
    app.set_time("2025-10-22T02:00:00Z");
    let late = supervisor_sees(&app, &path).await;
    assert_eq!((&late["state"], &late["days_overdue"]), (&json!("overdue"), &json!(2)));
    let owner = app.lead("industry").await;
    let seen = owner.get(&path).await.expect(200);
    let resolve = |on: &str| json!({"resolved_on": on, "resolution": "协议已签"});
    let act = format!("{path}/resolve");
    owner.act(&act, seen.etag(), &resolve("2025-10-09")).await.refused(422, "date_in_past");
    owner.act(&act, seen.etag(), &resolve("2025-10-23")).await.refused(422, "date_in_future");
    let resolved = owner.act(&act, seen.etag(), &resolve("2025-10-21")).await.expect(200);
    assert_eq!((&resolved.body["state"], &resolved.body["days_overdue"]), (&json!("resolved"), &json!(1)));
    let lead = app.lead("housing").await;
    lead.act(&act, resolved.etag(), &resolve("2025-10-21")).await.refused(409, "obstacle_resolved");
    lead.patch(&path, resolved.etag(), &json!({"title": "x"})).await.refused(409, "obstacle_resolved");
    let escalate = json!({"reason": "x", "due_on": "2025-12-01"});
    lead.act(&format!("{path}/escalate"), resolved.etag(), &escalate).await.refused(409, "obstacle_resolved");
    assert_eq!(reason(&resolved, "resolve_obstacle"), "obstacle_resolved");
}

#[actix_web::test]
async fn the_owner_resolves_the_lead_bureau_keeps_and_others_only_see() {
    let app = app().await;
    let (science, industry) = (app.lead("science").await, app.reporter("industry").await);
    science.post("/obstacles", &obstacle(1, "2025-10-20")).await.refused(403, "project_not_led");
    app.leader().await.post("/obstacles", &obstacle(1, "2025-10-20")).await.refused(403, "permission_denied");
    let raised = app.supervisor().await.post("/obstacles", &obstacle(1, "2025-10-20")).await.expect(201);
    let path = format!("/obstacles/{}", raised.id());
    let seen = industry.get(&path).await.expect(200);
    assert_eq!(reason(&seen, "update_obstacle"), "project_not_led");
    assert_eq!(reason(&seen, "resolve_obstacle"), json!(null));
    industry.patch(&path, seen.etag(), &json!({"title": "x"})).await.refused(403, "project_not_led");
    let resolve = json!({"resolved_on": "2025-10-10", "resolution": "协议已签"});
    science.act(&format!("{path}/resolve"), raised.etag(), &resolve).await.refused(403, "project_not_led");
    let faulty = json!({"owner": "code:nobody", "due_on": "2025-10-09"});
    let mut body = obstacle(1, "2025-10-20");
    body.as_object_mut().unwrap().extend(faulty.as_object().unwrap().clone());
    let places = app.supervisor().await.post("/obstacles", &body).await.refused(422, "reference_not_found").places();
    assert_eq!(places, ["/due_on", "/owner"]);
    app.supervisor().await.post("/obstacles", &obstacle(5, "2025-10-20")).await.refused(422, "too_large");
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
}

#[actix_web::test]
async fn obstacles_are_found_by_state_level_owner_and_category() {
    let app = app().await;
    let supervisor = app.supervisor().await;
    for (level, due) in [(1, "2025-10-12"), (2, "2025-10-11"), (2, "2025-12-31")] {
        supervisor.post("/obstacles", &obstacle(level, due)).await.expect(201);
    }
    app.set_time("2025-10-12T02:00:00Z");
    let supervisor = app.supervisor().await;
    let second =
        supervisor.get("/obstacles?level=1").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    for (query, expected) in [
        ("", vec!["2025-10-11", "2025-10-12", "2025-12-31"]),
        ("state=overdue", vec!["2025-10-11"]),
        ("state=open", vec!["2025-10-12", "2025-12-31"]),
        ("state=open,overdue&level=2", vec!["2025-10-11", "2025-12-31"]),
        ("state=resolved", vec![]),
        ("owner=code:science", vec![]),
        (
            "owner=code:industry&category=land_clearance,funding&plan=code:2025&project=code:P001",
            vec!["2025-10-11", "2025-10-12", "2025-12-31"],
        ),
        ("category=funding", vec![]),
    ] {
        let list = supervisor.get(&format!("/obstacles?count=exact&{query}")).await.expect(200);
        let items = list.body["items"].as_array().unwrap();
        let dues: Vec<_> = items.iter().map(|item| item["due_on"].as_str().unwrap()).collect();
        assert_eq!((dues, &list.body["page"]["total"]), (expected.clone(), &json!(expected.len())), "{query}");
    }
    let path = format!("/obstacles/{second}");
    let read = supervisor.get(&path).await.expect(200);
    let resolve = json!({"resolved_on": "2025-10-12", "resolution": "好了"});
    supervisor.act(&format!("{path}/resolve"), read.etag(), &resolve).await.expect(200);
    let resolved = supervisor.get("/obstacles?project=code:P001&limit=2").await.expect(200);
    assert_eq!(resolved.body["items"][1]["state"], "resolved");
    let cursor = resolved.body["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("/obstacles?project=code:P001&limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!(rest.body["items"].as_array().unwrap().len(), 1);
}
