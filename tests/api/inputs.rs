//! What comes in: parameters, texts, JSON and codes, held over everything that the document has.
use crate::{
    kit::{Client, Json, TestApp, document, key},
    permissions::{MATRIX, Operation, one_of_each, operations},
};
use reqwest::Method;
use serde_json::{Value, json};

const NOT_THERE: &str = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11";

/// Somebody who may call an operation.
pub async fn caller(app: &TestApp, operation: &Operation) -> Client {
    let (_, roles) = MATRIX.iter().find(|(id, _)| *id == operation.id).unwrap();
    match roles.first() {
        Some(role) => app.user(role).await,
        None => app.nobody(),
    }
}
/// The address of an operation on the object with this id.
pub fn address(operation: &Operation, id: &str, query: &str) -> String {
    let mut path = operation.path.to_owned();
    if let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, id);
    }
    format!("/{path}?{query}")
}
fn escaped(text: &str) -> String {
    text.replace(',', "%2C").replace(':', "%3A")
}
/// What the document says of an operation.
fn of_document(operation: &Operation) -> &'static Value {
    &document()["paths"][operation.path][operation.method.as_str().to_lowercase()]
}

#[actix_web::test]
async fn a_parameter_that_is_empty_or_unknown_is_refused_by_every_operation() {
    let app = TestApp::new().await;
    for operation in operations() {
        let client = caller(&app, &operation).await;
        for parameter in &operation.query {
            let empty = address(&operation, NOT_THERE, &format!("{parameter}="));
            let answer = client.send(client.request(operation.method.clone(), &empty)).await;
            let answer = answer.refused(400, "empty_parameter");
            assert_eq!(answer.places(), [*parameter], "{}", operation.id);
        }
        let unknown = address(&operation, NOT_THERE, "nonsense=1");
        let answer = client.send(client.request(operation.method.clone(), &unknown)).await;
        let answer = answer.refused(400, "unknown_parameter");
        assert_eq!(answer.places(), ["nonsense"], "{}", operation.id);
    }
    assert_eq!(app.supervisor().await.get("/plans?count=exact").await.body["page"]["total"], 0);
}

/// 投资 in GBK: nothing would be found, and the client would believe that there is nothing.
#[actix_web::test]
async fn a_query_that_is_no_utf8_is_refused_and_finds_nothing() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    supervisor.get("/indicators?q=%CD%B6%D7%CA").await.refused(400, "not_utf8");
    assert!(!supervisor.get("/indicators?q=%E6%8A%95%E8%B5%84").await.expect(200).body["items"].is_null());
}

#[actix_web::test]
async fn an_unknown_parameter_is_told_what_would_be_right() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let meta = async |query: &str| {
        let answer = supervisor.get(&format!("/indicators?{query}")).await.refused(400, "unknown_parameter");
        (answer.body["errors"][0]["meta"].clone(), answer.body["detail"].as_str().unwrap().to_owned())
    };
    let (near, text) = meta("leadBureau=1").await;
    assert!(near["nearest"] == "lead_bureau" && text.contains("lead_bureau"), "{near} {text}");
    for far in ["zzzz=1", "qqqqqq=1"] {
        let (far, text) = meta(far).await;
        assert!(far.get("nearest").is_none() && far["known"].as_str().unwrap().contains("count"), "{far} {text}");
    }
    for pages in ["page=2", "pageSize=10", "offset=50", "per_page=3"] {
        let (pages, text) = meta(pages).await;
        assert!(pages["pages_by"] == "limit, cursor" && pages.get("nearest").is_none(), "{pages}");
        assert!(text.contains("next_cursor"), "{text}");
    }
    // What has no parameters at all offers none.
    let answer = supervisor.get(&format!("/plans/{NOT_THERE}?page=1")).await.refused(400, "unknown_parameter");
    assert_eq!(answer.body["errors"][0]["meta"], json!({"parameter": "page"}));
}

/// The parameters of an operation that name an object, each with what names nothing there.
fn references(operation: &Operation) -> Vec<(&'static str, Vec<String>)> {
    let parameters = of_document(operation)["parameters"].as_array().into_iter().flatten();
    let of_query = parameters.filter(|parameter| parameter["in"] == "query");
    let nothing = |parameter: &'static Value| {
        let name = parameter["name"].as_str().unwrap();
        let named: &[&str] = match parameter["schema"]["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
            Some("Reference") => &["code:nothing", NOT_THERE, "code:housing,code:science"],
            Some("PeriodReference") => &["2025-13", NOT_THERE],
            None if ["jurisdiction", "within"].contains(&name) => &["999999", "x"],
            _ => &[],
        };
        (!named.is_empty()).then(|| (name, named.iter().map(|named| escaped(named)).collect()))
    };
    of_query.filter_map(nothing).collect()
}

#[actix_web::test]
async fn a_parameter_that_names_nothing_is_400_in_every_list() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    let erqi = app.user("erqi-supervisor").await;
    let plan = erqi.post("/plans", &json!({"year": 2025, "title": "二七区"})).await.expect(201);
    let area = json!({"plan": plan.id(), "code": "1", "name": "领域"});
    let area = erqi.post("/areas", &area).await.expect(201).id().to_owned();
    erqi.post("/periods", &json!({"plan": plan.id()})).await.expect(201);
    let first = |answer: crate::kit::Answer| answer.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
    let (bureau, period) = (first(erqi.get("/bureaus").await), first(erqi.get("/periods").await));
    let hidden = |name: &str| match name {
        "plan" => plan.id().to_owned(),
        "area" => area.clone(),
        "period" => period.clone(),
        "bureau" | "lead_bureau" | "owner" => bureau.clone(),
        "jurisdiction" | "within" => "410103".to_owned(),
        _ => NOT_THERE.to_owned(),
    };
    let mut tried = 0;
    // A form answers as the act itself would: 404.
    let asks = |operation: &&Operation| operation.method == Method::GET && operation.id != "get_form";
    for operation in operations().iter().filter(asks) {
        let kind = operation.path.split('/').nth(3).unwrap_or("");
        let id = objects.get(kind).map_or(NOT_THERE, String::as_str);
        for (name, nothing) in references(operation) {
            let client = caller(&app, operation).await;
            for value in nothing.into_iter().chain([hidden(name)]) {
                let answer = client.get(&address(operation, id, &format!("{name}={value}"))).await;
                assert_eq!(answer.status, 400, "{} {name}={value}: {:#}", operation.id, answer.body);
                let answer = answer.refused(400, "unknown_reference");
                assert_eq!(answer.places(), [name], "{} {name}={value}", operation.id);
                let said = answer.body["detail"].as_str().unwrap().replace(&hidden(name), "…").replace("999999", "…");
                assert!(!said.contains("410103"), "{said}");
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

/// The strings of a request body's schema by their pointers; of a list the first.
fn strings(schema: &'static Value, pointer: &str, found: &mut Vec<(String, &'static Value)>) {
    if let Some(target) = schema["$ref"].as_str() {
        return strings(document().pointer(target.trim_start_matches('#')).unwrap(), pointer, found);
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|schema| strings(schema, pointer, found));
    }
    let is =
        |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.contains(&json!(kind)));
    if is("string") {
        found.push((pointer.to_owned(), schema));
    }
    if is("array") {
        assert!(schema["maxItems"].is_u64(), "{pointer}: a list of a body says how long it may be");
        strings(&schema["items"], &format!("{pointer}/0"), found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        strings(member, &format!("{pointer}/{name}"), found);
    }
}
/// A body with a text at a pointer.
fn with(mut body: Value, pointer: &str, text: &str) -> Value {
    let mut at = &mut body;
    for step in pointer.split('/').skip(1) {
        at = if step == "0" {
            if !at.is_array() {
                *at = json!([null]);
            } else if at.as_array().unwrap().is_empty() {
                at.as_array_mut().unwrap().push(Value::Null);
            }
            &mut at[0]
        } else {
            if !at.is_object() {
                *at = json!({});
            }
            &mut at[step]
        };
    }
    *at = text.into();
    body
}
/// An operation, the example of its body, and the texts in it: where, and their schemas.
type Bodied = (Operation, Value, Vec<(String, &'static Value)>);

/// Every operation with a JSON body, with its example and its strings.
fn bodies() -> Vec<Bodied> {
    let mut found = Vec::new();
    for operation in operations() {
        let schema = &of_document(&operation)["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_object() {
            let mut all = Vec::new();
            strings(schema, "", &mut all);
            let named = document().pointer(schema["$ref"].as_str().unwrap().trim_start_matches('#')).unwrap();
            let example = if named["example"].is_null() { &named["examples"][0] } else { &named["example"] };
            found.push((operation, example.clone(), all));
        }
    }
    found
}
async fn send(client: &Client, operation: &Operation, body: &Value) -> crate::kit::Answer {
    let request = client.request(operation.method.clone(), &address(operation, NOT_THERE, ""));
    client.send(request.header("If-Match", "\"1.0\"").header("Idempotency-Key", key()).json(body)).await
}

#[actix_web::test]
async fn blank_and_invisible_text_is_refused_in_every_field_of_every_body() {
    let app = TestApp::new().await;
    let mut tried = 0;
    for (operation, example, strings) in bodies() {
        let client = caller(&app, &operation).await;
        for (pointer, schema) in strings {
            for text in ["", "  \u{3000}", "\u{200b}", "甲\u{200d}乙", "\u{202e}甲", "甲\u{7}乙", "甲\u{0}乙"] {
                let answer = send(&client, &operation, &with(example.clone(), &pointer, text)).await;
                assert_eq!(answer.status, 422, "{} {pointer} {text:?}: {:#}", operation.id, answer.body);
                let here = answer.body["errors"].as_array().unwrap().iter().filter(|fault| fault["pointer"] == pointer);
                assert_eq!(here.count(), 1, "{} {pointer} {text:?}: {:#}", operation.id, answer.body);
            }
            let long = schema["maxLength"].as_u64().is_some_and(|max| max >= 1000);
            let answer = send(&client, &operation, &with(example.clone(), &pointer, "甲\r\n乙")).await;
            assert_eq!(!long, answer.places().contains(&pointer), "{} {pointer}: a line break", operation.id);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[actix_web::test]
async fn a_text_is_kept_trimmed_and_composed_and_a_password_as_it_is() {
    let app = TestApp::new().await;
    let (supervisor, admin) = (app.supervisor().await, app.user("system-admin").await);
    let body = json!({"year": 2025.0, "title": "\u{3000}Cafe\u{301} 计划 ", "source_note": " 一\r\n二\r三 "});
    let plan = supervisor.post("/plans", &body).await.expect(201);
    assert_eq!((&plan.body["title"], &plan.body["source_note"]), (&json!("Caf\u{e9} 计划"), &json!("一\n二\n三")));
    assert_eq!(plan.body["year"], 2025);
    let password = " Broad daylight 2025 ";
    let user = json!({"jurisdiction": "410102", "username": "spaced", "display_name": "甲", "password": password});
    admin.post("/users", &user).await.expect(201);
    let log_in = |password: &str| json!({"username": "spaced", "password": password});
    app.nobody().post("/sessions", &log_in(password)).await.expect(200);
    app.nobody().post("/sessions", &log_in(password.trim())).await.refused(401, "invalid_credentials");
    for (weak, code) in [("                    ", "blank_text"), ("A1                    ", "password_weak")] {
        let user = json!({"jurisdiction": "410102", "username": "weak", "display_name": "甲", "password": weak});
        let answer = admin.post("/users", &user).await.refused(422, code);
        assert_eq!(answer.places(), ["/password"]);
    }
}

#[actix_web::test]
async fn a_problem_lists_a_hundred_faults_and_says_how_many_more() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let mut body = json!({"year": 2026, "title": "x"});
    (0..3000).for_each(|index| body[format!("colour{index}")] = index.into());
    for (language, more) in [("zh", "另有 2900 处未列出。"), ("en", "And 2900 more.")] {
        let request = supervisor.request(Method::POST, "/plans").header("Accept-Language", language);
        let answer = supervisor.send(request.header("Idempotency-Key", key()).json(&body)).await.expect(422);
        assert_eq!((answer.places().len(), &answer.body["more_errors"]), (100, &json!(2900)));
        assert!(answer.body["detail"].as_str().unwrap().ends_with(more), "{}", answer.body["detail"]);
        assert!(answer.bytes.len() < 50_000, "{}", answer.bytes.len());
    }
    let points: Vec<Value> = (0..1000).map(|_| json!({"period": "x", "value": "y", "z": 1})).collect();
    let body = json!({"effective_from": "x", "points": points});
    let answer = supervisor.post("/indicators/code:2.9/trajectories", &body).await.expect(422);
    assert!(answer.places().contains(&"/points".to_owned()) && answer.places().len() < 50, "{:#}", answer.body);
    let list = (0..1000).map(|index| format!("p{index}=1")).collect::<Vec<_>>().join("&");
    let answer = supervisor.get(&format!("/plans?{list}")).await.refused(400, "unknown_parameter");
    assert_eq!((answer.places().len(), &answer.body["more_errors"]), (100, &json!(900)));
    assert!(answer.bytes.len() < 50_000, "{}", answer.bytes.len());
    // However long what a client wrote is, little of it is repeated.
    let long = "x".repeat(30_000);
    for body in
        [json!({"year": 2026, "title": "x", long.clone(): 1}), json!({"year": 2026, "title": long, "plan": long})]
    {
        let answer = supervisor.post("/plans", &body).await.expect(422);
        assert!(answer.bytes.len() < 3_000, "{}", answer.bytes.len());
    }
    let answer = supervisor.post("/areas", &json!({"plan": long, "code": long, "name": "x"})).await.expect(422);
    assert!(answer.bytes.len() < 3_000, "{}", answer.bytes.len());
}

#[actix_web::test]
async fn an_unknown_field_hides_no_other_fault() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let fact =
        json!({"plan": "code:2025", "area": "code:none", "code": "9.9", "name": "甲", "role": "scope", "nmae": 1});
    let answer = supervisor.post("/facts", &fact).await.expect(422);
    let mut places = answer.places();
    places.sort();
    assert_eq!(places, ["/area", "/nmae"]);
    let unknown = answer.body["errors"].as_array().unwrap().iter().find(|fault| fault["pointer"] == "/nmae").unwrap();
    assert_eq!(unknown["meta"], json!({"field": "nmae", "nearest": "name"}));
    assert!(unknown["detail"].as_str().unwrap().contains("“name”"));
    // The rest being right makes nothing come to be.
    let fact =
        json!({"plan": "code:2025", "area": "code:1", "code": "9.9", "name": "甲", "role": "scope", "colour": 1});
    let answer = supervisor.post("/facts", &fact).await.refused(422, "unknown_field");
    assert_eq!(answer.body["errors"][0]["meta"], json!({"field": "colour"}));
    assert_eq!(supervisor.get("/facts?code=9.9").await.expect(200).body["items"], json!([]));
    let plan = supervisor.get("/plans/code:2025").await.expect(200);
    let answer = supervisor.patch("/plans/code:2025", plan.etag(), &json!({"colour": 1})).await.expect(422);
    assert_eq!(answer.places(), ["/colour"]);
}

#[actix_web::test]
async fn json_is_utf_8_with_every_member_once() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let post = async |kind: &str, body: Vec<u8>| {
        let request = supervisor.request(Method::POST, "/plans?dry_run=true").header("Idempotency-Key", key());
        supervisor.send(request.header("Content-Type", kind).body(body)).await
    };
    let json = "application/json";
    let plan = r#"{"year": 2026.0, "title": "甲"}"#;
    post("application/json; charset=UTF-8", format!("\u{feff}{plan}").into_bytes()).await.expect(201);
    post("application/merge-patch+json; charset=\"utf-8\"", plan.into()).await.expect(201);
    for charset in ["gbk", "gb18030", "utf-16", "iso-8859-1"] {
        let answer = post(&format!("{json}; charset={charset}"), plan.into()).await;
        answer.refused(415, "unsupported_media_type");
    }
    let wide: Vec<u8> = plan.encode_utf16().flat_map(u16::to_le_bytes).collect();
    post(json, wide).await.refused(400, "not_utf8");
    post(json, b"{\"year\": 2026, \"title\": \"\xd6\xd0\xd4\xad\"}".to_vec()).await.refused(400, "not_utf8");
    for (body, place) in [
        (r#"{"year": 2026, "title": "甲", "year": 2027}"#, "/year"),
        (r#"{"year": 2026, "title": "甲", "a": {"b": [{"c": 1, "c": 1}]}}"#, "/a/b/0/c"),
    ] {
        let answer = post(json, body.into()).await.refused(422, "duplicate_member");
        assert!(answer.places().contains(&place.to_owned()), "{:#}", answer.body);
    }
    post(json, br#"{"year": 2026.5, "title": "x"}"#.to_vec()).await.refused(422, "wrong_type");
    let deep = format!(r#"{{"year": 2026, "title": {}1{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    post(json, deep.into()).await.refused(422, "too_deep");
    for (path, kind) in [("/plans", json), ("/attachments", "multipart/form-data; boundary=x")] {
        let request = supervisor.request(Method::POST, path).header("Idempotency-Key", key());
        let request = request.header("Content-Type", kind).header("Content-Encoding", "gzip").body(vec![0x1f, 0x8b]);
        let answer = supervisor.send(request).await.refused(415, "content_encoding_refused");
        assert!(answer.body["detail"].as_str().unwrap().contains("Content-Encoding"));
        assert_eq!(answer.header("accept-encoding"), "identity");
    }
}

#[actix_web::test]
async fn the_same_json_in_other_words_is_the_same_payload() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let send = async |body: &str| {
        let request = supervisor.request(Method::POST, "/plans").header("Idempotency-Key", "k");
        supervisor.send(request.header("Content-Type", "application/json").body(body.to_owned())).await
    };
    let first = send(r#"{"year": 2026, "title": "甲"}"#).await.expect(201);
    let again = send("\u{feff}{ \"title\" : \"\\u7532\",\n\t\"year\": 2026.0 }").await.expect(201);
    assert_eq!((again.header("idempotency-replayed"), &again.bytes), ("true", &first.bytes));
    send(r#"{"year": 2026, "title": "乙"}"#).await.refused(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn codes_that_differ_by_case_or_leading_zeros_are_one() {
    let app = TestApp::with_reporting().await;
    let (supervisor, admin) = (app.supervisor().await, app.user("system-admin").await);
    let bureau = |code: &str| json!({"code": code, "name": "街道", "kind": "street", "source": "confirmed"});
    let area = |code: &str| json!({"plan": "code:2025", "code": code, "name": "领域"});
    let fact = |code: &str| json!({"plan": "code:2025", "area": "code:1", "code": code, "name": "甲", "role": "scope"});
    let milestone = |code: &str| json!({"area": "code:1", "code": code, "name": "开工", "due_on": "2025-03-31", "due_confidence": "printed"});
    let post = |code: &str| json!({"code": code, "title": "副区长"});
    let district = |code: &str| json!({"plan": "code:2025", "code": code, "name": "片区"});
    let unit = |code: &str| json!({"district": "code:RD1", "code": code, "name": "单元"});
    let indicator = |code: &str| {
        let target = json!({"value": "1100", "comparator": "gte", "commitment": "strive"});
        json!({
            "plan": "code:2025", "area": "code:1", "code": code, "name": "甲", "kind": "flow", "basis": "cumulative", "unit": "亩",
            "decimals": 0, "reporting": "monthly", "target": target, "lead_bureau": "code:housing",
        })
    };
    let project = |code: &str| crate::projects::body(code, "reserve", json!({"areas": ["code:1"]}));
    type Body<'a> = &'a dyn Fn(&str) -> Value;
    let kinds: [(&Client, &str, Body<'_>, &str, &str, &str); 9] = [
        (&admin, "/bureaus", &bureau, "office-1", "office-01", "bureau_code_taken"),
        (&supervisor, "/areas", &area, "A1", "a01", "area_code_taken"),
        (&supervisor, "/facts", &fact, "F1.1", "f01.001", "fact_code_taken"),
        (&supervisor, "/milestones", &milestone, "M1", "m01", "milestone_code_taken"),
        (&supervisor, "/leader-posts", &post, "L1", "l001", "leader_post_code_taken"),
        (&supervisor, "/renewal-districts", &district, "RD1", "rd01", "renewal_code_taken"),
        (&supervisor, "/renewal-units", &unit, "RU1", "ru01", "renewal_code_taken"),
        (&supervisor, "/indicators", &indicator, "Q1", "q01", "indicator_code_taken"),
        (&supervisor, "/projects", &project, "X9", "x009", "project_code_taken"),
    ];
    for (client, path, body, first, second, code) in kinds {
        client.post(path, &body(first)).await.expect(201);
        client.post(path, &body(second)).await.refused(409, code);
        client.post(path, &body(first)).await.refused(409, code);
    }
}
