//! Operations on leaders' posts; who is in charge of a project changes with the project.
use super::{
    model::{LeaderPostChanges, LeaderPostDetail, LeaderPostFilter, NewLeaderPost, NewPostTerm},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    error::{Code, Result, stale},
    events::Kind,
    web::*,
};
use crate::projects::transitions::rules::dated;
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List leaders' posts (县级领导岗位)
///
/// In the order of their codes, each with its terms.
#[utoipa::path(
    tag = "leaders",
    params(Listing<LeaderPostFilter>),
    responses((status = 200, body = Page<Resource<LeaderPostDetail>>, description = "A page of posts")),
)]
#[get("/leader-posts")]
pub async fn list_leader_posts(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<LeaderPostFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a leader's post (县级领导岗位)
///
/// `code:L001` is the post of that code of the caller's own jurisdiction.
#[utoipa::path(tag = "leaders", responses((status = 200, body = Resource<LeaderPostDetail>, description = "The post")))]
#[get("/leader-posts/{id}")]
pub async fn get_leader_post(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let post = store::get(conn, view, &id)?;
        store::detail(conn, post)?.answer(conn, view)
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
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewLeaderPost, _: &Expected| {
        let post = store::insert(tx.conn, &view.caller.jurisdiction, new, tx.now)?;
        store::detail(tx.conn, post)?.created(tx, view, Kind::LeaderPostCreated, json!({}))
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
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &LeaderPostChanges, expected: &Expected| {
        let case = open(tx, view, &id, expected)?;
        close(tx, &case, changes, Kind::LeaderPostUpdated)
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
pub async fn appoint_leader(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewPostTerm>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewPostTerm, expected: &Expected| {
        let case = open(tx, view, &id, expected)?;
        dated("/effective_from", new.effective_from, view.today())?;
        let latest = store::latest_term(tx.conn, case.post.id)?;
        rules::may_begin(latest, new.effective_from, Code::LeaderTermTaken)?;
        store::begin_term(tx.conn, case.post.id, new, tx.now)?;
        close(tx, &case, &LeaderPostChanges::default(), Kind::LeaderPostTermBegun)
    };
    command.run(&state, caller, act).await
}

/// Opens the case of a post.
fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected) -> Result<Case<LeaderPostDetail>> {
    let post = store::get(tx.conn, view, id)?;
    let post = store::detail(tx.conn, post)?;
    Case::open(tx, view, post, expected, Permission::EditProjects, IN_ANY_STATE)
}

/// Changes the post's row, tells of the change and answers with the post.
fn close(tx: &mut Tx<'_>, case: &Case<LeaderPostDetail>, changes: &LeaderPostChanges, kind: Kind) -> Result<Answer> {
    let post = store::update(tx.conn, &case.post, changes, tx.now).map_err(stale)?;
    let after = store::detail(tx.conn, post)?;
    case.close(tx, after, kind, json!({}))
}
