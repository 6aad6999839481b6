//! 统计核定: the statistics authority makes an approved figure final, and changes nothing.
use crate::kit::{
    Client, TestApp,
    reporting::{act, approved, corrected, draft_for},
};
use serde_json::{Value, json};

/// With the science bureau as the district's statistics authority.
async fn with_authority() -> TestApp {
    let app = TestApp::with_reporting().await;
    let admin = app.user("system-admin").await;
    let bureau = admin.get("/bureaus/code:science").await.expect(200);
    assert_eq!(bureau.body["statistics_authority"], false);
    let marked = json!({"statistics_authority": true});
    let bureau = admin.patch("/bureaus/code:science", bureau.etag(), &marked).await.expect(200);
    assert_eq!(bureau.body["statistics_authority"], true);
    app
}
fn of(value: &str) -> Value {
    json!({"period": "2025-09", "value": value, "document": "统函〔2026〕3号"})
}
async fn status(client: &Client, query: &str) -> Value {
    client.get(&format!("/indicators/code:2.9/progress{query}")).await.expect(200).body["value_status"].clone()
}

#[actix_web::test]
async fn the_statistics_authority_makes_an_approved_figure_final() {
    let app = with_authority().await;
    let report = approved(&app, "housing", "2.9", "2025-09", json!({"value": "2153000", "unit": "万元"})).await;
    assert_eq!(status(&app.leader().await, "").await, "approved");
    app.set_time("2025-10-12T02:00:00Z");
    let authority = app.lead("science").await;
    let made = authority.post("/indicators/code:2.9/confirmations", &of("215.3")).await.expect(201);
    for (field, expected) in [
        ("value", json!("215.3")),
        ("value_text", json!("215.3 亿元")),
        ("document", json!("统函〔2026〕3号")),
        ("revision", json!(1)),
        ("serving", json!(true)),
        ("confirmed_at", json!("2025-10-12T02:00:00.000000Z")),
    ] {
        assert_eq!(made.body[field], expected, "{field}");
    }
    assert_eq!((&made.body["period"]["code"], &made.body["bureau"]["code"]), (&json!("2025-09"), &json!("science")));
    let own = app.lead("housing").await.get(&format!("/reports/{}", report.id())).await.expect(200).body;
    assert_eq!((&own["value_status"], &own["value_status_text"]), (&json!("final"), &json!("统计核定")));
    assert_eq!(
        (&own["status"], &own["value"], &own["version"]),
        (&json!("approved"), &json!("215.3"), &report.body["version"])
    );
    let leader = app.leader().await;
    assert_eq!(status(&leader, "").await, "final");
    assert_eq!(status(&leader, "?as_of=2025-10-11").await, "approved");
    authority.post("/indicators/code:2.9/confirmations", &of("215.3")).await.refused(409, "figure_confirmed");
}

#[actix_web::test]
async fn a_value_that_differs_is_corrected_first_and_confirmed_then() {
    let app = with_authority().await;
    let authority = app.lead("science").await;
    let report = approved(&app, "housing", "2.9", "2025-09", json!({"value": "215.3", "unit": "亿元"})).await;
    authority.post("/indicators/code:2.9/confirmations", &of("215.3")).await.expect(201);
    let path = "/indicators/code:2.9/confirmations";
    let list = "/confirmations?indicator=code:2.9";
    let second = corrected(&app, "housing", report.id(), json!({"value": "213"})).await;
    assert_eq!(second.body["value_status"], "revised");
    assert_eq!(status(&authority, "").await, "revised");
    let differs = authority.post(path, &of("215.3")).await.refused(422, "confirmation_differs");
    assert_eq!(differs.places(), ["/value"]);
    assert_eq!(differs.body["errors"][0]["meta"], json!({"confirmed": "215.3", "approved": "213"}));
    authority.post(path, &of("213")).await.expect(201);
    assert_eq!(status(&authority, "").await, "final");
    let page = app.reporter("industry").await.get(&format!("{list}&count=exact")).await.expect(200).body;
    let told: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["revision"].clone(), item["serving"].clone(), item["value"].clone()))
        .collect();
    assert_eq!(told, [(json!(1), json!(false), json!("215.3")), (json!(2), json!(true), json!("213"))]);
    assert!(page["items"][0].get("report_id").is_none(), "a bureau's report is its own");
    let none = authority.get(&format!("{list}&period=2025-08&count=exact")).await.expect(200).body;
    assert_eq!(none["page"]["total"], 0);
}

#[actix_web::test]
async fn nobody_else_confirms_and_not_even_the_authority_its_own_figures() {
    let app = with_authority().await;
    let path = "/indicators/code:2.9/confirmations";
    approved(&app, "housing", "2.9", "2025-09", json!({"value": "215.3", "unit": "亿元"})).await;
    for lead in ["housing", "industry"] {
        app.lead(lead).await.post(path, &of("215.3")).await.refused(403, "statistics_authority_only");
    }
    for user in ["science-reporter", "supervisor", "leader", "system-admin"] {
        app.user(user).await.post(path, &of("215.3")).await.refused(403, "permission_denied");
    }
    let id = app.supervisor().await.get("/indicators/code:2.9").await.expect(200);
    let elsewhere = format!("/indicators/{}/confirmations", id.id());
    app.user("erqi-science-lead").await.post(&elsewhere, &of("215.3")).await.refused(404, "not_found");
    app.user("city-science-lead").await.post(&elsewhere, &of("215.3")).await.refused(403, "other_jurisdiction");
    let share = json!({"numerator": "130", "denominator": "176"});
    approved(&app, "science", "8.7", "2025-09", share).await;
    let own = app.lead("science").await.post("/indicators/code:8.7/confirmations", &of("73.8636")).await;
    own.refused(403, "own_submission");
}

#[actix_web::test]
async fn without_an_approved_figure_there_is_nothing_to_confirm_whatever_is_under_way() {
    let app = with_authority().await;
    let (authority, lead) = (app.lead("science").await, app.lead("housing").await);
    let path = "/indicators/code:2.9/confirmations";
    let before = authority.post(path, &of("215.3")).await.refused(409, "nothing_to_confirm");
    let report = draft_for(&lead, "2.9", "2025-09", json!({"value": "215.3", "unit": "亿元"})).await;
    act(&lead, &report, "submit", json!({})).await.expect(200);
    let after = authority.post(path, &of("215.3")).await.refused(409, "nothing_to_confirm");
    let told = |answer: &crate::kit::Answer| {
        let mut body = answer.body.clone();
        body.as_object_mut().unwrap().remove("request_id");
        body
    };
    assert_eq!(told(&before), told(&after), "a submission shows");
    approved(&app, "housing", "6.6", "2025-09", json!({"achieved_on": "2025-09-28"})).await;
    authority.post("/indicators/code:6.6/confirmations", &of("1")).await.refused(409, "nothing_to_confirm");
    let missing = json!({"period": "2024-09", "value": "1", "document": "x"});
    authority.post(path, &missing).await.refused(422, "reference_not_found");
}

#[actix_web::test]
async fn it_may_come_a_year_later_in_a_closed_period() {
    let app = with_authority().await;
    let report = approved(&app, "housing", "2.9", "2025-09", json!({"value": "215.3", "unit": "亿元"})).await;
    let supervisor = app.supervisor().await;
    let period = supervisor.get("/periods/code:2025-09").await.expect(200);
    supervisor.act("/periods/code:2025-09/close", period.etag(), &json!({})).await.expect(200);
    let indicator = supervisor.get("/indicators/code:2.9").await.expect(200).id().to_owned();
    app.set_time("2026-10-10T02:00:00Z");
    let path = format!("/indicators/{indicator}/confirmations");
    app.lead("science").await.post(&path, &of("215.3")).await.expect(201);
    let seen = app.supervisor().await.get(&format!("/reports/{}", report.id())).await.expect(200);
    assert_eq!(seen.body["value_status"], "final");
}
