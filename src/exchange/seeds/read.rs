//! Data files become the bodies that the API takes, and are validated by the same schemas.
use super::source::{Faults, Row, Source, reasons};
use crate::{
    directory::{bureaus::NewBureau, jurisdictions::NewJurisdiction},
    foundation::web::validated,
    plan::{areas::NewArea, calendar::DayKind, facts::NewFact, indicators::NewIndicator, plans::NewPlan},
    progress::rule_sets::NewRuleSet,
    projects::{milestones::NewMilestone, projects::NewProject},
    supervision::{rankings::NewRankingRules, reminder_rules::NewReminderRules},
};
use chrono::NaiveDate;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// What was read: a body with the row that it comes from.
#[derive(Debug)]
pub struct Read<T> {
    /// The row.
    pub row: Row,
    /// The body.
    pub body: T,
}

/// A day of the holiday table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHoliday {
    /// The day.
    pub date: NaiveDate,
    /// Whether work rests or is made up.
    pub kind: DayKind,
    /// 名称.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// 文件依据.
    #[schema(max_length = 200)]
    pub document: Option<String>,
}

/// A plan's data files, each row valid for itself.
#[derive(Debug)]
pub struct PlanFiles {
    /// The jurisdiction whose plan it is.
    pub jurisdiction: String,
    pub(super) jurisdictions: Vec<Read<NewJurisdiction>>,
    pub(super) bureaus: Vec<Read<NewBureau>>,
    pub(super) plan: Read<NewPlan>,
    pub(super) areas: Vec<Read<NewArea>>,
    pub(super) facts: Vec<Read<NewFact>>,
    pub(super) indicators: Vec<Read<NewIndicator>>,
    pub(super) projects: Vec<Read<NewProject>>,
    pub(super) milestones: Vec<Read<NewMilestone>>,
    pub(super) holidays: Vec<Read<NewHoliday>>,
    pub(super) rule_set: NewRuleSet,
    pub(super) reminder_rules: NewReminderRules,
    pub(super) ranking_rules: NewRankingRules,
}

/// How a cell becomes JSON.
#[derive(Debug, Clone, Copy)]
enum Cell {
    /// Text, a decimal or a date: as it is.
    Text(&'static str),
    /// A whole number.
    Whole(&'static str),
    /// `true` or `false`.
    Truth(&'static str),
    /// The code of another object.
    Code(&'static str),
    /// Codes of other objects, separated by `;`.
    Codes(&'static str),
    /// Values separated by `;`.
    Values(&'static str),
}
use Cell::{Code, Codes, Text, Truth, Values, Whole};

impl Cell {
    const fn column(self) -> &'static str {
        match self {
            Text(name) | Whole(name) | Truth(name) | Code(name) | Codes(name) | Values(name) => name,
        }
    }
    /// The JSON of a filled cell. What is not what it should be stays text: the schema then says so.
    fn json(self, text: &str) -> Value {
        let list = |item: fn(&str) -> String| text.split(';').map(|part| item(part.trim())).collect::<Vec<_>>().into();
        match self {
            Text(_) => text.into(),
            Whole(_) => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
            Truth(_) => text.parse::<bool>().map_or_else(|_| text.into(), Value::from),
            Code(_) => format!("code:{text}").into(),
            Codes(_) => list(|code| format!("code:{code}")),
            Values(_) => list(str::to_owned),
        }
    }
}

/// The members of a body that are cells of the row under the same name.
fn members(row: &Row, cells: &[Cell]) -> Map<String, Value> {
    let filled = cells.iter().filter_map(|cell| row.cells.get(cell.column()).map(|text| (cell, text)));
    filled.map(|(cell, text)| (cell.column().to_owned(), cell.json(text))).collect()
}

/// Rows into bodies; an invalid one becomes a fault with its line.
fn bodies<T: DeserializeOwned + ToSchema + 'static>(
    rows: Vec<Row>,
    faults: &mut Faults,
    body: impl Fn(&Row) -> Value,
) -> Vec<Read<T>> {
    let read = rows.into_iter().filter_map(|row| match validated(body(&row)) {
        Ok(body) => Some(Read { row, body }),
        Err(error) => {
            faults.0.push(row.fault(reasons(&error)));
            None
        }
    });
    read.collect()
}

const AREA: &[Cell] =
    &[Text("code"), Text("name"), Text("name_en"), Text("description"), Text("printed_heading"), Text("source_note")];
const BUREAU: &[Cell] = &[
    Text("code"),
    Text("name"),
    Text("name_en"),
    Text("kind"),
    Text("unified_code"),
    Text("source"),
    Text("source_note"),
    Truth("statistics_authority"),
];
const FACT: &[Cell] = &[
    Text("code"),
    Code("area"),
    Text("name"),
    Text("name_en"),
    Text("role"),
    Text("value"),
    Text("unit"),
    Text("printed_value"),
    Whole("year"),
    Text("computed_from"),
    Text("source_text"),
    Text("source_note"),
];
const INDICATOR: &[Cell] = &[
    Text("code"),
    Code("area"),
    Text("name"),
    Text("name_en"),
    Text("description"),
    Text("kind"),
    Text("basis"),
    Text("unit"),
    Text("reporting"),
    Text("item_filter"),
    Whole("decimals"),
    Code("lead_bureau"),
    Codes("supporting_bureaus"),
    Text("computed_from"),
    Text("inventory_kind"),
    Text("source_note"),
];
const TARGET: &[Cell] = &[
    Text("comparator"),
    Text("commitment"),
    Truth("commitment_inherited"),
    Text("due_on"),
    Text("due_confidence"),
    Text("target_text"),
];
const PROJECT: &[Cell] = &[
    Text("code"),
    Text("name"),
    Text("name_en"),
    Text("listing"),
    Codes("areas"),
    Text("field"),
    Text("stage"),
    Text("level"),
    Whole("declared_count"),
    Text("total_investment"),
    Text("year_investment"),
    Code("lead_bureau"),
    Text("source_note"),
];
const MILESTONE: &[Cell] = &[
    Text("code"),
    Code("project"),
    Code("area"),
    Text("name"),
    Text("kind"),
    Text("due_on"),
    Text("date_precision"),
    Text("due_confidence"),
    Text("source_note"),
];

fn columns(cells: &[Cell], others: &[&'static str]) -> Vec<&'static str> {
    cells.iter().map(|cell| cell.column()).chain(others.iter().copied()).collect()
}

/// Reads a plan's data files; every fault of every file at once.
pub fn read(source: &Source) -> Result<PlanFiles, Faults> {
    let mut faults = Faults::default();
    let f = &mut faults;
    let plan_rows = source.rows("plan.csv", &["jurisdiction", "year", "title", "document", "source_note"], "", f);
    let year = plan_rows.first().map_or("", |row| row.get("year")).to_owned();
    let jurisdiction = plan_rows.first().map_or("", |row| row.get("jurisdiction")).to_owned();
    let plan: Vec<Read<NewPlan>> = bodies(plan_rows, f, |row| {
        members(row, &[Whole("year"), Text("title"), Text("document"), Text("source_note")]).into()
    });
    if plan.len() != 1 {
        f.push("plan.csv", 1, "there must be exactly one plan");
    }
    let in_plan = |row: &Row, cells: &[Cell]| {
        let mut body = members(row, cells);
        body.insert("plan".into(), format!("code:{year}").into());
        body
    };
    let jurisdictions = source.rows("jurisdictions.csv", &["code", "name", "name_en"], "code", f);
    let jurisdictions =
        bodies(jurisdictions, f, |row| members(row, &[Text("code"), Text("name"), Text("name_en")]).into());
    let bureaus = source.rows("bureaus.csv", &columns(BUREAU, &[]), "code", f);
    let areas = source.rows("areas.csv", &columns(AREA, &[]), "code", f);
    let facts = source.rows("facts.csv", &columns(FACT, &["about", "part_of"]), "code", f);
    let other = ["baseline_value", "baseline_year", "baseline_role", "baseline_fact", "target_value", "related"];
    let indicators = source.rows("indicators.csv", &columns(&[INDICATOR, TARGET].concat(), &other), "code", f);
    let projects =
        source.rows("projects.csv", &columns(PROJECT, &["batch_tags", "leader_post", "related_indicators"]), "code", f);
    let milestones = source.rows("milestones.csv", &columns(MILESTONE, &[]), "code", f);
    let holidays = source.rows("holidays.csv", &["date", "kind", "name", "document"], "date", f);
    let read = PlanFiles {
        jurisdictions,
        bureaus: bodies(bureaus, f, |row| members(row, BUREAU).into()),
        areas: bodies(areas, f, |row| in_plan(row, AREA).into()),
        facts: bodies(facts, f, |row| fact(row, in_plan(row, FACT))),
        indicators: bodies(indicators, f, |row| indicator(row, in_plan(row, INDICATOR))),
        projects: bodies(projects, f, |row| project(row, in_plan(row, PROJECT), &year)),
        milestones: bodies(milestones, f, |row| members(row, MILESTONE).into()),
        holidays: bodies(holidays, f, |row| {
            members(row, &[Text("date"), Text("kind"), Text("name"), Text("document")]).into()
        }),
        rule_set: json_file(source, "rule_set.json", f).ok_or_else(|| std::mem::take(f))?,
        reminder_rules: json_file(source, "reminder_rules.json", f).ok_or_else(|| std::mem::take(f))?,
        ranking_rules: json_file(source, "ranking_rules.json", f).ok_or_else(|| std::mem::take(f))?,
        plan: plan.into_iter().next().ok_or_else(|| std::mem::take(f))?,
        jurisdiction,
    };
    faults.finish().map(|()| read)
}

fn fact(row: &Row, mut body: Map<String, Value>) -> Value {
    if let Some(about) = row.cells.get("about") {
        body.insert("about_code".into(), about.as_str().into());
    }
    if let Some(whole) = row.cells.get("part_of") {
        body.insert("part_of_code".into(), whole.as_str().into());
    }
    body.into()
}

fn indicator(row: &Row, mut body: Map<String, Value>) -> Value {
    let mut target = members(row, TARGET);
    target.extend(row.cells.get("target_value").map(|value| ("value".to_owned(), value.as_str().into())));
    body.insert("target".into(), target.into());
    if let Some(value) = row.cells.get("baseline_value") {
        let year = Whole("baseline_year").json(row.get("baseline_year"));
        let (role, fact) = (row.get("baseline_role"), row.cells.get("baseline_fact"));
        body.insert("baseline".into(), json!({"value": value, "year": year, "role": role, "fact_code": fact}));
    }
    let related = row.get("related").split(';').filter(|text| !text.is_empty());
    let related = related.map(|text| {
        text.split_once(':').map_or_else(|| text.into(), |(code, relation)| json!({"code": code, "relation": relation}))
    });
    body.insert("related".into(), related.collect::<Vec<Value>>().into());
    // The source names no bureau: what stands in the files is a placeholder and says so.
    body.insert("assignment_source".into(), "assumed".into());
    body.into()
}

fn project(row: &Row, mut body: Map<String, Value>, year: &str) -> Value {
    if let Some(tags) = row.cells.get("batch_tags") {
        body.insert("batches".into(), Values("batch_tags").json(tags));
    }
    if let Some(related) = row.cells.get("related_indicators") {
        body.insert("related".into(), related.as_str().into());
    }
    // The plan names its projects and shows no papers: what stands there is assumed until they are brought.
    let evidence = [json!({"kind": "assumed", "description": "年度工作方案所列项目，入库依据待核定（初始数据）"})];
    body.insert("entry".into(), json!({"effective_on": format!("{year}-01-01"), "evidence": evidence}));
    body.into()
}

fn json_file<T: DeserializeOwned>(source: &Source, file: &str, faults: &mut Faults) -> Option<T> {
    let text = source.text(file, faults);
    serde_json::from_str(&text).map_err(|error| faults.push(file, error.line() as u64, error.to_string())).ok()
}
