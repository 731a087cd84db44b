//! How much an adapter adds to a call. Opt-in, and told, not asserted: it depends on the disk.
//!
//! `cargo nextest run -p providers --release --run-ignored only overhead --no-capture`

use std::time::Instant;

use super::*;
use crate::fal::outputs;

/// Calls that are measured.
const CALLS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn of_a_call_from_submit_to_outputs() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let bare = testkit::client();
    let body = serde_json::json!({"model": "tts-1-hd", "input": "Hello there.", "voice": "alloy"});
    let url = format!("{}/audio/speech", vendor.fake.base_url());
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    for index in 0..CALLS {
        let began = Instant::now();
        let answer = bare.post(&url).bearer_auth("test-key-number-one").json(&body).send().await.unwrap();
        answer.bytes().await.unwrap();
        alone.push(began.elapsed());
        let began = Instant::now();
        let remote = vendor.provider.submit(speech("openai-tts-1-hd", &format!("a{index}"))).await.unwrap();
        outputs(poll(&vendor.provider, &remote).await);
        whole.push(began.elapsed());
        vendor.provider.forget(&remote).await;
    }
    for (what, mut times) in [("the vendor alone", alone), ("with the adapter", whole)] {
        times.sort_unstable();
        println!("{what}: p50 {:?}, p99 {:?}", times[CALLS / 2], times[CALLS * 99 / 100]);
    }
}
