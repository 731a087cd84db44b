//! Notices: what a workspace is told that is about no single run. Credits for a friend, a charge that failed, a budget
//! that is nearly used.
//!
//! Owns `notices`. Whoever has something to tell calls [`post`] in the transaction that makes it true, with a cause that
//! says it once; the event goes out with that transaction, and the notice stays until somebody has seen it. A notice is
//! words: what happened, what it means for credits and money, and where something can be done.

mod http;
mod store;
mod view;

use domain::{id::WorkspaceId, time::Millis};
pub use http::routes;
pub use view::NoticeView;

use crate::platform::{
    db::{DbError, Reader, Tx},
    events::{self, EventKind},
};

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something was given or went well.
    Ok,
    /// Something is to be done.
    Bad,
}

impl Tone {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Tone::Info => "info",
            Tone::Ok => "ok",
            Tone::Bad => "bad",
        }
    }
}

/// Something to tell.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// What makes it once: `referral:wsp_…`, `budget:2026-11-01:`.
    pub cause: String,
    /// What it is about, for programs: `referral`, `dunning`, `budget`, `trial`, `offer`.
    pub kind: &'static str,
    /// How it is meant.
    pub tone: Tone,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what can be done.
    pub detail: String,
    /// A path of the web app where that is done.
    pub link: Option<&'static str>,
}

/// Tells it. The same cause again tells nothing; says whether this was the time.
///
/// # Errors
/// [`DbError`].
pub fn post(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    notice: &NewNotice,
    now: Millis,
) -> Result<bool, DbError> {
    let Some(sequence) = store::insert(tx, workspace, notice, now)? else { return Ok(false) };
    events::announce(tx, workspace, EventKind::NoticePosted, sequence, now);
    Ok(true)
}

/// The notice of this number, for the live stream.
///
/// # Errors
/// [`DbError`].
pub fn view(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    sequence: i64,
) -> Result<Option<NoticeView>, DbError> {
    store::find(reader, workspace, sequence)
}
