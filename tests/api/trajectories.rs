//! Trajectories: proposed by those who lead, approved by others, never changed, known to those concerned.
use crate::{
    kit::{Answer, Client, TestApp},
    progress::{approved, indicator, plan, value},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

const PERIODS: [&str; 11] = [
    "2025-01..02",
    "2025-03",
    "2025-04",
    "2025-05",
    "2025-06",
    "2025-07",
    "2025-08",
    "2025-09",
    "2025-10",
    "2025-11",
    "2025-12",
];
/// A late start: 240 of 335.3 by the end of September, where a straight line has 251.475.
const LATE: [&str; 11] = ["10", "40", "70", "100", "140", "180", "210", "240", "280", "310", "335.3"];

/// The body of a trajectory.
pub fn body(values: &[&str], from: &str) -> Value {
    let points: Vec<Value> =
        PERIODS.iter().zip(values).map(|(period, value)| json!({"period": period, "value": value})).collect();
    json!({"points": points, "effective_from": from, "reason": "上半年以前期手续为主", "document": "区发改〔2025〕3号"})
}
async fn propose(client: &Client, code: &str, values: &[&str], from: &str) -> Answer {
    client.post(&format!("/indicators/code:{code}/trajectories"), &body(values, from)).await
}
async fn act(client: &Client, id: &str, action: &str, body: Value) -> Answer {
    let path = format!("/trajectories/{id}");
    let seen = client.get(&path).await.expect(200);
    client.act(&format!("{path}/{action}"), seen.etag(), &body).await
}
/// A trajectory in force, proposed by the bureau that leads.
pub async fn planned(app: &TestApp, bureau: &str, code: &str, values: &[&str], from: &str) -> Answer {
    let made = propose(&app.lead(bureau).await, code, values, from).await.expect(201);
    act(&app.supervisor().await, made.id(), "approve", json!({})).await.expect(200)
}
async fn ready() -> TestApp {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    app
}
async fn progress(app: &TestApp, query: &str) -> Value {
    app.leader().await.get(&format!("/indicators/code:2.9/progress{query}")).await.expect(200).body
}

#[actix_web::test]
async fn figures_are_held_against_a_trajectory_from_its_approval_on() {
    let app = ready().await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    let made = propose(&app.lead("housing").await, "2.9", &LATE, "2025-01-01").await.expect(201);
    assert_eq!((&made.body["status"], &made.body["number"]), (&json!("proposed"), &json!(null)));
    assert_eq!((&made.body["by_bureau"], &made.body["points"][7]["ends_on"]), (&json!(true), &json!("2025-09-30")));
    assert_eq!(made.header("location"), format!("/api/v1/trajectories/{}", made.id()));
    let before = progress(&app, "").await;
    assert_eq!((&before["expected"], &before["trajectory"]), (&json!("251.475"), &json!(null)), "only proposed");
    assert_eq!(before["light"], "yellow");

    let done = act(&app.supervisor().await, made.id(), "approve", json!({})).await.expect(200);
    assert_eq!((&done.body["status"], &done.body["number"]), (&json!("approved"), &json!(1)));
    assert_eq!(done.body["decided_at"], "2025-10-10T02:00:00.000000Z");
    let now = progress(&app, "").await;
    assert_eq!((&now["expected"], &now["trajectory"]["number"]), (&json!("240"), &json!(1)));
    // 215/335.3 − 240/335.3 = −7.4560 points
    assert_eq!((&now["expected_rate"], &now["variance_pp"]), (&json!("71.5777"), &json!("-7.456")));
    assert_eq!((&now["light"], &now["watch"]), (&json!("green"), &json!(true)));
    assert!(now["sentence_zh"].as_str().unwrap().contains("序时进度第1版"));
    // It was not known the day before, whatever its first day.
    assert_eq!(progress(&app, "?as_of=2025-10-09").await["trajectory"], json!(null));
    let again = act(&app.supervisor().await, made.id(), "approve", json!({})).await.refused(409, "trajectory_decided");
    assert_eq!((&again.body["current_state"], &again.body["allowed_actions"]), (&json!("approved"), &json!([])));

    // A revised target keeps the shape: 240/335.3 of 320.
    let revised = json!({"value": "320", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-10-10",
        "document": "区政府〔2025〕18号", "reason": "年中统筹调整"});
    app.supervisor().await.post("/indicators/code:2.9/targets", &revised).await.expect(201);
    let now = progress(&app, "").await;
    assert_eq!((&now["expected_rate"], &now["expected"]), (&json!("71.5777"), &json!("229.0486")));
}

#[actix_web::test]
async fn a_newer_version_follows_from_its_first_day() {
    let app = ready().await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    planned(&app, "housing", "2.9", &LATE, "2025-01-01").await;
    let lead = app.lead("housing").await;
    propose(&lead, "2.9", &LATE, "2025-01-01").await.refused(422, "too_small");
    propose(&lead, "2.9", &LATE, "2025-10-09").await.refused(422, "too_small");
    propose(&lead, "2.9", &LATE, "2026-01-01").await.refused(422, "too_large");
    let mut later = LATE;
    later[7] = "220";
    let first = propose(&lead, "2.9", &later, "2025-10-15").await.expect(201);
    let second = propose(&lead, "2.9", &later, "2025-10-15").await.expect(201);
    let done = act(&app.supervisor().await, first.id(), "approve", json!({})).await.expect(200);
    assert_eq!(done.body["number"], 2);
    let seen = app.supervisor().await.get(&format!("/trajectories/{}", second.id())).await.expect(200).body;
    let offers = seen["allowed_actions"].as_array().unwrap();
    let approve = offers.iter().find(|offer| offer["operation"] == "approve_trajectory").unwrap();
    assert_eq!((&approve["allowed"], &approve["reason"]), (&json!(false), &json!("trajectory_date_taken")));
    let taken = act(&app.supervisor().await, second.id(), "approve", json!({})).await;
    assert_eq!(taken.refused(409, "trajectory_date_taken").body["latest"], "2025-10-15");
    propose(&lead, "2.9", &later, "2025-10-14").await.refused(409, "trajectory_date_taken");
    assert_eq!(progress(&app, "").await["trajectory"]["number"], 1, "not begun");
    app.set_time("2025-10-15T02:00:00Z");
    let now = progress(&app, "").await;
    assert_eq!((&now["trajectory"]["number"], &now["expected"]), (&json!(2), &json!("220")));
    assert_eq!(progress(&app, "?as_of=2025-10-14").await["trajectory"]["number"], 1);
}

#[actix_web::test]
async fn every_fault_is_told_with_its_place() {
    let app = ready().await;
    let lead = app.lead("housing").await;
    let mut wrong = LATE;
    (wrong[3], wrong[10]) = ("69.9999", "335");
    let mut faulty = body(&wrong, "2024-12-31");
    faulty["points"].as_array_mut().unwrap().remove(5);
    faulty["points"][0]["period"] = json!("2025-01");
    let refused = lead.post("/indicators/code:2.9/trajectories", &faulty).await.refused(422, "trajectory_incomplete");
    let expected = ["/points/0/period", "/points", "/points/3/value", "/points/9/value", "/effective_from"];
    assert_eq!(refused.places(), expected);
    let faults = refused.body["errors"].as_array().unwrap();
    assert_eq!(faults[1]["meta"]["missing"], "2025-01..02, 2025-07");
    assert_eq!(faults[2]["meta"]["previous"], "70");
    assert_eq!(
        (&faults[3]["code"], &faults[3]["meta"]["target"]),
        (&json!("trajectory_misses_target"), &json!("335.3"))
    );
    let bare =
        lead.post("/indicators/code:2.9/trajectories", &json!({"points": [], "effective_from": "2025-10-10"})).await;
    assert_eq!(bare.refused(422, "required").places(), ["/reason", "/points"]);
}

#[actix_web::test]
async fn only_what_grows_to_a_number_within_the_year_has_one() {
    let app = ready().await;
    let target = |comparator: &str| json!({"value": "80", "comparator": comparator, "commitment": "plan"});
    let early = json!({"value": "100", "comparator": "gte", "commitment": "plan", "due_on": "2025-03-31"});
    indicator(&app, "2.1", json!({"kind": "ratio", "basis": null, "unit": "%", "target": target("gte")})).await;
    indicator(&app, "2.2", json!({"target": target("lte")})).await;
    indicator(&app, "2.3", json!({"kind": "stock", "basis": null, "target": target("maintain")})).await;
    indicator(&app, "2.4", json!({"target": early})).await;
    let lead = app.lead("housing").await;
    for (code, reason) in [("2.1", "kind"), ("2.2", "comparator"), ("2.3", "comparator")] {
        let refused = propose(&lead, code, &LATE, "2025-01-01").await.refused(409, "trajectory_not_applicable");
        assert_eq!(refused.body["reason"], reason, "{code}");
    }
    propose(&lead, "2.4", &["40", "100"], "2025-01-01").await.expect(201);
    let longer = propose(&lead, "2.4", &["40", "80", "100"], "2025-01-01").await.refused(422, "reference_not_found");
    assert_eq!(longer.places(), ["/points/2/period", "/points/1/value"]);
}

#[actix_web::test]
async fn what_is_not_approved_is_known_to_those_concerned_only() {
    let app = ready().await;
    planned(&app, "housing", "2.9", &LATE, "2025-01-01").await;
    let open = propose(&app.lead("housing").await, "2.9", &LATE, "2025-10-11").await.expect(201);
    let path = format!("/trajectories/{}", open.id());
    for (user, sees) in [
        ("housing-lead", true),
        ("housing-reporter", true),
        ("supervisor", true),
        ("leader", true),
        ("science-lead", false),
        ("system-admin", false),
        ("audit-admin", false),
    ] {
        let client = app.user(user).await;
        assert_eq!(client.get(&path).await.status, if sees { 200 } else { 404 }, "{user}");
        let all = client.get("/trajectories?indicator=code:2.9&count=exact").await.expect(200).body;
        assert_eq!(all["page"]["total"], if sees { 2 } else { 1 }, "{user}");
        let approved = client.get("/trajectories?indicator=code:2.9&status=approved").await.expect(200).body;
        assert_eq!(approved["items"].as_array().unwrap().len(), 1, "{user}");
        let proposed = client.get("/trajectories?indicator=code:2.9&status=proposed,rejected").await.expect(200).body;
        assert_eq!(proposed["items"].as_array().unwrap().len(), usize::from(sees), "{user}");
    }
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
    app.user("city-leader").await.get(&path).await.expect(200);
    propose(&app.lead("science").await, "2.9", &LATE, "2025-10-11").await.refused(403, "trajectory_not_owned");
    propose(&app.reporter("housing").await, "2.9", &LATE, "2025-10-11").await.refused(403, "permission_denied");
    propose(&app.leader().await, "2.9", &LATE, "2025-10-11").await.refused(403, "permission_denied");
}

#[actix_web::test]
async fn nobody_decides_on_their_own_and_only_proposers_withdraw() {
    let app = ready().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let own = propose(&supervisor, "2.9", &LATE, "2025-01-01").await.expect(201);
    assert_eq!(own.body["by_bureau"], false);
    for (action, said) in [("approve", json!({})), ("reject", json!({"reason": "x"}))] {
        act(&supervisor, own.id(), action, said).await.refused(403, "own_submission");
    }
    act(&lead, own.id(), "withdraw", json!({})).await.refused(403, "permission_denied");
    act(&lead, own.id(), "approve", json!({})).await.refused(403, "permission_denied");
    assert_eq!(act(&supervisor, own.id(), "withdraw", json!({})).await.expect(200).body["status"], "withdrawn");

    let theirs = propose(&lead, "2.9", &LATE, "2025-01-01").await.expect(201);
    let denied = act(&supervisor, theirs.id(), "withdraw", json!({})).await.refused(403, "permission_denied");
    assert_eq!(denied.body["permission"], "propose_trajectory");
    act(&supervisor, theirs.id(), "reject", json!({})).await.refused(422, "required");
    let rejected = act(&supervisor, theirs.id(), "reject", json!({"reason": "一季度偏低"})).await.expect(200);
    assert_eq!(
        (&rejected.body["status"], &rejected.body["decision_reason"]),
        (&json!("rejected"), &json!("一季度偏低"))
    );
    act(&lead, theirs.id(), "withdraw", json!({})).await.refused(409, "trajectory_decided");
    let path = format!("/trajectories/{}/withdraw", theirs.id());
    let stale = lead.act(&path, theirs.etag(), &json!({})).await.refused(412, "precondition_failed");
    assert!(stale.body["changed_fields"].as_array().unwrap().contains(&json!("status")), "{}", stale.body);
    let third = propose(&lead, "2.9", &LATE, "2025-01-01").await.expect(201);
    let dry =
        supervisor.act(&format!("/trajectories/{}/approve?dry_run=true", third.id()), third.etag(), &json!({})).await;
    assert_eq!(dry.expect(200).body["number"], 1);
    assert_eq!(act(&lead, third.id(), "withdraw", json!({})).await.expect(200).body["status"], "withdrawn");
    let audit = app.user("audit-admin").await.get("/audit-entries?count=exact").await.expect(200).body;
    let told: Vec<&str> =
        audit["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    for action in ["trajectory.proposed", "trajectory.withdrawn", "trajectory.rejected"] {
        assert!(told.contains(&action), "{told:?}");
    }
}

#[actix_web::test]
async fn of_versions_approved_at_once_for_one_day_one_counts() {
    let app = ready().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let mut proposals = Vec::new();
    for _ in 0..4 {
        proposals.push(propose(&lead, "2.9", &LATE, "2025-01-01").await.expect(201));
    }
    let tries = proposals.iter().map(|made| {
        let supervisor = supervisor.clone();
        async move { supervisor.act(&format!("/trajectories/{}/approve", made.id()), made.etag(), &json!({})).await }
    });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status != 200) {
        refused.refused(409, "trajectory_date_taken");
    }
}
