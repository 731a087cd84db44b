//! Money in its three scales, and exact fractions.
//!
//! Credits are whole numbers; what providers charge is whole millionths of a US dollar; rupees are
//! paise. They never mix without a rate, and nothing here is a floating-point number: 25 × 0.72 must be
//! 18, not 18.000000000000004 (product reference §4).

use std::{cmp::Ordering, fmt};

use serde::{Deserialize, Serialize};

/// Whole credits. One credit is US$0.01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl Credits {
    /// No credits.
    pub const ZERO: Credits = Credits(0);

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Credits) -> Option<Credits> {
        self.0.checked_add(other.0).map(Credits)
    }

    /// The difference, or `None` when it does not fit. May be negative.
    #[must_use]
    pub fn checked_sub(self, other: Credits) -> Option<Credits> {
        self.0.checked_sub(other.0).map(Credits)
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Millionths of a US dollar in a credit.
pub const USD_MICROS_PER_CREDIT: i64 = 10_000;

/// What a provider charges: millionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UsdMicros(pub i64);

/// An exact fraction, kept in lowest terms with a positive denominator.
///
/// Prices multiply a handful of small factors, so `i128` leaves room to spare; an overflow is a
/// programming error and panics rather than charging a wrong amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `numerator / denominator`, reduced.
    ///
    /// # Panics
    /// When `denominator` is zero.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Ratio {
        assert!(denominator != 0, "a fraction needs a denominator");
        let sign = if denominator < 0 { -1 } else { 1 };
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).expect("the divisor of two i128 fits").max(1);
        Ratio { numerator: sign * numerator / divisor, denominator: sign * denominator / divisor }
    }

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Ratio {
        Ratio { numerator: i128::from(value), denominator: 1 }
    }

    /// The product, exactly.
    #[must_use]
    pub fn times(self, other: Ratio) -> Ratio {
        let numerator = self.numerator.checked_mul(other.numerator).expect("a price fits 128 bits");
        let denominator = self.denominator.checked_mul(other.denominator).expect("a price fits 128 bits");
        Ratio::new(numerator, denominator)
    }

    /// The sum, exactly.
    #[must_use]
    pub fn plus(self, other: Ratio) -> Ratio {
        Ratio::new(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )
    }

    /// In millionths, rounded down: how a price is kept in a row. Every price made of the product's own factors is a
    /// whole number of millionths; with configured factors on top there may be less than a millionth more, and what
    /// was partly delivered is never charged above its exact price.
    #[must_use]
    pub fn millionths(self) -> i64 {
        let scaled = self.times(Ratio::whole(1_000_000));
        -Ratio::whole(0).minus(scaled).ceil()
    }

    /// The number of this many millionths.
    #[must_use]
    pub fn of_millionths(value: i64) -> Ratio {
        Ratio::new(i128::from(value), 1_000_000)
    }

    /// The difference, exactly.
    #[must_use]
    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio::new(
            self.numerator * other.denominator - other.numerator * self.denominator,
            self.denominator * other.denominator,
        )
    }

    /// Rounded up to whole credits: the one place where a price is rounded.
    #[must_use]
    pub fn ceil_credits(self) -> Credits {
        Credits(self.ceil())
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub fn ceil(self) -> i64 {
        let whole = self.numerator.div_euclid(self.denominator);
        let up = i128::from(self.numerator.rem_euclid(self.denominator) != 0);
        i64::try_from(whole + up).expect("a price fits 64 bits")
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// Denominators are positive, so the cross products decide.
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl fmt::Display for Ratio {
    /// Exact decimal text, e.g. `2.5` or `-1.625`; as `a/b` for the fractions that have none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut denominator = self.denominator;
        let mut places = 0usize;
        let mut scale = 1i128;
        while denominator > 1 {
            let step = if denominator % 10 == 0 {
                10
            } else if denominator % 5 == 0 {
                5
            } else if denominator % 2 == 0 {
                2
            } else {
                return write!(f, "{}/{}", self.numerator, self.denominator);
            };
            denominator /= step;
            scale *= 10;
            places += 1;
        }
        let digits = (self.numerator * (scale / self.denominator)).unsigned_abs();
        let sign = if self.numerator < 0 { "-" } else { "" };
        if places == 0 {
            return write!(f, "{sign}{digits}");
        }
        let scale = scale.unsigned_abs();
        write!(f, "{sign}{}.{:0places$}", digits / scale, digits % scale)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounds_up_once_and_never_by_a_floating_error() {
        assert_eq!(Ratio::whole(25).times(Ratio::new(72, 100)).ceil_credits(), Credits(18));
        assert_eq!(Ratio::new(325, 10).times(Ratio::new(95, 100)).ceil_credits(), Credits(31));
        assert_eq!(Ratio::new(0, 7).ceil_credits(), Credits(0));
    }

    #[test]
    fn prints_exact_decimals() {
        for (ratio, text) in [
            (Ratio::new(5, 2), "2.5"),
            (Ratio::new(-13, 8), "-1.625"),
            (Ratio::whole(3), "3"),
            (Ratio::new(1, 100), "0.01"),
            (Ratio::new(1, 3), "1/3"),
            (Ratio::new(30_875, 1000), "30.875"),
        ] {
            assert_eq!(ratio.to_string(), text);
        }
    }

    #[test]
    fn fractions_are_ordered_by_value() {
        assert!(Ratio::new(1, 3) < Ratio::new(1, 2) && Ratio::new(-1, 2) < Ratio::new(-1, 3));
        assert_eq!(Ratio::new(2, 4).cmp(&Ratio::new(1, 2)), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn ceil_is_the_smallest_whole_number_not_below(n in 0i64..1_000_000, d in 1i64..10_000) {
            let up = Ratio::new(n.into(), d.into()).ceil_credits().0;
            prop_assert!(up * d >= n && (up - 1) * d < n);
        }
    }
}
