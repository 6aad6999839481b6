//! The matrix: every operation × role × owner. An operation without a row fails; so does a row without an operation.
use crate::kit::{Client, Json, TestApp, document, key};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub const EVERY_ROLE: &[&str] =
    &["housing-reporter", "housing-lead", "supervisor", "leader", "system-admin", "security-admin", "audit-admin"];
const BUREAU: &[&str] = &["housing-reporter", "housing-lead"];
const REPORT_READERS: &[&str] = &["housing-reporter", "housing-lead", "supervisor", "leader"];
const UPLOADERS: &[&str] = &["housing-reporter", "housing-lead", "supervisor"];
const SUPERVISOR: &[&str] = &["supervisor"];
const RECORDERS: &[&str] = &["housing-lead", "supervisor"];
const KEEPERS: &[&str] = &["housing-reporter", "housing-lead", "supervisor"];
const SYSTEM: &[&str] = &["system-admin"];
const SECURITY: &[&str] = &["security-admin"];

/// Operation → the accounts that may call it; no accounts: public.
#[rustfmt::skip]
pub const MATRIX: &[(&str, &[&str])] = &[
    // public
    ("log_in", &[]), ("refresh_session", &[]), ("bootstrap", &[]), ("list_problems", &[]), ("get_problem", &[]), ("list_event_types", &[]), ("get_dictionary", &[]),
    ("get_service", &[]), ("get_api", &[]), ("get_liveness", &[]), ("get_readiness", &[]), ("get_keys", &[]),
    // the own account
    ("log_out", EVERY_ROLE), ("get_me", EVERY_ROLE), ("get_my_due", REPORT_READERS), ("change_password", EVERY_ROLE),
    ("list_my_sessions", EVERY_ROLE), ("end_my_session", EVERY_ROLE),
    // directory
    ("list_jurisdictions", EVERY_ROLE), ("get_jurisdiction", EVERY_ROLE), ("create_jurisdiction", SYSTEM), ("update_jurisdiction", SYSTEM),
    ("list_bureaus", EVERY_ROLE), ("get_bureau", EVERY_ROLE), ("create_bureau", SYSTEM), ("update_bureau", SYSTEM),
    ("list_users", &["system-admin", "security-admin"]), ("get_user", &["system-admin", "security-admin"]),
    ("create_user", SYSTEM), ("update_user", SYSTEM), ("reset_password", SYSTEM), ("set_user_roles", SECURITY),
    ("clear_failed_log_ins", SYSTEM),
    // evidence
    ("list_attachments", REPORT_READERS), ("get_attachment", REPORT_READERS), ("get_attachment_content", REPORT_READERS),
    ("create_attachment", UPLOADERS), ("delete_attachment", UPLOADERS),
    // plan
    ("list_plans", EVERY_ROLE), ("get_plan", EVERY_ROLE), ("create_plan", SUPERVISOR), ("update_plan", SUPERVISOR),
    ("close_plan_year", SUPERVISOR), ("reopen_plan_year", SUPERVISOR),
    ("list_areas", EVERY_ROLE), ("get_area", EVERY_ROLE), ("create_area", SUPERVISOR), ("update_area", SUPERVISOR),
    ("list_facts", EVERY_ROLE), ("get_fact", EVERY_ROLE), ("create_fact", SUPERVISOR), ("update_fact", SUPERVISOR),
    ("list_indicators", EVERY_ROLE), ("get_indicator", EVERY_ROLE), ("create_indicator", SUPERVISOR), ("update_indicator", SUPERVISOR),
    ("list_targets", EVERY_ROLE), ("create_target", SUPERVISOR),
    ("list_trajectories", EVERY_ROLE), ("get_trajectory", EVERY_ROLE), ("create_trajectory", &["housing-lead", "supervisor"]),
    ("withdraw_trajectory", &["housing-lead", "supervisor"]), ("approve_trajectory", SUPERVISOR), ("reject_trajectory", SUPERVISOR),
    ("list_assignments", EVERY_ROLE), ("create_assignment", SUPERVISOR), ("end_assignment", SUPERVISOR),
    ("list_units", EVERY_ROLE), ("convert_value", EVERY_ROLE),
    // projects
    ("list_projects", EVERY_ROLE), ("get_project", EVERY_ROLE), ("create_project", SUPERVISOR), ("update_project", SUPERVISOR),
    ("list_project_transitions", EVERY_ROLE), ("move_project", SUPERVISOR),
    ("get_project_gates", EVERY_ROLE), ("put_project_into_use", SUPERVISOR),
    ("list_project_suspensions", EVERY_ROLE), ("suspend_project", SUPERVISOR), ("resume_project", SUPERVISOR),
    ("list_leader_posts", EVERY_ROLE), ("get_leader_post", EVERY_ROLE), ("create_leader_post", SUPERVISOR), ("update_leader_post", SUPERVISOR),
    ("appoint_leader", SUPERVISOR), ("list_project_leaders", EVERY_ROLE), ("assign_project_leader", SUPERVISOR),
    ("list_milestone_forecasts", EVERY_ROLE), ("reforecast_milestone", SUPERVISOR),
    ("link_milestone", SUPERVISOR), ("unlink_milestone", SUPERVISOR),
    ("list_milestones", EVERY_ROLE), ("get_milestone", EVERY_ROLE), ("create_milestone", SUPERVISOR), ("update_milestone", SUPERVISOR),
    ("list_list_items", EVERY_ROLE), ("get_list_item", EVERY_ROLE), ("create_list_item", &["housing-lead"]),
    ("approve_list_item", SUPERVISOR), ("reject_list_item", SUPERVISOR), ("withdraw_list_item", &["housing-lead", "supervisor"]),
    ("list_project_investments", EVERY_ROLE), ("create_project_investment", RECORDERS),
    ("get_project_year_plans", EVERY_ROLE), ("set_project_year_plans", SUPERVISOR),
    ("list_registry_entries", EVERY_ROLE), ("count_registry_entries", EVERY_ROLE), ("get_registry_entry", EVERY_ROLE),
    ("create_registry_entry", RECORDERS), ("update_registry_entry", RECORDERS), ("leave_registry", RECORDERS),
    ("list_obstacles", EVERY_ROLE), ("get_obstacle", EVERY_ROLE),
    ("create_obstacle", KEEPERS), ("update_obstacle", KEEPERS), ("escalate_obstacle", KEEPERS), ("resolve_obstacle", KEEPERS),
    ("list_renewal_districts", EVERY_ROLE), ("get_renewal_district", EVERY_ROLE), ("create_renewal_district", SUPERVISOR), ("update_renewal_district", SUPERVISOR),
    ("list_renewal_units", EVERY_ROLE), ("get_renewal_unit", EVERY_ROLE), ("create_renewal_unit", SUPERVISOR), ("update_renewal_unit", SUPERVISOR),
    ("get_project_renewal_unit", EVERY_ROLE), ("set_project_renewal_unit", SUPERVISOR), ("get_renewal_structure", EVERY_ROLE),
    // reporting
    ("list_holidays", EVERY_ROLE), ("create_holiday", SUPERVISOR), ("list_periods", EVERY_ROLE), ("get_period", EVERY_ROLE), ("create_calendar", SUPERVISOR),
    ("close_period", SUPERVISOR), ("reopen_period", SUPERVISOR), ("recompute_period_due", SUPERVISOR),
    ("list_period_exceptions", REPORT_READERS), ("get_period_exception", REPORT_READERS), ("create_period_exception", SUPERVISOR),
    ("end_period_exception", SUPERVISOR),
    ("list_extensions", REPORT_READERS), ("get_extension", REPORT_READERS), ("create_extension", &["housing-lead"]),
    ("approve_extension", SUPERVISOR), ("reject_extension", SUPERVISOR), ("withdraw_extension", &["housing-lead"]),
    ("list_obligations", REPORT_READERS), ("list_reports", REPORT_READERS), ("get_report", REPORT_READERS), ("get_report_history", REPORT_READERS),
    ("list_report_revisions", REPORT_READERS), ("list_quality_flags", REPORT_READERS),
    ("create_report", BUREAU), ("update_report", BUREAU), ("create_report_correction", BUREAU), ("discard_report", BUREAU),
    ("submit_report", &["housing-lead"]), ("withdraw_report", &["housing-lead"]),
    ("approve_report", SUPERVISOR), ("return_report", SUPERVISOR),
    ("list_confirmations", EVERY_ROLE), ("create_confirmation", &["housing-lead"]),
    // progress
    ("list_rule_sets", EVERY_ROLE), ("get_rule_set", EVERY_ROLE), ("get_indicator_progress", EVERY_ROLE), ("list_progress", EVERY_ROLE),
    ("list_observations", EVERY_ROLE),
    ("get_overview", EVERY_ROLE), ("list_overview_changes", EVERY_ROLE),
    ("get_indicator_statistics", EVERY_ROLE), ("get_project_statistics", EVERY_ROLE), ("get_report_statistics", REPORT_READERS),
    ("get_project_investment_summary", EVERY_ROLE), ("list_investment_summaries", EVERY_ROLE),
    ("get_project_starts", EVERY_ROLE), ("list_project_year_categories", EVERY_ROLE), ("get_project_funnel", EVERY_ROLE),
    // exchange
    ("export_oc4ids", EVERY_ROLE),
    ("get_totals", EVERY_ROLE),
    // supervision
    ("get_rankings", &["supervisor", "leader"]), ("list_ranking_rules", EVERY_ROLE), ("create_ranking_rules", SUPERVISOR),
    ("list_bulletins", EVERY_ROLE), ("get_bulletin", EVERY_ROLE), ("get_bulletin_content", EVERY_ROLE), ("get_bulletin_inputs", EVERY_ROLE),
    ("verify_bulletin", EVERY_ROLE), ("create_bulletin", SUPERVISOR), ("recapture_bulletin", SUPERVISOR), ("circulate_bulletin", SUPERVISOR),
    ("redraft_bulletin", SUPERVISOR), ("publish_bulletin", SUPERVISOR), ("abandon_bulletin", SUPERVISOR),
    ("list_bulletin_objections", REPORT_READERS), ("create_bulletin_objection", &["housing-lead"]), ("approve_bulletin_objection", SUPERVISOR), ("reject_bulletin_objection", SUPERVISOR),
    ("correct_bulletin", SUPERVISOR),
    ("create_rule_set", SUPERVISOR), ("list_verdicts", EVERY_ROLE), ("get_verdict", EVERY_ROLE),
    ("list_light_overrides", EVERY_ROLE), ("get_light_override", EVERY_ROLE), ("create_light_override", SUPERVISOR), ("revoke_light_override", SUPERVISOR),
    // supervision
    ("list_supervision_orders", REPORT_READERS), ("get_supervision_order", REPORT_READERS), ("create_supervision_order", SUPERVISOR),
    ("list_supervision_order_feedback", REPORT_READERS), ("get_supervision_order_history", REPORT_READERS),
    ("sign_supervision_order", &["housing-lead"]), ("give_supervision_order_feedback", &["housing-lead"]),
    ("apply_supervision_order_closure", &["housing-lead"]), ("request_supervision_order_extension", &["housing-lead"]),
    ("approve_supervision_order_extension", SUPERVISOR),
    ("reject_supervision_order_extension", SUPERVISOR), ("close_supervision_order", SUPERVISOR), ("return_supervision_order", SUPERVISOR),
    ("cancel_supervision_order", SUPERVISOR), ("instruct_supervision_order", &["leader"]),
    ("list_reminders", REPORT_READERS), ("get_reminder", REPORT_READERS), ("acknowledge_reminder", &["housing-lead"]),
    ("list_reminder_rules", REPORT_READERS), ("get_reminder_rules", REPORT_READERS), ("create_reminder_rules", SUPERVISOR),
    // governance
    ("get_form", EVERY_ROLE),
    ("list_audit_checkpoints", &["audit-admin"]), ("get_audit_checkpoint", &["audit-admin"]), ("create_audit_checkpoint", &["audit-admin"]),
    ("list_audit_entries", &["audit-admin"]), ("verify_audit_log", &["audit-admin"]),
];

/// An operation of the document.
pub struct Operation {
    pub id: &'static str,
    pub method: Method,
    pub path: &'static str,
    example: Value,
    /// The query that it cannot do without.
    pub parameters: Vec<String>,
    /// The names of all that may stand in the query.
    pub query: Vec<&'static str>,
}

pub fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let schema = schema["$ref"]
                .as_str()
                .and_then(|reference| document().pointer(reference.trim_start_matches('#')))
                .unwrap_or(schema);
            let example =
                if schema["example"].is_null() { schema["examples"][0].clone() } else { schema["example"].clone() };
            let required = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|p| p["in"] == "query" && p["required"] == true);
            let parameters = required
                .map(|p| format!("{}={}", p["name"].as_str().unwrap(), p["example"].as_str().unwrap_or("x")))
                .collect();
            let all = operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query");
            let query = all.map(|p| p["name"].as_str().unwrap()).collect();
            let (id, method) = (operation["operationId"].as_str().unwrap(), method.to_uppercase().parse().unwrap());
            found.push(Operation { id, method, path, example, parameters, query });
        }
    }
    found
}

/// Calls an operation as well-formed as can be, on the object with this id; with `dry_run`, so that calls do not build on each other.
pub async fn call(client: &Client, operation: &Operation, id: &str) -> crate::kit::Answer {
    let mut path = operation.path.to_owned();
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, id);
    }
    let mut query = operation.parameters.clone();
    if operation.query.contains(&"dry_run") {
        query.push("dry_run=true".into());
    }
    let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    let request = client
        .request(operation.method.clone(), &format!("/{path}"))
        .header("If-Match", "\"1.0\"")
        .header("Idempotency-Key", key());
    let request = if operation.example.is_null() || operation.method == Method::GET {
        request
    } else {
        request.json(&operation.example)
    };
    client.send(request).await
}

const NOT_THERE: &str = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11";

#[test]
fn every_operation_has_exactly_one_row() {
    let documented: BTreeSet<&str> = operations().iter().map(|operation| operation.id).collect();
    let rows: BTreeSet<&str> = MATRIX.iter().map(|(id, _)| *id).collect();
    assert_eq!(rows.len(), MATRIX.len(), "a row twice");
    let without: Vec<_> = documented.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&documented).collect();
    assert!(
        without.is_empty() && stale.is_empty(),
        "MATRIX (tests/api/permissions.rs): without a row: {without:?}; without an operation: {stale:?}"
    );
}

#[actix_web::test]
async fn every_role_may_do_what_its_row_says_and_nothing_else() {
    let app = TestApp::new().await;
    let rows: BTreeMap<&str, &[&str]> = MATRIX.iter().copied().collect();
    for operation in operations() {
        let allowed = rows[operation.id];
        let answer = call(&app.nobody(), &operation, NOT_THERE).await;
        if allowed.is_empty() {
            assert!(answer.code() != "authentication_required", "{} is public", operation.id);
            continue;
        }
        answer.refused(401, "authentication_required");
        for role in EVERY_ROLE {
            let answer = call(&app.user(role).await, &operation, NOT_THERE).await;
            let denied = answer.status == 403 && answer.code() == "permission_denied";
            let verdict = (denied || answer.status == 401, answer.status, answer.body.clone());
            assert_eq!(!allowed.contains(role), verdict.0, "{} as {role}: {} {:#}", operation.id, verdict.1, verdict.2);
        }
    }
}

#[test]
fn the_table_of_the_service_says_the_same_as_the_document() {
    // Every secured operation of the document has at least one role, and no administrator writes business data.
    for (operation, allowed) in MATRIX.iter().filter(|(_, allowed)| !allowed.is_empty()) {
        let writes = [
            "create_",
            "update_",
            "submit_",
            "approve_",
            "return_",
            "withdraw_",
            "close_",
            "reopen_",
            "end_",
            "suspend_",
            "resume_",
            "put_",
            "reject_",
            "revoke_",
            "grant_",
            "refuse_",
            "recompute_",
        ]
        .iter()
        .any(|verb| operation.starts_with(verb));
        let directory = ["jurisdiction", "bureau", "user", "my_session", "audit_checkpoint"]
            .iter()
            .any(|what| operation.ends_with(what));
        if writes && !directory {
            assert!(!allowed.iter().any(|role| role.ends_with("-admin")), "{operation}");
            assert!(!allowed.contains(&"leader"), "{operation}: a leader changes no figure");
        }
    }
}

/// One object of the district of every kind that a path names, by the path's name for it.
pub async fn one_of_each(app: &TestApp) -> BTreeMap<&'static str, String> {
    let (supervisor, admin) = (app.supervisor().await, app.user("system-admin").await);
    let first = |answer: crate::kit::Answer| answer.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    let mut found = BTreeMap::new();
    for (kind, query) in [("plans", ""), ("areas", ""), ("indicators", "?code=1.8"), ("projects", ""), ("periods", "")]
    {
        found.insert(kind, first(supervisor.get(&format!("/{kind}{query}")).await));
    }
    found.insert("bureaus", first(admin.get("/bureaus?q=housing").await));
    found.insert("users", first(admin.get("/users?q=housing-lead").await));
    found.insert("jurisdictions", admin.get("/jurisdictions/code:410102").await.expect(200).id().to_owned());
    found.insert("me", first(app.lead("housing").await.get("/me/sessions").await));
    let fact = json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "基数", "role": "baseline"});
    found.insert("facts", supervisor.post("/facts", &fact).await.expect(201).id().to_owned());
    let milestone =
        json!({"area": "code:1", "code": "M1", "name": "开工", "due_on": "2025-03-31", "due_confidence": "printed"});
    found.insert("milestones", supervisor.post("/milestones", &milestone).await.expect(201).id().to_owned());
    let project = found["projects"].clone();
    let entry = json!({"project": project, "registry": "urban_renewal", "number": "C1", "entered_on": "2025-03-31"});
    found.insert("registry-entries", supervisor.post("/registry-entries", &entry).await.expect(201).id().to_owned());
    let obstacle = json!({"project": project, "title": "未签协议", "category": "other", "level": 1, "owner": "code:housing", "due_on": "2025-12-31"});
    found.insert("obstacles", supervisor.post("/obstacles", &obstacle).await.expect(201).id().to_owned());
    let district = json!({"plan": "code:2025", "code": "RD1", "name": "片区一"});
    found.insert(
        "renewal-districts",
        supervisor.post("/renewal-districts", &district).await.expect(201).id().to_owned(),
    );
    let unit = json!({"district": "code:RD1", "code": "RU1", "name": "单元一"});
    found.insert("renewal-units", supervisor.post("/renewal-units", &unit).await.expect(201).id().to_owned());
    let bulletin = supervisor.post("/bulletins", &json!({"title": "通报"})).await.expect(201);
    let circulate = format!("/bulletins/{}/circulate", bulletin.id());
    let until = json!({"objections_until": "2025-10-13"});
    let bulletin = supervisor.act(&circulate, bulletin.etag(), &until).await.expect(200);
    let object = format!("/bulletins/{}/objections", bulletin.id());
    let objection = json!({"text": "口径有误"});
    let objection = app.lead("housing").await.act(&object, bulletin.etag(), &objection).await.expect(201);
    found.insert("bulletins", bulletin.id().to_owned());
    found.insert("bulletin-objections", objection.id().to_owned());
    let item = json!({"name": "甲公司", "counted_on": "2025-06-18", "evidence": "登记信息"});
    let item = app.lead("industry").await.post("/indicators/code:5.1/list-items", &item).await.expect(201);
    found.insert("list-items", item.id().to_owned());
    let uploaded = app.reporter("housing").await.upload("许可.txt", "施工许可".as_bytes()).await.expect(201);
    found.insert("attachments", uploaded.id().to_owned());
    let post = json!({"code": "L001", "title": "分管城建的副区长"});
    found.insert("leader-posts", supervisor.post("/leader-posts", &post).await.expect(201).id().to_owned());
    found.insert("reminder-rules", app.add_reminder_rules("410102"));
    let order = crate::kit::supervision::issue(&supervisor, json!({})).await;
    found.insert("supervision-orders", order.id().to_owned());
    app.raise_due();
    found.insert("reminders", first(app.lead("housing").await.get("/reminders").await));
    found.insert("rule-sets", crate::progress::rule_set(app, "410102"));
    let target = json!({"value": "335.3", "comparator": "gte", "commitment": "plan", "effective_from": "2025-01-01", "document": "d", "reason": "r"});
    supervisor.post("/indicators/code:2.9/targets", &target).await.expect(201);
    found.insert("trajectories", proposed(app).await);
    let set = json!({"period": "2025-04", "light": "red", "reason": "r"});
    let set = supervisor.post("/indicators/code:1.8/light-overrides", &set).await.expect(201);
    found.insert("light-overrides", set.id().to_owned());
    crate::verdicts::close(app, "2025-03").await;
    found.insert("verdicts", first(supervisor.get("/verdicts?period=2025-03").await));
    let body = json!({"indicator": "code:1.8", "period": "2025-08", "value": "1", "unit": "亩"});
    found.insert("reports", app.reporter("housing").await.post("/reports", &body).await.expect(201).id().to_owned());
    let ask = json!({"indicator": "code:1.8", "period": "2025-09", "due_on": "2025-10-20", "reason": "审计"});
    found.insert("extensions", app.lead("housing").await.post("/extensions", &ask).await.expect(201).id().to_owned());
    let july = supervisor.get("/periods/code:2025-07").await.expect(200);
    supervisor.act("/periods/code:2025-07/close", july.etag(), &json!({})).await.expect(200);
    let except = json!({"period": "2025-07", "bureau": "code:housing", "until": "2025-10-20", "reason": "补报"});
    let exception = supervisor.post("/period-exceptions", &except).await.expect(201);
    found.insert("period-exceptions", exception.id().to_owned());
    let checkpoint = app.user("audit-admin").await.post("/audit-checkpoints", &json!({})).await.expect(201);
    found.insert("audit-checkpoints", checkpoint.id().to_owned());
    found
}

/// A trajectory that the housing bureau proposes for 2.9.
pub async fn proposed(app: &TestApp) -> String {
    let values = ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100", "335.3"];
    let body = crate::trajectories::body(&values, "2025-10-10");
    app.lead("housing").await.post("/indicators/code:2.9/trajectories", &body).await.expect(201).id().to_owned()
}
