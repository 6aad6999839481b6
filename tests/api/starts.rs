//! Who should have started, who has, year categories and the funnel.
use crate::{
    kit::{Answer, Client, TestApp},
    projects::{plan, project},
};
use diesel::prelude::*;
use duban::foundation::db::{Id, Timestamp, schema::*};
use serde_json::{Value, json};

/// A step: to which stage, since when, recorded when; the plan's own data when it says nothing of that.
type Step<'a> = (&'a str, &'a str, Option<&'a str>);

/// A named project that went this way, with a planned start.
async fn went(app: &TestApp, supervisor: &Client, code: &str, steps: &[Step<'_>], planned: Option<&str>) -> Id {
    let created = project(supervisor, code, "reserve", json!({"lead_bureau": "code:housing"})).await;
    let id: Id = created.id().parse().unwrap();
    let by: Id = supervisor.get("/me").await.expect(200).body["id"].as_str().unwrap().parse().unwrap();
    app.state
        .db
        .write_blocking(|conn| {
            diesel::delete(project_evidence::table.filter(project_evidence::project_id.eq(id))).execute(conn)?;
            diesel::delete(project_transitions::table.filter(project_transitions::project_id.eq(id))).execute(conn)?;
            let mut before: Option<&str> = None;
            for (to, on, known) in steps {
                let at: Option<Timestamp> = known.map(|at| at.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into());
                diesel::insert_into(project_transitions::table)
                    .values((
                        project_transitions::id.eq(Id::new()),
                        project_transitions::jurisdiction.eq("410102"),
                        project_transitions::project_id.eq(id),
                        project_transitions::from_stage.eq(before),
                        project_transitions::to_stage.eq(to),
                        project_transitions::effective_on.eq(on.parse::<chrono::NaiveDate>().unwrap()),
                        project_transitions::reason.eq(before.map(|_| "按计划推进")),
                        project_transitions::recorded_by.eq(at.map(|_| by)),
                        project_transitions::recorded_at.eq(at.unwrap_or(app.state.clock.now())),
                    ))
                    .execute(conn)?;
                before = Some(to);
            }
            diesel::update(projects::table.find(id)).set(projects::stage.eq(before.unwrap())).execute(conn)?;
            Ok(())
        })
        .unwrap();
    if let Some(due_on) = planned {
        let start = json!({"project": format!("code:{code}"), "code": format!("S{code}"), "name": "开工", "due_on": due_on, "due_confidence": "printed", "kind": "start"});
        supervisor.post("/milestones", &start).await.expect(201);
    }
    id
}
fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["project"]["code"].as_str().unwrap()).collect()
}
const MARCH: Option<&str> = Some("2025-03-29T02:00:00Z");

async fn several() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let given = ("proposed", "2025-01-01", None);
    went(&app, &supervisor, "P001", &[given, ("under_construction", "2025-03-28", MARCH)], Some("2025-03-31")).await;
    went(&app, &supervisor, "P002", &[given], Some("2025-03-31")).await;
    went(&app, &supervisor, "P003", &[given], Some("2025-09-30")).await;
    went(&app, &supervisor, "P004", &[given], Some("2025-12-31")).await;
    went(&app, &supervisor, "P005", &[("under_construction", "2025-01-01", None)], None).await;
    let built = [("under_construction", "2025-01-01", None), ("completed", "2025-08-20", Some("2025-09-05T02:00:00Z"))];
    went(&app, &supervisor, "P006", &built, None).await;
    went(&app, &supervisor, "P007", &[("reserve", "2025-01-01", None)], None).await;
    let gone = [given, ("exited", "2025-06-30", Some("2025-07-01T02:00:00Z"))];
    went(&app, &supervisor, "P008", &gone, Some("2025-05-31")).await;
    project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 28})).await;
    (app, supervisor)
}

#[actix_web::test]
async fn starts_are_given_against_now_and_against_the_year_with_who_is_late_and_who_is_early() {
    let (app, supervisor) = several().await;
    let starts = app.leader().await.get("/projects/starts").await.expect(200);
    let seen = &starts.body;
    assert_eq!(seen["of_due"], json!({"started": 1, "planned": 3, "rate_percent": "33.3333", "reason": null}));
    assert_eq!(seen["of_year"], json!({"started": 1, "planned": 4, "rate_percent": "25", "reason": null}));
    assert_eq!(codes(&seen["overdue"]), ["P002", "P003"]);
    let late: Vec<_> = seen["overdue"].as_array().unwrap().iter().map(|item| (&item["days"], &item["light"])).collect();
    assert_eq!(late, [(&json!(193), &json!("red")), (&json!(10), &json!("yellow"))]);
    assert_eq!(seen["overdue"][0]["lead_bureau"]["code"], "housing");
    assert_eq!(codes(&seen["early"]), ["P001"]);
    assert_eq!((&seen["early"][0]["days"], &seen["early"][0]["started_on"]), (&json!(3), &json!("2025-03-28")));
    assert_eq!(
        seen["excluded"],
        json!({"groups": 1, "declared": 28, "exited": 1, "suspended": 0, "without_planned_start": 1})
    );
    let sentence = seen["sentence_zh"].as_str().unwrap();
    assert!(
        sentence.contains("应开工3个") && sentence.contains("33.33%（1÷3）") && sentence.contains("25.00%"),
        "{sentence}"
    );
    let other = supervisor.get("/projects/starts?lead_bureau=code:science").await.expect(200);
    assert_eq!(
        (&other.body["of_due"]["reason"], &other.body["of_year"]["reason"]),
        (&json!("none_due"), &json!("none_planned"))
    );
    assert_eq!(other.body["of_due"]["rate_percent"], json!(null));
    // On the planned day itself nobody is late; what was recorded later was not known.
    let then = supervisor.get("/projects/starts?as_of=2025-03-31").await.expect(200);
    assert_eq!(then.body["of_due"]["reason"], "none_due");
    let before = supervisor.get("/projects/starts?as_of=2025-03-28").await.expect(200);
    assert_eq!((codes(&before.body["early"]), &before.body["of_year"]["started"]), (vec![], &json!(0)));
    supervisor.get("/projects/starts?as_of=2025-10-11").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn what_stands_still_is_listed_apart_and_in_no_rate() {
    let (app, supervisor) = several().await;
    let suspended: Id = supervisor.get("/projects/code:P002").await.id().parse().unwrap();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    app.state
        .db
        .write_blocking(|conn| {
            diesel::insert_into(project_suspensions::table)
                .values((
                    project_suspensions::id.eq(Id::new()),
                    project_suspensions::jurisdiction.eq("410102"),
                    project_suspensions::project_id.eq(suspended),
                    project_suspensions::kind.eq("postponed"),
                    project_suspensions::reason.eq("规划调整"),
                    project_suspensions::document.eq("会议纪要"),
                    project_suspensions::effective_on.eq(day("2025-02-01")),
                    project_suspensions::recorded_at.eq(app.state.clock.now()),
                    project_suspensions::ended_on.eq(None::<chrono::NaiveDate>),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    let starts = supervisor.get("/projects/starts").await.expect(200);
    assert_eq!((codes(&starts.body["overdue"]), codes(&starts.body["suspended"])), (vec!["P003"], vec!["P002"]));
    assert_eq!((&starts.body["of_due"]["planned"], &starts.body["excluded"]["suspended"]), (&json!(2), &json!(1)));
    // It was recorded today: yesterday it was not known to stand still.
    let before = supervisor.get("/projects/starts?as_of=2025-10-09").await.expect(200);
    assert_eq!(codes(&before.body["overdue"]), ["P002", "P003"]);
}

#[actix_web::test]
async fn year_categories_overlap_and_can_be_asked_for() {
    let (_app, supervisor) = several().await;
    for (query, expected) in [
        ("", vec!["P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008"]),
        ("year_category=new_start", vec!["P001"]),
        ("year_category=continuing", vec!["P005", "P006"]),
        ("year_category=completed", vec!["P006"]),
        ("year_category=preparatory", vec!["P007"]),
        ("year_category=completed,preparatory", vec!["P006", "P007"]),
        ("year_category=completed&as_of=2025-09-04", vec![]),
    ] {
        let list = supervisor.get(&format!("/projects/year-categories?count=exact&{query}")).await.expect(200);
        assert_eq!(codes(&list.body["items"]), expected, "{query}");
        assert_eq!(list.body["page"]["total"], expected.len(), "{query}");
    }
    let both = supervisor.get("/projects/year-categories?year_category=completed").await.expect(200);
    assert_eq!(both.body["items"][0]["year_categories"], json!(["continuing", "completed"]));
    assert_eq!(
        (&both.body["items"][0]["started_on"], &both.body["items"][0]["completed_on"]),
        (&json!(null), &json!("2025-08-20"))
    );
    let counts = supervisor.get("/projects/starts").await.expect(200);
    let counts: Vec<_> =
        counts.body["year_categories"].as_array().unwrap().iter().map(|of| of["projects"].clone()).collect();
    assert_eq!(counts, [1, 2, 1, 1]);
    let page = supervisor.get("/projects/year-categories?limit=5").await.expect(200);
    let cursor = page.body["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("/projects/year-categories?limit=5&cursor={cursor}")).await.expect(200);
    assert_eq!(codes(&rest.body["items"]), ["P006", "P007", "P008"]);
}

fn flow(funnel: &Answer, stage: &str) -> (u64, u64, u64, u64) {
    let flows = funnel.body["stages"].as_array().unwrap();
    let of = flows.iter().find(|flow| flow["stage"] == stage).unwrap();
    let number = |name: &str| of[name].as_u64().unwrap();
    assert_eq!(number("at_start") + number("entered"), number("left") + number("at_end"), "{of}");
    (number("at_start"), number("entered"), number("left"), number("at_end"))
}

#[actix_web::test]
async fn the_funnel_balances_and_knows_only_what_was_recorded() {
    let (_app, supervisor) = several().await;
    let funnel = supervisor.get("/projects/funnel").await.expect(200);
    assert_eq!((&funnel.body["from"], &funnel.body["to"]), (&json!("2025-01-01"), &json!("2025-10-10")));
    assert_eq!(flow(&funnel, "proposed"), (5, 0, 2, 3));
    assert_eq!(flow(&funnel, "under_construction"), (2, 1, 1, 2));
    assert_eq!(flow(&funnel, "completed"), (0, 1, 0, 1));
    assert_eq!(flow(&funnel, "exited"), (0, 1, 0, 1));
    assert_eq!(flow(&funnel, "reserve"), (1, 0, 0, 1));
    let moves = funnel.body["moves"].as_array().unwrap();
    let exit = moves.iter().find(|of| of["to_stage"] == "exited").unwrap();
    assert_eq!(
        exit,
        &json!({"from_stage": "proposed", "to_stage": "exited", "steps": 1, "reasons": [{"reason": "按计划推进", "steps": 1}]})
    );
    let summer = supervisor.get("/projects/funnel?from=2025-07-01&to=2025-08-31").await.expect(200);
    assert_eq!((flow(&summer, "proposed"), flow(&summer, "completed")), ((3, 0, 0, 3), (0, 1, 0, 1)));
    // Completed in August, but recorded in September only.
    let known = supervisor.get("/projects/funnel?from=2025-07-01&to=2025-08-31&as_of=2025-08-31").await.expect(200);
    assert_eq!(flow(&known, "completed"), (0, 0, 0, 0));
    supervisor.get("/projects/funnel?from=2025-08-01&to=2025-07-31").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn the_stages_of_a_day_are_those_in_effect_and_known() {
    use duban::projects::transitions::{Stage, timeline::stages_at};
    let (app, supervisor) = several().await;
    let plan: Id = supervisor.get("/plans/code:2025").await.id().parse().unwrap();
    let built: Id = supervisor.get("/projects/code:P006").await.id().parse().unwrap();
    let stage = |on: &str, known: &str| {
        let on = on.parse().unwrap();
        let known: Timestamp = known.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into();
        app.state.db.write_blocking(move |conn| Ok(stages_at(conn, plan, on, known)?)).unwrap().get(&built).copied()
    };
    assert_eq!(stage("2025-08-20", "2025-10-10T00:00:00Z"), Some(Stage::Completed));
    assert_eq!(stage("2025-08-20", "2025-09-05T01:59:59Z"), Some(Stage::UnderConstruction));
    assert_eq!(stage("2025-08-19", "2025-10-10T00:00:00Z"), Some(Stage::UnderConstruction));
    assert_eq!(stage("2024-12-31", "2025-10-10T00:00:00Z"), None);
}
