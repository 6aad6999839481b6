//! The matrix: every operation × role × owner. An operation without a row fails; so does a row without an operation.
use crate::kit::{Client, TestApp, document, key};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const EVERY_ROLE: &[&str] =
    &["housing-reporter", "housing-lead", "supervisor", "leader", "system-admin", "security-admin", "audit-admin"];
const BUREAU: &[&str] = &["housing-reporter", "housing-lead"];
const REPORT_READERS: &[&str] = &["housing-reporter", "housing-lead", "supervisor", "leader"];
const SUPERVISOR: &[&str] = &["supervisor"];
const SYSTEM: &[&str] = &["system-admin"];
const SECURITY: &[&str] = &["security-admin"];

/// Operation → the accounts that may call it; no accounts: public.
#[rustfmt::skip]
const MATRIX: &[(&str, &[&str])] = &[
    // public
    ("log_in", &[]), ("refresh_session", &[]), ("bootstrap", &[]), ("list_problems", &[]), ("get_problem", &[]),
    ("get_liveness", &[]), ("get_readiness", &[]), ("get_keys", &[]),
    // the own account
    ("log_out", EVERY_ROLE), ("get_me", EVERY_ROLE), ("change_password", EVERY_ROLE),
    // directory
    ("list_jurisdictions", EVERY_ROLE), ("get_jurisdiction", EVERY_ROLE), ("create_jurisdiction", SYSTEM), ("update_jurisdiction", SYSTEM),
    ("list_bureaus", EVERY_ROLE), ("get_bureau", EVERY_ROLE), ("create_bureau", SYSTEM), ("update_bureau", SYSTEM),
    ("list_users", &["system-admin", "security-admin"]), ("get_user", &["system-admin", "security-admin"]),
    ("create_user", SYSTEM), ("update_user", SYSTEM), ("reset_password", SYSTEM), ("set_user_roles", SECURITY),
    // plan
    ("list_plans", EVERY_ROLE), ("get_plan", EVERY_ROLE), ("create_plan", SUPERVISOR), ("update_plan", SUPERVISOR),
    ("list_areas", EVERY_ROLE), ("get_area", EVERY_ROLE), ("create_area", SUPERVISOR), ("update_area", SUPERVISOR),
    ("list_facts", EVERY_ROLE), ("get_fact", EVERY_ROLE), ("create_fact", SUPERVISOR), ("update_fact", SUPERVISOR),
    ("list_indicators", EVERY_ROLE), ("get_indicator", EVERY_ROLE), ("create_indicator", SUPERVISOR), ("update_indicator", SUPERVISOR),
    ("list_targets", EVERY_ROLE), ("create_target", SUPERVISOR),
    ("list_assignments", EVERY_ROLE), ("create_assignment", SUPERVISOR), ("end_assignment", SUPERVISOR),
    ("list_units", EVERY_ROLE), ("convert_value", EVERY_ROLE),
    // projects
    ("list_projects", EVERY_ROLE), ("get_project", EVERY_ROLE), ("create_project", SUPERVISOR), ("update_project", SUPERVISOR),
    ("list_project_transitions", EVERY_ROLE), ("create_project_transition", SUPERVISOR), ("list_project_milestones", EVERY_ROLE),
    ("list_milestones", EVERY_ROLE), ("get_milestone", EVERY_ROLE), ("create_milestone", SUPERVISOR), ("update_milestone", SUPERVISOR),
    // reporting
    ("list_holidays", EVERY_ROLE), ("list_periods", EVERY_ROLE), ("get_period", EVERY_ROLE), ("create_calendar", SUPERVISOR),
    ("close_period", SUPERVISOR), ("reopen_period", SUPERVISOR),
    ("list_obligations", REPORT_READERS), ("list_reports", REPORT_READERS), ("get_report", REPORT_READERS), ("get_report_history", REPORT_READERS),
    ("create_report", BUREAU), ("update_report", BUREAU),
    ("submit_report", &["housing-lead"]), ("withdraw_report", &["housing-lead"]),
    ("approve_report", SUPERVISOR), ("return_report", SUPERVISOR),
    // progress
    ("list_rule_sets", EVERY_ROLE), ("get_rule_set", EVERY_ROLE), ("get_indicator_progress", EVERY_ROLE), ("list_progress", EVERY_ROLE),
    ("list_observations", EVERY_ROLE),
    ("get_overview", EVERY_ROLE), ("get_totals", EVERY_ROLE),
    // supervision
    ("list_bulletins", EVERY_ROLE), ("get_bulletin", EVERY_ROLE), ("get_bulletin_content", EVERY_ROLE), ("get_bulletin_inputs", EVERY_ROLE),
    ("verify_bulletin", EVERY_ROLE), ("create_bulletin", SUPERVISOR), ("recapture_bulletin", SUPERVISOR), ("circulate_bulletin", SUPERVISOR),
    ("redraft_bulletin", SUPERVISOR), ("publish_bulletin", SUPERVISOR), ("abandon_bulletin", SUPERVISOR),
    ("list_bulletin_objections", REPORT_READERS), ("object_to_bulletin", &["housing-lead"]), ("decide_bulletin_objection", SUPERVISOR),
    ("create_bulletin_erratum", SUPERVISOR),
    // governance
    ("list_audit_entries", &["audit-admin"]), ("verify_audit_log", &["audit-admin"]),
];

struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    example: Value,
    parameters: Vec<String>,
}

fn operations() -> Vec<Operation> {
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
            let method = method.to_uppercase().parse().unwrap();
            found.push(Operation { id: operation["operationId"].as_str().unwrap(), method, path, example, parameters });
        }
    }
    found
}

/// Calls an operation as well-formed as can be, on the object with this id; with `dry_run`, so that calls do not build on each other.
async fn call(client: &Client, operation: &Operation, id: &str) -> crate::kit::Answer {
    let mut path = operation.path.to_owned();
    while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, id);
    }
    let mut query = operation.parameters.clone();
    let changes = operation.method != Method::GET
        && !["log_in", "refresh_session", "bootstrap", "log_out", "change_password"].contains(&operation.id);
    if changes {
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
    assert!(without.is_empty() && stale.is_empty(), "without a row: {without:?}; without an operation: {stale:?}");
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
        let writes = ["create_", "update_", "submit_", "approve_", "return_", "withdraw_", "close_", "reopen_", "end_"]
            .iter()
            .any(|verb| operation.starts_with(verb));
        let directory = ["jurisdiction", "bureau", "user"].iter().any(|what| operation.ends_with(what));
        if writes && !directory {
            assert!(!allowed.iter().any(|role| role.ends_with("-admin")), "{operation}");
            assert!(!allowed.contains(&"leader"), "{operation}: a leader changes no figure");
        }
    }
}

/// One object of the district of every kind that a path names, by the path's name for it.
async fn one_of_each(app: &TestApp) -> BTreeMap<&'static str, String> {
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
    let fact = json!({"plan": "code:2025", "area": "code:1", "code": "1.6", "name": "基数", "role": "baseline"});
    found.insert("facts", supervisor.post("/facts", &fact).await.expect(201).id().to_owned());
    let milestone =
        json!({"area": "code:1", "code": "M1", "name": "开工", "due_on": "2025-03-31", "due_confidence": "printed"});
    found.insert("milestones", supervisor.post("/milestones", &milestone).await.expect(201).id().to_owned());
    let bulletin = supervisor.post("/bulletins", &json!({"title": "通报"})).await.expect(201);
    let circulate = format!("/bulletins/{}/circulate", bulletin.id());
    let until = json!({"objections_until": "2025-10-13"});
    let bulletin = supervisor.act(&circulate, bulletin.etag(), &until).await.expect(200);
    let object = format!("/bulletins/{}/objections", bulletin.id());
    let objection = json!({"text": "口径有误"});
    let objection = app.lead("housing").await.act(&object, bulletin.etag(), &objection).await.expect(201);
    found.insert("bulletins", bulletin.id().to_owned());
    found.insert("bulletin-objections", objection.id().to_owned());
    found.insert("rule-sets", crate::progress::rule_set(app, "410102"));
    let body = json!({"indicator": "code:1.8", "period": "2025-08", "value": "1", "unit": "亩"});
    found.insert("reports", app.reporter("housing").await.post("/reports", &body).await.expect(201).id().to_owned());
    found
}

/// Objects of the district, some of the housing bureau: none of them may be known to another district, and no report to another bureau.
#[actix_web::test]
async fn what_belongs_to_others_is_not_found_by_any_operation() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    for operation in operations().iter().filter(|operation| operation.path.contains("{id}")) {
        let kind = operation.path.split('/').nth(3).unwrap();
        let id = objects.get(kind).unwrap_or_else(|| panic!("no {kind} to try {} on", operation.id));
        // Public knowledge: the codes and names of jurisdictions above; rule sets are the district's own.
        for role in MATRIX.iter().find(|(known, _)| *known == operation.id).unwrap().1 {
            let stranger = app.user(&format!("erqi-{role}")).await;
            call(&stranger, operation, id).await.refused(404, "not_found");
        }
        if kind == "reports" {
            for role in ["science-reporter", "science-lead"] {
                let other = app.user(role).await;
                let answer = call(&other, operation, id).await;
                assert!(
                    matches!((answer.status, answer.code()), (404, "not_found") | (403, "permission_denied")),
                    "{} as {role}",
                    operation.id
                );
            }
        }
    }
}

/// What a bureau can infer from lists, counts and figures about another bureau's reports: nothing.
#[actix_web::test]
async fn a_bureau_infers_nothing_about_another_bureaus_reports() {
    let app = TestApp::with_reporting().await;
    let watcher = app.lead("science").await;
    let paths = [
        "/reports?count=exact",
        "/obligations?count=exact",
        "/reports?bureau=code:housing&count=exact",
        "/obligations?bureau=code:housing&count=exact",
        "/progress?basis=latest",
        "/indicators/code:1.8/progress?basis=latest&explain=true",
        "/indicators/code:1.8/observations?basis=latest&count=exact",
        "/overview?basis=latest",
        "/overview",
        "/indicators",
        "/periods",
    ];
    let look = || async {
        let mut seen = Vec::new();
        for path in paths {
            seen.push(watcher.get(path).await.expect(200).bytes);
        }
        seen
    };
    let before = look().await;
    let report = app
        .reporter("housing")
        .await
        .post("/reports", &json!({"indicator": "code:1.8", "period": "2025-09", "value": "12", "unit": "亩"}))
        .await
        .expect(201);
    assert_eq!(look().await, before, "a draft shows");
    app.lead("housing")
        .await
        .act(&format!("/reports/{}/submit", report.id()), report.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(look().await, before, "a submission shows");
}
