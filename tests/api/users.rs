//! Users: made without roles, given roles by another administrator, disabled with effect on the next request.
use crate::kit::{Answer, Client, TestApp};
use serde_json::{Value, json};

const INITIAL: &str = "Initial-2025-pass";

async fn read(client: &Client, username: &str) -> Answer {
    client.get(&format!("/users/code:{username}")).await.expect(200)
}
async fn set_roles(client: &Client, username: &str, roles: Value) -> Answer {
    let etag = read(client, username).await.etag().to_owned();
    client.put(&format!("/users/code:{username}/roles"), &etag, &json!({"roles": roles})).await
}
async fn change(client: &Client, username: &str, changes: Value) -> Answer {
    let etag = read(client, username).await.etag().to_owned();
    client.patch(&format!("/users/code:{username}"), &etag, &changes).await
}
async fn create(client: &Client, username: &str, bureau: Option<&str>) -> Answer {
    let new = json!({"username": username, "display_name": "填报员甲", "bureau": bureau, "password": INITIAL});
    client.post("/users", &new).await
}

#[actix_web::test]
async fn a_user_is_made_without_roles_and_shows_no_secret() {
    let app = TestApp::new().await;
    let admin = app.user("system-admin").await;
    let made = create(&admin, "filing.clerk", Some("code:housing")).await.expect(201);
    assert_eq!((&made.body["roles"], &made.body["must_change_password"]), (&json!([]), &json!(true)));
    assert_eq!((&made.body["bureau"]["code"], &made.body["jurisdiction"]), (&json!("housing"), &json!("410102")));
    for secret in ["password_hash", "stamp", "password", "failed_attempts", "bureau_id"] {
        assert!(made.body.get(secret).is_none(), "{secret}");
    }
    create(&admin, "filing.clerk", None).await.refused(409, "username_taken");
    let faulty =
        json!({"username": "sys.admin", "display_name": "系统管理员", "bureau": "code:none", "password": "weak"});
    let mut places = admin.post("/users", &faulty).await.refused(422, "password_weak").places();
    places.sort();
    assert_eq!(places, ["/bureau", "/password"]);
    let security = app.user("security-admin").await;
    create(&security, "sys.admin", None).await.refused(403, "permission_denied");
    app.supervisor().await.get("/users").await.refused(403, "permission_denied");
    for (query, count) in [
        ("role=bureau_lead", 3),
        ("bureau=code:housing", 3),
        ("q=FILING", 1),
        ("q=甲", 1),
        ("role=leader,supervisor", 2),
        ("active=false", 0),
    ] {
        let page = security.get(&format!("/users?count=exact&{query}")).await.expect(200).body;
        assert_eq!(page["page"]["total"], count, "{query}");
    }
}

#[actix_web::test]
async fn roles_that_exclude_each_other_are_refused() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    create(&admin, "filing.clerk", None).await.expect(201);
    for roles in
        [json!(["system_admin", "audit_admin"]), json!(["audit_admin", "leader"]), json!(["supervisor", "leader"])]
    {
        set_roles(&security, "filing.clerk", roles).await.refused(422, "roles_exclusive");
    }
    let both = set_roles(&security, "filing.clerk", json!(["supervisor", "bureau_lead"])).await.expect(422);
    let found: Vec<&Value> = both.body["errors"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
    assert_eq!(found, ["roles_exclusive", "bureau_required"]);
    set_roles(&security, "filing.clerk", json!(["leader", "leader"])).await.refused(422, "duplicate");
    set_roles(&security, "filing.clerk", json!(["leader"])).await.expect(200);
    set_roles(&admin, "filing.clerk", json!(["supervisor"])).await.refused(403, "permission_denied");
}

#[actix_web::test]
async fn a_bureau_role_needs_a_bureau_and_keeps_it() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    create(&admin, "filing.clerk", None).await.expect(201);
    set_roles(&security, "filing.clerk", json!(["bureau_lead"])).await.refused(422, "bureau_required");
    change(&admin, "filing.clerk", json!({"bureau": "code:housing"})).await.expect(200);
    let given = set_roles(&security, "filing.clerk", json!(["bureau_lead", "bureau_reporter"])).await.expect(200);
    assert_eq!(given.body["roles"], json!(["bureau_reporter", "bureau_lead"]));
    for bureau in [json!("code:industry"), json!(null)] {
        change(&admin, "filing.clerk", json!({"bureau": bureau})).await.refused(422, "bureau_not_allowed");
    }
    change(&admin, "filing.clerk", json!({"bureau": "code:housing", "display_name": "甲"})).await.expect(200);
    set_roles(&security, "filing.clerk", json!([])).await.expect(200);
    change(&admin, "filing.clerk", json!({"bureau": null})).await.expect(200);
}

#[actix_web::test]
async fn nobody_grants_to_or_disables_or_resets_themselves() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    set_roles(&security, "security-admin", json!(["supervisor"])).await.refused(403, "own_account");
    change(&admin, "system-admin", json!({"active": false})).await.refused(403, "own_account");
    let own = read(&admin, "system-admin").await;
    let reset = admin.act("/users/code:system-admin/reset-password", own.etag(), &json!({"password": INITIAL})).await;
    reset.refused(403, "own_account");
    let shown = |user: &Answer, operation: &str| {
        let actions = user.body["allowed_actions"].as_array().unwrap();
        actions.iter().find(|action| action["operation"] == operation).unwrap()["reason"].clone()
    };
    assert_eq!(shown(&own, "reset_password"), "own_account");
    assert_eq!(shown(&own, "set_user_roles"), "permission_denied");
    assert_eq!(shown(&read(&security, "security-admin").await, "set_user_roles"), "own_account");
    change(&admin, "system-admin", json!({"display_name": "系统管理员"})).await.expect(200);
}

#[actix_web::test]
async fn the_last_usable_administrator_of_a_kind_is_kept() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    let refused = change(&admin, "audit-admin", json!({"active": false})).await.refused(409, "last_administrator");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("请先"),
        "it says what to do: {}",
        refused.body["detail"]
    );
    assert!(!refused.body["allowed_actions"].as_array().unwrap().contains(&json!("set_user_roles")));
    let offered = async |username: &str| {
        let seen = read(&security, username).await.body;
        let actions = seen["allowed_actions"].as_array().unwrap().clone();
        let action = actions.into_iter().find(|action| action["operation"] == "set_user_roles").unwrap();
        (seen["last_administrator"].clone(), action["allowed"].clone(), action["reason"].clone())
    };
    let last = (json!(true), json!(false), json!("last_administrator"));
    assert_eq!((offered("audit-admin").await, offered("system-admin").await), (last.clone(), last.clone()));
    assert_eq!(offered("leader").await, (json!(false), json!(true), json!(null)));
    set_roles(&security, "system-admin", json!([])).await.refused(409, "last_administrator");
    create(&admin, "aud.admin", None).await.expect(201);
    set_roles(&security, "aud.admin", json!(["audit_admin"])).await.expect(200);
    assert_eq!(offered("audit-admin").await, (json!(false), json!(true), json!(null)));
    change(&admin, "audit-admin", json!({"active": false})).await.expect(200);
    // A disabled one does not count.
    assert_eq!(offered("aud.admin").await, last);
    set_roles(&security, "aud.admin", json!([])).await.refused(409, "last_administrator");
    set_roles(&security, "audit-admin", json!([])).await.expect(200);
}

#[actix_web::test]
async fn two_administrators_who_remove_each_other_at_once_leave_one() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    create(&admin, "second", None).await.expect(201);
    set_roles(&security, "second", json!(["system_admin"])).await.expect(200);
    app.state
        .db
        .write_blocking(|conn| {
            use diesel::prelude::*;
            use duban::foundation::db::schema::users::dsl::*;
            Ok(diesel::update(users.filter(username.eq("second"))).set(must_change_password.eq(false)).execute(conn)?)
        })
        .unwrap();
    let second = app.user("second").await;
    let (first_read, second_read) = (read(&second, "system-admin").await, read(&admin, "second").await);
    let off = json!({"active": false});
    let (a, b) = futures_util::future::join(
        admin.patch("/users/code:second", second_read.etag(), &off),
        second.patch("/users/code:system-admin", first_read.etag(), &off),
    )
    .await;
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200, "{statuses:?}");
    assert!(matches!(statuses[1], 401 | 409), "{statuses:?}");
}

#[actix_web::test]
async fn disabling_other_roles_and_a_reset_password_end_sessions_on_the_next_request() {
    let app = TestApp::new().await;
    let (admin, security) = (app.user("system-admin").await, app.user("security-admin").await);
    let lead = app.lead("housing").await;
    lead.get("/me").await.expect(200);
    set_roles(&security, "housing-lead", json!(["bureau_lead"])).await.expect(200);
    lead.get("/me").await.expect(200); // nothing changed, nothing ended
    set_roles(&security, "housing-lead", json!(["bureau_reporter"])).await.expect(200);
    lead.get("/me").await.refused(401, "session_ended");
    let reporter = app.reporter("housing").await;
    change(&admin, "housing-reporter", json!({"active": false})).await.expect(200);
    reporter.get("/me").await.refused(401, "session_ended");
    change(&admin, "housing-reporter", json!({"active": true})).await.expect(200);
    reporter.get("/me").await.refused(401, "session_ended");
    let leader = app.leader().await;
    let seen = read(&admin, "leader").await;
    let path = "/users/code:leader/reset-password";
    admin.act(path, seen.etag(), &json!({"password": "weak"})).await.refused(422, "password_weak");
    let reset = admin.act(path, seen.etag(), &json!({"password": INITIAL})).await.expect(200);
    assert_eq!(reset.body["must_change_password"], true);
    let stale = admin.act(path, seen.etag(), &json!({"password": INITIAL})).await.refused(412, "precondition_failed");
    assert!(stale.body["changed_fields"].as_array().unwrap().contains(&json!("password")), "{}", stale.body);
    leader.get("/me").await.refused(401, "session_ended");
    let again = app.leader().await;
    again.get("/plans").await.refused(403, "password_change_required");
    assert_eq!(again.get("/me").await.expect(200).body["must_change_password"], true);
}

#[actix_web::test]
async fn users_are_administered_from_above_and_never_from_beside() {
    let app = TestApp::new().await;
    let (city, neighbour) = (app.user("city-system-admin").await, app.user("erqi-system-admin").await);
    neighbour.get("/users/code:housing-lead").await.refused(404, "not_found");
    let new = |jurisdiction: &str, bureau: Value| json!({"jurisdiction": jurisdiction, "username": "filing.clerk", "display_name": "填报员甲", "bureau": bureau, "password": INITIAL});
    neighbour.post("/users", &new("410102", json!(null))).await.refused(403, "other_jurisdiction");
    city.post("/users", &new("410199", json!(null))).await.refused(422, "reference_not_found");
    let elsewhere = city.get("/bureaus/code:housing").await.expect(200);
    city.post("/users", &new("410102", json!(elsewhere.id()))).await.refused(422, "reference_not_found");
    let made = city.post("/users", &new("410102", json!("code:housing"))).await.expect(201);
    let bureau = app.supervisor().await.get("/bureaus/code:housing").await.expect(200);
    assert_eq!(made.body["bureau"]["id"], bureau.body["id"]);
    app.user("system-admin").await.get("/users/code:filing.clerk").await.expect(200);
}
