//! Where data files come from, and what is wrong with them: file, line, column.
use crate::foundation::error::{Error, Language};
use include_dir::{Dir, include_dir};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::PathBuf,
};

/// The files that come with the service.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/seeds");
/// The plan that comes with the service.
const PLAN: &str = "zhongyuan-2025";

/// A folder of data files.
#[derive(Debug, Clone)]
pub enum Source {
    /// A folder that comes with the service.
    Embedded(&'static str),
    /// A folder on disk.
    Folder(PathBuf),
}

/// One fault of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

/// Everything that is wrong; nothing was changed.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fault(s), nothing was changed · {} 处错误,未作任何改动:", self.0.len(), self.0.len())?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {}:{}: {}", fault.file, fault.line, fault.reason))
    }
}
impl From<Error> for Faults {
    fn from(error: Error) -> Self {
        Self(vec![Fault { file: "database".into(), line: 0, reason: reasons(&error) }])
    }
}

/// What an error says, in one line: its code, and each fault with its place and its text.
pub fn reasons(error: &Error) -> String {
    let problem = error.problem(Language::Chinese, "", "");
    let faults = problem.errors.iter().map(|item| format!("{} {}", item.pointer.as_deref().unwrap_or(""), item.detail));
    let all: Vec<String> = faults.collect();
    if all.is_empty() { format!("{error} {}", problem.detail) } else { all.join("; ") }
}

/// A row of a CSV file: its line and its cells that are not empty, by column.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u64,
    /// The cells.
    pub cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell; empty when it is not filled.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
    /// A fault on this line.
    pub fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault { file: self.file.to_owned(), line: self.line, reason: reason.into() }
    }
}

impl Source {
    /// The folder that is named, else the plan that comes with the service.
    pub fn of(folder: Option<&std::path::Path>) -> Self {
        folder.map_or(Self::Embedded(PLAN), |folder| Self::Folder(folder.to_owned()))
    }
    /// The demonstration's reports.
    pub fn demonstration() -> Self {
        Self::Embedded("demo")
    }
    /// A file's text, without the byte order mark that spreadsheets write.
    pub fn text(&self, file: &str, faults: &mut Faults) -> String {
        let read = match self {
            Self::Embedded(folder) => {
                let found = EMBEDDED.get_file(format!("{folder}/{file}")).and_then(|file| file.contents_utf8());
                found.map(str::to_owned).ok_or_else(|| "the file is missing".to_owned())
            }
            Self::Folder(folder) => fs::read_to_string(folder.join(file)).map_err(|error| error.to_string()),
        };
        read.unwrap_or_else(|reason| {
            faults.push(file, 0, reason);
            String::new()
        })
        .trim_start_matches('\u{feff}')
        .to_owned()
    }
    /// The rows of a CSV file that has exactly these columns, in any order, with codes in `key` that stand once.
    pub fn rows(&self, file: &'static str, columns: &[&str], key: &str, faults: &mut Faults) -> Vec<Row> {
        let text = self.text(file, faults);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        for column in columns.iter().filter(|column| !headers.iter().any(|header| header == **column)) {
            faults.push(file, 1, format!("the column {column} is missing"));
        }
        for header in headers.iter().filter(|header| !columns.contains(header)) {
            faults.push(file, 1, format!("there is no column {header}"));
        }
        let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
        for record in reader.records() {
            match record {
                Err(error) => faults.push(file, error.position().map_or(0, csv::Position::line), error.to_string()),
                Ok(record) => {
                    let cells = headers.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
                    let cells = cells.map(|(header, cell)| (header.to_owned(), cell.to_owned())).collect();
                    let row = Row { file, line: record.position().map_or(0, csv::Position::line), cells };
                    if !key.is_empty() && !seen.insert(row.get(key).to_owned()) {
                        faults.0.push(row.fault(format!("{key} {} stands on an earlier line already", row.get(key))));
                    }
                    rows.push(row);
                }
            }
        }
        rows
    }
}

impl Faults {
    /// Adds one.
    pub fn push(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        self.0.push(Fault { file: file.to_owned(), line, reason: reason.into() });
    }
    /// `Ok` when there is none.
    pub fn finish(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}
