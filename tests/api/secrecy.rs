//! Secrecy between districts and between bureaus, over everything that there is: what is a bureau's own follows from the table of
//! events, what another bureau may look at from the document. A resource that is added is held by it without a line here, once
//! `one_of_each` makes an object of it. Nothing is left out: whoever must leave out an operation names it here, with the reason.
use crate::{
    every_action::{collection, entries},
    kit::{Client, TestApp, supervision},
    permissions::{MATRIX, call, one_of_each, operations},
};
use duban::foundation::events::{Audience, Kind};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// What the watcher asks for beside the whole list, where an operation has the parameter: as exact and as near to the
/// other bureaus as can be.
const PROBES: &[(&str, &str)] = &[
    ("basis", "latest"),
    ("bureau", "code:housing"),
    ("lead_bureau", "code:housing"),
    ("indicator", "code:1.8"),
    ("explain", "true"),
];
/// Objects that the acts below touch, beside the one of each kind.
const TOUCHED: &[(&str, &[&str])] = &[
    ("indicators", &["code:1.8", "code:2.9", "code:5.1"]),
    ("periods", &["code:2025-03", "code:2025-06", "code:2025-07", "code:2025-09"]),
    ("problems", &["not_found"]),
];

/// The types of objects that are a bureau's own: the table of events has a kind that only the bureau concerned is told of.
fn types_of_bureau() -> BTreeSet<&'static str> {
    let told = Kind::iter().map(Kind::spec).filter(|spec| spec.audience == Audience::Bureau);
    told.map(|spec| spec.resource_type).collect()
}
/// The same as they stand in a path.
fn of_bureau() -> BTreeSet<String> {
    types_of_bureau().into_iter().map(collection).collect()
}
/// `/api/v1/reports/{id}` is of the reports.
fn collection_of(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or("")
}

#[test]
fn what_is_a_bureaus_own_has_its_operations() {
    let known: BTreeSet<&str> =
        operations().iter().filter(|of| of.path.contains("{id}")).map(|of| collection_of(of.path)).collect();
    let unknown: Vec<_> = of_bureau().into_iter().filter(|own| !known.contains(own.as_str())).collect();
    assert!(unknown.is_empty(), "told to a bureau alone, but no operation has the path /{unknown:?}/{{id}}");
}

/// Objects of the district, one of each kind, those that are a bureau's own not of the science bureau: none of them may be known
/// to another district, and none that is a bureau's own to another bureau.
#[actix_web::test]
async fn what_belongs_to_others_is_not_found_by_any_operation() {
    let app = TestApp::with_reporting().await;
    let (objects, own) = (one_of_each(&app).await, of_bureau());
    for operation in operations().iter().filter(|operation| operation.path.contains("{id}")) {
        let kind = collection_of(operation.path);
        let id = objects.get(kind).unwrap_or_else(|| {
            panic!(
                "nothing to try {} on: let one_of_each (tests/api/permissions.rs) make one of the {kind}",
                operation.id
            )
        });
        let row = MATRIX.iter().find(|(known, _)| *known == operation.id);
        for role in row.unwrap_or_else(|| panic!("{}: no row in MATRIX", operation.id)).1 {
            let stranger = app.user(&format!("erqi-{role}")).await;
            call(&stranger, operation, id).await.refused(404, "not_found");
        }
        for role in ["science-reporter", "science-lead"].iter().filter(|_| own.contains(kind)) {
            let answer = call(&app.user(role).await, operation, id).await;
            assert!(
                matches!((answer.status, answer.code()), (404, "not_found") | (403, "permission_denied")),
                "{} as {role}: {} {:#}",
                operation.id,
                answer.status,
                answer.body
            );
        }
    }
}

/// Every GET that the lead of a bureau may call: lists and figures, and whatever is read of or beneath an object that is no
/// bureau's own (those that are, are not found at all: see above).
fn watched(objects: &BTreeMap<&'static str, String>) -> Vec<String> {
    let (own, rows): (_, BTreeMap<_, _>) = (of_bureau(), MATRIX.iter().copied().collect());
    let mut paths = Vec::new();
    for operation in operations().iter().filter(|operation| operation.method == Method::GET) {
        let row = rows.get(operation.id);
        let (kind, roles) =
            (collection_of(operation.path), *row.unwrap_or_else(|| panic!("{}: no row in MATRIX", operation.id)));
        let may_call = roles.is_empty() || roles.contains(&"housing-lead");
        // A form is of an operation, and what it is to act on stands in the query.
        if operation.id == "get_form" {
            let form = operation.path.replace("{operation}", "create_report");
            let of = |indicator: &str| format!("/{form}?period=2025-09&indicator=code:{indicator}");
            paths.extend(["1.8", "2.9", "5.1", "8.7"].map(of));
            continue;
        }
        let of_object = operation.path.contains('{');
        let not_found = of_object && own.contains(kind);
        if !may_call || not_found {
            continue;
        }
        let touched =
            TOUCHED.iter().filter(|(of, _)| of_object && *of == kind).flat_map(|(_, names)| names.iter().copied());
        let objects = objects.get(kind).filter(|_| of_object).map(String::as_str);
        let mut names: Vec<&str> = objects.into_iter().chain(touched).collect();
        if !of_object {
            names.push("");
        }
        assert!(!names.is_empty(), "nothing to look at with {}: no object of {kind}", operation.id);
        let has = |parameter: &str| operation.query.contains(&parameter);
        let mut queries = vec![operation.parameters.clone()];
        let probes = PROBES.iter().filter(|(parameter, _)| has(parameter));
        queries.extend(probes.map(|(parameter, value)| {
            operation.parameters.iter().cloned().chain([format!("{parameter}={value}")]).collect()
        }));
        for name in names {
            let path = match (operation.path.find('{'), operation.path.find('}')) {
                (Some(from), Some(to)) => format!("{}{name}{}", &operation.path[..from], &operation.path[to + 1..]),
                _ => operation.path.to_owned(),
            };
            for query in &queries {
                let count = has("count").then(|| "count=exact".to_owned());
                let query: Vec<String> = query.iter().cloned().chain(count).collect();
                paths.push(format!("/{path}?{}", query.join("&")).trim_end_matches('?').to_owned());
            }
        }
    }
    paths
}

/// Another bureau, and what it saw.
struct Watcher {
    client: Client,
    paths: Vec<String>,
    seen: Vec<Vec<u8>>,
}

impl Watcher {
    /// A watcher that has looked at everything once.
    async fn new(client: Client, paths: Vec<String>) -> Self {
        let mut watcher = Self { client, paths, seen: Vec::new() };
        watcher.seen = watcher.look().await;
        watcher
    }
    async fn look(&self) -> Vec<Vec<u8>> {
        let (mut seen, mut failed) = (Vec::new(), Vec::new());
        for path in &self.paths {
            let answer = self.client.get(path).await;
            if answer.status != 200 {
                failed.push(format!("{path}: {} {}", answer.status, answer.code()));
            }
            seen.push(answer.bytes);
        }
        assert!(failed.is_empty(), "not to be looked at, so nothing is held of them: {failed:#?}");
        seen
    }
    /// Ends the test where the watcher sees anything else than before.
    async fn sees_nothing_of(&self, what: &str) {
        let (now, text) = (self.look().await, |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned());
        for (path, (before, now)) in self.paths.iter().zip(self.seen.iter().zip(&now)) {
            assert!(before == now, "{what} shows in {path}\n{}\n{}", text(before), text(now));
        }
    }
}

/// How many events there are of each type of objects.
fn told(app: &TestApp) -> BTreeMap<&'static str, usize> {
    let mut told = BTreeMap::new();
    for entry in entries(app) {
        *told.entry(entry.kind.spec().resource_type).or_default() += 1;
    }
    told
}

/// What a bureau can infer from lists, counts and figures about another bureau's reports, files, orders: nothing.
#[actix_web::test]
async fn a_bureau_infers_nothing_about_what_is_another_bureaus_own() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    let (office, lead, reporter) = (app.supervisor().await, app.lead("housing").await, app.reporter("housing").await);
    let june = office.get("/periods/code:2025-06").await.expect(200);
    office.act("/periods/code:2025-06/close", june.etag(), &json!({})).await.expect(200);
    let watcher = Watcher::new(app.lead("science").await, watched(&objects)).await;
    let before = told(&app);

    lead.upload("红线图.txt", "红线图".as_bytes()).await.expect(201);
    watcher.sees_nothing_of("an upload").await;
    let body = json!({"indicator": "code:1.8", "period": "2025-09", "value": "12", "unit": "亩"});
    let report = reporter.post("/reports", &body).await.expect(201);
    watcher.sees_nothing_of("a draft").await;
    let act =
        async |client: &Client, path: String, etag: &str, body: Value| client.act(&path, etag, &body).await.expect(200);
    let report = act(&lead, format!("/reports/{}/submit", report.id()), report.etag(), json!({})).await;
    watcher.sees_nothing_of("a submission").await;
    let back =
        json!({"reason": "figure_wrong", "comment": "请核实", "fields": [{"field": "value", "comment": "差2亩"}]});
    act(&office, format!("/reports/{}/return", report.id()), report.etag(), back).await;
    watcher.sees_nothing_of("a return").await;
    let ask = json!({"indicator": "code:2.9", "period": "2025-09", "due_on": "2025-10-20", "reason": "审计"});
    let asked = lead.post("/extensions", &ask).await.expect(201);
    watcher.sees_nothing_of("a request for an extension").await;
    act(&office, format!("/extensions/{}/approve", asked.id()), asked.etag(), json!({})).await;
    watcher.sees_nothing_of("a granted extension").await;
    let except = json!({"period": "2025-06", "bureau": "code:housing", "until": "2025-10-20", "reason": "补报"});
    office.post("/period-exceptions", &except).await.expect(201);
    watcher.sees_nothing_of("an exception").await;
    let proposed = format!("/trajectories/{}", objects["trajectories"]);
    let etag = lead.get(&proposed).await.expect(200).etag().to_owned();
    act(&lead, format!("{proposed}/withdraw"), &etag, json!({})).await;
    crate::permissions::proposed(&app).await;
    watcher.sees_nothing_of("a proposed trajectory").await;
    let item = json!({"name": "乙公司", "counted_on": "2025-06-19", "evidence": "登记信息"});
    app.lead("industry").await.post("/indicators/code:5.1/list-items", &item).await.expect(201);
    watcher.sees_nothing_of("a proposed item of a list").await;
    let order = supervision::issue(&office, json!({"clock": {"days": 1}})).await;
    watcher.sees_nothing_of("a supervision order").await;
    act(&lead, format!("/supervision-orders/{}/sign", order.id()), order.etag(), json!({})).await;
    watcher.sees_nothing_of("the signing for an order").await;
    assert!(app.raise_due() > 0, "a reminder of the order");
    watcher.sees_nothing_of("a reminder").await;
    let bulletin = format!("/bulletins/{}", objects["bulletins"]);
    let etag = office.get(&bulletin).await.expect(200).etag().to_owned();
    let object = json!({"text": "未计入一个项目"});
    app.lead("industry").await.act(&format!("{bulletin}/objections"), &etag, &object).await.expect(201);
    watcher.sees_nothing_of("an objection").await;

    let after = told(&app);
    let untried: Vec<_> = types_of_bureau().into_iter().filter(|own| before.get(own) == after.get(own)).collect();
    assert!(untried.is_empty(), "a bureau's own, but nothing is done here with one, to be looked for: {untried:?}");
}
