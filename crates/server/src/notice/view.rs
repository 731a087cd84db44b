//! Notices as JSON.

use serde::Serialize;
use utoipa::ToSchema;

/// Something that a workspace was told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Counts the notices of the workspace.
    pub id: i64,
    /// What it is about: `referral`, `dunning`, `budget`, `trial` or `offer`.
    pub kind: String,
    /// How it is meant: `info`, `ok`, or `bad` where something is to be done.
    pub tone: String,
    /// What happened.
    pub title: String,
    /// What it means and what can be done.
    pub detail: String,
    /// A path of the web app where that is done.
    pub link: Option<String>,
    /// When, in UTC milliseconds.
    pub created_at: i64,
    /// When somebody had seen it.
    pub seen_at: Option<i64>,
}
