//! Jurisdictions: the hierarchy is in the code, and nobody makes one beside the own.
use crate::kit::TestApp;
use diesel::prelude::*;
use duban::foundation::db::schema::users;
use serde_json::json;

fn codes(page: &serde_json::Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_district_sees_itself_and_what_is_above_it() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    assert_eq!(codes(&reporter.get("/jurisdictions").await.expect(200).body), ["410000", "410100", "410102"]);
    assert_eq!(reporter.get("/jurisdictions/code:410100").await.expect(200).body["name"], "郑州市");
    reporter.get("/jurisdictions/code:410103").await.refused(404, "not_found");
    let city = app.user("city-leader").await;
    let within = city.get("/jurisdictions?within=410100&limit=2&count=exact").await.expect(200).body;
    assert_eq!((codes(&within), &within["page"]["total"]), (vec!["410100", "410102"], &json!(3)));
    let next = within["page"]["next_cursor"].as_str().unwrap();
    let rest = city.get(&format!("/jurisdictions?within=410100&limit=2&cursor={next}")).await.expect(200).body;
    assert_eq!(codes(&rest), ["410103"]);
}

#[actix_web::test]
async fn a_jurisdiction_is_made_at_or_below_the_own_under_a_parent_that_exists() {
    let app = TestApp::new().await;
    let city = app.user("city-system-admin").await;
    let made = city.post("/jurisdictions", &json!({"code": "410104", "name": "管城回族区"})).await.expect(201);
    assert_eq!(made.body["parent_code"], "410100");
    assert_eq!(made.header("location"), format!("/api/v1/jurisdictions/{}", made.id()));
    let again = json!({"code": "410104", "name": "管城"});
    city.post("/jurisdictions", &again).await.refused(409, "jurisdiction_code_taken");
    for bad in ["41010x", "410002", "010000"] {
        let bad = json!({"code": bad, "name": "x"});
        assert_eq!(
            city.post("/jurisdictions", &bad).await.refused(422, "jurisdiction_code_invalid").places(),
            ["/code"]
        );
    }
    city.post("/jurisdictions", &json!({"code": "410200", "name": "开封市"})).await.refused(403, "other_jurisdiction");
    let district = app.user("system-admin").await;
    district
        .post("/jurisdictions", &json!({"code": "410105", "name": "金水区"}))
        .await
        .refused(403, "other_jurisdiction");
    app.supervisor().await.post("/jurisdictions", &again).await.refused(403, "permission_denied");
}

#[actix_web::test]
async fn a_district_is_made_after_its_city() {
    let app = TestApp::new().await;
    let move_up = |conn: &mut _| {
        let administrator = users::table.filter(users::username.eq("city-system-admin"));
        Ok(diesel::update(administrator).set(users::jurisdiction.eq("410000")).execute(conn)?)
    };
    app.state.db.write_blocking(move_up).unwrap();
    let province = app.user("city-system-admin").await;
    let district = json!({"code": "410202", "name": "龙亭区"});
    let refused = province.post("/jurisdictions", &district).await.refused(422, "jurisdiction_parent_missing");
    assert_eq!(refused.places(), ["/code"]);
    province.post("/jurisdictions", &json!({"code": "410200", "name": "开封市"})).await.expect(201);
    province.post("/jurisdictions", &district).await.expect(201);
}

#[actix_web::test]
async fn a_name_is_changed_from_the_own_or_from_above_and_never_from_below() {
    let app = TestApp::new().await;
    let district = app.user("system-admin").await;
    let own = district.get("/jurisdictions/code:410102").await.expect(200);
    assert_eq!(own.body["allowed_actions"][0]["allowed"], true);
    let changed = district.patch("/jurisdictions/code:410102", own.etag(), &json!({"name_en": "Zhongyuan"})).await;
    assert_eq!(changed.expect(200).body["name_en"], "Zhongyuan");
    let above = district.get("/jurisdictions/code:410100").await.expect(200);
    assert_eq!(above.body["allowed_actions"][0]["allowed"], false);
    let upwards = district.patch("/jurisdictions/code:410100", above.etag(), &json!({"name": "x"})).await;
    upwards.refused(403, "other_jurisdiction");
    let city = app.user("city-system-admin").await;
    let below = city.get("/jurisdictions/code:410102").await.expect(200);
    city.patch("/jurisdictions/code:410102", below.etag(), &json!({"name_en": null})).await.expect(200);
}
