//! The calendar: holidays, periods, and what may be done with a period when.
use crate::kit::TestApp;
use serde_json::json;

#[actix_web::test]
async fn the_calendar_of_a_plan_has_eleven_periods_due_on_the_fifth_working_day() {
    let app = TestApp::without_calendar().await;
    let supervisor = app.supervisor().await;
    supervisor.post("/periods?dry_run=true", &json!({"plan": "code:2025"})).await.expect(201);
    let made = supervisor.post("/periods", &json!({"plan": "code:2025"})).await.expect(201);
    let plan = made.body["plan_id"].as_str().unwrap();
    assert_eq!(made.header("location"), format!("/api/v1/periods?plan={plan}"));
    assert_eq!(made.body["periods"].as_array().unwrap().len(), 11);
    for (code, months, opens_at, due_at) in [
        ("2025-01..02", 2, "2025-02-28T16:00:00.000000Z", "2025-03-07T16:00:00.000000Z"),
        ("2025-03", 3, "2025-03-31T16:00:00.000000Z", "2025-04-08T16:00:00.000000Z"),
        ("2025-09", 9, "2025-09-30T16:00:00.000000Z", "2025-10-14T16:00:00.000000Z"),
        ("2025-12", 12, "2025-12-31T16:00:00.000000Z", "2026-01-08T16:00:00.000000Z"),
    ] {
        let period = supervisor.get(&format!("/periods/code:{code}")).await.expect(200).body;
        assert_eq!(period["months"], months, "{code}");
        assert_eq!((&period["opens_at"], &period["due_at"]), (&json!(opens_at), &json!(due_at)), "{code}");
    }
    supervisor.post("/periods", &json!({"plan": "code:2025"})).await.refused(409, "calendar_exists");
    supervisor.post("/periods", &json!({"plan": "code:2031"})).await.refused(422, "reference_not_found");
    let listed = supervisor.get("/periods?plan=code:2025&count=exact").await.expect(200).body;
    assert_eq!((&listed["page"]["total"], &listed["items"][0]["code"]), (&json!(11), &json!("2025-01..02")));
}

#[actix_web::test]
async fn the_state_of_a_period_follows_business_time() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let codes = |state: &'static str| {
        let supervisor = supervisor.clone();
        async move {
            let page = supervisor.get(&format!("/periods?state={state}&count=exact")).await.expect(200).body;
            let items = page["items"].as_array().unwrap().clone();
            assert_eq!(page["page"]["total"], items.len());
            assert!(items.iter().all(|period| state.split(',').any(|state| period["state"] == state)));
            items.iter().map(|period| period["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(codes("open").await, ["2025-09"]);
    assert_eq!(codes("not_open").await, ["2025-10", "2025-11", "2025-12"]);
    assert_eq!(codes("overdue").await.len(), 7);
    assert_eq!(codes("open,not_open").await.len(), 4);
    app.set_time("2025-10-14T16:00:00Z");
    let supervisor = app.supervisor().await;
    assert_eq!(supervisor.get("/periods/code:2025-09").await.body["state"], "open");
    app.set_time("2025-10-14T16:00:00.000001Z");
    assert_eq!(supervisor.get("/periods/code:2025-09").await.body["state"], "overdue");
    supervisor.get("/periods?state=late").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_period_is_closed_after_its_end_and_reopened_with_a_reason() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let october = supervisor.get("/periods/code:2025-10").await.expect(200);
    let close = supervisor.act("/periods/code:2025-10/close", october.etag(), &json!({})).await;
    let refused = close.refused(409, "period_not_ended").body;
    assert_eq!(
        (&refused["current_state"], &refused["allowed_actions"]),
        (&json!("not_open"), &json!(["recompute_period_due"]))
    );
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    let reopen = json!({"reason": "补报"});
    let refused = supervisor.act("/periods/code:2025-08/reopen", august.etag(), &reopen).await;
    assert_eq!(refused.refused(409, "period_already_open").body["allowed_actions"], json!(["close_period"]));
    let closed = supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await.expect(200);
    assert_eq!(
        (&closed.body["state"], &closed.body["closed_at"]),
        (&json!("closed"), &json!("2025-10-10T02:00:00.000000Z"))
    );
    let stale = supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await;
    assert_eq!(stale.refused(412, "precondition_failed").body["changed_fields"], json!(["closed_at"]));
    let again = supervisor.act("/periods/code:2025-08/close", closed.etag(), &json!({})).await;
    let refused = again.refused(409, "period_already_closed").body;
    let allowed = json!(["reopen_period", "create_period_exception"]);
    assert_eq!((&refused["current_state"], &refused["allowed_actions"]), (&json!("closed"), &allowed));
    supervisor.act("/periods/code:2025-08/reopen", closed.etag(), &json!({})).await.refused(422, "required");
    let reopened = supervisor.act("/periods/code:2025-08/reopen", closed.etag(), &reopen).await.expect(200);
    assert_eq!((&reopened.body["state"], &reopened.body["closed_at"]), (&json!("overdue"), &json!(null)));
}

#[actix_web::test]
async fn periods_are_the_supervision_offices_and_no_other_districts() {
    let app = TestApp::with_reporting().await;
    let period = app.lead("housing").await.get("/periods/code:2025-08").await.expect(200);
    assert!(period.body["allowed_actions"].as_array().unwrap().iter().all(|action| action["allowed"] == false));
    let path = format!("/periods/{}", period.id());
    let close = format!("{path}/close");
    for username in ["housing-lead", "leader", "system-admin"] {
        app.user(username).await.act(&close, period.etag(), &json!({})).await.refused(403, "permission_denied");
        app.user(username)
            .await
            .post("/periods", &json!({"plan": "code:2025"}))
            .await
            .refused(403, "permission_denied");
    }
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    neighbour.get("/periods/code:2025-08").await.refused(404, "not_found");
    neighbour.act(&close, period.etag(), &json!({})).await.refused(404, "not_found");
    assert_eq!(neighbour.get("/periods").await.body["items"], json!([]));
    let city = app.user("city-supervisor").await;
    let seen = city.get(&path).await.expect(200);
    city.act(&close, seen.etag(), &json!({})).await.refused(403, "other_jurisdiction");
}

#[actix_web::test]
async fn holidays_are_listed_by_date() {
    let app = TestApp::without_calendar().await;
    let leader = app.leader().await;
    let year = leader.get("/holidays?year=2025&count=exact").await.expect(200).body;
    assert_eq!((&year["page"]["total"], &year["items"][0]["date"]), (&json!(33), &json!("2025-01-01")));
    let first = leader.get("/holidays?limit=1").await.expect(200).body;
    let next = first["page"]["next_cursor"].as_str().unwrap();
    let second = leader.get(&format!("/holidays?limit=1&cursor={next}")).await.expect(200).body;
    assert_eq!(
        (&second["items"][0]["date"], &second["items"][0]["kind"]),
        (&json!("2025-01-26"), &json!("working_day"))
    );
}
