//! The SQL of billing.

mod disputes;
mod dunning;
mod payments;
mod subscriptions;
mod webhooks;

pub(super) use disputes::*;
pub(super) use dunning::*;
pub(super) use payments::*;
pub(super) use subscriptions::*;
pub(super) use webhooks::*;

use domain::{id::WorkspaceId, payment::Gateway, time::Millis};

use super::profile::Profile;
use crate::{
    params,
    platform::db::{DbError, Reader, Tx},
};

const PROFILE: &str = "SELECT name, address, city, postal_code, country, state_code, gstin FROM billing_profiles \
     WHERE workspace_id = $1";
const KEEP_PROFILE: &str = "INSERT INTO billing_profiles \
     (workspace_id, name, address, city, postal_code, country, state_code, gstin, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id) DO UPDATE SET name = $2, address = $3, \
     city = $4, postal_code = $5, country = $6, state_code = $7, gstin = $8, updated_at = $9";
const PLAN: &str = "SELECT gateway_plan_id FROM gateway_plans WHERE gateway = $1 AND reference = $2";
const KEEP_PLAN: &str = "INSERT INTO gateway_plans (gateway, reference, gateway_plan_id, created_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (gateway, reference) DO NOTHING";

pub(super) fn profile(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Profile>, DbError> {
    reader.query_opt(PROFILE, params![workspace], |row| {
        Ok(Profile {
            name: row.get(0)?,
            address: row.get(1)?,
            city: row.get(2)?,
            postal_code: row.get(3)?,
            country: row.get(4)?,
            state_code: row.get(5)?,
            gstin: row.get(6)?,
        })
    })
}

pub(super) fn keep_profile(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    profile: &Profile,
    now: Millis,
) -> Result<(), DbError> {
    let (state, gstin) = (profile.state_code.as_deref(), profile.gstin.as_deref());
    let values = params![
        workspace,
        &profile.name,
        &profile.address,
        &profile.city,
        &profile.postal_code,
        &profile.country,
        state,
        gstin,
        now
    ];
    tx.execute(KEEP_PROFILE, values).map(|_| ())
}

/// The gateway's name for a plan of ours, where it has one.
pub(super) fn gateway_plan(
    reader: &Reader<'_>,
    gateway: Gateway,
    reference: &str,
) -> Result<Option<String>, DbError> {
    reader.query_opt(PLAN, params![gateway.id(), reference], |row| row.get(0))
}

/// Keeps the first name that a plan was given.
pub(super) fn keep_gateway_plan(
    tx: &mut Tx<'_>,
    gateway: Gateway,
    reference: &str,
    id: &str,
    now: Millis,
) -> Result<(), DbError> {
    tx.execute(KEEP_PLAN, params![gateway.id(), reference, id, now]).map(|_| ())
}

/// A column that holds a name of ours.
fn named<T>(column: usize, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    parse(text).ok_or(DbError::Column { column, expected: "a name of ours" })
}

/// The same where there may be none.
fn maybe_named<T>(
    column: usize,
    text: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, DbError> {
    text.map(|text| named(column, &text, parse)).transpose()
}
