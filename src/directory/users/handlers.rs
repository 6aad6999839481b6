//! Operations on users.
use super::{
    model::{NewPassword, NewUser, User, UserChanges, UserFilter, UserRoles},
    rules, store,
};
use crate::{
    directory::{bureaus, sessions},
    foundation::{
        State,
        auth::{
            Allowed, Role, passwords,
            permission::{EditUsers, GrantRoles, ReadUsers},
        },
        db::Id,
        error::{Code, Result, Violations, stale},
        events::{Change, Kind},
        web::*,
    },
};
use actix_web::{get, patch, post, put, web::Data};

/// List users (用户)
///
/// Of the caller's jurisdiction and of those that it covers (GB/T 2260), in the order of their creation. By the system
/// and the security administrator.
#[utoipa::path(
    tag = "users",
    params(UserFilter),
    responses((status = 200, body = Page<Resource<User>>, description = "A page of users")),
)]
#[get("/users")]
pub async fn list_users(state: Data<State>, caller: Allowed<ReadUsers>, list: List<UserFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.map(|user| user.shown_to(&view.caller)))
    };
    state.read(caller, read).await
}

/// Get a user (用户)
///
/// `code:housing-lead` is the user of that username. By the system and the security administrator.
#[utoipa::path(tag = "users", responses((status = 200, body = Resource<User>, description = "The user")))]
#[get("/users/{id}")]
pub async fn get_user(state: Data<State>, caller: Allowed<ReadUsers>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| shown(&store::get(conn, view, &id)?, &view.caller);
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
    responses((status = 201, body = Resource<User>, description = "The new user")),
)]
#[post("/users")]
pub async fn create_user(state: Data<State>, caller: Allowed<EditUsers>, command: Create<NewUser>) -> Result<Answer> {
    let hash = passwords::hash_in_turn(command.body().password.clone()).await?;
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewUser, _: &Expected| {
        let jurisdiction = new.jurisdiction.as_ref().unwrap_or(&view.caller.jurisdiction);
        view.must_cover(jurisdiction)?;
        let account = store::account(tx.conn, jurisdiction, new, &hash)?;
        let user = store::insert(tx.conn, &account, tx.now)?;
        let data = serde_json::json!({"username": user.account.username, "bureau_id": user.account.bureau_id});
        record(tx, &user, Kind::UserCreated, |change| Ok(change.data(data)))?;
        Ok(shown(&user, &view.caller)?.created(format!("/api/v1/users/{}", user.account.id)))
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
    responses((status = 200, body = Resource<User>, description = "The user as changed")),
)]
#[patch("/users/{id}")]
pub async fn update_user(
    state: Data<State>,
    caller: Allowed<EditUsers>,
    id: Reference,
    command: Edit<UserChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &UserChanges, expected: &Expected| {
        let before = store::get(tx.conn, view, &id)?;
        let disabled = before.account.active && changes.active == Some(false);
        if disabled && view.caller.id == before.account.id {
            return Err(Code::OwnAccount.into());
        }
        expected.check(tx, before.account.id, before.account.version, |_| shown(&before, &view.caller))?;
        let bureau = changes.bureau.as_ref().map(|bureau| resolve(tx, &before, bureau.as_ref())).transpose()?;
        let user = store::update(tx.conn, &before, changes, bureau, tx.now).map_err(stale)?;
        let kind = if disabled { Kind::UserDisabled } else { Kind::UserUpdated };
        record(tx, &user, kind, |change| change.between(&before, &user))?;
        if disabled {
            keep_administrators(tx, &user, &rules::administrators_lost(&user.roles, &[]))?;
        }
        shown(&user, &view.caller)
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
    responses((status = 200, body = Resource<User>, description = "The user with the new roles")),
)]
#[put("/users/{id}/roles")]
pub async fn set_user_roles(
    state: Data<State>,
    caller: Allowed<GrantRoles>,
    id: Reference,
    command: Edit<UserRoles>,
) -> Result<Answer> {
    let set = move |tx: &mut Tx<'_>, view: &View, wanted: &UserRoles, expected: &Expected| {
        let before = store::get(tx.conn, view, &id)?;
        if view.caller.id == before.account.id {
            return Err(Code::OwnAccount.into());
        }
        expected.check(tx, before.account.id, before.account.version, |_| shown(&before, &view.caller))?;
        if before.roles.iter().copied().eq(wanted.roles.iter().copied()) {
            return shown(&before, &view.caller);
        }
        let roles: Vec<Role> = wanted.roles.iter().copied().collect();
        let mut faults = Violations::new();
        faults.check(rules::exclusive(&roles));
        faults.check(rules::in_bureau(&roles, before.account.bureau_id));
        faults.finish()?;
        let user = store::set_roles(tx.conn, &before, &roles, tx.now).map_err(stale)?;
        record(tx, &user, Kind::UserRolesSet, |change| change.between(&before, &user))?;
        if before.account.active {
            keep_administrators(tx, &user, &rules::administrators_lost(&before.roles, &roles))?;
        }
        shown(&user, &view.caller)
    };
    command.run(&state, caller, set).await
}

/// Reset a user's password (重置密码)
///
/// To a new initial one, which has to be changed at the next log-in; ends the user's sessions and a lock.
///
/// - One's own password is changed with `PUT /api/v1/me/password` (`own_account`).
/// - Another administrator's is reset only by an operator on the server (`administrator_account`), because the three
///   check each other.
/// - By the system administrator.
#[utoipa::path(
    tag = "users",
    request_body = NewPassword,
    responses((status = 200, body = Resource<User>, description = "The user")),
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
        let before = store::get(tx.conn, view, &id)?;
        let account = &before.account;
        if view.caller.id == account.id {
            return Err(Code::OwnAccount.into());
        }
        if before.roles.iter().any(|role| role.is_administrator()) {
            return Err(Code::AdministratorAccount.into());
        }
        expected.check(tx, account.id, account.version, |_| shown(&before, &view.caller))?;
        rules::password("/password", &new.password, &account.username)?;
        sessions::store::set_password(tx.conn, (account.id, account.version), &hash, None, tx.now).map_err(stale)?;
        let user = store::of_id(tx.conn, account.id)?;
        record(tx, &user, Kind::UserPasswordReset, |change| change.between(&before, &user))?;
        shown(&user, &view.caller)
    };
    command.run(&state, caller, reset).await
}

fn shown(user: &User, caller: &Caller) -> Result<Answer> {
    Answer::resource(user.account.version, &user.clone().shown_to(caller))
}

fn record(tx: &mut Tx<'_>, user: &User, kind: Kind, tell: impl FnOnce(Change) -> Result<Change>) -> Result<()> {
    let change = Change::new(kind, user.account.id, user.account.version);
    tx.record(&user.account.jurisdiction, tell(change)?)
}

/// The bureau that a user is moved to, in the user's own jurisdiction.
fn resolve(tx: &mut Tx<'_>, user: &User, reference: Option<&Reference>) -> Result<Option<Id>> {
    let to = match reference {
        None => None,
        Some(reference) => {
            let found = bureaus::store::get_in(tx.conn, &user.account.jurisdiction, reference);
            Some(reference.found("/bureau", found)?.id)
        }
    };
    rules::bureau_change(&user.roles, user.account.bureau_id, to)?;
    Ok(to)
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
