//! Overrides: a light set by the supervision office, beside the computed one, until its period closes.
use crate::{
    kit::{Answer, TestApp},
    progress::{approved, indicator, plan, value},
    verdicts::{close, reopen},
};
use serde_json::{Value, json};

async fn ready() -> TestApp {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    app
}
/// Sets a light of indicator 2.9.
pub async fn set(app: &TestApp, period: &str, light: &str) -> Answer {
    let body = json!({"period": period, "light": light, "reason": "投资数据待统计部门核定"});
    app.supervisor().await.post("/indicators/code:2.9/light-overrides", &body).await
}
async fn progress(app: &TestApp) -> Value {
    app.lead("science").await.get("/indicators/code:2.9/progress").await.expect(200).body
}
async fn revoke(app: &TestApp, id: &str) -> Answer {
    let (supervisor, path) = (app.supervisor().await, format!("/light-overrides/{id}"));
    let seen = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/revoke"), seen.etag(), &json!({"reason": "已核定"})).await
}

#[actix_web::test]
async fn the_computed_light_stays_beside_the_one_that_was_set() {
    let app = ready().await;
    let made = set(&app, "2025-09", "green").await.expect(201);
    assert_eq!((&made.body["light"], &made.body["computed_light"]), (&json!("green"), &json!("yellow")));
    assert_eq!((&made.body["in_force"], &made.body["period"]["code"]), (&json!(true), &json!("2025-09")));
    let seen = progress(&app).await;
    assert_eq!((&seen["light"], &seen["light_reason"]), (&json!("green"), &json!("overridden")));
    assert_eq!((&seen["light_source"], &seen["light_override"]["id"]), (&json!("overridden"), &json!(made.id())));
    assert_eq!((&seen["computed_light"], &seen["computed_reason"]), (&json!("yellow"), &json!("behind")));
    assert_eq!((&seen["bucket"], &seen["verdict"]), (&json!("behind"), &json!(null)), "the figures are what they are");
    let sentence = seen["sentence_zh"].as_str().unwrap();
    assert!(
        sentence.contains("亮黄灯") && sentence.ends_with("督查室将2025-09期灯色调整为绿灯：投资数据待统计部门核定。"),
        "{sentence}"
    );
    // Everything that counts or filters goes by the light that counts.
    let leader = app.leader().await;
    let counts = leader.get("/overview").await.expect(200).body["totals"]["lights"].clone();
    assert_eq!(counts, json!({"green": 1, "watch": 0, "yellow": 0, "red": 0, "grey": 0}));
    assert_eq!(leader.get("/progress?light=green&count=exact").await.expect(200).body["page"]["total"], 1);
    assert_eq!(leader.get("/progress?light=yellow&count=exact").await.expect(200).body["page"]["total"], 0);
    let before = leader.get("/indicators/code:2.9/progress?as_of=2025-10-09").await.expect(200).body;
    assert_eq!(before["light_override"], json!(null), "nobody knew of it then");

    let revoked = revoke(&app, made.id()).await.expect(200);
    assert_eq!((&revoked.body["in_force"], &revoked.body["revoke_reason"]), (&json!(false), &json!("已核定")));
    assert_eq!(
        (&progress(&app).await["light"], &progress(&app).await["light_source"]),
        (&json!("yellow"), &json!("computed"))
    );
    let again = revoke(&app, made.id()).await.refused(409, "override_revoked");
    assert_eq!(again.body["current_state"], "revoked");
    set(&app, "2025-09", "red").await.expect(201);
    let all = app.lead("science").await.get("/light-overrides?indicator=code:2.9&count=exact").await.expect(200).body;
    assert_eq!((&all["page"]["total"], &all["items"][0]["in_force"]), (&json!(2), &json!(false)));
}

#[actix_web::test]
async fn it_lapses_when_a_later_period_has_a_figure() {
    let app = ready().await;
    set(&app, "2025-09", "red").await.expect(201);
    assert_eq!(progress(&app).await["light"], "red");
    app.set_time("2025-11-05T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-10", value("280")).await;
    let seen = progress(&app).await;
    assert_eq!(
        (&seen["light"], &seen["light_source"], &seen["light_override"]),
        (&json!("green"), &json!("computed"), &json!(null))
    );
}

#[actix_web::test]
async fn the_closing_keeps_both_and_ends_it() {
    let app = ready().await;
    let made = set(&app, "2025-09", "green").await.expect(201);
    app.set_time("2025-10-20T02:00:00Z");
    close(&app, "2025-09").await;
    let supervisor = app.supervisor().await;
    let verdict = supervisor.get("/verdicts?period=2025-09").await.expect(200).body["items"][0].clone();
    assert_eq!((&verdict["light"], &verdict["light_reason"]), (&json!("green"), &json!("overridden")));
    assert_eq!((&verdict["computed_light"], &verdict["override_id"]), (&json!("yellow"), &json!(made.id())));
    let seen = progress(&app).await;
    assert_eq!(
        (&seen["light"], &seen["light_source"], &seen["computed_light"]),
        (&json!("green"), &json!("frozen"), &json!("yellow"))
    );
    set(&app, "2025-09", "red").await.refused(409, "light_frozen");
    assert_eq!(revoke(&app, made.id()).await.refused(409, "light_frozen").body["current_state"], "lapsed");
    // Reopened, it can be taken back; what was frozen stays until the period closes again.
    app.set_time("2025-10-21T02:00:00Z");
    reopen(&app, "2025-09").await;
    revoke(&app, made.id()).await.expect(200);
    assert_eq!(progress(&app).await["light"], "green");
    app.set_time("2025-10-22T02:00:00Z");
    set(&app, "2025-09", "red").await.expect(201);
    assert_eq!(
        (&progress(&app).await["light"], &progress(&app).await["light_source"]),
        (&json!("red"), &json!("overridden"))
    );
    app.set_time("2025-10-23T02:00:00Z");
    close(&app, "2025-09").await;
    let seen = progress(&app).await;
    assert_eq!(
        (&seen["light"], &seen["light_source"], &seen["verdict"]["closing"]),
        (&json!("red"), &json!("frozen"), &json!(2))
    );
}

#[actix_web::test]
async fn it_is_for_the_office_for_periods_that_have_begun_and_one_at_a_time() {
    let app = ready().await;
    let made = set(&app, "2025-10", "green").await.expect(201); // running
    let taken = set(&app, "2025-10", "red").await.refused(409, "light_overridden");
    assert_eq!(taken.body["existing"], made.id());
    set(&app, "2025-11", "green").await.refused(409, "period_not_begun");
    set(&app, "2024-11", "green").await.refused(422, "reference_not_found");
    set(&app, "2025-09", "grey").await.refused(422, "value_not_allowed");
    let body = json!({"period": "2025-09", "light": "green"});
    let path = "/indicators/code:2.9/light-overrides";
    app.supervisor().await.post(path, &body).await.refused(422, "required");
    let body = json!({"period": "2025-09", "light": "green", "reason": "x"});
    for user in ["leader", "housing-lead", "system-admin"] {
        app.user(user).await.post(path, &body).await.refused(403, "permission_denied");
    }
    app.user("erqi-supervisor").await.get(&format!("/light-overrides/{}", made.id())).await.refused(404, "not_found");
    let city = app.user("city-supervisor").await;
    let seen = city.get(&format!("/light-overrides/{}", made.id())).await.expect(200);
    let refused =
        city.act(&format!("/light-overrides/{}/revoke", made.id()), seen.etag(), &json!({"reason": "x"})).await;
    refused.refused(403, "other_jurisdiction");
    let quiet = json!({"kind": "qualitative", "basis": null, "unit": null, "reporting": "none", "decimals": 0, "target": {"commitment": "promote"}});
    indicator(&app, "2.1", quiet).await;
    let refused = app.supervisor().await.post("/indicators/code:2.1/light-overrides", &body).await;
    refused.refused(409, "indicator_not_reported");
}
