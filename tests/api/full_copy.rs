//! A full copy: what there is comes over the lists of the document, in few requests, and each list is at the top level.
use crate::kit::{Client, TestApp, document};
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, sql_types::BigInt};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Lists that stand beneath one object, and why.
const OF_ONE_OBJECT: &[(&str, &str)] = &[
    (
        "get_report_history",
        "what was done with one report; the report itself, and every revision of it, is in `/reports`",
    ),
    ("list_report_revisions", "another view of the rows of `/reports` on one subject and period"),
    ("get_supervision_order_history", "what was done with one order; the order and its records are in lists"),
];

/// The table of each list of stored objects.
const LISTS: &[(&str, &str)] = &[
    ("areas", "/areas"),
    ("assignments", "/assignments"),
    ("attachments", "/attachments"),
    ("bulletin_objections", "/bulletin-objections"),
    ("bulletins", "/bulletins"),
    ("bureaus", "/bureaus"),
    ("confirmations", "/confirmations"),
    ("extensions", "/extensions"),
    ("facts", "/facts"),
    ("holidays", "/holidays"),
    ("indicators", "/indicators"),
    ("jurisdictions", "/jurisdictions"),
    ("leader_posts", "/leader-posts"),
    ("light_overrides", "/light-overrides"),
    ("list_items", "/list-items"),
    ("milestone_forecasts", "/milestone-forecasts"),
    ("milestones", "/milestones"),
    ("obligations", "/obligations"),
    ("obstacles", "/obstacles"),
    ("period_exceptions", "/period-exceptions"),
    ("period_verdicts", "/verdicts"),
    ("periods", "/periods"),
    ("plans", "/plans"),
    ("project_investments", "/project-investments"),
    ("project_leaders", "/project-leaders"),
    ("project_suspensions", "/project-suspensions"),
    ("project_transitions", "/project-transitions"),
    ("projects", "/projects"),
    ("ranking_rules", "/ranking-rules"),
    ("registry_entries", "/registry-entries"),
    ("reminder_rules", "/reminder-rules"),
    ("reminders", "/reminders"),
    ("renewal_districts", "/renewal-districts"),
    ("renewal_units", "/renewal-units"),
    ("reports", "/reports"),
    ("rule_sets", "/rule-sets"),
    ("supervision_order_feedback", "/supervision-order-feedback"),
    ("supervision_orders", "/supervision-orders"),
    ("targets", "/targets"),
    ("trajectories", "/trajectories"),
];

/// Tables that are no list of their own.
const WITHIN: &[(&str, &[&str])] = &[
    (
        "shown within another object",
        &[
            "attachment_grants",
            "attachment_links",
            "bulletin_errata",
            "milestone_dependencies",
            "obstacle_escalations",
            "post_terms",
            "project_areas",
            "project_batches",
            "project_evidence",
            "project_year_plans",
            "renewal_project_units",
            "report_flags",
            "report_returns",
            "supervision_order_bureaus",
            "supervision_order_extensions",
            "supervision_order_instructions",
        ],
    ),
    (
        "of the administrators, not of the office",
        &["audit_checkpoint_exports", "audit_checkpoints", "audit_entries", "user_roles", "users"],
    ),
    (
        "the service's own",
        &[
            "changes",
            "deployment",
            "document_numbers",
            "feed_counters",
            "figure_seals",
            "idempotency_keys",
            "job_runs",
            "refresh_tokens",
            "sessions",
            "sign_in_failures",
        ],
    ),
];

/// Lists of what every district reads alike.
const SHARED: &[&str] = &["/holidays", "/jurisdictions"];

#[derive(diesel::QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn rows(url: &str, table: &str) -> i64 {
    let count = diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}"));
    let counted: Counted = match url.strip_prefix("sqlite:") {
        Some(path) => count.get_result(&mut SqliteConnection::establish(path).unwrap()).unwrap(),
        None => count.get_result(&mut PgConnection::establish(url).unwrap()).unwrap(),
    };
    counted.rows
}

/// The paged reads of the document: address and operation.
pub fn lists() -> Vec<(&'static str, &'static str)> {
    let paths = document()["paths"].as_object().unwrap();
    let gets = paths.iter().filter_map(|(path, item)| Some((path.as_str(), item.get("get")?)));
    let paged = |operation: &Value| {
        operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == "cursor")
    };
    gets.filter(|(_, operation)| paged(operation))
        .map(|(path, operation)| (path, operation["operationId"].as_str().unwrap()))
        .collect()
}

/// Every item of a list, and the requests that it took; nothing of what is not for this account.
pub async fn copy(client: &Client, path: &str) -> (Vec<Value>, usize) {
    let (mut items, mut requests, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = client.get(&format!("{path}?limit=200{cursor}")).await;
        // What is not for this account, or is of a plan in force where there is none.
        if page.status == 403 || (page.status == 404 && page.body["code"] == "not_found") {
            return (items, requests);
        }
        let page = page.expect(200).body;
        requests += 1;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["page"]["next_cursor"].as_str() else { return (items, requests) };
        cursor = format!("&cursor={next}");
    }
}

#[test]
fn every_list_is_at_the_top_level_or_of_one_object() {
    let beneath: BTreeSet<&str> =
        lists().into_iter().filter(|(path, _)| path.contains('{')).map(|list| list.1).collect();
    assert_eq!(beneath, OF_ONE_OBJECT.iter().map(|(operation, _)| *operation).collect());
}

#[test]
fn every_table_is_in_a_list_or_says_where_else_it_is() {
    let source = include_str!("../../src/foundation/db/schema.rs");
    let named =
        source.lines().filter_map(|line| line.trim().strip_suffix(" (id) {").or(line.trim().strip_suffix(") {")));
    let declared: BTreeSet<&str> = named.map(|line| line.split(' ').next().unwrap()).collect();
    let within = WITHIN.iter().flat_map(|(_, tables)| tables.iter().copied());
    // What is owed is a view.
    let listed = LISTS.iter().map(|(table, _)| *table).filter(|table| *table != "obligations");
    let told: BTreeSet<&str> = listed.chain(within).collect();
    assert_eq!(declared.symmetric_difference(&told).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[actix_web::test]
async fn nothing_of_one_district_is_in_the_lists_of_another() {
    let app = TestApp::with_reporting().await;
    crate::permissions::one_of_each(&app).await;
    let (office, other) = (app.supervisor().await, app.user("erqi-supervisor").await);
    let mut shared = BTreeSet::new();
    for (path, _) in lists().into_iter().filter(|(path, _)| !path.contains('{')) {
        let path = path.strip_prefix("/api/v1").unwrap();
        let ids = |items: Vec<Value>| -> BTreeSet<String> {
            items.iter().filter_map(|item| Some(item["id"].as_str()?.to_owned())).collect()
        };
        let (own, theirs) = (ids(copy(&office, path).await.0), ids(copy(&other, path).await.0));
        if !own.is_disjoint(&theirs) {
            shared.insert(path);
        }
    }
    assert_eq!(shared, SHARED.iter().copied().collect());
}

#[actix_web::test]
async fn a_full_copy_of_the_demonstration_takes_few_requests_and_lacks_nothing() {
    let app = TestApp::demonstration().await;
    let office = app.supervisor().await;
    let (mut copied, mut requests): (BTreeMap<&str, usize>, usize) = (BTreeMap::new(), 0);
    for (path, operation) in lists().into_iter().filter(|(path, _)| !path.contains('{')) {
        let path = path.strip_prefix("/api/v1").unwrap();
        let (items, taken) = copy(&office, path).await;
        let ids: BTreeSet<String> = items.iter().filter_map(|item| Some(item["id"].as_str()?.to_owned())).collect();
        assert!(ids.is_empty() || ids.len() == items.len(), "{operation} shows one twice");
        copied.insert(path, items.len());
        requests += taken;
    }
    for (table, path) in LISTS {
        assert_eq!(copied[path] as i64, rows(app.url(), table), "{path}");
    }
    println!("{requests} requests; empty: {:?}", copied.iter().filter(|list| *list.1 == 0).collect::<Vec<_>>());
    assert!(requests < 60, "{requests} requests");
}
