//! What may be recorded of a project's money, works and land, and what is known on a day.
use super::model::{Investment, InvestmentFigures, NewInvestment};
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Result, Violation, Violations},
    },
    projects::transitions::rules::dated,
};
use chrono::NaiveDate;

/// One of the figures.
#[derive(Debug)]
pub struct Measure {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Whether it only grows; a contract may be amended and a need for land reckoned anew.
    pub cumulative: bool,
    /// It, among the figures.
    pub field: fn(&mut InvestmentFigures) -> &mut Option<Decimal>,
}

/// Every figure, in the order of their publication.
#[rustfmt::skip]
pub const MEASURES: &[Measure] = &[
    Measure { name: "contracted", unit: "万元", cumulative: false, field: |f| &mut f.contracted },
    Measure { name: "paid_in_to_date", unit: "万元", cumulative: true, field: |f| &mut f.paid_in_to_date },
    Measure { name: "completed_to_date", unit: "万元", cumulative: true, field: |f| &mut f.completed_to_date },
    Measure { name: "recorded_to_date", unit: "万元", cumulative: true, field: |f| &mut f.recorded_to_date },
    Measure {
        name: "physical_progress_percent", unit: "%", cumulative: true, field: |f| &mut f.physical_progress_percent,
    },
    Measure { name: "land_needed", unit: "亩", cumulative: false, field: |f| &mut f.land_needed },
    Measure { name: "land_secured", unit: "亩", cumulative: true, field: |f| &mut f.land_secured },
    Measure { name: "land_supplied", unit: "亩", cumulative: true, field: |f| &mut f.land_supplied },
];

/// What the records say by the last of them, given in the order of their days, one for a day: each figure as it was
/// stated last.
pub fn known<'a>(records: impl IntoIterator<Item = &'a Investment>) -> InvestmentFigures {
    let mut known = InvestmentFigures::default();
    for record in records {
        let mut stated = record.figures();
        for measure in MEASURES {
            if let Some(value) = (measure.field)(&mut stated).take() {
                *(measure.field)(&mut known) = Some(value);
            }
        }
    }
    known
}

/// What the records after a day say first of each figure, those left out that give a reason for having fallen.
pub fn known_next<'a>(records: impl DoubleEndedIterator<Item = &'a Investment>) -> InvestmentFigures {
    known(records.rev().filter(|record| record.decrease_reason.is_none()))
}

/// Every fault of a new record, against what is known just before its day (`before`) and just after it (`after`).
pub fn check(
    new: &NewInvestment,
    today: NaiveDate,
    mut before: InvestmentFigures,
    mut after: InvestmentFigures,
) -> Result<()> {
    let mut faults = Violations::new();
    faults.check(dated("/as_of", new.as_of_on, today));
    let (mut stated, hundred) = (new.figures(), Decimal::whole(100));
    if stated == InvestmentFigures::default() {
        let names: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
        faults.push(Violation::at("", Code::Required).with("field", names.join(" | ")));
    }
    for measure in MEASURES {
        let (field, pointer) = (measure.field, format!("/{}", measure.name));
        let Some(value) = *field(&mut stated) else { continue };
        if value < Decimal::ZERO {
            faults.push(Violation::at(&pointer, Code::TooSmall).with("min", "0"));
        }
        if measure.unit == "%" && value > hundred {
            faults.push(Violation::at(&pointer, Code::TooLarge).with("max", "100"));
        }
        if !measure.cumulative || new.decrease_reason.is_some() {
            continue;
        }
        if let Some(previous) = field(&mut before).filter(|previous| value < *previous) {
            let fault = Violation::at(&pointer, Code::FigureDecreased).with("previous", previous.to_string());
            faults.push(fault.with("unit", measure.unit));
        }
        if let Some(next) = field(&mut after).filter(|next| value > *next) {
            let fault = Violation::at(&pointer, Code::FigureOvertakes).with("next", next.to_string());
            faults.push(fault.with("unit", measure.unit));
        }
    }
    faults.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{foundation::error::Place, projects::investments::InvestmentDecrease};

    fn d(text: &str) -> Option<Decimal> {
        Some(text.parse().unwrap())
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn faults(new: &NewInvestment, before: InvestmentFigures, after: InvestmentFigures) -> Vec<(String, Code)> {
        let error = check(new, day("2025-10-10"), before, after).err();
        let place = |fault: &Violation| match &fault.place {
            Place::Pointer(pointer) => (pointer.clone(), fault.code),
            Place::Parameter(name) => panic!("{name}"),
        };
        error.iter().flat_map(|error| error.violations().iter().map(place)).collect()
    }
    fn new(completed: &str) -> NewInvestment {
        NewInvestment { as_of_on: day("2025-09-30"), completed_to_date: d(completed), ..Default::default() }
    }

    #[test]
    fn a_cumulative_figure_lies_between_its_neighbours_or_says_why_not() {
        let completed = |value: &str| InvestmentFigures { completed_to_date: d(value), ..Default::default() };
        let (low, high) = (completed("100"), completed("200"));
        for good in ["100", "150.5", "200"] {
            assert_eq!(faults(&new(good), low.clone(), high.clone()), []);
        }
        let at = |code| vec![("/completed_to_date".to_owned(), code)];
        assert_eq!(faults(&new("99.9999"), low.clone(), high.clone()), at(Code::FigureDecreased));
        assert_eq!(faults(&new("200.0001"), low.clone(), high.clone()), at(Code::FigureOvertakes));
        let explained = NewInvestment { decrease_reason: Some(InvestmentDecrease::WriteDown), ..new("5") };
        assert_eq!(faults(&explained, low, high), []);
    }
    #[test]
    fn a_contract_and_a_need_for_land_may_fall() {
        let record = NewInvestment { contracted: d("1"), land_needed: d("1"), ..new("1") };
        let before = InvestmentFigures { contracted: d("9"), land_needed: d("9"), ..Default::default() };
        assert_eq!(faults(&record, before, InvestmentFigures::default()), []);
    }
    #[test]
    fn all_faults_come_at_once() {
        let record = NewInvestment {
            as_of_on: day("2025-10-11"),
            physical_progress_percent: d("100.0001"),
            land_supplied: d("-1"),
            ..Default::default()
        };
        let found = faults(&record, InvestmentFigures::default(), InvestmentFigures::default());
        let codes: Vec<Code> = found.iter().map(|(_, code)| *code).collect();
        assert_eq!(codes, [Code::DateInFuture, Code::TooLarge, Code::TooSmall]);
        let empty = NewInvestment { as_of_on: day("2025-10-10"), ..Default::default() };
        assert_eq!(faults(&empty, InvestmentFigures::default(), InvestmentFigures::default())[0].1, Code::Required);
    }
}
