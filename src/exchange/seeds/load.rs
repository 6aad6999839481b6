//! Puts a plan's data files into the database: what is missing is created, what exists is left as it is.
use super::{
    read::{PlanFiles, Read},
    source::{Fault, Faults, reasons},
};
use crate::{
    directory::{bureaus, jurisdictions},
    foundation::{
        auth::{Scope, covered},
        clock::{Clock, end_of_day, start_of_day},
        db::{Db, Id},
        error::{Code, Error, Result, Violations},
        events::{Change, Kind, Tx},
        web::{Reference, validated},
    },
    plan::{
        areas,
        assignments::AssignmentSource,
        calendar, facts,
        indicators::{self, establish},
        periods,
        plans::{self, Plan},
    },
    progress::rule_sets,
    projects::{leaders, milestones, projects},
    supervision::{rankings, reminder_rules},
};
use serde_json::json;
use std::fmt;

/// How many objects were created and how many existed already.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Created.
    pub created: usize,
    /// Left as they are.
    pub existing: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} created, {} existed already and were left as they are.", self.created, self.existing)
    }
}

/// Loads the files in one transaction; any fault undoes all of it.
pub fn load(db: &Db, clock: &Clock, files: &PlanFiles) -> Result<Summary, Faults> {
    let mut faults = Faults::default();
    let loaded = db.write_blocking(|conn| {
        let mut loading = Loading::new(Tx::of_service(conn, clock, "seed"), files);
        let plan = loading.run(files)?;
        let Loading { mut tx, summary, faults: found, .. } = loading;
        faults = found;
        if !faults.0.is_empty() {
            return Err(Code::ValidationFailed.into());
        }
        if summary.created > 0 {
            let told = json!({"created": summary.created, "existing": summary.existing});
            tx.record(&files.jurisdiction, Change::new(Kind::PlanSeeded, plan.id, plan.version).data(told))?;
        }
        Ok(summary)
    });
    faults.finish()?;
    Ok(loaded?)
}

/// A load on its way.
struct Loading<'a> {
    tx: Tx<'a>,
    scope: Scope,
    summary: Summary,
    faults: Faults,
}

impl<'a> Loading<'a> {
    /// The scope is that of the jurisdiction itself, at the end of the plan's year, so that `code:` means this plan.
    fn new(tx: Tx<'a>, files: &PlanFiles) -> Self {
        let year_end = chrono::NaiveDate::from_ymd_opt(files.plan.body.year, 12, 31).unwrap_or_default();
        let own = files.jurisdiction.clone();
        let scope = Scope { covered: covered(&own), own, bureau: None, reports: true, now: start_of_day(year_end) };
        Self { tx, scope, summary: Summary::default(), faults: Faults::default() }
    }
    /// Creates a row's object unless it exists; a failure becomes a fault of its line.
    fn each<T>(
        &mut self,
        rows: &[Read<T>],
        exists: impl Fn(&mut Tx<'_>, &T) -> Result<bool>,
        create: impl Fn(&mut Tx<'_>, &Scope, &T) -> Result<()>,
    ) -> Result<()> {
        for Read { row, body } in rows {
            if exists(&mut self.tx, body)? {
                self.summary.existing += 1;
                continue;
            }
            match create(&mut self.tx, &self.scope, body) {
                Ok(()) => self.summary.created += 1,
                // A fault of the row; anything else, such as a database that fails, ends the load.
                Err(error) if error.code().status().is_client_error() => self.faults.0.push(row.fault(reasons(&error))),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
    fn run(&mut self, files: &PlanFiles) -> Result<Plan> {
        self.directory(files)?;
        let reference = Reference::Code(files.plan.body.year.to_string());
        let known = |tx: &mut Tx<'_>, scope: &Scope| plans::store::get(tx.conn, scope, &reference);
        self.each(
            std::slice::from_ref(&files.plan),
            |tx, plan| Ok(plans::store::find(tx.conn, &files.jurisdiction, plan.year)?.is_some()),
            |tx, scope, plan| plans::store::insert(tx.conn, &scope.own, plan, tx.now).map(drop).map_err(Error::from),
        )?;
        let plan = known(&mut self.tx, &self.scope)?;
        self.parts(files, &plan)?;
        self.calendar(files, &plan)?;
        Ok(plan)
    }
    fn directory(&mut self, files: &PlanFiles) -> Result<()> {
        self.each(
            &files.jurisdictions,
            |tx, new| Ok(jurisdictions::store::find_by_code(tx.conn, &new.code)?.is_some()),
            |tx, _, new| {
                jurisdictions::rules::check("/code", &new.code)?;
                jurisdictions::store::insert(tx.conn, new, tx.now).map(drop)
            },
        )?;
        self.each(
            &files.bureaus,
            |tx, new| Ok(bureaus::store::find_by_code(tx.conn, &files.jurisdiction, &new.code)?.is_some()),
            |tx, scope, new| {
                let unified = new.unified_code.as_ref();
                unified.map_or(Ok(()), |code| bureaus::rules::unified_code("/unified_code", code))?;
                bureaus::store::insert(tx.conn, &scope.own, new, tx.now).map(drop).map_err(Error::from)
            },
        )
    }
    fn parts(&mut self, files: &PlanFiles, plan: &Plan) -> Result<()> {
        self.each(
            &files.areas,
            |tx, new| Ok(areas::store::find(tx.conn, plan.id, &new.code)?.is_some()),
            |tx, _, new| areas::store::insert(tx.conn, plan, new, tx.now).map(drop).map_err(Error::from),
        )?;
        // Facts and indicators refer to each other: which indicator a fact is about is checked once both are there.
        self.each(
            &files.facts,
            |tx, new| Ok(facts::store::find(tx.conn, plan.id, &new.code)?.is_some()),
            |tx, _, new| {
                let area = new.area.found("/area", areas::store::get_in(tx.conn, plan.id, &new.area))?;
                facts::store::insert(tx.conn, &area, new, tx.now).map(|fact| tx.seal(&fact)).map_err(Error::from)
            },
        )?;
        self.each(
            &files.indicators,
            |tx, new| Ok(indicators::store::find(tx.conn, plan.id, &new.code)?.is_some()),
            |tx, _, new| establish(tx, None, plan, new).map(drop),
        )?;
        let codes: Vec<&str> = files.facts.iter().map(|fact| fact.body.code.as_str()).collect();
        for Read { row, body } in &files.facts {
            if let Some(whole) = body.part_of_code.as_deref().filter(|whole| !codes.contains(whole)) {
                self.faults.0.push(row.fault(format!("part_of: there is no fact {whole}")));
            }
            let Some(about) = &body.about_code else { continue };
            if !facts::store::knows_indicator(self.tx.conn, plan.id, about)? {
                self.faults.0.push(row.fault(format!("about: there is no indicator {about}")));
            }
        }
        self.projects(files, plan)
    }
    fn projects(&mut self, files: &PlanFiles, plan: &Plan) -> Result<()> {
        self.each(
            &files.projects,
            |tx, new| Ok(projects::store::find(tx.conn, plan.id, &new.code)?.is_some()),
            |tx, scope, new| {
                let mut faults = projects::rules::faults_of_new(new, scope.today())?;
                let named = projects::store::named_by_new(tx.conn, plan, new, &mut faults)?;
                faults.finish()?;
                let made = projects::store::insert(tx.conn, plan, new, &named, None, tx.now, tx.now)?;
                tx.seal(&made.0);
                Ok(())
            },
        )?;
        self.leaders(files, plan)?;
        self.each(
            &files.milestones,
            |tx, new| Ok(milestones::store::find(tx.conn, plan.id, &new.code)?.is_some()),
            |tx, scope, new| {
                let owner = milestones::store::owner(tx.conn, scope, new, Violations::new())?;
                milestones::store::insert(tx.conn, &owner, new, tx.now).map(drop).map_err(Error::from)
            },
        )
    }
    /// The posts in charge of projects: the same title is the same post. Which post is in charge is assumed, until it
    /// is said.
    fn leaders(&mut self, files: &PlanFiles, plan: &Plan) -> Result<()> {
        for Read { row, body } in &files.projects {
            let title = row.get("leader_post");
            // A project that is at fault itself is not there.
            let Some(project) = projects::store::find(self.tx.conn, plan.id, &body.code)? else { continue };
            if title.is_empty() || leaders::store::latest_of_project(self.tx.conn, project.id)?.is_some() {
                continue;
            }
            let post = match leaders::store::find_by_title(self.tx.conn, &plan.jurisdiction, title)? {
                Some(post) => post,
                None => {
                    let code = leaders::store::free_code(self.tx.conn, &plan.jurisdiction)?;
                    let new = validated(json!({"code": code, "title": title}));
                    match new {
                        Err(error) => {
                            self.faults.0.push(row.fault(format!("leader_post: {}", reasons(&error))));
                            continue;
                        }
                        Ok(new) => {
                            self.summary.created += 1;
                            leaders::store::insert(self.tx.conn, &plan.jurisdiction, &new, self.tx.now)?
                        }
                    }
                }
            };
            let (from, basis) = (body.entry.effective_on, (AssignmentSource::Assumed, None));
            leaders::store::put_in_charge(self.tx.conn, project.id, post.id, from, basis, self.tx.now)?;
        }
        Ok(())
    }
    /// Holidays, the periods that follow from them, and the rule set.
    fn calendar(&mut self, files: &PlanFiles, plan: &Plan) -> Result<()> {
        self.each(
            &files.holidays,
            |tx, new| Ok(calendar::store::find(tx.conn, new.date)?.is_some()),
            |tx, _, new| {
                let day = calendar::Holiday {
                    id: Id::new(),
                    date: new.date,
                    kind: new.kind,
                    name: new.name.clone(),
                    document: new.document.clone(),
                };
                calendar::store::insert(tx.conn, &day).map(drop).map_err(Error::from)
            },
        )?;
        if periods::store::of_plan(self.tx.conn, plan.id)?.is_empty() {
            self.summary.created += periods::store::make_calendar(self.tx.conn, plan, self.tx.now)?.len();
        }
        let day = end_of_day(files.rule_set.effective_from);
        let known =
            rule_sets::store::in_force(self.tx.conn, &files.jurisdiction, crate::foundation::clock::local_date(day))?;
        if known.is_none_or(|known| known.number < files.rule_set.number) {
            let inserted = rule_sets::store::insert(self.tx.conn, &files.jurisdiction, &files.rule_set, self.tx.now);
            match inserted {
                Ok(rules) => self.tx.seal(&rules),
                Err(error) => {
                    self.faults.0.push(Fault { file: "rule_set.json".into(), line: 1, reason: reasons(&error) });
                    return Ok(());
                }
            }
            self.summary.created += 1;
        }
        self.ranking_rules(files)?;
        self.reminder_rules(files)
    }
    /// Version 1 of the ranking rules; the next ones are the supervision office's.
    fn ranking_rules(&mut self, files: &PlanFiles) -> Result<()> {
        let day = files.ranking_rules.effective_from;
        if rankings::store::in_force(self.tx.conn, &files.jurisdiction, day)?.is_some() {
            self.summary.existing += 1;
            return Ok(());
        }
        let mut faults = Violations::new();
        rankings::rules::check(&mut faults, &files.ranking_rules.content);
        if let Err(error) = faults.finish() {
            self.faults.0.push(Fault { file: "ranking_rules.json".into(), line: 1, reason: reasons(&error) });
            return Ok(());
        }
        let rules =
            rankings::store::insert(self.tx.conn, &files.jurisdiction, &files.ranking_rules, None, self.tx.now)?;
        self.tx.seal(&rules);
        self.summary.created += 1;
        Ok(())
    }
    /// Version 1 of the reminder rules; the next ones are the supervision office's.
    fn reminder_rules(&mut self, files: &PlanFiles) -> Result<()> {
        if reminder_rules::store::latest(self.tx.conn, &files.jurisdiction)?.is_some() {
            self.summary.existing += 1;
            return Ok(());
        }
        let mut faults = Violations::new();
        reminder_rules::rules::check(&files.reminder_rules.content, &mut faults);
        if let Err(error) = faults.finish() {
            self.faults.0.push(Fault { file: "reminder_rules.json".into(), line: 1, reason: reasons(&error) });
            return Ok(());
        }
        reminder_rules::store::insert(self.tx.conn, &files.jurisdiction, 1, &files.reminder_rules, self.tx.now)?;
        self.summary.created += 1;
        Ok(())
    }
}
