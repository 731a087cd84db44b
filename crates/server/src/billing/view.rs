//! The JSON of billing. Amounts are paise or cents; `…Text` is the same for people.

use domain::{
    payment::{Amount, Gateway},
    plan::Plan,
    subscription::{
        dunning,
        price::Interval,
        proration::{Change, When},
    },
    time::Millis,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    record::{CancelWish, Payment, Subscription},
    store::StoredEvent,
};
use crate::app::App;

/// An amount of money.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AmountView {
    /// In paise or cents.
    pub minor: i64,
    /// `INR` or `USD`.
    pub currency: String,
    /// For people, e.g. `₹1,499.00`.
    pub text: String,
}

impl From<Amount> for AmountView {
    fn from(amount: Amount) -> AmountView {
        AmountView {
            minor: amount.minor,
            currency: amount.currency.id().to_owned(),
            text: amount.to_string(),
        }
    }
}

/// What the customer is shown to pay or agree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutView {
    /// `window`: the gateway's script opens a window on the checkout page. `redirect`: go to `url`.
    pub kind: String,
    /// `razorpay` or `stripe`.
    pub gateway: String,
    /// Where to go, for `redirect`.
    pub url: Option<String>,
    /// Where the script is, for `window`.
    pub script: Option<String>,
    /// The public half of the key, for `window`.
    pub key_id: Option<String>,
    /// What is paid, for `window`.
    pub order_id: Option<String>,
    /// What is agreed to, for `window`.
    pub subscription_id: Option<String>,
}

impl CheckoutView {
    fn new(
        app: &App,
        gateway: Gateway,
        opened: Option<&str>,
        url: Option<&str>,
        is_order: bool,
    ) -> Option<CheckoutView> {
        let opened = opened?.to_owned();
        let plain = CheckoutView {
            kind: "redirect".to_owned(),
            gateway: gateway.id().to_owned(),
            url: url.map(str::to_owned),
            script: None,
            key_id: None,
            order_id: None,
            subscription_id: None,
        };
        Some(match gateway {
            Gateway::Stripe => plain,
            Gateway::Razorpay => CheckoutView {
                kind: "window".to_owned(),
                script: Some(app.config.razorpay.checkout_script.clone()),
                key_id: Some(app.config.razorpay.key_id.clone()),
                order_id: is_order.then(|| opened.clone()),
                subscription_id: (!is_order).then_some(opened),
                ..plain
            },
        })
    }
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    /// `pmt_…`
    pub id: String,
    /// `pack`, `subscription` or `change`.
    pub purpose: String,
    /// What it is for, for people.
    pub description: String,
    /// How much, tax included.
    pub amount: AmountView,
    /// What went back.
    pub refunded: AmountView,
    /// `open`, `authorised`, `paid`, `failed`, `partly_refunded` or `refunded`.
    pub status: String,
    /// Credits that come with it.
    pub credits: i64,
    /// `razorpay` or `stripe`.
    pub gateway: String,
    /// `upi`, `card`, …
    pub method: Option<String>,
    /// Why the last try failed, for people.
    pub failure: Option<String>,
    /// How to pay, while it is not paid.
    pub checkout: Option<CheckoutView>,
    /// When it was asked for, in UTC milliseconds.
    pub created_at: i64,
    /// When the money came.
    pub paid_at: Option<i64>,
}

impl PaymentView {
    /// A payment as its owner sees it.
    #[must_use]
    pub fn new(app: &App, one: &Payment) -> PaymentView {
        // A page of Stripe's that expired cannot be paid any more.
        let is_over = one.gateway == Gateway::Stripe && one.failure.as_deref() == Some("expired");
        let unpaid = one.paid_at.is_none() && !is_over;
        PaymentView {
            id: one.id.to_string(),
            purpose: one.purpose.id().to_owned(),
            description: one.description.clone(),
            amount: one.amount.into(),
            refunded: Amount { minor: one.refunded_minor, ..one.amount }.into(),
            status: one.status.id().to_owned(),
            credits: one.credits,
            gateway: one.gateway.id().to_owned(),
            method: one.method.clone(),
            failure: one.failure.as_ref().map(|_| {
                let told = one.failure_text.clone();
                told.unwrap_or_else(|| "The payment did not go through. Nothing was charged.".to_owned())
            }),
            checkout: CheckoutView::new(
                app,
                one.gateway,
                one.opened_id.as_deref().filter(|_| unpaid),
                one.checkout_url.as_deref(),
                true,
            ),
            created_at: one.created_at.0,
            paid_at: one.paid_at.map(|at| at.0),
        }
    }
}

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionView {
    /// `sbn_…`
    pub id: String,
    /// `razorpay` or `stripe`.
    pub gateway: String,
    /// What is charged next.
    pub plan: String,
    /// `monthly` or `annual`.
    pub interval: String,
    /// For one interval.
    pub price: AmountView,
    /// What holds now.
    pub covered_plan: Option<String>,
    /// `pending`, `authorised`, `active`, `past_due`, `halted`, `paused`, `cancelled`, `completed` or `expired`.
    pub status: String,
    /// When the paid period ends, in UTC milliseconds.
    pub period_end: Option<i64>,
    /// The next charge or try.
    pub next_charge_at: Option<i64>,
    /// `upi`, `card`, …
    pub method: Option<String>,
    /// `at_once` or `at_period_end`, once it was cancelled.
    pub cancels: Option<String>,
    /// When the trial ends and the first charge is made, in UTC milliseconds; null where nothing is tried.
    pub trial_ends_at: Option<i64>,
    /// Whole days until a failed charge ends the plan.
    pub grace_days_left: Option<i64>,
    /// How to agree to it, while that is to be done.
    pub checkout: Option<CheckoutView>,
}

impl SubscriptionView {
    /// A subscription as its owner sees it.
    #[must_use]
    pub fn new(app: &App, one: &Subscription, now: Millis) -> SubscriptionView {
        use domain::subscription::state::Status;
        // A page of Stripe's is used once; what is owed later is paid in its portal.
        let waits = one.status == Status::Pending
            || (matches!(one.status, Status::PastDue | Status::Halted) && one.gateway == Gateway::Razorpay);
        let grace = one
            .past_due_since
            .filter(|_| one.status == Status::PastDue)
            .map(|since| dunning::at(since, app.config.billing.grace_days, now).days_left);
        SubscriptionView {
            id: one.id.to_string(),
            gateway: one.gateway.id().to_owned(),
            plan: one.terms.plan.id().to_owned(),
            interval: one.terms.interval.id().to_owned(),
            price: one.terms.price.into(),
            covered_plan: one.covered_plan.map(|plan| plan.id().to_owned()),
            status: one.status.id().to_owned(),
            period_end: one.period.map(|period| period.end.0),
            next_charge_at: one.next_charge_at.map(|at| at.0),
            method: one.method.clone(),
            cancels: one.cancel_wish.map(|wish: CancelWish| wish.id().to_owned()),
            trial_ends_at: one.period.filter(|_| one.is_tried()).map(|period| period.end.0),
            grace_days_left: grace,
            checkout: CheckoutView::new(
                app,
                one.gateway,
                one.opened_id.as_deref().filter(|_| waits),
                one.checkout_url.as_deref(),
                false,
            ),
        }
    }
}

/// The subscription of a workspace and what is to follow it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionsView {
    /// The one that decides the plan.
    pub current: Option<SubscriptionView>,
    /// The one that waits to be agreed to.
    pub next: Option<SubscriptionView>,
}

/// What another plan costs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// The plan.
    pub plan: String,
    /// `monthly` or `annual`.
    pub interval: String,
    /// `now` or `period_end`.
    pub when: String,
    /// What the new plan costs for the time that is paid today.
    pub cost: AmountView,
    /// What was paid for time that the old plan will not be used.
    pub unused: AmountView,
    /// What is paid today.
    pub due: AmountView,
    /// Credits that come with it today.
    pub credits: i64,
    /// What is charged from the next period on.
    pub then: AmountView,
    /// When that is, in UTC milliseconds.
    pub then_at: i64,
    /// Send it back to have exactly this.
    pub shown_at: i64,
}

impl ChangeView {
    /// A change as it is shown before it is made.
    #[must_use]
    pub fn new(to: (Plan, Interval), then: Amount, change: Change, shown_at: Millis) -> ChangeView {
        ChangeView {
            plan: to.0.id().to_owned(),
            interval: to.1.id().to_owned(),
            when: match change.when {
                When::Now => "now".to_owned(),
                When::PeriodEnd => "period_end".to_owned(),
            },
            cost: change.cost.into(),
            unused: change.unused.into(),
            due: change.due.into(),
            credits: change.credits.0,
            then: then.into(),
            then_at: change.period.end.0,
            shown_at: shown_at.0,
        }
    }
}

/// What was made of a wish for another plan.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedView {
    /// The payment of the difference, where one is due.
    pub payment: Option<PaymentView>,
    /// What waits to be agreed to, where nothing is due.
    pub next: Option<SubscriptionView>,
}

/// An announcement of a gateway.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEventView {
    /// `whe_…`
    pub id: String,
    /// `razorpay` or `stripe`.
    pub gateway: String,
    /// The gateway's name for it.
    pub event_id: String,
    /// e.g. `payment.captured`.
    pub kind: String,
    /// `stored`, `done`, `ignored` or `parked`.
    pub status: String,
    /// Why it was ignored or parked.
    pub reason: Option<String>,
    /// How often it was handled.
    pub tries: i64,
    /// When it came, in UTC milliseconds.
    pub received_at: i64,
    /// When it was handled last.
    pub handled_at: Option<i64>,
    /// What came, byte for byte; only of a single one.
    pub body: Option<String>,
    /// Its headers as JSON; only of a single one.
    pub headers: Option<String>,
}

impl From<StoredEvent> for WebhookEventView {
    fn from(one: StoredEvent) -> WebhookEventView {
        let whole = !one.body.is_empty();
        WebhookEventView {
            id: one.id.to_string(),
            gateway: one.gateway.id().to_owned(),
            event_id: one.event_id,
            kind: one.kind,
            status: one.status,
            reason: one.reason,
            tries: one.tries,
            received_at: one.received_at.0,
            handled_at: one.handled_at.map(|at| at.0),
            body: whole.then(|| String::from_utf8_lossy(&one.body).into_owned()),
            headers: whole.then_some(one.headers),
        }
    }
}
