//! From submission to decision: who signs off, who reviews, and what a race leaves behind.
use crate::kit::{
    TestApp,
    reporting::{act, draft, draft_for},
};
use diesel::prelude::*;
use duban::foundation::db::schema::users;
use serde_json::{Value, json};

fn allowed(report: &Value) -> Vec<&str> {
    let actions = report["allowed_actions"].as_array().unwrap();
    let open = actions.iter().filter(|action| action["allowed"] == true);
    open.map(|action| action["operation"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn only_the_lead_signs_off_and_a_submitted_report_is_frozen() {
    let app = TestApp::with_reporting().await;
    let (reporter, lead) = (app.reporter("housing").await, app.lead("housing").await);
    let report = draft(&reporter, "2.9", json!({})).await;
    assert_eq!(allowed(&report.body), ["update_report"]);
    act(&reporter, &report, "submit", json!({})).await.refused(403, "permission_denied");
    let report = lead.get(&format!("/reports/{}", report.id())).await.expect(200);
    assert_eq!(allowed(&report.body), ["update_report", "submit_report"]);
    let empty = act(&lead, &report, "submit", json!({})).await.refused(422, "value_required");
    assert_eq!(empty.places(), ["/value"]);
    let path = format!("/reports/{}", report.id());
    let report = lead.patch(&path, report.etag(), &json!({"value": "215.3", "unit": "亿元"})).await.expect(200);
    let sent = act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(
        (&sent.body["status"], &sent.body["submitted_at"]),
        (&json!("submitted"), &json!("2025-10-10T02:00:00.000000Z"))
    );
    assert_eq!(allowed(&sent.body), ["withdraw_report"]);
    let frozen = lead.patch(&path, sent.etag(), &json!({"value": "1"})).await.refused(409, "report_not_editable");
    assert_eq!(
        (&frozen.body["current_state"], &frozen.body["allowed_actions"]),
        (&json!("submitted"), &json!(["withdraw_report"]))
    );
    act(&lead, &sent, "submit", json!({})).await.refused(409, "report_not_submittable");
}

#[actix_web::test]
async fn a_withdrawn_or_returned_report_is_edited_and_submitted_again() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let path = format!("/reports/{}", report.id());
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = act(&lead, &report, "withdraw", json!({})).await.expect(200);
    assert_eq!(report.body["status"], "withdrawn");
    act(&lead, &report, "withdraw", json!({})).await.refused(409, "report_not_withdrawable");
    let seen = supervisor.get(&path).await.expect(200);
    act(&supervisor, &seen, "approve", json!({})).await.refused(409, "report_not_reviewable");
    let report = lead.patch(&path, report.etag(), &json!({"value": "216"})).await.expect(200);
    app.set_time("2025-10-10T03:00:00Z");
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(
        (&report.body["first_submitted_at"], &report.body["submitted_at"]),
        (&json!("2025-10-10T02:00:00.000000Z"), &json!("2025-10-10T03:00:00.000000Z"))
    );
    let why = json!({"reason": "figure_wrong", "comment": "与统计数据不符"});
    let back = act(&supervisor, &report, "return", why).await.expect(200);
    assert_eq!((&back.body["status"], &back.body["return_reason"]), (&json!("returned"), &json!("figure_wrong")));
    // Three working days after Friday 10 October: Saturday 11 is worked, Sunday 12 is not.
    assert_eq!(back.body["due_at"], "2025-10-14T16:00:00.000000Z");
    let report = lead.patch(&path, back.etag(), &json!({"value": "214"})).await.expect(200);
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(report.body["return_comment"], "与统计数据不符");
    let approved = act(&supervisor, &report, "approve", json!({"comment": "一致"})).await.expect(200);
    assert_eq!(
        (&approved.body["status"], &approved.body["decided_at"]),
        (&json!("approved"), &json!("2025-10-10T03:00:00.000000Z"))
    );
    assert!(allowed(&approved.body).is_empty());
    let history = lead.get(&format!("{path}/history?count=exact")).await.expect(200).body;
    let kinds: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "report.drafted",
            "report.submitted",
            "report.withdrawn",
            "report.updated",
            "report.submitted",
            "report.returned",
            "report.updated",
            "report.submitted",
            "report.approved"
        ]
    );
    assert_eq!(history["page"]["total"], 9);
    assert_eq!(history["items"][3]["data"]["value"], json!({"from": "215.3", "to": "216"}));
    assert_eq!(
        (&history["items"][5]["actor"], &history["items"][5]["data"]["reason"]),
        (&json!("supervisor"), &json!("figure_wrong"))
    );
    assert_eq!(history["items"][8]["data"]["comment"], "一致");
}

#[actix_web::test]
async fn a_return_names_its_reason_and_may_name_its_day() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    act(&supervisor, &report, "return", json!({})).await.refused(422, "required");
    act(&supervisor, &report, "return", json!({"reason": "mood", "comment": "x"}))
        .await
        .refused(422, "value_not_allowed");
    let past = json!({"reason": "other", "comment": "x", "due_on": "2025-10-09"});
    act(&supervisor, &report, "return", past).await.refused(422, "too_small");
    let dated = json!({"reason": "other", "comment": "x", "due_on": "2025-10-20"});
    let back = act(&supervisor, &report, "return", dated).await.expect(200);
    assert_eq!(back.body["due_at"], "2025-10-20T16:00:00.000000Z");
}

#[actix_web::test]
async fn a_cumulative_value_falls_only_with_a_reason() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let august = draft_for(&lead, "2.9", "2025-08", json!({"value": "210.4", "unit": "亿元"})).await;
    let august = act(&lead, &august, "submit", json!({})).await.expect(200);
    // Not yet approved: nothing to hold September against.
    let september = draft(&lead, "2.9", json!({"value": "2000000", "unit": "万元"})).await;
    let rehearsal = format!("/reports/{}/submit?dry_run=true", september.id());
    lead.act(&rehearsal, september.etag(), &json!({})).await.expect(200);
    act(&supervisor, &august, "approve", json!({})).await.expect(200);
    let refused = act(&lead, &september, "submit", json!({})).await.refused(422, "cumulative_decreased").body;
    let fault = &refused["errors"][0];
    assert_eq!((&fault["pointer"], &fault["meta"]), (&json!("/value"), &json!({"previous": "210.4", "unit": "亿元"})));
    let path = format!("/reports/{}", september.id());
    let reasoned = lead.patch(&path, september.etag(), &json!({"decrease_reason": "write_down"})).await.expect(200);
    act(&lead, &reasoned, "submit", json!({})).await.expect(200);
    // A figure of another subject is no measure, and an increment may be less than the one before.
    let industry = app.lead("industry").await;
    for (period, value) in [("2025-08", "5"), ("2025-09", "3")] {
        let report = draft_for(&industry, "3.1", period, json!({"value": value, "unit": "个"})).await;
        let report = act(&industry, &report, "submit", json!({})).await.expect(200);
        act(&supervisor, &report, "approve", json!({})).await.expect(200);
    }
}

#[actix_web::test]
async fn milestones_and_ratios_say_what_they_lack() {
    let app = TestApp::with_reporting().await;
    let (lead, science) = (app.lead("housing").await, app.lead("science").await);
    let started = draft(&lead, "6.6", json!({})).await;
    act(&lead, &started, "submit", json!({})).await.refused(422, "value_required");
    let path = format!("/reports/{}", started.id());
    let started = lead.patch(&path, started.etag(), &json!({"achieved_on": "2025-09-28"})).await.expect(200);
    act(&lead, &started, "submit", json!({})).await.expect(200);
    let share = draft(&science, "8.7", json!({})).await;
    assert_eq!(act(&science, &share, "submit", json!({})).await.expect(422).places(), ["/numerator", "/denominator"]);
}

#[actix_web::test]
async fn nobody_reviews_what_they_or_their_bureau_submitted() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    app.state
        .db
        .write_blocking(|conn| {
            let housing = crate::kit::reporting::bureau(conn, "housing")?;
            let supervisor = users::table.filter(users::username.eq("supervisor"));
            Ok(diesel::update(supervisor).set(users::bureau_id.eq(housing)).execute(conn)?)
        })
        .unwrap();
    let supervisor = app.supervisor().await;
    let seen = supervisor.get(&format!("/reports/{}", report.id())).await.expect(200);
    let actions = seen.body["allowed_actions"].as_array().unwrap();
    let reason = |operation: &str| &actions.iter().find(|a| a["operation"] == operation).unwrap()["reason"];
    assert_eq!(
        (reason("approve_report"), reason("return_report")),
        (&json!("own_submission"), &json!("own_submission"))
    );
    act(&supervisor, &seen, "approve", json!({})).await.refused(403, "own_submission");
    act(&supervisor, &seen, "return", json!({"reason": "other", "comment": "x"})).await.refused(403, "own_submission");
}

#[actix_web::test]
async fn sixteen_concurrent_approvals_leave_one_winner_and_one_audit_entry() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let sent = act(&lead, &report, "submit", json!({})).await.expect(200);
    let report = supervisor.get(&format!("/reports/{}", sent.id())).await.expect(200);
    let attempts = (0..16).map(|_| {
        let (supervisor, report) = (supervisor.clone(), report.clone());
        async move { act(&supervisor, &report, "approve", json!({})).await.status }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| [409, 412].contains(status)), "{statuses:?}");
    let audit = app.user("audit-admin").await;
    let entries =
        audit.get(&format!("/audit-entries?action=report.approved&resource_id={}&count=exact", report.id())).await;
    assert_eq!(entries.body["page"]["total"], 1);
    app.seal();
    assert_eq!(audit.get("/audit-entries/verification").await.expect(200).body["intact"], true);
}

#[actix_web::test]
async fn a_withdrawal_and_an_approval_at_once_leave_one_of_them() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let sent = act(&lead, &report, "submit", json!({})).await.expect(200);
    let (withdrawn, approved) = futures_util::future::join(
        act(&lead, &sent, "withdraw", json!({})),
        act(&supervisor, &sent, "approve", json!({})),
    )
    .await;
    let won = [withdrawn.status, approved.status].iter().filter(|status| **status == 200).count();
    assert_eq!(won, 1, "{} {}", withdrawn.status, approved.status);
}

#[actix_web::test]
async fn figures_are_the_approved_ones_at_a_moment_or_the_latest_that_one_may_know_of() {
    use duban::{
        foundation::{
            auth::Scope,
            db::{
                Id,
                schema::{indicators, reports},
            },
        },
        reporting::reports::{approved, latest},
    };
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    for (period, value, decided) in [("2025-07", "100", true), ("2025-08", "120", true), ("2025-09", "150", false)] {
        let report = draft_for(&lead, "1.8", period, json!({"value": value, "unit": "亩"})).await;
        let report = act(&lead, &report, "submit", json!({})).await.expect(200);
        if decided {
            act(&supervisor, &report, "approve", json!({})).await.expect(200);
        }
    }
    let now = app.state.clock.business_now();
    let before = duban::foundation::db::Timestamp::from(*now - chrono::TimeDelta::seconds(1));
    app.state
        .db
        .write_blocking(|conn| {
            let id: Id = indicators::table.filter(indicators::code.eq("1.8")).select(indicators::id).first(conn)?;
            let (housing, industry) =
                (crate::kit::reporting::bureau(conn, "housing")?, crate::kit::reporting::bureau(conn, "industry")?);
            let scope = |bureau| {
                let covered = ("410102".to_owned(), "410102".to_owned());
                Scope { own: covered.0.clone(), covered, bureau, reports: true, now }
            };
            let values = |figures: std::collections::HashMap<Id, Vec<duban::reporting::reports::Figure>>| -> Vec<_> {
                let of = figures.get(&id).cloned().unwrap_or_default();
                of.iter()
                    .map(|f| (f.period_code.clone(), f.months, f.value.unwrap().to_string(), f.approved_at.is_some()))
                    .collect()
            };
            let settled = vec![
                ("2025-07".to_owned(), 7, "100".to_owned(), true),
                ("2025-08".to_owned(), 8, "120".to_owned(), true),
            ];
            assert_eq!(values(approved(conn, &[id], now)?), settled);
            assert_eq!(values(approved(conn, &[id], before)?), []);
            let mut provisional = settled.clone();
            provisional.push(("2025-09".to_owned(), 9, "150".to_owned(), false));
            assert_eq!(values(latest(conn, &scope(None), &[id], now)?), provisional);
            assert_eq!(values(latest(conn, &scope(Some(housing)), &[id], now)?), provisional);
            assert_eq!(values(latest(conn, &scope(Some(industry)), &[id], now)?), settled);
            assert_eq!(reports::table.count().get_result::<i64>(conn)?, 3);
            Ok(())
        })
        .unwrap();
}
