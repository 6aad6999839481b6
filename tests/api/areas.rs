//! Areas: their order, their plan, and whose they are.
use crate::kit::{TestApp, codes};
use serde_json::json;

#[actix_web::test]
async fn areas_come_in_the_order_in_which_people_count() {
    let (app, _) = TestApp::with_plan().await;
    let reader = app.reporter("housing").await;
    assert_eq!(codes(&reader.get("/areas").await.expect(200)), ["1", "2", "10"]);
    let first = reader.get("/areas?limit=2&count=exact").await.expect(200);
    assert_eq!((codes(&first), first.body["page"]["total"].as_i64()), (vec!["1".into(), "2".into()], Some(3)));
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let second = reader.get(&format!("/areas?limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!((codes(&second), &second.body["page"]["has_more"]), (vec!["10".into()], &json!(false)));
    assert_eq!(codes(&reader.get("/areas?plan=code:2025&code=10,%201,7").await.expect(200)), ["1", "10"]);
    reader.get("/areas?plan=code:2031").await.refused(400, "unknown_reference");
}

#[actix_web::test]
async fn an_area_is_created_once_and_changed_by_merge() {
    let (_app, supervisor) = TestApp::with_plan().await;
    let new = json!({"plan": "code:2025", "code": "6", "name": "城市更新", "printed_heading": "关于城市更新"});
    let created = supervisor.post("/areas", &new).await.expect(201);
    assert_eq!(created.header("location"), format!("/api/v1/areas/{}", created.id()));
    supervisor.post("/areas", &new).await.refused(409, "area_code_taken");
    let changes = json!({"name_en": "Urban renewal", "printed_heading": null});
    let changed = supervisor.patch("/areas/code:6", created.etag(), &changes).await.expect(200);
    assert_eq!((&changed.body["name"], &changed.body["printed_heading"]), (&json!("城市更新"), &json!(null)));
    let read = supervisor.get(&format!("/areas/{}", created.id())).await.expect(200);
    assert_eq!((read.etag(), &read.body), (changed.etag(), &changed.body));
    let stale = supervisor.patch("/areas/code:6", created.etag(), &json!({"name": "x"})).await;
    assert_eq!(stale.refused(412, "precondition_failed").body["changed_fields"], json!(["name_en", "printed_heading"]));
    supervisor.patch("/areas/code:6", read.etag(), &json!({"code": "7"})).await.refused(422, "unknown_field");
    let refused = supervisor.post("/areas", &json!({"plan": "code:2031", "code": "7", "name": "x"})).await;
    assert_eq!(refused.refused(422, "reference_not_found").places(), ["/plan"]);
    let refused = supervisor.post("/areas", &json!({"plan": "code:2025", "code": "1,2", "name": ""})).await;
    assert_eq!(refused.refused(422, "invalid_format").places().len(), 2);
}

#[actix_web::test]
async fn a_code_names_the_area_of_the_plan_in_force() {
    let (app, supervisor) = TestApp::with_plan().await;
    supervisor.post("/plans", &json!({"year": 2026, "title": "下一年"})).await.expect(201);
    let next = json!({"plan": "code:2026", "code": "2", "name": "下一年的第二项"});
    let next = supervisor.post("/areas", &next).await.expect(201);
    assert_ne!(supervisor.get("/areas/code:2").await.expect(200).id(), next.id());
    assert_eq!(codes(&supervisor.get("/areas").await.expect(200)), ["1", "2", "2", "10"]);
    app.set_time("2026-01-02T02:00:00Z");
    let supervisor = app.supervisor().await;
    assert_eq!(supervisor.get("/areas/code:2").await.expect(200).id(), next.id());
    supervisor.get("/areas/code:1").await.refused(404, "not_found");
}

#[actix_web::test]
async fn areas_are_read_by_all_roles_and_changed_by_the_supervision_office_of_the_own_jurisdiction() {
    let (app, supervisor) = TestApp::with_plan().await;
    let area = supervisor.get("/areas/code:2").await.expect(200);
    let path = format!("/areas/{}", area.id());
    for reader in ["leader", "housing-reporter", "industry-lead", "system-admin", "security-admin", "audit-admin"] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        assert_eq!(read.body["allowed_actions"][0]["allowed"], false);
        reader.patch(&path, read.etag(), &json!({"name": "x"})).await.refused(403, "permission_denied");
        let new = json!({"plan": "code:2025", "code": "9", "name": "x"});
        reader.post("/areas", &new).await.refused(403, "permission_denied");
    }
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    assert!(codes(&neighbour.get("/areas").await.expect(200)).is_empty());
    let city = app.user("city-supervisor").await;
    let seen = city.get(&path).await.expect(200);
    city.patch(&path, seen.etag(), &json!({"name": "x"})).await.refused(403, "other_jurisdiction");
    let new = json!({"plan": area.body["plan_id"], "code": "9", "name": "x"});
    city.post("/areas", &new).await.refused(403, "other_jurisdiction");
    app.nobody().get(&path).await.refused(401, "authentication_required");
}
