//! Totals: stated beside computed, the residual shown, nothing counted twice.
use crate::{
    kit::TestApp,
    progress::{approved, indicator, plan, submitted, value},
};
use serde_json::{Value, json};

fn whole<'a>(totals: &'a Value, code: &str) -> &'a Value {
    let wholes = totals["wholes"].as_array().unwrap();
    wholes.iter().find(|whole| whole["code"] == code).unwrap_or_else(|| panic!("no whole {code} in {wholes:?}"))
}
/// Quantity, relation, stated, computed, residual and verdict of each comparison.
fn shown(whole: &Value) -> Vec<[&str; 6]> {
    let fields = ["quantity", "relation", "stated", "computed", "residual", "verdict"];
    let comparisons = whole["comparisons"].as_array().unwrap().iter();
    comparisons.map(|one| fields.map(|field| one[field].as_str().unwrap_or("-"))).collect()
}

#[actix_web::test]
async fn the_plan_of_2025_leaves_the_residuals_that_its_document_leaves() {
    let app = TestApp::demonstration().await;
    let totals = app.leader().await.get("/totals").await.expect(200).body;
    let projects = &whole(&totals, "2.7")["comparisons"];
    assert_eq!(shown(whole(&totals, "2.7"))[0], ["planned", "partial", "356", "225", "131", "unassigned"]);
    assert_eq!(projects[0]["parts"].as_array().unwrap().len(), 4);
    assert_eq!((&projects[1]["computed_from"], &projects[1]["stated"]), (&json!("project_count"), &json!("356")));
    assert_eq!(projects[1]["computed"], totals["projects"]["count"].to_string());
    assert_eq!(shown(whole(&totals, "2.9"))[0], ["planned", "partial", "335.3", "327.7", "7.6", "unassigned"]);
    let relations: Vec<&str> = shown(whole(&totals, "2.9")).iter().map(|one| one[1]).collect();
    assert_eq!(relations, ["partial", "partial", "projects"]);
    assert_eq!(
        whole(&totals, "2.9")["comparisons"][0]["sentence_zh"],
        "列示335.3 亿元，分项合计327.7 亿元，差额7.6 亿元。"
    );
    let overlaps: Vec<&Value> = totals["overlaps"].as_array().unwrap().iter().map(|one| &one["codes"]).collect();
    for group in [json!(["7.3", "7.4"]), json!(["8.3", "8.4", "8.5", "8.6"]), json!(["7.1", "7.5", "7.6", "7.7"])] {
        assert!(overlaps.contains(&&group), "{group} of {overlaps:?}");
    }
    // 郑新热电厂 is in three areas and counts once.
    let sum: i64 =
        totals["areas"].as_array().unwrap().iter().map(|area| area["projects"]["count"].as_i64().unwrap()).sum();
    assert!(sum > totals["projects"]["count"].as_i64().unwrap());
}

#[actix_web::test]
async fn parts_are_added_in_the_unit_of_the_whole_and_unapproved_ones_only_for_those_who_may_know() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    let part = |relation: &str, target: &str, unit: &str, lead: &str| {
        json!({"unit": unit, "related": [{"code": "2.9", "relation": relation}], "lead_bureau": format!("code:{lead}"),
               "target": {"value": target, "comparator": "gte", "commitment": "ensure"}})
    };
    indicator(&app, "2.10", part("exhaustive_part", "200", "亿元", "housing")).await;
    indicator(&app, "2.11", part("exhaustive_part", "1353000", "万元", "science")).await;
    let leader = app.leader().await;
    let planned = leader.get("/totals").await.expect(200).body;
    assert_eq!(
        shown(whole(&planned, "2.9")),
        [["planned", "exhaustive", "335.3", "335.3", "0", "equal"], ["actual", "exhaustive", "-", "-", "-", "-"]]
    );
    approved(&app, "housing", "2.9", "2025-09", value("250")).await;
    approved(&app, "housing", "2.10", "2025-09", value("130.5")).await;
    submitted(&app, "science", "2.11", "2025-09", json!({"value": "1000000", "unit": "万元"})).await;
    let seen = leader.get("/totals").await.expect(200).body;
    let actual = &whole(&seen, "2.9")["comparisons"][1];
    assert_eq!((&actual["computed"], &actual["missing_parts"]), (&json!("130.5"), &json!(["2.11"])));
    let latest = leader.get("/totals?basis=latest").await.expect(200).body;
    assert_eq!(shown(whole(&latest, "2.9"))[1], ["actual", "exhaustive", "250", "230.5", "19.5", "differs"]);
    let other = app.lead("industry").await.get("/totals?basis=latest").await.expect(200).body;
    assert_eq!(shown(whole(&other, "2.9"))[1][3], "130.5");
    let before = leader.get("/totals?as_of=2025-10-09").await.expect(200).body;
    assert_eq!(shown(whole(&before, "2.9"))[1][2..4], ["-", "-"]);
}

#[actix_web::test]
async fn a_fact_is_part_of_another_fact_of_the_plan_and_not_of_itself_or_of_a_part() {
    let (_app, supervisor) = TestApp::with_plan().await;
    let fact = |code: &str, whole: Value| json!({"plan": "code:2025", "area": "code:2", "code": code, "name": "项目数", "role": "scope", "value": "83", "unit": "个", "part_of_code": whole});
    supervisor.post("/facts", &fact("2.11a", json!("2.7"))).await.refused(422, "reference_not_found");
    let whole = supervisor.post("/facts", &fact("2.7", json!(null))).await.expect(201);
    supervisor.post("/facts", &fact("2.11a", json!("2.7"))).await.expect(201);
    supervisor.post("/facts", &fact("2.12a", json!("2.11a"))).await.refused(422, "reference_not_found");
    let own = json!({"part_of_code": "2.7"});
    supervisor.patch("/facts/code:2.7", whole.etag(), &own).await.refused(422, "reference_not_found");
    let totals = supervisor.get("/totals").await.expect(200).body;
    assert_eq!(shown(&totals["wholes"][0])[0], ["planned", "partial", "83", "83", "0", "equal"]);
}
