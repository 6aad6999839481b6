//! Supervision orders: their life, their clocks, who may know of them.
use crate::kit::{
    Answer, TestApp,
    supervision::{act, issue, order},
};
use serde_json::{Value, json};

/// The number of an order.
fn number(answer: &Answer) -> u32 {
    let code = answer.body["code"].as_str().unwrap();
    code.strip_prefix("督办〔2025〕第").and_then(|rest| rest.strip_suffix("号")).unwrap().parse().unwrap()
}
/// An order to housing that was signed for and fed back on.
async fn in_progress(app: &TestApp, changes: Value) -> Answer {
    let lead = app.lead("housing").await;
    let order = issue(&app.supervisor().await, changes).await;
    let order = act(&lead, &order, "sign", json!({})).await.expect(200);
    act(&lead, &order, "feedback", json!({"text": "已完成860亩", "progress_percent": 78})).await.expect(200)
}
async fn applied(app: &TestApp) -> Answer {
    let order = in_progress(app, json!({})).await;
    let done = json!({"result": "全部完成", "evidence": "收储协议"});
    act(&app.lead("housing").await, &order, "apply-closure", done).await.expect(200)
}

#[actix_web::test]
async fn an_order_lives_from_issue_to_its_grade() {
    let app = TestApp::with_supervision().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let changes = json!({"indicator": "code:1.8", "supporting_bureaus": ["code:industry"], "feedback_every_days": 7});
    let order = issue(&supervisor, changes).await;
    assert_eq!(order.header("location"), format!("/api/v1/supervision-orders/{}", order.id()));
    let seen = &order.body;
    assert_eq!((&seen["code"], &seen["status"]), (&json!("督办〔2025〕第1号"), &json!("issued")));
    assert_eq!((&seen["subject"]["type"], &seen["subject"]["code"]), (&json!("indicator"), &json!("1.8")));
    assert_eq!(
        (&seen["bureau"]["code"], &seen["supporting_bureaus"][0]["code"]),
        (&json!("housing"), &json!("industry"))
    );
    // Issued on Friday 10 October 2025; Saturday 11 is worked, Sunday 12 is not.
    assert_eq!(
        (&seen["sign_due_at"], &seen["due_at"]),
        (&json!("2025-10-11T16:00:00.000000Z"), &json!("2025-10-20T16:00:00.000000Z"))
    );
    assert_eq!((&seen["clock_text"], &seen["days_left"]), (&json!("7个工作日"), &json!(7)));
    assert_eq!((&seen["overdue"], &seen["reminder_level"]), (&json!(false), &json!(null)));
    let by_number = lead.get("/supervision-orders/code:督办〔2025〕第1号").await.expect(200);
    assert_eq!(by_number.id(), order.id());
    // Not before it is signed for.
    act(&lead, &by_number, "feedback", json!({"text": "进展"})).await.refused(409, "order_not_in_hand");
    let order = act(&lead, &by_number, "sign", json!({})).await.expect(200);
    assert_eq!(
        (&order.body["status"], &order.body["signed_at"]),
        (&json!("signed"), &json!("2025-10-10T02:00:00.000000Z"))
    );
    act(&lead, &order, "apply-closure", json!({"result": "x", "evidence": "y"}))
        .await
        .refused(409, "order_not_in_progress");
    app.set_time("2025-10-15T02:00:00Z");
    let feedback = json!({"text": "已完成860亩", "progress_percent": 78, "problems": "两宗地块权属待确认"});
    let lead = app.lead("housing").await;
    let order = act(&lead, &order, "feedback", feedback).await.expect(200);
    assert_eq!(
        (&order.body["status"], &order.body["feedback_due_at"]),
        (&json!("in_progress"), &json!("2025-10-22T16:00:00.000000Z"))
    );
    // Thursday, Friday and Monday.
    assert_eq!(order.body["days_left"], 3);
    let listed =
        lead.get(&format!("/supervision-order-feedback?order={}&count=exact", order.id())).await.expect(200).body;
    assert_eq!((&listed["page"]["total"], &listed["items"][0]["progress_percent"]), (&json!(1), &json!(78)));
    let done = json!({"result": "1100亩全部完成", "evidence": "收储协议12份"});
    let order = act(&lead, &order, "apply-closure", done).await.expect(200);
    assert_eq!((&order.body["on_time"], &order.body["days_left"]), (&json!(true), &json!(null)));
    let supervisor = app.supervisor().await;
    let order = supervisor.get(&format!("/supervision-orders/{}", order.id())).await.expect(200);
    let order =
        act(&supervisor, &order, "close", json!({"grade": "excellent", "comment": "佐证齐全"})).await.expect(200);
    assert_eq!((&order.body["status"], &order.body["grade"]), (&json!("closed"), &json!("excellent")));
    assert!(order.body["allowed_actions"].as_array().unwrap().iter().all(|action| action["allowed"] == false));
    let history = supervisor.get(&format!("/supervision-orders/{}/history", order.id())).await.expect(200).body;
    let kinds: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    let expected = ["issued", "signed", "feedback_given", "closure_applied", "closed"];
    assert_eq!(kinds, expected.map(|kind| format!("supervision_order.{kind}")));
}

#[actix_web::test]
async fn an_order_that_is_not_done_comes_back_with_a_clock_of_its_own() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    let order = applied(&app).await;
    let past = json!({"reason": "佐证不足", "due_on": "2025-10-09"});
    act(&supervisor, &order, "return", past).await.refused(422, "too_small");
    let back =
        act(&supervisor, &order, "return", json!({"reason": "佐证不足", "due_on": "2025-10-13"})).await.expect(200);
    assert_eq!((&back.body["status"], &back.body["returns"]), (&json!("in_progress"), &json!(1)));
    assert_eq!(
        (&back.body["due_at"], &back.body["decision_comment"]),
        (&json!("2025-10-13T16:00:00.000000Z"), &json!("佐证不足"))
    );
    // The second application is late by the new clock; what the first was judged stays.
    app.set_time("2025-10-13T16:00:01Z");
    let lead_later = app.lead("housing").await;
    let seen = lead_later.get(&format!("/supervision-orders/{}", back.id())).await.expect(200);
    assert_eq!((&seen.body["overdue"], &seen.body["days_left"]), (&json!(true), &json!(-1)));
    assert_eq!(seen.body["reminder_level"], "yellow");
    let done = json!({"result": "补充佐证", "evidence": "入库凭证"});
    let again = act(&lead_later, &seen, "apply-closure", done.clone()).await.expect(200);
    assert_eq!((&again.body["on_time"], &again.body["overdue"]), (&json!(true), &json!(false)));
    // Without a day it is the order's own clock, from today.
    let supervisor = app.supervisor().await;
    let again = act(&supervisor, &again, "return", json!({"reason": "仍缺凭证"})).await.expect(200);
    assert_eq!((&again.body["due_at"], &again.body["returns"]), (&json!("2025-10-23T16:00:00.000000Z"), &json!(2)));
    act(&lead_later, &again, "sign", json!({})).await.refused(409, "order_not_signable");
}

#[actix_web::test]
async fn an_extension_is_asked_for_in_time_and_decided_once() {
    let app = TestApp::with_supervision().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let order = in_progress(&app, json!({})).await;
    act(&supervisor, &order, "approve-extension", json!({"comment": "同意"}))
        .await
        .refused(409, "order_extension_missing");
    let early = json!({"due_on": "2025-10-20", "reason": "权属争议"});
    act(&lead, &order, "request-extension", early).await.refused(422, "too_small");
    let asked = json!({"due_on": "2025-10-31", "reason": "权属争议"});
    let order = act(&lead, &order, "request-extension", asked.clone()).await.expect(200);
    assert_eq!(
        (&order.body["extensions"][0]["status"], &order.body["due_at"]),
        (&json!("requested"), &json!("2025-10-20T16:00:00.000000Z"))
    );
    act(&lead, &order, "request-extension", asked.clone()).await.refused(409, "order_extension_pending");
    let refused = json!({"reason": "不同意", "due_on": "2025-10-31"});
    act(&supervisor, &order, "reject-extension", refused).await.refused(422, "unknown_field");
    let order = act(&supervisor, &order, "reject-extension", json!({"reason": "理由不足"})).await.expect(200);
    assert_eq!(
        (&order.body["extensions"][0]["status"], &order.body["due_at"]),
        (&json!("rejected"), &json!("2025-10-20T16:00:00.000000Z"))
    );
    let order = act(&lead, &order, "request-extension", asked.clone()).await.expect(200);
    let granted = json!({"comment": "同意延至28日", "due_on": "2025-10-28"});
    let order = act(&supervisor, &order, "approve-extension", granted).await.expect(200);
    assert_eq!(
        (&order.body["extensions"][1]["approved_on"], &order.body["due_at"]),
        (&json!("2025-10-28"), &json!("2025-10-28T16:00:00.000000Z"))
    );
    // A request that is overtaken by the application lapses.
    let order = act(&lead, &order, "request-extension", asked.clone()).await.expect(200);
    let order = act(&lead, &order, "apply-closure", json!({"result": "完成", "evidence": "凭证"})).await.expect(200);
    assert_eq!(order.body["extensions"][2]["status"], "lapsed");
    // After the due time it is too late to ask.
    let other = in_progress(&app, json!({"clock": {"days": 1}})).await;
    app.set_time("2025-10-11T16:00:00Z");
    let request = other.body["allowed_actions"].as_array().unwrap().clone();
    assert!(
        request
            .iter()
            .any(|action| action["operation"] == "request_supervision_order_extension" && action["allowed"] == true)
    );
    app.set_time("2025-10-11T16:00:00.000001Z");
    let lead = app.lead("housing").await;
    act(&lead, &other, "request-extension", asked).await.refused(409, "order_due_passed");
}

#[actix_web::test]
async fn leaders_instruct_and_decide_nothing() {
    let app = TestApp::with_supervision().await;
    let (leader, supervisor) = (app.leader().await, app.supervisor().await);
    let issued = issue(&supervisor, json!({})).await;
    let order = act(&leader, &issued, "instructions", json!({"text": "倒排工期"})).await.expect(200);
    assert_eq!((&order.body["instructions"][0]["text"], &order.body["status"]), (&json!("倒排工期"), &json!("issued")));
    assert_eq!(order.body["instructions"][0]["given_by_name"], "leader");
    let read = app.lead("housing").await.get(&format!("/supervision-orders/{}", order.id())).await.expect(200);
    assert_eq!(read.body["instructions"], order.body["instructions"]);
    act(&leader, &order, "cancel", json!({"reason": "x"})).await.refused(403, "permission_denied");
    act(&supervisor, &order, "instructions", json!({"text": "x"})).await.refused(403, "permission_denied");
    // What was read before the instruction is stale.
    act(&supervisor, &issued, "cancel", json!({"reason": "并入他单"})).await.refused(412, "precondition_failed");
    let order = act(&supervisor, &order, "cancel", json!({"reason": "并入他单"})).await.expect(200);
    assert_eq!((&order.body["status"], &order.body["overdue"]), (&json!("cancelled"), &json!(false)));
    act(&leader, &order, "instructions", json!({"text": "x"})).await.refused(409, "order_ended");
    act(&supervisor, &order, "cancel", json!({"reason": "x"})).await.refused(409, "order_ended");
    let refused = act(&app.lead("housing").await, &order, "sign", json!({})).await.refused(409, "order_not_signable");
    assert_eq!(refused.body["current_state"], "cancelled");
}

#[actix_web::test]
async fn what_an_order_names_must_be_right_and_every_fault_is_told() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    supervisor.post("/supervision-orders", &order(json!({}))).await.refused(409, "reminder_rules_missing");
    app.add_reminder_rules("410102");
    let all = order(json!({
        "title": "机密★1年", "bureau": "code:nobody", "supporting_bureaus": ["code:industry", "code:industry"],
        "indicator": "code:1.8", "project": "code:P001", "clock": {"days": 5},
    }));
    let refused = supervisor.post("/supervision-orders", &all).await.refused(422, "classified_content_refused");
    let mut places = refused.places();
    places.sort();
    assert_eq!(places, ["/bureau", "/clock/days", "/indicator", "/supporting_bureaus/1", "/title"]);
    for (changes, code) in [
        (json!({"clock": {"days": 5}}), "clock_not_allowed"),
        (json!({"supporting_bureaus": ["code:housing"]}), "duplicate"),
        (json!({"indicator": "code:1.8", "period": "code:2025-09"}), "order_subject_ambiguous"),
        (json!({"indicator": "code:99"}), "reference_not_found"),
        (json!({"milestone": "code:M1"}), "reference_not_found"),
        (json!({"due_at": "2025-01-01T00:00:00Z"}), "client_time_refused"),
        (json!({"feedback_every_days": 0}), "too_small"),
        (json!({"level": "mild"}), "value_not_allowed"),
    ] {
        supervisor.post("/supervision-orders", &order(changes)).await.refused(422, code);
    }
    let milestone =
        json!({"area": "code:1", "code": "M1", "name": "开工", "due_on": "2025-03-31", "due_confidence": "printed"});
    supervisor.post("/milestones", &milestone).await.expect(201);
    for (changes, kind, code) in [
        (json!({"project": "code:P001"}), "project", "P001"),
        (json!({"milestone": "code:M1"}), "milestone", "M1"),
        (json!({"period": "code:2025-09"}), "period", "2025-09"),
    ] {
        let subject = issue(&supervisor, changes).await.body["subject"].clone();
        assert_eq!((&subject["type"], &subject["code"]), (&json!(kind), &json!(code)));
    }
    let calendar = issue(&supervisor, json!({"clock": {"days": 3, "counted": "calendar"}})).await;
    assert_eq!(
        (&calendar.body["due_at"], &calendar.body["clock_text"]),
        (&json!("2025-10-13T16:00:00.000000Z"), &json!("3天"))
    );
}

#[actix_web::test]
async fn every_text_about_an_order_is_checked_for_markings() {
    let app = TestApp::with_supervision().await;
    let (supervisor, lead, leader) = (app.supervisor().await, app.lead("housing").await, app.leader().await);
    let marked = "密级:秘密";
    let order = in_progress(&app, json!({})).await;
    for (client, action, body) in [
        (&lead, "feedback", json!({"text": "进展", "problems": marked})),
        (&lead, "feedback", json!({"text": marked})),
        (&lead, "apply-closure", json!({"result": marked, "evidence": "凭证"})),
        (&lead, "apply-closure", json!({"result": "完成", "evidence": marked})),
        (&lead, "request-extension", json!({"due_on": "2025-10-31", "reason": marked})),
        (&supervisor, "cancel", json!({"reason": marked})),
        (&leader, "instructions", json!({"text": marked})),
    ] {
        act(client, &order, action, body).await.refused(422, "classified_content_refused");
    }
    let asked = json!({"due_on": "2025-10-31", "reason": "权属争议"});
    let order = act(&lead, &order, "request-extension", asked).await.expect(200);
    let decision = json!({"comment": marked});
    act(&supervisor, &order, "approve-extension", decision).await.refused(422, "classified_content_refused");
    let done = json!({"result": "完成", "evidence": "凭证"});
    let order = act(&lead, &order, "apply-closure", done).await.expect(200);
    for (action, body) in
        [("close", json!({"grade": "good", "comment": marked})), ("return", json!({"reason": marked}))]
    {
        act(&supervisor, &order, action, body).await.refused(422, "classified_content_refused");
    }
}

#[actix_web::test]
async fn numbers_are_gapless_however_many_are_issued_at_once() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    let attempts = (0..16).map(|_| {
        let supervisor = supervisor.clone();
        async move { supervisor.post("/supervision-orders", &order(json!({}))).await }
    });
    let answers = futures_util::future::join_all(attempts).await;
    let mut numbers: Vec<u32> = answers.iter().filter(|answer| answer.status == 201).map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| [201, 503].contains(&answer.status)));
    // Neither a refusal nor a rehearsal takes a number; a cancelled order keeps its own.
    supervisor.post("/supervision-orders", &order(json!({"clock": {"days": 5}}))).await.expect(422);
    let rehearsed = supervisor.post("/supervision-orders?dry_run=true", &order(json!({}))).await.expect(201);
    let next = issue(&supervisor, json!({})).await;
    assert_eq!((number(&rehearsed), number(&next)), (numbers.len() as u32 + 1, numbers.len() as u32 + 1));
    act(&supervisor, &next, "cancel", json!({"reason": "作废"})).await.expect(200);
    assert_eq!(number(&issue(&supervisor, json!({})).await), number(&next) + 1);
    // Another district, and another year, count for themselves.
    app.add_reminder_rules("410103");
    assert_eq!(number(&issue(&app.user("erqi-supervisor").await, json!({})).await), 1);
    app.set_time("2026-01-05T02:00:00Z");
    let new_year = issue(&app.supervisor().await, json!({})).await;
    assert_eq!(new_year.body["code"], "督办〔2026〕第1号");
}

#[actix_web::test]
async fn orders_are_filtered_and_paged() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    issue(&supervisor, json!({"clock": {"days": 1}, "indicator": "code:1.8"})).await;
    issue(
        &supervisor,
        json!({"bureau": "code:industry", "level": "critical", "project": "code:P001", "title": "推进热电厂"}),
    )
    .await;
    issue(
        &supervisor,
        json!({"bureau": "code:science", "supporting_bureaus": ["code:industry"], "demand": "研发_覆盖"}),
    )
    .await;
    let done = applied(&app).await;
    app.set_time("2025-10-11T16:00:01Z");
    let supervisor = app.supervisor().await;
    for (query, count) in [
        ("", 4),
        ("&status=issued", 3),
        ("&status=issued,closure_applied", 4),
        ("&status=closed", 0),
        ("&bureau=code:housing", 2),
        ("&bureau=code:industry", 2),
        ("&level=critical", 1),
        ("&level=urgent,critical", 4),
        ("&overdue=true", 1),
        ("&overdue=false", 3),
        ("&indicator=code:1.8", 1),
        ("&project=code:P001", 1),
        ("&q=热电", 1),
        ("&q=_覆盖", 1),
        ("&q=第2号", 1),
        ("&q=无此", 0),
    ] {
        let page = supervisor.get(&format!("/supervision-orders?count=exact{query}")).await.expect(200).body;
        assert_eq!(
            (&page["page"]["total"], page["items"].as_array().unwrap().len()),
            (&json!(count), count),
            "{query}"
        );
    }
    let first = supervisor.get("/supervision-orders?limit=3").await.expect(200).body;
    let next = first["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("/supervision-orders?limit=3&cursor={next}")).await.expect(200).body;
    assert_eq!(rest["items"][0]["id"], done.id());
    supervisor.get("/supervision-orders?state=issued").await.refused(400, "unknown_parameter");
    supervisor.get("/supervision-orders?bureau=code:nobody").await.refused(400, "unknown_reference");
}

#[actix_web::test]
async fn only_the_addressed_and_the_supporting_bureaus_know_of_an_order() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    let look = async |who: &str| {
        let client = app.user(who).await;
        let mut seen = Vec::new();
        for path in
            ["?count=exact", "?count=exact&bureau=code:housing", "?count=exact&q=收储", "?count=exact&overdue=false"]
        {
            seen.push(client.get(&format!("/supervision-orders{path}")).await.expect(200).bytes);
        }
        seen
    };
    let strangers = ["science-lead", "science-reporter", "erqi-supervisor", "erqi-leader", "city-housing-lead"];
    let mut before = Vec::new();
    for who in strangers {
        before.push(look(who).await);
    }
    let order = issue(&supervisor, json!({"supporting_bureaus": ["code:industry"]})).await;
    act(&app.leader().await, &order, "instructions", json!({"text": "抓紧"})).await.expect(200);
    let path = format!("/supervision-orders/{}", order.id());
    for (who, before) in strangers.into_iter().zip(before) {
        assert_eq!(look(who).await, before, "{who} infers that there is one");
        let stranger = app.user(who).await;
        for path in [path.clone(), format!("{path}/history")] {
            stranger.get(&path).await.refused(404, "not_found");
        }
        let feedback = format!("/supervision-order-feedback?order={}", order.id());
        stranger.get(&feedback).await.refused(400, "unknown_reference");
    }
    for who in ["science-lead", "erqi-housing-lead", "city-housing-lead"] {
        act(&app.user(who).await, &order, "sign", json!({})).await.refused(404, "not_found");
    }
    for who in ["housing-lead", "housing-reporter", "industry-lead", "industry-reporter", "leader", "city-supervisor"] {
        app.user(who).await.get(&path).await.expect(200);
        let listed = app.user(who).await.get("/supervision-orders?count=exact").await.expect(200);
        assert_eq!(listed.body["page"]["total"], 1, "{who}");
    }
    for who in ["system-admin", "security-admin", "audit-admin"] {
        let admin = app.user(who).await;
        for path in ["/supervision-orders".to_owned(), path.clone(), "/reminders".to_owned()] {
            admin.get(&path).await.refused(403, "permission_denied");
        }
    }
    // The supporting bureau answers for nothing; the city sees, and decides nothing.
    let seen = app.lead("industry").await.get(&path).await.expect(200);
    act(&app.lead("industry").await, &seen, "sign", json!({})).await.refused(403, "permission_denied");
    let city = app.user("city-supervisor").await;
    act(&city, &seen, "cancel", json!({"reason": "x"})).await.refused(403, "other_jurisdiction");
}

#[actix_web::test]
async fn nobody_judges_what_they_answered_for() {
    let app = TestApp::with_supervision().await;
    let order = applied(&app).await;
    // The lead becomes a supervisor, without a bureau.
    use diesel::prelude::*;
    use duban::foundation::db::schema::{user_roles, users};
    let moved = |conn: &mut _| {
        let lead = users::table.filter(users::username.eq("housing-lead"));
        let id: duban::foundation::db::Id = lead.select(users::id).first(conn)?;
        diesel::update(user_roles::table.filter(user_roles::user_id.eq(id)))
            .set(user_roles::role.eq("supervisor"))
            .execute(conn)?;
        diesel::update(users::table.find(id))
            .set(users::bureau_id.eq(None::<duban::foundation::db::Id>))
            .execute(conn)?;
        Ok(())
    };
    app.state.db.write_blocking(moved).unwrap();
    let moved = app.user("housing-lead").await;
    let offered = moved.get(&format!("/supervision-orders/{}", order.id())).await.expect(200).body;
    let closing = offered["allowed_actions"].as_array().unwrap().iter();
    let closing = closing.clone().find(|action| action["operation"] == "close_supervision_order").unwrap();
    assert_eq!((&closing["allowed"], &closing["reason"]), (&json!(false), &json!("own_submission")));
    act(&moved, &order, "close", json!({"grade": "excellent", "comment": "好"})).await.refused(403, "own_submission");
    act(&moved, &order, "return", json!({"reason": "x"})).await.refused(403, "own_submission");
    act(&app.supervisor().await, &order, "close", json!({"grade": "passed", "comment": "可"})).await.expect(200);
}

#[actix_web::test]
async fn clocks_that_ran_out_are_told_apart() {
    let app = TestApp::with_supervision().await;
    let order = issue(&app.supervisor().await, json!({"clock": {"days": 3}, "feedback_every_days": 2})).await;
    let path = format!("/supervision-orders/{}", order.id());
    for (at, signing, feedback, overdue, level) in [
        // To sign for by 11 October, to feed back on by 12 October, due on Tuesday 14 October, each 24:00.
        ("2025-10-11T16:00:00Z", false, false, false, json!("blue")),
        ("2025-10-11T16:00:01Z", true, false, false, json!("blue")),
        ("2025-10-12T16:00:01Z", true, true, false, json!("blue")),
        ("2025-10-14T16:00:00Z", true, true, false, json!("blue")),
        ("2025-10-14T16:00:01Z", true, true, true, json!("yellow")),
        ("2025-10-21T16:00:01Z", true, true, true, json!("red")),
    ] {
        app.set_time(at);
        let seen = app.lead("housing").await.get(&path).await.expect(200).body;
        let found = (&seen["sign_overdue"], &seen["feedback_overdue"], &seen["overdue"], &seen["reminder_level"]);
        assert_eq!(found, (&json!(signing), &json!(feedback), &json!(overdue), &level), "{at}");
    }
    // Late as it is, it can be signed for.
    let late = app.lead("housing").await.get(&path).await.expect(200);
    let signed = act(&app.lead("housing").await, &late, "sign", json!({})).await.expect(200);
    assert_eq!(signed.body["sign_overdue"], false);
}
