//! What pages of other origins can read, what a refusal says in its headers, and addresses that are not.
use crate::{
    kit::{Answer, Client, TestApp},
    permissions::operations,
};
use reqwest::Method;
use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

const LISTED: &str = "https://board.example";

/// What a page of another origin may read of an answer.
#[track_caller]
fn is_readable(answer: &Answer, at: &str) {
    assert_eq!(answer.header("access-control-allow-origin"), LISTED, "{at}");
    let exposed = answer.header("access-control-expose-headers").to_lowercase();
    for name in ["www-authenticate", "allow", "etag", "location", "retry-after", "x-request-id", "idempotency-replayed"]
    {
        assert!(exposed.split(", ").any(|known| known == name), "{at}: {name} is hidden: {exposed}");
    }
    let varies = answer.headers.get_all("vary").iter().any(|value| value == "Origin");
    assert!(varies, "{at}: {:?}", answer.headers.get_all("vary"));
}

#[actix_web::test]
async fn a_page_of_a_listed_origin_can_read_the_refusal_of_every_operation() {
    let app = TestApp::new().await;
    let (nobody, lead) = (app.nobody(), app.lead("housing").await);
    let ask = async |client: &Client, method: &Method, path: &str| {
        let request = client.request(method.clone(), &format!("/{path}")).header("Origin", LISTED);
        client.send(request).await
    };
    let mut statuses = std::collections::BTreeSet::new();
    for operation in operations() {
        let path = operation.path.replace("{id}", "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11").replace("{code}", "nothing");
        let path = format!("{path}?no_such_parameter=1");
        for client in [&nobody, &lead] {
            let answer = ask(client, &operation.method, &path).await;
            statuses.insert(answer.status);
            is_readable(&answer, &format!("{} {}", operation.id, answer.status));
        }
        // A method that the address does not take.
        let answer = ask(&nobody, &Method::from_bytes(b"PROPFIND").unwrap(), operation.path).await;
        assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{}", operation.path);
        is_readable(&answer, operation.path);
    }
    assert!([400, 401, 403].iter().all(|status| statuses.contains(status)), "{statuses:?}");
}

#[actix_web::test]
async fn conflicts_and_faults_are_readable_too_and_only_for_listed_origins() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let plan = supervisor.post("/plans", &json!({"year": 2026, "title": "一"})).await.expect(201);
    let patch = |etag: Option<&str>, body: &str, origin: &str| {
        let request =
            supervisor.request(Method::PATCH, &format!("/plans/{}", plan.id())).header("Origin", origin.to_owned());
        let request = request.header("Content-Type", "application/json").body(body.to_owned());
        let request = etag.into_iter().fold(request, |request, etag| request.header("If-Match", etag.to_owned()));
        let supervisor = supervisor.clone();
        async move { supervisor.send(request).await }
    };
    let title = r#"{"title": "二"}"#;
    is_readable(&patch(None, title, LISTED).await.refused(428, "precondition_required"), "428");
    is_readable(&patch(Some("\"9.00\""), title, LISTED).await.refused(412, "precondition_failed"), "412");
    is_readable(&patch(Some(plan.etag()), r#"{"title": 1}"#, LISTED).await.refused(422, "wrong_type"), "422");
    is_readable(&patch(Some(plan.etag()), "{", LISTED).await.refused(400, "invalid_json"), "400");
    let other = patch(None, title, "https://evil.example").await.refused(428, "precondition_required");
    assert_eq!(other.header("access-control-allow-origin"), "");
    assert!(other.headers.get_all("vary").iter().any(|value| value == "Origin"));
}

#[actix_web::test]
async fn a_preflight_is_answered_whatever_it_asks_for() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let preflight = |origin: &str, asked: &str| {
        let request = nobody.request(Method::OPTIONS, "/reports").header("Origin", origin.to_owned());
        let request = request.header("Access-Control-Request-Method", "POST");
        let request = request.header("Access-Control-Request-Headers", asked.to_owned());
        let nobody = nobody.clone();
        async move { nobody.send(request).await }
    };
    for asked in ["authorization,content-type,idempotency-key", "traceparent, tracestate", "x-unknown"] {
        let answer = preflight(LISTED, asked).await.expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), LISTED);
        let allowed = answer.header("access-control-allow-headers").to_lowercase();
        for name in ["authorization", "if-match", "idempotency-key", "traceparent", "tracestate", "x-request-id"] {
            assert!(allowed.split(", ").any(|known| known == name), "{name}: {allowed}");
        }
        assert!(answer.header("access-control-allow-methods").contains("PATCH"));
        assert!(!answer.header("x-request-id").is_empty());
    }
    let other = preflight("https://evil.example", "authorization").await.expect(204);
    for name in ["access-control-allow-origin", "access-control-allow-headers", "access-control-allow-methods"] {
        assert_eq!(other.header(name), "", "{name}");
    }
}

#[actix_web::test]
async fn a_401_says_after_rfc_6750_what_was_wrong_with_the_token() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let challenge = |answer: Answer| answer.expect(401).header("www-authenticate").to_owned();
    assert_eq!(challenge(nobody.get("/plans").await), "Bearer realm=\"duban\"");
    let wrong = json!({"username": "leader", "password": "wrong"});
    assert_eq!(challenge(nobody.post("/sessions", &wrong).await), "Bearer realm=\"duban\"");
    let with = |what: &str| format!("Bearer realm=\"duban\", error=\"invalid_token\", error_description=\"{what}\"");
    let bad = challenge(nobody.with_token("nonsense").get("/plans").await);
    assert_eq!(
        bad,
        with("The access token cannot be verified. Send it as Authorization: Bearer TOKEN; if it is, log in again.")
    );
    let leader = app.leader().await;
    app.set_time("2025-10-10T03:00:00Z");
    let expired = challenge(leader.get("/plans").await);
    assert_eq!(expired, with("The access token has expired. Exchange the refresh token for a new one."));
    let ended = app.leader().await;
    ended.delete("/sessions/current").await.expect(204);
    assert!(challenge(ended.get("/plans").await).contains("error_description=\"The session ended"));
}

#[actix_web::test]
async fn an_address_that_is_not_names_the_nearest() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    for (asked, nearest) in [
        ("/plan", "/api/v1/plans"),
        ("/plans/code:2025/clos", "/api/v1/plans/{id}/close"),
        ("//api/v2/reports", "/api/v1/reports"),
        ("//healthz", "/health/live"),
        ("//docs/nothing.js", "/docs/"),
    ] {
        let answer = nobody.get(asked).await.refused(404, "address_unknown");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains(nearest) && !detail.contains("可知"), "{asked}: {detail}");
    }
}

#[actix_web::test]
async fn a_method_that_a_literal_path_does_not_take_is_not_taken_for_that_of_a_template() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    let literal: Vec<_> = operations().into_iter().filter(|operation| !operation.path.contains('{')).collect();
    for operation in &literal {
        let own: Vec<&Method> = literal.iter().filter(|of| of.path == operation.path).map(|of| &of.method).collect();
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if own.contains(&&method) {
                continue;
            }
            let request = supervisor.request(method.clone(), &format!("/{}", operation.path));
            let answer = supervisor.send(request.header("If-Match", "\"1.0\"")).await;
            assert_eq!((answer.status, answer.code()), (405, "method_not_allowed"), "{method} {}", operation.path);
            let mut allowed: Vec<&str> = answer.header("allow").split(", ").collect();
            allowed.sort();
            let mut expected: Vec<&str> = own.iter().map(|method| method.as_str()).collect();
            expected.sort();
            assert_eq!(allowed, expected, "{method} {}", operation.path);
        }
    }
}

/// What the service answers to these very bytes, within the time that it gives a slow request.
fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(bytes);
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(read) = stream.read(&mut piece) {
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// What is no HTTP never reaches the service: the document says where an answer has no body.
#[actix_web::test]
async fn what_is_no_http_is_refused_without_a_body_as_the_document_says() {
    let app = TestApp::new().await;
    let rest = "Host: x\r\nConnection: close\r\n\r\n";
    let requests = [
        (format!("GET /api/v1/problems?q=中 HTTP/1.1\r\n{rest}"), "400"),
        ("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "400"),
        (format!("GET /health/live HTTP/9.9\r\n{rest}"), "400"),
        (format!("GET /api/v1/problems?q={} HTTP/1.1\r\n{rest}", "a".repeat(70_000)), "400"),
        (format!("GET /health/live HTTP/1.1\r\nX: {}\r\n{rest}", "a".repeat(140_000)), "431"),
        ("GET /health/live HTTP/1.1\r\n".to_owned(), "408"),
    ];
    let described = duban::api::document()["info"]["description"].as_str().unwrap();
    for (request, status) in requests {
        let (address, shown) = (app.address.clone(), request.chars().take(40).collect::<String>());
        // Away from the thread that the service runs in.
        let answer = actix_web::web::block(move || raw(&address, request.as_bytes())).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{shown}: {answer}");
        assert!(answer.contains("content-length: 0") && answer.contains("connection: close"), "{answer}");
        assert!(described.contains(status), "the document says nothing of {status}");
    }
}

#[actix_web::test]
async fn an_address_that_is_too_long_is_a_problem() {
    let app = TestApp::new().await;
    let long = format!("{}/api/v1/problems?q={}", app.address, "a".repeat(9_000));
    let answer = reqwest::Client::new().get(long).header("Origin", LISTED).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (414, &"application/problem+json".parse().unwrap())
    );
    assert_eq!(answer.headers()["access-control-allow-origin"], LISTED);
    assert!(answer.text().await.unwrap().contains("uri_too_long"));
}
