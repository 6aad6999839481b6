//! A project's money, works and land: what is recorded, by whom, and where it stands on a day.
use crate::{
    kit::{Answer, Client, TestApp},
    projects::{plan, project},
};
use serde_json::{Value, json};

async fn record(client: &Client, code: &str, body: Value) -> Answer {
    client.post(&format!("/projects/code:{code}/investments"), &body).await
}

/// A report of the project's investment of the year to date, approved.
async fn report(app: &TestApp, period: &str, value: &str) {
    let body = json!({"project": "code:P001", "period": period, "value": value, "unit": "万元"});
    let draft = app.reporter("industry").await.post("/reports", &body).await.expect(201);
    let path = format!("/reports/{}", draft.id());
    let submitted =
        app.lead("industry").await.act(&format!("{path}/submit"), draft.etag(), &json!({})).await.expect(200);
    app.supervisor().await.act(&format!("{path}/approve"), submitted.etag(), &json!({})).await.expect(200);
}

#[actix_web::test]
async fn another_record_for_a_day_takes_the_place_of_the_one_before() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({"lead_bureau": "code:housing"})).await;
    let lead = app.lead("housing").await;
    let first =
        record(&lead, "P001", json!({"as_of": "2025-08-31", "completed_to_date": "100.5", "contracted": "900"}));
    let first = first.await.expect(201);
    let project = first.body["project"]["id"].as_str().unwrap();
    assert_eq!(first.header("location"), format!("/api/v1/project-investments?project={project}"));
    assert_eq!((&first.body["revision"], &first.body["superseded"]), (&json!(1), &json!(false)));
    let second = record(&lead, "P001", json!({"as_of": "2025-08-31", "completed_to_date": "99"})).await.expect(201);
    assert_eq!(second.body["revision"], 2);
    record(&supervisor, "P001", json!({"as_of": "2025-09-30", "paid_in_to_date": "70"})).await.expect(201);
    let list = app.leader().await.get("/project-investments?project=code:P001&count=exact").await.expect(200);
    let items = list.body["items"].as_array().unwrap();
    let seen: Vec<_> = items.iter().map(|i| (i["as_of"].as_str().unwrap(), &i["revision"], &i["superseded"])).collect();
    let (no, yes) = (json!(false), json!(true));
    let (one, two) = (json!(1), json!(2));
    assert_eq!(seen, [("2025-08-31", &one, &yes), ("2025-08-31", &two, &no), ("2025-09-30", &one, &no)]);
    assert_eq!(list.body["page"]["total"], 3);
    let page = supervisor.get("/project-investments?project=code:P001&limit=1").await.expect(200);
    let cursor = page.body["page"]["next_cursor"].as_str().unwrap();
    let next =
        supervisor.get(&format!("/project-investments?project=code:P001&limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((&next.body["items"][0]["revision"], &next.body["items"][0]["superseded"]), (&two, &no));
    // What the record in force leaves out stays as the day's other figures were stated: here nowhere.
    let summary = supervisor.get("/projects/code:P001/investment-summary").await.expect(200);
    let figures = &summary.body["figures"];
    assert_eq!((&figures["completed_to_date"], &figures["paid_in_to_date"]), (&json!("99"), &json!("70")));
    assert_eq!((&figures["contracted"], &summary.body["recorded_on"]), (&json!(null), &json!("2025-09-30")));
}

#[actix_web::test]
async fn a_cumulative_figure_falls_or_overtakes_only_with_a_reason() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({})).await;
    for (day, value) in [("2025-03-31", "100"), ("2025-09-30", "200")] {
        record(&supervisor, "P001", json!({"as_of": day, "completed_to_date": value})).await.expect(201);
    }
    let between = |value: &str| json!({"as_of": "2025-06-30", "completed_to_date": value});
    let low = record(&supervisor, "P001", between("99.9999")).await.refused(422, "figure_decreased");
    assert_eq!(low.body["errors"][0]["meta"]["previous"], "100");
    record(&supervisor, "P001", between("200.0001")).await.refused(422, "figure_overtakes");
    record(&supervisor, "P001", between("200")).await.expect(201);
    let mut down = json!({"as_of": "2025-10-10", "completed_to_date": "150"});
    record(&supervisor, "P001", down.clone()).await.refused(422, "figure_decreased");
    down["decrease_reason"] = json!("write_down");
    record(&supervisor, "P001", down).await.expect(201);
    let faulty = json!({"as_of": "2025-10-11", "physical_progress_percent": "100.1", "land_needed": "-1"});
    let places = record(&supervisor, "P001", faulty).await.refused(422, "date_in_future").places();
    assert_eq!(places, ["/as_of", "/physical_progress_percent", "/land_needed"]);
    record(&supervisor, "P001", json!({"as_of": "2025-10-10"})).await.refused(422, "required");
    record(&supervisor, "P001", json!({"as_of": "2025-10-10", "completed_this_year": "1"}))
        .await
        .refused(422, "unknown_field");
}

#[actix_web::test]
async fn the_lead_bureau_and_the_supervision_office_record_and_nobody_else() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    project(&supervisor, "P001", "reserve", json!({"lead_bureau": "code:housing"})).await;
    project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 28})).await;
    let body = json!({"as_of": "2025-09-30", "contracted": "1"});
    record(&app.lead("science").await, "P001", body.clone()).await.refused(403, "project_not_led");
    record(&app.reporter("housing").await, "P001", body.clone()).await.refused(403, "permission_denied");
    record(&app.leader().await, "P001", body.clone()).await.refused(403, "permission_denied");
    let id = supervisor.get("/projects/code:P001").await.id().to_owned();
    let path = format!("/projects/{id}/investments");
    app.user("erqi-supervisor").await.post(&path, &body).await.refused(404, "not_found");
    app.user("city-supervisor").await.post(&path, &body).await.refused(403, "other_jurisdiction");
    record(&supervisor, "P101", body.clone()).await.refused(422, "named_project_required");
    let all = supervisor.get(&format!("/project-investments?project={id}")).await.expect(200);
    assert_eq!(all.body["items"], json!([]));
}

#[actix_web::test]
async fn the_years_investment_is_the_approved_reports_and_shares_say_why_they_are_null() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let path = "/projects/code:P001/investment-summary";
    let empty = supervisor.get(path).await.expect(200);
    assert_eq!(
        empty.body["reasons"],
        json!({
            "completed_this_year": "not_reported", "divergence_pp": "no_total", "land_shortfall": "not_recorded",
            "share_of_total_percent": "no_total", "share_of_year_plan_percent": "no_year_plan",
        })
    );
    let read = supervisor.get("/projects/code:P001").await.expect(200);
    let amounts = json!({"total_investment": "52000", "year_investment": "18000"});
    supervisor.patch("/projects/code:P001", read.etag(), &amounts).await.expect(200);
    report(&app, "2025-08", "6000").await;
    report(&app, "2025-09", "9000").await;
    let figures = json!({
        "as_of": "2025-09-30", "contracted": "50000", "paid_in_to_date": "20000", "completed_to_date": "15600",
        "recorded_to_date": "13000", "physical_progress_percent": "35", "land_needed": "120", "land_secured": "90",
        "land_supplied": "60.5",
    });
    record(&app.lead("industry").await, "P001", figures.clone()).await.expect(201);
    let summary = app.lead("science").await.get(path).await.expect(200);
    let seen = &summary.body;
    for (name, value) in figures.as_object().unwrap().iter().filter(|(name, _)| *name != "as_of") {
        assert_eq!(&seen["figures"][name], value, "{name}");
    }
    for (name, value) in [
        ("total_investment", "52000"),
        ("year_plan", "18000"),
        ("completed_this_year", "9000"),
        ("completed_this_year_period", "2025-09"),
        ("share_of_total_percent", "30"),
        ("share_of_year_plan_percent", "50"),
        ("divergence_pp", "-5"),
        ("land_shortfall", "59.5"),
        ("planned_sum", "18000"),
        ("residual", "34000"),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }
    assert_eq!((&seen["flags"], &seen["reasons"]), (&json!([]), &json!({})));
    let sentence = seen["sentence_zh"].as_str().unwrap();
    assert!(
        sentence.contains("15600÷52000") && sentence.contains("9000÷18000") && sentence.contains("30.00%"),
        "{sentence}"
    );
    // What was approved and recorded later was not known before.
    let before = supervisor.get(&format!("{path}?as_of=2025-10-09")).await.expect(200);
    assert_eq!((&before.body["completed_this_year"], &before.body["recorded_on"]), (&json!(null), &json!(null)));
    supervisor.get(&format!("{path}?as_of=2025-10-11")).await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn investment_and_works_more_than_thirty_points_apart_are_flagged() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    for (code, total, completed, physical, recorded) in [
        ("P001", "100", "60", "30", "60"),      // exactly 30
        ("P002", "100", "60.0001", "30", "60"), // 30.0001
        ("P003", "100", "10", "40.0001", "10.0001"),
        ("P004", "0", "10", "90", "0"),
    ] {
        let amounts = json!({"total_investment": total, "lead_bureau": "code:housing"});
        project(&supervisor, code, "reserve", amounts).await;
        let figures = json!({
            "as_of": "2025-09-30", "completed_to_date": completed, "physical_progress_percent": physical,
            "recorded_to_date": recorded,
        });
        record(&supervisor, code, figures).await.expect(201);
    }
    project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 28})).await;
    let list = supervisor.get("/investment-summaries?count=exact").await.expect(200);
    let flags: Vec<_> = list.body["items"].as_array().unwrap().iter().map(|item| item["flags"].clone()).collect();
    assert_eq!(
        flags,
        [
            json!([]),
            json!(["progress_diverges"]),
            json!(["progress_diverges", "recorded_exceeds_completed"]),
            json!(["completed_exceeds_total"]),
        ]
    );
    assert_eq!(list.body["items"][3]["reasons"]["share_of_total_percent"], "zero_total");
    let codes = |list: &Answer| {
        list.body["items"].as_array().unwrap().iter().map(|item| item["project"]["code"].clone()).collect::<Vec<_>>()
    };
    let diverging =
        supervisor.get("/investment-summaries?flag=progress_diverges&limit=1&count=exact").await.expect(200);
    assert_eq!((codes(&diverging), &diverging.body["page"]["total"]), (vec![json!("P002")], &json!(2)));
    let cursor = diverging.body["page"]["next_cursor"].as_str().unwrap();
    let next = format!("/investment-summaries?flag=progress_diverges&limit=1&count=exact&cursor={cursor}");
    assert_eq!(codes(&supervisor.get(&next).await.expect(200)), [json!("P003")]);
    assert_eq!(
        codes(&supervisor.get("/investment-summaries?lead_bureau=code:science").await.expect(200)),
        [json!(null); 0]
    );
}

#[actix_web::test]
async fn the_years_stand_beside_the_total_and_the_plans_own_year_stands_once() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    let amounts = json!({"total_investment": "52000", "year_investment": "18000"});
    let created = project(&supervisor, "P001", "reserve", amounts).await;
    let path = "/projects/code:P001/year-plans";
    let before = supervisor.get(path).await.expect(200);
    assert_eq!(before.body["years"].as_array().unwrap().len(), 1);
    assert_eq!((&before.body["years"][0]["year"], &before.body["residual"]), (&json!(2025), &json!("34000")));
    let years = json!({"years": [
        {"year": 2026, "planned": "20000", "document": "三年滚动计划"}, {"year": 2025, "planned": "18000.5"},
        {"year": 2024, "planned": "10000"},
    ]});
    let set = supervisor.put(path, created.etag(), &years).await.expect(200);
    let seen: Vec<_> =
        set.body["years"].as_array().unwrap().iter().map(|y| (y["year"].clone(), y["plan_year"].clone())).collect();
    assert_eq!(seen, [(json!(2024), json!(false)), (json!(2025), json!(true)), (json!(2026), json!(false))]);
    let sum = (&set.body["planned_sum"], &set.body["residual"], &set.body["exceeds_total"]);
    assert_eq!(sum, (&json!("48000.5"), &json!("3999.5"), &json!(false)));
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    assert_eq!(project.body["year_investment"], "18000.5");
    supervisor.put(path, created.etag(), &years).await.refused(412, "precondition_failed");
    // A change of the project shows here at once: it is the same figure.
    let changed = json!({"year_investment": "40000"});
    let patched = supervisor.patch("/projects/code:P001", project.etag(), &changed).await.expect(200);
    let over = supervisor.get(path).await.expect(200);
    assert_eq!((&over.body["residual"], &over.body["exceeds_total"]), (&json!("-18000"), &json!(true)));
    let summary = supervisor.get("/projects/code:P001/investment-summary").await.expect(200);
    assert_eq!(summary.body["flags"], json!(["years_exceed_total"]));
    let faulty = json!({"years": [
        {"year": 2025, "planned": "1", "document": "x"}, {"year": 2026, "planned": "-1"}, {"year": 2026, "planned": "1"},
    ]});
    let places = supervisor.put(path, patched.etag(), &faulty).await.refused(422, "duplicate").places();
    assert_eq!(places, ["/years/0/document", "/years/1/planned", "/years/2/year"]);
    app.lead("housing").await.put(path, patched.etag(), &years).await.refused(403, "permission_denied");
    let cleared = supervisor.put(path, patched.etag(), &json!({"years": []})).await.expect(200);
    assert_eq!((&cleared.body["years"], &cleared.body["planned_sum"]), (&json!([]), &json!(null)));
    assert_eq!(supervisor.get("/projects/code:P001").await.body["year_investment"], json!(null));
}
