//! Keys as JSON. Nothing here could be used as a key.

use domain::id::WorkspaceId;
use providers::Checked;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Owner, store};
use crate::{app::App, platform::db::DbError};

/// A key that was added while the product ran. Tells nothing that could be used.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddedKeyView {
    /// `pky_…`
    pub id: String,
    /// e.g. `fal`.
    pub provider: String,
    /// Its name: the start of its hash.
    pub fingerprint: String,
    /// Its last four characters; empty where it is too short to tell any.
    pub last_four: String,
    /// Whether it takes new work.
    pub switched_on: bool,
    /// Whether what was saved was changed since, so that it cannot be used: remove it and add it again.
    pub unreadable: bool,
    /// Whether it failed too often in this process and is left alone for a while.
    pub left_alone: bool,
    /// When it was added, in UTC milliseconds.
    pub created_at: i64,
}

/// A provider with the keys that a workspace brought for it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnKeysView {
    /// e.g. `fal`.
    provider: String,
    /// The workspace's keys.
    keys: Vec<AddedKeyView>,
    /// What a step with one of them costs, in whole credits.
    fee_credits: i64,
}

/// What a provider said about a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyCheckView {
    /// Whether it takes the key; null where it cannot be asked without cost.
    works: Option<bool>,
    /// What it said, in a sentence.
    sentence: String,
}

impl From<Checked> for KeyCheckView {
    fn from(checked: Checked) -> Self {
        match checked {
            Checked::Works(asked) => {
                KeyCheckView { works: Some(true), sentence: format!("It works: {asked}.") }
            }
            Checked::Fails(fault) => KeyCheckView { works: Some(false), sentence: fault.message },
            Checked::NotAsked(reason) => KeyCheckView { works: None, sentence: reason },
        }
    }
}

/// The keys of this owner that were added, oldest first.
///
/// # Errors
/// [`DbError`].
pub async fn added(app: &App, owner: Owner) -> Result<Vec<AddedKeyView>, DbError> {
    let text = owner.text();
    let rows = app.db.read(|reader| store::of(reader, &text)).await?;
    let now = app.env.now();
    let view = |row: store::KeyRow| {
        let live = app.providers.get(&row.provider).map(|provider| match owner {
            Owner::Installation => provider.keys(),
            Owner::Workspace(_) => provider.keys_of(&text, now),
        });
        let live = live.unwrap_or_default().into_iter().find(|key| key.fingerprint == row.fingerprint);
        let open = |key: providers::KeyView| key.breaker.state != providers::breaker::StateName::Closed;
        let id = row.id.to_string();
        AddedKeyView {
            unreadable: app.keys.is_unreadable(&id),
            id,
            provider: row.provider,
            fingerprint: row.fingerprint,
            last_four: row.last_four,
            switched_on: !row.switched_off,
            left_alone: live.is_some_and(open),
            created_at: row.created_at.0,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Every provider that takes keys, with those of a workspace.
pub(super) async fn own(app: &App, workspace: WorkspaceId) -> Result<Vec<OwnKeysView>, DbError> {
    let keys = added(app, Owner::Workspace(workspace)).await?;
    let fee_credits = app.config.pricing.own_key_fee_credits;
    let of = |name: &str| keys.iter().filter(|key| key.provider == name).cloned().collect();
    let takes = app.providers.iter().filter(|(_, provider)| provider.takes_keys());
    Ok(takes
        .map(|(name, _)| OwnKeysView { provider: name.to_owned(), keys: of(name), fee_credits })
        .collect())
}
