//! Bulletins: approved data at a cut-off, an objection window, numbers without a gap, and the same bytes for ever.
use crate::{
    kit::{Answer, Client, TestApp},
    progress::{approved, indicator, plan, submitted, value},
};
use diesel::prelude::*;
use duban::{
    foundation::db::schema::bulletins,
    supervision::bulletins::{Inputs, inputs::hash, render},
};
use serde_json::{Value, json};

async fn drafted(app: &TestApp) -> Answer {
    plan(app).await;
    indicator(app, "2.9", json!({"name": "重点项目年度完成投资"})).await;
    indicator(app, "2.10", json!({"lead_bureau": "code:science"})).await;
    approved(app, "housing", "2.9", "2025-09", value("215")).await;
    app.supervisor().await.post("/bulletins", &json!({"title": "1—9月进展通报"})).await.expect(201)
}
async fn act(client: &Client, bulletin: &Answer, what: &str, body: Value) -> Answer {
    let path = format!("/bulletins/{}", bulletin.id());
    let seen = client.get(&path).await.expect(200);
    client.act(&format!("{path}/{what}"), seen.etag(), &body).await
}
async fn text(client: &Client, bulletin: &Answer, what: &str) -> String {
    let answer = client.get(&format!("/bulletins/{}/{what}", bulletin.id())).await.expect(200);
    String::from_utf8(answer.bytes.to_vec()).unwrap()
}
fn until(day: &str) -> Value {
    json!({"objections_until": day})
}

#[actix_web::test]
async fn a_bulletin_goes_from_draft_through_objections_to_a_number() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    assert_eq!(
        (&draft.body["status"], &draft.body["number"], &draft.body["code"]),
        (&json!("draft"), &json!(null), &json!(null))
    );
    let path = format!("/bulletins/{}", draft.id());
    lead.get(&path).await.refused(404, "not_found");
    assert_eq!(app.leader().await.get(&path).await.expect(200).body["open_objections"], 0);
    act(&supervisor, &draft, "publish", json!({})).await.refused(409, "bulletin_state");
    act(&supervisor, &draft, "circulate", until("2025-10-09")).await.refused(422, "too_small");
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    let refused = act(&supervisor, &draft, "publish", json!({})).await.refused(409, "objections_running");
    assert_eq!(refused.body["current_state"], "circulated");
    let objection = act(&lead, &draft, "objections", json!({"text": "未计入两个项目"})).await.expect(201);
    assert_eq!((&objection.body["status"], &objection.body["bureau"]["code"]), (&json!("open"), &json!("housing")));
    app.set_time("2025-10-13T16:00:00.000001Z");
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    act(&lead, &draft, "objections", json!({"text": "又一条"})).await.refused(409, "objections_closed");
    act(&supervisor, &draft, "publish", json!({})).await.refused(409, "objections_undecided");
    let decide = format!("/bulletin-objections/{}/reject", objection.id());
    let decision = json!({"reason": "10月才入统"});
    let decided = supervisor.act(&decide, objection.etag(), &decision).await.expect(200);
    assert_eq!((&decided.body["status"], &decided.body["reply"]), (&json!("rejected"), &json!("10月才入统")));
    supervisor.act(&decide, decided.etag(), &decision).await.refused(409, "objection_decided");
    let done = act(&supervisor, &draft, "publish", json!({})).await.expect(200);
    assert_eq!((&done.body["number"], &done.body["code"]), (&json!(1), &json!("督查通报〔2025〕第1期")));
    for what in ["recapture", "publish"] {
        act(&supervisor, &draft, what, json!({})).await.refused(409, "bulletin_state");
    }
    let content = text(&lead, &draft, "content").await;
    assert!(content.starts_with("# 1—9月进展通报\n\n督查通报〔2025〕第1期\n\n2025年10月14日\n"), "{content}");
    assert!(content.contains("1. **2.9**（黄灯，牵头单位："), "{content}");
    let corrected = act(&supervisor, &draft, "errata", json!({"text": "附表第1行有误"})).await.expect(200);
    assert_eq!(
        (&corrected.body["errata"][0]["number"], &corrected.body["content_hash"]),
        (&json!(1), &done.body["content_hash"])
    );
    assert_eq!(text(&lead, &draft, "content").await, content);
}

#[actix_web::test]
async fn the_content_is_made_from_the_stored_inputs_byte_for_byte_whatever_happens_later() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let supervisor = app.supervisor().await;
    let (before, inputs) = (text(&supervisor, &draft, "content").await, text(&supervisor, &draft, "inputs").await);
    assert_eq!(hash(&inputs), draft.body["inputs_hash"].as_str().unwrap());
    assert_eq!(hash(&before), draft.body["content_hash"].as_str().unwrap());
    assert_eq!(render(&Inputs::read(&inputs).unwrap()).unwrap(), before);
    assert_eq!(Inputs::read(&inputs).unwrap().stored().unwrap(), inputs);
    // Submitted figures are not in it, and what is approved later changes nothing.
    assert!(before.contains("## 三、没有审定数据的指标\n\n共1项：2.10。"), "{before}");
    approved(&app, "science", "2.10", "2025-09", value("300")).await;
    assert_eq!(text(&supervisor, &draft, "content").await, before);
    let verified = supervisor.get(&format!("/bulletins/{}/verification", draft.id())).await.expect(200).body;
    assert_eq!((&verified["reproducible"], &verified["reproduced_hash"]), (&json!(true), &draft.body["content_hash"]));
    let anew = act(&supervisor, &draft, "recapture", json!({})).await.expect(200);
    assert_ne!(anew.body["content_hash"], draft.body["content_hash"]);
    let cut_off = json!({"cut_off_at": draft.body["cut_off_at"]});
    // The same cut-off, later: what was approved by then, and so the same bytes. The clock of the test stands still.
    app.set_time("2025-10-11T02:00:00Z");
    let supervisor = app.supervisor().await;
    indicator(&app, "2.12", json!({})).await;
    let again = act(&supervisor, &draft, "recapture", cut_off).await.expect(200);
    assert_eq!(again.body["cut_off_at"], draft.body["cut_off_at"]);
    let id: duban::foundation::db::Id = draft.id().parse().unwrap();
    let tamper = move |conn: &mut _| {
        Ok(diesel::update(bulletins::table.find(id)).set(bulletins::content.eq("改过的通报")).execute(conn)?)
    };
    app.state.db.write_blocking(tamper).unwrap();
    let verified = supervisor.get(&format!("/bulletins/{}/verification", draft.id())).await.expect(200).body;
    assert_eq!(
        ["reproducible", "inputs_intact", "content_intact", "content_reproduced"].map(|field| &verified[field]),
        [&json!(false), &json!(true), &json!(false), &json!(false)]
    );
}

#[actix_web::test]
async fn numbers_have_no_gap_and_an_abandoned_bulletin_gets_none() {
    let app = TestApp::new().await;
    let first = drafted(&app).await;
    let supervisor = app.supervisor().await;
    let new = json!({"title": "又一期"});
    let second = supervisor.post("/bulletins", &new).await.expect(201);
    let third = supervisor.post("/bulletins", &new).await.expect(201);
    for bulletin in [&first, &second, &third] {
        act(&supervisor, bulletin, "circulate", until("2025-10-10")).await.expect(200);
    }
    app.set_time("2025-10-12T02:00:00Z");
    let supervisor = app.supervisor().await;
    act(&supervisor, &second, "abandon", json!({"reason": "重复"})).await.expect(200);
    act(&supervisor, &third, "redraft", json!({"reason": "重新取数"})).await.expect(200);
    act(&supervisor, &third, "circulate", until("2025-10-12")).await.expect(200);
    let one = act(&supervisor, &first, "publish", json!({})).await.expect(200);
    app.set_time("2025-10-14T02:00:00Z");
    let supervisor = app.supervisor().await;
    let two = act(&supervisor, &third, "publish", json!({})).await.expect(200);
    assert_eq!((&one.body["number"], &two.body["number"]), (&json!(1), &json!(2)));
    let lead = app.lead("housing").await;
    let listed = lead.get("/bulletins?count=exact&status=final,abandoned").await.expect(200);
    assert_eq!(listed.body["page"]["total"], 2);
    assert_eq!(supervisor.get("/bulletins?count=exact").await.expect(200).body["page"]["total"], 3);
}

#[actix_web::test]
async fn an_objection_is_known_to_its_bureau_and_to_those_who_oversee() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let supervisor = app.supervisor().await;
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    let objection = act(&app.lead("housing").await, &draft, "objections", json!({"text": "有异议"})).await.expect(201);
    let path = format!("/bulletin-objections?bulletin={}&count=exact", draft.id());
    for (who, count) in [("housing-lead", 1), ("science-lead", 0), ("supervisor", 1), ("leader", 1)] {
        let client = app.user(who).await;
        assert_eq!(client.get(&path).await.expect(200).body["page"]["total"], count, "{who}");
        let open = &client.get(&format!("/bulletins/{}", draft.id())).await.expect(200).body["open_objections"];
        assert_eq!(open.as_i64(), (!who.ends_with("-lead")).then_some(1), "{who}");
    }
    let decide = format!("/bulletin-objections/{}/approve", objection.id());
    let decision = json!({"comment": "采纳"});
    app.lead("housing").await.act(&decide, objection.etag(), &decision).await.refused(403, "permission_denied");
    act(&app.reporter("housing").await, &draft, "objections", json!({"text": "x"}))
        .await
        .refused(403, "permission_denied");
}

#[actix_web::test]
async fn only_what_was_approved_by_the_cut_off_is_in_it() {
    let app = TestApp::new().await;
    drafted(&app).await;
    submitted(&app, "science", "2.10", "2025-09", value("300")).await;
    let supervisor = app.supervisor().await;
    let early = json!({"title": "前一日", "cut_off_at": "2025-10-09T16:00:00Z"});
    let draft = supervisor.post("/bulletins", &early).await.expect(201);
    let inputs = Inputs::read(&text(&supervisor, &draft, "inputs").await).unwrap();
    assert_eq!((inputs.as_of.to_string(), inputs.lights.grey), ("2025-10-09".into(), 2));
    let late = json!({"title": "次日", "cut_off_at": "2025-10-11T16:00:00Z"});
    supervisor.post("/bulletins", &late).await.refused(422, "date_in_future");
    let now = supervisor.post("/bulletins", &json!({"title": "今日"})).await.expect(201);
    let inputs = Inputs::read(&text(&supervisor, &now, "inputs").await).unwrap();
    assert_eq!((inputs.lights.yellow, inputs.lights.grey), (1, 1));
    assert_eq!(inputs.indicators[0].report_id.map(|_| inputs.indicators[0].revision), Some(Some(1)));
}

#[actix_web::test]
async fn classified_content_is_refused_in_every_text_about_a_bulletin() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let refused = |answer: Answer, place: &str| {
        assert_eq!(answer.refused(422, "classified_content_refused").places(), [place]);
    };
    refused(supervisor.post("/bulletins", &json!({"title": "机密★1年"})).await, "/title");
    refused(act(&supervisor, &draft, "abandon", json!({"reason": "(秘密)另行印发"})).await, "/reason");
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    refused(act(&supervisor, &draft, "redraft", json!({"reason": "密级:机密"})).await, "/reason");
    refused(act(&lead, &draft, "objections", json!({"text": "机 密 ★ 3年"})).await, "/text");
    let objection = act(&lead, &draft, "objections", json!({"text": "加强保密管理一项未计入"})).await.expect(201);
    let decide = format!("/bulletin-objections/{}/reject", objection.id());
    let reply = json!({"reason": "绝密★长期"});
    refused(supervisor.act(&decide, objection.etag(), &reply).await, "/reason");
    let reply = json!({"reason": "10月计入"});
    supervisor.act(&decide, objection.etag(), &reply).await.expect(200);
    app.set_time("2025-10-14T02:00:00Z");
    let supervisor = app.supervisor().await;
    act(&supervisor, &draft, "publish", json!({})).await.expect(200);
    refused(act(&supervisor, &draft, "errata", json!({"text": "【秘密】附表"})).await, "/text");
    let seen = supervisor.get(&format!("/bulletins/{}", draft.id())).await.expect(200);
    assert_eq!(seen.body["errata"], json!([]));
}

#[actix_web::test]
async fn what_is_circulated_is_for_the_bureaus_and_not_for_the_administrators() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let supervisor = app.supervisor().await;
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    let paths = ["", "/content", "/inputs", "/verification"].map(|what| format!("/bulletins/{}{what}", draft.id()));
    for who in ["system-admin", "security-admin", "audit-admin"] {
        let client = app.user(who).await;
        for path in &paths {
            client.get(path).await.refused(404, "not_found");
        }
        assert_eq!(client.get("/bulletins?count=exact").await.expect(200).body["page"]["total"], 0, "{who}");
    }
    for path in &paths {
        app.reporter("science").await.get(path).await.expect(200);
    }
    app.set_time("2025-10-14T02:00:00Z");
    act(&app.supervisor().await, &draft, "publish", json!({})).await.expect(200);
    for path in &paths {
        app.user("audit-admin").await.get(path).await.expect(200);
    }
}

#[actix_web::test]
async fn a_bureau_says_the_same_once_in_a_circulation() {
    let app = TestApp::new().await;
    let draft = drafted(&app).await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    let said = |text: &str| json!({"text": text});
    let first = act(&lead, &draft, "objections", said("未计入9月底补报的项目。")).await.expect(201);
    let again =
        act(&lead, &draft, "objections", said(" 未计入9月底补报的项目。\n")).await.refused(409, "objection_repeated");
    assert_eq!(again.body["current_state"], "circulated");
    act(&lead, &draft, "objections", said("另有一项口径不符。")).await.expect(201);
    act(&app.lead("science").await, &draft, "objections", said("未计入9月底补报的项目。")).await.expect(201);
    // Decided or not: it was said.
    let decide = format!("/bulletin-objections/{}/reject", first.id());
    supervisor.act(&decide, first.etag(), &json!({"reason": "10月计入"})).await.expect(200);
    act(&lead, &draft, "objections", said("未计入9月底补报的项目。")).await.refused(409, "objection_repeated");
    // Of two at once one is the second.
    let seen = lead.get(&format!("/bulletins/{}", draft.id())).await.expect(200);
    let path = format!("/bulletins/{}/objections", draft.id());
    let body = said("同时提出。");
    let (one, two) = futures_util::join!(lead.act(&path, seen.etag(), &body), lead.act(&path, seen.etag(), &body));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
    // Another text is circulated: it may be wrong in the same way.
    app.set_time("2025-10-11T02:00:00Z");
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    act(&supervisor, &draft, "redraft", json!({"reason": "重新取数"})).await.expect(200);
    act(&supervisor, &draft, "circulate", until("2025-10-13")).await.expect(200);
    act(&lead, &draft, "objections", said("未计入9月底补报的项目。")).await.expect(201);
}
