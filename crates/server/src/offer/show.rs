//! Offers to those who are about to leave or have left: each is shown once.

use domain::{
    id::WorkspaceId,
    ledger::{Actor, NewLot, lot::LotSource},
    money::Credits,
    subscription::campaign::{Audience, Campaign},
    time::{DAY_MS, Millis},
};

use super::store;
use crate::{
    app::App,
    auth::Caller,
    billing,
    ledger::{self, PostError},
    platform::db::{DbError, Reader, Tx},
};

/// How long an offer that was shown can be taken.
const TAKEABLE_MS: i64 = 14 * DAY_MS;

/// Whether an offer was shown to a workspace lately enough to be taken.
///
/// # Errors
/// [`DbError`].
pub fn was_shown(reader: &Reader<'_>, workspace: WorkspaceId, code: &str) -> Result<bool, DbError> {
    Ok(store::showing(reader, workspace, code)?.is_some())
}

/// The offer for a workspace that leaves or has left, if there is one for it: one that holds, was not shown before or
/// still can be taken, and was not taken.
pub(super) fn find<'a>(
    reader: &Reader<'_>,
    app: &'a App,
    workspace: WorkspaceId,
    audience: Audience,
    now: Millis,
) -> Result<Option<&'a Campaign>, DbError> {
    let fits = |campaign: &&Campaign| campaign.audience == audience && campaign.holds(now).is_ok();
    for campaign in app.config.billing.campaigns.iter().filter(fits) {
        let concerned = match audience {
            Audience::Everybody => false,
            Audience::Leaving => billing::is_subscribed(reader, workspace)?,
            Audience::Returning => billing::left_at(reader, workspace)?
                .is_some_and(|left| now.since_ms(left) >= campaign.after_days * DAY_MS),
        };
        let showing = store::showing(reader, workspace, &campaign.code)?;
        let open = showing.is_none_or(|showing| {
            showing.taken_at.is_none()
                && audience == Audience::Returning
                && now.since_ms(showing.shown_at) < TAKEABLE_MS
        });
        let left = campaign.uses_max == 0 || store::taken(reader, &campaign.code)? < campaign.uses_max;
        if concerned && open && left {
            return Ok(Some(campaign));
        }
    }
    Ok(None)
}

/// Marks an offer as shown. A second time changes nothing.
pub(super) fn show(tx: &mut Tx<'_>, workspace: WorkspaceId, code: &str, now: Millis) -> Result<(), DbError> {
    store::show(tx, workspace, code, now)
}

/// Takes what is given for staying: credits, once, where the offer was shown and the subscription still goes on. Says
/// how many, or nothing where there is no such offer for this workspace.
pub(super) fn stay(
    tx: &mut Tx<'_>,
    app: &App,
    caller: Caller,
    code: &str,
    now: Millis,
) -> Result<Option<i64>, DbError> {
    let workspace = caller.workspace_id;
    let campaigns = &app.config.billing.campaigns;
    let campaign = campaigns.iter().find(|one| one.audience == Audience::Leaving && one.code == code);
    let Some(campaign) = campaign.filter(|campaign| campaign.holds(now).is_ok()) else { return Ok(None) };
    let shown = store::showing(tx, workspace, code)?;
    let open = shown.is_some_and(|one| one.taken_at.is_none() && now.since_ms(one.shown_at) < TAKEABLE_MS);
    let left = campaign.uses_max == 0 || store::taken(tx, code)? < campaign.uses_max;
    if !open || !left || !billing::is_subscribed(tx, workspace)? {
        return Ok(None);
    }
    store::take(tx, workspace, code, now)?;
    let lot = NewLot {
        source: LotSource::Bonus,
        credits: Credits(campaign.credits),
        expires_at: None,
        cause: format!("stay:{workspace}:{code}"),
        reason: campaign.title.clone(),
    };
    let granted = ledger::grant_lot(tx, workspace, &lot, Actor::User(caller.user_id), now);
    granted.map_err(|error| match error {
        PostError::Db(error) => error,
        PostError::Rule(rule) => DbError::Engine(format!("the ledger refuses a gift: {rule}")),
    })?;
    Ok(Some(campaign.credits))
}
