//! Forms: of every operation, as its schema has it; allowed exactly where the act is; nothing of what one may not know of.
use crate::{
    kit::{Client, Json, TestApp, document, key, reporting::draft_for},
    permissions::{MATRIX, Operation, one_of_each, operations},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NOT_THERE: &str = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11";

/// The operations with a body.
fn writing() -> Vec<Operation> {
    let has_body = |operation: &Operation| !told(operation)["requestBody"].is_null();
    operations().into_iter().filter(has_body).collect()
}
fn told(operation: &Operation) -> &'static Value {
    &document()["paths"][operation.path][operation.method.as_str().to_lowercase()]
}
fn roles(operation: &Operation) -> &'static [&'static str] {
    MATRIX.iter().find(|(id, _)| *id == operation.id).unwrap().1
}
fn resolved(schema: &'static Value) -> &'static Value {
    schema["$ref"].as_str().map_or(schema, |target| document().pointer(target.trim_start_matches('#')).unwrap())
}
/// The schema of an operation's body.
fn schema(operation: &Operation) -> &'static Value {
    resolved(&told(operation)["requestBody"]["content"].as_object().unwrap().values().next().unwrap()["schema"])
}
async fn form(client: &Client, operation: &str, query: &str) -> Value {
    client.get(&format!("/forms/{operation}?{query}")).await.expect(200).body
}
fn names(fields: &Value) -> BTreeSet<&str> {
    fields.as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect()
}
fn field<'a>(form: &'a Value, name: &str) -> &'a Value {
    form["fields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap_or(&Value::Null)
}

/// The members that a schema says and those that the form says are the same, required ones too, at any depth.
fn compare(at: &str, schema: &'static Value, fields: &Value) {
    let schema = resolved(schema);
    let empty = serde_json::Map::new();
    let members: &'static serde_json::Map<String, Value> =
        schema["properties"].as_object().unwrap_or(Box::leak(Box::new(empty)));
    let known: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    assert_eq!(names(fields), known, "{at}");
    for field in fields.as_array().unwrap() {
        let (name, member) = (field["name"].as_str().unwrap(), &members[field["name"].as_str().unwrap()]);
        let required = schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        assert_eq!(field["required"], required, "{at}/{name}");
        assert!(!field["types"].as_array().unwrap().is_empty(), "{at}/{name} {field:#}");
        assert!(!field["description"].as_str().unwrap().is_empty(), "{at}/{name}");
        let alternatives = member["oneOf"].as_array().into_iter().flatten().chain([member]).map(resolved);
        for told in alternatives {
            for (word, name_of) in [("maxLength", "max_length"), ("minimum", "minimum"), ("maxItems", "max_items")] {
                if !told[word].is_null() {
                    assert_eq!(field[name_of], told[word], "{at}/{name} {word}");
                }
            }
            if let Some(values) = told["enum"].as_array() {
                let said = field["values"].as_array().unwrap().iter().map(|value| &value["value"]);
                assert!(said.eq(values.iter()), "{at}/{name}");
            }
            if told["properties"].is_object() {
                compare(&format!("{at}/{name}"), told, &field["fields"]);
            }
        }
    }
}

#[actix_web::test]
async fn every_operation_with_a_body_has_a_form_of_its_own_schema_and_the_permission_of_its_act() {
    let app = TestApp::new().await;
    let all = writing();
    assert!(all.len() > 100, "{}", all.len());
    for operation in &all {
        let allowed = roles(operation);
        for role in crate::permissions::EVERY_ROLE {
            let seen = form(&app.user(role).await, operation.id, "").await;
            let denied = !(allowed.is_empty() || allowed.contains(role));
            assert_eq!(
                (&seen["allowed"], seen["reason"] == "permission_denied"),
                (&json!(!denied), denied),
                "{} {role}",
                operation.id
            );
            if *role != "supervisor" {
                continue;
            }
            compare(operation.id, schema(operation), &seen["fields"]);
            assert_eq!(
                (seen["method"].as_str(), seen["address"].as_str()),
                (Some(operation.method.as_str()), Some(operation.path))
            );
            let headers = told(operation)["parameters"].as_array().into_iter().flatten();
            let demanded = headers.filter(|one| one["name"] == "If-Match" && one["required"] == true).count();
            assert_eq!(seen["conditional"], demanded == 1, "{}", operation.id);
        }
    }
    let supervisor = app.supervisor().await;
    for nothing in ["list_reports", "nonsense"] {
        supervisor.get(&format!("/forms/{nothing}")).await.refused(404, "not_found");
    }
    supervisor.get(&format!("/forms/create_plan?resource={NOT_THERE}")).await.refused(400, "invalid_parameter");
    supervisor.get("/forms/create_plan?period=2025-09").await.refused(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_form_on_an_object_says_what_the_act_answers_and_carries_its_etag() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    let (mut tried, mut refused) = (0, 0);
    for operation in writing().iter().filter(|operation| operation.path.contains("{id}")) {
        let kind = operation.path.split('/').nth(3).unwrap();
        let id = &objects[kind];
        for role in roles(operation) {
            let client = app.user(role).await;
            let gone = client.get(&format!("/forms/{}?resource={NOT_THERE}", operation.id)).await;
            gone.refused(404, "not_found");
            let answer = client.get(&format!("/forms/{}?resource={id}", operation.id)).await;
            if answer.status == 404 {
                // What the object's own address does not tell, the form does not.
                client.get(&format!("/{kind}/{id}")).await.refused(404, "not_found");
                continue;
            }
            let seen = answer.expect(200).body;
            assert_eq!(seen["address"], operation.path.replace("{id}", id), "{}", operation.id);
            assert_eq!(seen["target"]["id"], id.as_str(), "{}", operation.id);
            let etag = seen["if_match"].as_str().unwrap_or("");
            assert_eq!(seen["conditional"] == true, !etag.is_empty(), "{}", operation.id);
            let path = format!("/{}?dry_run=true", seen["address"].as_str().unwrap());
            let body = example(operation);
            let request = client.request(operation.method.clone(), &path).header("Idempotency-Key", key());
            let request = if etag.is_empty() { request } else { request.header("If-Match", etag) };
            let acted = client.send(request.json(&body)).await;
            assert!(acted.status != 412, "{}: {:#}", operation.id, acted.body);
            tried += 1;
            if seen["allowed"] == false {
                assert_eq!(seen["reason"], acted.code(), "{} as {role}: {:#}", operation.id, acted.body);
                refused += 1;
            } else if let Some(href) = seen["target"]["href"].as_str() {
                let offered = client.get(href.strip_prefix("/api/v1").unwrap()).await.expect(200).body;
                let all = offered["allowed_actions"].as_array().unwrap();
                let listed = all.iter().any(|one| one["operation"] == operation.id);
                assert!(!(listed && acted.status == 403), "{} as {role}: {:#}", operation.id, acted.body);
            }
        }
    }
    assert!(tried > 90 && refused > 20, "{tried} {refused}");
}

/// The example of an operation's body.
fn example(operation: &Operation) -> Value {
    let schema = schema(operation);
    if schema["example"].is_null() { schema["examples"][0].clone() } else { schema["example"].clone() }
}

#[actix_web::test]
async fn what_an_edit_changes_stands_in_the_form_as_it_would_be_sent() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    let seen = form(&supervisor, "update_project", "resource=code:P001").await;
    assert_eq!((&seen["if_match"], &field(&seen, "name")["current"]), (&json!(project.etag()), &json!("郑新热电厂")));
    let lead = &project.body["lead_bureau"]["id"];
    assert_eq!(
        (&field(&seen, "lead_bureau")["current"], field(&seen, "areas")["current"].as_array().unwrap().len()),
        (lead, 1)
    );
    // Sent back as it is, it changes nothing and is taken.
    let members = seen["fields"].as_array().unwrap().iter();
    let body: serde_json::Map<String, Value> =
        members.map(|field| (field["name"].as_str().unwrap().to_owned(), field["current"].clone())).collect();
    supervisor.patch("/projects/code:P001", seen["if_match"].as_str().unwrap(), &body.into()).await.expect(200);
    // Nothing of an object is told to who may not change it.
    let other = form(&app.leader().await, "update_project", "resource=code:P001").await;
    assert_eq!(
        (&other["reason"], &other["if_match"], &other["target"]),
        (&json!("permission_denied"), &json!(null), &json!(null))
    );
    assert!(other["fields"].as_array().unwrap().iter().all(|field| field["current"].is_null()));
}

/// Something to send in a field.
fn sample(field: &Value) -> Value {
    match field["name"].as_str().unwrap() {
        "value" | "numerator" => json!("1"),
        "denominator" => json!("2"),
        "achieved_on" => json!("2025-09-30"),
        "attachments" => json!([]),
        "confirm" => json!(true),
        "unit" | "decrease_reason" | "submission_kind" => field["values"][0]["value"].clone(),
        _ if !field["current"].is_null() => field["current"].clone(),
        _ => json!("进展"),
    }
}

#[actix_web::test]
async fn the_form_of_a_report_offers_what_is_taken_and_nothing_else() {
    let app = TestApp::with_reporting().await;
    for (bureau, indicator, offered) in [
        ("housing", "2.9", &["value", "unit", "decrease_reason"][..]),
        ("industry", "3.1", &["value", "unit", "decrease_reason"]),
        ("industry", "5.1", &["value", "unit", "decrease_reason"]),
        ("housing", "6.6", &["achieved_on"]),
        ("science", "8.7", &["unit", "numerator", "denominator"]),
    ] {
        let lead = app.lead(bureau).await;
        let seen = form(&lead, "create_report", &format!("period=2025-09&indicator=code:{indicator}")).await;
        assert_eq!((&seen["allowed"], &seen["reason"]), (&json!(true), &json!(null)), "{indicator}");
        let special = ["value", "unit", "decrease_reason", "achieved_on", "numerator", "denominator"];
        let found: Vec<&str> = names(&seen["fields"]).into_iter().filter(|name| special.contains(name)).collect();
        assert_eq!(found.iter().collect::<BTreeSet<_>>(), offered.iter().collect(), "{indicator}");
        let members = seen["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| (field["name"].as_str().unwrap().to_owned(), sample(field)));
        let body: serde_json::Map<String, Value> = members.collect();
        assert!(!body.contains_key("project"));
        let draft = lead.post("/reports", &body.into()).await.expect(201);
        // What was drafted stands in the form that changes it, and goes back as it is.
        let changed = form(&lead, "update_report", &format!("resource={}", draft.id())).await;
        assert_eq!((&changed["allowed"], &changed["if_match"]), (&json!(true), &json!(draft.etag())));
        let members = changed["fields"].as_array().unwrap().iter();
        let body: serde_json::Map<String, Value> =
            members.map(|field| (field["name"].as_str().unwrap().to_owned(), field["current"].clone())).collect();
        assert!(!body.contains_key("correction_evidence"));
        lead.patch(&format!("/reports/{}", draft.id()), draft.etag(), &body.into()).await.expect(200);
        // A second one is not drafted.
        let again = form(&lead, "create_report", &format!("period=2025-09&indicator=code:{indicator}")).await;
        assert_eq!(
            (&again["reason"], &again["reporting"]["report"]["id"]),
            (&json!("report_exists"), &json!(draft.id()))
        );
    }
}

#[actix_web::test]
async fn one_obligation_is_filled_in_without_another_list() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let target = json!({"value": "335.3", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-01-01", "document": "d", "reason": "r"});
    supervisor.post("/indicators/code:2.9/targets", &target).await.expect(201);
    let stated = |value: &str| json!({"value": value, "unit": "亿元"});
    let june = crate::kit::reporting::approved(&app, "housing", "2.9", "2025-06", stated("150")).await;
    crate::kit::reporting::approved(&app, "housing", "2.9", "2025-08", stated("210.4")).await;
    let lead = app.lead("housing").await;
    let owed = lead.get("/obligations?period=2025-07&indicator=code:2.9").await.expect(200).body["items"][0].clone();
    let seen = form(&lead, "create_report", &format!("obligation={}", owed["id"].as_str().unwrap())).await;
    let told = &seen["reporting"];
    assert_eq!(
        (&told["obligation"]["id"], &told["obligation"]["due_at"], &told["obligation"]["state"]),
        (&owed["id"], &owed["due_at"], &owed["state"])
    );
    assert_eq!(
        (&told["subject"]["code"], &told["kind"], &told["unit"], &told["decimals"]),
        (&json!("2.9"), &json!("flow"), &json!("亿元"), &json!(1))
    );
    assert_eq!((&told["target"]["value"], &told["target"]["commitment_text"]), (&json!("335.3"), &json!("确保")));
    assert_eq!((&told["previous"]["period"], &told["previous"]["value"]), (&json!("2025-06"), &json!("150")));
    assert_eq!((&told["next"]["period"], &told["last_approved"]["period"]), (&json!("2025-08"), &json!("2025-08")));
    // 335.3 × 7 ÷ 12.
    assert_eq!(told["expected"], "195.5917");
    assert_eq!(told["slip_limits"], json!({"from": "150000", "to": "0.15"}));
    let units: Vec<&str> =
        told["allowed_units"].as_array().unwrap().iter().map(|unit| unit["symbol"].as_str().unwrap()).collect();
    assert!(units.contains(&"亿元") && units.contains(&"万元") && !units.contains(&"亩"), "{units:?}");
    assert_eq!(
        (&field(&seen, "value")["unit"], &field(&seen, "value")["required_to_submit"]),
        (&json!("亿元"), &json!(true))
    );
    // The limits are those of the submission.
    let mut draft = draft_for(&lead, "2.9", "2025-07", stated("160")).await;
    for (value, slip) in [("150000", true), ("149999.9999", false)] {
        let path = format!("/reports/{}", draft.id());
        draft = lead.patch(&path, draft.etag(), &stated(value)).await.expect(200);
        let submit = lead.act(&format!("/reports/{}/submit?dry_run=true", draft.id()), draft.etag(), &json!({})).await;
        let found = submit.body["errors"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["code"] == "suspected_unit_slip"));
        assert_eq!(found, slip, "{value}: {:#}", submit.body);
    }
    // A correction begins with what serves.
    let correct = form(&lead, "create_report_correction", &format!("resource={}", june.id())).await;
    assert_eq!(correct["allowed"], true);
    let changes = field(&correct, "changes")["fields"].as_array().unwrap();
    let value = changes.iter().find(|field| field["name"] == "value").unwrap();
    assert_eq!((&value["current"], &value["unit"]), (&json!("150"), &json!("亿元")));
    assert!(changes.iter().all(|field| field["name"] != "numerator"));
}

#[actix_web::test]
async fn another_bureau_is_told_the_plan_and_nothing_of_the_report() {
    let app = TestApp::with_reporting().await;
    let housing = app.lead("housing").await;
    let draft = draft_for(&housing, "2.9", "2025-09", json!({"value": "248", "unit": "亿元"})).await;
    let owed = housing.get("/obligations?period=2025-09&indicator=code:2.9").await.expect(200).body["items"][0].clone();
    let science = app.lead("science").await;
    for operation in ["update_report", "submit_report", "create_report_correction"] {
        science.get(&format!("/forms/{operation}?resource={}", draft.id())).await.refused(404, "not_found");
    }
    science
        .get(&format!("/forms/create_report?obligation={}", owed["id"].as_str().unwrap()))
        .await
        .refused(404, "not_found");
    let seen = form(&science, "create_report", "period=2025-09&indicator=code:2.9").await;
    assert_eq!((&seen["allowed"], &seen["reason"]), (&json!(false), &json!("report_not_owed")));
    assert_eq!((&seen["reporting"]["obligation"], &seen["reporting"]["report"]), (&json!(null), &json!(null)));
    assert!(!seen.to_string().contains("248"));
    let refused = science.post("/reports", &json!({"period": "2025-09", "indicator": "code:2.9"})).await;
    refused.refused(403, "report_not_owed");
    let erqi = app.user("erqi-supervisor").await;
    erqi.get(&format!("/forms/approve_report?resource={}", draft.id())).await.refused(404, "not_found");
    for (query, code) in [
        ("period=2025-09", "invalid_parameter"),
        ("indicator=code:2.9", "invalid_parameter"),
        ("period=2025-13&indicator=code:2.9", "unknown_reference"),
        ("obligation=x", "invalid_parameter"),
    ] {
        science.get(&format!("/forms/create_report?{query}")).await.refused(400, code);
    }
}
