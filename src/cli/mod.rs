//! The command line: `duban serve`, and what an operator needs beside it.
mod alone;
mod audit;
mod serve;
mod tools;

use crate::foundation::{
    config::{AuthSettings, DatabaseSettings, LogSettings, Settings},
    error::Language,
};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// 督办: a district government's yearly plan, delivered and known every day.
#[derive(Debug, Parser)]
#[command(name = "duban", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    log: LogSettings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API; migrates first, and in the demonstration fills an empty database.
    Serve(Settings),
    /// Bring the database to the schema of this binary. On SQLite stop the service first.
    Migrate(DatabaseSettings),
    /// Load a plan's data files; validates everything first, and may be repeated. The service may run meanwhile.
    Seed(SeedArguments),
    /// Print the OpenAPI document.
    Openapi {
        /// The language of its texts.
        #[arg(long, value_enum, default_value_t)]
        lang: Language,
    },
    /// Signing keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Print a new one-time code with which the first administrators are made (production), in place of an older one.
    BootstrapCode(DatabaseSettings),
    /// Accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check settings, keys, database and migrations, and say what is wrong.
    Doctor(Settings),
}

/// What to load, and where.
#[derive(Debug, Args)]
struct SeedArguments {
    #[command(flatten)]
    database: DatabaseSettings,
    /// The folder with the data files; the plan of Zhongyuan District for 2025 that comes with the service by default.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Only validate.
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make an Ed25519 key for access tokens.
    Generate {
        /// The new file; it must not exist.
        #[arg(long)]
        out: PathBuf,
    },
    /// Print the public keys (JWKS).
    Show(AuthSettings),
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Give an account a new initial password and print it; the way back for an administrator, whom no other may reset.
    ResetPassword {
        /// The name to log in with.
        username: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Forgive the failed log-ins under a username, so that nobody has to wait before trying again.
    ClearFailures {
        /// The name to log in with.
        username: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// What to hold the log against.
#[derive(Debug, Args)]
struct VerifyArguments {
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    auth: AuthSettings,
    /// Checkpoints that were kept outside the database: files, one or several.
    #[arg(long, num_args = 1..)]
    checkpoint: Vec<PathBuf>,
    /// Public keys (JWKS) that were kept outside, instead of those of DUBAN_SIGNING_KEYS.
    #[arg(long)]
    keys: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Hold every jurisdiction's log against itself, the feed, the figures, and checkpoints; name what is wrong.
    Verify(VerifyArguments),
    /// Seal the figures that have no seal yet, once after the upgrade that brought seals; the log tells of it.
    Seal(DatabaseSettings),
}

/// What a command says when it cannot be done: a sentence for the operator.
type Outcome = Result<(), String>;

/// Parses the command line and does what it says.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(&arguments.log);
    let outcome = match arguments.command {
        Command::Serve(settings) => serve::serve(settings),
        Command::Migrate(database) => tools::migrate(&database),
        Command::Seed(arguments) => tools::seed(&arguments),
        Command::Openapi { lang } => tools::openapi(lang),
        Command::Keys(KeysCommand::Generate { out }) => tools::generate_key(&out),
        Command::Keys(KeysCommand::Show(auth)) => tools::show_keys(&auth),
        Command::BootstrapCode(database) => tools::bootstrap_code(&database),
        Command::User(UserCommand::ResetPassword { username, database }) => tools::reset_password(&username, &database),
        Command::User(UserCommand::ClearFailures { username, database }) => tools::clear_failures(&username, &database),
        Command::Audit(AuditCommand::Verify(arguments)) => audit::verify(&arguments),
        Command::Audit(AuditCommand::Seal(database)) => audit::seal(&database),
        Command::Doctor(settings) => tools::doctor(&settings),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("duban: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to standard error; what a command answers goes to standard output.
fn start_log(settings: &LogSettings) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    // What is no HTTP the framework answers by itself and calls an error of ours; a stranger must not fill the log with
    // errors. Whoever looks for it names the target: `info,actix_http=trace`.
    let quiet = Some("actix_http::h1::dispatcher=off").filter(|_| !settings.log.contains("actix_http"));
    let filter = quiet.and_then(|quiet| quiet.parse().ok()).into_iter().fold(filter, EnvFilter::add_directive);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settings.log_json { log.json().flatten_event(true).init() } else { log.compact().init() }
}
