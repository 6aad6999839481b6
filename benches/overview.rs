//! The overview of a large plan beside one indicator's progress: 200 indicators, 400 projects, twelve months of reports.
//!
//! `cargo bench --bench overview` on a SQLite file of its own, and on the PostgreSQL database of `TEST_DATABASE_URL` (an
//! empty one) when it is set. It prints medians and their ratio, and fails when the number of statements is not the same for
//! ten indicators and for two hundred.
#![allow(clippy::disallowed_methods)] // as the tests do, it reads TEST_DATABASE_URL
// A test ends where it fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
use chrono::{NaiveDate, TimeDelta};
use diesel::{
    connection::{Connection, InstrumentationEvent},
    prelude::*,
};
use duban::{
    directory::jurisdictions,
    foundation::{
        auth::{Caller, Role, Scope, View},
        clock::Clock,
        db::{Conn, Db, Decimal, Id, Timestamp, migrations, schema::*},
        error::Result,
        web::{Reference, sort_key},
    },
    plan::{
        periods::{self, PeriodRow},
        plans::{self, Plan},
    },
    progress::{
        overview::{self, OverviewFilter},
        rule_sets::{self, NewRuleSet},
        standings::{self, Moment},
    },
    reporting::{
        reports::{self, ReportRow, ReportStatus},
        subjects::{Measure, Subject, SubjectSummary, SubjectType},
    },
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const DISTRICT: &str = "410102";
const INDICATORS: usize = 200;
const PROJECTS: usize = 400;
const BUREAUS: usize = 30;
const RUNS: usize = 15;

fn main() {
    let folder = std::env::temp_dir().join(format!("duban-overview-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the database");
    let file = format!("sqlite:{}", folder.join("overview.db").display());
    println!("| database | overview, ms | one indicator, ms | ratio | statements |");
    println!("|---|---|---|---|---|");
    measure("SQLite", &file);
    if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        measure("PostgreSQL", &url);
    }
    std::fs::remove_dir_all(&folder).ok();
}

fn measure(name: &str, url: &str) {
    migrations::run(url).expect("migrations");
    let (db, clock) = (Db::connect(url, 4).expect("a database"), Clock::fixed("2026-01-20T02:00:00Z".parse().unwrap()));
    let now = clock.now();
    let (plan, bureaus, areas) = db.write_blocking(|conn| begin(conn, now)).expect("a plan");
    db.write_blocking(|conn| indicators_of(conn, &plan, &bureaus, &areas, 0..10, now)).expect("ten indicators");
    let scope = Scope::of(&supervisor(), clock.business_now());
    let few = statements(&db, &scope);
    db.write_blocking(|conn| indicators_of(conn, &plan, &bureaus, &areas, 10..INDICATORS, now)).expect("indicators");
    db.write_blocking(|conn| projects_of(conn, &plan, &bureaus, &areas, now)).expect("projects");
    let many = statements(&db, &scope);
    assert_eq!(few, many, "{name}: the number of statements grows with the plan");
    let whole = median(|| {
        db.write_blocking(|conn| overview_of(conn, &scope)).expect("an overview");
    });
    let one = median(|| {
        let moment = Moment::of(&scope, None, None).expect("a moment");
        let code = Reference::Code("1.100".into());
        let read = |conn: &mut Conn| standings::store::get(conn, &scope, &code, moment, false);
        db.write_blocking(read).expect("progress");
    });
    let ms = |duration: Duration| duration.as_micros() / 10;
    let ratio = whole.as_micros() / one.as_micros().max(1);
    let text = |hundredths: u128| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    println!("| {name} | {} | {} | {ratio} | {many} |", text(ms(whole)), text(ms(one)));
}

fn median(mut run: impl FnMut()) -> Duration {
    run();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn supervisor() -> Caller {
    Caller {
        id: Id::new(),
        username: "supervisor".into(),
        display_name: "督查室".into(),
        jurisdiction: DISTRICT.into(),
        bureau_id: None,
        roles: vec![Role::Supervisor],
        session_id: Id::new(),
        must_change_password: false,
    }
}

fn overview_of(conn: &mut Conn, scope: &Scope) -> Result<usize> {
    let moment = Moment::of(scope, None, None)?;
    let view = View { caller: supervisor(), scope: scope.clone() };
    let seen = overview::store::get(conn, &view, &OverviewFilter::default(), moment)?;
    Ok(seen.totals.indicators)
}

/// The SQL statements of one overview.
fn statements(db: &Db, scope: &Scope) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    let seen = db.write_blocking(|conn| {
        let counter = counter.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let seen = overview_of(conn, scope);
        conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
        seen
    });
    seen.expect("an overview");
    count.load(Ordering::SeqCst)
}

/// A plan with its calendar, thirty bureaus and ten areas.
fn begin(conn: &mut Conn, now: Timestamp) -> Result<(Plan, Vec<Id>, Vec<Id>)> {
    for (code, name) in [("410000", "河南省"), ("410100", "郑州市"), (DISTRICT, "中原区")] {
        let new = serde_json::from_value(serde_json::json!({"code": code, "name": name}))?;
        jurisdictions::store::insert(conn, &new, now)?;
    }
    let plan = serde_json::from_value(serde_json::json!({"year": 2025, "title": "十项工作"}))?;
    let plan = plans::store::insert(conn, DISTRICT, &plan, now)?;
    let file: serde_json::Value = serde_json::from_str(include_str!("../seeds/zhongyuan-2025/rule_set.json"))?;
    rule_sets::store::insert(conn, DISTRICT, &serde_json::from_value::<NewRuleSet>(file)?, now)?;
    periods::store::make_calendar(conn, &plan, now)?;
    let mut bureaus = Vec::new();
    for number in 0..BUREAUS {
        let body = serde_json::json!({"code": format!("b{number:02}"), "name": format!("单位{number}"), "kind": "bureau", "source": "confirmed"});
        let new = serde_json::from_value(body)?;
        bureaus.push(duban::directory::bureaus::store::insert(conn, DISTRICT, &new, now)?.id);
    }
    let mut ids = Vec::new();
    for number in 1..=10 {
        let body =
            serde_json::json!({"plan": "code:2025", "code": number.to_string(), "name": format!("第{number}项")});
        ids.push(duban::plan::areas::store::insert(conn, &plan, &serde_json::from_value(body)?, now)?.id);
    }
    Ok((plan, bureaus, ids))
}

fn indicators_of(
    conn: &mut Conn,
    plan: &Plan,
    bureaus: &[Id],
    areas: &[Id],
    numbers: std::ops::Range<usize>,
    now: Timestamp,
) -> Result<()> {
    let first: NaiveDate = "2025-01-01".parse().expect("a day");
    for number in numbers {
        let (id, bureau, code) = (Id::new(), bureaus[number % BUREAUS], format!("1.{number}"));
        diesel::insert_into(indicators::table)
            .values((
                indicators::id.eq(id),
                indicators::jurisdiction.eq(DISTRICT),
                indicators::plan_id.eq(plan.id),
                indicators::area_id.eq(areas[number % areas.len()]),
                indicators::code.eq(&code),
                indicators::sort_key.eq(sort_key(&code)),
                indicators::name.eq(format!("指标{number}")),
                indicators::kind.eq("flow"),
                indicators::basis.eq("cumulative"),
                indicators::unit.eq("亿元"),
                indicators::decimals.eq(1),
                indicators::reporting.eq("monthly"),
                indicators::version.eq(1),
                indicators::created_at.eq(now),
                indicators::updated_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(assignments::table)
            .values((
                assignments::id.eq(Id::new()),
                assignments::jurisdiction.eq(DISTRICT),
                assignments::indicator_id.eq(id),
                assignments::bureau_id.eq(bureau),
                assignments::role.eq("lead"),
                assignments::effective_from.eq(first),
                assignments::source.eq("confirmed"),
                assignments::created_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(targets::table)
            .values((
                targets::id.eq(Id::new()),
                targets::jurisdiction.eq(DISTRICT),
                targets::indicator_id.eq(id),
                targets::number.eq(1),
                targets::value.eq(Decimal::whole(120)),
                targets::comparator.eq("gte"),
                targets::commitment.eq("strive"),
                targets::commitment_inherited.eq(false),
                targets::due_on.eq("2025-12-31".parse::<NaiveDate>().expect("a day")),
                targets::due_confidence.eq("default"),
                targets::effective_from.eq(first),
                targets::created_at.eq(now),
            ))
            .execute(conn)?;
        let measure = Measure::of_project();
        let summary = SubjectSummary { kind: SubjectType::Indicator, id, code: code.clone(), name: code };
        reports_of(conn, plan, bureau, summary, measure, number)?;
    }
    Ok(())
}

fn projects_of(conn: &mut Conn, plan: &Plan, bureaus: &[Id], areas: &[Id], now: Timestamp) -> Result<()> {
    for number in 0..PROJECTS {
        let (id, bureau, code) = (Id::new(), bureaus[number % BUREAUS], format!("P{number:03}"));
        diesel::insert_into(projects::table)
            .values((
                projects::id.eq(id),
                projects::jurisdiction.eq(DISTRICT),
                projects::plan_id.eq(plan.id),
                projects::code.eq(&code),
                projects::sort_key.eq(sort_key(&code)),
                projects::name.eq(format!("项目{number}")),
                projects::listing.eq("named"),
                projects::stage.eq("under_construction"),
                projects::level.eq("district"),
                projects::lead_bureau_id.eq(bureau),
                projects::version.eq(1),
                projects::created_at.eq(now),
                projects::updated_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(project_areas::table)
            .values((project_areas::project_id.eq(id), project_areas::area_id.eq(areas[number % areas.len()])))
            .execute(conn)?;
        diesel::insert_into(project_transitions::table)
            .values((
                project_transitions::id.eq(Id::new()),
                project_transitions::jurisdiction.eq(DISTRICT),
                project_transitions::project_id.eq(id),
                project_transitions::to_stage.eq("under_construction"),
                project_transitions::effective_on.eq("2025-01-01".parse::<NaiveDate>().expect("a day")),
                project_transitions::recorded_at.eq(now),
            ))
            .execute(conn)?;
        let summary = SubjectSummary { kind: SubjectType::Project, id, code: code.clone(), name: code };
        reports_of(conn, plan, bureau, summary, Measure::of_project(), number)?;
    }
    Ok(())
}

/// An approved report for every period of the year, on time.
fn reports_of(
    conn: &mut Conn,
    plan: &Plan,
    bureau: Id,
    summary: SubjectSummary,
    measure: Measure,
    number: usize,
) -> Result<()> {
    let subject = Subject { summary, jurisdiction: DISTRICT.into(), plan_id: plan.id, measure, is_list: false };
    let all: Vec<PeriodRow> = periods::store::of_plan(conn, plan.id)?;
    for period in all {
        let at = Timestamp::from(*period.opens_at + TimeDelta::days(1));
        let value = Decimal::whole(period.months * i32::try_from(5 + number % 7).unwrap_or(5));
        let draft = ReportRow::draft(&period, &subject, bureau, None, at);
        let report = ReportRow {
            status: ReportStatus::Approved,
            value: Some(value),
            value_reported: Some(value),
            unit_reported: Some("亿元".into()),
            first_submitted_at: Some(at),
            submitted_at: Some(at),
            decided_at: Some(at),
            ..draft
        };
        reports::store::insert(conn, &report)?;
    }
    Ok(())
}
