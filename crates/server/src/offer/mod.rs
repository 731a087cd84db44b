//! Offers: friends who are invited, trials, and what is offered to those who leave or have left.
//!
//! Owns `referral_codes`, `referrals`, `trials` and `offer_showings`. What an offer is and when it holds is data with
//! dates in the settings (`domain::subscription::{campaign, trial, referral}`); what something costs with a coupon is
//! [`crate::billing`]'s. Here is who has had what: a friend brings credits once, a person has one trial, an offer to
//! those who leave is shown once. E-mail addresses, network addresses and what is paid with are compared as hashes.
//!
//! | file | what it does |
//! |---|---|
//! | [`referral`] | invites, and gives credits to both when the friend has paid |
//! | [`trial`] | one trial for a person and for a way to pay |
//! | [`show`] | offers for staying and for coming back |

mod http;
mod referral;
mod show;
mod store;
mod trial;
mod view;

pub use http::routes;
pub use referral::{Invited, address_key, first_paid, invited, payment_refunded};
pub use show::was_shown;
pub use trial::{TrialRefused, begin_trial, check_trial};

use sha2::{Digest, Sha256};

use crate::platform::hex;

/// A hash of something that is only compared.
fn key(what: &str, text: &str) -> String {
    hex(&Sha256::digest(format!("{what}:{text}").as_bytes()))
}
