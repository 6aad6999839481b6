//! Files as evidence: of reports, of what projects bring, of supervision orders; who sees them, and what is noticed about them.
use crate::{
    kit::{
        Answer, Client, TestApp, papers,
        reporting::{self, draft, draft_for},
        supervision::{self, order},
    },
    transitions::to,
};
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn ids(attachments: &Value) -> Vec<&str> {
    attachments.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}
fn mu(value: &str) -> Value {
    json!({"value": value, "unit": "亩"})
}
async fn pdf(client: &Client, name: &str) -> Answer {
    client.upload(name, &[PDF, name.as_bytes()].concat()).await.expect(201)
}

#[actix_web::test]
async fn a_report_rests_on_uploads_of_its_bureau_until_it_is_submitted() {
    let app = TestApp::with_reporting().await;
    let (lead, other) = (app.lead("housing").await, app.lead("industry").await);
    let (a, b) = (pdf(&app.reporter("housing").await, "协议.pdf").await, pdf(&lead, "凭证.pdf").await);
    let (theirs, offices) = (pdf(&other, "台账.pdf").await, pdf(&app.supervisor().await, "通知.pdf").await);
    let body = |attachments: Value| json!({"indicator": "code:1.8", "period": "2025-09", "value": "1", "unit": "台", "attachments": attachments});
    let foreign = json!([theirs.id(), a.id(), a.id(), offices.id(), "code:x"]);
    let refused = lead.post("/reports", &body(foreign)).await.refused(422, "reference_not_found");
    let places = ["/unit", "/attachments/0", "/attachments/2", "/attachments/3", "/attachments/4"];
    assert_eq!(refused.places(), places, "{}", refused.body);
    let many = vec![a.id(); 21];
    lead.post("/reports", &body(json!(many))).await.refused(422, "too_long");
    let mut stated = mu("800");
    stated["attachments"] = json!([a.id()]);
    let report = draft(&lead, "1.8", stated).await;
    let summary = json!([{"id": a.id(), "file_name": "协议.pdf", "media_type": "application/pdf", "size": a.body["size"], "sha256": a.body["sha256"]}]);
    assert_eq!(report.body["attachments"], summary);
    assert_eq!(lead.get(&format!("/attachments/{}", a.id())).await.body["linked"], true);
    let path = format!("/reports/{}", report.id());
    let nothing = lead.patch(&path, report.etag(), &json!({"narrative": "收储顺利"})).await.expect(200);
    assert_eq!(nothing.body["attachments"], summary, "absent keeps");
    let wrong = json!({"attachments": [theirs.id()], "value": "x1"});
    lead.patch(&path, nothing.etag(), &wrong).await.refused(422, "validation_failed");
    let wrong = lead.patch(&path, nothing.etag(), &json!({"attachments": [theirs.id()]})).await;
    assert_eq!(wrong.refused(422, "reference_not_found").places(), ["/attachments/0"]);
    assert_eq!(ids(&lead.get(&path).await.body["attachments"]), [a.id()], "a refused change changes nothing");
    let both = lead.patch(&path, nothing.etag(), &json!({"attachments": [b.id(), a.id()]})).await.expect(200);
    assert_eq!(ids(&both.body["attachments"]), [a.id(), b.id()]);
    let stale = lead.patch(&path, nothing.etag(), &json!({"attachments": []})).await;
    assert_eq!(stale.refused(412, "precondition_failed").body["changed_fields"], json!(["attachments"]));
    let one = lead.patch(&path, both.etag(), &json!({"attachments": [b.id()]})).await.expect(200);
    let history = lead.get(&format!("{path}/history")).await.expect(200).body;
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert!(last.to_string().contains(a.id()) && last.to_string().contains("attachments"), "{last}");
    assert_eq!(lead.get(&format!("/attachments/{}", a.id())).await.body["linked"], false);
    let sent = reporting::act(&lead, &one, "submit", json!({})).await.expect(200);
    assert_eq!((ids(&sent.body["attachments"]), &sent.body["quality_flags"]), (vec![b.id()], &json!([])));
    let frozen = lead.patch(&path, sent.etag(), &json!({"attachments": []})).await;
    frozen.refused(409, "report_not_editable");
    let supervisor = app.supervisor().await;
    let listed = supervisor.get(&format!("/attachments?owner={}", report.id())).await.expect(200);
    assert_eq!(listed.body["items"][0]["id"], b.id());
    assert_eq!(supervisor.get("/reports?indicator=code:1.8").await.body["items"][0]["attachments"][0]["id"], b.id());
    assert_eq!(other.get(&format!("/attachments?owner={}", report.id())).await.body["items"], json!([]));
}

#[actix_web::test]
async fn a_correction_begins_with_the_files_of_what_it_corrects_and_brings_its_own() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("housing").await, app.supervisor().await);
    let (a, b, c) = (pdf(&lead, "a.pdf").await, pdf(&lead, "b.pdf").await, pdf(&lead, "c.pdf").await);
    let theirs = pdf(&app.lead("industry").await, "d.pdf").await;
    let mut stated = mu("800");
    stated["attachments"] = json!([a.id()]);
    let report = reporting::approved(&app, "housing", "1.8", "2025-09", stated).await;
    let path = format!("/reports/{}", report.id());
    let correct = |body: Value| {
        let (lead, path) = (lead.clone(), path.clone());
        async move {
            let seen = lead.get(&path).await.expect(200);
            let mut all = json!({"reason": "clerical_error", "evidence": "原始台账"});
            all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            lead.act(&format!("{path}/corrections"), seen.etag(), &all).await
        }
    };
    let wrong = json!({"attachments": [theirs.id()], "changes": {"unit": "台", "attachments": [b.id(), theirs.id()]}});
    let wrong = correct(wrong).await.refused(422, "reference_not_found");
    assert_eq!(wrong.places(), ["/changes/unit", "/changes/attachments/1", "/attachments/0"], "{}", wrong.body);
    let seen = lead.get(&path).await.expect(200);
    let bare = json!({"reason": "clerical_error", "attachments": [b.id()]});
    lead.act(&format!("{path}/corrections"), seen.etag(), &bare).await.refused(422, "required");
    let second = correct(json!({"attachments": [b.id(), a.id()]})).await.expect(201);
    assert_eq!(ids(&second.body["attachments"]), [a.id(), b.id()]);
    reporting::act(&lead, &second, "discard", json!({})).await.expect(200);
    let third = correct(
        json!({"attachments": [c.id()], "changes": {"value": "790", "decrease_reason": "correction", "attachments": [b.id()]}}),
    );
    let third = third.await.expect(201);
    assert_eq!(ids(&third.body["attachments"]), [b.id(), c.id()]);
    let third = reporting::act(&lead, &third, "submit", json!({})).await.expect(200);
    assert_eq!(third.body["quality_flags"], json!([]), "what another revision rests on is no second use");
    reporting::act(&supervisor, &third, "approve", json!({})).await.expect(200);
    assert_eq!(ids(&lead.get(&path).await.body["attachments"]), [a.id()], "the superseded revision keeps its own");
}

#[actix_web::test]
async fn what_a_project_brings_carries_files_and_a_site_photo_is_a_picture() {
    let app = TestApp::with_reporting().await;
    let (supervisor, industry, science) =
        (app.supervisor().await, app.lead("industry").await, app.lead("science").await);
    let (photo, paper) = (supervisor.upload("现场.png", PNG).await.expect(201), pdf(&supervisor, "验收.pdf").await);
    let theirs = industry.upload("工地.png", &[PNG, b"2"].concat()).await.expect(201);
    let neighbours = app.user("erqi-supervisor").await.upload("邻区.png", PNG).await.expect(201);
    let evidence = |photos: Value, papers_of: Value| {
        let mut items = papers("completed");
        items[0]["attachments"] = papers_of;
        items.push(json!({"kind": "site_photo", "date": "2025-09-30", "attachments": photos}));
        json!(items)
    };
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    let path = "/projects/code:P001/transitions";
    let listed = "/project-transitions?project=code:P001";
    let wrong = evidence(json!([photo.id(), paper.id(), neighbours.id()]), json!([paper.id(), paper.id()]));
    let wrong = to("completed", "2025-10-11", json!({"evidence": wrong}));
    let refused = supervisor.act(path, project.etag(), &wrong).await.refused(422, "attachment_not_image");
    let mut places = refused.places();
    places.sort();
    let expected =
        ["/effective_on", "/evidence/0/attachments/1", "/evidence/2/attachments/1", "/evidence/2/attachments/2"];
    assert_eq!(places, expected, "{}", refused.body);
    let right = evidence(json!([photo.id(), theirs.id()]), json!([paper.id()]));
    let right = to("completed", "2025-10-09", json!({"evidence": right}));
    let dry = supervisor.act(&format!("{path}?dry_run=true"), project.etag(), &right).await.expect(200);
    assert_eq!(supervisor.get(&format!("/attachments/{}", photo.id())).await.body["linked"], false, "{}", dry.body);
    let done = supervisor.act(path, project.etag(), &right).await.expect(200);
    // What the office uploaded is shown with the project; what a bureau did, to it and to those who see all.
    for (who, photos) in [
        ("supervisor", vec![photo.id(), theirs.id()]),
        ("leader", vec![photo.id(), theirs.id()]),
        ("industry-lead", vec![photo.id(), theirs.id()]),
        ("science-lead", vec![photo.id()]),
    ] {
        let reader = app.user(who).await;
        let list = reader.get(listed).await.expect(200).body["items"][0]["evidence"].clone();
        assert_eq!(
            (ids(&list[2]["attachments"]), ids(&list[0]["attachments"])),
            (photos.clone(), vec![paper.id()]),
            "{who}"
        );
        let gates = reader.get("/projects/code:P001/gates").await.expect(200).body["evidence"].clone();
        assert_eq!(ids(&gates[2]["attachments"]), photos, "{who}");
    }
    science.get(&format!("/attachments/{}/content", photo.id())).await.refused(404, "not_found");
    let used = json!({"in_use_on": "2025-10-10", "evidence": [{"kind": "commissioning", "description": "投产", "attachments": [paper.id()]}, {"kind": "site_photo", "date": "2025-10-10", "attachments": [paper.id()]}]});
    let into_use = "/projects/code:P001/put-into-use";
    let refused = supervisor.act(into_use, done.etag(), &used).await.refused(422, "attachment_not_image");
    assert_eq!(refused.places(), ["/evidence/1/attachments/0"]);
    let used = json!({"in_use_on": "2025-10-10", "evidence": [{"kind": "commissioning", "description": "投产", "attachments": [paper.id()]}]});
    supervisor.act(into_use, done.etag(), &used).await.expect(200);
    let gates = supervisor.get("/projects/code:P001/gates").await.expect(200).body["evidence"].clone();
    assert_eq!((&gates[3]["kind"], ids(&gates[3]["attachments"])), (&json!("commissioning"), vec![paper.id()]));
}

#[actix_web::test]
async fn a_project_enters_its_first_stage_with_files() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let (photo, paper) = (supervisor.upload("现场.png", PNG).await.expect(201), pdf(&supervisor, "许可.pdf").await);
    let mut body = json!({"code": "P002", "name": "老旧小区", "listing": "named", "stage": "under_construction", "level": "district", "areas": ["code:1"], "entry": {"effective_on": "2025-01-10", "evidence": papers("under_construction")}});
    body["entry"]["evidence"][1]["attachments"] = json!([paper.id()]);
    let refused = supervisor.post("/projects", &body).await.refused(422, "attachment_not_image");
    assert_eq!(refused.places(), ["/entry/evidence/1/attachments/0"]);
    body["entry"]["evidence"][1]["attachments"] = json!([photo.id()]);
    body["entry"]["evidence"][0]["attachments"] = json!([paper.id()]);
    body["entry"]["evidence"][0]["id"] = json!("01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11");
    supervisor.post("/projects", &body).await.refused(422, "unknown_field");
    body["entry"]["evidence"][0].as_object_mut().unwrap().remove("id");
    supervisor.post("/projects", &body).await.expect(201);
    let first = supervisor.get("/project-transitions?project=code:P002").await.expect(200).body["items"][0].clone();
    let evidence = first["evidence"].as_array().unwrap();
    let files: Vec<_> =
        evidence.iter().map(|item| (item["kind"].as_str().unwrap(), ids(&item["attachments"]))).collect();
    let expected = [
        ("start_permit", vec![paper.id()]),
        ("site_photo", vec![photo.id()]),
        ("works_begun", vec![]),
        ("contract", vec![]),
    ];
    assert_eq!(files, expected);
}

#[actix_web::test]
async fn what_the_office_gives_with_an_order_is_its_bureaus_to_download() {
    let app = TestApp::with_supervision().await;
    let supervisor = app.supervisor().await;
    let (given, bureaus) = (pdf(&supervisor, "会议纪要.pdf").await, pdf(&app.lead("science").await, "科技.pdf").await);
    let content = format!("/attachments/{}/content", given.id());
    for who in ["housing", "industry", "science"] {
        app.lead(who).await.get(&content).await.refused(404, "not_found");
    }
    // What a bureau uploaded is its own matter.
    let handed = order(json!({"bureau": "code:none", "attachments": [bureaus.id(), given.id()]}));
    let refused = supervisor.post("/supervision-orders", &handed).await.refused(422, "attachment_not_own");
    assert_eq!(refused.places(), ["/bureau", "/attachments/0"], "{}", refused.body);
    let body = json!({"attachments": [given.id()], "supporting_bureaus": ["code:industry"]});
    let dry = supervisor.post("/supervision-orders?dry_run=true", &order(body.clone())).await.expect(201);
    assert_eq!(ids(&dry.body["attachments"]), [given.id()]);
    app.lead("housing").await.get(&content).await.refused(404, "not_found");
    let issued = supervision::issue(&supervisor, body).await;
    assert_eq!((ids(&issued.body["attachments"]), &issued.body["closure_attachments"]), (vec![given.id()], &json!([])));
    for who in ["housing-lead", "housing-reporter", "industry-reporter", "leader", "supervisor"] {
        assert_eq!(
            app.user(who).await.get(&content).await.expect(200).bytes,
            [PDF, "会议纪要.pdf".as_bytes()].concat(),
            "{who}"
        );
    }
    for who in ["science-lead", "erqi-housing-lead", "erqi-supervisor"] {
        app.user(who).await.get(&content).await.refused(404, "not_found");
    }
    let lead = app.lead("housing").await;
    let seen = lead.get(&format!("/attachments/{}", given.id())).await.expect(200);
    assert_eq!((&seen.body["bureau"], &seen.body["seen_before"]), (&json!(null), &json!(null)));
    assert_eq!(seen.body["allowed_actions"][0]["reason"], "permission_denied");
    assert_eq!(lead.get("/attachments?count=exact").await.expect(200).body["page"]["total"], 1);
    assert_eq!(app.lead("science").await.get("/attachments?count=exact").await.body["page"]["total"], 1, "its own");
    // What was given is not the bureau's own evidence.
    let mut stated = mu("800");
    stated["attachments"] = json!([given.id()]);
    stated
        .as_object_mut()
        .unwrap()
        .extend(json!({"indicator": "code:1.8", "period": "2025-09"}).as_object().unwrap().clone());
    lead.post("/reports", &stated).await.refused(422, "reference_not_found");
    // The same paper may go with another order.
    supervision::issue(&supervisor, json!({"attachments": [given.id()]})).await;
}

#[actix_web::test]
async fn feedback_and_applications_for_closure_show_their_files() {
    let app = TestApp::with_supervision().await;
    let (supervisor, lead) = (app.supervisor().await, app.lead("housing").await);
    let (a, b, c) = (pdf(&lead, "a.pdf").await, pdf(&lead, "b.pdf").await, pdf(&lead, "c.pdf").await);
    let theirs = pdf(&app.lead("industry").await, "d.pdf").await;
    let order = supervision::issue(&supervisor, json!({"supporting_bureaus": ["code:industry"]})).await;
    let order = supervision::act(&lead, &order, "sign", json!({})).await.expect(200);
    let wrong = json!({"text": "机密★1年", "attachments": [theirs.id()]});
    let wrong = supervision::act(&lead, &order, "feedback", wrong).await.refused(422, "classified_content_refused");
    assert_eq!(wrong.places(), ["/text", "/attachments/0"]);
    let order =
        supervision::act(&lead, &order, "feedback", json!({"text": "已完成860亩", "attachments": [a.id()]})).await;
    let order = order.expect(200);
    let done = |files: Value| json!({"result": "完成", "evidence": "协议", "attachments": files});
    supervision::act(&lead, &order, "apply-closure", done(json!([theirs.id()])))
        .await
        .refused(422, "reference_not_found");
    let order = supervision::act(&lead, &order, "apply-closure", done(json!([b.id()]))).await.expect(200);
    assert_eq!(ids(&order.body["closure_attachments"]), [b.id()]);
    let order = supervision::act(&supervisor, &order, "return", json!({"reason": "缺凭证"})).await.expect(200);
    let order = supervision::act(&lead, &order, "apply-closure", done(json!([c.id(), b.id()]))).await.expect(200);
    assert_eq!(ids(&order.body["closure_attachments"]), [b.id(), c.id()], "what was shown before stays");
    let path = format!("/supervision-orders/{}", order.id());
    for who in ["housing-reporter", "industry-lead", "leader", "supervisor"] {
        let reader = app.user(who).await;
        assert_eq!(ids(&reader.get(&path).await.expect(200).body["closure_attachments"]), [b.id(), c.id()], "{who}");
        let feedback = reader.get(&format!("/supervision-order-feedback?order={}", order.id())).await.expect(200).body;
        assert_eq!(ids(&feedback["items"][0]["attachments"]), [a.id()], "{who}");
        let content = reader.get(&format!("/attachments/{}/content", a.id())).await;
        // A supporting bureau sees what there is, and not what is in it.
        assert_eq!(content.status, if who == "industry-lead" { 404 } else { 200 }, "{who}");
    }
    app.lead("science").await.get(&path).await.refused(404, "not_found");
}

async fn flags(client: &Client, report: &Answer) -> Value {
    client.get(&format!("/reports/{}", report.id())).await.expect(200).body["quality_flags"].clone()
}
fn names(flags: &Value) -> Vec<&str> {
    flags.as_array().unwrap().iter().map(|raised| raised["flag"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn evidence_that_was_used_before_is_noticed_and_tells_a_bureau_of_no_other() {
    let app = TestApp::with_reporting().await;
    let (lead, science, supervisor) = (app.lead("housing").await, app.lead("science").await, app.supervisor().await);
    let first = lead.upload("协议.pdf", PDF).await.expect(201);
    // Uploaded twice, and used once: nothing to notice.
    let again = lead.upload("协议2.pdf", PDF).await.expect(201);
    let with = |mut stated: Value, attachment: &Answer| {
        stated["attachments"] = json!([attachment.id()]);
        stated
    };
    let report = draft(&lead, "1.8", with(mu("800"), &first)).await;
    let report = reporting::act(&lead, &report, "submit", json!({})).await.expect(200);
    assert_eq!(report.body["quality_flags"], json!([]));
    // The same content, of another upload, for something else.
    let other = draft(&lead, "2.9", with(json!({"value": "100", "unit": "亿元"}), &again)).await;
    let other = reporting::act(&lead, &other, "submit", json!({})).await.expect(200);
    let meta = json!({"sha256": [first.body["sha256"]]});
    let raised = json!([{"flag": "evidence_seen_before", "text": "佐证材料此前已使用过", "meta": meta}]);
    assert_eq!((&other.body["quality_flags"], &flags(&supervisor, &other).await), (&raised, &raised));
    // Another bureau with the same content learns nothing; the office does.
    let copy = science.upload("科技.pdf", PDF).await.expect(201);
    let ratio = draft(&science, "8.7", with(json!({"numerator": "8", "denominator": "10"}), &copy)).await;
    let sent = reporting::act(&science, &ratio, "submit", json!({})).await.expect(200);
    assert_eq!(sent.body["quality_flags"], json!([]));
    let elsewhere = json!([{"flag": "evidence_used_elsewhere", "text": "佐证材料其他单位此前已使用过", "meta": meta}]);
    for who in ["supervisor", "leader", "city-supervisor"] {
        assert_eq!(flags(&app.user(who).await, &sent).await, elsewhere, "{who}");
    }
    for (who, listed) in
        [("supervisor", 1), ("leader", 1), ("science-lead", 0), ("science-reporter", 0), ("housing-lead", 0)]
    {
        let reader = app.user(who).await;
        for path in ["/quality-flags?flag=evidence_used_elsewhere", "/reports?flag=evidence_used_elsewhere"] {
            let page = reader.get(&format!("{path}&count=exact")).await.expect(200).body["page"].clone();
            assert_eq!(page["total"], listed, "{who} {path}");
        }
        let history = reader.get(&format!("/reports/{}/history", sent.id())).await;
        assert!(!history.body.to_string().contains("evidence_used_elsewhere"), "{who}");
    }
    let all = science.get("/quality-flags?count=exact").await.expect(200).body;
    assert_eq!(all["page"]["total"], 0);
    // A new submission of the first looks anew: now its content was evidence elsewhere, and later.
    app.set_time("2025-10-10T03:00:00Z");
    let lead = app.lead("housing").await;
    let back = reporting::act(&lead, &report, "withdraw", json!({})).await.expect(200);
    let sent = reporting::act(&lead, &back, "submit", json!({})).await.expect(200);
    assert_eq!(names(&sent.body["quality_flags"]), ["evidence_seen_before"], "linked at the same moment as the other");
}

#[actix_web::test]
async fn investment_and_works_more_than_thirty_points_apart_are_noted() {
    let app = TestApp::with_reporting().await;
    let (lead, supervisor) = (app.lead("industry").await, app.supervisor().await);
    let project = supervisor.get("/projects/code:P001").await.expect(200);
    supervisor.patch("/projects/code:P001", project.etag(), &json!({"year_investment": "10000"})).await.expect(200);
    let body = json!({"project": "code:P001", "period": "2025-09", "value": "5000", "unit": "万元"});
    let report = lead.post("/reports", &body).await.expect(201);
    let submitted = async |value: &str| {
        let seen = lead.get(&format!("/reports/{}", report.id())).await.expect(200);
        let seen =
            lead.patch(&format!("/reports/{}", report.id()), seen.etag(), &json!({"value": value})).await.expect(200);
        let sent = reporting::act(&lead, &seen, "submit", json!({})).await.expect(200);
        reporting::act(&lead, &sent, "withdraw", json!({})).await.expect(200);
        sent.body["quality_flags"].clone()
    };
    assert_eq!(submitted("9999").await, json!([]), "nothing is recorded of the works");
    let records = "/projects/code:P001/investments";
    for (day, physical) in [("2025-06-30", "5"), ("2025-09-30", "20")] {
        let record = json!({"as_of": day, "physical_progress_percent": physical});
        lead.post(records, &record).await.expect(201);
    }
    lead.post(records, &json!({"as_of": "2025-10-08", "contracted": "900"})).await.expect(201);
    // 50 % and 20 %: exactly thirty points are none too many.
    assert_eq!(submitted("5000").await, json!([]));
    let raised = submitted("5000.01").await;
    let meta = json!({"investment_percent": "50.0001", "physical_percent": "20"});
    assert_eq!((names(&raised), &raised[0]["meta"]), (vec!["investment_physical_gap"], &meta));
    // What is recorded later for the same day takes its place.
    let revised = json!({"as_of": "2025-09-30", "physical_progress_percent": "80.0001"});
    lead.post(records, &revised).await.expect(201);
    assert_eq!(submitted("5000.01").await, json!([]));
    assert_eq!(names(&submitted("5000").await), ["investment_physical_gap"]);
}

/// What is noticed when the report of September on the list is submitted with a value, and taken back.
async fn noticed(app: &TestApp, report: &Answer, value: Value) -> Value {
    let (lead, path) = (app.lead("industry").await, format!("/reports/{}", report.id()));
    let seen = lead.get(&path).await.expect(200);
    let seen = lead.patch(&path, seen.etag(), &json!({"value": value})).await.expect(200);
    let sent = reporting::act(&lead, &seen, "submit", json!({})).await.expect(200);
    reporting::act(&lead, &sent, "withdraw", json!({})).await.expect(200);
    sent.body["quality_flags"].clone()
}
/// Items of the list: two that are accepted, of August and of September, one of October, and one that waits.
async fn items(app: &TestApp) {
    let (lead, supervisor) = (app.lead("industry").await, app.supervisor().await);
    for (name, day) in [("甲", "2025-08-31"), ("乙", "2025-09-30"), ("丙", "2025-10-01"), ("丁", "2025-09-30")] {
        let item = json!({"name": name, "counted_on": day, "evidence": "登记信息"});
        let item = lead.post("/indicators/code:5.1/list-items", &item).await.expect(201);
        if name != "丁" {
            let seen = supervisor.get(&format!("/list-items/{}", item.id())).await.expect(200);
            supervisor.act(&format!("/list-items/{}/approve", item.id()), seen.etag(), &json!({})).await.expect(200);
        }
    }
}

#[actix_web::test]
async fn a_typed_number_beside_the_records_of_a_list_is_noted() {
    let app = TestApp::with_reporting().await;
    let lead = app.lead("industry").await;
    let report = draft_for(&lead, "5.1", "2025-09", json!({"value": "3", "unit": "家"})).await;
    assert_eq!(noticed(&app, &report, json!("3")).await, json!([]), "there are no records to differ from");
    items(&app).await;
    let raised = noticed(&app, &report, json!("3")).await;
    let expected = json!([{"flag": "differs_from_records", "text": "填报数与台账记录数不一致", "meta": {"value": "3", "records": "2"}}]);
    assert_eq!(raised, expected);
    assert_eq!(noticed(&app, &report, json!("2")).await, json!([]));
}

#[actix_web::test]
async fn of_an_increment_the_records_of_the_period_alone_count() {
    let app = TestApp::with_reporting().await;
    let supervisor = app.supervisor().await;
    let list = supervisor.get("/indicators/code:5.1").await.expect(200);
    let counted = json!({"counting": "records", "basis": "increment"});
    supervisor.patch("/indicators/code:5.1", list.etag(), &counted).await.expect(200);
    let report = draft_for(&app.lead("industry").await, "5.1", "2025-09", json!({"value": "0", "unit": "家"})).await;
    // Counted from records: a list without any has none.
    assert_eq!(noticed(&app, &report, json!("1")).await[0]["meta"], json!({"value": "1", "records": "0"}));
    items(&app).await;
    assert_eq!(noticed(&app, &report, json!("1")).await, json!([]));
    assert_eq!(noticed(&app, &report, json!("2")).await[0]["meta"], json!({"value": "2", "records": "1"}));
}
