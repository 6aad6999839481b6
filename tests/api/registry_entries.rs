//! The three outer registries: who is in them, under which number, since when.
use crate::{
    kit::{Answer, Client, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

fn entry(project: &str, registry: &str, number: &str, on: &str) -> Value {
    json!({"project": format!("code:{project}"), "registry": registry, "number": number, "entered_on": on})
}
async fn enter(client: &Client, project: &str, registry: &str, number: &str, on: &str) -> Answer {
    client.post("/registry-entries", &entry(project, registry, number, on)).await
}
fn action<'a>(answer: &'a Answer, operation: &str) -> &'a Value {
    let actions = answer.body["allowed_actions"].as_array().unwrap();
    actions.iter().find(|action| action["operation"] == operation).unwrap()
}

#[actix_web::test]
async fn a_project_is_in_a_registry_once_under_a_number_of_its_own() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    for code in ["P001", "P002"] {
        project(&supervisor, code, "reserve", json!({"lead_bureau": "code:housing"})).await;
    }
    let lead = app.lead("housing").await;
    let first = enter(&lead, "P001", "urban_renewal", "CSGX-1", "2025-04-22").await.expect(201);
    assert_eq!(first.header("location"), format!("/api/v1/registry-entries/{}", first.id()));
    assert_eq!(
        (&first.body["registry_text"], &first.body["project"]["code"]),
        (&json!("城市更新入库"), &json!("P001"))
    );
    assert!(first.body.get("open").is_none() && first.body.get("project_id").is_none());
    enter(&lead, "P001", "urban_renewal", "CSGX-9", "2025-05-01").await.refused(409, "registry_entry_open");
    enter(&lead, "P002", "urban_renewal", "CSGX-1", "2025-05-01").await.refused(409, "registry_number_taken");
    // The same number elsewhere is another number.
    enter(&lead, "P002", "investment_statistics", "CSGX-1", "2025-05-01").await.expect(201);
    enter(&lead, "P002", "national_major_projects", "G1", "2025-10-11").await.refused(422, "date_in_future");
    enter(&lead, "P009", "urban_renewal", "X", "2025-05-01").await.refused(422, "reference_not_found");
    let path = format!("/registry-entries/{}", first.id());
    let fixed = lead.patch(&path, first.etag(), &json!({"number": "CSGX-2", "document": "通知"})).await.expect(200);
    assert_eq!((&fixed.body["number"], &fixed.body["version"]), (&json!("CSGX-2"), &json!(2)));
    assert_eq!(supervisor.get(&path).await.expect(200).body["number"], "CSGX-2");
    supervisor.get("/registry-entries/code:CSGX-2").await.refused(404, "not_found");
}

#[actix_web::test]
async fn what_left_is_kept_and_the_project_may_enter_again() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({})).await;
    let first = enter(&supervisor, "P001", "investment_statistics", "T1", "2025-04-22").await.expect(201);
    let path = format!("/registry-entries/{}", first.id());
    let leave = |on: &str| json!({"left_on": on, "reason": "统计登记注销"});
    let act = format!("{path}/leave");
    supervisor.act(&act, first.etag(), &leave("2025-04-21")).await.refused(422, "date_in_past");
    supervisor.act(&act, first.etag(), &leave("2025-10-11")).await.refused(422, "date_in_future");
    let left = supervisor.act(&act, first.etag(), &leave("2025-09-01")).await.expect(200);
    assert_eq!((&left.body["left_on"], &left.body["left_reason"]), (&json!("2025-09-01"), &json!("统计登记注销")));
    assert_eq!(action(&left, "leave_registry")["reason"], "registry_entry_left");
    supervisor.patch(&path, left.etag(), &json!({"number": "T2"})).await.refused(409, "registry_entry_left");
    enter(&supervisor, "P001", "investment_statistics", "T1", "2025-09-02").await.expect(201);
    for (query, expected) in [
        ("", 2),
        ("open=true", 1),
        ("open=false", 1),
        ("registry=urban_renewal", 0),
        ("registry=urban_renewal,investment_statistics", 2),
        ("number=T1&project=code:P001&plan=code:2025", 2),
        ("number=T2", 0),
    ] {
        let list = supervisor.get(&format!("/registry-entries?count=exact&{query}")).await.expect(200);
        assert_eq!(list.body["page"]["total"], expected, "{query}");
    }
    let own = supervisor.get("/registry-entries?project=code:P001&limit=1").await.expect(200);
    assert_eq!((&own.body["items"][0]["left_on"], &own.body["page"]["has_more"]), (&json!("2025-09-01"), &json!(true)));
}

#[actix_web::test]
async fn registries_are_counted_on_a_day_each_project_once() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    for (code, on) in [("P001", "2024-12-01"), ("P002", "2025-03-01"), ("P003", "2025-06-01")] {
        project(&supervisor, code, "reserve", json!({})).await;
        enter(&supervisor, code, "urban_renewal", code, on).await.expect(201);
    }
    let counts = |on: &'static str| {
        let supervisor = supervisor.clone();
        async move {
            let counts = supervisor.get(&format!("/registry-entries/counts?as_of={on}")).await.expect(200);
            let of = counts.body["registries"][2].clone();
            assert_eq!(of["registry"], "urban_renewal");
            (
                of["open"].as_u64().unwrap(),
                of["entered_this_year"].as_u64().unwrap(),
                of["left_this_year"].as_u64().unwrap(),
            )
        }
    };
    assert_eq!(counts("2025-02-28").await, (1, 0, 0));
    assert_eq!(counts("2025-06-01").await, (3, 2, 0));
    let first = supervisor.get("/registry-entries?project=code:P002").await.expect(200);
    let first = supervisor.get(&format!("/registry-entries/{}", first.body["items"][0]["id"].as_str().unwrap())).await;
    let leave = json!({"left_on": "2025-08-01", "reason": "合并"});
    supervisor.act(&format!("/registry-entries/{}/leave", first.id()), first.etag(), &leave).await.expect(200);
    enter(&supervisor, "P002", "urban_renewal", "P002b", "2025-09-01").await.expect(201);
    assert_eq!(counts("2025-08-15").await, (2, 2, 1));
    assert_eq!(counts("2025-10-10").await, (3, 2, 1));
}

#[actix_web::test]
async fn the_lead_bureau_and_the_supervision_office_keep_the_entries() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({"lead_bureau": "code:housing"})).await;
    project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 28})).await;
    let science = app.lead("science").await;
    enter(&science, "P001", "urban_renewal", "C1", "2025-04-22").await.refused(403, "project_not_led");
    enter(&app.reporter("housing").await, "P001", "urban_renewal", "C1", "2025-04-22")
        .await
        .refused(403, "permission_denied");
    let group = enter(&supervisor, "P101", "urban_renewal", "C1", "2025-04-22").await;
    assert_eq!(group.refused(422, "named_project_required").places(), ["/project"]);
    let created = enter(&supervisor, "P001", "urban_renewal", "C1", "2025-04-22").await.expect(201);
    let path = format!("/registry-entries/{}", created.id());
    let seen = science.get(&path).await.expect(200);
    assert_eq!(action(&seen, "update_registry_entry")["reason"], "project_not_led");
    science.patch(&path, seen.etag(), &json!({"number": "C2"})).await.refused(403, "project_not_led");
    let lead = app.lead("housing").await;
    assert_eq!(action(&lead.get(&path).await.expect(200), "leave_registry")["allowed"], true);
    lead.patch(&path, created.etag(), &json!({"number": "C2"})).await.expect(200);
    lead.patch(&path, created.etag(), &json!({"number": "C3"})).await.refused(412, "precondition_failed");
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
}
