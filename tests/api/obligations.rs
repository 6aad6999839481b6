//! Who owes what: derived, and nobody else's business.
use crate::kit::{
    Client, TestApp,
    reporting::{act, draft, draft_for},
};
use serde_json::{Value, json};

async fn total(client: &Client, query: &str) -> i64 {
    let page = client.get(&format!("/obligations?count=exact&limit=1{query}")).await.expect(200).body;
    page["page"]["total"].as_i64().unwrap()
}
async fn one(client: &Client, indicator: &str, period: &str) -> Value {
    let page = client.get(&format!("/obligations?indicator=code:{indicator}&period={period}")).await.expect(200).body;
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page:#}");
    page["items"][0].clone()
}

#[actix_web::test]
async fn every_reported_subject_is_owed_for_every_period_by_the_bureau_that_leads_it() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    // Six indicators and one named project, eleven periods.
    assert_eq!(total(&supervisor, "").await, 77);
    assert_eq!(total(&supervisor, "&period=2025-09").await, 7);
    assert_eq!(total(&supervisor, "&plan=code:2025&bureau=code:industry").await, 33);
    assert_eq!(total(&supervisor, "&project=code:P001").await, 11);
    supervisor.get("/obligations?project=code:P999").await.refused(400, "unknown_reference");
    let owed = one(&supervisor, "8.7", "2025-09").await;
    assert_eq!((&owed["bureau"]["code"], &owed["state"]), (&json!("science"), &json!("owed")));
    assert_eq!((&owed["subject"]["type"], &owed["subject"]["code"]), (&json!("indicator"), &json!("8.7")));
    assert_eq!((&owed["on_time"], &owed["report_id"]), (&json!(null), &json!(null)));
    // Pages cover them once.
    let (mut seen, mut cursor) = (std::collections::HashSet::new(), String::new());
    loop {
        let page = supervisor.get(&format!("/obligations?limit=20{cursor}")).await.expect(200).body;
        for item in page["items"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
        }
        let Some(next) = page["page"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 77);
}

#[actix_web::test]
async fn the_state_follows_the_report_and_filters_count_what_they_show() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    assert_eq!(total(&lead, "&state=not_open").await, 9);
    assert_eq!(total(&lead, "&state=owed").await, 3);
    assert_eq!((total(&lead, "&state=overdue").await, total(&lead, "&overdue=true").await), (21, 21));
    assert_eq!(total(&lead, "&overdue=false").await, 12);
    assert_eq!(total(&lead, "&state=owed,not_open").await, 12);
    assert_eq!(total(&lead, "&due_before=2025-10-15&overdue=false").await, 3);
    assert_eq!(total(&lead, "&due_before=2025-10-14&overdue=false").await, 0);
    let report = draft(&lead, "1.8", json!({"value": "500", "unit": "亩"})).await;
    let owed = one(&lead, "1.8", "2025-09").await;
    assert_eq!((&owed["state"], &owed["report_id"]), (&json!("drafted"), &json!(report.id())));
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let owed = one(&supervisor, "1.8", "2025-09").await;
    assert_eq!((&owed["state"], &owed["on_time"]), (&json!("submitted"), &json!(true)));
    assert_eq!(owed["first_submitted_at"], "2025-10-10T02:00:00.000000Z");
    let report =
        act(&supervisor, &report, "return", json!({"reason": "figure_wrong", "comment": "核实"})).await.expect(200);
    let owed = one(&lead, "1.8", "2025-09").await;
    assert_eq!((&owed["state"], &owed["due_at"]), (&json!("returned"), &report.body["due_at"]));
    for (state, count) in [("returned", 1), ("owed", 2), ("drafted", 0), ("submitted", 0), ("approved", 0)] {
        assert_eq!(total(&lead, &format!("&period=2025-09&state={state}")).await, count, "{state}");
    }
    // The return's clock runs out: still returned, and overdue.
    app.set_time("2025-10-14T16:00:01Z");
    let lead = app.lead("housing").await;
    let owed = one(&lead, "1.8", "2025-09").await;
    assert_eq!((&owed["state"], &owed["overdue"], &owed["on_time"]), (&json!("returned"), &json!(true), &json!(true)));
    assert_eq!(total(&lead, "&period=2025-09&overdue=true").await, 3);
}

#[actix_web::test]
async fn a_late_report_is_not_on_time_even_when_it_is_returned_and_comes_again_in_time() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft_for(&lead, "1.8", "2025-08", json!({"value": "500", "unit": "亩"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = act(&supervisor, &report, "return", json!({"reason": "other", "comment": "补充"})).await.expect(200);
    act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(one(&lead, "1.8", "2025-08").await["on_time"], false);
}

#[actix_web::test]
async fn a_bureau_sees_its_own_obligations_whatever_it_asks_for() {
    let app = TestApp::with_reporting().await;
    let (housing, industry) = (app.lead("housing").await, app.reporter("industry").await);
    let before = industry.get("/obligations?count=exact").await.expect(200).body;
    assert!(before["items"].as_array().unwrap().iter().all(|item| item["bureau"]["code"] == "industry"));
    assert_eq!(before["page"]["total"], 33);
    let nothing = |page: Value| {
        assert_eq!((&page["items"], &page["page"]["total"]), (&json!([]), &json!(0)));
    };
    nothing(industry.get("/obligations?count=exact&bureau=code:housing").await.expect(200).body);
    industry.get("/obligations?count=exact&bureau=code:nowhere").await.refused(400, "unknown_reference");
    nothing(industry.get("/obligations?count=exact&indicator=code:1.8").await.expect(200).body);
    draft(&housing, "1.8", json!({})).await;
    assert_eq!(industry.get("/obligations?count=exact").await.expect(200).body, before);
    for admin in ["system-admin", "security-admin", "audit-admin"] {
        app.user(admin).await.get("/obligations").await.refused(403, "permission_denied");
    }
    nothing(app.user("erqi-supervisor").await.get("/obligations?count=exact").await.expect(200).body);
    nothing(app.user("city-housing-lead").await.get("/obligations?count=exact").await.expect(200).body);
    assert_eq!(total(&app.user("city-supervisor").await, "").await, 77);
}

#[actix_web::test]
async fn an_obligation_says_whether_its_report_can_be_drafted() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let action = |owed: Value| owed["allowed_actions"][0].clone();
    let create = json!({"operation": "create_report", "allowed": true});
    assert_eq!(action(one(&lead, "1.8", "2025-09").await), create);
    assert_eq!(action(one(&lead, "1.8", "2025-10").await)["reason"], "period_not_open");
    draft(&lead, "1.8", json!({})).await;
    assert_eq!(action(one(&lead, "1.8", "2025-09").await)["reason"], "report_exists");
    assert_eq!(action(one(&app.supervisor().await, "1.8", "2025-08").await)["reason"], "permission_denied");
}

#[actix_web::test]
async fn everybody_learns_what_waits_for_them() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let due = |client: &Client| {
        let client = client.clone();
        async move {
            let due = client.get("/me/due").await.expect(200).body;
            ["owed", "overdue", "returned", "to_review", "extensions_to_decide"].map(|name| due[name].as_i64())
        }
    };
    assert_eq!(due(&lead).await, [Some(3), Some(21), Some(0), None, None]);
    assert_eq!(due(&supervisor).await, [None, None, None, Some(0), Some(0)]);
    assert_eq!(due(&app.leader().await).await, [None; 5]);
    assert_eq!(lead.get("/me/due").await.body["first_due_at"], "2025-10-14T16:00:00.000000Z");
    let report = draft(&lead, "1.8", json!({"value": "500", "unit": "亩"})).await;
    assert_eq!(due(&lead).await, [Some(3), Some(21), Some(0), None, None]);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(due(&app.reporter("housing").await).await, [Some(2), Some(21), Some(0), None, None]);
    assert_eq!(due(&supervisor).await, [None, None, None, Some(1), Some(0)]);
    // From above and from beside nothing waits here.
    assert_eq!(due(&app.user("city-supervisor").await).await, [None, None, None, Some(0), Some(0)]);
    assert_eq!(due(&app.lead("science").await).await, [Some(1), Some(7), Some(0), None, None]);
    let why = json!({"reason": "other", "comment": "核实", "due_on": "2025-10-11"});
    act(&supervisor, &report, "return", why).await.expect(200);
    assert_eq!(due(&lead).await, [Some(3), Some(21), Some(1), None, None]);
    assert_eq!(lead.get("/me/due").await.body["first_due_at"], "2025-10-11T16:00:00.000000Z");
    // What a closed period no longer takes is not to be done.
    let august = supervisor.get("/periods/code:2025-08").await.expect(200);
    supervisor.act("/periods/code:2025-08/close", august.etag(), &json!({})).await.expect(200);
    assert_eq!(due(&lead).await, [Some(3), Some(18), Some(1), None, None]);
    for admin in ["system-admin", "security-admin", "audit-admin"] {
        app.user(admin).await.get("/me/due").await.refused(403, "permission_denied");
    }
}
