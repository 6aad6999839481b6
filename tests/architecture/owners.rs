//! Tables have owners. A wing names tables of its own and of the wings above it, never of one below: what it wants to know of
//! those, whoever owns them must tell it.
use super::{WINGS, all_of, code, name, paths::written, rust_files, src};
use std::{collections::BTreeSet, fs};

/// Every table and view, and the wing that owns it.
const OWNERS: &[(&str, &[&str])] = &[
    // `users`, `user_roles` and `sessions` say who calls (`foundation::auth`); the directory administers them.
    (
        "foundation",
        &[
            "audit_checkpoint_exports",
            "audit_checkpoints",
            "audit_entries",
            "changes",
            "deployment",
            "feed_counters",
            "figure_seals",
            "idempotency_keys",
            "job_runs",
            "sessions",
            "user_roles",
            "users",
        ],
    ),
    ("directory", &["bureaus", "jurisdictions", "refresh_tokens", "sign_in_failures"]),
    ("evidence", &["attachment_grants", "attachment_links", "attachments"]),
    (
        "plan",
        &["areas", "assignments", "facts", "holidays", "indicators", "periods", "plans", "targets", "trajectories"],
    ),
    (
        "projects",
        &[
            "leader_posts",
            "list_items",
            "milestone_dependencies",
            "milestone_forecasts",
            "milestones",
            "obstacle_escalations",
            "obstacles",
            "post_terms",
            "project_areas",
            "project_batches",
            "project_evidence",
            "project_investments",
            "project_leaders",
            "project_suspensions",
            "project_transitions",
            "project_year_plans",
            "projects",
            "registry_entries",
            "renewal_districts",
            "renewal_project_units",
            "renewal_units",
        ],
    ),
    (
        "reporting",
        &[
            "confirmations",
            "extensions",
            "obligations",
            "period_exceptions",
            "report_flags",
            "report_returns",
            "reports",
        ],
    ),
    ("progress", &["light_overrides", "period_verdicts", "rule_sets"]),
    (
        "supervision",
        &[
            "bulletin_errata",
            "bulletin_objections",
            "bulletins",
            "document_numbers",
            "ranking_rules",
            "reminder_rules",
            "reminders",
            "supervision_order_bureaus",
            "supervision_order_extensions",
            "supervision_order_feedback",
            "supervision_order_instructions",
            "supervision_orders",
        ],
    ),
];
/// Where all tables stand together, one line an entry: the generated schema, and the views beside it.
const CENTRAL: &str = "foundation/db/";
/// What may be followed by the name of a table in SQL.
const SQL: &[&str] = &["FROM", "JOIN", "UPDATE", "INTO"];

/// The tables and views that the code knows.
fn tables() -> Vec<String> {
    let declared = ["schema.rs", "views.rs"].map(|file| fs::read_to_string(src().join(CENTRAL).join(file)).unwrap());
    let lines = declared.iter().flat_map(|source| source.lines());
    let tables = lines.filter_map(|line| line.strip_prefix("    ")?.strip_suffix(") {")?.split_once(" ("));
    tables.map(|(table, _)| table.to_owned()).collect()
}

fn owner(table: &str) -> Option<&'static str> {
    OWNERS.iter().find(|(_, owned)| owned.contains(&table)).map(|(wing, _)| *wing)
}

/// The tables that a file names: by path, by a star and then a table's name, or in SQL.
fn named(file: &std::path::Path, tables: &[String]) -> BTreeSet<String> {
    let code = code(file);
    let is_table = |word: &str| tables.iter().any(|table| table == word);
    let mut named = BTreeSet::new();
    for path in written(file) {
        let after = path.iter().skip_while(|part| !["schema", "views", "db"].contains(&part.as_str())).skip(1);
        let after: Vec<&String> = after.take(3).collect();
        if after.iter().any(|part| *part == "*") {
            let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
            let first = words.filter_map(|word| word.split_once("::")).map(|(first, _)| first);
            named.extend(first.filter(|word| is_table(word)).map(str::to_owned));
        }
        named.extend(after.into_iter().filter(|part| is_table(part)).cloned());
    }
    let words: Vec<&str> =
        code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let in_sql = words.windows(2).filter(|pair| SQL.contains(&pair[0]) && is_table(pair[1]));
    named.extend(in_sql.map(|pair| pair[1].to_owned()));
    named
}

#[test]
fn every_table_has_one_owner() {
    let (mut known, mut owned) = (tables(), OWNERS.iter().flat_map(|(_, of)| of.iter()).copied().collect::<Vec<_>>());
    known.sort();
    owned.sort();
    assert!(known.len() > 60, "{known:?}");
    assert_eq!(known, owned, "the tables of schema.rs and views.rs, and those that have an owner");
}

#[test]
fn a_wing_names_only_tables_of_its_own_and_of_wings_above_it() {
    let tables = tables();
    let rank = |wing: &str| WINGS.iter().position(|known| *known == wing);
    all_of(&rust_files(&src()), |path| {
        let file = name(path);
        let wing = file.split('/').next().unwrap().trim_end_matches(".rs");
        if file.starts_with(CENTRAL) || ["lib", "main"].contains(&wing) {
            return None;
        }
        let below = |table: &String| owner(table).is_some_and(|owner| rank(owner) > rank(wing));
        let found: Vec<String> = named(path, &tables).into_iter().filter(below).collect();
        (!found.is_empty()).then(|| format!("{file} names {found:?}, which a wing below it owns"))
    });
}

/// The rule does not hold for want of reading: what files are known to name is found, in each of the ways to name it.
#[test]
fn what_files_name_is_found() {
    let tables = tables();
    for (file, table) in [
        ("plan/periods/store.rs", "periods"),
        ("reporting/obligations/store.rs", "obligations"),
        ("foundation/auth/caller.rs", "sessions"),
        ("foundation/web/idempotency.rs", "idempotency_keys"),
        ("directory/users/store.rs", "user_roles"),
        ("plan/plans/store.rs", "plans"),
    ] {
        assert!(named(&src().join(file), &tables).contains(table), "{file} names {table}");
    }
}
