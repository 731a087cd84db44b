//! Keys that are chosen, left out, added and taken away.

use super::*;

const NOW: Millis = Millis(1_000_000);

fn ring(count: usize) -> KeyRing {
    let keys = (0..count).map(|index| Secret::new(&format!("key-number-{index}"))).collect();
    KeyRing::new(keys, breaker::Settings::default())
}

#[test]
fn the_least_busy_key_is_taken() {
    let ring = ring(3);
    let works: Vec<_> = (0..6).map(|_| ring.choose(NOW).unwrap()).collect();
    assert_eq!(ring.view(NOW).iter().map(|key| key.in_flight).collect::<Vec<_>>(), [2, 2, 2]);
    let freed = works[4].0.fingerprint.clone();
    drop(works.into_iter().nth(4));
    let (chosen, _guard) = ring.choose(NOW).unwrap();
    // All guards are gone now; the first key is as good as any.
    assert_eq!(chosen.fingerprint, ring.view(NOW)[0].fingerprint);
    assert!(ring.get(&freed).is_some() && ring.get("unknown").is_none());
}

#[test]
fn a_limited_key_is_left_out_until_its_pause_is_over() {
    let ring = ring(2);
    let (first, _one) = ring.choose(NOW).unwrap();
    ring.pause(&first.fingerprint, NOW.plus_ms(5_000));
    let (second, _two) = ring.choose(NOW).unwrap();
    let (third, _three) = ring.choose(NOW).unwrap();
    assert_eq!(second.fingerprint, third.fingerprint);
    ring.pause(&second.fingerprint, NOW.plus_ms(9_000));
    let Err(fault) = ring.choose(NOW.plus_ms(1_000)) else { panic!("both are limited") };
    assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(4_000) });
    assert_eq!(ring.choose(NOW.plus_ms(5_000)).unwrap().0.fingerprint, first.fingerprint);
}

#[test]
fn a_revoked_key_opens_its_breaker_and_the_next_takes_over() {
    let ring = ring(2);
    let (first, _one) = ring.choose(NOW).unwrap();
    ring.record(&first, Outcome::Fatal, NOW);
    for _ in 0..5 {
        let (next, _guard) = ring.choose(NOW).unwrap();
        assert_ne!(next.fingerprint, first.fingerprint);
    }
    let other = ring.view(NOW)[1].fingerprint.clone();
    ring.revoke(&other, NOW);
    assert_eq!(ring.choose(NOW).err().unwrap().class, FaultClass::Unavailable);
}

#[test]
fn no_keys_is_the_operators_to_solve() {
    assert_eq!(ring(0).choose(NOW).err().unwrap().class, FaultClass::Unauthorised);
}

fn stored(key: &str, owner: Option<&str>, switched_on: bool) -> StoredKey {
    StoredKey { secret: Secret::new(key), owner: owner.map(str::to_owned), switched_on }
}

fn last_fours(ring: &KeyRing, owner: Option<&str>) -> Vec<String> {
    ring.view_of(owner, NOW).into_iter().map(|key| key.last_four).collect()
}

#[test]
fn a_key_that_is_taken_away_takes_no_work_and_finishes_what_it_has() {
    let ring = ring(0);
    ring.set_stored(vec![stored("a-stored-key-0001", None, true)]);
    let (chosen, work) = ring.choose(NOW).unwrap();
    ring.set_stored(Vec::new());
    assert_eq!(ring.choose(NOW).err().unwrap().class, FaultClass::Unauthorised);
    assert!(ring.view(NOW).is_empty());
    assert!(ring.get(&chosen.fingerprint).is_some(), "its work is followed to the end");
    drop(work);
    ring.set_stored(Vec::new());
    assert!(ring.get(&chosen.fingerprint).is_none());
}

#[test]
fn switching_on_again_begins_anew_and_what_stays_keeps_its_breaker() {
    let ring = ring(1);
    let all = |on| vec![stored("a-stored-key-0001", None, on), stored("key-number-0", None, true)];
    ring.set_stored(all(true));
    assert_eq!(ring.count(), 2, "one of the settings is not there twice");
    let key = Secret::new("a-stored-key-0001").fingerprint();
    ring.revoke(&key, NOW);
    ring.set_stored(all(true));
    assert_eq!(ring.view(NOW)[1].breaker.state, breaker::StateName::Open);
    ring.set_stored(all(false));
    assert_eq!((ring.count(), ring.view(NOW)[1].switched_on), (1, false));
    assert!(ring.get(&key).is_some());
    ring.set_stored(all(true));
    assert_eq!(ring.view(NOW)[1].breaker.state, breaker::StateName::Closed);
}

#[test]
fn nobodys_key_stands_in_for_anothers() {
    let ring = ring(1);
    ring.set_stored(vec![stored("a-key-of-asha-0002", Some("asha"), true)]);
    assert_eq!(last_fours(&ring, Some("asha")), ["0002"]);
    assert_eq!(last_fours(&ring, None), ["er-0"]);
    let (own, _work) = ring.choose_of(Some("asha"), NOW).unwrap();
    ring.record(&own, Outcome::Fatal, NOW);
    assert_eq!(ring.choose_of(Some("asha"), NOW).err().unwrap().class, FaultClass::Unavailable);
    assert_eq!(ring.choose_of(Some("ravi"), NOW).err().unwrap().class, FaultClass::Unauthorised);
    assert!(ring.choose(NOW).is_ok());
}
