//! Access tokens (JWT, EdDSA, RFC 9068 `at+jwt`), their keys, and opaque random tokens.
use crate::{
    db::Id,
    error::{Code, Error, Result},
};
use aws_lc_rs::{rand, signature::Ed25519KeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, path::Path, sync::RwLock};

/// The audience of every access token.
const AUDIENCE: &str = "duban-api";
/// The media type of an access token, RFC 9068.
const TYPE: &str = "at+jwt";

/// What an access token says. Roles and bureau stand in it for other systems; the service itself reads them afresh.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// The user.
    pub sub: Id,
    /// The token.
    pub jti: Id,
    /// The session.
    pub sid: Id,
    /// Issued at, in seconds since the epoch.
    pub iat: i64,
    /// Not valid before.
    pub nbf: i64,
    /// Expires at.
    pub exp: i64,
    /// Changes when the user's password, roles or state change: older tokens end there.
    pub stamp: i32,
    /// The user's jurisdiction.
    pub jurisdiction: String,
    /// The user's bureau.
    pub bureau: Option<Id>,
    /// The user's roles when the token was made.
    pub roles: Vec<super::Role>,
}

/// The keys that sign and verify.
pub struct Keys {
    issuer: String,
    signing: (String, EncodingKey),
    verifying: HashMap<String, DecodingKey>,
    published: JwkSet,
    /// What tokens say whose signature was found good, by the digest of the whole token: verifying costs far more than
    /// looking it up. Nothing else is spared: time, session and account are looked at on every request.
    proven: RwLock<HashMap<[u8; 32], Claims>>,
}

/// Seconds by which the clocks of replicas may differ.
const GRACE: i64 = 60;

/// How many proven tokens are remembered; then the memory begins anew.
const REMEMBERED: usize = 4096;

impl Keys {
    /// Reads the keys: the first signs, all verify.
    pub fn load(issuer: &str, paths: &[impl AsRef<Path>]) -> Result<Self, String> {
        let (mut signing, mut verifying, mut keys) = (None, HashMap::new(), Vec::new());
        for path in paths {
            let name = path.as_ref().display();
            let pem = std::fs::read(path).map_err(|error| format!("{name}: {error}"))?;
            let bad =
                |error: jsonwebtoken::errors::Error| format!("{name} is not an Ed25519 key in PKCS #8 PEM: {error}");
            let key = EncodingKey::from_ed_pem(&pem).map_err(bad)?;
            let mut jwk = Jwk::from_encoding_key(&key, Algorithm::EdDSA).map_err(bad)?;
            let id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(bad)?;
            jwk.common.key_id = Some(id.clone());
            jwk.common.public_key_use = Some(PublicKeyUse::Signature);
            verifying.insert(id.clone(), DecodingKey::from_jwk(&jwk).map_err(bad)?);
            keys.push(jwk);
            signing = signing.or(Some((id, key)));
        }
        let signing = signing.ok_or("DUBAN_SIGNING_KEYS names no file")?;
        Ok(Self {
            issuer: issuer.to_owned(),
            signing,
            verifying,
            published: JwkSet { keys },
            proven: RwLock::default(),
        })
    }
    /// The public keys, for `/.well-known/jwks.json`.
    pub fn published(&self) -> &JwkSet {
        &self.published
    }
    /// The issuer of all that is signed.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
    /// The keys that verify.
    pub fn public(&self) -> PublicKeys {
        PublicKeys(self.verifying.clone())
    }
    /// Signs what is no access token: its type (`typ`) says what it is, and no type is taken for another.
    pub fn sign_as(&self, kind: &str, claims: &impl Serialize) -> Result<String> {
        let header =
            Header { typ: Some(kind.into()), kid: Some(self.signing.0.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, claims, &self.signing.1).map_err(Error::internal)
    }
    /// Signs the claims; issuer and audience are filled in here.
    pub fn sign(&self, mut claims: Claims) -> Result<String> {
        claims.iss.clone_from(&self.issuer);
        AUDIENCE.clone_into(&mut claims.aud);
        let header =
            Header { typ: Some(TYPE.into()), kid: Some(self.signing.0.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &claims, &self.signing.1).map_err(Error::internal)
    }
    /// The claims of a token that is ours, whole and in its time; the time is the clock's, not the library's. `life` is
    /// how many seconds a token may be made for: one that lasts longer was not made by this service as it is set up.
    pub fn verify(&self, token: &str, life: i64, now: DateTime<Utc>) -> Result<Claims> {
        let (claims, now) = (self.prove(token)?, now.timestamp());
        let early = now + GRACE < claims.nbf.max(claims.iat);
        if early || claims.exp.saturating_sub(claims.iat) > life {
            return Err(Code::TokenInvalid.into());
        }
        if now >= claims.exp { Err(Code::TokenExpired.into()) } else { Ok(claims) }
    }
    /// The claims of a token that one of the keys signed; remembered. Keys never change while the service runs.
    fn prove(&self, token: &str) -> Result<Claims> {
        let digest = Sha256::digest(token).into();
        if let Some(claims) = self.proven.read().ok().and_then(|proven| proven.get(&digest).cloned()) {
            return Ok(claims);
        }
        let claims = self.decode(token)?;
        if let Ok(mut proven) = self.proven.write() {
            if proven.len() >= REMEMBERED {
                proven.clear();
            }
            proven.insert(digest, claims.clone());
        }
        Ok(claims)
    }
    fn decode(&self, token: &str) -> Result<Claims> {
        if demands(token)? {
            return Err(Code::TokenInvalid.into());
        }
        let header = decode_header(token).map_err(|_| Code::TokenInvalid)?;
        let key = header.kid.and_then(|kid| self.verifying.get(&kid)).ok_or(Code::TokenInvalid)?;
        if header.typ.as_deref() != Some(TYPE) {
            return Err(Code::TokenInvalid.into());
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]); // iat is required by its type
        (rules.validate_exp, rules.validate_nbf) = (false, false);
        Ok(decode::<Claims>(token, key, &rules).map_err(|_| Code::TokenInvalid)?.claims)
    }
}

/// Whether the header of a token asks for what nobody here understands: an extension that is critical (`crit`, RFC 7515
/// §4.1.11: whoever does not know it must refuse), or another encoding of the payload (`b64`, RFC 7797).
fn demands(token: &str) -> Result<bool> {
    let header = token.split('.').next().and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
    let header: serde_json::Map<String, serde_json::Value> =
        header.and_then(|header| serde_json::from_slice(&header).ok()).ok_or(Code::TokenInvalid)?;
    Ok(["crit", "b64"].iter().any(|name| header.contains_key(*name)))
}

/// Public keys by their ids: enough to verify what is no access token.
#[derive(Clone)]
pub struct PublicKeys(HashMap<String, DecodingKey>);

impl PublicKeys {
    /// Reads a JWKS (RFC 7517), as `/.well-known/jwks.json` serves it.
    pub fn read(jwks: &str) -> Result<Self, String> {
        let set: JwkSet = serde_json::from_str(jwks).map_err(|error| format!("not a JWKS: {error}"))?;
        let keyed = set.keys.iter().filter_map(|jwk| {
            let id = jwk.common.key_id.clone()?;
            Some(DecodingKey::from_jwk(jwk).map(|key| (id, key)))
        });
        let keys: HashMap<_, _> = keyed.collect::<Result<_, _>>().map_err(|error| format!("not a JWKS: {error}"))?;
        if keys.is_empty() { Err("a JWKS without keys that have an id".into()) } else { Ok(Self(keys)) }
    }
    /// What a token of this type says that one of the keys signed; `None` of any other.
    pub fn open<T: serde::de::DeserializeOwned + Clone>(&self, kind: &str, token: &str) -> Option<T> {
        let header = decode_header(token).ok()?;
        let key = self.0.get(&header.kid?).filter(|_| header.typ.as_deref() == Some(kind))?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.required_spec_claims.clear();
        (rules.validate_exp, rules.validate_nbf, rules.validate_aud) = (false, false, false);
        decode::<T>(token, key, &rules).ok().map(|token| token.claims)
    }
}

/// Makes a new Ed25519 key and writes it, readable by the owner only.
pub fn generate_key(path: &Path) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let failed = |_| std::io::Error::other("the random source failed");
    let key = Ed25519KeyPair::generate().and_then(|key| key.to_pkcs8v1()).map_err(failed)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let text = pem::encode(&pem::Pem::new("PRIVATE KEY", key.as_ref()));
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

/// An opaque token of 256 random bits.
pub fn random_token() -> Result<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Error::internal("the random source failed"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// How an opaque token is stored. It has full entropy, so a plain digest is enough.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
