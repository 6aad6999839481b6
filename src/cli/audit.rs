//! The commands on the audit log.
use super::{Outcome, VerifyArguments, tools::connect};
use crate::{
    foundation::{
        auth::{Keys, PublicKeys},
        clock::Clock,
        config::DatabaseSettings,
        db::Db,
        events::{self, Finding, Findings, Tx, checkpoint::Given},
    },
    governance::audit::{self, Bounds},
};
use std::path::Path;

/// `duban audit verify`.
pub fn verify(arguments: &VerifyArguments) -> Outcome {
    let keys = keys(arguments)?;
    let given = match &keys {
        Some(keys) => arguments.checkpoint.iter().map(|file| given(file, keys)).collect::<Result<Vec<_>, _>>()?,
        None if arguments.checkpoint.is_empty() => Vec::new(),
        None => return Err("the checkpoints cannot be verified without keys: name them with --keys".into()),
    };
    if keys.is_none() {
        println!(
            "No keys: the signatures of the checkpoints in the database are not looked at. Name them with --keys."
        );
    }
    let db = connect(&arguments.database)?;
    let known = db.read_blocking(|conn| Ok(events::jurisdictions(conn)?)).map_err(|error| error.to_string())?;
    let all = known.into_iter().chain(given.iter().map(|given| given.jurisdiction().to_owned()));
    let mut broken = Vec::new();
    for jurisdiction in all.collect::<std::collections::BTreeSet<String>>() {
        let findings = verify_one(&db, &jurisdiction, keys.as_ref(), &given)?;
        let count = findings.kept.len() + findings.left_off;
        if count > 0 {
            broken.push(format!("{jurisdiction}: {count} finding(s)"));
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("; ")) }
}

/// Reads a log to its end, a stretch at a time, and says what is wrong with it.
fn verify_one(db: &Db, jurisdiction: &str, keys: Option<&PublicKeys>, given: &[Given]) -> Result<Findings, String> {
    let (mut after, mut findings) = (0, Findings::default());
    let (mut entries, mut figures, mut checkpoints) = (0, 0, 0);
    loop {
        let read = db.read_blocking(|conn| audit::verify(conn, jurisdiction, after, Bounds::WHOLE, (keys, given)));
        let read = read.map_err(|error| error.to_string())?;
        (entries, figures) = (entries + read.entries, figures + read.figures);
        checkpoints += read.checkpoints;
        findings.extend(Findings { kept: read.findings, left_off: read.findings_left_off });
        match read.next_after_sequence {
            Some(next) => after = next,
            None => break,
        }
    }
    let well = if findings.is_empty() { "intact" } else { "BROKEN" };
    println!("{jurisdiction}: {entries} entries, {figures} figures, {checkpoints} checkpoints, {well}");
    findings.kept.iter().for_each(|finding| println!("  {}", said(finding)));
    if findings.left_off > 0 {
        println!("  and {} more", findings.left_off);
    }
    Ok(findings)
}

fn said(finding: &Finding) -> String {
    let sequence = finding.sequence.map(|at| format!(" at entry {at}")).unwrap_or_default();
    let checkpoint = finding.checkpoint.map(|number| format!(" by checkpoint {number}")).unwrap_or_default();
    let object = finding.resource_type.as_ref().zip(finding.resource_id);
    let object = object.map(|(of, id)| format!(" of {of} {id}")).unwrap_or_default();
    format!("{}{sequence}{object}{checkpoint}: {} {}", finding.finding, finding.text_en, finding.text_zh)
}

/// The keys that verify: those that are named, else those of the service where they are here.
fn keys(arguments: &VerifyArguments) -> Result<Option<PublicKeys>, String> {
    if let Some(file) = &arguments.keys {
        let jwks = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        return PublicKeys::read(&jwks).map(Some).map_err(|reason| format!("{}: {reason}", file.display()));
    }
    let files = &arguments.auth.signing_keys;
    if !files.iter().all(|file| file.is_file()) {
        return Ok(None);
    }
    Keys::load(&arguments.auth.issuer, files).map(|keys| Some(keys.public()))
}

fn given(file: &Path, keys: &PublicKeys) -> Result<Given, String> {
    let token = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Given::open(&token, keys)
        .ok_or_else(|| format!("{}: not a checkpoint that one of the keys signed (checkpoint_forged)", file.display()))
}

/// `duban audit seal`.
pub fn seal(database: &DatabaseSettings) -> Outcome {
    let db = connect(database)?;
    let sealed = db.write_blocking(|conn| {
        let all = events::jurisdictions(conn)?;
        let mut tx = Tx::of_service(conn, &Clock::system(0), "operator");
        all.into_iter()
            .map(|code| Ok((audit::seal(&mut tx, &code)?, code)))
            .collect::<crate::foundation::error::Result<Vec<_>>>()
    });
    for (count, jurisdiction) in sealed.map_err(|error| error.to_string())? {
        println!("{jurisdiction}: {count} figure(s) sealed");
    }
    Ok(())
}
