//! Answers: on disk as soon as they are here, found again by the next process, gone when they are stored.

use domain::time::{DAY_MS, HOUR_MS};
use providers::{Content, Found};
use testkit::direct::Trouble;

use super::*;
use crate::fal::outputs;

#[tokio::test]
async fn a_paid_answer_outlives_the_process_and_is_not_paid_again() {
    let vendor = Vendor::start(Name::OpenAi).await;
    assert_eq!(vendor.provider.find("a").await, Found::No);
    let remote = vendor.provider.submit(picture(Name::OpenAi, "a")).await.unwrap();
    // The process died before it could write the remote id down.
    let next = vendor.restarted();
    assert_eq!(next.find("a").await, Found::Yes(remote.clone()));
    assert_eq!(next.submit(picture(Name::OpenAi, "a")).await, Ok(remote.clone()));
    let made = outputs(poll(&next, &remote).await);
    assert_eq!((made[0].media_type.as_str(), vendor.fake.taken()), ("image/png", 1));
    assert!(matches!(made[0].content, Content::File(_)), "what was paid for stays on disk");
    assert_eq!(made[0].provenance["requestId"], "req_fake_1");
    // Looking twice is looking at the same.
    assert_eq!(
        outputs(poll(&next, &remote).await)[0].content.bytes().await.unwrap(),
        made[0].content.bytes().await.unwrap()
    );
    next.forget(&remote).await;
    assert!(vendor.kept().is_empty());
    assert!(matches!(poll(&next, &remote).await, Status::Forgotten));
}

#[tokio::test]
async fn what_nobody_stored_is_swept_away_after_a_day() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.provider.submit(picture(Name::OpenAi, "old")).await.unwrap();
    vendor.hands.advance(DAY_MS - HOUR_MS);
    vendor.provider.submit(picture(Name::OpenAi, "new")).await.unwrap();
    assert!(vendor.kept().iter().any(|name| name.starts_with("old")));
    vendor.hands.advance(2 * HOUR_MS);
    assert_eq!(vendor.provider.find("old").await, Found::No);
    assert_eq!(vendor.kept(), ["new.0", "new.json", "new.sent"]);
}

#[tokio::test]
async fn an_answer_that_was_cut_leaves_nothing_but_its_mark() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.fake.script([Trouble::CutBody]);
    vendor.provider.submit(picture(Name::OpenAi, "a")).await.unwrap_err();
    assert_eq!(vendor.kept(), ["a.sent"]);
}

#[tokio::test]
async fn where_nothing_can_be_kept_nothing_is_ordered() {
    let vendor = Vendor::start(Name::OpenAi).await;
    std::fs::remove_dir_all(vendor.spool.path()).unwrap();
    let fault = crate::fal::not_taken(vendor.provider.submit(picture(Name::OpenAi, "a")).await);
    assert!(fault.is_retryable() && fault.message.contains("nothing was ordered"), "{fault:?}");
    assert!(vendor.fake.calls().is_empty());
}

/// Two hundred submits at once over one pool: as many answers, no key counted busy after that.
#[tokio::test]
async fn many_at_once() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let calls = (0..200).map(|index| {
        let provider = vendor.provider.clone();
        tokio::spawn(async move { provider.submit(picture(Name::OpenAi, &format!("a{index}"))).await })
    });
    for call in calls.collect::<Vec<_>>() {
        let remote = call.await.unwrap().unwrap();
        outputs(poll(&vendor.provider, &remote).await);
    }
    assert_eq!((vendor.fake.taken(), vendor.provider.keys()[0].in_flight), (200, 0));
}
