//! Indicators: what they must have by their kind, how they are shown, found and changed.
use crate::kit::{Client, TestApp, codes, indicator, reporting::draft_for};
use serde_json::{Value, json};

#[actix_web::test]
async fn an_indicator_is_created_with_its_target_and_who_answers_for_it() {
    let (app, supervisor) = TestApp::with_plan().await;
    let fact = json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "x", "role": "baseline", "value": "1106", "unit": "亩"});
    supervisor.post("/facts", &fact).await.expect(201);
    supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let new = indicator(
        "1.8",
        json!({
            "area": "code:1", "name": "收储土地面积", "unit": "市亩", "decimals": 0,
            "baseline": {"value": "1106", "year": 2024, "role": "context", "fact_code": "1.6"},
            "target": {"value": "1100", "comparator": "gte", "commitment": "strive", "commitment_inherited": true, "target_text": "不低于1100亩"},
            "related": [{"code": "2.9", "relation": "unknown_overlap"}],
        }),
    );
    let created = supervisor.post("/indicators", &new).await.expect(201);
    let shown = &created.body;
    assert_eq!((&shown["unit"], &shown["area"]["code"], &shown["version"]), (&json!("亩"), &json!("1"), &json!(1)));
    let target = &shown["target"];
    assert_eq!((&target["number"], &target["value_text"]), (&json!(1), &json!("1100 亩")));
    assert_eq!((&target["comparator_text"], &target["commitment_text"]), (&json!("不低于"), &json!("力争")));
    assert_eq!((&target["due_on"], &target["due_confidence"]), (&json!("2025-12-31"), &json!("default")));
    assert_eq!((&target["effective_from"], &target["commitment_inherited"]), (&json!("2025-01-01"), &json!(true)));
    assert_eq!((&shown["lead_bureau"]["code"], &shown["assignment_source"]), (&json!("housing"), &json!("assumed")));
    assert_eq!(shown["supporting_bureaus"].as_array().unwrap().len(), 1);
    assert_eq!((&shown["baseline"]["value_text"], &shown["baseline"]["fact_code"]), (&json!("1106 亩"), &json!("1.6")));
    assert_eq!(shown["related"], json!([{"code": "2.9", "relation": "unknown_overlap"}]));
    let read = app.reporter("science").await.get("/indicators/code:1.8").await.expect(200);
    assert_eq!((&read.body["target"], &read.body["baseline"]), (&shown["target"], &shown["baseline"]));
    supervisor.post("/indicators", &new).await.refused(409, "indicator_code_taken");
    assert_eq!(supervisor.get("/indicators/code:2.9").await.body["target"]["value_text"], "335.3 亿元");
}

#[actix_web::test]
async fn the_kind_says_what_an_indicator_must_have_and_every_fault_is_told_at_once() {
    let (_app, supervisor) = TestApp::with_plan().await;
    let target =
        |value: Value, comparator: Value| json!({"value": value, "comparator": comparator, "commitment": "promote"});
    for (changes, faults) in [
        (json!({"basis": null, "unit": null}), vec!["/basis basis_required", "/unit unit_required"]),
        (json!({"kind": "ratio", "unit": "％%"}), vec!["/basis basis_not_allowed", "/unit unit_unknown"]),
        (json!({"target": target(json!("4"), json!(null))}), vec!["/target/comparator target_required"]),
        (json!({"target": target(json!(null), json!("all"))}), vec!["/target/value target_required"]),
        (
            json!({"kind": "qualitative", "basis": null, "target": target(json!("4"), json!("gte"))}),
            vec!["/target/comparator target_not_allowed"],
        ),
        (
            json!({"area": "code:7", "lead_bureau": "code:nobody", "supporting_bureaus": ["code:housing", "code:housing"],
                "baseline": {"value": "1", "role": "context", "fact_code": "1.6"}, "related": [{"code": "2.9", "relation": "part"}]}),
            vec![
                "/baseline/fact_code reference_not_found",
                "/related/0/code reference_not_found",
                "/area reference_not_found",
                "/lead_bureau reference_not_found",
                "/supporting_bureaus/1 duplicate",
            ],
        ),
    ] {
        let refused =
            supervisor.post("/indicators", &indicator("2.1", changes)).await.refused(422, "validation_failed");
        let found: Vec<String> = refused.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        assert_eq!(found, faults);
    }
    // 四库: a number that is only a scope.
    let scope = json!({"kind": "qualitative", "basis": null, "unit": "库", "reporting": "none", "target": target(json!("4"), json!(null))});
    let made = supervisor.post("/indicators", &indicator("1.1", scope)).await.expect(201);
    assert_eq!(
        (&made.body["target"]["value_text"], &made.body["target"]["comparator_text"]),
        (&json!("4.0 库"), &json!(null))
    );
    let bare = json!({"kind": "milestone", "basis": null, "unit": null, "target": null, "lead_bureau": null, "supporting_bureaus": null});
    let made = supervisor.post("/indicators", &indicator("2.4", bare)).await.expect(201);
    assert_eq!(
        (&made.body["target"], &made.body["lead_bureau"], &made.body["supporting_bureaus"]),
        (&json!(null), &json!(null), &json!([]))
    );
}

async fn found(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/indicators?count=exact&{query}")).await.expect(200);
    let codes = codes(&page);
    assert_eq!(page.body["page"]["total"].as_u64(), Some(codes.len() as u64), "{query}");
    codes
}

#[actix_web::test]
async fn indicators_are_found_by_what_they_are_and_who_answers_for_them() {
    let (app, supervisor) = TestApp::with_plan().await;
    for (code, changes) in [
        (
            "2.10",
            json!({"target": {"value": "53", "comparator": "gte", "commitment": "ensure"}, "lead_bureau": "code:science", "supporting_bureaus": ["code:housing"]}),
        ),
        ("2.9", json!({})),
        (
            "2.6",
            json!({"kind": "list", "unit": "条", "name": "研学路线", "target": {"value": "2", "comparator": "gt", "commitment": "plan"}}),
        ),
        (
            "1.4",
            json!({"area": "code:1", "kind": "qualitative", "basis": null, "unit": null, "name_en": "Leaders in CHARGE", "target": null, "lead_bureau": null, "supporting_bureaus": null}),
        ),
    ] {
        supervisor.post("/indicators", &indicator(code, changes)).await.expect(201);
    }
    let reader = app.reporter("industry").await;
    for (query, expected) in [
        ("", vec!["1.4", "2.6", "2.9", "2.10"]),
        ("plan=code:2025&area=code:2", vec!["2.6", "2.9", "2.10"]),
        ("kind=list,qualitative", vec!["1.4", "2.6"]),
        ("bureau=code:housing", vec!["2.6", "2.9", "2.10"]),
        ("lead_bureau=code:housing", vec!["2.6", "2.9"]),
        ("bureau=code:industry&lead_bureau=code:science", vec![]),
        ("commitment=ensure,plan", vec!["2.6", "2.10"]),
        ("comparator=gt", vec!["2.6"]),
        ("q=路线", vec!["2.6"]),
        ("q=charge", vec!["1.4"]),
        ("q=%25", vec![]),
        ("code=2.9,1.4,7", vec!["1.4", "2.9"]),
        ("kind=flow&comparator=gte&commitment=strive&bureau=code:industry&q=投资", vec!["2.9"]),
    ] {
        assert_eq!(found(&reader, query).await, expected, "{query}");
    }
    let first = reader.get("/indicators?limit=3").await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(codes(&reader.get(&format!("/indicators?limit=3&cursor={cursor}")).await.expect(200)), ["2.10"]);
    reader.get(&format!("/indicators?limit=3&kind=flow&cursor={cursor}")).await.refused(400, "cursor_invalid");
    reader.get("/indicators?bureau=code:nobody").await.refused(400, "unknown_reference");
    reader.get("/indicators?comparator=more").await.refused(400, "invalid_parameter");
    assert!(found(&app.user("erqi-leader").await, "").await.is_empty());
    assert_eq!(found(&app.user("city-leader").await, "").await.len(), 4);
}

#[actix_web::test]
async fn a_change_keeps_what_it_does_not_name_and_must_leave_a_sound_indicator() {
    let (app, supervisor) = TestApp::with_plan().await;
    let made = supervisor.post("/indicators", &indicator("2.9", json!({}))).await.expect(201);
    let path = format!("/indicators/{}", made.id());
    let changes = json!({"area": "code:10", "name": "投资", "description": "当年完成", "baseline": {"value": "300.25", "year": 2024, "role": "zero_point"}});
    let changed = supervisor.patch(&path, made.etag(), &changes).await.expect(200);
    assert_eq!((&changed.body["area"]["code"], &changed.body["basis"]), (&json!("10"), &json!("cumulative")));
    // A stated value is never shown rounded, though the indicator has one decimal.
    assert_eq!(changed.body["baseline"]["value_text"], "300.25 亿元");
    let stale = supervisor.patch(&path, made.etag(), &json!({"name": "x"})).await.refused(412, "precondition_failed");
    assert_eq!(stale.body["changed_fields"], json!(["area", "baseline", "description", "name"]));
    for (changes, code) in [
        (json!({"kind": "stock"}), "basis_not_allowed"),
        (json!({"kind": "qualitative", "basis": null}), "target_not_allowed"),
        (json!({"unit": null}), "unit_required"),
        (json!({"unit": "斤"}), "unit_unknown"),
        (json!({"area": "code:7"}), "reference_not_found"),
        (json!({"target": null}), "unknown_field"),
        (json!({"decimals": 5}), "too_large"),
    ] {
        supervisor.patch(&path, changed.etag(), &changes).await.refused(422, code);
    }
    let cleared = json!({"baseline": null, "description": null, "kind": "list", "unit": "个"});
    let cleared = supervisor.patch(&path, changed.etag(), &cleared).await.expect(200);
    assert_eq!((&cleared.body["baseline"], &cleared.body["target"]["value_text"]), (&json!(null), &json!("335.3 个")));
    supervisor.post("/periods", &json!({"plan": "code:2025"})).await.expect(201);
    draft_for(&app.lead("housing").await, "2.9", "2025-03", json!({"value": "1", "unit": "个"})).await;
    for changes in [json!({"unit": "家"}), json!({"kind": "flow"}), json!({"basis": "increment"})] {
        supervisor.patch(&path, cleared.etag(), &changes).await.refused(409, "indicator_reported");
    }
    supervisor.patch(&path, cleared.etag(), &json!({"name": "y", "unit": "个"})).await.expect(200);
    let (denied, elsewhere) = ("permission_denied", "other_jurisdiction");
    for (other, why) in [("leader", denied), ("housing-lead", denied), ("city-supervisor", elsewhere)] {
        let other = app.user(other).await;
        let read = other.get(&path).await.expect(200);
        // But for what the bureau that leads it proposes itself.
        let offered = read.body["allowed_actions"].as_array().unwrap().iter();
        let own =
            |action: &&Value| ["create_trajectory", "create_list_item"].iter().any(|own| action["operation"] == *own);
        assert!(offered.filter(|action| !own(action)).all(|action| action["allowed"] == false));
        other.patch(&path, read.etag(), &json!({"name": "x"})).await.refused(403, why);
    }
}
