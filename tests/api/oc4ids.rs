//! The OC4IDS package, against the published schema's rules: a hand-written extract of project-package-schema.json and
//! project-schema.json 0.9 (required fields, types, formats, closed codelists, non-empty arrays and strings).
use crate::{
    kit::TestApp,
    projects::{plan, project},
};
use serde_json::{Value, json};

const STATUS: &[&str] = &[
    "identification",
    "preparation",
    "implementation",
    "completion",
    "maintenance",
    "decommissioning",
    "decommissioned",
    "cancelled",
];
const TYPE: &[&str] = &["construction", "rehabilitation", "replacement", "expansion", "decommissioning"];
const MILESTONE_STATUS: &[&str] = &["scheduled", "met", "notMet", "partiallyMet"];

/// What the standard asks of a package.
fn schema() -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let time = json!({"type": "string", "format": "date-time"});
    let some = |of: Value| json!({"type": "array", "minItems": 1, "uniqueItems": true, "items": of});
    let with_id = |properties: Value| {
        let mut properties = properties;
        properties["id"] = text.clone();
        json!({"type": "object", "required": ["id"], "minProperties": 1, "properties": properties})
    };
    let value = json!({"type": "object", "minProperties": 1, "properties": {"amount": {"type": "number"}, "currency": {"enum": ["CNY"]}}});
    let period = json!({"type": "object", "minProperties": 1, "properties": {"startDate": time, "endDate": time}});
    let organization = json!({"type": "object", "minProperties": 1, "properties": {"id": text, "name": text, "roles": some(text.clone())}});
    let observation = with_id(
        json!({"period": period, "value": value, "measure": {"type": ["string", "number"]}, "unit": {"type": "object"}}),
    );
    let breakdown = with_id(json!({"amount": value, "period": period, "description": text}));
    let project = with_id(json!({
        "updated": time, "language": text, "title": text, "description": text, "purpose": text,
        "identifiers": some(with_id(json!({"scheme": text}))),
        "publicAuthority": organization, "parties": some(organization.clone()),
        "budget": {"type": "object", "properties": {"amount": value, "budgetBreakdowns": some(with_id(json!({"description": text, "budgetBreakdown": some(breakdown)})))}},
        "period": period, "identificationPeriod": period, "preparationPeriod": period, "implementationPeriod": period,
        "completionPeriod": period, "status": {"enum": STATUS}, "type": {"enum": TYPE}, "sector": some(text.clone()),
        "additionalClassifications": some(json!({"type": "object", "minProperties": 1, "properties": {"scheme": text, "id": text}})),
        "metrics": some(with_id(json!({"title": text, "observations": some(observation)}))),
        "milestones": some(with_id(json!({"title": text, "dueDate": time, "dateMet": time, "dateModified": time, "status": {"enum": MILESTONE_STATUS}}))),
        "completion": {"type": "object", "properties": {"endDate": time, "finalValue": value}},
    }));
    json!({
        "type": "object",
        "required": ["uri", "publisher", "publishedDate", "projects", "version"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "publishedDate": time,
            "version": {"type": "string", "pattern": "^(\\d+\\.)(\\d+)$"},
            "publisher": {"type": "object", "required": ["name"], "properties": {"name": text, "scheme": {"type": ["string", "null"]}, "uid": {"type": ["string", "null"]}}},
            "projects": some(project),
        },
    })
}

/// Fits the schema, ids are unique and prefixed, and no member is null.
fn is_valid(package: &Value) {
    let validator = jsonschema::draft4::options().should_validate_formats(true).build(&schema()).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(package).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(package["version"], "0.9");
    let projects = package["projects"].as_array().unwrap();
    let mut ids: Vec<&str> = projects.iter().map(|project| project["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| id.starts_with("oc4ids-")), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), projects.len());
    assert!(!package.to_string().contains("null"), "absent, not null");
}

#[test]
fn the_extract_refuses_what_the_standard_refuses() {
    let validator = jsonschema::draft4::options().should_validate_formats(true).build(&schema()).unwrap();
    let good = json!({
        "uri": "https://example.org/p", "publishedDate": "2025-10-10T00:00:00Z", "version": "0.9",
        "publisher": {"name": "x"}, "projects": [{"id": "oc4ids-x-1", "status": "preparation"}],
    });
    assert!(validator.is_valid(&good));
    for (pointer, value) in [
        ("/version", json!("1")),
        ("/publishedDate", json!("2025-10-10")),
        ("/projects", json!([])),
        ("/publisher", json!({})),
        ("/projects/0/status", json!("completed")),
        ("/projects/0/id", json!("")),
        ("/uri", json!("no uri")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&bad), "{pointer}");
    }
}

#[actix_web::test]
async fn the_demonstration_is_a_valid_package_of_every_named_project() {
    let app = TestApp::demonstration().await;
    let leader = app.user("leader").await;
    let package = leader.get("/exports/oc4ids").await.expect(200);
    assert_eq!(package.header("content-type"), "application/json");
    is_valid(&package.body);
    let named = leader.get("/projects?listing=named&count=exact&limit=200").await.expect(200);
    let codes: Vec<String> = crate::kit::codes(&named);
    let packaged = package.body["projects"].as_array().unwrap();
    assert_eq!((packaged.len(), &named.body["page"]["total"]), (20, &json!(20)));
    let ids: Vec<&str> = packaged.iter().map(|project| project["id"].as_str().unwrap()).collect();
    assert_eq!(ids, codes.iter().map(|code| format!("oc4ids-unregistered-410102-2025-{code}")).collect::<Vec<_>>());
    assert_eq!((&packaged[0]["title"], &packaged[0]["status"]), (&json!("郑新热电厂"), &json!("preparation")));
    assert_eq!(packaged[0]["milestones"][0]["dueDate"], "2025-03-31T23:59:59+08:00");
    // The plan's own data does not say when a stage began, so nothing is said.
    assert!(packaged[0].get("preparationPeriod").is_none() && packaged[0].get("type").is_none());
    let again = leader.get("/exports/oc4ids?plan=code:2025").await.expect(200);
    assert_eq!((again.etag(), &again.body), (package.etag(), &package.body), "the same contents, the same bytes");
    // Where it stands is the service's public address, whatever a request claims.
    let claimed = leader.request(reqwest::Method::GET, "/exports/oc4ids").header("Host", "evil.example");
    let claimed = claimed.header("X-Forwarded-Host", "evil.example").header("Forwarded", "host=evil.example");
    let claimed = leader.send(claimed).await.expect(200);
    let uri = claimed.body["uri"].as_str().unwrap();
    assert!(uri.starts_with("https://duban.example.gov.cn/api/v1/exports/oc4ids?plan="), "{uri}");
}

#[actix_web::test]
async fn money_is_whole_yuan_and_everything_known_is_told() {
    let app = TestApp::new().await;
    let supervisor = app.supervisor().await;
    plan(&supervisor).await;
    supervisor.get("/exports/oc4ids").await.refused(409, "nothing_to_export");
    project(&supervisor, "P101", "reserve", json!({"listing": "group", "declared_count": 28})).await;
    supervisor.get("/exports/oc4ids").await.refused(409, "nothing_to_export");
    let known = json!({
        "total_investment": "3353000.5001", "year_investment": "18000.5", "field": "urban_renewal", "lead_bureau": "code:housing",
    });
    project(&supervisor, "P001", "reserve", known).await;
    let entry = json!({"project": "code:P001", "registry": "national_major_projects", "number": "G-1", "entered_on": "2025-04-22"});
    supervisor.post("/registry-entries", &entry).await.expect(201);
    let figures = json!({"as_of": "2025-09-30", "completed_to_date": "0.0001", "physical_progress_percent": "42.5"});
    supervisor.post("/projects/code:P001/investments", &figures).await.expect(201);
    let milestone = json!({"project": "code:P001", "code": "M1", "name": "立项", "due_on": "2025-12-31", "due_confidence": "default"});
    supervisor.post("/milestones", &milestone).await.expect(201);
    let package = supervisor.get("/exports/oc4ids").await.expect(200);
    is_valid(&package.body);
    let told = &package.body["projects"][0];
    assert_eq!(package.body["projects"].as_array().unwrap().len(), 1, "the group is no project");
    assert_eq!((&told["status"], &told["type"]), (&json!("identification"), &json!("rehabilitation")));
    assert_eq!(told["budget"]["amount"], json!({"amount": 33_530_005_001_i64, "currency": "CNY"}));
    assert_eq!(told["budget"]["budgetBreakdowns"][0]["budgetBreakdown"][0]["amount"]["amount"], json!(180_005_000));
    assert_eq!(told["identifiers"][1], json!({"id": "G-1", "scheme": "national_major_projects"}));
    assert_eq!(told["metrics"][0]["observations"][0]["value"]["amount"], json!(1));
    assert_eq!(told["metrics"][1]["observations"][0]["measure"], "42.5");
    assert_eq!(
        (&told["publicAuthority"]["name"], &told["parties"][0]["roles"]),
        (&json!("housing"), &json!(["publicAuthority"]))
    );
    assert_eq!(told["identificationPeriod"]["startDate"], "2025-01-10T00:00:00+08:00");
    assert_eq!(told["milestones"][0]["status"], "scheduled");
    assert!(
        String::from_utf8(package.bytes.clone()).unwrap().contains("\"amount\":33530005001,"),
        "no float on the wire"
    );
    assert!(package.body["uri"].as_str().unwrap().contains("/api/v1/exports/oc4ids?plan="));
    app.user("erqi-supervisor").await.get("/exports/oc4ids").await.refused(404, "not_found");
}
