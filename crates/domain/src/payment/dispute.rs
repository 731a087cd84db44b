//! Disputes: a customer's bank takes issue with a payment and may take the money back.
//!
//! ```text
//!  inquiry ──► open ──► won      the money stays; the credits are given back
//!     │         │ └───► lost     the money went; the credits go with it, as with a refund
//!     └─────────┴─────► closed   it ended before the bank decided anything
//! ```
//!
//! An inquiry is a question: no money moves (Stripe's `warning_…`, Razorpay's phases `fraud` and `retrieval`). While a
//! dispute is open, what is left of the credits that the payment brought is set aside; what was spent is owed only when
//! the dispute is lost. [`apply`] is total, because announcements come twice, late and in any order.

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The bank asks; no money moves.
    Inquiry,
    /// The bank asks for the money; evidence may be sent.
    Open,
    /// The bank left us the money.
    Won,
    /// The bank took the money.
    Lost,
    /// It ended without a decision.
    Closed,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [Status::Inquiry, Status::Open, Status::Won, Status::Lost, Status::Closed];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Status::Inquiry => "inquiry",
            Status::Open => "open",
            Status::Won => "won",
            Status::Lost => "lost",
            Status::Closed => "closed",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.id() == id)
    }

    /// Whether the bank has decided, or asks no more.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Status::Won | Status::Lost | Status::Closed)
    }
}

/// What follows from news of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Set aside what is left of the payment's credits.
    Freeze,
    /// Give back what was set aside.
    Release,
    /// The money went: what was set aside and what is left goes, what was spent is owed.
    TakeBack,
    /// The money was taken before, and now it is said that it was not: a person has to look.
    Contradiction,
}

/// The next status and what follows, where a gateway says `told` of a dispute that stood at `before`; `None` where nobody
/// had heard of it. What is decided is not undone by older news.
#[must_use]
pub fn apply(before: Option<Status>, told: Status) -> (Status, Effect) {
    match (before, told) {
        (Some(Status::Lost), Status::Won) => (Status::Lost, Effect::Contradiction),
        (Some(Status::Lost), _) => (Status::Lost, Effect::None),
        // Whatever was said before: the money is gone.
        (_, Status::Lost) => (Status::Lost, Effect::TakeBack),
        (Some(ended @ (Status::Won | Status::Closed)), _) => (ended, Effect::None),
        (Some(Status::Open), Status::Inquiry | Status::Open) => (Status::Open, Effect::None),
        (Some(Status::Open), ended) => (ended, Effect::Release),
        (None | Some(Status::Inquiry), Status::Open) => (Status::Open, Effect::Freeze),
        (None | Some(Status::Inquiry), other) => (other, Effect::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of what stood and what is told.
    #[test]
    fn dispute_table() {
        let table = [
            (None, ["inquiry", "open freeze", "won", "lost take", "closed"]),
            (Some(Status::Inquiry), ["inquiry", "open freeze", "won", "lost take", "closed"]),
            (Some(Status::Open), ["open", "open", "won release", "lost take", "closed release"]),
            (Some(Status::Won), ["won", "won", "won", "lost take", "won"]),
            (Some(Status::Lost), ["lost", "lost", "lost !", "lost", "lost"]),
            (Some(Status::Closed), ["closed", "closed", "closed", "lost take", "closed"]),
        ];
        for (before, row) in table {
            for (told, expected) in Status::ALL.into_iter().zip(row) {
                let (next, effect) = apply(before, told);
                let effect = match effect {
                    Effect::None => "",
                    Effect::Freeze => " freeze",
                    Effect::Release => " release",
                    Effect::TakeBack => " take",
                    Effect::Contradiction => " !",
                };
                assert_eq!(format!("{}{effect}", next.id()), expected, "{before:?} × {told:?}");
                assert_eq!(apply(Some(next), told).1 == Effect::Contradiction, expected.ends_with('!'));
                assert!(
                    matches!(apply(Some(next), told).1, Effect::None | Effect::Contradiction),
                    "told twice, something happens twice: {before:?} × {told:?}"
                );
            }
        }
    }
}
