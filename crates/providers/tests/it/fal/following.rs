//! Polling, cancelling, and going on after a restart.

use providers::{FaultClass, Progress};
use testkit::fal::{Ending, Phase, Plan, Trouble};

use super::*;

#[tokio::test]
async fn progress_is_told_as_it_changes() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { queued_for: 3, running_for: 3, ..Plan::default() });
    let fal = fal(&fake);
    let remote = fal.submit(picture("a")).await.unwrap();
    let (mut seen, mut revision) = (Vec::<Progress>::new(), 0);
    let status = loop {
        match fal.poll(&remote, revision, LONG).await {
            Status::Running(progress) => {
                assert!(progress.revision > revision, "{progress:?}");
                revision = progress.revision;
                seen.push(progress);
            }
            status => break status,
        }
    };
    let sentences: Vec<&str> = seen.iter().map(|progress| progress.sentence.as_str()).collect();
    let told = ["Waiting at fal, 2 ahead", "Waiting at fal, 1 ahead", "Next in line at fal"];
    assert_eq!(sentences[..3], told);
    assert!(seen.windows(2).all(|pair| pair[0].percent <= pair[1].percent), "{seen:?}");
    let output = &outputs(status)[0];
    assert_eq!((output.provenance["seed"].as_u64(), output.media_type.as_str()), (Some(7), "image/png"));
    assert!(output.provenance["inferenceSeconds"].is_f64());
    let again = outputs(fal.poll(&remote, revision, LONG).await);
    assert_eq!(again[0].content.bytes().await.unwrap(), output.content.bytes().await.unwrap());
}

#[tokio::test]
async fn a_poll_answers_after_its_wait_and_reports_no_change() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let fal = fal(&fake);
    let remote = fal.submit(picture("a")).await.unwrap();
    // The second look finds one log line more; after that nothing changes.
    let Status::Running(first) = fal.poll(&remote, 0, LONG).await else { panic!("it is stuck") };
    let Status::Running(first) = fal.poll(&remote, first.revision, LONG).await else { panic!("it is stuck") };
    let Status::Running(second) = fal.poll(&remote, first.revision, Duration::from_millis(30)).await else {
        panic!("it is stuck")
    };
    assert_eq!(first.revision, second.revision);
    let request_id = fake.submits()[0].request_id.clone();
    fake.finish(&request_id);
    outputs(ended(&fal, &remote).await);
}

#[tokio::test]
async fn another_process_goes_on_with_the_remote_id_alone() {
    let fake = FakeFal::start().await;
    let remote = fal(&fake).submit(picture("a")).await.unwrap();
    outputs(ended(&fal(&fake), &remote).await);
    let stranger = fal_with(&fake, &["another-key-entirely"], Hands::default().clock(), |_| {});
    assert_eq!(fault(ended(&stranger, &remote).await).class, FaultClass::Unauthorised);
    assert_eq!(fault(ended(&stranger, "{\"r\":1}").await).class, FaultClass::Broken);
    assert_eq!(fake.submits().len(), 1);
}

#[tokio::test]
async fn trouble_while_polling_is_not_the_end() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { running_for: 2, ..Plan::default() });
    let page = || Trouble::Answer { status: 502, retry_after: None, body: "<html>nginx</html>".into() };
    let unknown = Trouble::answer(200, &serde_json::json!({"status": "PAUSED_BY_SOMETHING_NEW"}));
    let troubles = [
        Trouble::CutBefore,
        Trouble::WrongJson,
        page(),
        Trouble::rate_limit(Some("0")),
        unknown,
        Trouble::CutBody,
        Trouble::LoseAnswer,
        Trouble::Drip(Duration::from_millis(1)),
    ];
    fake.script(Phase::Status, troubles);
    fake.script(Phase::Result, [page(), Trouble::CutBody, Trouble::WrongJson, Trouble::CutBefore]);
    fake.script(Phase::File, [page(), Trouble::CutBody, Trouble::CutBefore]);
    let fal = fal(&fake);
    let remote = fal.submit(picture("a")).await.unwrap();
    outputs(ended(&fal, &remote).await);
    assert_eq!(fake.submits().len(), 1);
}

#[tokio::test]
async fn answers_that_never_become_readable_end_it() {
    let fake = FakeFal::start().await;
    fake.script(Phase::Status, vec![Trouble::WrongJson; 200]);
    let fal = fal(&fake);
    let remote = fal.submit(picture("a")).await.unwrap();
    assert_eq!(fault(ended(&fal, &remote).await).class, FaultClass::Broken);
}

#[tokio::test]
async fn endings_of_the_model_are_told_apart() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    let error = |status, kind: &str| Ending::Error { status, kind: kind.into() };
    for (ending, class) in [
        (Ending::Withheld, FaultClass::Refused),
        (error(422, "content_policy_violation"), FaultClass::Refused),
        (error(422, "image_too_small"), FaultClass::Invalid),
        (error(500, "internal_server_error"), FaultClass::Unavailable),
        (error(504, "generation_timeout"), FaultClass::Unavailable),
        (error(422, "no_media_generated"), FaultClass::Broken),
    ] {
        fake.plan(Plan { ending: ending.clone(), ..Plan::default() });
        let remote = fal.submit(picture("a")).await.unwrap();
        assert_eq!(fault(ended(&fal, &remote).await).class, class, "{ending:?}");
    }
}

#[tokio::test]
async fn what_is_not_a_picture_is_not_delivered() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    for trouble in [Trouble::HtmlPage, Trouble::Endless] {
        fake.script(Phase::File, [trouble.clone()]);
        let remote = fal.submit(picture("a")).await.unwrap();
        assert_eq!(fault(ended(&fal, &remote).await).class, FaultClass::Broken, "{trouble:?}");
    }
}

#[tokio::test]
async fn an_expired_link_is_asked_for_once_more() {
    let fake = FakeFal::start().await;
    let fal = fal(&fake);
    let gone = || Trouble::answer(404, &serde_json::json!({"detail": "Not found"}));
    fake.script(Phase::File, [gone()]);
    let remote = fal.submit(picture("a")).await.unwrap();
    outputs(ended(&fal, &remote).await);
    fake.script(Phase::File, [gone(), gone()]);
    let remote = fal.submit(picture("b")).await.unwrap();
    assert_eq!(fault(ended(&fal, &remote).await).class, FaultClass::Broken);
}

#[tokio::test]
async fn cancelling_reaches_the_vendor_even_through_trouble() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let fal = fal(&fake);
    for trouble in [Trouble::None, Trouble::CutBefore, Trouble::TakenThen(502)] {
        fake.script(Phase::Cancel, [trouble]);
        let remote = fal.submit(picture("a")).await.unwrap();
        fal.cancel(&remote).await;
        let request_id = fake.submits().last().unwrap().request_id.clone();
        assert!(fake.was_cancelled(&request_id));
        assert!(matches!(ended(&fal, &remote).await, Status::Failed(_)));
        fal.forget(&remote).await;
    }
    assert_eq!(fal.keys()[0].in_flight, 0);
    fal.cancel("not a remote id").await;
}

#[tokio::test]
async fn a_key_revoked_in_mid_run_opens_its_breaker() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let fal = fal_with(&fake, &["key-number-one", "key-number-two"], Hands::default().clock(), |_| {});
    let remote = fal.submit(picture("a")).await.unwrap();
    let key = fake.submits()[0].key.clone();
    fake.revoke(&key);
    assert_eq!(fault(ended(&fal, &remote).await).class, FaultClass::Unauthorised);
    fal.submit(picture("b")).await.unwrap();
    assert_ne!(fake.submits()[1].key, key);
}

#[tokio::test]
async fn a_request_the_vendor_forgot_is_forgotten() {
    let fake = FakeFal::start().await;
    let remote = fal(&fake).submit(picture("a")).await.unwrap();
    let elsewhere = remote.replace(&fake.submits()[0].request_id, "00000000-0000-7000-8000-000000000000");
    assert!(matches!(ended(&fal(&fake), &elsewhere).await, Status::Forgotten));
}
