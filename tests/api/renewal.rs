//! 片区 → 单元 → 项目: registered beside stated, each project once.
use crate::{
    kit::{Answer, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

fn building(counts: &Value) -> u64 {
    let stages = counts.as_array().unwrap();
    assert_eq!(stages.len(), 5);
    stages.iter().find(|of| of["stage"] == "reserve").unwrap()["projects"].as_u64().unwrap()
}
async fn hierarchy() -> (TestApp, crate::kit::Client) {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    for code in ["RD1", "RD2"] {
        let district = json!({"plan": "code:2025", "code": code, "name": format!("片区{code}")});
        supervisor.post("/renewal-districts", &district).await.expect(201);
    }
    for (district, code) in [("RD1", "RU1"), ("RD1", "RU2"), ("RD2", "RU10")] {
        let unit = json!({"district": format!("code:{district}"), "code": code, "name": format!("单元{code}")});
        supervisor.post("/renewal-units", &unit).await.expect(201);
    }
    for code in ["P001", "P002", "P003"] {
        project(&supervisor, code, "reserve", json!({"field": "urban_renewal"})).await;
    }
    (app, supervisor)
}
async fn put(supervisor: &crate::kit::Client, project: &str, unit: Value) -> Answer {
    let path = format!("/projects/code:{project}/renewal-unit");
    let read = supervisor.get(&path).await.expect(200);
    supervisor.put(&path, read.etag(), &json!({"unit": unit})).await
}

#[actix_web::test]
async fn projects_roll_up_by_stage_over_units_and_districts_each_once() {
    let (_app, supervisor) = hierarchy().await;
    for (project, unit) in [("P001", "RU1"), ("P002", "RU2"), ("P003", "RU10")] {
        put(&supervisor, project, json!(format!("code:{unit}"))).await.expect(200);
    }
    let districts = supervisor.get("/renewal-districts?plan=code:2025&count=exact").await.expect(200);
    let seen: Vec<_> = districts.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["code"].as_str().unwrap(), d["units"].as_u64().unwrap(), building(&d["projects"])))
        .collect();
    assert_eq!(seen, [("RD1", 2, 2), ("RD2", 1, 1)]);
    let moved = put(&supervisor, "P002", json!("code:RU1")).await.expect(200);
    assert_eq!((&moved.body["unit"]["code"], &moved.body["district"]["code"]), (&json!("RU1"), &json!("RD1")));
    let units = supervisor.get("/renewal-units?district=code:RD1").await.expect(200);
    let seen: Vec<_> = units.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| (u["code"].as_str().unwrap(), building(&u["projects"]), u["district"]["code"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("RU1", 2, "RD1"), ("RU2", 0, "RD1")]);
    put(&supervisor, "P001", json!(null)).await.expect(200);
    let structure = supervisor.get("/renewal-structure").await.expect(200);
    assert_eq!((building(&structure.body["projects"]), &structure.body["projects_without_unit"]), (2, &json!(1)));
    let codes = crate::kit::codes(&supervisor.get("/renewal-units").await.expect(200));
    assert_eq!(codes, ["RU1", "RU2", "RU10"]);
}

#[actix_web::test]
async fn the_unit_of_a_project_is_a_change_of_the_project() {
    let (app, supervisor) = hierarchy().await;
    let path = "/projects/code:P001/renewal-unit";
    let none = app.leader().await.get(path).await.expect(200);
    assert_eq!((&none.body["unit"], &none.body["district"]), (&json!(null), &json!(null)));
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    supervisor.put(path, project.etag(), &json!({"unit": "code:RU1"})).await.expect(200);
    supervisor.put(path, project.etag(), &json!({"unit": "code:RU2"})).await.refused(412, "precondition_failed");
    put(&supervisor, "P001", json!("code:RU99")).await.refused(422, "reference_not_found");
    supervisor.put(path, project.etag(), &json!({})).await.refused(422, "required");
    let lead = app.lead("housing").await;
    lead.put(path, project.etag(), &json!({"unit": null})).await.refused(403, "permission_denied");
    crate::projects::project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 9})).await;
    put(&supervisor, "P101", json!("code:RU1")).await.refused(422, "named_project_required");
    let taken = json!({"district": "code:RD2", "code": "RU1", "name": "x"});
    supervisor.post("/renewal-units", &taken).await.refused(409, "renewal_code_taken");
    let taken = json!({"plan": "code:2025", "code": "RD1", "name": "x"});
    supervisor.post("/renewal-districts", &taken).await.refused(409, "renewal_code_taken");
    for kind in ["districts/code:RD1", "units/code:RU1"] {
        let path = format!("/renewal-{kind}");
        let read = supervisor.get(&path).await.expect(200);
        let changed =
            supervisor.patch(&path, read.etag(), &json!({"name": "改名", "source_note": "x"})).await.expect(200);
        assert_eq!((&changed.body["name"], &changed.body["version"]), (&json!("改名"), &json!(2)));
        supervisor.patch(&path, read.etag(), &json!({"name": "y"})).await.refused(412, "precondition_failed");
        let id = read.id();
        app.user("erqi-supervisor")
            .await
            .get(&path.replace(path.rsplit('/').next().unwrap(), id))
            .await
            .refused(404, "not_found");
    }
}

#[actix_web::test]
async fn what_the_plan_only_counts_is_stated_and_not_invented() {
    let app = TestApp::demonstration().await;
    let structure = app.user("leader").await.get("/renewal-structure").await.expect(200);
    let seen = &structure.body;
    assert_eq!((&seen["stated_districts"], &seen["stated_units"]), (&json!(3), &json!(8)));
    assert_eq!(seen["stated_by"]["code"], "6.1");
    assert_eq!((&seen["registered_districts"], &seen["registered_units"]), (&json!(0), &json!(0)));
    assert_eq!((&seen["district_residual"], &seen["unit_residual"]), (&json!(3), &json!(8)));
    assert_eq!(seen["projects_without_unit"], 3);
}
