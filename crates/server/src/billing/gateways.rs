//! Which gateway takes a new payment: by currency, and by who answers.
//!
//! A payment or subscription that has begun stays where it is. Something new goes to the first gateway of its
//! currency's order that is set up and whose breaker is closed; where that one has trouble of its own, the next is
//! tried. What may have been opened at the first is harmless: nobody is shown it, so nobody can pay it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{
    payment::{self, Currency},
    time::{HOUR_MS, Millis},
};
use parking_lot::Mutex;
use payments::{Gateway, facts::Opened, razorpay, stripe};
use providers::{
    breaker::{Breaker, Outcome, Settings as BreakerSettings},
    http::{Client, Settings as HttpSettings},
};

use super::open::{self, New};
use crate::{
    app::{App, StartError},
    config::Config,
};

/// How long a gateway may take for one call: somebody waits for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(8);

struct Entry {
    gateway: Gateway,
    breaker: Mutex<Breaker>,
    /// When it was last asked for its disputes, in milliseconds; by each process for itself.
    disputes_asked: AtomicI64,
}

/// The gateways that are set up. Clones share them.
#[derive(Clone, Default)]
pub struct Gateways {
    entries: Arc<Vec<Entry>>,
}

impl Gateways {
    /// Prepares those that have keys; nothing is sent.
    ///
    /// # Errors
    /// [`StartError`] with the setting that is wrong.
    pub fn start(config: &Config) -> Result<Gateways, StartError> {
        let settings = HttpSettings { call_timeout: CALL_TIMEOUT, ..HttpSettings::default() };
        let mut entries = Vec::new();
        let mut add = |gateway| {
            entries.push(Entry {
                gateway,
                breaker: Mutex::new(Breaker::new(BreakerSettings::default())),
                disputes_asked: AtomicI64::new(0),
            });
        };
        let wrong = |name: &str, error: &dyn std::fmt::Display| StartError(format!("{name}: {error}"));
        if !config.razorpay.key_id.is_empty() {
            let own = &config.razorpay;
            let base = own.api_url.parse().map_err(|error| wrong("razorpay.api_url", &error))?;
            let settings_own = razorpay::Settings {
                base,
                key_id: own.key_id.clone(),
                key_secret: own.key_secret.clone(),
                webhook_secrets: own.webhook_secrets.clone(),
            };
            let client = Client::new(settings).map_err(|error| wrong("razorpay", &error))?;
            let made =
                razorpay::Razorpay::new(settings_own, client).map_err(|error| wrong("razorpay", &error))?;
            add(Gateway::Razorpay(made));
        }
        if !config.stripe.secret_key.is_empty() {
            let own = &config.stripe;
            let base = own.api_url.parse().map_err(|error| wrong("stripe.api_url", &error))?;
            let settings_own = stripe::Settings {
                base,
                secret_key: own.secret_key.clone(),
                webhook_secrets: own.webhook_secrets.clone(),
            };
            let client = Client::new(settings).map_err(|error| wrong("stripe", &error))?;
            let made = stripe::Stripe::new(settings_own, client).map_err(|error| wrong("stripe", &error))?;
            add(Gateway::Stripe(made));
        }
        Ok(Gateways { entries: Arc::new(entries) })
    }

    /// Whether anything can be bought here.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The one of this name, where it is set up.
    #[must_use]
    pub fn get(&self, id: payment::Gateway) -> Option<&Gateway> {
        self.entries.iter().map(|entry| &entry.gateway).find(|gateway| gateway.id() == id)
    }

    /// The gateways whose disputes were not asked for within the hour; they count as asked from now on.
    pub(super) fn due_for_disputes(&self, now: Millis) -> Vec<&Gateway> {
        let due = |entry: &&Entry| {
            let asked = &entry.disputes_asked;
            let due = asked.load(Ordering::Relaxed) <= now.plus_ms(-HOUR_MS).0;
            if due {
                asked.store(now.0, Ordering::Relaxed);
            }
            due
        };
        self.entries.iter().filter(due).map(|entry| &entry.gateway).collect()
    }

    /// Asks the gateways for something new, in the order of the currency, until one gives it.
    ///
    /// # Errors
    /// The last gateway's error; `None` where none is set up.
    pub(super) async fn open(
        &self,
        app: &App,
        currency: Currency,
        new: &New,
    ) -> Result<(payment::Gateway, Opened), Option<payments::Error>> {
        let mut last = None;
        // Where every breaker is open, they are asked all the same: a customer waits.
        for anyway in [false, true] {
            for id in payment::Gateway::order(currency) {
                let Some(entry) = self.entries.iter().find(|entry| entry.gateway.id() == id) else {
                    continue;
                };
                let permit = entry.breaker.lock().allow(app.env.now());
                if permit.is_err() && !anyway {
                    continue;
                }
                let asked = open::ask(app, &entry.gateway, new).await;
                if let Ok(permit) = permit {
                    let failed = asked.as_ref().err().is_some_and(payments::Error::is_its_own);
                    let outcome = if failed { Outcome::Failure } else { Outcome::Success };
                    entry.breaker.lock().record(permit, outcome, app.env.now());
                }
                match asked {
                    Ok(opened) => return Ok((id, opened)),
                    Err(error) if error.is_its_own() => {
                        tracing::warn!(gateway = id.id(), %error, "a gateway did not open something new");
                        last = Some(error);
                    }
                    Err(error) => return Err(Some(error)),
                }
            }
            if last.is_some() {
                break;
            }
        }
        Err(last)
    }
}
