//! Passwords: argon2id with the parameters OWASP recommends (19 MiB, 2 passes), and what a password must be.
use crate::{
    error::{Error, Result},
    text::visible,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// How many passwords are hashed at once: each takes 19 MiB and a processor, and anybody may ask.
static TURNS: Semaphore = Semaphore::const_new(4);

/// [`hash`] away from the threads that answer requests.
pub async fn hash_in_turn(password: String) -> Result<String> {
    let _turn = TURNS.acquire().await;
    actix_web::web::block(move || hash(&password)).await.map_err(Error::internal)?
}

/// [`verify`] away from the threads that answer requests.
pub async fn verify_in_turn(password: String, stored: Option<String>) -> Result<bool> {
    let _turn = TURNS.acquire().await;
    actix_web::web::block(move || verify(&password, stored.as_deref())).await.map_err(Error::internal)
}

/// Hashes a password for storage.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| Error::internal("the random source failed"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| Error::internal(error.to_string()))?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
}

/// Whether the password is the one that was hashed. Without a stored hash it takes the same time and fails, so that
/// nobody learns from the clock which usernames exist.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| hash("nobody's password").unwrap_or_default());
    let matches = PasswordHash::new(stored.unwrap_or(nobody))
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    matches && stored.is_some()
}

/// Whether a password is strong enough: 12 to 128 characters, three of four classes, not containing the username.
/// Spaces and what nobody sees make no password stronger.
pub fn is_strong(password: &str, username: &str) -> bool {
    let classes: [fn(char) -> bool; 4] =
        [|c| c.is_uppercase(), |c| c.is_lowercase(), |c| c.is_numeric(), |c| !c.is_alphanumeric()];
    let used = classes.iter().filter(|class| visible(password).any(**class)).count();
    visible(password).count() >= 12
        && password.chars().count() <= 128
        && used >= 3
        && !password.to_lowercase().contains(&username.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_only_its_own_hash() {
        let stored = hash("Correct-horse-1").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("Correct-horse-1", Some(&stored)));
        assert!(!verify("correct-horse-1", Some(&stored)));
        assert!(!verify("nobody's password", None));
    }
    #[test]
    fn weak_passwords_are_told() {
        assert!(is_strong("Duban-demo-2025", "housing-lead"));
        assert!(is_strong("Correct horse battery 1", "housing-lead"));
        assert!(is_strong(" Duban-demo-2025 ", "housing-lead"));
        for weak in [
            "            ",
            "A1          ",
            "A\u{200b}1\u{200b}-\u{200b}b\u{200b}c\u{200b}d\u{200b}",
            "Short-1",
            "alllowercaseletters",
            "Housing-lead-2025",
            &"Aa1-".repeat(40),
        ] {
            assert!(!is_strong(weak, "housing-lead"), "{weak}");
        }
    }
}
