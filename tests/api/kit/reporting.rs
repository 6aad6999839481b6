//! A plan that is reported on: indicators of every kind, a project, who leads them, holidays and the calendar of 2025.
use super::{Answer, Client, TestApp};
use diesel::prelude::*;
use duban::{
    foundation::db::{Conn, Id, Timestamp, schema::*},
    plan::calendar,
};
use serde_json::{Value, json};

/// Code, kind, basis, unit, decimals, leading bureau.
type Row = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, i32, &'static str);
const INDICATORS: &[Row] = &[
    ("1.8", "flow", Some("cumulative"), Some("亩"), 0, "housing"),
    ("2.9", "flow", Some("cumulative"), Some("亿元"), 1, "housing"),
    ("3.1", "flow", Some("increment"), Some("个"), 0, "industry"),
    ("5.1", "list", Some("cumulative"), Some("家"), 0, "industry"),
    ("6.6", "milestone", None, None, 0, "housing"),
    ("8.7", "ratio", None, Some("%"), 0, "science"),
];

impl TestApp {
    /// With a plan of 2025 that is reported on. Area 1 holds everything; P001 is led by industry.
    pub async fn with_reporting() -> Self {
        let app = Self::without_calendar().await;
        app.supervisor().await.post("/periods", &json!({"plan": "code:2025"})).await.expect(201);
        app
    }
    /// The same before its periods are made.
    pub async fn without_calendar() -> Self {
        let app = Self::new().await;
        let plan = app.supervisor().await.post("/plans", &json!({"year": 2025, "title": "十项工作"})).await.expect(201);
        let (plan, now): (Id, _) = (plan.id().parse().unwrap(), app.state.clock.now());
        app.state
            .db
            .write_blocking(|conn| {
                let area = add_area(conn, plan, now)?;
                for row in INDICATORS {
                    add_indicator(conn, plan, area, row, now)?;
                }
                add_project(conn, plan, area, now)?;
                Ok(add_holidays(conn)?)
            })
            .unwrap();
        app
    }
}

/// The bureau of the district that has a code.
pub fn bureau(conn: &mut Conn, code: &str) -> QueryResult<Id> {
    bureaus::table
        .filter(bureaus::jurisdiction.eq("410102").and(bureaus::code.eq(code)))
        .select(bureaus::id)
        .first(conn)
}

fn add_area(conn: &mut Conn, plan: Id, now: Timestamp) -> QueryResult<Id> {
    let id = Id::new();
    diesel::insert_into(areas::table)
        .values((
            areas::id.eq(id),
            areas::jurisdiction.eq("410102"),
            areas::plan_id.eq(plan),
            areas::code.eq("1"),
            areas::sort_key.eq("000001"),
            areas::name.eq("重点项目建设"),
            areas::version.eq(1),
            areas::created_at.eq(now),
            areas::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

fn add_indicator(conn: &mut Conn, plan: Id, area: Id, row: &Row, now: Timestamp) -> QueryResult<()> {
    let (code, kind, basis, unit, decimals, lead) = *row;
    let (id, lead) = (Id::new(), bureau(conn, lead)?);
    diesel::insert_into(indicators::table)
        .values((
            indicators::id.eq(id),
            indicators::jurisdiction.eq("410102"),
            indicators::plan_id.eq(plan),
            indicators::area_id.eq(area),
            indicators::code.eq(code),
            indicators::sort_key.eq(duban::foundation::web::sort_key(code)),
            indicators::name.eq(format!("指标{code}")),
            indicators::kind.eq(kind),
            indicators::basis.eq(basis),
            indicators::unit.eq(unit),
            indicators::decimals.eq(decimals),
            indicators::reporting.eq("monthly"),
            indicators::version.eq(1),
            indicators::created_at.eq(now),
            indicators::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(Id::new()),
            assignments::jurisdiction.eq("410102"),
            assignments::indicator_id.eq(id),
            assignments::bureau_id.eq(lead),
            assignments::role.eq("lead"),
            assignments::effective_from.eq("2025-01-01".parse::<chrono::NaiveDate>().unwrap()),
            assignments::source.eq("assumed"),
            assignments::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

fn add_project(conn: &mut Conn, plan: Id, area: Id, now: Timestamp) -> QueryResult<()> {
    let (id, lead) = (Id::new(), bureau(conn, "industry")?);
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(id),
            projects::jurisdiction.eq("410102"),
            projects::plan_id.eq(plan),
            projects::code.eq("P001"),
            projects::sort_key.eq("p000001"),
            projects::name.eq("郑新热电厂"),
            projects::listing.eq("named"),
            projects::stage.eq("under_construction"),
            projects::level.eq("district"),
            projects::lead_bureau_id.eq(lead),
            projects::version.eq(1),
            projects::created_at.eq(now),
            projects::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(project_areas::table)
        .values((project_areas::project_id.eq(id), project_areas::area_id.eq(area)))
        .execute(conn)
        .map(drop)
}

/// The notices of 2025 and 2026, as they ship.
fn add_holidays(conn: &mut Conn) -> QueryResult<()> {
    let table = include_str!("../../../seeds/zhongyuan-2025/holidays.csv");
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let holiday = calendar::Holiday {
            id: Id::new(),
            date: cells[0].parse().unwrap(),
            kind: cells[1].parse().unwrap(),
            name: cells[2].to_owned(),
            document: Some(cells[3].to_owned()),
        };
        calendar::store::insert(conn, &holiday)?;
    }
    Ok(())
}

/// A draft of the client's bureau for September 2025.
pub async fn draft(client: &Client, indicator: &str, stated: Value) -> Answer {
    draft_for(client, indicator, "2025-09", stated).await
}
/// A draft of the client's bureau for a period.
pub async fn draft_for(client: &Client, indicator: &str, period: &str, stated: Value) -> Answer {
    let mut body = json!({"indicator": format!("code:{indicator}"), "period": period});
    body.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
    client.post("/reports", &body).await.expect(201)
}
/// Moves a report on.
pub async fn act(client: &Client, report: &Answer, action: &str, body: Value) -> Answer {
    client.act(&format!("/reports/{}/{action}", report.id()), report.etag(), &body).await
}
/// A report of a bureau, drafted, submitted and approved.
pub async fn approved(app: &TestApp, bureau: &str, indicator: &str, period: &str, stated: Value) -> Answer {
    let lead = app.lead(bureau).await;
    let report = draft_for(&lead, indicator, period, stated).await;
    let report = act(&lead, &report, "submit", json!({})).await.expect(200);
    act(&app.supervisor().await, &report, "approve", json!({})).await.expect(200)
}
/// A correction of a report that serves, drafted, submitted and approved.
pub async fn corrected(app: &TestApp, bureau: &str, report: &str, changes: Value) -> Answer {
    let lead = app.lead(bureau).await;
    let serving = lead.get(&format!("/reports/{report}")).await.expect(200);
    let body = json!({"reason": "clerical_error", "evidence": "原始台账", "changes": changes});
    let draft = act(&lead, &serving, "corrections", body).await.expect(201);
    let draft = act(&lead, &draft, "submit", json!({})).await.expect(200);
    act(&app.supervisor().await, &draft, "approve", json!({})).await.expect(200)
}
