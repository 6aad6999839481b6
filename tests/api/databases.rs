//! Both databases have the same schema, and every constraint that a request can violate has a code.
use crate::kit::Database;
use diesel::{connection::SimpleConnection, prelude::*, sql_types::*};
use duban::foundation::{db::migrations, error::constraints};
use std::collections::{BTreeMap, BTreeSet};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}
#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

fn execute(url: &str, sql: &str) -> QueryResult<()> {
    match url.strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path).unwrap().batch_execute(sql),
        None => PgConnection::establish(url).unwrap().batch_execute(sql),
    }
}

fn columns(url: &str) -> Vec<Column> {
    match url.strip_prefix("sqlite:") {
        Some(path) => diesel::sql_query(
            "SELECT m.name AS table_name, c.name AS name, c.type AS kind, (c.\"notnull\" = 0) AS nullable FROM sqlite_master m, \
             pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
        )
        .load(&mut SqliteConnection::establish(path).unwrap())
        .unwrap(),
        None => diesel::sql_query(
            "SELECT c.table_name::text AS table_name, c.column_name::text AS name, c.udt_name::text AS kind, (c.is_nullable = 'YES') AS nullable \
             FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE '\\_\\_%' ORDER BY c.table_name COLLATE \"C\", c.ordinal_position",
        )
        .load(&mut PgConnection::establish(url).unwrap())
        .unwrap(),
    }
}

/// schema.rs as the tables say it: `(table, column) → nullable`.
fn declared() -> BTreeMap<(String, String), bool> {
    let source = include_str!("../../src/foundation/db/schema.rs");
    let (mut table, mut found) = (String::new(), BTreeMap::new());
    for line in source.lines().map(str::trim) {
        if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ").filter(|_| !line.contains('(')) {
            found.insert((table.clone(), name.to_owned()), kind.starts_with("Nullable"));
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name.to_owned();
        }
    }
    found
}

#[test]
fn migrations_go_up_down_and_up_again() {
    let database = Database::empty();
    let all = migrations::run(&database.url).unwrap();
    assert!(all > 0 && migrations::pending(&database.url).unwrap() == 0);
    assert_eq!(migrations::run(&database.url).unwrap(), 0, "nothing is run twice");
    assert_eq!(migrations::revert_all(&database.url).unwrap(), all);
    assert!(columns(&database.url).is_empty(), "down leaves nothing behind");
    assert_eq!(migrations::run(&database.url).unwrap(), all);
}

#[test]
fn a_view_is_made_again_when_its_file_is_another() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    execute(&database.url, "SELECT id, suspended_on FROM obligations").unwrap();
    let older =
        "DROP VIEW obligations; CREATE VIEW obligations AS SELECT 1 AS one; CREATE VIEW gone AS SELECT 1 AS one;
        UPDATE __duban_views SET digest = 'of an older file', version = '0.0.9';
        INSERT INTO __duban_views (name, digest, version) VALUES ('gone', 'x', '0.0.9')";
    execute(&database.url, older).unwrap();
    assert_eq!(migrations::pending(&database.url).unwrap(), 2, "one is another, one is no more");
    assert_eq!(migrations::run(&database.url).unwrap(), 0, "no migration is run for it");
    execute(&database.url, "SELECT id, suspended_on FROM obligations").unwrap();
    execute(&database.url, "SELECT one FROM gone").unwrap_err();
    assert_eq!(migrations::pending(&database.url).unwrap(), 0);
}

#[test]
fn the_views_of_a_newer_version_are_left_as_they_are() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let newer = "DROP VIEW obligations; CREATE VIEW obligations AS SELECT 1 AS newer;
        UPDATE __duban_views SET digest = 'of a newer file', version = '999.10.0'";
    execute(&database.url, newer).unwrap();
    assert_eq!(migrations::pending(&database.url).unwrap(), 0);
    migrations::run(&database.url).unwrap();
    execute(&database.url, "SELECT newer FROM obligations").unwrap();
}

#[test]
fn a_migration_that_fails_leaves_everything_as_it_was() {
    let database = Database::empty();
    // In the way of the last one.
    execute(&database.url, "CREATE TABLE job_runs (name TEXT NOT NULL)").unwrap();
    migrations::run(&database.url).unwrap_err();
    let left: BTreeSet<_> = columns(&database.url).into_iter().map(|column| column.table_name).collect();
    assert!(left.iter().eq(["job_runs"]), "{} tables", left.len());
    execute(&database.url, "DROP TABLE job_runs").unwrap();
    assert!(migrations::run(&database.url).unwrap() > 0);
}

#[test]
fn the_schema_that_the_code_knows_is_the_databases() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let real: BTreeMap<_, _> =
        columns(&database.url).into_iter().map(|c| ((c.table_name, c.name), c.nullable)).collect();
    assert_eq!(real, declared());
}

#[test]
fn columns_have_the_types_of_their_database() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let allowed: &[&str] = if database.url.starts_with("sqlite") {
        &["TEXT", "INTEGER"]
    } else {
        &["text", "uuid", "timestamptz", "int8", "int4", "bool", "date"]
    };
    for column in columns(&database.url) {
        assert!(allowed.contains(&column.kind.as_str()), "{}.{} is {}", column.table_name, column.name, column.kind);
    }
}

#[test]
fn four_replicas_that_start_at_once_migrate_once() {
    let database = Database::empty();
    let run = || {
        (0..4)
            .map(|_| {
                let url = database.url.clone();
                std::thread::spawn(move || migrations::run(&url).unwrap())
            })
            .collect::<Vec<_>>()
    };
    let done: Vec<usize> = run().into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(done.iter().filter(|count| **count > 0).count(), 1, "{done:?}");
}

/// Names of unique constraints and unique indexes as PostgreSQL has them; on SQLite they stand in the SQL.
fn unique_constraints(url: &str) -> BTreeSet<String> {
    let names: Vec<Named> = match url.strip_prefix("sqlite:") {
        None => diesel::sql_query("SELECT c.relname::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'")
            .load(&mut PgConnection::establish(url).unwrap())
            .unwrap(),
        Some(path) => diesel::sql_query("SELECT sql AS name FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE '\\_\\_%' ESCAPE '\\'")
            .load(&mut SqliteConnection::establish(path).unwrap())
            .unwrap(),
    };
    let words = names.iter().flat_map(|named| named.name.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words
        .filter(|word| (word.ends_with("_key") && *word != "sort_key") || word.ends_with("_pkey"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_unique_constraint_has_a_code_or_is_internal() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let known: BTreeSet<String> = constraints::UNIQUE
        .iter()
        .map(|(name, ..)| *name)
        .chain(constraints::INTERNAL.iter().copied())
        .map(str::to_owned)
        .collect();
    let real = unique_constraints(&database.url);
    // A primary key that is a new UUID cannot be violated.
    let by_id = |name: &&String| {
        declared().contains_key(&(name.trim_end_matches("_pkey").to_owned(), "id".to_owned()))
            && name.ends_with("_pkey")
    };
    let without: Vec<_> = real.difference(&known).filter(|name| !by_id(name)).collect();
    assert!(without.is_empty(), "no code: {without:?}");
    let gone: Vec<_> = known.difference(&real).collect();
    assert!(gone.is_empty(), "no such constraint: {gone:?}");
}

/// A migration of this database, and the way back from it.
macro_rules! migration {
    ($name:literal, $url:expr) => {
        if $url.starts_with("sqlite") {
            [
                include_str!(concat!("../../migrations/sqlite/", $name, "/up.sql")),
                include_str!(concat!("../../migrations/sqlite/", $name, "/down.sql")),
            ]
        } else {
            [
                include_str!(concat!("../../migrations/postgres/", $name, "/up.sql")),
                include_str!(concat!("../../migrations/postgres/", $name, "/down.sql")),
            ]
        }
    };
}

#[test]
fn codes_that_stand_beside_each_other_stay_and_no_third_comes_to_them() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let [up, down] = migration!("2026-11-30-000002_fold_codes", database.url);
    execute(&database.url, down).unwrap();
    let id = |number: u32| format!("01939c1e-5f0a-7cc3-9d0a-{number:012}");
    let (now, yes) = ("'2025-01-01T00:00:00.000000Z'", if database.url.starts_with("sqlite") { "1" } else { "true" });
    let mut rows = format!(
        "INSERT INTO jurisdictions (id, code, name, version, created_at, updated_at) VALUES ('{}', '410102', 'x', 1, {now}, {now});
         INSERT INTO plans (id, jurisdiction, year, code, title, version, created_at, updated_at)
         VALUES ('{}', '410102', 2025, '2025', 'x', 1, {now}, {now});",
        id(1), id(2)
    );
    for (number, code, key) in
        [(10, "P001", "P000001"), (11, "p001", "p000001"), (12, "p1", "p000001"), (13, "A10", "A000010")]
    {
        rows += &format!(
            "INSERT INTO areas (id, jurisdiction, plan_id, code, sort_key, name, version, created_at, updated_at)
             VALUES ('{}', '410102', '{}', '{code}', '{key}', 'x', 1, {now}, {now});",
            id(number),
            id(2)
        );
    }
    for (number, code) in [(20, "office-01"), (21, "office-1"), (22, "town0010a2"), (23, "plain")] {
        rows += &format!(
            "INSERT INTO bureaus (id, jurisdiction, code, name, kind, source, active, version, created_at, updated_at)
             VALUES ('{}', '410102', '{code}', 'x', 'bureau', 'assumed', {yes}, 1, {now}, {now});",
            id(number)
        );
    }
    execute(&database.url, &rows).unwrap();
    execute(&database.url, up).unwrap();
    let keys = |table: &str| -> Vec<String> {
        let sql = diesel::sql_query(format!("SELECT sort_key AS name FROM {table} ORDER BY id"));
        let rows: Vec<Named> = match database.url.strip_prefix("sqlite:") {
            Some(path) => sql.load(&mut SqliteConnection::establish(path).unwrap()).unwrap(),
            None => sql.load(&mut PgConnection::establish(&database.url).unwrap()).unwrap(),
        };
        rows.into_iter().map(|row| row.name).collect()
    };
    let folded = duban::foundation::web::sort_key;
    let beside = |code: &str, number| format!("{}~{}", folded(code), id(number));
    assert_eq!(keys("areas"), [folded("P001"), beside("p001", 11), beside("p1", 12), folded("A10")]);
    assert_eq!(keys("bureaus"), [folded("office-01"), beside("office-1", 21), folded("town0010a2"), folded("plain")]);
}

#[test]
fn sqlite_tables_are_strict() {
    let database = Database::empty();
    migrations::run(&database.url).unwrap();
    let Some(path) = database.url.strip_prefix("sqlite:") else { return };
    let mut conn = SqliteConnection::establish(path).unwrap();
    let wrong = "INSERT INTO plans (id, jurisdiction, year, code, title, version, created_at, updated_at) VALUES ('a', '410102', 'not a number', '2025', 't', 1, 'x', 'x')";
    assert!(conn.batch_execute(wrong).unwrap_err().to_string().contains("cannot store TEXT"));
}
