//! Runway, against the fake that the vendor's own SDK was pointed at.

mod operations;
mod sdk;
mod trouble;

use std::{sync::Arc, time::Duration};

use providers::{
    Fault, InputFile, Output, Provider, Status, Submission, SubmitError, VideoWork, Work,
    http::{Client, Secret},
    runway::{Runway, Settings},
};
use testkit::runway::FakeRunway;

/// A patient wait that no test should need in full.
const LONG: Duration = Duration::from_secs(20);

fn runway_with(fake: &FakeRunway, keys: &[&str]) -> Provider {
    let client = providers::http::Settings {
        call_timeout: Duration::from_secs(5),
        silence_timeout: Duration::from_secs(5),
        allow_private_addresses: true,
        ..providers::http::Settings::default()
    };
    let keys = keys.iter().map(|key| Secret::new(key)).collect();
    let mut settings = Settings::new(keys, Arc::new(|| testkit::START));
    settings.api = fake.address.parse().unwrap();
    settings.poll_every = Duration::from_millis(2);
    Provider::Runway(Runway::new(settings, Client::new(client).unwrap()))
}

fn runway(fake: &FakeRunway) -> Provider {
    runway_with(fake, &["test-key-number-one"])
}

fn submission(model_id: &str, work: Work, inputs: Vec<InputFile>) -> Submission {
    Submission {
        generation_id: "gen_1".into(),
        attempt_id: "attempt-1".into(),
        model_id: model_id.into(),
        work,
        inputs,
        key_owner: None,
    }
}

fn video(from_picture: bool) -> Work {
    Work::Video(VideoWork {
        prompt: "waves".into(),
        duration_ms: 5_000,
        motion_strength: 0.8,
        size: None,
        from_picture,
        seed: Some(7),
    })
}

fn clip() -> Submission {
    submission("runway-gen4.5", video(false), Vec::new())
}

fn input(media_type: &str, filename: &str, bytes: Vec<u8>) -> InputFile {
    InputFile::new(media_type, filename, bytes)
}

fn png() -> InputFile {
    input("image/png", "in.png", testkit::media::picture(16, 1))
}

/// Polls until it ends.
async fn ended(runway: &Provider, remote_id: &str) -> Status {
    let mut revision = 0;
    for _ in 0..1_000 {
        match runway.poll(remote_id, revision, LONG).await {
            Status::Running(progress) => revision = revision.max(progress.revision),
            status => return status,
        }
    }
    panic!("it never ended");
}

#[track_caller]
fn outputs(status: Status) -> Vec<Output> {
    match status {
        Status::Finished(outputs) => outputs.to_vec(),
        other => panic!("not finished: {other:?}"),
    }
}

#[track_caller]
fn not_taken(outcome: Result<String, SubmitError>) -> Fault {
    match outcome {
        Err(SubmitError::NotTaken(fault)) => fault,
        other => panic!("not refused: {other:?}"),
    }
}
