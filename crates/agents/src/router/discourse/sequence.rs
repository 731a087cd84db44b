//! Clauses in the order they are done.

use super::super::clause::{Clause, Order};

/// Puts clauses in order: those with numbers by their numbers, those that say so before or behind a neighbour, and last
/// those that come last.
pub(super) fn put_in_order(clauses: &mut Vec<Clause<'_>>) {
    by_number(clauses);
    let mut at = 0;
    while at < clauses.len() {
        match clauses[at].order {
            Some(Order::AfterNext) if at == 0 && clauses.len() > 1 => {
                clauses.swap(0, 1);
                at += 1;
            }
            Some(Order::BeforePrevious) if at > 0 => clauses.swap(at - 1, at),
            _ => {}
        }
        at += 1;
    }
    let (last, mut others): (Vec<_>, Vec<_>) =
        clauses.drain(..).partition(|clause| clause.order == Some(Order::Last));
    others.extend(last);
    *clauses = others;
}

/// "Step three: …. Step one: …": in the places of those that have numbers, by the numbers.
fn by_number(clauses: &mut [Clause<'_>]) {
    let number = |clause: &Clause<'_>| match clause.order {
        Some(Order::Step(number)) => Some(number),
        _ => None,
    };
    let places: Vec<usize> = (0..clauses.len()).filter(|&at| number(&clauses[at]).is_some()).collect();
    let mut numbered: Vec<Clause<'_>> = places.iter().map(|&at| clauses[at]).collect();
    numbered.sort_by_key(number);
    for (place, clause) in places.into_iter().zip(numbered) {
        clauses[place] = clause;
    }
}
