//! One trial for a person and for a way to pay.

use domain::{subscription::trial::person, time::Millis};

use super::{key, store};
use crate::{
    account,
    auth::Caller,
    billing::Subscription,
    platform::db::{DbError, Reader, Tx},
};

/// Why there is no trial; the sentence is for the person.
#[derive(Debug, thiserror::Error)]
pub enum TrialRefused {
    /// This plan is not tried at present.
    #[error("There is no trial of this plan at present. Nothing was charged.")]
    None,
    /// They had one.
    #[error("You have had a trial. You can subscribe without one; nothing was charged.")]
    Had,
    /// One of both.
    #[error("A trial and a code do not go together: use the code now, or try the plan first.")]
    WithCoupon,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Looks whether the caller may have a trial, before anything is agreed to.
///
/// # Errors
/// [`TrialRefused::Had`].
pub fn check_trial(reader: &Reader<'_>, caller: Caller) -> Result<(), TrialRefused> {
    let user = account::user(reader, &caller.user_id)?.ok_or(DbError::NoRow)?;
    let person = key("person", &person(&user.email));
    match store::trial_of_person(reader, &person)? {
        true => Err(TrialRefused::Had),
        false => Ok(()),
    }
}

/// Writes down that a trial begins. Nothing is written, and the answer is no, where this person or what they pay with
/// had one; the same subscription again is a yes.
///
/// # Errors
/// [`DbError`].
pub fn begin_trial(
    tx: &mut Tx<'_>,
    one: &Subscription,
    payer_key: Option<&str>,
    now: Millis,
) -> Result<bool, DbError> {
    let user = account::user(tx, &one.user)?.ok_or(DbError::NoRow)?;
    let person = key("person", &person(&user.email));
    if store::trial_of_person(tx, &person)? {
        return Ok(false);
    }
    if let Some(payer) = payer_key
        && store::trial_of_payer(tx, payer)?
    {
        return Ok(false);
    }
    store::insert_trial(tx, one, &person, payer_key, now)?;
    Ok(true)
}
