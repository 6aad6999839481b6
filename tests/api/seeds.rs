//! The plan as data: complete, true to the inventory, repeatable; a wrong file names its line and changes nothing.
use crate::kit::{Client, Database, TestApp};
use chrono::{DateTime, Utc};
use duban::{
    exchange::seeds::{self, Source},
    foundation::{
        clock::Clock,
        db::{Db, migrations},
    },
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf};

async fn all(client: &Client, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}?limit=200{cursor}")).await.expect(200).body;
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["page"]["next_cursor"].as_str() else { return items };
        cursor = format!("&cursor={next}");
    }
}

/// The seed files beside the project's own copy of the inventory: what each row must say.
fn inventory() -> Vec<csv::StringRecord> {
    let text = include_str!("../fixtures/inventory.csv").trim_start_matches('\u{feff}');
    csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

#[actix_web::test]
async fn every_row_of_the_inventory_is_found_through_the_api() {
    let app = TestApp::demonstration().await;
    let leader = app.leader().await;
    let by_code = |items: Vec<Value>| {
        items.into_iter().map(|item| (item["code"].as_str().unwrap().to_owned(), item)).collect::<BTreeMap<_, _>>()
    };
    let (indicators, facts) = (by_code(all(&leader, "/indicators").await), by_code(all(&leader, "/facts").await));
    let rows = inventory();
    assert_eq!(rows.len(), 93);
    for row in rows {
        let (code, qualifier, value, unit, deadline, kind) = (&row[1], &row[4], &row[5], &row[6], &row[7], &row[8]);
        let fact = kind.starts_with('F') || kind == "B";
        let item = if fact { &facts[code] } else { &indicators[code] };
        assert!(item["name"].as_str().is_some_and(|name| !name.is_empty()), "{code}");
        let (stated, stated_unit) =
            if fact { (&item["value"], &item["unit"]) } else { (&item["target"]["value"], &item["unit"]) };
        if let Ok(number) = value.parse::<duban::foundation::db::Decimal>() {
            assert_eq!(stated.as_str(), Some(number.to_string().as_str()), "{code}: value");
            if !kind.starts_with('Q') && unit != "–" {
                assert_eq!(stated_unit.as_str(), Some(unit), "{code}: unit");
            }
        }
        if kind.starts_with('T') || kind.starts_with('M') {
            assert!(
                item["target"]["target_text"].as_str().is_some_and(|text| !text.is_empty()),
                "{code}: printed phrase"
            );
            for comparator in ["gte", "gt", "all"] {
                if qualifier.ends_with(&format!("→ {comparator}")) {
                    assert_eq!(item["target"]["comparator"], comparator, "{code}: comparator");
                }
            }
            let due = deadline.split([' ', '?']).next().unwrap();
            if due.len() == 10 {
                assert_eq!(item["target"]["due_on"], due, "{code}: deadline");
            }
            assert!(item["lead_bureau"]["code"].is_string(), "{code}: somebody answers for it");
        }
        for (word, commitment) in [("确保", "ensure"), ("力争", "strive"), ("争创", "aspire"), ("重点争取", "aspire")]
        {
            if kind.starts_with('T') && qualifier.starts_with(word) {
                assert_eq!(item["target"]["commitment"], commitment, "{code}: commitment");
            }
        }
    }
}

#[actix_web::test]
async fn what_is_unclear_in_print_says_so() {
    let app = TestApp::demonstration().await;
    let leader = app.leader().await;
    for code in [
        "1.10", "2.14b", "4.1", "5.4", "5.6", "5.8", "5.9", "6.2", "6.8", "7.3", "7.4", "7.6", "8.7", "9.4", "10.3",
        "3.2", "3.3",
    ] {
        let indicator = leader.get(&format!("/indicators/code:{code}")).await.expect(200).body;
        assert!(
            indicator["source_note"].as_str().is_some_and(|note| note.chars().count() > 8),
            "{code} has no source note"
        );
    }
    let late = leader.get("/indicators/code:6.8").await.body["target"].clone();
    assert_eq!((late["due_on"].as_str(), late["due_confidence"].as_str()), (Some("2025-05-31"), Some("inferred")));
    for bureau in all(&leader, "/bureaus").await {
        assert_eq!(bureau["source"], "assumed", "{}", bureau["code"]);
    }
    let strict = leader.get("/indicators/code:7.8").await.body["target"].clone();
    assert_eq!((strict["comparator"].as_str(), strict["value"].as_str()), (Some("gt"), Some("100")));
    let plant: Vec<Value> = all(&leader, "/projects")
        .await
        .into_iter()
        .filter(|p| p["name"].as_str().unwrap().starts_with("郑新热电厂"))
        .collect();
    assert!(plant.len() == 1 && plant[0]["areas"].as_array().unwrap().len() == 3, "{plant:#?}");
}

#[actix_web::test]
async fn demonstration_reports_are_marked_as_such() {
    let app = TestApp::demonstration().await;
    let reports = all(&app.supervisor().await, "/reports").await;
    assert!(reports.len() > 400);
    assert!(reports.iter().all(|report| report["demonstration"] == true));
    let overview = app.leader().await.get("/overview").await.expect(200).body;
    assert_eq!(overview["business_date"], "2025-10-10");
    for light in ["green", "watch", "yellow", "red", "grey"] {
        assert!(overview["totals"]["lights"][light].as_i64().unwrap() > 0, "no {light}");
    }
}

/// An empty, migrated database and a copy of the plan's files.
struct Loading {
    db: Db,
    clock: Clock,
    folder: tempfile::TempDir,
    _database: Database,
}

impl Loading {
    fn new() -> Self {
        let database = Database::empty();
        migrations::run(&database.url).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/zhongyuan-2025")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
        let clock = Clock::fixed("2025-10-10T02:00:00Z".parse::<DateTime<Utc>>().unwrap());
        Self { db: Db::connect(&database.url, 2).unwrap(), clock, folder, _database: database }
    }
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    fn load(&self) -> Result<seeds::Summary, String> {
        let files = seeds::read(&Source::Folder(self.folder.path().to_owned())).map_err(|faults| faults.to_string())?;
        seeds::load(&self.db, &self.clock, &files).map_err(|faults| faults.to_string())
    }
    /// Edits a line (from 1) of a file.
    fn edit(&self, name: &str, line: usize, edit: impl Fn(&str) -> String) {
        let text = fs::read_to_string(self.file(name)).unwrap();
        let lines: Vec<String> =
            text.lines().enumerate().map(|(at, old)| if at + 1 == line { edit(old) } else { old.to_owned() }).collect();
        fs::write(self.file(name), lines.join("\n") + "\n").unwrap();
    }
    fn rows(&self) -> i64 {
        use diesel::prelude::*;
        use duban::foundation::db::schema::*;
        self.db
            .write_blocking(|conn| {
                let counts = [
                    jurisdictions::table.count().get_result::<i64>(conn)?,
                    bureaus::table.count().get_result(conn)?,
                    plans::table.count().get_result(conn)?,
                    indicators::table.count().get_result(conn)?,
                    projects::table.count().get_result(conn)?,
                    audit_entries::table.count().get_result(conn)?,
                ];
                Ok(counts.iter().sum())
            })
            .unwrap()
    }
}

#[test]
fn loading_may_be_repeated() {
    let loading = Loading::new();
    let first = loading.load().unwrap();
    assert!(first.created > 200 && first.existing == 0, "{first:?}");
    let rows = loading.rows();
    let again = loading.load().unwrap();
    assert_eq!((again.created, loading.rows()), (0, rows));
    assert!(again.existing > 200);
}

#[test]
fn a_file_that_a_spreadsheet_saved_loads_too() {
    let loading = Loading::new();
    let text = fs::read_to_string(loading.file("areas.csv")).unwrap();
    fs::write(loading.file("areas.csv"), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    loading.load().unwrap();
}

#[test]
fn a_wrong_file_names_its_line_and_changes_nothing() {
    let wrong: &[(&str, usize, &str, &str, &str)] = &[
        // file, line, from, to, what is said
        ("indicators.csv", 5, "1100", "1,1e3", "indicators.csv:5"),
        ("indicators.csv", 5, ",gte,", ",at_least,", "indicators.csv:5"),
        ("indicators.csv", 5, "land-reserve", "no-such-bureau", "indicators.csv:5: /lead_bureau"),
        ("indicators.csv", 5, "亩", "亩地", "indicators.csv:5: /unit"),
        ("areas.csv", 3, "2,", "1,", "areas.csv:3: code 1 stands on an earlier line"),
        ("bureaus.csv", 1, "kind", "sort", "bureaus.csv:1: the column kind is missing"),
        ("projects.csv", 2, "named", "list", "projects.csv:2"),
        ("holidays.csv", 2, "2025-01-01", "2025-13-01", "holidays.csv:2"),
        ("milestones.csv", 2, "2025-", "25-", "milestones.csv:2"),
        ("rule_set.json", 1, "{", "[", "rule_set.json:"),
    ];
    for (file, line, from, to, said) in wrong {
        let loading = Loading::new();
        loading.edit(file, *line, |old| {
            assert!(old.contains(from), "{file}:{line} has no {from}: {old}");
            old.replacen(from, to, 1)
        });
        let faults = loading.load().unwrap_err();
        assert!(faults.contains(said), "{said} expected:\n{faults}");
        assert_eq!(loading.rows(), 0, "{file}");
    }
    let loading = Loading::new();
    fs::remove_file(loading.file("facts.csv")).unwrap();
    assert!(loading.load().unwrap_err().contains("facts.csv:0"));
}
