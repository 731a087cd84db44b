//! Razorpay: orders, subscriptions, refunds (razorpay.com/docs/api, razorpay-node 2.9.8; read 2026-11).
//!
//! Only refunds take an idempotency key. Orders and subscriptions carry our name (`receipt`, `notes`), and after a lost
//! answer they are looked up by it before another one is made. A plan can neither be changed nor deleted. A
//! subscription whose mandate is UPI or a domestic card cannot change its plan: the server opens a new one instead.

pub mod checkout;
pub mod webhook;
mod wire;

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    subscription::{price::Interval, state::Event},
    time::{Millis, SECOND_MS},
};
use providers::http::{Answer, Client, Secret};
use reqwest::{
    Method, Url,
    header::{AUTHORIZATION, HeaderMap, HeaderValue},
};
use serde_json::{Value, json};

use crate::{
    DISPUTES_AT_ONCE, Error, WebhookRefused,
    facts::{
        Cancel, DisputeFacts, MethodFacts, NewPayment, NewPlan, NewRefund, NewSubscription, Opened,
        PaymentFacts, RefundFacts, SubscriptionFacts,
    },
    retry::{self, Repeat},
    signature,
};

/// Where notes keep our name.
pub(crate) const REFERENCE: &str = "marty_reference";

/// How Razorpay is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://api.razorpay.com/`, or a stand-in.
    pub base: Url,
    /// `rzp_live_…`: public, the customer's browser needs it.
    pub key_id: String,
    /// Its other half.
    pub key_secret: Secret,
    /// Secrets of webhooks: the present one, and earlier ones whose announcements are still on their way.
    pub webhook_secrets: Vec<Secret>,
}

/// The client. Clones share its connections.
#[derive(Clone)]
pub struct Razorpay {
    settings: Settings,
    client: Client,
    authorization: HeaderValue,
}

impl Razorpay {
    /// Prepares it; nothing is sent.
    ///
    /// # Errors
    /// A sentence when a key cannot be used, or announcements could not be told from forgeries.
    pub fn new(settings: Settings, client: Client) -> Result<Razorpay, String> {
        if settings.key_id.is_empty() || settings.key_secret.is_empty() {
            return Err("key_id and key_secret belong together".into());
        }
        if settings.webhook_secrets.is_empty() || settings.webhook_secrets.iter().any(Secret::is_empty) {
            return Err("webhook_secrets: without a secret anybody could announce a payment".into());
        }
        let pair = format!("{}:{}", settings.key_id, settings.key_secret.reveal());
        let authorization = Secret::new(&BASE64_STANDARD.encode(pair)).header("Basic")?;
        Ok(Razorpay { settings, client, authorization })
    }

    /// What the customer's browser opens the checkout with.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.settings.key_id
    }

    async fn send(
        &self,
        repeat: Repeat,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Result<Value, Error> {
        let url = self.settings.base.join(path).map_err(|error| Error::Malformed(error.to_string()))?;
        let build = || {
            let mut request = self.client.request(method.clone(), url.clone());
            request = request.header(AUTHORIZATION, self.authorization.clone());
            if let Some(key) = key {
                request = request.header("X-Refund-Idempotency", key);
            }
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        understand(&retry::call(&self.client, repeat, build).await?)
    }

    async fn get(&self, path: &str) -> Result<Value, Error> {
        self.send(Repeat::Safe, Method::GET, path, None, None).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Error> {
        self.send(Repeat::OnlyUnsent, Method::POST, path, Some(body), None).await
    }

    /// After a lost answer: what the lost try made, or a second try. Should the first appear after all, nobody can pay
    /// it, because nobody is shown it.
    async fn found_or_again(&self, found: Option<Value>, path: &str, body: &Value) -> Result<Value, Error> {
        match found {
            Some(made) => Ok(made),
            None => self.post(path, body).await,
        }
    }

    pub(crate) async fn open_payment(&self, new: &NewPayment) -> Result<Opened, Error> {
        let body = json!({
            "amount": new.amount.minor, "currency": new.amount.currency.id(), "receipt": new.reference,
            "notes": {REFERENCE: new.reference}, "payment": {"capture": "automatic", "capture_options": {
                "automatic_expiry_period": 4_320, "refund_speed": "normal"}},
        });
        let order = match self.post("v1/orders", &body).await {
            Err(Error::Unknown(_)) => {
                let list = self.get(&format!("v1/orders?receipt={}", new.reference)).await?;
                let found = items(&list).find(|order| order["receipt"] == *new.reference).cloned();
                self.found_or_again(found, "v1/orders", &body).await?
            }
            other => other?,
        };
        Ok(Opened { id: id(&order)?, url: None })
    }

    pub(crate) async fn make_plan(&self, new: &NewPlan) -> Result<String, Error> {
        let (period, interval) = match new.interval {
            Interval::Monthly => ("monthly", 1),
            Interval::Annual => ("yearly", 1),
        };
        let body = json!({
            "period": period, "interval": interval, "notes": {REFERENCE: new.reference},
            "item": {"name": new.name, "amount": new.price.minor, "currency": new.price.currency.id()},
        });
        id(&self.post("v1/plans", &body).await?)
    }

    pub(crate) async fn open_subscription(&self, new: &NewSubscription) -> Result<Opened, Error> {
        let mut body = json!({
            "plan_id": new.plan, "total_count": new.interval.cycles(), "quantity": 1, "customer_notify": 1,
            "notes": {REFERENCE: new.reference},
        });
        if let Some(at) = new.starts_at {
            body["start_at"] = json!(at.0.div_euclid(SECOND_MS));
        }
        if let Some((name, amount)) = &new.upfront {
            let item = json!({"name": name, "amount": amount.minor, "currency": amount.currency.id()});
            body["addons"] = json!([{ "item": item }]);
        }
        let subscription = match self.post("v1/subscriptions", &body).await {
            Err(Error::Unknown(_)) => {
                let list = self.get(&format!("v1/subscriptions?plan_id={}&count=100", new.plan)).await?;
                let ours = |one: &&Value| one["notes"].get(REFERENCE) == Some(&json!(new.reference));
                let found = items(&list).find(ours).cloned();
                self.found_or_again(found, "v1/subscriptions", &body).await?
            }
            other => other?,
        };
        Ok(Opened { id: id(&subscription)?, url: None })
    }

    pub(crate) async fn cancel(&self, subscription: &str, when: Cancel) -> Result<(), Error> {
        let body = json!({"cancel_at_cycle_end": when == Cancel::AtPeriodEnd});
        let path = format!("v1/subscriptions/{subscription}/cancel");
        match self.send(Repeat::Safe, Method::POST, &path, Some(&body), None).await {
            Ok(_) => Ok(()),
            // Razorpay refuses to cancel what has ended. What its sentence says may change; its status does not.
            Err(refused @ Error::Refused { .. }) => {
                let facts = self.subscription(subscription).await?;
                let ended = facts.event.is_some_and(|event| {
                    matches!(event, Event::Cancelled | Event::Completed | Event::Expired)
                });
                if ended { Ok(()) } else { Err(refused) }
            }
            Err(other) => Err(other),
        }
    }

    pub(crate) async fn pause(&self, subscription: &str) -> Result<(), Error> {
        let path = format!("v1/subscriptions/{subscription}/pause");
        let asked = self.post(&path, &json!({"pause_at": "now"})).await;
        self.rests(subscription, asked, Event::Paused).await
    }

    pub(crate) async fn resume(&self, subscription: &str) -> Result<(), Error> {
        let path = format!("v1/subscriptions/{subscription}/resume");
        let asked = self.post(&path, &json!({"resume_at": "now"})).await;
        self.rests(subscription, asked, Event::Resumed).await
    }

    /// Razorpay refuses to do what was done already, and an answer may be lost: how it stands counts.
    async fn rests(
        &self,
        subscription: &str,
        asked: Result<Value, Error>,
        wanted: Event,
    ) -> Result<(), Error> {
        let Err(failed @ (Error::Refused { .. } | Error::Unknown(_))) = asked else {
            return asked.map(|_| ());
        };
        match self.subscription(subscription).await?.event {
            Some(event) if event == wanted => Ok(()),
            _ => Err(failed),
        }
    }

    pub(crate) async fn subscription(&self, subscription: &str) -> Result<SubscriptionFacts, Error> {
        Ok(wire::subscription(&self.get(&format!("v1/subscriptions/{subscription}")).await?))
    }

    /// Invoices name the payment of each paid period.
    pub(crate) async fn charges(&self, subscription: &str) -> Result<Vec<PaymentFacts>, Error> {
        let list = self.get(&format!("v1/invoices?subscription_id={subscription}&count=100")).await?;
        let mut paid: Vec<PaymentFacts> = items(&list).filter_map(wire::paid_invoice).collect();
        // Razorpay's names begin with their time (their own digits, in order); it promises no order of a list.
        paid.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(paid)
    }

    /// The newest charge says what it was taken from; Razorpay shows no expiry.
    pub(crate) async fn method(&self, subscription: &str) -> Result<Option<MethodFacts>, Error> {
        let charges = self.charges(subscription).await?;
        let Some(newest) = charges.last() else { return Ok(None) };
        let payment = self.get(&format!("v1/payments/{}?expand[]=card", newest.id)).await?;
        Ok(wire::method(&payment))
    }

    pub(crate) async fn tries(&self, opened: &str) -> Result<Vec<PaymentFacts>, Error> {
        let list = self.get(&format!("v1/orders/{opened}/payments")).await?;
        Ok(items(&list).filter_map(wire::payment).collect())
    }

    pub(crate) async fn refund(&self, new: &NewRefund) -> Result<RefundFacts, Error> {
        let body =
            json!({"amount": new.amount.minor, "speed": "normal", "notes": {REFERENCE: new.reference}});
        let path = format!("v1/payments/{}/refund", new.payment);
        let key = Some(new.reference.as_str());
        let refund = self.send(Repeat::Safe, Method::POST, &path, Some(&body), key).await?;
        // What went back in all is told by the payment; without it the refund is done all the same.
        let payment = self.get(&format!("v1/payments/{}", new.payment)).await.ok();
        wire::refund(&refund, payment.as_ref())
            .ok_or_else(|| Error::Malformed("a refund without a payment".into()))
    }

    pub(crate) async fn dispute(&self, dispute: &str) -> Result<DisputeFacts, Error> {
        let found = self.get(&format!("v1/disputes/{dispute}")).await?;
        wire::dispute(&found).ok_or_else(|| Error::Malformed("a dispute without a payment".into()))
    }

    /// At most a hundred at once, ten where nothing is said (razorpay.com/docs/api/disputes/fetch-all, read 2026-11). No
    /// order is promised; its other lists begin with the newest.
    pub(crate) async fn disputes(&self, seen: &[DisputeFacts]) -> Result<Vec<DisputeFacts>, Error> {
        let list = self.get(&format!("v1/disputes?count={DISPUTES_AT_ONCE}&skip={}", seen.len())).await?;
        Ok(items(&list).filter_map(wire::dispute).collect())
    }

    pub(crate) fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        _now: Millis,
    ) -> Result<String, WebhookRefused> {
        webhook::verify(&self.settings.webhook_secrets, headers, body)
    }

    /// Whether the browser's proof that `payment` paid our `order` is Razorpay's.
    #[must_use]
    pub fn proves_payment(&self, order: &str, payment: &str, proof: &str) -> bool {
        let message = checkout::of_order(order, payment);
        signature::verifies(std::slice::from_ref(&self.settings.key_secret), message.as_bytes(), proof)
    }

    /// Whether the browser's proof that `payment` began our `subscription` is Razorpay's.
    #[must_use]
    pub fn proves_subscription(&self, subscription: &str, payment: &str, proof: &str) -> bool {
        let message = checkout::of_subscription(subscription, payment);
        signature::verifies(std::slice::from_ref(&self.settings.key_secret), message.as_bytes(), proof)
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list["items"].as_array().into_iter().flatten()
}

fn id(made: &Value) -> Result<String, Error> {
    crate::value::text(made, "id").ok_or_else(|| Error::Malformed("what was made has no name".into()))
}

/// The body of a good answer, or what a refusal says.
fn understand(answer: &Answer) -> Result<Value, Error> {
    let body: Result<Value, _> = serde_json::from_slice(&answer.body);
    if answer.status.is_success() {
        // The effect happened; what came of it has to be asked for.
        return body.map_err(|_| Error::Unknown("it is not JSON".into()));
    }
    if answer.status.as_u16() == 404 {
        return Err(Error::NotFound);
    }
    let body = body.unwrap_or_default();
    let said = |name: &str| crate::value::text(&body["error"], name).unwrap_or_default();
    match said("code").as_str() {
        "SERVER_ERROR" | "GATEWAY_ERROR" => Err(Error::Unknown(said("description"))),
        // A missing object is a bad request to Razorpay.
        "BAD_REQUEST_ERROR" if said("description").contains("does not exist") => Err(Error::NotFound),
        code => Err(Error::Refused { code: code.to_owned(), text: said("description") }),
    }
}
