//! Who is calling, and whether they may.
use super::{
    Keys,
    permission::{Act, Role},
};
use crate::{
    State,
    db::{Conn, Id, schema::*},
    error::{Code, Error, Result},
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use diesel::prelude::*;
use std::{
    future::{Ready, ready},
    marker::PhantomData,
    ops::Deref,
};

/// The signed-in account behind a request, as it is now, not as it was when the token was made.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user.
    pub id: Id,
    /// The name to log in with.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// GB/T 2260 code of the user's jurisdiction.
    pub jurisdiction: String,
    /// The bureau that the user belongs to.
    pub bureau_id: Option<Id>,
    /// The roles held.
    pub roles: Vec<Role>,
    /// The session that the token belongs to.
    pub session_id: Id,
    /// Whether the initial password is still to be changed.
    pub must_change_password: bool,
}

impl Caller {
    /// Whether the caller has the permission.
    pub fn may(&self, permission: super::Permission) -> bool {
        permission.granted_to(&self.roles)
    }
    /// Whether the caller may do this to an object of a jurisdiction, and if not, the code that says why: what is seen
    /// from above may not be changed from above.
    pub fn may_in(&self, permission: super::Permission, jurisdiction: &str) -> Result<(), Code> {
        match (self.may(permission), self.jurisdiction == jurisdiction) {
            (false, _) => Err(Code::PermissionDenied),
            (true, false) => Err(Code::OtherJurisdiction),
            (true, true) => Ok(()),
        }
    }
    /// The first and last jurisdiction code that the caller's covers: `410100` covers 410100 to 410199.
    pub fn covered(&self) -> (String, String) {
        covered(&self.jurisdiction)
    }
    /// The bureau beyond whose reports the caller sees nothing; `None` for those who see the whole jurisdiction.
    pub fn confined_to(&self) -> Option<Id> {
        // A bureau role without a bureau cannot come to be; if it did, it would see nobody's reports, not everybody's.
        let nobody = Id(uuid::Uuid::nil());
        self.roles.iter().any(|role| role.of_bureau()).then(|| self.bureau_id.unwrap_or(nobody))
    }
}

/// The codes that a GB/T 2260 code covers once its trailing `00` pairs are cut.
pub fn covered(code: &str) -> (String, String) {
    let mut prefix = code;
    while let Some(cut) = prefix.strip_suffix("00").filter(|cut| !cut.is_empty()) {
        prefix = cut;
    }
    (code.to_owned(), format!("{prefix:9<6}"))
}

/// What one row says of an account; one row for each role, one without a role when it has none.
type AccountRow = (String, String, String, Option<Id>, bool, Option<Role>);

/// The account behind a token: user and session must still be good at this moment. One statement.
fn load(conn: &mut Conn, claims: &super::Claims, now: crate::db::Timestamp) -> Result<Caller> {
    let (user_id, session_id) = (claims.sub, claims.sid);
    let rows: Vec<AccountRow> = users::table
        .inner_join(sessions::table)
        .left_join(user_roles::table)
        .filter(users::id.eq(user_id).and(users::active.eq(true)).and(users::stamp.eq(claims.stamp)))
        .filter(sessions::id.eq(session_id).and(sessions::ended_at.is_null()).and(sessions::expires_at.gt(now)))
        .order(user_roles::role)
        .select((
            users::username,
            users::display_name,
            users::jurisdiction,
            users::bureau_id,
            users::must_change_password,
            user_roles::role.nullable(),
        ))
        .load(conn)?;
    let roles = rows.iter().filter_map(|row| row.5).collect();
    let (username, display_name, jurisdiction, bureau_id, must_change_password, _) =
        rows.into_iter().next().ok_or(Code::SessionEnded)?;
    Ok(Caller { id: user_id, username, display_name, jurisdiction, bureau_id, roles, session_id, must_change_password })
}

/// Extracts the caller of a request that needs permission `P`; the request ends with 401 or 403 otherwise.
#[derive(Debug)]
pub struct Allowed<P> {
    caller: Caller,
    permission: PhantomData<P>,
}

impl<P> Allowed<P> {
    /// The caller.
    pub fn into_inner(self) -> Caller {
        self.caller
    }
}
impl<P> Deref for Allowed<P> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Who calls, or why that is not known.
struct Identity(Result<Caller>);

/// What is wrong with the query of a request: told only once it is known that the caller may do this at all.
#[derive(Debug)]
pub struct Misasked(pub Error);

/// Finds out who calls before anything of the request is read, so that 401 and 403 come before 400 and 422 whatever the
/// order in which a handler's extractors are ready.
pub async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    // Whether the service is well is nobody's secret, and is told while the database cannot say who asks.
    let asks_for_health = request.path().starts_with("/health/");
    if request.headers().contains_key(header::AUTHORIZATION) && !asks_for_health {
        let identity = account_of(request.request()).await;
        request.extensions_mut().insert(Identity(identity));
    }
    next.call(request).await
}

async fn account_of(request: &HttpRequest) -> Result<Caller> {
    let state = request.app_data::<Data<State>>().cloned().ok_or_else(|| Error::internal("no state"))?;
    let life = i64::from(state.auth.access_seconds);
    let claims = Keys::verify(&state.keys, &bearer(request)?, life, *state.clock.now())?;
    let now = state.clock.now();
    state.db.read_one(move |conn| load(conn, &claims, now)).await
}

impl<P: Act> FromRequest for Allowed<P> {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let identity = request.extensions_mut().remove::<Identity>();
        let misasked = request.extensions_mut().remove::<Misasked>();
        ready(
            identity
                .map_or_else(|| Err(Code::AuthenticationRequired.into()), |Identity(caller)| caller)
                .and_then(permit)
                .and_then(|allowed| misasked.map_or(Ok(allowed), |Misasked(error)| Err(error))),
        )
    }
}

/// Lets a caller through who has the permission. Someone without any role may still see and use the own account.
fn permit<P: Act>(caller: Caller) -> Result<Allowed<P>> {
    if caller.must_change_password && !P::BEFORE_PASSWORD_CHANGE {
        return Err(Code::PasswordChangeRequired.into());
    }
    if !P::BEFORE_PASSWORD_CHANGE && !caller.may(P::PERMISSION) {
        return Err(P::PERMISSION.forbidden(Code::PermissionDenied));
    }
    Ok(Allowed { caller, permission: PhantomData })
}

/// The token of the `Authorization` header: never from the URL, where logs would keep it.
fn bearer(request: &HttpRequest) -> Result<String> {
    let header = request.headers().get(header::AUTHORIZATION).ok_or(Code::AuthenticationRequired)?;
    let text = header.to_str().map_err(|_| Code::TokenInvalid)?;
    let (scheme, token) = text.split_once(' ').ok_or(Code::TokenInvalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Code::AuthenticationRequired.into());
    }
    Ok(token.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::covered;

    #[test]
    fn a_code_covers_the_codes_it_is_a_prefix_of() {
        assert_eq!(covered("410000"), ("410000".into(), "419999".into()));
        assert_eq!(covered("410100"), ("410100".into(), "410199".into()));
        assert_eq!(covered("410102"), ("410102".into(), "410102".into()));
    }
}
