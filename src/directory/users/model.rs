//! The shapes of a user. What proves who somebody is (`sessions::Credentials`) is never part of an answer.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        auth::Role,
        db::{Backend, Id, Timestamp, schema::users},
        web::{OneOf, Reference, clearable},
    },
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// 账号: a person's account.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = users, check_for_backend(Backend))]
pub struct Account {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 用户名: the name to log in with, unique in the service; also the human code (`code:housing-lead`).
    #[schema(example = "housing-lead")]
    pub username: String,
    /// 姓名: the name to show.
    #[schema(example = "住房和城乡建设局 负责人")]
    pub display_name: String,
    /// The bureau, shown as a whole by [`User`].
    #[serde(skip)]
    pub bureau_id: Option<Id>,
    /// Whether it may be used.
    pub active: bool,
    /// Whether the initial password is still to be changed.
    pub must_change_password: bool,
    /// Whether it belongs to the demonstration.
    pub demonstration: bool,
    /// Counts changes; part of the ETag. Log-ins do not count.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 用户: an account with its bureau and its roles.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// The bureau that the user belongs to.
    pub bureau: Option<BureauSummary>,
    /// The roles held.
    #[schema(example = json!(["bureau_lead"]))]
    pub roles: Vec<Role>,
}

/// 用户, with what concerns its being used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserDetail {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// 最后一名: whether it is the last usable account of a kind of administrator in its jurisdiction: then it is
    /// neither disabled (`update_user` with `active: false`) nor given other roles (`last_administrator`).
    pub last_administrator: bool,
    /// 登录失败: failed log-ins under its username, from wherever; `null` without any lately: they are forgotten when
    /// an hour has passed without one. Who failed may have to wait, nobody else has to; `clear_failed_log_ins` ends
    /// that.
    pub failed_log_ins: Option<FailedLogIns>,
}

/// 登录失败.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailedLogIns {
    /// How often.
    #[schema(example = 7, minimum = 1)]
    pub count: i32,
    /// When last.
    pub last_failed_at: Timestamp,
}

/// An account to insert, in plain values: for the API, for bootstrap and for seeds.
#[derive(Clone)]
pub struct NewAccount {
    /// GB/T 2260 code of an existing jurisdiction.
    pub jurisdiction: String,
    /// The name to log in with.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// A bureau of the jurisdiction.
    pub bureau_id: Option<Id>,
    /// The hash of the initial password (`auth::passwords::hash`).
    pub password_hash: String,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// Whether it belongs to the demonstration.
    pub demonstration: bool,
    /// The roles to hold at once; none for an account that the API makes.
    pub roles: Vec<Role>,
}

/// A user to create. It has no role until a security administrator grants one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "username": "housing.reporter", "display_name": "住建填报员", "bureau": "code:housing",
    "password": "Initial-2025-pass"
}))]
pub struct NewUser {
    /// The jurisdiction, at or below the caller's; the caller's own when absent.
    #[schema(min_length = 6, max_length = 6, example = "410102")]
    pub jurisdiction: Option<String>,
    /// 用户名: the name to log in with, unique in the service; it never changes.
    #[schema(pattern = "^[a-z][a-z0-9.-]{2,63}$")]
    pub username: String,
    /// 姓名.
    #[schema(min_length = 1, max_length = 100)]
    pub display_name: String,
    /// The bureau of that jurisdiction that the user belongs to.
    pub bureau: Option<Reference>,
    /// The initial password, to be changed at the first log-in: 12 to 128 characters, three of upper case, lower case,
    /// digits and symbols, without the username.
    #[schema(format = Password, max_length = 512)]
    pub password: String,
}

/// Changes of a user: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"active": false}))]
pub struct UserChanges {
    /// 姓名.
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub display_name: Option<String>,
    /// The bureau that the user belongs to.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Reference>)]
    pub bureau: Option<Option<Reference>>,
    /// Whether the account may be used; `false` ends its sessions.
    #[schema(nullable = false)]
    pub active: Option<bool>,
}

/// The roles that a user is to have, in place of the present ones.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"roles": ["bureau_lead"]}))]
pub struct UserRoles {
    /// All roles; an empty list takes all.
    #[schema(max_items = 7)]
    pub roles: BTreeSet<Role>,
}

/// A new initial password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "Another-2025-pass"}))]
pub struct NewPassword {
    /// The initial password, to be changed at the next log-in: 12 to 128 characters, three of upper case, lower case,
    /// digits and symbols, without the username.
    #[schema(format = Password, max_length = 512)]
    pub password: String,
}

/// Which users.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
    /// Only of this bureau: its id, or `code:` and its code in the caller's own jurisdiction.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only those who hold one of these roles, separated by commas.
    #[param(inline, example = json!(["bureau_lead", "bureau_reporter"]))]
    pub role: Option<OneOf<Role>>,
    /// Only those who may log in, or only disabled ones.
    pub active: Option<bool>,
    /// Only those whose username or name contains this, whatever its case.
    #[param(example = "filing")]
    pub q: Option<String>,
}
