//! What is offered: every writing operation by the object that it is about, by the one beneath which it creates, or by `/me`;
//! and what is offered is what the operation answers.
use crate::{
    full_copy,
    kit::{Client, TestApp, document},
    permissions::one_of_each,
};
use diesel::prelude::*;
use duban::foundation::{clock::start_of_day, db::schema::plans};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What nobody is offered, and why.
const BY_NOBODY: &[(&str, &str)] = &[
    ("bootstrap", "before it there is no account"),
    ("log_in", "before it there is no caller"),
    ("refresh_session", "the token says who may"),
    ("end_my_session", "every session of one's own can be ended"),
];

/// The writing operations of the document, with their methods and addresses.
fn writing() -> BTreeMap<&'static str, (&'static str, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter().filter(|(method, _)| *method != "get");
        methods.map(move |(_, operation)| (path.as_str(), operation))
    });
    let named = |operation: &'static Value| operation["operationId"].as_str();
    operations.filter_map(|(path, operation)| Some((named(operation)?, (path, operation)))).collect()
}

/// What an object offers: by operation, the reason why not.
fn offers(object: &Value) -> Vec<(String, Option<String>)> {
    let offered = object["allowed_actions"].as_array().into_iter().flatten();
    let one = |action: &Value| {
        assert_eq!(action["allowed"] == true, action["reason"].is_null(), "{action}");
        (action["operation"].as_str().unwrap().to_owned(), action["reason"].as_str().map(str::to_owned))
    };
    offered.map(one).collect()
}

#[actix_web::test]
async fn every_writing_operation_is_offered_somewhere() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    let mut offered: BTreeSet<String> = BTreeSet::new();
    for user in ["supervisor", "housing-lead", "system-admin", "security-admin", "audit-admin"] {
        let client = app.user(user).await;
        offered.extend(offers(&client.get("/me").await.expect(200).body).into_iter().map(|offer| offer.0));
        for (path, _) in full_copy::lists().into_iter().filter(|(path, _)| !path.contains('{')) {
            let (items, _) = full_copy::copy(&client, path.strip_prefix("/api/v1").unwrap()).await;
            offered.extend(items.iter().flat_map(offers).map(|offer| offer.0));
        }
        for part in ["year-plans", "renewal-unit"] {
            let part = client.get(&format!("/projects/{}/{part}", objects["projects"])).await;
            offered.extend(offers(&part.body).into_iter().map(|offer| offer.0));
        }
    }
    let there: BTreeSet<&str> = writing().into_keys().collect();
    let nobody: BTreeSet<&str> = BY_NOBODY.iter().map(|(operation, _)| *operation).collect();
    let missing: Vec<_> = there.iter().filter(|one| !offered.contains(**one) && !nobody.contains(*one)).collect();
    assert!(missing.is_empty(), "offered nowhere: {missing:?}");
    let unknown: Vec<_> = offered.iter().filter(|one| !there.contains(one.as_str())).collect();
    assert!(unknown.is_empty(), "offered and not there: {unknown:?}");
}

/// Tries everything that an object offers to create beneath it, with the example of the document; names what is answered
/// otherwise than it was offered.
async fn tried(client: &Client, who: &str, object: &str, beneath: &[(&str, Value)]) -> Vec<String> {
    let seen = client.get(object).await.expect(200);
    let offered: BTreeMap<String, Option<String>> = offers(&seen.body).into_iter().collect();
    let mut wrong = Vec::new();
    for (operation, named) in beneath {
        let (path, described) = writing()[operation];
        let reason = &offered[*operation];
        let content = &described["requestBody"]["content"]["application/json"];
        let schema = content["schema"]["$ref"].as_str().and_then(|at| document().pointer(at.trim_start_matches('#')));
        let mut body = schema.map_or(json!({}), |schema| schema["example"].clone());
        for (member, value) in named.as_object().unwrap() {
            body[member] = value.clone();
        }
        let path = path.strip_prefix("/api/v1").unwrap().replace("{id}", seen.id());
        let answer = client.post(&format!("{path}?dry_run=true"), &body).await;
        let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
        // What only the body decides, such as a code that is taken, is not foreseen.
        let as_offered = match reason {
            Some(reason) => code == *reason,
            None => {
                answer.status == 201
                    || answer.status == 422
                    || (answer.status == 409 && !["plan_year_closed", "period_already_open"].contains(&code.as_str()))
            }
        };
        if !as_offered {
            wrong.push(format!("{who} {operation} of {object}: offered {reason:?}, answered {} {code}", answer.status));
        }
    }
    wrong
}

#[actix_web::test]
async fn creations_are_answered_as_they_are_offered_in_an_open_year_and_in_a_closed_one() {
    let app = TestApp::with_reporting().await;
    one_of_each(&app).await;
    let mut wrong = Vec::new();
    for closed in [false, true] {
        if closed {
            let at = start_of_day("2025-10-10".parse().unwrap());
            let close = move |conn: &mut _| {
                Ok(diesel::update(plans::table.filter(plans::code.eq("2025")))
                    .set(plans::closed_at.eq(at))
                    .execute(conn)?)
            };
            app.state.db.write_blocking(close).unwrap();
        }
        for who in ["supervisor", "housing-lead", "housing-reporter", "industry-lead", "science-lead", "leader"] {
            let client = app.user(who).await;
            let plan = json!({"plan": "code:2025"});
            let creations = ["create_area", "create_fact", "create_indicator", "create_calendar", "create_project"];
            let creations: Vec<_> =
                creations.into_iter().chain(["create_renewal_district", "create_bulletin"]).collect();
            let beneath: Vec<_> = creations.iter().map(|operation| (*operation, plan.clone())).collect();
            wrong.extend(tried(&client, who, "/plans/code:2025", &beneath).await);
            for indicator in ["1.8", "2.9", "5.1"] {
                let creations = ["create_target", "create_assignment", "create_trajectory", "create_list_item"];
                let creations = creations.into_iter().chain(["create_light_override", "create_confirmation"]);
                let beneath: Vec<_> = creations.map(|operation| (operation, json!({}))).collect();
                wrong.extend(tried(&client, who, &format!("/indicators/code:{indicator}"), &beneath).await);
            }
            let project = "/projects/code:P001";
            let named = json!({"project": "code:P001"});
            let beneath = [
                ("create_project_investment", json!({})),
                ("create_registry_entry", named.clone()),
                ("create_obstacle", named.clone()),
                ("create_milestone", named.clone()),
            ];
            wrong.extend(tried(&client, who, project, &beneath).await);
            for period in ["2025-03", "2025-08"] {
                let body = json!({"period": period, "bureau": "code:housing", "until": "2025-10-20"});
                let at = format!("/periods/code:{period}");
                wrong.extend(tried(&client, who, &at, &[("create_period_exception", body)]).await);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
