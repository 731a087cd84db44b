//! Stripe: Checkout, subscriptions, the customer portal, refunds (API 2026-10-28.endive, stripe-node 23.1.0; read
//! 2026-11).
//!
//! Bodies are forms, answers JSON. Every call that makes something carries an idempotency key made of our own name for
//! it, so a crash and a restart send the same key. What is opened is a page of Stripe's: the session's name is ours to
//! ask about, the subscription's comes once the page was finished.

mod form;
pub mod webhook;
mod wire;

use domain::{
    subscription::price::Interval,
    time::{Millis, SECOND_MS},
};
use providers::http::{Answer, Client, Secret};
use reqwest::{
    Method, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde_json::Value;

use self::form::Form;
use crate::{
    Error, WebhookRefused,
    facts::{
        Cancel, NewPayment, NewPlan, NewRefund, NewSubscription, Opened, PaymentFacts, RefundFacts,
        SubscriptionFacts,
    },
    retry::{self, Repeat},
    value::text,
};

/// The version of the API whose shapes are read here.
pub const API_VERSION: &str = "2026-10-28.endive";
/// Where metadata keeps our name.
pub(crate) const REFERENCE: &str = "marty_reference";

/// How Stripe is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `https://api.stripe.com/`, or a stand-in.
    pub base: Url,
    /// `sk_live_…` or a restricted key.
    pub secret_key: Secret,
    /// Secrets of the webhook endpoint, the present one and earlier ones.
    pub webhook_secrets: Vec<Secret>,
}

/// The client. Clones share its connections.
#[derive(Clone)]
pub struct Stripe {
    settings: Settings,
    client: Client,
    authorization: HeaderValue,
}

impl Stripe {
    /// Prepares it; nothing is sent.
    ///
    /// # Errors
    /// A sentence when a key cannot be used, or announcements could not be told from forgeries.
    pub fn new(settings: Settings, client: Client) -> Result<Stripe, String> {
        if settings.secret_key.is_empty() {
            return Err("secret_key is empty".into());
        }
        if settings.webhook_secrets.is_empty() || settings.webhook_secrets.iter().any(Secret::is_empty) {
            return Err("webhook_secrets: without a secret anybody could announce a payment".into());
        }
        let authorization = settings.secret_key.header("Bearer")?;
        Ok(Stripe { settings, client, authorization })
    }

    async fn send(&self, method: Method, path: &str, form: &Form, key: Option<&str>) -> Result<Value, Error> {
        let mut url = self.settings.base.join(path).map_err(|error| Error::Malformed(error.to_string()))?;
        let reads = method == Method::GET;
        if reads && !form.is_empty() {
            url.set_query(Some(form.text()));
        }
        let build = || {
            let mut request = self.client.request(method.clone(), url.clone());
            request = request.header(AUTHORIZATION, self.authorization.clone());
            request = request.header("Stripe-Version", API_VERSION);
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            if reads {
                return request;
            }
            request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.text().to_owned())
        };
        let repeat = if reads || key.is_some() { Repeat::Safe } else { Repeat::OnlyUnsent };
        understand(&retry::call(&self.client, repeat, build).await?)
    }

    async fn get(&self, path: &str, form: &Form) -> Result<Value, Error> {
        self.send(Method::GET, path, form, None).await
    }

    async fn post(&self, path: &str, form: &Form, key: &str) -> Result<Value, Error> {
        self.send(Method::POST, path, form, Some(key)).await
    }

    pub(crate) async fn open_payment(&self, new: &NewPayment) -> Result<Opened, Error> {
        let form = Form::new()
            .with("mode", "payment")
            .with("client_reference_id", &new.reference)
            .with("customer_email", &new.email)
            .with("success_url", &new.return_url)
            .with("cancel_url", &new.return_url)
            .with("line_items[0][quantity]", "1")
            .with("line_items[0][price_data][currency]", &new.amount.currency.id().to_lowercase())
            .with("line_items[0][price_data][unit_amount]", &new.amount.minor.to_string())
            .with("line_items[0][price_data][product_data][name]", &new.description)
            .with(&format!("metadata[{REFERENCE}]"), &new.reference)
            .with(&format!("payment_intent_data[metadata][{REFERENCE}]"), &new.reference);
        opened(&self.post("v1/checkout/sessions", &form, &new.reference).await?)
    }

    pub(crate) async fn make_plan(&self, new: &NewPlan) -> Result<String, Error> {
        let interval = match new.interval {
            Interval::Monthly => "month",
            Interval::Annual => "year",
        };
        let form = Form::new()
            .with("currency", &new.price.currency.id().to_lowercase())
            .with("unit_amount", &new.price.minor.to_string())
            .with("recurring[interval]", interval)
            .with("tax_behavior", "inclusive")
            .with("product_data[name]", &new.name)
            .with(&format!("metadata[{REFERENCE}]"), &new.reference);
        name(&self.post("v1/prices", &form, &format!("price-{}", new.reference)).await?)
    }

    pub(crate) async fn open_subscription(&self, new: &NewSubscription) -> Result<Opened, Error> {
        let mut form = Form::new()
            .with("mode", "subscription")
            .with("client_reference_id", &new.reference)
            .with("customer_email", &new.email)
            .with("success_url", &new.return_url)
            .with("cancel_url", &new.return_url)
            .with("line_items[0][quantity]", "1")
            .with("line_items[0][price]", &new.plan)
            .with(&format!("metadata[{REFERENCE}]"), &new.reference)
            .with(&format!("subscription_data[metadata][{REFERENCE}]"), &new.reference);
        if let Some((name, amount)) = &new.upfront {
            let item = "line_items[1]";
            form = form
                .with(&format!("{item}[quantity]"), "1")
                .with(&format!("{item}[price_data][currency]"), &amount.currency.id().to_lowercase())
                .with(&format!("{item}[price_data][unit_amount]"), &amount.minor.to_string())
                .with(&format!("{item}[price_data][product_data][name]"), name);
        }
        if let Some(at) = new.starts_at {
            let seconds = at.0.div_euclid(SECOND_MS).to_string();
            form = form.with("subscription_data[trial_end]", &seconds);
        }
        opened(&self.post("v1/checkout/sessions", &form, &new.reference).await?)
    }

    pub(crate) async fn cancel(&self, subscription: &str, when: Cancel) -> Result<(), Error> {
        // A page that was never finished is closed: nobody can agree to it any more.
        if subscription.starts_with("cs_") {
            let path = format!("v1/checkout/sessions/{subscription}/expire");
            return done(self.post(&path, &Form::new(), &format!("expire-{subscription}")).await);
        }
        let path = format!("v1/subscriptions/{subscription}");
        done(match when {
            Cancel::AtOnce => self.send(Method::DELETE, &path, &Form::new(), Some(&path)).await,
            Cancel::AtPeriodEnd => {
                let form = Form::new().with("cancel_at_period_end", "true");
                self.send(Method::POST, &path, &form, None).await
            }
        })
    }

    pub(crate) async fn pause(&self, subscription: &str) -> Result<(), Error> {
        let form = Form::new().with("pause_collection[behavior]", "void");
        self.send(Method::POST, &format!("v1/subscriptions/{subscription}"), &form, None).await.map(|_| ())
    }

    pub(crate) async fn resume(&self, subscription: &str) -> Result<(), Error> {
        let form = Form::new().with("pause_collection", "");
        self.send(Method::POST, &format!("v1/subscriptions/{subscription}"), &form, None).await.map(|_| ())
    }

    /// Puts a subscription on another price from its next period on; the difference for this one is paid apart.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn change_price(&self, subscription: &str, price: &str) -> Result<(), Error> {
        let path = format!("v1/subscriptions/{subscription}");
        let now = self.get(&path, &Form::new()).await?;
        let item = text(&now["items"]["data"][0], "id")
            .ok_or_else(|| Error::Malformed("a subscription without an item".into()))?;
        let form = Form::new()
            .with("items[0][id]", &item)
            .with("items[0][price]", price)
            .with("proration_behavior", "none");
        self.post(&path, &form, &format!("price-{subscription}-{price}")).await.map(|_| ())
    }

    /// A page of Stripe's where the customer of a subscription changes cards and sees receipts. Short-lived.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn portal(&self, subscription: &str, return_url: &str) -> Result<String, Error> {
        let now = self.get(&format!("v1/subscriptions/{subscription}"), &Form::new()).await?;
        let customer = text(&now, "customer").ok_or(Error::NotFound)?;
        let form = Form::new().with("customer", &customer).with("return_url", return_url);
        let session = self.send(Method::POST, "v1/billing_portal/sessions", &form, None).await?;
        text(&session, "url").ok_or_else(|| Error::Malformed("a portal without an address".into()))
    }

    pub(crate) async fn subscription(&self, subscription: &str) -> Result<SubscriptionFacts, Error> {
        if subscription.starts_with("cs_") {
            let path = format!("v1/checkout/sessions/{subscription}");
            let session = self.get(&path, &Form::new()).await?;
            return match text(&session, "subscription") {
                Some(made) => {
                    let made = self.get(&format!("v1/subscriptions/{made}"), &Form::new()).await?;
                    Ok(wire::subscription(&made))
                }
                None => Ok(wire::session_subscription(&session)),
            };
        }
        Ok(wire::subscription(&self.get(&format!("v1/subscriptions/{subscription}"), &Form::new()).await?))
    }

    pub(crate) async fn charges(&self, subscription: &str) -> Result<Vec<PaymentFacts>, Error> {
        let form = Form::new().with("subscription", subscription).with("status", "paid").with("limit", "100");
        let list = self.get("v1/invoices", &form).await?;
        Ok(list["data"].as_array().into_iter().flatten().filter_map(wire::paid_invoice).collect())
    }

    pub(crate) async fn tries(&self, opened: &str) -> Result<Vec<PaymentFacts>, Error> {
        let session = self.get(&format!("v1/checkout/sessions/{opened}"), &Form::new()).await?;
        Ok(wire::session_payment(&session).into_iter().collect())
    }

    pub(crate) async fn refund(&self, new: &NewRefund) -> Result<RefundFacts, Error> {
        let form = Form::new()
            .with("payment_intent", &new.payment)
            .with("amount", &new.amount.minor.to_string())
            .with(&format!("metadata[{REFERENCE}]"), &new.reference);
        let refund = self.post("v1/refunds", &form, &new.reference).await?;
        wire::refund(&refund).ok_or_else(|| Error::Malformed("a refund without a payment".into()))
    }

    pub(crate) fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Millis,
    ) -> Result<String, WebhookRefused> {
        webhook::verify(&self.settings.webhook_secrets, headers, body, now)
    }
}

/// Cancelling what is gone already is no error.
fn done(answer: Result<Value, Error>) -> Result<(), Error> {
    match answer {
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(Error::Refused { code, .. }) if code == "resource_missing" => Ok(()),
        Err(other) => Err(other),
    }
}

fn name(made: &Value) -> Result<String, Error> {
    text(made, "id").ok_or_else(|| Error::Malformed("what was made has no name".into()))
}

fn opened(session: &Value) -> Result<Opened, Error> {
    Ok(Opened { id: name(session)?, url: text(session, "url") })
}

/// The body of a good answer, or what a refusal says.
fn understand(answer: &Answer) -> Result<Value, Error> {
    let body: Result<Value, _> = serde_json::from_slice(&answer.body);
    if answer.status.is_success() {
        return body.map_err(|_| Error::Unknown("it is not JSON".into()));
    }
    let body = body.unwrap_or_default();
    let said = |name: &str| text(&body["error"], name).unwrap_or_default();
    let code = if said("code").is_empty() { said("type") } else { said("code") };
    match (answer.status.as_u16(), code.as_str()) {
        (404, _) => Err(Error::NotFound),
        (_, "rate_limit") => Err(Error::Unavailable("too many calls".into())),
        _ => Err(Error::Refused { code, text: said("message") }),
    }
}
