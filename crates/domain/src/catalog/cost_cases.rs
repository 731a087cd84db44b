//! Worked costs: every unit, tiers and sums of terms, as data in `cost_cases.json`. The figures were computed
//! by a script of its own with Python's `fractions`, from what a vendor's price list would say.

use serde::Deserialize;

use super::*;
use crate::{
    money::{Ratio, UsdMicros},
    pricing::{self, Complexity, PriceBook, Quality},
    time::{Day, Millis},
};

#[derive(Deserialize)]
struct Case {
    name: String,
    operation: Operation,
    complexity: Complexity,
    cost: Cost,
    measure: Given,
    usd_micros: String,
    base_credits: i64,
}

#[derive(Deserialize)]
struct Given {
    images: Option<u32>,
    milliseconds: Option<u64>,
    characters: Option<u64>,
    pixels: Option<u64>,
    quality: Option<Quality>,
    advanced: Option<bool>,
}

/// A model without sizes at this cost.
pub(crate) fn model(operation: Operation, cost: Cost) -> Model {
    Model {
        id: "model".into(),
        name: "Model".into(),
        provider: "vendor".into(),
        operation,
        endpoints: Vec::new(),
        cost: Some(cost),
        cost_source: "made up".into(),
        cost_read: Day::parse("2026-11-22"),
        cost_unknown: String::new(),
        cost_verified: false,
        expected_ms: 5_000,
        expected_complex_ms: None,
        deadline_ms: 120_000,
        quality_rank: 1,
        deduplicates_submits: false,
        retires_on: None,
        parameters: std::collections::BTreeMap::new(),
        input: InputLimits::default(),
        styles: Vec::new(),
        sizes: Vec::new(),
    }
}

#[test]
fn every_unit_costs_what_was_computed_elsewhere() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("cost_cases.json")).unwrap();
    let units: std::collections::HashSet<_> =
        cases.iter().flat_map(|case| &case.cost.terms).map(|term| term.per.id()).collect();
    assert_eq!(units.len(), 6, "a unit has no case: {units:?}");
    for case in cases {
        let measure = Measure {
            images: case.measure.images.unwrap_or(1),
            milliseconds: case.measure.milliseconds,
            characters: case.measure.characters,
            pixels: case.measure.pixels,
            quality: case.measure.quality.unwrap_or_default(),
            advanced: case.measure.advanced.unwrap_or_default(),
        };
        let (over, under) = case.usd_micros.split_once('/').unwrap();
        let expected = Ratio::new(over.parse().unwrap(), under.parse().unwrap());
        let cost = case.cost.usd_micros(&measure);
        assert_eq!(cost, expected, "{}", case.name);
        assert!(case.cost.covers(&measure), "{}", case.name);
        let base = PriceBook::default().base(case.operation, case.complexity, cost);
        assert_eq!(base.0, case.base_credits, "{}", case.name);
    }
}

fn cost(json: &str) -> Cost {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_cost_is_shown_as_a_price_list_would() {
    for (json, shown) in [
        (r#"{"per": "run", "usd_micros": 0}"#, "free"),
        (r#"{"per": "second", "usd_micros": 50000}"#, "$0.05 a second"),
        (r#"{"per": "character", "usd_micros": 10000, "of": 50, "whole": true}"#, "$0.01 for 50 characters"),
        (
            r#"[{"per": "image", "usd_micros": 50000, "when": {"quality": ["standard"]}},
                {"per": "image", "usd_micros": 80000, "when": {"quality": ["high", "ultra"]}}]"#,
            "$0.05 a image (standard), $0.08 a image (high or ultra)",
        ),
    ] {
        assert_eq!(cost(json).to_string(), shown.replace("a image", "an image"));
    }
}

#[test]
fn mistakes_of_a_cost_are_named() {
    let mistakes = |operation, json: &str| model(operation, cost(json)).mistakes().join("; ");
    let fine = r#"{"per": "second", "usd_micros": 1}"#;
    assert_eq!(mistakes(Operation::TextToVideo, fine), "");
    assert!(mistakes(Operation::Lipsync, fine).contains("needs `assumes`"));
    assert!(mistakes(Operation::Upscale, r#"{"per": "run", "usd_micros": -1}"#).contains("not below 0"));
    assert!(mistakes(Operation::Upscale, "[]").contains("at least one term"));
    let gap = r#"{"per": "image", "usd_micros": 1, "when": {"quality": ["standard", "high"]}}"#;
    assert!(mistakes(Operation::ImageToImage, gap).contains("no term of its cost applies to ultra quality"));
    let unknown = serde_json::from_str::<Cost>(r#"{"per": "image", "usd_micros": 1, "off": 2}"#);
    assert!(unknown.unwrap_err().to_string().contains("off"));
    assert!(serde_json::from_str::<Cost>(r#"{"per": "hour", "usd_micros": 1}"#).is_err());
    let mut undated = model(Operation::Upscale, cost(r#"{"per": "run", "usd_micros": 1}"#));
    undated.cost_read = None;
    assert!(undated.mistakes().join("").contains("cost_read"));
}

#[test]
fn a_model_that_costs_more_than_the_table_brings_is_named() {
    let beyond = |operation, micros: i64| {
        let model = model(operation, Cost::per_run(UsdMicros(micros)));
        pricing::beyond_range(&PriceBook::default(), &model)
            .iter()
            .map(|one| (one.complexity, one.credits.0, one.published_max.0))
            .collect::<Vec<_>>()
    };
    // A picture is sold for at most 2 credits, or 4; twice a cent is 2, twice 2.1 cents is 5.
    assert_eq!(beyond(Operation::TextToImage, 10_000), []);
    assert_eq!(beyond(Operation::TextToImage, 10_001), [(Complexity::Simple, 3, 2)]);
    let both = [(Complexity::Simple, 5, 2), (Complexity::Complex, 5, 4)];
    assert_eq!(beyond(Operation::TextToImage, 21_000), both);
    // Five seconds at 3 cents are 15 cents and 30 credits: just what the table says.
    let video = |micros| {
        let model =
            model(Operation::TextToVideo, cost(&format!(r#"{{"per": "second", "usd_micros": {micros}}}"#)));
        pricing::beyond_range(&PriceBook::default(), &model)
            .iter()
            .map(|one| (one.complexity, one.credits.0))
            .collect::<Vec<_>>()
    };
    assert_eq!(video(30_000), [(Complexity::Complex, 90)]);
    assert_eq!(video(30_001), [(Complexity::Simple, 31), (Complexity::Complex, 91)]);
}

#[test]
fn a_model_is_gone_from_its_last_day_on_and_named_before() {
    let mut leaving = model(Operation::Upscale, Cost::per_run(UsdMicros(0)));
    leaving.retires_on = Day::parse("2027-01-06");
    let day = |text: &str| Day::parse(text).unwrap().starts();
    assert!(!leaving.is_retired(day("2027-01-05")) && leaving.is_retired(day("2027-01-06")));
    assert_eq!(leaving.retires_in_days(day("2026-12-06")), None);
    assert_eq!(leaving.retires_in_days(day("2026-12-07")), Some(30));
    assert_eq!(leaving.retires_in_days(Millis(day("2027-01-06").0 - 1)), Some(0));
    assert_eq!(leaving.retires_in_days(day("2027-01-06")), None);
}
