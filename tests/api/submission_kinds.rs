//! 零报告, 无变化, 不适用: explicit submissions. Missing is none of them.
use crate::kit::{
    Answer, Client, TestApp,
    reporting::{act, approved, corrected, draft_for},
};
use serde_json::{Value, json};

fn yi(value: &str) -> Value {
    json!({"value": value, "unit": "亿元"})
}
fn kind(kind: &str) -> Value {
    json!({"submission_kind": kind})
}
async fn submit(client: &Client, report: &Answer) -> Answer {
    act(client, report, "submit", json!({})).await
}
async fn progress(app: &TestApp, code: &str) -> Value {
    app.leader().await.get(&format!("/indicators/code:{code}/progress")).await.expect(200).body
}

#[actix_web::test]
async fn a_zero_report_stands_for_zero_and_only_where_it_can_be_true() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let july = approved(&app, "housing", "2.9", "2025-07", kind("zero")).await;
    assert_eq!((&july.body["value"], &july.body["submission_kind"]), (&json!("0"), &json!("zero")));
    assert_eq!(progress(&app, "2.9").await["actual"], "0");
    // Spelt out, and after a zero.
    approved(&app, "housing", "2.9", "2025-08", json!({"submission_kind": "zero", "value": "0", "unit": "万元"})).await;
    approved(&app, "housing", "1.8", "2025-08", json!({"value": "5", "unit": "亩"})).await;
    let after = draft_for(&lead, "1.8", "2025-09", kind("zero")).await;
    let refused = submit(&lead, &after).await.refused(422, "not_zero");
    assert_eq!(
        (refused.places(), &refused.body["errors"][0]["meta"]["previous"]),
        (vec!["/submission_kind".to_owned()], &json!("5"))
    );
    // Of an increment it says that nothing happened in the period.
    approved(&app, "industry", "3.1", "2025-08", json!({"value": "7", "unit": "个"})).await;
    approved(&app, "industry", "3.1", "2025-09", kind("zero")).await;
    assert_eq!(
        (&progress(&app, "3.1").await["actual"], &progress(&app, "3.1").await["period"]),
        (&json!("7"), &json!("2025-09"))
    );
}

#[actix_web::test]
async fn no_change_takes_over_the_last_approved_figure() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let first = draft_for(&lead, "2.9", "2025-08", kind("no_change")).await;
    submit(&lead, &first).await.refused(422, "no_previous_value");
    let july = approved(&app, "housing", "2.9", "2025-07", yi("120.5")).await;
    let sent = submit(&lead, &first).await.expect(200);
    assert_eq!((&sent.body["value"], &sent.body["value_reported"]), (&json!("120.5"), &json!(null)));
    // Taken back, it states no figure of its own, and takes over anew.
    let back = act(&lead, &sent, "withdraw", json!({})).await.expect(200);
    assert_eq!(back.body["value"], json!(null));
    corrected(&app, "housing", july.id(), yi("121")).await;
    let sent = submit(&lead, &back).await.expect(200);
    assert_eq!(sent.body["value"], "121");
    act(&app.supervisor().await, &sent, "approve", json!({})).await.expect(200);
    let seen = progress(&app, "2.9").await;
    assert_eq!((&seen["actual"], &seen["period"]), (&json!("121"), &json!("2025-08")));
    // A ratio takes over its parts; a milestone says nothing new.
    approved(&app, "science", "8.7", "2025-08", json!({"numerator": "130", "denominator": "176"})).await;
    let share = approved(&app, "science", "8.7", "2025-09", kind("no_change")).await;
    assert_eq!(
        (&share.body["numerator"], &share.body["denominator"], &share.body["value"]),
        (&json!("130"), &json!("176"), &json!("73.8636"))
    );
    approved(&app, "housing", "6.6", "2025-09", kind("no_change")).await;
}

#[actix_web::test]
async fn not_applicable_counts_as_submitted_and_leaves_the_count() {
    let app = TestApp::with_reporting().await;
    approved(&app, "housing", "2.9", "2025-07", yi("100")).await;
    app.set_time("2025-10-20T02:00:00Z");
    assert_eq!(progress(&app, "2.9").await["stale"], true);
    let lead = app.lead("housing").await;
    for period in ["2025-08", "2025-09"] {
        let silent = draft_for(&lead, "2.9", period, kind("not_applicable")).await;
        let refused = submit(&lead, &silent).await.refused(422, "value_required");
        assert_eq!(refused.places(), ["/narrative"]);
        let path = format!("/reports/{}", silent.id());
        let told = lead.patch(&path, silent.etag(), &json!({"narrative": "8月起移交市级统计"})).await.expect(200);
        let sent = submit(&lead, &told).await.expect(200);
        let done = act(&app.supervisor().await, &sent, "approve", json!({})).await.expect(200);
        assert_eq!((&done.body["value"], &done.body["value_text"]), (&json!(null), &json!(null)));
    }
    let seen = progress(&app, "2.9").await;
    assert_eq!((&seen["actual"], &seen["period"], &seen["stale"]), (&json!("100"), &json!("2025-07"), &json!(false)));
    let owed = lead.get("/obligations?indicator=code:2.9&period=2025-09").await.expect(200).body;
    assert_eq!(owed["items"][0]["state"], "approved");
    // A sum of increments does not miss a period that does not apply.
    let not = json!({"submission_kind": "not_applicable", "narrative": "停办"});
    approved(&app, "industry", "3.1", "2025-07", json!({"value": "3", "unit": "个"})).await;
    approved(&app, "industry", "3.1", "2025-08", not).await;
    approved(&app, "industry", "3.1", "2025-09", json!({"value": "4", "unit": "个"})).await;
    let seen = progress(&app, "3.1").await;
    assert_eq!(seen["actual"], "7");
    let missing = seen["missing_periods"].as_array().unwrap();
    assert!(!missing.contains(&json!("2025-08")) && missing.contains(&json!("2025-06")), "{missing:?}");
}

#[actix_web::test]
async fn what_contradicts_the_kind_is_refused_all_at_once() {
    let app = TestApp::with_reporting().await;
    let (lead, industry) = (app.lead("housing").await, app.lead("industry").await);
    let post = |client: Client, indicator: &'static str, stated: Value| async move {
        let mut body = json!({"indicator": format!("code:{indicator}"), "period": "2025-09"});
        body.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
        client.post("/reports", &body).await
    };
    let zero = json!({"submission_kind": "zero", "value": "3", "unit": "亿元", "decrease_reason": "correction"});
    let refused = post(lead.clone(), "2.9", zero).await.refused(422, "contradicts_kind");
    assert_eq!(refused.places(), ["/value", "/decrease_reason"]);
    let same = json!({"submission_kind": "no_change", "value": "0", "unit": "亿元"});
    assert_eq!(post(lead.clone(), "2.9", same).await.refused(422, "contradicts_kind").places(), ["/value", "/unit"]);
    for (client, indicator, name) in [(&lead, "6.6", "zero"), (&industry, "3.1", "no_change")] {
        let refused = post(client.clone(), indicator, kind(name)).await.refused(422, "submission_kind_not_allowed");
        assert_eq!(refused.places(), ["/submission_kind"], "{name}");
    }
    // A draft with a figure becomes another kind only together with the figure's end.
    let draft = draft_for(&lead, "2.9", "2025-09", yi("3")).await;
    let path = format!("/reports/{}", draft.id());
    lead.patch(&path, draft.etag(), &kind("not_applicable")).await.refused(422, "contradicts_kind");
    let cleared = json!({"submission_kind": "not_applicable", "value": null, "unit": null});
    let cleared = lead.patch(&path, draft.etag(), &cleared).await.expect(200);
    assert_eq!((&cleared.body["submission_kind"], &cleared.body["value"]), (&json!("not_applicable"), &json!(null)));
}
