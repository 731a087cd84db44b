//! Finds the plan that was kept with a price.

use domain::id::{QuoteId, WorkspaceId};

use super::{CheckError, store};
use crate::{
    app::App,
    planning::{KeptPlan, Situation},
    platform::db::Reader,
};

/// The kept plan of this question: that of `offer`, or without one the latest that is not older than an offer
/// lives. `None` leaves it to planning anew.
///
/// # Errors
/// [`CheckError::QuoteMismatch`] when the offer was made for another question, or the words mean something else
/// by now.
pub(super) async fn find(
    app: &App,
    workspace: WorkspaceId,
    name: &str,
    offer: Option<QuoteId>,
    situation: &Situation,
) -> Result<Option<KeptPlan>, CheckError> {
    let now = app.env.now();
    let look = |reader: &Reader<'_>| match offer {
        Some(id) => store::kept_with(reader, workspace, id, now),
        None => store::latest_kept(reader, workspace, name, now),
    };
    let Some((question, plan)) = app.db.read(look).await? else { return Ok(None) };
    let binds = question == name && plan.binds(situation);
    match offer {
        Some(_) if binds => Ok(Some(plan)),
        Some(_) => Err(CheckError::QuoteMismatch),
        // What the router planned in the model's place is asked again: the model may be back.
        None => Ok(Some(plan).filter(|plan| binds && plan.by_model)),
    }
}
