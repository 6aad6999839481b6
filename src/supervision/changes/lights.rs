//! Lights that changed and values that moved: the standings of both days held against each other.
use super::{
    causes::Compared,
    deciders::Deciders,
    model::{ChangeKind, ChangeSubject, ChangeSubjectType, OverviewChange},
    rules::{self, Span},
    words::{Cause, Said, because, quoted},
};
use crate::{
    foundation::{
        clock::local_date,
        db::{Conn, Decimal, Timestamp},
        error::Result,
        web::View,
    },
    plan::{indicators::IndicatorRow, plans::Plan},
    progress::{
        figures::{Figure, Standing, held_against, precise},
        standings::{self, Evidence, light_words, places},
    },
};

/// What changed of the indicators of a plan.
pub(super) fn changed(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<OverviewChange>> {
    let before = standings::store::of_plan(conn, view, plan, None, span.from)?;
    let after = standings::store::of_plan(conn, view, plan, None, span.to)?;
    let stood = |row: &IndicatorRow| (before.standing(row), after.standing(row));
    let moved: Vec<(&IndicatorRow, Standing, Standing)> = after
        .indicators
        .iter()
        .map(|row| (row, stood(row)))
        .filter(|(_, (old, new))| old.light != new.light || value(&old.actual) != value(&new.actual))
        .map(|(row, (old, new))| (row, old, new))
        .collect();
    let rows: Vec<&IndicatorRow> = moved.iter().map(|(row, ..)| *row).collect();
    let deciders = Deciders::of(conn, view, plan, span, (&before, &after, &rows))?;
    let mut all = Vec::new();
    for (row, old, new) in &moved {
        let compared = Compared { before: &before, after: &after, row, span, deciders: &deciders };
        let told = Told { after: &after, row, span, standing: new };
        if old.light != new.light {
            all.push(told.light(old, &compared.of_light()));
        }
        if value(&old.actual) != value(&new.actual) {
            all.push(told.value(old, &compared.of_value()));
        }
    }
    Ok(all)
}

/// The value as it is served.
fn value(actual: &Figure) -> Option<Decimal> {
    actual.as_ref().ok().and_then(Decimal::nearest)
}

/// An indicator that changed.
struct Told<'a> {
    after: &'a Evidence,
    row: &'a IndicatorRow,
    span: &'a Span,
    standing: &'a Standing,
}

impl Told<'_> {
    fn light(&self, old: &Standing, causes: &[Cause]) -> OverviewChange {
        let new = self.standing;
        let ((old_zh, old_en), (new_zh, new_en)) = (light_words(old.light), light_words(new.light));
        let said = Said::new(format!("由{old_zh}转为{new_zh}"), format!("went from {old_en} to {new_en}"));
        OverviewChange {
            importance: rules::importance_of_light(old.light, new.light),
            before: Some(old.light.to_string()),
            after: Some(new.light.to_string()),
            ..self.change(ChangeKind::LightChanged, &said, causes)
        }
    }
    fn value(&self, old: &Standing, causes: &[Cause]) -> OverviewChange {
        let text = |actual: &Figure| match actual {
            Ok(value) => {
                let text = precise(value, places(self.row), self.row.unit.as_deref());
                Said::new(text.clone(), text)
            }
            Err(_) => Said::new("无数据", "no figure"),
        };
        let (was, is) = (text(&old.actual), text(&self.standing.actual));
        let said = Said::new(format!("由{}变为{}", was.zh, is.zh), format!("moved from {} to {}", was.en, is.en));
        let served = |actual: &Figure| value(actual).map(|value| value.to_string());
        OverviewChange {
            before: served(&old.actual),
            after: served(&self.standing.actual),
            ..self.change(ChangeKind::ValueMoved, &said, causes)
        }
    }
    /// Why, where that leaves the indicator, and of a light who answers for it.
    fn change(&self, kind: ChangeKind, said: &Said, causes: &[Cause]) -> OverviewChange {
        let (row, is_light) = (self.row, kind == ChangeKind::LightChanged);
        let bureau = self.after.lead(row).cloned();
        let why = because(causes);
        let (where_zh, where_en) = held_against(&self.after.inputs(row), self.standing, places(row), is_light);
        let answers = bureau
            .as_ref()
            .filter(|_| is_light)
            .map(|bureau| Said::new(format!("责任单位：{}", bureau.name), format!("answerable: {}", bureau.code)));
        let (answers_zh, answers_en) = answers.map(|said| (said.zh, said.en)).unzip();
        let join = |parts: [Option<String>; 3], between: &str| {
            let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(between)
        };
        let zh = join([Some(why.zh), Some(where_zh), answers_zh], "；");
        let en = join([Some(why.en), Some(where_en), answers_en], "; ");
        OverviewChange {
            kind,
            importance: rules::importance(kind),
            since: self.since(causes),
            subject: ChangeSubject {
                kind: ChangeSubjectType::Indicator,
                id: row.id,
                code: Some(row.code.clone()),
                name: row.name.clone(),
            },
            bureau,
            before: None,
            after: None,
            causes: causes.iter().map(|cause| cause.told.clone()).collect(),
            sentence_zh: format!("{}（{}）{}：{zh}。", quoted(&row.name), row.code, said.zh),
            sentence_en: format!("{} {}: {en}.", row.code, said.en),
            href: format!("/api/v1/indicators/{}/progress?as_of={}", row.id, self.after.moment.as_of),
        }
    }
    /// The day of the last cause that has a time; the later day of what has none.
    fn since(&self, causes: &[Cause]) -> chrono::NaiveDate {
        let last: Option<Timestamp> = causes.iter().filter_map(|cause| cause.told.at).max();
        self.span.day_within(last.map_or(self.span.to.as_of, local_date))
    }
}
