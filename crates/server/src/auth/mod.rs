//! Proving who somebody is: passwords, sessions, lockout, and the [`Caller`] of every request.
//!
//! Owns the tables `credentials`, `sessions`, `sign_in_failures` and `security_events`. The user and the
//! workspace themselves are [`crate::account`]'s. Every handler takes a [`Caller`]; the command line
//! makes administrators with [`create_account`]; housekeeping calls [`forget_expired`].
//!
//! ```text
//!  sign-in ─► same site? ─► rate limit ─► admit (counts the try before judging it; locked: 429)
//!          ─► Argon2id, on the hashing pool, also when nobody has the address
//!          ─► right: new token, old failures forgotten    wrong: 401, tries left, perhaps a lock
//! ```
//!
//! A try is counted *before* the password is judged and the account's count is cleared when it was
//! right. So a hundred guesses sent at once are still only as many as the lockout allows. An address
//! (IPv6: its /64) has its own, higher count, because a household or an office shares one.
//!
//! # What an outsider can learn
//! Signing in tells nothing about who has an account: an unknown address costs the same hashing, moves
//! the same counters and gets the same answer. Signing up cannot hide it until addresses are verified
//! by mail: a free address is accepted and a taken one is not. What holds: a taken address answers with
//! a neutral refusal after the same hashing work, gives nothing away about the person, counts as a
//! failed sign-in (so sign-up is no way around the lockout), and trying addresses in numbers meets the
//! rate limit. With the right password, signing up to an account that exists simply signs in.
//!
//! Anyone can make an account lock by failing on purpose. The lock stops new sign-ins only: sessions
//! that are open stay open.
//!
//! There is no second factor, no password reset and no list of sessions yet.

mod caller;
mod create_account;
mod http;
mod lockout;
mod origin;
mod password;
mod security_event;
mod session;
mod sign_in;
mod sign_out;
mod sign_up;
mod store;
mod strength;
mod view;

pub use caller::Caller;
pub use create_account::{CreateAccountError, create_account};
use domain::time::Millis;
pub use http::routes;
pub use password::{HashError, Passwords};
pub use security_event::{Record as SecurityRecord, SecurityEvent};

use crate::platform::db::{DbError, Tx};

/// Deletes expired sessions, and failures of sign-ins so old that they no longer count. Answers how many
/// rows went.
///
/// # Errors
/// [`DbError`].
pub fn forget_expired(tx: &mut Tx<'_>, now: Millis) -> Result<usize, DbError> {
    Ok(store::forget_sessions(tx, now)? + store::forget_failures(tx, now, lockout::forgotten_before(now))?)
}
