//! Many at once: one winner, one effect, and no client ever hears of a busy database.
use crate::kit::{
    Json, TestApp, key,
    reporting::{act, draft, draft_for},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

#[actix_web::test]
async fn sixteen_concurrent_approvals_leave_one_winner_and_one_audit_entry() {
    let app = TestApp::with_reporting().await;
    let report = draft(&app.reporter("housing").await, "1.8", json!({"value": "800", "unit": "亩"})).await;
    let path = format!("/reports/{}", report.id());
    let submitted =
        app.lead("housing").await.act(&format!("{path}/submit"), report.etag(), &json!({})).await.expect(200);
    let supervisor = app.supervisor().await;
    let approvals = (0..16).map(|_| {
        let (supervisor, path, etag) = (supervisor.clone(), format!("{path}/approve"), submitted.etag().to_owned());
        async move { supervisor.act(&path, &etag, &json!({})).await.status }
    });
    let mut statuses = join_all(approvals).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| matches!(status, 409 | 412)), "{statuses:?}");
    let audit = app.user("audit-admin").await;
    let entries =
        audit.get(&format!("/audit-entries?action=report.approved&resource_id={}&count=exact", report.id())).await;
    assert_eq!(entries.body["page"]["total"], 1);
    app.seal();
    assert_eq!(audit.get("/audit-entries/verification").await.body["intact"], true);
}

#[actix_web::test]
async fn fifty_concurrent_posts_with_one_key_make_one_report() {
    let app = TestApp::with_reporting().await;
    let reporter = app.reporter("housing").await;
    let key = key();
    let posts = (0..50).map(|_| {
        let body = json!({"indicator": "code:1.8", "period": "2025-09", "value": "800", "unit": "亩"});
        let request = reporter.request(Method::POST, "/reports").header("Idempotency-Key", &key).json(&body);
        let reporter = reporter.clone();
        async move { reporter.send(request).await }
    });
    let answers = join_all(posts).await;
    let fresh: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 201 && answer.header("idempotency-replayed").is_empty())
        .collect();
    assert_eq!(fresh.len(), 1, "one 201 of its own");
    for answer in &answers {
        let same = answer.status == 201 && answer.bytes == fresh[0].bytes;
        assert!(same || answer.status == 409, "{} {:#}", answer.status, answer.body);
    }
    assert_eq!(reporter.get("/reports?count=exact").await.body["page"]["total"], 1);
}

/// Ten seconds of sixteen writers, on each database.
#[actix_web::test]
async fn sixteen_writers_for_ten_seconds_never_hear_of_a_busy_database() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let end = Instant::now() + Duration::from_secs(10);
    let writers = (0..16).map(|writer| {
        let supervisor = supervisor.clone();
        async move {
            let (mut written, mut number) = (0, 0);
            while Instant::now() < end {
                let body = json!({"plan": "code:2025", "code": format!("w{writer}-{number}"), "name": "并发写入"});
                let answer = supervisor.post("/areas", &body).await;
                assert_eq!(answer.status, 201, "{:#}", answer.body);
                (written, number) = (written + 1, number + 1);
            }
            written
        }
    });
    let written: i64 = join_all(writers).await.into_iter().sum();
    assert!(written >= 16, "{written}");
    // Area 1 and what was written, each with one entry of the chain.
    assert_eq!(supervisor.get("/areas?count=exact&limit=1").await.body["page"]["total"], written + 1);
    let audit = app.user("audit-admin").await;
    app.seal();
    assert_eq!(audit.get("/audit-entries/verification").await.body["intact"], true);
    assert_eq!(
        audit.get("/audit-entries?action=area.created&count=exact&limit=1").await.body["page"]["total"],
        written
    );
}

/// A period that closes while reports are submitted: whichever is first, no report is submitted into a closed period.
#[actix_web::test]
async fn no_report_slips_into_a_period_that_closes_meanwhile() {
    let app = TestApp::with_reporting().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    for period in ["2025-03", "2025-04", "2025-05", "2025-06"] {
        let mut drafts = Vec::new();
        for indicator in ["1.8", "2.9"] {
            let unit = if indicator == "1.8" { "亩" } else { "亿元" };
            drafts.push(draft_for(&lead, indicator, period, json!({"value": "5", "unit": unit})).await);
        }
        let read = supervisor.get(&format!("/periods/code:{period}")).await.expect(200);
        let close =
            async { supervisor.act(&format!("/periods/{}/close", read.id()), read.etag(), &json!({})).await.status };
        let submit = drafts.iter().map(|report| act(&lead, report, "submit", json!({})));
        let (closed, submitted) = futures_util::future::join(close, join_all(submit)).await;
        assert_eq!(closed, 200);
        assert!(
            submitted.iter().all(|answer| answer.status == 200 || answer.code() == "period_closed"),
            "{submitted:?}"
        );
    }
    let audit = app.user("audit-admin").await;
    let entries = audit.get("/audit-entries?limit=200").await.expect(200).body["items"].as_array().unwrap().clone();
    let mut closed: Vec<String> = Vec::new();
    for entry in entries {
        let payload: serde_json::Value = serde_json::from_str(entry["payload"].as_str().unwrap()).unwrap();
        match entry["action"].as_str().unwrap() {
            "period.closed" => closed.push(entry["resource_id"].as_str().unwrap().to_owned()),
            "report.submitted" => {
                let report = supervisor.get(&format!("/reports/{}", entry["resource_id"].as_str().unwrap())).await.body;
                let period = report["period"]["id"].as_str().unwrap().to_owned();
                assert!(!closed.contains(&period), "{payload}");
            }
            _ => {}
        }
    }
    assert_eq!(closed.len(), 4);
}
