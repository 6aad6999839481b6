//! Ten ways to tamper with the audit log and with what it covers, by somebody who owns the database: each is found, and by its
//! own name. docs/audit.md has the table.
use crate::kit::{
    Client, TestApp,
    reporting::{approved, corrected, draft},
};
use diesel::{connection::SimpleConnection, prelude::*};
use duban::{
    foundation::{
        auth::{Keys, generate_key},
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{audit_checkpoints, audit_entries, changes, feed_counters, figure_seals, reports},
        },
        events::checkpoint::{CheckpointClaims, Given, TYPE},
    },
    governance::audit::{Bounds, verify},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const APPEND_ONLY: [&str; 4] = ["audit_entries", "changes", "figure_seals", "audit_checkpoints"];
const PATH: &str = "/audit-entries/verification";

/// A district with approved, corrected and confirmed figures, three checkpoints, and entries after the last one.
async fn scene() -> (TestApp, Client) {
    let app = TestApp::with_reporting().await;
    app.seal();
    let audit = app.user("audit-admin").await;
    let report = approved(&app, "housing", "2.9", "2025-08", json!({"value": "200", "unit": "亿元"})).await;
    audit.post("/audit-checkpoints", &json!({})).await.expect(201);
    corrected(&app, "housing", report.id(), json!({"value": "201"})).await;
    audit.post("/audit-checkpoints", &json!({})).await.expect(201);
    approved(&app, "housing", "1.8", "2025-08", json!({"value": "90", "unit": "亩"})).await;
    audit.post("/audit-checkpoints", &json!({})).await.expect(201);
    draft(&app.lead("housing").await, "1.8", json!({"value": "95", "unit": "亩"})).await;
    let well = audit.get(PATH).await.expect(200).body;
    assert_eq!((&well["intact"], &well["complete"], &well["findings"]), (&json!(true), &json!(true), &json!([])));
    assert_eq!(well["checkpoints"], 3);
    assert!(well["figures"].as_i64().unwrap() >= 9, "{well:#}");
    (app, audit)
}

fn with<T>(app: &TestApp, f: impl Fn(&mut Conn) -> QueryResult<T>) -> T {
    app.state.db.write_blocking(|conn| Ok(f(conn)?)).unwrap()
}
/// Changes what may not be changed, as whoever owns the database can.
fn tamper(app: &TestApp, sql: &str) {
    with(app, |conn| {
        for table in APPEND_ONLY {
            let off = match conn {
                Conn::Pg(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
                Conn::Sqlite(_) => {
                    format!("DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete")
                }
            };
            conn.batch_execute(&off)?;
        }
        conn.batch_execute(sql)
    });
}
/// What is found, with the sequence where it is.
async fn found(audit: &Client) -> Vec<(String, Option<i64>)> {
    let answer = audit.get(PATH).await.expect(200).body;
    let all: Vec<_> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["finding"].as_str().unwrap().to_owned(), finding["sequence"].as_i64()))
        .collect();
    assert_eq!(answer["intact"], json!(all.is_empty()));
    all
}
fn says(found: &[(String, Option<i64>)], name: &str, at: Option<i64>) -> bool {
    found.contains(&(name.to_owned(), at))
}
fn last(app: &TestApp) -> (i64, String) {
    with(app, |conn| {
        feed_counters::table.find("410102").select((feed_counters::sequence, feed_counters::audit_hash)).first(conn)
    })
}
fn hash_at(app: &TestApp, sequence: i64) -> String {
    with(app, |conn| audit_entries::table.find(("410102", sequence)).select(audit_entries::hash).first(conn))
}

#[actix_web::test]
async fn tampering_1_a_tail_that_is_cut_with_the_counter_set_back() {
    let (app, audit) = scene().await;
    let (end, _) = last(&app);
    // Behind the last checkpoint nothing but the counter knows; with it the cut is seen.
    let vouched = audit.get(PATH).await.body["last_checkpoint_sequence"].as_i64().unwrap();
    assert_eq!(vouched, end - 1);
    let (cut, hash) = (vouched - 2, hash_at(&app, vouched - 2));
    let gone = format!("jurisdiction = '410102' AND sequence > {cut}");
    tamper(
        &app,
        &format!(
            "DELETE FROM audit_entries WHERE {gone}; DELETE FROM changes WHERE {gone}; DELETE FROM figure_seals WHERE {gone};
             UPDATE feed_counters SET sequence = {cut}, audit_hash = '{hash}' WHERE jurisdiction = '410102'"
        ),
    );
    let found = found(&audit).await;
    assert!(says(&found, "cut_after_checkpoint", Some(vouched)), "{found:?}");
}

#[actix_web::test]
async fn a_tail_that_is_cut_alone_is_known_by_the_counter() {
    let (app, audit) = scene().await;
    let (end, _) = last(&app);
    let gone = format!("jurisdiction = '410102' AND sequence = {end}");
    tamper(&app, &format!("DELETE FROM audit_entries WHERE {gone}; DELETE FROM changes WHERE {gone}"));
    assert_eq!(found(&audit).await, [("log_cut".to_owned(), Some(end))]);
    let (cut, hash) = (end - 1, hash_at(&app, end - 1));
    tamper(&app, &format!("UPDATE feed_counters SET sequence = {}, audit_hash = '{hash}'", cut - 1));
    assert_eq!(found(&audit).await, [("counter_differs".to_owned(), Some(cut))]);
}

/// A row of the log, as an intruder reads it.
#[derive(HasQuery)]
#[diesel(table_name = audit_entries, check_for_backend(Backend))]
struct Row {
    sequence: i64,
    occurred_at: Timestamp,
    actor_id: Option<Id>,
    actor_name: String,
    action: String,
    resource_type: String,
    resource_id: String,
    request_id: String,
    payload: String,
    feed_digest: Option<String>,
    seals_digest: Option<String>,
}

/// Writes the log anew from an entry on, every hash as the service would have made it, and the counter with it.
fn rebuild(app: &TestApp, from: i64) {
    let rows: Vec<Row> = with(app, |conn| {
        let of_district = audit_entries::jurisdiction.eq("410102").and(audit_entries::sequence.ge(from));
        Row::query().filter(of_district).order(audit_entries::sequence).load(conn)
    });
    let mut hash = hash_at(app, from - 1);
    for row in rows {
        let (number, at) = (row.sequence.to_string(), row.occurred_at.to_string());
        let actor = row.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let (feed, seals) = (row.feed_digest.unwrap(), row.seals_digest.unwrap());
        let mut digest = Sha256::new();
        for part in [
            &hash,
            "410102",
            &number,
            &at,
            &actor,
            &row.actor_name,
            &row.action,
            &row.resource_type,
            &row.resource_id,
            &row.request_id,
            &row.payload,
            &feed,
            &seals,
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let next = hex::encode(digest.finalize());
        with(app, |conn| {
            diesel::update(audit_entries::table.find(("410102", row.sequence)))
                .set((audit_entries::previous_hash.eq(&hash), audit_entries::hash.eq(&next)))
                .execute(conn)
        });
        hash = next;
    }
    with(app, |conn| {
        diesel::update(feed_counters::table.find("410102")).set(feed_counters::audit_hash.eq(&hash)).execute(conn)
    });
}

#[actix_web::test]
async fn tampering_2_a_chain_that_is_rebuilt_from_the_middle() {
    let (app, audit) = scene().await;
    let before = last(&app);
    tamper(&app, "SELECT 1");
    let middle = before.0 - 5;
    rebuild(&app, middle);
    assert_eq!(last(&app), before, "an unchanged log is rebuilt as it was: the test knows how the service hashes");
    assert!(found(&audit).await.is_empty());
    let edit = format!(
        "UPDATE audit_entries SET actor_name = 'someone else' WHERE sequence = {middle} AND jurisdiction = '410102'"
    );
    tamper(&app, &edit);
    rebuild(&app, middle);
    let found = found(&audit).await;
    let vouched = audit.get(PATH).await.body["last_checkpoint_sequence"].as_i64().unwrap();
    assert!(says(&found, "checkpoint_contradicts", Some(vouched)), "{found:?}");
    assert!(found.iter().all(|(name, _)| name == "checkpoint_contradicts"), "{found:?}");
}

#[actix_web::test]
async fn tampering_3_a_log_that_is_emptied_with_its_counter() {
    let (app, audit) = scene().await;
    tamper(
        &app,
        "DELETE FROM audit_checkpoint_exports; DELETE FROM audit_checkpoints; DELETE FROM audit_entries; DELETE FROM changes;
         DELETE FROM figure_seals; DELETE FROM feed_counters",
    );
    let found = found(&audit).await;
    assert!(says(&found, "log_empty", None), "{found:?}");
}

#[actix_web::test]
async fn tampering_4_rows_below_the_first() {
    let (app, audit) = scene().await;
    let row = "'410102', {}, occurred_at, actor_id, actor_name, action, resource_type, resource_id, request_id, payload, previous_hash, hash";
    let copy = |at: &str| {
        format!(
            "INSERT INTO audit_entries (jurisdiction, sequence, occurred_at, actor_id, actor_name, action, resource_type,
                 resource_id, request_id, payload, previous_hash, hash)
             SELECT {} FROM audit_entries WHERE jurisdiction = '410102' AND sequence = 1;",
            row.replace("{}", at)
        )
    };
    tamper(&app, &(copy("0") + &copy("-7")));
    let found = found(&audit).await;
    assert_eq!(found, [("sequence_out_of_range".to_owned(), Some(-7)), ("sequence_out_of_range".to_owned(), Some(0))]);
}

#[actix_web::test]
async fn tampering_5_the_payload_of_an_entry() {
    let (app, audit) = scene().await;
    let edit =
        "UPDATE audit_entries SET payload = '{\"value\":\"999\"}' WHERE jurisdiction = '410102' AND sequence = 3";
    tamper(&app, edit);
    assert_eq!(found(&audit).await, [("entry_changed".to_owned(), Some(3))]);
    // Nor by saying that the entry is of before there were digests.
    let (app, audit) = scene().await;
    tamper(&app, "UPDATE audit_entries SET feed_digest = NULL, seals_digest = NULL WHERE sequence = 3");
    assert!(says(&found(&audit).await, "entry_changed", Some(3)));
}

#[actix_web::test]
async fn tampering_6_an_entry_that_is_taken_out_of_the_middle() {
    let (app, audit) = scene().await;
    let gone = "jurisdiction = '410102' AND sequence = 4";
    tamper(
        &app,
        &format!(
            "DELETE FROM audit_entries WHERE {gone}; DELETE FROM changes WHERE {gone}; DELETE FROM figure_seals WHERE {gone}"
        ),
    );
    let found = found(&audit).await;
    assert!(says(&found, "entry_missing", Some(4)), "{found:?}");
}

/// The sequences of the feed's rows, the last one first.
fn told(app: &TestApp) -> Vec<i64> {
    with(app, |conn| {
        let of_district = changes::table.filter(changes::jurisdiction.eq("410102"));
        of_district.order(changes::sequence.desc()).select(changes::sequence).load(conn)
    })
}

#[actix_web::test]
async fn tampering_7_a_row_of_the_feed_that_is_edited() {
    let (app, audit) = scene().await;
    let columns =
        [("data", "'{}'"), ("actor_name", "'x'"), ("visibility", "'administration'"), ("resource_version", "9")];
    let mut expected = Vec::new();
    for ((column, value), at) in columns.into_iter().zip(told(&app)) {
        tamper(
            &app,
            &format!("UPDATE changes SET {column} = {value} WHERE jurisdiction = '410102' AND sequence = {at}"),
        );
        expected.insert(0, ("feed_entry_changed".to_owned(), Some(at)));
        assert_eq!(found(&audit).await, expected, "{column}");
    }
}

#[actix_web::test]
async fn tampering_8_a_row_of_the_feed_that_is_removed_or_added() {
    let (app, audit) = scene().await;
    let (end, _) = last(&app);
    tamper(&app, &format!("DELETE FROM changes WHERE jurisdiction = '410102' AND sequence = {end}"));
    assert_eq!(found(&audit).await, [("feed_entry_missing".to_owned(), Some(end))]);
    let (app, audit) = scene().await;
    // Where nobody is told, and behind the end.
    let known = told(&app);
    let silent = (1..end).find(|at| !known.contains(at)).unwrap();
    let columns = "kind, occurred_at, business_at, actor_id, actor_name, resource_type, resource_id, resource_version, bureau_id, visibility, fields, data";
    for at in [silent, end + 1] {
        tamper(
            &app,
            &format!(
                "INSERT INTO changes (jurisdiction, sequence, {columns}) SELECT '410102', {at}, {columns} FROM changes
                 WHERE jurisdiction = '410102' AND sequence = {end}"
            ),
        );
    }
    let found = found(&audit).await;
    assert!(
        says(&found, "feed_entry_added", Some(silent)) && says(&found, "feed_entry_added", Some(end + 1)),
        "{found:?}"
    );
}

#[actix_web::test]
async fn tampering_9_an_approved_value_that_is_edited() {
    let (app, audit) = scene().await;
    let of = |answer: &Value| answer["findings"][0].clone();
    let report = with(&app, |conn| {
        reports::table.filter(reports::status.eq("superseded")).select(reports::id).first::<Id>(conn)
    });
    tamper(&app, "UPDATE reports SET value = value + 1 WHERE status = 'superseded'");
    let answer = audit.get(PATH).await.expect(200).body;
    let finding = of(&answer);
    assert_eq!((&finding["finding"], &finding["resource_type"]), (&json!("figure_changed"), &json!("report")));
    assert_eq!(finding["resource_id"], json!(report.to_string()));
    assert!(finding["text_zh"].as_str().unwrap().ends_with('。') && finding["sequence"].is_i64());
    // Its seal beside it.
    tamper(&app, "UPDATE figure_seals SET digest = 'x' WHERE resource_type = 'report'");
    assert!(found(&audit).await.iter().any(|(name, _)| name == "seals_changed"));
    // What counts no more, and what counts without an entry.
    let (app, audit) = scene().await;
    tamper(&app, "UPDATE reports SET status = 'returned' WHERE status = 'superseded'");
    assert!(found(&audit).await.iter().any(|(name, _)| name == "figure_missing"));
    let (app, audit) = scene().await;
    tamper(&app, "UPDATE reports SET status = 'approved' WHERE status = 'draft'");
    assert_eq!(found(&audit).await, [("figure_unsealed".to_owned(), None)]);
    // Other figures.
    for sql in [
        "UPDATE indicators SET baseline_value = 1 WHERE code = '2.9'",
        "UPDATE projects SET total_investment = 1",
        "UPDATE rule_sets SET content = '{}'",
    ] {
        let (app, audit) = scene().await;
        tamper(&app, sql);
        let found = found(&audit).await;
        let none = sql.contains("rule_sets");
        assert_eq!(found.iter().any(|(name, _)| name == "figure_changed"), !none, "{sql}: {found:?}");
    }
}

/// What an intruder puts beside a figure, so that its own seal is not found.
#[actix_web::test]
async fn tampering_9_is_not_hidden_by_a_seal_put_elsewhere_nor_by_moving_the_row() {
    let edit = "UPDATE reports SET value = value + 1 WHERE status = 'superseded'";
    let seal = |place: &str| {
        let (code, at) = place.split_once(' ').unwrap();
        format!(
            "INSERT INTO figure_seals SELECT '{code}', {at}, 'report', id, 'x' FROM reports WHERE status = 'superseded'"
        )
    };
    for place in ["999999 1000000", "410102 -5", "410102 1000000"] {
        let (app, audit) = scene().await;
        tamper(&app, &format!("{}; {edit}", seal(place)));
        let found = found(&audit).await;
        let named = |name: &str| found.iter().any(|(known, _)| known == name);
        assert!(named("figure_changed") || named("seals_changed"), "{place}: {found:?}");
    }
    let (app, audit) = scene().await;
    tamper(&app, &format!("{}; UPDATE reports SET status = 'approved' WHERE status = 'draft'", seal("410102 -5")));
    assert!(found(&audit).await.iter().any(|(name, _)| name == "figure_unsealed"));
    let (app, audit) = scene().await;
    tamper(&app, "UPDATE reports SET jurisdiction = '410100' WHERE status = 'superseded'");
    assert!(found(&audit).await.iter().any(|(name, _)| name == "figure_missing"));
}

#[actix_web::test]
async fn tampering_9_goes_for_every_kind_of_figure() {
    let app = TestApp::demonstration().await;
    let audit = app.user("audit-admin").await;
    assert_eq!(found(&audit).await, [], "the demonstration is sealed as it is loaded");
    let kinds: Vec<String> = with(&app, |conn| {
        figure_seals::table.select(figure_seals::resource_type).distinct().order(figure_seals::resource_type).load(conn)
    });
    assert_eq!(kinds, ["fact", "indicator", "project", "ranking_rules", "report", "rule_set", "target"]);
    for (sql, kind) in [
        ("UPDATE facts SET value = 1 WHERE value IS NOT NULL", "fact"),
        ("UPDATE targets SET value = value + 10 WHERE value IS NOT NULL", "target"),
        ("UPDATE rule_sets SET number = 9", "rule_set"),
        ("UPDATE ranking_rules SET number = 9", "ranking_rules"),
    ] {
        tamper(&app, sql);
        let answer = audit.get(PATH).await.expect(200).body;
        let findings = answer["findings"].as_array().unwrap();
        let hit = |finding: &&Value| finding["finding"] == "figure_changed" && finding["resource_type"] == kind;
        let hits = findings.iter().filter(hit).count();
        assert!(hits > 0 || answer["findings_left_off"].as_i64().unwrap() > 0, "{sql}: {answer:#}");
    }
}

#[actix_web::test]
async fn tampering_10_a_checkpoint_that_is_removed_or_forged() {
    let (app, audit) = scene().await;
    tamper(&app, "DELETE FROM audit_checkpoint_exports; DELETE FROM audit_checkpoints WHERE number = 2");
    let answer = audit.get(PATH).await.expect(200).body;
    let finding = &answer["findings"][0];
    assert_eq!((&finding["finding"], &finding["checkpoint"]), (&json!("checkpoint_missing"), &json!(2)));
    // With another key, saying what the log says.
    let (app, audit) = scene().await;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("own.pem");
    generate_key(&key).unwrap();
    let own = Keys::load("duban-tests", &[key]).unwrap();
    let token: String = with(&app, |conn| {
        audit_checkpoints::table.filter(audit_checkpoints::number.eq(3)).select(audit_checkpoints::token).first(conn)
    });
    let claims: CheckpointClaims = app.state.keys.public().open(TYPE, &token).unwrap();
    let forged = own.sign_as(TYPE, &claims).unwrap();
    tamper(&app, &format!("UPDATE audit_checkpoints SET token = '{forged}' WHERE number = 3"));
    let answer = audit.get(PATH).await.expect(200).body;
    let finding = &answer["findings"][0];
    assert_eq!((&finding["finding"], &finding["checkpoint"]), (&json!("checkpoint_forged"), &json!(3)));
    // With the service's own, as another type of token or saying something else than its columns.
    for (kind, claims) in [("at+jwt", claims.clone()), (TYPE, CheckpointClaims { sequence: 1, ..claims })] {
        let forged = app.state.keys.sign_as(kind, &claims).unwrap();
        tamper(&app, &format!("UPDATE audit_checkpoints SET token = '{forged}' WHERE number = 3"));
        assert!(found(&audit).await.iter().any(|(name, _)| name == "checkpoint_forged"), "{kind}");
    }
}

/// What nobody sees who has the database alone: everything after an old checkpoint is gone, later checkpoints too, and the
/// counter is set back. One that was kept elsewhere knows.
#[actix_web::test]
async fn a_checkpoint_that_was_kept_elsewhere_knows_what_the_database_forgot() {
    let (app, audit) = scene().await;
    let page = audit.get("/audit-checkpoints").await.expect(200).body;
    let kept = page["items"][2].clone();
    let keys = app.state.keys.public();
    let given = Given::open(kept["token"].as_str().unwrap(), &keys).unwrap();
    let whole = |given: &Given| {
        let given = std::slice::from_ref(given).to_vec();
        let verified =
            app.state.db.write_blocking(|conn| verify(conn, "410102", 0, Bounds::WHOLE, (Some(&keys), &given)));
        verified.unwrap().findings.iter().map(|finding| finding.finding.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(whole(&given), Vec::<String>::new());
    let (cut, end) = (page["items"][0]["sequence"].as_i64().unwrap(), kept["sequence"].as_i64().unwrap());
    let (hash, gone) = (hash_at(&app, cut), format!("jurisdiction = '410102' AND sequence > {cut}"));
    tamper(
        &app,
        &format!(
            "DELETE FROM audit_entries WHERE {gone}; DELETE FROM changes WHERE {gone}; DELETE FROM figure_seals WHERE {gone};
             DELETE FROM audit_checkpoint_exports; DELETE FROM audit_checkpoints WHERE number > 1;
             DELETE FROM report_flags; UPDATE feed_counters SET sequence = {cut}, audit_hash = '{hash}'"
        ),
    );
    let found = whole(&given);
    assert!(
        found.contains(&"cut_after_checkpoint".to_owned()) && found.contains(&"checkpoint_missing".to_owned()),
        "{found:?}"
    );
    assert!(end > cut);
    assert!(Given::open(&app.token("audit-admin"), &keys).is_none(), "an access token is no checkpoint");
}

#[actix_web::test]
async fn the_log_the_feed_the_seals_and_the_checkpoints_refuse_every_change() {
    let (app, _) = scene().await;
    for table in APPEND_ONLY {
        let mut refused = vec![format!("UPDATE {table} SET jurisdiction = 'x'"), format!("DELETE FROM {table}")];
        let postgres = with(&app, |conn| Ok(matches!(conn, Conn::Pg(_))));
        if postgres {
            refused.push(format!("TRUNCATE {table} CASCADE"));
        }
        for sql in refused {
            let tried = app.state.db.write_blocking(|conn| Ok(conn.batch_execute(&sql)?));
            let said = format!("{:?}", tried.unwrap_err());
            assert!(said.contains("append-only"), "{sql}: {said}");
        }
    }
}

#[actix_web::test]
async fn a_long_log_is_verified_a_stretch_at_a_time() {
    let (app, audit) = scene().await;
    let (end, _) = last(&app);
    let keys = app.state.keys.public();
    let (mut after, mut entries, mut figures, mut checkpoints, mut rounds) = (0, 0, 0, 0, 0);
    loop {
        let bounds = Bounds { entries: 4, rows: 100 };
        let read =
            app.state.db.write_blocking(|conn| verify(conn, "410102", after, bounds, (Some(&keys), &[]))).unwrap();
        assert!(read.intact && read.entries <= 4, "{:?}", read.findings);
        (entries, figures, checkpoints) =
            (entries + read.entries, figures + read.figures, checkpoints + read.checkpoints);
        rounds += 1;
        match read.next_after_sequence {
            Some(next) => after = next,
            None => break,
        }
    }
    let once = audit.get(PATH).await.expect(200).body;
    assert_eq!(
        (entries, json!(figures), json!(checkpoints)),
        (end, once["figures"].clone(), once["checkpoints"].clone())
    );
    assert!(rounds > 4);
    let rest = audit.get(&format!("{PATH}?after_sequence={}", end - 2)).await.expect(200).body;
    assert_eq!(
        (&rest["entries"], &rest["intact"], &rest["after_sequence"]),
        (&json!(2), &json!(true), &json!(end - 2))
    );
    // A fault is told by the stretch in which it lies.
    tamper(&app, "UPDATE audit_entries SET actor_name = 'x' WHERE jurisdiction = '410102' AND sequence = 2");
    assert_eq!(audit.get(&format!("{PATH}?after_sequence=3")).await.expect(200).body["intact"], true);
    assert_eq!(found(&audit).await, [("entry_changed".to_owned(), Some(2))]);
}
