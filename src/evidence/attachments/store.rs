//! Queries on attachments. Every one that a caller's answer is made from is limited to what the scope may know of.
use super::model::{
    Attachment, AttachmentDetail, AttachmentFilter, AttachmentSummary, NewAttachment, Occurrence, SeenBefore, Use,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::{Caller, Scope},
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{attachment_grants, attachment_links, attachments},
        },
        error::{Code, Error, Result, Violation, Violations},
        events::Kind,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
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

/// The uploads that may be known of, as reports: of the covered jurisdictions, of the own bureau for those of a bureau,
/// none for administrators.
fn uploaded(scope: &Scope) -> attachments::BoxedQuery<'_, Backend> {
    let covered = attachments::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = attachments::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(attachments::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(attachments::bureau_id.eq(bureau)),
        None => query,
    }
}
/// The attachments that may be known of: those uploads, and for a bureau also what the supervision office gave to it.
fn visible(scope: &Scope) -> attachments::BoxedQuery<'_, Backend> {
    let Some(bureau) = scope.bureau.filter(|_| scope.reports) else { return uploaded(scope) };
    let covered = attachments::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let given = attachment_grants::table.filter(attachment_grants::bureau_id.eq(bureau));
    let given = attachments::id.eq_any(given.select(attachment_grants::attachment_id));
    attachments::table.filter(covered).filter(attachments::bureau_id.eq(bureau).or(given)).into_boxed()
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

/// What attachments may be ordered by.
fn order() -> Order<Attachment> {
    Order::new("id", attachments::id, |row: &Attachment| row.id)
        .by("uploaded_at", attachments::uploaded_at, |row| row.uploaded_at)
        .by("file_name", attachments::file_name, |row| row.file_name.clone())
        .by("size", attachments::size, |row| row.size)
        .created(attachments::created_at)
}
impl Listed for AttachmentFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of attachments.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &AttachmentFilter,
    paging: &Paging,
) -> Result<Page<AttachmentDetail>> {
    let bureau = in_query("bureau", filter.bureau.as_ref(), |bureau| bureaus::store::get(conn, scope, bureau))?;
    let bureau = bureau.map(|bureau| bureau.id);
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, bureau).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?.without(conn, scope, Kind::AttachmentDeleted, paging)?;
    let Page { items, page } = page;
    Ok(Page { items: details(conn, scope, items)?, page })
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
pub fn details(conn: &mut Conn, scope: &Scope, rows: Vec<Attachment>) -> QueryResult<Vec<AttachmentDetail>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let uploaders: Vec<Id> = rows.iter().filter_map(|row| row.bureau_id).collect();
    let hashes: Vec<&str> = rows.iter().map(|row| row.sha256.as_str()).collect();
    let bureaus = bureaus::store::summaries(conn, &uploaders)?;
    let links = attachment_links::table.filter(attachment_links::attachment_id.eq_any(&ids));
    let linked: HashSet<Id> =
        links.select(attachment_links::attachment_id).distinct().load(conn)?.into_iter().collect();
    let seen = seen_before(conn, scope, &hashes)?;
    let detail = |row: Attachment| AttachmentDetail {
        bureau: row.bureau_id.and_then(|id| bureaus.get(&id).cloned()),
        linked: linked.contains(&row.id),
        seen_before: seen.get(&row.sha256).and_then(|all| earlier(all, &row)),
        row,
    };
    Ok(rows.into_iter().map(detail).collect())
}
/// [`details`] of one attachment.
pub fn detail(conn: &mut Conn, scope: &Scope, row: Attachment) -> QueryResult<AttachmentDetail> {
    details(conn, scope, vec![row])?.pop().ok_or(diesel::NotFound)
}
/// Every upload of these contents that the scope may know of, the oldest first: one statement. A bureau learns of its
/// own only, so that nothing can be inferred about others.
pub fn seen_before(conn: &mut Conn, scope: &Scope, sha256s: &[&str]) -> QueryResult<HashMap<String, Vec<Occurrence>>> {
    let mut seen: HashMap<String, Vec<Occurrence>> = HashMap::new();
    let all: Vec<Occurrence> = uploaded(scope)
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

/// What a body names as the attachments of one owner.
#[derive(Debug, Clone)]
pub struct Named<'a> {
    /// The owner.
    pub owner: Id,
    /// What is named.
    pub references: &'a [Reference],
    /// Where it stands.
    pub pointer: String,
}

/// Links the attachments that a body names to owners of one type, with a fault for each that is not there, not the
/// caller's to use, of another jurisdiction, or named twice for one owner. Gives what was linked to each, as the owner
/// shows it, in the order of the owners. Two statements, however many owners. What was linked before stays so.
///
/// The faults end the transaction, so that what was linked beside them is undone.
pub fn attach_each(
    conn: &mut Conn,
    scope: &Scope,
    owner_type: &'static str,
    named: &[Named<'_>],
    faults: &mut Violations,
) -> QueryResult<Vec<Vec<AttachmentSummary>>> {
    let ids: Vec<Id> = named.iter().flat_map(|owner| owner.references).filter_map(id_of).collect();
    if named.iter().all(|owner| owner.references.is_empty()) {
        return Ok(named.iter().map(|_| Vec::new()).collect());
    }
    let known: Vec<AttachmentSummary> = uploaded(scope)
        .filter(attachments::jurisdiction.eq(&scope.own).and(attachments::id.eq_any(ids)))
        .select(AttachmentSummary::as_select())
        .load(conn)?;
    let linked: Vec<Vec<AttachmentSummary>> = named.iter().map(|owner| found(owner, &known, faults)).collect();
    let link = |owner: Id, one: &AttachmentSummary| {
        (
            attachment_links::attachment_id.eq(one.id),
            attachment_links::owner_type.eq(owner_type),
            attachment_links::owner_id.eq(owner),
            attachment_links::linked_at.eq(scope.now),
        )
    };
    let links = named.iter().zip(&linked).flat_map(|(named, all)| all.iter().map(|one| link(named.owner, one)));
    let links: Vec<_> = links.collect();
    let insert = diesel::insert_into(attachment_links::table).values(links).on_conflict_do_nothing();
    on_each!(conn, c => insert.execute(c))?;
    Ok(linked)
}
/// [`attach_each`] for one owner, whose attachments a body names at `pointer`.
pub fn attach(
    conn: &mut Conn,
    scope: &Scope,
    owner_type: &'static str,
    owner: Id,
    references: &[Reference],
    pointer: &str,
    faults: &mut Violations,
) -> QueryResult<Vec<AttachmentSummary>> {
    let named = Named { owner, references, pointer: pointer.to_owned() };
    Ok(attach_each(conn, scope, owner_type, &[named], faults)?.pop().unwrap_or_default())
}
/// Attachments have no code.
fn id_of(reference: &Reference) -> Option<Id> {
    match reference {
        Reference::Id(id) => Some(*id),
        Reference::Code(_) => None,
    }
}
/// Those of the known attachments that are named, each once.
fn found(named: &Named<'_>, known: &[AttachmentSummary], faults: &mut Violations) -> Vec<AttachmentSummary> {
    let mut found: Vec<AttachmentSummary> = Vec::new();
    for (index, reference) in named.references.iter().enumerate() {
        let fault = match known.iter().find(|one| Some(one.id) == id_of(reference)) {
            None => Code::ReferenceNotFound,
            Some(one) if found.contains(one) => Code::Duplicate,
            Some(one) => {
                found.push(one.clone());
                continue;
            }
        };
        faults.push(Violation::at(format!("{}/{index}", named.pointer), fault).with("value", reference.to_string()));
    }
    found
}
/// Lets bureaus know of what a body names at `pointer`, and download it: attachments of the supervision office. What a
/// bureau uploaded is its own matter and is not handed on (`attachment_not_own`). Two statements.
pub fn give(
    conn: &mut Conn,
    scope: &Scope,
    references: &[Reference],
    bureaus: &[Id],
    pointer: &str,
    faults: &mut Violations,
) -> QueryResult<()> {
    let ids: Vec<Id> = references.iter().filter_map(id_of).collect();
    let known: Vec<(Id, Option<Id>)> = uploaded(scope)
        .filter(attachments::id.eq_any(ids))
        .select((attachments::id, attachments::bureau_id))
        .load(conn)?;
    let owned =
        |reference: &Reference| known.iter().any(|(id, bureau)| Some(*id) == id_of(reference) && bureau.is_some());
    for (index, reference) in references.iter().enumerate().filter(|(_, reference)| owned(reference)) {
        let fault = Violation::at(format!("{pointer}/{index}"), Code::AttachmentNotOwn);
        faults.push(fault.with("value", reference.to_string()));
    }
    let grant = |id: Id, bureau: &Id| {
        (
            attachment_grants::attachment_id.eq(id),
            attachment_grants::bureau_id.eq(*bureau),
            attachment_grants::granted_at.eq(scope.now),
        )
    };
    let grants: Vec<_> = known.iter().flat_map(|(id, _)| bureaus.iter().map(|bureau| grant(*id, bureau))).collect();
    let insert = diesel::insert_into(attachment_grants::table).values(grants).on_conflict_do_nothing();
    on_each!(conn, c => insert.execute(c)).map(drop)
}
/// Unlinks everything from an owner that may still be edited, before [`attach`] links what it has now.
pub fn detach_all(conn: &mut Conn, owner_type: &'static str, owner: Id) -> QueryResult<usize> {
    let of_owner = attachment_links::owner_type.eq(owner_type).and(attachment_links::owner_id.eq(owner));
    diesel::delete(attachment_links::table.filter(of_owner)).execute(conn)
}
/// The attachments of owners of one type, in the order in which they were linked: one statement, however many owners.
/// For owners that the caller may know of whole: it does not ask who may know of an attachment.
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
    let mut by_owner: HashMap<Id, Vec<AttachmentSummary>> = HashMap::new();
    for (owner, attachment) in rows {
        by_owner.entry(owner).or_default().push(attachment);
    }
    Ok(by_owner)
}
/// [`of_owners`] of owners that others than the uploader may know of: with what the supervision office uploaded, and of
/// what bureaus did, only what the scope may know of.
pub fn known_of_owners(
    conn: &mut Conn,
    scope: &Scope,
    owner_type: &'static str,
    owners: &[Id],
) -> QueryResult<HashMap<Id, Vec<AttachmentSummary>>> {
    let rows: Vec<(Id, Option<Id>, AttachmentSummary)> = attachment_links::table
        .inner_join(attachments::table)
        .filter(attachment_links::owner_type.eq(owner_type).and(attachment_links::owner_id.eq_any(owners)))
        .order((attachment_links::linked_at, attachments::id))
        .select((attachment_links::owner_id, attachments::bureau_id, AttachmentSummary::as_select()))
        .load(conn)?;
    let mut by_owner: HashMap<Id, Vec<AttachmentSummary>> = HashMap::new();
    for (owner, bureau, attachment) in rows {
        if bureau.is_none_or(|bureau| scope.sees_bureau(bureau)) {
            by_owner.entry(owner).or_default().push(attachment);
        }
    }
    Ok(by_owner)
}
/// Where the content of an owner's attachments was evidence before, of something other than the owner and `besides`, in
/// the same jurisdiction: each content and uploader once, in a stable order. Two statements. It asks nobody who may
/// know of it: what is told of it, and to whom, is the owner's wing's to decide.
pub fn used_before(conn: &mut Conn, owner_type: &'static str, owner: Id, besides: &[Id]) -> QueryResult<Vec<Use>> {
    let of_owner = attachment_links::owner_type.eq(owner_type).and(attachment_links::owner_id.eq(owner));
    let own: Vec<(String, String, Timestamp)> = attachment_links::table
        .inner_join(attachments::table)
        .filter(of_owner)
        .select((attachments::sha256, attachments::jurisdiction, attachment_links::linked_at))
        .load(conn)?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let hashes: Vec<&str> = own.iter().map(|(sha256, ..)| sha256.as_str()).collect();
    let elsewhere: Vec<(String, String, Timestamp, Option<Id>)> = attachment_links::table
        .inner_join(attachments::table)
        .filter(attachments::sha256.eq_any(hashes).and(attachment_links::owner_id.ne(owner)))
        .filter(attachment_links::owner_id.ne_all(besides))
        .order((attachments::sha256, attachments::bureau_id, attachment_links::linked_at))
        .select((attachments::sha256, attachments::jurisdiction, attachment_links::linked_at, attachments::bureau_id))
        .load(conn)?;
    let is_earlier = |(sha256, jurisdiction, at, _): &(String, String, Timestamp, Option<Id>)| {
        own.iter().any(|mine| (&mine.0, &mine.1) == (sha256, jurisdiction) && *at <= mine.2)
    };
    let earlier = elsewhere.into_iter().filter(is_earlier);
    let mut uses: Vec<Use> = earlier.map(|(sha256, .., bureau_id)| Use { sha256, bureau_id }).collect();
    uses.dedup();
    Ok(uses)
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
