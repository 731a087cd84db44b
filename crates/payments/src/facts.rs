//! One vocabulary for both gateways.

use domain::{
    payment::{Amount, dispute},
    subscription::{price::Interval, state},
    time::Millis,
};

/// Something to be paid once.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Our name for it, `pmt_…`; also what makes the call safe to repeat.
    pub reference: String,
    /// How much.
    pub amount: Amount,
    /// What it is for, as the customer reads it.
    pub description: String,
    /// Where the customer is reached.
    pub email: String,
    /// Where a hosted page sends the customer afterwards.
    pub return_url: String,
}

/// A plan at a gateway.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// e.g. `Creator, monthly`.
    pub name: String,
    /// Our name for it: plan, interval, price version.
    pub reference: String,
    /// For one interval.
    pub price: Amount,
    /// How often.
    pub interval: Interval,
}

/// A subscription to open.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    /// Our name for it, `sbn_…`.
    pub reference: String,
    /// The gateway's plan.
    pub plan: String,
    /// How often.
    pub interval: Interval,
    /// When the first regular charge is due; `None`: at once.
    pub starts_at: Option<Millis>,
    /// Paid with the agreement, for a time that the regular charges do not cover: a first period at another price.
    pub upfront: Option<(String, Amount)>,
    /// Where the customer is reached.
    pub email: String,
    /// Where a hosted page sends the customer afterwards.
    pub return_url: String,
}

/// What the customer has to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The gateway's name for it: `order_…`, `sub_…`, `cs_…`.
    pub id: String,
    /// Where to send the customer; `None` where the gateway's script opens a window on our page.
    pub url: Option<String>,
}

/// When a subscription ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// Now.
    AtOnce,
    /// When the paid period ends.
    AtPeriodEnd,
}

/// Where a payment stands at the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// Begun, or something we do not know: not yet anything.
    Begun,
    /// The amount is set aside.
    Authorised,
    /// The money is ours.
    Captured,
    /// This try failed.
    Failed,
    /// The bank had said yes, and the money does not come after all.
    Lost,
}

/// A payment, as a gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFacts {
    /// The gateway's name for it: `pay_…`, `pi_…`, `in_…`. What is given for a payment is given once for this name.
    pub id: String,
    /// Another name that refunds use, where there is one: a payment intent.
    pub charge_id: Option<String>,
    /// What was opened and is paid with it: `order_…`, `cs_…`.
    pub opened: Option<String>,
    /// Our own name, where the gateway keeps it: `pmt_…`.
    pub reference: Option<String>,
    /// Whether it belongs to a period of a subscription.
    pub of_subscription: bool,
    /// How much; `None` where the currency is one we do not take.
    pub amount: Option<Amount>,
    /// Where it stands.
    pub state: PaymentState,
    /// `card`, `upi`, …
    pub method: Option<String>,
    /// What tells who pays, where the gateway says it: a UPI address or a telephone number. For comparing only.
    pub payer: Option<String>,
    /// Why it failed: the gateway's stable word.
    pub failure: Option<String>,
    /// What the customer is told about it.
    pub failure_text: Option<String>,
}

/// A subscription, as a gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionFacts {
    /// The gateway's name: `sub_…`; none before a hosted page was finished.
    pub id: Option<String>,
    /// Our own name, where the gateway keeps it: `sbn_…`.
    pub reference: Option<String>,
    /// The paid period.
    pub period: Option<(Millis, Millis)>,
    /// The next charge, or the next try.
    pub next_charge: Option<Millis>,
    /// How many charges are left.
    pub charges_left: Option<i64>,
    /// What it is paid with.
    pub method: Option<String>,
    /// What tells who agreed to it, where the gateway says it.
    pub payer: Option<String>,
    /// What its status says; none for one that says nothing new.
    pub event: Option<state::Event>,
}

/// What a subscription is charged on, as far as the gateway tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodFacts {
    /// `card`, `upi`, …
    pub kind: String,
    /// `visa`, …
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The last month and year it can be charged.
    pub expires: Option<(u16, u16)>,
    /// The account behind it, where it is no card: a UPI address.
    pub account: Option<String>,
}

/// Money to give back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Our name for it, `rfd_…`: what makes the call safe to repeat.
    pub reference: String,
    /// The gateway's payment, or its charge where that is another.
    pub payment: String,
    /// How much.
    pub amount: Amount,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// On its way.
    Pending,
    /// Done.
    Processed,
    /// It did not go through; the money stayed.
    Failed,
}

/// A refund, as a gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundFacts {
    /// The gateway's name; none where only the sum is told.
    pub id: Option<String>,
    /// Our own name for it, `rfd_…`, where we asked for it and the gateway keeps it: none for one that was made in the
    /// gateway's dashboard.
    pub reference: Option<String>,
    /// The payment it belongs to.
    pub payment: String,
    /// What went back of that payment in all, where the gateway tells it.
    pub total: Option<Amount>,
    /// Where it stands.
    pub state: RefundState,
}

/// A dispute, as a gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeFacts {
    /// The gateway's name: `disp_…`, `dp_…`.
    pub id: String,
    /// The payment that is disputed.
    pub payment: String,
    /// Where it stands.
    pub status: dispute::Status,
    /// What the bank asks for; of a lost one what it took. `None` where the currency is one we do not take.
    pub amount: Option<Amount>,
    /// The gateway's word for why.
    pub reason: Option<String>,
    /// Until when evidence is taken.
    pub respond_by: Option<Millis>,
}

/// What an announcement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// About a payment.
    Payment(PaymentFacts),
    /// About a subscription, with the charge that came with it.
    Subscription {
        /// What happened.
        event: state::Event,
        /// How it stands now.
        subscription: SubscriptionFacts,
        /// The charge, for [`state::Event::Charged`].
        charge: Option<PaymentFacts>,
    },
    /// About money that went back.
    Refund(RefundFacts),
    /// A bank takes issue with a payment.
    Dispute(DisputeFacts),
    /// Nothing that concerns us.
    Other,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The gateway's name for what happened, e.g. `payment.captured`.
    pub kind: String,
    /// When it happened, where it says so.
    pub at: Option<Millis>,
    /// What it says.
    pub notice: Notice,
}
