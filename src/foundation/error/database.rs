//! What a failure of the database means to a client. Kinds that Diesel takes from the SQLSTATE decide, and what SQLite
//! says, whose texts are constants; a text of PostgreSQL never does, as it comes in the language of the server.
use super::{Code, Error, Rerun, constraints};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

/// How SQLite says that somebody else writes.
const BUSY: &[&str] = &["database is locked", "database table is locked"];
/// How SQLite says that it cannot write, or read, at all: ours to mend, and worth another try.
const UNUSABLE: &[&str] = &[
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "unable to open database file",
];
/// Where PostgreSQL keeps its data. No language translates these, and a text that names a file in one of them is about
/// a disk that is full or that fails.
const FOLDERS: &[&str] = &["base/", "global/", "pg_tblspc/", "pg_wal/", "pg_xact/", "pg_multixact/", "pg_subtrans/"];

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &error else {
            return match error {
                DieselError::NotFound => Self::new(Code::NotFound),
                other => Self::internal(other).of_database(),
            };
        };
        match kind {
            DatabaseErrorKind::UniqueViolation => unique(info.as_ref()),
            DatabaseErrorKind::SerializationFailure => Self::unavailable(error).rerun_as(Rerun::Again),
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::ReadOnlyTransaction => Self::unavailable(error),
            DatabaseErrorKind::Unknown => {
                let (message, placed) = (info.message().to_owned(), info.statement_position().is_some());
                unknown(&message, placed, error)
            }
            // A command that could not be sent is a lost connection or a fault of ours: the connection is asked.
            _ => Self::internal(error),
        }
        .of_database()
    }
}

fn unique(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> Error {
    let message = info.message();
    let violated = constraints::UNIQUE
        .iter()
        .find(|(name, columns, _)| info.constraint_name() == Some(name) || message.ends_with(&format!(": {columns}")));
    violated.map_or_else(|| Error::internal(message.to_owned()), |(.., code)| Error::of_constraint(*code))
}

/// What has no kind of its own. On PostgreSQL: a statement that is wrong, and then its place is told; a deadlock, a
/// time that is over, a plan that no longer fits, none of which has a place; and a disk that is full.
fn unknown(message: &str, placed: bool, error: DieselError) -> Error {
    let begins = |texts: &[&str]| texts.iter().any(|text| message.starts_with(text));
    if begins(BUSY) {
        Error::unavailable(error).rerun_as(Rerun::Again)
    } else if begins(UNUSABLE) || (!placed && FOLDERS.iter().any(|folder| message.contains(folder))) {
        Error::unavailable(error)
    } else if placed {
        Error::internal(error)
    } else {
        Error::internal(error).rerun_as(Rerun::Unexplained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: DatabaseErrorKind, message: &str) -> Error {
        DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn no_text_of_postgresql_decides() {
        for message in ["deadlock detected", "检测到死锁", "由于语句执行超时, 正在取消查询命令"] {
            let error = of(DatabaseErrorKind::Unknown, message);
            assert_eq!((error.code(), error.rerun()), (Code::InternalError, Rerun::Unexplained), "{message}");
        }
        let closed = of(DatabaseErrorKind::ClosedConnection, "由于管理员命令中断联接");
        assert_eq!((closed.code(), closed.is_of_database()), (Code::Unavailable, true));
        assert_eq!(of(DatabaseErrorKind::SerializationFailure, "无法串行访问").rerun(), Rerun::Again);
        assert_eq!(of(DatabaseErrorKind::ForeignKeyViolation, "…").code(), Code::InternalError);
    }
    #[test]
    fn a_disk_that_is_full_is_known_in_any_language() {
        let texts = [
            "database or disk is full",
            "无法扩展文件 \"base/16384/16397\": 设备上没有空间",
            "could not write to file \"base/pgsql_tmp/pgsql_tmp12.0\": No space left on device",
        ];
        for text in texts {
            let error = of(DatabaseErrorKind::Unknown, text);
            assert_eq!((error.code(), error.rerun()), (Code::Unavailable, Rerun::No), "{text}");
        }
    }
    #[test]
    fn a_busy_sqlite_is_tried_again() {
        assert_eq!(of(DatabaseErrorKind::Unknown, "database is locked").rerun(), Rerun::Again);
    }
}
