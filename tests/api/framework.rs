//! Every failure of the framework is a documented problem, and bad input changes nothing.
use crate::kit::{Json, TestApp};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::json;

const PLAN: &str = r#"{"year": 2026, "title": "2026年重点工作"}"#;

#[actix_web::test]
async fn bad_bodies_are_refused_with_the_place_of_every_fault() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let deep = format!("{}1{}", "[".repeat(10), "]".repeat(10));
    for (body, status, code) in [
        ("{", 400, "invalid_json"),
        ("nonsense", 400, "invalid_json"),
        (r#"{"year": 2026}"#, 422, "required"),
        (r#"{"year": "2026", "title": "x"}"#, 422, "wrong_type"),
        (r#"{"year": 2026, "title": "x", "colour": 1}"#, 422, "unknown_field"),
        (r#"{"year": 2026, "title": "a\u0000b"}"#, 422, "nul_character"),
        (r#"{"year": 1, "title": "x"}"#, 422, "too_small"),
        (r#"{"year": 2026, "title": ""}"#, 422, "blank_text"),
        (r#"{"year": 2026, "title": "x", "submitted_at": "2025-01-01T00:00:00Z"}"#, 422, "client_time_refused"),
        (&format!(r#"{{"year": 2026, "title": {deep}}}"#), 422, "too_deep"),
        (r#"[]"#, 422, "wrong_type"),
        (r#"{"year": 1e400, "title": "x"}"#, 400, "invalid_json"),
    ] {
        let request = supervisor
            .request(Method::POST, "/plans")
            .header("Idempotency-Key", "k")
            .header("Content-Type", "application/json");
        supervisor.send(request.body(body.to_owned())).await.refused(status, code);
    }
    let request = supervisor
        .request(Method::POST, "/plans")
        .header("Idempotency-Key", "k")
        .json(&json!({"year": "x", "colour": 1}));
    let mut places = supervisor.send(request).await.expect(422).places();
    places.sort();
    assert_eq!(places, ["/colour", "/title", "/year"]);
    assert_eq!(supervisor.get("/plans?count=exact&year=2026").await.body["page"]["total"], 0);
}

#[actix_web::test]
async fn headers_and_sizes_are_checked_before_the_body() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let post = || supervisor.request(Method::POST, "/plans");
    let json = "application/json";
    supervisor.send(post().header("Content-Type", json).body(PLAN)).await.refused(400, "idempotency_key_required");
    supervisor
        .send(post().header("Idempotency-Key", "ключ").header("Content-Type", json).body(PLAN))
        .await
        .refused(400, "idempotency_key_invalid");
    supervisor
        .send(post().header("Idempotency-Key", "k").header("Content-Type", "text/xml").body(PLAN))
        .await
        .refused(415, "unsupported_media_type");
    supervisor.send(post().header("Idempotency-Key", "k").body(PLAN)).await.refused(415, "unsupported_media_type");
    let large = format!(r#"{{"title": "{}"}}"#, "x".repeat(70_000));
    supervisor
        .send(post().header("Idempotency-Key", "k").header("Content-Type", json).body(large))
        .await
        .refused(413, "payload_too_large");
}

#[actix_web::test]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let app = TestApp::new().await;
    let problem = app.nobody().get("/plans").await.refused(401, "authentication_required");
    let kind = problem.body["type"].as_str().unwrap();
    assert_eq!(app.nobody().get(&format!("/{kind}")).await.expect(200).body["code"], "authentication_required");
}

#[actix_web::test]
async fn addresses_that_are_not_are_problems_too() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    nobody.get("/nothing").await.refused(404, "address_unknown");
    let answer = nobody.delete("/plans").await.refused(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, POST");
    nobody.send(nobody.request(Method::POST, "//health/live")).await.refused(405, "method_not_allowed");
    nobody.get("//%00").await.refused(404, "address_unknown");
}

#[actix_web::test]
async fn query_strings_are_read_strictly() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let answer = supervisor.get("/plans?yaer=2025").await.refused(400, "unknown_parameter");
    assert_eq!(answer.body["errors"][0]["meta"]["nearest"], "year");
    supervisor.get("/plans?year=abc").await.refused(400, "invalid_parameter");
    supervisor.get("/plans?year=2025&year=2026").await.refused(400, "duplicate_parameter");
    supervisor.get("/plans?limit=0").await.refused(400, "limit_out_of_range");
    supervisor.get("/plans?limit=201").await.refused(400, "limit_out_of_range");
    supervisor.get("/plans?limit=ten").await.refused(400, "invalid_parameter");
    supervisor.get("/plans?cursor=zzz").await.refused(400, "cursor_invalid");
    supervisor.get("/plans/not-an-id").await.refused(400, "malformed_id");
    supervisor.get("/plans/01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11").await.refused(404, "not_found");
    supervisor.get("/plans/code:1999").await.refused(404, "not_found");
}

#[actix_web::test]
async fn texts_come_in_the_language_that_is_asked_for() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let chinese = nobody.get("/plans").await.refused(401, "authentication_required");
    assert_eq!((chinese.header("content-language"), chinese.body["title"].as_str()), ("zh-CN", Some("需要登录")));
    let english =
        nobody.send(nobody.request(Method::GET, "/plans").header("Accept-Language", "en-GB,en;q=0.9,zh;q=0.1")).await;
    assert_eq!(
        (english.header("content-language"), english.body["title"].as_str()),
        ("en", Some("Authentication required"))
    );
    assert!(english.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(english.body["request_id"], english.header("x-request-id"));
}

#[actix_web::test]
async fn a_sound_request_id_is_kept_and_another_replaced() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let kept =
        nobody.send(nobody.request(Method::GET, "//health/ready").header("X-Request-Id", "abc-1")).await.expect(200);
    assert_eq!(kept.header("x-request-id"), "abc-1");
    let replaced =
        nobody.send(nobody.request(Method::GET, "//health/live").header("X-Request-Id", "a b{}")).await.expect(200);
    assert_eq!(replaced.header("x-request-id").len(), 36);
}

#[actix_web::test]
async fn the_documentation_works_without_the_internet() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let document = nobody.get("//openapi.json").await.expect(200);
    assert_eq!(document.body["openapi"], "3.1.0");
    let page = nobody.get("//docs").await.expect(200);
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    let text = String::from_utf8(page.bytes).unwrap();
    assert!(text.contains("swagger-ui") && !text.contains("http://") && !text.contains("https://"), "{text}");
    let named = text.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css"));
    let named: Vec<_> = named.chain(["words.js", "session.js", "swagger.js", "README.md", "README.zh-CN.md"]).collect();
    assert!(named.len() >= 9, "{named:?}");
    for file in named {
        nobody.get(&format!("//docs/{file}")).await.expect(200);
    }
}

#[actix_web::test]
async fn the_root_and_the_base_path_say_where_things_are() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let root = nobody.get("//").await.expect(200);
    let base = nobody.get("").await.expect(200);
    assert_eq!(root.body, base.body);
    let texts = ["documents", "readmes"].map(|list| root.body[list].as_array().unwrap().iter());
    let hrefs = texts.into_iter().flatten().map(|text| text["href"].as_str().unwrap());
    let single = ["docs", "problems", "dictionary", "event_types", "health", "keys"]
        .map(|name| root.body[name].as_str().unwrap());
    for address in hrefs.chain(single) {
        nobody.get(&format!("/{address}")).await.expect(200);
    }
    let browser = nobody.request(Method::GET, "//").header("Accept", "text/html,application/xhtml+xml;q=0.9");
    let page = nobody.send(browser).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("vary").contains("Accept,"), "{}", page.header("vary"));
    let text = String::from_utf8(page.bytes).unwrap();
    let links: Vec<_> = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() >= 8, "{links:?}");
    for link in links {
        nobody.get(&format!("/{link}")).await.expect(200);
    }
}

#[actix_web::test]
async fn browsers_of_listed_origins_may_call_and_others_may_not() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let from = |origin: &str| nobody.request(Method::GET, "//health/live").header("Origin", origin.to_owned());
    let listed = nobody.send(from("https://board.example")).await.expect(200);
    assert_eq!(listed.header("access-control-allow-origin"), "https://board.example");
    assert!(listed.header("access-control-expose-headers").to_lowercase().contains("etag"));
    let other = nobody.send(from("https://evil.example")).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}

#[actix_web::test]
async fn who_may_not_is_told_so_before_anything_of_the_request_is_read() {
    let app = TestApp::new().await;
    for (client, status, code) in
        [(app.nobody(), 401, "authentication_required"), (app.leader().await, 403, "permission_denied")]
    {
        for (method, path) in [(Method::POST, "/plans?nonsense=1"), (Method::PATCH, "/plans/not-an-id")] {
            let request = client.request(method, path).header("Content-Type", "application/json").body("{");
            client.send(request).await.refused(status, code);
        }
    }
}

#[actix_web::test]
async fn head_is_get_without_the_body() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let head = nobody.send(nobody.request(Method::HEAD, "//health/ready")).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert!(!head.etag().is_empty());
}

/// What only one of the two databases would store or compare is refused at the door.
#[actix_web::test]
async fn dates_out_of_all_reason_and_forged_cursors_are_refused() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    for path in [
        "/overview?as_of=-4714-01-01",
        "/progress?as_of=-262142-01-01",
        "/obligations?due_before=-262143-01-01",
        "/milestones?due_after=%2B90000-01-01",
        "/obligations?due_before=1066-10-14",
    ] {
        supervisor.get(path).await.refused(400, "invalid_parameter");
    }
    let page = supervisor.get("/indicators?limit=1").await.expect(200).body;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(page["page"]["next_cursor"].as_str().unwrap()).unwrap();
    let mut cursor: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    for key in ["a\u{0}b", "-9999-01-01"] {
        cursor["after"][0] = key.into();
        let forged = BASE64_URL_SAFE_NO_PAD.encode(cursor.to_string());
        supervisor.get(&format!("/indicators?limit=1&cursor={forged}")).await.refused(400, "cursor_invalid");
    }
}

#[actix_web::test]
async fn faults_are_told_in_the_words_of_the_contract() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let period = supervisor.get("/periods/code:2025-08").await.expect(200);
    let close = format!("/periods/{}/close", period.id());
    let refused = supervisor.act(&close, period.etag(), &json!({"confirm": true})).await.refused(422, "unknown_field");
    assert_eq!(refused.places(), ["/confirm"]);
    let body = json!({"plan": "2025", "code": "1", "name": "x"});
    let refused = supervisor.post("/areas", &body).await.refused(422, "malformed_id");
    assert_eq!(refused.places(), ["/plan"]);
}

#[actix_web::test]
async fn a_compressed_representation_has_a_tag_of_its_own_that_works_like_the_other() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let created = supervisor.post("/plans", &json!({"year": 2025, "title": "一"})).await.expect(201);
    let path = format!("/plans/{}", created.id());
    // The client leaves the body as it came, so there is no JSON to hold against the document here.
    let get = |path: &str| supervisor.request(Method::GET, path).header("Accept-Encoding", "gzip");
    let list = get("/problems").send().await.unwrap();
    let tag = list.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(list.headers()["content-encoding"], "gzip");
    assert!(tag.ends_with("-gzip\"") && list.headers()["vary"].to_str().unwrap().contains("Accept-Encoding"), "{tag}");
    let again = get("/problems").header("If-None-Match", &tag).send().await.unwrap();
    assert_eq!((again.status().as_u16(), again.headers()["etag"].to_str().unwrap()), (304, tag.as_str()));
    let one = get(&path).send().await.unwrap();
    let tag = one.headers()["etag"].to_str().unwrap().to_owned();
    supervisor.patch(&path, &tag, &json!({"title": "二"})).await.expect(200);
}
