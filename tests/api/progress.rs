//! Progress: which figures count for whom and when, and what is said of them.
use crate::kit::{Answer, Client, TestApp};
use duban::progress::rule_sets::{self, NewRuleSet};
use serde_json::{Value, json};

/// Stores version 1 of the lights, as the seed holds it, for a district.
pub fn rule_set(app: &TestApp, jurisdiction: &'static str) -> String {
    let new: NewRuleSet = serde_json::from_str(include_str!("../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
    let now = app.state.clock.now();
    app.state.db.write_blocking(|conn| rule_sets::store::insert(conn, jurisdiction, &new, now)).unwrap().id.to_string()
}

/// A plan of 2025 with two areas and a calendar.
pub async fn plan(app: &TestApp) {
    let supervisor = app.supervisor().await;
    let plan = supervisor.post("/plans", &json!({"year": 2025, "title": "十项工作"})).await.expect(201);
    for code in ["1", "2"] {
        let area = json!({"plan": plan.id(), "code": code, "name": format!("第{code}项")});
        supervisor.post("/areas", &area).await.expect(201);
    }
    supervisor.post("/periods", &json!({"plan": plan.id()})).await.expect(201);
    rule_set(app, "410102");
}

/// An indicator: by default an investment of 335.3 亿元 that the housing bureau leads.
pub async fn indicator(app: &TestApp, code: &str, other: Value) -> Answer {
    let mut body = json!({
        "plan": "code:2025", "area": "code:2", "code": code, "name": format!("完成投资{code}"), "kind": "flow",
        "basis": "cumulative", "unit": "亿元", "decimals": 1, "reporting": "monthly",
        "target": {"value": "335.3", "comparator": "gte", "commitment": "strive"}, "lead_bureau": "code:housing",
        "assignment_source": "assumed",
    });
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    app.supervisor().await.post("/indicators", &body).await.expect(201)
}

/// A report, submitted by the bureau's lead.
pub async fn submitted(app: &TestApp, bureau: &str, code: &str, period: &str, figure: Value) -> Answer {
    let lead = app.lead(bureau).await;
    let mut body = json!({"indicator": format!("code:{code}"), "period": period, "narrative": "进展"});
    body.as_object_mut().unwrap().extend(figure.as_object().unwrap().clone());
    let draft = lead.post("/reports", &body).await.expect(201);
    lead.act(&format!("/reports/{}/submit", draft.id()), draft.etag(), &json!({})).await.expect(200)
}

/// A report, approved.
pub async fn approved(app: &TestApp, bureau: &str, code: &str, period: &str, figure: Value) -> Answer {
    let report = submitted(app, bureau, code, period, figure).await;
    let supervisor = app.supervisor().await;
    let path = format!("/reports/{}", report.id());
    let seen = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/approve"), seen.etag(), &json!({})).await.expect(200)
}

/// A figure in 亿元.
pub fn value(value: &str) -> Value {
    json!({"value": value, "unit": "亿元"})
}

async fn progress(client: &Client, code: &str, query: &str) -> Value {
    client.get(&format!("/indicators/code:{code}/progress{query}")).await.expect(200).body
}

fn codes(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|item| item["indicator"]["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn an_approved_figure_is_explained_with_all_its_numbers() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({"name": "重点项目年度完成投资"})).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    let seen = progress(&app.lead("science").await, "2.9", "").await;
    for (field, expected) in [
        ("basis", json!("approved")),
        ("as_of", json!("2025-10-10")),
        ("period", json!("2025-09")),
        ("value_status", json!("approved")),
        ("actual", json!("215")),
        ("actual_text", json!("215.0 亿元")),
        ("rate", json!("64.1217")),
        ("rate_text", json!("64.12 %")),
        ("met", json!(false)),
        ("used_percent", json!(null)),
        ("expected", json!("251.475")),
        ("expected_rate", json!("75")),
        ("variance_pp", json!("-10.8783")),
        ("variance_text", json!("落后10.88个百分点")),
        ("spi", json!("0.855")),
        ("light", json!("yellow")),
        ("watch", json!(false)),
        ("light_reason", json!("behind")),
        ("bucket", json!("behind")),
        ("stale", json!(false)),
        ("reasons", json!({"used_percent": "not_a_ceiling"})),
        ("rule_set", json!({"code": "lights", "number": 1})),
        (
            "sentence_zh",
            json!(
                "重点项目年度完成投资：截至2025年9月底累计完成215.0 亿元，目标不低于335.3 亿元，完成率64.12 %，序时应完成75.00 %（251.475 亿元），落后10.88个百分点，亮黄灯（目标第1版，亮灯规则lights第1版）。"
            ),
        ),
    ] {
        assert_eq!(seen[field], expected, "{field}");
    }
    assert_eq!((&seen["indicator"]["code"], &seen["area"]["code"]), (&json!("2.9"), &json!("2")));
    assert_eq!((&seen["target"]["value"], &seen["target"]["number"]), (&json!("335.3"), &json!(1)));
    assert_eq!(seen["lead_bureau"]["code"], "housing");
}

#[actix_web::test]
async fn a_submitted_figure_counts_only_as_latest_and_only_for_those_who_may_know_it() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-08", value("196")).await;
    submitted(&app, "housing", "2.9", "2025-09", value("230")).await;
    for user in ["supervisor", "leader", "housing-lead", "housing-reporter", "city-supervisor"] {
        let id = progress(&app.supervisor().await, "2.9", "").await["indicator"]["id"].as_str().unwrap().to_owned();
        let client = app.user(user).await;
        let seen = client.get(&format!("/indicators/{id}/progress?basis=latest")).await.expect(200).body;
        assert_eq!((&seen["actual"], &seen["value_status"]), (&json!("230"), &json!("provisional")), "{user}");
        assert!(seen["sentence_zh"].as_str().unwrap().contains("（待审）"));
        let seen = client.get(&format!("/indicators/{id}/progress")).await.expect(200).body;
        assert_eq!((&seen["actual"], &seen["value_status"]), (&json!("196"), &json!("approved")), "{user}");
    }
    for user in ["science-lead", "science-reporter", "system-admin", "security-admin", "audit-admin"] {
        let client = app.user(user).await;
        let mut seen = progress(&client, "2.9", "?basis=latest").await;
        seen["basis"] = json!("approved");
        seen["basis_text"] = json!("审定数");
        assert_eq!(seen, progress(&client, "2.9", "").await, "{user}");
        assert_eq!(seen["actual"], "196", "{user}");
    }
}

#[actix_web::test]
async fn the_past_stays_as_it_was() {
    let app = TestApp::new().await;
    plan(&app).await;
    let made = indicator(&app, "2.9", json!({})).await;
    app.set_time("2025-09-05T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-08", value("196")).await;
    app.set_time("2025-10-10T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-09", value("240")).await;
    let revised = json!({
        "value": "320", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-10-01",
        "document": "区政府〔2025〕18号", "reason": "年中统筹调整",
    });
    let supervisor = app.supervisor().await;
    supervisor.act(&format!("/indicators/{}/targets", made.id()), made.etag(), &revised).await.expect(201);
    let now = progress(&supervisor, "2.9", "").await;
    assert_eq!((&now["rate"], &now["target"]["number"], &now["light"]), (&json!("75"), &json!(2), &json!("green")));
    let then = progress(&supervisor, "2.9", "?as_of=2025-09-30").await;
    assert_eq!((&then["period"], &then["target"]["number"]), (&json!("2025-08"), &json!(1)));
    assert_eq!(then["rate"], "58.4551");
    let before = progress(&supervisor, "2.9", "?as_of=2025-09-04").await;
    assert_eq!((&before["light"], &before["light_reason"]), (&json!("grey"), &json!("no_data")));
    assert_eq!(before["reasons"]["rate"], "no_data");
    let path = "/indicators/code:2.9/progress?as_of=2025-10-11";
    supervisor.get(path).await.refused(400, "invalid_parameter");
    supervisor.get("/progress?as_of=2025-10-11").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_later_period_that_fell_due_makes_a_figure_stale() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    app.set_time("2025-09-05T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-08", value("196")).await;
    app.set_time("2025-10-30T02:00:00Z");
    let supervisor = app.supervisor().await;
    let due = supervisor.get("/periods/code:2025-09").await.expect(200).body["due_at"].as_str().unwrap().to_owned();
    let due: chrono::DateTime<chrono::Utc> = due.parse().unwrap();
    let (last, first) =
        ((due - chrono::TimeDelta::hours(1)).date_naive(), (due + chrono::TimeDelta::hours(9)).date_naive());
    assert_eq!(progress(&supervisor, "2.9", &format!("?as_of={last}")).await["stale"], false);
    assert_eq!(progress(&supervisor, "2.9", &format!("?as_of={first}")).await["stale"], true);
    assert_eq!(progress(&supervisor, "2.9", "").await["stale"], true);
}

#[actix_web::test]
async fn without_a_rule_set_in_force_figures_carry_no_light() {
    let app = TestApp::new().await;
    plan(&app).await;
    let supervisor = app.supervisor().await;
    supervisor.post("/plans", &json!({"year": 2024, "title": "2024年"})).await.expect(201);
    let plans = supervisor.get("/plans?year=2024").await.expect(200);
    let id = plans.body["items"][0]["id"].as_str().unwrap();
    let area = json!({"plan": id, "code": "1", "name": "第1项"});
    supervisor.post("/areas", &area).await.expect(201);
    indicator(&app, "2.9", json!({})).await;
    let seen = supervisor.get("/progress?as_of=2024-12-31").await.expect(200).body["items"][0].clone();
    assert_eq!((&seen["rule_set"], &seen["light"], &seen["watch"]), (&json!(null), &json!("grey"), &json!(false)));
    assert_eq!(supervisor.get(&format!("/progress?plan={id}")).await.expect(200).body["items"], json!([]));
}

#[actix_web::test]
async fn progress_is_filtered_by_what_is_computed_and_then_paged() {
    let app = TestApp::new().await;
    plan(&app).await;
    for (code, area, bureau, reported) in [
        ("2.10", "2", "housing", Some("260")),
        ("2.9", "2", "housing", Some("150")),
        ("1.8", "1", "science", Some("215")),
        ("1.10", "1", "science", Some("100")),
        ("2.2", "2", "science", None),
    ] {
        let other = json!({"area": format!("code:{area}"), "lead_bureau": format!("code:{bureau}")});
        indicator(&app, code, other).await;
        if let Some(reported) = reported {
            approved(&app, bureau, code, "2025-09", value(reported)).await;
        }
    }
    indicator(&app, "2.1", json!({"kind": "qualitative", "basis": null, "unit": null, "reporting": "none", "decimals": 0, "target": {"commitment": "promote"}})).await;
    let leader = app.leader().await;
    let list = async |query: &str| leader.get(&format!("/progress{query}")).await.expect(200);
    assert_eq!(codes(&list("").await), ["1.8", "1.10", "2.1", "2.2", "2.9", "2.10"]);
    for (query, expected) in [
        ("?light=red", vec!["1.10", "2.9"]),
        ("?light=red,yellow&area=code:1", vec!["1.8", "1.10"]),
        ("?bucket=on_schedule", vec!["2.10"]),
        ("?kind=qualitative", vec!["2.1"]),
        ("?lead_bureau=code:science&light=grey", vec!["2.2"]),
        ("?watch=true", vec![]),
        ("?plan=code:2025&light=green", vec!["2.10"]),
    ] {
        assert_eq!(codes(&list(query).await), expected, "{query}");
    }
    let mut walked = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = list(&format!("?light=red,yellow,green&limit=1&count=exact{cursor}")).await;
        assert_eq!(page.body["page"]["total"], 4);
        walked.extend(codes(&page).into_iter().map(str::to_owned));
        match page.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(walked, ["1.8", "1.10", "2.9", "2.10"]);
    leader.get("/progress?light=blue").await.refused(400, "invalid_parameter");
    leader.get("/progress?lights=red").await.refused(400, "unknown_parameter");
}

#[actix_web::test]
async fn each_kind_of_indicator_is_computed_in_its_own_way() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({"basis": "increment"})).await;
    approved(&app, "housing", "2.1", "2025-07", value("100")).await;
    approved(&app, "housing", "2.1", "2025-09", value("50")).await;
    let target =
        |value: &str, comparator: &str| json!({"value": value, "comparator": comparator, "commitment": "plan"});
    let ratio = json!({"kind": "ratio", "basis": null, "unit": "%", "target": target("80", "maintain")});
    indicator(&app, "2.2", ratio).await;
    approved(&app, "housing", "2.2", "2025-08", json!({"numerator": "23", "denominator": "30"})).await;
    approved(&app, "housing", "2.2", "2025-09", json!({"numerator": "25", "denominator": "30"})).await;
    let milestone = json!({"kind": "milestone", "basis": null, "unit": null, "decimals": 0, "target": {"commitment": "ensure", "due_on": "2025-09-30"}});
    indicator(&app, "2.3", milestone).await;
    approved(&app, "housing", "2.3", "2025-09", json!({})).await;
    indicator(&app, "2.4", json!({"target": target("80", "lte")})).await;
    approved(&app, "housing", "2.4", "2025-09", value("80.01")).await;
    indicator(&app, "2.5", json!({"target": target("100", "gt")})).await;
    approved(&app, "housing", "2.5", "2025-09", json!({"value": "1000000", "unit": "万元"})).await;

    let leader = app.leader().await;
    let sum = progress(&leader, "2.1", "").await;
    assert_eq!(sum["actual"], "150");
    assert_eq!(sum["missing_periods"].as_array().unwrap().len(), 6);
    let kept = progress(&leader, "2.2", "").await;
    assert_eq!(
        (&kept["actual"], &kept["kept"]["passed"], &kept["kept"]["periods"]),
        (&json!("83.3333"), &json!(1), &json!(2))
    );
    assert_eq!((&kept["kept"]["worst_period"], &kept["kept"]["worst"]), (&json!("2025-08"), &json!("76.6667")));
    assert_eq!((&kept["light"], &kept["expected"]), (&json!("green"), &json!("80")));
    let missed = progress(&leader, "2.3", "").await;
    assert_eq!(
        (&missed["rate"], &missed["light"], &missed["light_reason"]),
        (&json!("0"), &json!("red"), &json!("milestone_missed"))
    );
    assert_eq!(missed["reasons"]["actual"], "milestone");
    let ceiling = progress(&leader, "2.4", "").await;
    assert_eq!(
        (&ceiling["used_percent"], &ceiling["rate"], &ceiling["light"]),
        (&json!("100.0125"), &json!(null), &json!("red"))
    );
    assert_eq!(ceiling["reasons"]["rate"], "ceiling");
    let strict = progress(&leader, "2.5", "").await;
    assert_eq!((&strict["rate"], &strict["met"], &strict["bucket"]), (&json!("100"), &json!(false), &json!("ahead")));
}

#[actix_web::test]
async fn rule_sets_are_read_by_all_of_the_district_and_by_nobody_else() {
    let app = TestApp::new().await;
    let id = rule_set(&app, "410102");
    let leader = app.leader().await;
    let list = leader.get("/rule-sets?count=exact").await.expect(200);
    assert_eq!(list.body["page"]["total"], 1);
    let one = leader.get("/rule-sets/code:lights").await.expect(200);
    assert_eq!((one.id(), &one.body["content"]["yellow_from_lag"]), (id.as_str(), &json!("10")));
    assert_eq!(one.body["content"]["milestone_missed"]["ensure"], "red");
    app.user("city-leader").await.get(&format!("/rule-sets/{id}")).await.expect(200);
    app.user("erqi-leader").await.get(&format!("/rule-sets/{id}")).await.refused(404, "not_found");
    app.user("erqi-leader").await.get("/rule-sets/code:lights").await.refused(404, "not_found");
}

#[actix_web::test]
async fn another_district_knows_of_no_progress() {
    let app = TestApp::new().await;
    plan(&app).await;
    let made = indicator(&app, "2.9", json!({})).await;
    let path = format!("/indicators/{}/progress", made.id());
    app.user("city-leader").await.get(&path).await.expect(200);
    app.user("erqi-leader").await.get(&path).await.refused(404, "not_found");
}
