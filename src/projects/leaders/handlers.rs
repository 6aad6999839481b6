//! Operations on posts and on who is in charge of a project.
use super::{
    model::{
        LeaderPostChanges, LeaderPostDetail, LeaderPostFilter, NewLeaderPost, NewPostTerm, NewProjectLeader,
        ProjectLeader, ProjectLeaderFilter,
    },
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditProjects, ReadPlan},
    },
    error::{Code, Result, Violations, stale},
    events::Change,
    web::*,
};
use crate::projects::{
    projects::{self, ProjectDetail},
    transitions::rules::dated,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List leaders' posts (县级领导岗位)
///
/// In the order of their codes, each with its terms.
#[utoipa::path(
    tag = "leaders",
    params(LeaderPostFilter),
    responses((status = 200, body = Page<Resource<LeaderPostDetail>>, description = "A page of posts")),
)]
#[get("/leader-posts")]
pub async fn list_leader_posts(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<LeaderPostFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        Answer::ok(&store::list(conn, scope, &list.filter, &list.page)?.map(|post| post.shown_to(caller)))
    };
    state.read(caller, read).await
}

/// Get a leader's post (县级领导岗位)
///
/// `code:L001` is the post of that code of the caller's own jurisdiction.
#[utoipa::path(tag = "leaders", responses((status = 200, body = Resource<LeaderPostDetail>, description = "The post")))]
#[get("/leader-posts/{id}")]
pub async fn get_leader_post(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        let post = store::get(conn, scope, &id)?;
        Answer::resource(post.version, &store::detail(conn, post)?.shown_to(caller))
    };
    state.read(caller, read).await
}

/// Create a leader's post (新增县级领导岗位)
///
/// Of a post, not of a person.
///
/// - Its code is unique in the jurisdiction (`leader_post_code_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "leaders",
    request_body = NewLeaderPost,
    responses((status = 201, body = Resource<LeaderPostDetail>, description = "The new post")),
)]
#[post("/leader-posts")]
pub async fn create_leader_post(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewLeaderPost>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, caller: &Caller, new: &NewLeaderPost, _: &Expected| {
        let post = store::insert(tx.conn, &caller.jurisdiction, new, tx.now)?;
        let (id, version) = (post.id, post.version);
        let change =
            Change::new("leader_post.created", id, version).data(json!({"code": post.code, "title": post.title}));
        tx.record(&post.jurisdiction, change)?;
        let answer = Answer::resource(version, &store::detail(tx.conn, post)?.shown_to(caller))?;
        Ok(answer.created(format!("/api/v1/leader-posts/{id}")))
    };
    command.run(&state, caller, create).await
}

/// Change a leader's post (修改县级领导岗位)
///
/// Its title, and whether it can be put in charge.
///
/// - The code never changes.
/// - By the supervision office.
#[utoipa::path(
    tag = "leaders",
    request_body = LeaderPostChanges,
    responses((status = 200, body = Resource<LeaderPostDetail>, description = "The post as changed")),
)]
#[patch("/leader-posts/{id}")]
pub async fn update_leader_post(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<LeaderPostChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, caller: &Caller, changes: &LeaderPostChanges, expected: &Expected| {
        let before = begin(tx, caller, &id, expected)?;
        end(tx, caller, "leader_post.updated", &before, changes)
    };
    command.run(&state, caller, update).await
}

/// Begin a term of a leader's post (任期)
///
/// The post stays when the person changes: the new term ends the one before it on its first day.
///
/// - It begins after every known term (`leader_term_taken`), not in the future.
/// - No person need be named.
/// - By the supervision office.
#[utoipa::path(
    tag = "leaders",
    request_body = NewPostTerm,
    responses((status = 200, body = Resource<LeaderPostDetail>, description = "The post with its terms")),
)]
#[post("/leader-posts/{id}/terms")]
pub async fn create_leader_post_term(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewPostTerm>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, caller: &Caller, new: &NewPostTerm, expected: &Expected| {
        let before = begin(tx, caller, &id, expected)?;
        dated("/effective_from", new.effective_from, tx.scope(caller).today())?;
        let latest = store::latest_term(tx.conn, before.post.id)?;
        rules::may_begin(latest, new.effective_from, Code::LeaderTermTaken)?;
        store::begin_term(tx.conn, before.post.id, new, tx.now)?;
        end(tx, caller, "leader_post.term_begun", &before, &LeaderPostChanges::default())
    };
    command.run(&state, caller, act).await
}

/// List the posts in charge of a project (县级领导分包)
///
/// Past and present, in the order of their first days; `on` gives the one of a day.
#[utoipa::path(
    tag = "leaders",
    params(ProjectLeaderFilter),
    responses((status = 200, body = Page<Resource<ProjectLeader>>, description = "A page of assignments")),
)]
#[get("/projects/{id}/leaders")]
pub async fn list_project_leaders(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<ProjectLeaderFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, _: &_, scope: &_| {
        let project = projects::store::get(conn, scope, &id)?;
        let page = store::list_of_project(conn, project.id, &list.filter, &list.page)?;
        Answer::ok(&page.map(ProjectLeader::shown))
    };
    state.read(caller, read).await
}

/// Put a post in charge of a project (县级领导分包)
///
/// On any day one post is in charge: the new one ends the one before it on its first day.
///
/// - It begins after every known one, and is another post (`project_leader_taken`).
/// - Not in the future.
/// - `If-Match` is the project's ETag.
/// - By the supervision office.
#[utoipa::path(
    tag = "leaders",
    request_body = NewProjectLeader,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project with its leader")),
)]
#[post("/projects/{id}/leaders")]
pub async fn create_project_leader(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewProjectLeader>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, caller: &Caller, new: &NewProjectLeader, expected: &Expected| {
        let (project, before) = projects::action::begin(tx, caller, &id, expected)?;
        let mut faults = Violations::new();
        faults.check(dated("/effective_from", new.effective_from, tx.scope(caller).today()));
        let post = store::named(tx.conn, &project.jurisdiction, Some(&new.post), "/post", &mut faults)?;
        faults.finish()?;
        let post = post.ok_or(Code::NotFound)?;
        let latest = store::latest_of_project(tx.conn, project.id)?;
        // The post that is in charge already begins nothing anew.
        let from = latest.map(|(held, from)| if held == post.id { from.max(new.effective_from) } else { from });
        rules::may_begin(from, new.effective_from, Code::ProjectLeaderTaken)?;
        let basis = (new.source, new.document.as_deref());
        store::put_in_charge(tx.conn, project.id, post.id, new.effective_from, basis, tx.now)?;
        let after = projects::store::touch(tx.conn, &project, tx.now).map_err(stale)?;
        let told = json!({"code": project.code, "post": post.code, "effective_from": new.effective_from});
        projects::action::end(tx, caller, "project.leader_assigned", &before, after, Some(told))
    };
    command.run(&state, caller, act).await
}

/// The post that an action is on, as the client read it.
fn begin(tx: &mut Tx<'_>, caller: &Caller, id: &Reference, expected: &Expected) -> Result<LeaderPostDetail> {
    let scope = tx.scope(caller);
    let post = store::get(tx.conn, &scope, id)?;
    scope.may_change(&post.jurisdiction)?;
    let (id, version) = (post.id, post.version);
    let before = store::detail(tx.conn, post)?;
    expected.check(tx, id, version, |_| Answer::resource(version, &before.clone().shown_to(caller)))?;
    Ok(before)
}

/// Changes the post's row, tells of the change and answers the post.
fn end(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: &'static str,
    before: &LeaderPostDetail,
    changes: &LeaderPostChanges,
) -> Result<Answer> {
    let post = store::update(tx.conn, &before.post, changes, tx.now).map_err(stale)?;
    let (id, version) = (post.id, post.version);
    let after = store::detail(tx.conn, post)?;
    tx.record(&before.post.jurisdiction, Change::new(kind, id, version).between(before, &after)?)?;
    Answer::resource(version, &after.shown_to(caller))
}
