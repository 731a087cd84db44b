//! What a batch costs: every item at its exact price, one bill, rounded up once.

use super::{Factor, FactorCode, PriceBook, PriceRequest, base_label, multipliers, own_key_label, rounding};
use crate::{
    batch,
    money::{Credits, Ratio},
};

/// An exact price of many runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchPrice {
    /// The whole, rounded up once: the most that is ever charged.
    pub credits: Credits,
    /// The exact price of each step of each item.
    pub items: Vec<Vec<Ratio>>,
    /// One bill for all; the amounts add up to `credits` exactly.
    pub factors: Vec<Factor>,
}

/// A line of the bill, summed over the items it applies to.
struct Line {
    code: FactorCode,
    label: String,
    multiplier: Option<Ratio>,
    amount: Ratio,
}

/// The lines so far; the same line of another item is added to it.
#[derive(Default)]
struct Bill(Vec<Line>);

impl Bill {
    fn add(&mut self, code: FactorCode, label: String, multiplier: Option<Ratio>, amount: Ratio) {
        let same = |line: &&mut Line| (line.code, &line.label, line.multiplier) == (code, &label, multiplier);
        match self.0.iter_mut().find(same) {
            Some(line) => line.amount = line.amount.plus(amount),
            None => self.0.push(Line { code, label, multiplier, amount }),
        }
    }

    /// What is bought first, then the factors in the order in which they act.
    fn factors(mut self) -> Vec<Factor> {
        self.0.sort_by_key(|line| line.code);
        let factor = |line: Line| Factor {
            code: line.code,
            label: line.label,
            multiplier: line.multiplier.map(|multiplier| multiplier.to_string()),
            amount: line.amount.to_string(),
        };
        self.0.into_iter().map(factor).collect()
    }
}

/// Computes the price of a batch: `items` are the steps of each. The discount for many counts items, not
/// steps.
#[must_use]
pub fn price_batch(book: &PriceBook, items: &[Vec<PriceRequest>]) -> BatchPrice {
    let together = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let mut bill = Bill::default();
    let mut bought: Vec<(&PriceRequest, u32, Ratio)> = Vec::new();
    let mut prices = Vec::with_capacity(items.len());
    for steps in items {
        let price = |step| item_step(book, step, together, &mut bill, &mut bought);
        prices.push(steps.iter().map(price).collect::<Vec<_>>());
    }
    for (step, count, amount) in bought {
        bill.add(FactorCode::Base, base_label(step, count), None, amount);
    }
    let credits = batch::cost(prices.iter().flatten().copied());
    let exact = prices.iter().flatten().fold(Ratio::whole(0), |sum, price| sum.plus(*price));
    let mut factors = bill.factors();
    factors.extend(rounding(credits, exact));
    BatchPrice { credits, items: prices, factors }
}

/// The exact price of one step, noted on the bill.
fn item_step<'a>(
    book: &PriceBook,
    step: &'a PriceRequest,
    together: u32,
    bill: &mut Bill,
    bought: &mut Vec<(&'a PriceRequest, u32, Ratio)>,
) -> Ratio {
    if let Some(fee) = step.own_key_fee {
        bill.add(FactorCode::OwnKey, own_key_label(step), None, Ratio::whole(fee.0));
        return Ratio::whole(fee.0);
    }
    let mut price = Ratio::whole(book.base(step.operation, step.complexity, step.model_cost).0);
    let same = |(other, _, _): &&mut (&PriceRequest, u32, Ratio)| {
        (other.operation, other.complexity) == (step.operation, step.complexity)
    };
    match bought.iter_mut().find(same) {
        Some((_, count, amount)) => {
            *count += 1;
            *amount = amount.plus(price);
        }
        None => bought.push((step, 1, price)),
    }
    for (code, label, multiplier) in multipliers(step, together) {
        let next = price.times(multiplier);
        bill.add(code, label, Some(multiplier), next.minus(price));
        price = next;
    }
    price
}
