//! Explanations over HTTP: computed again by the tests' own calculator, they come to what is served; and what else is said
//! beside a light: forecasts, the original target, flags on lowered targets, whether a report is overdue.
use crate::{
    arithmetic::{Told, Value as Computed, recompute},
    kit::{Client, TestApp, reporting::corrected},
    overrides,
    progress::{approved, indicator, plan, value},
    trajectories, verdicts,
};
use duban::foundation::db::Decimal;
use serde_json::{Value, json};

async fn progress(client: &Client, code: &str, query: &str) -> Value {
    client.get(&format!("/indicators/code:{code}/progress{query}")).await.expect(200).body
}
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Computes an explanation again and holds it against the answer. Answers the figures that were explained.
fn checked(seen: &Value) -> Vec<String> {
    let explanation = &seen["explanation"];
    let inputs: Vec<(String, String)> = explanation["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| (text(&input["symbol"]), text(&input["value"])))
        .collect();
    let steps: Vec<Told> = explanation["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| Told {
            figure: text(&step["figure"]),
            symbol: step["symbol"].as_str().map(str::to_owned),
            formula: text(&step["formula"]),
            substituted: text(&step["substituted"]),
            exact: text(&step["exact"]),
            result: text(&step["result"]),
        })
        .collect();
    let computed = recompute(&inputs, &steps);
    for step in &steps {
        let pointer = format!("/{}", step.figure.replace('.', "/"));
        let Some(served) = seen.pointer(&pointer) else {
            assert!(["expected_share", "lag"].contains(&step.figure.as_str()), "{pointer} is not served");
            continue;
        };
        let (expected, rounded) = match (&computed[&step.figure], served) {
            (Computed::Number(number), Value::String(served)) => {
                (served.clone(), Decimal::nearest(number).unwrap().to_string())
            }
            (Computed::Number(number), served) => (served.to_string(), number.to_string()),
            (Computed::Truth(true), Value::String(decision)) => (decision.clone(), step.result.clone()),
            (Computed::Truth(holds), served) => (served.to_string(), holds.to_string()),
        };
        assert_eq!(rounded, expected, "{} = {}", step.figure, step.substituted);
        assert_eq!(step.result, expected, "{}", step.figure);
    }
    assert_eq!(
        (&explanation["sentence_zh"], &explanation["sentence_en"]),
        (&seen["sentence_zh"], &seen["sentence_en"])
    );
    steps.into_iter().map(|step| step.figure).collect()
}

/// Every served figure is explained or has a reason for being null.
fn complete(seen: &Value, explained: &[String]) {
    let is_said = |figure: &str| explained.iter().any(|known| known == figure);
    for figure in [
        "actual",
        "rate",
        "met",
        "used_percent",
        "expected",
        "expected_rate",
        "variance_pp",
        "spi",
        "run_rate",
        "required_run_rate",
        "forecast.by_run_rate",
        "forecast.by_run_rate_percent",
        "forecast.met_by_run_rate",
        "forecast.by_trajectory",
        "forecast.by_trajectory_percent",
        "forecast.met_by_trajectory",
    ] {
        let reason = &seen["reasons"][figure];
        assert!(is_said(figure) != reason.is_string(), "{figure}: explained {}, {reason}", is_said(figure));
    }
    for figure in ["kept.passed", "kept.periods", "kept.share_percent", "kept.worst"] {
        assert_eq!(is_said(figure), seen["kept"].is_object(), "{figure}");
    }
    assert_eq!(is_said("light"), seen["light"] != "grey");
}

#[actix_web::test]
async fn the_explanation_of_every_kind_comes_to_the_figures_that_are_served() {
    let app = TestApp::new().await;
    plan(&app).await;
    let target =
        |value: &str, comparator: &str| json!({"value": value, "comparator": comparator, "commitment": "plan"});
    let ratio = |target: Value| json!({"kind": "ratio", "basis": null, "unit": "%", "target": target});
    let stock = |target: Value| {
        json!({"kind": "stock", "basis": null, "unit": "张", "target": target,
        "baseline": {"value": "1000", "role": "zero_point"}})
    };
    let milestone = json!({"kind": "milestone", "basis": null, "unit": null, "decimals": 0, "target": {"commitment": "ensure", "due_on": "2025-09-30"}});
    let early = json!({"kind": "milestone", "basis": null, "unit": null, "decimals": 0, "target": {"commitment": "plan", "due_on": "2025-12-31"}});
    let level = json!({"numerator": "23", "denominator": "30"});
    for (code, other, reports) in [
        ("2.1", json!({}), vec![("2025-09", value("215"))]),
        (
            "2.2",
            json!({"basis": "increment"}),
            vec![("2025-01..02", value("21.5")), ("2025-07", value("100.0001")), ("2025-09", value("0"))],
        ),
        ("2.3", json!({"target": target("100", "gt")}), vec![("2025-09", value("100"))]),
        ("2.4", json!({"target": target("80", "lte")}), vec![("2025-09", value("60.0001"))]),
        (
            "2.5",
            ratio(target("80", "maintain")),
            vec![("2025-08", level.clone()), ("2025-09", json!({"numerator": "25", "denominator": "30"}))],
        ),
        ("2.6", ratio(target("80", "gte")), vec![("2025-09", level)]),
        ("2.7", stock(target("2000", "gte")), vec![("2025-06", json!({"value": "1500", "unit": "张"}))]),
        ("2.8", milestone, vec![("2025-09", json!({}))]),
        ("2.9", early, vec![("2025-09", json!({"achieved_on": "2025-09-20"}))]),
        ("2.10", json!({"target": target("0", "gte")}), vec![("2025-09", value("5"))]),
        ("2.11", json!({}), vec![]),
        (
            "2.12",
            json!({"kind": "list", "unit": "家", "target": target("4", "all")}),
            vec![("2025-01..02", json!({"value": "0", "unit": "家"}))],
        ),
    ] {
        indicator(&app, code, other).await;
        for (period, figure) in reports {
            approved(&app, "housing", code, period, figure).await;
        }
    }
    let reader = app.reporter("science").await;
    for number in 1..=12 {
        let seen = progress(&reader, &format!("2.{number}"), "?explain=true").await;
        complete(&seen, &checked(&seen));
    }
}

#[actix_web::test]
async fn an_explanation_names_where_every_number_comes_from() {
    let app = TestApp::new().await;
    plan(&app).await;
    let made = indicator(&app, "2.9", json!({"baseline": {"value": "10", "role": "zero_point"}})).await;
    let report = approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    let leader = app.leader().await;
    assert_eq!(progress(&leader, "2.9", "").await["explanation"], json!(null));
    assert_eq!(progress(&leader, "2.9", "?explain=false").await["explanation"], json!(null));
    let listed = leader.get("/progress").await.expect(200).body;
    assert_eq!(listed["items"][0]["explanation"], json!(null));
    let seen = progress(&leader, "2.9", "?explain=true").await;
    let explanation = &seen["explanation"];
    let source = |symbol: &str| {
        let inputs = explanation["inputs"].as_array().unwrap();
        let input = inputs.iter().find(|input| input["symbol"] == symbol).unwrap();
        (input["value"].clone(), input["unit"].clone(), input["source"].clone())
    };
    let rules = leader.get("/rule-sets/code:lights").await.expect(200);
    let period = leader.get("/periods/code:2025-09").await.expect(200);
    let target = &explanation["versions"]["target"];
    assert_eq!(
        source("v"),
        (json!("215"), json!("亿元"), json!({"type": "report", "id": report.id(), "period": "2025-09", "number": 1}))
    );
    assert_eq!(
        source("T"),
        (json!("335.3"), json!("亿元"), json!({"type": "target", "id": target["id"], "period": null, "number": 1}))
    );
    assert_eq!(target["id"], seen["target"]["id"]);
    assert_eq!(source("Z").2, json!({"type": "baseline", "id": made.id(), "period": null, "number": null}));
    assert_eq!(source("n").2, json!({"type": "period", "id": period.id(), "period": "2025-09", "number": null}));
    assert_eq!(source("red_above_lag").2, json!({"type": "rule_set", "id": rules.id(), "period": null, "number": 1}));
    assert_eq!(explanation["versions"]["rule_set"], json!({"id": rules.id(), "number": 1}));
    assert_eq!(explanation["versions"]["trajectory"], json!(null));
    assert_eq!(
        explanation["light"],
        json!({"light": seen["light"], "source": "computed", "id": null, "computed_light": seen["light"]})
    );
    let rate = &explanation["steps"].as_array().unwrap().iter().find(|step| step["figure"] == "rate").unwrap();
    assert_eq!(rate["formula"], "(A − Z) ÷ (T − Z) × 100");
    assert_eq!(rate["substituted"], "(215 − 10) ÷ (335.3 − 10) × 100");
    assert_eq!((&rate["exact"], &rate["result"]), (&json!("205000/3253"), &json!("63.0188")));
    leader.get("/indicators/code:2.9/progress?explain=yes").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_trajectory_is_explained_and_shapes_the_forecast() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-09", value("200")).await;
    let late = ["10", "40", "70", "100", "140", "180", "210", "240", "280", "310", "335.3"];
    let planned = trajectories::planned(&app, "housing", "2.9", &late, "2025-01-01").await;
    let leader = app.leader().await;
    let seen = progress(&leader, "2.9", "?explain=true").await;
    complete(&seen, &checked(&seen));
    let (explanation, id) = (&seen["explanation"], planned.id());
    assert_eq!(explanation["versions"]["trajectory"], json!({"id": id, "number": 1}));
    let inputs = explanation["inputs"].as_array().unwrap();
    for (symbol, expected) in [("P", "240"), ("W", "335.3")] {
        let input = inputs.iter().find(|input| input["symbol"] == symbol).unwrap();
        assert_eq!((&input["value"], &input["unit"]), (&json!(expected), &json!("亿元")));
        assert_eq!(input["source"], json!({"type": "trajectory", "id": id, "period": null, "number": 1}));
    }
    let share =
        explanation["steps"].as_array().unwrap().iter().find(|step| step["figure"] == "expected_share").unwrap();
    assert_eq!(
        (&share["formula"], &share["substituted"]),
        (&json!("(P − Z) ÷ (W − Z)"), &json!("(240 − 0) ÷ (335.3 − 0)"))
    );
    assert_eq!((&share["exact"], &seen["expected"]), (&json!("2400/3353"), &json!("240")));
    // 200 ÷ (240 ÷ 335.3), where the pace of nine months gives 266.6667.
    assert_eq!(seen["forecast"]["by_trajectory"], "279.4167");
    assert_eq!(seen["forecast"]["by_run_rate"], "266.6667");
}

#[actix_web::test]
async fn an_explanation_says_where_the_served_light_comes_from_and_keeps_the_computed_step() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    let report = approved(&app, "housing", "2.9", "2025-09", value("150")).await;
    let light = async |computed: &str| {
        let seen = progress(&app.leader().await, "2.9", "?explain=true").await;
        let steps = seen["explanation"]["steps"].as_array().unwrap();
        assert_eq!(steps.iter().find(|step| step["figure"] == "light").unwrap()["result"], computed);
        let told = &seen["explanation"]["light"];
        assert_eq!((&told["light"], &told["source"]), (&seen["light"], &seen["light_source"]));
        assert_eq!((&told["computed_light"], &seen["computed_light"]), (&json!(computed), &json!(computed)));
        assert_eq!(seen["explanation"]["sentence_zh"], seen["sentence_zh"]);
        told.clone()
    };
    let told = |light: &str, source: &str, id: &str, computed: &str| json!({"light": light, "source": source, "id": id, "computed_light": computed});
    let set = overrides::set(&app, "2025-09", "green").await.expect(201);
    assert_eq!(light("red").await, told("green", "overridden", set.id(), "red"));
    verdicts::close(&app, "2025-09").await;
    let kept = app.leader().await.get("/verdicts?period=2025-09").await.expect(200).body["items"][0]["id"].clone();
    assert_eq!(light("red").await, told("green", "frozen", kept.as_str().unwrap(), "red"));
    app.set_time("2025-10-12T02:00:00Z");
    corrected(&app, "housing", report.id(), json!({"value": "215"})).await;
    assert_eq!(light("yellow").await, told("green", "frozen", kept.as_str().unwrap(), "yellow"));
    // Against the original target the light is the computed one.
    let target = json!({"value": "200", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-10-12",
        "document": "区政府〔2025〕18号", "reason": "调整"});
    app.supervisor().await.post("/indicators/code:2.9/targets", &target).await.expect(201);
    let seen = progress(&app.leader().await, "2.9", "").await;
    assert_eq!((&seen["light"], &seen["vs_original"]["light"]), (&json!("green"), &json!("yellow")));
}

#[actix_web::test]
async fn what_is_to_come_is_forecast_and_what_is_still_needed_said() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    let target = json!({"value": "80", "comparator": "lte", "commitment": "plan"});
    indicator(&app, "2.10", json!({"target": target})).await;
    approved(&app, "housing", "2.10", "2025-09", value("60")).await;
    let leader = app.leader().await;
    let seen = progress(&leader, "2.9", "").await;
    assert_eq!((&seen["run_rate"], &seen["required_run_rate"]), (&json!("23.8889"), &json!("40.1")));
    assert_eq!(seen["required_run_rate_text"], "每月还需完成40.1 亿元");
    assert_eq!(
        seen["forecast"],
        json!({"by_run_rate": "286.6667", "by_run_rate_text": "286.7 亿元", "by_run_rate_percent": "85.4956",
            "by_trajectory": "286.6667", "by_trajectory_text": "286.7 亿元", "by_trajectory_percent": "85.4956",
            "met_by_run_rate": false, "met_by_trajectory": false})
    );
    let ceiling = progress(&leader, "2.10", "").await;
    assert_eq!(ceiling["required_run_rate_text"], "每月还可使用6.67 亿元");
    assert_eq!(
        (&ceiling["forecast"]["by_run_rate"], &ceiling["forecast"]["met_by_run_rate"]),
        (&json!("80"), &json!(true))
    );
    assert_eq!(ceiling["reasons"]["forecast.by_trajectory"], "no_schedule");
}

#[actix_web::test]
async fn a_revised_target_does_not_hide_the_original_one_and_a_convenient_one_is_flagged() {
    let app = TestApp::new().await;
    plan(&app).await;
    let made = indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-09", value("285")).await;
    app.set_time("2025-12-10T02:00:00Z");
    let revise = async |value: &str, from: &str| {
        let body = json!({"value": value, "comparator": "gte", "commitment": "ensure", "effective_from": from,
            "document": "区政府〔2025〕18号", "reason": "年末调整"});
        app.supervisor().await.post(&format!("/indicators/{}/targets", made.id()), &body).await.expect(201);
    };
    // 300 is within 5 % of the 285 that was approved before 1 November; what is approved on that day or later is not known yet.
    revise("300", "2025-11-01").await;
    approved(&app, "housing", "2.9", "2025-11", value("310")).await;
    let leader = app.leader().await;
    let before = progress(&leader, "2.9", "?as_of=2025-10-31").await;
    assert_eq!((&before["vs_original"], &before["target_flags"]), (&json!(null), &json!([])));
    let seen = progress(&leader, "2.9", "").await;
    assert_eq!((&seen["rate"], &seen["light"], &seen["met"]), (&json!("103.3333"), &json!("green"), &json!(true)));
    let original = &seen["vs_original"];
    for (field, expected) in [
        ("rate", json!("92.4545")),
        ("rate_text", json!("92.45 %")),
        ("met", json!(false)),
        ("variance_pp", json!("0.7879")),
        ("light", json!("green")),
        ("watch", json!(false)),
        ("reasons", json!({})),
    ] {
        assert_eq!(original[field], expected, "{field}");
    }
    assert_eq!((&original["target"]["number"], &original["target"]["value_text"]), (&json!(1), &json!("335.3 亿元")));
    assert_eq!(
        seen["target_flags"],
        json!([{"flag": "lowered_to_actual", "text": "目标下调至实际水平", "number": 2, "effective_from": "2025-11-01",
            "previous_text": "335.3 亿元", "value_text": "300.0 亿元", "actual": "285", "actual_text": "285.0 亿元"}])
    );
    // The day after the boundary is one of the last sixty; 250 is far from the 285 that was known.
    revise("250", "2025-11-02").await;
    let late = progress(&leader, "2.9", "").await;
    let flags: Vec<_> =
        late["target_flags"].as_array().unwrap().iter().map(|flag| (&flag["flag"], &flag["number"])).collect();
    assert_eq!(flags, [(&json!("lowered_to_actual"), &json!(2)), (&json!("lowered_late"), &json!(3))]);
    assert_eq!(late["target_flags"][1]["actual"], json!(null));
    assert_eq!((&late["vs_original"]["target"]["number"], &late["target"]["number"]), (&json!(1), &json!(3)));
}

#[actix_web::test]
async fn whether_a_report_is_overdue_is_said_beside_the_light_and_never_by_it() {
    let app = TestApp::new().await;
    plan(&app).await;
    for code in ["2.1", "2.2", "2.3"] {
        indicator(&app, code, json!({})).await;
    }
    indicator(&app, "2.4", json!({"reporting": "none"})).await;
    // Without holidays September's reports were due on 8 October.
    approved(&app, "housing", "2.1", "2025-09", value("255")).await;
    approved(&app, "housing", "2.2", "2025-08", value("230")).await;
    let leader = app.leader().await;
    let state = async |code: &str, query: &str| {
        let seen = progress(&leader, code, query).await;
        (text(&seen["reporting_state"]), text(&seen["reporting_text"]), text(&seen["light"]))
    };
    let told = |state: &str, text: &str, light: &str| (state.to_owned(), text.to_owned(), light.to_owned());
    assert_eq!(state("2.1", "").await, told("reported", "已报", "green"));
    assert_eq!(state("2.2", "").await, told("unreported", "到期无数", "green"));
    assert_eq!(state("2.3", "").await, told("unreported", "到期无数", "grey"));
    assert_eq!(state("2.3", "?as_of=2025-02-28").await, told("not_due", "未到期", "grey"));
    assert_eq!(state("2.4", "").await, told("not_due", "未到期", "grey"));
    let listed = leader.get("/progress?reporting_state=unreported").await.expect(200).body;
    let codes: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| &item["indicator"]["code"]).collect();
    assert_eq!(codes, ["2.2", "2.3"]);
}
