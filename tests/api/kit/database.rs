//! A database for each test, copied from one template that was migrated and filled once.
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, connection::SimpleConnection};
use duban::foundation::db::migrations;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// The PostgreSQL server to test on; SQLite without it.
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}
fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("duban-tests-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    })
}
/// The URL of another database of the same server.
fn sibling(server: &str, name: &str) -> String {
    let (base, query) =
        server.split_once('?').map_or((server, String::new()), |(base, query)| (base, format!("?{query}")));
    format!("{}/{name}{query}", base.rsplit_once('/').unwrap().0)
}
fn administer(sql: &str) {
    PgConnection::establish(&server().unwrap()).unwrap().batch_execute(sql).unwrap();
}

/// A test's own database; it goes with the test.
pub struct Database {
    pub url: String,
    drop: Option<String>,
    file: Option<PathBuf>,
}

/// What a test's database begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    Accounts,
    Demonstration,
}

/// A template, made once in a run: migrated, then filled.
fn template(which: Template, fill: fn(&str)) -> String {
    static MADE: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
    let name = match which {
        Template::Accounts => "accounts",
        Template::Demonstration => "demonstration",
    };
    // Held while it is made: another test that needs it waits.
    let mut made = MADE.lock().unwrap();
    if let Some(url) = made.get(name) {
        return url.clone();
    }
    let url = match server() {
        Some(server) => {
            let name = format!("duban_template_{}_{name}", std::process::id());
            administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"));
            sibling(&server, &name)
        }
        None => format!("sqlite:{}", folder().join(format!("{name}.db")).display()),
    };
    migrations::run(&url).unwrap();
    fill(&url);
    if let Some(path) = url.strip_prefix("sqlite:") {
        // One file without a log beside it, so that it can be copied.
        let mut conn = SqliteConnection::establish(path).unwrap();
        diesel::sql_query("PRAGMA journal_mode = DELETE").execute(&mut conn).unwrap();
    }
    made.insert(name, url.clone());
    url
}

impl Database {
    /// A copy of the template.
    pub fn new(which: Template, fill: fn(&str)) -> Self {
        let template = template(which, fill);
        let name = format!("duban_test_{}_{}", std::process::id(), number());
        match server() {
            Some(server) => {
                let from = template.split('?').next().unwrap().rsplit('/').next().unwrap();
                // Copies of one template cannot be made side by side.
                static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
                let _one = ONE_AT_A_TIME.lock();
                administer(&format!("CREATE DATABASE {name} TEMPLATE {from}"));
                Self { url: sibling(&server, &name), drop: Some(name), file: None }
            }
            None => {
                let file = folder().join(format!("{name}.db"));
                std::fs::copy(template.strip_prefix("sqlite:").unwrap(), &file).unwrap();
                Self { url: format!("sqlite:{}", file.display()), drop: None, file: Some(file) }
            }
        }
    }
    /// An empty database, not even migrated.
    pub fn empty() -> Self {
        let name = format!("duban_test_{}_{}", std::process::id(), number());
        match server() {
            Some(server) => {
                administer(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"));
                Self { url: sibling(&server, &name), drop: Some(name), file: None }
            }
            None => {
                let file = folder().join(format!("{name}.db"));
                Self { url: format!("sqlite:{}", file.display()), drop: None, file: Some(file) }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.drop {
            administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
        for suffix in ["", "-wal", "-shm", ".migrating"] {
            if let Some(file) = &self.file {
                let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
            }
        }
    }
}
