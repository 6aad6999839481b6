//! Every setting, one struct per concern: the only reader of the environment.
//!
//! A setting is an environment variable with a default, or the same as a long option (`--listen`). Secrets are read
//! from files. [`Settings::check`] stops the start where a setting is missing or weak, and says what to do.
use crate::{db::Limits, network::Network};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How the service is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Demonstration: the plan, accounts and reports come with it, and business time is shifted into the plan's year.
    Demo,
    /// Production: nothing is there until the first administrators are made with a one-time code.
    Production,
}

impl Profile {
    /// As in `DUBAN_PROFILE`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }
}

/// The database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// Where the data is: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:data/duban.db", hide_env_values = true)]
    pub database_url: String,
    /// A file that holds the URL, instead of DATABASE_URL: for a secret that must not stand in the environment.
    #[arg(long, env = "DATABASE_URL_FILE")]
    pub database_url_file: Option<PathBuf>,
    /// Connections of one process. Pools times replicas must stay below PostgreSQL's max_connections.
    #[arg(long, env = "DUBAN_POOL_SIZE", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub pool_size: u32,
    /// Milliseconds that one request may wait for the database, over all its steps; then it is answered 503.
    #[arg(
        long,
        env = "DUBAN_DATABASE_BUDGET_MS",
        default_value_t = 1800,
        value_parser = clap::value_parser!(u64).range(100..=60_000),
    )]
    pub database_budget_ms: u64,
    /// Requests that may wait for a connection at the same time; those beyond are answered 503 at once.
    #[arg(
        long,
        env = "DUBAN_DATABASE_WAITING",
        default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(1..=100_000),
    )]
    pub database_waiting: u32,
}

/// The server.
#[derive(Debug, Clone, Args)]
pub struct ServerSettings {
    /// The address to listen on.
    #[arg(long, env = "DUBAN_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Demonstration or production.
    #[arg(long, env = "DUBAN_PROFILE", value_enum, default_value_t = Profile::Demo)]
    pub profile: Profile,
    /// Threads that answer requests; 0 is one per processor.
    #[arg(long, env = "DUBAN_WORKERS", default_value_t = 0)]
    pub workers: usize,
    /// Connections of clients that are served at the same time; those beyond wait to be accepted.
    #[arg(
        long,
        env = "DUBAN_CONNECTIONS",
        default_value_t = 512,
        value_parser = clap::value_parser!(u32).range(16..=100_000),
    )]
    pub connections: u32,
    /// The largest body of a request, in bytes.
    #[arg(
        long,
        env = "DUBAN_BODY_LIMIT",
        default_value_t = 1_048_576,
        value_parser = clap::value_parser!(u64).range(1024..=67_108_864),
    )]
    pub body_limit: u64,
    /// Origins of browsers that may call, separated by commas; none by default.
    #[arg(long, env = "DUBAN_CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// The address under which clients know the service, such as `https://duban.example.gov.cn`: answers that state
    /// an absolute address begin with it. Without it the issuer where that is an address, else the one listened on.
    #[arg(long, env = "DUBAN_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Addresses and networks (CIDR) of reverse proxies whose `X-Forwarded-For` counts, separated by commas; none by
    /// default: then every request comes from whoever connects.
    #[arg(long, env = "DUBAN_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// Seconds that a stop waits for running requests.
    #[arg(long, env = "DUBAN_STOP_SECONDS", default_value_t = 20)]
    pub stop_seconds: u64,
    /// Whether migrations run at start. In production with several replicas, run `duban migrate` first instead.
    #[arg(long, env = "DUBAN_MIGRATE", default_value_t = true, action = clap::ArgAction::Set)]
    pub migrate: bool,
    /// Demonstration only: the day on which business time starts.
    #[arg(long, env = "DUBAN_BUSINESS_DATE")]
    pub business_date: Option<NaiveDate>,
    /// Demonstration only: the password of every demonstration account.
    #[arg(long, env = "DUBAN_DEMO_PASSWORD", default_value = "Duban-demo-2025", hide_env_values = true)]
    pub demo_password: String,
}

/// Tokens.
#[derive(Debug, Clone, Args)]
pub struct AuthSettings {
    /// Ed25519 keys as PKCS #8 PEM files, separated by commas: the first signs, all verify (so keys rotate without an
    /// outage). In the demonstration the default file is made when it is missing.
    #[arg(long, env = "DUBAN_SIGNING_KEYS", value_delimiter = ',', default_value = "data/signing-key.pem")]
    pub signing_keys: Vec<PathBuf>,
    /// The issuer of access tokens; in production the https address under which the service is known.
    #[arg(long, env = "DUBAN_ISSUER", default_value = "duban")]
    pub issuer: String,
    /// Seconds that an access token is valid; one that was made to last longer is refused.
    #[arg(
        long,
        env = "DUBAN_ACCESS_SECONDS",
        default_value_t = 900,
        value_parser = clap::value_parser!(u32).range(30..=3600),
    )]
    pub access_seconds: u32,
    /// Days after which a session ends whatever is refreshed.
    #[arg(
        long,
        env = "DUBAN_SESSION_DAYS",
        default_value_t = 14,
        value_parser = clap::value_parser!(u32).range(1..=90),
    )]
    pub session_days: u32,
}

/// Attachments.
#[derive(Debug, Clone, Args)]
pub struct AttachmentSettings {
    /// The folder of attachments' content, outside any web root; replicas must share it. In the demonstration it is
    /// `attachments` beside the SQLite file when this is not set; production names it, or a bucket.
    #[arg(long, env = "DUBAN_ATTACHMENTS")]
    pub attachments: Option<PathBuf>,
    /// The largest attachment, in bytes.
    #[arg(
        long,
        env = "DUBAN_ATTACHMENT_MAX_BYTES",
        default_value_t = 20_971_520,
        value_parser = clap::value_parser!(u64).range(1024..=268_435_456),
    )]
    pub attachment_max_bytes: u64,
    /// A bucket instead of the folder.
    #[command(flatten)]
    pub s3: S3Settings,
}

/// An S3-compatible object store.
#[derive(Debug, Clone, Default, Args)]
pub struct S3Settings {
    /// The bucket for attachments' content, of this database alone; with it no folder is used.
    #[arg(long = "s3-bucket", id = "s3_bucket", env = "DUBAN_S3_BUCKET")]
    pub bucket: Option<String>,
    /// The address of the object store, when it is not Amazon's, such as `https://objects.example.gov.cn`.
    #[arg(long = "s3-endpoint", id = "s3_endpoint", env = "DUBAN_S3_ENDPOINT")]
    pub endpoint: Option<String>,
    /// The region of the bucket.
    #[arg(long, env = "DUBAN_S3_REGION", default_value = "us-east-1")]
    pub s3_region: String,
    /// The access key's identity.
    #[arg(long = "s3-access-key", id = "s3_access_key", env = "DUBAN_S3_ACCESS_KEY", hide_env_values = true)]
    pub access_key: Option<String>,
    /// The access key's secret.
    #[arg(long = "s3-secret-key", id = "s3_secret_key", env = "DUBAN_S3_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<Secret>,
    /// A file that holds the secret, instead of DUBAN_S3_SECRET_KEY.
    #[arg(long = "s3-secret-key-file", id = "s3_secret_key_file", env = "DUBAN_S3_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,
}

/// Where checkpoints of the audit log are written outside the database: places that whoever administers the database
/// cannot change. Several are possible; production should name at least one.
#[derive(Debug, Clone, Args)]
pub struct CheckpointSettings {
    /// A folder, one file a checkpoint, never overwritten; best one of another machine. In the demonstration it is
    /// `audit-checkpoints` beside the SQLite file when no place is set.
    #[arg(long = "audit-checkpoints-folder", env = "DUBAN_AUDIT_CHECKPOINTS_FOLDER")]
    pub checkpoints_folder: Option<PathBuf>,
    /// A bucket, best one with object lock, with the address and the key of DUBAN_S3_*; that of the attachments may be
    /// named too.
    #[arg(long = "audit-checkpoints-bucket", env = "DUBAN_AUDIT_CHECKPOINTS_BUCKET")]
    pub checkpoints_bucket: Option<String>,
    /// A syslog server, RFC 5424: udp://HOST:PORT or unix:/PATH.
    #[arg(long = "audit-checkpoints-syslog", env = "DUBAN_AUDIT_CHECKPOINTS_SYSLOG")]
    pub checkpoints_syslog: Option<String>,
}

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one who has to know it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Logs.
#[derive(Debug, Clone, Args)]
pub struct LogSettings {
    /// What is logged: error, warn, info, debug, trace, or a filter such as info,duban=debug.
    #[arg(long, env = "DUBAN_LOG", default_value = "info")]
    pub log: String,
    /// One JSON object a line, for machines; the default is text for people.
    #[arg(long, env = "DUBAN_LOG_JSON", default_value_t = false, action = clap::ArgAction::Set)]
    pub log_json: bool,
}

/// All settings of `duban serve`.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// The server.
    #[command(flatten)]
    pub server: ServerSettings,
    /// Tokens.
    #[command(flatten)]
    pub auth: AuthSettings,
    /// Attachments.
    #[command(flatten)]
    pub attachments: AttachmentSettings,
    /// Checkpoints of the audit log.
    #[command(flatten)]
    pub checkpoints: CheckpointSettings,
}

/// The day on which the demonstration begins when no other is set: September's reports are due, August's approved.
pub fn demo_business_date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 10, 10).unwrap_or_default()
}

impl DatabaseSettings {
    /// The URL, from the file when there is one.
    pub fn url(&self) -> Result<String, String> {
        match &self.database_url_file {
            None => Ok(self.database_url.clone()),
            Some(path) => std::fs::read_to_string(path)
                .map(|text| text.trim().to_owned())
                .map_err(|error| format!("DATABASE_URL_FILE {}: {error}", path.display())),
        }
    }
    /// How much of the database requests may use.
    pub fn limits(&self) -> Limits {
        Limits {
            pool_size: self.pool_size,
            budget: Duration::from_millis(self.database_budget_ms),
            waiting: self.database_waiting as usize,
        }
    }
}

/// A folder beside the database file of this URL, else under `data`.
fn beside(database_url: &str, name: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite://").or_else(|| database_url.strip_prefix("sqlite:"));
    file.and_then(|file| Path::new(file).parent()).unwrap_or(Path::new("data")).join(name)
}

impl AttachmentSettings {
    /// The folder: the one that is named, else `attachments` beside the database file of this URL, else under `data`.
    pub fn folder(&self, database_url: &str) -> PathBuf {
        self.attachments.clone().unwrap_or_else(|| beside(database_url, "attachments"))
    }
}

impl CheckpointSettings {
    /// Whether no place is named.
    pub fn is_empty(&self) -> bool {
        self.checkpoints_folder.is_none() && self.checkpoints_bucket.is_none() && self.checkpoints_syslog.is_none()
    }
    /// The places of a profile: those that are named, else in the demonstration a folder beside the database.
    pub fn of(&self, profile: Profile, database_url: &str) -> Self {
        let folder = (self.is_empty() && profile == Profile::Demo).then(|| beside(database_url, "audit-checkpoints"));
        Self { checkpoints_folder: self.checkpoints_folder.clone().or(folder), ..self.clone() }
    }
}

impl S3Settings {
    /// The secret, from the file when there is one.
    pub fn secret(&self) -> Result<Option<Secret>, String> {
        let Some(path) = &self.secret_key_file else { return Ok(self.secret_key.clone()) };
        let read = std::fs::read_to_string(path).map(|text| Some(Secret::from(text.trim())));
        read.map_err(|error| format!("DUBAN_S3_SECRET_KEY_FILE {}: {error}", path.display()))
    }
}

impl Settings {
    /// The address under which clients know the service, without a slash at its end.
    pub fn public_url(&self) -> String {
        let issuer = Some(&self.auth.issuer).filter(|issuer| is_address(issuer));
        let stated = self.server.public_url.as_ref().or(issuer).map(|url| url.trim_end_matches('/').to_owned());
        stated.unwrap_or_else(|| format!("http://{}", self.server.listen))
    }
    /// Everything that is wrong with these settings, each with what to do; production is strict.
    pub fn check(&self) -> Result<(), Vec<String>> {
        let mut wrong = Vec::new();
        let server = &self.server;
        wrong.extend(server.cors_origins.iter().filter_map(|origin| wrong_origin(origin)));
        if server.public_url.as_ref().is_some_and(|url| !is_address(url)) {
            wrong.push("DUBAN_PUBLIC_URL: an address such as https://duban.example.gov.cn.".into());
        }
        if server.profile == Profile::Demo && server.demo_password.chars().count() < 12 {
            wrong.push("DUBAN_DEMO_PASSWORD: at least 12 characters.".into());
        }
        let s3 = &self.attachments.s3;
        if s3.bucket.is_some() && (s3.access_key.is_none() || !matches!(s3.secret(), Ok(Some(_)))) {
            wrong.push(
                "DUBAN_S3_BUCKET: name the access key too, DUBAN_S3_ACCESS_KEY and DUBAN_S3_SECRET_KEY_FILE.".into(),
            );
        }
        if self.checkpoints.checkpoints_bucket.is_some()
            && (s3.access_key.is_none() || !matches!(s3.secret(), Ok(Some(_))))
        {
            wrong.push(
                "DUBAN_AUDIT_CHECKPOINTS_BUCKET: name the access key too, DUBAN_S3_ACCESS_KEY and \
                 DUBAN_S3_SECRET_KEY_FILE."
                    .into(),
            );
        }
        if server.profile == Profile::Production {
            if self.attachments.attachments.is_none() && s3.bucket.is_none() {
                wrong.push(
                    "DUBAN_ATTACHMENTS: name the folder of attachments, which is backed up and which replicas share, \
                     or DUBAN_S3_BUCKET."
                        .into(),
                );
            }
            if server.business_date.is_some() {
                wrong.push("DUBAN_BUSINESS_DATE: production runs on the real date; unset it.".into());
            }
            if !self.auth.issuer.starts_with("https://") {
                wrong.push("DUBAN_ISSUER: set the public https:// address of the service.".into());
            }
            for path in self.auth.signing_keys.iter().filter(|path| !path.is_file()) {
                wrong.push(format!(
                    "DUBAN_SIGNING_KEYS: {} is missing; make one with `duban keys generate --out FILE`.",
                    path.display()
                ));
            }
            match self.database.url() {
                Err(reason) => wrong.push(reason),
                Ok(url) if url.starts_with("postgres") && weak_password(&url) => wrong.push(
                    "DATABASE_URL: the database password is missing or shorter than 12 characters; set a strong one."
                        .into(),
                ),
                Ok(_) => {}
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// What is wrong with an origin that no browser sends: it is scheme, host and port, and nothing else.
fn wrong_origin(origin: &str) -> Option<String> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
    match origin {
        "" => None,
        "*" => Some("DUBAN_CORS_ORIGINS: list the origins one by one; * is not accepted.".into()),
        _ if !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c)) => None,
        _ => Some(format!(
            "DUBAN_CORS_ORIGINS: {origin} is no origin; write it as https://portal.example.gov.cn or \
             http://127.0.0.1:5173, without a path or a slash at its end, and separate several with commas."
        )),
    }
}

fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|host| !host.is_empty()))
}

/// Whether a PostgreSQL URL over the network carries no password, or a short one. A socket needs none.
fn weak_password(url: &str) -> bool {
    let authority = url.split("://").nth(1).unwrap_or("").split(['/', '?']).next().unwrap_or("");
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    !host.is_empty() && user.split_once(':').is_none_or(|(_, password)| password.len() < 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_lie_beside_the_database_unless_they_are_named() {
        let none = S3Settings { secret_key: Some(Secret::from("not to be seen")), ..S3Settings::default() };
        let settings = AttachmentSettings { attachments: None, attachment_max_bytes: 1024, s3: none };
        assert_eq!(settings.folder("sqlite:data/duban.db"), PathBuf::from("data/attachments"));
        assert_eq!(settings.folder("sqlite:///srv/d.db"), PathBuf::from("/srv/attachments"));
        assert_eq!(settings.folder("postgres://h/d"), PathBuf::from("data/attachments"));
        assert!(!format!("{settings:?}").contains("not to be seen"), "a secret in a log");
        let named = AttachmentSettings { attachments: Some("/a".into()), ..settings };
        assert_eq!(named.folder("sqlite:data/duban.db"), PathBuf::from("/a"));
    }
    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for good in ["", "https://portal.example.gov.cn", "http://127.0.0.1:5173", "http://[::1]:8080"] {
            assert_eq!(wrong_origin(good), None, "{good}");
        }
        for wrong in
            ["*", "https://a.cn/", "a.cn", "http://a.cn;http://b.cn", "https://a.cn/app", "https://", "ftp://a.cn"]
        {
            assert!(wrong_origin(wrong).is_some_and(|said| said.starts_with("DUBAN_CORS_ORIGINS: ")), "{wrong}");
        }
    }
    #[test]
    fn a_network_database_needs_a_strong_password() {
        assert!(weak_password("postgres://duban@db/duban"));
        assert!(weak_password("postgres://duban:short@db:5432/duban"));
        assert!(!weak_password("postgres://duban:long-enough-secret@db/duban?sslmode=require"));
        assert!(!weak_password("postgres:///duban?host=/run/postgresql"));
    }
}
