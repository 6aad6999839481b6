//! Queries on posts, terms and assignments.
use super::model::{
    LeaderInCharge, LeaderPost, LeaderPostChanges, LeaderPostDetail, LeaderPostFilter, LeaderPostSummary,
    NewLeaderPost, NewPostTerm, PostTerm, ProjectLeader, ProjectLeaderFilter, ProjectLeaderRow,
};
use crate::directory::jurisdictions;
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{leader_posts, post_terms, project_leaders, projects},
    },
    error::{Code, Result, Violation, Violations},
    web::{Declared, Listed, Order, Page, Paging, Reference, sort_key},
};
use crate::plan::assignments::AssignmentSource;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

fn matching<'a>(scope: &'a Scope, filter: &'a LeaderPostFilter) -> leader_posts::BoxedQuery<'a, Backend> {
    let covered = leader_posts::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = leader_posts::table.filter(covered).into_boxed();
    if let Some(jurisdiction) = &filter.jurisdiction {
        query = query.filter(leader_posts::jurisdiction.eq(jurisdiction));
    }
    if let Some(active) = filter.active {
        query = query.filter(leader_posts::active.eq(active));
    }
    if let Some(code) = &filter.code {
        query = query.filter(leader_posts::code.eq(code));
    }
    query
}

/// What posts may be ordered by.
fn order() -> Order<LeaderPost> {
    Order::new("code", leader_posts::id, |row: &LeaderPost| row.id)
        .by("code", leader_posts::sort_key, |row| row.sort_key.clone())
        .by("title", leader_posts::title, |row| row.title.clone())
        .changed(leader_posts::updated_at, |row| row.updated_at)
}
impl Listed for LeaderPostFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of posts with their terms.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &LeaderPostFilter,
    paging: &Paging,
) -> Result<Page<LeaderPostDetail>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// One post; `code:` names one of the caller's own jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<LeaderPost> {
    match reference {
        Reference::Id(id) => LeaderPost::query()
            .filter(leader_posts::jurisdiction.between(&scope.covered.0, &scope.covered.1).and(leader_posts::id.eq(id)))
            .first(conn),
        Reference::Code(_) => get_in(conn, &scope.own, reference),
    }
}
/// One post of a jurisdiction.
fn get_in(conn: &mut Conn, jurisdiction: &str, reference: &Reference) -> QueryResult<LeaderPost> {
    let there = LeaderPost::query().filter(leader_posts::jurisdiction.eq(jurisdiction));
    match reference {
        Reference::Id(id) => there.filter(leader_posts::id.eq(id)).first(conn),
        Reference::Code(code) => there.filter(leader_posts::code.eq(code)).first(conn),
    }
}
/// The active post of a jurisdiction that a request names, with a fault at the pointer when it is not there.
pub fn named(
    conn: &mut Conn,
    jurisdiction: &str,
    reference: Option<&Reference>,
    pointer: &str,
    faults: &mut Violations,
) -> QueryResult<Option<LeaderPost>> {
    let Some(reference) = reference else { return Ok(None) };
    let found = get_in(conn, jurisdiction, reference).optional()?.filter(|post| post.active);
    if found.is_none() {
        let fault = Violation::at(pointer, Code::ReferenceNotFound);
        faults.push(fault.with("value", reference.to_string()));
    }
    Ok(found)
}
/// The post of a jurisdiction that has a title, oldest first.
pub fn find_by_title(conn: &mut Conn, jurisdiction: &str, title: &str) -> QueryResult<Option<LeaderPost>> {
    LeaderPost::query()
        .filter(leader_posts::jurisdiction.eq(jurisdiction).and(leader_posts::title.eq(title)))
        .order(leader_posts::id)
        .first(conn)
        .optional()
}
/// The first code `L001`, `L002`, … that no post of a jurisdiction has.
pub fn free_code(conn: &mut Conn, jurisdiction: &str) -> QueryResult<String> {
    let of_jurisdiction = leader_posts::table.filter(leader_posts::jurisdiction.eq(jurisdiction));
    let taken: Vec<String> = of_jurisdiction.select(leader_posts::code).load(conn)?;
    let mut free = (1..).map(|number| format!("L{number:03}")).filter(|code| !taken.contains(code));
    Ok(free.next().unwrap_or_default())
}
/// One post with its terms.
pub fn detail(conn: &mut Conn, post: LeaderPost) -> QueryResult<LeaderPostDetail> {
    details(conn, vec![post])?.pop().ok_or(diesel::NotFound)
}
/// Posts with their terms: one statement for a page.
fn details(conn: &mut Conn, rows: Vec<LeaderPost>) -> QueryResult<Vec<LeaderPostDetail>> {
    let ids: Vec<Id> = rows.iter().map(|post| post.id).collect();
    let terms: Vec<PostTerm> = PostTerm::query()
        .filter(post_terms::post_id.eq_any(&ids))
        .order((post_terms::effective_from, post_terms::id))
        .load(conn)?;
    let mut of_posts: HashMap<Id, Vec<PostTerm>> = HashMap::new();
    for term in terms {
        of_posts.entry(term.post_id).or_default().push(term);
    }
    let whole = rows.into_iter().map(|post| {
        let terms = of_posts.remove(&post.id).unwrap_or_default();
        let holder = terms.last().filter(|term| term.effective_to.is_none()).and_then(|term| term.holder.clone());
        LeaderPostDetail { post, holder, terms }
    });
    Ok(whole.collect())
}
/// Creates a post.
pub fn insert(conn: &mut Conn, jurisdiction: &str, new: &NewLeaderPost, now: Timestamp) -> QueryResult<LeaderPost> {
    diesel::insert_into(leader_posts::table)
        .values((
            new,
            leader_posts::id.eq(Id::new()),
            leader_posts::jurisdiction.eq(jurisdiction),
            leader_posts::sort_key.eq(sort_key(&new.code)),
            leader_posts::active.eq(true),
            leader_posts::version.eq(1),
            leader_posts::created_at.eq(now),
            leader_posts::updated_at.eq(now),
        ))
        .returning(leader_posts::all_columns)
        .get_result(conn)
}
/// Changes a post that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    post: &LeaderPost,
    changes: &LeaderPostChanges,
    now: Timestamp,
) -> QueryResult<LeaderPost> {
    diesel::update(leader_posts::table.find(post.id).filter(leader_posts::version.eq(post.version)))
        .set((changes, leader_posts::version.eq(post.version + 1), leader_posts::updated_at.eq(now)))
        .returning(leader_posts::all_columns)
        .get_result(conn)
}
/// The first day of the newest term of a post.
pub fn latest_term(conn: &mut Conn, post: Id) -> QueryResult<Option<NaiveDate>> {
    let of_post = post_terms::table.filter(post_terms::post_id.eq(post));
    of_post.select(diesel::dsl::max(post_terms::effective_from)).first(conn)
}
/// Begins a term of a post; the one before it ends on its first day.
pub fn begin_term(conn: &mut Conn, post: Id, new: &NewPostTerm, now: Timestamp) -> QueryResult<()> {
    let open = post_terms::table.filter(post_terms::post_id.eq(post).and(post_terms::effective_to.is_null()));
    diesel::update(open).set(post_terms::effective_to.eq(new.effective_from)).execute(conn)?;
    diesel::insert_into(post_terms::table)
        .values((
            post_terms::id.eq(Id::new()),
            post_terms::post_id.eq(post),
            post_terms::holder.eq(&new.holder),
            post_terms::effective_from.eq(new.effective_from),
            post_terms::document.eq(&new.document),
            post_terms::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
/// The posts in charge of these projects now, with who holds them: two statements for a page.
pub fn in_charge(conn: &mut Conn, projects: &[Id]) -> QueryResult<HashMap<Id, LeaderInCharge>> {
    let rows: Vec<(Id, NaiveDate, AssignmentSource, LeaderPostSummary)> = project_leaders::table
        .inner_join(leader_posts::table)
        .filter(project_leaders::project_id.eq_any(projects).and(project_leaders::effective_to.is_null()))
        .select((
            project_leaders::project_id,
            project_leaders::effective_from,
            project_leaders::source,
            LeaderPostSummary::as_select(),
        ))
        .load(conn)?;
    let posts: Vec<Id> = rows.iter().map(|row| row.3.id).collect();
    let holders: Vec<(Id, Option<String>)> = post_terms::table
        .filter(post_terms::post_id.eq_any(&posts).and(post_terms::effective_to.is_null()))
        .select((post_terms::post_id, post_terms::holder))
        .load(conn)?;
    let holders: HashMap<Id, Option<String>> = holders.into_iter().collect();
    let whole = rows.into_iter().map(|(project, effective_from, source, post)| {
        let holder = holders.get(&post.id).cloned().flatten();
        (project, LeaderInCharge { post, holder, effective_from, source })
    });
    Ok(whole.collect())
}
/// Who is in charge of the projects of a plan, or of one, and of those that the filter asks for on a day.
fn in_charge_of<'a>(
    scope: &'a Scope,
    (plan, project): (Option<Id>, Option<Id>),
    filter: &'a ProjectLeaderFilter,
) -> project_leaders::BoxedQuery<'a, Backend> {
    let covered = projects::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let known = projects::table.filter(covered).select(projects::id);
    let mut query = project_leaders::table.filter(project_leaders::project_id.eq_any(known)).into_boxed();
    if let Some(plan) = plan {
        let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
        query = query.filter(project_leaders::project_id.eq_any(of_plan));
    }
    if let Some(project) = project {
        query = query.filter(project_leaders::project_id.eq(project));
    }
    let Some(on) = filter.as_of else { return query };
    let lasts = project_leaders::effective_to.is_null().or(project_leaders::effective_to.gt(on));
    query.filter(project_leaders::effective_from.le(on)).filter(lasts)
}
/// What they may be ordered by.
fn terms_order() -> Order<ProjectLeaderRow> {
    Order::new("effective_from", project_leaders::id, |row: &ProjectLeaderRow| row.id)
        .by("effective_from", project_leaders::effective_from, |row| row.effective_from)
        .by("effective_to", project_leaders::effective_to, |row| row.effective_to)
        .by("created_at", project_leaders::created_at, |row| row.created_at)
}
impl Listed for ProjectLeaderFilter {
    fn declared() -> Declared {
        terms_order().declared()
    }
}

/// A page of the posts in charge of projects, in the order of their first days.
pub fn list_in_charge(
    conn: &mut Conn,
    scope: &Scope,
    named: (Option<Id>, Option<Id>),
    filter: &ProjectLeaderFilter,
    paging: &Paging,
) -> Result<Page<ProjectLeader>> {
    let order = terms_order().asked(paging)?;
    let all = || in_charge_of(scope, named, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    let posts: Vec<Id> = page.items.iter().map(|row| row.post_id).collect();
    let posts: Vec<LeaderPostSummary> =
        LeaderPostSummary::query().filter(leader_posts::id.eq_any(&posts)).load(conn)?;
    let posts: HashMap<Id, LeaderPostSummary> = posts.into_iter().map(|post| (post.id, post)).collect();
    let items = page.items.into_iter().map(|row| {
        let post = posts.get(&row.post_id).cloned().ok_or(diesel::NotFound)?;
        Ok(ProjectLeader { row, post })
    });
    Ok(Page { items: items.collect::<Result<_>>()?, page: page.page })
}
/// The newest assignment of a project: its post and its first day.
pub fn latest_of_project(conn: &mut Conn, project: Id) -> QueryResult<Option<(Id, NaiveDate)>> {
    project_leaders::table
        .filter(project_leaders::project_id.eq(project))
        .order(project_leaders::effective_from.desc())
        .select((project_leaders::post_id, project_leaders::effective_from))
        .first(conn)
        .optional()
}
/// Puts a post in charge of a project; the one before it ends on its first day.
pub fn put_in_charge(
    conn: &mut Conn,
    project: Id,
    post: Id,
    from: NaiveDate,
    (source, document): (AssignmentSource, Option<&str>),
    now: Timestamp,
) -> QueryResult<()> {
    let open = project_leaders::project_id.eq(project).and(project_leaders::effective_to.is_null());
    let open = project_leaders::table.filter(open);
    diesel::update(open).set(project_leaders::effective_to.eq(from)).execute(conn)?;
    diesel::insert_into(project_leaders::table)
        .values((
            project_leaders::id.eq(Id::new()),
            project_leaders::project_id.eq(project),
            project_leaders::post_id.eq(post),
            project_leaders::effective_from.eq(from),
            project_leaders::source.eq(source),
            project_leaders::document.eq(document),
            project_leaders::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
