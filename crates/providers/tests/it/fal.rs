//! fal, against the fake that the vendor's own SDK was pointed at.

mod chaos;
mod following;
mod operations;
mod sdk;
mod submitting;
mod webhooks;

use std::{sync::Arc, time::Duration};

use domain::time::Millis;
use parking_lot::Mutex;
use providers::{
    Fault, InputFile, Output, PictureWork, Provider, Status, Submission, SubmitError, Work,
    fal::{Clock, Fal, Settings},
    http::{Client, Secret},
};
use testkit::fal::FakeFal;

/// A patient wait that no test should need in full.
pub const LONG: Duration = Duration::from_secs(20);

/// A clock that stands still until it is moved.
#[derive(Clone, Default)]
pub struct Hands(Arc<Mutex<i64>>);

impl Hands {
    pub fn clock(&self) -> Clock {
        let hands = self.0.clone();
        Arc::new(move || Millis(testkit::START.0 + *hands.lock()))
    }

    pub fn advance(&self, ms: i64) {
        *self.0.lock() += ms;
    }
}

/// fal at the fake's address, with these keys and changed settings.
pub fn fal_with(fake: &FakeFal, keys: &[&str], clock: Clock, change: impl FnOnce(&mut Settings)) -> Provider {
    fal_over(client(Duration::from_secs(2)), fake, keys, clock, change)
}

/// The same over a client of the test's choice.
pub fn fal_over(
    client: Client,
    fake: &FakeFal,
    keys: &[&str],
    clock: Clock,
    change: impl FnOnce(&mut Settings),
) -> Provider {
    let keys = keys.iter().map(|key| Secret::new(key)).collect();
    let mut settings = Settings::new(keys, clock);
    settings.queue = fake.address.parse().unwrap();
    settings.rest = fake.address.parse().unwrap();
    settings.poll_every_min = Duration::from_millis(2);
    settings.poll_every_max = Duration::from_millis(5);
    change(&mut settings);
    Provider::Fal(Fal::new(settings, client))
}

/// A client that gives up after `patience`: short where a test is about silence, long where it is not.
pub fn client(patience: Duration) -> Client {
    let settings = providers::http::Settings {
        call_timeout: patience,
        silence_timeout: patience,
        allow_private_addresses: true,
        ..providers::http::Settings::default()
    };
    Client::new(settings).unwrap()
}

pub fn fal(fake: &FakeFal) -> Provider {
    fal_with(fake, &["test-key-number-one"], Hands::default().clock(), |_| {})
}

pub fn picture(attempt_id: &str) -> Submission {
    let work = PictureWork {
        prompt: format!("a fox at dawn ({attempt_id})"),
        width: 1024,
        height: 768,
        style: "auto".into(),
        seed: 7,
    };
    submission(attempt_id, "fal-flux-schnell", Work::Picture(work), Vec::new())
}

pub fn submission(attempt_id: &str, model_id: &str, work: Work, inputs: Vec<InputFile>) -> Submission {
    Submission {
        generation_id: "gen_1".into(),
        attempt_id: attempt_id.into(),
        model_id: model_id.into(),
        work,
        inputs,
        key_owner: None,
    }
}

pub fn input(media_type: &str, filename: &str, bytes: Vec<u8>) -> InputFile {
    InputFile::new(media_type, filename, bytes)
}

/// Polls until it ends.
pub async fn ended(fal: &Provider, remote_id: &str) -> Status {
    let mut revision = 0;
    for _ in 0..1_000 {
        match fal.poll(remote_id, revision, LONG).await {
            Status::Running(progress) => revision = revision.max(progress.revision),
            status => return status,
        }
    }
    panic!("it never ended");
}

#[track_caller]
pub fn outputs(status: Status) -> Vec<Output> {
    match status {
        Status::Finished(outputs) => outputs.to_vec(),
        other => panic!("not finished: {other:?}"),
    }
}

#[track_caller]
pub fn fault(status: Status) -> Fault {
    match status {
        Status::Failed(fault) => fault,
        other => panic!("not failed: {other:?}"),
    }
}

#[track_caller]
pub fn not_taken(outcome: Result<String, SubmitError>) -> Fault {
    match outcome {
        Err(SubmitError::NotTaken(fault)) => fault,
        other => panic!("expected a refusal: {other:?}"),
    }
}
