//! Payments and subscriptions, as rows have them.

use domain::{
    id::{DisputeId, PaymentId, SubscriptionId, UserId, WorkspaceId},
    payment::{Amount, Gateway, Status as PaymentStatus, dispute},
    plan::Plan,
    subscription::{
        price::Interval,
        proration::{Period, Terms},
        state::Status,
    },
    time::Millis,
};

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Credits that are bought once.
    Pack,
    /// A period of a subscription.
    Subscription,
    /// The difference for a higher plan.
    Change,
}

impl Purpose {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Purpose::Pack => "pack",
            Purpose::Subscription => "subscription",
            Purpose::Change => "change",
        }
    }

    /// The purpose of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Purpose> {
        [Purpose::Pack, Purpose::Subscription, Purpose::Change].into_iter().find(|purpose| purpose.id() == id)
    }
}

/// A payment.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Which one.
    pub id: PaymentId,
    /// Whose credits.
    pub workspace: WorkspaceId,
    /// Who pays.
    pub user: UserId,
    /// Where.
    pub gateway: Gateway,
    /// What for.
    pub purpose: Purpose,
    /// The subscription it belongs to or changes.
    pub subscription: Option<SubscriptionId>,
    /// What it brings.
    pub credits: i64,
    /// The plan it pays for.
    pub plan: Option<Plan>,
    /// And how often that is paid.
    pub interval: Option<Interval>,
    /// And for which time.
    pub period: Option<Period>,
    /// The code that made it cheaper.
    pub coupon: Option<String>,
    /// As the customer reads it.
    pub description: String,
    /// How much, tax included.
    pub amount: Amount,
    /// Where it stands.
    pub status: PaymentStatus,
    /// What went back, whoever sent it.
    pub refunded_minor: i64,
    /// How much of that a bank took back: no gateway counts it among its refunds.
    pub charged_back_minor: i64,
    /// The gateway's name for what can be paid.
    pub opened_id: Option<String>,
    /// Where the customer is sent.
    pub checkout_url: Option<String>,
    /// The gateway's name for the payment.
    pub gateway_payment_id: Option<String>,
    /// Its other name, for refunds.
    pub gateway_charge_id: Option<String>,
    /// `upi`, `card`, …
    pub method: Option<String>,
    /// A hash of what it was paid with, where the gateway says it: for comparing only.
    pub payer_key: Option<String>,
    /// What one interval of the plan costs without coupon.
    pub regular_minor: Option<i64>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// The same for the customer.
    pub failure_text: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When the money came.
    pub paid_at: Option<Millis>,
}

/// Whether a subscription decides the plan of its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It does.
    Current,
    /// It will, once it is agreed to.
    Next,
    /// It did.
    Past,
}

impl Role {
    /// The name used in rows.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Current => "current",
            Role::Next => "next",
            Role::Past => "past",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Role> {
        [Role::Current, Role::Next, Role::Past].into_iter().find(|role| role.id() == id)
    }
}

/// A wish to stop charging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelWish {
    /// Now.
    AtOnce,
    /// When the paid period ends.
    AtPeriodEnd,
}

impl CancelWish {
    /// The name used in rows.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            CancelWish::AtOnce => "at_once",
            CancelWish::AtPeriodEnd => "at_period_end",
        }
    }

    /// The wish of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<CancelWish> {
        [CancelWish::AtOnce, CancelWish::AtPeriodEnd].into_iter().find(|wish| wish.id() == id)
    }
}

/// What a plan is tried with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialTerms {
    /// Until the first charge.
    pub days: i64,
    /// They expire with the trial.
    pub credits: i64,
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Which one.
    pub id: SubscriptionId,
    /// Whose plan.
    pub workspace: WorkspaceId,
    /// Who pays.
    pub user: UserId,
    /// Where.
    pub gateway: Gateway,
    /// The gateway's name.
    pub gateway_id: Option<String>,
    /// What was shown to be agreed to.
    pub opened_id: Option<String>,
    /// Where the customer is sent.
    pub checkout_url: Option<String>,
    /// What the gateway charges.
    pub terms: Terms,
    /// What the first period costs, where that is another price.
    pub upfront_minor: Option<i64>,
    /// Periods that are paid together at that price.
    pub upfront_periods: i64,
    /// What it is tried with before the first charge.
    pub trial: Option<TrialTerms>,
    /// The code that made it so.
    pub coupon: Option<String>,
    /// What holds until the end of the paid period.
    pub covered_plan: Option<Plan>,
    /// Where it stands.
    pub status: Status,
    /// Whether it decides the plan.
    pub role: Role,
    /// What it follows.
    pub replaces: Option<SubscriptionId>,
    /// When its first regular charge is due, where that is not at once.
    pub starts_at: Option<Millis>,
    /// The paid period.
    pub period: Option<Period>,
    /// The next charge or try.
    pub next_charge_at: Option<Millis>,
    /// Charges that went through.
    pub charges: i64,
    /// Charges that are left.
    pub charges_left: Option<i64>,
    /// What it is paid with.
    pub method: Option<String>,
    /// When a charge failed first.
    pub past_due_since: Option<Millis>,
    /// A wish to stop.
    pub cancel_wish: Option<CancelWish>,
    /// Whether the gateway knows of it.
    pub cancel_told: bool,
    /// The gateway's time of the newest event that counted.
    pub news_at: Option<Millis>,
    /// When it was asked for.
    pub created_at: Millis,
}

impl Subscription {
    /// Whether it is tried: agreed to and not charged yet.
    #[must_use]
    pub fn is_tried(&self) -> bool {
        self.trial.is_some() && self.charges == 0 && self.covered_plan.is_some()
    }

    /// What the gateway can be asked about.
    #[must_use]
    pub fn known_as(&self) -> Option<&str> {
        self.gateway_id.as_deref().or(self.opened_id.as_deref())
    }
}

/// A dispute of a payment.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Which one.
    pub id: DisputeId,
    /// Of which payment.
    pub payment: PaymentId,
    /// Whose credits.
    pub workspace: WorkspaceId,
    /// Where.
    pub gateway: Gateway,
    /// The gateway's name.
    pub gateway_id: String,
    /// Where it stands.
    pub status: dispute::Status,
    /// What the bank asks for.
    pub amount: Amount,
    /// What it took, once it is lost.
    pub taken_minor: i64,
    /// The gateway's word for why.
    pub reason: Option<String>,
    /// Until when evidence is taken.
    pub respond_by: Option<Millis>,
    /// Credits set aside while it is open.
    pub frozen: i64,
    /// Credits that went when it was lost, and those that are owed for it.
    pub credits: (i64, i64),
    /// When it was heard of.
    pub created_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
}
