//! Letters by e-mail: receipts with their invoice, and what is said while a charge keeps failing.
//!
//! Owns `mails`, the outbox. A letter is written down in the transaction that makes it true ([`write`]), by its cause
//! once; after that it is put into words, its invoice drawn, and handed to the mail server ([`send`]). What the server
//! does not take now is tried again, longer apart each time; what it refuses is given up. A process that dies between
//! the server's yes and its mark sends the letter again with the same Message-ID: better twice than never.
//!
//! Without `[mail]` nothing is written down. The row holds what the letter tells and who it is to, never an address:
//! that is looked up when it is sent.

mod compose;
mod send;
mod store;

use domain::{id::UserId, time::Millis};
pub use send::{send_due, watch};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    platform::db::{DbError, Tx},
};

/// What a letter tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// A payment came; its invoice is attached.
    Receipt {
        /// `pmt_…`
        payment: String,
        /// What for.
        description: String,
        /// How much, for people.
        amount: String,
        /// Credits that came with it.
        credits: i64,
    },
    /// A charge failed and is tried again.
    ChargeFailed {
        /// `sbn_…`
        subscription: String,
        /// The plan's name.
        plan: String,
        /// How much, for people.
        amount: String,
        /// Whole days until the plan ends.
        days_left: i64,
    },
    /// Every try failed.
    PlanEnded {
        /// `sbn_…`
        subscription: String,
        /// The plan's name.
        plan: String,
        /// How much, for people.
        amount: String,
    },
}

/// Writes a letter down, to be sent after the transaction. The same cause again writes nothing, and so does an
/// installation without a mail server.
///
/// # Errors
/// [`DbError`].
pub fn write(
    tx: &mut Tx<'_>,
    app: &App,
    cause: &str,
    to: UserId,
    letter: &Letter,
    now: Millis,
) -> Result<(), DbError> {
    if app.mailer.is_none() {
        return Ok(());
    }
    store::insert(tx, cause, to, letter, now)
}
