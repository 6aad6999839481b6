//! Checkpoints of the audit log: when they are made, what they say, and that they leave the database.
use crate::{
    kit::{Client, Json, TestApp, key},
    verdicts::close,
};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use duban::{
    foundation::{
        auth::PublicKeys,
        clock::Clock,
        config::{CheckpointSettings, S3Settings, Secret},
        events::checkpoint::{CheckpointClaims, TYPE, digest},
        outside::Outside,
    },
    governance::checkpoints,
};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    sync::{Arc, Mutex},
};

async fn all(audit: &Client) -> Vec<Value> {
    audit.get("/audit-checkpoints").await.expect(200).body["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn anybody_verifies_a_checkpoint_with_a_library_and_the_published_keys() {
    let app = TestApp::with_reporting().await;
    let audit = app.user("audit-admin").await;
    let made = audit.post("/audit-checkpoints", &json!({})).await.expect(201);
    assert_eq!(made.header("location"), format!("/api/v1/audit-checkpoints/{}", made.id()));
    let jwks = app.nobody().get("//.well-known/jwks.json").await.expect(200);
    let set: JwkSet = serde_json::from_slice(&jwks.bytes).unwrap();
    let token = made.body["token"].as_str().unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("audit-checkpoint+jwt"));
    let jwk = set.find(header.kid.as_deref().unwrap()).unwrap();
    let mut rules = Validation::new(jsonwebtoken::Algorithm::EdDSA);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.set_issuer(&["duban-tests"]);
    let said = decode::<Value>(token, &DecodingKey::from_jwk(jwk).unwrap(), &rules).unwrap().claims;
    for name in ["jurisdiction", "number", "made_at", "reason", "sequence", "entries", "hash"] {
        assert_eq!(said[name], made.body[name], "{name}");
    }
    assert_eq!((&said["reason"], &said["number"], said.get("previous")), (&json!("on_demand"), &json!(1), None));
    assert_eq!(said["sequence"], said["entries"]);
    // The next one names it.
    let next = audit.post("/audit-checkpoints", &json!({})).await.expect(201).body;
    assert_eq!((&next["number"], &next["previous"]), (&json!(2), &json!(digest(token))));
    let read = audit.get("/audit-checkpoints/code:1").await.expect(200);
    assert_eq!((read.body["id"].as_str().unwrap(), &read.body["token"]), (made.id(), &made.body["token"]));
    audit.get("/audit-checkpoints/code:9").await.refused(404, "not_found");
    audit.get("/audit-checkpoints/code:x").await.refused(404, "not_found");
    let other = app.user("erqi-audit-admin").await;
    other.get(&format!("/audit-checkpoints/{}", made.id())).await.refused(404, "not_found");
    assert!(PublicKeys::read("{\"keys\": []}").is_err());
}

#[actix_web::test]
async fn a_checkpoint_is_no_access_token_and_an_access_token_no_checkpoint() {
    let app = TestApp::with_reporting().await;
    let audit = app.user("audit-admin").await;
    let made = audit.post("/audit-checkpoints", &json!({})).await.expect(201).body;
    let with = audit.with_token(made["token"].as_str().unwrap());
    with.get("/audit-checkpoints").await.refused(401, "token_invalid");
    let keys = app.state.keys.public();
    assert!(keys.open::<Value>(TYPE, made["token"].as_str().unwrap()).is_some());
    assert!(keys.open::<Value>(TYPE, &app.token("audit-admin")).is_none());
}

#[actix_web::test]
async fn a_closing_makes_one_a_day_makes_one_and_a_day_without_an_act_none() {
    let app = TestApp::with_reporting().await;
    let audit = app.user("audit-admin").await;
    let period = app.supervisor().await.get("/periods/code:2025-08").await.expect(200);
    let path = format!("/periods/{}/close?dry_run=true", period.id());
    app.supervisor().await.act(&path, period.etag(), &json!({})).await.expect(200);
    assert!(all(&audit).await.is_empty(), "a rehearsal makes none");
    close(&app, "2025-08").await;
    let made = all(&audit).await;
    assert_eq!((made.len(), &made[0]["reason"]), (1, &json!("period_closed")));
    // The closing is in it.
    let entries = audit.get("/audit-entries?action=period.closed").await.expect(200).body;
    assert_eq!(entries["items"][0]["sequence"], made[0]["sequence"]);
    assert_eq!(entries["items"][0]["hash"], made[0]["hash"]);
    let of_district =
        |made: &[Value]| made.iter().map(|one| one["reason"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(checkpoints::daily(&app.state).await.unwrap(), 0, "nothing has happened since");
    let area = json!({"plan": "code:2025", "code": "9", "name": "第九项"});
    app.supervisor().await.post("/areas", &area).await.expect(201);
    assert_eq!(checkpoints::daily(&app.state).await.unwrap(), 1);
    assert_eq!(of_district(&all(&audit).await), ["period_closed", "daily"]);
    for _ in 0..3 {
        assert_eq!(checkpoints::daily(&app.state).await.unwrap(), 0, "an idle service makes none");
    }
    let entries = audit.get("/audit-entries?count=exact&limit=1").await.expect(200).body["page"]["total"].clone();
    audit.post("/audit-checkpoints", &json!({})).await.expect(201);
    let after = audit.get("/audit-entries?count=exact&limit=1").await.expect(200).body["page"]["total"].clone();
    assert_eq!(entries, after, "a checkpoint makes no entry");
}

#[actix_web::test]
async fn the_closing_of_a_year_makes_one() {
    let app = TestApp::with_reporting().await;
    app.set_time("2026-02-10T02:00:00Z");
    let supervisor = app.supervisor().await;
    let periods = supervisor.get("/periods?plan=code:2025").await.expect(200).body["items"].as_array().unwrap().clone();
    for period in &periods {
        close(&app, period["code"].as_str().unwrap()).await;
    }
    let plan = supervisor.get("/plans/code:2025").await.expect(200);
    let reason = json!({"reason": "年度验收"});
    supervisor.act("/plans/code:2025/close-year", plan.etag(), &reason).await.expect(200);
    let audit = app.user("audit-admin").await;
    let made = all(&audit).await;
    assert_eq!((made.len(), &made[11]["reason"]), (12, &json!("year_closed")));
    app.seal();
    let well = audit.get("/audit-entries/verification").await.expect(200).body;
    assert_eq!((&well["intact"], &well["checkpoints"]), (&json!(true), &json!(12)), "{well:#}");
}

#[actix_web::test]
async fn twelve_at_once_are_numbered_without_a_gap() {
    let app = TestApp::with_reporting().await;
    let audit = app.user("audit-admin").await;
    let (empty, mut posts) = (json!({}), Vec::new());
    for _ in 0..12 {
        posts.push(audit.post("/audit-checkpoints", &empty));
    }
    let made = futures_util::future::join_all(posts).await;
    assert!(made.iter().all(|answer| answer.status == 201));
    let numbers: Vec<Value> = all(&audit).await.iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, (1..=12).map(|number| json!(number)).collect::<Vec<_>>());
    // One key, one checkpoint.
    let key = key();
    let again = || {
        let request = audit.request(Method::POST, "/audit-checkpoints").header("Idempotency-Key", &key).json(&empty);
        audit.send(request)
    };
    assert_eq!(again().await.expect(201).id(), again().await.expect(201).id());
    assert_eq!(all(&audit).await.len(), 13);
}

#[actix_web::test]
async fn every_checkpoint_is_written_outside_once_and_tried_again_until_it_is() {
    let app = TestApp::with_reporting().await;
    let (audit, folder) = (app.user("audit-admin").await, app.attachments.path().join("checkpoints"));
    let made = audit.post("/audit-checkpoints", &json!({})).await.expect(201).body;
    assert_eq!(made["exports"], json!([]));
    assert_eq!(checkpoints::export(&app.state).await.unwrap(), 1);
    let file = folder.join("410102-00000001.jwt");
    assert_eq!(fs::read_to_string(&file).unwrap(), made["token"].as_str().unwrap());
    let seen = audit.get("/audit-checkpoints/code:1").await.expect(200).body;
    assert_eq!(seen["exports"], json!([{"target": "folder", "exported_at": "2025-10-10T02:00:00.000000Z"}]));
    assert_eq!(checkpoints::export(&app.state).await.unwrap(), 0, "each once");
    // The place fails: it is tried again, and what is there is never overwritten.
    let second = audit.post("/audit-checkpoints", &json!({})).await.expect(201).body;
    let taken = folder.join("410102-00000002.jwt");
    fs::write(&taken, "of somebody else").unwrap();
    let failed = checkpoints::export(&app.state).await.unwrap_err().to_string();
    assert!(failed.contains("410102-00000002.jwt") && failed.contains("folder"), "{failed}");
    assert_eq!(fs::read_to_string(&taken).unwrap(), "of somebody else");
    fs::remove_file(&taken).unwrap();
    assert_eq!(checkpoints::export(&app.state).await.unwrap(), 1);
    assert_eq!(fs::read_to_string(&taken).unwrap(), second["token"].as_str().unwrap());
    // What was kept there is enough to verify.
    let kept = fs::read_to_string(file).unwrap();
    let claims: CheckpointClaims = app.state.keys.public().open(TYPE, &kept).unwrap();
    assert_eq!(json!(claims.hash), made["hash"]);
}

type Bucket = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// As much of S3 as checkpoints need: `If-None-Match: *` creates and never replaces.
async fn fake_s3(request: HttpRequest, body: web::Bytes, bucket: web::Data<Bucket>) -> HttpResponse {
    let (key, mut bucket) = (request.path().to_owned(), bucket.lock().unwrap());
    let found = bucket.get(&key).cloned();
    match (request.method().as_str(), found) {
        ("PUT", Some(_)) if request.headers().get("if-none-match").is_some_and(|value| value == "*") => {
            HttpResponse::PreconditionFailed().finish()
        }
        ("PUT", _) => {
            bucket.insert(key, body.to_vec());
            HttpResponse::Ok().insert_header(("ETag", "\"1\"")).finish()
        }
        (_, None) => HttpResponse::NotFound().finish(),
        (_, Some(content)) => HttpResponse::Ok()
            .insert_header(("Last-Modified", "Fri, 10 Oct 2025 02:00:00 GMT"))
            .insert_header(("ETag", "\"1\""))
            .body(content),
    }
}

#[actix_web::test]
async fn a_bucket_keeps_each_under_its_name_and_never_another() {
    let bucket = Bucket::default();
    let data = web::Data::new(bucket.clone());
    let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(fake_s3)));
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let s3 = S3Settings {
        endpoint: Some(format!("http://{}", server.addrs()[0])),
        s3_region: "cn-north-1".into(),
        access_key: Some("AKIDTEST".into()),
        secret_key: Some(Secret::from("top-secret")),
        ..S3Settings::default()
    };
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let settings = CheckpointSettings {
        checkpoints_folder: None,
        checkpoints_bucket: Some("kept".into()),
        checkpoints_syslog: None,
    };
    let outside = Outside::open(&settings, &s3).unwrap();
    let (target, clock) = (&outside.targets()[0], Clock::system(0));
    assert_eq!(target.name, "bucket");
    target.keep("410102-00000001.jwt", "one", &clock).await.unwrap();
    target.keep("410102-00000001.jwt", "one", &clock).await.unwrap();
    let refused = target.keep("410102-00000001.jwt", "two", &clock).await.unwrap_err().to_string();
    assert!(refused.contains("another checkpoint"), "{refused}");
    let kept = bucket.lock().unwrap().clone();
    let expected = ("/kept/audit-checkpoints/410102-00000001.jwt".to_owned(), b"one".to_vec());
    assert_eq!(kept.into_iter().collect::<Vec<_>>(), [expected]);
    handle.stop(false).await;
    // Where nobody listens; a connection to the one that was stopped may still be served.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let s3 = S3Settings { endpoint: Some(format!("http://{nobody}")), ..s3 };
    let outside = Outside::open(&settings, &s3).unwrap();
    assert!(outside.targets()[0].keep("410102-00000002.jwt", "two", &clock).await.is_err());
}
