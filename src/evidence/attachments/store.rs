//! Queries on attachments. Every one that a caller's answer is made from is limited to what the scope may know of.
use super::model::{
    Attachment, AttachmentDetail, AttachmentFilter, AttachmentSummary, NewAttachment, Occurrence, SeenBefore,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::{Caller, Scope},
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{attachment_links, attachments},
        },
        error::{Code, Error, Result, Violation, Violations},
        web::{Page, Paging, Reference},
    },
    on_each,
};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DieselError},
};
use std::collections::{HashMap, HashSet};

/// How many earlier uploads of the same content are named.
const NAMED: usize = 20;

/// The attachments that may be known of, as reports: of the covered jurisdictions, of the own bureau for those of a bureau,
/// none for administrators.
fn visible(scope: &Scope) -> attachments::BoxedQuery<'_, Backend> {
    let covered = attachments::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = attachments::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(attachments::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(attachments::bureau_id.eq(bureau)),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a AttachmentFilter,
    bureau: Option<Id>,
) -> attachments::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(owner) = filter.owner {
        let linked = attachment_links::table.filter(attachment_links::owner_id.eq(owner));
        query = query.filter(attachments::id.eq_any(linked.select(attachment_links::attachment_id)));
    }
    if let Some(sha256) = &filter.sha256 {
        query = query.filter(attachments::sha256.eq(sha256));
    }
    if let Some(bureau) = bureau {
        query = query.filter(attachments::bureau_id.eq(bureau));
    }
    query
}

/// A page of attachments, in the order of their uploads.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &AttachmentFilter,
    paging: &Paging,
) -> Result<Page<AttachmentDetail>> {
    let bureau = filter.bureau.as_ref().map(|bureau| bureaus::store::get(conn, scope, bureau)).transpose()?;
    let bureau = bureau.map(|bureau| bureau.id);
    let total = paging.counted().then(|| matching(scope, filter, bureau).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter, bureau);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(attachments::id.gt(after));
    }
    let rows = query.order(attachments::id).limit(paging.fetch()).load(conn)?;
    let Page { items, page } = paging.page(rows, total, |row: &Attachment| vec![row.id.to_string()])?;
    Ok(Page { items: present(conn, scope, items)?, page })
}
/// One attachment. Attachments have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Attachment> {
    match reference {
        Reference::Id(id) => visible(scope).filter(attachments::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// Attachments with their bureaus, whether they are linked and where their content was seen before: three statements,
/// however many they are.
pub fn present(conn: &mut Conn, scope: &Scope, rows: Vec<Attachment>) -> QueryResult<Vec<AttachmentDetail>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let of: Vec<Id> = rows.iter().filter_map(|row| row.bureau_id).collect();
    let hashes: Vec<&str> = rows.iter().map(|row| row.sha256.as_str()).collect();
    let bureaus = bureaus::store::summaries(conn, &of)?;
    let links = attachment_links::table.filter(attachment_links::attachment_id.eq_any(&ids));
    let linked: HashSet<Id> =
        links.select(attachment_links::attachment_id).distinct().load(conn)?.into_iter().collect();
    let seen = seen_before(conn, scope, &hashes)?;
    let shown = |row: Attachment| AttachmentDetail {
        bureau: row.bureau_id.and_then(|id| bureaus.get(&id).cloned()),
        linked: linked.contains(&row.id),
        seen_before: seen.get(&row.sha256).and_then(|all| earlier(all, &row)),
        row,
    };
    Ok(rows.into_iter().map(shown).collect())
}
/// [`present`] of one attachment.
pub fn present_one(conn: &mut Conn, scope: &Scope, row: Attachment) -> QueryResult<AttachmentDetail> {
    present(conn, scope, vec![row])?.pop().ok_or(diesel::NotFound)
}
/// Every upload of these contents that the scope may know of, the oldest first: one statement. A bureau learns of its own
/// only, so that nothing can be inferred about others.
pub fn seen_before(conn: &mut Conn, scope: &Scope, sha256s: &[&str]) -> QueryResult<HashMap<String, Vec<Occurrence>>> {
    let mut seen: HashMap<String, Vec<Occurrence>> = HashMap::new();
    let all: Vec<Occurrence> = visible(scope)
        .filter(attachments::sha256.eq_any(sha256s.to_vec()))
        .order((attachments::uploaded_at, attachments::id))
        .select(Occurrence::as_select())
        .load(conn)?;
    for one in all {
        seen.entry(one.sha256.clone()).or_default().push(one);
    }
    Ok(seen)
}
/// Those of the uploads of one content that were before this one, in its jurisdiction.
fn earlier(all: &[Occurrence], row: &Attachment) -> Option<SeenBefore> {
    let before = |one: &&Occurrence| (one.uploaded_at, one.id) < (row.uploaded_at, row.id);
    let mut found = all.iter().filter(before).filter(|one| one.jurisdiction == row.jurisdiction).peekable();
    let first_uploaded_at = found.peek()?.uploaded_at;
    let ids: Vec<Id> = found.map(|one| one.id).collect();
    Some(SeenBefore { count: ids.len(), first_uploaded_at, attachments: ids.into_iter().take(NAMED).collect() })
}

/// Links the attachments that a body names at `pointer` to an owner, with a fault for each that is not there, not the
/// caller's to know of, of another jurisdiction, or named twice. Gives what was linked, as the owner shows it. Two statements.
///
/// The faults end the transaction, so that what was linked beside them is undone.
pub fn attach(
    conn: &mut Conn,
    scope: &Scope,
    owner_type: &'static str,
    owner: Id,
    references: &[Reference],
    pointer: &str,
    faults: &mut Violations,
) -> QueryResult<Vec<AttachmentSummary>> {
    let id = |reference: &Reference| match reference {
        Reference::Id(id) => Some(*id),
        Reference::Code(_) => None,
    };
    let ids: Vec<Id> = references.iter().filter_map(id).collect();
    let known: Vec<AttachmentSummary> = visible(scope)
        .filter(attachments::jurisdiction.eq(&scope.own).and(attachments::id.eq_any(ids)))
        .select(AttachmentSummary::as_select())
        .load(conn)?;
    let mut linked: Vec<AttachmentSummary> = Vec::new();
    for (index, reference) in references.iter().enumerate() {
        let fault = match known.iter().find(|one| Some(one.id) == id(reference)) {
            None => Code::ReferenceNotFound,
            Some(one) if linked.contains(one) => Code::Duplicate,
            Some(one) => {
                linked.push(one.clone());
                continue;
            }
        };
        faults.push(Violation::at(format!("{pointer}/{index}"), fault).with("value", reference.to_string()));
    }
    let link = |one: &AttachmentSummary| {
        (
            attachment_links::attachment_id.eq(one.id),
            attachment_links::owner_type.eq(owner_type),
            attachment_links::owner_id.eq(owner),
            attachment_links::linked_at.eq(scope.now),
        )
    };
    let links: Vec<_> = linked.iter().map(link).collect();
    on_each!(conn, c => diesel::insert_into(attachment_links::table).values(links).execute(c))?;
    Ok(linked)
}
/// Unlinks everything from an owner that may still be edited, before [`attach`] links what it has now.
pub fn detach_all(conn: &mut Conn, owner_type: &'static str, owner: Id) -> QueryResult<usize> {
    let of_owner = attachment_links::owner_type.eq(owner_type).and(attachment_links::owner_id.eq(owner));
    diesel::delete(attachment_links::table.filter(of_owner)).execute(conn)
}
/// The attachments of owners of one type, in the order in which they were linked: one statement, however many owners. For
/// owners that the caller may know of whole: it does not ask who may know of an attachment.
pub fn of_owners(
    conn: &mut Conn,
    owner_type: &'static str,
    owners: &[Id],
) -> QueryResult<HashMap<Id, Vec<AttachmentSummary>>> {
    let rows: Vec<(Id, AttachmentSummary)> = attachment_links::table
        .inner_join(attachments::table)
        .filter(attachment_links::owner_type.eq(owner_type).and(attachment_links::owner_id.eq_any(owners)))
        .order((attachment_links::linked_at, attachments::id))
        .select((attachment_links::owner_id, AttachmentSummary::as_select()))
        .load(conn)?;
    let mut of: HashMap<Id, Vec<AttachmentSummary>> = HashMap::new();
    for (owner, attachment) in rows {
        of.entry(owner).or_default().push(attachment);
    }
    Ok(of)
}
/// Registers an upload, of the caller's bureau or office. Its content must be kept already.
pub fn insert(
    conn: &mut Conn,
    caller: &Caller,
    new: &NewAttachment,
    uploaded_at: Timestamp,
    now: Timestamp,
) -> QueryResult<Attachment> {
    diesel::insert_into(attachments::table)
        .values((
            new,
            attachments::id.eq(Id::new()),
            attachments::jurisdiction.eq(&caller.jurisdiction),
            attachments::bureau_id.eq(caller.bureau_id),
            attachments::uploaded_by.eq(caller.id),
            attachments::uploaded_at.eq(uploaded_at),
            attachments::version.eq(1),
            attachments::created_at.eq(now),
        ))
        .returning(attachments::all_columns)
        .get_result(conn)
}
/// Deletes an attachment that nothing refers to; its content goes with the next sweep. One that was linked meanwhile is
/// `attachment_linked`, by the database.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    match diesel::delete(attachments::table.find(id)).execute(conn) {
        Ok(1) => Ok(()),
        Ok(_) => Err(Code::NotFound.into()),
        Err(DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => {
            Err(Error::new(Code::AttachmentLinked))
        }
        Err(error) => Err(error.into()),
    }
}
/// Those of these contents of which an attachment speaks, whosever it is.
pub fn known(conn: &mut Conn, sha256s: &[String]) -> QueryResult<HashSet<String>> {
    let speaking = attachments::table.filter(attachments::sha256.eq_any(sha256s));
    Ok(speaking.select(attachments::sha256).distinct().load(conn)?.into_iter().collect())
}
