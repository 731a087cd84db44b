//! Lockout: how many failed tries an account or an address has, and how long it must wait.
//!
//! Rows name their subject by a hash, so the table lists neither accounts that were tried nor addresses
//! in the clear. (A hash of an address can be found by trying all addresses; the rows are gone after a
//! day.) An account that does not exist is counted like one that does.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::{DAY_MS, Millis, SECOND_MS};
use sha2::{Digest, Sha256};

use super::store;
use crate::{
    account::Email,
    config,
    platform::db::{DbError, Tx},
};

/// How many times more failures an address may have than an account: people share addresses.
const ADDRESS_FACTOR: u32 = 4;
/// Failures this old no longer count.
const FAILURE_LIFE_MS: i64 = DAY_MS;

/// Whose failures are counted: hashes of the account's e-mail and of the client's address.
#[derive(Clone)]
pub(super) struct Subjects {
    account: String,
    address: String,
}

/// Failures of one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    pub(super) count: u32,
    pub(super) locked_until: Millis,
    pub(super) last_at: Millis,
}

/// Too many failures: come back later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Locked {
    pub(super) retry_after_seconds: i64,
}

/// A try that may go on. It is counted already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Admitted {
    account: Failures,
}

/// Where a failed try leaves the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// Tries before the next lock; 0: locked now.
    pub(super) attempts_left: u32,
    /// How long, when locked.
    pub(super) retry_after_seconds: Option<i64>,
}

impl Subjects {
    pub(super) fn new(email: &Email, address: IpAddr) -> Subjects {
        Subjects {
            account: digest("account:", email.as_str()),
            address: digest("address:", &address.to_string()),
        }
    }
}

fn digest(kind: &str, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(kind).chain_update(text).finalize())
}

/// Failures from before this instant are forgotten.
pub(super) fn forgotten_before(now: Millis) -> Millis {
    now.plus_ms(-FAILURE_LIFE_MS)
}

/// Lets a try through and counts it against the account, or refuses it uncounted.
pub(super) fn admit(
    tx: &mut Tx<'_>,
    settings: &config::Auth,
    subjects: &Subjects,
    now: Millis,
) -> Result<Result<Admitted, Locked>, DbError> {
    let account = current(store::failures(tx, &subjects.account)?, now);
    let address = current(store::failures(tx, &subjects.address)?, now);
    let locked_until = account.locked_until.max(address.locked_until);
    if locked_until > now {
        return Ok(Err(Locked { retry_after_seconds: seconds_up(locked_until.since_ms(now)) }));
    }
    let account = one_more(settings, settings.failures_until_lockout, account, now);
    store::set_failures(tx, &subjects.account, account)?;
    Ok(Ok(Admitted { account }))
}

/// An admitted try failed: counts it against the address too, and says where that leaves the person.
pub(super) fn fail(
    tx: &mut Tx<'_>,
    settings: &config::Auth,
    subjects: &Subjects,
    admitted: Admitted,
    now: Millis,
) -> Result<Failed, DbError> {
    let limit = settings.failures_until_lockout.saturating_mul(ADDRESS_FACTOR);
    let before = current(store::failures(tx, &subjects.address)?, now);
    let address = one_more(settings, limit, before, now);
    store::set_failures(tx, &subjects.address, address)?;
    let left_of_account = settings.failures_until_lockout.saturating_sub(admitted.account.count);
    let left_of_address = limit.saturating_sub(address.count);
    let locked_until = admitted.account.locked_until.max(address.locked_until);
    Ok(Failed {
        attempts_left: left_of_account.min(left_of_address),
        retry_after_seconds: (locked_until > now).then(|| seconds_up(locked_until.since_ms(now))),
    })
}

/// An admitted try was right: the account's failures are forgotten. The address keeps its own, or
/// somebody with one account could guess at others without end.
pub(super) fn succeed(tx: &mut Tx<'_>, subjects: &Subjects) -> Result<(), DbError> {
    store::clear_failures(tx, &subjects.account)
}

/// What still counts of a subject's failures.
fn current(stored: Option<Failures>, now: Millis) -> Failures {
    stored.filter(|failures| failures.last_at >= forgotten_before(now)).unwrap_or_default()
}

/// One failure more. From the limit on each locks twice as long as the one before.
fn one_more(settings: &config::Auth, limit: u32, before: Failures, now: Millis) -> Failures {
    let count = before.count.saturating_add(1);
    let locked_until = match count.checked_sub(limit) {
        Some(beyond) => {
            let factor = 1i64.checked_shl(beyond.min(62)).unwrap_or(i64::MAX);
            let seconds = settings.lockout_seconds.saturating_mul(factor).min(settings.lockout_seconds_max);
            now.plus_ms(seconds.saturating_mul(SECOND_MS))
        }
        None => Millis::default(),
    };
    Failures { count, locked_until, last_at: now }
}

fn seconds_up(span_ms: i64) -> i64 {
    (span_ms + SECOND_MS - 1) / SECOND_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_from_the_limit_on_and_doubles_up_to_the_longest() {
        let settings = config::Auth {
            hash_memory_kib: 8,
            hash_iterations: 1,
            failures_until_lockout: 3,
            lockout_seconds: 60,
            lockout_seconds_max: 200,
        };
        let (now, mut failures) = (Millis(1_000), Failures::default());
        let mut locks = Vec::new();
        for _ in 0..70 {
            failures = one_more(&settings, 3, failures, now);
            locks.push(failures.locked_until.since_ms(now).max(0) / SECOND_MS);
        }
        assert_eq!(locks[..7], [0, 0, 60, 120, 200, 200, 200]);
        assert!(locks[7..].iter().all(|seconds| *seconds == 200));
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let stored = Failures { count: 4, locked_until: Millis(0), last_at: Millis(1_000) };
        assert_eq!(current(Some(stored), Millis(1_000 + DAY_MS)).count, 4);
        assert_eq!(current(Some(stored), Millis(1_001 + DAY_MS)), Failures::default());
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!([seconds_up(1), seconds_up(1_000), seconds_up(1_001)], [1, 1, 2]);
    }
}
