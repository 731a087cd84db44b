//! Many submits through random trouble: every run ends or is unknown, and none is submitted twice.

use std::collections::HashMap;

use testkit::fal::{Chaos, Plan};

use super::*;

const RUNS: usize = 300;

enum Came {
    Finished,
    Failed,
    Unknown,
    GivenUp,
}

/// As the server does it: repeat what was surely not taken, leave what is unknown, poll to the end.
async fn carry(fal: Provider, index: usize) -> Came {
    for _ in 0..50 {
        match fal.submit(picture(&format!("run-{index}."))).await {
            Ok(remote) => {
                let came = match ended(&fal, &remote).await {
                    Status::Finished(_) => Came::Finished,
                    _ => Came::Failed,
                };
                fal.forget(&remote).await;
                return came;
            }
            Err(SubmitError::OutcomeUnknown(_)) => return Came::Unknown,
            Err(SubmitError::NotTaken(fault)) => assert!(fault.is_retryable(), "{fault:?}"),
        }
        tokio::task::yield_now().await;
    }
    Came::GivenUp
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_made_twice_and_everything_ends() {
    let fake = Arc::new(FakeFal::start().await);
    fake.plan(Plan { queued_for: 1, running_for: 1, ..Plan::default() });
    fake.chaos(Some(Chaos { seed: 11, percent: 25, pause: Duration::from_millis(20) }));
    // A breaker that never opens: it would only make the test wait.
    // Nothing here falls silent for ever, and 300 calls at once take a busy machine a while.
    let patient = client(Duration::from_secs(120));
    let fal = fal_over(patient, &fake, &["key-number-one", "key-number-two"], running_clock(), |settings| {
        settings.breaker.calls_min = u32::MAX;
    });
    let runs: Vec<_> = (0..RUNS).map(|index| tokio::spawn(carry(fal.clone(), index))).collect();
    let (mut finished, mut unknown, mut other) = (0, 0, 0);
    for run in runs {
        match run.await.unwrap() {
            Came::Finished => finished += 1,
            Came::Unknown => unknown += 1,
            Came::Failed | Came::GivenUp => other += 1,
        }
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    for submit in fake.submits().iter().filter(|submit| submit.taken) {
        *taken.entry(submit.input["prompt"].to_string()).or_default() += 1;
    }
    assert!(taken.values().all(|times| *times == 1), "a run was submitted twice");
    assert_eq!(finished + unknown + other, RUNS);
    assert_eq!(other, 0, "a run that was taken and answered came to nothing");
    assert!(
        finished > RUNS / 2 && unknown > 0,
        "{finished} finished, {unknown} unknown: too tame or too wild"
    );
    assert!(taken.len() >= finished && taken.len() <= finished + unknown);
    assert!(fal.keys().iter().all(|key| key.in_flight == 0));
}

/// Time that passes with every look at it, so that pauses of limited keys end without waiting.
fn running_clock() -> Clock {
    let hands = Hands::default();
    let clock = hands.clock();
    Arc::new(move || {
        hands.advance(50);
        clock()
    })
}
