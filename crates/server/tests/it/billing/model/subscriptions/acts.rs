//! What happens in a case: who does what, how often, and when days pass.

use proptest::prelude::*;

pub(super) const PLANS: [&str; 3] = ["starter", "creator", "studio"];
/// Calls that have an effect, by what the stand-ins call them: at Razorpay, at Stripe.
pub(super) const CALLS: [(&str, &str); 4] =
    [("subscriptions", "checkout"), ("orders", "subscriptions"), ("refund", "refunds"), ("cancel", "prices")];

/// One thing that somebody does, or that happens to them. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Subscribe {
        plan: usize,
        annual: bool,
    },
    Agree {
        to_next: bool,
    },
    Confirm,
    Renew {
        which: usize,
        succeeds: bool,
    },
    Change {
        plan: usize,
        annual: bool,
    },
    PayDifference(usize),
    Cancel {
        at_once: bool,
    },
    Rest {
        pause: bool,
    },
    Revoke(usize),
    Refund {
        which: usize,
        percent: i64,
        by_us: bool,
    },
    Dispute {
        which: usize,
        percent: i64,
    },
    Decide {
        which: usize,
        won: bool,
    },
    Announce(usize),
    Replay(usize),
    Hold(i64),
    Resolve {
        hold: usize,
        percent: i64,
    },
    /// The answers of the next call of a kind are lost, all tries of it, or it never arrives.
    Trouble {
        call: usize,
        arrives: bool,
    },
    Look,
}

fn act() -> impl Strategy<Value = Act> {
    let which = 0usize..12;
    prop_oneof![
        5 => (0usize..3, prop::bool::weighted(0.2)).prop_map(|(plan, annual)| Act::Subscribe { plan, annual }),
        6 => any::<bool>().prop_map(|to_next| Act::Agree { to_next }),
        2 => Just(Act::Confirm),
        5 => (0usize..3, prop::bool::weighted(0.7)).prop_map(|(which, succeeds)| Act::Renew { which, succeeds }),
        3 => (0usize..3, prop::bool::weighted(0.2)).prop_map(|(plan, annual)| Act::Change { plan, annual }),
        3 => (0usize..3).prop_map(Act::PayDifference),
        1 => any::<bool>().prop_map(|at_once| Act::Cancel { at_once }),
        2 => any::<bool>().prop_map(|pause| Act::Rest { pause }),
        1 => (0usize..3).prop_map(Act::Revoke),
        2 => (which.clone(), 1i64..=100, any::<bool>())
            .prop_map(|(which, percent, by_us)| Act::Refund { which, percent, by_us }),
        2 => (which.clone(), 1i64..=100).prop_map(|(which, percent)| Act::Dispute { which, percent }),
        2 => (which.clone(), any::<bool>()).prop_map(|(which, won)| Act::Decide { which, won }),
        8 => (0usize..60).prop_map(Act::Announce),
        1 => (0usize..40).prop_map(Act::Replay),
        2 => (1i64..400).prop_map(Act::Hold),
        2 => (which, 0i64..=100).prop_map(|(hold, percent)| Act::Resolve { hold, percent }),
        2 => (0usize..CALLS.len(), any::<bool>()).prop_map(|(call, arrives)| Act::Trouble { call, arrives }),
        2 => Just(Act::Look),
    ]
}

/// A gateway; some acts at the same time, then days that pass.
pub(super) fn plan() -> impl Strategy<Value = (bool, Vec<(Vec<Act>, i64)>)> {
    let days = prop_oneof![6 => Just(0i64), 3 => 1i64..9, 3 => 28i64..34, 1 => Just(400i64)];
    (any::<bool>(), prop::collection::vec((prop::collection::vec(act(), 1..5), days), 5..16))
}
