//! Taking an action, and trying it again.
use crate::kit::{Answer, Client, Json, TestApp, document};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What may be done again and again: there is no state that one of these would contradict.
const REPEATABLE: &[&str] = &[
    "clear_failed_log_ins",
    "create_report_correction",
    "correct_bulletin",
    "reforecast_milestone",
    "give_supervision_order_feedback",
    "end_assignment",
    "unlink_milestone",
    "instruct_supervision_order",
    "recapture_bulletin",
    "recompute_period_due",
    "reset_password",
];

/// A district on its way, with the actions that were taken.
pub struct Walk {
    pub app: TestApp,
    taken: BTreeSet<&'static str>,
}

/// The operation of a method and a path.
fn operation(method: &Method, path: &str) -> (&'static str, bool) {
    let path = format!("/api/v1{}", path.split('?').next().unwrap());
    let fits = |template: &str| {
        let (a, b): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        a.len() == b.len() && a.iter().zip(&b).all(|(part, given)| part == given || part.starts_with('{'))
    };
    let paths = document()["paths"].as_object().unwrap();
    let (_, item) =
        paths.iter().filter(|(template, _)| fits(template)).min_by_key(|(t, _)| t.matches('{').count()).unwrap();
    let operation = &item[method.as_str().to_lowercase()];
    (operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path}")), acts(operation))
}

fn acts(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.into_iter().any(|parameter| parameter["name"] == "If-Match")
}

impl Walk {
    pub async fn new() -> Self {
        Self { app: TestApp::with_supervision().await, taken: BTreeSet::new() }
    }
    /// The actions of the document that were not taken.
    pub fn not_taken(&self) -> Vec<&'static str> {
        let all = document()["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
        let all = all.filter(|operation| acts(operation)).map(|operation| operation["operationId"].as_str().unwrap());
        all.filter(|operation| !self.taken.contains(operation)).collect()
    }
    /// Takes an action on an object as it is now.
    pub async fn act(&mut self, client: &Client, path: &str, body: Value) -> Answer {
        self.take(client, Method::POST, path, body).await
    }
    /// Changes an object as it is now.
    pub async fn change(&mut self, client: &Client, path: &str, body: Value) -> Answer {
        self.take(client, Method::PATCH, path, body).await
    }
    pub async fn take(&mut self, client: &Client, method: Method, path: &str, body: Value) -> Answer {
        let (operation, acts) = operation(&method, path);
        assert!(acts, "{operation} is not an action on an object");
        let object: String = path.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let reading = if object.starts_with("/bulletin-objections") { None } else { Some(object) };
        let reader = self.reader(client, &reading).await;
        let before = match &reading {
            Some(object) => reader.get(object).await.expect(200).etag().to_owned(),
            None => self.etag_of_objection(path).await,
        };
        let done = send(client, &method, path, &before, &body).await;
        assert!(matches!(done.status, 200 | 201 | 204), "{operation}: {} {:#}", done.status, done.body);
        self.taken.insert(operation);
        if done.status == 204 {
            return done;
        }
        let after = match &reading {
            Some(object) => reader.get(object).await.expect(200).etag().to_owned(),
            None => self.etag_of_objection(path).await,
        };
        let again = format!("{path}?dry_run=true");
        let version = |etag: &str| etag.split('.').next().unwrap().to_owned();
        if version(&before) != version(&after) {
            let stale = send(client, &method, &again, &before, &body).await;
            if stale.status != 403 {
                stale.clone().refused(412, "precondition_failed");
            }
            if stale.status == 412 {
                let changed = stale.body["changed_fields"].as_array().unwrap();
                assert!(!changed.is_empty(), "{operation}: a stale If-Match names no field");
            }
        }
        let twice = send(client, &method, &again, &after, &body).await;
        let at = format!("{operation} twice: {} {:#}", twice.status, twice.body);
        match twice.status {
            409 => {
                assert!(twice.body["current_state"].is_string(), "{at}");
                assert!(twice.body["allowed_actions"].is_array(), "{at}");
            }
            403 => assert!(twice.body["permission"].is_string(), "{at}"),
            _ => assert!(method != Method::POST || REPEATABLE.contains(&operation), "{at}"),
        }
        done
    }
    /// Who reads the object: whoever acts, or else the supervision office.
    async fn reader(&self, client: &Client, object: &Option<String>) -> Client {
        match object {
            Some(object) if client.get(object).await.status == 200 => client.clone(),
            _ => self.app.supervisor().await,
        }
    }
    async fn etag_of_objection(&self, path: &str) -> String {
        let id = path.split('/').nth(2).unwrap().to_owned();
        let objections = self.app.supervisor().await.get("/bulletin-objections?limit=200").await.expect(200).body;
        let found = objections["items"].as_array().unwrap().iter().find(|of| of["id"] == json!(id));
        format!("\"{}.0\"", found.unwrap_or_else(|| panic!("no objection {id}"))["version"])
    }
}

async fn send(client: &Client, method: &Method, path: &str, etag: &str, body: &Value) -> Answer {
    let request =
        client.request(method.clone(), path).header("Idempotency-Key", crate::kit::key()).header("If-Match", etag);
    client.send(if method == Method::DELETE { request } else { request.json(body) }).await
}
