//! Plans, and with them the habits of every resource: ETags, idempotency, PATCH, pages, dry runs.
use crate::kit::{Json, TestApp};
use reqwest::Method;
use serde_json::json;

#[actix_web::test]
async fn a_plan_is_created_read_and_changed() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let created =
        supervisor.post("/plans", &json!({"year": 2025, "title": "十项工作", "document": "文件"})).await.expect(201);
    assert_eq!(created.header("location"), format!("/api/v1/plans/{}", created.id()));
    assert_eq!(created.body["code"], "2025");
    let read = supervisor.get("/plans/code:2025").await.expect(200);
    assert_eq!((read.etag(), &read.body), (created.etag(), &created.body));
    let changed = supervisor.patch("/plans/code:2025", read.etag(), &json!({"document": null})).await.expect(200);
    assert_eq!((&changed.body["document"], &changed.body["title"]), (&json!(null), &json!("十项工作")));
    assert_ne!(changed.etag(), read.etag());
    supervisor.post("/plans", &json!({"year": 2025, "title": "x"})).await.refused(409, "plan_year_taken");
}

#[actix_web::test]
async fn a_stale_or_missing_if_match_changes_nothing_and_says_what_changed() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let created = supervisor.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    let path = format!("/plans/{}", created.id());
    let second = supervisor.patch(&path, created.etag(), &json!({"title": "二"})).await.expect(200);
    let stale =
        supervisor.patch(&path, created.etag(), &json!({"title": "三"})).await.refused(412, "precondition_failed");
    assert_eq!(
        (stale.body["current_etag"].as_str(), stale.body["changed_fields"].clone()),
        (Some(second.etag()), json!(["title"]))
    );
    let without = supervisor.request(Method::PATCH, &path).json(&json!({"title": "三"}));
    supervisor.send(without).await.refused(428, "precondition_required");
    supervisor.patch(&path, "*", &json!({"title": "三"})).await.refused(428, "precondition_required");
    // What only resembles a tag of this service names no version, and of several tags one has to match.
    for forged in
        ["\"other\"", "\"2", "\"+2.5f0c2a\"", "\"02.5f0c2a\"", "\"2.zz\"", "\"2.\"", "W/\"2.5f0c2a\"", "2.5f0c2a"]
    {
        supervisor.patch(&path, forged, &json!({"title": "三"})).await.refused(412, "precondition_failed");
    }
    let several = format!("\"77.5f0c2a\", {}", second.etag());
    let again = supervisor.patch(&path, &several, &json!({"title": "二又二分之一"})).await.expect(200);
    supervisor.patch(&path, &several, &json!({"title": "三"})).await.refused(412, "precondition_failed");
    supervisor.patch(&path, again.etag(), &json!({"title": "二"})).await.expect(200);
    assert_eq!(supervisor.get(&path).await.body["title"], "二");
}

#[actix_web::test]
async fn a_patch_that_says_nothing_or_clears_what_must_be_is_refused() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let created = supervisor.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    let path = format!("/plans/{}", created.id());
    supervisor.patch(&path, created.etag(), &json!({})).await.refused(422, "nothing_to_change");
    let refused = supervisor.patch(&path, created.etag(), &json!({"title": null})).await.refused(422, "wrong_type");
    assert_eq!(refused.places(), ["/title"]);
    supervisor.patch(&path, created.etag(), &json!({"document": null})).await.expect(200);
}

#[actix_web::test]
async fn an_unchanged_representation_is_not_sent_again() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    supervisor.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    for path in ["/plans/code:2025", "/plans"] {
        let read = supervisor.get(path).await.expect(200);
        let again = supervisor.request(Method::GET, path).header("If-None-Match", read.etag());
        assert!(supervisor.send(again).await.expect(304).bytes.is_empty());
    }
}

#[actix_web::test]
async fn a_repeated_key_repeats_the_answer_and_not_the_effect() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let send = |key: &'static str, body: serde_json::Value| {
        let request = supervisor.request(Method::POST, "/plans").header("Idempotency-Key", key).json(&body);
        supervisor.send(request)
    };
    let body = json!({"year": 2025, "title": "一"});
    let first = send("k1", body.clone()).await.expect(201);
    let again = send("k1", body.clone()).await.expect(201);
    assert_eq!(
        (first.bytes.clone(), first.etag(), first.header("location")),
        (again.bytes.clone(), again.etag(), again.header("location"))
    );
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    send("k1", json!({"year": 2026, "title": "一"})).await.refused(422, "idempotency_key_reused");
    send("k2", body).await.refused(409, "plan_year_taken");
    // A failure leaves no claim on the key.
    send("k2", json!({"year": 2026, "title": "一"})).await.expect(201);
    assert_eq!(supervisor.get("/plans?count=exact").await.body["page"]["total"], 2);
}

#[actix_web::test]
async fn a_dry_run_answers_as_the_real_call_and_changes_nothing() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let rehearsed = supervisor.post("/plans?dry_run=true", &json!({"year": 2025, "title": "一"})).await.expect(201);
    assert_eq!((rehearsed.header("dry-run"), rehearsed.header("location")), ("true", ""));
    supervisor.get("/plans/code:2025").await.expect(404);
    supervisor.post("/plans?dry_run=true", &json!({"year": 25, "title": "一"})).await.refused(422, "too_small");
    supervisor
        .post("/plans?dryrun=true", &json!({"year": 2025, "title": "一"}))
        .await
        .refused(400, "unknown_parameter");
}

#[actix_web::test]
async fn pages_cover_the_list_once_and_cursors_are_bound_to_their_query() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    for year in 2020..2027 {
        supervisor.post("/plans", &json!({"year": year, "title": "x"})).await.expect(201);
    }
    let (mut years, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = supervisor.get(&format!("/plans?limit=3{cursor}")).await.expect(200).body;
        years.extend(page["items"].as_array().unwrap().iter().map(|plan| plan["year"].as_i64().unwrap()));
        let Some(next) = page["page"]["next_cursor"].as_str() else { break };
        assert_eq!(page["page"]["has_more"], true);
        supervisor.get(&format!("/plans?year=2025&cursor={next}")).await.refused(400, "cursor_invalid");
        cursor = format!("&cursor={next}");
    }
    assert_eq!(years, (2020..2027).collect::<Vec<_>>());
}

#[actix_web::test]
async fn another_district_neither_sees_nor_changes_a_plan_and_the_city_only_sees() {
    let app = TestApp::new().await;
    let created = app.supervisor().await.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    let path = format!("/plans/{}", created.id());
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    neighbour.patch(&path, created.etag(), &json!({"title": "二"})).await.refused(404, "not_found");
    assert_eq!(neighbour.get("/plans?count=exact").await.body["page"]["total"], 0);
    let city = app.user("city-supervisor").await;
    let seen = city.get(&path).await.expect(200);
    city.patch(&path, seen.etag(), &json!({"title": "二"})).await.refused(403, "other_jurisdiction");
}

#[actix_web::test]
async fn sixteen_concurrent_changes_of_one_version_leave_one_winner_and_one_audit_entry() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let created = supervisor.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    let path = format!("/plans/{}", created.id());
    let attempts = (0..16).map(|n| {
        let (supervisor, path, etag) = (supervisor.clone(), path.clone(), created.etag().to_owned());
        async move { supervisor.patch(&path, &etag, &json!({"title": format!("第{n}")})).await.status }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200], vec![412; 15]].concat());
    let audit = app.user("audit-admin").await;
    let entries =
        audit.get(&format!("/audit-entries?action=plan.updated&resource_id={}&count=exact", created.id())).await.body;
    assert_eq!(entries["page"]["total"], 1);
    app.seal();
    assert_eq!(audit.get("/audit-entries/verification").await.expect(200).body["intact"], true);
}
