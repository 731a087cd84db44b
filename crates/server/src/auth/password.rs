//! Hashing and checking passwords with Argon2id, away from the async threads.
//!
//! One hash takes tens of milliseconds and 19 MiB by default, so at most as many run as there are cores,
//! on the blocking pool, and only a bounded number may wait: a flood of sign-ins is told to come back
//! instead of piling up. A job keeps its core until it is done, also when its client has gone away.
//!
//! Hashes are stored as PHC strings (`$argon2id$v=19$m=…,t=…,p=1$salt$hash`), which carry their
//! parameters: after a change in the settings old hashes still verify, and are replaced at the next
//! successful sign-in.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use domain::problem::ProblemCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{config, platform::http::problem::Problem};

/// Jobs that may wait for each core. At some 30 ms each, the last one waits about a second.
const WAITING_PER_CORE: usize = 32;
/// A salt for the work done when nobody has the address; its hash is thrown away.
const NOBODYS_SALT: [u8; 16] = *b"nobody has this.";

/// The hashing pool.
pub struct Passwords {
    params: Params,
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

/// Why a password could not be hashed or judged.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting.
    #[error("too many passwords are waiting to be checked")]
    Busy,
    /// The hash function or a stored hash is broken.
    #[error("hashing failed: {0}")]
    Failed(String),
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Problem::new(
                ProblemCode::NotReady,
                "Many people are signing in right now. Try again in a few seconds.",
            )
            .with("retryAfterSeconds", 2),
            failed @ HashError::Failed(_) => Problem::internal(&failed),
        }
    }
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The password is the one that was set.
    Right {
        /// The stored hash was made with other parameters than today's.
        outdated: bool,
    },
    /// It is not, or there is none to compare with.
    Wrong,
}

impl Passwords {
    /// A pool with the parameters of the settings, as wide as the machine has cores.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn new(settings: &config::Auth) -> Result<Passwords, String> {
        let params = Params::new(settings.hash_memory_kib, settings.hash_iterations, 1, None)
            .map_err(|error| format!("auth.hash_memory_kib, auth.hash_iterations: {error}"))?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Passwords {
            params,
            places: Arc::new(Semaphore::new(cores * (1 + WAITING_PER_CORE))),
            cores: Arc::new(Semaphore::new(cores)),
        })
    }

    /// Hashes a new password; `salt` must be fresh. Answers a PHC string.
    pub(super) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, HashError> {
        let argon2 = self.argon2();
        self.run(move || digest(&argon2, &password, &salt).map(|hash| hash.to_string())).await?
    }

    /// Compares with the stored hash. Without one the same work is done for nothing, so that the time
    /// taken does not tell whether there is one.
    pub(super) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Verdict, HashError> {
        let argon2 = self.argon2();
        self.run(move || match stored {
            Some(stored) => verify(&argon2, &password, &stored),
            None => digest(&argon2, &password, &NOBODYS_SALT).map(|hash| {
                std::hint::black_box(hash);
                Verdict::Wrong
            }),
        })
        .await?
    }

    /// Takes a place in the line, to be held until the answer is known: before a try is counted, so that
    /// nobody is locked out because we are busy.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, HashError> {
        self.places.clone().try_acquire_owned().map_err(|_| HashError::Busy)
    }

    /// Runs `work` on the blocking pool when a core is free for it. Hold a place ([`Passwords::enter`])
    /// when strangers decide how often this is called.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let core = self.cores.clone().acquire_owned().await.map_err(|_| HashError::Busy)?;
        let job = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(core);
            outcome
        });
        job.await.map_err(|error| HashError::Failed(error.to_string()))
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }
}

fn digest(argon2: &Argon2<'_>, password: &str, salt: &[u8; 16]) -> Result<PasswordHash, HashError> {
    argon2.hash_password_with_salt(password.as_bytes(), salt).map_err(failed)
}

fn verify(argon2: &Argon2<'_>, password: &str, stored: &str) -> Result<Verdict, HashError> {
    let stored = PasswordHash::new(stored).map_err(failed)?;
    let params = Params::try_from(&stored).map_err(failed)?;
    let today = argon2.params();
    let same_cost = (params.m_cost(), params.t_cost(), params.p_cost())
        == (today.m_cost(), today.t_cost(), today.p_cost());
    let outdated = !same_cost || stored.algorithm != Algorithm::Argon2id.ident();
    match argon2.verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(Verdict::Right { outdated }),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(hash_memory_kib: u32, hash_iterations: u32) -> Passwords {
        let settings = config::Auth {
            hash_memory_kib,
            hash_iterations,
            failures_until_lockout: 5,
            lockout_seconds: 60,
            lockout_seconds_max: 3600,
        };
        Passwords::new(&settings).unwrap()
    }

    #[tokio::test]
    async fn stores_the_parameters_and_recognises_the_password() {
        let pool = pool(16, 2);
        let hash = pool.hash("correct horse".into(), [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=16,t=2,p=1$"), "{hash}");
        let right = pool.verify("correct horse".into(), Some(hash.clone())).await.unwrap();
        assert_eq!(right, Verdict::Right { outdated: false });
        assert_eq!(pool.verify("correct Horse".into(), Some(hash)).await.unwrap(), Verdict::Wrong);
        assert_eq!(pool.verify("correct horse".into(), None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn notices_hashes_made_with_other_parameters() {
        let hash = pool(16, 2).hash("correct horse".into(), [7; 16]).await.unwrap();
        for (memory, iterations) in [(24, 2), (16, 3)] {
            let verdict = pool(memory, iterations).verify("correct horse".into(), Some(hash.clone())).await;
            assert_eq!(verdict.unwrap(), Verdict::Right { outdated: true });
        }
    }

    #[tokio::test]
    async fn a_flood_is_told_to_come_back() {
        let pool = pool(16, 1);
        let all = pool.places.available_permits();
        let places: Vec<_> = (0..all).map(|_| pool.enter().unwrap()).collect();
        assert!(matches!(pool.enter(), Err(HashError::Busy)));
        drop(places);
        assert!(pool.enter().is_ok());
    }

    #[tokio::test]
    async fn a_broken_stored_hash_is_an_error_and_not_a_wrong_password() {
        let outcome = pool(16, 1).verify("anything".into(), Some("plain text".into())).await;
        assert!(matches!(outcome, Err(HashError::Failed(_))));
    }
}
