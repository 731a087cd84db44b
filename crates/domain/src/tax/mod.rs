//! Indian goods and services tax on what is sold here: who owes which tax, exactly.
//!
//! Prices include tax. The taxable value is what is left after taking the rate out, rounded to the nearest paisa;
//! the tax is the rest, so that taxable value and taxes always add up to what was paid. Half of a tax within one
//! State is the State's; the odd paisa is the centre's.
//!
//! Rates, SAC and thresholds are configuration, which the operator's accountant confirms; the rules stand in CGST
//! Act s.12, IGST Act s.12(2) and s.16, CGST Rules 46 and 53 (read 2026-11).

mod gstin;
mod state;
mod words;

pub use gstin::{Gstin, InvalidGstin};
pub use state::{STATES, State};
pub use words::in_words;

use serde::{Deserialize, Serialize};

use crate::payment::Amount;

/// Hundredths of a percent in the whole.
const BASIS_POINTS: i128 = 10_000;

/// Where a supply counts as made, and which taxes follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// Seller and buyer in one State: half to the centre (CGST), half to the State (SGST).
    WithinState,
    /// In one Union Territory without a legislature: CGST and UTGST.
    WithinTerritory,
    /// Between two States: IGST.
    BetweenStates,
    /// To abroad, without tax under a letter of undertaking.
    Export,
}

impl Supply {
    /// Every kind.
    pub const ALL: [Supply; 4] =
        [Supply::WithinState, Supply::WithinTerritory, Supply::BetweenStates, Supply::Export];

    /// Which one it is for a seller in `seller` and a buyer in `buyer`; none means abroad.
    #[must_use]
    pub fn between(seller: State, buyer: Option<State>) -> Supply {
        match buyer {
            None => Supply::Export,
            Some(buyer) if buyer.code != seller.code => Supply::BetweenStates,
            Some(buyer) if buyer.is_territory => Supply::WithinTerritory,
            Some(_) => Supply::WithinState,
        }
    }

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Supply::WithinState => "within_state",
            Supply::WithinTerritory => "within_territory",
            Supply::BetweenStates => "between_states",
            Supply::Export => "export",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Supply> {
        Supply::ALL.into_iter().find(|supply| supply.id() == id)
    }
}

/// A price taken apart. `taxable + centre + state + integrated` is what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// What is left after the taxes.
    pub taxable: i64,
    /// CGST.
    pub centre: i64,
    /// SGST, or UTGST within a Union Territory.
    pub state: i64,
    /// IGST.
    pub integrated: i64,
}

impl Split {
    /// All taxes.
    #[must_use]
    pub fn tax(self) -> i64 {
        self.centre + self.state + self.integrated
    }
}

/// Takes a price apart that includes tax at `rate_basis_points` (1800 for 18 %). Works for negative amounts, i.e.
/// credit notes, as the mirror of the positive ones.
#[must_use]
pub fn split(total: Amount, rate_basis_points: u32, supply: Supply) -> Split {
    let none = Split { taxable: total.minor, centre: 0, state: 0, integrated: 0 };
    if supply == Supply::Export || rate_basis_points == 0 {
        return none;
    }
    let paid = i128::from(total.minor.unsigned_abs());
    let whole = BASIS_POINTS + i128::from(rate_basis_points);
    // The nearest paisa; a half goes up.
    let taxable = (2 * paid * BASIS_POINTS + whole) / (2 * whole);
    let sign = i128::from(total.minor.signum());
    let signed = |value: i128| i64::try_from(sign * value).expect("a part of an i64 fits");
    let tax = paid - taxable;
    match supply {
        Supply::BetweenStates => Split { taxable: signed(taxable), integrated: signed(tax), ..none },
        _ => Split {
            taxable: signed(taxable),
            centre: signed(tax - tax / 2),
            state: signed(tax / 2),
            integrated: 0,
        },
    }
}

/// What a sale to this buyer is, whatever it is paid with.
#[must_use]
pub fn supply(seller: State, buyer_country: &str, buyer_state: Option<State>) -> Supply {
    match buyer_country {
        // Without a State on record the place of supply is the seller's (IGST Act s.12(2)(b)(ii)).
        "IN" => Supply::between(seller, Some(buyer_state.unwrap_or(seller))),
        _ => Supply::Export,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state(code: &str) -> State {
        State::parse(code).unwrap()
    }

    #[test]
    fn golden_splits() {
        // 49900 is the example of the fact sheet; the others were computed with exact fractions by hand.
        for (paid, rate, supply, expected) in [
            (49_900, 1_800, Supply::WithinState, (42_288, 3_806, 3_806, 0)),
            (49_900, 1_800, Supply::WithinTerritory, (42_288, 3_806, 3_806, 0)),
            (49_900, 1_800, Supply::BetweenStates, (42_288, 0, 0, 7_612)),
            (49_900, 1_800, Supply::Export, (49_900, 0, 0, 0)),
            (9_900, 1_800, Supply::WithinState, (8_390, 755, 755, 0)),
            (39_900, 1_800, Supply::WithinState, (33_814, 3_043, 3_043, 0)),
            (149_900, 1_800, Supply::WithinState, (127_034, 11_433, 11_433, 0)),
            (399_900, 1_800, Supply::BetweenStates, (338_898, 0, 0, 61_002)),
            // The odd paisa is the centre's.
            (100, 1_800, Supply::WithinState, (85, 8, 7, 0)),
            (1, 1_800, Supply::WithinState, (1, 0, 0, 0)),
            (0, 1_800, Supply::WithinState, (0, 0, 0, 0)),
            (10_500, 500, Supply::BetweenStates, (10_000, 0, 0, 500)),
            (49_900, 0, Supply::WithinState, (49_900, 0, 0, 0)),
            (-49_900, 1_800, Supply::WithinState, (-42_288, -3_806, -3_806, 0)),
        ] {
            let split = split(Amount::inr(paid), rate, supply);
            let parts = (split.taxable, split.centre, split.state, split.integrated);
            assert_eq!(parts, expected, "{paid} at {rate}, {supply:?}");
        }
    }

    #[test]
    fn the_place_of_supply_decides_the_tax() {
        let (karnataka, delhi, ladakh) = (state("29"), state("07"), state("38"));
        let of = |seller, country, buyer| supply(seller, country, buyer);
        assert_eq!(of(karnataka, "IN", Some(karnataka)), Supply::WithinState);
        assert_eq!(of(karnataka, "IN", Some(delhi)), Supply::BetweenStates);
        assert_eq!(of(ladakh, "IN", Some(ladakh)), Supply::WithinTerritory);
        // Delhi has a legislature: SGST, not UTGST.
        assert_eq!(of(delhi, "IN", Some(delhi)), Supply::WithinState);
        assert_eq!(of(karnataka, "IN", None), Supply::WithinState);
        assert_eq!(of(karnataka, "US", None), Supply::Export);
        for supply in Supply::ALL {
            assert_eq!(Supply::parse(supply.id()), Some(supply));
        }
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_the_halves_are_one_apart_at_most(
            paid in -1_000_000_000_000i64..1_000_000_000_000, rate in 0u32..5_000,
            kind in 0usize..4,
        ) {
            let split = split(Amount::inr(paid), rate, Supply::ALL[kind]);
            prop_assert_eq!(split.taxable + split.tax(), paid);
            prop_assert!((split.centre - split.state).abs() <= 1);
            // Putting the tax on the taxable value again comes within a paisa of the price.
            let again = i128::from(split.taxable) * (10_000 + i128::from(rate));
            if Supply::ALL[kind] != Supply::Export {
                prop_assert!((again - i128::from(paid) * 10_000).abs() <= 10_000);
            }
        }
    }
}
