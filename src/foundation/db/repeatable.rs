//! Views are not migrated, they are made again: each is one file of `migrations/views`, as it is meant now. A view that
//! a migration writes out is written out again by every migration that touches what it reads.
//!
//! What stands in the database is known by its digest. A database that a newer version of the service has brought up
//! keeps the views of that version, so that a replica of the version before may still be started beside it.
use super::{Backend, Conn};
use diesel::{connection::SimpleConnection, prelude::*};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static SQLITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations/views/sqlite");
static POSTGRES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations/views/postgres");

// Beside Diesel's own table of migrations, and like it made before the first of them.
diesel::table! {
    /// Which views stand in the database.
    #[sql_name = "__duban_views"]
    known_views (name) {
        name -> Text,
        digest -> Text,
        version -> Text,
    }
}

#[derive(HasQuery)]
#[diesel(table_name = known_views, check_for_backend(Backend))]
struct Known {
    name: String,
    digest: String,
    version: String,
}

/// A view as a file says it.
struct View {
    name: &'static str,
    sql: &'static str,
    digest: String,
}

/// The views of this binary, in the order of their names: one that reads another is named after it.
fn views(conn: &Conn) -> Vec<View> {
    let folder = match conn {
        Conn::Sqlite(_) => &SQLITE,
        Conn::Pg(_) => &POSTGRES,
    };
    let view = |file: &'static include_dir::File<'static>| {
        let (name, sql) = (file.path().file_stem()?.to_str()?, file.contents_utf8()?);
        Some(View { name, sql, digest: hex::encode(Sha256::digest(sql)) })
    };
    let mut views: Vec<View> = folder.files().filter_map(view).collect();
    views.sort_by_key(|view| view.name);
    views
}

/// Makes the table of the known views; only under the lock of the migrations.
pub(super) fn prepare(conn: &mut Conn) -> QueryResult<()> {
    conn.batch_execute(
        "CREATE TABLE IF NOT EXISTS __duban_views \
         (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, version TEXT NOT NULL)",
    )
}

/// Whether the database has a table; asked without writing anything.
pub(super) fn has_table(conn: &mut Conn, name: &str) -> QueryResult<bool> {
    use diesel::{
        dsl::sql,
        sql_types::{Bool, Text},
    };
    match conn {
        Conn::Sqlite(c) => {
            let known = sql::<Bool>("EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ");
            diesel::select(known.bind::<Text, _>(name).sql(")")).get_result(c)
        }
        Conn::Pg(c) => {
            let known = sql::<Bool>("to_regclass(").bind::<Text, _>(name).sql(") IS NOT NULL");
            diesel::select(known).get_result(c)
        }
    }
}

fn known(conn: &mut Conn) -> QueryResult<Vec<Known>> {
    if !has_table(conn, "__duban_views")? {
        return Ok(Vec::new());
    }
    Known::query().order(known_views::name).load(conn)
}

/// `1.10.0` as numbers, so that it comes after `1.9.0`.
fn number(version: &str) -> Vec<u32> {
    version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
}

/// How many views are not those of this binary, and are this binary's to make.
pub(super) fn stale(conn: &mut Conn) -> QueryResult<usize> {
    let known = known(conn)?;
    if known.iter().any(|view| number(&view.version) > number(env!("CARGO_PKG_VERSION"))) {
        return Ok(0);
    }
    let views = views(conn);
    let same = |view: &View| known.iter().any(|known| known.name == view.name && known.digest == view.digest);
    let changed = views.iter().filter(|view| !same(view)).count();
    Ok(changed + known.iter().filter(|known| views.iter().all(|view| view.name != known.name)).count())
}

/// Takes every view away, so that the tables beneath can be changed.
pub(super) fn drop_all(conn: &mut Conn) -> QueryResult<()> {
    let mut names: Vec<String> = known(conn)?.into_iter().map(|view| view.name).collect();
    names.extend(views(conn).into_iter().map(|view| view.name.to_owned()));
    names.sort();
    names.dedup();
    for name in names.iter().rev() {
        conn.batch_execute(&format!("DROP VIEW IF EXISTS {name}"))?;
    }
    diesel::delete(known_views::table).execute(conn).map(drop)
}

/// Makes the views of this binary.
pub(super) fn create_all(conn: &mut Conn) -> QueryResult<()> {
    for view in views(conn) {
        conn.batch_execute(view.sql)?;
        diesel::insert_into(known_views::table)
            .values((
                known_views::name.eq(view.name),
                known_views::digest.eq(view.digest),
                known_views::version.eq(env!("CARGO_PKG_VERSION")),
            ))
            .execute(conn)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(number("1.10.0") > number("1.9.3") && number("0.1.0") == number("0.1.0"));
        assert!(number("2.0.0-rc.1") < number("2.0.1"));
    }
}
