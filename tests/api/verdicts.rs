//! Verdicts: what was frozen when a period closed, for good, and reproducible from what was kept.
use crate::{
    kit::{Answer, TestApp},
    progress::{approved, indicator, plan, submitted, value},
    rule_sets::strict,
    trajectories,
};
use diesel::{
    connection::{Connection, InstrumentationEvent},
    prelude::*,
};
use duban::{
    foundation::{
        db::{Conn, Decimal, Id, schema::*},
        events::Tx,
    },
    plan::periods::PeriodRow,
    progress::{closings, verdicts::FrozenInputs},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Closes a period of the district.
pub async fn close(app: &TestApp, code: &str) -> Answer {
    change(app, code, "close", json!({})).await
}
/// Reopens it.
pub async fn reopen(app: &TestApp, code: &str) -> Answer {
    change(app, code, "reopen", json!({"reason": "补报"})).await
}
async fn change(app: &TestApp, code: &str, action: &str, body: Value) -> Answer {
    let (supervisor, path) = (app.supervisor().await, format!("/periods/code:{code}"));
    let seen = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/{action}"), seen.etag(), &body).await.expect(200)
}
async fn verdicts(app: &TestApp, period: &str, query: &str) -> Vec<Value> {
    let page = app
        .supervisor()
        .await
        .get(&format!("/verdicts?period={period}{}", query.replace('?', "&")))
        .await
        .expect(200)
        .body;
    page["items"].as_array().unwrap().clone()
}
/// The latest verdict of indicator 2.9 in September.
async fn kept(app: &TestApp) -> Value {
    verdicts(app, "2025-09", "").await.into_iter().find(|verdict| verdict["indicator"]["code"] == "2.9").unwrap()
}
async fn progress(app: &TestApp, query: &str) -> Value {
    app.leader().await.get(&format!("/indicators/code:2.9/progress{query}")).await.expect(200).body
}
/// What a correction does to the figure: a higher revision states another value.
fn correct(app: &TestApp, report: &str, stated: &str) {
    let (id, stated): (Id, Decimal) = (report.parse().unwrap(), stated.parse().unwrap());
    let set = (reports::value.eq(Some(stated)), reports::revision.eq(reports::revision + 1));
    let changed =
        app.state.db.write_blocking(|conn| Ok(diesel::update(reports::table.find(id)).set(set).execute(conn)?));
    assert_eq!(changed.unwrap(), 1);
}
async fn ready() -> TestApp {
    let app = TestApp::new().await;
    plan(&app).await;
    indicator(&app, "2.9", json!({})).await;
    app
}

#[actix_web::test]
async fn a_closing_freezes_the_lights_with_everything_that_decided_them() {
    let app = ready().await;
    indicator(&app, "1.8", json!({"area": "code:1", "lead_bureau": "code:science"})).await;
    let quiet = json!({"kind": "qualitative", "basis": null, "unit": null, "reporting": "none", "decimals": 0, "target": {"commitment": "promote"}});
    indicator(&app, "1.9", quiet).await;
    approved(&app, "housing", "2.9", "2025-08", value("190")).await;
    let report = approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    approved(&app, "science", "1.8", "2025-08", value("300")).await;
    app.set_time("2025-10-20T02:00:00Z");
    let (supervisor, path) = (app.supervisor().await, "/periods/code:2025-09");
    let seen = supervisor.get(path).await.expect(200);
    supervisor.act(&format!("{path}/close?dry_run=true"), seen.etag(), &json!({})).await.expect(200);
    assert!(verdicts(&app, "2025-09", "").await.is_empty(), "a rehearsal");
    close(&app, "2025-09").await;
    let all = verdicts(&app, "2025-09", "?count=exact").await;
    let codes: Vec<&Value> = all.iter().map(|verdict| &verdict["indicator"]["code"]).collect();
    assert_eq!(codes, [&json!("1.8"), &json!("2.9")], "what is reported, in the order of the codes");
    // August's figure, however good, says nothing of September.
    assert_eq!((&all[0]["light"], &all[0]["light_reason"]), (&json!("grey"), &json!("unreported")));
    assert_eq!((&all[0]["actual"], &all[0]["bucket"]), (&json!(null), &json!("no_data")));
    for (field, expected) in [
        ("closing", json!(1)),
        ("light", json!("yellow")),
        ("light_reason", json!("behind")),
        ("computed_light", json!("yellow")),
        ("bucket", json!("behind")),
        ("actual", json!("215")),
        ("rate", json!("64.1217")),
        ("expected", json!("251.475")),
        ("expected_rate", json!("75")),
        ("variance_pp", json!("-10.8783")),
        ("value_status", json!("approved")),
        ("target_number", json!(1)),
        ("rule_set_number", json!(1)),
        ("trajectory_id", json!(null)),
        ("frozen_at", json!("2025-10-20T02:00:00.000000Z")),
    ] {
        assert_eq!(all[1][field], expected, "{field}");
    }
    assert_eq!((&all[1]["lead_bureau"]["code"], &all[1]["area"]["code"]), (&json!("housing"), &json!("2")));

    let one = supervisor.get(&format!("/verdicts/{}", all[1]["id"].as_str().unwrap())).await.expect(200).body;
    let text = one["inputs_text"].as_str().unwrap();
    assert_eq!(one["inputs_hash"], hex::encode(Sha256::digest(text)));
    let observed = one["inputs"]["observations"].as_array().unwrap();
    assert_eq!((observed.len(), &observed[1]["report_id"]), (2, &json!(report.id())));
    assert_eq!((&observed[1]["revision"], &observed[1]["value"]), (&json!(1), &json!("215")));
    let inputs: FrozenInputs = serde_json::from_str(text).unwrap();
    let (again, hash) = inputs.sealed().unwrap();
    assert_eq!((again.as_str(), &json!(hash)), (text, &one["inputs_hash"]));
    let decision = inputs.decide();
    let decimal =
        |figure: &duban::progress::figures::Figure| Decimal::nearest(figure.as_ref().unwrap()).unwrap().to_string();
    let figures = [&decision.computed.actual, &decision.computed.rate, &decision.computed.variance_pp].map(decimal);
    assert_eq!(json!(figures), json!([one["actual"], one["rate"], one["variance_pp"]]));
    assert_eq!(
        (json!(decision.light), json!(decision.light_reason)),
        (one["light"].clone(), one["light_reason"].clone())
    );

    let seen = progress(&app, "").await;
    assert_eq!(
        (&seen["light"], &seen["light_source"], &seen["verdict"]["id"]),
        (&json!("yellow"), &json!("frozen"), &one["id"])
    );
    assert_eq!(seen["verdict"]["rule_set"], json!({"code": "lights", "number": 1}));
    assert!(seen["sentence_zh"].as_str().unwrap().ends_with("该期已第1次关闭，灯色封存为黄灯。"));
    assert_eq!(progress(&app, "?as_of=2025-10-19").await["light_source"], "computed", "not closed then");
    let audit = app.user("audit-admin").await.get("/audit-entries?action=period.closed").await.expect(200).body;
    assert!(audit["items"][0].to_string().contains("verdicts_hash"), "{audit:#}");
}

#[actix_web::test]
async fn verdicts_are_filtered_and_their_inputs_kept_from_other_bureaus() {
    let app = ready().await;
    indicator(&app, "1.8", json!({"area": "code:1", "lead_bureau": "code:science"})).await;
    approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    approved(&app, "science", "1.8", "2025-09", value("300")).await;
    app.set_time("2025-10-20T02:00:00Z");
    close(&app, "2025-09").await;
    for (query, expected) in [
        ("?light=yellow", vec!["2.9"]),
        ("?light=red,grey", vec![]),
        ("?area=code:1", vec!["1.8"]),
        ("?lead_bureau=code:housing", vec!["2.9"]),
        ("?closing=all", vec!["1.8", "2.9"]),
    ] {
        let found = verdicts(&app, "2025-09", query).await;
        let codes: Vec<&str> = found.iter().map(|verdict| verdict["indicator"]["code"].as_str().unwrap()).collect();
        assert_eq!(codes, expected, "{query}");
    }
    let supervisor = app.supervisor().await;
    let first = supervisor.get("/verdicts?period=2025-09&limit=1&count=exact").await.expect(200).body;
    assert_eq!(first["page"]["total"], 2);
    let next = first["page"]["next_cursor"].as_str().unwrap();
    let second = supervisor.get(&format!("/verdicts?period=2025-09&limit=1&cursor={next}")).await;
    assert_eq!(second.expect(200).body["items"][0]["indicator"]["code"], "2.9");
    supervisor.get("/verdicts?period=2025-09&light=blue").await.refused(400, "invalid_parameter");
    let path = format!("/verdicts/{}", kept(&app).await["id"].as_str().unwrap());
    for (user, known) in [
        ("supervisor", true),
        ("leader", true),
        ("housing-lead", true),
        ("housing-reporter", true),
        ("science-lead", false),
        ("system-admin", false),
        ("audit-admin", false),
    ] {
        let seen = app.user(user).await.get(&path).await.expect(200).body;
        assert_eq!((seen["inputs"].is_object(), seen["inputs_text"].is_string()), (known, known), "{user}");
        assert_eq!(seen["light"], "yellow", "{user}");
    }
    app.user("erqi-leader").await.get(&path).await.refused(404, "not_found");
    app.user("city-leader").await.get(&path).await.expect(200);
}

#[actix_web::test]
async fn new_thresholds_targets_and_corrections_never_repaint_a_closed_period() {
    let app = ready().await;
    let report = approved(&app, "housing", "2.9", "2025-09", value("215")).await;
    let supervisor = app.supervisor().await;
    // In force before the closing, but not in September.
    supervisor.post("/rule-sets", &strict("2025-10-15")).await.expect(201);
    app.set_time("2025-10-20T02:00:00Z");
    assert_eq!(progress(&app, "").await["light"], "red");
    close(&app, "2025-09").await;
    let seen = progress(&app, "").await;
    assert_eq!((&seen["light"], &seen["computed_light"]), (&json!("yellow"), &json!("red")));
    assert_eq!((&seen["rule_set"]["number"], &seen["verdict"]["rule_set"]["number"]), (&json!(2), &json!(1)));
    let verdict = kept(&app).await;
    correct(&app, report.id(), "335.3");
    let seen = progress(&app, "").await;
    assert_eq!(
        (&seen["actual"], &seen["light"]),
        (&json!("335.3"), &json!("yellow")),
        "figures move, the light does not"
    );
    assert_eq!((&seen["computed_light"], &seen["bucket"]), (&json!("green"), &json!("completed_early")));
    let counts = app.leader().await.get("/overview").await.expect(200).body["totals"]["lights"].clone();
    assert_eq!((&counts["yellow"], &counts["green"]), (&json!(1), &json!(0)));
    assert_eq!(kept(&app).await, verdict);
    app.set_time("2025-11-05T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-10", value("340")).await;
    let seen = progress(&app, "").await;
    assert_eq!((&seen["light"], &seen["light_source"]), (&json!("green"), &json!("computed")), "October is not closed");
    assert_eq!(progress(&app, "?as_of=2025-10-31").await["light"], "yellow");
}

#[actix_web::test]
async fn a_late_repair_is_yellow_for_good() {
    let app = ready().await;
    app.set_time("2025-10-20T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!((&kept(&app).await["light"], &kept(&app).await["light_reason"]), (&json!("grey"), &json!("unreported")));
    app.set_time("2025-10-22T02:00:00Z");
    reopen(&app, "2025-09").await;
    approved(&app, "housing", "2.9", "2025-09", value("300")).await;
    assert_eq!(progress(&app, "").await["light"], "grey", "frozen until it closes again");
    for (day, closing) in [("2025-10-23", 2), ("2025-10-24", 3)] {
        app.set_time(&format!("{day}T02:00:00Z"));
        close(&app, "2025-09").await;
        let verdict = kept(&app).await;
        assert_eq!((&verdict["closing"], &verdict["light"]), (&json!(closing), &json!("yellow")));
        assert_eq!((&verdict["light_reason"], &verdict["computed_light"]), (&json!("late_met"), &json!("green")));
        assert_eq!(
            (&progress(&app, "").await["light"], &progress(&app, "").await["computed_light"]),
            (&json!("yellow"), &json!("green"))
        );
        reopen(&app, "2025-09").await;
    }
    let all = verdicts(&app, "2025-09", "?closing=all").await;
    let lights: Vec<&Value> = all.iter().map(|verdict| &verdict["light"]).collect();
    assert_eq!(lights, [&json!("grey"), &json!("yellow"), &json!("yellow")]);
}

#[actix_web::test]
async fn what_was_behind_and_then_mended_is_yellow_too() {
    let app = ready().await;
    let report = approved(&app, "housing", "2.9", "2025-09", value("150")).await;
    app.set_time("2025-10-20T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!(kept(&app).await["light"], "red");
    reopen(&app, "2025-09").await;
    correct(&app, report.id(), "300");
    app.set_time("2025-10-21T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!((&kept(&app).await["light"], &kept(&app).await["light_reason"]), (&json!("yellow"), &json!("late_met")));
}

#[actix_web::test]
async fn what_was_submitted_in_time_is_not_late_because_its_approval_was() {
    let app = ready().await;
    app.set_time("2025-10-06T02:00:00Z"); // due on the 7th
    let report = submitted(&app, "housing", "2.9", "2025-09", value("300")).await;
    app.set_time("2025-10-20T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!(kept(&app).await["light"], "grey", "not approved");
    let (supervisor, path) = (app.supervisor().await, format!("/reports/{}", report.id()));
    let seen = supervisor.get(&path).await.expect(200);
    supervisor.act(&format!("{path}/approve"), seen.etag(), &json!({})).await.expect(200);
    reopen(&app, "2025-09").await;
    app.set_time("2025-10-21T02:00:00Z");
    close(&app, "2025-09").await;
    assert_eq!(
        (&kept(&app).await["light"], &kept(&app).await["light_reason"]),
        (&json!("green"), &json!("on_schedule"))
    );
}

#[actix_web::test]
async fn a_verdict_is_held_against_the_trajectory_of_its_time() {
    let app = ready().await;
    app.set_time("2025-09-20T02:00:00Z");
    let early = ["20", "60", "100", "150", "200", "240", "280", "300", "315", "325", "335.3"];
    let planned = trajectories::planned(&app, "housing", "2.9", &early, "2025-01-01").await;
    app.set_time("2025-10-20T02:00:00Z");
    approved(&app, "housing", "2.9", "2025-09", value("260")).await;
    close(&app, "2025-09").await;
    let verdict = kept(&app).await;
    assert_eq!((&verdict["trajectory_id"], &verdict["trajectory_number"]), (&json!(planned.id()), &json!(1)));
    assert_eq!((&verdict["expected"], &verdict["light"]), (&json!("300"), &json!("yellow")));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);
impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Whatever happens afterwards, in whatever order: a frozen period never changes.
#[actix_web::test]
async fn a_frozen_period_never_changes() {
    for seed in 1..=3 {
        let app = ready().await;
        let mut dice = Dice(seed);
        let report = approved(&app, "housing", "2.9", "2025-09", value(&(100 + dice.roll(200)).to_string())).await;
        app.set_time("2025-10-20T02:00:00Z");
        close(&app, "2025-09").await;
        let first = kept(&app).await;
        let path = format!("/verdicts/{}", first["id"].as_str().unwrap());
        let frozen = app.supervisor().await.get(&path).await.expect(200).bytes;
        let light = first["light"].clone();
        for step in 0..12 {
            let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 21).unwrap() + chrono::Days::new(step);
            app.set_time(&format!("{day}T02:00:00Z"));
            let supervisor = app.supervisor().await;
            // Each may be refused; none may touch what was frozen.
            let did = match dice.roll(7) {
                0 => {
                    correct(&app, report.id(), &(50 + dice.roll(300)).to_string());
                    "corrections"
                }
                1 => {
                    supervisor.post("/rule-sets", &strict(&day.to_string())).await;
                    "rules"
                }
                2 => {
                    let target = json!({"value": (200 + dice.roll(300)).to_string(), "comparator": "gt", "commitment": "ensure",
                        "effective_from": day, "document": "d", "reason": "r"});
                    supervisor.post("/indicators/code:2.9/targets", &target).await;
                    "target"
                }
                3 => {
                    let late = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "335.3"];
                    let made = app
                        .lead("housing")
                        .await
                        .post("/indicators/code:2.9/trajectories", &trajectories::body(&late, &day.to_string()))
                        .await;
                    if made.status == 201 {
                        let approve = format!("/trajectories/{}/approve", made.id());
                        supervisor.act(&approve, made.etag(), &json!({})).await;
                    }
                    "trajectory"
                }
                4 => {
                    let late = json!({"indicator": "code:2.9", "period": "2025-08", "value": dice.roll(300).to_string(), "unit": "亿元", "narrative": "补"});
                    app.lead("housing").await.post("/reports", &late).await;
                    "report"
                }
                5 => {
                    let move_to =
                        json!({"bureau": "code:science", "role": "lead", "effective_from": day, "source": "confirmed"});
                    supervisor.post("/indicators/code:2.9/assignments", &move_to).await;
                    "lead"
                }
                _ => {
                    reopen(&app, "2025-09").await;
                    close(&app, "2025-09").await;
                    "close again"
                }
            };
            assert_eq!(
                app.supervisor().await.get(&path).await.expect(200).bytes,
                frozen,
                "seed {seed}, step {step}: {did}"
            );
            let then = progress(&app, "?as_of=2025-10-20").await;
            assert_eq!(
                (&then["light"], &then["light_source"]),
                (&light, &json!("frozen")),
                "seed {seed}, step {step}: {did}"
            );
        }
    }
}

/// The SQL statements of freezing September, without effect.
async fn statements(app: &TestApp) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let (counted, clock) = (count.clone(), app.state.clock.clone());
    let freeze = move |conn: &mut Conn| {
        let now = duban::foundation::clock::start_of_day("2025-10-20".parse().unwrap());
        let period = PeriodRow::query().filter(periods::code.eq("2025-09")).first(conn)?;
        let counter = counted.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let period = PeriodRow { closed_at: Some(now), ..period };
        let frozen = closings::store::freeze(&mut Tx::of_service(conn, &clock, "tests"), &period);
        conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
        Ok(frozen?.verdicts)
    };
    let verdicts = app.state.db.rehearse(freeze).await.unwrap();
    count.load(Ordering::SeqCst) - verdicts
}

#[actix_web::test]
async fn a_closing_reads_as_often_for_few_indicators_as_for_many() {
    let app = ready().await;
    let few = statements(&app).await;
    for number in 20..40 {
        indicator(&app, &format!("2.{number}"), json!({})).await;
        approved(&app, "housing", &format!("2.{number}"), "2025-09", value("100")).await;
    }
    let many = statements(&app).await;
    assert!(few > 5 && few == many, "{few} statements beside one for each verdict, then {many}");
}
