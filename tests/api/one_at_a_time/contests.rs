//! What twelve do at once, for each code.
use super::Entrant;
use crate::{
    kit::{
        Client, Database, TestApp, indicator,
        reporting::{approved, draft_for},
        supervision,
    },
    projects::body as project_body,
    trajectories,
};
use duban::{
    directory::bootstrap::issue_code,
    foundation::{db::migrations, error::Code},
};
use reqwest::Method;
use serde_json::{Value, json};

const TWELVE: std::ops::Range<usize> = 0..12;

/// The same twelve times.
fn same(client: &Client, path: &str, etag: Option<&str>, body: Value) -> Vec<Entrant> {
    TWELVE.map(|_| entrant(client, path, etag, body.clone())).collect()
}
/// Twelve that differ by a number, 1 to 12.
fn each(client: &Client, path: &str, etag: Option<&str>, body: impl Fn(usize) -> Value) -> Vec<Entrant> {
    TWELVE.map(|at| entrant(client, path, etag, body(at + 1))).collect()
}
fn entrant(client: &Client, path: &str, etag: Option<&str>, body: Value) -> Entrant {
    let (path, etag) = (path.to_owned(), etag.map(str::to_owned));
    Entrant { client: client.clone(), method: Method::POST, path, etag, body }
}
fn closed(code: &str) -> String {
    format!("/periods/code:{code}/close")
}

/// A database of its own, and who come at once on it.
pub async fn contest(code: Code, round: usize) -> (TestApp, Vec<Entrant>) {
    if code == Code::BootstrapDone {
        return bootstrap().await;
    }
    let app = TestApp::with_supervision().await;
    let entrants = match code {
        Code::CorrectionPending | Code::ExtensionPending | Code::ExceptionExists => reporting(&app, code, round).await,
        Code::ReportExists
        | Code::FigureConfirmed
        | Code::LightOverridden
        | Code::CalendarExists
        | Code::TrajectoryDateTaken
        | Code::ListItemDuplicate => of_indicators(&app, code).await,
        Code::JurisdictionCodeTaken
        | Code::BureauCodeTaken
        | Code::UnifiedCodeTaken
        | Code::UsernameTaken
        | Code::LastAdministrator => directory(&app, code).await,
        Code::OrderExtensionPending
        | Code::ReminderRulesDateTaken
        | Code::RuleSetDateTaken
        | Code::ObjectionRepeated
        | Code::BulletinNumberTaken => supervision(&app, code).await,
        Code::MilestoneCodeTaken
        | Code::MilestoneKindTaken
        | Code::DependencyExists
        | Code::DependencyCycle
        | Code::LeaderPostCodeTaken
        | Code::LeaderTermTaken
        | Code::ProjectLeaderTaken
        | Code::ProjectSuspended
        | Code::RegistryEntryOpen
        | Code::RegistryNumberTaken => projects(&app, code).await,
        _ => plan(&app, code).await,
    };
    (app, entrants)
}

async fn bootstrap() -> (TestApp, Vec<Entrant>) {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let app = TestApp::on(database).await;
    let now = app.state.clock.now();
    let code = app.state.db.write_blocking(move |conn| issue_code(conn, now)).unwrap().unwrap();
    let person = |name: &str| json!({"username": name, "display_name": name, "password": "Initial-2025-pass"});
    let body = json!({"code": code, "jurisdiction": {"code": "410102", "name": "中原区"}, "system_admin": person("sys.admin"),
        "security_admin": person("sec.admin"), "audit_admin": person("aud.admin")});
    let entrants = same(&app.nobody(), "/bootstrap", None, body);
    (app, entrants)
}

async fn directory(app: &TestApp, code: Code) -> Vec<Entrant> {
    let admin = app.user("system-admin").await;
    let bureau = |code: String, unified: Option<&str>| json!({"code": code, "name": "水利局", "kind": "bureau", "source": "confirmed", "unified_code": unified});
    match code {
        Code::JurisdictionCodeTaken => {
            let city = app.user("city-system-admin").await;
            same(&city, "/jurisdictions", None, json!({"code": "410104", "name": "管城回族区"}))
        }
        Code::BureauCodeTaken => same(&admin, "/bureaus", None, bureau("water".into(), None)),
        Code::UnifiedCodeTaken => {
            each(&admin, "/bureaus", None, |at| bureau(format!("water{at}"), Some("11410102005253103C")))
        }
        Code::UsernameTaken => {
            let clerk = json!({"username": "one.clerk", "display_name": "甲", "password": "Initial-2025-pass"});
            same(&admin, "/users", None, clerk)
        }
        _ => {
            let security = app.user("security-admin").await;
            for at in 1..12 {
                let clerk =
                    json!({"username": format!("audit.{at}"), "display_name": "审计", "password": "Initial-2025-pass"});
                let made = admin.post("/users", &clerk).await.expect(201);
                let roles = json!({"roles": ["audit_admin"]});
                security.put(&format!("/users/{}/roles", made.id()), made.etag(), &roles).await.expect(200);
            }
            let page = admin.get("/users?role=audit_admin&limit=50").await.expect(200).body;
            let mut all = Vec::new();
            for user in page["items"].as_array().unwrap() {
                let path = format!("/users/{}", user["id"].as_str().unwrap());
                let etag = admin.get(&path).await.expect(200).etag().to_owned();
                let body = json!({"active": false});
                all.push(Entrant { client: admin.clone(), method: Method::PATCH, path, etag: Some(etag), body });
            }
            all
        }
    }
}

async fn plan(app: &TestApp, code: Code) -> Vec<Entrant> {
    let office = app.supervisor().await;
    let target = |at: usize| {
        json!({"value": "9", "comparator": "gte", "commitment": "plan", "effective_from": format!("2025-06-{at:02}"),
            "document": "纪要", "reason": "调整"})
    };
    match code {
        Code::PlanYearTaken => same(&office, "/plans", None, json!({"year": 2026, "title": "十项工作"})),
        Code::AreaCodeTaken => {
            same(&office, "/areas", None, json!({"plan": "code:2025", "code": "9", "name": "第九项"}))
        }
        Code::FactCodeTaken => {
            let fact =
                json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "基数", "role": "baseline"});
            same(&office, "/facts", None, fact)
        }
        Code::IndicatorCodeTaken => {
            let new = indicator("1.99", json!({"area": "code:1", "supporting_bureaus": []}));
            same(&office, "/indicators", None, new)
        }
        Code::TargetDateTaken => same(&office, "/indicators/code:2.9/targets", None, target(1)),
        Code::AssignmentTaken => {
            let body = json!({"bureau": "code:science", "role": "supporting", "effective_from": "2025-12-01", "source": "confirmed"});
            same(&office, "/indicators/code:2.9/assignments", None, body)
        }
        Code::ProjectCodeTaken => {
            let body = project_body("P009", "proposed", json!({"areas": ["code:1"]}));
            same(&office, "/projects", None, body)
        }
        Code::RenewalCodeTaken => {
            same(&office, "/renewal-districts", None, json!({"plan": "code:2025", "code": "RD1", "name": "片区一"}))
        }
        Code::HolidayExists => {
            let day =
                json!({"date": "2025-11-07", "kind": "holiday", "name": "调休", "document": "国办发明电〔2025〕9号"});
            same(&office, "/holidays", None, day)
        }
        other => panic!("no contest for {other:?}"),
    }
}

async fn of_indicators(app: &TestApp, code: Code) -> Vec<Entrant> {
    let (office, lead) = (app.supervisor().await, app.lead("housing").await);
    match code {
        Code::ReportExists => {
            let body = json!({"indicator": "code:1.8", "period": "2025-09", "value": "1", "unit": "亩"});
            same(&lead, "/reports", None, body)
        }
        Code::FigureConfirmed => {
            let admin = app.user("system-admin").await;
            let bureau = admin.get("/bureaus/code:science").await.expect(200);
            let marked = json!({"statistics_authority": true});
            admin.patch("/bureaus/code:science", bureau.etag(), &marked).await.expect(200);
            approved(app, "housing", "2.9", "2025-09", json!({"value": "215.3", "unit": "亿元"})).await;
            let body = json!({"period": "2025-09", "value": "215.3", "document": "统函〔2026〕3号"});
            same(&app.lead("science").await, "/indicators/code:2.9/confirmations", None, body)
        }
        Code::LightOverridden => {
            let body = json!({"period": "2025-09", "light": "red", "reason": "核实"});
            same(&office, "/indicators/code:1.8/light-overrides", None, body)
        }
        Code::CalendarExists => {
            office.post("/plans", &json!({"year": 2026, "title": "十项工作"})).await.expect(201);
            same(&office, "/periods", None, json!({"plan": "code:2026"}))
        }
        Code::ListItemDuplicate => {
            let item =
                json!({"name": "甲公司", "counted_on": "2025-06-18", "evidence": "登记信息", "project": "code:P001"});
            same(&app.lead("industry").await, "/indicators/code:5.1/list-items", None, item)
        }
        _ => {
            let target = json!({"value": "335.3", "comparator": "gte", "commitment": "plan", "effective_from": "2025-01-01",
                "document": "方案", "reason": "原定"});
            office.post("/indicators/code:2.9/targets", &target).await.expect(201);
            let values = ["10", "40", "70", "100", "140", "180", "210", "240", "280", "310", "335.3"];
            let mut all = Vec::new();
            for _ in TWELVE {
                let way = trajectories::body(&values, "2025-10-10");
                let made = lead.post("/indicators/code:2.9/trajectories", &way).await.expect(201);
                let seen = office.get(&format!("/trajectories/{}", made.id())).await.expect(200);
                let path = format!("/trajectories/{}/approve", made.id());
                all.push(entrant(&office, &path, Some(seen.etag()), json!({})));
            }
            all
        }
    }
}

async fn reporting(app: &TestApp, code: Code, round: usize) -> Vec<Entrant> {
    let (office, lead) = (app.supervisor().await, app.lead("housing").await);
    match code {
        Code::CorrectionPending => {
            let report = approved(app, "housing", "2.9", "2025-09", json!({"value": "215", "unit": "亿元"})).await;
            let path = format!("/reports/{}/corrections", report.id());
            let seen = lead.get(&format!("/reports/{}", report.id())).await.expect(200);
            each(&lead, &path, Some(seen.etag()), |at| {
                let changes = json!({"value": format!("{}", 215 + at + round)});
                json!({"reason": "clerical_error", "evidence": "台账", "changes": changes})
            })
        }
        Code::ExtensionPending => {
            draft_for(&lead, "1.8", "2025-09", json!({"value": "1", "unit": "亩"})).await;
            let body = json!({"indicator": "code:1.8", "period": "2025-09", "due_on": "2025-10-20", "reason": "审计"});
            same(&lead, "/extensions", None, body)
        }
        _ => {
            let period = office.get("/periods/code:2025-08").await.expect(200);
            office.act(&closed("2025-08"), period.etag(), &json!({})).await.expect(200);
            let body = json!({"period": "2025-08", "bureau": "code:housing", "until": "2025-10-20", "reason": "补报"});
            same(&office, "/period-exceptions", None, body)
        }
    }
}

async fn projects(app: &TestApp, code: Code) -> Vec<Entrant> {
    let office = app.supervisor().await;
    let milestone = |code: &str, kind: &str| json!({"project": "code:P001", "code": code, "kind": kind, "name": "节点", "due_on": "2025-12-01", "due_confidence": "printed"});
    let registered = |project: &str, number: String| json!({"project": format!("code:{project}"), "registry": "urban_renewal", "number": number, "entered_on": "2025-03-31"});
    let project = office.get("/projects/code:P001").await.expect(200);
    let post = json!({"code": "L1", "title": "分管城建的副区长"});
    match code {
        Code::MilestoneCodeTaken => same(&office, "/milestones", None, milestone("M1", "other")),
        Code::MilestoneKindTaken => each(&office, "/milestones", None, |at| milestone(&format!("C{at}"), "completion")),
        Code::DependencyExists | Code::DependencyCycle => {
            for code in ["A", "B"] {
                office.post("/milestones", &milestone(code, "other")).await.expect(201);
            }
            let (a, b) = (office.get("/milestones/code:A").await, office.get("/milestones/code:B").await);
            let wait = |of: &str, upstream: &str, etag: &str| {
                let body = json!({"upstream": format!("code:{upstream}"), "lag_days": 0});
                entrant(&office, &format!("/milestones/code:{of}/dependencies"), Some(etag), body)
            };
            if code == Code::DependencyExists {
                return TWELVE.map(|_| wait("A", "B", a.etag())).collect();
            }
            // Of the two that would make a circle one is taken; the others of its kind lose by their version.
            TWELVE.map(|at| if at % 2 == 0 { wait("A", "B", a.etag()) } else { wait("B", "A", b.etag()) }).collect()
        }
        Code::LeaderPostCodeTaken => same(&office, "/leader-posts", None, post),
        Code::LeaderTermTaken => {
            let made = office.post("/leader-posts", &post).await.expect(201);
            let path = format!("/leader-posts/{}/terms", made.id());
            same(&office, &path, Some(made.etag()), json!({"holder": "甲", "effective_from": "2025-01-01"}))
        }
        Code::ProjectLeaderTaken => {
            office.post("/leader-posts", &post).await.expect(201);
            let body =
                json!({"post": "code:L1", "effective_from": "2025-01-10", "source": "confirmed", "document": "d"});
            same(&office, "/projects/code:P001/leaders", Some(project.etag()), body)
        }
        Code::ProjectSuspended => {
            let body = json!({"kind": "stopped", "reason": "资金", "document": "纪要", "effective_on": "2025-10-01"});
            same(&office, "/projects/code:P001/suspend", Some(project.etag()), body)
        }
        Code::RegistryEntryOpen => each(&office, "/registry-entries", None, |at| registered("P001", format!("C{at}"))),
        _ => {
            for at in TWELVE {
                let body = project_body(&format!("Q{at:02}"), "reserve", json!({"areas": ["code:1"]}));
                office.post("/projects", &body).await.expect(201);
            }
            each(&office, "/registry-entries", None, |at| registered(&format!("Q{:02}", at - 1), "C1".into()))
        }
    }
}

async fn supervision(app: &TestApp, code: Code) -> Vec<Entrant> {
    let (office, lead) = (app.supervisor().await, app.lead("housing").await);
    match code {
        Code::OrderExtensionPending => {
            let order = supervision::issue(&office, json!({})).await;
            let order = lead.get(&format!("/supervision-orders/{}", order.id())).await.expect(200);
            let order = supervision::act(&lead, &order, "sign", json!({})).await.expect(200);
            let path = format!("/supervision-orders/{}/request-extension", order.id());
            same(&lead, &path, Some(order.etag()), json!({"due_on": "2025-10-31", "reason": "征迁"}))
        }
        Code::ReminderRulesDateTaken => {
            let content = office.get("/reminder-rules/code:1").await.expect(200).body["content"].clone();
            let body = json!({"effective_from": "2025-10-28", "description": "放宽", "content": content});
            same(&office, "/reminder-rules", None, body)
        }
        Code::RuleSetDateTaken => {
            crate::progress::rule_set(app, "410102");
            same(&office, "/rule-sets", None, crate::rule_sets::strict("2025-10-15"))
        }
        Code::ObjectionRepeated => {
            let made = office.post("/bulletins", &json!({"title": "通报"})).await.expect(201);
            let path = format!("/bulletins/{}", made.id());
            let until = json!({"objections_until": "2025-10-13"});
            office.act(&format!("{path}/circulate"), made.etag(), &until).await.expect(200);
            let seen = lead.get(&path).await.expect(200);
            same(&lead, &format!("{path}/objections"), Some(seen.etag()), json!({"text": "未计入9月底补报的项目。"}))
        }
        _ => {
            let mut all = Vec::new();
            for at in TWELVE {
                let made = office.post("/bulletins", &json!({"title": format!("通报{at}")})).await.expect(201);
                let path = format!("/bulletins/{}", made.id());
                let until = json!({"objections_until": "2025-10-13"});
                office.act(&format!("{path}/circulate"), made.etag(), &until).await.expect(200);
                all.push(path);
            }
            app.set_time("2025-10-14T02:00:00Z");
            let (office, mut entrants) = (app.supervisor().await, Vec::new());
            for path in all {
                let seen = office.get(&path).await.expect(200);
                entrants.push(entrant(&office, &format!("{path}/publish"), Some(seen.etag()), json!({})));
            }
            entrants
        }
    }
}
