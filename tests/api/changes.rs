//! What changed between two days: on the demonstration, in a small story with a moved clock, and to whom.
use crate::{
    kit::{Client, TestApp, reporting::act, supervision},
    progress::{approved, indicator, plan, submitted, value},
};
use serde_json::{Value, json};

/// Every change, page after page.
pub async fn changes(client: &Client, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/overview/changes?limit=200&{query}{cursor}")).await.expect(200).body;
        all.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["page"]["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}
/// Those of one kind.
pub fn of<'a>(all: &'a [Value], kind: &str) -> Vec<&'a Value> {
    all.iter().filter(|change| change["kind"] == kind).collect()
}
/// A member that is a text.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("")
}

#[actix_web::test]
async fn lights_and_values_of_the_demonstration_are_those_of_both_days() {
    let app = TestApp::demonstration().await;
    let leader = app.leader().await;
    let all = changes(&leader, "from=2025-08-31&to=2025-10-10").await;
    let standing = async |day: &str| {
        let mut found = std::collections::BTreeMap::new();
        let page = leader.get(&format!("/progress?limit=200&as_of={day}")).await.expect(200).body;
        for item in page["items"].as_array().unwrap() {
            let (code, light) = (text(&item["indicator"], "code").to_owned(), text(item, "light").to_owned());
            found.insert(code, (light, item["actual"].as_str().map(str::to_owned)));
        }
        found
    };
    let (before, after) = (standing("2025-08-31").await, standing("2025-10-10").await);
    let turned: Vec<&String> = before.keys().filter(|code| before[*code].0 != after[*code].0).collect();
    let moved: Vec<&String> = before.keys().filter(|code| before[*code].1 != after[*code].1).collect();
    assert!(!turned.is_empty() && !moved.is_empty(), "the demonstration moves");
    let codes = |kind| {
        let mut codes: Vec<&str> = of(&all, kind).iter().map(|change| text(&change["subject"], "code")).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(codes("light_changed"), turned.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    assert_eq!(codes("value_moved"), moved.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    for change in of(&all, "light_changed") {
        let code = text(&change["subject"], "code");
        assert_eq!((text(change, "before"), text(change, "after")), (before[code].0.as_str(), after[code].0.as_str()));
        assert!(!change["causes"].as_array().unwrap().is_empty(), "{change:#}");
        assert!(
            text(change, "sentence_zh").ends_with('。') && text(change, "sentence_en").ends_with('.'),
            "{change:#}"
        );
    }
    let importances: Vec<i64> = all.iter().map(|change| change["importance"].as_i64().unwrap()).collect();
    assert!(importances.is_sorted() && importances[0] == 1, "{importances:?}");
    // Every address can be read, and pages of three have everything once.
    for change in all.iter().step_by(7) {
        leader.get(text(change, "href").strip_prefix("/api/v1").unwrap()).await.expect(200);
    }
    let mut paged = 0;
    let mut cursor = String::new();
    loop {
        let page =
            leader.get(&format!("/overview/changes?from=2025-08-31&to=2025-10-10&limit=60&count=exact{cursor}")).await;
        let page = page.expect(200).body;
        assert_eq!(page["page"]["total"], all.len());
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item, &all[paged]);
            paged += 1;
        }
        let Some(next) = page["page"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, all.len());
}

#[actix_web::test]
async fn the_same_day_twice_has_no_changes_and_days_are_in_order() {
    let app = TestApp::demonstration().await;
    let leader = app.leader().await;
    for day in ["2025-10-10", "2025-06-30"] {
        assert!(changes(&leader, &format!("from={day}&to={day}")).await.is_empty(), "{day}");
    }
    for (query, place) in [("from=2025-10-10&to=2025-10-09", "from"), ("to=2025-10-11", "to")] {
        let answer = leader.get(&format!("/overview/changes?{query}")).await.refused(400, "invalid_parameter");
        assert_eq!(answer.places(), [place]);
    }
}

/// What was approved, set, closed and revised on the 10th and after it, told on the 13th.
#[actix_web::test]
async fn a_change_says_what_caused_it_since_when_and_who_decided() {
    let app = TestApp::new().await;
    plan(&app).await;
    for code in ["2.1", "2.2", "2.3", "2.4"] {
        indicator(&app, code, json!({})).await;
        approved(&app, "housing", code, "2025-08", value("200")).await;
    }
    app.set_time("2025-10-11T02:00:00Z");
    let report = approved(&app, "housing", "2.1", "2025-09", value("210")).await;
    let supervisor = app.supervisor().await;
    let set = json!({"period": "2025-08", "light": "red", "reason": "现场停工"});
    let set = supervisor.post("/indicators/code:2.2/light-overrides", &set).await.expect(201);
    app.set_time("2025-10-12T02:00:00Z");
    let supervisor = app.supervisor().await;
    let target = json!({"value": "400", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-10-12", "document": "d", "reason": "r"});
    supervisor.post("/indicators/code:2.3/targets", &target).await.expect(201);
    app.set_time("2025-10-13T02:00:00Z");
    let leader = app.leader().await;
    let all = changes(&leader, "from=2025-10-10").await;
    let light = |code: &str| {
        let all: Vec<&Value> =
            of(&all, "light_changed").into_iter().filter(|change| change["subject"]["code"] == code).collect();
        let [one] = all.as_slice() else { panic!("{code}: {all:#?}") };
        (*one).clone()
    };
    // 200 of 335.3 lags 7.0 points at the end of August, 210 lags 12.4 at the end of September.
    let first = light("2.1");
    let cause = &first["causes"][0];
    assert_eq!((text(cause, "type"), text(cause, "id")), ("report", report.id()));
    assert_eq!((text(&first, "since"), text(cause, "at").get(..10)), ("2025-10-11", Some("2025-10-11")));
    assert!(!text(cause, "by").is_empty() && text(&first, "sentence_zh").contains("2025年9月报告审定"), "{first:#}");
    assert_eq!(
        (text(&first["bureau"], "code"), text(cause, "href")),
        ("housing", format!("/api/v1/reports/{}", report.id()).as_str())
    );
    let second = light("2.2");
    assert_eq!((text(&second, "after"), second["importance"].as_i64()), ("red", Some(1)));
    assert_eq!((text(&second["causes"][0], "type"), text(&second["causes"][0], "id")), ("override", set.id()));
    assert!(text(&second, "sentence_zh").contains("现场停工") && !text(&second["causes"][0], "by").is_empty());
    let third = light("2.3");
    let cause = &third["causes"][0];
    assert_eq!((text(cause, "type"), text(cause, "by"), text(&third, "since")), ("target", "supervisor", "2025-10-12"));
    assert!(all.iter().all(|change| change["subject"]["code"] != "2.4"), "nothing happened to 2.4");
    let moved = of(&all, "value_moved");
    let [moved] = moved.as_slice() else { panic!("{moved:#?}") };
    assert_eq!((text(moved, "before"), text(moved, "after")), ("200", "210"));
    // Between the 11th and the 12th only the target was revised.
    let only = changes(&leader, "from=2025-10-11&to=2025-10-12").await;
    assert!(only.iter().all(|change| change["subject"]["code"] == "2.3"), "{only:#?}");
    // Another bureau reads the light and its reason, but not which report it was and who approved it.
    let science = changes(&app.lead("science").await, "from=2025-10-10").await;
    let seen = of(&science, "light_changed").into_iter().find(|change| change["subject"]["code"] == "2.1").unwrap();
    assert_eq!((&seen["causes"][0]["id"], &seen["causes"][0]["by"]), (&json!(null), &json!(null)));
}

#[actix_web::test]
async fn what_was_done_is_told_to_those_who_may_know() {
    let app = TestApp::with_supervision().await;
    app.set_time("2025-10-11T02:00:00Z");
    let (supervisor, housing) = (app.supervisor().await, app.lead("housing").await);
    let report = submitted(&app, "housing", "2.9", "2025-09", value("248")).await;
    let back = json!({"reason": "figure_wrong", "comment": "请核实"});
    act(&supervisor, &report, "return", back).await.expect(200);
    let order = supervision::issue(&supervisor, json!({})).await;
    let milestone = json!({"project": "code:P001", "code": "M1", "name": "封顶", "due_on": "2025-10-10", "due_confidence": "printed"});
    let milestone = supervisor.post("/milestones", &milestone).await.expect(201);
    let forecast = json!({"forecast_on": "2025-12-15", "cause": "land_supply", "reason": "晚交地"});
    supervisor.act(&format!("/milestones/{}/forecasts", milestone.id()), milestone.etag(), &forecast).await.expect(200);
    let obstacle = json!({"project": "code:P001", "title": "未签协议", "category": "other", "level": 1, "owner": "code:housing", "due_on": "2025-12-31"});
    let obstacle = supervisor.post("/obstacles", &obstacle).await.expect(201);
    let solved = json!({"resolved_on": "2025-10-11", "resolution": "已签协议"});
    supervisor.act(&format!("/obstacles/{}/resolve", obstacle.id()), obstacle.etag(), &solved).await.expect(200);
    let draft =
        crate::kit::reporting::draft_for(&housing, "1.8", "2025-09", json!({"value": "777", "unit": "亩"})).await;
    app.set_time("2025-10-12T02:00:00Z");
    let told = async |user: &str, query: &str| {
        let all = changes(&app.user(user).await, query).await;
        let mut kinds: Vec<String> = all.iter().map(|change| text(change, "kind").to_owned()).collect();
        assert!(!serde_json::to_string(&all).unwrap().contains(draft.id()), "{user}: a draft is no change");
        kinds.sort_unstable();
        kinds
    };
    let public = ["milestone_missed", "milestone_slipped", "obstacle_raised", "obstacle_resolved"];
    let mut all: Vec<&str> = public.into_iter().chain(["order_opened", "report_received", "report_returned"]).collect();
    all.sort_unstable();
    for user in ["supervisor", "leader", "housing-lead"] {
        assert_eq!(told(user, "from=2025-10-10&to=2025-10-12").await, all, "{user}");
    }
    for user in ["science-lead", "audit-admin"] {
        assert_eq!(told(user, "from=2025-10-10&to=2025-10-12").await, public, "{user}");
    }
    assert!(told("supervisor", "from=2025-10-11&to=2025-10-12").await.is_empty());
    let app_order = app.supervisor().await.get(&format!("/supervision-orders/{}", order.id())).await.expect(200);
    let cancel = json!({"reason": "重复"});
    let path = format!("/supervision-orders/{}/cancel", order.id());
    app.supervisor().await.act(&path, app_order.etag(), &cancel).await.expect(200);
    assert_eq!(told("supervisor", "from=2025-10-11&to=2025-10-12").await, ["order_closed"]);
    app.user("erqi-leader").await.get("/overview/changes").await.refused(404, "not_found");
}

#[actix_web::test]
async fn an_unapproved_figure_moves_the_light_of_those_alone_who_may_know_it() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({})).await;
    app.set_time("2025-10-11T02:00:00Z");
    submitted(&app, "housing", "2.1", "2025-09", value("300")).await;
    app.set_time("2025-10-12T02:00:00Z");
    let turned = async |user: &str, basis: &str| {
        let all = changes(&app.user(user).await, &format!("from=2025-10-10&basis={basis}")).await;
        of(&all, "light_changed").len() + of(&all, "value_moved").len()
    };
    for (user, basis, expected) in [
        ("supervisor", "latest", 2),
        ("housing-lead", "latest", 2),
        ("science-lead", "latest", 0),
        ("system-admin", "latest", 0),
        ("supervisor", "approved", 0),
    ] {
        assert_eq!(turned(user, basis).await, expected, "{user} {basis}");
    }
}
