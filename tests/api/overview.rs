//! The overview: counted, confined, and never dearer than a fixed number of statements.
use crate::{
    kit::TestApp,
    progress::{approved, indicator, plan, submitted, value},
};
use diesel::connection::{Connection, InstrumentationEvent};
use duban::{
    foundation::{
        auth::{Caller, Role, View},
        db::Id,
    },
    progress::{overview, standings::Moment},
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

async fn several(app: &TestApp) {
    plan(app).await;
    for (code, area, bureau, reported) in [
        ("1.8", "1", "science", Some("215")),
        ("2.2", "2", "science", None),
        ("2.9", "2", "housing", Some("150")),
        ("2.10", "2", "housing", Some("260")),
        ("2.11", "2", "housing", Some("230")),
    ] {
        let other = json!({"area": format!("code:{area}"), "lead_bureau": format!("code:{bureau}")});
        indicator(app, code, other).await;
        if let Some(reported) = reported {
            approved(app, bureau, code, "2025-09", value(reported)).await;
        }
    }
}

#[actix_web::test]
async fn lights_are_counted_by_area_and_never_averaged() {
    let app = TestApp::new().await;
    several(&app).await;
    let seen = app.leader().await.get("/overview").await.expect(200).body;
    assert_eq!((&seen["plan"]["code"], &seen["as_of"]), (&json!("2025"), &json!("2025-10-10")));
    assert_eq!(seen["totals"]["lights"], json!({"green": 2, "watch": 1, "yellow": 1, "red": 1, "grey": 1}));
    assert_eq!(seen["totals"]["indicators"], 5);
    assert_eq!(seen["totals"]["buckets"]["behind"], 2);
    assert_eq!(seen["areas"][0]["counts"]["lights"], json!({"green": 0, "watch": 0, "yellow": 1, "red": 0, "grey": 0}));
    assert_eq!(seen["areas"][1]["counts"]["lights"], json!({"green": 2, "watch": 1, "yellow": 0, "red": 1, "grey": 1}));
    let behind: Vec<_> =
        seen["most_behind"].as_array().unwrap().iter().map(|one| (&one["indicator"]["code"], &one["lag_pp"])).collect();
    assert_eq!(
        behind,
        [(&json!("2.9"), &json!("30.2639")), (&json!("1.8"), &json!("10.8783")), (&json!("2.11"), &json!("6.4047"))]
    );
    assert_eq!(seen["most_behind"][0]["lead_bureau"]["code"], "housing");
    let one = app.leader().await.get("/overview?area=code:1").await.expect(200).body;
    assert_eq!((&one["totals"]["indicators"], one["areas"].as_array().unwrap().len()), (&json!(1), 1));
    assert_eq!(one["area"]["code"], "1");
}

#[actix_web::test]
async fn a_project_counts_once_for_the_plan_and_groups_stand_apart() {
    let app = TestApp::new().await;
    several(&app).await;
    let supervisor = app.supervisor().await;
    let entry = json!({"effective_on": "2025-01-10", "evidence": crate::kit::papers("reserve")});
    for (code, listing, count) in [("P001", "named", json!(null)), ("P101", "group", json!(28))] {
        let project = json!({
            "code": code, "name": code, "listing": listing, "declared_count": count, "stage": "reserve", "level": "district",
            "areas": ["code:1", "code:2"], "total_investment": "10000", "lead_bureau": "code:housing", "entry": entry,
        });
        supervisor.post("/projects", &project).await.expect(201);
    }
    let seen = supervisor.get("/overview").await.expect(200).body;
    let reserve =
        |stages: &Value| stages.as_array().unwrap().iter().find(|stage| stage["stage"] == "reserve").unwrap().clone();
    for stages in [&seen["projects"], &seen["areas"][0]["projects"], &seen["areas"][1]["projects"]] {
        let stage = reserve(stages);
        assert_eq!((&stage["named"], &stage["declared"]), (&json!(1), &json!(28)));
    }
}

#[actix_web::test]
async fn a_bureau_sees_its_own_reports_and_the_administrators_none() {
    let app = TestApp::new().await;
    several(&app).await;
    submitted(&app, "science", "2.2", "2025-09", value("10")).await;
    let overview =
        async |user: &str, query: &str| app.user(user).await.get(&format!("/overview{query}")).await.expect(200).body;
    let counts = |seen: &Value| {
        let reporting = &seen["reporting"];
        (reporting["owed"].as_i64(), reporting["submitted"].as_i64(), reporting["approved"].as_i64())
    };
    let all = overview("supervisor", "").await;
    assert_eq!((counts(&all), &all["reporting"]["period"]["code"]), ((Some(5), Some(1), Some(4)), &json!("2025-09")));
    assert_eq!(
        (&all["overdue_reports"]["count"], all["overdue_reports"]["items"].as_array().unwrap().len()),
        (&json!(35), 20)
    );
    assert_eq!(counts(&overview("supervisor", "?area=code:1").await), (Some(1), Some(0), Some(1)));
    assert_eq!(overview("supervisor", "?area=code:1").await["overdue_reports"]["count"], 7);
    let own = overview("science-lead", "").await;
    assert_eq!((counts(&own), &own["overdue_reports"]["count"]), ((Some(2), Some(1), Some(1)), &json!(14)));
    assert!(own["overdue_reports"]["items"].as_array().unwrap().iter().all(|item| item["bureau"]["code"] == "science"));
    assert_eq!(counts(&overview("industry-lead", "").await), (Some(0), Some(0), Some(0)));
    for admin in ["system-admin", "security-admin", "audit-admin"] {
        let seen = overview(admin, "?basis=latest").await;
        assert_eq!((&seen["reporting"], &seen["overdue_reports"]), (&json!(null), &json!(null)), "{admin}");
        assert_eq!(seen["totals"]["lights"]["grey"], 1, "{admin}");
    }
    assert_eq!(overview("science-lead", "?basis=latest").await["totals"]["lights"]["grey"], 0);
    assert_eq!(overview("housing-lead", "?basis=latest").await["totals"]["lights"]["grey"], 1);
}

#[actix_web::test]
async fn another_district_finds_no_plan() {
    let app = TestApp::new().await;
    several(&app).await;
    let id = app.leader().await.get("/overview").await.expect(200).body["plan"]["id"].as_str().unwrap().to_owned();
    app.user("erqi-leader").await.get("/overview").await.refused(404, "not_found");
    app.user("erqi-leader").await.get(&format!("/overview?plan={id}")).await.refused(400, "unknown_reference");
    app.user("city-leader").await.get(&format!("/overview?plan={id}")).await.expect(200);
}

/// The SQL statements of one overview.
async fn statements(app: &TestApp) -> usize {
    let caller = Caller {
        id: Id::new(),
        username: "supervisor".into(),
        display_name: "督查室".into(),
        jurisdiction: "410102".into(),
        bureau_id: None,
        roles: vec![Role::Supervisor],
        session_id: Id::new(),
        must_change_password: false,
    };
    let (view, count) = (View::of(caller, app.state.clock.business_now()), Arc::new(AtomicUsize::new(0)));
    let counted = count.clone();
    let read = move |conn: &mut duban::foundation::db::Conn| {
        let counter = counted.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let moment = Moment::of(&view, None, None)?;
        let seen = overview::store::get(conn, &view, &overview::OverviewFilter::default(), moment);
        conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
        seen
    };
    app.state.db.read(read).await.unwrap();
    count.load(Ordering::SeqCst)
}

#[actix_web::test]
async fn the_number_of_statements_does_not_grow_with_the_plan() {
    let app = TestApp::new().await;
    several(&app).await;
    let few = statements(&app).await;
    for number in 20..40 {
        indicator(&app, &format!("2.{number}"), json!({})).await;
        approved(&app, "housing", &format!("2.{number}"), "2025-09", value("100")).await;
    }
    let many = statements(&app).await;
    assert!(few > 5 && few == many, "{few} statements, then {many}");
}

#[actix_web::test]
async fn bureaus_stand_worst_first_and_how_they_report_is_told_to_those_who_may_know() {
    let app = TestApp::new().await;
    several(&app).await;
    // Without a table of holidays September was due on 7 October: its reports, three days later, are late.
    let seen = app.supervisor().await.get("/overview").await.expect(200).body;
    let codes: Vec<&str> =
        seen["bureaus"].as_array().unwrap().iter().map(|one| one["bureau"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["housing", "science"]); // one red beside one yellow
    assert_eq!(seen["areas_worst_first"], json!(["2", "1"]));
    let housing = &seen["bureaus"][0];
    assert_eq!(housing["counts"]["lights"]["red"], 1);
    // Three indicators, eight periods due: the last one reported, late.
    assert_eq!(
        housing["discipline"],
        json!({"due": 24, "on_time": 0, "late": 3, "missing": 21, "excused": 0, "returned": 0,
               "timeliness_percent": "0", "completeness_percent": "12.5"})
    );
    let before = app.supervisor().await.get("/overview?as_of=2025-10-07").await.expect(200).body;
    let kept = &before["bureaus"].as_array().unwrap().iter().find(|one| one["bureau"]["code"] == "housing").unwrap();
    assert_eq!(
        (&kept["discipline"]["due"], &kept["discipline"]["missing"], &kept["discipline"]["late"]),
        (&json!(21), &json!(21), &json!(0))
    );
    for (who, known) in [("housing-lead", [true, false]), ("science-lead", [false, true]), ("audit-admin", [false; 2])]
    {
        let seen = app.user(who).await.get("/overview").await.expect(200).body;
        let told: Vec<bool> =
            seen["bureaus"].as_array().unwrap().iter().map(|one| !one["discipline"].is_null()).collect();
        assert_eq!(told, known, "{who}");
    }
}

#[actix_web::test]
async fn stages_are_those_that_were_known_on_the_day() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let stages = |body: Value| {
        let all = body["projects"].as_array().unwrap().clone();
        all.into_iter()
            .map(|one| (one["stage"].as_str().unwrap().to_owned(), one["named"].as_i64().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = stages(supervisor.get("/overview").await.expect(200).body);
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    let exit = json!({
        "to_stage": "exited", "effective_on": "2025-10-10", "reason": "取消", "exit_reason": "cancelled",
        "document": "会议纪要〔2025〕3号", "evidence": [{"kind": "exit_document", "number": "会议纪要〔2025〕3号"}],
    });
    supervisor.act("/projects/code:P001/transitions", project.etag(), &exit).await.expect(200);
    app.set_time("2025-10-12T02:00:00Z");
    let supervisor = app.supervisor().await;
    let now = stages(supervisor.get("/overview").await.expect(200).body);
    assert_eq!(now.iter().find(|(stage, _)| stage == "exited").unwrap().1, 1);
    assert_eq!(stages(supervisor.get("/overview?as_of=2025-10-09").await.expect(200).body), before);
}
