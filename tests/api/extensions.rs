//! More time: asked for before the due time, decided by others, and then true everywhere.
use crate::kit::{
    Answer, Client, TestApp,
    reporting::{act, draft, draft_for},
};
use diesel::prelude::*;
use duban::foundation::db::schema::users;
use serde_json::{Value, json};

fn request(indicator: &str, due_on: &str) -> Value {
    json!({"indicator": format!("code:{indicator}"), "period": "2025-09", "due_on": due_on, "reason": "第三方审计未完成"})
}
async fn decide(client: &Client, extension: &Answer, action: &str, body: Value) -> Answer {
    client.act(&format!("/extensions/{}/{action}", extension.id()), extension.etag(), &body).await
}
async fn owed(client: &Client, query: &str) -> Value {
    let page = client.get(&format!("/obligations?{query}")).await.expect(200).body;
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page:#}");
    page["items"][0].clone()
}
async fn total(client: &Client, query: &str) -> i64 {
    client.get(&format!("/obligations?count=exact&limit=1&{query}")).await.expect(200).body["page"]["total"]
        .as_i64()
        .unwrap()
}
fn action<'a>(object: &'a Value, operation: &str) -> &'a Value {
    let actions = object["allowed_actions"].as_array().unwrap();
    actions.iter().find(|action| action["operation"] == operation).unwrap()
}

#[actix_web::test]
async fn what_is_granted_moves_the_due_time_of_the_obligation_and_of_its_draft() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    let asked = lead.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    assert_eq!(asked.header("location"), format!("/api/v1/extensions/{}", asked.id()));
    assert_eq!(
        (&asked.body["status"], &asked.body["number"], &asked.body["requested_at"], &asked.body["due_at"]),
        (&json!("requested"), &json!(1), &json!("2025-10-10T02:00:00.000000Z"), &json!(null))
    );
    let of = "indicator=code:2.9&period=2025-09";
    let before = owed(&lead, of).await;
    assert_eq!((&before["extension_requested"], &before["excused"]), (&json!(asked.id()), &json!(false)));
    assert_eq!(before["due_at"], "2025-10-14T16:00:00.000000Z");
    assert_eq!(action(&before, "create_extension")["reason"], "extension_pending");
    let seen = supervisor.get(&format!("/extensions/{}", asked.id())).await.expect(200);
    let given = json!({"due_on": "2025-10-22", "comment": "审计报告出具后两日内报送"});
    let granted = decide(&supervisor, &seen, "approve", given).await.expect(200);
    assert_eq!(
        (&granted.body["status"], &granted.body["due_at"], &granted.body["due_on"]),
        (&json!("approved"), &json!("2025-10-22T16:00:00.000000Z"), &json!("2025-10-24"))
    );
    let path = format!("/reports/{}", report.id());
    let after = owed(&lead, of).await;
    let extension = json!({"id": asked.id(), "due_at": "2025-10-22T16:00:00.000000Z"});
    assert_eq!((&after["extension"], &after["excused"]), (&extension, &json!(true)));
    assert_eq!((&after["due_at"], &after["extension_requested"]), (&extension["due_at"], &json!(null)));
    assert_eq!(lead.get(&path).await.expect(200).body["due_at"], extension["due_at"]);
    // The period's own due time passes: everybody else is overdue, this obligation is excused.
    app.set_time("2025-10-20T02:00:00Z");
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let excused = owed(&lead, of).await;
    assert_eq!((&excused["state"], &excused["overdue"]), (&json!("drafted"), &json!(false)));
    assert_eq!(total(&supervisor, "period=2025-09&overdue=true").await, 6);
    assert_eq!(total(&supervisor, "period=2025-09&excused=true").await, 1);
    assert_eq!(total(&supervisor, "period=2025-09&excused=false").await, 6);
    let due = lead.get("/me/due").await.expect(200).body;
    assert_eq!((&due["owed"], &due["first_due_at"]), (&json!(1), &extension["due_at"]));
    // To the last instant it is in time.
    app.set_time("2025-10-22T16:00:00Z");
    let lead = app.lead("housing").await;
    let report = lead.get(&path).await.expect(200);
    lead.act(&format!("{path}/submit"), report.etag(), &json!({})).await.expect(200);
    let given = owed(&lead, of).await;
    assert_eq!((&given["state"], &given["on_time"]), (&json!("submitted"), &json!(true)));
    app.set_time("2025-10-22T16:00:00.000001Z");
    assert_eq!(owed(&app.lead("housing").await, of).await["excused"], false);
}

#[actix_web::test]
async fn an_extension_that_runs_out_leaves_the_report_overdue_and_late() {
    let app = TestApp::with_reporting().await;
    let asked = app.lead("housing").await.post("/extensions", &request("1.8", "2025-10-20")).await.expect(201);
    decide(&app.supervisor().await, &asked, "approve", json!({})).await.expect(200);
    app.set_time("2025-10-21T02:00:00Z");
    let lead = app.lead("housing").await;
    let late = owed(&lead, "indicator=code:1.8&period=2025-09").await;
    assert_eq!((&late["state"], &late["excused"]), (&json!("overdue"), &json!(false)));
    let report = draft(&lead, "1.8", json!({"value": "800", "unit": "亩"})).await;
    act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(owed(&lead, "indicator=code:1.8&period=2025-09").await["on_time"], false);
}

#[actix_web::test]
async fn it_is_asked_for_before_the_due_time_by_the_lead_of_who_owes() {
    let app = TestApp::with_reporting().await;
    let (lead, industry) = (app.lead("housing").await, app.lead("industry").await);
    let body = request("2.9", "2025-10-24");
    for who in ["housing-reporter", "supervisor", "leader", "system-admin"] {
        app.user(who).await.post("/extensions", &body).await.refused(403, "permission_denied");
    }
    industry.post("/extensions", &body).await.refused(403, "report_not_owed");
    app.user("erqi-housing-lead").await.post("/extensions", &body).await.refused(422, "reference_not_found");
    let mut august = body.clone();
    august["period"] = json!("2025-08");
    let late = lead.post("/extensions", &august).await.refused(409, "extension_too_late").body;
    assert!(late["detail"].as_str().unwrap().contains("2025年9月5日24时"), "{late:#}");
    assert_eq!(late["current_state"], "overdue");
    let none = lead.post("/extensions", &json!({"period": "2025-09", "due_on": "2025-10-24", "reason": "审计"})).await;
    none.refused(422, "subject_required");
    let bare = json!({"indicator": "code:2.9", "period": "2025-09", "due_on": "2025-10-24"});
    assert_eq!(lead.post("/extensions", &bare).await.refused(422, "required").places(), ["/reason"]);
    lead.post("/extensions?dry_run=true", &body).await.expect(201);
    // A period that has not ended can be foreseen to be too short; to the last instant it is before the due time.
    let mut october = body.clone();
    (october["period"], october["due_on"]) = (json!("2025-10"), json!("2025-11-20"));
    lead.post("/extensions", &october).await.expect(201);
    app.set_time("2025-10-14T16:00:00Z");
    let lead = app.lead("housing").await;
    lead.post("/extensions", &body).await.expect(201);
    app.set_time("2025-10-14T16:00:00.000001Z");
    app.lead("housing")
        .await
        .post("/extensions", &request("1.8", "2025-10-24"))
        .await
        .refused(409, "extension_too_late");
}

#[actix_web::test]
async fn the_day_lies_after_the_due_time_and_within_sixty_days() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let early = lead.post("/extensions", &request("2.9", "2025-10-14")).await.refused(422, "too_small");
    assert_eq!(
        (early.places(), &early.body["errors"][0]["meta"]["min"]),
        (vec!["/due_on".into()], &json!("2025-10-15"))
    );
    let far = lead.post("/extensions", &request("2.9", "2025-12-14")).await.refused(422, "too_large").body;
    assert_eq!(far["errors"][0]["meta"]["max"], "2025-12-13");
    let asked = lead.post("/extensions", &request("2.9", "2025-10-20")).await.expect(201);
    let more =
        decide(&supervisor, &asked, "approve", json!({"due_on": "2025-10-21"})).await.refused(422, "too_large").body;
    assert_eq!(more["errors"][0]["meta"]["max"], "2025-10-20");
    decide(&supervisor, &asked, "approve", json!({"due_on": "2025-10-14"})).await.refused(422, "too_small");
    decide(&supervisor, &asked, "approve", json!({"due_on": "2025-10-15"})).await.expect(200);
    // A second one follows the first, and the sixty days still count from the period.
    lead.post("/extensions", &request("2.9", "2025-10-15")).await.refused(422, "too_small");
    lead.post("/extensions", &request("2.9", "2025-12-14")).await.refused(422, "too_large");
    let second = lead.post("/extensions", &request("2.9", "2025-12-13")).await.expect(201);
    assert_eq!(second.body["number"], 2);
    decide(&supervisor, &second, "approve", json!({})).await.expect(200);
    let due = owed(&lead, "indicator=code:2.9&period=2025-09").await;
    assert_eq!((&due["extension"]["id"], &due["due_at"]), (&json!(second.id()), &json!("2025-12-13T16:00:00.000000Z")));
}

#[actix_web::test]
async fn there_is_one_open_request_and_each_is_decided_once() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let first = lead.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    assert_eq!(action(&first.body, "withdraw_extension")["allowed"], true);
    assert_eq!(action(&first.body, "approve_extension")["reason"], "permission_denied");
    let again = lead.post("/extensions", &request("2.9", "2025-10-25")).await.refused(409, "extension_pending");
    assert_eq!(again.body["existing"], first.id());
    let withdrawn = decide(&lead, &first, "withdraw", json!({})).await.expect(200);
    assert_eq!(withdrawn.body["status"], "withdrawn");
    let decided = decide(&supervisor, &withdrawn, "approve", json!({})).await.refused(409, "extension_decided").body;
    assert_eq!((&decided["current_state"], &decided["allowed_actions"]), (&json!("withdrawn"), &json!([])));
    let second = lead.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    decide(&supervisor, &second, "reject", json!({})).await.refused(422, "required");
    let refused = decide(&supervisor, &second, "reject", json!({"reason": "不影响初步统计"})).await.expect(200);
    assert_eq!((&refused.body["status"], &refused.body["decision"]), (&json!("rejected"), &json!("不影响初步统计")));
    decide(&lead, &second, "withdraw", json!({})).await.refused(412, "precondition_failed");
    decide(&lead, &refused, "withdraw", json!({})).await.refused(409, "extension_decided");
    assert_eq!(owed(&lead, "indicator=code:2.9&period=2025-09").await["due_at"], "2025-10-14T16:00:00.000000Z");
    // What was refused can be asked for again; the audit log tells all of it.
    lead.post("/extensions", &request("2.9", "2025-10-20")).await.expect(201);
    assert_eq!(lead.get("/extensions?status=requested&count=exact").await.body["page"]["total"], 1);
    assert_eq!(supervisor.get("/me/due").await.expect(200).body["extensions_to_decide"], 1);
    let audit = app.user("audit-admin").await;
    for (action, count) in [("extension.requested", 3), ("extension.withdrawn", 1), ("extension.rejected", 1)] {
        let entries = audit.get(&format!("/audit-entries?action={action}&count=exact")).await.expect(200).body;
        assert_eq!(entries["page"]["total"], count, "{action}");
    }
}

#[actix_web::test]
async fn eight_requests_at_once_leave_one() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("housing").await;
    let asked = (0..8).map(|_| {
        let lead = lead.clone();
        async move { lead.post("/extensions", &request("2.9", "2025-10-24")).await.status }
    });
    let mut statuses = futures_util::future::join_all(asked).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
}

#[actix_web::test]
async fn what_was_submitted_needs_none_and_a_return_has_a_due_time_of_its_own() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let asked = lead.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    decide(&supervisor, &asked, "approve", json!({})).await.expect(200);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    assert_eq!(report.body["due_at"], "2025-10-24T16:00:00.000000Z");
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    lead.post("/extensions", &request("2.9", "2025-10-30")).await.refused(409, "extension_not_applicable");
    let report = act(&supervisor, &report, "return", json!({"reason": "other", "comment": "核实"})).await.expect(200);
    assert_eq!(report.body["due_at"], "2025-10-14T16:00:00.000000Z");
    assert_eq!(owed(&lead, "indicator=code:2.9&period=2025-09").await["due_at"], "2025-10-14T16:00:00.000000Z");
    lead.post("/extensions", &request("2.9", "2025-10-30")).await.refused(409, "extension_not_applicable");
    // The return runs out before the extension: overdue, and still first given in time.
    app.set_time("2025-10-15T02:00:00Z");
    let overdue = owed(&app.lead("housing").await, "indicator=code:2.9&period=2025-09").await;
    assert_eq!((&overdue["state"], &overdue["overdue"]), (&json!("returned"), &json!(true)));
    assert_eq!(overdue["on_time"], true);
}

#[actix_web::test]
async fn what_was_asked_for_in_time_may_be_granted_late_and_keeps_a_closed_period_open() {
    let app = TestApp::with_reporting().await;
    let asked = app.lead("housing").await.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    app.set_time("2025-10-16T02:00:00Z");
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let report = draft(&lead, "2.9", json!({"value": "215.3", "unit": "亿元"})).await;
    act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(owed(&lead, "indicator=code:2.9&period=2025-09").await["on_time"], false);
    decide(&supervisor, &asked, "approve", json!({})).await.expect(200);
    assert_eq!(owed(&lead, "indicator=code:2.9&period=2025-09").await["on_time"], true);
    // The office closes the period; what it has promised to one obligation it keeps.
    let other = json!({"project": "code:P001", "period": "2025-10", "due_on": "2025-11-20", "reason": "决算未出"});
    let other = app.lead("industry").await.post("/extensions", &other).await.expect(201);
    decide(&supervisor, &other, "approve", json!({})).await.expect(200);
    app.set_time("2025-11-12T02:00:00Z");
    let (industry, supervisor) = (app.lead("industry").await, app.supervisor().await);
    let october = supervisor.get("/periods/code:2025-10").await.expect(200);
    supervisor.act("/periods/code:2025-10/close", october.etag(), &json!({})).await.expect(200);
    let of = "project=code:P001&period=2025-10";
    assert_eq!(owed(&industry, of).await["locked"], json!(null));
    assert_eq!(owed(&industry, "indicator=code:3.1&period=2025-10").await["locked"]["reason"], "expired");
    let due = industry.get("/me/due").await.expect(200).body;
    assert_eq!(due["owed"], 1, "{due:#}");
    let body = json!({"project": "code:P001", "period": "2025-10", "value": "1", "unit": "亿元"});
    let report = industry.post("/reports", &body).await.expect(201);
    act(&industry, &report, "submit", json!({})).await.expect(200);
    assert_eq!(owed(&industry, of).await["on_time"], true);
}

#[actix_web::test]
async fn nobody_grants_for_the_own_bureau() {
    let app = TestApp::with_reporting().await;
    let asked = app.lead("housing").await.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    let city = app.user("city-supervisor").await;
    decide(&city, &asked, "approve", json!({})).await.refused(403, "other_jurisdiction");
    app.state
        .db
        .write_blocking(|conn| {
            let housing = crate::kit::reporting::bureau(conn, "housing")?;
            let supervisor = users::table.filter(users::username.eq("supervisor"));
            Ok(diesel::update(supervisor).set(users::bureau_id.eq(housing)).execute(conn)?)
        })
        .unwrap();
    let supervisor = app.supervisor().await;
    decide(&supervisor, &asked, "approve", json!({})).await.refused(403, "own_request");
    decide(&supervisor, &asked, "reject", json!({"reason": "x"})).await.refused(403, "own_request");
}

#[actix_web::test]
async fn another_bureaus_request_is_not_found_not_listed_and_not_counted() {
    let app = TestApp::with_reporting().await;
    let asked = app.lead("housing").await.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    let path = format!("/extensions/{}", asked.id());
    for stranger in ["industry-lead", "science-reporter", "erqi-supervisor", "erqi-housing-lead", "city-housing-lead"] {
        let of_district = !stranger.contains("erqi") && !stranger.contains("city");
        let stranger = app.user(stranger).await;
        stranger.get(&path).await.refused(404, "not_found");
        for query in ["", "&bureau=code:housing", "&indicator=code:2.9", "&status=requested"] {
            let page = stranger.get(&format!("/extensions?count=exact{query}")).await;
            if query.contains("indicator") && !of_district {
                page.refused(400, "unknown_reference"); // another district's plan is not theirs to know of
                continue;
            }
            let page = page.expect(200).body;
            assert_eq!((&page["items"], &page["page"]["total"]), (&json!([]), &json!(0)), "{query}");
        }
    }
    for action in ["withdraw"] {
        decide(&app.lead("industry").await, &asked, action, json!({})).await.refused(404, "not_found");
    }
    for admin in ["system-admin", "security-admin", "audit-admin"] {
        app.user(admin).await.get(&path).await.refused(403, "permission_denied");
    }
    for reader in ["housing-reporter", "leader", "supervisor", "city-supervisor"] {
        let reader = app.user(reader).await;
        assert_eq!(reader.get(&path).await.expect(200).body["subject"]["code"], "2.9");
        let page = reader.get("/extensions?count=exact&status=requested,approved").await.expect(200).body;
        assert_eq!(page["page"]["total"], page["items"].as_array().unwrap().len());
    }
    app.leader().await.get("/extensions/code:2.9").await.refused(404, "not_found");
}

#[actix_web::test]
async fn figures_learn_what_was_granted_by_a_moment_and_until_when_it_excuses() {
    use duban::{
        foundation::db::{Id, Timestamp, schema::indicators},
        reporting::extensions::store::moved,
    };
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let granted = lead.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    decide(&supervisor, &granted, "approve", json!({})).await.expect(200);
    let refused = lead.post("/extensions", &request("1.8", "2025-10-24")).await.expect(201);
    decide(&supervisor, &refused, "reject", json!({"reason": "按期"})).await.expect(200);
    lead.post("/extensions", &request("6.6", "2025-10-24")).await.expect(201);
    let at = |text: &str| Timestamp::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    app.state
        .db
        .write_blocking(|conn| {
            let ids: Vec<Id> = indicators::table.select(indicators::id).order(indicators::code).load(conn)?;
            let investment: Id =
                indicators::table.filter(indicators::code.eq("2.9")).select(indicators::id).first(conn)?;
            for (moment, count) in [
                ("2025-10-10T01:59:59Z", 0), // not granted yet
                ("2025-10-10T02:00:00Z", 1),
                ("2025-10-24T16:00:00Z", 1),
                ("2025-10-24T16:00:01Z", 0), // run out; still known
            ] {
                let found = moved(conn, &ids, at(moment))?;
                assert_eq!(found.values().filter(|due| at(moment) <= **due).count(), count, "{moment}");
                assert!(
                    found
                        .iter()
                        .all(|((subject, _), due)| *subject == investment && *due == at("2025-10-24T16:00:00Z"))
                );
                assert_eq!(found.len(), usize::from(moment >= "2025-10-10T02:00:00Z"), "{moment}");
            }
            Ok(())
        })
        .unwrap();
    // A draft of another period keeps its own time.
    let august = draft_for(&lead, "2.9", "2025-08", json!({})).await;
    assert_eq!(august.body["due_at"], "2025-09-05T16:00:00.000000Z");
}

#[actix_web::test]
async fn what_a_bureau_asked_for_before_the_lead_passed_on_is_not_the_next_ones_to_know() {
    let app = TestApp::with_reporting().await;
    let (before, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let asked = before.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    let to = json!({"bureau": "code:science", "role": "lead", "effective_from": "2025-09-01", "source": "confirmed"});
    supervisor.post("/indicators/code:2.9/assignments", &to).await.expect(201);
    let now = app.lead("science").await;
    now.get(&format!("/extensions/{}", asked.id())).await.refused(404, "not_found");
    assert_eq!(owed(&now, "indicator=code:2.9&period=2025-09").await["extension_requested"], json!(null));
    now.post("/extensions", &request("2.9", "2025-10-24")).await.expect(201);
    now.post("/extensions", &request("2.9", "2025-10-24")).await.refused(409, "extension_pending");
}
