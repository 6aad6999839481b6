//! Starts, year categories and the funnel from the steps of projects (docs/domain.md §5).
use super::model::{CategoryCount, ReasonCount, StageFlow, StageMove, StartGap, StartRate, YearCategory};
use crate::{
    foundation::db::{Decimal, display},
    projects::transitions::{
        Stage,
        timeline::{Step, stage_on},
    },
};
use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;
use std::collections::BTreeMap;

/// When a project started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Not yet.
    NotYet,
    /// Before the plan's data began: on a day that nobody states.
    Before,
    /// On this day.
    On(NaiveDate),
}

/// What is known of a project's way on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The stage on the day.
    pub stage: Stage,
    /// When it started.
    pub start: Start,
    /// When it was completed, where that is known.
    pub completed_on: Option<NaiveDate>,
    /// 计划开工日期.
    pub planned_on: Option<NaiveDate>,
    /// 缓建停建 on the day.
    pub suspended: bool,
}

/// Whether a step is where the plan's own data placed a project.
fn is_given(step: &Step) -> bool {
    step.from_stage.is_none() && step.recorded_by.is_none()
}

impl Course {
    /// The course of a project by a day; `None` where it was in no stage yet.
    pub fn of(steps: &[Step], planned_on: Option<NaiveDate>, suspended: bool, as_of: NaiveDate) -> Option<Self> {
        let stage = stage_on(steps, as_of)?;
        let by_day = || steps.iter().filter(|step| step.effective_on <= as_of);
        let building = [Stage::UnderConstruction, Stage::Completed];
        let start = match by_day().find(|step| building.contains(&step.to_stage)) {
            None => Start::NotYet,
            Some(step) if is_given(step) => Start::Before,
            Some(step) => Start::On(step.effective_on),
        };
        let completed = by_day().find(|step| step.to_stage == Stage::Completed && !is_given(step));
        Some(Self { stage, start, completed_on: completed.map(|step| step.effective_on), planned_on, suspended })
    }
    /// Whether it has started.
    pub fn started(&self) -> bool {
        self.start != Start::NotYet
    }
    /// The day on which it started, where it is known.
    pub fn started_on(&self) -> Option<NaiveDate> {
        if let Start::On(day) = self.start { Some(day) } else { None }
    }
    /// Whether it takes part in the rates: what left or stands still before it starts does not.
    fn takes_part(&self) -> bool {
        self.started() || (self.stage != Stage::Exited && !self.suspended)
    }
    /// 全年计划开工: the start is planned in the year, or was planned before it and had not happened when it began.
    pub fn is_planned_in(&self, year: i32) -> bool {
        let begun_before = self.start == Start::Before || self.started_on().is_some_and(|day| day.year() < year);
        self.takes_part()
            && self.planned_on.is_some_and(|planned| planned.year() == year || (planned.year() < year && !begun_before))
    }
    /// 应开工: of those, its planned day has passed whole.
    pub fn is_due(&self, year: i32, as_of: NaiveDate) -> bool {
        self.is_planned_in(year) && self.planned_on.is_some_and(|planned| planned < as_of)
    }
    /// 提前开工: days before the planned one.
    pub fn early_by(&self) -> Option<i64> {
        let days = (self.planned_on? - self.started_on()?).num_days();
        (days > 0).then_some(days)
    }
    /// 年度类别.
    pub fn categories(&self, year: i32) -> Vec<YearCategory> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let completed_before = self.completed_on.is_some_and(|day| day < first);
        let given_complete = self.stage == Stage::Completed && self.completed_on.is_none();
        let started_before = self.start == Start::Before || self.started_on().is_some_and(|day| day < first);
        let waiting = matches!(self.stage, Stage::Reserve | Stage::Proposed);
        let found = [
            (YearCategory::NewStart, self.started_on().is_some_and(|day| day.year() == year)),
            (YearCategory::Continuing, started_before && !completed_before && !given_complete),
            (YearCategory::Completed, self.completed_on.is_some_and(|day| day.year() == year)),
            (YearCategory::Preparatory, waiting && self.planned_on.is_none_or(|planned| planned.year() > year)),
        ];
        found.into_iter().filter(|(_, is)| *is).map(|(category, _)| category).collect()
    }
}

/// A rate, or why there is none.
pub fn rate<'a>(courses: impl Iterator<Item = &'a Course>, none: StartGap) -> StartRate {
    let (mut started, mut planned) = (0, 0);
    for course in courses {
        planned += 1;
        started += usize::from(course.started());
    }
    let percent = (planned > 0).then(|| BigRational::new((started * 100).into(), planned.into()));
    let reason = if planned == 0 { Some(none) } else { None };
    StartRate { started, planned, rate_percent: percent.as_ref().and_then(Decimal::nearest), reason }
}

/// The categories, counted.
pub fn count_categories<'a>(courses: impl Iterator<Item = &'a Course>, year: i32) -> Vec<CategoryCount> {
    let all: Vec<YearCategory> = courses.flat_map(|course| course.categories(year)).collect();
    let count = |category: &YearCategory| CategoryCount {
        category: *category,
        category_text: category.text(),
        projects: all.iter().filter(|each| *each == category).count(),
    };
    YearCategory::ALL.iter().map(count).collect()
}

/// The rates in words, in Chinese and in English.
pub fn sentences(as_of: NaiveDate, due: &StartRate, year: &StartRate) -> (String, String) {
    let percent = |rate: &StartRate| rate.rate_percent.map(|rate| display(&rate.exact(), 2));
    let zh = |rate: &StartRate| match percent(rate) {
        Some(percent) => {
            format!("已开工{}个，开工率{percent}%（{}÷{}）", rate.started, rate.started, rate.planned)
        }
        None => "无法计算开工率".to_owned(),
    };
    let en = |rate: &StartRate| match percent(rate) {
        Some(percent) => format!("{} have started, {percent} % ({} ÷ {})", rate.started, rate.started, rate.planned),
        None => "no rate".to_owned(),
    };
    (
        format!("截至{as_of}，应开工{}个，{}；全年计划开工{}个，{}。", due.planned, zh(due), year.planned, zh(year)),
        format!(
            "As of {as_of}, {} should have started: {}; {} are planned for the year: {}.",
            due.planned,
            en(due),
            year.planned,
            en(year)
        ),
    )
}

/// The projects through the stages from a day to a day, both included. Where the plan's own data placed a project by
/// the first day of the plan's year (`year_began`), it was before.
pub fn funnel<'a>(
    projects: impl Iterator<Item = &'a [Step]>,
    year_began: NaiveDate,
    (from, to): (NaiveDate, NaiveDate),
) -> (Vec<StageFlow>, Vec<StageMove>) {
    let none = |stage: &Stage| StageFlow {
        stage: *stage,
        stage_text: stage.text(),
        at_start: 0,
        entered: 0,
        left: 0,
        at_end: 0,
    };
    let mut flows: Vec<StageFlow> = Stage::ALL.iter().map(none).collect();
    let mut at =
        |stage: Stage, add: fn(&mut StageFlow)| flows.iter_mut().filter(|flow| flow.stage == stage).for_each(add);
    let mut moves: BTreeMap<(Option<Stage>, Stage), BTreeMap<Option<String>, usize>> = BTreeMap::new();
    for steps in projects {
        let mut stage: Option<Stage> = None;
        let opening = |step: &Step| step.effective_on < from || (is_given(step) && step.effective_on <= year_began);
        for step in steps.iter().filter(|step| opening(step)) {
            stage = Some(step.to_stage);
        }
        stage.into_iter().for_each(|stage| at(stage, |flow| flow.at_start += 1));
        for step in steps.iter().filter(|step| !opening(step) && step.effective_on <= to) {
            stage.into_iter().for_each(|stage| at(stage, |flow| flow.left += 1));
            at(step.to_stage, |flow| flow.entered += 1);
            let reason = step.exit_reason.clone().or_else(|| step.reason.clone());
            *moves.entry((stage, step.to_stage)).or_default().entry(reason).or_default() += 1;
            stage = Some(step.to_stage);
        }
        stage.into_iter().for_each(|stage| at(stage, |flow| flow.at_end += 1));
    }
    let reasons = |reasons: BTreeMap<Option<String>, usize>| {
        reasons.into_iter().map(|(reason, steps)| ReasonCount { reason, steps }).collect()
    };
    let moves = moves.into_iter().map(|((from_stage, to_stage), why)| StageMove {
        from_stage,
        to_stage,
        steps: why.values().sum(),
        reasons: reasons(why),
    });
    (flows, moves.collect())
}
