//! Items of lists: who proposes and decides, what is counted once, and what figures they make.
use crate::{
    kit::{
        Answer, Client, TestApp, codes, indicator,
        reporting::{act, approved},
    },
    verdicts::close,
};
use serde_json::{Value, json};

/// The list that the industry bureau leads.
const LIST: &str = "/indicators/code:5.1/list-items";
const ITEMS: &str = "/list-items?indicator=code:5.1";

fn item(name: &str, other: Value) -> Value {
    let mut body = json!({"name": name, "counted_on": "2025-06-18", "evidence": "登记信息"});
    body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    body
}
/// An item that the industry bureau proposes.
pub async fn propose(app: &TestApp, name: &str, other: Value) -> Answer {
    app.lead("industry").await.post(LIST, &item(name, other)).await.expect(201)
}
/// What is done with an item.
pub async fn on(client: &Client, item: &Answer, action: &str, body: Value) -> Answer {
    client.act(&format!("/list-items/{}/{action}", item.id()), item.etag(), &body).await
}
/// An item that is approved.
pub async fn listed(app: &TestApp, name: &str, other: Value) -> Answer {
    let proposed = propose(app, name, other).await;
    let supervisor = app.supervisor().await;
    let seen = supervisor.get(&format!("/list-items/{}", proposed.id())).await.expect(200);
    on(&supervisor, &seen, "approve", json!({})).await.expect(200)
}
/// The list is counted from its items from now on.
pub async fn counted(app: &TestApp, basis: &str) {
    let supervisor = app.supervisor().await;
    let list = supervisor.get("/indicators/code:5.1").await.expect(200);
    assert_eq!(list.body["counting"], "reported");
    let changes = json!({"counting": "records", "basis": basis});
    let list = supervisor.patch("/indicators/code:5.1", list.etag(), &changes).await.expect(200);
    assert_eq!(list.body["counting"], "records");
}
async fn actual(app: &TestApp, as_of: &str) -> Value {
    let read = app.leader().await.get(&format!("/indicators/code:5.1/progress?as_of={as_of}")).await.expect(200);
    read.body["actual"].clone()
}
fn names(page: &Answer) -> Vec<&str> {
    page.body["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn the_lead_bureau_proposes_and_the_supervision_office_accepts() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("industry").await;
    let photo = lead.upload("登记.txt", "登记信息".as_bytes()).await.expect(201);
    let body =
        item(" 甲公司 ", json!({"identifier": "91410102ma9x 0k", "project": "code:P001", "attachments": [photo.id()]}));
    let proposed = lead.post(LIST, &body).await.expect(201);
    assert_eq!(proposed.header("location"), format!("/api/v1/list-items/{}", proposed.id()));
    let told = &proposed.body;
    assert_eq!((&told["name"], &told["identifier"]), (&json!("甲公司"), &json!("91410102MA9X0K")));
    assert_eq!((&told["status"], &told["status_text"]), (&json!("proposed"), &json!("待审")));
    assert_eq!((&told["project"]["code"], &told["bureau"]["code"]), (&json!("P001"), &json!("industry")));
    assert_eq!(told["attachments"][0]["id"], photo.id());
    assert_eq!(lead.get(&format!("/attachments/{}", photo.id())).await.expect(200).body["linked"], true);
    let actions = |answer: &Answer| {
        let all = answer.body["allowed_actions"].as_array().unwrap().clone();
        all.iter()
            .filter(|one| one["allowed"] == true)
            .map(|one| one["operation"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(actions(&proposed), ["withdraw_list_item"]);
    let supervisor = app.supervisor().await;
    let seen = supervisor.get(&format!("/list-items/{}", proposed.id())).await.expect(200);
    assert_eq!(actions(&seen), ["approve_list_item", "reject_list_item"]);
    let done = on(&supervisor, &seen, "approve", json!({})).await.expect(200);
    assert_eq!(
        (&done.body["status"], &done.body["decided_at"]),
        (&json!("approved"), &json!("2025-10-10T02:00:00.000000Z"))
    );
    assert_eq!(actions(&done), ["withdraw_list_item"]);
    on(&supervisor, &seen, "reject", json!({"reason": "x"})).await.refused(412, "precondition_failed");
    let again = on(&supervisor, &done, "reject", json!({"reason": "x"})).await.refused(409, "list_item_not_decidable");
    assert_eq!(
        (&again.body["current_state"], &again.body["allowed_actions"]),
        (&json!("approved"), &json!(["withdraw_list_item"]))
    );
    on(&lead, &done, "withdraw", json!({"reason": "x"})).await.refused(403, "permission_denied");
}

#[actix_web::test]
async fn only_the_bureau_that_leads_the_list_proposes_and_only_for_lists() {
    let app = TestApp::with_reporting().await;
    app.lead("housing").await.post(LIST, &item("甲", json!({}))).await.refused(403, "list_item_not_owed");
    app.reporter("industry").await.post(LIST, &item("甲", json!({}))).await.refused(403, "permission_denied");
    app.supervisor().await.post(LIST, &item("甲", json!({}))).await.refused(403, "permission_denied");
    let housing = app.lead("housing").await;
    housing
        .post("/indicators/code:1.8/list-items", &item("甲", json!({})))
        .await
        .refused(422, "counting_not_applicable");
    let wrong =
        json!({"counted_on": "2025-10-11", "project": "code:P9", "identifier": "  ", "attachments": ["code:x"]});
    let wrong = app.lead("industry").await.post(LIST, &item(" ", wrong)).await.refused(422, "validation_failed");
    let mut places = wrong.places();
    places.sort();
    assert_eq!(places, ["/attachments/0", "/counted_on", "/identifier", "/name", "/project"]);
    let own = app.lead("housing").await.upload("a.txt", b"a").await.expect(201);
    let others = item("甲", json!({"attachments": [own.id()]}));
    app.lead("industry").await.post(LIST, &others).await.refused(422, "reference_not_found");
}

#[actix_web::test]
async fn one_project_or_identifier_is_in_a_list_once() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("industry").await, app.supervisor().await);
    let again = |body: Value| {
        let lead = lead.clone();
        async move { lead.post(LIST, &body).await.refused(409, "list_item_duplicate") }
    };
    let first = propose(&app, "甲", json!({"identifier": "Ａ-1", "project": "code:P001"})).await;
    again(item("乙", json!({"identifier": " a-1"}))).await;
    again(item("乙", json!({"identifier": "B-1", "project": "code:P001"}))).await;
    propose(&app, "甲", json!({"identifier": "A1"})).await;
    propose(&app, "丙 公司", json!({})).await;
    again(item("丙公司", json!({}))).await;
    on(&supervisor, &first, "reject", json!({})).await.refused(422, "required");
    let rejected = on(&supervisor, &first, "reject", json!({"reason": "登记在上一年度"})).await.expect(200);
    assert_eq!((&rejected.body["status"], &rejected.body["reason"]), (&json!("rejected"), &json!("登记在上一年度")));
    let second = listed(&app, "甲", json!({"identifier": "A-1", "project": "code:P001"})).await;
    again(item("乙", json!({"identifier": "A-1"}))).await;
    on(&supervisor, &second, "withdraw", json!({})).await.refused(422, "reason_required");
    on(&supervisor, &second, "withdraw", json!({"reason": "企业已迁出"})).await.expect(200);
    propose(&app, "甲", json!({"identifier": "A-1"})).await;
    // Two at once: the database lets one of them in.
    let body = item("丁", json!({"identifier": "D"}));
    let (one, two) = futures_util::join!(lead.post(LIST, &body), lead.post(LIST, &body));
    let mut answers = [one.status, two.status];
    answers.sort();
    assert_eq!(answers, [201, 409]);
}

#[actix_web::test]
async fn what_another_bureau_proposed_is_not_told_by_a_refusal() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let hidden = propose(&app, "甲", json!({"identifier": "A-1", "project": "code:P001"})).await;
    let named = propose(&app, "乙公司", json!({})).await;
    let lead = json!({"bureau": "code:science", "role": "lead", "effective_from": "2025-10-01", "source": "confirmed"});
    supervisor.post("/indicators/code:5.1/assignments", &lead).await.expect(201);
    // The list passed to another bureau, which cannot know what the one before proposed.
    let science = app.lead("science").await;
    science.get(&format!("/list-items/{}", hidden.id())).await.refused(404, "not_found");
    let same = item("甲", json!({"identifier": "A-1", "project": "code:P001"}));
    let own = science.post(LIST, &same).await.expect(201);
    science.post(LIST, &item("乙公司", json!({}))).await.expect(201);
    science.post(LIST, &same).await.refused(409, "list_item_duplicate");
    science.post(LIST, &item("丙", json!({"project": "code:P001"}))).await.refused(409, "list_item_duplicate");
    // Of two of the same thing the office accepts one.
    on(&supervisor, &own, "approve", json!({})).await.expect(200);
    on(&supervisor, &hidden, "approve", json!({})).await.refused(409, "list_item_duplicate");
    on(&supervisor, &named, "approve", json!({})).await.expect(200);
    // What counts everybody knows.
    science.post(LIST, &item("丁", json!({"identifier": "a1"}))).await.expect(201);
    science.post(LIST, &item("丁", json!({"identifier": "A-1"}))).await.refused(409, "list_item_duplicate");
}

#[actix_web::test]
async fn what_is_not_accepted_is_known_to_its_bureau_and_the_office_only() {
    let app = TestApp::with_reporting().await;
    let watchers = ["science-lead", "housing-reporter", "audit-admin"];
    let look = || async {
        let mut seen = Vec::new();
        for watcher in watchers {
            seen.push(app.user(watcher).await.get(&format!("{ITEMS}&count=exact")).await.expect(200).bytes);
        }
        seen
    };
    let before = look().await;
    let evidence = app.lead("industry").await.upload("a.txt", b"a").await.expect(201);
    let proposed = propose(&app, "甲", json!({"attachments": [evidence.id()]})).await;
    assert_eq!(look().await, before, "a proposal shows");
    let path = format!("/list-items/{}", proposed.id());
    for watcher in watchers {
        app.user(watcher).await.get(&path).await.refused(404, "not_found");
    }
    for reader in ["industry-reporter", "supervisor", "leader", "city-supervisor"] {
        let read = app.user(reader).await.get(&path).await.expect(200);
        assert_eq!(read.body["attachments"][0]["file_name"], "a.txt", "{reader}");
    }
    let city = app.user("city-supervisor").await;
    on(&city, &proposed, "approve", json!({})).await.refused(403, "other_jurisdiction");
    let supervisor = app.supervisor().await;
    let done = on(&supervisor, &proposed, "approve", json!({})).await.expect(200);
    for watcher in watchers {
        let read = app.user(watcher).await.get(&path).await.expect(200);
        assert_eq!((&read.body["status"], &read.body["attachments"]), (&json!("approved"), &json!(null)), "{watcher}");
    }
    let gone = on(&supervisor, &done, "withdraw", json!({"reason": "重复登记"})).await.expect(200);
    assert_eq!(gone.body["withdrawn_at"], "2025-10-10T02:00:00.000000Z");
    let history = app.lead("science").await.get(&path).await.expect(200);
    assert_eq!((&history.body["status"], &history.body["reason"]), (&json!("withdrawn"), &json!("重复登记")));
    let lead = app.lead("industry").await;
    let taken_back = propose(&app, "乙", json!({})).await;
    on(&lead, &taken_back, "withdraw", json!({})).await.expect(200);
    assert_eq!(names(&app.lead("science").await.get(ITEMS).await.expect(200)), ["甲"]);
    assert_eq!(names(&lead.get(&format!("{ITEMS}&status=withdrawn")).await.expect(200)), ["甲", "乙"]);
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
}

#[actix_web::test]
async fn items_are_listed_in_the_order_of_the_days_from_which_they_count() {
    let app = TestApp::with_reporting().await;
    for (name, on) in [("甲", "2025-09-30"), ("乙", "2025-01-15"), ("丙", "2025-06-30")] {
        listed(&app, name, json!({"counted_on": on})).await;
    }
    propose(&app, "丁", json!({"counted_on": "2025-06-30"})).await;
    let lead = app.lead("industry").await;
    for (query, expected) in [
        ("", vec!["乙", "丙", "丁", "甲"]),
        ("status=approved", vec!["乙", "丙", "甲"]),
        ("counted_by=2025-06-30", vec!["乙", "丙", "丁"]),
        ("status=approved&counted_by=2025-06-30", vec!["乙", "丙"]),
    ] {
        let page = lead.get(&format!("{ITEMS}&count=exact&{query}")).await.expect(200);
        assert_eq!(names(&page), expected, "{query}");
        assert_eq!(page.body["page"]["total"], expected.len());
    }
    let first = lead.get(&format!("{ITEMS}&limit=2")).await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    let rest = lead.get(&format!("{ITEMS}&limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!(names(&rest), ["丁", "甲"]);
}

#[actix_web::test]
async fn a_counted_list_stands_where_its_accepted_items_put_it() {
    let app = TestApp::with_reporting().await;
    counted(&app, "cumulative").await;
    assert_eq!(actual(&app, "2025-10-10").await, "0", "a list without items counts nothing");
    listed(&app, "甲", json!({"counted_on": "2025-06-18"})).await;
    let second = listed(&app, "乙", json!({"counted_on": "2025-09-30"})).await;
    listed(&app, "丙", json!({"counted_on": "2025-10-05"})).await;
    propose(&app, "丁", json!({})).await;
    let read = app.leader().await.get("/indicators/code:5.1/progress").await.expect(200);
    assert_eq!(
        (&read.body["actual"], &read.body["period"], &read.body["value_status"]),
        (&json!("2"), &json!("2025-09"), &json!("approved"))
    );
    assert_eq!(actual(&app, "2025-10-09").await, "0", "as it was believed before they were accepted");
    app.set_time("2025-11-03T02:00:00Z");
    assert_eq!(actual(&app, "2025-11-03").await, "3");
    let supervisor = app.supervisor().await;
    on(&supervisor, &second, "withdraw", json!({"reason": "企业已迁出"})).await.expect(200);
    assert_eq!((actual(&app, "2025-11-03").await, actual(&app, "2025-11-02").await), (json!("2"), json!("3")));
    let again = listed(&app, "乙", json!({"counted_on": "2025-10-31"})).await;
    assert_eq!(actual(&app, "2025-11-03").await, "3", "{}", again.body);
    let list = app.leader().await.get("/progress").await.expect(200);
    let of_list = list.body["items"].as_array().unwrap().iter().find(|one| one["indicator"]["code"] == "5.1").unwrap();
    assert_eq!(of_list["actual"], "3", "the list says the same");
}

#[actix_web::test]
async fn increments_of_a_counted_list_add_up_to_the_same() {
    let app = TestApp::with_reporting().await;
    counted(&app, "increment").await;
    for (name, on) in [("甲", "2025-02-28"), ("乙", "2025-06-18"), ("丙", "2025-06-30")] {
        listed(&app, name, json!({"counted_on": on})).await;
    }
    assert_eq!(actual(&app, "2025-10-10").await, "3");
}

#[actix_web::test]
async fn what_a_bureau_types_is_no_second_truth() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("industry").await, app.supervisor().await);
    counted(&app, "cumulative").await;
    listed(&app, "甲", json!({})).await;
    for (period, stated) in [("2025-08", json!({})), ("2025-09", json!({"value": "7", "unit": "家"}))] {
        let mut body = json!({"indicator": "code:5.1", "period": period, "narrative": "推进中"});
        body.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
        let draft = lead.post("/reports", &body).await.expect(201);
        let submitted = act(&lead, &draft, "submit", json!({})).await.expect(200);
        act(&supervisor, &submitted, "approve", json!({})).await.expect(200);
    }
    assert_eq!(actual(&app, "2025-10-10").await, "1");
    // A list that is reported still needs its number.
    let other = supervisor.get("/indicators/code:5.1").await.expect(200);
    supervisor.patch("/indicators/code:5.1", other.etag(), &json!({"counting": "reported"})).await.expect(200);
    assert_eq!(actual(&app, "2025-10-10").await, "7");
    let draft = lead.post("/reports", &json!({"indicator": "code:5.1", "period": "2025-07"})).await.expect(201);
    act(&lead, &draft, "submit", json!({})).await.refused(422, "value_required");
}

#[actix_web::test]
async fn a_closed_period_keeps_what_was_counted_and_every_figure_says_so() {
    let app = TestApp::with_reporting().await;
    crate::progress::rule_set(&app, "410102");
    counted(&app, "cumulative").await;
    listed(&app, "甲", json!({"counted_on": "2025-06-18"})).await;
    let second = listed(&app, "乙", json!({"counted_on": "2025-09-30"})).await;
    // What the bureau types, and that it has nothing to report, changes nothing.
    approved(&app, "industry", "5.1", "2025-08", json!({"value": "7", "unit": "家", "narrative": "推进中"})).await;
    let silent = json!({"submission_kind": "not_applicable", "narrative": "不在本期"});
    approved(&app, "industry", "5.1", "2025-09", silent).await;
    close(&app, "2025-09").await;
    let leader = app.leader().await;
    let kept = async || {
        let page = app.leader().await.get("/verdicts?period=2025-09").await.expect(200).body;
        page["items"].as_array().unwrap().iter().find(|one| one["indicator"]["code"] == "5.1").unwrap().clone()
    };
    let verdict = kept().await;
    let computed = leader.get("/indicators/code:5.1/progress?explain=true").await.expect(200).body;
    for field in ["actual", "rate", "expected", "variance_pp", "light", "light_reason", "value_status", "bucket"] {
        assert_eq!(verdict[field], computed[field], "{field}");
    }
    assert_eq!((&verdict["actual"], &computed["light_source"]), (&json!("2"), &json!("frozen")));
    let detail = leader.get(&format!("/verdicts/{}", verdict["id"].as_str().unwrap())).await.expect(200).body;
    let told: Vec<_> = detail["inputs"]["observations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["value"].as_str().unwrap(), &one["report_id"], &one["in_time"]))
        .collect();
    assert_eq!(told.last(), Some(&("2", &json!(null), &json!(true))));
    assert_eq!(told.iter().map(|one| one.0).collect::<Vec<_>>(), ["0", "0", "0", "0", "1", "1", "1", "2"]);
    let inputs = computed["explanation"]["inputs"].as_array().unwrap();
    let last = inputs.iter().rfind(|input| input["symbol"] == "v").unwrap();
    assert_eq!(
        last["source"],
        json!({"type": "records", "id": computed["indicator"]["id"], "period": "2025-09", "number": null})
    );
    let series = leader.get("/observations?indicator=code:5.1").await.expect(200).body;
    let september = series["items"].as_array().unwrap().last().unwrap();
    for (field, expected) in [
        ("value", json!("2")),
        ("increment", json!("1")),
        ("value_status", json!("approved")),
        ("reporting_state", json!("reported")),
        ("revision", json!(null)),
        ("bureau", json!(null)),
        ("light_source", json!("frozen")),
    ] {
        assert_eq!(september[field], expected, "{field}");
    }
    // An item that leaves the list later changes what is computed, and nothing that was frozen.
    app.set_time("2025-11-03T02:00:00Z");
    on(&app.supervisor().await, &second, "withdraw", json!({"reason": "企业已迁出"})).await.expect(200);
    assert_eq!((actual(&app, "2025-11-03").await, kept().await["actual"].clone()), (json!("1"), json!("2")));
}

#[actix_web::test]
async fn only_a_list_is_counted_from_records() {
    let (app, supervisor) = TestApp::with_plan().await;
    let body = indicator("2.9", json!({"counting": "records"}));
    let refused = supervisor.post("/indicators", &body).await.refused(422, "counting_not_applicable");
    assert_eq!(refused.places(), ["/counting"]);
    let list = json!({"kind": "list", "unit": "家", "counting": "records"});
    let list = supervisor.post("/indicators", &indicator("2.9", list)).await.expect(201);
    assert_eq!(list.body["counting"], "records");
    let other = json!({"kind": "flow"});
    supervisor.patch("/indicators/code:2.9", list.etag(), &other).await.refused(422, "counting_not_applicable");
    let flow = json!({"kind": "flow", "counting": "reported"});
    supervisor.patch("/indicators/code:2.9", list.etag(), &flow).await.expect(200);
    assert_eq!(codes(&app.leader().await.get("/indicators").await.expect(200)), ["2.9"]);
}

#[actix_web::test]
async fn a_group_of_projects_is_not_one_record() {
    let app = TestApp::with_reporting().await;
    let group = json!({
        "code": "P028", "name": "白家庄等28个", "listing": "group", "declared_count": 28, "stage": "reserve",
        "level": "district", "areas": ["code:1"], "entry": {"effective_on": "2025-01-10", "evidence": [{"kind": "planning_paper", "description": "方案"}]},
    });
    app.supervisor().await.post("/projects", &group).await.expect(201);
    let body = item("白家庄等", json!({"project": "code:P028"}));
    assert_eq!(app.lead("industry").await.post(LIST, &body).await.refused(422, "invalid_value").places(), ["/project"]);
}
