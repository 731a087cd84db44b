//! What happened to an account's security, as rows: never an address, a password or a token.

use domain::{
    id::{SecurityEventId, UserId},
    time::Millis,
};

use super::store;
use crate::{
    env::Env,
    platform::db::{DbError, Tx},
};

/// A security-relevant happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// An account was made.
    SignUp,
    /// A session was opened.
    SignIn,
    /// A wrong password, or an account that does not exist.
    SignInFailed,
    /// The failures reached the limit.
    LockedOut,
    /// A session was closed by its owner.
    SignOut,
    /// Somebody spoke for a workflow without its token.
    CallbackRefused,
    /// Somebody spoke for a provider without its signature.
    WebhookRefused,
    /// An administrator decided what came of a submit.
    StepResolved,
    /// A browser proved a payment with a proof that is not the gateway's.
    PaymentUnproven,
    /// An administrator had an announcement handled once more.
    WebhookReplayed,
    /// An administrator paused or resumed a provider.
    ProviderSwitched,
    /// An administrator gave or took credits, or asked for it, or decided about another's wish.
    CreditsAdjusted,
    /// The audit found that credits were made or lost.
    LedgerDrift,
    /// A key of a provider was added.
    ProviderKeyAdded,
    /// A key of a provider was switched on or off.
    ProviderKeySwitched,
    /// A key of a provider was removed.
    ProviderKeyRemoved,
}

impl SecurityEvent {
    fn id(self) -> &'static str {
        match self {
            SecurityEvent::SignUp => "sign_up",
            SecurityEvent::SignIn => "sign_in",
            SecurityEvent::SignInFailed => "sign_in_failed",
            SecurityEvent::LockedOut => "locked_out",
            SecurityEvent::SignOut => "sign_out",
            SecurityEvent::CallbackRefused => "callback_refused",
            SecurityEvent::WebhookRefused => "webhook_refused",
            SecurityEvent::PaymentUnproven => "payment_unproven",
            SecurityEvent::WebhookReplayed => "webhook_replayed",
            SecurityEvent::StepResolved => "step_resolved",
            SecurityEvent::ProviderSwitched => "provider_switched",
            SecurityEvent::CreditsAdjusted => "credits_adjusted",
            SecurityEvent::LedgerDrift => "ledger_drift",
            SecurityEvent::ProviderKeyAdded => "provider_key_added",
            SecurityEvent::ProviderKeySwitched => "provider_key_switched",
            SecurityEvent::ProviderKeyRemoved => "provider_key_removed",
        }
    }
}

/// An event with the identifier its row will have, drawn before the transaction.
#[derive(Clone, Copy)]
pub struct Record {
    id: SecurityEventId,
    event: SecurityEvent,
    user: Option<UserId>,
}

impl Record {
    /// `user` is none when nobody has the account that was tried.
    #[must_use]
    pub fn new(env: &Env, event: SecurityEvent, user: Option<UserId>) -> Record {
        Record { id: env.new_id(), event, user }
    }

    /// Writes it. `detail` never holds a secret.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn write(self, tx: &mut Tx<'_>, detail: &str, now: Millis) -> Result<(), DbError> {
        store::insert_security_event(tx, self.id, self.user, self.event.id(), detail, now)
    }
}
