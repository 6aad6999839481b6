//! Lights that changed and values that moved: the standings of both days held against each other.
use super::{
    causes::{self, Decided},
    model::{ChangeCause, ChangeKind, ChangeSubject, ChangeSubjectType, OverviewChange},
    rules::{self, Span},
    store::Deciders,
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
        figures::{Figure, Standing, precise},
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
    let decided = Decided::of(&before, &after, moved.iter().map(|(row, ..)| *row));
    let deciders = Deciders::of(conn, view, &decided)?;
    let mut all = Vec::new();
    for (row, old, new) in moved {
        let causes = causes::of(&before, &after, row, &deciders);
        let since = since(&causes, span);
        let told = Told { after: &after, row, causes, since };
        if old.light != new.light {
            all.push(told.light(&old, &new));
        }
        if value(&old.actual) != value(&new.actual) {
            all.push(told.value(&old, &new));
        }
    }
    Ok(all)
}

/// The value as it is served.
fn value(actual: &Figure) -> Option<Decimal> {
    actual.as_ref().ok().and_then(Decimal::nearest)
}

/// The day of the last cause that has a time of its own; the later day of what has none.
fn since(causes: &[ChangeCause], span: &Span) -> chrono::NaiveDate {
    let last: Option<Timestamp> = causes.iter().filter_map(|cause| cause.at).max();
    last.map_or(span.to.as_of, local_date).clamp(span.from.as_of, span.to.as_of)
}

/// An indicator that changed.
struct Told<'a> {
    after: &'a Evidence,
    row: &'a IndicatorRow,
    causes: Vec<ChangeCause>,
    since: chrono::NaiveDate,
}

impl Told<'_> {
    fn light(&self, old: &Standing, new: &Standing) -> OverviewChange {
        let ((old_zh, old_en), (new_zh, new_en)) = (light_words(old.light), light_words(new.light));
        let said = (format!("由{old_zh}转为{new_zh}"), format!("went from {old_en} to {new_en}"));
        let change = self.change(ChangeKind::LightChanged, said);
        OverviewChange {
            importance: rules::importance_of_light(old.light, new.light),
            before: Some(old.light.to_string()),
            after: Some(new.light.to_string()),
            ..change
        }
    }
    fn value(&self, old: &Standing, new: &Standing) -> OverviewChange {
        let text = |actual: &Figure| {
            let text = |value| precise(value, places(self.row), self.row.unit.as_deref());
            actual
                .as_ref()
                .map_or_else(|_| ("无数据".to_owned(), "no figure".to_owned()), |value| (text(value), text(value)))
        };
        let ((old_zh, old_en), (new_zh, new_en)) = (text(&old.actual), text(&new.actual));
        let said = (format!("由{old_zh}变为{new_zh}"), format!("moved from {old_en} to {new_en}"));
        let served = |actual: &Figure| value(actual).map(|value| value.to_string());
        OverviewChange {
            before: served(&old.actual),
            after: served(&new.actual),
            ..self.change(ChangeKind::ValueMoved, said)
        }
    }
    fn change(&self, kind: ChangeKind, (zh, en): (String, String)) -> OverviewChange {
        let join = |text: fn(&ChangeCause) -> &str, between: &str| {
            self.causes.iter().map(text).collect::<Vec<_>>().join(between)
        };
        let (because_zh, because_en) = (join(|cause| &cause.text_zh, "；"), join(|cause| &cause.text_en, "; "));
        let row = self.row;
        OverviewChange {
            kind,
            importance: rules::importance(kind),
            since: self.since,
            subject: ChangeSubject {
                kind: ChangeSubjectType::Indicator,
                id: row.id,
                code: Some(row.code.clone()),
                name: row.name.clone(),
            },
            bureau: self.after.lead(row).cloned(),
            before: None,
            after: None,
            causes: self.causes.clone(),
            sentence_zh: format!("“{}”（{}）{zh}：{because_zh}。", row.name, row.code),
            sentence_en: format!("{} {en}: {because_en}.", row.code),
            href: format!("/api/v1/indicators/{}/progress?as_of={}", row.id, self.after.moment.as_of),
        }
    }
}
