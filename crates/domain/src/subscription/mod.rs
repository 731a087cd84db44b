//! Subscriptions: what plans cost, what a subscription goes through, and what a change of plan costs, exactly.
//!
//! | file | what it decides |
//! |---|---|
//! | [`price`] | what plans and packs cost, as data |
//! | [`state`] | which status follows which event, and what the workspace is entitled to then |
//! | [`proration`] | what a change of plan costs today, and how many credits come with it |
//! | [`dunning`] | what is said and done while a charge keeps failing |
//! | [`campaign`] | coupons and campaigns: data with dates, and who may use them |
//! | [`trial`], [`referral`] | a plan before its first charge; credits for inviting a friend |
//!
//! A paid period follows India's calendar: what began on 31 January is due on 28 February and on 31 March again.

pub mod campaign;
pub mod dunning;
pub mod price;
pub mod proration;
pub mod referral;
pub mod state;
#[cfg(test)]
mod state_table;
pub mod trial;
