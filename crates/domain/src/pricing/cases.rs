//! Worked prices, computed by hand from the rules, and the properties every price has.

use proptest::prelude::*;

use super::*;

fn request(
    complexity: Complexity,
    cost: i64,
    quality: Quality,
    results: u32,
    tier: Tier,
    peak: bool,
) -> PriceRequest {
    PriceRequest {
        operation: Operation::TextToImage,
        complexity,
        model_cost: Ratio::whole(cost),
        quality,
        results,
        tier,
        peak,
        own_key_fee: None,
    }
}

#[test]
fn worked_examples() {
    use Complexity::{Complex, Simple};
    use Quality::{High, Standard, Ultra};
    use Tier::{Business, Free, Pro};
    // (complexity, model cost in millionths of a dollar, quality, results, tier, peak) → credits
    let table = [
        (Simple, 0, Standard, 1, Free, false, 1),      // the published minimum
        (Simple, 0, High, 1, Free, false, 2),          // 1.5 → 2
        (Simple, 0, Ultra, 1, Free, false, 2),         // 2
        (Complex, 0, Standard, 1, Free, false, 3),     // 3
        (Complex, 0, High, 1, Free, false, 5),         // 4.5 → 5
        (Complex, 0, Ultra, 1, Free, false, 6),        // 6
        (Simple, 39_000, Standard, 1, Free, false, 8), // 2 × 3.9 cents = 7.8 → 8
        (Simple, 25_000, Standard, 4, Pro, false, 19), // 4 × 5 × 0.95 = 19
        (Simple, 125_000, Standard, 1, Free, false, 25),
        (Simple, 25_000, High, 1, Pro, false, 8),       // 7.125 → 8
        (Simple, 0, Standard, 11, Free, false, 10),     // 9.9 → 10
        (Simple, 0, Standard, 51, Business, false, 34), // 51 × 0.9 × 0.8 × 0.9 = 33.048 → 34
        (Complex, 0, Standard, 1, Free, true, 4),       // 3.6 → 4
        (Simple, 5_000, Standard, 25, Free, false, 23), // 25 × 0.9 = 22.5 → 23
        (Simple, 125_000, Standard, 100, Free, false, 1800), // 25 × 0.72 = 18 exactly, not 19 each
    ];
    for (complexity, cost, quality, results, tier, peak, credits) in table {
        let request = request(complexity, cost, quality, results, tier, peak);
        assert_eq!(price(&PriceBook::default(), &request).credits, Credits(credits), "{request:?}");
    }
}

#[test]
fn the_bill_names_every_factor() {
    let bill =
        price(&PriceBook::default(), &request(Complexity::Complex, 0, Quality::High, 1, Tier::Pro, false));
    let lines: Vec<_> = bill.factors.iter().map(|f| (f.label.as_str(), f.amount.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("Picture, complex", "3"),
            ("High quality", "1.5"),
            ("Creator plan", "-0.225"),
            ("Rounded up, once", "0.725")
        ]
    );
    assert_eq!(bill.credits, Credits(5));
}

fn thousandths(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<9}");
    sign * (whole.parse::<i128>().unwrap() * 1_000_000_000 + padded.parse::<i128>().unwrap())
}

proptest! {
    #[test]
    fn the_bill_adds_up_and_rounds_by_less_than_one(
        complex: bool, cost in 0i64..5_000_000, quality in 0usize..3, results in 1u32..600, tier in 0u8..3, peak: bool,
    ) {
        let complexity = if complex { Complexity::Complex } else { Complexity::Simple };
        let tier = [Tier::Free, Tier::Pro, Tier::Business][usize::from(tier)];
        let bill = price(&PriceBook::default(), &request(complexity, cost, Quality::ALL[quality], results, tier, peak));
        let sum: i128 = bill.factors.iter().map(|f| thousandths(&f.amount)).sum();
        prop_assert_eq!(sum, i128::from(bill.credits.0) * 1_000_000_000);
        for factor in &bill.factors {
            if factor.code == FactorCode::Rounding {
                prop_assert!((1..1_000_000_000).contains(&thousandths(&factor.amount)));
            }
        }
    }
}

#[test]
fn what_was_made_before_costs_nothing_and_the_bill_says_why() {
    let price = price_made_before(3);
    assert_eq!((price.credits, price.units), (Credits::ZERO, vec![Ratio::whole(0); 3]));
    let lines: Vec<_> = price.factors.iter().map(|line| (line.code, line.amount.as_str())).collect();
    assert_eq!(lines, [(FactorCode::Cached, "0")]);
}

#[test]
fn with_an_own_key_a_step_costs_the_fee_whatever_else_is_asked_for() {
    let mut dear = request(Complexity::Complex, 5_000_000, Quality::Ultra, 1, Tier::Business, true);
    let alone = price(&PriceBook::default(), &dear).credits;
    dear.own_key_fee = Some(Credits(1));
    let price = price_all(&PriceBook::default(), &[dear.clone(), dear.clone()]);
    assert_eq!((price.credits, price.units), (Credits(2), vec![Ratio::whole(1); 2]));
    assert!(alone > Credits(1_000));
    let lines: Vec<_> = price.factors.iter().map(|line| (line.code, line.amount.as_str())).collect();
    assert_eq!(lines, [(FactorCode::OwnKey, "1"), (FactorCode::OwnKey, "1")]);
    let batch = price_batch(&PriceBook::default(), &vec![vec![dear]; 60]);
    assert_eq!((batch.credits, batch.factors.len()), (Credits(60), 1));
}
