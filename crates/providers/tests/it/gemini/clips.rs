//! Clips: begun once, followed through trouble, fetched with the key from the vendor alone.

use providers::{Found, Status};
use testkit::direct::ClipEnding;

use super::*;

#[tokio::test]
async fn progress_is_told_and_the_clip_fetched_by_another_process_too() {
    let vendor = Vendor::start(Name::Gemini).await;
    vendor.fake.clips(ClipPlan { running_for: 2, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("a", false)).await.unwrap();
    assert_eq!(vendor.restarted().find("a").await, Found::Yes(remote.clone()));
    let first = poll(&vendor.provider, &remote).await;
    assert!(matches!(&first, Status::Running(progress) if progress.revision > 0), "{first:?}");
    let made = outputs(ended(&vendor.restarted(), &remote).await);
    assert_eq!(made[0].content.bytes().await.unwrap(), media::clip());
    assert_eq!(vendor.fake.taken(), 1);
    let polls: Vec<_> = vendor.fake.calls().into_iter().filter(|call| call.method == "GET").collect();
    assert!(polls.iter().all(|call| call.key == "test-key-number-one"));
    assert!(polls[0].path.ends_with("?stream=false"), "{}", polls[0].path);
}

#[tokio::test]
async fn endings_are_told_apart() {
    let vendor = Vendor::start(Name::Gemini).await;
    let cases = [
        (ClipEnding::Words, FaultClass::Refused),
        (ClipEnding::Nothing, FaultClass::Refused),
        (ClipEnding::Failed, FaultClass::Broken),
    ];
    for (index, (ending, class)) in cases.into_iter().enumerate() {
        vendor.fake.clips(ClipPlan { ending, ..ClipPlan::default() });
        let remote = vendor.provider.submit(clip(&format!("a{index}"), true)).await.unwrap();
        assert_eq!(fault(ended(&vendor.provider, &remote).await).class, class, "{ending:?}");
    }
    vendor.fake.clips(ClipPlan { ending: ClipEnding::Inline, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("inline", false)).await.unwrap();
    assert_eq!(outputs(ended(&vendor.provider, &remote).await)[0].media_type, "video/mp4");
    vendor.fake.clips(ClipPlan { ending: ClipEnding::SomethingNew, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("new", false)).await.unwrap();
    let status = vendor.provider.poll(&remote, u64::MAX, std::time::Duration::from_millis(30)).await;
    assert!(matches!(status, Status::Running(_)), "a state that nobody knows is no end: {status:?}");
    vendor.fake.script([Trouble::Refusal]);
    let refused = not_taken(vendor.provider.submit(clip("refused", false)).await);
    assert_eq!(refused.class, FaultClass::Refused);
}

#[tokio::test]
async fn a_clip_elsewhere_is_fetched_without_the_key() {
    let (vendor, other) = (Vendor::start(Name::Gemini).await, Vendor::start(Name::OpenAi).await);
    // A picture is no clip, but it shows what was sent along.
    let elsewhere = Some(format!("{}/pictures/1.png", other.fake.address));
    vendor.fake.clips(ClipPlan { elsewhere, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("a", false)).await.unwrap();
    assert_eq!(fault(ended(&vendor.provider, &remote).await).class, FaultClass::Broken);
    let fetched = &other.fake.calls()[0];
    assert_eq!((fetched.path.as_str(), fetched.header("x-goog-api-key")), ("/pictures/1.png", ""));
}

#[tokio::test]
async fn cancelling_reaches_the_vendor() {
    let vendor = Vendor::start(Name::Gemini).await;
    vendor.fake.clips(ClipPlan { stuck: true, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("a", false)).await.unwrap();
    vendor.provider.cancel(&remote).await;
    assert_eq!(vendor.fake.clips_cancelled(), 1);
    assert_eq!(fault(ended(&vendor.provider, &remote).await).class, FaultClass::Broken);
}

#[tokio::test]
async fn what_gemini_forgot_is_forgotten_and_a_revoked_key_is_no_more_asked_with() {
    let vendor = Vendor::start(Name::Gemini).await;
    vendor.fake.clips(ClipPlan { stuck: true, ..ClipPlan::default() });
    let remote = vendor.provider.submit(clip("a", false)).await.unwrap();
    vendor.fake.forget_clips();
    assert!(matches!(ended(&vendor.provider, &remote).await, Status::Forgotten));
    let other =
        crate::direct::provider(&vendor.fake, &["another-key-entirely"], &vendor.hands, vendor.spool.path());
    assert_eq!(fault(ended(&other, &remote).await).class, FaultClass::Unauthorised);
}
