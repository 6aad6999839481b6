//! The slip guard, which asks before it lets a figure pass, and quality flags, which never block.
use crate::{
    kit::{
        Answer, Client, TestApp,
        reporting::{act, approved, corrected, draft_for},
    },
    progress::{indicator, plan},
};
use serde_json::{Value, json};

fn yi(value: &str) -> Value {
    json!({"value": value, "unit": "亿元"})
}
fn flags(report: &Value) -> Vec<&str> {
    report["quality_flags"].as_array().unwrap().iter().map(|raised| raised["flag"].as_str().unwrap()).collect()
}
/// The meta of the refusal as a suspected slip.
async fn slip(client: &Client, report: &Answer) -> Value {
    let refused = act(client, report, "submit", json!({})).await.refused(422, "suspected_unit_slip");
    refused.body["errors"][0]["meta"].clone()
}
async fn stated(client: &Client, report: &Answer, changes: Value) -> Answer {
    client.patch(&format!("/reports/{}", report.id()), report.etag(), &changes).await.expect(200)
}

#[actix_web::test]
async fn a_thousand_times_the_last_value_or_the_target_is_asked_about() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    let lead = app.lead("housing").await;
    // The first report has only the target to be held against: 335.3 亿元.
    let august = draft_for(&lead, "2.9", "2025-08", yi("2100000")).await;
    let meta = slip(&lead, &august).await;
    assert_eq!(
        (&meta["against"], &meta["previous"], &meta["target"]),
        (&json!("target"), &json!(null), &json!("335.3"))
    );
    let rehearsal = format!("/reports/{}/submit?dry_run=true", august.id());
    lead.act(&rehearsal, august.etag(), &json!({})).await.refused(422, "suspected_unit_slip");
    // The same digits in the right unit.
    let august = stated(&lead, &august, json!({"unit": "万元"})).await;
    let august = act(&lead, &august, "submit", json!({})).await.expect(200);
    act(&app.supervisor().await, &august, "approve", json!({})).await.expect(200);
    let september = draft_for(&lead, "2.9", "2025-09", yi("210000")).await;
    let meta = slip(&lead, &september).await;
    assert_eq!(meta, json!({"against": "previous", "ratio": "1000", "previous": "210", "target": "335.3"}));
    let hair = stated(&lead, &september, yi("209999.9999")).await;
    lead.act(&format!("/reports/{}/submit?dry_run=true", hair.id()), hair.etag(), &json!({})).await.expect(200);
    // The bureau may say that it is right; a change of the figure takes that back.
    let sure = stated(&lead, &hair, json!({"value": "210000", "confirm": true})).await;
    assert_eq!(sure.body["slip_confirmed"], true);
    let told = stated(&lead, &sure, json!({"narrative": "核对无误"})).await;
    assert_eq!(told.body["slip_confirmed"], true);
    let other = stated(&lead, &told, json!({"value": "220000"})).await;
    assert_eq!(other.body["slip_confirmed"], false);
    slip(&lead, &other).await;
    let sure = stated(&lead, &other, json!({"confirm": true})).await;
    act(&lead, &sure, "submit", json!({})).await.expect(200);
}

#[actix_web::test]
async fn a_thousandth_and_increments_and_projects_are_asked_about_too() {
    let app = TestApp::with_reporting().await;
    let (industry, supervisor) = (app.lead("industry").await, app.supervisor().await);
    approved(&app, "industry", "3.1", "2025-07", json!({"value": "0", "unit": "个"})).await;
    // Zero is no measure, and a zero after something is no slip.
    approved(&app, "industry", "3.1", "2025-08", json!({"value": "5000", "unit": "个"})).await;
    let small = draft_for(&industry, "3.1", "2025-09", json!({"value": "5", "unit": "个"})).await;
    assert_eq!(slip(&industry, &small).await["ratio"], "0.001");
    let zero = stated(&industry, &small, json!({"value": "0"})).await;
    act(&industry, &zero, "submit", json!({})).await.expect(200);
    // A project is held against the investment of the year, in 万元.
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    supervisor.patch("/projects/code:P001", project.etag(), &json!({"year_investment": "12000"})).await.expect(200);
    let body = json!({"project": "code:P001", "period": "2025-09", "value": "12000", "unit": "亿元"});
    let draft = industry.post("/reports", &body).await.expect(201);
    let meta = slip(&industry, &draft).await;
    assert_eq!((&meta["ratio"], &meta["target"]), (&json!("10000"), &json!("12000")));
    let right = stated(&industry, &draft, json!({"unit": "万元"})).await;
    let sent = act(&industry, &right, "submit", json!({})).await.expect(200).body;
    assert_eq!(flags(&sent), ["exactly_target"]);
    // At creation, too.
    let sure = json!({"project": "code:P001", "period": "2025-08", "value": "12000", "unit": "亿元", "confirm": true});
    let sure = industry.post("/reports", &sure).await.expect(201);
    act(&industry, &sure, "submit", json!({})).await.expect(200);
}

#[actix_web::test]
async fn the_same_value_three_periods_running_is_noted_and_blocks_nothing() {
    let app = TestApp::with_reporting().await;
    for period in ["2025-07", "2025-08"] {
        let report = approved(&app, "housing", "2.9", period, yi("120")).await;
        assert_eq!(flags(&report.body), [] as [&str; 0], "{period}");
    }
    let lead = app.lead("housing").await;
    let report = draft_for(&lead, "2.9", "2025-09", yi("120")).await;
    assert_eq!(flags(&report.body), [] as [&str; 0], "noted at the submission");
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let expected = json!([{"flag": "same_value", "text": "连续三期数值相同", "meta": {"value": "120", "periods": ["2025-07", "2025-08"]}}]);
    assert_eq!(report.body["quality_flags"], expected);
    // A new submission is looked at anew.
    let report = act(&lead, &report, "withdraw", json!({})).await.expect(200);
    let report = stated(&lead, &report, json!({"value": "130"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(flags(&report.body), [] as [&str; 0]);
}

#[actix_web::test]
async fn flags_are_listed_and_filtered_for_those_who_may_read_the_report() {
    let app = TestApp::with_reporting().await;
    approved(&app, "housing", "2.9", "2025-08", yi("120")).await;
    let fallen = json!({"value": "100", "unit": "亿元", "decrease_reason": "write_down"});
    let report = approved(&app, "housing", "2.9", "2025-09", fallen).await;
    assert_eq!(flags(&report.body), ["negative_increment"]);
    approved(&app, "housing", "1.8", "2025-09", json!({"value": "5", "unit": "亩"})).await;
    let total = |user: &'static str, query: &'static str| {
        let app = &app;
        async move { app.user(user).await.get(query).await.expect(200).body["page"]["total"].clone() }
    };
    for user in ["supervisor", "leader", "housing-lead", "housing-reporter", "city-supervisor"] {
        assert_eq!(total(user, "/quality-flags?count=exact").await, 1, "{user}");
    }
    for user in ["industry-lead", "science-reporter", "erqi-supervisor"] {
        assert_eq!(total(user, "/quality-flags?count=exact").await, 0, "{user}");
        assert_eq!(total(user, "/reports?flag=negative_increment&count=exact").await, 0, "{user}");
    }
    assert_eq!(total("leader", "/reports?flag=negative_increment&count=exact").await, 1);
    assert_eq!(total("leader", "/reports?flag=same_value,last_day_jump&count=exact").await, 0);
    for (query, count) in [
        ("/quality-flags?flag=negative_increment&count=exact", 1),
        ("/quality-flags?flag=same_value&count=exact", 0),
        ("/quality-flags?bureau=code:housing&period=2025-09&indicator=code:2.9&plan=code:2025&count=exact", 1),
        ("/quality-flags?bureau=code:industry&count=exact", 0),
        ("/quality-flags?indicator=code:1.8&count=exact", 0),
        ("/quality-flags?project=code:P001&count=exact", 0),
    ] {
        assert_eq!(total("supervisor", query).await, count, "{query}");
    }
    let item = app.leader().await.get("/quality-flags").await.expect(200).body["items"][0].clone();
    assert_eq!((&item["report_id"], &item["bureau"]["code"]), (&json!(report.id()), &json!("housing")));
    assert_eq!((&item["subject"]["code"], &item["period"]["code"]), (&json!("2.9"), &json!("2025-09")));
    assert_eq!(item["meta"], json!({"previous": "120", "value": "100"}));
}

#[actix_web::test]
async fn a_jump_on_the_last_day_is_noted_and_the_day_before_it_is_not() {
    let app = TestApp::with_reporting().await;
    // 70 by the end of July, 80 by the end of August: ten a month.
    approved(&app, "housing", "2.9", "2025-07", yi("70")).await;
    approved(&app, "housing", "2.9", "2025-08", yi("80")).await;
    let draft = draft_for(&app.lead("housing").await, "2.9", "2025-09", yi("110")).await;
    app.set_time("2025-10-13T15:59:59Z");
    let lead = app.lead("housing").await;
    let sent = act(&lead, &draft, "submit", json!({})).await.expect(200);
    assert_eq!(flags(&sent.body), [] as [&str; 0]);
    let back = act(&lead, &sent, "withdraw", json!({})).await.expect(200);
    app.set_time("2025-10-13T16:00:00Z");
    let lead = app.lead("housing").await;
    let sent = act(&lead, &back, "submit", json!({})).await.expect(200);
    let raised = json!([{"flag": "last_day_jump", "text": "截止日当天提交且数值突增", "meta": {"per_month": "30.0000", "mean_per_month": "10.0000"}}]);
    assert_eq!(sent.body["quality_flags"], raised);
    let done = act(&app.supervisor().await, &sent, "approve", json!({})).await.expect(200);
    // A correction has no last day.
    let second = corrected(&app, "housing", done.id(), json!({"value": "115"})).await;
    assert_eq!(flags(&second.body), [] as [&str; 0]);
}
