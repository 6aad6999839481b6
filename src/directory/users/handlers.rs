//! Operations on users.
use super::{
    model::{NewPassword, NewUser, User, UserChanges, UserDetail, UserFilter, UserRoles},
    rules::{self, Action},
    store,
};
use crate::{
    directory::{
        bureaus,
        sessions::{self, attempts},
    },
    foundation::{
        State,
        auth::{
            Allowed, Permission, Role, passwords,
            permission::{EditUsers, GrantRoles, ReadUsers},
        },
        db::Id,
        error::{Code, Result, Violations, stale},
        events::Kind,
        web::*,
    },
};
use actix_web::{get, patch, post, put, web::Data};
use serde_json::json;

/// List users (用户)
///
/// Of the caller's jurisdiction and of those that it covers (GB/T 2260), in the order of their creation. By the system
/// and the security administrator.
#[utoipa::path(
    tag = "users",
    params(Listing<UserFilter>),
    responses((status = 200, body = Page<Resource<UserDetail>>, description = "A page of users")),
)]
#[get("/users")]
pub async fn list_users(state: Data<State>, caller: Allowed<ReadUsers>, list: Listing<UserFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a user (用户)
///
/// `code:housing-lead` is the user of that username. By the system and the security administrator.
#[utoipa::path(tag = "users", responses((status = 200, body = Resource<UserDetail>, description = "The user")))]
#[get("/users/{id}")]
pub async fn get_user(state: Data<State>, caller: Allowed<ReadUsers>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Create a user (新增用户)
///
/// Without any role: a security administrator grants them (三权分立).
///
/// - The initial password has to be strong (`password_weak`) and is changed at the first log-in.
/// - By the system administrator of a jurisdiction that covers the user's.
#[utoipa::path(
    tag = "users",
    request_body = NewUser,
    responses((status = 201, body = Resource<UserDetail>, description = "The new user")),
)]
#[post("/users")]
pub async fn create_user(state: Data<State>, caller: Allowed<EditUsers>, command: Create<NewUser>) -> Result<Answer> {
    let hash = passwords::hash_in_turn(command.body().password.clone()).await?;
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewUser, _: &Expected| {
        let jurisdiction = new.jurisdiction.as_ref().unwrap_or(&view.caller.jurisdiction);
        let covered = view.must_cover(jurisdiction);
        covered.map_err(|error| Permission::EditUsers.forbidden(error.code()))?;
        let account = store::account(tx.conn, jurisdiction, new, &hash)?;
        store::insert(tx.conn, &account, tx.now)?.created(tx, view, Kind::UserCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a user (修改用户)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - `active: false` ends the user's sessions at once.
/// - Nobody disables themselves (`own_account`) or the last usable administrator of a kind (`last_administrator`).
/// - Who holds a bureau role keeps the bureau (`bureau_not_allowed`).
/// - By the system administrator.
#[utoipa::path(
    tag = "users",
    request_body = UserChanges,
    responses((status = 200, body = Resource<UserDetail>, description = "The user as changed")),
)]
#[patch("/users/{id}")]
pub async fn update_user(
    state: Data<State>,
    caller: Allowed<EditUsers>,
    id: Reference,
    command: Edit<UserChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &UserChanges, expected: &Expected| {
        let user = store::get(tx.conn, view, &id)?;
        let disables = user.account.active && changes.active == Some(false);
        let may_disable = if disables { rules::not_own(&view.caller, &user) } else { Ok(()) };
        let may = rules::may(Action::Update, &view.caller, &user).and(may_disable);
        let case = Case::open(tx, view, user, expected, Action::Update.permission(), may)?;
        let bureau = changes.bureau.as_ref().map(|bureau| resolve(tx, &case, bureau.as_ref())).transpose()?;
        let user = store::update(tx.conn, &case, changes, bureau, tx.now).map_err(stale)?;
        let kind = if disables { Kind::UserDisabled } else { Kind::UserUpdated };
        let answer = case.close(tx, user, kind, json!({}))?;
        if disables {
            keep_administrators(tx, &case, &rules::administrators_lost(&case.roles, &[]))?;
        }
        Ok(answer)
    };
    command.run(&state, caller, update).await
}

/// Set a user's roles (授权)
///
/// In place of the present ones; where that changes anything it ends the user's sessions.
///
/// - The three administrators exclude each other and every business role (`roles_exclusive`).
/// - Bureau roles need a bureau (`bureau_required`).
/// - Nobody grants to themselves (`own_account`).
/// - The last usable administrator of a kind is kept (`last_administrator`).
/// - By the security administrator.
#[utoipa::path(
    tag = "users",
    request_body = UserRoles,
    responses((status = 200, body = Resource<UserDetail>, description = "The user with the new roles")),
)]
#[put("/users/{id}/roles")]
pub async fn set_user_roles(
    state: Data<State>,
    caller: Allowed<GrantRoles>,
    id: Reference,
    command: Edit<UserRoles>,
) -> Result<Answer> {
    let set = move |tx: &mut Tx<'_>, view: &View, wanted: &UserRoles, expected: &Expected| {
        let user = store::get(tx.conn, view, &id)?;
        let may = rules::may(Action::SetRoles, &view.caller, &user);
        let case = Case::open(tx, view, user, expected, Action::SetRoles.permission(), may)?;
        if case.roles.iter().copied().eq(wanted.roles.iter().copied()) {
            return case.before().clone().answer(tx.conn, view);
        }
        let roles: Vec<Role> = wanted.roles.iter().copied().collect();
        let mut faults = Violations::new();
        faults.check(rules::exclusive(&roles));
        faults.check(rules::in_bureau(&roles, case.account.bureau_id));
        faults.finish()?;
        let user = store::set_roles(tx.conn, &case, &roles, tx.now).map_err(stale)?;
        let answer = case.close(tx, user, Kind::UserRolesSet, json!({}))?;
        if case.account.active {
            keep_administrators(tx, &case, &rules::administrators_lost(&case.roles, &roles))?;
        }
        Ok(answer)
    };
    command.run(&state, caller, set).await
}

/// Reset a user's password (重置密码)
///
/// To a new initial one, which has to be changed at the next log-in; ends the user's sessions and forgives failed
/// log-ins.
///
/// - One's own password is changed with `PUT /api/v1/me/password` (`own_account`).
/// - Another administrator's is reset only by an operator on the server (`administrator_account`), because the three
///   check each other.
/// - By the system administrator.
#[utoipa::path(
    tag = "users",
    request_body = NewPassword,
    responses((status = 200, body = Resource<UserDetail>, description = "The user")),
)]
#[post("/users/{id}/reset-password")]
pub async fn reset_password(
    state: Data<State>,
    caller: Allowed<EditUsers>,
    id: Reference,
    command: Act<NewPassword>,
) -> Result<Answer> {
    let hash = passwords::hash_in_turn(command.body().password.clone()).await?;
    let reset = move |tx: &mut Tx<'_>, view: &View, new: &NewPassword, expected: &Expected| {
        let user = store::get(tx.conn, view, &id)?;
        let may = rules::may(Action::ResetPassword, &view.caller, &user);
        let case = Case::open(tx, view, user, expected, Action::ResetPassword.permission(), may)?;
        let account = &case.account;
        rules::password("/password", &new.password, &account.username)?;
        sessions::store::set_password(tx.conn, (account.id, account.version), &hash, None, tx.now).map_err(stale)?;
        attempts::forgive(tx.conn, &account.username)?;
        let user = store::of_id(tx.conn, account.id)?;
        case.close(tx, user, Kind::UserPasswordReset, json!({}))
    };
    command.run(&state, caller, reset).await
}

/// Forgive a user's failed log-ins (解除登录等待)
///
/// Nobody has to wait any more before trying under this username (`too_many_attempts`).
///
/// - By the system administrator; an operator does it on the server too (`duban user clear-failures`).
#[utoipa::path(
    tag = "users",
    request_body = Empty,
    responses((status = 200, body = Resource<UserDetail>, description = "The user")),
)]
#[post("/users/{id}/clear-failed-log-ins")]
pub async fn clear_failed_log_ins(
    state: Data<State>,
    caller: Allowed<EditUsers>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let clear = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let user = store::get(tx.conn, view, &id)?;
        let may = rules::may(Action::ClearFailures, &view.caller, &user);
        let case = Case::open(tx, view, user, expected, Action::ClearFailures.permission(), may)?;
        attempts::forgive(tx.conn, &case.account.username)?;
        let user = store::touch(tx.conn, &case, tx.now).map_err(stale)?;
        case.close(tx, user, Kind::UserFailuresCleared, json!({}))
    };
    command.run(&state, caller, clear).await
}

/// The bureau that a user is moved to, in the user's own jurisdiction.
fn resolve(tx: &mut Tx<'_>, user: &User, reference: Option<&Reference>) -> Result<Option<Id>> {
    let find = |named: &Reference| {
        let found = bureaus::store::get_in(tx.conn, &user.account.jurisdiction, named);
        named.found("/bureau", found).map(|bureau| bureau.id)
    };
    let bureau = reference.map(find).transpose()?;
    rules::bureau_change(&user.roles, user.account.bureau_id, bureau)?;
    Ok(bureau)
}

/// Ends the request when no usable account of a lost kind is left. Asked after the change was recorded: from then on no
/// other transaction of the jurisdiction can commit, so two administrators cannot remove each other at once.
fn keep_administrators(tx: &mut Tx<'_>, user: &User, lost: &[Role]) -> Result<()> {
    for role in lost {
        if store::usable(tx.conn, &user.account.jurisdiction, *role)? == 0 {
            return Err(Code::LastAdministrator.into());
        }
    }
    Ok(())
}
