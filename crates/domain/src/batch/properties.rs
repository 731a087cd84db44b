//! Batches whose items end in any order, with any outcome, and are tried again.

use proptest::prelude::*;

use super::*;
use crate::{
    catalog::Operation,
    plan::Tier,
    pricing::{Complexity, PriceBook, PriceRequest, Quality, price_batch},
};

#[derive(Clone, Copy, Debug)]
enum End {
    Delivered,
    /// Some steps of it.
    Partly,
    Failed,
    Cancelled,
}

#[derive(Clone, Debug)]
struct Item {
    price: Ratio,
    end: End,
    /// How the failed ones end when they are tried again.
    again: End,
    order: u32,
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![Just(End::Delivered), Just(End::Partly), Just(End::Failed), Just(End::Cancelled)]
}

fn item() -> impl Strategy<Value = Item> {
    // Prices as the book makes them: a base, a quality, a discount.
    (1i64..60, 0usize..3, 0usize..3, end(), end(), any::<u32>()).prop_map(
        |(base, quality, discount, end, again, order)| {
            let quality = [Ratio::whole(1), Ratio::new(3, 2), Ratio::whole(2)][quality];
            let discount = [Ratio::whole(1), Ratio::new(9, 10), Ratio::new(72, 100)][discount];
            Item { price: Ratio::whole(base).times(quality).times(discount), end, again, order }
        },
    )
}

fn delivered(price: Ratio, end: End) -> Ratio {
    match end {
        End::Delivered => price,
        End::Partly => price.times(Ratio::new(1, 2)),
        End::Failed | End::Cancelled => Ratio::whole(0),
    }
}

fn state(end: End) -> ItemState {
    match end {
        End::Delivered | End::Partly => ItemState::Completed,
        End::Failed => ItemState::Failed,
        End::Cancelled => ItemState::Cancelled,
    }
}

proptest! {
    #[test]
    fn the_charge_depends_on_what_was_delivered_and_not_on_the_order(items in proptest::collection::vec(item(), 1..60)) {
        let held = cost(items.iter().map(|item| item.price));
        let mut shuffled = items.clone();
        shuffled.sort_by_key(|item| item.order);
        let charged = charge(items.iter().map(|item| delivered(item.price, item.end)), held);
        prop_assert_eq!(charge(shuffled.iter().map(|item| delivered(item.price, item.end)), held), charged);
        prop_assert!(charged <= held && charged >= Credits::ZERO);
        // Exact: less than one credit above what was delivered, and nothing for nothing.
        let exact = items.iter().fold(Ratio::whole(0), |sum, item| sum.plus(delivered(item.price, item.end)));
        let above = Ratio::whole(charged.0).minus(exact).millionths();
        prop_assert!((0..1_000_000).contains(&above));
        if items.iter().all(|item| matches!(item.end, End::Delivered)) {
            prop_assert_eq!(charged, held);
        }
    }

    #[test]
    fn trying_again_never_costs_more_than_it_says(items in proptest::collection::vec(item(), 1..60)) {
        let failed: Vec<_> = items.iter().filter(|item| matches!(item.end, End::Failed)).collect();
        let held = cost(items.iter().map(|item| item.price));
        // While the batch is open, the same hold covers the failed items.
        let ends = items.iter().map(|item| match item.end {
            End::Failed => delivered(item.price, item.again),
            end => delivered(item.price, end),
        });
        let open = charge(ends, held);
        prop_assert!(open <= held);
        // When it is closed, a new hold covers exactly them.
        let first = charge(items.iter().map(|item| delivered(item.price, item.end)), held);
        let hold_again = cost(failed.iter().map(|item| item.price));
        let second = charge(failed.iter().map(|item| delivered(item.price, item.again)), hold_again);
        prop_assert!(second <= hold_again);
        // Two bills are rounded up twice, so the difference is less than one credit each.
        prop_assert!(first.0 + second.0 >= open.0 && first.0 + second.0 <= open.0 + 1);
    }

    #[test]
    fn a_batch_stands_where_its_items_stand(ends in proptest::collection::vec((end(), 0u32..100), 1..80), done in 0usize..80) {
        let mut counts = Counts::default();
        let mut percents = 0u64;
        for (index, (end, percent)) in ends.iter().enumerate() {
            if index < done {
                counts.add(state(*end), 1);
            } else {
                let open = [ItemState::Waiting, ItemState::Queued, ItemState::Processing][index % 3];
                counts.add(open, 1);
                percents += u64::from(if open == ItemState::Processing { *percent } else { 0 });
            }
        }
        let closed = done >= ends.len();
        prop_assert_eq!(counts.total() as usize, ends.len());
        prop_assert_eq!(counts.status().is_final(), closed);
        prop_assert_eq!(progress(&counts, percents) == 100, closed);
        if closed {
            let any = |wanted| ends.iter().any(|(end, _)| state(*end) == wanted);
            let expected = match (any(ItemState::Completed), any(ItemState::Failed)) {
                (true, _) => Status::Completed,
                (false, true) => Status::Failed,
                (false, false) => Status::Cancelled,
            };
            prop_assert_eq!(counts.status(), expected);
        }
    }

    #[test]
    fn the_price_of_a_batch_is_the_sum_of_its_items(
        items in proptest::collection::vec((0usize..3, any::<bool>(), 0i64..400_000), 1..90), tier in 0usize..3, peak: bool,
    ) {
        let requests: Vec<Vec<PriceRequest>> = items.iter().map(|(quality, complex, cost)| vec![PriceRequest {
            operation: Operation::TextToImage,
            complexity: if *complex { Complexity::Complex } else { Complexity::Simple },
            model_cost: Ratio::whole(*cost),
            quality: Quality::ALL[*quality],
            results: 1,
            tier: [Tier::Free, Tier::Pro, Tier::Business][tier],
            peak,
            own_key_fee: None,
        }]).collect();
        let price = price_batch(&PriceBook::default(), &requests);
        prop_assert_eq!(price.credits, cost(price.items.iter().flatten().copied()));
        // Nobody pays more in a batch than for the same things one by one.
        let single: i64 = requests.iter().map(|steps| crate::pricing::price_all(&PriceBook::default(), steps).credits.0).sum();
        prop_assert!(price.credits.0 <= single);
    }
}

#[test]
fn discounts_begin_above_ten_and_above_fifty() {
    let request = PriceRequest {
        operation: Operation::TextToImage,
        complexity: Complexity::Simple,
        model_cost: Ratio::whole(125_000),
        quality: Quality::Standard,
        results: 1,
        tier: Tier::Free,
        peak: false,
        own_key_fee: None,
    };
    for (items, credits) in [(1, 25), (10, 250), (11, 248), (50, 1_125), (51, 918), (100, 1_800)] {
        let price = price_batch(&PriceBook::default(), &vec![vec![request.clone()]; items]);
        assert_eq!(price.credits, Credits(credits), "{items} items");
    }
    let price = price_batch(&PriceBook::default(), &vec![vec![request]; 51]);
    let lines: Vec<_> = price.factors.iter().map(|f| (f.label.as_str(), f.amount.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("Picture, simple × 51", "1275"),
            ("More than 10 at once", "-127.5"),
            ("More than 50 at once", "-229.5")
        ]
    );
}

#[test]
fn who_may_ask_for_what() {
    for (prompts, ways, items, kind, plan) in [
        (1, 1, 4, Kind::Variations, Plan::Free),
        (1, 1, 5, Kind::Variations, Plan::Creator),
        (1, 4, 4, Kind::Compare, Plan::Free),
        (1, 3, 6, Kind::Compare, Plan::Creator),
        (2, 1, 2, Kind::Prompts, Plan::Creator),
    ] {
        assert_eq!(Kind::of(prompts, ways), kind);
        assert_eq!(kind.minimum_plan(items), plan, "{kind:?} of {items}");
    }
}

#[test]
fn the_line_is_filled_in_chunks_and_never_beyond_its_bound() {
    let (mut in_line, mut made, mut transactions) = (0usize, 0usize, 0usize);
    while made < ITEMS_MAX {
        if wants_more(in_line) {
            let more = to_make(in_line).min(ITEMS_MAX - made);
            assert!(more > 0);
            made += more;
            in_line += more;
            transactions += 1;
        } else {
            in_line -= 1;
        }
        assert!(in_line <= IN_LINE_MAX);
    }
    assert_eq!(transactions, ITEMS_MAX / CHUNK);
}
