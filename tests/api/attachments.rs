//! Attachments: what is accepted, byte for byte, who knows of them, and that the same evidence is noticed.
use crate::kit::{Answer, Client, Json, TestApp, file, key};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use duban::{
    evidence::attachments::{store, sweep},
    foundation::{
        auth::Scope,
        config::{S3Settings, Secret},
        db::Id,
        error::Violations,
        web::Reference,
    },
};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::Path,
    sync::{Arc, Mutex},
};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n\0\r\n--par\r\n";

/// The files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found
}
fn kept(app: &TestApp) -> Vec<String> {
    files(app.attachments.path())
}
async fn total(client: &Client, query: &str) -> Value {
    client.get(&format!("/attachments?count=exact&{query}")).await.expect(200).body["page"]["total"].clone()
}
/// Links attachments to something, as the owner's wing does.
fn link(app: &TestApp, jurisdiction: &str, bureau: Option<Id>, ids: &[&str]) -> Result<usize, Vec<String>> {
    let references: Vec<Reference> = ids.iter().map(|id| id.parse().unwrap()).collect();
    let scope = Scope {
        own: jurisdiction.into(),
        covered: (jurisdiction.into(), jurisdiction.into()),
        bureau,
        reports: true,
        now: app.state.clock.business_now(),
    };
    let linked = app.state.db.write_blocking(|conn| {
        let (mut faults, owner) = (Violations::new(), Id::new());
        let linked = store::attach(conn, &scope, "report", owner, &references, "/evidence", &mut faults)?;
        faults.finish()?;
        let shown = store::of_owners(conn, "report", &[owner])?.remove(&owner).unwrap_or_default();
        assert_eq!(shown, linked);
        Ok(shown.len())
    });
    linked.map_err(|error| {
        error.violations().iter().map(|fault| format!("{:?} {}", fault.place, fault.code.as_str())).collect()
    })
}

#[actix_web::test]
async fn what_is_uploaded_is_downloaded_byte_for_byte() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let parts = [file("施工许可证.pdf", PDF), ("name=\"description\"".into(), "开工许可".into())];
    let created =
        reporter.send(reporter.form("/attachments", &parts).header("Idempotency-Key", key())).await.expect(201);
    let sha256 = hex::encode(Sha256::digest(PDF));
    let body = &created.body;
    assert_eq!(
        (&body["file_name"], &body["media_type"], &body["size"], &body["sha256"], &body["description"]),
        (&json!("施工许可证.pdf"), &json!("application/pdf"), &json!(PDF.len()), &json!(sha256), &json!("开工许可"))
    );
    assert_eq!(
        (&body["bureau"]["code"], &body["linked"], &body["seen_before"]),
        (&json!("housing"), &json!(false), &json!(null))
    );
    assert_eq!(body["uploaded_at"], "2025-10-10T02:00:00.000000Z");
    assert_eq!(created.header("location"), format!("/api/v1/attachments/{}", created.id()));
    let path = format!("/attachments/{}", created.id());
    let read = reporter.get(&path).await.expect(200);
    assert_eq!((&read.body, read.etag()), (body, created.etag()));
    for reader in [reporter.clone(), app.lead("housing").await, app.supervisor().await, app.leader().await] {
        let request = reader.request(Method::GET, &format!("{path}/content")).header("Accept-Encoding", "gzip");
        let content = reader.send(request).await.expect(200);
        assert_eq!(content.bytes, PDF);
        for (header, value) in [
            ("content-type", "application/pdf"),
            ("content-length", &PDF.len().to_string()),
            (
                "content-disposition",
                "attachment; filename=\"_____.pdf\"; filename*=UTF-8''%E6%96%BD%E5%B7%A5%E8%AE%B8%E5%8F%AF%E8%AF%81.pdf",
            ),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cache-control", "private, no-store"),
            ("etag", &format!("\"{sha256}\"")),
            ("content-encoding", ""),
        ] {
            assert_eq!(content.header(header), value, "{header}");
        }
    }
    assert_eq!(kept(&app), [sha256]);
    let csv = reporter.upload("台账.csv", "编号,名称\n1,甲\n".as_bytes()).await.expect(201);
    let content = reporter.get(&format!("/attachments/{}/content", csv.id())).await.expect(200);
    assert_eq!(content.header("content-type"), "text/csv; charset=utf-8");
}

#[actix_web::test]
async fn names_are_safe_whatever_the_client_says() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    for (said, kept) in [
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\\\许可\\\\现场 图.pdf", "现场 图.pdf"),
        ("许可%22; filename=x.pdf%0D%0ASet-Cookie: a=1.pdf", "许可\"; filename=x.pdfSet-Cookie: a=1.pdf"),
        ("发票\u{202e}fdp.exe", "发票fdp.exe.pdf"),
        ("index.html", "index.html.pdf"),
    ] {
        let created = reporter.upload(said, PDF).await.expect(201);
        assert_eq!(created.body["file_name"], kept, "{said}");
        let content = reporter.get(&format!("/attachments/{}/content", created.id())).await.expect(200);
        let disposition = content.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename=\"") && disposition.matches('"').count() == 2,
            "{disposition}"
        );
        assert!(content.headers.get("set-cookie").is_none());
    }
    // RFC 5987 in the form, with a line break in the name itself.
    let coded = (
        "name=\"file\"; filename=\"x\"; filename*=UTF-8''%E7%94%B2%0D%0A%2F..%2F%E4%B9%99.pdf".to_owned(),
        PDF.to_vec(),
    );
    let created =
        reporter.send(reporter.form("/attachments", &[coded]).header("Idempotency-Key", key())).await.expect(201);
    assert_eq!(created.body["file_name"], "乙.pdf");
}

#[actix_web::test]
async fn the_content_decides_what_it_is_whatever_the_name_says() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    for (name, content, found) in [
        ("许可.pdf", &b"<!DOCTYPE html><script>alert(1)</script>"[..], "text/html"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "svg"),
        ("照片.jpg", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", ""),
        ("台账.csv", b"#!/bin/sh\nrm -rf /\n", "script"),
        ("图.png", zip, "zip"),
        ("视频.pdf", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
        ("说明.txt", b"a\0b", "octet-stream"),
    ] {
        let refused = reporter.upload(name, content).await.refused(415, "attachment_type_not_allowed");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.contains(found) && detail.contains("ofd"), "{name}: {detail}");
    }
    assert!(kept(&app).is_empty() && total(&reporter, "").await == 0);
    let text = reporter.upload("网页.html", "一行说明".as_bytes()).await.expect(201);
    assert_eq!((&text.body["media_type"], &text.body["file_name"]), (&json!("text/plain"), &json!("网页.html.txt")));
}

#[actix_web::test]
async fn a_form_is_checked_part_by_part() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let send = |parts: Vec<(String, Vec<u8>)>| {
        reporter.send(reporter.form("/attachments", &parts).header("Idempotency-Key", key()))
    };
    let note = |text: &str| ("name=\"description\"".to_owned(), text.as_bytes().to_vec());
    assert_eq!(send(vec![note("x")]).await.refused(422, "required").places(), ["/file"]);
    send(vec![file("a.pdf", b"")]).await.refused(422, "too_short");
    send(vec![("name=\"file\"".into(), PDF.to_vec())]).await.refused(422, "required");
    send(vec![file("a.pdf", PDF), file("b.pdf", PDF)]).await.refused(422, "duplicate");
    send(vec![("name=\"uploaded_at\"".into(), b"2020".to_vec()), file("a.pdf", PDF)])
        .await
        .refused(422, "unknown_field");
    send(vec![file("a.pdf", PDF), note(&"长".repeat(1001))]).await.refused(422, "too_long");
    send(vec![file("a.pdf", PDF), note("a\0b")]).await.refused(422, "nul_character");
    let json =
        reporter.request(Method::POST, "/attachments").header("Idempotency-Key", key()).json(&json!({"file": "x"}));
    reporter.send(json).await.refused(415, "unsupported_media_type");
    let broken = reporter.request(Method::POST, "/attachments").header("Idempotency-Key", key());
    let broken = broken.header("Content-Type", "multipart/form-data").body("x");
    reporter.send(broken).await.refused(400, "bad_request");
    reporter.send(reporter.form("/attachments", &[file("a.pdf", PDF)])).await.refused(400, "idempotency_key_required");
    assert!(kept(&app).is_empty() && total(&reporter, "").await == 0);
    let dry = reporter.form("/attachments?dry_run=true", &[file("a.pdf", PDF)]).header("Idempotency-Key", key());
    let dry = reporter.send(dry).await.expect(201);
    assert_eq!((dry.header("dry-run"), kept(&app).len(), total(&reporter, "").await), ("true", 0, json!(0)));
}

#[actix_web::test]
async fn what_is_too_large_is_refused_and_not_kept() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let limit = 256 * 1024;
    // Just above: found while it arrives; far above: by what the request says of itself.
    for size in [limit + 1, limit + 100_000] {
        let refused = reporter.upload("说明.txt", &b"a".repeat(size)).await.refused(413, "payload_too_large");
        assert!(refused.body["detail"].as_str().unwrap().contains("262144"), "{}", refused.body);
    }
    assert!(kept(&app).is_empty() && total(&reporter, "").await == 0);
    // The service's limit of other bodies is 64 KiB here, and is not that of attachments.
    let whole = b"a".repeat(limit);
    let created = reporter.upload("说明.txt", &whole).await.expect(201);
    let content = reporter.get(&format!("/attachments/{}/content", created.id())).await.expect(200);
    assert!(content.bytes == whole);
}

#[actix_web::test]
async fn an_interrupted_upload_leaves_nothing() {
    let app = TestApp::new().await;
    let token = app.token("housing-reporter");
    let address = app.address.trim_start_matches("http://").to_owned();
    let begun = move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /api/v1/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k\r\n\
             Content-Type: multipart/form-data; boundary=part\r\nContent-Length: 100000\r\n\r\n\
             --part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&b"a".repeat(50_000)).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        // The server may answer or hang up.
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    let answer = web::block(begun).await.unwrap();
    assert!(!answer.contains(" 201 "), "{answer}");
    assert!(kept(&app).is_empty());
    let reporter = app.reporter("housing").await;
    assert_eq!(total(&reporter, "").await, 0);
    let again = reporter.form("/attachments", &[file("a.pdf", PDF)]).header("Idempotency-Key", "k");
    reporter.send(again).await.expect(201);
}

#[actix_web::test]
async fn the_same_key_repeats_the_answer_and_not_the_upload() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let send = |name: &str, content: &[u8]| {
        reporter.send(reporter.form("/attachments", &[file(name, content)]).header("Idempotency-Key", "once"))
    };
    let first = send("许可.pdf", PDF).await.expect(201);
    let again = send("许可.pdf", PDF).await.expect(201);
    assert_eq!((&again.body, again.header("idempotency-replayed")), (&first.body, "true"));
    assert_eq!((total(&reporter, "").await, kept(&app).len()), (json!(1), 1));
    send("许可.pdf", b"%PDF-1.4 other").await.refused(422, "idempotency_key_reused");
    send("别名.pdf", PDF).await.refused(422, "idempotency_key_reused");
    assert_eq!(total(&reporter, "").await, 1);
}

#[actix_web::test]
async fn another_bureau_knows_nothing_of_it() {
    let app = TestApp::new().await;
    let created = app.reporter("housing").await.upload("许可.pdf", PDF).await.expect(201);
    let path = format!("/attachments/{}", created.id());
    for stranger in ["science-reporter", "science-lead", "erqi-supervisor", "erqi-housing-lead", "erqi-leader"] {
        let stranger = app.user(stranger).await;
        stranger.get(&path).await.refused(404, "not_found");
        stranger.get(&format!("{path}/content")).await.refused(404, "not_found");
        assert_eq!(total(&stranger, &format!("sha256={}", created.body["sha256"].as_str().unwrap())).await, 0);
    }
    assert_eq!(total(&app.lead("science").await, "bureau=code:housing").await, 0);
    for administrator in ["system-admin", "security-admin", "audit-admin"] {
        let administrator = app.user(administrator).await;
        administrator.get(&path).await.refused(403, "permission_denied");
        administrator.upload("a.pdf", PDF).await.refused(403, "permission_denied");
    }
    app.leader().await.upload("a.pdf", PDF).await.refused(403, "permission_denied");
    let office = app.supervisor().await.upload("通知.pdf", b"%PDF-1.7 office").await.expect(201);
    assert_eq!(office.body["bureau"], json!(null));
    app.lead("housing").await.get(&format!("/attachments/{}", office.id())).await.refused(404, "not_found");
    assert_eq!(total(&app.user("city-supervisor").await, "").await, 2, "the city covers the district");
    assert_eq!(total(&app.supervisor().await, "bureau=code:housing").await, 1);
}

#[actix_web::test]
async fn the_same_content_is_stored_once_and_flagged_to_those_who_may_know() {
    let app = TestApp::new().await;
    let (housing, science) = (app.reporter("housing").await, app.reporter("science").await);
    let first = housing.upload("许可.pdf", PDF).await.expect(201);
    app.set_time("2025-10-10T02:05:00Z");
    let second = science.upload("另一份.pdf", PDF).await.expect(201);
    assert_eq!(second.body["seen_before"], json!(null), "a bureau infers nothing about another");
    app.set_time("2025-10-10T02:10:00Z");
    let third = housing.upload("再次.pdf", PDF).await.expect(201);
    let seen = |ids: &[&Answer]| {
        let ids: Vec<&str> = ids.iter().map(|answer| answer.id()).collect();
        json!({"count": ids.len(), "first_uploaded_at": "2025-10-10T02:00:00.000000Z", "attachments": ids})
    };
    assert_eq!(third.body["seen_before"], seen(&[&first]), "its own only");
    let supervisor = app.supervisor().await;
    let read = |client: Client, of: &Answer| {
        let path = format!("/attachments/{}", of.id());
        async move { client.get(&path).await.expect(200).body["seen_before"].clone() }
    };
    assert_eq!(read(supervisor.clone(), &first).await, json!(null));
    assert_eq!(read(supervisor.clone(), &second).await, seen(&[&first]));
    assert_eq!(read(supervisor.clone(), &third).await, seen(&[&first, &second]));
    assert_eq!(read(app.leader().await, &third).await, seen(&[&first, &second]));
    let listed = supervisor.get("/attachments").await.expect(200);
    assert_eq!(listed.body["items"][2]["seen_before"], seen(&[&first, &second]), "the list says the same");
    app.user("erqi-housing-lead").await.upload("邻区.pdf", PDF).await.expect(201);
    let city = app.user("city-supervisor").await;
    let neighbours = city.get("/attachments").await.expect(200);
    assert_eq!(neighbours.body["items"][3]["seen_before"], json!(null), "another jurisdiction's is not an earlier use");
    assert_eq!(kept(&app).len(), 1);
}

#[actix_web::test]
async fn what_is_evidence_stays_and_the_rest_goes_with_its_bureau() {
    let app = TestApp::new().await;
    let (reporter, supervisor) = (app.reporter("housing").await, app.supervisor().await);
    let created = reporter.upload("许可.pdf", PDF).await.expect(201);
    let path = format!("/attachments/{}", created.id());
    let delete = |client: &Client, etag: &str| {
        let (client, request) = (client.clone(), client.request(Method::DELETE, &path).header("If-Match", etag));
        async move { client.send(request).await }
    };
    assert_eq!(created.body["allowed_actions"][0], json!({"operation": "delete_attachment", "allowed": true}));
    delete(&supervisor, created.etag()).await.refused(403, "permission_denied");
    delete(&app.reporter("science").await, created.etag()).await.refused(404, "not_found");
    reporter.delete(&path).await.refused(428, "precondition_required");
    delete(&reporter, "\"9.x\"").await.refused(412, "precondition_failed");
    assert_eq!(link(&app, "410102", None, &[created.id()]), Ok(1));
    let linked = reporter.get(&path).await.expect(200);
    assert_eq!(linked.body["linked"], true);
    assert_eq!(linked.body["allowed_actions"][0]["reason"], "attachment_linked");
    delete(&reporter, "\"9.x\"").await.refused(412, "precondition_failed");
    let refused = delete(&reporter, linked.etag()).await.refused(409, "attachment_linked");
    assert_eq!((&refused.body["current_state"], &refused.body["allowed_actions"]), (&json!("linked"), &json!([])));
    let other = reporter.upload("误传.pdf", b"%PDF-1.7 wrong").await.expect(201);
    let path = format!("/attachments/{}", other.id());
    let request = app.lead("housing").await.request(Method::DELETE, &path).header("If-Match", other.etag());
    reporter.send(request).await.expect(204);
    reporter.get(&path).await.refused(404, "not_found");
}

#[actix_web::test]
async fn only_known_attachments_of_the_own_jurisdiction_are_linked_each_once() {
    let app = TestApp::new().await;
    let housing = app.reporter("housing").await.upload("a.pdf", PDF).await.expect(201);
    let neighbour = app.user("erqi-housing-lead").await.upload("b.pdf", PDF).await.expect(201);
    let own: Id = housing.body["bureau"]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(link(&app, "410102", Some(own), &[housing.id()]), Ok(1));
    let place = |index: usize, code: &str| format!("Pointer(\"/evidence/{index}\") {code}");
    assert_eq!(
        link(&app, "410102", Some(own), &[housing.id(), neighbour.id(), housing.id(), "code:1"]),
        Err(vec![place(1, "reference_not_found"), place(2, "duplicate"), place(3, "reference_not_found")])
    );
    assert_eq!(link(&app, "410102", Some(Id::new()), &[housing.id()]), Err(vec![place(0, "reference_not_found")]));
    assert_eq!(link(&app, "410103", None, &[housing.id()]), Err(vec![place(0, "reference_not_found")]));
}

#[actix_web::test]
async fn lost_or_damaged_content_is_told_and_never_passed_off() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let created = reporter.upload("许可.pdf", PDF).await.expect(201);
    let sha256 = created.body["sha256"].as_str().unwrap();
    let stored = app.attachments.path().join("attachments/sha256").join(&sha256[..2]).join(sha256);
    let path = format!("/attachments/{}/content", created.id());
    let mut damaged = PDF.to_vec();
    damaged[20] ^= 1;
    std::fs::write(&stored, &damaged).unwrap();
    let request = reporter.request(Method::GET, &path).build().unwrap();
    // The connection ends early: before or after the headers are out.
    let arrived = match reqwest::Client::new().execute(request).await {
        Ok(response) => response.bytes().await,
        Err(cut) => Err(cut),
    };
    assert!(arrived.is_err(), "damaged content never arrives whole");
    std::fs::write(&stored, &PDF[1..]).unwrap();
    reporter.get(&path).await.refused(500, "attachment_missing");
    std::fs::remove_file(&stored).unwrap();
    let lost = reporter.get(&path).await.refused(500, "attachment_missing");
    assert!(!lost.body.to_string().contains(sha256), "an internal cause");
    reporter.upload("许可.pdf", PDF).await.expect(201);
    assert_eq!(reporter.get(&path).await.expect(200).bytes, PDF, "uploaded again it is there again");
}

#[actix_web::test]
async fn content_without_a_row_is_swept_after_a_day() {
    let app = TestApp::new().await;
    let reporter = app.reporter("housing").await;
    let created = reporter.upload("许可.pdf", PDF).await.expect(201);
    let mut orphan = tempfile::tempfile().unwrap();
    orphan.write_all(b"orphan").unwrap();
    let sha256 = hex::encode(Sha256::digest(b"orphan"));
    app.state.objects.keep(&sha256, orphan).await.unwrap();
    assert_eq!((sweep(&app.state).await.unwrap(), kept(&app).len()), (0, 2), "younger than a day");
    // Files have the machine's time.
    app.set_time("2099-01-01T00:00:00Z");
    assert_eq!(
        (sweep(&app.state).await.unwrap(), kept(&app)),
        (1, vec![created.body["sha256"].as_str().unwrap().to_owned()])
    );
}

/// Objects by their path, and how they were asked for.
type Bucket = Arc<Mutex<(BTreeMap<String, Vec<u8>>, Vec<String>)>>;

/// As much of S3 as attachments need, with path-style addresses.
async fn fake_s3(request: HttpRequest, body: web::Bytes, bucket: web::Data<Bucket>) -> HttpResponse {
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let signed = header("authorization");
    if !signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDTEST/")
        || !signed.contains("Signature=")
        || header("x-amz-date").is_empty()
    {
        return HttpResponse::Forbidden().finish();
    }
    let (key, mut bucket) = (request.path().to_owned(), bucket.lock().unwrap());
    bucket.1.push(format!("{} {key}", request.method()));
    let dated = ("Last-Modified", "Fri, 10 Oct 2025 02:00:00 GMT");
    let object = |content: &Vec<u8>| (dated, ("ETag", format!("\"{}\"", content.len())));
    match request.method().as_str() {
        "PUT" => {
            bucket.0.insert(key, body.to_vec());
            HttpResponse::Ok().insert_header(("ETag", "\"1\"")).finish()
        }
        "DELETE" => {
            bucket.0.remove(&key);
            HttpResponse::NoContent().finish()
        }
        _ if request.query_string().contains("list-type=2") => {
            let one = |(key, content): (&String, &Vec<u8>)| {
                format!(
                    "<Contents><Key>{}</Key><LastModified>2025-10-10T02:00:00.000Z</LastModified><ETag>\"1\"</ETag><Size>{}</Size></Contents>",
                    key.trim_start_matches("/evidence/"),
                    content.len()
                )
            };
            let all: String = bucket.0.iter().map(one).collect();
            let list = format!(
                "<?xml version=\"1.0\"?><ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>"
            );
            HttpResponse::Ok().content_type("application/xml").body(list)
        }
        _ => match bucket.0.get(&key) {
            None => HttpResponse::NotFound().finish(),
            Some(content) => {
                let (date, tag) = object(content);
                HttpResponse::Ok().insert_header(date).insert_header(tag).body(content.clone())
            }
        },
    }
}

#[actix_web::test]
async fn a_bucket_keeps_them_with_signed_requests() {
    let bucket = Bucket::default();
    let data = web::Data::new(bucket.clone());
    let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(fake_s3)));
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", server.addrs()[0]);
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let settings = |secret: &str| S3Settings {
        bucket: Some("evidence".into()),
        endpoint: Some(endpoint.clone()),
        s3_region: "cn-north-1".into(),
        access_key: Some("AKIDTEST".into()),
        secret_key: Some(Secret::from(secret)),
        secret_key_file: None,
    };
    let app = TestApp::with_bucket(settings("top-secret")).await;
    let reporter = app.reporter("housing").await;
    let created = reporter.upload("许可.pdf", PDF).await.expect(201);
    let sha256 = created.body["sha256"].as_str().unwrap().to_owned();
    let address = format!("/evidence/sha256/{}/{sha256}", &sha256[..2]);
    assert_eq!(bucket.lock().unwrap().0.get(&address).map(Vec::as_slice), Some(PDF));
    assert!(kept(&app).is_empty(), "nothing in the folder");
    let path = format!("/attachments/{}/content", created.id());
    assert_eq!(reporter.get(&path).await.expect(200).bytes, PDF);
    reporter.upload("再次.pdf", PDF).await.expect(201);
    let puts = |bucket: &Bucket| bucket.lock().unwrap().1.iter().filter(|asked| asked.starts_with("PUT")).count();
    assert_eq!(puts(&bucket), 2, "sent again, so that the time of an upload tells of no other one");
    let orphan = "0".repeat(64);
    bucket.lock().unwrap().0.insert(format!("/evidence/sha256/00/{orphan}"), b"x".to_vec());
    app.set_time("2025-10-12T00:00:00Z");
    assert_eq!(sweep(&app.state).await.unwrap(), 1);
    assert_eq!(bucket.lock().unwrap().0.keys().collect::<Vec<_>>(), [&address]);
    let reporter = app.reporter("housing").await;
    reporter.upload("隔日.pdf", PDF).await.expect(201);
    assert_eq!(puts(&bucket), 3, "old content is renewed, so that a sweep cannot take it");
    bucket.lock().unwrap().0.clear();
    reporter.get(&path).await.refused(500, "attachment_missing");
    handle.stop(false).await;
    let refused = reporter.upload("停机.pdf", b"%PDF-1.7 down").await.refused(503, "storage_unavailable");
    assert!(!refused.header("retry-after").is_empty() && !refused.body.to_string().contains("127.0.0.1"));
    assert!(!format!("{:?}", settings("top-secret")).contains("top-secret"), "a secret in a log");
}
