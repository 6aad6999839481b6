//! What takes nothing says why; the year of a plan that is closed takes nothing at all.
use crate::{
    kit::{
        Answer, Client, TestApp,
        reporting::{act, draft, draft_for},
    },
    overrides, progress, trajectories,
};
use serde_json::{Value, json};

async fn locked(client: &Client, period: &str) -> Value {
    let page = client.get(&format!("/obligations?indicator=code:1.8&period={period}")).await.expect(200).body;
    page["items"][0]["locked"].clone()
}
async fn close_periods(app: &TestApp) {
    let supervisor = app.supervisor().await;
    let page = supervisor.get("/periods?plan=code:2025").await.expect(200).body;
    for period in page["items"].as_array().unwrap() {
        let path = format!("/periods/{}", period["id"].as_str().unwrap());
        let read = supervisor.get(&path).await.expect(200);
        if read.body["closed_at"].is_null() {
            supervisor.act(&format!("{path}/close"), read.etag(), &json!({})).await.expect(200);
        }
    }
}
async fn year(client: &Client, action: &str) -> Answer {
    let plan = client.get("/plans/code:2025").await.expect(200);
    client.act(&format!("/plans/code:2025/{action}"), plan.etag(), &json!({"reason": "年度验收"})).await
}

#[actix_web::test]
async fn obligations_periods_and_reports_say_why_they_take_nothing() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    assert_eq!(locked(&lead, "2025-09").await, json!(null));
    let early = json!({"reason": "not_open", "text": "报告期尚未开始填报", "since": null});
    assert_eq!(locked(&lead, "2025-10").await, early);
    assert_eq!(lead.get("/periods/code:2025-10").await.expect(200).body["locked"], early);
    let refused = lead.post("/reports", &json!({"indicator": "code:1.8", "period": "2025-10"})).await;
    assert_eq!(refused.refused(409, "period_not_open").body["lock_reason"], "not_open");
    // Closed.
    let report = draft_for(&lead, "1.8", "2025-08", json!({"value": "1", "unit": "亩"})).await;
    assert_eq!(report.body["locked"], json!(null));
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    let closed = supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await.expect(200);
    let expired = json!({"reason": "expired", "text": "报告期已关闭", "since": "2025-10-10T02:00:00.000000Z"});
    assert_eq!(closed.body["locked"], expired);
    assert_eq!(locked(&lead, "2025-08").await, expired);
    let path = format!("/reports/{}", report.id());
    assert_eq!(lead.get(&path).await.expect(200).body["locked"], expired);
    let refused = lead.patch(&path, report.etag(), &json!({"value": "2"})).await.refused(409, "period_closed").body;
    assert_eq!((&refused["lock_reason"], &refused["current_state"]), (&json!("expired"), &json!("draft")));
    let refused = act(&lead, &report, "submit", json!({})).await.refused(409, "period_closed").body;
    assert_eq!(refused["lock_reason"], "expired");
    // Approved, which is said of a closed period, too.
    let report = draft(&lead, "1.8", json!({"value": "800", "unit": "亩"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = act(&supervisor, &report, "approve", json!({})).await.expect(200);
    let approved = json!({"reason": "approved", "text": "报告已审定", "since": "2025-10-10T02:00:00.000000Z"});
    assert_eq!((&report.body["locked"], &locked(&lead, "2025-09").await), (&approved, &approved));
    let body = json!({"indicator": "code:1.8", "period": "2025-09"});
    let refused = lead.post("/reports", &body).await.refused(409, "report_exists").body;
    assert_eq!((&refused["lock_reason"], &refused["existing"]), (&json!("approved"), &json!(report.id())));
    let path = format!("/reports/{}", report.id());
    let read = lead.get(&path).await.expect(200);
    let refused = lead.patch(&path, read.etag(), &json!({"value": "2"})).await.refused(409, "report_not_editable").body;
    assert_eq!(refused["lock_reason"], "approved");
    let refused = act(&lead, &read, "submit", json!({})).await.refused(409, "report_not_submittable").body;
    assert_eq!(refused["lock_reason"], "approved");
    let september = supervisor.get("/periods/code:2025-09").await.expect(200);
    supervisor.act("/periods/code:2025-09/close", september.etag(), &json!({})).await.expect(200);
    assert_eq!(locked(&lead, "2025-09").await, approved);
}

#[actix_web::test]
async fn a_year_is_closed_once_everything_in_it_is_closed_and_decided() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let refused = year(&supervisor, "close-year").await.refused(409, "plan_year_unfinished").body;
    assert_eq!(refused["open_periods"].as_array().unwrap().len(), 11);
    let allowed = refused["allowed_actions"].as_array().unwrap();
    assert!(allowed.contains(&json!("update_plan")) && !allowed.contains(&json!("close_plan_year")), "{allowed:?}");
    let report = draft(&lead, "1.8", json!({"value": "800", "unit": "亩"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    app.set_time("2026-02-10T02:00:00Z");
    close_periods(&app).await;
    let supervisor = app.supervisor().await;
    let refused = year(&supervisor, "close-year").await.refused(409, "plan_year_unfinished").body;
    assert_eq!((&refused["open_periods"], &refused["to_review"]), (&json!([]), &json!(1)));
    assert_eq!(supervisor.get("/plans/code:2025").await.body["closed_at"], json!(null));
    act(&supervisor, &report, "approve", json!({})).await.expect(200);
    let dry = supervisor.get("/plans/code:2025").await.expect(200);
    let path = "/plans/code:2025/close-year?dry_run=true";
    supervisor.act(path, dry.etag(), &json!({"reason": "试"})).await.expect(200);
    let closed = year(&supervisor, "close-year").await.expect(200);
    assert_eq!(closed.body["closed_at"], "2026-02-10T02:00:00.000000Z");
    year(&supervisor, "close-year").await.refused(409, "plan_year_closed");
    let reopened = year(&supervisor, "reopen-year").await.expect(200);
    assert_eq!(reopened.body["closed_at"], json!(null));
    year(&supervisor, "reopen-year").await.refused(409, "plan_year_open");
    for who in ["housing-lead", "leader", "system-admin"] {
        let read = app.user(who).await;
        year(&read, "close-year").await.refused(403, "permission_denied");
    }
    let city = app.user("city-supervisor").await;
    let plan = city.get(&format!("/plans/{}", closed.id())).await.expect(200);
    let close = format!("/plans/{}/close-year", closed.id());
    city.act(&close, plan.etag(), &json!({"reason": "x"})).await.refused(403, "other_jurisdiction");
    let audit = app.user("audit-admin").await;
    let entries = audit.get("/audit-entries?action=plan.year_reopened").await.expect(200).body;
    assert!(entries["items"][0]["payload"].as_str().unwrap().contains("年度验收"));
}

#[actix_web::test]
async fn a_plan_without_a_calendar_has_no_year_to_close() {
    let app = TestApp::without_calendar().await;
    let supervisor = app.supervisor().await;
    let refused = year(&supervisor, "close-year").await.refused(409, "plan_year_unfinished").body;
    assert_eq!(refused["open_periods"], json!([]));
}

#[actix_web::test]
async fn a_closed_year_takes_no_reports_and_no_changes_until_it_is_reopened() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "1.8", json!({"value": "800", "unit": "亩"})).await;
    app.set_time("2026-02-10T02:00:00Z");
    let asked = json!({"period": "2025-12", "bureau": "code:housing", "until": "2026-02-20", "reason": "补报"});
    drop((lead, supervisor));
    close_periods(&app).await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    // What an exception opens, the year closes.
    supervisor.post("/period-exceptions", &asked).await.expect(201);
    let december = json!({"indicator": "code:1.8", "period": "2025-12", "value": "1", "unit": "亩"});
    let late = lead.post("/reports", &december).await.expect(201);
    let fact = json!({"plan": "code:2025", "area": "code:1", "code": "1.7", "name": "面积", "role": "baseline"});
    supervisor.post("/facts", &fact).await.expect(201);
    year(&supervisor, "close-year").await.expect(200);
    let since = json!("2026-02-10T02:00:00.000000Z");
    let lock = json!({"reason": "year_closed", "text": "年度已办结", "since": since});
    for period in ["2025-09", "2025-12"] {
        assert_eq!(locked(&lead, period).await, lock);
        assert_eq!(lead.get(&format!("/periods/code:{period}")).await.expect(200).body["locked"], lock);
    }
    let mut other = december.clone();
    other["indicator"] = json!("code:2.9");
    other["unit"] = json!("亿元");
    for refused in [
        lead.post("/reports", &other).await,
        lead.patch(&format!("/reports/{}", late.id()), late.etag(), &json!({"value": "2"})).await,
        act(&lead, &late, "submit", json!({})).await,
        act(&lead, &report, "submit", json!({})).await,
    ] {
        assert_eq!(refused.refused(409, "plan_year_closed").body["lock_reason"], "year_closed");
    }
    let due = lead.get("/me/due").await.expect(200).body;
    assert_eq!((&due["owed"], &due["overdue"]), (&json!(0), &json!(0)));
    for (path, body) in [
        ("/indicators", crate::kit::indicator("9.9", json!({"area": "code:1"}))),
        ("/areas", json!({"plan": "code:2025", "code": "9", "name": "新增"})),
        ("/facts", json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "基数", "role": "baseline"})),
        ("/period-exceptions", asked.clone()),
    ] {
        supervisor.post(path, &body).await.refused(409, "plan_year_closed");
    }
    let indicator = supervisor.get("/indicators?plan=code:2025&code=1.8").await.expect(200).body["items"][0].clone();
    let path = format!("/indicators/{}", indicator["id"].as_str().unwrap());
    let read = supervisor.get(&path).await.expect(200);
    let refused = supervisor.patch(&path, read.etag(), &json!({"name": "改名"})).await.refused(409, "plan_year_closed");
    assert_eq!((&refused.body["lock_reason"], &refused.body["allowed_actions"]), (&json!("year_closed"), &json!([])));
    assert_eq!(read.body["allowed_actions"][0]["reason"], "plan_year_closed");
    for (path, body) in [("/areas/code:1", json!({"name": "改名"})), ("/facts/code:1.7", json!({"name": "改名"}))] {
        let read = supervisor.get(path).await.expect(200);
        assert_eq!(read.body["allowed_actions"][0]["reason"], "plan_year_closed", "{path}");
        supervisor.patch(path, read.etag(), &body).await.refused(409, "plan_year_closed");
    }
    let area = json!({"plan": "code:2025", "code": "9", "name": "新增"});
    let refused = supervisor.post("/areas", &area).await.refused(409, "plan_year_closed").body;
    assert_eq!(refused["current_state"], "closed");
    let allowed = json!(["update_plan", "reopen_plan_year", "create_renewal_district", "create_bulletin"]);
    assert_eq!(refused["allowed_actions"], allowed);
    let target = json!({"value": "900", "comparator": "gte", "commitment": "plan", "effective_from": "2025-12-01", "document": "区政府专题会议纪要", "reason": "调整"});
    supervisor.post(&format!("{path}/targets"), &target).await.refused(409, "plan_year_closed");
    let assigned =
        json!({"bureau": "code:science", "role": "supporting", "effective_from": "2025-12-01", "source": "confirmed"});
    supervisor.post(&format!("{path}/assignments"), &assigned).await.refused(409, "plan_year_closed");
    let period = supervisor.get("/periods/code:2025-12").await.expect(200);
    let reopen = supervisor.act("/periods/code:2025-12/reopen", period.etag(), &json!({"reason": "补报"})).await;
    reopen.refused(409, "plan_year_closed");
    let actions = period.body["allowed_actions"].as_array().unwrap();
    let reopening = actions.iter().find(|action| action["operation"] == "reopen_period").unwrap();
    assert_eq!(reopening["reason"], "plan_year_closed");
    // The titles of the year may still be put right, and everything goes on once it is reopened.
    let plan = supervisor.get("/plans/code:2025").await.expect(200);
    supervisor.patch("/plans/code:2025", plan.etag(), &json!({"title": "2025年十项工作"})).await.expect(200);
    year(&supervisor, "reopen-year").await.expect(200);
    act(&lead, &late, "submit", json!({})).await.expect(200);
    lead.post("/reports", &other).await.expect(201);
}

#[actix_web::test]
async fn nothing_that_moves_a_figure_is_possible_in_a_closed_year() {
    let app = TestApp::new().await;
    progress::plan(&app).await;
    let flow = progress::indicator(&app, "2.9", json!({})).await;
    let list = json!({"kind": "list", "unit": "家", "decimals": 0, "target": {"value": "60", "comparator": "gte", "commitment": "plan"}});
    let list = progress::indicator(&app, "5.1", list).await;
    let (flow, list) = (format!("/indicators/{}", flow.id()), format!("/indicators/{}", list.id()));
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let figure = progress::value("215");
    let approved = progress::approved(&app, "housing", "2.9", "2025-09", figure.clone()).await;
    let other = progress::approved(&app, "housing", "2.9", "2025-08", progress::value("200")).await;
    let correction = json!({"reason": "clerical_error", "evidence": "台账", "changes": {"value": "201"}});
    let seen = lead.get(&format!("/reports/{}", other.id())).await.expect(200);
    let drafted = lead.act(&format!("/reports/{}/corrections", other.id()), seen.etag(), &correction).await.expect(201);
    let values = ["10", "40", "70", "100", "140", "180", "210", "240", "280", "310", "335.3"];
    let way = trajectories::body(&values, "2025-01-01");
    let proposed = lead.post(&format!("{flow}/trajectories"), &way).await.expect(201);
    let item = |name: &str| json!({"name": name, "counted_on": "2025-06-18", "evidence": "登记信息"});
    let pending = lead.post(&format!("{list}/list-items"), &item("甲")).await.expect(201);
    let counted = lead.post(&format!("{list}/list-items"), &item("乙")).await.expect(201);
    let seen = supervisor.get(&format!("/list-items/{}", counted.id())).await.expect(200);
    supervisor.act(&format!("/list-items/{}/approve", counted.id()), seen.etag(), &json!({})).await.expect(200);
    let light = overrides::set(&app, "2025-09", "green").await.expect(201);
    app.set_time("2026-02-10T02:00:00Z");
    close_periods(&app).await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    year(&supervisor, "close-year").await.expect(200);
    let target = json!({"value": "900", "comparator": "gte", "commitment": "plan", "effective_from": "2025-12-01", "document": "会议纪要", "reason": "调整"});
    let reason = json!({"reason": "核实"});
    let (report, draft) = (format!("/reports/{}", approved.id()), format!("/reports/{}", drafted.id()));
    let (pending, counted) = (format!("/list-items/{}", pending.id()), format!("/list-items/{}", counted.id()));
    let (proposed, light) = (format!("/trajectories/{}", proposed.id()), format!("/light-overrides/{}", light.id()));
    // Who, on what, which action (nothing: a POST to it), with what; and the code.
    let closed = "plan_year_closed";
    let nothing = json!({});
    let set = json!({"period": "2025-09", "light": "red", "reason": "核实"});
    let table: &[(&Client, &str, &str, &Value, &str)] = &[
        (&supervisor, &flow, "targets", &target, closed),
        (&lead, &flow, "trajectories", &way, closed),
        (&supervisor, &flow, "trajectories", &way, closed),
        (&supervisor, &proposed, "approve", &nothing, closed),
        (&supervisor, &proposed, "reject", &reason, closed),
        (&lead, &proposed, "withdraw", &nothing, closed),
        // The periods of a closed year are closed, and their lights with them.
        (&supervisor, &flow, "light-overrides", &set, closed),
        (&supervisor, &light, "revoke", &reason, "light_frozen"),
        (&lead, &list, "list-items", &item("丙"), closed),
        (&supervisor, &pending, "approve", &nothing, closed),
        (&supervisor, &pending, "reject", &reason, closed),
        (&lead, &pending, "withdraw", &nothing, closed),
        (&supervisor, &counted, "withdraw", &reason, closed),
        (&lead, &report, "corrections", &correction, closed),
        (&lead, &draft, "submit", &nothing, closed),
        (&lead, &draft, "discard", &nothing, closed),
    ];
    for (who, object, action, body, code) in table {
        let seen = who.get(object).await.expect(200);
        let of_action = |offer: &&Value| offer["operation"].as_str().unwrap().starts_with(&format!("{action}_"));
        for offer in seen.body["allowed_actions"].as_array().unwrap().iter().filter(of_action) {
            assert_eq!((&offer["allowed"], &offer["reason"]), (&json!(false), &json!(code)), "{object} {action}");
        }
        who.act(&format!("{object}/{action}"), seen.etag(), body).await.refused(409, code);
    }
    let seen = lead.get(&draft).await.expect(200);
    lead.patch(&draft, seen.etag(), &json!({"value": "202"})).await.refused(409, closed);
    year(&supervisor, "reopen-year").await.expect(200);
    let seen = supervisor.get(&pending).await.expect(200);
    supervisor.act(&format!("{pending}/approve"), seen.etag(), &json!({})).await.expect(200);
    let seen = supervisor.get(&proposed).await.expect(200);
    supervisor.act(&format!("{proposed}/approve"), seen.etag(), &json!({})).await.expect(200);
    let seen = lead.get(&draft).await.expect(200);
    lead.act(&format!("{draft}/submit"), seen.etag(), &json!({})).await.expect(200);
}
