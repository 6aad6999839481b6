//! Projects: what a row may be, how it is found, changed and counted.
use crate::kit::{Answer, Client, TestApp, papers};
use duban::projects::{projects::counts, transitions::Stage};
use serde_json::{Value, json};

/// A plan of 2025 with ten areas, of a district's supervision office.
pub async fn plan(supervisor: &Client) -> String {
    let plan = supervisor.post("/plans", &json!({"year": 2025, "title": "十项工作"})).await.expect(201);
    for code in 1..=10 {
        let area = json!({"plan": plan.id(), "code": code.to_string(), "name": format!("第{code}项")});
        supervisor.post("/areas", &area).await.expect(201);
    }
    plan.id().to_owned()
}

/// The body of a project in a stage, with what its gate asks for and other fields beside.
pub fn body(code: &str, stage: &str, other: Value) -> Value {
    let entry = json!({"effective_on": "2025-01-10", "evidence": papers(stage)});
    let mut body = json!({
        "code": code, "name": format!("项目{code}"), "listing": "named", "stage": stage, "level": "district",
        "areas": ["code:2"], "total_investment": "10000", "lead_bureau": "code:science", "entry": entry,
    });
    let fields = body.as_object_mut().unwrap();
    fields.extend(other.as_object().unwrap().clone());
    body
}

/// A new project in a stage.
pub async fn project(supervisor: &Client, code: &str, stage: &str, other: Value) -> Answer {
    supervisor.post("/projects", &body(code, stage, other)).await.expect(201)
}

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

fn action<'a>(answer: &'a Answer, operation: &str) -> &'a Value {
    let actions = answer.body["allowed_actions"].as_array().unwrap();
    actions.iter().find(|action| action["operation"] == operation).unwrap()
}

#[actix_web::test]
async fn a_project_is_created_with_all_that_belongs_to_it() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let rest = json!({
        "name_en": "Zhengxin power plant", "field": "unlabelled", "areas": ["code:10", "code:2", "code:4"],
        "batches": ["started", "signed"], "total_investment": "24092000", "year_investment": "3353000.5",
        "lead_bureau": "code:housing", "leader_post": "code:L001", "related": "2.14b;4.4", "source_note": "推定",
    });
    let post =
        supervisor.post("/leader-posts", &json!({"code": "L001", "title": "分管城建的副区长"})).await.expect(201);
    let created = project(&supervisor, "P001", "proposed", rest).await;
    assert_eq!(
        (&created.body["leader_post"], &created.body["leader"]["post"]["id"]),
        (&json!("分管城建的副区长"), &post.body["id"])
    );
    assert_eq!(created.body["leader"]["effective_from"], "2025-01-10");
    assert_eq!(created.header("location"), format!("/api/v1/projects/{}", created.id()));
    let areas: Vec<&str> =
        created.body["areas"].as_array().unwrap().iter().map(|area| area["code"].as_str().unwrap()).collect();
    assert_eq!(areas, ["2", "4", "10"]);
    assert_eq!(created.body["batches"], json!(["signed", "started"]));
    assert_eq!(created.body["lead_bureau"]["code"], "housing");
    assert_eq!((&created.body["stage"], &created.body["stage_text"]), (&json!("proposed"), &json!("拟开工库")));
    assert_eq!(created.body["total_investment_text"], "2409.2 亿元");
    assert_eq!(
        (&created.body["year_investment"], &created.body["year_investment_text"]),
        (&json!("3353000.5"), &json!("335.30005 亿元"))
    );
    let read = supervisor.get("/projects/code:P001").await.expect(200);
    assert_eq!((read.etag(), &read.body), (created.etag(), &created.body));
    assert!(read.body.get("sort_key").is_none() && read.body.get("lead_bureau_id").is_none());
    supervisor.post("/projects", &body("P001", "reserve", json!({}))).await.refused(409, "project_code_taken");
}

#[actix_web::test]
async fn a_group_is_one_row_with_a_declared_count_and_a_named_project_has_none() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let with =
        |listing: &str, count: Value| body("P109", "reserve", json!({"listing": listing, "declared_count": count}));
    supervisor.post("/projects", &with("group", json!(null))).await.refused(422, "declared_count_required");
    supervisor.post("/projects", &with("named", json!(28))).await.refused(422, "declared_count_not_allowed");
    supervisor.post("/projects", &with("group", json!(0))).await.refused(422, "too_small");
    let group = supervisor.post("/projects", &with("group", json!(28))).await.expect(201);
    let path = format!("/projects/{}", group.id());
    supervisor
        .patch(&path, group.etag(), &json!({"declared_count": null}))
        .await
        .refused(422, "declared_count_required");
    supervisor
        .patch(&path, group.etag(), &json!({"listing": "named"}))
        .await
        .refused(422, "declared_count_not_allowed");
    let named = json!({"listing": "named", "declared_count": null});
    let named = supervisor.patch(&path, group.etag(), &named).await.expect(200);
    assert_eq!((&named.body["listing"], &named.body["declared_count"]), (&json!("named"), &json!(null)));
}

#[actix_web::test]
async fn all_faults_of_a_project_come_at_once() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let id = plan(&supervisor).await;
    let faulty = json!({
        "areas": ["code:2", "code:99", "code:2"], "batches": ["signed", "signed"], "total_investment": "-1",
        "lead_bureau": "code:nobody", "declared_count": 3, "leader_post": "code:L9",
        "entry": {"effective_on": "2025-10-11", "evidence": [{"kind": "contract"}, {"kind": "site_photo", "date": "2025-10-11"}]},
    });
    let answer = supervisor.post("/projects", &body("P001", "reserve", faulty)).await.refused(422, "validation_failed");
    let mut places = answer.places();
    places.sort();
    assert_eq!(
        places,
        [
            "/areas/1",
            "/areas/2",
            "/batches/1",
            "/declared_count",
            "/entry/effective_on",
            "/entry/evidence/0",
            "/entry/evidence/1/date",
            "/lead_bureau",
            "/leader_post",
            "/total_investment"
        ]
    );
    for (field, value, code) in [
        ("areas", json!([]), "too_short"),
        ("entry", json!({"effective_on": "2025-01-01", "evidence": "许可"}), "wrong_type"),
        (
            "entry",
            json!({"effective_on": "2025-01-01", "evidence": [{"kind": "contract", "description": " "}]}),
            "blank_text",
        ),
        ("plan", json!("code:1999"), "reference_not_found"),
        ("stage", json!("built"), "value_not_allowed"),
        ("version", json!(7), "unknown_field"),
        ("year_investment", json!(1.5), "wrong_type"),
    ] {
        let answer = supervisor.post("/projects", &body("P001", "reserve", json!({field: value}))).await;
        answer.refused(422, code);
    }
    // The areas of another plan are not this plan's.
    let other = supervisor.post("/plans", &json!({"year": 2026, "title": "下一年"})).await.expect(201);
    let foreign = body("P001", "reserve", json!({"plan": other.id()}));
    supervisor.post("/projects", &foreign).await.refused(422, "reference_not_found");
    supervisor.post("/projects", &body("P001", "reserve", json!({"plan": id}))).await.expect(201);
}

#[actix_web::test]
async fn without_a_plan_there_is_nothing_to_put_a_project_in() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let answer = supervisor.post("/projects", &body("P001", "reserve", json!({}))).await;
    assert_eq!(answer.refused(422, "reference_not_found").places(), ["/plan"]);
}

#[actix_web::test]
async fn a_change_keeps_what_is_absent_and_replaces_lists_whole() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let rest = json!({"areas": ["code:2", "code:4"], "batches": ["signed"], "lead_bureau": "code:housing", "leader_post": "code:L001"});
    supervisor.post("/leader-posts", &json!({"code": "L001", "title": "常务副区长"})).await.expect(201);
    let created = project(&supervisor, "P001", "reserve", rest).await;
    let path = format!("/projects/{}", created.id());
    let lists = json!({"areas": ["code:6"], "batches": ["started", "produced"], "lead_bureau": null});
    let changed = supervisor.patch(&path, created.etag(), &lists).await.expect(200);
    assert_eq!(changed.body["areas"].as_array().unwrap().len(), 1);
    assert_eq!(changed.body["areas"][0]["code"], "6");
    assert_eq!(changed.body["batches"], json!(["started", "produced"]));
    assert_eq!((&changed.body["lead_bureau"], &changed.body["leader_post"]), (&json!(null), &json!("常务副区长")));
    let amount = json!({"total_investment": "52000", "lead_bureau": "code:science", "batches": []});
    let again = supervisor.patch(&path, changed.etag(), &amount).await.expect(200);
    assert_eq!((&again.body["areas"], &again.body["batches"]), (&changed.body["areas"], &json!([])));
    assert_eq!(
        (&again.body["total_investment_text"], &again.body["lead_bureau"]["code"]),
        (&json!("5.2 亿元"), &json!("science"))
    );
    let stale =
        supervisor.patch(&path, created.etag(), &json!({"name": "x"})).await.refused(412, "precondition_failed");
    assert!(stale.body["changed_fields"].as_array().unwrap().contains(&json!("areas")));
    let faulty = json!({"areas": ["code:99"], "lead_bureau": "code:nobody", "year_investment": "-0.1"});
    let places = supervisor.patch(&path, again.etag(), &faulty).await.refused(422, "too_small").places();
    assert_eq!(places, ["/year_investment", "/areas/0", "/lead_bureau"]);
    for field in ["stage", "code", "leader_post"] {
        supervisor.patch(&path, again.etag(), &json!({field: "reserve"})).await.refused(422, "unknown_field");
    }
    assert_eq!(supervisor.get(&path).await.body, again.body);
}

#[actix_web::test]
async fn a_list_is_filtered_by_everything_a_project_has() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(
        &supervisor,
        "P1",
        "reserve",
        json!({"name": "郑新热电厂", "field": "park", "areas": ["code:2", "code:4"], "batches": ["signed"]}),
    )
    .await;
    project(
        &supervisor,
        "P10",
        "proposed",
        json!({"name_en": "Zhima Street", "level": "national", "areas": ["code:4"]}),
    )
    .await;
    project(
        &supervisor,
        "P2",
        "under_construction",
        json!({"lead_bureau": "code:housing", "batches": ["signed", "started"]}),
    )
    .await;
    project(&supervisor, "P3", "reserve", json!({"listing": "group", "declared_count": 28, "name": "50%的项目"})).await;
    for (query, expected) in [
        ("", vec!["P1", "P2", "P3", "P10"]),
        ("area=code:4", vec!["P1", "P10"]),
        ("area=code:2&plan=code:2025", vec!["P1", "P2", "P3"]),
        ("stage=proposed,under_construction", vec!["P2", "P10"]),
        ("field=park,green", vec!["P1"]),
        ("level=national", vec!["P10"]),
        ("batch=signed", vec!["P1", "P2"]),
        ("batch=started,produced,signed", vec!["P1", "P2"]),
        ("listing=group", vec!["P3"]),
        ("lead_bureau=code:housing", vec!["P2"]),
        ("code=P10", vec!["P10"]),
        ("q=%E7%83%AD%E7%94%B5", vec!["P1"]),
        ("q=zhima", vec!["P10"]),
        ("q=p1", vec!["P1", "P10"]),
        ("q=%25", vec!["P3"]),
        ("stage=reserve&listing=named", vec!["P1"]),
    ] {
        let list = supervisor.get(&format!("/projects?count=exact&{query}")).await.expect(200);
        assert_eq!(codes(&list), expected, "{query}");
        assert_eq!(list.body["page"]["total"], expected.len(), "{query}");
    }
    supervisor.get("/projects?stage=built").await.refused(400, "invalid_parameter");
    supervisor.get("/projects?area=code:99").await.refused(400, "unknown_reference");
    let first = supervisor.get("/projects?limit=3").await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let second = supervisor.get(&format!("/projects?limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!((codes(&first), codes(&second)), (vec!["P1", "P2", "P3"], vec!["P10"]));
}

#[actix_web::test]
async fn a_project_of_three_areas_counts_once_in_the_district_and_groups_stand_apart() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let plan: duban::foundation::db::Id = plan(&supervisor).await.parse().unwrap();
    project(&supervisor, "P001", "proposed", json!({"areas": ["code:2", "code:4", "code:6"]})).await;
    project(&supervisor, "P002", "under_construction", json!({"areas": ["code:2"]})).await;
    project(&supervisor, "P109", "proposed", json!({"areas": ["code:2"], "listing": "group", "declared_count": 28}))
        .await;
    project(
        &supervisor,
        "P110",
        "proposed",
        json!({"areas": ["code:2", "code:7"], "listing": "group", "declared_count": 21}),
    )
    .await;
    let now = app.state.clock.business_now();
    let counts = app
        .state
        .db
        .read(move |conn| Ok(counts::count_by_stage(conn, plan, ("2025-10-10".parse().unwrap(), now))?))
        .await
        .unwrap();
    let shown = |counts: &[duban::projects::projects::StageCount]| {
        counts.iter().map(|count| (count.stage, count.named, count.declared)).collect::<Vec<_>>()
    };
    let rows = |proposed, declared, building| {
        vec![
            (Stage::Reserve, 0, 0),
            (Stage::Proposed, proposed, declared),
            (Stage::UnderConstruction, building, 0),
            (Stage::Completed, 0, 0),
            (Stage::Exited, 0, 0),
        ]
    };
    assert_eq!(shown(&counts.district), rows(1, 49, 1));
    let areas = supervisor.get("/areas").await.expect(200);
    let of = |code: &str| {
        let area = areas.body["items"].as_array().unwrap().iter().find(|area| area["code"] == code).unwrap();
        counts.areas.get(&area["id"].as_str().unwrap().parse().unwrap()).map(|counts| shown(counts))
    };
    assert_eq!(
        (of("2"), of("4"), of("7"), of("1")),
        (Some(rows(1, 49, 1)), Some(rows(1, 0, 0)), Some(rows(0, 21, 0)), None)
    );
}

#[actix_web::test]
async fn projects_are_changed_by_the_supervision_office_of_their_own_district_only() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let path = format!("/projects/{}", created.id());
    assert_eq!(
        action(&created, "move_project")["options"],
        json!(["reserve", "under_construction", "completed", "exited"])
    );
    let (denied, elsewhere) = ("permission_denied", "other_jurisdiction");
    for (reader, why) in [("leader", denied), ("housing-lead", denied), ("city-supervisor", elsewhere)] {
        let reader = app.user(reader).await;
        let read = reader.get(&path).await.expect(200);
        for operation in ["update_project", "move_project"] {
            let told = json!({"operation": operation, "allowed": false, "reason": why});
            assert_eq!(action(&read, operation), &told);
        }
        reader.patch(&path, read.etag(), &json!({"name": "x"})).await.refused(403, why);
    }
    app.leader().await.post("/projects", &body("P002", "reserve", json!({}))).await.refused(403, "permission_denied");
    let neighbour = app.user("erqi-supervisor").await;
    neighbour.get(&path).await.refused(404, "not_found");
    neighbour.patch(&path, created.etag(), &json!({"name": "x"})).await.refused(404, "not_found");
    assert!(codes(&neighbour.get("/projects").await.expect(200)).is_empty());
    app.nobody().get(&path).await.refused(401, "authentication_required");
}
