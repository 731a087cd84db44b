//! What goes wrong, what is stopped, what was lost.

use providers::{Checked, FaultClass, Found, Status, SubmitError};
use serde_json::json;
use testkit::automatic1111::{CHECKPOINT, Phase, Trouble};

use super::*;
use crate::fal::not_taken;

#[tokio::test]
async fn every_refusal_has_its_class() {
    let own = Own::start().await;
    let memory =
        json!({"error": "OutOfMemoryError", "detail": "", "body": "", "errors": "CUDA out of memory"});
    let field = json!({"detail": [{"loc": ["body", "steps"], "msg": "too many"}]});
    for (index, (trouble, class)) in [
        (Trouble::answer(422, &field), FaultClass::Invalid),
        (Trouble::answer(401, &json!({"detail": "no"})), FaultClass::Unauthorised),
        (Trouble::answer(404, &json!({"detail": "Not Found"})), FaultClass::Unavailable),
        (Trouble::answer(500, &memory), FaultClass::Broken),
        (Trouble::answer(503, &json!({})), FaultClass::Unavailable),
    ]
    .into_iter()
    .enumerate()
    {
        // A key that was refused is left alone: each has an adapter of its own.
        let provider = own.restarted();
        own.fake.script(Phase::Draw, [trouble]);
        let fault = not_taken(provider.submit(words(&format!("a-{index}"))).await);
        assert_eq!(fault.class, class, "{fault:?}");
    }
    let wrong = all().remove(3);
    let unknown = Submission { work: Work::BackgroundRemove, ..wrong };
    assert_eq!(not_taken(own.provider.submit(unknown).await).class, FaultClass::Invalid);
}

#[tokio::test]
async fn what_is_being_drawn_tells_how_far_it_is_and_can_be_stopped() {
    for names_tasks in [true, false] {
        let own = Own::start().await;
        if !names_tasks {
            own.fake.name_no_tasks();
        }
        own.fake.hold(true);
        let (provider, submission) = (own.provider.clone(), words("stp_1-1"));
        let submitted = tokio::spawn(async move { provider.submit(submission).await });
        own.fake.is_drawing().await;
        let progress = own.provider.glance("stp_1-1").await.unwrap();
        assert_eq!((progress.percent, progress.sentence.as_str()), (23, "Drawing, step 5 of 20"));
        if names_tasks {
            assert_eq!(own.provider.glance("stp_1-2").await, None);
        }
        own.provider.cancel("stp_1-1").await;
        assert!(matches!(submitted.await.unwrap(), Err(SubmitError::OutcomeUnknown(_))));
        assert_eq!(own.fake.interrupted(), 1);
    }
}

#[tokio::test]
async fn what_somebody_draws_at_its_own_screen_is_left_alone() {
    let own = Own::start().await;
    own.fake.draws_by_itself(true);
    assert_eq!(own.provider.glance("stp_1-1").await, None);
    own.provider.cancel("stp_1-1").await;
    assert_eq!(own.fake.interrupted(), 0);
}

#[tokio::test]
async fn a_lost_answer_is_drawn_again_once_nothing_runs_there() {
    let own = Own::start().await;
    own.fake.script(Phase::Draw, [Trouble::LoseAnswer]);
    assert!(matches!(own.provider.submit(words("stp_1-1")).await, Err(SubmitError::OutcomeUnknown(_))));
    let next = own.restarted();
    own.fake.draws_by_itself(true);
    assert_eq!(next.find("stp_1-1").await, Found::CannotTell, "it may wait behind what runs");
    own.fake.draws_by_itself(false);
    assert_eq!(next.find("stp_1-1").await, Found::No);
    let remote = next.submit(words("stp_1-1")).await.unwrap();
    assert_eq!(outputs(next.poll(&remote, 0, Duration::from_secs(5)).await).len(), 1);
    assert_eq!(next.find("stp_1-1").await, Found::Yes(remote));
}

#[tokio::test]
async fn an_answer_without_a_picture_is_none() {
    let own = Own::start().await;
    own.fake.script(Phase::Draw, [Trouble::WrongJson, Trouble::HtmlPage]);
    for index in 0..2 {
        let remote = own.provider.submit(words(&format!("a-{index}"))).await.unwrap();
        let status = own.provider.poll(&remote, 0, Duration::from_secs(5)).await;
        assert!(matches!(status, Status::Failed(fault) if fault.class == FaultClass::Broken));
    }
}

#[tokio::test]
async fn a_check_says_what_it_has_and_what_is_missing() {
    let own = Own::start().await;
    let check = async |provider: &Provider| provider.check().await.remove(0).outcome;
    assert_eq!(check(&own.provider).await, Checked::Works("AUTOMATIC1111 has 2 checkpoints".into()));
    let with = |checkpoint: &str, login: &str| {
        let direct = direct::Settings {
            base_url: own.fake.address.parse().unwrap(),
            keys: vec![Secret::new(login)],
            spool: own.spool.path().to_owned(),
            breaker: providers::breaker::Settings::default(),
            clock: own.hands.clock(),
        };
        let settings = Settings { direct, making: Making { checkpoint: checkpoint.into(), ..making() } };
        Provider::Automatic1111(Automatic1111::start(settings, client(Duration::from_secs(5))).unwrap())
    };
    assert!(matches!(check(&with(CHECKPOINT, "")).await, Checked::Works(_)));
    let missing = check(&with("sdxl", "")).await;
    assert!(matches!(missing, Checked::Fails(fault) if fault.message.contains("no checkpoint called sdxl")));
    own.fake.ask_for("ann:secret words");
    let refused = check(&own.provider).await;
    assert!(matches!(refused, Checked::Fails(fault) if fault.class == FaultClass::Unauthorised));
    assert!(matches!(check(&with("", "ann:secret words")).await, Checked::Works(_)));
    assert!(own.fake.drawn().is_empty());
}
