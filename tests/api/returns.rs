//! Every return is kept: its reason, what was wrong in which field, and until when.
use crate::kit::{
    TestApp,
    reporting::{act, draft, draft_for},
};
use serde_json::json;

#[actix_web::test]
async fn a_return_says_what_is_wrong_in_which_field_and_every_return_is_kept() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    assert_eq!((&report.body["returns"], &report.body["return_count"]), (&json!([]), &json!(0)));
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let fields = json!([{"field": "value", "comment": "与统计部门相差2.1亿元"}, {"field": "next_steps", "comment": "未写明时限"}]);
    let why = json!({"reason": "figure_wrong", "comment": "请核实", "fields": fields, "due_on": "2025-10-13"});
    let back = act(&supervisor, &report, "return", why).await.expect(200);
    let first = &back.body["returns"][0];
    assert_eq!(
        (&first["number"], &first["reason"], &first["comment"]),
        (&json!(1), &json!("figure_wrong"), &json!("请核实"))
    );
    assert_eq!((&first["fields"], &first["returned_at"]), (&fields, &json!("2025-10-10T02:00:00.000000Z")));
    assert_eq!((&first["due_at"], &back.body["due_at"]), (&json!("2025-10-13T16:00:00.000000Z"), &first["due_at"]));
    assert!(first["returned_by"].is_string());
    let kept = first.clone();
    app.set_time("2025-10-11T02:00:00Z");
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = act(&lead, &back, "submit", json!({})).await.expect(200);
    let why = json!({"reason": "narrative_insufficient", "comment": "请补充进展"});
    let back = act(&supervisor, &report, "return", why).await.expect(200);
    assert_eq!((&back.body["return_count"], &back.body["returns"][0]), (&json!(2), &kept));
    let second = &back.body["returns"][1];
    assert_eq!((&second["number"], &second["fields"]), (&json!(2), &json!([])));
    assert_eq!(back.body["return_reason"], "narrative_insufficient");
    // Saturday 11 October is worked: Monday, Tuesday and Wednesday follow.
    assert_eq!((&second["due_at"], &back.body["due_at"]), (&json!("2025-10-15T16:00:00.000000Z"), &second["due_at"]));
    let report = act(&lead, &back, "submit", json!({})).await.expect(200);
    let approved = act(&supervisor, &report, "approve", json!({})).await.expect(200);
    assert_eq!(approved.body["return_count"], 2);
    let history = lead.get(&format!("/reports/{}/history", report.id())).await.expect(200).body;
    let told: Vec<_> = history["items"].as_array().unwrap().iter().filter(|e| e["type"] == "report.returned").collect();
    assert_eq!((told.len(), &told[0]["data"]["fields"]), (2, &fields));
    let listed = lead.get("/reports").await.expect(200).body;
    assert_eq!(listed["items"][0]["returns"], approved.body["returns"]);
}

#[actix_web::test]
async fn a_field_is_known_and_commented_once() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    for (fields, code, place) in [
        (json!([{"field": "mood", "comment": "x"}]), "value_not_allowed", "/fields/0/field"),
        (json!([{"field": "value", "comment": ""}]), "blank_text", "/fields/0/comment"),
        (json!([{"field": "value"}]), "required", "/fields/0/comment"),
        (
            json!([{"field": "value", "comment": "a"}, {"field": "value", "comment": "b"}]),
            "duplicate",
            "/fields/1/field",
        ),
    ] {
        let why = json!({"reason": "other", "comment": "x", "fields": fields});
        let refused = act(&supervisor, &report, "return", why).await.refused(422, code);
        assert_eq!(refused.places(), [place]);
    }
    assert_eq!(lead.get(&format!("/reports/{}", report.id())).await.expect(200).body["return_count"], 0);
}

#[actix_web::test]
async fn a_return_is_a_matter_of_quality_and_not_of_time() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let on_time = |period: &'static str| {
        let app = &app;
        async move {
            let client = app.lead("housing").await;
            let page = client.get(&format!("/obligations?indicator=code:2.9&period={period}")).await.expect(200).body;
            page["items"][0]["on_time"].clone()
        }
    };
    let why = json!({"reason": "other", "comment": "核实"});
    let september = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let september = act(&lead, &september, "submit", json!({})).await.expect(200);
    let september = act(&supervisor, &september, "return", why.clone()).await.expect(200);
    let august = draft_for(&lead, "2.9", "2025-08", json!({"value": "210", "unit": "亿元"})).await;
    let august = act(&lead, &august, "submit", json!({})).await.expect(200);
    let august = act(&supervisor, &august, "return", why).await.expect(200);
    // Long after every due time: the one was given in time once, the other never.
    app.set_time("2025-11-03T02:00:00Z");
    let lead = app.lead("housing").await;
    act(&lead, &september, "submit", json!({})).await.expect(200);
    act(&lead, &august, "submit", json!({})).await.expect(200);
    assert_eq!((on_time("2025-09").await, on_time("2025-08").await), (json!(true), json!(false)));
}

#[actix_web::test]
async fn what_the_demonstration_returned_is_kept_like_any_return() {
    let app = TestApp::demonstration().await;
    let page = app.supervisor().await.get("/reports?status=returned").await.expect(200).body;
    let items = page["items"].as_array().unwrap();
    assert!(!items.is_empty());
    for report in items {
        assert_eq!((&report["return_count"], &report["returns"][0]["reason"]), (&json!(1), &report["return_reason"]));
        assert_eq!(report["due_at"], report["returns"][0]["due_at"]);
    }
}

#[actix_web::test]
async fn what_was_returned_before_every_return_was_kept_is_told_by_the_feed() {
    use diesel::connection::SimpleConnection;
    use duban::foundation::db::Conn;
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let why = json!({"reason": "figure_wrong", "comment": "请核实", "due_on": "2025-10-13"});
    let report = act(&supervisor, &report, "return", why).await.expect(200);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = act(&supervisor, &report, "return", json!({"reason": "other", "comment": "补充"})).await.expect(200);
    let untouched = draft(&lead, "1.8", json!({})).await;
    let path = format!("/reports/{}", report.id());
    let returned = lead.get(&path).await.expect(200).body;
    assert_eq!(returned["return_count"], 2);
    app.state
        .db
        .write_blocking(|conn| {
            let (view, down, up) = match conn {
                Conn::Sqlite(_) => (
                    include_str!("../../migrations/views/sqlite/obligations.sql"),
                    include_str!("../../migrations/sqlite/2026-11-23-000008_add_extensions/down.sql"),
                    include_str!("../../migrations/sqlite/2026-11-23-000008_add_extensions/up.sql"),
                ),
                Conn::Pg(_) => (
                    include_str!("../../migrations/views/postgres/obligations.sql"),
                    include_str!("../../migrations/postgres/2026-11-23-000008_add_extensions/down.sql"),
                    include_str!("../../migrations/postgres/2026-11-23-000008_add_extensions/up.sql"),
                ),
            };
            // As every migration finds it: the views are made again after it.
            conn.batch_execute("DROP VIEW obligations")?;
            conn.batch_execute(down)?;
            conn.batch_execute(up)?;
            Ok(conn.batch_execute(view)?)
        })
        .unwrap();
    assert_eq!(lead.get(&path).await.expect(200).body, returned);
    let path = format!("/reports/{}", untouched.id());
    assert_eq!(lead.get(&path).await.expect(200).body, untouched.body);
}
