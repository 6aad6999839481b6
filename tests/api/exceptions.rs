//! A closed period opens again for one bureau, for a while, with a reason.
use crate::kit::{
    Answer, Client, TestApp,
    reporting::{act, draft_for},
};
use serde_json::{Value, json};

async fn close(supervisor: &Client, period: &str) -> Answer {
    let path = format!("/periods/code:{period}");
    let read = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/close"), read.etag(), &json!({})).await.expect(200)
}
fn exception(period: &str, bureau: &str, more: Value) -> Value {
    let mut body =
        json!({"period": period, "bureau": format!("code:{bureau}"), "until": "2025-10-20", "reason": "系统故障"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}
async fn locked(client: &Client, query: &str) -> Value {
    client.get(&format!("/obligations?{query}")).await.expect(200).body["items"][0]["locked"].clone()
}

#[actix_web::test]
async fn an_exception_opens_a_closed_period_for_one_bureau_only() {
    let app = TestApp::with_reporting().await;
    let (lead, industry, supervisor) = (app.lead("housing").await, app.lead("industry").await, app.supervisor().await);
    close(&supervisor, "2025-08").await;
    let of = |indicator: &str| json!({"indicator": format!("code:{indicator}"), "period": "2025-08"});
    let refused = lead.post("/reports", &of("1.8")).await.refused(409, "period_closed").body;
    assert_eq!(refused["lock_reason"], "expired");
    let made = supervisor.post("/period-exceptions", &exception("2025-08", "housing", json!({}))).await.expect(201);
    assert_eq!(made.header("location"), format!("/api/v1/period-exceptions/{}", made.id()));
    assert_eq!(
        (&made.body["state"], &made.body["ends_at"], &made.body["subject"]),
        (&json!("running"), &json!("2025-10-20T16:00:00.000000Z"), &json!(null))
    );
    assert_eq!(locked(&lead, "indicator=code:1.8&period=2025-08").await, json!(null));
    // Drafted, changed, submitted, withdrawn and returned as in an open period; late all the same.
    let report = draft_for(&lead, "1.8", "2025-08", json!({"value": "1", "unit": "亩"})).await;
    let path = format!("/reports/{}", report.id());
    let report = lead.patch(&path, report.etag(), &json!({"value": "2"})).await.expect(200);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = act(&lead, &report, "withdraw", json!({})).await.expect(200);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let back = act(&supervisor, &report, "return", json!({"reason": "other", "comment": "核实"})).await.expect(200);
    let report = act(&lead, &back, "submit", json!({})).await.expect(200);
    act(&supervisor, &report, "approve", json!({})).await.expect(200);
    let page = lead.get("/obligations?indicator=code:1.8&period=2025-08").await.expect(200).body;
    assert_eq!(
        (&page["items"][0]["on_time"], &page["items"][0]["locked"]["reason"]),
        (&json!(false), &json!("approved"))
    );
    // Nobody else's, and no other period.
    let refused = industry.post("/reports", &of("3.1")).await.refused(409, "period_closed").body;
    assert_eq!(refused["lock_reason"], "expired");
    assert_eq!(locked(&industry, "indicator=code:3.1&period=2025-08").await["reason"], "expired");
    close(&supervisor, "2025-07").await;
    assert_eq!(locked(&lead, "indicator=code:1.8&period=2025-07").await["reason"], "expired");
}

#[actix_web::test]
async fn an_exception_may_be_for_one_subject() {
    let app = TestApp::with_reporting().await;
    let (industry, supervisor) = (app.lead("industry").await, app.supervisor().await);
    close(&supervisor, "2025-08").await;
    let body = exception("2025-08", "industry", json!({"project": "code:P001"}));
    let made = supervisor.post("/period-exceptions", &body).await.expect(201);
    assert_eq!(made.body["subject"]["code"], "P001");
    let of_project = json!({"project": "code:P001", "period": "2025-08", "value": "1", "unit": "亿元"});
    industry.post("/reports", &of_project).await.expect(201);
    industry
        .post("/reports", &json!({"indicator": "code:3.1", "period": "2025-08"}))
        .await
        .refused(409, "period_closed");
    // The same extent once; another beside it.
    let again = supervisor.post("/period-exceptions", &body).await.refused(409, "exception_exists");
    assert_eq!(again.body["existing"], made.id());
    supervisor.post("/period-exceptions", &exception("2025-08", "industry", json!({}))).await.expect(201);
    industry.post("/reports", &json!({"indicator": "code:3.1", "period": "2025-08"})).await.expect(201);
}

#[actix_web::test]
async fn it_ends_at_its_time_or_when_the_office_ends_it() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    close(&supervisor, "2025-08").await;
    let body = exception("2025-08", "housing", json!({}));
    let made = supervisor.post("/period-exceptions", &body).await.expect(201);
    let report = draft_for(&lead, "1.8", "2025-08", json!({"value": "1", "unit": "亩"})).await;
    let end = format!("/period-exceptions/{}/end", made.id());
    supervisor.act(&end, made.etag(), &json!({})).await.refused(422, "required");
    let ended = supervisor.act(&end, made.etag(), &json!({"reason": "已补报"})).await.expect(200);
    assert_eq!(
        (&ended.body["state"], &ended.body["ended_at"]),
        (&json!("ended"), &json!("2025-10-10T02:00:00.000000Z"))
    );
    let refused = supervisor.act(&end, ended.etag(), &json!({"reason": "再次"})).await.refused(409, "exception_ended");
    assert_eq!(refused.body["current_state"], "ended");
    let refused = act(&lead, &report, "submit", json!({})).await.refused(409, "period_closed").body;
    assert_eq!(refused["lock_reason"], "expired");
    let made = supervisor.post("/period-exceptions", &body).await.expect(201);
    app.set_time("2025-10-20T16:00:00Z");
    let lead = app.lead("housing").await;
    let path = format!("/reports/{}", report.id());
    let report = lead.patch(&path, report.etag(), &json!({"value": "2"})).await.expect(200);
    app.set_time("2025-10-20T16:00:00.000001Z");
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    lead.patch(&path, report.etag(), &json!({"value": "3"})).await.refused(409, "period_closed");
    let lock = locked(&lead, "indicator=code:1.8&period=2025-08").await;
    assert_eq!((&lock["reason"], &lock["since"]), (&json!("expired"), &json!("2025-10-20T16:00:00.000000Z")));
    let over = supervisor.get(&format!("/period-exceptions/{}", made.id())).await.expect(200);
    assert_eq!(over.body["state"], "run_out");
    let end = format!("/period-exceptions/{}/end", made.id());
    supervisor.act(&end, over.etag(), &json!({"reason": "x"})).await.refused(409, "exception_ended");
    for (state, count) in [("running", 0), ("run_out", 1), ("ended", 1), ("ended,run_out", 2)] {
        let page = supervisor.get(&format!("/period-exceptions?state={state}&count=exact")).await.expect(200).body;
        assert_eq!(page["page"]["total"], count, "{state}");
        assert!(page["items"].as_array().unwrap().iter().all(|item| state.contains(item["state"].as_str().unwrap())));
    }
    // Reopened for all, nothing is locked.
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    supervisor.act("/periods/code:2025-08/reopen", august.etag(), &json!({"reason": "普遍补报"})).await.expect(200);
    lead.patch(&path, report.etag(), &json!({"value": "3"})).await.expect(200);
}

#[actix_web::test]
async fn it_is_for_a_closed_period_a_bureau_that_owes_and_thirty_days() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let open = supervisor.post("/period-exceptions", &exception("2025-08", "housing", json!({}))).await;
    assert_eq!(open.refused(409, "period_already_open").body["current_state"], "overdue");
    close(&supervisor, "2025-08").await;
    for (more, code, place) in [
        (json!({"until": "2025-10-09"}), "too_small", "/until"),
        (json!({"until": "2025-11-10"}), "too_large", "/until"),
        (json!({"bureau": "code:nowhere"}), "reference_not_found", "/bureau"),
        (json!({"period": "2025-13"}), "reference_not_found", "/period"),
        (json!({"indicator": "code:3.1"}), "bureau_not_owing", "/bureau"),
        (json!({"indicator": "code:77"}), "reference_not_found", "/indicator"),
        (json!({"indicator": "code:1.8", "project": "code:P001"}), "subject_required", "/indicator"),
        (json!({"reason": ""}), "blank_text", "/reason"),
    ] {
        let refused = supervisor.post("/period-exceptions", &exception("2025-08", "housing", more.clone())).await;
        assert_eq!(refused.refused(422, code).places(), [place], "{more}");
    }
    let all = json!({"until": "2025-12-31", "bureau": "code:nowhere", "indicator": "code:77"});
    let mut places = supervisor.post("/period-exceptions", &exception("2025-08", "x", all)).await.expect(422).places();
    places.sort();
    assert_eq!(places, ["/bureau", "/indicator", "/until"]);
    supervisor
        .post("/period-exceptions", &exception("2025-08", "housing", json!({"until": "2025-11-09"})))
        .await
        .expect(201);
}

#[actix_web::test]
async fn what_is_returned_under_an_exception_is_due_within_it() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    close(&supervisor, "2025-08").await;
    let short = exception("2025-08", "housing", json!({"until": "2025-10-12"}));
    supervisor.post("/period-exceptions", &short).await.expect(201);
    let report = draft_for(&lead, "1.8", "2025-08", json!({"value": "1", "unit": "亩"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let far = json!({"reason": "other", "comment": "核实", "due_on": "2025-10-13"});
    let refused = act(&supervisor, &report, "return", far).await.refused(422, "too_large").body;
    assert_eq!(refused["errors"][0]["meta"]["max"], "2025-10-12");
    // Three working days would be 14 October.
    let back = act(&supervisor, &report, "return", json!({"reason": "other", "comment": "核实"})).await.expect(200);
    assert_eq!(back.body["due_at"], "2025-10-12T16:00:00.000000Z");
}

#[actix_web::test]
async fn another_bureaus_exception_is_not_found_and_only_the_own_office_makes_one() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    close(&supervisor, "2025-08").await;
    let body = exception("2025-08", "housing", json!({}));
    for who in ["housing-lead", "leader", "system-admin"] {
        app.user(who).await.post("/period-exceptions", &body).await.refused(403, "permission_denied");
    }
    app.user("erqi-supervisor").await.post("/period-exceptions", &body).await.refused(422, "reference_not_found");
    let made = supervisor.post("/period-exceptions", &body).await.expect(201);
    let path = format!("/period-exceptions/{}", made.id());
    let city = app.user("city-supervisor").await;
    city.get(&path).await.expect(200);
    city.act(&format!("{path}/end"), made.etag(), &json!({"reason": "x"})).await.refused(403, "other_jurisdiction");
    assert_eq!(app.reporter("housing").await.get(&path).await.expect(200).body["reason"], "系统故障");
    let other = app.lead("industry").await;
    other.get(&path).await.refused(404, "not_found");
    let page = other.get("/period-exceptions?count=exact&bureau=code:housing").await.expect(200).body;
    assert_eq!((&page["items"], &page["page"]["total"]), (&json!([]), &json!(0)));
    let audit = app.user("audit-admin").await;
    let entries = audit.get("/audit-entries?action=period_exception.created&count=exact").await.expect(200).body;
    assert_eq!(entries["page"]["total"], 1);
    assert!(entries["items"][0]["payload"].as_str().unwrap().contains("系统故障"));
}
