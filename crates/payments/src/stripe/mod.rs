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
    payment::Amount,
    subscription::{price::Interval, state::Event},
    time::{HOUR_MS, Millis, SECOND_MS},
};
use providers::http::{Answer, Client, Secret};
use reqwest::{
    Method, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde_json::Value;

use self::form::Form;
use crate::{
    DISPUTES_AT_ONCE, Error, WebhookRefused,
    facts::{
        Cancel, DisputeFacts, MethodFacts, NewPayment, NewPlan, NewRefund, NewSubscription, Opened,
        PaymentFacts, RefundFacts, SubscriptionFacts,
    },
    retry::{self, Repeat},
    value::text,
};

/// The version of the API whose shapes are read here.
pub const API_VERSION: &str = "2026-10-28.endive";
/// Where metadata keeps our name.
pub(crate) const REFERENCE: &str = "marty_reference";
/// A trial of a Checkout session ends this far ahead at least (stripe-node 23.1.0, `Checkout.SessionCreateParams`). A
/// subscription that starts sooner is anchored instead.
const TRIAL_MS_MIN: i64 = 48 * HOUR_MS;
/// What a call and clocks that disagree may take of it.
const TRIAL_MARGIN_MS: i64 = HOUR_MS;

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
        // Reading, ending and setting are the same done twice; what makes something carries a key.
        understand(&retry::call(&self.client, Repeat::Safe, build).await?)
    }

    async fn get(&self, path: &str, form: &Form) -> Result<Value, Error> {
        self.send(Method::GET, path, form, None).await
    }

    async fn post(&self, path: &str, form: &Form, key: &str) -> Result<Value, Error> {
        self.send(Method::POST, path, form, Some(key)).await
    }

    /// Changes what is there: the same done twice, so no key is needed.
    async fn set(&self, path: &str, form: &Form) -> Result<Value, Error> {
        self.send(Method::POST, path, form, None).await
    }

    pub(crate) async fn open_payment(&self, new: &NewPayment) -> Result<Opened, Error> {
        let form = session("payment", (&new.reference, &new.email, &new.return_url));
        let form = paid_once(form, "line_items[0]", (&new.description, new.amount))
            .with(&format!("payment_intent_data[metadata][{REFERENCE}]"), &new.reference)
            // Cards of India ask for it where something is exported (platform rules of Stripe India).
            .with("payment_intent_data[description]", &new.description);
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

    pub(crate) async fn open_subscription(
        &self,
        new: &NewSubscription,
        now: Millis,
    ) -> Result<Opened, Error> {
        let mut form = session("subscription", (&new.reference, &new.email, &new.return_url))
            .with("line_items[0][quantity]", "1")
            .with("line_items[0][price]", &new.plan)
            .with(&format!("subscription_data[metadata][{REFERENCE}]"), &new.reference);
        if let Some((name, amount)) = &new.upfront {
            form = paid_once(form, "line_items[1]", (name, *amount));
        }
        let mut key = new.reference.clone();
        if let Some(at) = new.starts_at {
            let seconds = at.0.div_euclid(SECOND_MS).to_string();
            form = if at.since_ms(now) >= TRIAL_MS_MIN + TRIAL_MARGIN_MS {
                form.with("subscription_data[trial_end]", &seconds)
            } else {
                // Asked again later it may be another request; a page that nobody was shown does no harm.
                key.push_str("-anchored");
                form.with("subscription_data[billing_cycle_anchor]", &seconds)
                    .with("subscription_data[proration_behavior]", "none")
            };
        }
        opened(&self.post("v1/checkout/sessions", &form, &key).await?)
    }

    pub(crate) async fn cancel(&self, subscription: &str, when: Cancel) -> Result<(), Error> {
        if subscription.starts_with("cs_") {
            return self.close_page(subscription).await;
        }
        let path = format!("v1/subscriptions/{subscription}");
        let asked = match when {
            Cancel::AtOnce => self.send(Method::DELETE, &path, &Form::new(), None).await,
            Cancel::AtPeriodEnd => self.set(&path, &Form::new().with("cancel_at_period_end", "true")).await,
        };
        match asked {
            Ok(_) | Err(Error::NotFound) => Ok(()),
            // Stripe refuses to change what has ended, in words that may change; its status does not.
            Err(refused @ Error::Refused { .. }) => match self.subscription(subscription).await?.event {
                Some(Event::Cancelled | Event::Expired) => Ok(()),
                _ => Err(refused),
            },
            Err(other) => Err(other),
        }
    }

    /// A page that was never finished is closed: nobody can agree to it any more. What was agreed to on it is ended.
    async fn close_page(&self, session: &str) -> Result<(), Error> {
        let path = format!("v1/checkout/sessions/{session}");
        let closed = self.post(&format!("{path}/expire"), &Form::new(), &format!("expire-{session}")).await;
        let Err(refused @ Error::Refused { .. }) = closed else {
            return match closed {
                Ok(_) | Err(Error::NotFound) => Ok(()),
                Err(other) => Err(other),
            };
        };
        let session = self.get(&path, &Form::new()).await?;
        match (text(&session, "status").as_deref(), text(&session, "subscription")) {
            (Some("expired"), _) => Ok(()),
            (Some("complete"), Some(made)) => Box::pin(self.cancel(&made, Cancel::AtOnce)).await,
            _ => Err(refused),
        }
    }

    pub(crate) async fn pause(&self, subscription: &str) -> Result<(), Error> {
        let form = Form::new().with("pause_collection[behavior]", "void");
        self.set(&format!("v1/subscriptions/{subscription}"), &form).await.map(|_| ())
    }

    pub(crate) async fn resume(&self, subscription: &str) -> Result<(), Error> {
        let form = Form::new().with("pause_collection", "");
        self.set(&format!("v1/subscriptions/{subscription}"), &form).await.map(|_| ())
    }

    /// Puts a subscription on another price from its next period on; the difference for this one is paid apart. Doing it
    /// twice is doing it once.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) async fn change_price(&self, subscription: &str, price: &str) -> Result<(), Error> {
        let path = format!("v1/subscriptions/{subscription}");
        let now = self.get(&path, &Form::new()).await?;
        let item = text(&now["items"]["data"][0], "id")
            .ok_or_else(|| Error::Malformed("a subscription without an item".into()))?;
        let form = Form::new()
            .with("items[0][id]", &item)
            .with("items[0][price]", price)
            .with("proration_behavior", "none");
        self.set(&path, &form).await.map(|_| ())
    }

    pub(crate) async fn portal(&self, subscription: &str, return_url: &str) -> Result<String, Error> {
        let now = self.get(&format!("v1/subscriptions/{subscription}"), &Form::new()).await?;
        let customer = text(&now, "customer").ok_or(Error::NotFound)?;
        let form = Form::new().with("customer", &customer).with("return_url", return_url);
        let session = self.set("v1/billing_portal/sessions", &form).await?;
        text(&session, "url").ok_or_else(|| Error::Malformed("a portal without an address".into()))
    }

    pub(crate) async fn method(&self, subscription: &str) -> Result<Option<MethodFacts>, Error> {
        let form = Form::new().with("expand[0]", "default_payment_method");
        let found = self.get(&format!("v1/subscriptions/{subscription}"), &form).await?;
        Ok(wire::method(&found["default_payment_method"]))
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
        let form = Form::new()
            .with("subscription", subscription)
            .with("status", "paid")
            .with("limit", "100")
            // An invoice tells what paid it only when asked.
            .with("expand[0]", "data.payments");
        let list = self.get("v1/invoices", &form).await?;
        // Stripe tells the newest first.
        Ok(list["data"].as_array().into_iter().flatten().rev().filter_map(wire::paid_invoice).collect())
    }

    pub(crate) async fn tries(&self, opened: &str) -> Result<Vec<PaymentFacts>, Error> {
        let form = Form::new().with("expand[0]", "payment_intent");
        let session = self.get(&format!("v1/checkout/sessions/{opened}"), &form).await?;
        Ok(wire::session_payment(&session).into_iter().collect())
    }

    pub(crate) async fn refund(&self, new: &NewRefund) -> Result<RefundFacts, Error> {
        let intent = match new.payment.starts_with("in_") {
            true => self.intent_of(&new.payment).await?,
            false => new.payment.clone(),
        };
        let form = Form::new()
            .with("payment_intent", &intent)
            .with("amount", &new.amount.minor.to_string())
            .with(&format!("metadata[{REFERENCE}]"), &new.reference)
            // It tells what went back in all.
            .with("expand[0]", "charge");
        let refund = self.post("v1/refunds", &form, &new.reference).await?;
        wire::refund(&refund).ok_or_else(|| Error::Malformed("a refund without a payment".into()))
    }

    /// What paid an invoice: refunds know no invoices.
    async fn intent_of(&self, invoice: &str) -> Result<String, Error> {
        let form = Form::new().with("invoice", invoice).with("status", "paid");
        let list = self.get("v1/invoice_payments", &form).await?;
        text(&list["data"][0]["payment"], "payment_intent").ok_or(Error::NotFound)
    }

    /// At most a hundred at once, the newest first (stripe-node 23.1.0, `PaginationParams`).
    pub(crate) async fn disputes(&self, seen: &[DisputeFacts]) -> Result<Vec<DisputeFacts>, Error> {
        let mut form = Form::new().with("limit", &DISPUTES_AT_ONCE.to_string());
        if let Some(last) = seen.last() {
            form = form.with("starting_after", &last.id);
        }
        let list = self.get("v1/disputes", &form).await?;
        Ok(list["data"].as_array().into_iter().flatten().filter_map(wire::dispute).collect())
    }

    pub(crate) async fn dispute(&self, dispute: &str) -> Result<DisputeFacts, Error> {
        let found = self.get(&format!("v1/disputes/{dispute}"), &Form::new()).await?;
        wire::dispute(&found).ok_or_else(|| Error::Malformed("a dispute without a payment".into()))
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

/// What every session has in common.
fn session(mode: &str, (reference, email, back): (&str, &str, &str)) -> Form {
    Form::new()
        .with("mode", mode)
        .with("client_reference_id", reference)
        .with("customer_email", email)
        .with("success_url", back)
        .with("cancel_url", back)
        // The buyer of an export is named with an address (RBI, by way of Stripe India).
        .with("billing_address_collection", "required")
        .with(&format!("metadata[{REFERENCE}]"), reference)
}

fn paid_once(form: Form, item: &str, (name, amount): (&str, Amount)) -> Form {
    form.with(&format!("{item}[quantity]"), "1")
        .with(&format!("{item}[price_data][currency]"), &amount.currency.id().to_lowercase())
        .with(&format!("{item}[price_data][unit_amount]"), &amount.minor.to_string())
        .with(&format!("{item}[price_data][product_data][name]"), name)
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
        // A key that may not do this: another gateway's may.
        (403, _) => Err(Error::Key),
        (_, "rate_limit") => Err(Error::Unavailable("too many calls".into())),
        _ => Err(Error::Refused { code, text: said("message") }),
    }
}
