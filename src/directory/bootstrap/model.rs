//! The shapes of bootstrap.
use crate::{
    directory::{
        jurisdictions::{Jurisdiction, NewJurisdiction},
        users::User,
    },
    foundation::auth::Role,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The jurisdiction of the service and its first administrators.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "Zk3v9d0a-5b3f7a2c1d11-one-time-code-of-the-server", "jurisdiction": {"code": "410102", "name": "中原区"},
    "system_admin": {"username": "sys.admin", "display_name": "系统管理员", "password": "Initial-2025-one"},
    "security_admin": {"username": "sec.admin", "display_name": "安全管理员", "password": "Initial-2025-two"},
    "audit_admin": {"username": "aud.admin", "display_name": "审计管理员", "password": "Initial-2025-three"}
}))]
pub struct Bootstrap {
    /// The one-time code that the server's command gave out.
    #[schema(min_length = 1, max_length = 200)]
    pub code: String,
    /// 行政区划: used as it is when it exists already. Those above it are made as needed, named by their codes.
    pub jurisdiction: NewJurisdiction,
    /// 系统管理员.
    pub system_admin: FirstAdministrator,
    /// 安全管理员.
    pub security_admin: FirstAdministrator,
    /// 审计管理员.
    pub audit_admin: FirstAdministrator,
}

/// A first administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdministrator {
    /// 用户名: unique in the service; it never changes.
    #[schema(pattern = "^[a-z][a-z0-9.-]{2,63}$", example = "sys.admin")]
    pub username: String,
    /// 姓名.
    #[schema(min_length = 1, max_length = 100)]
    pub display_name: String,
    /// The initial password, to be changed at the first log-in: 12 to 128 characters, three of upper case, lower case,
    /// digits and symbols, without the username.
    #[schema(format = Password, max_length = 512)]
    pub password: String,
}

impl Bootstrap {
    /// The three, each with the field and the role.
    pub fn administrators(&self) -> [(&'static str, Role, &FirstAdministrator); 3] {
        [
            ("system_admin", Role::SystemAdmin, &self.system_admin),
            ("security_admin", Role::SecurityAdmin, &self.security_admin),
            ("audit_admin", Role::AuditAdmin, &self.audit_admin),
        ]
    }
}

/// What bootstrap made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bootstrapped {
    /// 行政区划.
    pub jurisdiction: Jurisdiction,
    /// The three administrators.
    pub users: Vec<User>,
}
