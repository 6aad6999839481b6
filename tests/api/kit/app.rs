//! The server under test.
use super::{
    Client,
    database::{Database, Template},
};
use actix_web::dev::ServerHandle;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use duban::{
    foundation::{
        State,
        auth::{Claims, Keys, Role, generate_key, passwords},
        clock::Clock,
        config::{AttachmentSettings, AuthSettings, CheckpointSettings, Profile, S3Settings},
        db::{Db, Id, schema::*},
        events::Tx,
        objects::Objects,
        outside::Outside,
    },
    server::{Listening, serve},
};
use std::{
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

/// The password of every account of the tests.
pub const PASSWORD: &str = "Test-password-2025";
/// When the tests take place: the demonstration's business date.
const NOW: &str = "2025-10-10T02:00:00Z";

/// The service on a database of its own, listening on a port of its own.
pub struct TestApp {
    pub address: String,
    pub state: State,
    /// The folder of attachments' content; it goes with the test.
    pub attachments: tempfile::TempDir,
    handle: ServerHandle,
    /// Kept for as long as the server runs.
    database: Database,
}

impl TestApp {
    /// With the directory and accounts of the tests.
    pub async fn new() -> Self {
        Self::on(Database::new(Template::Accounts, fill)).await
    }
    /// With the plan of Zhongyuan District and its demonstration, as `make run` starts with.
    pub async fn demonstration() -> Self {
        Self::on(Database::new(Template::Demonstration, demonstrate)).await
    }
    /// With a bucket for attachments.
    pub async fn with_bucket(s3: S3Settings) -> Self {
        Self::storing(Database::new(Template::Accounts, fill), s3).await
    }
    /// On a given database.
    pub async fn on(database: Database) -> Self {
        Self::storing(database, S3Settings::default()).await
    }
    async fn storing(database: Database, s3: S3Settings) -> Self {
        let attachments = tempfile::tempdir().unwrap();
        let folder = Some(attachments.path().join("attachments"));
        let objects = AttachmentSettings { attachments: folder, attachment_max_bytes: 256 * 1024, s3 };
        let checkpoints = CheckpointSettings {
            checkpoints_folder: Some(attachments.path().join("checkpoints")),
            checkpoints_bucket: None,
            checkpoints_syslog: None,
        };
        let auth = AuthSettings {
            signing_keys: vec![key()],
            issuer: "duban-tests".into(),
            access_seconds: 900,
            session_days: 14,
        };
        let state = State {
            db: Db::connect(&database.url, 4).unwrap(),
            clock: Clock::fixed(NOW.parse().unwrap()),
            keys: Arc::new(Keys::load(&auth.issuer, &auth.signing_keys).unwrap()),
            auth,
            body_limit: 64 * 1024,
            objects: Objects::open(&objects, &database.url).unwrap(),
            outside: Outside::open(&checkpoints, &S3Settings::default()).unwrap(),
            profile: Profile::Demo,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let listening = Listening {
            workers: 1,
            cors_origins: vec!["https://board.example".into()],
            stop_seconds: 0,
            signals: false,
        };
        let server = serve(state.clone(), listener, listening).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { address, state, attachments, handle, database }
    }
    /// Where the database is.
    pub fn url(&self) -> &str {
        &self.database.url
    }
    /// Moves the clock, business time with it.
    pub fn set_time(&self, at: &str) {
        self.state.clock.set(at.parse::<DateTime<Utc>>().unwrap());
    }
    /// Seals the figures that the fixtures put into the database without an entry; for tests that verify the log.
    pub fn seal(&self) {
        let seal = |conn: &mut _| {
            let mut tx = Tx::of_service(conn, &self.state.clock, "tests");
            duban::governance::audit::seal(&mut tx, "410102")
        };
        self.state.db.write_blocking(seal).unwrap();
    }
    /// 督查室 of the district.
    pub async fn supervisor(&self) -> Client {
        self.user("supervisor").await
    }
    /// 区领导 of the district.
    pub async fn leader(&self) -> Client {
        self.user("leader").await
    }
    /// 单位负责人 of a bureau, by the bureau's code.
    pub async fn lead(&self, bureau: &str) -> Client {
        self.user(&format!("{bureau}-lead")).await
    }
    /// 填报人 of a bureau, by the bureau's code.
    pub async fn reporter(&self, bureau: &str) -> Client {
        self.user(&format!("{bureau}-reporter")).await
    }
    /// Someone who is not signed in.
    pub fn nobody(&self) -> Client {
        Client::new(&self.address, None)
    }
    /// Any account of the tests, signed in without the cost of a password: a session and a token as log-in makes them.
    pub async fn user(&self, username: &str) -> Client {
        Client::new(&self.address, Some(self.token(username)))
    }
    /// The token of a new session of an account.
    pub fn token(&self, username: &str) -> String {
        let (keys, now) = (self.state.keys.clone(), self.state.clock.now());
        let name = username.to_owned();
        self.state
            .db
            .write_blocking(move |conn| {
                let (id, jurisdiction, bureau, stamp): (Id, String, Option<Id>, i32) = users::table
                    .filter(users::username.eq(&name))
                    .select((users::id, users::jurisdiction, users::bureau_id, users::stamp))
                    .first(conn)?;
                let roles: Vec<Role> =
                    user_roles::table.filter(user_roles::user_id.eq(id)).select(user_roles::role).load(conn)?;
                let session = Id::new();
                let ends = duban::foundation::db::Timestamp::from(*now + chrono::TimeDelta::days(14));
                diesel::insert_into(sessions::table)
                    .values((
                        sessions::id.eq(session),
                        sessions::user_id.eq(id),
                        sessions::created_at.eq(now),
                        sessions::expires_at.eq(ends),
                    ))
                    .execute(conn)?;
                let at = now.timestamp();
                keys.sign(Claims {
                    iss: String::new(),
                    aud: String::new(),
                    sub: id,
                    jti: Id::new(),
                    sid: session,
                    iat: at,
                    nbf: at,
                    exp: at + 900,
                    stamp,
                    jurisdiction,
                    bureau,
                    roles,
                })
            })
            .unwrap_or_else(|error| panic!("no account {username}: {error}"))
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Not awaited: the server ends with the test's runtime.
        drop(self.handle.stop(false));
    }
}

/// One signing key for the whole run.
fn key() -> PathBuf {
    static KEY: OnceLock<PathBuf> = OnceLock::new();
    KEY.get_or_init(|| {
        let path = std::env::temp_dir().join(format!("duban-tests-{}.pem", std::process::id()));
        let _ = std::fs::remove_file(&path);
        generate_key(&path).unwrap();
        path
    })
    .clone()
}

/// What a demonstration starts with; its accounts have the password of the tests.
fn demonstrate(url: &str) {
    let db = Db::connect(url, 1).unwrap();
    let clock = Clock::fixed(NOW.parse().unwrap());
    duban::exchange::seeds::fill_demonstration(&db, &clock, PASSWORD).unwrap_or_else(|faults| panic!("{faults}"));
}

/// What every test finds: four jurisdictions, three bureaus, an account for each role, and the same in a neighbour district.
fn fill(url: &str) {
    let db = Db::connect(url, 1).unwrap();
    let hash = passwords::hash(PASSWORD).unwrap();
    let now = Clock::fixed(NOW.parse().unwrap()).now();
    db.write_blocking(|conn| {
        for (code, name, parent) in [
            ("410000", "河南省", None),
            ("410100", "郑州市", Some("410000")),
            ("410102", "中原区", Some("410100")),
            ("410103", "二七区", Some("410100")),
        ] {
            diesel::insert_into(jurisdictions::table)
                .values((
                    jurisdictions::id.eq(Id::new()),
                    jurisdictions::code.eq(code),
                    jurisdictions::name.eq(name),
                    jurisdictions::parent_code.eq(parent),
                    jurisdictions::version.eq(1),
                    jurisdictions::created_at.eq(now),
                    jurisdictions::updated_at.eq(now),
                ))
                .execute(conn)?;
        }
        let account = |conn: &mut _,
                       jurisdiction: &str,
                       username: &str,
                       bureau: Option<Id>,
                       role: Role|
         -> duban::foundation::error::Result<()> {
            let id = Id::new();
            diesel::insert_into(users::table)
                .values((
                    users::id.eq(id),
                    users::jurisdiction.eq(jurisdiction),
                    users::username.eq(username),
                    users::display_name.eq(username),
                    users::bureau_id.eq(bureau),
                    users::active.eq(true),
                    users::password_hash.eq(&hash),
                    users::must_change_password.eq(false),
                    users::stamp.eq(1),
                    users::failed_attempts.eq(0),
                    users::demonstration.eq(true),
                    users::version.eq(1),
                    users::created_at.eq(now),
                    users::updated_at.eq(now),
                ))
                .execute(conn)?;
            diesel::insert_into(user_roles::table)
                .values((user_roles::user_id.eq(id), user_roles::role.eq(role)))
                .execute(conn)?;
            Ok(())
        };
        for (jurisdiction, prefix) in [("410102", ""), ("410103", "erqi-"), ("410100", "city-")] {
            for bureau in ["housing", "industry", "science"] {
                let id = Id::new();
                diesel::insert_into(bureaus::table)
                    .values((
                        bureaus::id.eq(id),
                        bureaus::jurisdiction.eq(jurisdiction),
                        bureaus::code.eq(bureau),
                        bureaus::name.eq(bureau),
                        bureaus::kind.eq("bureau"),
                        bureaus::source.eq("assumed"),
                        bureaus::active.eq(true),
                        bureaus::version.eq(1),
                        bureaus::created_at.eq(now),
                        bureaus::updated_at.eq(now),
                    ))
                    .execute(conn)?;
                account(conn, jurisdiction, &format!("{prefix}{bureau}-lead"), Some(id), Role::BureauLead)?;
                account(conn, jurisdiction, &format!("{prefix}{bureau}-reporter"), Some(id), Role::BureauReporter)?;
            }
            for (username, role) in [
                ("supervisor", Role::Supervisor),
                ("leader", Role::Leader),
                ("system-admin", Role::SystemAdmin),
                ("security-admin", Role::SecurityAdmin),
                ("audit-admin", Role::AuditAdmin),
            ] {
                account(conn, jurisdiction, &format!("{prefix}{username}"), None, role)?;
            }
        }
        Ok(())
    })
    .unwrap();
}
