//! Latencies of a whole run in a few kilobytes.
//!
//! Buckets grow with the value: 64 to each doubling, so that a percentile read from them is at
//! most 1.6 % above the true one, from nanoseconds to minutes.

use std::time::Duration;

/// Buckets to each doubling of the value.
const STEPS: u64 = 64;
const STEPS_LOG2: u32 = STEPS.ilog2();

/// Counts of durations by size.
#[derive(Default)]
pub struct Histogram {
    buckets: Vec<u64>,
    total: u64,
}

impl Histogram {
    /// Adds one duration.
    pub fn record(&mut self, duration: Duration) {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let index = bucket(nanoseconds);
        if self.buckets.len() <= index {
            self.buckets.resize(index + 1, 0);
        }
        self.buckets[index] += 1;
        self.total += 1;
    }

    /// How many durations were added.
    pub fn count(&self) -> u64 {
        self.total
    }

    /// The duration that a share of all (0.99 for the 99th percentile) does not exceed, in
    /// milliseconds; not a number if nothing was recorded, so that nothing looks fast.
    pub fn percentile_ms(&self, share: f64) -> f64 {
        let wanted = (self.total as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (index, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return upper_end(index) as f64 / 1e6;
            }
        }
        f64::NAN
    }
}

/// The bucket of a value: exact below [`STEPS`], then the position of the highest bit with the
/// bits that follow it.
fn bucket(value: u64) -> usize {
    if value < STEPS {
        return value as usize;
    }
    let doublings = value.ilog2() - STEPS_LOG2;
    let step = (value >> doublings) - STEPS;
    (u64::from(doublings + 1) * STEPS + step) as usize
}

/// The largest value of a bucket.
fn upper_end(index: usize) -> u64 {
    let index = index as u64;
    if index < STEPS {
        return index;
    }
    let doublings = index / STEPS - 1;
    ((index % STEPS + STEPS + 1) << doublings) - 1
}

/// The middle of some measurements; not a number if there are none.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_its_bucket() {
        for value in (0..2000).chain([1 << 20, (1 << 20) + 1, 999_999_999, 1 << 40]) {
            let index = bucket(value);
            assert!(upper_end(index) >= value, "{value}");
            assert!(index == 0 || upper_end(index - 1) < value, "{value}");
            assert!(upper_end(index) as f64 <= value as f64 * 1.016 + 1.0, "{value}");
        }
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_list() {
        let mut histogram = Histogram::default();
        (1..=1000).for_each(|milliseconds| histogram.record(Duration::from_millis(milliseconds)));
        assert_eq!(histogram.count(), 1000);
        for (share, exact) in [(0.5, 500.0), (0.99, 990.0), (1.0, 1000.0)] {
            let read = histogram.percentile_ms(share);
            assert!(read >= exact && read <= exact * 1.016, "{share}: {read}");
        }
        assert!(Histogram::default().percentile_ms(0.99).is_nan());
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&mut []).is_nan());
    }
}
