//! 入库条件: what a project has to bring to enter a stage, and what it has and lacks.
use crate::{
    kit::{Answer, Client, TestApp, papers},
    projects::{body, plan, project},
    transitions::to,
};
use serde_json::{Value, json};

/// A district with a plan, its supervision office, and a project in a stage.
async fn with(stage: &str, other: Value) -> (TestApp, Client, Answer) {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", stage, other).await;
    (app, supervisor, created)
}

/// The kinds of what is missing.
fn lacks(answer: &Answer) -> Vec<&str> {
    answer.body["missing"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect()
}

const TRANSITIONS: &str = "/projects/code:P001/transitions";

#[actix_web::test]
async fn a_closed_gate_names_each_missing_item() {
    let (_app, supervisor, created) = with("proposed", json!({})).await;
    let nothing = to("under_construction", "2025-03-28", json!({"evidence": []}));
    let refused = supervisor.act(TRANSITIONS, created.etag(), &nothing).await.refused(409, "transition_blocked");
    assert_eq!(lacks(&refused), ["start_permit", "site_photo", "works_begun", "contract"]);
    let permit = json!({"kind": "start_permit", "text_zh": "施工许可证或同等文件", "text_en": "start permit or equivalent", "pointer": "/evidence"});
    assert_eq!((&refused.body["missing"][0], &refused.body["current_state"]), (&permit, &json!("proposed")));
    // A ceremony is not evidence, and neither is what is merely said.
    let ceremony = json!({"evidence": [
        {"kind": "ceremony", "date": "2025-03-28"}, {"kind": "assumed", "description": "已开工"}, {"kind": "other", "description": "已开工"},
        {"kind": "start_permit", "number": "中建许〔2025〕12号"}, {"kind": "contract", "date": "2025-03-01"},
    ]});
    let refused = supervisor.act(TRANSITIONS, created.etag(), &to("under_construction", "2025-03-28", ceremony)).await;
    assert_eq!(lacks(&refused.refused(409, "transition_blocked")), ["site_photo", "works_begun"]);
    let absent = json!({"to_stage": "under_construction", "effective_on": "2025-03-28"});
    supervisor.act(TRANSITIONS, created.etag(), &absent).await.refused(409, "transition_blocked");
    let started = to("under_construction", "2025-03-28", json!({}));
    supervisor.act(TRANSITIONS, created.etag(), &started).await.expect(200);
}

#[actix_web::test]
async fn every_item_of_every_gate_is_needed() {
    let (_app, supervisor, created) = with("reserve", json!({})).await;
    let mut etag = created.etag().to_owned();
    for (stage, on) in [("proposed", "2025-02-01"), ("under_construction", "2025-03-28"), ("completed", "2025-09-30")] {
        let all = papers(stage);
        for at in 0..all.len() {
            let mut rest = all.clone();
            rest.remove(at);
            let step = to(stage, on, json!({"evidence": rest}));
            let refused = supervisor.act(TRANSITIONS, &etag, &step).await.refused(409, "transition_blocked");
            assert_eq!(lacks(&refused).len(), 1, "{stage} without {}", all[at]["kind"]);
        }
        etag = supervisor.act(TRANSITIONS, &etag, &to(stage, on, json!({}))).await.expect(200).etag().to_owned();
    }
}

#[actix_web::test]
async fn a_project_is_created_through_the_gate_of_its_stage() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let bare = |stage: &str| {
        let none = json!({"entry": {"effective_on": "2025-01-10", "evidence": []}, "total_investment": null, "lead_bureau": null});
        body("P001", stage, none)
    };
    for (stage, items) in [
        ("reserve", vec!["planning_paper", "investment_estimate", "total_investment", "lead_bureau"]),
        ("proposed", vec!["approval", "land", "funding_plan", "planned_start"]),
        ("under_construction", vec!["start_permit", "site_photo", "works_begun", "contract"]),
        ("completed", vec!["acceptance", "final_cost"]),
    ] {
        let refused = supervisor.post("/projects", &bare(stage)).await.refused(409, "transition_blocked");
        assert_eq!((lacks(&refused), &refused.body["current_state"]), (items, &json!("open")), "{stage}"); // the plan's
    }
    let refused = supervisor.post("/projects", &bare("reserve")).await;
    let places: Vec<_> =
        refused.body["missing"].as_array().unwrap().iter().map(|item| item["pointer"].clone()).collect();
    assert_eq!(places, ["/entry/evidence", "/entry/evidence", "/total_investment", "/lead_bureau"]);
    // A group is a number of the plan, not a project with papers.
    let mut group = bare("under_construction");
    group["listing"] = json!("group");
    group["declared_count"] = json!(28);
    supervisor.post("/projects", &group).await.expect(201);
}

#[actix_web::test]
async fn skipping_needs_the_items_of_every_gate_on_the_way() {
    let (_app, supervisor, created) = with("reserve", json!({})).await;
    let skip = json!({"reason": "补办手续"});
    let step = to("under_construction", "2025-03-28", skip);
    let refused = supervisor.act(TRANSITIONS, created.etag(), &step).await.refused(409, "transition_blocked");
    assert_eq!(lacks(&refused), ["approval", "land", "funding_plan", "planned_start"]);
    let both = [papers("proposed"), papers("under_construction")].concat();
    let step = to("under_construction", "2025-03-28", json!({"reason": "补办手续", "evidence": both}));
    let done = supervisor.act(TRANSITIONS, created.etag(), &step).await.expect(200);
    assert_eq!(done.body["stage"], "under_construction");
}

#[actix_web::test]
async fn what_was_brought_before_still_counts() {
    let brought = [papers("proposed"), papers("under_construction")[..2].to_vec()].concat();
    let early = json!({"entry": {"effective_on": "2025-01-10", "evidence": brought}});
    let (_app, supervisor, created) = with("proposed", early).await;
    let rest = to("under_construction", "2025-03-28", json!({"evidence": papers("under_construction")[2..]}));
    supervisor.act(TRANSITIONS, created.etag(), &rest).await.expect(200);
}

#[actix_web::test]
async fn faults_in_form_come_all_at_once_and_before_the_gate() {
    let (_app, supervisor, created) = with("reserve", json!({})).await;
    let faulty = json!({"evidence": [
        {"kind": "approval", "number": "2513-410102-04-01-123456"}, {"kind": "approval"}, {"kind": "land_plan"},
        {"kind": "site_photo", "date": "2025-10-11"}, {"kind": "works_begun", "date": "2025-01-01"}, {"kind": "contract"},
        {"kind": "final_cost", "number": "1"}, {"kind": "acceptance", "description": "x", "amount": "-1"},
    ]});
    let refused = supervisor.act(TRANSITIONS, created.etag(), &to("proposed", "2025-10-11", faulty)).await;
    let refused = refused.refused(422, "national_code_invalid");
    assert_eq!(
        refused.places(),
        [
            "/effective_on",
            "/evidence/0/number",
            "/evidence/1/number",
            "/evidence/2/date",
            "/evidence/3/date",
            "/evidence/4/description",
            "/evidence/5",
            "/evidence/6/amount",
            "/evidence/7/amount"
        ]
    );
}

#[actix_web::test]
async fn the_gates_in_reach_say_what_is_there_and_what_is_missing() {
    let (app, supervisor, created) = with("reserve", json!({})).await;
    let path = "/projects/code:P001/gates";
    let all = supervisor.get(path).await.expect(200);
    let gates = all.body["gates"].as_array().unwrap();
    let shape: Vec<_> =
        gates.iter().map(|gate| (gate["to_stage"].as_str().unwrap(), gate["step"].as_str().unwrap())).collect();
    assert_eq!(
        shape,
        [("proposed", "next"), ("under_construction", "skip"), ("completed", "skip"), ("exited", "exit")]
    );
    assert_eq!(gates.iter().map(|gate| gate["missing"].as_array().unwrap().len()).collect::<Vec<_>>(), [4, 8, 10, 1]);
    assert!(gates.iter().all(|gate| gate["open"] == false && gate["reason"] == "transition_blocked"));
    assert_eq!(all.body["evidence"].as_array().unwrap().len(), 2);
    let brought = [papers("proposed"), papers("under_construction")[..1].to_vec()].concat();
    let step = to("proposed", "2025-02-01", json!({"evidence": brought}));
    supervisor.act(TRANSITIONS, created.etag(), &step).await.expect(200);
    let one = app.leader().await.get(&format!("{path}?to_stage=under_construction")).await.expect(200);
    let items = one.body["gates"][0]["items"].as_array().unwrap();
    let met: Vec<_> = items.iter().map(|item| (item["kind"].as_str().unwrap(), item["met"] == true)).collect();
    assert_eq!(met, [("start_permit", true), ("site_photo", false), ("works_begun", false), ("contract", false)]);
    let proof = one.body["evidence"].as_array().unwrap().iter().find(|item| item["kind"] == "start_permit").unwrap();
    assert_eq!((&items[0]["evidence_id"], &items[1]["evidence_id"]), (&proof["id"], &json!(null)));
    assert_eq!(one.body["allowed_actions"][0]["reason"], "permission_denied");
    let back = supervisor.get(&format!("{path}?to_stage=reserve")).await.expect(200);
    assert_eq!((&back.body["gates"][0]["open"], &back.body["gates"][0]["reason"]), (&json!(true), &json!(null)));
    assert_eq!(supervisor.get(&format!("{path}?to_stage=proposed")).await.expect(200).body["gates"], json!([]));
    supervisor.get(&format!("{path}?to_stage=built")).await.refused(400, "invalid_parameter");
    app.user("erqi-supervisor").await.get(path).await.refused(404, "not_found");
}

#[actix_web::test]
async fn a_planned_start_becomes_the_start_milestone_and_there_is_one_day_not_two() {
    let (_app, supervisor, created) = with("reserve", json!({})).await;
    let proposed =
        supervisor.act(TRANSITIONS, created.etag(), &to("proposed", "2025-02-01", json!({}))).await.expect(200);
    let start = supervisor.get("/milestones/code:P001-start").await.expect(200);
    assert_eq!((&start.body["kind"], &start.body["due_on"]), (&json!("start"), &json!("2025-03-31")));
    assert_eq!((&start.body["light"], &start.body["baseline_frozen"]), (&json!("red"), &json!(false)));
    let back = to("reserve", "2025-02-02", json!({"reason": "用地未落实", "evidence": []}));
    let back = supervisor.act(TRANSITIONS, proposed.etag(), &back).await.expect(200);
    let other = json!({"evidence": [{"kind": "planned_start", "date": "2025-04-01"}]});
    let refused = supervisor.act(TRANSITIONS, back.etag(), &to("proposed", "2025-02-03", other)).await;
    assert_eq!(refused.refused(422, "planned_start_differs").places(), ["/evidence/0/date"]);
    // What was brought the first time still counts.
    let again = supervisor.act(TRANSITIONS, back.etag(), &to("proposed", "2025-02-03", json!({"evidence": []}))).await;
    again.expect(200);
}

#[actix_web::test]
async fn a_start_milestone_answers_for_the_planned_start() {
    let (_app, supervisor, created) = with("reserve", json!({})).await;
    let start = json!({"project": "code:P001", "code": "M1", "name": "开工", "kind": "start", "due_on": "2025-03-05", "date_precision": "month", "due_confidence": "printed"});
    let start = supervisor.post("/milestones", &start).await.expect(201);
    assert_eq!((&start.body["due_on"], &start.body["due_text"]), (&json!("2025-03-31"), &json!("2025年3月")));
    let papers: Vec<Value> = papers("proposed").into_iter().filter(|item| item["kind"] != "planned_start").collect();
    supervisor
        .act(TRANSITIONS, created.etag(), &to("proposed", "2025-02-01", json!({"evidence": papers})))
        .await
        .expect(200);
    supervisor.get("/milestones/code:P001-start").await.refused(404, "not_found");
}

#[actix_web::test]
async fn a_completed_project_is_put_into_use_once() {
    let (app, supervisor, created) = with("under_construction", json!({})).await;
    let path = "/projects/code:P001/put-into-use";
    let used = |on: &str, evidence: Value| json!({"in_use_on": on, "evidence": evidence});
    let proof = || json!([{"kind": "commissioning", "description": "首批床位投入使用"}]);
    supervisor.act(path, created.etag(), &used("2025-09-01", proof())).await.refused(409, "in_use_not_allowed");
    let done = supervisor.act(TRANSITIONS, created.etag(), &to("completed", "2025-08-01", json!({}))).await.expect(200);
    assert_eq!(done.body["in_use_on"], json!(null));
    supervisor.act(path, done.etag(), &used("2025-07-31", proof())).await.refused(422, "date_before_previous");
    supervisor.act(path, done.etag(), &used("2025-10-11", proof())).await.refused(422, "date_in_future");
    let ceremony = used("2025-09-01", json!([{"kind": "ceremony", "date": "2025-09-01"}]));
    let refused = supervisor.act(path, done.etag(), &ceremony).await.refused(409, "transition_blocked");
    assert_eq!(lacks(&refused), ["commissioning"]);
    app.leader().await.act(path, done.etag(), &used("2025-09-01", proof())).await.refused(403, "permission_denied");
    let in_use = supervisor.act(path, done.etag(), &used("2025-09-01", proof())).await.expect(200);
    assert_eq!((&in_use.body["in_use_on"], &in_use.body["stage"]), (&json!("2025-09-01"), &json!("completed")));
    supervisor.act(path, in_use.etag(), &used("2025-09-02", proof())).await.refused(409, "in_use_not_allowed");
    let brought = supervisor.get("/projects/code:P001/gates").await.expect(200);
    let last = brought.body["evidence"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["transition_id"]), (&json!("commissioning"), &json!(null)));
}

#[actix_web::test]
async fn projects_of_the_plans_data_are_there_with_assumed_evidence_that_opens_no_gate() {
    let app = TestApp::demonstration().await;
    let supervisor = app.supervisor().await;
    let first = supervisor.get("/project-transitions?project=code:P001").await.expect(200).body["items"][0].clone();
    assert_eq!((&first["evidence"][0]["kind"], &first["recorded_by"]), (&json!("assumed"), &json!(null)));
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    let nothing = to("under_construction", "2025-03-28", json!({"evidence": []}));
    let refused = supervisor.act(TRANSITIONS, project.etag(), &nothing).await.refused(409, "transition_blocked");
    assert_eq!(lacks(&refused).len(), 4);
    let started = to("under_construction", "2025-04-15", json!({}));
    supervisor.act(TRANSITIONS, project.etag(), &started).await.expect(200);
    let start = supervisor.get("/milestones/code:M001").await.expect(200);
    assert_eq!(
        (&start.body["completed_on"], &start.body["slippage_days"], &start.body["light"]),
        (&json!("2025-04-15"), &json!(15), &json!("yellow"))
    );
}
