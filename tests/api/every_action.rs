//! Every action of every resource, on one plan from its making to its end: each is tried again with the version that was read
//! before and with the one after, and every event is held against the table.
//!
//! The acts are in `every_action/`, a file for each wing; what is held of them is here. An action that the document has and no
//! act takes fails, and so does a kind of event that no act made.
mod acts;
mod walk;

use crate::kit::{TestApp, document};
use diesel::prelude::*;
use duban::foundation::{
    db::{Id, schema::*},
    events::{Audience, Kind},
};
use serde_json::Value;
use std::collections::BTreeSet;
use strum::IntoEnumIterator;
use walk::Walk;

/// Kinds that only the loading of files makes; the demonstration holds them.
const OF_FILES: [Kind; 3] = [Kind::PlanSeeded, Kind::UserSeeded, Kind::ReportSeeded];
/// Made by an operator's command, `duban audit seal`: tests/cli.rs holds it.
const OF_OPERATORS: [Kind; 1] = [Kind::FigureSealed];

/// What stands in the audit log and, where somebody is told, in the feed.
pub struct Entry {
    jurisdiction: String,
    pub kind: Kind,
    resource_type: String,
    resource_id: String,
    data: Value,
    /// Visibility and bureau in the feed.
    told: Option<(String, Option<Id>)>,
}

pub fn entries(app: &TestApp) -> Vec<Entry> {
    type Row = (String, i64, String, String, String, String);
    type Told = (String, Option<Id>);
    app.state
        .db
        .write_blocking(|conn| {
            let audited: Vec<Row> = audit_entries::table
                .order((audit_entries::jurisdiction, audit_entries::sequence))
                .select((
                    audit_entries::jurisdiction,
                    audit_entries::sequence,
                    audit_entries::action,
                    audit_entries::resource_type,
                    audit_entries::resource_id,
                    audit_entries::payload,
                ))
                .load(conn)?;
            let mut found = Vec::new();
            for (jurisdiction, sequence, action, resource_type, resource_id, payload) in audited {
                let told: Option<Told> = changes::table
                    .find((&jurisdiction, sequence))
                    .select((changes::visibility, changes::bureau_id))
                    .first(conn)
                    .optional()?;
                let kind = Kind::named(&action).unwrap_or_else(|| panic!("{action} is not in the table"));
                let data = serde_json::from_str(&payload).unwrap();
                found.push(Entry { jurisdiction, kind, resource_type, resource_id, data, told });
            }
            Ok(found)
        })
        .unwrap()
}

/// The data of each entry is as the document says for its kind, and who is told is as the table says.
fn fit_the_table(entries: &[Entry]) {
    let schemas = &document()["components"]["schemas"]["EventData"]["x-data-by-event-type"];
    for entry in entries {
        let (kind, spec) = (entry.kind, entry.kind.spec());
        let schema = jsonschema::draft202012::options().should_validate_formats(true).build(&schemas[kind.as_str()]);
        let faults: Vec<String> =
            schema.unwrap().iter_errors(&entry.data).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{kind}: {faults:?}\n{:#}", entry.data);
        assert_eq!(entry.resource_type, spec.resource_type, "{kind}");
        let told = entry.told.as_ref().map(|(visibility, bureau)| (visibility.as_str(), bureau.is_some()));
        match spec.audience {
            Audience::Jurisdiction => assert_eq!(told.map(|told| told.0), Some("jurisdiction"), "{kind}"),
            Audience::Bureau => assert_eq!(told.map(|told| told.0), Some("bureau"), "{kind}"),
            Audience::Supervision => assert_eq!(told, Some(("bureau", false)), "{kind}"),
            Audience::Administration => assert_eq!(told, Some(("administration", false)), "{kind}"),
            Audience::Nobody => assert_eq!(told, None, "{kind}"),
        }
    }
}

/// The collection that a type of objects has in a path: `registry-entries` of a `registry_entry`.
pub fn collection(resource_type: &str) -> String {
    let name = resource_type.replace('_', "-");
    match (name.strip_suffix('y'), name.ends_with('s')) {
        (Some(stem), _) => format!("{stem}ies"),
        (None, true) => name,
        (None, false) => format!("{name}s"),
    }
}
/// Where the object of an event is read, when it is read by its id.
fn address(entry: &Entry) -> Option<String> {
    match entry.resource_type.as_str() {
        "rule_set" | "ranking_rules" | "holiday" | "investment" | "confirmation" | "session" => None,
        "bulletin_objection" => None,
        other => Some(format!("/{}/{}", collection(other), entry.resource_id)),
    }
}

#[actix_web::test]
async fn every_action_is_refused_a_second_time_and_every_event_is_as_the_table_says() {
    let mut walk = Walk::new().await;
    acts::directory(&mut walk).await;
    acts::plan(&mut walk).await;
    acts::projects(&mut walk).await;
    acts::reporting(&mut walk).await;
    acts::supervision(&mut walk).await;
    acts::year(&mut walk).await;
    let left: Vec<_> = walk.not_taken();
    assert!(left.is_empty(), "no act takes {left:?}: let one of tests/api/every_action/acts.rs do so");
    let entries = entries(&walk.app);
    fit_the_table(&entries);
    let made: BTreeSet<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    let missing: Vec<&str> = Kind::iter()
        .filter(|kind| !OF_FILES.contains(kind) && !OF_OPERATORS.contains(kind))
        .map(Kind::as_str)
        .filter(|kind| !made.contains(kind))
        .collect();
    assert!(missing.is_empty(), "no act makes {missing:?}: let one of tests/api/every_action/acts.rs do so");
    nobody_is_told_of_what_may_not_be_read(&walk.app, &entries).await;
    what_was_sealed_is_as_it_was_sealed(&walk.app).await;
}

/// After every act there is: whatever sets a figure seals it, or an honest act would look like a tampering. What the tests put
/// there without the service has no seal.
async fn what_was_sealed_is_as_it_was_sealed(app: &TestApp) {
    let audit = app.user("audit-admin").await;
    let answer = audit.get("/audit-entries/verification").await.expect(200).body;
    let wrong: Vec<&Value> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["finding"] != "figure_unsealed")
        .collect();
    assert!(wrong.is_empty() && answer["findings_left_off"] == 0, "{wrong:#?}");
}

/// A bureau that an event does not concern: what it is told of it may read, and what it may not read it is not told of.
async fn nobody_is_told_of_what_may_not_be_read(app: &TestApp, entries: &[Entry]) {
    let (watcher, office) = (app.lead("science").await, app.supervisor().await);
    let own: Id = watcher.get("/me").await.expect(200).body["bureau"]["id"].as_str().unwrap().parse().unwrap();
    // What is read no longer: a file that was deleted, a bulletin that was circulated and then given up.
    let ends = [Kind::AttachmentDeleted, Kind::BulletinRecalled];
    let gone: BTreeSet<&String> =
        entries.iter().filter(|entry| ends.contains(&entry.kind)).map(|entry| &entry.resource_id).collect();
    let mut compared = BTreeSet::new();
    // What another jurisdiction is told is its own.
    for entry in entries.iter().filter(|entry| entry.jurisdiction == "410102") {
        let Some(address) = address(entry) else { continue };
        if gone.contains(&entry.resource_id) || !compared.insert((entry.kind.as_str(), entry.resource_id.clone())) {
            continue;
        }
        let told = match entry.told.as_ref() {
            Some((visibility, bureau)) => visibility == "jurisdiction" || *bureau == Some(own),
            None => false,
        };
        let of_administration = matches!(entry.kind.spec().audience, Audience::Administration | Audience::Nobody);
        let read = watcher.get(&address).await;
        if told {
            assert_eq!(read.status, 200, "{} of {address} is told to a bureau that may not read it", entry.kind);
        }
        if !of_administration {
            office.get(&address).await.expect(200);
        }
    }
    // What concerns one bureau alone stays with it: none of its objects is read, or told, anywhere else.
    for entry in entries.iter().filter(|entry| entry.kind.spec().audience == Audience::Bureau) {
        let concerned = entry.told.as_ref().and_then(|(_, bureau)| *bureau);
        if concerned != Some(own)
            && let Some(address) = address(entry).filter(|_| !gone.contains(&entry.resource_id))
            && watcher.get(&address).await.status == 200
        {
            // What became public since: an approved trajectory, an accepted item of a list.
            let public = ["trajectory", "list_item"].contains(&entry.resource_type.as_str());
            assert!(public, "{} of {address} is read by another bureau", entry.kind);
        }
    }
}

#[actix_web::test]
async fn what_the_demonstration_tells_is_as_the_table_says() {
    let app = TestApp::demonstration().await;
    let entries = entries(&app);
    fit_the_table(&entries);
    let made: BTreeSet<&str> = entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert!(OF_FILES.iter().all(|kind| made.contains(kind.as_str())), "{made:?}");
}
