//! Why a light or a value is otherwise: what counts of an indicator on the later day and did not on the earlier one.
use super::{
    deciders::Deciders,
    model::{ChangeCause, ChangeCauseType},
    rules::Span,
    words::{Cause, Months, ReportAct, Said, period, quoted},
};
use crate::{
    foundation::{
        clock::start_of_day,
        db::{Id, Timestamp},
    },
    plan::indicators::{Counting, IndicatorKind, IndicatorRow},
    progress::{
        figures::{Inputs, judge},
        overrides::InForce,
        standings::{Evidence, Lit},
    },
    projects::list_items::ListItemRow,
    reporting::reports::Figure,
};
use chrono::NaiveDate;
use std::collections::HashSet;

/// The reports that count since.
pub(super) fn new_figures<'a>(before: &Evidence, after: &'a Evidence, row: &IndicatorRow) -> Vec<&'a Figure> {
    // A list that is counted from its records has no other figures.
    if row.counting == Counting::Records {
        return Vec::new();
    }
    let known = before.figures.get(&row.id).into_iter().flatten();
    let known: HashSet<(Id, bool)> = known.map(|figure| (figure.report_id, figure.approved_at.is_some())).collect();
    let all = after.figures.get(&row.id).into_iter().flatten();
    all.filter(|figure| !known.contains(&(figure.report_id, figure.approved_at.is_some()))).collect()
}

/// One indicator on both days.
#[derive(Clone, Copy)]
pub(super) struct Compared<'a> {
    /// The earlier day.
    pub before: &'a Evidence,
    /// The later day.
    pub after: &'a Evidence,
    /// The indicator.
    pub row: &'a IndicatorRow,
    /// The days.
    pub span: &'a Span,
    /// Who did what.
    pub deciders: &'a Deciders,
}

fn cause(kind: ChangeCauseType, id: Option<Id>, said: Said) -> Cause {
    let told = ChangeCause { kind, id, by: None, at: None, href: None, text_zh: said.zh, text_en: said.en };
    Cause { told, run: None }
}

impl Cause {
    fn read_at(mut self, address: &str) -> Self {
        self.told.href = self.told.id.map(|id| format!("/api/v1/{address}/{id}"));
        self
    }
    fn done(mut self, by: Option<String>, at: Option<Timestamp>) -> Self {
        (self.told.by, self.told.at) = (by, at);
        self
    }
}

impl Compared<'_> {
    /// Why another value counts: reports, corrections and items of lists; nothing else moves a value.
    pub fn of_value(&self) -> Vec<Cause> {
        let mut causes = self.of_reports();
        causes.extend(self.of_items());
        self.or_time(causes)
    }
    /// Why another light is served. An override decides by itself, whatever else there is.
    pub fn of_light(&self) -> Vec<Cause> {
        let (computed_before, computed_after) = (self.before.computed(self.row), self.after.computed(self.row));
        let lit_before = self.before.lit(self.row, &computed_before);
        let lit_after = self.after.lit(self.row, &computed_after);
        if let Some(set) = lit_after.set.filter(|new| lit_before.set.is_none_or(|old| old.id != new.id)) {
            return vec![self.of_override(set)];
        }
        let mut causes = Vec::new();
        if let Some(had) = lit_before.set.filter(|_| lit_after.set.is_none()) {
            causes.push(self.of_end(had));
        }
        causes.extend(self.of_verdict(&lit_before, &lit_after));
        causes.extend(self.of_reports());
        causes.extend(self.of_items());
        causes.extend(self.of_versions());
        self.or_time(causes)
    }
    /// Never nothing: where nothing else did, time did.
    fn or_time(&self, mut causes: Vec<Cause>) -> Vec<Cause> {
        if causes.is_empty() {
            let said = Said::new("时间推移，没有新的数据", "time went by without new figures");
            let at = self.turned_on().map(start_of_day);
            causes.push(cause(ChangeCauseType::Time, None, said).done(None, at));
        }
        causes
    }
    /// The day on which the days that went by changed the light. Only what is judged by the day itself can: a figure is
    /// held against the end of its period, which does not move.
    fn turned_on(&self) -> Option<NaiveDate> {
        if self.row.kind != IndicatorKind::Milestone {
            return None;
        }
        let light = |as_of| judge(&Inputs { as_of, ..self.after.inputs(self.row) }).light;
        let (from, to) = (self.span.from.as_of, self.span.to.as_of);
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        let turned = days.filter(|day| day.pred_opt().is_some_and(|eve| light(eve) != light(*day)));
        turned.last()
    }
    fn of_override(&self, set: &InForce) -> Cause {
        let of = period(&set.period);
        let said = Said::new(
            format!("督查室人工调整{}灯色（{}）", of.zh, set.reason),
            format!("the supervision office set the light of {} ({})", of.en, set.reason),
        );
        let by = self.deciders.set(set.id).map(|set| set.by);
        let told = cause(ChangeCauseType::Override, Some(set.id), said).read_at("light-overrides");
        told.done(self.deciders.name(by), Some(set.set_at))
    }
    /// It was revoked, its period was closed, or a later figure came that it is not about.
    fn of_end(&self, had: &InForce) -> Cause {
        let of = period(&had.period);
        let revoked = self.deciders.set(had.id).and_then(|set| set.revoked);
        let revoked = revoked.filter(|(_, at)| *at <= self.span.to.until);
        let closed = self.after.frozen.get(&(self.row.id, had.period.clone()));
        let closed = closed.filter(|frozen| frozen.frozen_at > self.span.from.until);
        let (said, by, at) = match (revoked, closed) {
            (Some((by, at)), _) => {
                let said = (format!("{}人工调整被撤销", of.zh), format!("the override for {} was revoked", of.en));
                (said, by, Some(at))
            }
            (None, Some(frozen)) => {
                let said = (
                    format!("{}关闭，人工调整不再生效", of.zh),
                    format!("{} was closed, which ended its override", of.en),
                );
                (said, self.deciders.closed_by(frozen.id), Some(frozen.frozen_at))
            }
            (None, None) => {
                let figures = new_figures(self.before, self.after, self.row);
                let at = figures.iter().filter_map(|figure| figure.approved_at.or(figure.submitted_at)).max();
                let said = (
                    format!("已有更新一期的数据，{}人工调整不再生效", of.zh),
                    format!("a later figure ended the override for {}", of.en),
                );
                (said, None, at)
            }
        };
        let told = cause(ChangeCauseType::OverrideEnded, Some(had.id), Said::new(said.0, said.1));
        told.read_at("light-overrides").done(self.deciders.name(by), at)
    }
    fn of_verdict(&self, before: &Lit<'_>, after: &Lit<'_>) -> Option<Cause> {
        let verdict = after.verdict.filter(|new| before.verdict.is_none_or(|old| old.id != new.id))?;
        // What was frozen before the earlier day is served since its period is that of the latest figure.
        if verdict.frozen_at <= self.span.from.until {
            return None;
        }
        let said = Said::new(
            format!("报告期第{}次关闭，灯色封存", verdict.closing),
            format!("the period was closed (closing {}) and its light frozen", verdict.closing),
        );
        let told = cause(ChangeCauseType::Verdict, Some(verdict.id), said).read_at("verdicts");
        Some(told.done(self.deciders.name(self.deciders.closed_by(verdict.id)), Some(verdict.frozen_at)))
    }
    fn of_reports(&self) -> Vec<Cause> {
        new_figures(self.before, self.after, self.row).into_iter().map(|figure| self.of_report(figure)).collect()
    }
    /// Who approved it, of one that was approved by the later day; else who submitted it, whatever was decided since.
    fn of_report(&self, figure: &Figure) -> Cause {
        let found = self.deciders.report(figure.report_id);
        let known = found.filter(|(_, known)| *known).map(|(signed, _)| signed);
        let act = ReportAct {
            approved: figure.approved_at.is_some(),
            correction: found.is_some_and(|(signed, _)| signed.is_correction()),
        };
        let by = known.and_then(|signed| if act.approved { signed.decided_by } else { signed.submitted_by });
        let said = act.on(&figure.period_code);
        let told = cause(ChangeCauseType::Report, known.map(|_| figure.report_id), said).read_at("reports");
        let told = told.done(self.deciders.name(by), figure.approved_at.or(figure.submitted_at));
        Cause { run: Months::of(&figure.period_code).map(|months| (act, months)), ..told }
    }
    /// The items of a list that count since, or do not any more.
    fn of_items(&self) -> Vec<Cause> {
        if self.row.counting != Counting::Records {
            return Vec::new();
        }
        self.deciders.items(self.row.id).iter().filter_map(|item| self.of_item(item)).collect()
    }
    fn of_item(&self, item: &ListItemRow) -> Option<Cause> {
        let (was, is) = (counted_in(self.before, item), counted_in(self.after, item));
        let (name, decided) = (quoted(&item.name), item.decided_at?);
        let (said, by, at) = match (was, is) {
            (None, Some(_)) if decided > self.span.from.until => {
                let said = (format!("清单条目{name}采纳"), format!("the list item {name} was approved"));
                (said, item.decided_by, decided)
            }
            (None, Some((code, ends_on))) => {
                let of = period(code);
                let said = (
                    format!("清单条目{name}自{}起计入", of.zh),
                    format!("the list item {name} counts since {}", of.en),
                );
                (said, None, start_of_day(ends_on.succ_opt()?))
            }
            (Some(_), None) => {
                let said = (format!("清单条目{name}撤销"), format!("the list item {name} was withdrawn"));
                (said, item.withdrawn_by, item.withdrawn_at?)
            }
            _ => return None,
        };
        let told = cause(ChangeCauseType::ListItem, Some(item.id), Said::new(said.0, said.1)).read_at("list-items");
        Some(told.done(self.deciders.name(by), Some(at)))
    }
    /// Targets, trajectories and rules of which another version is in force.
    fn of_versions(&self) -> Vec<Cause> {
        let (before, after, row) = (self.before, self.after, self.row);
        let mut causes = Vec::new();
        if let Some(target) = after.target(row).filter(|new| before.target(row).is_none_or(|old| old.id != new.id)) {
            let said = Said::new(
                format!("第{}版目标生效", target.number),
                format!("version {} of the target came into force", target.number),
            );
            let mut told = cause(ChangeCauseType::Target, Some(target.id), said);
            told.told.href = Some(format!("/api/v1/targets?indicator={}", row.id));
            causes.push(told.done(self.deciders.name(target.created_by), Some(start_of_day(target.effective_from))));
        }
        let version = after.trajectory(row).filter(|new| before.trajectory(row).is_none_or(|old| old.id != new.id));
        if let Some(version) = version {
            let said = Said::new(
                format!("第{}版序时进度生效", version.number),
                format!("version {} of the trajectory came into force", version.number),
            );
            let (by, approved_at) = self.deciders.trajectory(version.id);
            let effective = Some(start_of_day(version.effective_from));
            let told = cause(ChangeCauseType::Trajectory, Some(version.id), said).read_at("trajectories");
            causes.push(told.done(self.deciders.name(by), effective.max(approved_at)));
        }
        let rules = after.rule_set.as_ref();
        if let Some(rules) = rules.filter(|new| before.rule_set.as_ref().is_none_or(|old| old.id != new.id)) {
            let said = Said::new(
                format!("第{}版亮灯规则生效", rules.number),
                format!("version {} of the rules of the lights came into force", rules.number),
            );
            let by = self.deciders.name(self.deciders.made_by(rules.id));
            let told = cause(ChangeCauseType::RuleSet, Some(rules.id), said).read_at("rule-sets");
            causes.push(told.done(by, Some(start_of_day(rules.effective_from))));
        }
        causes
    }
}

/// The first period by whose end an item is counted on a day; `None` where it is not.
fn counted_in<'a>(evidence: &'a Evidence, item: &ListItemRow) -> Option<(&'a str, NaiveDate)> {
    let until = evidence.moment.until;
    let stands = item.decided_at.is_some_and(|at| at <= until) && item.withdrawn_at.is_none_or(|at| at > until);
    let ended = evidence.periods.get(&item.indicator_id).into_iter().flatten();
    let counting = ended.filter(|period| stands && period.ends_on >= item.counted_on);
    let first = counting.min_by_key(|period| period.ends_on);
    first.map(|period| (period.code.as_str(), period.ends_on))
}
