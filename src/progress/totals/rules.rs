//! Adding up: exact, and never what must not be added.
use super::model::{Comparison, NoTotal, Part, ProjectTotals, Quantity, Term, TotalRelation, TotalVerdict};
use crate::{
    foundation::db::{Decimal, Id},
    plan::{facts::ProjectMeasure, units},
    progress::figures::Observation,
};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The number of a term: a plain one, or the two parts of a ratio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// A value in the term's unit.
    Value(BigRational),
    /// Numerator and denominator of a ratio.
    Ratio(BigRational, BigRational),
    /// A number that must not be added, such as the target of a ratio.
    NotAdditive(BigRational),
}

impl Amount {
    /// As one number; `scale` is what a quotient is multiplied with (100 for `%`).
    fn single(&self, scale: &BigRational) -> BigRational {
        match self {
            Self::Value(value) | Self::NotAdditive(value) => value.clone(),
            Self::Ratio(numerator, denominator) => numerator / denominator * scale,
        }
    }
}

/// The amount that the latest of a ratio's observations states.
pub fn ratio(observations: &[Observation]) -> Option<Amount> {
    let parts = |one: &Observation| one.numerator.zip(one.denominator).filter(|(_, under)| *under != Decimal::ZERO);
    let latest =
        observations.iter().filter(|one| parts(one).is_some()).max_by_key(|one| (one.ends_on, one.revision))?;
    parts(latest).map(|(numerator, denominator)| Amount::Ratio(numerator.exact(), denominator.exact()))
}

/// A value in another unit, exactly; `None` when the two share no base unit.
fn in_unit(value: BigRational, from: Option<&str>, to: Option<&str>) -> Option<BigRational> {
    if from == to {
        return Some(value);
    }
    let (from, to) = (units::find(from?)?, units::find(to?)?);
    from.converts_to(to).then(|| value * from.factor() / to.factor())
}

/// The parts' amounts as one: the sum, or the quotient of the sums. `None` without any.
fn added(amounts: &[Amount], scale: &BigRational) -> Result<BigRational, NoTotal> {
    let (mut sum, mut under, mut of_ratio) = (BigRational::zero(), BigRational::zero(), false);
    for amount in amounts {
        match amount {
            Amount::Value(value) => sum += value,
            Amount::Ratio(numerator, denominator) => {
                sum += numerator;
                under += denominator;
                of_ratio = true;
            }
            Amount::NotAdditive(_) => return Err(NoTotal::NotAdditive),
        }
    }
    match (amounts.is_empty(), of_ratio) {
        (true, _) => Err(NoTotal::NoPartValue),
        (_, false) => Ok(sum),
        (_, true) => Ok(sum / under * scale),
    }
}

/// What a whole states beside what its parts come to.
pub fn compare(
    whole: (&Term, Option<Amount>),
    quantity: Quantity,
    relation: TotalRelation,
    parts: Vec<(Term, Option<Amount>)>,
) -> Comparison {
    let (term, stated) = whole;
    let scale = BigRational::from_integer(if term.unit.as_deref() == Some("%") { 100 } else { 1 }.into());
    let (mut told, mut amounts, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for (part, amount) in parts {
        let amount = amount.and_then(|amount| match amount {
            Amount::Value(value) => in_unit(value, part.unit.as_deref(), term.unit.as_deref()).map(Amount::Value),
            other => Some(other),
        });
        let value = amount.as_ref().and_then(|amount| Decimal::nearest(&amount.single(&scale)));
        match amount {
            Some(amount) => amounts.push(amount),
            None => missing.push(part.code.clone()),
        }
        told.push(Part { term: part, value });
    }
    let stated = stated.map(|amount| amount.single(&scale));
    let computed = added(&amounts, &scale);
    Comparison { parts: told, missing_parts: missing, ..side_by_side(term, (quantity, relation), stated, computed) }
}

/// What of the projects' sums a measure means: the sum, its unit, and how many projects have a number.
fn measured(measure: ProjectMeasure, projects: &ProjectTotals) -> (BigRational, &'static str, usize) {
    let money = |sum: Decimal, without: usize| (sum.exact(), "万元", projects.count - without);
    match measure {
        ProjectMeasure::Count => (BigRational::from_integer(projects.count.into()), "个", projects.count),
        ProjectMeasure::TotalInvestment => money(projects.total_investment, projects.without_total_investment),
        ProjectMeasure::YearInvestment => money(projects.year_investment, projects.without_year_investment),
        ProjectMeasure::CompletedInvestment => {
            money(projects.completed_investment, projects.without_completed_investment)
        }
    }
}

/// Completed investment is an actual figure, all else of the projects is planned.
pub const fn quantity(measure: ProjectMeasure) -> Quantity {
    match measure {
        ProjectMeasure::CompletedInvestment => Quantity::Actual,
        ProjectMeasure::Count | ProjectMeasure::TotalInvestment | ProjectMeasure::YearInvestment => Quantity::Planned,
    }
}

/// What a whole states beside what the projects come to.
pub fn compare_projects(
    whole: (&Term, Option<Amount>),
    measure: ProjectMeasure,
    projects: &ProjectTotals,
) -> Comparison {
    let (term, stated) = whole;
    let stated = stated.map(|amount| amount.single(&BigRational::from_integer(1.into())));
    let (sum, unit, counted) = measured(measure, projects);
    let computed = if counted == 0 { None } else { in_unit(sum, Some(unit), term.unit.as_deref()) };
    let compared = (quantity(measure), TotalRelation::Projects);
    let compared = side_by_side(term, compared, stated, computed.ok_or(NoTotal::NoPartValue));
    Comparison { projects: Some(counted), computed_from: Some(measure), ..compared }
}

fn side_by_side(
    term: &Term,
    (quantity, relation): (Quantity, TotalRelation),
    stated: Option<BigRational>,
    computed: Result<BigRational, NoTotal>,
) -> Comparison {
    let mut reasons = BTreeMap::new();
    let residual = stated.as_ref().zip(computed.as_ref().ok()).map(|(stated, computed)| stated - computed);
    let verdict = residual.as_ref().map(|residual| verdict(relation, residual));
    let mut served = |name: &'static str, figure: Result<&BigRational, NoTotal>| {
        let served = figure.and_then(|value| Decimal::nearest(value).ok_or(NoTotal::OutOfRange));
        served.map_err(|why| reasons.insert(name, why)).ok()
    };
    let (stated, computed) = (
        served("stated", stated.as_ref().ok_or(NoTotal::NoStatedValue)),
        served("computed", computed.as_ref().map_err(|why| *why)),
    );
    let residual = residual.as_ref().and_then(Decimal::nearest);
    let (sentence_zh, sentence_en) = sentences(term, relation, (stated, computed, residual));
    Comparison {
        quantity,
        relation,
        computed_from: None,
        stated,
        computed,
        residual,
        verdict,
        parts: Vec::new(),
        missing_parts: Vec::new(),
        projects: None,
        reasons,
        sentence_zh,
        sentence_en,
    }
}

fn verdict(relation: TotalRelation, residual: &BigRational) -> TotalVerdict {
    match (residual.is_zero(), residual.is_negative()) {
        (true, _) => TotalVerdict::Equal,
        (_, true) => TotalVerdict::Exceeds,
        _ if relation == TotalRelation::Exhaustive => TotalVerdict::Differs,
        _ => TotalVerdict::Unassigned,
    }
}

type Three = (Option<Decimal>, Option<Decimal>, Option<Decimal>);

fn sentences(term: &Term, relation: TotalRelation, (stated, computed, residual): Three) -> (String, String) {
    let text = |value: Option<Decimal>, none: &str| match (value, term.unit.as_deref()) {
        (None, _) => none.to_owned(),
        (Some(value), None) => value.to_string(),
        (Some(value), Some(unit)) => format!("{value} {unit}"),
    };
    let (by_zh, by_en) = match relation {
        TotalRelation::Projects => ("项目汇总", "the projects come to"),
        TotalRelation::Exhaustive | TotalRelation::Partial => ("分项合计", "the parts come to"),
    };
    let (zh, en) = ("无", "nothing");
    (
        format!("列示{}，{by_zh}{}，差额{}。", text(stated, zh), text(computed, zh), text(residual, zh)),
        format!("Stated {}, {by_en} {}, residual {}.", text(stated, en), text(computed, en), text(residual, en)),
    )
}

/// A project as totals take it.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Identity: a project counts once.
    pub id: Id,
    /// 总投资, in 万元.
    pub total_investment: Option<Decimal>,
    /// 年度计划投资, in 万元.
    pub year_investment: Option<Decimal>,
    /// 完成投资 of the year to date, in 万元.
    pub completed_investment: Option<Decimal>,
}

/// Projects added up, each once however often it is given. `None` when a sum is out of range.
pub fn add_up<'a>(projects: impl IntoIterator<Item = &'a Counted>) -> Option<ProjectTotals> {
    let (mut seen, mut totals) = (BTreeSet::new(), ProjectTotals::default());
    let mut sums = [BigRational::zero(), BigRational::zero(), BigRational::zero()];
    for project in projects {
        if !seen.insert(project.id) {
            continue;
        }
        totals.count += 1;
        let [total, year, completed] = &mut sums;
        for (sum, without, amount) in [
            (total, &mut totals.without_total_investment, project.total_investment),
            (year, &mut totals.without_year_investment, project.year_investment),
            (completed, &mut totals.without_completed_investment, project.completed_investment),
        ] {
            match amount {
                Some(amount) => *sum += amount.exact(),
                None => *without += 1,
            }
        }
    }
    let [total, year, completed] = &sums;
    totals.total_investment = Decimal::nearest(total)?;
    totals.year_investment = Decimal::nearest(year)?;
    totals.completed_investment = Decimal::nearest(completed)?;
    Some(totals)
}

/// Groups of codes that are linked, directly or through others; each in the order in which codes were given.
pub fn linked(codes: &[&str], pairs: &[(String, String)]) -> Vec<Vec<String>> {
    let mut group: HashMap<&str, usize> = codes.iter().enumerate().map(|(at, code)| (*code, at)).collect();
    for (a, b) in pairs {
        let (Some(&one), Some(&other)) = (group.get(a.as_str()), group.get(b.as_str())) else { continue };
        let (keep, lose) = (one.min(other), one.max(other));
        group.values_mut().filter(|at| **at == lose).for_each(|at| *at = keep);
    }
    let mut groups: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
    for code in codes {
        groups.entry(group.get(code).copied()).or_default().push((*code).to_owned());
    }
    groups.into_values().filter(|codes| codes.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::model::TermType, *};

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn term(code: &str, unit: &str) -> Term {
        let unit = Some(unit.to_owned());
        Term { kind: TermType::Indicator, id: Id::new(), code: code.into(), name: code.into(), unit }
    }
    fn value(text: &str) -> Option<Amount> {
        Some(Amount::Value(d(text).exact()))
    }
    fn shown(comparison: &Comparison) -> [String; 3] {
        [comparison.stated, comparison.computed, comparison.residual]
            .map(|value| value.map_or("-".into(), |value| value.to_string()))
    }

    #[test]
    fn the_five_parts_of_the_investment_target_leave_a_residual_that_is_shown() {
        let parts = [("2.10", "53"), ("2.11b", "112"), ("2.12b", "2.7"), ("2.13b", "22"), ("2.14b", "138")];
        let parts = || parts.map(|(code, text)| (term(code, "亿元"), value(text))).to_vec();
        let whole = term("2.9", "亿元");
        let compared = compare((&whole, value("335.3")), Quantity::Planned, TotalRelation::Partial, parts());
        assert_eq!(shown(&compared), ["335.3", "327.7", "7.6"]);
        assert_eq!(compared.verdict, Some(TotalVerdict::Unassigned));
        assert_eq!(compared.sentence_zh, "列示335.3 亿元，分项合计327.7 亿元，差额7.6 亿元。");
        assert_eq!(compared.sentence_en, "Stated 335.3 亿元, the parts come to 327.7 亿元, residual 7.6 亿元.");
        let exhausted = compare((&whole, value("335.3")), Quantity::Planned, TotalRelation::Exhaustive, parts());
        assert_eq!(exhausted.verdict, Some(TotalVerdict::Differs));
        let less = compare((&whole, value("327.6")), Quantity::Planned, TotalRelation::Partial, parts());
        assert_eq!((less.verdict, shown(&less)[2].as_str()), (Some(TotalVerdict::Exceeds), "-0.1"));
        assert_eq!(
            compare((&whole, value("327.7")), Quantity::Planned, TotalRelation::Partial, parts()).verdict,
            Some(TotalVerdict::Equal)
        );
    }
    #[test]
    fn parts_are_converted_exactly_and_missing_ones_are_named() {
        let whole = term("w", "亿元");
        let parts = vec![(term("a", "万元"), value("10000")), (term("b", "亿元"), None), (term("c", "亩"), value("1"))];
        let compared = compare((&whole, None), Quantity::Planned, TotalRelation::Partial, parts);
        assert_eq!(shown(&compared), ["-", "1", "-"]);
        assert_eq!((compared.missing_parts, compared.verdict), (vec!["b".to_owned(), "c".into()], None));
        assert_eq!(compared.reasons, BTreeMap::from([("stated", NoTotal::NoStatedValue)]));
        // 1 亩 is 2000/3 ㎡: three thirds are whole again, as nothing is rounded on the way.
        let thirds = (0..3).map(|n| (term(&n.to_string(), "亩"), value("1"))).collect();
        let area = compare((&term("w", "㎡"), value("2000")), Quantity::Actual, TotalRelation::Exhaustive, thirds);
        assert_eq!((shown(&area)[1].as_str(), area.verdict), ("2000", Some(TotalVerdict::Equal)));
    }
    #[test]
    fn ratios_are_recomputed_and_their_targets_never_added() {
        let of = |numerator: &str, denominator: &str| Some(Amount::Ratio(d(numerator).exact(), d(denominator).exact()));
        let whole = term("w", "%");
        let parts = vec![(term("a", "%"), of("1", "2")), (term("b", "%"), of("9", "10"))];
        let compared = compare((&whole, of("10", "12")), Quantity::Planned, TotalRelation::Exhaustive, parts);
        assert_eq!(
            (shown(&compared), compared.verdict),
            (["83.3333".into(), "83.3333".into(), "0".into()], Some(TotalVerdict::Equal))
        );
        assert_eq!(compared.parts[0].value, Some(d("50")));
        let fixed = || Some(Amount::NotAdditive(d("80").exact()));
        let targets =
            compare((&whole, fixed()), Quantity::Planned, TotalRelation::Exhaustive, vec![(term("a", "%"), fixed())]);
        assert_eq!(
            (shown(&targets), targets.reasons["computed"]),
            (["80".into(), "-".into(), "-".into()], NoTotal::NotAdditive)
        );
    }
    #[test]
    fn a_project_counts_once_however_often_it_is_given() {
        let counted = |total: Option<&str>| Counted {
            id: Id::new(),
            total_investment: total.map(d),
            year_investment: None,
            completed_investment: Some(d("0.5")),
        };
        let (a, b) = (counted(Some("100")), counted(None));
        let totals = add_up([&a, &b, &a, &a]).unwrap();
        assert_eq!((totals.count, totals.total_investment, totals.without_total_investment), (2, d("100"), 1));
        assert_eq!((totals.completed_investment, totals.without_year_investment), (d("1"), 2));
        let stated = || value("2409.2");
        let total = ProjectMeasure::TotalInvestment;
        let compared = compare_projects((&term("2.8", "亿元"), stated()), total, &totals);
        assert_eq!(shown(&compared), ["2409.2", "0.01", "2409.19"]);
        assert_eq!((compared.projects, compared.quantity), (Some(1), Quantity::Planned));
        let count = compare_projects((&term("2.7", "个"), value("356")), ProjectMeasure::Count, &totals);
        assert_eq!(shown(&count), ["356", "2", "354"]);
        let none = compare_projects((&term("2.8", "亿元"), None), ProjectMeasure::YearInvestment, &totals);
        assert_eq!(none.reasons.len(), 2);
    }
    #[test]
    fn overlaps_are_groups_of_what_is_linked() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let codes = ["4.1", "4.4", "7.1", "7.5", "7.6", "8.1"];
        let pairs = [pair("7.6", "7.5"), pair("7.5", "7.1"), pair("4.4", "4.1"), pair("8.1", "9.9")];
        assert_eq!(linked(&codes, &pairs), [vec!["4.1", "4.4"], vec!["7.1", "7.5", "7.6"]]);
    }
}
