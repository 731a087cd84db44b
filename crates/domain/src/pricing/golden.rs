//! The golden table: prices computed elsewhere, by `golden/prices.py` with Python's exact fractions, from the rules of
//! product reference §4 and not from this code. Each line is one request and its price.

use super::*;
use crate::money::Credits;

const TABLE: &str = include_str!("golden/prices.tsv");

/// A line of the table.
struct Case<'a> {
    line: &'a str,
    request: PriceRequest,
    /// How many items of a batch, where it is one.
    batch: Option<usize>,
    credits: Credits,
}

fn case(line: &str) -> Case<'_> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [operation, complexity, cost, quality, results, batch, tier, peak, region, experiment, credits] =
        fields[..]
    else {
        panic!("{line}")
    };
    let (numerator, denominator) = cost.split_once('/').unwrap();
    let multiplier = |text: &str| (text != "-").then(|| Multiplier::parse(text).unwrap());
    Case {
        line,
        request: PriceRequest {
            operation: Operation::parse(operation).unwrap(),
            complexity: if complexity == "complex" { Complexity::Complex } else { Complexity::Simple },
            model_cost: Ratio::new(numerator.parse().unwrap(), denominator.parse().unwrap()),
            quality: Quality::parse(quality).unwrap(),
            results: results.parse().unwrap(),
            tier: match tier {
                "free" => Tier::Free,
                "pro" => Tier::Pro,
                "business" => Tier::Business,
                _ => panic!("{line}"),
            },
            own_key_fee: None,
            rules: InForce {
                peak: multiplier(peak),
                region: multiplier(region).map(|by| (Region::parse("IN").unwrap(), by)),
                experiment: multiplier(experiment).map(|by| ("trial".into(), "arm".into(), by)),
            },
        },
        batch: batch.parse().ok(),
        credits: Credits(credits.parse().unwrap()),
    }
}

#[test]
fn every_price_is_the_one_computed_elsewhere() {
    let cases: Vec<Case<'_>> =
        TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(case).collect();
    assert!(cases.len() >= 500, "only {} cases", cases.len());
    for Case { line, request, batch, credits } in cases {
        let book = PriceBook::default();
        let found = match batch {
            Some(items) => {
                let items: Vec<_> = (0..items).map(|_| vec![request.clone()]).collect();
                price_batch(&book, &items).credits
            }
            None => price(&book, &request).credits,
        };
        assert_eq!(found, credits, "{line}");
    }
}
