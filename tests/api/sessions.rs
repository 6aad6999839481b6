//! Signing in: tokens, their families, and every forged token that is refused.
use crate::kit::{Answer, Client, Json, TestApp};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use duban::foundation::auth::{Claims, Keys, generate_key};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "Test-password-2025";

async fn log_in(app: &TestApp, username: &str, password: &str) -> Answer {
    app.nobody().post("/sessions", &json!({"username": username, "password": password})).await
}
async fn refresh(app: &TestApp, tokens: &Answer) -> Answer {
    app.nobody().post("/sessions/refresh", &json!({"refresh_token": tokens.body["refresh_token"]})).await
}
fn with(app: &TestApp, tokens: &Answer) -> Client {
    app.nobody().with_token(tokens.body["access_token"].as_str().unwrap())
}
async fn change_password(client: &Client, current: &str, new: &str) -> Answer {
    let body = json!({"current_password": current, "new_password": new});
    client.send(client.request(Method::PUT, "/me/password").json(&body)).await
}
async fn audited(app: &TestApp, action: &str) -> Value {
    let audit = app.user("audit-admin").await;
    audit.get(&format!("/audit-entries?count=exact&action={action}")).await.expect(200).body
}

#[actix_web::test]
async fn logging_in_gives_tokens_that_nobody_may_store() {
    let app = TestApp::new().await;
    let tokens = log_in(&app, "housing-lead", PASSWORD).await.expect(200);
    assert_eq!((tokens.header("cache-control"), tokens.etag()), ("no-store", ""));
    assert_eq!((&tokens.body["token_type"], &tokens.body["expires_in"]), (&json!("Bearer"), &json!(900)));
    let me = with(&app, &tokens).get("/me").await.expect(200).body;
    assert_eq!((&me["username"], &me["roles"]), (&json!("housing-lead"), &json!(["bureau_lead"])));
    assert_eq!((&me["bureau"]["code"], &me["jurisdiction"]["code"]), (&json!("housing"), &json!("410102")));
    assert_eq!((&me["business_date"], &me["business_time_shifted"]), (&json!("2025-10-10"), &json!(false)));
    let permissions = me["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("submit_report")) && !permissions.contains(&json!("review_report")));
    assert_eq!(audited(&app, "session.started").await["page"]["total"], 1);
    app.nobody().post("/sessions", &json!({"username": "a"})).await.refused(422, "required");
}

#[actix_web::test]
async fn what_was_wrong_with_a_log_in_is_not_told() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    let leader = admin.get("/users/code:leader").await;
    admin.patch("/users/code:leader", leader.etag(), &json!({"active": false})).await.expect(200);
    let mut answers = Vec::new();
    for (username, password) in [("housing-lead", "wrong"), ("no-such-user", PASSWORD), ("leader", PASSWORD)] {
        let mut refused = log_in(&app, username, password).await.refused(401, "invalid_credentials");
        refused.body["request_id"] = json!(null);
        answers.push(refused.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    // A password that was typed as a username is not written down.
    log_in(&app, PASSWORD, "x").await.refused(401, "invalid_credentials");
    let entries = audited(&app, "session.refused").await;
    assert_eq!(entries["page"]["total"], 4);
    assert!(!entries.to_string().contains(PASSWORD) && entries.to_string().contains("no-such-user"));
}

#[actix_web::test]
async fn a_reset_password_ends_a_wait() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        log_in(&app, "leader", "wrong").await.refused(401, "invalid_credentials");
    }
    log_in(&app, "leader", PASSWORD).await.refused(429, "too_many_attempts");
    let admin = app.user("system-admin").await;
    let leader = admin.get("/users/code:leader").await.expect(200);
    let new = json!({"password": "Another-2025-pass"});
    admin.act("/users/code:leader/reset-password", leader.etag(), &new).await.expect(200);
    log_in(&app, "leader", PASSWORD).await.refused(401, "invalid_credentials");
    let tokens = log_in(&app, "leader", "Another-2025-pass").await.expect(200);
    with(&app, &tokens).get("/plans").await.refused(403, "password_change_required");
}

#[actix_web::test]
async fn a_refresh_token_is_good_once_and_using_it_twice_ends_the_session() {
    let app = TestApp::new().await;
    let first = log_in(&app, "leader", PASSWORD).await.expect(200);
    let other = log_in(&app, "leader", PASSWORD).await.expect(200);
    let second = refresh(&app, &first).await.expect(200);
    assert_ne!(first.body["refresh_token"], second.body["refresh_token"]);
    with(&app, &second).get("/me").await.expect(200);
    refresh(&app, &first).await.refused(401, "refresh_token_reused");
    with(&app, &second).get("/me").await.refused(401, "session_ended");
    with(&app, &first).get("/me").await.refused(401, "session_ended");
    refresh(&app, &second).await.refused(401, "session_ended");
    with(&app, &other).get("/me").await.expect(200); // another family
    assert_eq!(audited(&app, "session.reused").await["page"]["total"], 1);
    let unknown = json!({"refresh_token": "unknown"});
    app.nobody().post("/sessions/refresh", &unknown).await.refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn of_concurrent_uses_of_one_refresh_token_at_most_one_succeeds() {
    let app = TestApp::new().await;
    let tokens = log_in(&app, "leader", PASSWORD).await.expect(200);
    let answers = futures_util::future::join_all((0..8).map(|_| refresh(&app, &tokens))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 7);
    for answer in answers.iter().filter(|answer| answer.status == 200) {
        with(&app, answer).get("/me").await.refused(401, "session_ended");
    }
}

#[actix_web::test]
async fn tokens_expire_and_a_session_ends_after_its_days() {
    let app = TestApp::new().await;
    let tokens = log_in(&app, "leader", PASSWORD).await.expect(200);
    app.set_time("2025-10-10T02:14:59Z");
    with(&app, &tokens).get("/me").await.expect(200);
    app.set_time("2025-10-10T02:15:00Z");
    with(&app, &tokens).get("/me").await.refused(401, "token_expired");
    app.set_time("2025-10-24T01:59:00Z");
    let late = refresh(&app, &tokens).await.expect(200);
    assert_eq!(late.body["expires_in"], 60); // not beyond the session
    app.set_time("2025-10-24T02:00:00Z");
    refresh(&app, &late).await.refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn logging_out_ends_the_session_at_the_next_request() {
    let app = TestApp::new().await;
    let tokens = log_in(&app, "leader", PASSWORD).await.expect(200);
    let client = with(&app, &tokens);
    assert!(client.delete("/sessions/current").await.expect(204).bytes.is_empty());
    client.get("/me").await.refused(401, "session_ended");
    client.delete("/sessions/current").await.refused(401, "session_ended");
    refresh(&app, &tokens).await.refused(401, "session_ended");
    app.nobody().delete("/sessions/current").await.refused(401, "authentication_required");
}

#[actix_web::test]
async fn changing_the_password_ends_other_sessions_and_keeps_this_one() {
    let app = TestApp::new().await;
    let (here, there) = (log_in(&app, "leader", PASSWORD).await, log_in(&app, "leader", PASSWORD).await);
    let client = with(&app, &here);
    let refused = change_password(&client, "wrong", "weak").await.expect(422);
    assert_eq!(refused.places(), ["/current_password", "/new_password"]);
    change_password(&client, PASSWORD, PASSWORD).await.refused(422, "password_unchanged");
    change_password(&client, PASSWORD, "My-leader-2025").await.refused(422, "password_weak");
    let tokens = change_password(&client, PASSWORD, "My-own-2025-pass").await.expect(200);
    assert_eq!(tokens.header("cache-control"), "no-store");
    with(&app, &tokens).get("/me").await.expect(200);
    client.get("/me").await.refused(401, "session_ended");
    with(&app, &there).get("/me").await.refused(401, "session_ended");
    refresh(&app, &there).await.refused(401, "session_ended");
    log_in(&app, "leader", PASSWORD).await.refused(401, "invalid_credentials");
    log_in(&app, "leader", "My-own-2025-pass").await.expect(200);
    refresh(&app, &tokens).await.expect(200);
}

#[actix_web::test]
async fn a_refresh_token_that_a_new_password_replaced_is_old_and_not_stolen() {
    let app = TestApp::new().await;
    let before = log_in(&app, "leader", PASSWORD).await.expect(200);
    let tokens = change_password(&with(&app, &before), PASSWORD, "My-own-2025-pass").await.expect(200);
    // It was never used: whoever presents it has an old one, and the session goes on.
    refresh(&app, &before).await.refused(401, "refresh_token_invalid");
    with(&app, &tokens).get("/me").await.expect(200);
    refresh(&app, &tokens).await.expect(200);
    assert_eq!(audited(&app, "session.reused").await["page"]["total"], 0);
}

#[actix_web::test]
async fn an_initial_password_is_changed_before_anything_else() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    let new = json!({"username": "filing.clerk", "display_name": "填报员甲", "password": "Initial-2025-pass"});
    let made = admin.post("/users", &new).await.expect(201);
    let roles = json!({"roles": ["supervisor"]});
    security.put("/users/code:filing.clerk/roles", made.etag(), &roles).await.expect(200);
    let client = with(&app, &log_in(&app, "filing.clerk", "Initial-2025-pass").await.expect(200));
    client.get("/plans").await.refused(403, "password_change_required");
    assert_eq!(client.get("/me").await.expect(200).body["must_change_password"], true);
    let tokens = change_password(&client, "Initial-2025-pass", "My-own-2025-pass").await.expect(200);
    with(&app, &tokens).get("/plans").await.expect(200);
}

#[actix_web::test]
async fn guessing_the_current_password_has_to_wait_like_guessing_at_the_door() {
    let app = TestApp::new().await;
    let client = app.leader().await;
    for _ in 0..5 {
        change_password(&client, "wrong", "My-own-2025-pass").await.refused(422, "password_wrong");
    }
    change_password(&client, PASSWORD, "My-own-2025-pass").await.refused(429, "too_many_attempts");
    log_in(&app, "leader", PASSWORD).await.refused(429, "too_many_attempts");
    assert_eq!(audited(&app, "user.password_refused").await["page"]["total"], 5);
}

/// The three parts of a token.
fn parts(token: &str) -> [String; 3] {
    token.split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()
}
fn decoded(part: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap()
}
fn encoded(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

#[actix_web::test]
async fn forged_tokens_are_refused() {
    let app = TestApp::new().await;
    let good = app.token("housing-reporter");
    let [header, payload, signature] = parts(&good);
    let claims: Claims = serde_json::from_value(decoded(&payload)).unwrap();
    let kid = decoded(&header)["kid"].as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let other_key = folder.path().join("other.pem");
    generate_key(&other_key).unwrap();
    let other = EncodingKey::from_ed_pem(&std::fs::read(&other_key).unwrap()).unwrap();
    let ours = EncodingKey::from_ed_pem(&std::fs::read(&app.state.auth.signing_keys[0]).unwrap()).unwrap();
    let public = app.nobody().get("//.well-known/jwks.json").await.body["keys"][0].clone();
    let x = BASE64.decode(public["x"].as_str().unwrap()).unwrap();
    let named = |alg, kid: &str, typ: &str| Header { kid: Some(kid.into()), typ: Some(typ.into()), ..Header::new(alg) };
    let eddsa = || named(Algorithm::EdDSA, &kid, "at+jwt");
    let changed = |name: &str, value: Value| {
        let mut claims = decoded(&payload);
        claims[name] = value;
        claims
    };
    let hmac = |secret: &[u8]| {
        encode(&named(Algorithm::HS256, &kid, "at+jwt"), &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let none = |alg: &str| encoded(&json!({"alg": alg, "typ": "at+jwt", "kid": kid}));
    let asking = |name: &str, value: Value| {
        let mut header = eddsa();
        header.extras.insert(name, value);
        encode(&header, &claims, &ours).unwrap()
    };
    let mut bent = signature.clone().into_bytes();
    bent[10] = if bent[10] == b'A' { b'B' } else { b'A' };
    let forged = [
        ("alg none", format!("{}.{payload}.", none("none"))),
        ("alg None with a signature", format!("{}.{payload}.{signature}", none("None"))),
        ("HS256 with the public key's bytes", hmac(&x)),
        ("HS256 with the public key's text", hmac(public["x"].as_str().unwrap().as_bytes())),
        ("HS256 with the whole JWK", hmac(public.to_string().as_bytes())),
        ("a changed header", format!("{}.{payload}.{signature}", encoded(&json!({"alg": "EdDSA", "kid": kid})))),
        ("a changed payload", format!("{header}.{}.{signature}", encoded(&changed("roles", json!(["supervisor"]))))),
        ("a changed signature", format!("{header}.{payload}.{}", String::from_utf8(bent).unwrap())),
        ("no signature", format!("{header}.{payload}.")),
        ("two parts", format!("{header}.{payload}")),
        ("a key that is not ours", Keys::load("duban-tests", &[&other_key]).unwrap().sign(claims.clone()).unwrap()),
        ("another key under our kid", encode(&eddsa(), &claims, &other).unwrap()),
        ("our key under another kid", encode(&named(Algorithm::EdDSA, "other", "at+jwt"), &claims, &ours).unwrap()),
        ("no kid", encode(&Header { kid: None, ..eddsa() }, &claims, &ours).unwrap()),
        ("another type", encode(&named(Algorithm::EdDSA, &kid, "JWT"), &claims, &ours).unwrap()),
        ("another issuer", Keys::load("other", &app.state.auth.signing_keys).unwrap().sign(claims.clone()).unwrap()),
        ("another audience", encode(&eddsa(), &changed("aud", json!("other")), &ours).unwrap()),
        ("not yet", encode(&eddsa(), &changed("nbf", json!(claims.nbf + 3600)), &ours).unwrap()),
        ("made in the future", encode(&eddsa(), &changed("iat", json!(claims.iat + 61)), &ours).unwrap()),
        ("made for longer than tokens are", encode(&eddsa(), &changed("exp", json!(claims.exp + 1)), &ours).unwrap()),
        ("never made", encode(&eddsa(), &changed("iat", json!(null)), &ours).unwrap()),
        (
            "a critical extension",
            encode(&Header { crit: Some(vec!["exp".into()]), ..eddsa() }, &claims, &ours).unwrap(),
        ),
        ("a payload that is not encoded", asking("b64", json!(false))),
        ("a payload that is encoded, and says so", asking("b64", json!(true))),
        ("no expiry", encode(&eddsa(), &changed("exp", json!(null)), &ours).unwrap()),
        ("a text", "nonsense".to_owned()),
    ];
    for (what, token) in forged {
        let answer = app.nobody().with_token(&token).get("/me").await;
        assert_eq!((answer.status, answer.code()), (401, "token_invalid"), "{what}");
    }
    app.nobody().with_token(&good).get("/me").await.expect(200);
    app.nobody().with_token(&encode(&eddsa(), &claims, &ours).unwrap()).get("/me").await.expect(200);
    // The clocks of replicas differ by a minute at most.
    let ahead = json!({"iat": claims.iat + 60, "nbf": claims.iat + 60, "exp": claims.exp + 60});
    let mut early = decoded(&payload);
    early.as_object_mut().unwrap().extend(ahead.as_object().unwrap().clone());
    app.nobody().with_token(&encode(&eddsa(), &early, &ours).unwrap()).get("/me").await.expect(200);
}

#[actix_web::test]
async fn our_own_token_of_another_time_session_or_state_is_refused() {
    let app = TestApp::new().await;
    let [_, payload, _] = parts(&app.token("leader"));
    let claims: Claims = serde_json::from_value(decoded(&payload)).unwrap();
    let [_, others, _] = parts(&app.token("supervisor"));
    let other: Claims = serde_json::from_value(decoded(&others)).unwrap();
    let sign = |claims: Claims| app.nobody().with_token(&app.state.keys.sign(claims).unwrap());
    let expired = Claims { exp: claims.iat, ..claims.clone() };
    sign(expired).get("/me").await.refused(401, "token_expired");
    sign(Claims { stamp: claims.stamp + 1, ..claims.clone() }).get("/me").await.refused(401, "session_ended");
    sign(Claims { sid: other.sid, ..claims.clone() }).get("/me").await.refused(401, "session_ended");
    sign(Claims { sub: claims.sid, ..claims.clone() }).get("/me").await.refused(401, "session_ended");
    // What a token says of roles is for other systems: here they are read afresh.
    let boasting = sign(Claims { roles: other.roles, ..claims });
    boasting.post("/plans", &json!({"year": 2025, "title": "x"})).await.refused(403, "permission_denied");
    let header = |value: &str| app.nobody().request(Method::GET, "/me").header("Authorization", value.to_owned());
    let nobody = app.nobody();
    nobody.send(header("Basic bGVhZGVyOng=")).await.refused(401, "authentication_required");
    nobody.send(header("Bearer")).await.refused(401, "token_invalid");
    nobody.get("/me?access_token=x").await.refused(401, "authentication_required");
}
