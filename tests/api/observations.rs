//! The series of an indicator: periods, increments, corrections, lights, and who may see what.
use crate::{
    kit::{
        Client, TestApp,
        reporting::{act, corrected},
    },
    overrides,
    progress::{approved, indicator, plan, submitted, value},
    trajectories,
    verdicts::{close, reopen},
};
use serde_json::{Value, json};

async fn series(client: &Client, code: &str, query: &str) -> Vec<Value> {
    let list = client.get(&format!("/observations?indicator=code:{code}{}", query.replace('?', "&"))).await.expect(200);
    list.body["items"].as_array().unwrap().clone()
}
/// One field of every item.
fn each<'a>(items: &'a [Value], field: &str) -> Vec<&'a Value> {
    items.iter().map(|item| &item[field]).collect()
}
fn of<'a>(items: &'a [Value], period: &str) -> &'a Value {
    items.iter().find(|item| item["period"]["code"] == period).unwrap_or_else(|| panic!("{period} in {items:?}"))
}

#[actix_web::test]
async fn every_period_that_ended_is_there_with_its_increment_and_its_light() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({"name": "重点项目年度完成投资"})).await;
    for (period, reported) in [("2025-01..02", "20"), ("2025-03", "83.825"), ("2025-05", "100"), ("2025-09", "215")] {
        approved(&app, "housing", "2.9", period, value(reported)).await;
    }
    let items = series(&app.reporter("science").await, "2.9", "").await;
    let codes: Vec<_> = items.iter().map(|item| item["period"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["2025-01..02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"]);
    let march = of(&items, "2025-03");
    for (field, expected) in [
        ("ends_on", json!("2025-03-31")),
        ("value", json!("83.825")),
        ("value_text", json!("83.8 亿元")),
        ("value_reported", json!("83.825")),
        ("unit_reported", json!("亿元")),
        ("actual", json!("83.825")),
        ("increment", json!("63.825")),
        ("increment_text", json!("63.8 亿元")),
        ("revision", json!(1)),
        ("value_status", json!("approved")),
        ("target_number", json!(1)),
        ("expected", json!("83.825")),
        ("expected_rate", json!("25")),
        ("rate", json!("25")),
        ("variance_pp", json!("0")),
        ("variance_text", json!("与序时进度持平")),
        ("met", json!(false)),
        ("light", json!("green")),
        ("reporting_state", json!("reported")),
        ("reasons", json!({})),
        ("revisions", json!([])),
    ] {
        assert_eq!(march[field], expected, "{field}");
    }
    assert_eq!((&march["bureau"]["code"], march["approved_at"].is_string()), (&json!("housing"), true));
    assert_eq!(of(&items, "2025-01..02")["increment"], "20");
    let april = of(&items, "2025-04");
    assert_eq!((&april["light"], &april["light_reason"]), (&json!("grey"), &json!("no_data")));
    assert_eq!((&april["reporting_state"], &april["reasons"]["value"]), (&json!("unreported"), &json!("no_data")));
    assert_eq!((&april["bureau"], &april["rate"]), (&json!(null), &json!(null)));
    let may = of(&items, "2025-05");
    assert_eq!((&may["increment"], &may["reasons"]["increment"]), (&json!(null), &json!("previous_missing")));
    // 29.8 % where 41.7 % is expected: the light of May is what May's figure says, not what September's does.
    assert_eq!((&may["light"], &of(&items, "2025-09")["light"]), (&json!("yellow"), &json!("yellow")));
    assert_eq!(of(&items, "2025-01..02")["light"], "yellow");
    assert_eq!(of(&items, "2025-01..02")["watch"], true);
}

#[actix_web::test]
async fn a_correction_moves_its_own_figure_and_two_increments_and_what_it_replaced_stays_to_be_seen() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    app.set_time("2025-06-10T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-01..02", value("40")).await;
    let march = approved(&app, "housing", "2.9", "2025-03", value("80")).await;
    approved(&app, "housing", "2.9", "2025-04", value("110")).await;
    approved(&app, "housing", "2.9", "2025-05", value("140")).await;
    app.set_time("2025-07-20T02:00:00Z");
    corrected(&app, "housing", march.id(), json!({"value": "70"})).await;
    let leader = app.leader().await;
    let (before, after) =
        (series(&leader, "2.9", "?as_of=2025-06-30").await, series(&leader, "2.9", "?as_of=2025-07-20").await);
    let increments = |items: &[Value]| -> Vec<Value> { each(&items[..4], "increment").into_iter().cloned().collect() };
    assert_eq!(increments(&before), ["40", "40", "30", "30"]);
    assert_eq!(increments(&after), ["40", "30", "40", "30"]);
    for period in ["2025-01..02", "2025-04", "2025-05"] {
        let (old, new) = (of(&before, period), of(&after, period));
        for field in ["value", "actual", "rate", "variance_pp", "light", "revision", "approved_at", "revisions"] {
            assert_eq!(old[field], new[field], "{period} {field}");
        }
    }
    let (old, new) = (of(&before, "2025-03"), of(&after, "2025-03"));
    assert_eq!(
        (&old["value"], &old["value_status"], &old["revisions"]),
        (&json!("80"), &json!("approved"), &json!([]))
    );
    assert_eq!((&new["value"], &new["value_status"], &new["revision"]), (&json!("70"), &json!("revised"), &json!(2)));
    let replaced = &new["revisions"][0];
    assert_eq!((&replaced["revision"], &replaced["value"]), (&json!(1), &json!("80")));
    assert_eq!((&replaced["value_text"], &replaced["approved_at"]), (&json!("80.0 亿元"), &old["approved_at"]));
    // Progress is of May and does not move; the correction shows where it is the latest figure.
    let now = leader.get("/indicators/code:2.9/progress").await.expect(200).body;
    assert_eq!((&now["actual"], &now["value_status"]), (&json!("140"), &json!("approved")));
}

#[actix_web::test]
async fn each_kind_has_a_series_of_its_own() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({"basis": "increment"})).await;
    approved(&app, "housing", "2.1", "2025-01..02", value("30")).await;
    approved(&app, "housing", "2.1", "2025-04", json!({"value": "500000", "unit": "万元"})).await;
    let target = json!({"value": "80", "comparator": "maintain", "commitment": "plan"});
    indicator(&app, "2.2", json!({"kind": "ratio", "basis": null, "unit": "%", "target": target})).await;
    approved(&app, "housing", "2.2", "2025-03", json!({"numerator": "25", "denominator": "30"})).await;
    approved(&app, "housing", "2.2", "2025-04", json!({"numerator": "23", "denominator": "30"})).await;
    let target = json!({"commitment": "strive", "due_on": "2025-03-31"});
    indicator(&app, "2.3", json!({"kind": "milestone", "basis": null, "unit": null, "decimals": 0, "target": target}))
        .await;
    approved(&app, "housing", "2.3", "2025-03", json!({})).await;
    approved(&app, "housing", "2.3", "2025-05", json!({"achieved_on": "2025-05-20"})).await;
    let leader = app.leader().await;
    let first = async |code, periods| series(&leader, code, "").await[..periods].to_vec();
    let sums = first("2.1", 3).await;
    assert_eq!(each(&sums, "increment"), [&json!("30"), &json!(null), &json!("50")]);
    assert_eq!(each(&sums, "actual"), [&json!("30"), &json!(null), &json!("80")]);
    assert_eq!((&sums[2]["value_reported"], &sums[2]["unit_reported"]), (&json!("500000"), &json!("万元")));
    let kept = first("2.2", 3).await;
    assert_eq!(each(&kept, "value"), [&json!(null), &json!("83.3333"), &json!("76.6667")]);
    assert_eq!(each(&kept, "light"), ["grey", "green", "yellow"]);
    assert_eq!((&kept[2]["numerator"], &kept[2]["reasons"]["increment"]), (&json!("23"), &json!("ratio")));
    let reached = first("2.3", 4).await;
    // On 30 April the date had been missed for thirty days; on 31 May it had been reached, late.
    assert_eq!(each(&reached, "light"), ["grey", "green", "red", "yellow"]);
    assert_eq!(each(&reached, "light_reason"), ["no_data", "milestone_pending", "milestone_missed", "late_met"]);
    assert_eq!(
        (&reached[3]["achieved_on"], &reached[3]["reasons"]["value"]),
        (&json!("2025-05-20"), &json!("milestone"))
    );
}

#[actix_web::test]
async fn a_period_is_judged_against_the_target_that_was_in_force_on_its_last_day() {
    let app = TestApp::new().await;
    plan(&app).await;
    let made = indicator(&app, "2.9", json!({})).await;
    for (period, reported) in [("2025-06", "120"), ("2025-09", "215")] {
        approved(&app, "housing", "2.9", period, value(reported)).await;
    }
    let lower = json!({"value": "240", "comparator": "gte", "commitment": "strive", "effective_from": "2025-07-01",
        "document": "区政府〔2025〕18号", "reason": "年中统筹调整"});
    app.supervisor().await.post(&format!("/indicators/{}/targets", made.id()), &lower).await.expect(201);
    let items = series(&app.leader().await, "2.9", "").await;
    let (june, september) = (of(&items, "2025-06"), of(&items, "2025-09"));
    assert_eq!((&june["target_number"], &june["rate"]), (&json!(1), &json!("35.7888")));
    assert_eq!((&september["target_number"], &september["rate"]), (&json!(2), &json!("89.5833")));
}

#[actix_web::test]
async fn a_figure_that_waits_for_review_shows_to_those_only_who_may_know_of_it() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-08", value("196")).await;
    submitted(&app, "housing", "2.9", "2025-09", value("215")).await;
    for (who, knows) in [
        ("housing-reporter", true),
        ("housing-lead", true),
        ("supervisor", true),
        ("leader", true),
        ("science-lead", false),
        ("system-admin", false),
        ("security-admin", false),
        ("audit-admin", false),
    ] {
        let client = app.user(who).await;
        let items = series(&client, "2.9", "?basis=latest").await;
        let september = of(&items, "2025-09");
        let (value, status) = if knows { (json!("215"), json!("provisional")) } else { (json!(null), json!(null)) };
        assert_eq!((&september["value"], &september["value_status"]), (&value, &status), "{who}");
        assert_eq!(september["approved_at"], json!(null));
        assert_eq!(of(&items, "2025-08")["value"], "196", "{who}");
        assert_eq!(of(&series(&client, "2.9", "").await, "2025-09")["value"], json!(null), "{who}");
    }
    let list = "/observations?indicator=code:2.9";
    app.user("erqi-leader").await.get(list).await.refused(400, "unknown_reference");
    app.leader().await.get(&format!("{list}&as_of=2025-10-11")).await.refused(400, "invalid_parameter");
    app.leader().await.get(&format!("{list}&asof=2025-10-01")).await.refused(400, "unknown_parameter");
    app.nobody().get(list).await.expect(401);
}

#[actix_web::test]
async fn the_series_is_paged_like_every_list() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({"reporting": "none"})).await;
    let (leader, mut cursor, mut walked) = (app.leader().await, String::new(), Vec::new());
    loop {
        let page =
            leader.get(&format!("/observations?indicator=code:2.9&limit=3&count=exact{cursor}")).await.expect(200);
        assert_eq!(page.body["page"]["total"], 8);
        let items = page.body["items"].as_array().unwrap();
        walked.extend(items.iter().map(|item| item["period"]["code"].as_str().unwrap().to_owned()));
        match page.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(walked.len(), 8);
    assert!(walked.is_sorted(), "{walked:?}");
}

#[actix_web::test]
async fn a_closed_period_shows_the_light_that_was_frozen_and_the_computed_one_beside_it() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-07", value("150")).await;
    let august = approved(&app, "housing", "2.9", "2025-08", value("150")).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    for period in ["2025-06", "2025-08"] {
        close(&app, period).await;
    }
    app.set_time("2025-10-12T02:00:00Z");
    // What is approved later changes what is computed, and nothing that was frozen.
    corrected(&app, "housing", august.id(), json!({"value": "210"})).await;
    overrides::set(&app, "2025-09", "red").await.expect(201);
    let lights = async |query: &str| -> Vec<(String, [Value; 4])> {
        let items = series(&app.leader().await, "2.9", query).await;
        let fields = ["light", "light_source", "computed_light", "light_reason"];
        let told = |item: &Value| {
            (item["period"]["code"].as_str().unwrap().to_owned(), fields.map(|field| item[field].clone()))
        };
        items.iter().map(told).filter(|(code, _)| code.as_str() > "2025-05").collect()
    };
    let told = |code: &str, fields: [&str; 4]| (code.to_owned(), fields.map(|field| json!(field)));
    assert_eq!(
        lights("").await,
        [
            told("2025-06", ["grey", "frozen", "grey", "unreported"]),
            told("2025-07", ["yellow", "computed", "yellow", "behind"]),
            told("2025-08", ["yellow", "frozen", "green", "behind"]),
            told("2025-09", ["red", "overridden", "yellow", "overridden"]),
        ]
    );
    let items = series(&app.leader().await, "2.9", "").await;
    let (august, september) = (of(&items, "2025-08"), of(&items, "2025-09"));
    assert_eq!((&august["value"], &august["verdict"]["closing"]), (&json!("210"), &json!(1)));
    assert_eq!((&september["light_override"]["period"], &september["verdict"]), (&json!("2025-09"), &json!(null)));
    // As it was believed before the period closed, and before the override.
    assert_eq!(lights("?as_of=2025-10-09").await[2], told("2025-08", ["grey", "computed", "grey", "no_data"]));
    assert_eq!(lights("?as_of=2025-10-11").await[3], told("2025-09", ["yellow", "computed", "yellow", "behind"]));
    // Kept by its closing, the override stays; mended and closed again, August is yellow at best.
    close(&app, "2025-09").await;
    reopen(&app, "2025-08").await;
    app.set_time("2025-10-13T02:00:00Z");
    close(&app, "2025-08").await;
    assert_eq!(
        lights("").await[2..],
        [
            told("2025-08", ["yellow", "frozen", "green", "late_met"]),
            told("2025-09", ["red", "frozen", "yellow", "overridden"]),
        ]
    );
    // A page of one period shows the same.
    let page = app.leader().await.get("/observations?indicator=code:2.9&limit=7").await.expect(200).body;
    assert_eq!(page["items"][6]["light_reason"], "late_met");
}

#[actix_web::test]
async fn a_period_is_judged_against_the_trajectory_that_was_in_force_on_its_last_day() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    for (period, reported) in [("2025-06", "100"), ("2025-09", "240")] {
        approved(&app, "housing", "2.9", period, value(reported)).await;
    }
    let late = ["10", "40", "70", "100", "140", "180", "210", "240", "280", "310", "335.3"];
    trajectories::planned(&app, "housing", "2.9", &late, "2025-07-01").await;
    let items = series(&app.leader().await, "2.9", "").await;
    assert_eq!(
        (&of(&items, "2025-06")["expected"], &of(&items, "2025-09")["expected"]),
        (&json!("167.65"), &json!("240"))
    );
    assert_eq!(of(&items, "2025-09")["variance_pp"], "0");
}

#[actix_web::test]
async fn a_period_that_does_not_apply_is_shown_as_such_and_is_no_gap() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    approved(&app, "housing", "2.9", "2025-07", value("150")).await;
    let august = approved(&app, "housing", "2.9", "2025-08", value("170")).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    corrected(
        &app,
        "housing",
        august.id(),
        json!({"submission_kind": "not_applicable", "value": null, "unit": null, "narrative": "当月停工"}),
    )
    .await;
    let leader = app.leader().await;
    let items = series(&leader, "2.9", "").await;
    let august = of(&items, "2025-08");
    for (field, expected) in [
        ("value", json!(null)),
        ("actual", json!(null)),
        ("increment", json!(null)),
        ("reporting_state", json!("not_applicable")),
        ("reporting_text", json!("不适用")),
        ("light", json!("grey")),
        ("light_reason", json!("not_applicable")),
        ("value_status", json!("revised")),
        ("revision", json!(2)),
    ] {
        assert_eq!(august[field], expected, "{field}");
    }
    for figure in ["value", "actual", "increment", "rate", "met", "expected"] {
        assert_eq!(august["reasons"][figure], "not_applicable", "{figure}");
    }
    assert_eq!(august["revisions"][0]["value"], "170");
    assert_eq!(of(&items, "2025-09")["increment"], "65", "215 less the 150 of July");
    // It closes as what it is: not as a period that nobody reported.
    close(&app, "2025-08").await;
    assert_eq!(of(&series(&leader, "2.9", "").await, "2025-08")["light_reason"], "not_applicable");
    let verdict = leader.get("/verdicts?period=2025-08").await.expect(200).body["items"][0].clone();
    assert_eq!((&verdict["light"], &verdict["light_reason"]), (&json!("grey"), &json!("not_applicable")));
    let inputs = leader.get(&format!("/verdicts/{}", verdict["id"].as_str().unwrap())).await.expect(200).body;
    let periods = inputs["inputs"]["periods"].as_array().unwrap();
    assert_eq!(periods.last().unwrap()["not_applicable"], true);
    assert!(inputs["inputs"]["observations"].as_array().unwrap().iter().all(|one| one["period"] != "2025-08"));
}

/// Asks for more time for September and grants it.
async fn granted(app: &TestApp, code: &str, due_on: &str) {
    let body = json!({"indicator": format!("code:{code}"), "period": "2025-09", "due_on": due_on, "reason": "第三方审计未完成"});
    let asked = app.lead("housing").await.post("/extensions", &body).await.expect(201);
    let path = format!("/extensions/{}/approve", asked.id());
    app.supervisor().await.act(&path, asked.etag(), &json!({})).await.expect(200);
}

#[actix_web::test]
async fn an_extension_excuses_while_it_runs_and_no_longer() {
    let app = TestApp::new().await;
    app.set_time("2025-10-06T02:00:00Z"); // due on the 7th
    plan(&app).await;
    for code in ["2.1", "2.9"] {
        indicator(&app, code, json!({})).await;
        approved(&app, "housing", code, "2025-08", value("200")).await;
    }
    granted(&app, "2.9", "2025-10-20").await;
    let state = async |code: &str| {
        let leader = app.leader().await;
        let seen = leader.get(&format!("/indicators/code:{code}/progress")).await.expect(200).body;
        let shown = of(&series(&leader, code, "").await, "2025-09").clone();
        (seen["reporting_state"].clone(), shown["reporting_state"].clone(), seen["stale"].clone())
    };
    let told = |whole: &str, period: &str, stale: bool| (json!(whole), json!(period), json!(stale));
    assert_eq!(state("2.9").await, told("reported", "not_due", false));
    for (time, code, expected) in [
        ("2025-10-16T02:00:00Z", "2.9", told("excused", "excused", true)),
        ("2025-10-16T02:00:00Z", "2.1", told("unreported", "unreported", true)),
        ("2025-10-20T15:59:59Z", "2.9", told("excused", "excused", true)),
        ("2025-10-21T02:00:00Z", "2.9", told("unreported", "unreported", true)),
    ] {
        app.set_time(time);
        assert_eq!(state(code).await, expected, "{code} {time}");
    }
    let listed = app.leader().await.get("/progress?reporting_state=excused&as_of=2025-10-16").await.expect(200).body;
    let codes: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| &item["indicator"]["code"]).collect();
    assert_eq!(codes, ["2.9"]);
    // An extension is its bureau's own: to others what fell due is missing, in every figure, sentence and filter alike.
    app.set_time("2025-10-16T02:00:00Z");
    for (who, known) in
        [("housing-reporter", true), ("supervisor", true), ("science-lead", false), ("audit-admin", false)]
    {
        let client = app.user(who).await;
        let expected = if known { "excused" } else { "unreported" };
        let seen = client.get("/indicators/code:2.9/progress?explain=true").await.expect(200).body;
        assert_eq!(seen["reporting_state"], expected, "{who}");
        assert_eq!(seen.to_string().contains("延期"), known, "{who}: {seen:#}");
        let items = series(&client, "2.9", "").await;
        assert_eq!(of(&items, "2025-09")["reporting_state"], expected, "{who}");
        let listed = client.get("/progress?reporting_state=excused&count=exact").await.expect(200).body;
        assert_eq!(listed["page"]["total"], if known { 1 } else { 0 }, "{who}");
    }
    // A bulletin goes to every bureau.
    let supervisor = app.supervisor().await;
    let bulletin = supervisor.post("/bulletins", &json!({"title": "通报"})).await.expect(201);
    let inputs = supervisor.get(&format!("/bulletins/{}/inputs", bulletin.id())).await.expect(200).body;
    assert!(!inputs.to_string().contains("延期"), "{inputs:#}");
}

#[actix_web::test]
async fn what_comes_within_its_extension_is_not_late_after_the_period_was_closed() {
    let app = TestApp::new().await;
    app.set_time("2025-10-06T02:00:00Z");
    plan(&app).await;
    for code in ["2.1", "2.9"] {
        indicator(&app, code, json!({})).await;
    }
    granted(&app, "2.9", "2025-10-20").await;
    app.set_time("2025-10-16T02:00:00Z");
    close(&app, "2025-09").await;
    let kept = async |code: &str| {
        let page = app.leader().await.get("/verdicts?period=2025-09").await.expect(200).body;
        let verdict =
            page["items"].as_array().unwrap().iter().find(|one| one["indicator"]["code"] == code).unwrap().clone();
        (verdict["light"].clone(), verdict["light_reason"].clone())
    };
    assert_eq!(kept("2.1").await, (json!("grey"), json!("unreported")));
    assert_eq!(kept("2.9").await, (json!("grey"), json!("no_data")), "excused");
    // What was frozen tells others nothing of the extension either.
    for (who, reason) in [("housing-lead", "no_data"), ("science-lead", "unreported"), ("audit-admin", "unreported")] {
        let client = app.user(who).await;
        let page = client.get("/verdicts?period=2025-09").await.expect(200).body;
        let verdict = page["items"].as_array().unwrap().iter().find(|one| one["indicator"]["code"] == "2.9").unwrap();
        let one = client.get(&format!("/verdicts/{}", verdict["id"].as_str().unwrap())).await.expect(200).body;
        let seen = of(&series(&client, "2.9", "").await, "2025-09").clone();
        for told in [&verdict["light_reason"], &verdict["computed_reason"], &one["light_reason"], &seen["light_reason"]]
        {
            assert_eq!(told, reason, "{who}");
        }
    }
    reopen(&app, "2025-09").await;
    for code in ["2.1", "2.9"] {
        let lead = app.lead("housing").await;
        let stated = json!({"indicator": format!("code:{code}"), "period": "2025-09", "value": "300", "unit": "亿元", "narrative": "进展"});
        let draft = lead.post("/reports", &stated).await.expect(201);
        let sent = act(&lead, &draft, "submit", json!({})).await.expect(200);
        act(&app.supervisor().await, &sent, "approve", json!({})).await.expect(200);
    }
    app.set_time("2025-10-22T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!(kept("2.1").await, (json!("yellow"), json!("late_met")));
    assert_eq!(kept("2.9").await, (json!("green"), json!("on_schedule")));
}
