//! Where data files come from, and what is wrong with them: file, line, column.
use crate::foundation::error::Error;
use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use std::{fmt, fs, path::PathBuf};

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
        let mut reason = error.to_string();
        for violation in error.violations() {
            reason.push_str(&format!("; {:?} {}", violation.place, violation.code.as_str()));
        }
        Self(vec![Fault { file: "database".into(), line: 0, reason }])
    }
}

/// A row with the line it stands on.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The line, from 1.
    pub line: u64,
    /// The row.
    pub row: T,
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
    /// The rows of a CSV file; unreadable ones become faults.
    pub fn rows<T: DeserializeOwned>(&self, file: &str, faults: &mut Faults) -> Vec<At<T>> {
        let text = self.text(file, faults);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.push(file, error.position().map_or(0, csv::Position::line), error.to_string());
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            match record.deserialize::<T>(Some(&headers)) {
                Ok(row) => rows.push(At { line, row }),
                Err(error) => faults.push(file, line, explain(&error, &headers)),
            }
        }
        rows
    }
}

/// A reading fault with the name of its column.
fn explain(error: &csv::Error, headers: &csv::StringRecord) -> String {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else { return error.to_string() };
    let column = err.field().and_then(|index| headers.get(usize::try_from(index).unwrap_or(usize::MAX)));
    column.map_or_else(|| err.kind().to_string(), |column| format!("{column}: {}", err.kind()))
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
