//! Every pair of status and event, with its outcome. Adding one of either fails here until the table says what happens.

use proptest::prelude::*;

use super::state::{Effect, Event, Status, apply, is_news};
use crate::time::Millis;

const EVENTS: [Event; 12] = [
    Event::Authorised,
    Event::Charged,
    Event::ChargeFailed,
    Event::RetriesExhausted,
    Event::Paused,
    Event::Resumed,
    Event::Cancelled,
    Event::CancelledAtOnce,
    Event::Completed,
    Event::Expired,
    Event::GraceOver,
    Event::PeriodOver,
];

/// `+` entitle, `c` credits only, `!` warn, `-` withdraw, `r` restore.
#[rustfmt::skip]
const TABLE: [(Status, [&str; 12]); 9] = [
    (Status::Pending,    ["authorised", "active +", "pending", "halted", "paused", "pending", "cancelled", "cancelled -", "completed", "expired", "pending", "pending"]),
    (Status::Authorised, ["authorised", "active +", "past_due !", "halted", "paused", "authorised", "cancelled", "cancelled -", "completed", "expired", "authorised", "authorised"]),
    (Status::Active,     ["active", "active +", "past_due !", "halted -", "paused -", "active", "cancelled", "cancelled -", "completed", "active", "active", "past_due !"]),
    (Status::PastDue,    ["past_due", "active +", "past_due !", "halted -", "paused -", "past_due", "cancelled", "cancelled -", "completed", "past_due", "halted -", "past_due"]),
    (Status::Halted,     ["halted", "active +", "halted", "halted -", "halted", "halted", "cancelled", "cancelled -", "completed", "halted", "halted", "halted"]),
    (Status::Paused,     ["paused", "active +", "paused", "halted -", "paused", "active r", "cancelled", "cancelled -", "completed", "paused", "paused", "paused"]),
    (Status::Cancelled,  ["cancelled", "cancelled c", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled -"]),
    (Status::Completed,  ["completed", "completed c", "completed", "completed", "completed", "completed", "completed", "completed", "completed", "completed", "completed", "completed -"]),
    (Status::Expired,    ["authorised", "expired c", "expired", "expired", "expired", "expired", "expired", "expired", "expired", "expired", "expired", "expired -"]),
];

#[test]
fn every_pair_has_its_outcome() {
    assert!(TABLE.iter().map(|(status, _)| *status).eq(Status::ALL));
    for (status, row) in TABLE {
        for (event, expected) in EVENTS.into_iter().zip(row) {
            let (next, effect) = apply(status, event);
            let mark = match effect {
                Effect::None => "",
                Effect::Entitle => " +",
                Effect::CreditsOnly => " c",
                Effect::Warn => " !",
                Effect::Withdraw => " -",
                Effect::Restore => " r",
            };
            assert_eq!(format!("{}{mark}", next.id()), expected, "{} × {event:?}", status.id());
        }
        assert_eq!(Status::parse(status.id()), Some(status));
    }
}

proptest! {
    /// However events are repeated and shuffled, a charge always brings its credits, and what has ended stays ended.
    #[test]
    fn money_is_never_ignored(events in prop::collection::vec(0usize..EVENTS.len(), 1..60)) {
        let mut status = Status::Pending;
        for index in events {
            let (next, effect) = apply(status, EVENTS[index]);
            if EVENTS[index] == Event::Charged {
                prop_assert!(matches!(effect, Effect::Entitle | Effect::CreditsOnly));
            } else {
                prop_assert!(!matches!(effect, Effect::Entitle | Effect::CreditsOnly));
            }
            if matches!(status, Status::Cancelled | Status::Completed) {
                prop_assert_eq!(next, status);
            }
            // The same event again changes nothing more about the status.
            prop_assert_eq!(apply(next, EVENTS[index]).0, next);
            status = next;
        }
    }
}

#[test]
fn old_news_is_no_news_unless_it_is_money() {
    let (early, late) = (Millis(1_000), Millis(2_000));
    assert!(is_news(Event::ChargeFailed, None, early) && is_news(Event::ChargeFailed, Some(early), early));
    assert!(!is_news(Event::ChargeFailed, Some(late), early));
    assert!(is_news(Event::Charged, Some(late), early));
}
