//! 四库: how a project goes from stage to stage.
use crate::{
    kit::{Answer, TestApp, papers},
    projects::{body, plan, project},
};
use serde_json::{Value, json};

/// A step to a stage with what its gate asks for, and other fields beside.
pub fn to(stage: &str, on: &str, other: Value) -> Value {
    let mut body = json!({"to_stage": stage, "effective_on": on, "evidence": papers(stage)});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}

fn steps(list: &Answer) -> Vec<(Option<&str>, &str, &str)> {
    let items = list.body["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            (item["from_stage"].as_str(), item["to_stage"].as_str().unwrap(), item["effective_on"].as_str().unwrap())
        })
        .collect()
}

#[actix_web::test]
async fn a_project_goes_through_the_four_libraries_and_every_step_is_recorded() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "reserve", json!({})).await;
    let path = format!("/projects/{}/transitions", created.id());
    let listed = format!("/project-transitions?project={}", created.id());
    let proposed = supervisor.act(&path, created.etag(), &to("proposed", "2025-02-01", json!({}))).await.expect(200);
    assert_eq!((&proposed.body["stage"], &proposed.body["code"]), (&json!("proposed"), &json!("P001")));
    let start = to("under_construction", "2025-03-28", json!({"document": "中建许〔2025〕12号"}));
    let started = supervisor.act(&path, proposed.etag(), &start).await.expect(200);
    assert_eq!(started.body["stage_text"], "在建库");
    let done = supervisor
        .act("/projects/code:P001/transitions", started.etag(), &to("completed", "2025-10-10", json!({})))
        .await
        .expect(200);
    let offered = done.body["allowed_actions"].as_array().unwrap();
    let closed = json!({"operation": "move_project", "allowed": false, "reason": "transition_not_allowed"});
    assert!(offered.contains(&closed));
    let list = supervisor.get(&format!("{listed}&count=exact")).await.expect(200);
    assert_eq!(
        steps(&list),
        [
            (None, "reserve", "2025-01-10"),
            (Some("reserve"), "proposed", "2025-02-01"),
            (Some("proposed"), "under_construction", "2025-03-28"),
            (Some("under_construction"), "completed", "2025-10-10"),
        ]
    );
    assert_eq!(list.body["page"]["total"], 4);
    let first = &list.body["items"][0]["evidence"];
    assert_eq!((first.as_array().unwrap().len(), &first[0]["kind"]), (2, &json!("planning_paper")));
    assert_eq!(first[0]["number"], "中发改〔2025〕3号");
    assert_eq!(list.body["items"][2]["evidence"].as_array().unwrap().len(), 4);
    assert_eq!(list.body["items"][2]["document"], "中建许〔2025〕12号");
    assert_eq!(list.body["items"][2]["recorded_at"], "2025-10-10T02:00:00.000000Z");
    assert!(list.body["items"][2]["recorded_by"].is_string());
    let first = supervisor.get(&format!("{listed}&limit=3")).await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("{listed}&limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!(steps(&rest), [(Some("under_construction"), "completed", "2025-10-10")]);
}

#[actix_web::test]
async fn an_illegal_step_is_a_conflict_that_names_the_legal_ones() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "under_construction", json!({})).await;
    let path = format!("/projects/{}/transitions", created.id());
    for stage in ["reserve", "proposed", "under_construction"] {
        let back = to(stage, "2025-03-28", json!({"reason": "退回"}));
        let refused = supervisor.act(&path, created.etag(), &back).await.refused(409, "transition_not_allowed");
        assert_eq!(refused.body["current_state"], "under_construction");
        assert_eq!(refused.body["allowed"], json!(["completed", "exited"]));
    }
    let left = to("exited", "2025-03-28", json!({"exit_reason": "cancelled", "reason": "规划调整"}));
    let left = supervisor.act(&path, created.etag(), &left).await.expect(200);
    let refused = supervisor.act(&path, left.etag(), &to("reserve", "2025-03-29", json!({}))).await;
    assert_eq!(refused.refused(409, "transition_not_allowed").body["allowed"], json!([]));
    let out = supervisor.post("/projects", &body("P002", "exited", json!({}))).await;
    let out = out.refused(409, "transition_not_allowed");
    // Of the plan that it was to belong to.
    assert_eq!((&out.body["current_state"], out.body["allowed"].as_array().unwrap().len()), (&json!("open"), 4));
}

#[actix_web::test]
async fn a_step_out_of_the_ordinary_needs_a_reason_and_leaving_one_of_the_list_too() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let path = format!("/projects/{}/transitions", created.id());
    let listed = format!("/project-transitions?project={}", created.id());
    let act = |other: &'static str, extra: Value| {
        let (supervisor, path, etag) = (supervisor.clone(), path.clone(), created.etag().to_owned());
        async move { supervisor.act(&path, &etag, &to(other, "2025-03-28", extra)).await }
    };
    act("reserve", json!({})).await.refused(422, "reason_required");
    act("completed", json!({"reason": "  "})).await.refused(422, "blank_text");
    assert_eq!(act("exited", json!({})).await.refused(422, "required").places(), ["/exit_reason", "/reason"]);
    act("exited", json!({"reason": "规划调整", "exit_reason": "lost"})).await.refused(422, "value_not_allowed");
    act("under_construction", json!({"exit_reason": "merged"})).await.refused(422, "invalid_value");
    act("under_construction", json!({"evidence": "施工许可证"})).await.refused(422, "wrong_type");
    let back = act("reserve", json!({"reason": "用地未落实"})).await.expect(200);
    let list = supervisor.get(&listed).await.expect(200);
    assert_eq!(
        (&list.body["items"][1]["reason"], back.body["stage"].as_str()),
        (&json!("用地未落实"), Some("reserve"))
    );
    let left = json!({"exit_reason": "no_funding", "reason": "专项债未落实", "document": "区长办公会纪要"});
    supervisor.act(&path, back.etag(), &to("exited", "2025-04-01", left)).await.expect(200);
    let last = supervisor.get(&listed).await.expect(200).body["items"][2].clone();
    assert_eq!((&last["exit_reason"], &last["document"]), (&json!("no_funding"), &json!("区长办公会纪要")));
    assert_eq!(last["evidence"][0]["kind"], "exit_document");
}

#[actix_web::test]
async fn a_step_takes_effect_neither_in_the_future_nor_before_the_previous_one() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let path = format!("/projects/{}/transitions", created.id());
    let on = |date: &str| to("under_construction", date, json!({}));
    supervisor.act(&path, created.etag(), &on("2025-10-11")).await.refused(422, "date_in_future");
    supervisor.act(&path, created.etag(), &on("2025-01-09")).await.refused(422, "date_before_previous");
    supervisor.act(&path, created.etag(), &on("2025-02-30")).await.refused(422, "invalid_format");
    let stamped = to("under_construction", "2025-03-28", json!({"recorded_at": "2025-03-28T00:00:00Z"}));
    supervisor.act(&path, created.etag(), &stamped).await.refused(422, "client_time_refused");
    // It is already the 11th in Shanghai.
    app.set_time("2025-10-10T16:00:00Z");
    let supervisor = app.supervisor().await;
    supervisor.act(&path, created.etag(), &on("2025-10-11")).await.expect(200);
}

#[actix_web::test]
async fn a_step_is_taken_once_on_the_project_that_was_read() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "reserve", json!({})).await;
    let path = format!("/projects/{}/transitions", created.id());
    let listed = format!("/project-transitions?project={}", created.id());
    let step = to("proposed", "2025-03-28", json!({}));
    supervisor.post(&path, &step).await.refused(428, "precondition_required");
    let rehearsed = supervisor.act(&format!("{path}?dry_run=true"), created.etag(), &step).await.expect(200);
    assert_eq!(rehearsed.body["stage"], "proposed");
    supervisor.act(&path, created.etag(), &step).await.expect(200);
    let stale = supervisor.act(&path, created.etag(), &step).await.refused(412, "precondition_failed");
    assert!(stale.body["changed_fields"].as_array().unwrap().contains(&json!("stage")));
    assert_eq!(steps(&supervisor.get(&listed).await.expect(200)).len(), 2);
    let leader = app.leader().await;
    leader.act(&path, stale.body["current_etag"].as_str().unwrap(), &step).await.refused(403, "permission_denied");
    assert_eq!(steps(&leader.get(&listed).await.expect(200)).len(), 2);
    app.user("erqi-leader").await.get(&listed).await.refused(400, "unknown_reference");
    supervisor.get(&format!("{listed}&stage=reserve")).await.refused(400, "unknown_parameter");
}
