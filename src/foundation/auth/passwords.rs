//! Passwords: argon2id with the parameters OWASP recommends (19 MiB, 2 passes), and what a password must be.
//!
//! Anybody may ask for a hash, so that a few are made at once, in memory that is kept and used again; some more wait,
//! and the others are told to come again.
use crate::{
    error::{Code, Error, Result},
    text::visible,
};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString},
};
use std::{
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time,
};

/// How many are made at once, on however many processors: each takes 19 MiB.
const MOST: usize = 2;
/// How many may wait for their turn, and how long: with what the database may take, a log-in ends within 2.5 s.
const WAITING: usize = 64;
const PATIENCE: Duration = Duration::from_millis(500);

static TURNS: Semaphore = Semaphore::const_new(MOST);
static WAITERS: AtomicUsize = AtomicUsize::new(0);
/// Memory that no hash uses at the moment; never more than there were turns at once.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// [`hash`] away from the threads that answer requests.
pub async fn hash_in_turn(password: String) -> Result<String> {
    in_turn(move || hash(&password)).await?
}

/// [`verify`] away from the threads that answer requests.
pub async fn verify_in_turn(password: String, stored: Option<String>) -> Result<bool> {
    in_turn(move || verify(&password, stored.as_deref())).await
}

/// The turn stays with the thread, also when the client has gone meanwhile.
async fn in_turn<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = turn().await?;
    let done = actix_web::web::block(move || {
        let _turn = turn;
        f()
    });
    done.await.map_err(Error::internal)
}

async fn turn() -> Result<SemaphorePermit<'static>> {
    struct Waiter;
    impl Drop for Waiter {
        fn drop(&mut self) {
            WAITERS.fetch_sub(1, Ordering::SeqCst);
        }
    }
    if let Ok(turn) = TURNS.try_acquire() {
        return Ok(turn);
    }
    let before = WAITERS.fetch_add(1, Ordering::SeqCst);
    let _waiter = Waiter;
    if before >= WAITING {
        return Err(Error::overloaded());
    }
    let turn = time::timeout(PATIENCE, TURNS.acquire()).await.map_err(|_| Error::overloaded())?;
    turn.map_err(|_| Code::InternalError.into())
}

/// Hashes a password for storage.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| Error::internal("the random source failed"))?;
    let made = SaltString::encode_b64(&salt).and_then(|encoded| {
        let (params, version) = (Params::DEFAULT, Version::V0x13);
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(encoded.as_salt()),
            hash: Some(digest(password, &salt, &Argon2::new(Algorithm::Argon2id, version, params))?),
        };
        Ok(phc.to_string())
    });
    made.map_err(|error| Error::internal(error.to_string()))
}

/// Whether the password is the one that was hashed. Without a stored hash it takes the same time and fails, so that
/// nobody learns from the clock which usernames exist.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| hash("nobody's password").unwrap_or_default());
    let matches = PasswordHash::new(stored.unwrap_or(nobody)).is_ok_and(|hash| is_of(password, &hash) == Ok(true));
    matches && stored.is_some()
}

/// Whether the hash is of this password, by the parameters that it names itself.
fn is_of(password: &str, phc: &PasswordHash<'_>) -> argon2::password_hash::Result<bool> {
    let (Some(salt), Some(expected)) = (phc.salt, phc.hash) else { return Ok(false) };
    let version = phc.version.map_or(Ok(Version::default()), Version::try_from)?;
    let argon2 = Argon2::new(Algorithm::try_from(phc.algorithm)?, version, Params::try_from(phc)?);
    let mut bytes = [0; Salt::MAX_LENGTH];
    // An output compares in constant time.
    Ok(digest(password, salt.decode_b64(&mut bytes)?, &argon2)? == expected)
}

/// The hash itself, in memory that was used before where there is any.
fn digest(password: &str, salt: &[u8], argon2: &Argon2<'_>) -> argon2::password_hash::Result<Output> {
    let kept = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = kept().pop().unwrap_or_default();
    let blocks = argon2.params().block_count();
    memory.resize(memory.len().max(blocks), Block::default());
    let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let made = Output::init_with(length, |out| {
        let blocks = memory.get_mut(..blocks).unwrap_or_default();
        Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, blocks)?)
    });
    kept().push(memory);
    made
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
    fn a_flood_waits_for_a_few_turns_in_a_few_pieces_of_memory() {
        let flood = async {
            let many = (0..200).map(|_| verify_in_turn("Wrong-horse-1".into(), None));
            futures_util::future::join_all(many).await
        };
        let answers = actix_web::rt::System::new().block_on(flood);
        let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
        let codes: Vec<_> = refused.map(Error::code).collect();
        assert!(codes.len() >= 200 - WAITING - MOST && codes.iter().all(|code| *code == Code::Overloaded));
        assert!(answers.iter().flatten().all(|right| !right));
        assert!(MEMORY.lock().unwrap().len() <= MOST + 2, "the other tests hash beside it");
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
