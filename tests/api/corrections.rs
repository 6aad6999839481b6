//! Corrections: the next revision of an approved report, which serves until that one is approved.
use crate::kit::{
    Answer, Client, TestApp,
    reporting::{act, approved, corrected, draft_for},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn yi(value: &str) -> Value {
    json!({"value": value, "unit": "亿元"})
}
fn because(changes: Value) -> Value {
    json!({"reason": "statistical_verification", "evidence": "统计局核定函", "changes": changes})
}
async fn read(client: &Client, report: &str) -> Answer {
    client.get(&format!("/reports/{report}")).await.expect(200)
}
async fn actual(client: &Client, indicator: &str, query: &str) -> Value {
    client.get(&format!("/indicators/code:{indicator}/progress{query}")).await.expect(200).body["actual"].clone()
}

#[actix_web::test]
async fn the_approved_report_serves_until_its_correction_is_approved() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    assert_eq!((&first.body["serving"], &first.body["value_status"]), (&json!(true), &json!("approved")));
    let seen = read(&lead, first.id()).await;
    let second = act(&lead, &seen, "corrections", because(json!({"narrative": "按统计核定数更正"}))).await.expect(201);
    assert_eq!(second.header("location"), format!("/api/v1/reports/{}", second.id()));
    for (field, expected) in [
        ("revision", json!(2)),
        ("status", json!("draft")),
        ("value", json!("215.3")),
        ("unit_reported", json!("亿元")),
        ("narrative", json!("按统计核定数更正")),
        ("corrects", json!(first.id())),
        ("correction_reason", json!("statistical_verification")),
        ("correction_evidence", json!("统计局核定函")),
        ("serving", json!(false)),
        ("value_status", json!(null)),
        ("first_submitted_at", json!(null)),
        ("submitted_by", json!(null)),
    ] {
        assert_eq!(second.body[field], expected, "{field}");
    }
    let path = format!("/reports/{}", second.id());
    let second = lead.patch(&path, second.etag(), &json!({"value": "213.1"})).await.expect(200);
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    assert_eq!(second.body["value_status"], "provisional");
    let still = read(&lead, first.id()).await;
    assert_eq!((&still.body["status"], &still.body["serving"]), (&json!("approved"), &json!(true)));
    assert_eq!(actual(&supervisor, "2.9", "").await, "215.3");
    assert_eq!(actual(&supervisor, "2.9", "?basis=latest").await, "213.1");
    // Another bureau does not see what is under way.
    assert_eq!(actual(&app.lead("science").await, "2.9", "?basis=latest").await, "215.3");
    let second = act(&supervisor, &second, "approve", json!({})).await.expect(200);
    assert_eq!((&second.body["serving"], &second.body["value_status"]), (&json!(true), &json!("revised")));
    let first = read(&lead, first.id()).await.body;
    for (field, expected) in [
        ("status", json!("superseded")),
        ("status_text", json!("已被修订")),
        ("serving", json!(false)),
        ("value", json!("215.3")),
        ("superseded_by", json!(second.id())),
        ("superseded_at", json!("2025-10-10T02:00:00.000000Z")),
        ("value_status", json!("approved")),
    ] {
        assert_eq!(first[field], expected, "{field}");
    }
    assert_eq!(actual(&app.lead("science").await, "2.9", "").await, "213.1");
}

#[actix_web::test]
async fn the_revisions_of_a_report_are_told_with_their_reasons() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    let second = corrected(&app, "housing", first.id(), json!({"value": "216"})).await;
    let seen = read(&lead, second.id()).await;
    let third = act(&lead, &seen, "corrections", because(json!({"value": "217"}))).await.expect(201);
    for id in [first.id(), second.id(), third.id()] {
        let page = lead.get(&format!("/reports/{id}/revisions?count=exact")).await.expect(200).body;
        let told: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                (
                    item["revision"].clone(),
                    item["status"].clone(),
                    item["value_text"].clone(),
                    item["correction_reason"].clone(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (json!(1), json!("superseded"), json!("215.3 亿元"), json!(null)),
                (json!(2), json!("approved"), json!("216.0 亿元"), json!("clerical_error")),
                (json!(3), json!("draft"), json!("217.0 亿元"), json!("statistical_verification")),
            ]
        );
        assert_eq!(page["page"]["total"], 3);
    }
    let page = lead.get(&format!("/reports/{}/revisions?limit=2", first.id())).await.expect(200).body;
    let cursor = page["page"]["next_cursor"].as_str().unwrap();
    let rest = lead.get(&format!("/reports/{}/revisions?limit=2&cursor={cursor}", first.id())).await.expect(200).body;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["items"][0]["id"]), (1, &json!(third.id())));
    app.lead("science").await.get(&format!("/reports/{}/revisions", first.id())).await.refused(404, "not_found");
    // The feed tells of both sides.
    let audit = app.user("audit-admin").await;
    let entries = audit.get(&format!("/audit-entries?resource_id={}&count=exact", first.id())).await.expect(200).body;
    assert!(entries["items"].as_array().unwrap().iter().any(|entry| entry["action"] == "report.superseded"));
}

#[actix_web::test]
async fn only_the_serving_report_is_corrected_once_at_a_time_and_by_its_bureau() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let draft = draft_for(&lead, "2.9", "2025-09", yi("215.3")).await;
    act(&lead, &draft, "corrections", because(json!({}))).await.refused(409, "report_not_correctable");
    act(&lead, &draft, "discard", json!({})).await.refused(409, "report_not_discardable");
    let evidence = json!({"correction_evidence": "x"});
    lead.patch(&format!("/reports/{}", draft.id()), draft.etag(), &evidence).await.refused(422, "invalid_value");
    let sent = act(&lead, &draft, "submit", json!({})).await.expect(200);
    let first = act(&supervisor, &sent, "approve", json!({})).await.expect(200);
    let seen = read(&lead, first.id()).await;
    act(&app.reporter("science").await, &seen, "corrections", because(json!({}))).await.refused(404, "not_found");
    act(&supervisor, &seen, "corrections", because(json!({}))).await.refused(403, "permission_denied");
    act(&lead, &draft, "corrections", because(json!({}))).await.refused(412, "precondition_failed");
    // The reporter drafts a correction, too; only the lead signs it off.
    let reporter = app.reporter("housing").await;
    let second = act(&reporter, &seen, "corrections", because(json!({"value": "216"}))).await.expect(201);
    act(&reporter, &second, "submit", json!({})).await.refused(403, "permission_denied");
    let pending = act(&lead, &seen, "corrections", because(json!({}))).await.refused(409, "correction_pending");
    assert_eq!(pending.body["existing"], second.id());
    let shown = read(&lead, first.id()).await.body;
    let correct = shown["allowed_actions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["operation"] == "create_report_correction")
        .unwrap();
    assert_eq!((&correct["allowed"], &correct["reason"]), (&json!(false), &json!("correction_pending")));
    let body = json!({"indicator": "code:2.9", "period": "2025-09", "value": "1", "unit": "亿元"});
    let exists = lead.post("/reports", &body).await.refused(409, "report_exists");
    assert_eq!(exists.body["existing"], first.id());
    // Given up, it stays; the next one is a revision of its own.
    let gone = act(&reporter, &second, "discard", json!({})).await.expect(200);
    assert_eq!((&gone.body["status"], &gone.body["status_text"]), (&json!("discarded"), &json!("已作废")));
    act(&lead, &gone, "submit", json!({})).await.refused(409, "report_not_submittable");
    let third = act(&lead, &read(&lead, first.id()).await, "corrections", because(json!({}))).await.expect(201);
    assert_eq!(third.body["revision"], 3);
    let third = act(&lead, &third, "submit", json!({})).await.expect(200);
    act(&lead, &third, "discard", json!({})).await.refused(409, "report_not_discardable");
    let third = act(&supervisor, &third, "approve", json!({})).await.expect(200);
    act(&lead, &read(&lead, first.id()).await, "corrections", because(json!({})))
        .await
        .refused(409, "report_not_correctable");
    assert_eq!(read(&lead, third.id()).await.body["serving"], true);
}

#[actix_web::test]
async fn a_correction_names_its_reason_and_evidence_and_every_fault_at_once() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    let seen = read(&lead, first.id()).await;
    let lacking = act(&lead, &seen, "corrections", json!({})).await.refused(422, "required");
    assert_eq!(lacking.places(), ["/reason", "/evidence"]);
    let body = json!({"reason": "mood", "evidence": ""});
    assert_eq!(act(&lead, &seen, "corrections", body).await.expect(422).places().len(), 2);
    let wrong = because(json!({"unit": "亩", "numerator": "1"}));
    let wrong = act(&lead, &seen, "corrections", wrong).await.expect(422);
    let mut places = wrong.places();
    places.sort();
    assert_eq!(places, ["/changes/numerator", "/changes/unit"]);
    let rehearsed = format!("/reports/{}/corrections?dry_run=true", first.id());
    lead.act(&rehearsed, seen.etag(), &because(json!({"value": "1"}))).await.expect(201);
    assert_eq!(lead.get("/reports?count=exact").await.body["page"]["total"], 1);
}

#[actix_web::test]
async fn a_closed_period_takes_corrections_and_nothing_else() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let first = approved(&app, "housing", "2.9", "2025-08", yi("200")).await;
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await.expect(200);
    let body = json!({"indicator": "code:1.8", "period": "2025-08", "value": "1", "unit": "亩"});
    lead.post("/reports", &body).await.refused(409, "period_closed");
    let second =
        act(&lead, &read(&lead, first.id()).await, "corrections", because(json!({"value": "199"}))).await.expect(201);
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    let second = act(&lead, &second, "withdraw", json!({})).await.expect(200);
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    let back = json!({"reason": "evidence_missing", "comment": "请附核定函"});
    let second = act(&supervisor, &second, "return", back).await.expect(200);
    let path = format!("/reports/{}", second.id());
    let changes = json!({"value": "198", "correction_evidence": "统计局核定函(附原件)"});
    let second = lead.patch(&path, second.etag(), &changes).await.expect(200);
    assert_eq!(second.body["correction_evidence"], "统计局核定函(附原件)");
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    act(&supervisor, &second, "approve", json!({})).await.expect(200);
    assert_eq!(actual(&lead, "2.9", "").await, "198");
}

#[actix_web::test]
async fn an_open_correction_takes_nothing_back_and_an_approved_one_is_not_late() {
    let app = TestApp::with_reporting().await;
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    app.set_time("2025-11-20T02:00:00Z");
    let lead = app.lead("housing").await;
    let fulfilled = |lead: Client| async move {
        let page = lead.get("/obligations?indicator=code:2.9&period=2025-09").await.expect(200).body;
        let owed = page["items"][0].clone();
        (owed["state"].clone(), owed["overdue"].clone(), owed["on_time"].clone(), owed["report_id"].clone())
    };
    let as_before = (json!("approved"), json!(false), json!(true), json!(first.id()));
    let second =
        act(&lead, &read(&lead, first.id()).await, "corrections", because(json!({"value": "216"}))).await.expect(201);
    assert_eq!(fulfilled(lead.clone()).await, as_before, "drafted");
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    assert_eq!(fulfilled(lead.clone()).await, as_before, "submitted");
    let back = json!({"reason": "evidence_missing", "comment": "请附核定函", "due_on": "2025-11-25"});
    let second = act(&app.supervisor().await, &second, "return", back).await.expect(200);
    app.set_time("2025-12-01T02:00:00Z");
    let lead = app.lead("housing").await;
    assert_eq!(fulfilled(lead.clone()).await, as_before, "returned and past its day");
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    act(&app.supervisor().await, &second, "approve", json!({})).await.expect(200);
    let (state, overdue, on_time, report) = fulfilled(lead.clone()).await;
    assert_eq!((state, overdue, on_time), (json!("approved"), json!(false), json!(true)));
    assert_eq!(report, second.id());
}

#[actix_web::test]
async fn what_was_believed_on_a_day_is_the_revision_that_served_then() {
    let app = TestApp::with_reporting().await;
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    app.set_time("2025-10-12T02:00:00Z");
    let lead = app.lead("housing").await;
    let second =
        act(&lead, &read(&lead, first.id()).await, "corrections", because(json!({"value": "213"}))).await.expect(201);
    let second = act(&lead, &second, "submit", json!({})).await.expect(200);
    app.set_time("2025-10-13T02:00:00Z");
    act(&app.supervisor().await, &second, "approve", json!({})).await.expect(200);
    app.set_time("2025-10-20T02:00:00Z");
    let leader = app.leader().await;
    let on = |day: &'static str, basis: &'static str| {
        let leader = leader.clone();
        async move {
            let query = format!("?as_of=2025-10-{day}&basis={basis}");
            let seen = leader.get(&format!("/indicators/code:2.9/progress{query}")).await.expect(200).body;
            (seen["actual"].clone(), seen["value_status"].clone())
        }
    };
    for (day, basis, value, status) in [
        ("09", "approved", json!(null), json!(null)),
        ("11", "approved", json!("215.3"), json!("approved")),
        ("12", "approved", json!("215.3"), json!("approved")),
        ("12", "latest", json!("213"), json!("provisional")),
        ("13", "approved", json!("213"), json!("revised")),
        ("20", "latest", json!("213"), json!("revised")),
    ] {
        assert_eq!(on(day, basis).await, (value, status), "{day} {basis}");
    }
}

#[actix_web::test]
async fn a_correction_stands_between_its_neighbours_or_says_why_not() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    approved(&app, "housing", "2.9", "2025-07", yi("100")).await;
    let august = approved(&app, "housing", "2.9", "2025-08", yi("120")).await;
    let september = approved(&app, "housing", "2.9", "2025-09", yi("150")).await;
    let seen = read(&lead, august.id()).await;
    let path = |report: &Answer| format!("/reports/{}", report.id());
    let draft = act(&lead, &seen, "corrections", because(json!({"value": "150.0001"}))).await.expect(201);
    act(&lead, &draft, "submit", json!({})).await.refused(422, "cumulative_overtakes");
    let draft = lead.patch(&path(&draft), draft.etag(), &json!({"value": "99.9999"})).await.expect(200);
    act(&lead, &draft, "submit", json!({})).await.refused(422, "cumulative_decreased");
    let draft = lead.patch(&path(&draft), draft.etag(), &json!({"value": "140"})).await.expect(200);
    let sent = act(&lead, &draft, "submit", json!({})).await.expect(200);
    // Before it is approved, July is corrected above it: what serves is compared again.
    let before = read(&lead, september.id()).await;
    let july = lead.get("/reports?indicator=code:2.9&period=2025-07").await.body["items"][0]["id"].clone();
    corrected(&app, "housing", july.as_str().unwrap(), json!({"value": "145", "decrease_reason": "correction"})).await;
    act(&app.supervisor().await, &sent, "approve", json!({})).await.refused(422, "cumulative_decreased");
    let after = read(&lead, september.id()).await;
    assert_eq!((after.etag(), &after.body), (before.etag(), &before.body), "September is as it was");
}

#[actix_web::test]
async fn concurrent_corrections_leave_one() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let first = approved(&app, "housing", "2.9", "2025-09", yi("215.3")).await;
    let seen = read(&lead, first.id()).await;
    let attempts = (0..8).map(|_| {
        let (lead, seen) = (lead.clone(), seen.clone());
        async move { act(&lead, &seen, "corrections", because(json!({}))).await.status }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[409; 7][..]));
    assert_eq!(lead.get("/reports?count=exact").await.body["page"]["total"], 2);
}

/// A small generator, so that a failing order can be run again.
struct Dice(u64);
impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

const MONTHS: [&str; 4] = ["2025-06", "2025-07", "2025-08", "2025-09"];

/// What is served after each step of a random order of reporting and correcting is what a naive recomputation says, on that
/// day and ever after (`as_of`), and no step touches another month's report.
async fn random_order_is_recomputed(indicator: &str, unit: &str, bureau: &str, increments: bool, seed: u64) {
    let app = TestApp::with_reporting().await;
    let mut dice = Dice(seed);
    let (mut reports, mut values): (BTreeMap<usize, String>, BTreeMap<usize, u32>) = Default::default();
    let mut believed = Vec::new();
    for step in 0..9_u32 {
        app.set_time(&format!("2025-10-{:02}T02:00:00Z", 11 + step));
        let (month, value) = (dice.throw(MONTHS.len()), 1 + u32::try_from(dice.throw(400)).unwrap());
        let lead = app.lead(bureau).await;
        let mut others = Vec::new();
        for (_, id) in reports.iter().filter(|(other, _)| **other != month) {
            others.push((id.clone(), read(&lead, id).await));
        }
        // Figures are wild on purpose: the reason keeps them from being refused.
        let stated =
            json!({"value": value.to_string(), "unit": unit, "decrease_reason": "correction", "confirm": true});
        let done = match reports.get(&month) {
            None => approved(&app, bureau, indicator, MONTHS[month], stated).await,
            Some(serving) => corrected(&app, bureau, serving, stated).await,
        };
        reports.insert(month, done.id().to_owned());
        values.insert(month, value);
        for (id, before) in others {
            let after = read(&lead, &id).await;
            assert_eq!((after.etag(), &after.body), (before.etag(), &before.body), "seed {seed} step {step}");
        }
        let naive = if increments { values.values().sum::<u32>() } else { *values.values().next_back().unwrap() };
        believed.push((format!("2025-10-{:02}", 11 + step), naive.to_string()));
    }
    let leader = app.leader().await;
    for (day, naive) in &believed {
        for basis in ["approved", "latest"] {
            let served = actual(&leader, indicator, &format!("?as_of={day}&basis={basis}")).await;
            assert_eq!(served, json!(naive), "seed {seed} as of {day} {basis}");
        }
    }
    let last = believed.last().map(|(_, naive)| json!(naive)).unwrap();
    assert_eq!(actual(&leader, indicator, "").await, last, "seed {seed}");
}

#[actix_web::test]
async fn random_orders_of_reporting_and_correcting_a_cumulative_figure_are_recomputed() {
    for seed in [1, 20251010, 77] {
        random_order_is_recomputed("2.9", "亿元", "housing", false, seed).await;
    }
}

#[actix_web::test]
async fn random_orders_of_reporting_and_correcting_increments_are_recomputed() {
    for seed in [2, 410102, 31] {
        random_order_is_recomputed("3.1", "个", "industry", true, seed).await;
    }
}
