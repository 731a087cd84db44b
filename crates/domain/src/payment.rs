//! Payments: amounts in a currency, and what one payment goes through.
//!
//! ```text
//!           authorised            captured                refunded(part)
//!  open ───────────────► authorised ─────► paid ────────────────────► partly_refunded ──► refunded
//!    │  failed                              ▲ fulfil, once
//!    └────────► failed ─────────────────────┘  a bank may say yes up to three days later
//! ```
//!
//! `failed` is not final: Razorpay keeps asking the bank for three days (razorpay.com/docs, late authorisation, read
//! 2026-11). [`apply`] is total: events come twice, late and in any order, and every pair of state and event has an
//! outcome that was written down.

pub mod dispute;

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is paid with. Both have a hundred smaller units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// Indian rupees, in paise.
    #[serde(rename = "INR")]
    Inr,
    /// US dollars, in cents.
    #[serde(rename = "USD")]
    Usd,
}

impl Currency {
    /// Both.
    pub const ALL: [Currency; 2] = [Currency::Inr, Currency::Usd];

    /// The ISO 4217 code.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Currency::Inr => "INR",
            Currency::Usd => "USD",
        }
    }

    /// The currency of this code, in either case: Stripe writes it small.
    #[must_use]
    pub fn parse(id: &str) -> Option<Currency> {
        Currency::ALL.into_iter().find(|currency| currency.id().eq_ignore_ascii_case(id))
    }
}

/// An amount of money: paise or cents. Negative amounts are what is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// In the smallest unit.
    pub minor: i64,
    /// Of this currency.
    pub currency: Currency,
}

impl Amount {
    /// Paise.
    #[must_use]
    pub const fn inr(minor: i64) -> Amount {
        Amount { minor, currency: Currency::Inr }
    }

    /// Cents.
    #[must_use]
    pub const fn usd(minor: i64) -> Amount {
        Amount { minor, currency: Currency::Usd }
    }
}

impl fmt::Display for Amount {
    /// As it is written in its country: `₹1,23,456.50`, `$123,456.50`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = (self.minor.unsigned_abs() / 100, self.minor.unsigned_abs() % 100);
        let (symbol, indian) = match self.currency {
            Currency::Inr => ("₹", true),
            Currency::Usd => ("$", false),
        };
        write!(out, "{sign}{symbol}{}.{part:02}", grouped(whole, indian))
    }
}

/// Thousands apart, or as India groups them: the last three digits, then pairs.
fn grouped(value: u64, indian: bool) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        let apart = if indian { left == 3 || (left > 3 && left % 2 == 1) } else { left.is_multiple_of(3) };
        if index > 0 && apart {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Who takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gateway {
    /// razorpay.com, for India.
    Razorpay,
    /// stripe.com, for everybody else, and when Razorpay is down.
    Stripe,
}

impl Gateway {
    /// Both.
    pub const ALL: [Gateway; 2] = [Gateway::Razorpay, Gateway::Stripe];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Gateway::Razorpay => "razorpay",
            Gateway::Stripe => "stripe",
        }
    }

    /// The gateway of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Gateway> {
        Gateway::ALL.into_iter().find(|gateway| gateway.id() == id)
    }

    /// In which order gateways are tried for a currency. A payment that has begun stays where it is.
    #[must_use]
    pub fn order(currency: Currency) -> [Gateway; 2] {
        match currency {
            Currency::Inr => [Gateway::Razorpay, Gateway::Stripe],
            Currency::Usd => [Gateway::Stripe, Gateway::Razorpay],
        }
    }
}

/// How many of the credits that came with a payment go when `back_minor` of its `amount_minor` went back in all: the same
/// share, rounded down, so that nobody loses more than was given back. All of them with all of it.
///
/// The credits of a part are the difference between two sums, so parts add up whatever their number.
#[must_use]
pub fn credits_back(credits: i64, amount_minor: i64, back_minor: i64) -> i64 {
    if amount_minor <= 0 {
        return 0;
    }
    let back = i128::from(back_minor.clamp(0, amount_minor));
    let share = i128::from(credits.max(0)) * back / i128::from(amount_minor);
    i64::try_from(share).unwrap_or(credits)
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Asked for; nothing came yet.
    Open,
    /// The bank has set the amount aside.
    Authorised,
    /// The money is there and what was bought was given.
    Paid,
    /// The last try failed; another one, or a late yes of the bank, may follow.
    Failed,
    /// A part went back.
    PartlyRefunded,
    /// All of it went back.
    Refunded,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 6] = [
        Status::Open,
        Status::Authorised,
        Status::Paid,
        Status::Failed,
        Status::PartlyRefunded,
        Status::Refunded,
    ];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Authorised => "authorised",
            Status::Paid => "paid",
            Status::Failed => "failed",
            Status::PartlyRefunded => "partly_refunded",
            Status::Refunded => "refunded",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.id() == id)
    }

    /// Whether the money came.
    #[must_use]
    pub fn was_paid(self) -> bool {
        matches!(self, Status::Paid | Status::PartlyRefunded | Status::Refunded)
    }
}

/// What a gateway says about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The bank has set the amount aside.
    Authorised,
    /// The money is ours.
    Captured,
    /// This try failed; another one of the same payment may be under way.
    Failed,
    /// What the bank had said yes to does not come after all.
    Lost,
    /// So much of it went back in all, this refund included.
    Refunded {
        /// In the payment's smallest unit.
        total_minor: i64,
    },
}

/// What follows from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Give what was bought. Happens once in the life of a payment.
    Fulfil,
    /// Take back what was given for this much more than before.
    TakeBack {
        /// In the payment's smallest unit.
        minor: i64,
    },
    /// A refund of what was never paid here, or of more than was paid: a person has to look.
    Contradiction,
}

/// The next status and what follows. `amount_minor` is what was asked for, `refunded_minor` what went back so far.
#[must_use]
pub fn apply(status: Status, amount_minor: i64, refunded_minor: i64, event: Event) -> (Status, Effect) {
    match event {
        Event::Authorised => match status {
            Status::Open | Status::Failed => (Status::Authorised, Effect::None),
            // News that came after what followed it.
            _ => (status, Effect::None),
        },
        Event::Failed => match status {
            Status::Open | Status::Failed => (Status::Failed, Effect::None),
            // One try of several failed; another one is under way or went through.
            _ => (status, Effect::None),
        },
        Event::Lost => match status {
            Status::Open | Status::Authorised | Status::Failed => (Status::Failed, Effect::None),
            _ => (status, Effect::None),
        },
        Event::Captured if status.was_paid() => (status, Effect::None),
        Event::Captured => (Status::Paid, Effect::Fulfil),
        Event::Refunded { total_minor } => refund(status, amount_minor, refunded_minor, total_minor),
    }
}

fn refund(status: Status, amount: i64, refunded: i64, total: i64) -> (Status, Effect) {
    if !status.was_paid() || total > amount || total < 0 {
        return (status, Effect::Contradiction);
    }
    if total <= refunded {
        return (status, Effect::None);
    }
    let next = if total == amount { Status::Refunded } else { Status::PartlyRefunded };
    (next, Effect::TakeBack { minor: total - refunded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_go_back_in_the_share_of_the_money_and_parts_add_up() {
        for (credits, amount, back, expected) in [
            (500, 39_900, 0, 0),
            (500, 39_900, 9_900, 124),
            (500, 39_900, 39_899, 499),
            (500, 39_900, 39_900, 500),
            (500, 39_900, i64::MAX, 500),
            (500, 39_900, -5, 0),
            (0, 39_900, 39_900, 0),
            (100, 0, 50, 0),
            (i64::MAX, i64::MAX, i64::MAX, i64::MAX),
        ] {
            assert_eq!(credits_back(credits, amount, back), expected, "{credits} {amount} {back}");
        }
        let parts = (0..399)
            .map(|part| credits_back(500, 39_900, (part + 1) * 100) - credits_back(500, 39_900, part * 100));
        assert_eq!(parts.sum::<i64>(), 500);
    }

    #[test]
    fn amounts_are_written_as_at_home() {
        for (amount, text) in [
            (Amount::inr(0), "₹0.00"),
            (Amount::inr(9_900), "₹99.00"),
            (Amount::inr(100_000), "₹1,000.00"),
            (Amount::inr(12_345_650), "₹1,23,456.50"),
            (Amount::inr(123_456_789_012), "₹1,23,45,67,890.12"),
            (Amount::inr(-49_900), "-₹499.00"),
            (Amount::usd(12_345_650), "$123,456.50"),
            (Amount::usd(7), "$0.07"),
            (Amount::usd(100_000_000), "$1,000,000.00"),
        ] {
            assert_eq!(amount.to_string(), text);
        }
        assert_eq!(Currency::parse("inr"), Some(Currency::Inr));
        assert_eq!(Currency::parse("eur"), None);
    }

    /// Every pair of status and event. Amount 100, 30 refunded where a part is.
    #[test]
    fn payment_table() {
        let events = [
            Event::Authorised,
            Event::Captured,
            Event::Failed,
            Event::Lost,
            Event::Refunded { total_minor: 30 },
            Event::Refunded { total_minor: 60 },
            Event::Refunded { total_minor: 100 },
            Event::Refunded { total_minor: 101 },
        ];
        let table = [
            (
                Status::Open,
                0,
                ["authorised", "paid fulfil", "failed", "failed", "open !", "open !", "open !", "open !"],
            ),
            (
                Status::Authorised,
                0,
                [
                    "authorised",
                    "paid fulfil",
                    "authorised",
                    "failed",
                    "authorised !",
                    "authorised !",
                    "authorised !",
                    "authorised !",
                ],
            ),
            (
                Status::Paid,
                0,
                [
                    "paid",
                    "paid",
                    "paid",
                    "paid",
                    "partly_refunded 30",
                    "partly_refunded 60",
                    "refunded 100",
                    "paid !",
                ],
            ),
            (
                Status::Failed,
                0,
                [
                    "authorised",
                    "paid fulfil",
                    "failed",
                    "failed",
                    "failed !",
                    "failed !",
                    "failed !",
                    "failed !",
                ],
            ),
            (
                Status::PartlyRefunded,
                30,
                [
                    "partly_refunded",
                    "partly_refunded",
                    "partly_refunded",
                    "partly_refunded",
                    "partly_refunded",
                    "partly_refunded 30",
                    "refunded 70",
                    "partly_refunded !",
                ],
            ),
            (
                Status::Refunded,
                100,
                [
                    "refunded",
                    "refunded",
                    "refunded",
                    "refunded",
                    "refunded",
                    "refunded",
                    "refunded",
                    "refunded !",
                ],
            ),
        ];
        assert_eq!(table.len(), Status::ALL.len());
        for (status, refunded, row) in table {
            for (event, expected) in events.iter().zip(row) {
                let (next, effect) = apply(status, 100, refunded, *event);
                let told = match effect {
                    Effect::None => next.id().to_owned(),
                    Effect::Fulfil => format!("{} fulfil", next.id()),
                    Effect::TakeBack { minor } => format!("{} {minor}", next.id()),
                    Effect::Contradiction => format!("{} !", next.id()),
                };
                assert_eq!(told, expected, "{} × {event:?}", status.id());
            }
        }
    }
}
