//! What every list promises, held over every list that the document has: its orders, its sparse items, what changed since.
use crate::{
    inputs::{address, caller},
    kit::{Client, TestApp, document},
    permissions::{Operation, operations},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{cmp::Ordering, collections::HashSet};

/// What the document says of a parameter of an operation; `Null` where there is none.
fn parameter(operation: &Operation, name: &str) -> &'static Value {
    let all = document()["paths"][operation.path]["get"]["parameters"].as_array().into_iter().flatten();
    all.into_iter().find(|parameter| parameter["name"] == name).unwrap_or(&Value::Null)
}
fn choices(operation: &Operation, name: &str) -> Vec<&'static str> {
    let items = parameter(operation, name)["schema"]["items"]["enum"].as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
/// The lists that have a parameter and stand at the top, each with somebody who may read it.
async fn lists(app: &TestApp, name: &str) -> Vec<(Operation, Client)> {
    let mut found = Vec::new();
    for operation in operations() {
        let top = operation.method == Method::GET && !operation.path.contains('{');
        if top && parameter(&operation, name).is_object() {
            let client = caller(app, &operation).await;
            found.push((operation, client));
        }
    }
    found
}
/// A demonstration in which lists that it leaves empty have something too.
async fn furnished() -> TestApp {
    let app = TestApp::demonstration().await;
    app.set_time("2025-10-14T02:00:00Z");
    app
}

async fn items(client: &Client, operation: &Operation, query: &str) -> Vec<Value> {
    let answer = client.get(&address(operation, "", query)).await;
    assert_eq!(answer.status, 200, "{} {query}: {:#}", operation.id, answer.body);
    answer.body["items"].as_array().unwrap().clone()
}
/// Every item, page by page.
async fn paged(client: &Client, operation: &Operation, query: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = client.get(&address(operation, "", &format!("{query}&limit={limit}{cursor}"))).await;
        assert_eq!(answer.status, 200, "{} {query}: {:#}", operation.id, answer.body);
        all.extend(answer.body["items"].as_array().unwrap().clone());
        match answer.body["page"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// How two values of a key stand to each other, as far as it can be told from what is shown: numbers by their size, texts
/// by code points, codes as people count, what has no value last.
fn compare(key: &str, one: &Value, other: &Value) -> Ordering {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let number = |value: &Value| text(value).parse::<f64>().ok();
    match (one.is_null(), other.is_null()) {
        (false, false) => {}
        (one, other) => return one.cmp(&other),
    }
    if key == "code" {
        return duban::foundation::web::sort_key(&text(one)).cmp(&duban::foundation::web::sort_key(&text(other)));
    }
    match (number(one), number(other)) {
        (Some(one), Some(other)) if !key.contains("name") && !key.contains("title") => one.partial_cmp(&other).unwrap(),
        _ => text(one).cmp(&text(other)),
    }
}

#[actix_web::test]
async fn every_list_is_in_the_order_that_was_asked_for() {
    let app = furnished().await;
    let mut shown = HashSet::new();
    for (operation, client) in lists(&app, "sort").await {
        let keys = choices(&operation, "sort");
        assert!(keys.contains(&"id") && keys.len().is_multiple_of(2), "{}: {keys:?}", operation.id);
        let every = items(&client, &operation, "limit=200").await;
        for key in keys {
            let plain = key.trim_start_matches('-');
            let found = items(&client, &operation, &format!("limit=200&sort={key}")).await;
            if every.len() < 200 {
                let missing = every.iter().filter(|item| !found.contains(item)).count();
                assert!(found.len() == every.len() && missing == 0, "{} sort={key}", operation.id);
            }
            // What a key is of, where the item shows it: at its top, or in the object that it is about.
            let about =
                ["indicator", "project"].iter().find(|about| every.iter().all(|item| item[**about]["id"].is_string()));
            let value = |item: &Value| match item.get(plain) {
                Some(value) => value.clone(),
                None => about.map_or(Value::Null, |about| item[*about][plain].clone()),
            };
            for pair in found.windows(2) {
                let (one, other) = (value(&pair[0]), value(&pair[1]));
                let order = compare(plain, &one, &other);
                let nulls = one.is_null() || other.is_null();
                let order = if key.starts_with('-') && !nulls { order.reverse() } else { order };
                assert_ne!(order, Ordering::Greater, "{} sort={key}: {one} before {other}", operation.id);
                if order == Ordering::Less {
                    shown.insert(format!("{} {plain}", operation.id));
                }
            }
        }
    }
    // A key by which nothing differs shows nothing: most must.
    assert!(shown.len() >= 40, "{shown:?}");
}

#[actix_web::test]
async fn pages_follow_the_order_and_a_cursor_works_with_its_own_only() {
    let app = furnished().await;
    for (operation, client) in lists(&app, "sort").await {
        let keys = choices(&operation, "sort");
        let two = |first: &str, second: &str| format!("{first}%2C{second}");
        let mut asked: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        // Mixed directions, of the first and the last keys.
        asked.extend([two(keys[2], keys[keys.len() - 1]), two(keys[3], keys[keys.len() - 2]), two(keys[3], "-id")]);
        let once = |sort: &&String| {
            let names: Vec<&str> = sort.split("%2C").map(|key| key.trim_start_matches('-')).collect();
            names.iter().collect::<HashSet<_>>().len() == names.len()
        };
        for sort in asked.iter().filter(once) {
            let query = format!("sort={sort}");
            let whole = items(&client, &operation, &format!("limit=41&{query}")).await;
            let mut seen = Vec::new();
            let mut cursor = String::new();
            while seen.len() < whole.len() {
                let page = client.get(&address(&operation, "", &format!("{query}&limit=3{cursor}"))).await.expect(200);
                seen.extend(page.body["items"].as_array().unwrap().clone());
                let Some(next) = page.body["page"]["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            seen.truncate(whole.len());
            assert_eq!(seen, whole, "{} {query}", operation.id);
            if !cursor.is_empty() {
                let other = if sort == "id" { "-id" } else { "id" };
                let foreign = client.get(&address(&operation, "", &format!("sort={other}&limit=3{cursor}"))).await;
                foreign.refused(400, "cursor_invalid");
            }
        }
    }
}

#[actix_web::test]
async fn an_order_that_there_is_not_is_told_what_would_be_right() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let near = supervisor.get("/projects?sort=-total_investmnt").await.refused(400, "invalid_parameter");
    let fault = &near.body["errors"][0];
    assert!(fault["parameter"] == "sort" && fault["meta"]["nearest"] == "-total_investment", "{fault}");
    assert!(fault["meta"]["allowed"].as_array().unwrap().contains(&json!("-updated_at")), "{fault}");
    for twice in ["code,code", "code,-code"] {
        supervisor.get(&format!("/projects?sort={twice}")).await.refused(400, "invalid_parameter");
    }
    for (there, right) in [("orderBy=code", "sort"), ("since=2025-01-01", "updated_since")] {
        let answer = supervisor.get(&format!("/projects?{there}")).await.refused(400, "unknown_parameter");
        assert_eq!(answer.body["errors"][0]["meta"]["nearest"], right);
    }
    let nowhere =
        app.user("audit-admin").await.get("/audit-entries?sort=sequence").await.refused(400, "unknown_parameter");
    assert!(nowhere.body["detail"].as_str().unwrap().contains("只有一种顺序"), "{:#}", nowhere.body);
    let nowhere = app.user("audit-admin").await.get("/audit-entries?updated_since=2025-01-01").await;
    let nowhere = nowhere.refused(400, "unknown_parameter");
    assert!(nowhere.body["detail"].as_str().unwrap().contains("If-None-Match"), "{:#}", nowhere.body);
}

#[actix_web::test]
async fn every_list_shows_the_members_that_were_asked_for() {
    let app = furnished().await;
    let mut tried = 0;
    for (operation, client) in lists(&app, "fields").await {
        let names = choices(&operation, "fields");
        let whole = items(&client, &operation, "limit=5").await;
        let (first, last) = (names[0], names.iter().rfind(|name| !name.starts_with('-')).unwrap());
        let sparse = items(&client, &operation, &format!("limit=5&fields={last}")).await;
        let both = items(&client, &operation, &format!("limit=5&fields={first}%2C{last}")).await;
        for (item, (sparse, both)) in whole.iter().zip(sparse.iter().zip(&both)) {
            let only = |wanted: &[&str]| {
                let all = item.as_object().unwrap().iter();
                let kept = all.filter(|(name, _)| *name == "id" || wanted.contains(&name.as_str()));
                Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
            };
            assert_eq!(*sparse, only(&[last]), "{}", operation.id);
            assert_eq!(*both, only(&[first, last]), "{}", operation.id);
            let known = item.as_object().unwrap().keys().all(|name| names.contains(&name.as_str()));
            assert!(known, "{}: {names:?} {item:#}", operation.id);
            tried += 1;
        }
        if names.contains(&"-allowed_actions") {
            let without = items(&client, &operation, "limit=5&fields=-allowed_actions").await;
            let mut expected = whole.clone();
            expected.iter_mut().for_each(|item| drop(item.as_object_mut().unwrap().shift_remove("allowed_actions")));
            assert_eq!(without, expected, "{}", operation.id);
            let mixed = client.get(&address(&operation, "", "fields=-allowed_actions%2Cid")).await;
            mixed.refused(400, "invalid_parameter");
        }
        let unknown = client.get(&address(&operation, "", "fields=nothing_of_the_kind")).await;
        let unknown = unknown.refused(400, "invalid_parameter");
        assert_eq!(unknown.places(), ["fields"], "{}", operation.id);
        assert_eq!(unknown.body["errors"][0]["meta"]["allowed"], json!(names), "{}", operation.id);
    }
    assert!(tried > 50, "{tried}");
}

#[actix_web::test]
async fn every_list_that_tells_changes_tells_those_since_an_instant() {
    let app = furnished().await;
    let mut tried = 0;
    for (operation, client) in lists(&app, "updated_since").await {
        if !choices(&operation, "sort").contains(&"updated_at") {
            continue; // what never changes, below
        }
        let every = paged(&client, &operation, "sort=-updated_at", 200).await;
        let Some(middle) = every.get(every.len() / 2).map(|item| item["updated_at"].as_str().unwrap()) else {
            continue;
        };
        let query = format!("updated_since={middle}");
        let changed: HashSet<&str> = every
            .iter()
            .filter(|item| item["updated_at"].as_str().unwrap() >= middle)
            .map(|item| item["id"].as_str().unwrap())
            .collect();
        let since = paged(&client, &operation, &query, 3).await;
        let found: HashSet<&str> = since.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(found, changed, "{} {query}", operation.id);
        let counted = client.get(&address(&operation, "", &format!("{query}&limit=1&count=exact"))).await.expect(200);
        assert_eq!(counted.body["page"]["total"], json!(changed.len()), "{} {query}", operation.id);
        assert_eq!(counted.body["page"]["removed"], json!([]), "{}", operation.id);
        let later = items(&client, &operation, "updated_since=2199-01-01T00:00:00Z").await;
        assert!(later.is_empty(), "{}", operation.id);
        client.get(&address(&operation, "", "updated_since=yesterday")).await.refused(400, "invalid_parameter");
        tried += 1;
    }
    assert!(tried >= 10, "{tried}");
}

#[actix_web::test]
async fn what_was_deleted_is_told_to_those_who_could_know_of_it() {
    let app = TestApp::with_reporting().await;
    let housing = app.reporter("housing").await;
    let kept = housing.upload("一.txt", "甲".as_bytes()).await.expect(201);
    let since = kept.body["created_at"].as_str().unwrap().to_owned();
    let gone = housing.upload("二.txt", "乙".as_bytes()).await.expect(201);
    let delete = housing.request(Method::DELETE, &format!("/attachments/{}", gone.id()));
    housing.send(delete.header("If-Match", gone.etag())).await.expect(204);
    let asked = format!("/attachments?updated_since={since}");
    let told = housing.get(&asked).await.expect(200);
    assert_eq!(told.body["items"][0]["id"], kept.id());
    let removed = told.body["page"]["removed"].as_array().unwrap();
    assert_eq!(removed.len(), 1, "{removed:?}");
    assert_eq!((&removed[0]["id"], &removed[0]["type"]), (&json!(gone.id()), &json!("attachment")));
    let supervisor = app.supervisor().await.get(&asked).await.expect(200);
    assert_eq!(supervisor.body["page"]["removed"], told.body["page"]["removed"]);
    // Another bureau could never see it.
    let other = app.reporter("industry").await.get(&asked).await.expect(200);
    assert_eq!(other.body["page"]["removed"], json!([]));
    let later = housing.get("/attachments?updated_since=2199-01-01T00:00:00Z").await.expect(200);
    assert_eq!(later.body["page"]["removed"], json!([]));
    assert!(housing.get("/attachments").await.expect(200).body["page"].get("removed").is_none());
}

/// The ids under a name of an item, of one object or of several.
fn named(item: &Value, name: &str) -> Vec<String> {
    let of = |object: &Value| object["id"].as_str().map(str::to_owned);
    item[name]
        .as_array()
        .map_or_else(|| of(&item[name]).into_iter().collect(), |all| all.iter().filter_map(of).collect())
}

#[actix_web::test]
async fn every_list_that_adds_objects_adds_each_once_and_as_it_is_by_itself() {
    let app = furnished().await;
    let mut tried = 0;
    for (operation, client) in lists(&app, "include").await {
        for name in choices(&operation, "include") {
            let page = client.get(&address(&operation, "", &format!("limit=20&include={name}"))).await.expect(200);
            let included = page.body["included"].as_object().unwrap();
            assert_eq!(included.len(), 1, "{} {name}: {included:?}", operation.id);
            let (collection, objects) = included.iter().next().unwrap();
            let found: Vec<String> =
                objects.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
            let items = page.body["items"].as_array().unwrap();
            let place = if items.iter().any(|item| item.get(name).is_some()) { name } else { "subject" };
            let wanted: HashSet<String> = items.iter().flat_map(|item| named(item, place)).collect();
            if place == name {
                assert_eq!(found.iter().cloned().collect::<HashSet<_>>(), wanted, "{} {name}", operation.id);
            }
            assert_eq!(found.len(), found.iter().collect::<HashSet<_>>().len(), "{} {name}", operation.id);
            if let Some(object) = objects.as_array().unwrap().first() {
                let alone = client.get(&format!("/{collection}/{}", found[0])).await.expect(200);
                assert_eq!(alone.body, *object, "{} {name}", operation.id);
                tried += 1;
            }
        }
        client.get(&address(&operation, "", "include=everything")).await.refused(400, "invalid_parameter");
    }
    assert!(tried >= 5, "{tried}");
    let nowhere = app.supervisor().await.get("/areas?include=plan").await.refused(400, "unknown_parameter");
    assert!(nowhere.body["detail"].as_str().unwrap().contains("不附带其他对象"), "{:#}", nowhere.body);
}
