//! Why a light or a value is otherwise: what counts of an indicator on the later day and did not on the earlier one.
use super::{
    model::{ChangeCause, ChangeCauseType},
    store::Deciders,
};
use crate::{
    foundation::{
        clock::start_of_day,
        db::{Id, Timestamp},
    },
    plan::indicators::IndicatorRow,
    progress::standings::Evidence,
    reporting::reports::Figure,
};
use std::collections::HashSet;

/// What the causes of all indicators refer to, so that who decided it is asked once.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// Reports.
    pub reports: Vec<Id>,
    /// Trajectories.
    pub trajectories: Vec<Id>,
    /// Overrides.
    pub overrides: Vec<Id>,
}

impl Decided {
    /// Of the indicators.
    pub fn of<'a>(before: &Evidence, after: &Evidence, rows: impl IntoIterator<Item = &'a IndicatorRow>) -> Self {
        let mut decided = Self::default();
        for row in rows {
            decided.reports.extend(new_figures(before, after, row).iter().map(|figure| figure.report_id));
            decided.trajectories.extend(after.trajectory(row).map(|version| version.id));
            decided.overrides.extend(after.overrides.get(&row.id).into_iter().flatten().map(|set| set.id));
        }
        decided
    }
}

/// The reports that count since.
fn new_figures<'a>(before: &Evidence, after: &'a Evidence, row: &IndicatorRow) -> Vec<&'a Figure> {
    let known = before.figures.get(&row.id).into_iter().flatten();
    let known: HashSet<(Id, bool)> = known.map(|figure| (figure.report_id, figure.approved_at.is_some())).collect();
    let all = after.figures.get(&row.id).into_iter().flatten();
    all.filter(|figure| !known.contains(&(figure.report_id, figure.approved_at.is_some()))).collect()
}

/// A cause with its text in both languages.
fn cause(kind: ChangeCauseType, id: Option<Id>, text_zh: String, text_en: String) -> ChangeCause {
    ChangeCause { kind, id, by: None, at: None, href: None, text_zh, text_en }
}

impl ChangeCause {
    fn read_at(self, address: &str) -> Self {
        let href = self.id.map(|id| format!("/api/v1/{address}/{id}"));
        Self { href, ..self }
    }
    fn decided(self, by: Option<&String>, at: Option<Timestamp>) -> Self {
        Self { by: by.cloned(), at, ..self }
    }
}

/// Why; never nothing: where nothing else did, time did.
pub(super) fn of(before: &Evidence, after: &Evidence, row: &IndicatorRow, deciders: &Deciders) -> Vec<ChangeCause> {
    let mut causes = of_light(before, after, row, deciders);
    causes.extend(new_figures(before, after, row).into_iter().map(|figure| of_report(figure, deciders)));
    causes.extend(of_versions(before, after, row, deciders));
    if causes.is_empty() {
        let (zh, en) = ("时间推移，没有新的数据".to_owned(), "time went by without new figures".to_owned());
        causes.push(cause(ChangeCauseType::Time, None, zh, en));
    }
    causes
}

/// What decides a light instead of the rules: an override, a closing.
fn of_light(before: &Evidence, after: &Evidence, row: &IndicatorRow, deciders: &Deciders) -> Vec<ChangeCause> {
    let (computed_before, computed_after) = (before.computed(row), after.computed(row));
    let (lit_before, lit_after) = (before.lit(row, &computed_before), after.lit(row, &computed_after));
    let mut causes = Vec::new();
    match (lit_before.set, lit_after.set) {
        (had, Some(set)) if had.is_none_or(|had| had.id != set.id) => {
            let zh = format!("督查室人工调整{}期灯色（{}）", set.period, set.reason);
            let en = format!("the supervision office set the light of {} ({})", set.period, set.reason);
            let told = cause(ChangeCauseType::Override, Some(set.id), zh, en).read_at("light-overrides");
            causes.push(told.decided(deciders.overrides.get(&set.id), Some(set.set_at)));
        }
        (Some(had), None) => {
            let zh = format!("{}期的人工调整不再生效", had.period);
            let en = format!("the override for {} counts no more", had.period);
            let told = cause(ChangeCauseType::OverrideEnded, Some(had.id), zh, en);
            causes.push(told.read_at("light-overrides"));
        }
        _ => {}
    }
    if let Some(verdict) = lit_after.verdict.filter(|new| lit_before.verdict.is_none_or(|old| old.id != new.id)) {
        let zh = format!("报告期第{}次关闭，灯色封存", verdict.closing);
        let en = format!("the period was closed (closing {}) and its light frozen", verdict.closing);
        let told = cause(ChangeCauseType::Verdict, Some(verdict.id), zh, en).read_at("verdicts");
        causes.push(told.decided(None, Some(verdict.frozen_at)));
    }
    causes
}

fn of_report(figure: &Figure, deciders: &Deciders) -> ChangeCause {
    let known = deciders.reports.get(&figure.report_id);
    let (zh, en) = match (figure.approved_at.is_some(), figure.revision > 1) {
        (true, false) => {
            (format!("{}期报告审定", figure.period_code), format!("the report for {} was approved", figure.period_code))
        }
        (true, true) => (
            format!("{}期更正报告审定", figure.period_code),
            format!("a correction for {} was approved", figure.period_code),
        ),
        (false, _) => (
            format!("{}期报告报送", figure.period_code),
            format!("the report for {} was submitted", figure.period_code),
        ),
    };
    let told = cause(ChangeCauseType::Report, known.map(|_| figure.report_id), zh, en).read_at("reports");
    told.decided(known.and_then(Option::as_ref), figure.approved_at.or(figure.submitted_at))
}

/// Targets, trajectories and rules of which another version is in force.
fn of_versions(before: &Evidence, after: &Evidence, row: &IndicatorRow, deciders: &Deciders) -> Vec<ChangeCause> {
    let mut causes = Vec::new();
    if let Some(target) = after.target(row).filter(|new| before.target(row).is_none_or(|old| old.id != new.id)) {
        let zh = format!("第{}版目标生效", target.number);
        let en = format!("version {} of the target came into force", target.number);
        let mut told = cause(ChangeCauseType::Target, Some(target.id), zh, en);
        told.href = Some(format!("/api/v1/targets?indicator={}", row.id));
        causes.push(told.decided(None, Some(start_of_day(target.effective_from))));
    }
    let trajectory = after.trajectory(row).filter(|new| before.trajectory(row).is_none_or(|old| old.id != new.id));
    if let Some(version) = trajectory {
        let zh = format!("第{}版序时进度生效", version.number);
        let en = format!("version {} of the trajectory came into force", version.number);
        let told = cause(ChangeCauseType::Trajectory, Some(version.id), zh, en).read_at("trajectories");
        let since = Some(start_of_day(version.effective_from));
        causes.push(told.decided(deciders.trajectories.get(&version.id), since));
    }
    let rules = after.rule_set.as_ref().filter(|new| before.rule_set.as_ref().is_none_or(|old| old.id != new.id));
    if let Some(rules) = rules {
        let zh = format!("第{}版亮灯规则生效", rules.number);
        let en = format!("version {} of the rules of the lights came into force", rules.number);
        causes.push(cause(ChangeCauseType::RuleSet, Some(rules.id), zh, en).read_at("rule-sets"));
    }
    causes
}
