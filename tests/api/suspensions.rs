//! 缓建/停建: a project that stands still, and goes on.
use crate::{
    kit::{Answer, Client, TestApp},
    projects::{plan, project},
    transitions::to,
};
use duban::{foundation::db::Id, projects::suspensions::store};
use serde_json::{Value, json};

async fn with(stage: &str) -> (TestApp, Client, Answer) {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", stage, json!({})).await;
    (app, supervisor, created)
}

fn stop(on: &str, other: Value) -> Value {
    let mut body = json!({"kind": "stopped", "reason": "资金链断裂", "document": "会议纪要9号", "effective_on": on});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

fn action<'a>(answer: &'a Answer, operation: &str) -> &'a Value {
    let actions = answer.body["allowed_actions"].as_array().unwrap();
    actions.iter().find(|action| action["operation"] == operation).unwrap()
}

const SUSPEND: &str = "/projects/code:P001/suspend";
const RESUME: &str = "/projects/code:P001/resume";
const TRANSITIONS: &str = "/projects/code:P001/transitions";

#[actix_web::test]
async fn a_suspended_project_goes_forward_only_once_it_is_resumed() {
    let (_app, supervisor, created) = with("proposed").await;
    let body = stop("2025-05-06", json!({"kind": "postponed", "expected_resume_on": "2025-08-01"}));
    let stopped = supervisor.act(SUSPEND, created.etag(), &body).await.expect(200);
    assert_eq!(
        (&stopped.body["stage"], &stopped.body["suspension"]["kind"]),
        (&json!("proposed"), &json!("postponed"))
    );
    assert_eq!(stopped.body["suspension"]["recorded_at"], "2025-10-10T02:00:00.000000Z");
    assert_eq!(action(&stopped, "create_project_transition")["options"], json!(["reserve", "exited"]));
    assert_eq!(action(&stopped, "suspend_project")["reason"], "project_suspended");
    assert_eq!(action(&stopped, "resume_project")["allowed"], true);
    for stage in ["under_construction", "completed"] {
        let step = to(stage, "2025-06-01", json!({"reason": "赶工"}));
        supervisor.act(TRANSITIONS, stopped.etag(), &step).await.refused(409, "project_suspended");
    }
    let gate = supervisor.get("/projects/code:P001/gates?to_stage=under_construction").await.expect(200);
    assert_eq!(gate.body["gates"][0]["reason"], "project_suspended");
    supervisor.act(SUSPEND, stopped.etag(), &body).await.refused(409, "project_suspended");
    let on = |day: &str| json!({"reason": "用地已交付", "effective_on": day});
    supervisor.act(RESUME, stopped.etag(), &on("2025-05-05")).await.refused(422, "date_before_previous");
    supervisor.act(RESUME, stopped.etag(), &on("2025-10-11")).await.refused(422, "date_in_future");
    let resumed = supervisor.act(RESUME, stopped.etag(), &on("2025-07-21")).await.expect(200);
    assert_eq!(resumed.body["suspension"], json!(null));
    supervisor.act(RESUME, resumed.etag(), &on("2025-07-21")).await.refused(409, "project_not_suspended");
    // Nothing started while it stood still, even when that is said afterwards.
    let step = |day: &str| to("under_construction", day, json!({}));
    supervisor.act(TRANSITIONS, resumed.etag(), &step("2025-07-20")).await.refused(409, "project_suspended");
    supervisor.act(TRANSITIONS, resumed.etag(), &step("2025-07-21")).await.expect(200);
    let list = supervisor.get("/projects/code:P001/suspensions?count=exact").await.expect(200);
    assert_eq!((&list.body["page"]["total"], &list.body["items"][0]["ended_on"]), (&json!(1), &json!("2025-07-21")));
    assert_eq!(list.body["items"][0]["end_reason"], "用地已交付");
}

#[actix_web::test]
async fn a_suspended_project_may_leave_and_is_then_suspended_no_more() {
    let (_app, supervisor, created) = with("under_construction").await;
    let stopped = supervisor.act(SUSPEND, created.etag(), &stop("2025-05-06", json!({}))).await.expect(200);
    let left = to("exited", "2025-06-30", json!({"exit_reason": "no_funding", "reason": "资金未落实"}));
    let left = supervisor.act(TRANSITIONS, stopped.etag(), &left).await.expect(200);
    assert_eq!((&left.body["stage"], &left.body["suspension"]), (&json!("exited"), &json!(null)));
    let list = supervisor.get("/projects/code:P001/suspensions").await.expect(200);
    assert_eq!(
        (&list.body["items"][0]["ended_on"], &list.body["items"][0]["end_reason"]),
        (&json!("2025-06-30"), &json!("退库"))
    );
    supervisor.act(SUSPEND, left.etag(), &stop("2025-07-01", json!({}))).await.refused(409, "suspension_not_allowed");
}

#[actix_web::test]
async fn its_days_lie_after_what_was_recorded_before_and_not_in_the_future() {
    let (_app, supervisor, created) = with("proposed").await;
    let refused = stop("2025-10-11", json!({"expected_resume_on": "2025-10-11"}));
    let refused = supervisor.act(SUSPEND, created.etag(), &refused).await.refused(422, "date_in_future");
    assert_eq!(refused.places(), ["/effective_on", "/expected_resume_on"]);
    supervisor.act(SUSPEND, created.etag(), &stop("2025-01-09", json!({}))).await.refused(422, "date_before_previous");
    let blank = stop("2025-05-06", json!({"reason": " ", "document": ""}));
    supervisor.act(SUSPEND, created.etag(), &blank).await.refused(422, "invalid_format");
    let stopped = supervisor.act(SUSPEND, created.etag(), &stop("2025-05-06", json!({}))).await.expect(200);
    let on = json!({"reason": "恢复", "effective_on": "2025-07-21"});
    let resumed = supervisor.act(RESUME, stopped.etag(), &on).await.expect(200);
    supervisor.act(SUSPEND, resumed.etag(), &stop("2025-07-20", json!({}))).await.refused(422, "date_before_previous");
    supervisor.act(SUSPEND, resumed.etag(), &stop("2025-07-21", json!({}))).await.expect(200);
}

#[actix_web::test]
async fn who_is_suspended_can_be_listed_and_asked_for_a_day() {
    let (app, supervisor, created) = with("proposed").await;
    project(&supervisor, "P002", "proposed", json!({})).await;
    let stopped = supervisor.act(SUSPEND, created.etag(), &stop("2025-05-06", json!({}))).await.expect(200);
    let codes = |list: Answer| crate::kit::codes(&list);
    assert_eq!(codes(supervisor.get("/projects?suspended=true&count=exact").await.expect(200)), ["P001"]);
    assert_eq!(codes(supervisor.get("/projects?suspended=false").await.expect(200)), ["P002"]);
    let on = json!({"reason": "恢复", "effective_on": "2025-07-21"});
    supervisor.act(RESUME, stopped.etag(), &on).await.expect(200);
    let id: Id = created.id().parse().unwrap();
    for (day, suspended) in [("2025-05-05", false), ("2025-05-06", true), ("2025-07-20", true), ("2025-07-21", false)] {
        let on = day.parse().unwrap();
        let held = app.state.db.read(move |conn| Ok(store::is_suspended(conn, &[id], on)?)).await.unwrap();
        assert_eq!(held.contains(&id), suspended, "{day}");
    }
}

#[actix_web::test]
async fn only_the_supervision_office_suspends_and_only_what_it_read() {
    let (app, supervisor, created) = with("proposed").await;
    let body = stop("2025-05-06", json!({}));
    supervisor.post(SUSPEND, &body).await.refused(428, "precondition_required");
    supervisor.act(&format!("{SUSPEND}?dry_run=true"), created.etag(), &body).await.expect(200);
    app.leader().await.act(SUSPEND, created.etag(), &body).await.refused(403, "permission_denied");
    let stopped = supervisor.act(SUSPEND, created.etag(), &body).await.expect(200);
    let stale = supervisor.act(RESUME, created.etag(), &json!({"reason": "x", "effective_on": "2025-07-21"})).await;
    let stale = stale.refused(412, "precondition_failed");
    assert!(stale.body["changed_fields"].as_array().unwrap().contains(&json!("suspension")), "{:#}", stale.body);
    let city = app.user("city-supervisor").await;
    let path = format!("/projects/{}/resume", stopped.id());
    let on = json!({"reason": "x", "effective_on": "2025-07-21"});
    city.act(&path, stopped.etag(), &on).await.refused(403, "other_jurisdiction");
}
