//! What was done with reports, milestones, obstacles and projects is told as it was recorded, and stays told.
use crate::{
    changes::{changes, of, text},
    kit::{Answer, TestApp, reporting::act},
    progress::{indicator, plan, submitted, value},
    projects::{self, project},
    transitions::to,
};
use serde_json::{Value, json};

async fn told(app: &TestApp, from: &str, to: &str) -> Vec<(String, String, String)> {
    let all = changes(&app.supervisor().await, &format!("from=2025-{from}&to=2025-{to}")).await;
    let told = |one: &Value| ["kind", "after", "since"].map(|name| text(one, name).to_owned()).into();
    all.iter().map(told).collect()
}
fn row(kind: &str, after: &str, since: &str) -> (String, String, String) {
    (kind.into(), after.into(), format!("2025-{since}"))
}
async fn done(app: &TestApp, user: &str, report: &Answer, action: &str, body: Value) {
    let client = app.user(user).await;
    let seen = client.get(&format!("/reports/{}", report.id())).await.expect(200);
    act(&client, &seen, action, body).await.expect(200);
}

#[actix_web::test]
async fn what_was_done_with_a_report_stays_told_with_the_status_of_then() {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.1", json!({})).await;
    app.set_time("2025-10-11T02:00:00Z");
    let report = submitted(&app, "housing", "2.1", "2025-09", value("210")).await;
    let back = json!({"reason": "figure_wrong", "comment": "请核实"});
    for (day, user, action, body) in [
        ("12", "supervisor", "return", back),
        ("13", "housing-lead", "submit", json!({})),
        ("14", "housing-lead", "withdraw", json!({})),
        ("15", "housing-lead", "submit", json!({})),
        ("16", "supervisor", "approve", json!({})),
    ] {
        app.set_time(&format!("2025-10-{day}T02:00:00Z"));
        done(&app, user, &report, action, body).await;
    }
    let of_reports = async |from: &str, to: &str| -> Vec<(String, String, String)> {
        told(&app, from, to).await.into_iter().filter(|(kind, ..)| kind.starts_with("report_")).collect()
    };
    for (from, to, expected) in [
        ("10-10", "10-11", row("report_received", "submitted", "10-11")),
        ("10-11", "10-12", row("report_returned", "returned", "10-12")),
        ("10-12", "10-13", row("report_received", "submitted", "10-13")),
        ("10-13", "10-14", row("report_withdrawn", "withdrawn", "10-14")),
        ("10-14", "10-15", row("report_received", "submitted", "10-15")),
        ("10-15", "10-16", row("report_approved", "approved", "10-16")),
    ] {
        assert_eq!(of_reports(from, to).await, [expected], "{from}..{to}");
    }
    let whole = of_reports("10-10", "10-16").await;
    assert_eq!(whole.iter().filter(|(kind, ..)| kind == "report_received").count(), 3, "{whole:?}");
    let hidden = changes(&app.lead("science").await, "from=2025-10-10&to=2025-10-16").await;
    assert!(hidden.iter().all(|one| !text(one, "kind").starts_with("report_")), "{hidden:#?}");
}

#[actix_web::test]
async fn recording_for_a_past_day_changes_nothing_that_was_told_of_it() {
    let app = TestApp::with_supervision().await;
    app.set_time("2025-10-11T02:00:00Z");
    let supervisor = app.supervisor().await;
    let new = json!({"project": "code:P001", "code": "M1", "name": "封顶", "due_on": "2025-10-12", "due_confidence": "printed"});
    let milestone = supervisor.post("/milestones", &new).await.expect(201);
    let obstacle = json!({"project": "code:P001", "title": "未签协议", "category": "other", "level": 1, "owner": "code:housing", "due_on": "2025-12-31"});
    let obstacle = supervisor.post("/obstacles", &obstacle).await.expect(201);
    let (path, mut etag) = (format!("/milestones/{}", milestone.id()), milestone.etag().to_owned());
    for (day, forecast_on) in [("14", "2025-12-15"), ("15", "2025-12-31")] {
        app.set_time(&format!("2025-10-{day}T02:00:00Z"));
        let forecast = json!({"forecast_on": forecast_on, "cause": "land_supply", "reason": "晚交地"});
        let moved = app.supervisor().await.act(&format!("{path}/forecasts"), &etag, &forecast).await.expect(200);
        etag = moved.etag().to_owned();
    }
    app.set_time("2025-10-16T02:00:00Z");
    let before = told(&app, "10-11", "10-13").await;
    assert_eq!(before, [row("milestone_missed", "", "10-13")]);
    assert_eq!(told(&app, "10-13", "10-16").await, [row("milestone_slipped", "2025-12-31", "10-15")], "one row");
    app.set_time("2025-10-20T02:00:00Z");
    let supervisor = app.supervisor().await;
    supervisor.patch(&path, &etag, &json!({"completed_on": "2025-10-12"})).await.expect(200);
    let solved = json!({"resolved_on": "2025-10-12", "resolution": "已签协议"});
    supervisor.act(&format!("/obstacles/{}/resolve", obstacle.id()), obstacle.etag(), &solved).await.expect(200);
    assert_eq!(told(&app, "10-11", "10-13").await, before);
    let recorded = [row("milestone_reached", "2025-10-12", "10-20"), row("obstacle_resolved", "2025-10-12", "10-20")];
    assert_eq!(told(&app, "10-16", "10-20").await, recorded);
    let all = changes(&app.supervisor().await, "from=2025-10-10&to=2025-10-20").await;
    let [slip] = of(&all, "milestone_slipped")[..] else { panic!("{all:#?}") };
    assert_eq!((text(slip, "before"), text(slip, "after")), ("2025-10-12", "2025-12-31"));
    assert_eq!(text(slip, "sentence_zh"), "节点“封顶”（M1）由10月12日推迟到12月31日（共2次）。");
    assert!(of(&all, "milestone_missed").is_empty(), "by the end of the 20th it is met");
}

#[actix_web::test]
async fn a_step_that_is_recorded_late_is_told_on_the_day_of_its_recording() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    projects::plan(&supervisor).await;
    let created = project(&supervisor, "P001", "reserve", json!({})).await;
    app.set_time("2025-10-20T02:00:00Z");
    let path = format!("/projects/{}/transitions", created.id());
    let step = to("proposed", "2025-02-01", json!({}));
    app.supervisor().await.act(&path, created.etag(), &step).await.expect(200);
    let stages = async |from: &str, to: &str| -> Vec<(String, String, String)> {
        told(&app, from, to).await.into_iter().filter(|(kind, ..)| kind == "stage_changed").collect()
    };
    assert_eq!(stages("10-15", "10-20").await, [row("stage_changed", "proposed", "10-20")]);
    assert!(stages("10-10", "10-15").await.is_empty());
}
