//! "Only one" is held by the database: twelve at once leave one, for every code that says so.
//!
//! The table names each code that answers 409, and what stands behind it. A new one without a row fails, a row of an
//! [`Once`](Behind::Once) or [`Held`](Behind::Held) without a contest too: a check that reads and then writes is no rule where
//! transactions run side by side.
mod contests;

use crate::kit::{Client, Json, key};
use contests::contest;
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use duban::foundation::error::{Code, constraints};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;
use std::{collections::BTreeSet, time::Duration};
use strum::IntoEnumIterator;

/// What makes a 409 true however many come at once.
enum Behind {
    /// A unique constraint or index with this code in `constraints.rs`.
    Once,
    /// The row of a parent in this table, held until the commit.
    Held(&'static str),
    /// Nothing may be only one: the state of the object that is acted on, whose version is compared when it is written.
    State,
}
use Behind::{Held, Once, State};

#[rustfmt::skip]
const TABLE: &[(Code, Behind)] = &[
    (Code::IdempotencyInProgress, Once),
    (Code::BootstrapDone, Held("deployment")),
    (Code::JurisdictionCodeTaken, Once), (Code::BureauCodeTaken, Once), (Code::UnifiedCodeTaken, Once), (Code::UsernameTaken, Once),
    (Code::LastAdministrator, Held("feed_counters")),
    (Code::PlanYearTaken, Once), (Code::PlanYearClosed, State), (Code::PlanYearUnfinished, State), (Code::PlanYearOpen, State),
    (Code::AreaCodeTaken, Once), (Code::FactCodeTaken, Once), (Code::IndicatorCodeTaken, Once),
    (Code::TargetDateTaken, Once), (Code::AssignmentTaken, Once),
    (Code::TrajectoryNotApplicable, State), (Code::TrajectoryDateTaken, Held("indicators")), (Code::TrajectoryDecided, State),
    (Code::IndicatorReported, State),
    (Code::ProjectCodeTaken, Once), (Code::MilestoneCodeTaken, Once), (Code::TransitionNotAllowed, State), (Code::TransitionBlocked, State),
    (Code::MilestoneKindTaken, Once), (Code::BaselineFrozen, State), (Code::MilestoneCompleted, State),
    (Code::DependencyExists, Once), (Code::DependencyCycle, Held("plans")),
    (Code::LeaderPostCodeTaken, Once), (Code::LeaderTermTaken, Once), (Code::ProjectLeaderTaken, Once),
    (Code::RegistryEntryOpen, Once), (Code::RegistryNumberTaken, Once), (Code::RegistryEntryLeft, State),
    (Code::ObstacleResolved, State), (Code::ObstacleAtTop, State), (Code::RenewalCodeTaken, Once), (Code::NothingToExport, State),
    (Code::ListItemDuplicate, Once), (Code::ListItemNotDecidable, State), (Code::ListItemNotWithdrawable, State),
    (Code::ProjectSuspended, Held("projects")), (Code::ProjectNotSuspended, State), (Code::SuspensionNotAllowed, State),
    (Code::InUseNotAllowed, State),
    (Code::PeriodNotOpen, State), (Code::PeriodClosed, State), (Code::PeriodNotEnded, State), (Code::DueTimePassed, State),
    (Code::ExceptionExists, Held("periods")), (Code::ExceptionEnded, State),
    (Code::ExtensionTooLate, State), (Code::ExtensionPending, Once), (Code::ExtensionNotApplicable, State), (Code::ExtensionDecided, State),
    (Code::PeriodNotBegun, State), (Code::ReportExists, Once), (Code::ReportNotEditable, State), (Code::ReportNotSubmittable, State),
    (Code::ReportNotWithdrawable, State), (Code::ReportNotReviewable, State), (Code::ReportNotCorrectable, State),
    (Code::ReportNotDiscardable, State), (Code::CorrectionPending, Once), (Code::NothingToConfirm, State), (Code::FigureConfirmed, Once),
    (Code::PeriodAlreadyClosed, State), (Code::PeriodAlreadyOpen, State), (Code::CalendarExists, Once), (Code::HolidayExists, Once),
    (Code::BulletinState, State), (Code::BulletinNumberTaken, Once), (Code::ObjectionsClosed, State), (Code::ObjectionsRunning, State),
    (Code::ObjectionsUndecided, State), (Code::ObjectionDecided, State), (Code::ObjectionRepeated, Held("bulletins")),
    (Code::OrderNotSignable, State), (Code::OrderNotInHand, State), (Code::OrderNotInProgress, State), (Code::OrderNotDecidable, State),
    (Code::OrderEnded, State), (Code::OrderDuePassed, State), (Code::OrderExtensionPending, Held("supervision_orders")),
    (Code::OrderExtensionMissing, State), (Code::ReminderRulesMissing, State), (Code::ReminderRulesDateTaken, Once),
    (Code::ReminderAcknowledged, State),
    (Code::RuleSetDateTaken, Once), (Code::LightFrozen, State), (Code::LightOverridden, Held("indicators")),
    (Code::OverrideRevoked, State), (Code::IndicatorNotReported, State), (Code::AttachmentLinked, State),
];
/// Codes whose contest is not twelve of the same: fifty with one key (`concurrency`), twelve that each get a number.
const ELSEWHERE: [Code; 2] = [Code::IdempotencyInProgress, Code::BulletinNumberTaken];
/// How often the rules that once were only read before the write are contested anew.
const ROUNDS: usize = 6;
const READ_BEFORE: [Code; 3] = [Code::CorrectionPending, Code::ExtensionPending, Code::ExceptionExists];

/// One request of a contest.
pub struct Entrant {
    pub client: Client,
    pub method: Method,
    pub path: String,
    pub etag: Option<String>,
    pub body: Value,
}

impl Entrant {
    async fn send(self) -> crate::kit::Answer {
        let mut request = self.client.request(self.method, &self.path);
        if self.client.is_known() {
            request = request.header("Idempotency-Key", key());
        }
        if let Some(etag) = &self.etag {
            request = request.header("If-Match", etag);
        }
        self.client.send(request.json(&self.body)).await
    }
}

#[test]
fn every_409_says_what_stands_behind_it() {
    let known: BTreeSet<&str> = TABLE.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(known.len(), TABLE.len(), "a code has one row");
    let conflicts: BTreeSet<&str> =
        Code::iter().filter(|code| code.status().as_u16() == 409).map(Code::as_str).collect();
    assert_eq!(known, conflicts, "the codes of the table, and those that answer 409");
    for (code, behind) in TABLE {
        let constrained = constraints::UNIQUE.iter().any(|(.., of)| of == code);
        match behind {
            Once => assert!(constrained, "{code:?}: no unique constraint has it"),
            Held(parent) => assert!(!constrained, "{code:?} has a constraint, and rests on {parent}"),
            State => assert!(!constrained, "{code:?} has a unique constraint: say Once, and contest it"),
        }
    }
}

/// The words by which a code tells that there is one already; what says so and is not contested acts on an object whose version
/// is compared.
#[test]
fn what_says_that_there_is_one_already_is_not_taken_for_a_state() {
    let says = ["_taken", "_exists", "_pending", "_duplicate", "_running", "_in_progress", "_overridden", "_suspended"];
    for (code, _) in TABLE.iter().filter(|(_, behind)| matches!(behind, State)) {
        let said = says.iter().any(|word| code.as_str().ends_with(word));
        // Their words tell of a state: of the objections to a bulletin, of an order, of a project that stands still not.
        let of_state = [Code::ObjectionsRunning, Code::OrderNotInProgress, Code::ProjectNotSuspended].contains(code);
        assert!(!said || of_state, "{code:?}");
    }
}

#[actix_web::test]
async fn of_twelve_at_once_one_is_taken_and_the_others_hear_that_there_is_one() {
    let mut wrong = Vec::new();
    for (code, _) in TABLE.iter().filter(|(code, behind)| !matches!(behind, State) && !ELSEWHERE.contains(code)) {
        let rounds = if READ_BEFORE.contains(code) { ROUNDS } else { 1 };
        for round in 0..rounds {
            let (app, entrants) = contest(*code, round).await;
            assert!(entrants.len() >= 12, "{code:?}");
            let answers = join_all(entrants.into_iter().map(Entrant::send)).await;
            let taken = answers.iter().filter(|answer| answer.status < 300).count();
            let told: Vec<_> = answers.iter().map(|answer| (answer.status, answer.code().to_owned())).collect();
            // The last administrator is kept: all others go.
            let expected = if *code == Code::LastAdministrator { answers.len() - 1 } else { 1 };
            let fits = |(status, said): &&(u16, String)| *status < 300 || *status == 412 || said == code.as_str();
            // Whoever loses to its own like hears of that.
            let alike = |(_, said): &&(u16, String)| *code == Code::DependencyCycle && said == "dependency_exists";
            let other = told.iter().filter(|one| !fits(one) && !alike(one)).count();
            if taken != expected || other > 0 {
                wrong.push(format!("{code:?}, round {round}: {taken} of {expected} taken: {told:?}"));
            }
            drop(app);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Many at once seldom meet in the very moment. So the database is asked itself: whatever the code read before, it takes no second
/// one.
#[actix_web::test]
async fn the_database_takes_no_second_correction_and_no_second_request() {
    for (code, undone) in [
        (Code::CorrectionPending, "UPDATE reports SET status = 'draft' WHERE status = 'discarded'"),
        (Code::ExtensionPending, "UPDATE extensions SET status = 'requested' WHERE status = 'withdrawn'"),
    ] {
        let (app, mut entrants) = contest(code, 0).await;
        let lead = app.lead("housing").await;
        let made = entrants.remove(0).send().await.expect(201);
        let path = made.header("location").trim_start_matches("/api/v1").to_owned();
        let undo = if code == Code::CorrectionPending { "discard" } else { "withdraw" };
        lead.act(&format!("{path}/{undo}"), made.etag(), &serde_json::json!({})).await.expect(200);
        entrants.remove(0).send().await.expect(201);
        let refused = app.state.db.write_blocking(|conn| Ok(conn.batch_execute(undone)?)).unwrap_err();
        assert_eq!(refused.code(), code);
    }
}

/// On PostgreSQL: who wants to be the only one waits for whoever has the parent.
#[actix_web::test]
async fn what_is_held_makes_the_next_one_wait() {
    for (code, table) in TABLE.iter().filter_map(|(code, behind)| match behind {
        Held(table) => Some((*code, *table)),
        _ => None,
    }) {
        let (app, mut entrants) = contest(code, 0).await;
        if app.url().starts_with("sqlite") {
            return;
        }
        let mut other = PgConnection::establish(app.url()).unwrap();
        other.batch_execute(&format!("BEGIN; SELECT 1 FROM {table} FOR SHARE")).unwrap();
        let first = actix_web::rt::spawn(entrants.remove(0).send());
        tokio::time::sleep(Duration::from_millis(800)).await;
        assert!(!first.is_finished(), "{code:?} does not wait for {table}");
        other.batch_execute("COMMIT").unwrap();
        let answer = first.await.unwrap();
        assert!(answer.status < 300, "{code:?}: {} {:#}", answer.status, answer.body);
    }
}

#[actix_web::test]
async fn twelve_bulletins_that_are_published_at_once_get_numbers_of_their_own() {
    let (_app, entrants) = contest(Code::BulletinNumberTaken, 0).await;
    let answers = join_all(entrants.into_iter().map(Entrant::send)).await;
    let mut numbers: Vec<i64> = answers.iter().filter_map(|answer| answer.body["number"].as_i64()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    let refused = answers.iter().filter(|answer| answer.status != 200);
    assert!(refused.into_iter().all(|answer| answer.code() == "bulletin_number_taken"), "{numbers:?}");
    assert!(!numbers.is_empty());
}
