//! Drafting: who may, when, and what a report may state.
use crate::kit::{
    Json, TestApp,
    reporting::{act, draft, draft_for},
};
use reqwest::Method;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_report_is_drafted_read_and_changed() {
    let app = TestApp::with_reporting().await;
    let reporter = app.reporter("housing").await;
    let body = json!({"indicator": "code:2.9", "period": "code:2025-09", "value": "2153000", "unit": "万元", "narrative": "稳步推进"});
    let created = reporter.post("/reports", &body).await.expect(201);
    assert_eq!(created.header("location"), format!("/api/v1/reports/{}", created.id()));
    let report = &created.body;
    assert_eq!((&report["value"], &report["value_text"]), (&json!("215.3"), &json!("215.3 亿元")));
    assert_eq!(
        (&report["value_reported"], &report["unit_reported"], &report["unit"]),
        (&json!("2153000"), &json!("万元"), &json!("亿元"))
    );
    assert_eq!((&report["status"], &report["status_text"]), (&json!("draft"), &json!("草稿")));
    assert_eq!(
        (&report["subject"]["code"], &report["period"]["code"], &report["bureau"]["code"]),
        (&json!("2.9"), &json!("2025-09"), &json!("housing"))
    );
    assert_eq!((&report["due_at"], &report["demonstration"]), (&json!("2025-10-14T16:00:00.000000Z"), &json!(false)));
    let path = format!("/reports/{}", created.id());
    let read = reporter.get(&path).await.expect(200);
    assert_eq!((read.etag(), &read.body), (created.etag(), &created.body));
    let changed = reporter.patch(&path, read.etag(), &json!({"value": "2160000", "narrative": null})).await.expect(200);
    assert_eq!((&changed.body["value"], &changed.body["narrative"]), (&json!("216"), &json!(null)));
    let stale = reporter.patch(&path, read.etag(), &json!({"value": "1"})).await.refused(412, "precondition_failed");
    assert_eq!(stale.body["changed_fields"], json!(["narrative", "value", "value_reported"]));
}

#[actix_web::test]
async fn a_project_is_reported_in_its_investment_of_the_year_to_date() {
    let app = TestApp::with_reporting().await;
    let body = json!({"project": "code:P001", "period": "2025-09", "value": "1.25", "unit": "亿元"});
    let report = app.reporter("industry").await.post("/reports", &body).await.expect(201).body;
    assert_eq!((&report["value_text"], &report["subject"]["type"]), (&json!("12500 万元"), &json!("project")));
    app.reporter("housing").await.post("/reports", &body).await.refused(403, "report_not_owed");
}

#[actix_web::test]
async fn a_period_that_is_not_open_or_is_closed_rejects_reports() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let of = |period: &str| json!({"indicator": "code:1.8", "period": period, "value": "1", "unit": "亩"});
    let refused = lead.post("/reports", &of("2025-10")).await.refused(409, "period_not_open").body;
    assert_eq!(
        (&refused["opens_at"], &refused["current_state"]),
        (&json!("2025-10-31T16:00:00.000000Z"), &json!("not_open"))
    );
    let late = draft_for(&lead, "1.8", "2025-08", json!({"value": "1", "unit": "亩"})).await;
    let sent = draft_for(&lead, "2.9", "2025-08", json!({"value": "1", "unit": "亿元"})).await;
    let sent = act(&lead, &sent, "submit", json!({})).await.expect(200);
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await.expect(200);
    lead.post("/reports", &json!({"indicator": "code:6.6", "period": "2025-08"})).await.refused(409, "period_closed");
    let path = format!("/reports/{}", late.id());
    let late = lead.get(&path).await.expect(200);
    lead.patch(&path, late.etag(), &json!({"value": "2"})).await.refused(409, "period_closed");
    act(&lead, &late, "submit", json!({})).await.refused(409, "period_closed");
    act(&lead, &sent, "withdraw", json!({})).await.refused(409, "period_closed");
    act(&supervisor, &sent, "return", json!({"reason": "other", "comment": "x"})).await.refused(409, "period_closed");
    act(&supervisor, &sent, "approve", json!({})).await.expect(200);
}

#[actix_web::test]
async fn a_bureau_drafts_only_what_it_owes_and_once() {
    let app = TestApp::with_reporting().await;
    let (housing, industry) = (app.reporter("housing").await, app.reporter("industry").await);
    let body = json!({"indicator": "code:1.8", "period": "2025-09"});
    let first = housing.post("/reports", &body).await.expect(201);
    let again = app.lead("housing").await.post("/reports", &body).await.refused(409, "report_exists");
    assert_eq!(again.body["existing"], first.id());
    // To another bureau it makes no difference whether there is one.
    let other = industry.post("/reports", &body).await.refused(403, "report_not_owed");
    assert!(other.body.get("existing").is_none());
    for who in ["supervisor", "leader", "system-admin"] {
        app.user(who).await.post("/reports", &body).await.refused(403, "permission_denied");
    }
    let neighbour = app.user("erqi-housing-lead").await;
    neighbour.post("/reports", &body).await.refused(422, "reference_not_found");
    for (subject, places) in [
        (json!({"period": "2025-09"}), vec!["/indicator"]),
        (json!({"period": "2025-09", "indicator": "code:1.8", "project": "code:P001"}), vec!["/indicator"]),
        (json!({"period": "2025-13", "indicator": "code:1.8"}), vec!["/period"]),
        (json!({"period": "2025-09", "indicator": "code:77"}), vec!["/indicator"]),
        (json!({"period": "9月", "indicator": "1.8"}), vec!["/indicator", "/period"]),
    ] {
        let mut found = housing.post("/reports", &subject).await.expect(422).places();
        found.sort();
        assert_eq!(found, places, "{subject}");
    }
}

#[actix_web::test]
async fn what_a_draft_states_must_be_right_and_every_fault_is_told() {
    let app = TestApp::with_reporting().await;
    let housing = app.reporter("housing").await;
    let with = |indicator: &str, stated: Value| {
        let mut body = json!({"indicator": format!("code:{indicator}"), "period": "2025-09"});
        body.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
        body
    };
    for (indicator, stated, code) in [
        ("1.8", json!({"value": "1", "unit": "斤"}), "unit_unknown"),
        ("1.8", json!({"value": "1", "unit": "亿元"}), "unit_dimension_mismatch"),
        ("1.8", json!({"value": "1"}), "unit_required"),
        ("1.8", json!({"value": "-1", "unit": "亩"}), "too_small"),
        ("1.8", json!({"value": 1, "unit": "亩"}), "wrong_type"),
        ("1.8", json!({"value": "1e3", "unit": "亩"}), "invalid_decimal"),
        ("1.8", json!({"value": "1.00001", "unit": "亩"}), "invalid_decimal"),
        ("1.8", json!({"numerator": "1"}), "invalid_value"),
        ("1.8", json!({"status": "approved"}), "unknown_field"),
        ("1.8", json!({"submitted_at": "2025-01-01T00:00:00Z"}), "client_time_refused"),
        ("1.8", json!({"decrease_reason": "mood"}), "value_not_allowed"),
        ("6.6", json!({"achieved_on": "2025-10-11"}), "date_in_future"),
    ] {
        housing.post("/reports", &with(indicator, stated.clone())).await.refused(422, code);
    }
    let both = with("1.8", json!({"value": "1", "unit": "斤", "numerator": "1", "achieved_on": "2025-01-01"}));
    let mut places = housing.post("/reports", &both).await.expect(422).places();
    places.sort();
    assert_eq!(places, ["/achieved_on", "/numerator", "/unit"]);
    let science = app.reporter("science").await;
    science
        .post("/reports", &with("8.7", json!({"numerator": "1", "denominator": "0"})))
        .await
        .refused(422, "denominator_zero");
    let ratio =
        science.post("/reports", &with("8.7", json!({"numerator": "105", "denominator": "128", "unit": "%"}))).await;
    assert_eq!(ratio.expect(201).body["value"], "82.0312");
    let industry = app.reporter("industry").await;
    let less = with("3.1", json!({"value": "-2", "unit": "个"}));
    industry.post("/reports", &less).await.refused(422, "reason_required");
    let less = with("3.1", json!({"value": "-2", "unit": "个", "decrease_reason": "write_down"}));
    industry.post("/reports", &less).await.expect(201);
    // None of it was written.
    assert_eq!(housing.get("/reports?count=exact").await.body["page"]["total"], 0);
}

#[actix_web::test]
async fn reports_are_filtered_and_paged() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    for period in ["2025-06", "2025-07", "2025-08"] {
        let report = draft_for(&lead, "1.8", period, json!({"value": "10", "unit": "亩"})).await;
        act(&lead, &report, "submit", json!({})).await.expect(200);
    }
    draft(&lead, "2.9", json!({})).await;
    let project = json!({"project": "code:P001", "period": "2025-09"});
    app.lead("industry").await.post("/reports", &project).await.expect(201);
    for (query, count) in [
        ("", 5),
        ("&period=2025-07", 1),
        ("&period=code:2025-07", 1),
        ("&plan=code:2025", 5),
        ("&indicator=code:1.8", 3),
        ("&project=code:P001", 1),
        ("&bureau=code:housing", 4),
        ("&area=code:1", 5),
        ("&status=submitted", 3),
        ("&status=draft,submitted", 5),
        ("&submitted_after=2025-10-10T01:59:59Z", 3),
        ("&submitted_after=2025-10-10T02:00:00Z", 0),
        ("&submitted_before=2025-10-10T02:00:01Z", 3),
    ] {
        let page = supervisor.get(&format!("/reports?count=exact{query}")).await.expect(200).body;
        assert_eq!(
            (&page["page"]["total"], page["items"].as_array().unwrap().len()),
            (&json!(count), count),
            "{query}"
        );
    }
    let first = supervisor.get("/reports?limit=3").await.expect(200).body;
    let next = first["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("/reports?limit=3&cursor={next}")).await.expect(200).body;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["page"]["has_more"]), (2, &json!(false)));
    for nothing in ["period=2024-07", "area=code:2"] {
        supervisor.get(&format!("/reports?{nothing}")).await.refused(400, "unknown_reference");
    }
    supervisor.get("/reports?state=draft").await.refused(400, "unknown_parameter");
    supervisor.get("/reports?status=done").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn another_bureaus_reports_cannot_be_read_counted_or_touched() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let before = app.lead("industry").await.get("/reports?count=exact").await.expect(200).body;
    let report = draft(&lead, "1.8", json!({"value": "10", "unit": "亩"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let path = format!("/reports/{}", report.id());
    for stranger in ["industry-lead", "science-reporter", "erqi-housing-lead", "erqi-supervisor", "city-housing-lead"] {
        let of_district = !stranger.contains("erqi") && !stranger.contains("city");
        let stranger = app.user(stranger).await;
        stranger.get(&path).await.refused(404, "not_found");
        stranger.get(&format!("{path}/history")).await.refused(404, "not_found");
        for query in ["", "&bureau=code:housing", "&indicator=code:1.8", "&period=2025-09", "&status=submitted"] {
            let page = stranger.get(&format!("/reports?count=exact{query}")).await;
            if (query.contains("indicator") || query.contains("period")) && !of_district {
                page.refused(400, "unknown_reference"); // another district's plan is not theirs to know of
                continue;
            }
            let page = page.expect(200).body;
            assert_eq!((&page["items"], &page["page"]["total"]), (&json!([]), &json!(0)), "{query}");
        }
    }
    assert_eq!(app.lead("industry").await.get("/reports?count=exact").await.body, before);
    let other = app.lead("industry").await;
    other.patch(&path, report.etag(), &json!({"value": "1"})).await.refused(404, "not_found");
    for action in ["submit", "withdraw"] {
        act(&other, &report, action, json!({})).await.refused(404, "not_found");
    }
    let neighbour = app.user("erqi-supervisor").await;
    act(&neighbour, &report, "approve", json!({})).await.refused(404, "not_found");
    for admin in ["system-admin", "security-admin", "audit-admin"] {
        let admin = app.user(admin).await;
        for path in ["/reports".to_owned(), path.clone(), format!("{path}/history")] {
            admin.get(&path).await.refused(403, "permission_denied");
        }
    }
    // The leader reads, and changes nothing.
    app.leader().await.get(&path).await.expect(200);
    act(&app.leader().await, &report, "approve", json!({})).await.refused(403, "permission_denied");
    // The city sees, and decides nothing.
    let city = app.user("city-supervisor").await;
    let seen = city.get(&path).await.expect(200);
    act(&city, &seen, "approve", json!({})).await.refused(403, "other_jurisdiction");
    act(&supervisor, &report, "submit", json!({})).await.refused(403, "permission_denied");
}

#[actix_web::test]
async fn fifty_concurrent_posts_with_one_key_make_one_report() {
    let app = TestApp::with_reporting().await;
    let reporter = app.reporter("housing").await;
    let body = json!({"indicator": "code:1.8", "period": "2025-09", "value": "10", "unit": "亩"});
    let attempts = (0..50).map(|_| {
        let request = reporter.request(Method::POST, "/reports").header("Idempotency-Key", "one-key").json(&body);
        let reporter = reporter.clone();
        async move { reporter.send(request).await }
    });
    let answers = futures_util::future::join_all(attempts).await;
    let created: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!created.is_empty() && created.iter().all(|answer| answer.bytes == created[0].bytes));
    for answer in &answers {
        assert!([201, 409, 503].contains(&answer.status), "{} {:#}", answer.status, answer.body);
    }
    assert_eq!(reporter.get("/reports?count=exact").await.body["page"]["total"], 1);
    let audit = app.user("audit-admin").await;
    let drafted = audit.get("/audit-entries?action=report.drafted&count=exact").await.body;
    assert_eq!(drafted["page"]["total"], 1);
}

#[actix_web::test]
async fn sixteen_concurrent_drafts_of_one_report_leave_one_and_name_it_to_the_others() {
    let app = TestApp::with_reporting().await;
    let reporter = app.reporter("housing").await;
    let body = json!({"indicator": "code:1.8", "period": "2025-09"});
    let attempts = (0..16).map(|_| {
        let (reporter, body) = (reporter.clone(), body.clone());
        async move { reporter.post("/reports", &body).await }
    });
    let answers = futures_util::future::join_all(attempts).await;
    let created: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(created.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!((answer.code(), &answer.body["existing"]), ("report_exists", &created[0].body["id"]));
    }
}
