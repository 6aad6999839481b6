//! Why a light or a value is otherwise: who did which act, when, and how the sentence says it.
use crate::{
    changes::{changes, of, text},
    kit::{Answer, TestApp, reporting::act},
    list_items::{counted, listed, on},
    progress::{approved, indicator, plan, submitted, value},
    rule_sets::strict,
    verdicts::close,
};
use serde_json::{Value, json};

async fn told(app: &TestApp, kind: &str, code: &str, query: &str) -> Value {
    let all = changes(&app.supervisor().await, query).await;
    let found: Vec<&Value> = of(&all, kind).into_iter().filter(|one| one["subject"]["code"] == code).collect();
    let [one] = found.as_slice() else { panic!("{kind} of {code}, {query}: {found:#?}") };
    (*one).clone()
}
/// Kind, person and day of each cause.
fn causes(change: &Value) -> Vec<(&str, &str, &str)> {
    let causes = change["causes"].as_array().unwrap().iter();
    causes.map(|cause| (text(cause, "type"), text(cause, "by"), text(cause, "at").get(..10).unwrap_or(""))).collect()
}
async fn done(app: &TestApp, user: &str, report: &Answer, action: &str, body: Value) -> Answer {
    let client = app.user(user).await;
    let seen = client.get(&format!("/reports/{}", report.id())).await.expect(200);
    act(&client, &seen, action, body).await
}

#[actix_web::test]
async fn a_cause_names_who_did_that_very_act() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({})).await;
    app.set_time("2025-10-11T02:00:00Z");
    let report = submitted(&app, "housing", "2.1", "2025-09", value("210")).await;
    let back = json!({"reason": "figure_wrong", "comment": "请核实"});
    done(&app, "supervisor", &report, "return", back).await.expect(200);
    app.set_time("2025-10-12T02:00:00Z");
    done(&app, "housing-lead", &report, "submit", json!({})).await.expect(200);
    let submission = async || {
        let moved = told(&app, "value_moved", "2.1", "from=2025-10-10&to=2025-10-12&basis=latest").await;
        assert_eq!(causes(&moved), [("report", "housing-lead", "2025-10-12")]);
        assert_eq!(text(&moved["causes"][0], "text_zh"), "2025年9月报告报送");
    };
    submission().await;
    app.set_time("2025-10-13T02:00:00Z");
    done(&app, "supervisor", &report, "approve", json!({})).await.expect(200);
    submission().await; // what was decided after the later day is not told of it
    let moved = told(&app, "value_moved", "2.1", "from=2025-10-10&to=2025-10-13").await;
    assert_eq!(causes(&moved), [("report", "supervisor", "2025-10-13")]);
    app.set_time("2025-10-14T02:00:00Z");
    let correction = json!({"reason": "clerical_error", "evidence": "原始台账", "changes": {"value": "220"}});
    let draft = done(&app, "housing-lead", &report, "corrections", correction).await.expect(201);
    done(&app, "housing-lead", &draft, "submit", json!({})).await.expect(200);
    let moved = told(&app, "value_moved", "2.1", "from=2025-10-13&to=2025-10-14&basis=latest").await;
    assert_eq!(causes(&moved), [("report", "housing-lead", "2025-10-14")]);
    assert_eq!(text(&moved["causes"][0], "text_zh"), "2025年9月更正报告报送");
}

#[actix_web::test]
async fn a_value_that_is_counted_from_records_is_moved_by_its_items() {
    let app = TestApp::with_reporting().await;
    counted(&app, "cumulative").await;
    app.set_time("2025-10-11T02:00:00Z");
    let first = listed(&app, "甲", json!({})).await;
    listed(&app, "乙", json!({"counted_on": "2025-10-05"})).await;
    let moved = told(&app, "value_moved", "5.1", "from=2025-10-10&to=2025-10-11").await;
    assert_eq!((text(&moved, "after"), causes(&moved)), ("1", vec![("list_item", "supervisor", "2025-10-11")]));
    assert_eq!(text(&moved["causes"][0], "text_zh"), "清单条目“甲”采纳");
    let href = text(&moved["causes"][0], "href").strip_prefix("/api/v1").unwrap().to_owned();
    assert_eq!(app.lead("science").await.get(&href).await.expect(200).id(), first.id());
    app.set_time("2025-11-03T02:00:00Z");
    let supervisor = app.supervisor().await;
    on(&supervisor, &first, "withdraw", json!({"reason": "企业已迁出"})).await.expect(200);
    let moved = told(&app, "value_moved", "5.1", "from=2025-10-11&to=2025-11-02").await;
    assert_eq!((text(&moved, "after"), causes(&moved)), ("2", vec![("list_item", "", "2025-10-31")]));
    assert_eq!(text(&moved["causes"][0], "text_zh"), "清单条目“乙”自2025年10月起计入");
    let moved = told(&app, "value_moved", "5.1", "from=2025-11-02&to=2025-11-03").await;
    assert_eq!((text(&moved, "after"), causes(&moved)), ("1", vec![("list_item", "supervisor", "2025-11-03")]));
}

#[actix_web::test]
async fn an_override_moves_a_light_by_itself_and_never_a_value() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.2", json!({})).await;
    approved(&app, "housing", "2.2", "2025-08", value("200")).await;
    app.set_time("2025-10-11T02:00:00Z");
    approved(&app, "housing", "2.2", "2025-09", value("210")).await;
    let set = json!({"period": "2025-09", "light": "red", "reason": "现场停工"});
    let set = app.supervisor().await.post("/indicators/code:2.2/light-overrides", &set).await.expect(201);
    let light = told(&app, "light_changed", "2.2", "from=2025-10-10&to=2025-10-11").await;
    assert_eq!(causes(&light), [("override", "supervisor", "2025-10-11")]);
    let moved = told(&app, "value_moved", "2.2", "from=2025-10-10&to=2025-10-11").await;
    assert_eq!(causes(&moved), [("report", "supervisor", "2025-10-11")]);
    app.set_time("2025-10-12T02:00:00Z");
    let (supervisor, path) = (app.supervisor().await, format!("/light-overrides/{}", set.id()));
    let seen = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/revoke"), seen.etag(), &json!({"reason": "已复工"})).await.expect(200);
    app.set_time("2025-10-14T02:00:00Z");
    let light = told(&app, "light_changed", "2.2", "from=2025-10-11&to=2025-10-14").await;
    assert_eq!(causes(&light), [("override_ended", "supervisor", "2025-10-12")]);
    assert_eq!(
        (text(&light, "since"), text(&light["causes"][0], "text_zh")),
        ("2025-10-12", "2025年9月人工调整被撤销")
    );
}

#[actix_web::test]
async fn rules_closings_and_time_have_their_moment_and_their_people() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({})).await;
    indicator(&app, "2.3", json!({})).await;
    let due = json!({"commitment": "ensure", "due_on": "2025-10-15"});
    let stone = json!({"kind": "milestone", "basis": null, "unit": null, "decimals": 0, "target": due});
    indicator(&app, "2.4", stone).await;
    approved(&app, "housing", "2.1", "2025-09", value("210")).await;
    approved(&app, "housing", "2.3", "2025-08", value("100")).await;
    approved(&app, "housing", "2.4", "2025-09", json!({"submission_kind": "no_change"})).await;
    app.set_time("2025-10-12T02:00:00Z");
    app.supervisor().await.post("/rule-sets", &strict("2025-10-14")).await.expect(201);
    app.set_time("2025-10-20T02:00:00Z");
    let light = told(&app, "light_changed", "2.1", "from=2025-10-10").await;
    assert_eq!(causes(&light), [("rule_set", "supervisor", "2025-10-13")]);
    assert_eq!((text(&light, "since"), text(&light["causes"][0], "at")), ("2025-10-14", "2025-10-13T16:00:00.000000Z"));
    let light = told(&app, "light_changed", "2.4", "from=2025-10-14").await;
    assert_eq!(causes(&light), [("time", "", "2025-10-15")]);
    assert_eq!(text(&light, "since"), "2025-10-16", "the day after it was due");
    app.set_time("2025-11-20T02:00:00Z");
    approved(&app, "housing", "2.3", "2025-09", value("210")).await;
    close(&app, "2025-09").await;
    let light = told(&app, "light_changed", "2.3", "from=2025-11-19").await;
    assert_eq!(causes(&light), [("verdict", "supervisor", "2025-11-20"), ("report", "supervisor", "2025-11-20")]);
    let moved = told(&app, "value_moved", "2.3", "from=2025-11-19").await;
    assert_eq!(causes(&moved), [("report", "supervisor", "2025-11-20")]);
}

#[actix_web::test]
async fn a_sentence_says_where_that_leaves_the_indicator_and_who_answers() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({"name": "“微改造”投资"})).await;
    app.set_time("2025-10-11T02:00:00Z");
    for (period, stated) in [("2025-01..02", "20"), ("2025-03", "40"), ("2025-04", "60"), ("2025-09", "210")] {
        approved(&app, "housing", "2.1", period, value(stated)).await;
    }
    let light = told(&app, "light_changed", "2.1", "from=2025-10-10").await;
    let bureau = text(&light["bureau"], "name");
    assert_eq!(
        text(&light, "sentence_zh"),
        format!(
            "“‘微改造’投资”（2.1）由灰灯转为黄灯：2025年1—4月、9月报告审定；目标不低于335.3 亿元，完成率62.63 %，序时应完成75.00 %（251.475 亿元），落后12.37个百分点；责任单位：{bureau}。"
        )
    );
    assert_eq!(
        text(&light, "sentence_en"),
        "2.1 went from grey to yellow: the reports for 2025-01..04, 2025-09 were approved; target at least 335.3 亿元; rate 62.63 %; 75.00 % (251.475 亿元) expected by then, 12.37 points behind; answerable: housing."
    );
    let progress = app.supervisor().await.get("/indicators/code:2.1/progress").await.expect(200).body;
    for part in ["目标不低于335.3 亿元，完成率62.63 %", "序时应完成75.00 %（251.475 亿元），落后12.37个百分点"]
    {
        assert!(text(&progress, "sentence_zh").contains(part), "as the progress says it: {progress:#}");
    }
    assert_eq!(light["causes"].as_array().unwrap().len(), 4, "all of them stay");
    let moved = told(&app, "value_moved", "2.1", "from=2025-10-10").await;
    assert_eq!(
        text(&moved, "sentence_zh"),
        "“‘微改造’投资”（2.1）由无数据变为210.0 亿元：2025年1—4月、9月报告审定；目标不低于335.3 亿元，完成率62.63 %。"
    );
}

/// The days and the plan that were compared stay what they were, and a page goes on after the change that it ended with.
#[actix_web::test]
async fn pages_go_on_over_midnight_and_over_what_happens_between_them() {
    let app = TestApp::new().await;
    plan(&app).await;
    for code in ["2.1", "2.2", "2.3"] {
        indicator(&app, code, json!({})).await;
    }
    app.set_time("2025-10-11T15:40:00Z");
    for code in ["2.1", "2.2"] {
        approved(&app, "housing", code, "2025-09", value("210")).await;
    }
    let first = app.supervisor().await.get("/overview/changes?limit=2").await.expect(200).body;
    let compared =
        |page: &Value| ["from", "to", "basis"].map(|name| text(page, name).to_owned()).into_iter().collect::<Vec<_>>();
    assert_eq!(compared(&first), ["2025-10-10", "2025-10-11", "approved"]);
    assert_eq!(text(&first["plan"], "code"), "2025");
    let mut seen: Vec<Value> = first["items"].as_array().unwrap().clone();
    // What comes between the pages stands before the place where the first one ended: nothing comes twice.
    approved(&app, "housing", "2.3", "2025-09", value("100")).await;
    app.set_time("2025-10-11T16:20:00Z");
    let (supervisor, mut page) = (app.supervisor().await, first);
    while let Some(next) = page["page"]["next_cursor"].as_str() {
        let path = format!("/overview/changes?limit=2&cursor={next}");
        page = supervisor.get(&path).await.expect(200).body;
        assert_eq!(compared(&page), ["2025-10-10", "2025-10-11", "approved"]);
        seen.extend(page["items"].as_array().unwrap().clone());
    }
    let key = |one: &Value| (text(one, "kind").to_owned(), text(&one["subject"], "id").to_owned());
    let mut keys: Vec<_> = seen.iter().map(key).collect();
    let told = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), told, "nothing twice");
    let whole = changes(&supervisor, "from=2025-10-10&to=2025-10-11").await;
    let missing: Vec<_> = whole.iter().map(key).filter(|one| !keys.contains(one)).collect();
    assert_eq!(missing.len(), 1, "only the light that turned red after the first page, before its end: {missing:?}");
}
