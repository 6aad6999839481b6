//! Rankings: the published formula, exact, for those who oversee; and in bulletins.
use crate::{
    kit::TestApp,
    progress::{approved, indicator, plan, value},
};
use duban::{foundation::db::Id, supervision::rankings};
use serde_json::{Value, json};

/// Version 1, as the seed holds it, but with `minimum` items.
fn rules(app: &TestApp, minimum: usize) {
    let mut file: Value = serde_json::from_str(include_str!("../../seeds/zhongyuan-2025/ranking_rules.json")).unwrap();
    file["content"]["minimum_items"] = json!(minimum);
    let new: rankings::NewRankingRules = serde_json::from_value(file).unwrap();
    let now = app.state.clock.now();
    let insert = |conn: &mut _| rankings::store::insert(conn, "410102", &new, None::<Id>, now);
    app.state.db.write_blocking(insert).unwrap();
}

#[actix_web::test]
async fn bureaus_are_ranked_by_the_formula_and_every_part_of_it_is_told() {
    let app = TestApp::new().await;
    plan(&app).await;
    rules(&app, 1);
    for (code, bureau, actual) in [
        ("2.1", "housing", Some("251.475")),  // exactly on schedule: 100
        ("2.2", "housing", Some("125.7375")), // half of what was expected: 50
        ("2.3", "science", Some("400")),      // capped at 100
        ("2.4", "industry", None),            // grey: not counted
        ("2.5", "industry", Some("225")),     // of 400: 75, the same as housing
    ] {
        let target = if code == "2.5" { "400" } else { "335.3" };
        let target = json!({"value": target, "comparator": "gte", "commitment": "strive"});
        indicator(&app, code, json!({"lead_bureau": format!("code:{bureau}"), "target": target})).await;
        if let Some(actual) = actual {
            approved(&app, bureau, code, "2025-09", value(actual)).await;
        }
    }
    let ranking = app.leader().await.get("/rankings").await.expect(200).body;
    let shown: Vec<(i64, &str, &str)> = ranking["ranked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["rank"].as_i64().unwrap(), one["bureau"]["code"].as_str().unwrap(), one["score"].as_str().unwrap())
        })
        .collect();
    // Eight periods were due and none was reported in time: timeliness 0 with weight 20; nothing was returned: quality 100 with weight 10.
    assert_eq!(shown, [(1, "science", "80"), (2, "housing", "62.5"), (2, "industry", "62.5")]);
    let housing = &ranking["ranked"][1];
    assert_eq!(housing["progress"], json!({"percent": "75", "numerator": "150", "denominator": 2, "weight": "70"}));
    assert_eq!(housing["timeliness"], json!({"percent": "0", "numerator": "0", "denominator": 16, "weight": "20"}));
    assert_eq!(housing["quality"], json!({"percent": "100", "numerator": "2", "denominator": 2, "weight": "10"}));
    assert_eq!(ranking["ranked"][0]["progress"]["denominator"], 1);
    let before = app.leader().await.get("/rankings?as_of=2025-10-09").await.expect(200).body;
    assert_eq!((before["ranked"].as_array().unwrap().len(), before["unranked"].as_array().unwrap().len()), (0, 3));
    let bulletin = app.supervisor().await.post("/bulletins", &json!({"title": "通报"})).await.expect(201);
    let content = app.leader().await.get(&format!("/bulletins/{}/content", bulletin.id())).await.expect(200);
    let content = String::from_utf8(content.bytes.to_vec()).unwrap();
    assert!(content.contains("## 六、单位排名") && content.contains("| 62.50 |"), "{content}");
}

#[actix_web::test]
async fn rankings_are_for_those_who_oversee_and_need_rules_and_enough_items() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({})).await;
    approved(&app, "housing", "2.1", "2025-09", value("251.475")).await;
    for who in ["housing-lead", "housing-reporter", "system-admin", "audit-admin"] {
        app.user(who).await.get("/rankings").await.refused(403, "permission_denied");
    }
    let unruled = app.leader().await.get("/rankings").await.expect(200).body;
    assert_eq!((&unruled["rules"], &unruled["ranked"]), (&json!(null), &json!([])));
    rules(&app, 2);
    let few = app.leader().await.get("/rankings").await.expect(200).body;
    assert_eq!((few["ranked"].as_array().unwrap().len(), &few["unranked"][0]["items"]), (0, &json!(1)));
}

#[actix_web::test]
async fn the_next_version_of_the_rules_counts_from_its_day_on() {
    let app = TestApp::new().await;
    plan(&app).await;
    rules(&app, 3);
    let supervisor = app.supervisor().await;
    let next = |from: &str, weight: &str| {
        json!({"effective_from": from, "description": "第2版", "content": {
            "progress_weight": weight, "timeliness_weight": "0", "quality_weight": "0", "cap_percent": "100",
            "green_points": "100", "yellow_points": "60", "red_points": "0", "minimum_items": 1}})
    };
    supervisor.post("/ranking-rules", &next("2025-10-09", "1")).await.refused(422, "too_small");
    let faults = supervisor.post("/ranking-rules", &next("2025-10-11", "-1")).await.refused(422, "too_small");
    assert_eq!(faults.places(), ["/content/progress_weight"]);
    let made = supervisor.post("/ranking-rules", &next("2025-10-11", "1")).await.expect(201);
    assert_eq!(made.body["number"], 2);
    supervisor.post("/ranking-rules", &next("2025-10-11", "1")).await.refused(409, "rule_set_date_taken");
    app.leader().await.post("/ranking-rules", &next("2025-10-12", "1")).await.refused(403, "permission_denied");
    assert_eq!(app.leader().await.get("/rankings").await.expect(200).body["rules"]["number"], 1);
    app.set_time("2025-10-11T02:00:00Z");
    let leader = app.leader().await;
    assert_eq!(leader.get("/rankings").await.expect(200).body["rules"]["number"], 2);
    assert_eq!(leader.get("/rankings?as_of=2025-10-10").await.expect(200).body["rules"]["number"], 1);
    assert_eq!(leader.get("/ranking-rules?count=exact").await.expect(200).body["page"]["total"], 2);
}
