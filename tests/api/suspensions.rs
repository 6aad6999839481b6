//! 缓建/停建: a project that stands still, and goes on.
use crate::{
    kit::{Answer, Client, TestApp, reporting},
    projects::{plan, project},
    transitions::to,
};
use diesel::prelude::*;
use duban::{
    foundation::{
        clock::local_date,
        db::{Id, obligations},
    },
    projects::suspensions::store,
};
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
    assert_eq!(action(&stopped, "move_project")["options"], json!(["reserve", "exited"]));
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
    let list = supervisor.get("/project-suspensions?project=code:P001&count=exact").await.expect(200);
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
    let list = supervisor.get("/project-suspensions?project=code:P001").await.expect(200);
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
    let refused = supervisor.act(SUSPEND, created.etag(), &blank).await.refused(422, "blank_text");
    assert_eq!(refused.places(), ["/reason", "/document"]);
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
    let plan: Id = created.body["plan_id"].as_str().unwrap().parse().unwrap();
    let now = app.state.clock.business_now();
    for (day, suspended) in [("2025-05-05", false), ("2025-05-06", true), ("2025-07-20", true), ("2025-07-21", false)] {
        let on = day.parse().unwrap();
        let held = app.state.db.read(move |conn| Ok(store::held_on(conn, plan, on, now)?)).await.unwrap();
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

/// What the industry bureau sees of the project's reports for a period.
async fn owed(client: &Client, period: &str) -> Value {
    let page = client.get(&format!("/obligations?project=code:P001&period={period}")).await.expect(200).body;
    page["items"][0].clone()
}
async fn total(client: &Client, query: &str) -> Value {
    client.get(&format!("/obligations?project=code:P001&count=exact&{query}")).await.expect(200).body["page"]["total"]
        .clone()
}

#[actix_web::test]
async fn nothing_is_reported_owed_or_overdue_of_a_project_while_it_is_suspended() {
    let app = TestApp::with_supervision().await;
    let (lead, supervisor, leader) = (app.lead("industry").await, app.supervisor().await, app.leader().await);
    let body = |period: &str| json!({"project": "code:P001", "period": period, "value": "12", "unit": "万元"});
    let draft = lead.post("/reports", &body("2025-08")).await.expect(201);
    let sent = lead.post("/reports", &body("2025-07")).await.expect(201);
    let sent = reporting::act(&lead, &sent, "submit", json!({})).await.expect(200);
    let returned = lead.post("/reports", &body("2025-06")).await.expect(201);
    let returned = reporting::act(&lead, &returned, "submit", json!({})).await.expect(200);
    let back = json!({"reason": "other", "comment": "核实"});
    reporting::act(&supervisor, &returned, "return", back.clone()).await.expect(200);
    let due = async |client: &Client| client.get("/me/due").await.expect(200).body;
    let discipline = async |query: &str| {
        let all = leader.get(&format!("/overview{query}")).await.expect(200).body["bureaus"].clone();
        let all = all.as_array().unwrap().clone();
        let one = all.iter().find(|one| one["bureau"]["code"] == "industry").unwrap()["discipline"].clone();
        (one["due"].as_i64().unwrap(), one["missing"].as_i64().unwrap(), one["late"].as_i64().unwrap())
    };
    let expected = async || {
        let counts = leader.get("/overview").await.expect(200).body["reporting"].clone();
        (counts["owed"].as_i64().unwrap(), counts["overdue"].as_i64().unwrap())
    };
    let (before, owing) = (due(&lead).await, expected().await);
    let (due_by_now, missing, late) = discipline("").await;
    assert_eq!(
        (owed(&lead, "2025-08").await["state"].clone(), owed(&lead, "2025-08").await["overdue"].clone()),
        (json!("overdue"), json!(true))
    );
    let overdue = total(&lead, "overdue=true").await.as_i64().unwrap();
    assert!(overdue >= 5, "{overdue}");
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    let stopped = supervisor.act(SUSPEND, project.etag(), &stop("2025-10-01", json!({}))).await.expect(200);
    let lock = json!({"reason": "suspended", "text": "项目缓建或停建", "since": "2025-09-30T16:00:00.000000Z"});
    for (period, state) in [
        ("2025-03", "suspended"),
        ("2025-06", "returned"),
        ("2025-07", "submitted"),
        ("2025-08", "suspended"),
        ("2025-09", "suspended"),
    ] {
        let one = owed(&lead, period).await;
        assert_eq!((&one["state"], &one["overdue"], &one["locked"]), (&json!(state), &json!(false), &lock), "{period}");
    }
    assert_eq!(owed(&lead, "2025-11").await["locked"]["reason"], "not_open");
    assert_eq!(action_of(&owed(&lead, "2025-09").await, "create_report"), "project_suspended");
    assert_eq!(action_of(&owed(&lead, "2025-09").await, "create_extension"), "project_suspended");
    // The list says of each state what each obligation says of itself.
    for (query, count) in [
        ("overdue=true", 0),
        ("state=owed,drafted,overdue", 0),
        ("state=suspended", 6),
        ("state=returned", 1),
        ("state=submitted", 1),
        ("state=not_open", 3),
        ("overdue=false", 11),
    ] {
        assert_eq!(total(&lead, query).await, count, "{query}");
    }
    let after = due(&lead).await;
    assert_eq!(after["overdue"].as_i64().unwrap(), before["overdue"].as_i64().unwrap() - overdue);
    assert_eq!(
        after["owed"].as_i64().unwrap(),
        before["owed"].as_i64().unwrap() - 2,
        "September's and the returned one"
    );
    assert_eq!((&before["returned"], &after["returned"]), (&json!(1), &json!(0)));
    assert_eq!(expected().await, (owing.0 - 1, owing.1), "it leaves the denominator");
    // Of the seven periods that were due two were submitted, late, and stay in the count.
    assert_eq!(discipline("").await, (due_by_now - 5, missing - 5, late));
    assert_eq!(discipline("?as_of=2025-10-09").await.1, missing + 2, "what was believed before it was recorded");
    let refused = lead.post("/reports", &body("2025-09")).await.refused(409, "project_suspended");
    assert_eq!(refused.body["lock_reason"], "suspended");
    let path = format!("/reports/{}", draft.id());
    assert_eq!(lead.get(&path).await.expect(200).body["locked"], lock);
    for refused in [
        lead.patch(&path, draft.etag(), &json!({"value": "13"})).await,
        reporting::act(&lead, &draft, "submit", json!({})).await,
        reporting::act(&lead, &sent, "withdraw", json!({})).await,
        reporting::act(&supervisor, &sent, "return", back.clone()).await,
    ] {
        assert_eq!(refused.refused(409, "project_suspended").body["lock_reason"], "suspended");
    }
    // Nobody is reminded of it; what was submitted before is reviewed.
    app.raise_due();
    let reminded = lead.get("/reminders?limit=200").await.expect(200).body.to_string();
    assert!(!reminded.contains("P001") && reminded.contains("3.1"), "{reminded}");
    reporting::act(&supervisor, &sent, "approve", json!({})).await.expect(200);
    let resume = json!({"reason": "资金到位", "effective_on": "2025-10-10"});
    supervisor.act(RESUME, stopped.etag(), &resume).await.expect(200);
    let one = owed(&lead, "2025-08").await;
    assert_eq!((&one["state"], &one["locked"], &one["overdue"]), (&json!("overdue"), &json!(null), &json!(true)));
    reporting::act(&lead, &draft, "submit", json!({})).await.expect(200);
    assert_eq!(expected().await, owing);
}

/// Whether P001 stands still, by every way in which it can be asked: each must say the same.
async fn stands_still(app: &TestApp) -> Vec<(&'static str, bool)> {
    let leader = app.leader().await;
    let project = leader.get("/projects/code:P001").await.expect(200);
    let (id, plan): (Id, Id) =
        (project.id().parse().unwrap(), project.body["plan_id"].as_str().unwrap().parse().unwrap());
    let now = app.state.clock.business_now();
    let (held, open, view) = app
        .state
        .db
        .read(move |conn| {
            let held = store::held_on(conn, plan, local_date(now), now)?.contains(&id);
            let open = store::in_force(conn, &[id])?.contains_key(&id);
            let of_project = obligations::table.filter(obligations::project_id.eq(id));
            let view: Vec<Option<chrono::NaiveDate>> = of_project.select(obligations::suspended_on).load(conn)?;
            assert_eq!(view.len(), 11, "one for each period");
            Ok((held, open, view))
        })
        .await
        .unwrap();
    let listed = crate::kit::codes(&leader.get("/projects?suspended=true").await.expect(200));
    let years = leader.get("/projects/year-categories").await.expect(200).body["items"].clone();
    let gates = leader.get("/projects/code:P001/gates?to_stage=under_construction").await.expect(200);
    vec![
        ("on the day, as known now", held),
        ("without an end", open),
        ("in the view of obligations", view.iter().any(Option::is_some)),
        ("in every row of the view", view.iter().all(Option::is_some)),
        ("shown", !project.body["suspension"].is_null()),
        ("listed", listed.contains(&"P001".to_owned())),
        (
            "among the starts",
            years.as_array().unwrap().iter().any(|one| one["project"]["code"] == "P001" && one["suspended"] == true),
        ),
        ("at the gate", gates.body["gates"][0]["reason"] == "project_suspended"),
    ]
}

#[actix_web::test]
async fn whoever_asks_whether_a_project_stands_still_is_told_the_same() {
    let (app, supervisor, project) = with("proposed").await;
    supervisor.post("/periods", &json!({"plan": "code:2025"})).await.expect(201);
    let all = async |expected: bool| {
        for (way, still) in stands_still(&app).await {
            assert_eq!(still, expected, "{way}");
        }
    };
    all(false).await;
    let stopped = supervisor.act(SUSPEND, project.etag(), &stop("2025-10-10", json!({}))).await.expect(200);
    all(true).await;
    // It goes on on the day on which it was suspended: that day it no longer stands still.
    let on = json!({"reason": "恢复", "effective_on": "2025-10-10"});
    let resumed = supervisor.act(RESUME, stopped.etag(), &on).await.expect(200);
    all(false).await;
    supervisor.act(SUSPEND, resumed.etag(), &stop("2025-10-10", json!({"kind": "postponed"}))).await.expect(200);
    all(true).await;
}

/// Why an operation is not allowed.
fn action_of<'a>(object: &'a Value, operation: &str) -> &'a str {
    let actions = object["allowed_actions"].as_array().unwrap();
    let found = actions.iter().find(|action| action["operation"] == operation).unwrap();
    found["reason"].as_str().unwrap()
}
