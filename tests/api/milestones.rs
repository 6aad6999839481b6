//! Milestones: whose they are, when they are met.
use crate::{
    kit::{Answer, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

fn milestone(code: &str, due_on: &str, other: Value) -> Value {
    let mut body = json!({"code": code, "name": format!("节点{code}"), "due_on": due_on, "due_confidence": "printed"});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_milestone_belongs_to_one_project_or_one_area() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let owner = project(&supervisor, "P001", "proposed", json!({})).await;
    let of_project = milestone("M001", "2025-03-31", json!({"project": "code:P001"}));
    let created = supervisor.post("/milestones", &of_project).await.expect(201);
    assert_eq!(created.header("location"), format!("/api/v1/milestones/{}", created.id()));
    assert_eq!((&created.body["project"]["id"], &created.body["area"]), (&owner.body["id"], &json!(null)));
    let read = supervisor.get("/milestones/code:M001").await.expect(200);
    assert_eq!((read.etag(), &read.body), (created.etag(), &created.body));
    let of_area =
        supervisor.post("/milestones", &milestone("M002", "2025-12-31", json!({"area": "code:6"}))).await.expect(201);
    assert_eq!((&of_area.body["project"], &of_area.body["area"]["code"]), (&json!(null), &json!("6")));
    let both = json!({"project": "code:P001", "area": "code:6", "completed_on": "2025-10-11"});
    let both =
        supervisor.post("/milestones", &milestone("M003", "2025-12-31", both)).await.refused(422, "milestone_owner");
    assert_eq!(both.places(), ["/completed_on", "/project"]);
    supervisor.post("/milestones", &milestone("M003", "2025-12-31", json!({}))).await.refused(422, "milestone_owner");
    let missing = milestone("M003", "2025-12-31", json!({"area": "code:99"}));
    assert_eq!(supervisor.post("/milestones", &missing).await.refused(422, "reference_not_found").places(), ["/area"]);
    supervisor.post("/milestones", &of_project).await.refused(409, "milestone_code_taken");
    supervisor
        .patch("/milestones/code:M001", created.etag(), &json!({"area": "code:6"}))
        .await
        .refused(422, "unknown_field");
}

#[actix_web::test]
async fn its_state_follows_the_business_date() {
    let app = TestApp::new().await;
    app.set_time("2025-03-31T15:59:59Z");
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let body = milestone("M001", "2025-03-31", json!({"area": "code:6"}));
    let created = supervisor.post("/milestones", &body).await.expect(201);
    assert_eq!((&created.body["state"], &created.body["state_text"]), (&json!("pending"), &json!("未到期")));
    app.set_time("2025-03-31T16:00:00Z");
    let supervisor = app.supervisor().await;
    let late = supervisor.get("/milestones/code:M001").await.expect(200);
    assert_eq!(late.body["state"], "overdue");
    let path = "/milestones/code:M001";
    supervisor.patch(path, late.etag(), &json!({"completed_on": "2025-04-02"})).await.refused(422, "date_in_future");
    let done = supervisor.patch(path, late.etag(), &json!({"completed_on": "2025-04-01"})).await.expect(200);
    assert_eq!((&done.body["state"], &done.body["state_text"]), (&json!("completed_late"), &json!("逾期完成")));
    let in_time = supervisor.patch(path, done.etag(), &json!({"completed_on": "2025-03-31"})).await.expect(200);
    assert_eq!(in_time.body["state"], "completed");
    let moved = json!({"completed_on": null, "due_on": "2025-04-30", "due_confidence": "inferred"});
    let open = supervisor.patch(path, in_time.etag(), &moved).await.expect(200);
    assert_eq!(open.body["state"], "pending");
}

#[actix_web::test]
async fn milestones_are_listed_in_the_order_of_their_due_days() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({})).await;
    project(&supervisor, "P002", "reserve", json!({})).await;
    for (code, due, other) in [
        ("M1", "2025-12-31", json!({"project": "code:P001"})),
        ("M2", "2025-05-31", json!({"project": "code:P002"})),
        ("M3", "2025-05-31", json!({"area": "code:6"})),
        ("M4", "2025-03-31", json!({"project": "code:P001", "completed_on": "2025-03-01"})),
    ] {
        supervisor.post("/milestones", &milestone(code, due, other)).await.expect(201);
    }
    for (query, expected) in [
        ("", vec!["M4", "M2", "M3", "M1"]),
        ("plan=code:2025", vec!["M4", "M2", "M3", "M1"]),
        ("project=code:P001", vec!["M4", "M1"]),
        ("project=code:P001&plan=code:2025", vec!["M4", "M1"]),
        ("area=code:6", vec!["M3"]),
        ("due_before=2025-05-31", vec!["M4"]),
        ("due_after=2025-03-31&due_before=2025-06-01", vec!["M2", "M3"]),
        ("completed=true", vec!["M4"]),
        ("completed=false", vec!["M2", "M3", "M1"]),
    ] {
        let list = supervisor.get(&format!("/milestones?count=exact&{query}")).await.expect(200);
        assert_eq!(codes(&list), expected, "{query}");
        assert_eq!(list.body["page"]["total"], expected.len(), "{query}");
    }
    let mut seen = Vec::new();
    let mut next = "/milestones?limit=1".to_owned();
    loop {
        let page = supervisor.get(&next).await.expect(200);
        seen.extend(codes(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
        next = format!("/milestones?limit=1&cursor={cursor}");
    }
    assert_eq!(seen, ["M4", "M2", "M3", "M1"]);
    assert_eq!(codes(&supervisor.get("/milestones?project=code:P001").await.expect(200)), ["M4", "M1"]);
    supervisor.get("/milestones?project=code:P9").await.refused(400, "unknown_reference");
    supervisor.get("/milestones?due_before=soon").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn milestones_are_changed_by_the_supervision_office_of_their_own_district_only() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let body = milestone("M001", "2025-03-31", json!({"area": "code:6"}));
    let created = supervisor.post("/milestones", &body).await.expect(201);
    let path = format!("/milestones/{}", created.id());
    assert_eq!(created.body["allowed_actions"][0], json!({"operation": "update_milestone", "allowed": true}));
    let (denied, elsewhere) = ("permission_denied", "other_jurisdiction");
    for (reader, why) in [("leader", denied), ("housing-reporter", denied), ("city-supervisor", elsewhere)] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        assert_eq!(read.body["allowed_actions"][0]["reason"], why);
        reader.patch(&path, read.etag(), &json!({"completed_on": "2025-03-01"})).await.refused(403, why);
    }
    app.leader().await.post("/milestones", &body).await.refused(403, "permission_denied");
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    neighbour.patch(&path, created.etag(), &json!({"name": "x"})).await.refused(404, "not_found");
}

#[actix_web::test]
async fn the_baseline_moves_until_its_project_is_under_construction() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let body = milestone("M1", "2025-12-31", json!({"project": "code:P001"}));
    let m1 = supervisor.post("/milestones", &body).await.expect(201);
    let moved = supervisor.patch("/milestones/code:M1", m1.etag(), &json!({"due_on": "2025-11-30"})).await.expect(200);
    assert_eq!((&moved.body["baseline_on"], &moved.body["baseline_frozen"]), (&json!("2025-11-30"), &json!(false)));
    let start = crate::transitions::to("under_construction", "2025-03-28", json!({}));
    supervisor.act("/projects/code:P001/transitions", created.etag(), &start).await.expect(200);
    let frozen = supervisor.get("/milestones/code:M1").await.expect(200);
    assert_eq!((&frozen.body["baseline_frozen"], &frozen.body["slippage_days"]), (&json!(true), &json!(null)));
    for change in [json!({"due_on": "2025-12-15"}), json!({"date_precision": "year"})] {
        let refused = supervisor.patch("/milestones/code:M1", frozen.etag(), &change).await;
        assert_eq!(refused.refused(409, "baseline_frozen").body["baseline_on"], "2025-11-30");
    }
    // The day that it has anyway is no move, and the rest may change.
    let same = json!({"due_on": "2025-11-30", "name": "主体封顶"});
    supervisor.patch("/milestones/code:M1", frozen.etag(), &same).await.expect(200);
}

#[actix_web::test]
async fn a_forecast_moves_with_a_cause_and_a_reason_and_every_move_is_recorded() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "under_construction", json!({})).await;
    let body = milestone("M1", "2025-11-30", json!({"project": "code:P001"}));
    let m1 = supervisor.post("/milestones", &body).await.expect(201);
    let path = "/milestones/code:M1/forecasts";
    let listed = "/milestone-forecasts?milestone=code:M1";
    let on = |day: &str| json!({"forecast_on": day, "cause": "funding", "reason": "专项债11月到账"});
    supervisor.act(path, m1.etag(), &on("2025-10-09")).await.refused(422, "too_small");
    supervisor.act(path, m1.etag(), &on("2025-11-30")).await.refused(422, "invalid_value");
    let no_reason = json!({"forecast_on": "2025-12-20", "cause": "funding", "reason": " "});
    supervisor.act(path, m1.etag(), &no_reason).await.refused(422, "blank_text");
    let one = supervisor.act(path, m1.etag(), &on("2025-12-20")).await.expect(200);
    assert_eq!(
        (&one.body["forecast_on"], &one.body["slippage_days"], &one.body["reforecasts"], &one.body["baseline_on"]),
        (&json!("2025-12-20"), &json!(20), &json!(1), &json!("2025-11-30"))
    );
    let two = supervisor.act(path, one.etag(), &on("2025-11-20")).await.expect(200);
    assert_eq!((&two.body["slippage_days"], &two.body["reforecasts"]), (&json!(-10), &json!(2)));
    let list = supervisor.get(&format!("{listed}&count=exact")).await.expect(200);
    let moves: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["from_on"].clone(), item["to_on"].clone()))
        .collect();
    assert_eq!(moves, [(json!("2025-11-30"), json!("2025-12-20")), (json!("2025-12-20"), json!("2025-11-20"))]);
    assert_eq!(list.body["items"][0]["recorded_at"], "2025-10-10T02:00:00.000000Z");
    let done =
        supervisor.patch("/milestones/code:M1", two.etag(), &json!({"completed_on": "2025-10-08"})).await.expect(200);
    assert_eq!(done.body["slippage_days"], -53);
    supervisor.act(path, done.etag(), &on("2025-12-01")).await.refused(409, "milestone_completed");
    app.leader().await.act(path, done.etag(), &on("2025-12-01")).await.refused(403, "permission_denied");
    // Of an area no construction freezes it: the first forecast does, lest the slip be planned away.
    let area = milestone("M2", "2025-11-30", json!({"area": "code:6"}));
    let area = supervisor.post("/milestones", &area).await.expect(201);
    let area = supervisor.act("/milestones/code:M2/forecasts", area.etag(), &on("2025-12-20")).await.expect(200);
    let refused = supervisor.patch("/milestones/code:M2", area.etag(), &json!({"due_on": "2025-12-20"})).await;
    refused.refused(409, "baseline_frozen");
}

#[actix_web::test]
async fn a_slip_caused_upstream_is_still_a_slip_with_its_cause() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "proposed", json!({})).await;
    for (code, kind, due) in [("LAND", "land_supply", "2025-11-01"), ("DONE", "completion", "2026-06-30")] {
        let body = milestone(code, due, json!({"project": "code:P001", "kind": kind}));
        supervisor.post("/milestones", &body).await.expect(201);
    }
    let start = supervisor.get("/milestones/code:P001-start").await.expect(200);
    let start = supervisor
        .patch("/milestones/code:P001-start", start.etag(), &json!({"due_on": "2025-12-01"}))
        .await
        .expect(200);
    let waits = |upstream: &str, lag: i32| json!({"upstream": format!("code:{upstream}"), "lag_days": lag});
    let path = "/milestones/code:P001-start/dependencies";
    let linked = supervisor.act(path, start.etag(), &waits("LAND", 0)).await.expect(200);
    assert_eq!(linked.body["dependencies"][0]["kind_text"], "供地即开工");
    assert_eq!((&linked.body["slippage_days"], &linked.body["slip_cause"]), (&json!(null), &json!(null)));
    let done = supervisor.get("/milestones/code:DONE").await.expect(200);
    let done =
        supervisor.act("/milestones/code:DONE/dependencies", done.etag(), &waits("P001-start", 200)).await.expect(200);
    supervisor.act(path, linked.etag(), &waits("LAND", 5)).await.refused(409, "dependency_exists");
    for (of, upstream) in [("LAND", "DONE"), ("P001-start", "DONE"), ("LAND", "LAND")] {
        let path = format!("/milestones/code:{of}");
        let read = supervisor.get(&path).await.expect(200);
        let refused = supervisor.act(&format!("{path}/dependencies"), read.etag(), &waits(upstream, 0)).await;
        refused.refused(409, "dependency_cycle");
    }
    supervisor.act(path, linked.etag(), &waits("NONE", 0)).await.refused(422, "reference_not_found");
    let land = supervisor.get("/milestones/code:LAND").await.expect(200);
    let late = json!({"forecast_on": "2026-01-15", "cause": "land_clearance", "reason": "征迁未完"});
    supervisor.act("/milestones/code:LAND/forecasts", land.etag(), &late).await.expect(200);
    let start = supervisor.get("/milestones/code:P001-start").await.expect(200);
    assert_eq!((&start.body["expected_on"], &start.body["slippage_days"]), (&json!("2026-01-15"), &json!(45)));
    let cause = &start.body["slip_cause"];
    assert_eq!((&cause["dependency"]["code"], &cause["days"]), (&json!("LAND"), &json!(45)));
    assert_eq!(start.body["dependencies"][0]["slippage_days"], 75);
    let list = supervisor.get("/milestones?project=code:P001").await.expect(200);
    let end = list.body["items"].as_array().unwrap().iter().find(|item| item["code"] == "DONE").unwrap().clone();
    assert_eq!((&end["expected_on"], &end["slippage_days"]), (&json!("2026-08-03"), &json!(34)));
    assert_eq!(
        (&end["slip_cause"]["dependency"]["code"], &end["slip_cause"]["root"]["code"]),
        (&json!("P001-start"), &json!("LAND"))
    );
    let free = json!({"upstream": "code:P001-start"});
    let ended = supervisor.act("/milestones/code:DONE/dependencies/end", done.etag(), &free).await.expect(200);
    assert_eq!((&ended.body["dependencies"], &ended.body["slippage_days"]), (&json!([]), &json!(null)));
    let gone = supervisor.act("/milestones/code:DONE/dependencies/end", ended.etag(), &free).await;
    gone.refused(422, "reference_not_found");
}

#[actix_web::test]
async fn start_and_completion_of_a_project_are_met_by_its_transitions() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let of = |kind: &str, other: Value| {
        let mut body = milestone(kind, "2025-06-30", json!({"project": "code:P001", "kind": kind}));
        body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        body
    };
    supervisor.post("/milestones", &of("start", json!({}))).await.refused(409, "milestone_kind_taken");
    let said = of("completion", json!({"completed_on": "2025-06-01"}));
    supervisor.post("/milestones", &said).await.refused(422, "completed_by_transition");
    let area = milestone("A1", "2025-06-30", json!({"area": "code:6", "kind": "start"}));
    assert_eq!(supervisor.post("/milestones", &area).await.refused(422, "required").places(), ["/project"]);
    supervisor.post("/milestones", &of("completion", json!({}))).await.expect(201);
    let start = supervisor.get("/milestones/code:P001-start").await.expect(200);
    let said = json!({"completed_on": "2025-03-28"});
    supervisor.patch("/milestones/code:P001-start", start.etag(), &said).await.refused(422, "completed_by_transition");
    let path = "/projects/code:P001/transitions";
    let step = crate::transitions::to("under_construction", "2025-04-15", json!({}));
    let started = supervisor.act(path, created.etag(), &step).await.expect(200);
    let start = supervisor.get("/milestones/code:P001-start").await.expect(200);
    assert_eq!(
        (&start.body["completed_on"], &start.body["state"], &start.body["slippage_days"], &start.body["light"]),
        (&json!("2025-04-15"), &json!("completed_late"), &json!(15), &json!("yellow"))
    );
    let open = supervisor.get("/milestones?kind=completion&completed=false").await.expect(200);
    assert_eq!(codes(&open), ["completion"]);
    supervisor
        .act(path, started.etag(), &crate::transitions::to("completed", "2025-06-30", json!({})))
        .await
        .expect(200);
    let end = supervisor.get("/milestones/code:completion").await.expect(200);
    assert_eq!((&end.body["completed_on"], &end.body["slippage_days"]), (&json!("2025-06-30"), &json!(0)));
    // One that is entered later finds its day in the records.
    let built = project(&supervisor, "P002", "under_construction", json!({})).await;
    let late = milestone("M2", "2025-02-01", json!({"project": built.id(), "kind": "start"}));
    assert_eq!(supervisor.post("/milestones", &late).await.expect(201).body["completed_on"], "2025-01-10");
}
