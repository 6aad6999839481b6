//! Making the tokens of a session.
use super::{
    model::{Credentials, Session, Tokens},
    store,
};
use crate::foundation::{
    State,
    auth::{Claims, digest, random_token},
    db::{Conn, Id, Timestamp},
    error::Result,
};
use actix_web::{HttpResponse, http::header};

/// New tokens of a session, which is used by that: an access token, and a refresh token whose digest is kept.
pub fn issue(conn: &mut Conn, state: &State, user: &Credentials, session: &Session, now: Timestamp) -> Result<Tokens> {
    let refresh_token = random_token()?;
    store::insert_token(conn, &digest(&refresh_token), session.id, now)?;
    store::touch(conn, session.id, now)?;
    let iat = now.timestamp();
    let exp = session.expires_at.timestamp().min(iat + i64::from(state.auth.access_seconds));
    let access_token = state.keys.sign(Claims {
        iss: String::new(), // the keys fill in whose they are, and for whom
        aud: String::new(),
        sub: user.id,
        jti: Id::new(),
        sid: session.id,
        iat,
        nbf: iat,
        exp,
        stamp: user.stamp,
        jurisdiction: user.jurisdiction.clone(),
        bureau: user.bureau_id,
        roles: store::roles(conn, user.id)?,
    })?;
    Ok(Tokens { access_token, token_type: "Bearer", expires_in: exp - iat, refresh_token })
}

/// The answer that carries tokens; nobody may store it (RFC 6749 §5.1).
pub fn answer(tokens: &Tokens) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(tokens)
}
