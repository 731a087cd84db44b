//! Offers as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::Friend;

/// A friend who came by the link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralView {
    /// `waiting` until the friend has paid, then `granted` or `refused`; `taken_back` where that payment was given back.
    pub status: String,
    /// Why nothing was given, for people.
    pub reason: Option<String>,
    /// Credits for either side.
    pub credits: i64,
    /// When the friend signed up, in UTC milliseconds.
    pub created_at: i64,
    /// When it was decided.
    pub decided_at: Option<i64>,
}

impl From<Friend> for ReferralView {
    fn from(one: Friend) -> ReferralView {
        ReferralView {
            reason: ReferralView::reason(one.reason.as_deref()),
            status: one.status,
            credits: one.credits,
            created_at: one.created_at.0,
            decided_at: one.decided_at.map(|at| at.0),
        }
    }
}

/// What inviting friends brings, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationsView {
    /// Whether inviting brings something at present.
    pub holds: bool,
    /// The code of the link.
    pub code: String,
    /// The link to send to friends: a path, where the server was not told its address.
    pub link: String,
    /// Credits for either side, once the friend has paid.
    pub credits: i64,
    /// Friends a month that credits are given for.
    pub per_month: i64,
    /// Friends of this month that credits were given for.
    pub this_month: i64,
    /// The newest friends.
    pub friends: Vec<ReferralView>,
}

/// An offer to somebody who leaves or has left.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    /// The code to take it with.
    pub code: String,
    /// What it is.
    pub title: String,
    /// Credits for staying; 0 where it is a lower price.
    pub credits: i64,
    /// Percents off the first periods; 0 where it is credits.
    pub percent_off: u32,
    /// Plans that it is for; none: all.
    pub plans: Vec<String>,
    /// The first day that it holds no more, in UTC milliseconds.
    pub until: i64,
}

/// What is offered to the caller.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OffersView {
    /// For staying, where a subscription could be cancelled; shown once.
    pub leaving: Option<OfferView>,
    /// For coming back, where the last plan ended a while ago.
    pub returning: Option<OfferView>,
}
