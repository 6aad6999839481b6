//! The binary as an operator runs it: the first start, the second, production, and the tools beside.
// A test ends where it fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

fn duban(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
    command.current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").env("DUBAN_LOG", "warn");
    if let Some(url) = postgres(folder) {
        command.env("DATABASE_URL", url);
    }
    command
}
/// With `TEST_DATABASE_URL`, a PostgreSQL database of the folder's own; the default SQLite file without it.
#[allow(clippy::disallowed_methods)]
fn postgres(folder: &Path) -> Option<String> {
    use diesel::{Connection, PgConnection, connection::SimpleConnection};
    let server = std::env::var("TEST_DATABASE_URL").ok()?;
    let unique: String = folder.file_name()?.to_str()?.bytes().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("duban_cli_{unique}");
    let made = folder.join(".database");
    if !made.exists() {
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        PgConnection::establish(&server).unwrap().batch_execute(&create).unwrap();
        fs::write(made, &name).unwrap();
    }
    Some(format!("{}/{name}", server.rsplit_once('/')?.0))
}
/// Changes a folder's database: for what no operation can bring about.
fn execute(folder: &Path, sql: &str) {
    use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
    match postgres(folder) {
        Some(url) => PgConnection::establish(&url).unwrap().batch_execute(sql).unwrap(),
        None => {
            let mut conn = SqliteConnection::establish(folder.join("data/duban.db").to_str().unwrap()).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
            conn.batch_execute(sql).unwrap();
        }
    }
}
fn answers_kept(folder: &Path) -> i64 {
    use diesel::{Connection, PgConnection, SqliteConnection, prelude::*};
    use duban::foundation::db::schema::idempotency_keys;
    let all = idempotency_keys::table.count();
    match postgres(folder) {
        Some(url) => all.get_result(&mut PgConnection::establish(&url).unwrap()).unwrap(),
        None => {
            let file = folder.join("data/duban.db");
            all.get_result(&mut SqliteConnection::establish(file.to_str().unwrap()).unwrap()).unwrap()
        }
    }
}
/// Waits until something has come about.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < patience, "{what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
fn run(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running `duban serve`; ended with the test.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let port = free_port();
        let child = command
            .arg("serve")
            .env("DUBAN_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let patience = Instant::now() + Duration::from_secs(60);
        while !server.get("/health/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            assert!(Instant::now() < patience, "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }
    fn get(&self, path: &str) -> Option<String> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }
    fn post(&self, path: &str, body: &str) -> String {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.send(&request).unwrap()
    }
    fn send(&self, request: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
    /// Asks it to stop, as an orchestrator does; gives what it printed.
    fn stop(mut self) -> String {
        let stopped = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(stopped.success());
        let mut printed = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        assert!(self.child.wait().unwrap().success(), "SIGTERM ends it in order");
        printed
    }
}
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_start_needs_nothing_and_the_second_keeps_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut duban(folder.path()));
    let log_in = r#"{"username": "supervisor", "password": "Duban-demo-2025"}"#;
    assert!(server.post("/api/v1/sessions", log_in).contains("access_token"));
    let printed = server.stop();
    for said in ["/api/v1", "/docs", "supervisor", "2025-10-10", "Duban-demo-2025"] {
        assert!(printed.contains(said), "{said} is not said:\n{printed}");
    }
    let again = Server::start(duban(folder.path()).env("DUBAN_DEMO_PASSWORD", "Another-2025-secret"));
    assert!(again.post("/api/v1/sessions", log_in).contains("access_token"), "the accounts are the old ones");
    let (well, password) = run(duban(folder.path()).args(["user", "reset-password", "security-admin"]));
    assert!(well, "{password}");
    let log_in = format!(r#"{{"username": "security-admin", "password": "{}"}}"#, password.trim());
    assert!(again.post("/api/v1/sessions", &log_in).contains("access_token"), "the operator's way back");
    again.stop();
    let (well, said) = run(duban(folder.path()).args(["seed"]));
    assert!(well && said.starts_with("0 created"), "the plan is there: {said}");
    let (well, said) = run(duban(folder.path()).args(["audit", "verify"]));
    assert!(well && said.contains("410102") && said.contains("intact"), "{said}");
}

/// Everything else here runs at `warn`: what hides in the arguments of a log macro is done at some levels only.
#[test]
fn at_its_default_log_level_it_reminds_and_cleans_up() {
    let folder = tempfile::tempdir().unwrap();
    let (well, said) = run(duban(folder.path()).arg("migrate"));
    assert!(well, "{said}");
    execute(
        folder.path(),
        "INSERT INTO idempotency_keys (caller_id, operation, key, fingerprint, status, body, created_at) VALUES
            ('01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11', 'create_area', 'old', 'x', 201, '{}', '2020-01-01T00:00:00.000000Z')",
    );
    let mut command = duban(folder.path());
    let server = Server::start(command.env_remove("DUBAN_LOG").stderr(Stdio::null()));
    let answer = server.post("/api/v1/sessions", r#"{"username": "leader", "password": "Duban-demo-2025"}"#);
    let token = answer.split(r#""access_token":""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let ask = format!(
        "GET /api/v1/reminders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    until("no reminder is raised", || server.send(&ask).unwrap().contains(r#""raised_at":"2025-10-"#));
    until("nothing is cleaned up", || answers_kept(folder.path()) == 0);
    let well = r#""status":"ok","last_run_at":"2"#;
    until("not every job is well", || server.get("/health/ready").unwrap().matches(well).count() == 5);
    server.stop();
    let (well, said) = run(duban(folder.path()).arg("doctor"));
    assert!(
        well && [
            "reminders: ok",
            "clean_up: ok",
            "attachment_sweep: ok",
            "audit_checkpoints: ok",
            "0 wait to be written"
        ]
        .iter()
        .all(|job| said.contains(job)),
        "{said}"
    );
    execute(
        folder.path(),
        "UPDATE job_runs SET last_error = 'the disk is on fire', last_error_at = '2999-01-01T00:00:00.000000Z' WHERE name = 'clean_up'",
    );
    let (well, said) = run(duban(folder.path()).arg("doctor"));
    assert!(!well && said.contains("clean_up: failing") && said.contains("the disk is on fire"), "{said}");
    let again = Server::start(&mut duban(folder.path()));
    let public = again.get("/health/ready").unwrap();
    assert!(public.contains(r#""name":"clean_up","status":"failing""#) && !public.contains("fire"), "{public}");
    again.stop();
}

/// Only PostgreSQL takes several.
#[test]
fn replicas_that_start_at_once_on_a_new_database_agree() {
    let folder = tempfile::tempdir().unwrap();
    if postgres(folder.path()).is_none() {
        return;
    }
    let start = || {
        let mut command = duban(folder.path());
        std::thread::spawn(move || Server::start(&mut command))
    };
    let servers: Vec<_> = [start(), start(), start()].into_iter().map(|thread| thread.join().unwrap()).collect();
    for server in servers {
        assert!(
            server
                .post("/api/v1/sessions", r#"{"username": "leader", "password": "Duban-demo-2025"}"#)
                .contains("access_token")
        );
        server.stop();
    }
    let (well, said) = run(duban(folder.path()).args(["audit", "verify"]));
    assert!(well, "{said}");
}

#[test]
fn one_sqlite_file_takes_one_service() {
    let folder = tempfile::tempdir().unwrap();
    if postgres(folder.path()).is_some() {
        return;
    }
    let mut first = Server::start(&mut duban(folder.path()));
    let again = || run(duban(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let (well, said) = again();
    assert!(!well && said.contains("another duban is serving") && said.contains("PostgreSQL"), "{said}");
    let file = folder.path().join("data/duban.db");
    let (well, said) = run(duban(folder.path()).env("DATABASE_URL", format!("sqlite://{}", file.display())).args([
        "serve",
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(!well && said.contains("another duban is serving"), "by another name: {said}");
    // What only reads or adds may be done beside it.
    for tool in [&["seed"][..], &["audit", "verify"], &["migrate"], &["user", "clear-failures", "supervisor"]] {
        let (well, said) = run(duban(folder.path()).args(tool));
        assert!(well, "{tool:?}: {said}");
    }
    execute(folder.path(), "DELETE FROM __diesel_schema_migrations WHERE version LIKE '20261130000003%'");
    let (well, said) = run(duban(folder.path()).arg("migrate"));
    assert!(!well && said.contains("another duban is serving"), "a migration waits for the service to stop: {said}");
    // The lock dies with the process, however it ends.
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let (well, said) = again();
    assert!(!well && !said.contains("another duban"), "only the forged migration is in its way: {said}");
}

#[test]
fn what_is_no_http_is_not_logged_as_an_error_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = duban(folder.path());
    let server = Server::start(command.env("DUBAN_LOG", "info").stderr(fs::File::create(&log).unwrap()));
    let answer = server.send("GET /api/v1/problems?q=\u{4e2d} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    server.stop();
    let logged = fs::read_to_string(&log).unwrap();
    assert!(logged.contains("answered") && !logged.contains("ERROR"), "{logged}");
}

#[test]
fn a_killed_server_leaves_a_whole_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&mut duban(folder.path()));
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let (well, said) = run(duban(folder.path()).args(["audit", "verify"]));
    assert!(well, "{said}");
    Server::start(&mut duban(folder.path())).stop();
}

#[test]
fn production_does_not_start_with_weak_or_missing_settings() {
    let folder = tempfile::tempdir().unwrap();
    let production = || {
        let mut command = duban(folder.path());
        command.arg("serve").env("DUBAN_PROFILE", "production").env("DUBAN_LISTEN", "127.0.0.1:0");
        command
    };
    let (well, said) = run(&mut production());
    assert!(!well && said.contains("DUBAN_ISSUER") && said.contains("DUBAN_SIGNING_KEYS"), "{said}");
    assert!(said.contains("DUBAN_ATTACHMENTS"), "{said}");
    let (well, said) = run(production().env("DUBAN_S3_BUCKET", "b").env("DUBAN_S3_SECRET_KEY", "not-to-be-seen"));
    assert!(!well && said.contains("DUBAN_S3_ACCESS_KEY") && !said.contains("not-to-be-seen"), "{said}");
    let (well, said) = run(production().env("DUBAN_BUSINESS_DATE", "2025-10-10"));
    assert!(!well && said.contains("DUBAN_BUSINESS_DATE"), "{said}");
    let (well, said) = run(production().env("DATABASE_URL", "postgres://duban:short@127.0.0.1/duban"));
    assert!(!well && said.contains("DATABASE_URL") && !said.contains("short@"), "{said}");
    let (well, said) = run(production().env("DUBAN_CORS_ORIGINS", "*"));
    assert!(!well && said.contains("DUBAN_CORS_ORIGINS"), "{said}");
    let (well, said) = run(production().env("DUBAN_PUBLIC_URL", "duban.example.gov.cn"));
    assert!(!well && said.contains("DUBAN_PUBLIC_URL"), "{said}");
    let (well, said) = run(production().env("DUBAN_TRUSTED_PROXIES", "10.0.0.0/8,proxy"));
    assert!(!well && said.contains("proxy is neither an address nor a network"), "{said}");
    let (well, said) = run(duban(folder.path()).args(["serve"]).env("DATABASE_URL", "mysql://x"));
    assert!(!well && said.contains("DATABASE_URL"), "{said}");
}

#[test]
fn production_begins_with_a_one_time_code_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let (well, said) = run(duban(folder.path()).args(["keys", "generate", "--out"]).arg(&key));
    assert!(well, "{said}");
    let (well, _) = run(duban(folder.path()).args(["keys", "generate", "--out"]).arg(&key));
    assert!(!well, "a key is never overwritten");
    let mut command = duban(folder.path());
    command
        .env("DUBAN_PROFILE", "production")
        .env("DUBAN_ISSUER", "https://duban.example.gov.cn")
        .env("DUBAN_SIGNING_KEYS", &key)
        .env("DUBAN_ATTACHMENTS", folder.path().join("attachments"));
    if let Some(url) = postgres(folder.path()) {
        // Production asks for a password; the test's own server does not look at it.
        command.env("DATABASE_URL", url.replacen("duban@", "duban:long-enough-secret@", 1));
    }
    let server = Server::start(&mut command);
    let log_in = r#"{"username": "supervisor", "password": "Duban-demo-2025"}"#;
    assert!(server.post("/api/v1/sessions", log_in).contains("invalid_credentials"), "no default account");
    let (well, code) = run(duban(folder.path()).arg("bootstrap-code"));
    assert!(well, "{code}");
    let administrator =
        |name: &str| format!(r#"{{"username": "{name}", "display_name": "管理员", "password": "Correct-horse-2025"}}"#);
    let body = |code: &str| {
        format!(
            r#"{{"code": "{code}", "jurisdiction": {{"code": "410102", "name": "中原区"}}, "system_admin": {}, "security_admin": {}, "audit_admin": {}}}"#,
            administrator("sys.admin"),
            administrator("sec.admin"),
            administrator("aud.admin")
        )
    };
    assert!(server.post("/api/v1/bootstrap", &body("wrong-code-wrong-code")).contains("bootstrap_code_invalid"));
    assert!(server.post("/api/v1/bootstrap", &body(code.trim())).starts_with("HTTP/1.1 201"));
    assert!(server.post("/api/v1/bootstrap", &body(code.trim())).contains("bootstrap_done"), "once only");
    let (well, said) = run(duban(folder.path()).arg("bootstrap-code"));
    assert!(!well && said.contains("accounts exist"), "{said}");
    let printed = server.stop();
    assert!(printed.contains("`duban bootstrap-code`") && !printed.contains("Password"), "{printed}");
    let secret = |line: &str| line.split_whitespace().any(|word| word.len() >= 40 && !word.contains(['/', '`']));
    assert!(!printed.lines().any(secret), "what is printed where nobody looks on is kept in logs: {printed}");
    let (well, said) = run(duban(folder.path()).arg("serve").env("DUBAN_LISTEN", "127.0.0.1:0"));
    assert!(!well && said.contains("profile production"), "a production database is no demonstration: {said}");
}

/// Changes what the database refuses to change, as its owner can.
fn tamper(folder: &Path, table: &str, sql: &str) {
    let off = match postgres(folder) {
        Some(_) => format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
        None => format!("DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete"),
    };
    execute(folder, &format!("{off}; {sql}"));
}

#[test]
fn an_auditor_holds_the_log_against_a_checkpoint_that_was_kept_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut duban(folder.path()));
    let kept = folder.path().join("data/audit-checkpoints/410102-00000001.jwt");
    until("no checkpoint is written", || kept.is_file());
    server.stop();
    let (well, jwks) = run(duban(folder.path()).args(["keys", "show"]));
    assert!(well, "{jwks}");
    fs::write(folder.path().join("jwks.json"), jwks).unwrap();
    let verify = |checkpoint: &Path| {
        let mut command = duban(folder.path());
        // As a shell gives several: docs/audit.md says `--checkpoint 410102-*.jwt`.
        command.args(["audit", "verify", "--keys", "jwks.json", "--checkpoint"]).args([checkpoint, checkpoint]);
        run(&mut command)
    };
    let (well, said) = verify(&kept);
    assert!(well && said.contains("1 checkpoints, intact"), "{said}");
    // A figure that no entry tells of; the operator's way for those of before leaves an entry.
    execute(folder.path(), "UPDATE reports SET status = 'approved' WHERE status = 'submitted'");
    let (well, said) = verify(&kept);
    assert!(!well && said.contains("figure_unsealed of report"), "{said}");
    let (well, said) = run(duban(folder.path()).args(["audit", "seal"]));
    assert!(well && said.contains("410102:") && !said.contains("410102: 0 figure"), "{said}");
    let (well, said) = run(duban(folder.path()).args(["audit", "verify"]));
    assert!(well, "{said}");
    // The database forgets its checkpoint; the one that was kept does not.
    execute(folder.path(), "DELETE FROM audit_checkpoint_exports");
    tamper(folder.path(), "audit_checkpoints", "DELETE FROM audit_checkpoints");
    let (well, said) = run(duban(folder.path()).args(["audit", "verify"]));
    assert!(well, "the database alone cannot know: {said}");
    let (well, said) = verify(&kept);
    assert!(!well && said.contains("checkpoint_missing by checkpoint 1"), "{said}");
    let forged = folder.path().join("forged.jwt");
    fs::write(&forged, fs::read_to_string(&kept).unwrap().replace('A', "B")).unwrap();
    let (well, said) = verify(&forged);
    assert!(!well && said.contains("checkpoint_forged"), "{said}");
}

#[test]
fn a_doctor_of_production_asks_for_a_place_outside_the_database_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = |place: &str| {
        let mut command = duban(folder.path());
        command.arg("doctor").env("DUBAN_PROFILE", "production").env("DUBAN_AUDIT_CHECKPOINTS_FOLDER", place);
        if place.is_empty() {
            command.env_remove("DUBAN_AUDIT_CHECKPOINTS_FOLDER");
        }
        run(&mut command).1
    };
    let said = doctor("");
    assert!(said.contains("migration(s) to run"), "{said}");
    let made = "SELECT name FROM __duban_views";
    let failed = std::panic::catch_unwind(|| execute(folder.path(), made)).is_err();
    assert!(failed, "a table was made outside the lock");
    let (well, said) = run(duban(folder.path()).arg("migrate"));
    assert!(well, "{said}");
    assert!(doctor("").contains("no place outside the database is set"));
    let place = folder.path().join("kept");
    let said = doctor(place.to_str().unwrap());
    assert!(!said.contains("no place outside") && said.contains("0 wait to be written to the folder"), "{said}");
}

#[test]
fn the_tools_say_what_they_did() {
    let folder = tempfile::tempdir().unwrap();
    let (well, document) = run(duban(folder.path()).arg("openapi"));
    assert!(well && document.contains("\"openapi\": \"3.1.0\""));
    let (well, said) = run(duban(folder.path()).args(["seed", "--check"]));
    assert!(well && said.contains("valid"), "{said}");
    let (well, said) = run(duban(folder.path()).arg("migrate"));
    assert!(well && said.contains("current"), "{said}");
    let (well, said) = run(duban(folder.path()).arg("seed"));
    assert!(well && said.contains("created"), "{said}");
    let (well, said) = run(duban(folder.path()).arg("seed"));
    assert!(well && said.starts_with("0 created"), "{said}");
    let (well, said) = run(duban(folder.path()).arg("doctor"));
    assert!(!well && said.contains("signing-key.pem"), "the key is not there before the first start: {said}");
    let (well, said) = run(duban(folder.path()).args(["user", "reset-password", "nobody"]));
    assert!(!well && said.contains("nobody"), "{said}");
    let (well, said) = run(duban(folder.path()).args(["seed", "--from", "nowhere"]));
    assert!(!well && said.contains("plan.csv"), "{said}");
}
