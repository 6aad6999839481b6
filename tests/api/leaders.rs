//! 县级领导分包: posts with terms, and one post in charge of a project on any day.
use crate::{
    kit::{Answer, Client, TestApp, codes},
    projects::{plan, project},
};
use serde_json::{Value, json};

async fn with_posts() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    for (code, title) in [("L10", "常务副区长"), ("L2", "分管城建的副区长")] {
        supervisor.post("/leader-posts", &json!({"code": code, "title": title})).await.expect(201);
    }
    (app, supervisor)
}

fn leader(post: &str, from: &str) -> Value {
    json!({"post": format!("code:{post}"), "effective_from": from, "source": "confirmed", "document": "区委办〔2025〕18号"})
}

#[actix_web::test]
async fn the_post_stays_when_the_person_changes() {
    let (_app, supervisor) = with_posts().await;
    let post = supervisor.get("/leader-posts/code:L2").await.expect(200);
    assert_eq!((&post.body["holder"], &post.body["terms"]), (&json!(null), &json!([])));
    let path = "/leader-posts/code:L2/terms";
    let term = |holder: Value, from: &str| json!({"holder": holder, "effective_from": from});
    let first = supervisor.act(path, post.etag(), &term(json!("甲"), "2025-01-01")).await.expect(200);
    assert_eq!(first.body["holder"], "甲");
    supervisor.act(path, first.etag(), &term(json!("乙"), "2025-01-01")).await.refused(409, "leader_term_taken");
    supervisor.act(path, first.etag(), &term(json!("乙"), "2025-10-11")).await.refused(422, "date_in_future");
    // Nobody has to be named.
    let second = supervisor.act(path, first.etag(), &term(json!(null), "2025-07-01")).await.expect(200);
    let days: Vec<_> =
        second.body["terms"].as_array().unwrap().iter().map(|term| term["effective_to"].clone()).collect();
    assert_eq!((days, &second.body["holder"]), (vec![json!("2025-07-01"), json!(null)], &json!(null)));
    assert_eq!((&second.body["id"], &second.body["title"]), (&post.body["id"], &json!("分管城建的副区长")));
    supervisor.act(path, first.etag(), &term(json!(null), "2025-08-01")).await.refused(412, "precondition_failed");
}

#[actix_web::test]
async fn on_any_day_one_post_is_in_charge_of_a_project() {
    let (_app, supervisor) = with_posts().await;
    let created = project(&supervisor, "P001", "proposed", json!({"leader_post": "code:L2"})).await;
    let path = "/projects/code:P001/leaders";
    let listed = "/project-leaders?project=code:P001";
    supervisor.act(path, created.etag(), &leader("L2", "2025-07-01")).await.refused(409, "project_leader_taken");
    supervisor.act(path, created.etag(), &leader("L10", "2025-01-10")).await.refused(409, "project_leader_taken");
    let refused = supervisor.act(path, created.etag(), &leader("L9", "2025-10-11")).await;
    assert_eq!(refused.refused(422, "reference_not_found").places(), ["/effective_from", "/post"]);
    let changed = supervisor.act(path, created.etag(), &leader("L10", "2025-07-01")).await.expect(200);
    assert_eq!(
        (&changed.body["leader_post"], &changed.body["leader"]["source"]),
        (&json!("常务副区长"), &json!("confirmed"))
    );
    let list = supervisor.get(&format!("{listed}&count=exact")).await.expect(200);
    let held: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["post"]["code"].as_str().unwrap(),
                item["effective_from"].as_str().unwrap(),
                item["effective_to"].clone(),
            )
        })
        .collect();
    assert_eq!(held, [("L2", "2025-01-10", json!("2025-07-01")), ("L10", "2025-07-01", json!(null))]);
    for (day, posts) in [("2025-01-09", vec![]), ("2025-06-30", vec!["L2"]), ("2025-07-01", vec!["L10"])] {
        let one = supervisor.get(&format!("{listed}&as_of={day}")).await.expect(200);
        let found: Vec<_> =
            one.body["items"].as_array().unwrap().iter().map(|item| item["post"]["code"].clone()).collect();
        assert_eq!(found, posts, "{day}");
    }
    let page = supervisor.get(&format!("{listed}&limit=1")).await.expect(200);
    let cursor = page.body["page"]["next_cursor"].as_str().unwrap();
    let rest = supervisor.get(&format!("{listed}&limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!(rest.body["items"][0]["post"]["code"], "L10");
    project(&supervisor, "P002", "proposed", json!({})).await;
    assert_eq!(codes(&supervisor.get("/projects?leader_post=code:L10").await.expect(200)), ["P001"]);
    assert!(codes(&supervisor.get("/projects?leader_post=code:L2").await.expect(200)).is_empty());
    let holder = json!({"holder": "丙", "effective_from": "2025-08-01"});
    let post = supervisor.get("/leader-posts/code:L10").await.expect(200);
    supervisor.act("/leader-posts/code:L10/terms", post.etag(), &holder).await.expect(200);
    assert_eq!(supervisor.get("/projects/code:P001").await.expect(200).body["leader"]["holder"], "丙");
}

#[actix_web::test]
async fn posts_are_listed_as_people_count_and_belong_to_their_district() {
    let (app, supervisor) = with_posts().await;
    assert_eq!(codes(&supervisor.get("/leader-posts?count=exact").await.expect(200)), ["L2", "L10"]);
    let taken = supervisor.post("/leader-posts", &json!({"code": "L2", "title": "x"})).await;
    taken.refused(409, "leader_post_code_taken");
    let post = supervisor.get("/leader-posts/code:L2").await.expect(200);
    let path = format!("/leader-posts/{}", post.id());
    let retired = supervisor.patch(&path, post.etag(), &json!({"active": false})).await.expect(200);
    assert_eq!(codes(&supervisor.get("/leader-posts?active=true").await.expect(200)), ["L10"]);
    supervisor.patch(&path, retired.etag(), &json!({"code": "L3"})).await.refused(422, "unknown_field");
    let created = project(&supervisor, "P001", "proposed", json!({})).await;
    let refused = supervisor.act("/projects/code:P001/leaders", created.etag(), &leader("L2", "2025-07-01")).await;
    refused.refused(422, "reference_not_found");
    let first = supervisor.get("/leader-posts?limit=1").await.expect(200);
    let cursor = first.body["page"]["next_cursor"].as_str().unwrap();
    assert_eq!(codes(&supervisor.get(&format!("/leader-posts?limit=1&cursor={cursor}")).await.expect(200)), ["L10"]);
    app.leader().await.patch(&path, retired.etag(), &json!({"active": true})).await.refused(403, "permission_denied");
    app.user("erqi-supervisor").await.get(&path).await.refused(404, "not_found");
    let city = app.user("city-supervisor").await;
    city.patch(&path, retired.etag(), &json!({"active": true})).await.refused(403, "other_jurisdiction");
}

#[actix_web::test]
async fn the_posts_of_the_plans_data_are_posts_once_each_and_assumed() {
    let app = TestApp::demonstration().await;
    let leader = app.leader().await;
    let posts = leader.get("/leader-posts?limit=200").await.expect(200);
    let titles: Vec<_> = posts.body["items"].as_array().unwrap().iter().map(|post| post["title"].clone()).collect();
    assert!(titles.contains(&json!("分管城建的副区长")) && titles.len() < 12, "{titles:?}");
    let mut once = titles.clone();
    once.sort_by_key(ToString::to_string);
    once.dedup();
    assert_eq!(once.len(), titles.len());
    let of = |answer: Answer| (answer.body["leader"]["post"]["id"].clone(), answer.body["leader"]["source"].clone());
    let first = of(leader.get("/projects/code:P001").await.expect(200));
    assert_eq!(first, of(leader.get("/projects/code:P002").await.expect(200)));
    assert_eq!(first.1, "assumed");
}
