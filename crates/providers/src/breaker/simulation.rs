//! The breaker's rules one by one, and random lives with thousands of seeds in which the rules must
//! hold at every step.

use domain::time::Millis;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::*;

const SETTINGS: Settings = Settings {
    window_ms: 12_000,
    calls_min: 4,
    failures_percent: 50,
    pause_ms: 1_000,
    pause_ms_max: 8_000,
    probes_max: 1,
    probes_to_close: 2,
    probe_timeout_ms: 3_000,
};

fn call(breaker: &mut Breaker, outcome: Outcome, now: i64) -> Result<(), Refused> {
    let permit = breaker.allow(Millis(now))?;
    breaker.record(permit, outcome, Millis(now));
    Ok(())
}

fn opened(now: i64) -> Breaker {
    let mut breaker = Breaker::new(SETTINGS);
    for _ in 0..4 {
        call(&mut breaker, Outcome::Failure, now).unwrap();
    }
    assert_eq!(breaker.view(Millis(now)).state, StateName::Open);
    breaker
}

#[test]
fn opens_at_the_ratio_and_not_before_enough_calls() {
    let mut breaker = Breaker::new(SETTINGS);
    for outcome in [Outcome::Failure, Outcome::Failure, Outcome::Success] {
        call(&mut breaker, outcome, 0).unwrap();
        assert_eq!(breaker.view(Millis(0)).state, StateName::Closed);
    }
    call(&mut breaker, Outcome::Success, 0).unwrap();
    let view = breaker.view(Millis(0));
    assert_eq!((view.state, view.calls, view.failures), (StateName::Open, 4, 2));
    assert_eq!(breaker.allow(Millis(999)), Err(Refused { retry_at: Millis(1_000) }));
}

#[test]
fn old_failures_leave_the_window() {
    let mut breaker = Breaker::new(SETTINGS);
    for _ in 0..3 {
        call(&mut breaker, Outcome::Failure, 0).unwrap();
    }
    call(&mut breaker, Outcome::Failure, 12_000).unwrap();
    let view = breaker.view(Millis(12_000));
    assert_eq!((view.state, view.calls), (StateName::Closed, 1));
}

#[test]
fn rate_limits_do_not_open_and_a_revoked_key_opens_at_once() {
    let mut breaker = Breaker::new(SETTINGS);
    for _ in 0..100 {
        call(&mut breaker, Outcome::Neutral, 0).unwrap();
    }
    assert_eq!(breaker.view(Millis(0)).state, StateName::Closed);
    call(&mut breaker, Outcome::Fatal, 0).unwrap();
    assert_eq!(breaker.view(Millis(0)).state, StateName::Open);
}

#[test]
fn two_good_probes_close_it_and_one_bad_doubles_the_pause() {
    let mut breaker = opened(0);
    call(&mut breaker, Outcome::Failure, 1_000).unwrap();
    assert_eq!(breaker.view(Millis(1_000)).retry_at, Some(Millis(3_000)));
    call(&mut breaker, Outcome::Failure, 3_000).unwrap();
    assert_eq!(breaker.view(Millis(3_000)).retry_at, Some(Millis(7_000)));
    for at in [7_000, 7_001] {
        assert_ne!(breaker.view(Millis(at)).state, StateName::Closed);
        call(&mut breaker, Outcome::Success, at).unwrap();
    }
    let view = breaker.view(Millis(7_001));
    assert_eq!((view.state, view.calls, view.times_opened), (StateName::Closed, 0, 3));
    // The next trouble begins with the short pause again.
    for _ in 0..4 {
        call(&mut breaker, Outcome::Failure, 8_000).unwrap();
    }
    assert_eq!(breaker.view(Millis(8_000)).retry_at, Some(Millis(9_000)));
}

#[test]
fn one_probe_at_a_time_and_a_lost_one_is_given_up() {
    let mut breaker = opened(0);
    breaker.allow(Millis(1_000)).unwrap();
    assert_eq!(breaker.allow(Millis(1_001)), Err(Refused { retry_at: Millis(4_000) }));
    assert!(!breaker.would_allow(Millis(3_999)));
    assert!(breaker.would_allow(Millis(4_000)));
    breaker.allow(Millis(4_000)).unwrap();
}

#[test]
fn answers_from_before_it_opened_change_nothing() {
    let mut breaker = Breaker::new(SETTINGS);
    let late = breaker.allow(Millis(0)).unwrap();
    for _ in 0..4 {
        call(&mut breaker, Outcome::Failure, 0).unwrap();
    }
    breaker.record(late, Outcome::Success, Millis(10));
    let probe = breaker.allow(Millis(1_000)).unwrap();
    breaker.record(late, Outcome::Failure, Millis(1_001));
    breaker.record(late, Outcome::Success, Millis(1_001));
    breaker.record(late, Outcome::Success, Millis(1_001));
    assert_eq!(breaker.view(Millis(1_001)).state, StateName::HalfOpen);
    breaker.record(probe, Outcome::Success, Millis(1_002));
}

#[test]
fn the_view_reads_as_json() {
    let json = serde_json::to_value(opened(5).view(Millis(6))).unwrap();
    let expected = serde_json::json!({
        "state": "open", "since": 5, "calls": 4, "failures": 4, "retryAt": 1005, "timesOpened": 1,
    });
    assert_eq!(json, expected);
}

/// A vendor that is sometimes down, callers that answer late or never, a clock that jumps both ways.
#[test]
fn random_lives_keep_the_rules() {
    for seed in 0..5_000_u64 {
        let mut bytes = [0_u8; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut below = move |bound: u32| random.next_u32() % bound;
        let (mut breaker, mut now, mut pending) = (Breaker::new(SETTINGS), 1_000_000_i64, Vec::new());
        let mut is_down = false;
        for _ in 0..200 {
            now += i64::from(below(700)) - i64::from(below(40));
            is_down ^= below(25) == 0;
            let before = breaker.view(Millis(now));
            match breaker.allow(Millis(now)) {
                Ok(permit) => {
                    let is_early = before.retry_at.is_some_and(|at| now < at.0);
                    assert!(!is_early, "seed {seed}: a call passed an open breaker");
                    pending.push(permit);
                }
                Err(refused) => {
                    assert_ne!(before.state, StateName::Closed, "seed {seed}: a closed breaker refused");
                    let wait = refused.retry_at.0 - now;
                    assert!(wait > 0, "seed {seed}: refused although the time had come");
                    assert!(wait <= SETTINGS.pause_ms_max + 8_000, "seed {seed}: refused for {wait} ms");
                }
            }
            while !pending.is_empty() && below(3) > 0 {
                let permit = pending.swap_remove(below(pending.len() as u32) as usize);
                // One in twelve is never handed back.
                let outcome = match (below(12), is_down) {
                    (0, _) => continue,
                    (1, _) => Outcome::Neutral,
                    (_, true) => Outcome::Failure,
                    (_, false) => Outcome::Success,
                };
                breaker.record(permit, outcome, Millis(now));
            }
            let view = breaker.view(Millis(now));
            assert!(view.failures <= view.calls, "seed {seed}");
            assert!(breaker.slices.len() <= SLICES as usize + 1, "seed {seed}: the window grows");
        }
        // The vendor is well again: whatever happened, it closes within bounded time.
        pending.clear();
        let mut healthy_calls = 0;
        for _ in 0..200 {
            now += 500;
            if call(&mut breaker, Outcome::Success, now).is_ok() {
                healthy_calls += 1;
            }
        }
        assert_eq!(breaker.view(Millis(now)).state, StateName::Closed, "seed {seed}");
        assert!(healthy_calls > 100, "seed {seed}: only {healthy_calls} calls passed");
    }
}
