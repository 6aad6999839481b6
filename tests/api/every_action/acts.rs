//! The acts, wing by wing.
use super::walk::Walk;
use crate::{
    kit::{Answer, Json, PASSWORD, document, reporting::draft_for},
    projects::body as project,
    trajectories,
    transitions::to,
};
use reqwest::Method;
use serde_json::{Value, json};

/// The example that the document gives of an operation's body.
fn example(operation: &str) -> Value {
    let all = document()["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let found = all.into_iter().find(|known| known["operationId"] == operation).unwrap();
    let reference = found["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
    document().pointer(reference.trim_start_matches('#')).unwrap()["example"].clone()
}
fn path(collection: &str, of: &Answer) -> String {
    format!("/{collection}/{}", of.id())
}

/// Accounts, bureaus, jurisdictions, sessions, files.
pub async fn directory(walk: &mut Walk) {
    let (admin, security) = (walk.app.user("system-admin").await, walk.app.user("security-admin").await);
    let new = json!({"code": "410104", "name": "管城回族区"});
    let city = walk.app.user("city-system-admin").await;
    let made = city.post("/jurisdictions", &new).await.expect(201);
    walk.change(&city, &path("jurisdictions", &made), json!({"name_en": "Guancheng District"})).await;
    let bureau = json!({"code": "water", "name": "水利局", "kind": "bureau", "source": "confirmed"});
    let bureau = admin.post("/bureaus", &bureau).await.expect(201);
    walk.change(&admin, &path("bureaus", &bureau), json!({"name_en": "Water Resources Bureau"})).await;
    let clerk = json!({"username": "water.clerk", "display_name": "水利填报员", "bureau": "code:water", "password": "Initial-2025-pass"});
    let clerk = admin.post("/users", &clerk).await.expect(201);
    let user = path("users", &clerk);
    walk.change(&admin, &user, json!({"display_name": "水利局填报员"})).await;
    let roles = json!({"roles": ["bureau_reporter"]});
    walk.take(&security, Method::PUT, &format!("{user}/roles"), roles).await;
    walk.act(&admin, &format!("{user}/reset-password"), json!({"password": "Another-2025-pass"})).await;
    walk.act(&admin, &format!("{user}/clear-failed-log-ins"), json!({})).await;
    walk.change(&admin, &user, json!({"active": false})).await;
    sessions(walk).await;
    let reporter = walk.app.reporter("housing").await;
    let file = reporter.upload("许可.txt", "施工许可".as_bytes()).await.expect(201);
    walk.take(&reporter, Method::DELETE, &path("attachments", &file), json!({})).await;
    reporter.upload("红线图.txt", "红线图".as_bytes()).await.expect(201);
}

async fn sessions(walk: &Walk) {
    let nobody = walk.app.nobody();
    let log_in = |password: &str| json!({"username": "industry-reporter", "password": password});
    nobody.post("/sessions", &log_in("Wrong-2025-pass")).await.refused(401, "invalid_credentials");
    let tokens = nobody.post("/sessions", &log_in(PASSWORD)).await.expect(200);
    let refresh = json!({"refresh_token": tokens.body["refresh_token"]});
    nobody.post("/sessions/refresh", &refresh).await.expect(200);
    nobody.post("/sessions/refresh", &refresh).await.refused(401, "refresh_token_reused");
    let member = walk.app.user("industry-reporter").await;
    let change = |current: &str| json!({"current_password": current, "new_password": "My-own-2025-pass"});
    let put = |body: Value| member.send(member.request(Method::PUT, "/me/password").json(&body));
    put(change("Wrong-2025-pass")).await.refused(422, "password_wrong");
    put(change(PASSWORD)).await.expect(200);
    walk.app.user("industry-reporter").await.delete("/sessions/current").await.expect(204);
}

/// The plan of 2025, what is in it, and the one of 2026.
pub async fn plan(walk: &mut Walk) {
    let office = walk.app.supervisor().await;
    walk.change(&office, "/plans/code:2025", json!({"document": "区委经济工作会议"})).await;
    let area =
        office.post("/areas", &json!({"plan": "code:2025", "code": "2", "name": "促消费扩投资"})).await.expect(201);
    walk.change(&office, &path("areas", &area), json!({"description": "一头抓消费"})).await;
    let fact = json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "2024年收储土地", "role": "baseline", "value": "1106", "unit": "亩"});
    let fact = office.post("/facts", &fact).await.expect(201);
    walk.change(&office, &path("facts", &fact), json!({"printed_value": "1106亩"})).await;
    let new = crate::kit::indicator("2.8", json!({}));
    let indicator = office.post("/indicators", &new).await.expect(201);
    walk.change(&office, &path("indicators", &indicator), json!({"description": "累计数"})).await;
    let support =
        json!({"bureau": "code:science", "role": "supporting", "effective_from": "2025-03-01", "source": "confirmed"});
    office.post("/indicators/code:2.8/assignments", &support).await.expect(201);
    let ending = json!({"bureau": "code:science", "effective_to": "2025-07-01"});
    walk.act(&office, &format!("{}/assignments/end", path("indicators", &indicator)), ending).await;
    let target = json!({"value": "335.3", "comparator": "gte", "commitment": "plan", "effective_from": "2025-01-01", "document": "d", "reason": "r"});
    office.post("/indicators/code:2.9/targets", &target).await.expect(201);
    let (lead, proposals) = (walk.app.lead("housing").await, "/indicators/code:2.9/trajectories");
    let values = ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100", "335.3"];
    for (action, body) in [("withdraw", json!({})), ("reject", json!({"reason": "偏低"})), ("approve", json!({}))] {
        let made = lead.post(proposals, &trajectories::body(&values, "2025-10-10")).await.expect(201);
        let by = if action == "withdraw" { &lead } else { &office };
        walk.act(by, &format!("{}/{action}", path("trajectories", &made)), body).await;
    }
    let day = json!({"date": "2027-02-08", "kind": "holiday", "name": "春节", "document": "国务院办公厅通知"});
    office.post("/holidays", &day).await.expect(201);
    // A day off at the end of October moves the due time of the period before.
    let day = json!({"date": "2025-11-03", "kind": "holiday", "name": "临时放假", "document": "国务院办公厅通知"});
    office.post("/holidays", &day).await.expect(201);
    for code in ["2025-10", "2025-11"] {
        let period = office.get(&format!("/periods/code:{code}")).await.expect(200);
        let day = period.body["due_at"].as_str().unwrap()[..10].to_owned();
        let holiday = json!({"date": day, "kind": "holiday", "name": "临时放假", "document": "通知"});
        if office.post("/holidays", &holiday).await.status == 201 {
            let recompute = json!({"reason": "临时放假"});
            walk.act(&office, &format!("{}/recompute-due", path("periods", &period)), recompute).await;
        }
    }
}

/// The four libraries.
pub async fn projects(walk: &mut Walk) {
    let office = walk.app.supervisor().await;
    let post = |code: &str| json!({"code": code, "title": "分管城建的副区长"});
    let leader = office.post("/leader-posts", &post("L001")).await.expect(201);
    office.post("/leader-posts", &post("L002")).await.expect(201);
    walk.change(&office, &path("leader-posts", &leader), json!({"title": "常务副区长"})).await;
    let term = json!({"holder": null, "effective_from": "2025-07-01", "document": "区委〔2025〕21号"});
    walk.act(&office, &format!("{}/terms", path("leader-posts", &leader)), term).await;
    let new = project("P002", "proposed", json!({"areas": ["code:1"], "lead_bureau": "code:industry"}));
    let made = office.post("/projects", &new).await.expect(201);
    let of = path("projects", &made);
    walk.change(&office, &of, json!({"year_investment": "8000"})).await;
    let charge = json!({"post": "code:L002", "effective_from": "2025-07-01", "source": "confirmed", "document": "区委办〔2025〕18号"});
    walk.act(&office, &format!("{of}/leaders"), charge).await;
    let stop =
        json!({"kind": "postponed", "reason": "供地未完成", "document": "纪要9号", "effective_on": "2025-02-06"});
    walk.act(&office, &format!("{of}/suspend"), stop).await;
    walk.act(&office, &format!("{of}/resume"), json!({"reason": "已供地", "effective_on": "2025-03-01"})).await;
    walk.act(&office, &format!("{of}/transitions"), to("under_construction", "2025-03-28", json!({}))).await;
    let years = json!({"years": [{"year": 2025, "planned": "8000"}]});
    walk.take(&office, Method::PUT, &format!("{of}/year-plans"), years).await;
    let money = json!({"as_of": "2025-09-30", "contracted": "9000", "completed_to_date": "5000"});
    office.post(&format!("{of}/investments"), &money).await.expect(201);
    office.post("/renewal-districts", &json!({"plan": "code:2025", "code": "RD1", "name": "片区一"})).await.expect(201);
    walk.change(&office, "/renewal-districts/code:RD1", json!({"name": "第一片区"})).await;
    office.post("/renewal-units", &json!({"district": "code:RD1", "code": "RU1", "name": "单元一"})).await.expect(201);
    walk.change(&office, "/renewal-units/code:RU1", json!({"name": "第一单元"})).await;
    let renewal = project("P003", "reserve", json!({"areas": ["code:1"], "field": "urban_renewal"}));
    let renewal = path("projects", &office.post("/projects", &renewal).await.expect(201));
    walk.take(&office, Method::PUT, &format!("{renewal}/renewal-unit"), json!({"unit": "code:RU1"})).await;
    walk.act(&office, &format!("{of}/transitions"), to("completed", "2025-08-30", json!({}))).await;
    let used = json!({"in_use_on": "2025-09-01", "evidence": [{"kind": "commissioning", "description": "投入使用", "date": "2025-09-01"}]});
    walk.act(&office, &format!("{of}/put-into-use"), used).await;
    milestones(walk).await;
    recorded(walk, &of).await;
    list_items(walk).await;
}

async fn milestones(walk: &mut Walk) {
    let office = walk.app.supervisor().await;
    let new = |code: &str| json!({"area": "code:1", "code": code, "name": "节点", "due_on": "2025-11-30", "due_confidence": "printed"});
    let first = office.post("/milestones", &new("M901")).await.expect(201);
    let second = office.post("/milestones", &new("M902")).await.expect(201);
    walk.change(&office, &path("milestones", &first), json!({"name": "供地"})).await;
    let waits = json!({"upstream": "code:M901", "lag_days": 0, "comment": "供地即开工"});
    walk.act(&office, &format!("{}/dependencies", path("milestones", &second)), waits).await;
    let moved = json!({"forecast_on": "2025-12-15", "cause": "land_supply", "reason": "地块12月中旬才能交付"});
    walk.act(&office, &format!("{}/forecasts", path("milestones", &first)), moved).await;
    let ended = json!({"upstream": "code:M901"});
    walk.act(&office, &format!("{}/dependencies/end", path("milestones", &second)), ended).await;
}

/// Registry entries and obstacles of a project.
async fn recorded(walk: &mut Walk, project: &str) {
    let office = walk.app.supervisor().await;
    let id = project.rsplit('/').next().unwrap();
    let entry = json!({"project": id, "registry": "urban_renewal", "number": "C1", "entered_on": "2025-03-31"});
    let entry = office.post("/registry-entries", &entry).await.expect(201);
    walk.change(&office, &path("registry-entries", &entry), json!({"number": "C2"})).await;
    let left = json!({"left_on": "2025-09-01", "reason": "项目合并"});
    walk.act(&office, &format!("{}/leave", path("registry-entries", &entry)), left).await;
    let obstacle = json!({"project": id, "title": "未签协议", "category": "other", "level": 3, "owner": "code:housing", "due_on": "2025-12-31"});
    let obstacle = path("obstacles", &office.post("/obstacles", &obstacle).await.expect(201));
    walk.change(&office, &obstacle, json!({"description": "约1.2万平方米"})).await;
    walk.act(&office, &format!("{obstacle}/escalate"), json!({"reason": "协调未果", "due_on": "2025-12-15"})).await;
    let how = json!({"resolved_on": "2025-10-10", "resolution": "已签"});
    walk.act(&office, &format!("{obstacle}/resolve"), how).await;
}

async fn list_items(walk: &mut Walk) {
    let (office, lead) = (walk.app.supervisor().await, walk.app.lead("industry").await);
    let item = |name: &str| json!({"name": name, "counted_on": "2025-06-18", "evidence": "登记信息"});
    let mut proposed = Vec::new();
    for name in ["甲公司", "乙公司", "丙公司"] {
        let made = lead.post("/indicators/code:5.1/list-items", &item(name)).await.expect(201);
        proposed.push(path("list-items", &made));
    }
    let why = json!({"reason": "登记日期在上一年度"});
    walk.act(&lead, &format!("{}/withdraw", proposed[0]), why.clone()).await;
    walk.act(&office, &format!("{}/reject", proposed[1]), why.clone()).await;
    walk.act(&office, &format!("{}/approve", proposed[2]), json!({})).await;
    walk.act(&office, &format!("{}/withdraw", proposed[2]), why).await;
}

/// Reports from draft to correction, extensions, exceptions, lights.
pub async fn reporting(walk: &mut Walk) {
    crate::progress::rule_set(&walk.app, "410102");
    let (office, lead) = (walk.app.supervisor().await, walk.app.lead("housing").await);
    let report = path("reports", &draft_for(&lead, "2.9", "2025-09", json!({"value": "215", "unit": "亿元"})).await);
    walk.change(&lead, &report, json!({"value": "215.3"})).await;
    walk.act(&lead, &format!("{report}/submit"), json!({})).await;
    walk.act(&lead, &format!("{report}/withdraw"), json!({})).await;
    walk.act(&lead, &format!("{report}/submit"), json!({})).await;
    let back =
        json!({"reason": "figure_wrong", "comment": "请核实", "fields": [{"field": "value", "comment": "差2.1亿元"}]});
    walk.act(&office, &format!("{report}/return"), back).await;
    walk.act(&lead, &format!("{report}/submit"), json!({})).await;
    walk.act(&office, &format!("{report}/approve"), json!({"comment": "一致"})).await;
    let correct = json!({"reason": "clerical_error", "evidence": "原始台账", "changes": {"value": "214.3"}});
    let draft = walk.act(&lead, &format!("{report}/corrections"), correct.clone()).await;
    walk.act(&lead, &format!("{}/discard", path("reports", &draft)), json!({})).await;
    let serving = lead.get(&report).await.expect(200);
    let draft =
        path("reports", &lead.act(&format!("{report}/corrections"), serving.etag(), &correct).await.expect(201));
    walk.act(&lead, &format!("{draft}/submit"), json!({})).await;
    walk.act(&office, &format!("{draft}/approve"), json!({})).await;
    let admin = walk.app.user("system-admin").await;
    let marked = json!({"statistics_authority": true});
    walk.change(&admin, "/bureaus/code:science", marked).await;
    let confirmed = json!({"period": "2025-09", "value": "214.3", "document": "统函〔2026〕3号"});
    let statistics = walk.app.lead("science").await;
    statistics.post("/indicators/code:2.9/confirmations", &confirmed).await.expect(201);
    let ask = json!({"indicator": "code:1.8", "period": "2025-09", "due_on": "2025-10-20", "reason": "审计"});
    for (action, body) in [("withdraw", json!({})), ("reject", json!({"reason": "按期"})), ("approve", json!({}))] {
        let asked = lead.post("/extensions", &ask).await.expect(201);
        let by = if action == "withdraw" { &lead } else { &office };
        walk.act(by, &format!("{}/{action}", path("extensions", &asked)), body).await;
    }
    let set = json!({"period": "2025-08", "light": "red", "reason": "r"});
    let set = office.post("/indicators/code:1.8/light-overrides", &set).await.expect(201);
    walk.act(&office, &format!("{}/revoke", path("light-overrides", &set)), json!({"reason": "已核定"})).await;
    let august = office.get("/periods/code:2025-08").await.expect(200);
    walk.act(&office, &format!("{}/close", path("periods", &august)), json!({})).await;
    let except = json!({"period": "2025-08", "bureau": "code:housing", "until": "2025-10-20", "reason": "补报"});
    let exception = office.post("/period-exceptions", &except).await.expect(201);
    walk.act(&office, &format!("{}/end", path("period-exceptions", &exception)), json!({"reason": "已补报"})).await;
    walk.act(&office, &format!("{}/reopen", path("periods", &august)), json!({"reason": "补报"})).await;
    let rules = example("create_rule_set");
    office.post("/rule-sets", &rules).await.expect(201);
    office.post("/ranking-rules", &example("create_ranking_rules")).await.expect(201);
    office.post("/reminder-rules", &example("create_reminder_rules")).await.expect(201);
}

/// Orders, reminders, bulletins.
pub async fn supervision(walk: &mut Walk) {
    let (office, lead) = (walk.app.supervisor().await, walk.app.lead("housing").await);
    let order = path("supervision-orders", &crate::kit::supervision::issue(&office, json!({})).await);
    walk.act(&lead, &format!("{order}/sign"), json!({})).await;
    walk.act(&lead, &format!("{order}/feedback"), json!({"text": "正在签约", "progress_percent": 78})).await;
    let ask = json!({"due_on": "2025-11-30", "reason": "权属争议"});
    walk.act(&lead, &format!("{order}/request-extension"), ask).await;
    walk.act(&office, &format!("{order}/approve-extension"), json!({"comment": "同意"})).await;
    let ask = json!({"due_on": "2025-12-10", "reason": "仍在诉讼"});
    walk.act(&lead, &format!("{order}/request-extension"), ask).await;
    walk.act(&office, &format!("{order}/reject-extension"), json!({"reason": "理由不足"})).await;
    let instruct = json!({"text": "请倒排工期"});
    walk.act(&walk.app.leader().await, &format!("{order}/instructions"), instruct).await;
    let done = json!({"result": "已完成", "evidence": "协议清单"});
    walk.act(&lead, &format!("{order}/apply-closure"), done.clone()).await;
    walk.act(&office, &format!("{order}/return"), json!({"reason": "缺凭证"})).await;
    walk.act(&lead, &format!("{order}/apply-closure"), done).await;
    walk.act(&office, &format!("{order}/close"), json!({"grade": "good", "comment": "齐全"})).await;
    let other = path("supervision-orders", &crate::kit::supervision::issue(&office, json!({})).await);
    walk.act(&office, &format!("{other}/cancel"), json!({"reason": "已并入另一单"})).await;
    walk.app.raise_due();
    let reminders = lead.get("/reminders").await.expect(200);
    let reminder = format!("/reminders/{}", reminders.body["items"][0]["id"].as_str().unwrap());
    walk.act(&lead, &format!("{reminder}/acknowledge"), json!({})).await;
    bulletins(walk).await;
}

async fn bulletins(walk: &mut Walk) {
    let (office, lead) = (walk.app.supervisor().await, walk.app.lead("housing").await);
    let until = json!({"objections_until": "2025-10-13"});
    let drafted = json!({"title": "1—9月进展通报"});
    let bulletin = path("bulletins", &office.post("/bulletins", &drafted).await.expect(201));
    walk.act(&office, &format!("{bulletin}/recapture"), json!({"cut_off_at": "2025-10-09T16:00:00Z"})).await;
    walk.act(&office, &format!("{bulletin}/circulate"), until.clone()).await;
    walk.act(&office, &format!("{bulletin}/redraft"), json!({"reason": "采纳异议"})).await;
    walk.act(&office, &format!("{bulletin}/circulate"), until.clone()).await;
    let objection = walk.act(&lead, &format!("{bulletin}/objections"), json!({"text": "未计入两个项目"})).await;
    let decide = format!("/bulletin-objections/{}/reject", objection.id());
    walk.act(&office, &decide, json!({"reason": "10月才入统"})).await;
    let objection = walk.act(&lead, &format!("{bulletin}/objections"), json!({"text": "名称有误"})).await;
    let decide = format!("/bulletin-objections/{}/approve", objection.id());
    walk.act(&office, &decide, json!({"comment": "已更正"})).await;
    let abandoned = path("bulletins", &office.post("/bulletins", &drafted).await.expect(201));
    walk.act(&office, &format!("{abandoned}/abandon"), json!({"reason": "重复"})).await;
    let recalled = path("bulletins", &office.post("/bulletins", &drafted).await.expect(201));
    walk.act(&office, &format!("{recalled}/circulate"), until).await;
    walk.act(&office, &format!("{recalled}/abandon"), json!({"reason": "不再印发"})).await;
    walk.app.set_time("2025-10-13T16:00:00.000001Z");
    let office = walk.app.supervisor().await;
    walk.act(&office, &format!("{bulletin}/publish"), json!({})).await;
    walk.act(&office, &format!("{bulletin}/errata"), json!({"text": "附表第1行有误"})).await;
}

/// The end of a year: every period closed, and the plan with them.
pub async fn year(walk: &mut Walk) {
    walk.app.set_time("2026-02-10T02:00:00Z");
    let office = walk.app.supervisor().await;
    let periods = office.get("/periods?plan=code:2025&limit=20").await.expect(200).body;
    for period in periods["items"].as_array().unwrap().iter().filter(|period| period["closed_at"].is_null()) {
        let at = format!("/periods/{}", period["id"].as_str().unwrap());
        let seen = office.get(&at).await.expect(200);
        office.act(&format!("{at}/close"), seen.etag(), &json!({})).await.expect(200);
    }
    let plan = office.get("/plans/code:2025").await.expect(200);
    walk.act(&office, &format!("{}/close-year", path("plans", &plan)), json!({"reason": "已验收"})).await;
    walk.act(&office, &format!("{}/reopen-year", path("plans", &plan)), json!({"reason": "需更正"})).await;
}
