//! The table of holidays grows, and due times that are to come follow it.
use crate::kit::{Client, TestApp};
use serde_json::{Value, json};

fn day(date: &str, kind: &str) -> Value {
    json!({"date": date, "kind": kind, "name": "临时调休", "document": "国办发明电〔2025〕9号"})
}
async fn due(client: &Client, period: &str) -> Value {
    client.get(&format!("/periods/code:{period}")).await.expect(200).body["due_at"].clone()
}
async fn recompute(client: &Client, period: &str) -> crate::kit::Answer {
    let read = client.get(&format!("/periods/code:{period}")).await.expect(200);
    let body = json!({"reason": "放假安排已调整"});
    client.act(&format!("/periods/code:{period}/recompute-due"), read.etag(), &body).await
}

#[actix_web::test]
async fn a_day_of_a_notice_is_added_once() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let made = supervisor.post("/holidays", &day("2025-11-07", "holiday")).await.expect(201);
    assert_eq!((made.header("location"), &made.body["kind"]), ("/api/v1/holidays?year=2025", &json!("holiday")));
    supervisor.post("/holidays", &day("2025-11-07", "holiday")).await.refused(409, "holiday_exists");
    supervisor.post("/holidays", &day("2025-10-01", "working_day")).await.refused(422, "invalid_value");
    supervisor.post("/holidays", &day("2025-10-04", "working_day")).await.refused(409, "holiday_exists");
    // A weekday is worked anyway.
    let refused = supervisor.post("/holidays", &day("2025-11-06", "working_day")).await.refused(422, "invalid_value");
    assert_eq!(refused.places(), ["/kind"]);
    let bare = json!({"date": "2025-11-08", "kind": "working_day", "name": "调休"});
    assert_eq!(supervisor.post("/holidays", &bare).await.refused(422, "required").places(), ["/document"]);
    let listed = app.leader().await.get("/holidays?year=2025&count=exact").await.expect(200).body;
    assert_eq!(listed["page"]["total"], 34);
    for who in ["housing-lead", "leader", "system-admin"] {
        app.user(who).await.post("/holidays", &day("2025-11-10", "holiday")).await.refused(403, "permission_denied");
    }
}

#[actix_web::test]
async fn a_due_time_to_come_is_reckoned_anew_with_the_table_as_it_is() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    // November ends on a Sunday: the fifth working day is Friday 5 December.
    assert_eq!(due(&supervisor, "2025-11").await, "2025-12-05T16:00:00.000000Z");
    supervisor.post("/holidays", &day("2025-12-05", "holiday")).await.expect(201);
    assert_eq!(due(&supervisor, "2025-11").await, "2025-12-05T16:00:00.000000Z");
    let read = supervisor.get("/periods/code:2025-11").await.expect(200);
    supervisor.act("/periods/code:2025-11/recompute-due", read.etag(), &json!({})).await.refused(422, "required");
    let moved = recompute(&supervisor, "2025-11").await.expect(200);
    // Saturday and Sunday are off.
    assert_eq!(moved.body["due_at"], "2025-12-08T16:00:00.000000Z");
    supervisor.post("/holidays", &day("2025-12-06", "working_day")).await.expect(201);
    let moved = recompute(&supervisor, "2025-11").await.expect(200);
    assert_eq!(moved.body["due_at"], "2025-12-06T16:00:00.000000Z");
    // Nothing to move: the period is answered as it is, and nothing is told.
    let again = recompute(&supervisor, "2025-11").await.expect(200);
    assert_eq!((again.etag(), &again.body), (moved.etag(), &moved.body));
    let audit = app.user("audit-admin").await;
    let entries = audit.get("/audit-entries?action=period.due_recomputed&count=exact").await.expect(200).body;
    assert_eq!(entries["page"]["total"], 2);
    assert!(entries["items"][0]["payload"].as_str().unwrap().contains("放假安排已调整"));
    // The obligations follow; the dates that policy sets do not.
    let lead = app.lead("housing").await;
    let owed = lead.get("/obligations?indicator=code:1.8&period=2025-11").await.expect(200).body;
    assert_eq!(owed["items"][0]["due_at"], "2025-12-06T16:00:00.000000Z");
}

#[actix_web::test]
async fn what_is_due_already_stays_and_extensions_stay_as_granted() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    recompute(&supervisor, "2025-08").await.refused(409, "due_time_passed");
    let body = json!({"indicator": "code:1.8", "period": "2025-09", "due_on": "2025-10-15", "reason": "审计"});
    let asked = lead.post("/extensions", &body).await.expect(201);
    supervisor.act(&format!("/extensions/{}/approve", asked.id()), asked.etag(), &json!({})).await.expect(200);
    let draft = crate::kit::reporting::draft(&lead, "2.9", json!({})).await;
    for date in ["2025-10-13", "2025-10-14"] {
        supervisor.post("/holidays", &day(date, "holiday")).await.expect(201);
    }
    let moved = recompute(&supervisor, "2025-09").await.expect(200);
    // The 9th, 10th and 11th are worked, then the 15th and the 16th.
    assert_eq!(moved.body["due_at"], "2025-10-16T16:00:00.000000Z");
    let read = lead.get(&format!("/reports/{}", draft.id())).await.expect(200);
    assert_eq!(read.body["due_at"], "2025-10-16T16:00:00.000000Z", "a draft has no due time of its own");
    let owed = lead.get("/obligations?indicator=code:1.8&period=2025-09").await.expect(200).body["items"][0].clone();
    assert_eq!(owed["extension"]["due_at"], "2025-10-15T16:00:00.000000Z");
    assert_eq!(owed["due_at"], "2025-10-16T16:00:00.000000Z", "no extension brings a due time forward");
    let closed = supervisor.act("/periods/code:2025-09/close", moved.etag(), &json!({})).await.expect(200);
    let refused = recompute(&supervisor, "2025-09").await.refused(409, "period_already_closed").body;
    assert_eq!(refused["current_state"], closed.body["state"]);
    app.set_time("2025-11-10T02:00:00Z");
    recompute(&app.supervisor().await, "2025-10").await.refused(409, "due_time_passed");
}
