//! Facts: numbers that are stated and never scored.
use crate::kit::{TestApp, codes, indicator};
use serde_json::json;

#[actix_web::test]
async fn a_fact_is_created_found_and_changed() {
    let (app, supervisor) = TestApp::with_plan().await;
    let fact = |code: &str, area: &str, role: &str| json!({"plan": "code:2025", "area": area, "code": code, "name": "x", "role": role});
    for (code, area, role) in [("2.11a", "code:2", "scope"), ("2.7", "code:2", "scope"), ("1.7", "code:1", "baseline")]
    {
        supervisor.post("/facts", &fact(code, area, role)).await.expect(201);
    }
    let new = json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "2024年收储土地", "role": "baseline",
        "value": "1106", "unit": "市亩", "printed_value": "1106亩", "year": 2024});
    let created = supervisor.post("/facts", &new).await.expect(201);
    // An alias is stored as the symbol.
    assert_eq!((&created.body["value"], &created.body["unit"]), (&json!("1106"), &json!("亩")));
    supervisor.post("/facts", &new).await.refused(409, "fact_code_taken");
    for (query, found) in [
        ("", vec!["1.6", "1.7", "2.7", "2.11a"]),
        ("?role=baseline", vec!["1.6", "1.7"]),
        ("?area=code:2", vec!["2.7", "2.11a"]),
        ("?plan=code:2025&area=code:1&code=1.7,2.7", vec!["1.7"]),
    ] {
        assert_eq!(codes(&app.leader().await.get(&format!("/facts{query}")).await.expect(200)), found, "{query}");
    }
    let changes = json!({"value": "1107.5", "unit": "公顷", "printed_value": null});
    let changed = supervisor.patch("/facts/code:1.6", created.etag(), &changes).await.expect(200);
    assert_eq!((&changed.body["value"], &changed.body["printed_value"]), (&json!("1107.5"), &json!(null)));
}

#[actix_web::test]
async fn every_fault_of_a_fact_is_told_at_once() {
    let (_app, supervisor) = TestApp::with_plan().await;
    let new = json!({"plan": "code:2025", "area": "code:7", "code": "7.1", "name": "x", "role": "scope", "value": "1", "about_code": "7.9"});
    let refused = supervisor.post("/facts", &new).await.refused(422, "unit_required");
    assert_eq!(refused.places(), ["/area", "/unit", "/about_code"]);
    supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let new = json!({"plan": "code:2025", "area": "code:2", "code": "2.7", "name": "x", "role": "scope", "value": "356", "unit": "个", "about_code": "2.9"});
    let created = supervisor.post("/facts", &new).await.expect(201);
    let path = format!("/facts/{}", created.id());
    supervisor.patch(&path, created.etag(), &json!({"unit": null})).await.refused(422, "unit_required");
    supervisor.patch(&path, created.etag(), &json!({"unit": "斤"})).await.refused(422, "unit_unknown");
    supervisor.patch(&path, created.etag(), &json!({"unit": null, "value": null})).await.expect(200);
}

#[actix_web::test]
async fn facts_are_changed_by_the_supervision_office_of_the_own_jurisdiction() {
    let (app, supervisor) = TestApp::with_plan().await;
    let new = json!({"plan": "code:2025", "area": "code:1", "code": "1.3", "name": "x", "role": "scope"});
    let path = format!("/facts/{}", supervisor.post("/facts", &new).await.expect(201).id());
    for (reader, why) in [
        ("leader", "permission_denied"),
        ("housing-lead", "permission_denied"),
        ("system-admin", "permission_denied"),
        ("city-supervisor", "other_jurisdiction"),
    ] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        reader.patch(&path, read.etag(), &json!({"name": "y"})).await.refused(403, why);
    }
    app.leader().await.post("/facts", &new).await.refused(403, "permission_denied");
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
}
