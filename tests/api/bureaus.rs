//! Bureaus: codes, unified social credit codes, filters, and whose they are.
use crate::kit::TestApp;
use serde_json::json;

#[actix_web::test]
async fn a_bureau_is_created_found_changed_and_made_inactive() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    let new = json!({"code": "water", "name": "水利局", "kind": "bureau", "source": "assumed", "source_note": "占位"});
    let made = admin.post("/bureaus", &new).await.expect(201);
    assert_eq!((&made.body["jurisdiction"], &made.body["active"]), (&json!("410102"), &json!(true)));
    admin.post("/bureaus", &new).await.refused(409, "bureau_code_taken");
    let changes = json!({"source": "confirmed", "source_note": null, "active": false});
    let changed = admin.patch("/bureaus/code:water", made.etag(), &changes).await.expect(200);
    assert_eq!((&changed.body["source_note"], &changed.body["name"]), (&json!(null), &json!("水利局")));
    let stale = admin.patch("/bureaus/code:water", made.etag(), &json!({"name": "x"})).await;
    assert_eq!(
        stale.refused(412, "precondition_failed").body["changed_fields"],
        json!(["active", "source", "source_note"])
    );
    for (query, count) in [
        ("q=水", 1),
        ("q=WAT", 1),
        ("q=%25", 0),
        ("active=false", 1),
        ("source=confirmed", 1),
        ("kind=street,platform", 0),
        ("kind=bureau", 4),
    ] {
        let page = admin.get(&format!("/bureaus?count=exact&{query}")).await.expect(200).body;
        assert_eq!(page["page"]["total"], count, "{query}");
    }
    admin.get("/bureaus?kind=bureua").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_unified_code_carries_both_check_characters_and_belongs_to_one_bureau() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    let new = |code: &str, unified: &str| json!({"code": code, "name": "水利局", "kind": "bureau", "source": "confirmed", "unified_code": unified});
    for bad in ["11410102005253104C", "11410102005253103A", "1141010200525310IC"] {
        let refused = admin.post("/bureaus", &new("water", bad)).await.refused(422, "unified_code_invalid");
        assert_eq!(refused.places(), ["/unified_code"]);
    }
    admin.post("/bureaus", &new("water", "11410102005253103C")).await.expect(201);
    admin.post("/bureaus", &new("water-two", "11410102005253103C")).await.refused(409, "unified_code_taken");
    let housing = admin.get("/bureaus/code:housing").await.expect(200);
    let change = json!({"unified_code": "11410102005253103A"});
    admin.patch("/bureaus/code:housing", housing.etag(), &change).await.refused(422, "unified_code_invalid");
    admin.post("/bureaus", &new("Water", "11410102005253103C")).await.refused(422, "invalid_format");
}

#[actix_web::test]
async fn bureaus_are_read_by_all_roles_and_changed_by_the_system_administrator_of_the_own_jurisdiction() {
    let app = TestApp::new().await;
    let own = app.user("system-admin").await.get("/bureaus/code:housing").await.expect(200);
    let path = format!("/bureaus/{}", own.id());
    for reader in ["supervisor", "leader", "housing-reporter", "industry-lead", "security-admin", "audit-admin"] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        assert_eq!(read.body["allowed_actions"][0]["allowed"], false);
        reader.patch(&path, read.etag(), &json!({"name": "x"})).await.refused(403, "permission_denied");
    }
    app.user("erqi-system-admin").await.get(&path).await.refused(404, "not_found");
    let city = app.user("city-system-admin").await;
    assert_ne!(city.get("/bureaus/code:housing").await.expect(200).id(), own.id());
    assert_eq!(city.get("/bureaus?count=exact&jurisdiction=410102").await.expect(200).body["page"]["total"], 3);
    let seen = city.get(&path).await.expect(200);
    city.patch(&path, seen.etag(), &json!({"name": "x"})).await.refused(403, "other_jurisdiction");
    app.nobody().get(&path).await.refused(401, "authentication_required");
}
