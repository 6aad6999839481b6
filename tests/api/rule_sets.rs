//! Rule sets: added by the supervision office, never changed, never repainting the past.
use crate::{
    kit::TestApp,
    progress::{approved, indicator, plan, value},
};
use serde_json::{Value, json};

/// Version 2: yellow from 5 points, red above 10.
pub fn strict(from: &str) -> Value {
    let file: Value = serde_json::from_str(include_str!("../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
    let mut content = file["content"].clone();
    (content["yellow_from_lag"], content["red_above_lag"]) = (json!("5"), json!("10"));
    json!({"effective_from": from, "description": "第2版", "content": content})
}

#[actix_web::test]
async fn new_thresholds_hold_from_their_day_on() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await; // 10.88 points behind
    let supervisor = app.supervisor().await;
    let made = supervisor.post("/rule-sets", &strict("2025-10-11")).await.expect(201);
    assert_eq!((&made.body["code"], &made.body["number"]), (&json!("lights"), &json!(2)));
    assert_eq!(made.header("location"), format!("/api/v1/rule-sets/{}", made.id()));
    assert_eq!(supervisor.get("/rule-sets/code:lights").await.expect(200).body["number"], 1, "not yet in force");
    app.set_time("2025-10-11T02:00:00Z");
    let leader = app.leader().await;
    assert_eq!(leader.get("/rule-sets/code:lights").await.expect(200).body["number"], 2);
    for (query, light, number) in [("", "red", 2), ("?as_of=2025-10-10", "yellow", 1)] {
        let seen = leader.get(&format!("/indicators/code:2.9/progress{query}")).await.expect(200).body;
        assert_eq!((&seen["light"], &seen["rule_set"]["number"]), (&json!(light), &json!(number)), "{query}");
        assert_eq!(seen["light_source"], "computed");
    }
    let told = app.user("audit-admin").await.get("/audit-entries?action=rule_set.created&count=exact").await;
    assert_eq!(told.expect(200).body["page"]["total"], 1);
}

#[actix_web::test]
async fn rules_that_contradict_themselves_or_reach_back_are_refused() {
    let app = TestApp::new().await;
    plan(&app).await;
    let supervisor = app.supervisor().await;
    let mut wrong = strict("2025-10-09");
    for (field, value) in [
        ("yellow_from_lag", json!("31")),
        ("early_months", json!(13)),
        ("maintain_missed", json!("green")),
        ("lowered_late_days", json!(367)),
        ("lowered_to_actual_percent", json!("-5")),
    ] {
        wrong["content"][field] = value;
    }
    wrong["content"]["milestone_missed"]["ensure"] = json!("grey");
    let refused = supervisor.post("/rule-sets", &wrong).await.refused(422, "validation_failed");
    let places = [
        "/effective_from",
        "/content/red_above_lag",
        "/content/early_months",
        "/content/lowered_late_days",
        "/content/lowered_to_actual_percent",
        "/content/milestone_missed/ensure",
        "/content/maintain_missed",
    ];
    assert_eq!(refused.places(), places);
    supervisor.post("/rule-sets", &strict("2025-12-01")).await.expect(201);
    for day in ["2025-10-10", "2025-12-01"] {
        let taken = supervisor.post("/rule-sets", &strict(day)).await.refused(409, "rule_set_date_taken");
        assert_eq!(taken.body["latest"], "2025-12-01");
    }
    let mut unknown = strict("2026-01-01");
    unknown["content"]["orange_from_lag"] = json!("1");
    supervisor.post("/rule-sets", &unknown).await.refused(422, "unknown_field");
    for other in ["leader", "housing-lead", "system-admin"] {
        app.user(other).await.post("/rule-sets", &strict("2026-01-01")).await.refused(403, "permission_denied");
    }
    assert_eq!(supervisor.get("/rule-sets?count=exact").await.expect(200).body["page"]["total"], 2);
}

#[actix_web::test]
async fn what_lowered_targets_are_flagged_by_may_be_left_out() {
    let app = TestApp::new().await;
    plan(&app).await;
    let mut new = strict("2025-12-01");
    let content = new["content"].as_object_mut().unwrap();
    let left_out = [("lowered_late_days", json!(60)), ("lowered_to_actual_percent", json!("5"))];
    for (field, _) in &left_out {
        assert!(content.remove(*field).is_some());
    }
    let made = app.supervisor().await.post("/rule-sets", &new).await.expect(201);
    for (field, default) in left_out {
        assert_eq!(made.body["content"][field], default, "{field}");
    }
    let document: Value = serde_json::from_str(include_str!("../../openapi/openapi.json")).unwrap();
    let schema = &document["components"]["schemas"]["Rules"];
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
    for (field, default) in [("lowered_late_days", "`60`"), ("lowered_to_actual_percent", "`5`")] {
        assert!(!required.contains(&field) && required.contains(&"yellow_from_lag"), "{required:?}");
        assert!(schema["properties"][field]["description"].as_str().unwrap().contains(default), "{field}");
    }
}
