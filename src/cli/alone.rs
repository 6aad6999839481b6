//! One service on one SQLite file. PostgreSQL takes as many as there are.
//!
//! SQLite itself lets several processes write, but each would keep its own queue of writers and its own jobs, and a
//! folder on a network drive, where locks are not to be trusted, would be damaged.
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

/// The file of an SQLite URL; `None` of PostgreSQL and of a database that is no file.
fn file_of(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    let named = !path.is_empty() && !path.contains(":memory:") && !path.starts_with("file:");
    named.then(|| Path::new(path))
}

/// Where the lock lies: beside the database itself, whatever link or relative path leads to it.
fn lock_of(database: &Path) -> std::io::Result<PathBuf> {
    let parent = database.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let real = match database.canonicalize() {
        Ok(real) => real,
        Err(_) => parent.canonicalize()?.join(database.file_name().unwrap_or_default()),
    };
    Ok(PathBuf::from(format!("{}.serving", real.display())))
}

/// Holds the database for this process alone until what this gives is dropped or the process ends, however it ends.
/// `None` where there is nothing to hold.
pub fn hold(url: &str) -> Result<Option<File>, String> {
    let Some(database) = file_of(url) else { return Ok(None) };
    let said = |error: std::io::Error| format!("{}: {error}", database.display());
    let file = File::create(lock_of(database).map_err(said)?).map_err(said)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(format!(
            "another duban is serving {}; one SQLite file takes one service. Stop the other one first, or use \
             PostgreSQL for several (docs/databases.md).",
            database.display()
        )),
        Err(TryLockError::Error(error)) => Err(said(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_once_by_whatever_name_and_only_as_long_as_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("d.db"), folder.path().join("link.db"));
        std::fs::write(&file, b"").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let held = hold(&format!("sqlite:{}", file.display())).unwrap();
        assert!(held.is_some());
        let refused = hold(&format!("sqlite://{}", link.display())).unwrap_err();
        assert!(refused.contains("another duban is serving"), "{refused}");
        drop(held);
        assert!(hold(&format!("sqlite:{}", link.display())).unwrap().is_some());
    }
    #[test]
    fn what_is_no_file_is_not_held() {
        for url in ["postgres://h/d", "sqlite::memory:", "sqlite:"] {
            assert!(hold(url).unwrap().is_none(), "{url}");
        }
    }
}
