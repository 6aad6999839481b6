//! Reminders: raised by the service, climbing, settled by what is done; and the rules that they follow.
use crate::kit::{
    TestApp,
    reporting::{self, draft_for},
    supervision::{act, issue},
};
use diesel::connection::{Connection, InstrumentationEvent};
use duban::{foundation::events::Tx, supervision::reminders};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// What the lead of the housing bureau sees.
async fn seen(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.lead("housing").await.get(&format!("/reminders?limit=200{query}")).await.expect(200).body;
    page["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_reminder_of_an_order_climbs_at_its_exact_moments() {
    let app = TestApp::with_supervision().await;
    app.raise_due();
    // Due on Monday 20 October, 24:00.
    let order = issue(&app.supervisor().await, json!({})).await;
    let levels = async || {
        let items = seen(&app, "&kind=order").await;
        items.iter().map(|item| item["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (at, expected) in [
        ("2025-10-17T15:59:59Z", &[][..]),
        ("2025-10-17T16:00:00Z", &["blue"]),
        ("2025-10-20T16:00:00Z", &["blue"]),
        ("2025-10-20T16:00:01Z", &["blue", "yellow"]),
        ("2025-10-27T16:00:00Z", &["blue", "yellow"]),
        ("2025-10-27T16:00:01Z", &["blue", "yellow", "red"]),
    ] {
        app.set_time(at);
        app.raise_due();
        app.raise_due();
        assert_eq!(levels().await, expected, "{at}");
    }
    let red = seen(&app, "&kind=order&level=red").await.remove(0);
    assert_eq!((&red["subject"]["id"], &red["subject"]["code"]), (&json!(order.id()), &json!("督办〔2025〕第1号")));
    assert_eq!(
        (&red["raised_at"], &red["rules_number"], &red["open"]),
        (&json!("2025-10-27T16:00:01.000000Z"), &json!(1), &json!(true))
    );
}

#[actix_web::test]
async fn missed_levels_are_not_made_up_and_new_rules_take_none_back() {
    let app = TestApp::with_supervision().await;
    issue(&app.supervisor().await, json!({"clock": {"days": 1}})).await;
    app.set_time("2025-10-28T02:00:00Z");
    app.raise_due();
    let levels = async || {
        let items = seen(&app, "&kind=order").await;
        items.iter().map(|item| (item["level"].clone(), item["rules_number"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(levels().await, [(json!("red"), json!(1))]);
    // By rules that wait longer it would be yellow.
    let supervisor = app.supervisor().await;
    let mut next = supervisor.get("/reminder-rules/code:1").await.expect(200).body["content"].clone();
    next["orders"]["red_after"]["days"] = json!(60);
    let next = json!({"effective_from": "2025-10-28", "description": "放宽", "content": next});
    supervisor.post("/reminder-rules", &next).await.expect(201);
    app.raise_due();
    assert_eq!(levels().await, [(json!("red"), json!(1))]);
}

#[actix_web::test]
async fn a_reminder_is_settled_when_its_subject_is_done_or_due_at_another_time() {
    let app = TestApp::with_supervision().await;
    let order = issue(&app.supervisor().await, json!({"clock": {"days": 1}})).await;
    let lead = app.lead("housing").await;
    let order = act(&lead, &order, "sign", json!({})).await.expect(200);
    let order = act(&lead, &order, "feedback", json!({"text": "推进中"})).await.expect(200);
    app.raise_due();
    let open = async |query: &str| seen(&app, &format!("&kind=order&open={query}")).await.len();
    assert_eq!((open("true").await, open("false").await), (1, 0));
    let asked = json!({"due_on": "2025-10-12", "reason": "x"});
    let order = act(&lead, &order, "request-extension", asked).await.expect(200);
    let order = act(&app.supervisor().await, &order, "approve-extension", json!({"comment": "可"})).await.expect(200);
    assert_eq!((open("true").await, open("false").await), (0, 1));
    app.raise_due();
    assert_eq!((open("true").await, open("false").await), (1, 1), "the new due time has reminders of its own");
    act(&lead, &order, "apply-closure", json!({"result": "完成", "evidence": "凭证"})).await.expect(200);
    assert_eq!((open("true").await, open("false").await), (0, 2));
    app.set_time("2025-11-10T02:00:00Z");
    app.raise_due();
    assert_eq!(open("true").await, 0, "nobody is reminded of what waits for the supervision office");
    let item = seen(&app, "&kind=order").await.remove(0);
    assert_eq!((&item["open"], &item["settled"]), (&json!(false), &json!(true)));
}

#[actix_web::test]
async fn reports_that_are_owed_are_reminded_of_until_they_are_submitted() {
    let app = TestApp::with_supervision().await;
    // On 10 October 2025 the months to August are long overdue; September is due on the 14th, and blue on that day.
    assert!(app.raise_due() > 0);
    assert_eq!(app.raise_due(), 0, "raised once");
    let september = async |query: &str| {
        let mut items = seen(&app, query).await;
        items.retain(|item| item["subject"]["period"] == "2025-09" && item["subject"]["code"] == "1.8");
        items.iter().map(|item| item["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let levels: Vec<_> = seen(&app, "").await.iter().map(|item| item["level"].clone()).collect();
    assert!(!levels.is_empty() && levels.iter().all(|level| level == "red"));
    for (at, expected) in [
        ("2025-10-13T15:59:59Z", &[][..]),
        ("2025-10-13T16:00:00Z", &["blue"]),
        ("2025-10-14T16:00:00Z", &["blue"]),
        ("2025-10-14T16:00:01Z", &["blue", "yellow"]),
        ("2025-10-21T16:00:00Z", &["blue", "yellow"]),
        ("2025-10-21T16:00:01Z", &["blue", "yellow", "red"]),
    ] {
        app.set_time(at);
        app.raise_due();
        assert_eq!(september("&kind=report").await, expected, "{at}");
    }
    let lead = app.lead("housing").await;
    let draft = draft_for(&lead, "1.8", "2025-09", json!({"value": "10", "unit": "亩"})).await;
    assert_eq!(september("&open=true").await.len(), 3, "a draft is not a report");
    let report = reporting::act(&lead, &draft, "submit", json!({})).await.expect(200);
    assert_eq!((september("&open=true").await.len(), september("&open=false").await.len()), (0, 3));
    // Returned, it is owed again, with a clock of its own.
    let back = json!({"reason": "other", "comment": "核实", "due_on": "2025-10-22"});
    reporting::act(&app.supervisor().await, &report, "return", back).await.expect(200);
    app.raise_due();
    assert_eq!(september("&open=true").await, ["blue"]);
    // A closed period takes no report, so nobody is reminded of it.
    let supervisor = app.supervisor().await;
    let period = supervisor.get("/periods/code:2025-09").await.expect(200);
    supervisor.act("/periods/code:2025-09/close", period.etag(), &json!({})).await.expect(200);
    assert!(september("&open=true").await.is_empty());
    app.set_time("2025-11-05T02:00:00Z");
    app.raise_due();
    assert!(september("&open=true").await.is_empty());
}

#[actix_web::test]
async fn a_lead_acknowledges_a_reminder_once() {
    let app = TestApp::with_supervision().await;
    issue(&app.supervisor().await, json!({"clock": {"days": 1}})).await;
    app.raise_due();
    let id = seen(&app, "&kind=order").await[0]["id"].as_str().unwrap().to_owned();
    let (lead, path) = (app.lead("housing").await, format!("/reminders/{id}"));
    let read = lead.get(&path).await.expect(200);
    assert_eq!(read.body["allowed_actions"], json!([{"operation": "acknowledge_reminder", "allowed": true}]));
    lead.act(&format!("{path}/acknowledge"), "\"9.0\"", &json!({})).await.refused(412, "precondition_failed");
    let done = lead.act(&format!("{path}/acknowledge"), read.etag(), &json!({})).await.expect(200);
    assert_eq!(
        (&done.body["acknowledged_at"], &done.body["open"]),
        (&json!("2025-10-10T02:00:00.000000Z"), &json!(true))
    );
    lead.act(&format!("{path}/acknowledge"), done.etag(), &json!({})).await.refused(409, "reminder_acknowledged");
    assert_eq!(
        (seen(&app, "&acknowledged=true").await.len(), seen(&app, "&acknowledged=true&open=false").await.len()),
        (1, 0)
    );
}

#[actix_web::test]
async fn a_bureau_knows_of_its_own_reminders_only() {
    let app = TestApp::with_supervision().await;
    app.raise_due();
    let look = async |who: &str| {
        let client = app.user(who).await;
        let mut seen = Vec::new();
        for path in
            ["?count=exact", "?count=exact&bureau=code:housing", "?count=exact&kind=order", "?count=exact&open=true"]
        {
            seen.push(client.get(&format!("/reminders{path}")).await.expect(200).bytes);
        }
        seen
    };
    let strangers = ["science-lead", "industry-lead", "erqi-supervisor", "city-housing-lead"];
    let mut before = Vec::new();
    for who in strangers {
        before.push(look(who).await);
    }
    // Supported by industry: it knows of the order, but is not reminded.
    issue(&app.supervisor().await, json!({"clock": {"days": 1}, "supporting_bureaus": ["code:industry"]})).await;
    app.raise_due();
    let id = seen(&app, "&kind=order").await[0]["id"].as_str().unwrap().to_owned();
    for (who, before) in strangers.into_iter().zip(before) {
        assert_eq!(look(who).await, before, "{who}");
        app.user(who).await.get(&format!("/reminders/{id}")).await.refused(404, "not_found");
    }
    for who in ["science-lead", "industry-lead"] {
        let acknowledge = format!("/reminders/{id}/acknowledge");
        app.user(who).await.act(&acknowledge, "\"1.0\"", &json!({})).await.refused(404, "not_found");
    }
    let page = app.lead("science").await.get("/reminders?bureau=code:housing&count=exact").await.expect(200).body;
    assert_eq!(page["page"]["total"], 0);
    for who in ["supervisor", "leader", "city-supervisor"] {
        app.user(who).await.get(&format!("/reminders/{id}")).await.expect(200);
    }
    let counts = async |query: &str| {
        let page = app.supervisor().await.get(&format!("/reminders?count=exact{query}")).await.expect(200).body;
        page["page"]["total"].as_i64().unwrap()
    };
    let by_bureau = [
        counts("&bureau=code:housing").await,
        counts("&bureau=code:industry").await,
        counts("&bureau=code:science").await,
    ];
    assert_eq!(by_bureau.iter().sum::<i64>(), counts("").await);
    assert_eq!(counts("&level=blue").await + counts("&level=yellow,red").await, counts("").await);
}

#[actix_web::test]
async fn replicas_that_raise_at_once_raise_once_and_tell_each_reminder() {
    let app = TestApp::with_supervision().await;
    issue(&app.supervisor().await, json!({"clock": {"days": 1}})).await;
    let raised: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| app.raise_due())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    let supervisor = app.supervisor().await;
    let total = supervisor.get("/reminders?count=exact").await.expect(200).body["page"]["total"].as_u64().unwrap();
    assert!(total > 10);
    assert_eq!(raised as u64, total);
    let audit = app.user("audit-admin").await;
    let told = audit.get("/audit-entries?action=reminder.raised&count=exact").await.expect(200).body;
    assert_eq!(told["page"]["total"], total);
    app.seal();
    let chain = audit.get("/audit-entries/verification").await.expect(200).body;
    assert_eq!(chain["intact"], true, "{chain:#}");
}

#[actix_web::test]
async fn the_number_of_statements_does_not_grow_with_what_is_due() {
    let app = TestApp::with_supervision().await;
    let statements = |app: &TestApp| {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = count.clone();
        let raised = app.state.db.write_blocking(|conn| {
            let seen = seen.clone();
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    seen.fetch_add(1, Ordering::Relaxed);
                }
            });
            let raised = reminders::raise_due(&mut Tx::of_service(conn, &app.state.clock, "reminders"), "410102");
            conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            raised
        });
        (raised.unwrap(), count.load(Ordering::Relaxed))
    };
    let (many, for_many) = statements(&app);
    assert!(many > 30, "{many}");
    let supervisor = app.supervisor().await;
    for _ in 0..2 {
        issue(&supervisor, json!({"clock": {"days": 1}})).await;
    }
    let (two, for_two) = statements(&app);
    assert_eq!((two, for_two), (2, for_many));
    let (none, for_none) = statements(&app);
    assert!(none == 0 && for_none < for_two, "{for_none} {for_two}");
    assert!(for_many <= 12, "{for_many}");
}

#[actix_web::test]
async fn the_rules_are_versions_that_the_supervision_office_makes() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    let first = supervisor.get("/reminder-rules/code:1").await.expect(200).body;
    assert_eq!(first["content"]["order_days"], json!([1, 3, 7, 30]));
    let with = |from: &str, days: Value| {
        let mut content = first["content"].clone();
        content["order_days"] = days;
        json!({"effective_from": from, "description": "第2版", "content": content})
    };
    supervisor.post("/reminder-rules", &with("2025-10-09", json!([5]))).await.refused(422, "too_small");
    supervisor.post("/reminder-rules", &with("2025-11-01", json!([]))).await.refused(422, "too_short");
    supervisor.post("/reminder-rules", &with("2025-11-01", json!([5, 5]))).await.refused(422, "duplicate");
    supervisor.post("/reminder-rules", &with("2025-11-01", json!([0, 181]))).await.refused(422, "too_large");
    let second = supervisor.post("/reminder-rules", &with("2025-11-01", json!([5]))).await.expect(201);
    assert_eq!((&second.body["number"], &second.body["effective_from"]), (&json!(2), &json!("2025-11-01")));
    let same = supervisor
        .post("/reminder-rules", &with("2025-11-01", json!([6])))
        .await
        .refused(409, "reminder_rules_date_taken");
    assert_eq!(same.body["latest"], "2025-11-01");
    // The old ones are in force until then.
    issue(&supervisor, json!({"clock": {"days": 7}})).await;
    app.set_time("2025-11-01T02:00:00Z");
    let supervisor = app.supervisor().await;
    issue(&supervisor, json!({"clock": {"days": 5}})).await;
    let refused = supervisor.post("/supervision-orders", &crate::kit::supervision::order(json!({}))).await;
    refused.refused(422, "clock_not_allowed");
    let list = supervisor.get("/reminder-rules?count=exact").await.expect(200).body;
    assert_eq!(list["page"]["total"], 2);
    app.user("erqi-supervisor").await.get("/reminder-rules/code:1").await.refused(404, "not_found");
}

#[actix_web::test]
async fn the_demonstration_ships_with_rules_and_can_raise() {
    let app = TestApp::demonstration().await;
    let rules = app.leader().await.get("/reminder-rules/code:1").await.expect(200);
    assert_eq!(rules.body["effective_from"], "2025-01-01");
    assert!(app.raise_due() > 0);
    assert_eq!(app.raise_due(), 0);
}
