//! `duban serve`.
use super::{Outcome, alone};
use crate::{
    directory::bootstrap,
    foundation::{
        State,
        auth::{Keys, generate_key},
        clock::Clock,
        config::{Profile, Settings},
        db::{Db, migrations},
        deployment,
        objects::Objects,
        outside::Outside,
    },
    jobs,
    server::{self, Listening},
};
use std::{io::IsTerminal, net::TcpListener, sync::Arc, time::Duration};

/// Makes everything ready, says where it is, and serves until it is told to stop.
pub fn serve(settings: Settings) -> Outcome {
    settings.check().map_err(|wrong| format!("the settings do not allow a start:\n  - {}", wrong.join("\n  - ")))?;
    let production = settings.server.profile == Profile::Production;
    let url = settings.database.url()?;
    let _alone = alone::hold(&url)?;
    if settings.server.migrate {
        migrations::run(&url).map_err(|error| format!("migrating the database failed: {error}"))?;
    } else if migrations::pending(&url).map_err(|error| error.to_string())? > 0 {
        return Err("the database lacks migrations of this version: run `duban migrate` first".into());
    }
    let db = Db::open(&url, settings.database.limits()).map_err(|error| format!("no connection: {error}"))?;
    // Of several replicas that start at once on a new database, one sets it up and the others wait.
    let set_up = || {
        let clock = clock(&db, &settings)?;
        if !production {
            super::tools::fill_demonstration(&db, &clock, &settings.server.demo_password)?;
        }
        Ok::<_, String>((clock, keys(&settings)?))
    };
    let (clock, keys) = migrations::exclusively(&url, set_up).map_err(|error| error.to_string())??;
    let state = State {
        keys: Arc::new(keys),
        objects: Objects::open(&settings.attachments, &url)?,
        outside: Outside::open(&settings.checkpoints.of(settings.server.profile, &url), &settings.attachments.s3)?,
        body_limit: usize::try_from(settings.server.body_limit).unwrap_or(1 << 20),
        auth: settings.auth.clone(),
        profile: settings.server.profile,
        trusted_proxies: settings.server.trusted_proxies.clone(),
        public_url: settings.public_url(),
        db,
        clock,
    };
    let listener =
        TcpListener::bind(&settings.server.listen).map_err(|error| format!("{}: {error}", settings.server.listen))?;
    greet(&state, &settings, &listener)?;
    let listening = Listening {
        workers: settings.server.workers,
        connections: settings.server.connections as usize,
        cors_origins: settings.server.cors_origins.clone(),
        stop_seconds: settings.server.stop_seconds,
        signals: true,
    };
    let patience = Duration::from_secs(settings.server.stop_seconds);
    let run = async move {
        let jobs = jobs::start(&state);
        let served = server::serve(state, listener, listening)?.await;
        jobs.stop(patience).await;
        served
    };
    actix_web::rt::System::new().block_on(run).map_err(|error| error.to_string())
}

/// The clock of this deployment, after the check that the database belongs to the same profile.
fn clock(db: &Db, settings: &Settings) -> Result<Clock, String> {
    let known = db.write_blocking(|conn| deployment::profile(conn, settings.server.profile));
    if let Some(known) = known.map_err(|error| error.to_string())? {
        return Err(format!(
            "this database belongs to the profile {known}; a demonstration never becomes a production. \
             Use another DATABASE_URL."
        ));
    }
    db.write_blocking(|conn| deployment::clock(conn, settings)).map_err(|error| error.to_string())
}

/// The signing keys; the demonstration makes the first one.
fn keys(settings: &Settings) -> Result<Keys, String> {
    let files = &settings.auth.signing_keys;
    if let Some(first) = files.first().filter(|first| settings.server.profile == Profile::Demo && !first.exists()) {
        generate_key(first).map_err(|error| format!("{}: {error}", first.display()))?;
    }
    Keys::load(&settings.auth.issuer, files)
}

/// Says where everything is: to people who start it by hand.
fn greet(state: &State, settings: &Settings, listener: &TcpListener) -> Outcome {
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("督办 duban {} · {}", env!("CARGO_PKG_VERSION"), settings.server.profile.as_str());
    println!("  API   http://{address}/api/v1");
    println!("  Docs  http://{address}/docs");
    if settings.server.profile == Profile::Demo {
        println!("  Business date {} (shifted: this is a demonstration)", state.clock.business_today());
        println!("  Accounts: supervisor, leader, system-admin, security-admin, audit-admin, and for every bureau");
        println!("            <bureau code>-lead and <bureau code>-reporter, such as housing-lead");
        println!("  Password of each: {}", settings.server.demo_password);
        return Ok(());
    }
    offer_bootstrap(state, &address.to_string())
}

/// As long as there is no account, says how to make the first ones. The one-time code itself is shown to a person at a
/// terminal only: what a service prints is kept in logs, which more people read than may set the service up.
fn offer_bootstrap(state: &State, address: &str) -> Outcome {
    let now = state.clock.now();
    let shown = std::io::stdout().is_terminal();
    let offer = |conn: &mut _| {
        let missing = bootstrap::is_open(conn)?;
        let code = if missing && shown { bootstrap::issue_first_code(conn, now)? } else { None };
        Ok((missing, code))
    };
    let (missing, code) = state.db.write_blocking(offer).map_err(|error| error.to_string())?;
    if let Some(code) = code {
        println!("  No account exists yet. One-time bootstrap code, valid for 24 hours: {code}");
    } else if missing {
        println!("  No account exists yet. `duban bootstrap-code` prints a one-time code to make the first ones.");
    }
    if missing {
        println!("  Make the first administrators with POST http://{address}/api/v1/bootstrap");
    }
    Ok(())
}
