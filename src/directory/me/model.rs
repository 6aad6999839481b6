//! The shapes of the caller's own account.
use crate::{
    directory::{bureaus::BureauSummary, jurisdictions::Jurisdiction, sessions::Session},
    foundation::{
        auth::{Permission, Role},
        db::{Id, Timestamp},
        web::AllowedAction,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 本人: who the caller is and may do, and what time it is for the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// Identity of the user.
    pub id: Id,
    /// 用户名.
    #[schema(example = "housing-lead")]
    pub username: String,
    /// 姓名.
    #[schema(example = "住房和城乡建设局 负责人")]
    pub display_name: String,
    /// The roles held.
    pub roles: Vec<Role>,
    /// What the roles permit.
    pub permissions: Vec<Permission>,
    /// The user's jurisdiction.
    pub jurisdiction: Jurisdiction,
    /// The bureau that the user belongs to.
    pub bureau: Option<BureauSummary>,
    /// Whether the initial password has to be changed before anything else.
    pub must_change_password: bool,
    /// The session of the access token.
    pub session_id: Id,
    /// 业务时间: by which periods open, fall due and close.
    pub business_now: Timestamp,
    /// The business day in Asia/Shanghai.
    #[schema(example = "2025-10-10")]
    pub business_date: NaiveDate,
    /// Whether business time is another than real time; in the demonstration only.
    pub business_time_shifted: bool,
    /// How the service is run: `demo` or `production`.
    #[schema(example = "demo")]
    pub profile: &'static str,
    /// What may be created that belongs to nothing else, and what may be done with the own account; every other
    /// operation is offered by the object that it is about or beneath which it creates.
    pub allowed_actions: Vec<AllowedAction>,
}

/// 会话: where the caller is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSession {
    /// Identity.
    pub id: Id,
    /// 登录时间: when it was begun.
    pub begun_at: Timestamp,
    /// 最近使用: when tokens were last made for it. The use of an access token is not noted, so the session may have
    /// been in use for as long as such a token lasts (`expires_in`) after this.
    pub last_used_at: Timestamp,
    /// When it ends whatever is done.
    pub expires_at: Timestamp,
    /// 来源: the network that it was begun from, the /24 of an IPv4 address or the /48 of an IPv6 one; `null` of one
    /// that was begun before this was kept.
    #[schema(example = "203.0.113.0/24")]
    pub source: Option<String>,
    /// 客户端: the first hundred characters of the `User-Agent` that it was begun with; `null` where none was sent.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64)")]
    pub user_agent: Option<String>,
    /// 本会话: whether it is the one of this request.
    pub current: bool,
}

impl OwnSession {
    /// As its owner sees it, from a session.
    pub fn of(session: Session, current: Id) -> Self {
        Self {
            id: session.id,
            begun_at: session.created_at,
            last_used_at: session.last_used_at.unwrap_or(session.created_at),
            expires_at: session.expires_at,
            source: session.source,
            user_agent: session.user_agent,
            current: session.id == current,
        }
    }
}

/// A new password of one's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "Initial-2025-pass", "new_password": "My-own-2025-pass"}))]
pub struct PasswordChange {
    /// The password until now.
    #[schema(format = Password, min_length = 1, max_length = 512)]
    pub current_password: String,
    /// The password from now on: 12 to 128 characters, three of upper case, lower case, digits and symbols, without the
    /// username.
    #[schema(format = Password, max_length = 512)]
    pub new_password: String,
}
