//! The commands beside `serve`.
use super::{Outcome, SeedArguments, alone};
use crate::{
    api,
    directory::{bootstrap, users},
    exchange::seeds,
    foundation::{
        auth::{self, Keys},
        clock::Clock,
        config::{AuthSettings, DatabaseSettings, Settings},
        db::{Db, Timestamp, migrations},
        error::Language,
        events::Tx,
        job_runs,
        objects::Objects,
        outside::Outside,
    },
    governance::checkpoints,
};
use std::path::Path;

pub(super) fn connect(database: &DatabaseSettings) -> Result<Db, String> {
    Db::connect(&database.url()?, 2).map_err(|error| format!("no connection to the database: {error}"))
}

/// `duban migrate`.
pub fn migrate(database: &DatabaseSettings) -> Outcome {
    let url = database.url()?;
    let is_pending = migrations::pending(&url).map_err(|error| error.to_string())? > 0;
    let _alone = is_pending.then(|| alone::hold(&url)).transpose()?;
    let done = migrations::run(&database.url()?).map_err(|error| error.to_string())?;
    println!("{done} migration(s) run; the database is current.");
    Ok(())
}

/// `duban seed`.
pub fn seed(arguments: &SeedArguments) -> Outcome {
    let source = seeds::Source::of(arguments.from.as_deref());
    let plan = seeds::read(&source).map_err(|faults| faults.to_string())?;
    if arguments.check {
        println!("The files are valid.");
        return Ok(());
    }
    migrations::run(&arguments.database.url()?).map_err(|error| error.to_string())?;
    let db = connect(&arguments.database)?;
    let summary = seeds::load(&db, &Clock::system(0), &plan).map_err(|faults| faults.to_string())?;
    println!("{summary}");
    Ok(())
}

/// Fills an empty demonstration database: the plan, accounts, reports. A database with users is left as it is.
pub fn fill_demonstration(db: &Db, clock: &Clock, password: &str) -> Outcome {
    seeds::fill_demonstration(db, clock, password).map_err(|faults| faults.to_string())
}

/// `duban openapi`.
pub fn openapi(language: Language) -> Outcome {
    println!("{}", serde_json::to_string_pretty(&api::published(language)).map_err(|error| error.to_string())?);
    Ok(())
}

/// `duban keys generate`.
pub fn generate_key(out: &Path) -> Outcome {
    auth::generate_key(out).map_err(|error| format!("{}: {error}; name a new file", out.display()))?;
    println!("A new key is in {}. Keep it secret; name it in DUBAN_SIGNING_KEYS.", out.display());
    Ok(())
}

/// `duban keys show`.
pub fn show_keys(settings: &AuthSettings) -> Outcome {
    let keys = Keys::load(&settings.issuer, &settings.signing_keys)?;
    println!("{}", serde_json::to_string_pretty(keys.published()).map_err(|error| error.to_string())?);
    Ok(())
}

/// `duban bootstrap-code`.
pub fn bootstrap_code(database: &DatabaseSettings) -> Outcome {
    let now = Clock::system(0).now();
    match connect(database)?.write_blocking(|conn| bootstrap::issue_code(conn, now)) {
        Err(error) => Err(error.to_string()),
        Ok(None) => Err("accounts exist already; administrators are made by administrators now".into()),
        Ok(Some(code)) => {
            println!("{code}");
            Ok(())
        }
    }
}

/// `duban user reset-password`.
pub fn reset_password(username: &str, database: &DatabaseSettings) -> Outcome {
    let db = connect(database)?;
    let reset = || {
        let password = auth::random_token()?;
        let hash = auth::passwords::hash(&password)?;
        let name = username.to_owned();
        db.write_blocking(|conn| {
            users::reset_by_operator(&mut Tx::of_service(conn, &Clock::system(0), "operator"), &name, &hash)
        })?;
        Ok::<_, crate::foundation::error::Error>(password)
    };
    let password = reset().map_err(|error| format!("{username}: {error}"))?;
    println!("{password}");
    Ok(())
}

/// `duban user clear-failures`.
pub fn clear_failures(username: &str, database: &DatabaseSettings) -> Outcome {
    let clear =
        |conn: &mut _| users::clear_by_operator(&mut Tx::of_service(conn, &Clock::system(0), "operator"), username);
    connect(database)?.write_blocking(clear).map_err(|error| format!("{username}: {error}"))?;
    println!("{username}: failed log-ins are forgiven; nobody has to wait.");
    Ok(())
}

/// `duban doctor`.
pub fn doctor(settings: &Settings) -> Outcome {
    let mut wrong = settings.check().err().unwrap_or_default();
    match settings.database.url().and_then(|url| migrations::pending(&url).map_err(|error| error.to_string())) {
        Ok(0) => {
            println!("database: reachable, current");
            wrong.extend(failing_jobs(&settings.database).unwrap_or_else(|reason| vec![reason]));
            wrong.extend(checkpoints(settings).unwrap_or_else(|reason| vec![reason]));
        }
        Ok(pending) => wrong.push(format!("database: {pending} migration(s) to run; `duban migrate` runs them")),
        Err(reason) => wrong.push(format!("database: {reason}")),
    }
    match Keys::load(&settings.auth.issuer, &settings.auth.signing_keys) {
        Ok(keys) => println!("keys: {} usable", keys.published().keys.len()),
        Err(reason) => wrong.push(format!("keys: {reason}")),
    }
    match settings.database.url().and_then(|url| Objects::open(&settings.attachments, &url)) {
        Ok(_) => println!("attachments: usable"),
        Err(reason) => wrong.push(format!("attachments: {reason}")),
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{} thing(s) are wrong:\n  - {}", wrong.len(), wrong.join("\n  - ")))
    }
}

/// Says how many checkpoints of the audit log wait for each place outside the database; gives what is wrong with the
/// places.
fn checkpoints(settings: &Settings) -> Result<Vec<String>, String> {
    let places = settings.checkpoints.of(settings.server.profile, &settings.database.url()?);
    if places.is_empty() {
        let advice = "no place outside the database is set: whoever can change the database can rewrite the audit log \
             unseen. Set DUBAN_AUDIT_CHECKPOINTS_FOLDER, DUBAN_AUDIT_CHECKPOINTS_BUCKET or \
             DUBAN_AUDIT_CHECKPOINTS_SYSLOG.";
        return Ok(vec![format!("audit checkpoints: {advice}")]);
    }
    let outside = match Outside::open(&places, &settings.attachments.s3) {
        Ok(outside) => outside,
        Err(reason) => return Ok(vec![format!("audit checkpoints: {reason}")]),
    };
    let db = connect(&settings.database)?;
    for target in outside.targets() {
        let waiting = db.write_blocking(|conn| Ok(checkpoints::store::count_waiting(conn, target.name)?));
        let waiting = waiting.map_err(|error| error.to_string())?;
        println!("audit checkpoints: {waiting} wait to be written to the {}", target.name);
    }
    Ok(Vec::new())
}

/// Says how the service's own jobs are; gives those whose last run failed, with the reason. One that is overdue is said
/// only: the service may be stopped.
fn failing_jobs(database: &DatabaseSettings) -> Result<Vec<String>, String> {
    let now = Clock::system(0).now();
    let known = connect(database)?.read_blocking(|conn| Ok(job_runs::all(conn)?)).map_err(|error| error.to_string())?;
    let said = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let mut failing = Vec::new();
    for job in known {
        let (status, ran, succeeded) = (job.status(now), said(job.last_run_at), said(job.last_success_at));
        println!("job {}: {status}, due {}, last run {ran}, last success {succeeded}", job.name, job.due_at);
        if let Some(reason) = job.last_error.filter(|_| job.last_error_at > job.last_success_at) {
            failing.push(format!("job {}: failed at {}: {reason}", job.name, said(job.last_error_at)));
        }
    }
    Ok(failing)
}
