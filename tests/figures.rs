//! Worked examples of the figures (算例), read from the tables in `tests/figures/*.toml`: how to add one stands at the top of
//! each of them. Every example is also explained, and the explanation computed again by a calculator of its own.
// A test ends where it fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
#[path = "figures/arithmetic.rs"]
mod arithmetic;
#[path = "figures/cases.rs"]
mod cases;

use arithmetic::{Told, Value, recompute};
use cases::{Case, File};
use duban::{foundation::db::Decimal, progress::figures::*};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The tables, by the name of their file.
fn tables() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let tables = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, file)
    };
    tables.map(read).collect()
}

fn shown<T: ToString>(figure: &Figure<T>) -> String {
    figure.as_ref().map_or_else(|why| why.to_string(), ToString::to_string)
}
fn number(figure: &Figure) -> String {
    shown(&figure.as_ref().map_err(|why| *why).and_then(|value| Decimal::nearest(value).ok_or(Missing::OutOfRange)))
}

/// Everything that an example may expect, by name. A figure that there is none of reads as its reason.
fn outcome(case: &Case) -> BTreeMap<&'static str, String> {
    case.with_inputs(|inputs| {
        let standing = judge(inputs);
        let outlook = outlook(inputs, &standing);
        let series = series(inputs, &case.periods(), &|_| (inputs.target, inputs.trajectory));
        let increments = series.iter().map(|figure| number(&figure.increment)).collect::<Vec<_>>().join(", ");
        let lights = series.iter().map(|figure| figure.standing.light.to_string()).collect::<Vec<_>>().join(", ");
        let mut found = BTreeMap::from([
            ("actual", number(&standing.actual)),
            ("rate", number(&standing.rate)),
            ("rate_text", standing.rate.as_ref().map(percent).unwrap_or_else(|why| why.to_string())),
            ("met", shown(&standing.met)),
            ("used_percent", number(&standing.used_percent)),
            ("expected", number(&standing.expected)),
            ("expected_rate", number(&standing.expected_rate)),
            ("variance_pp", number(&standing.variance_pp)),
            ("spi", number(&standing.spi)),
            ("light", standing.light.to_string()),
            ("watch", standing.watch.to_string()),
            ("light_reason", standing.light_reason.to_string()),
            ("bucket", standing.bucket.to_string()),
            ("stale", standing.stale.to_string()),
            ("reporting_state", standing.reporting.to_string()),
            ("missing_periods", standing.missing_periods.join(", ")),
            ("value_status", standing.latest.as_ref().map(|latest| latest.2.to_string()).unwrap_or_default()),
            ("run_rate", number(&outlook.run_rate)),
            ("required_run_rate", number(&outlook.required_run_rate)),
            ("required_is_exclusive", outlook.required_is_exclusive.to_string()),
            ("by_run_rate", number(&outlook.by_run_rate.value)),
            ("by_run_rate_percent", number(&outlook.by_run_rate.percent)),
            ("met_by_run_rate", shown(&outlook.by_run_rate.met)),
            ("by_trajectory", number(&outlook.by_trajectory.value)),
            ("by_trajectory_percent", number(&outlook.by_trajectory.percent)),
            ("met_by_trajectory", shown(&outlook.by_trajectory.met)),
            ("increments", increments),
            ("lights", lights),
            ("flags", case.flags(inputs)),
        ]);
        if let Some(kept) = &standing.kept {
            found.insert("kept_passed", kept.passed.to_string());
            found.insert("kept_periods", kept.periods.to_string());
            found.insert("kept_share", number(&Ok(kept.share())));
            found.insert("worst", number(&Ok(kept.worst.clone())));
            found.insert("worst_period", kept.worst_period.clone());
        }
        if let Some(original) = case.against_original(inputs) {
            found.insert("original_rate", number(&original.rate));
            found.insert("original_met", shown(&original.met));
            found.insert("original_variance_pp", number(&original.variance_pp));
            found.insert("original_light", original.light.to_string());
        }
        found
    })
}

fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(said) => said.clone(),
        serde_json::Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What of an example is not as it expects.
fn faults(name: &str, place: usize, case: &Case) -> Vec<String> {
    let (found, at) = (outcome(case), format!("{name} 第{place}例「{}」", case.says));
    let mut faults = Vec::new();
    for (field, expected) in &case.expect {
        match found.get(field.as_str()) {
            None => {
                let known = found.keys().copied().collect::<Vec<_>>().join(" ");
                faults.push(format!("{at}: 没有 {field} 这一项 there is no such figure here; there are: {known}"));
            }
            Some(found) if *found == text(expected) => (),
            Some(found) => faults.push(format!("{at}: {field} 应为 expected {}, 实为 got {found}", text(expected))),
        }
    }
    if case.expect.is_empty() {
        faults.push(format!("{at}: 没有写 expect it expects nothing"));
    }
    faults
}

#[test]
fn every_worked_example_comes_out_as_written() {
    let mut faulty = Vec::new();
    let mut count = 0;
    for (name, file) in tables() {
        for (case, place) in file.case.iter().zip(1..) {
            faulty.extend(faults(&name, place, case));
            count += 1;
        }
    }
    assert!(faulty.is_empty(), "\n{}\n", faulty.join("\n"));
    assert!(count >= 80, "{count} examples");
}

#[test]
fn every_example_says_what_it_shows_and_says_it_once() {
    let mut said = BTreeSet::new();
    for (name, file) in tables() {
        for case in &file.case {
            assert!(case.says.chars().count() >= 5, "{name}: {:?}", case.says);
            assert!(said.insert(case.says.clone()), "{name}: twice {}", case.says);
        }
    }
}

#[test]
fn an_example_with_a_word_that_nobody_knows_is_refused() {
    let good = "[[case]]\n\"说明\" = \"一\"\nkind = \"flow\"\n[case.expect]\nlight = \"grey\"\n";
    assert!(toml::from_str::<File>(good).is_ok());
    assert!(toml::from_str::<File>(&good.replace("kind", "sort = 1\nkind")).is_err());
    let file: File = toml::from_str(&good.replace("light", "colour")).unwrap();
    assert!(faults("x.toml", 1, &file.case[0])[0].contains("没有 colour"));
    let file: File = toml::from_str(&good.replace("grey", "red")).unwrap();
    assert!(faults("x.toml", 1, &file.case[0])[0].contains("应为 expected red, 实为 got grey"));
}

#[test]
fn the_explanation_of_every_example_computes_to_what_is_served() {
    let mut used = BTreeSet::new();
    for (name, file) in tables() {
        for case in &file.case {
            case.with_inputs(|inputs| {
                let standing = judge(inputs);
                let told = derive(inputs, &standing, &outlook(inputs, &standing));
                used.extend(told.steps.iter().map(|step| step.formula));
                let given = told.inputs.iter().map(|given| (given.symbol.to_owned(), given.value.to_string()));
                let steps: Vec<Told> = told.steps.into_iter().map(as_told).collect();
                let computed = recompute(&given.collect::<Vec<_>>(), &steps);
                holds(&format!("{name} {}", case.says), &outcome(case), &computed, &steps);
            });
        }
    }
    let unused: Vec<_> = Formula::ALL.iter().filter(|formula| !used.contains(formula)).collect();
    assert!(unused.is_empty(), "no example shows {unused:?}");
}

fn as_told(step: Step) -> Told {
    Told {
        figure: step.figure.to_owned(),
        symbol: step.symbol.map(str::to_owned),
        formula: step.formula.to_string(),
        substituted: step.substituted,
        exact: step.exact,
        result: step.result,
    }
}

/// Every served figure that there is has a step that comes to it; a decision's condition holds.
fn holds(at: &str, served: &BTreeMap<&'static str, String>, computed: &BTreeMap<String, Value>, steps: &[Told]) {
    for step in steps {
        let rounded = match &computed[&step.figure] {
            Value::Number(number) => Decimal::nearest(number).unwrap().to_string(),
            Value::Truth(holds) if ["light", "watch"].contains(&step.figure.as_str()) => {
                assert!(holds, "{at}: {} does not hold", step.substituted);
                step.result.clone()
            }
            Value::Truth(holds) => holds.to_string(),
        };
        assert_eq!(rounded, step.result, "{at}: {}", step.figure);
    }
    for (field, value) in served {
        let figure = match *field {
            "kept_passed" | "kept_periods" | "worst" => field.replace("kept_", "").replace("worst", "kept.worst"),
            "kept_share" => "kept.share_percent".to_owned(),
            "by_run_rate"
            | "by_run_rate_percent"
            | "by_trajectory"
            | "by_trajectory_percent"
            | "met_by_run_rate"
            | "met_by_trajectory" => format!("forecast.{field}"),
            "actual" | "rate" | "met" | "used_percent" | "expected" | "expected_rate" | "variance_pp" | "spi"
            | "light" | "run_rate" | "required_run_rate" => (*field).to_owned(),
            "watch" if value == "true" => (*field).to_owned(),
            _ => continue,
        };
        let figure = match figure.as_str() {
            "passed" | "periods" => format!("kept.{figure}"),
            _ => figure,
        };
        let is_null = value == "grey" || Missing::ALL.iter().any(|why| why.as_str() == value);
        match steps.iter().find(|step| step.figure == figure) {
            Some(step) => assert_eq!(&step.result, value, "{at}: {figure}"),
            None => assert!(is_null, "{at}: {figure} is {value} and has no step"),
        }
    }
}

/// The cells of a table of docs/figures.md that stands under a mark, without its head.
fn documented(mark: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/figures.md")).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {mark} -->\n")).expect("the mark");
    let rows = rest.lines().take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect())
        .collect()
}

#[test]
fn the_documentation_has_every_formula_of_the_code_and_no_other() {
    let told: Vec<String> = documented("formulas").into_iter().map(|mut row| row.swap_remove(0)).collect();
    let known: Vec<&str> = Formula::ALL.iter().map(|formula| formula.as_str()).collect();
    assert_eq!(told, known);
}

#[test]
fn the_documented_forecasts_are_what_the_code_computes() {
    let rows = documented("forecast");
    assert!(rows.len() >= 7, "{rows:?}");
    for row in rows {
        let [month, actual, told @ ..] = &row[..] else { panic!("{row:?}") };
        let example = format!(
            "[[case]]\n\"说明\" = \"文档\"\nkind = \"flow\"\ncomparator = \"gte\"\ntarget = \"120\"\nmonth = {month}\nactual = \"{actual}\"\n[case.expect]\n"
        );
        let file: File = toml::from_str(&example).unwrap();
        let found = outcome(&file.case[0]);
        let names = ["run_rate", "required_run_rate", "by_run_rate", "by_run_rate_percent", "met_by_run_rate"];
        let found = names.map(|name| found[name].replace("true", "yes").replace("false", "no"));
        assert_eq!(told, found, "{month} {actual}");
    }
}
