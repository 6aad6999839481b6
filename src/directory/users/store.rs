//! Queries on users.
use super::{
    model::{Account, NewAccount, NewUser, User, UserChanges, UserFilter},
    rules,
};
use crate::{
    directory::{
        bureaus, jurisdictions,
        sessions::{self, EndReason},
    },
    foundation::{
        auth::{Role, Scope},
        db::{Backend, Conn, Id, Timestamp, containing, lower, schema},
        error::{Code, Result, Violation, Violations},
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
};
use diesel::prelude::*;
use schema::{user_roles, users};
use std::collections::{HashMap, HashSet};

fn matching<'a>(scope: &'a Scope, filter: &'a UserFilter, bureau: Option<Id>) -> users::BoxedQuery<'a, Backend> {
    let mut query = users::table.filter(users::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(jurisdiction) = &filter.jurisdiction {
        query = query.filter(users::jurisdiction.eq(jurisdiction));
    }
    if let Some(bureau) = bureau {
        query = query.filter(users::bureau_id.eq(bureau));
    }
    if let Some(roles) = &filter.role {
        let holders = user_roles::table.filter(user_roles::role.eq_any(&roles.0)).select(user_roles::user_id);
        query = query.filter(users::id.eq_any(holders));
    }
    if let Some(active) = filter.active {
        query = query.filter(users::active.eq(active));
    }
    if let Some(q) = &filter.q {
        let name = lower(users::display_name).like(lower(containing(q))).escape('\\');
        let username = lower(users::username).like(lower(containing(q))).escape('\\');
        query = query.filter(name.or(username));
    }
    query
}

/// Adds bureaus and roles to accounts: two statements, however many accounts.
fn complete(conn: &mut Conn, accounts: Vec<Account>) -> QueryResult<Vec<User>> {
    let ids: Vec<Id> = accounts.iter().map(|account| account.id).collect();
    let bureau_ids: Vec<Id> = accounts.iter().filter_map(|account| account.bureau_id).collect();
    let bureaus = bureaus::store::summaries(conn, &bureau_ids)?;
    let rows: Vec<(Id, Role)> = user_roles::table.filter(user_roles::user_id.eq_any(ids)).load(conn)?;
    let mut roles: HashMap<Id, Vec<Role>> = HashMap::new();
    for (user, role) in rows {
        roles.entry(user).or_default().push(role);
    }
    // In the order of the table of roles, whatever the order of their names.
    roles.values_mut().for_each(|roles| roles.sort());
    let user = |account: Account| User {
        bureau: account.bureau_id.and_then(|id| bureaus.get(&id).cloned()),
        roles: roles.remove(&account.id).unwrap_or_default(),
        account,
    };
    Ok(accounts.into_iter().map(user).collect())
}

/// What users may be ordered by.
fn order() -> Order<Account> {
    Order::new("id", users::id, |row: &Account| row.id)
        .by("username", users::username, |row| row.username.clone())
        .by("display_name", users::display_name, |row| row.display_name.clone())
        .changed(users::updated_at, |row| row.updated_at)
}
impl Listed for UserFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of users.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &UserFilter, paging: &Paging) -> Result<Page<User>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let bureau = in_query("bureau", filter.bureau.as_ref(), |bureau| bureaus::store::get(conn, scope, bureau))?;
    let bureau = bureau.map(|bureau| bureau.id);
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, bureau).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all()
        .select(<Account as Selectable<Backend>>::construct_selection())
        .filter(order.after())
        .order(order.by())
        .limit(paging.fetch())
        .load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: complete(conn, page.items)?, page: page.page })
}
/// One user; `code:` is the username.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<User> {
    let visible = Account::query().filter(users::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    let account = match reference {
        Reference::Id(id) => visible.filter(users::id.eq(id)).first(conn)?,
        Reference::Code(username) => visible.filter(users::username.eq(username)).first(conn)?,
    };
    complete(conn, vec![account])?.pop().ok_or(diesel::NotFound)
}
/// The user of an id, whoever asks.
pub fn of_id(conn: &mut Conn, id: Id) -> QueryResult<User> {
    let account = Account::query().filter(users::id.eq(id)).first(conn)?;
    complete(conn, vec![account])?.pop().ok_or(diesel::NotFound)
}
/// Whether there is any user yet.
pub fn any(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(conn)
}

/// What a request asks for, as an account of a jurisdiction; every fault at once.
pub fn account(conn: &mut Conn, jurisdiction: &str, new: &NewUser, password_hash: &str) -> Result<NewAccount> {
    let mut faults = Violations::new();
    let unknown = |pointer, value: String| Violation::at(pointer, Code::ReferenceNotFound).with("value", value);
    if jurisdictions::store::find_by_code(conn, jurisdiction)?.is_none() {
        faults.push(unknown("/jurisdiction", jurisdiction.to_owned()));
    }
    let bureau = match &new.bureau {
        None => None,
        Some(reference) => {
            let found = bureaus::store::get_in(conn, jurisdiction, reference).optional()?;
            faults.check(found.ok_or_else(|| unknown("/bureau", reference.to_string())))
        }
    };
    faults.check(rules::password("/password", &new.password, &new.username));
    faults.finish()?;
    Ok(NewAccount {
        jurisdiction: jurisdiction.to_owned(),
        username: new.username.clone(),
        display_name: new.display_name.clone(),
        bureau_id: bureau.map(|bureau| bureau.id),
        password_hash: password_hash.to_owned(),
        must_change_password: true,
        demonstration: false,
        roles: Vec::new(),
    })
}
/// Creates a user, active, with roles.
pub fn insert(conn: &mut Conn, new: &NewAccount, now: Timestamp) -> QueryResult<User> {
    let id = Id::new();
    diesel::insert_into(users::table)
        .values((
            (users::id.eq(id), users::version.eq(1), users::created_at.eq(now), users::updated_at.eq(now)),
            users::jurisdiction.eq(&new.jurisdiction),
            users::username.eq(&new.username),
            users::display_name.eq(&new.display_name),
            users::bureau_id.eq(new.bureau_id),
            users::active.eq(true),
            users::password_hash.eq(&new.password_hash),
            users::must_change_password.eq(new.must_change_password),
            users::stamp.eq(1),
            users::demonstration.eq(new.demonstration),
        ))
        .execute(conn)?;
    insert_roles(conn, id, &new.roles)?;
    of_id(conn, id)
}
fn insert_roles(conn: &mut Conn, user: Id, roles: &[Role]) -> QueryResult<()> {
    for role in roles {
        diesel::insert_into(user_roles::table)
            .values((user_roles::user_id.eq(user), user_roles::role.eq(role)))
            .execute(conn)?;
    }
    Ok(())
}
/// Changes a user that still has the version that was read. Disabling ends the user's sessions.
pub fn update(
    conn: &mut Conn,
    user: &User,
    changes: &UserChanges,
    bureau: Option<Option<Id>>,
    now: Timestamp,
) -> QueryResult<User> {
    let account = &user.account;
    let disabled = account.active && changes.active == Some(false);
    diesel::update(users::table.find(account.id).filter(users::version.eq(account.version)))
        .set((
            changes.display_name.as_ref().map(|name| users::display_name.eq(name)),
            bureau.map(|bureau| users::bureau_id.eq(bureau)),
            changes.active.map(|active| users::active.eq(active)),
            disabled.then(|| users::stamp.eq(users::stamp + 1)),
            users::version.eq(account.version + 1),
            users::updated_at.eq(now),
        ))
        .returning(users::id)
        .get_result::<Id>(conn)?;
    if disabled {
        sessions::store::end_all(conn, account.id, None, EndReason::Disabled, now)?;
    }
    of_id(conn, account.id)
}
/// Gives a user that still has the version that was read other roles, and ends the user's sessions.
pub fn set_roles(conn: &mut Conn, user: &User, roles: &[Role], now: Timestamp) -> QueryResult<User> {
    let account = &user.account;
    diesel::update(users::table.find(account.id).filter(users::version.eq(account.version)))
        .set((users::stamp.eq(users::stamp + 1), users::version.eq(account.version + 1), users::updated_at.eq(now)))
        .returning(users::id)
        .get_result::<Id>(conn)?;
    diesel::delete(user_roles::table.filter(user_roles::user_id.eq(account.id))).execute(conn)?;
    insert_roles(conn, account.id, roles)?;
    sessions::store::end_all(conn, account.id, None, EndReason::Roles, now)?;
    of_id(conn, account.id)
}
/// The next version of a user of whom something beside the account changed.
pub fn touch(conn: &mut Conn, user: &User, now: Timestamp) -> QueryResult<User> {
    let account = &user.account;
    diesel::update(users::table.find(account.id).filter(users::version.eq(account.version)))
        .set((users::version.eq(account.version + 1), users::updated_at.eq(now)))
        .returning(users::id)
        .get_result::<Id>(conn)?;
    of_id(conn, account.id)
}
/// Those of these users who are the last usable account of a kind of administrator in their jurisdiction: one
/// statement.
pub fn last_administrators(conn: &mut Conn, among: &[User]) -> QueryResult<HashSet<Id>> {
    let administers = |user: &&User| user.account.active && user.roles.iter().any(|role| role.is_administrator());
    let among: Vec<&User> = among.iter().filter(administers).collect();
    let jurisdictions: Vec<&str> = among.iter().map(|user| user.account.jurisdiction.as_str()).collect();
    let usable: Vec<(String, Role)> = users::table
        .inner_join(user_roles::table)
        .filter(users::jurisdiction.eq_any(jurisdictions).and(users::active.eq(true)))
        .select((users::jurisdiction, user_roles::role))
        .load(conn)?;
    let last = |user: &&User| {
        let held = |role: &&Role| role.is_administrator();
        let holds = |of: &(String, Role), role: Role| of.0 == user.account.jurisdiction && of.1 == role;
        let holders = |role: &Role| usable.iter().filter(|of| holds(of, *role)).count();
        user.roles.iter().filter(held).any(|role| holders(role) == 1)
    };
    Ok(among.into_iter().filter(last).map(|user| user.account.id).collect())
}
/// How many usable accounts of a jurisdiction hold a role.
pub fn usable(conn: &mut Conn, jurisdiction: &str, role: Role) -> QueryResult<i64> {
    users::table
        .inner_join(user_roles::table)
        .filter(users::jurisdiction.eq(jurisdiction).and(users::active.eq(true)).and(user_roles::role.eq(role)))
        .count()
        .get_result(conn)
}
