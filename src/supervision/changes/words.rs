//! How changes are worded: periods, runs of periods, names within quotes, and how many causes a sentence holds.
use super::model::ChangeCause;
use chrono::{Datelike, NaiveDate};

/// The most causes that a sentence names; the others are counted.
const NAMED: usize = 3;

/// The same in Chinese and in English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Said {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A name within Chinese quotes; quotes in it become single ones.
pub(super) fn quoted(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

/// `10月9日`, with its year where that is another one than the plan's.
pub(super) fn day_zh(day: NaiveDate, year: i32) -> String {
    let text = format!("{}月{}日", day.month(), day.day());
    if day.year() == year { text } else { format!("{}年{text}", day.year()) }
}

/// The months of a period, by its code: `2025-08`, or `2025-01..02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Months {
    year: i32,
    first: u32,
    last: u32,
}

impl Months {
    /// `None` of a code that is no period's.
    pub fn of(code: &str) -> Option<Self> {
        let (year, months) = code.split_once('-')?;
        let (first, last) = months.split_once("..").unwrap_or((months, months));
        Some(Self { year: year.parse().ok()?, first: first.parse().ok()?, last: last.parse().ok()? })
    }
    fn months_zh(self) -> String {
        if self.first == self.last {
            format!("{}月", self.first)
        } else {
            format!("{}—{}月", self.first, self.last)
        }
    }
    fn en(self) -> String {
        let end = if self.first == self.last { String::new() } else { format!("..{:02}", self.last) };
        format!("{}-{:02}{end}", self.year, self.first)
    }
}

/// One period as people call it; a code that is no period's stays as it is.
pub(super) fn period(code: &str) -> Said {
    Months::of(code).map_or_else(|| Said::new(code, code), |months| periods(vec![months]))
}

/// Periods as people call them, those that follow each other in one: `2025年1—8月、10月`.
fn periods(mut all: Vec<Months>) -> Said {
    all.sort_unstable();
    let mut runs: Vec<Months> = Vec::new();
    for next in all {
        match runs.last_mut() {
            Some(run) if run.year == next.year && next.first <= run.last + 1 => run.last = run.last.max(next.last),
            _ => runs.push(next),
        }
    }
    let mut year = None;
    let zh = runs.iter().map(|run| {
        let said_before = year.replace(run.year) == Some(run.year);
        if said_before { run.months_zh() } else { format!("{}年{}", run.year, run.months_zh()) }
    });
    let zh: Vec<String> = zh.collect();
    Said::new(zh.join("、"), runs.iter().map(|run| run.en()).collect::<Vec<_>>().join(", "))
}

/// What a report did to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReportAct {
    /// Approved; submitted when not.
    pub approved: bool,
    /// 更正: it corrects another report.
    pub correction: bool,
}

impl ReportAct {
    /// Of one period.
    pub fn on(self, code: &str) -> Said {
        self.said(&period(code), false)
    }
    fn said(self, periods: &Said, many: bool) -> Said {
        let (report_zh, report_en) = match (self.correction, many) {
            (false, false) => ("报告", "the report"),
            (false, true) => ("报告", "the reports"),
            (true, false) => ("更正报告", "the correction"),
            (true, true) => ("更正报告", "the corrections"),
        };
        let (done_zh, done_en) = if self.approved { ("审定", "approved") } else { ("报送", "submitted") };
        let were = if many { "were" } else { "was" };
        Said::new(
            format!("{}{report_zh}{done_zh}", periods.zh),
            format!("{report_en} for {} {were} {done_en}", periods.en),
        )
    }
}

/// A cause, and what it is when others of its kind are told with it.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    /// As it is served.
    pub told: ChangeCause,
    /// Of a report: what it did, of which months.
    pub run: Option<(ReportAct, Months)>,
}

/// The causes in a sentence: those of one kind with their periods joined, the first three of them, and how many they
/// all are.
pub(super) fn because(causes: &[Cause]) -> Said {
    let mut phrases: Vec<Said> = Vec::new();
    let mut acts: Vec<ReportAct> = Vec::new();
    for cause in causes {
        let Some((act, _)) = cause.run else {
            phrases.push(Said::new(&cause.told.text_zh, &cause.told.text_en));
            continue;
        };
        if acts.contains(&act) {
            continue;
        }
        acts.push(act);
        let same = causes.iter().filter_map(|other| other.run.filter(|run| run.0 == act));
        let months: Vec<Months> = same.map(|(_, months)| months).collect();
        let many = months.len() > 1;
        phrases.push(act.said(&periods(months), many));
    }
    capped(&phrases)
}

fn capped(phrases: &[Said]) -> Said {
    let join =
        |text: fn(&Said) -> &str, between: &str| phrases.iter().take(NAMED).map(text).collect::<Vec<_>>().join(between);
    let (mut zh, mut en) = (join(|said| &said.zh, "；"), join(|said| &said.en, "; "));
    let left = phrases.len().saturating_sub(NAMED);
    if left > 0 {
        zh += &format!("等{}项", phrases.len());
        en += &format!(" and {left} more");
    }
    Said { zh, en }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(codes: &[&str]) -> Vec<Months> {
        codes.iter().map(|code| Months::of(code).unwrap()).collect()
    }

    #[test]
    fn periods_are_called_as_people_call_them_and_runs_are_joined() {
        for (codes, zh, en) in [
            (&["2025-08"][..], "2025年8月", "2025-08"),
            (&["2025-01..02"], "2025年1—2月", "2025-01..02"),
            (&["2025-03", "2025-01..02", "2025-04"], "2025年1—4月", "2025-01..04"),
            (&["2025-03", "2025-05", "2025-06"], "2025年3月、5—6月", "2025-03, 2025-05..06"),
            (&["2024-12", "2025-01..02"], "2024年12月、2025年1—2月", "2024-12, 2025-01..02"),
        ] {
            assert_eq!(periods(months(codes)), Said::new(zh, en));
        }
        assert_eq!(period("2025-01..02"), Said::new("2025年1—2月", "2025-01..02"));
        assert_eq!(period("autumn"), Said::new("autumn", "autumn"));
    }
    #[test]
    fn quotes_within_quotes_are_single() {
        assert_eq!(quoted("“十项工作”调度"), "“‘十项工作’调度”");
    }
    #[test]
    fn a_sentence_names_three_causes_and_counts_the_others() {
        let phrases: Vec<Said> = ["a", "b", "c", "d", "e"].map(|text| Said::new(text, text)).into();
        assert_eq!(capped(&phrases), Said::new("a；b；c等5项", "a; b; c and 2 more"));
        assert_eq!(capped(phrases.get(..3).unwrap()), Said::new("a；b；c", "a; b; c"));
    }
    #[test]
    fn what_was_done_with_reports_of_a_run_is_one_phrase() {
        let (correction, approved) = (true, true);
        let said = |act: ReportAct, codes: &[&str]| act.said(&periods(months(codes)), codes.len() > 1);
        let plain = ReportAct { approved, correction: false };
        let run = ["2025-01..02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08"];
        assert_eq!(said(plain, &run), Said::new("2025年1—8月报告审定", "the reports for 2025-01..08 were approved"));
        let corrected = ReportAct { approved: false, correction };
        assert_eq!(
            corrected.on("2025-08"),
            Said::new("2025年8月更正报告报送", "the correction for 2025-08 was submitted")
        );
    }
}
