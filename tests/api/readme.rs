//! The READMEs: what they tell a newcomer to type works, and prints what they say; tables and links are held against the project.
use crate::kit::{PASSWORD, TestApp};
use clap::Args;
use duban::{
    foundation::{
        config::{LogSettings, Settings, demo_business_date},
        db::Decimal,
    },
    plan::{
        indicators::{Basis, IndicatorKind},
        targets::{Commitment, Comparator},
    },
    progress::figures::{Figure, Inputs, Observation, Rules, Standing, Target, ValueStatus, judge, percent},
};
use std::path::{Path, PathBuf};
use tokio::process::Command;

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
fn read(file: &str) -> String {
    std::fs::read_to_string(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The fenced blocks that stand under a mark such as `<!-- tested -->`.
fn marked(text: &str, mark: &str) -> Vec<String> {
    let mark = format!("<!-- {mark} -->\n```");
    let block = |rest: &str| {
        let (_, body) = rest.split_once('\n').expect("a fence has a line of its own");
        body.split_once("\n```").expect("a fence is closed").0.to_owned()
    };
    text.split(&mark).skip(1).map(block).collect()
}

/// Whether a printed line is the one that is shown; `…` at the end of a shown line leaves out the rest.
fn is_shown(shown: &str, printed: &str) -> bool {
    shown.strip_suffix('…').map_or(shown == printed, |start| printed.starts_with(start))
}

async fn walk(file: &str) {
    let (app, scratch, text) = (TestApp::demonstration().await, tempfile::tempdir().unwrap(), read(file));
    let script = marked(&text, "tested").join("\n").replace("http://127.0.0.1:8080", &app.address);
    let script = script.replace("Duban-demo-2025", PASSWORD);
    let mut command = Command::new("bash");
    command.args(["-euo", "pipefail", "-c", &script]).current_dir(scratch.path());
    let output = command.env("PYTHONIOENCODING", "utf-8").output().await.unwrap();
    let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{file}: {printed}{said}");
    let shown = marked(&text, "printed").join("\n");
    let (shown, printed): (Vec<_>, Vec<_>) = (shown.lines().collect(), printed.lines().collect());
    for (shown, printed) in shown.iter().zip(&printed) {
        assert!(is_shown(shown, printed), "{file} shows\n{shown}\nbut the service says\n{printed}");
    }
    assert_eq!(shown.len(), printed.len(), "{file} shows all that is printed: {printed:#?}");
    for end in ["status: approved", "rate: 64.1217", "light: yellow"] {
        assert!(printed.contains(&end), "{file}: {end}");
    }
}

#[actix_web::test]
async fn five_minutes_with_curl_go_as_the_readme_shows() {
    walk("README.md").await;
}

#[actix_web::test]
async fn the_chinese_readme_leads_to_the_same_end() {
    walk("README.zh-CN.md").await;
}

#[test]
fn both_readmes_tell_the_same() {
    let [english, chinese] = READMES.map(read);
    let levels = |text: &str| -> Vec<usize> {
        let mut is_code = false;
        let mut levels = Vec::new();
        for line in text.lines() {
            is_code ^= line.starts_with("```");
            if !is_code && line.starts_with('#') {
                levels.push(line.bytes().take_while(|byte| *byte == b'#').count());
            }
        }
        levels
    };
    assert_eq!(levels(&english), levels(&chinese), "the headings");
    let blocks = marked(&english, "tested");
    assert!(blocks.len() >= 5, "{blocks:?}");
    assert_eq!(blocks, marked(&chinese, "tested"));
    assert_eq!(marked(&english, "printed"), marked(&chinese, "printed"));
    let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(rows(&english), rows(&chinese), "the rows of the tables");
}

#[test]
fn every_setting_stands_in_both_readmes_with_its_default() {
    let settings = LogSettings::augment_args(Settings::augment_args(clap::Command::new("duban")));
    for file in READMES {
        let text = read(file);
        for setting in settings.get_arguments() {
            let Some(variable) = setting.get_env().and_then(|name| name.to_str()) else { continue };
            let default: Vec<_> = setting.get_default_values().iter().filter_map(|value| value.to_str()).collect();
            let default = if default.is_empty() { "–".to_owned() } else { format!("`{}`", default.join(",")) };
            let row = format!("| `{variable}` | {default} |");
            assert!(text.contains(&row), "{file} lacks the row {row}");
        }
        let documented = text.lines().filter(|line| line.starts_with("| `DUBAN_") || line.starts_with("| `DATABASE_"));
        let known = settings.get_arguments().filter(|setting| setting.get_env().is_some()).count();
        assert_eq!(documented.count(), known, "{file} names a setting that there is not");
        assert!(text.contains(&demo_business_date().to_string()), "{file}: the demonstration's date");
    }
}

/// Every Markdown file that a reader comes to.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for place in ["", "docs", "docs/decisions", "seeds/demo", "seeds/zhongyuan-2025"] {
        let entries = std::fs::read_dir(folder().join(place)).unwrap();
        let files = entries.map(|entry| entry.unwrap().path());
        found.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    found
}

#[test]
fn every_relative_link_leads_somewhere() {
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target) {
            let path = target.split('#').next().unwrap();
            let is_relative = !path.is_empty() && !path.contains(':') && !path.contains(' ');
            let there = document.parent().unwrap().join(path).exists();
            assert!(!is_relative || there, "{}: {target} is not there", document.display());
        }
    }
}

/// The cells of the table under a mark, without its head.
fn marked_table(text: &str, mark: &str) -> Vec<Vec<String>> {
    let (_, rest) = text.split_once(&format!("<!-- {mark} -->\n")).expect("the mark");
    let rows = rest.lines().take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// Where indicator 2.9 (at least 335.3 亿元) stands with a value reported for September.
fn september(actual: &str) -> Standing {
    let file: serde_json::Value = serde_json::from_str(&read("seeds/zhongyuan-2025/rule_set.json")).unwrap();
    let rules: Rules = file["content"].to_string().parse().unwrap();
    let observation = Observation {
        period: "2025-09".into(),
        ends_on: "2025-09-30".parse().unwrap(),
        revision: 1,
        status: ValueStatus::Approved,
        value: Some(actual.parse().unwrap()),
        numerator: None,
        denominator: None,
        achieved_on: None,
    };
    judge(&Inputs {
        kind: IndicatorKind::Flow,
        basis: Some(Basis::Cumulative),
        unit: Some("亿元"),
        target: Some(Target {
            value: Some("335.3".parse().unwrap()),
            comparator: Some(Comparator::Gte),
            commitment: Commitment::Strive,
            due_on: "2025-12-31".parse().unwrap(),
        }),
        baseline: None,
        trajectory: &[],
        observations: &[observation],
        periods: &[],
        rules: Some(&rules),
        as_of: "2025-10-10".parse().unwrap(),
    })
}

#[test]
fn the_worked_examples_of_the_figures_are_what_the_code_computes() {
    let text = read("docs/figures.md");
    let table = marked_table(&text, "computed");
    assert!(table.len() >= 9, "{table:?}");
    for row in table {
        let [actual, rate, shown, variance, spi, light, watch, bucket] = &row[..] else { panic!("{row:?}") };
        let standing = september(actual);
        let figure = |figure: &Figure| Decimal::nearest(figure.as_ref().unwrap()).unwrap().to_string();
        let computed = [
            figure(&standing.rate),
            percent(standing.rate.as_ref().unwrap()),
            figure(&standing.variance_pp),
            figure(&standing.spi),
            standing.light.as_str().to_owned(),
            if standing.watch { "yes" } else { "no" }.to_owned(),
            standing.bucket.as_str().to_owned(),
        ];
        let told = [rate, shown, variance, spi, light, watch, bucket].map(|cell| cell.trim_matches('`').to_owned());
        assert_eq!(told, computed, "335.3 亿元, end of September, {actual}");
        assert_eq!((figure(&standing.expected), figure(&standing.expected_rate)), ("251.475".into(), "75".into()));
    }
}
