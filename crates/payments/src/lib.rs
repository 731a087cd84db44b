//! Razorpay and Stripe on the wire: what is asked of them, what they announce, and how both are believed.
//!
//! Knows no database and no credits. What the two call by different names comes out of here in the words of
//! [`facts`], so that the server has one path for both. Amounts are whole paise and cents.
//!
//! | module | what it does |
//! |---|---|
//! | [`facts`] | payments, subscriptions, refunds, disputes and announcements in one vocabulary |
//! | [`signature`] | HMAC over raw bytes, in constant time, with several secrets |
//! | [`razorpay`], [`stripe`] | the wire of each |
//! | [`error`] | what a failed call means: surely nothing, nobody knows, or refused |
//!
//! A call that is safe to repeat is repeated here, three times at most; one that is not is looked up by the name we
//! gave it before it is made again. So a lost answer never makes a second order that somebody could pay.

pub mod error;
pub mod facts;
pub mod razorpay;
mod retry;
pub mod signature;
pub mod stripe;
mod value;

use domain::{payment, time::Millis};
use reqwest::header::HeaderMap;

pub use error::{Error, WebhookRefused};
use facts::{
    Announcement, Cancel, DisputeFacts, MethodFacts, NewPayment, NewPlan, NewRefund, NewSubscription, Opened,
    PaymentFacts, RefundFacts, SubscriptionFacts,
};

/// Bytes of an announcement that are read; both vendors send far less.
pub const WEBHOOK_BYTES_MAX: usize = 256 * 1024;
/// Disputes that a gateway tells at once: the most that both allow.
pub const DISPUTES_AT_ONCE: usize = 100;
/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;

/// One of the two.
#[derive(Clone)]
pub enum Gateway {
    /// razorpay.com.
    Razorpay(razorpay::Razorpay),
    /// stripe.com.
    Stripe(stripe::Stripe),
}

macro_rules! both {
    ($self:ident, $gateway:ident => $call:expr) => {
        match $self {
            Gateway::Razorpay($gateway) => $call,
            Gateway::Stripe($gateway) => $call,
        }
    };
}

impl Gateway {
    /// Which one.
    #[must_use]
    pub fn id(&self) -> payment::Gateway {
        match self {
            Gateway::Razorpay(_) => payment::Gateway::Razorpay,
            Gateway::Stripe(_) => payment::Gateway::Stripe,
        }
    }

    /// Opens something that can be paid once. Called again with the same reference, it answers what was opened.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn open_payment(&self, new: &NewPayment) -> Result<Opened, Error> {
        both!(self, gateway => gateway.open_payment(new).await)
    }

    /// Makes a plan that subscriptions can follow, and answers the gateway's name for it. Plans cannot be changed; one
    /// that was made twice because an answer was lost is never used.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn make_plan(&self, new: &NewPlan) -> Result<String, Error> {
        both!(self, gateway => gateway.make_plan(new).await)
    }

    /// Opens a subscription that the customer has to agree to.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn open_subscription(&self, new: &NewSubscription, now: Millis) -> Result<Opened, Error> {
        match self {
            Gateway::Razorpay(gateway) => gateway.open_subscription(new).await,
            Gateway::Stripe(gateway) => gateway.open_subscription(new, now).await,
        }
    }

    /// Whether a subscription can be put on another plan without the customer's agreement. No mandate in India can.
    #[must_use]
    pub fn changes_plans(&self) -> bool {
        matches!(self, Gateway::Stripe(_))
    }

    /// Puts a subscription on another plan from its next period on. Doing it twice is doing it once.
    ///
    /// # Errors
    /// [`Error`]; refused where [`Gateway::changes_plans`] says no.
    pub async fn change_plan(&self, subscription: &str, plan: &str) -> Result<(), Error> {
        match self {
            Gateway::Stripe(gateway) => gateway.change_price(subscription, plan).await,
            Gateway::Razorpay(_) => Err(Error::Refused {
                code: "mandate".into(),
                text: "a mandate cannot be put on another plan".into(),
            }),
        }
    }

    /// A page of the gateway's where the customer of a subscription changes how it is paid; it works for minutes. Nothing
    /// where the gateway has none: there a new mandate is agreed to.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn portal(&self, subscription: &str, return_url: &str) -> Result<Option<String>, Error> {
        match self {
            Gateway::Stripe(gateway) => gateway.portal(subscription, return_url).await.map(Some),
            Gateway::Razorpay(_) => Ok(None),
        }
    }

    /// What a subscription is charged on; nothing before it was charged.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn method(&self, subscription: &str) -> Result<Option<MethodFacts>, Error> {
        both!(self, gateway => gateway.method(subscription).await)
    }

    /// Stops charging. Cancelling what has ended already is no error.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn cancel(&self, subscription: &str, when: Cancel) -> Result<(), Error> {
        both!(self, gateway => gateway.cancel(subscription, when).await)
    }

    /// Stops charging for a while.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn pause(&self, subscription: &str) -> Result<(), Error> {
        both!(self, gateway => gateway.pause(subscription).await)
    }

    /// Goes on charging.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn resume(&self, subscription: &str) -> Result<(), Error> {
        both!(self, gateway => gateway.resume(subscription).await)
    }

    /// How a subscription stands.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn subscription(&self, subscription: &str) -> Result<SubscriptionFacts, Error> {
        both!(self, gateway => gateway.subscription(subscription).await)
    }

    /// Every charge of a subscription that went through, the oldest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn charges(&self, subscription: &str) -> Result<Vec<PaymentFacts>, Error> {
        both!(self, gateway => gateway.charges(subscription).await)
    }

    /// The tries to pay what was opened, under the name that [`Opened`] told.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn tries(&self, opened: &str) -> Result<Vec<PaymentFacts>, Error> {
        both!(self, gateway => gateway.tries(opened).await)
    }

    /// Gives money back. The same key with the same amount gives it back once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn refund(&self, new: &NewRefund) -> Result<RefundFacts, Error> {
        both!(self, gateway => gateway.refund(new).await)
    }

    /// How a dispute stands.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn dispute(&self, dispute: &str) -> Result<DisputeFacts, Error> {
        both!(self, gateway => gateway.dispute(dispute).await)
    }

    /// Disputes of the whole account, the newest first: those behind the ones in `seen`, at most
    /// [`DISPUTES_AT_ONCE`]; fewer are the last.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn disputes(&self, seen: &[DisputeFacts]) -> Result<Vec<DisputeFacts>, Error> {
        both!(self, gateway => gateway.disputes(seen).await)
    }

    /// Whether an announcement is the gateway's: over the raw bytes, before anything of it is read. Answers the name
    /// that is the same for every copy of it.
    ///
    /// # Errors
    /// [`WebhookRefused`].
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], now: Millis) -> Result<String, WebhookRefused> {
        both!(self, gateway => gateway.verify(headers, body, now))
    }
}

/// Reads an announcement whose signature was verified when it came; also long after, to handle it anew.
///
/// # Errors
/// A sentence when it is not what the gateway sends.
pub fn read(gateway: payment::Gateway, body: &[u8]) -> Result<Announcement, String> {
    match gateway {
        payment::Gateway::Razorpay => razorpay::webhook::read(body),
        payment::Gateway::Stripe => stripe::webhook::read(body),
    }
}
