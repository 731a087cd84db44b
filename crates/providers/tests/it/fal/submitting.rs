//! Submits: surely taken, surely not taken, or unknown. Nothing in between, and no second submit.

use providers::{FaultClass, Found};
use testkit::fal::{Phase, Trouble};

use super::*;

#[tokio::test]
async fn a_submit_that_may_have_arrived_is_unknown_and_not_repeated() {
    let fake = FakeFal::start().await;
    let troubles = [
        Trouble::LoseAnswer,
        Trouble::WrongJson,
        Trouble::CutBody,
        Trouble::TakenThen(500),
        Trouble::TakenThen(502),
        Trouble::TakenThen(504),
        Trouble::Silence,
        // From outside, a connection that was cut before the request was read looks the same.
        Trouble::CutBefore,
    ];
    fake.script(Phase::Submit, troubles.clone());
    for (index, trouble) in troubles.iter().enumerate() {
        // An adapter of its own, as a breaker would rightly open after so many.
        let outcome = fal(&fake).submit(picture("a")).await;
        assert!(matches!(outcome, Err(SubmitError::OutcomeUnknown(_))), "{trouble:?}: {outcome:?}");
        assert_eq!(fake.submits().len(), index + 1, "{trouble:?} was repeated");
    }
    assert_eq!(fake.submits().iter().filter(|submit| submit.taken).count(), 7);
    assert_eq!(fal(&fake).find("a").await, Found::CannotTell);
}

#[tokio::test]
async fn a_submit_that_was_refused_was_surely_not_taken() {
    let fake = FakeFal::start().await;
    let detail =
        |kind: &str| serde_json::json!({"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": kind}]});
    let sentence = |text: &str| serde_json::json!({ "detail": text });
    let cases = [
        (Trouble::answer(422, &detail("content_policy_violation")), FaultClass::Refused),
        (Trouble::answer(422, &detail("value_error")), FaultClass::Invalid),
        (Trouble::answer(400, &sentence("bad")), FaultClass::Invalid),
        (Trouble::answer(404, &sentence("no such app")), FaultClass::Invalid),
        (Trouble::answer(401, &sentence("Invalid API key")), FaultClass::Unauthorised),
        (Trouble::answer(403, &sentence("Forbidden")), FaultClass::Unauthorised),
        (Trouble::answer(403, &sentence("Exhausted balance")), FaultClass::OutOfCredit),
        (Trouble::answer(503, &sentence("busy")), FaultClass::Unavailable),
        (Trouble::answer(301, &sentence("elsewhere")), FaultClass::Broken),
        (Trouble::rate_limit(Some("3")), FaultClass::RateLimited { retry_after_ms: Some(3_000) }),
        (Trouble::rate_limit(None), FaultClass::RateLimited { retry_after_ms: None }),
    ];
    for (trouble, class) in cases {
        fake.script(Phase::Submit, [trouble.clone()]);
        let fault = not_taken(fal(&fake).submit(picture("a")).await);
        assert_eq!(fault.class, class, "{trouble:?}");
        assert!(!fault.message.is_empty());
    }
    assert!(fake.submits().iter().all(|submit| !submit.taken));
}

#[tokio::test]
async fn a_vendor_that_is_down_took_nothing() {
    let fake = FakeFal::start().await;
    fake.go_down().await;
    let fault = not_taken(fal(&fake).submit(picture("a")).await);
    assert_eq!(fault.class, FaultClass::Unavailable);
    fake.come_back().await;
    fal(&fake).submit(picture("a")).await.unwrap();
}

#[tokio::test]
async fn an_upload_that_fails_takes_nothing() {
    let fake = FakeFal::start().await;
    let cut = || {
        let png = input("image/png", "in.png", testkit::media::picture(16, 1));
        submission("a", "fal-birefnet-2", Work::BackgroundRemove, vec![png])
    };
    for trouble in [Trouble::LoseAnswer, Trouble::WrongJson, Trouble::TakenThen(500), Trouble::CutBefore] {
        fake.script(Phase::Upload, [trouble.clone()]);
        let fault = not_taken(fal(&fake).submit(cut()).await);
        assert_eq!(fault.class, FaultClass::Unavailable, "{trouble:?}");
    }
    // The second call of an upload puts the file.
    fake.script(Phase::Upload, [Trouble::None, Trouble::LoseAnswer]);
    assert_eq!(not_taken(fal(&fake).submit(cut()).await).class, FaultClass::Unavailable);
    assert!(fake.submits().is_empty());
}

#[tokio::test]
async fn slow_answers_are_answers() {
    let fake = FakeFal::start().await;
    let pause = Duration::from_millis(5);
    fake.script(Phase::Submit, [Trouble::Drip(pause), Trouble::Delay(pause)]);
    let fal = fal(&fake);
    for attempt in ["a", "b"] {
        let remote = fal.submit(picture(attempt)).await.unwrap();
        outputs(ended(&fal, &remote).await);
    }
}

#[tokio::test]
async fn load_is_spread_and_a_revoked_or_limited_key_is_replaced() {
    let fake = FakeFal::start().await;
    let (one, two, three) = ("key-number-one", "key-number-two", "key-number-three");
    let hands = Hands::default();
    let fal = fal_with(&fake, &[one, two, three], hands.clock(), |_| {});
    for index in 0..6 {
        fal.submit(picture(&index.to_string())).await.unwrap();
    }
    let count = |key: &str| fake.submits().iter().filter(|submit| submit.key == key && submit.taken).count();
    assert_eq!((count(one), count(two), count(three)), (2, 2, 2));

    fake.revoke(one);
    fake.exhaust(two);
    for index in 6..10 {
        fal.submit(picture(&index.to_string())).await.unwrap();
    }
    assert_eq!((count(one), count(two), count(three)), (2, 2, 6));
    let refused = fake.submits().iter().filter(|submit| !submit.taken).count();
    assert_eq!(refused, 2, "a key that does not work is asked once, not each time");

    fake.script(Phase::Submit, [Trouble::rate_limit(Some("30"))]);
    let fault = not_taken(fal.submit(picture("10")).await);
    assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(30_000) });
    let fault = not_taken(fal.submit(picture("11")).await);
    assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(30_000) });
    assert_eq!(fake.submits().len(), 13, "a paused key is left alone");
    hands.advance(30_000);
    fal.submit(picture("12")).await.unwrap();
}

#[tokio::test]
async fn a_vendor_that_always_says_at_once_is_not_asked_for_ever() {
    let fake = FakeFal::start().await;
    fake.script(Phase::Submit, vec![Trouble::rate_limit(Some("0")); 50]);
    let (hands, keys) = (Hands::default(), ["key-number-one", "key-number-two"]);
    let moving = {
        let clock = hands.clock();
        Arc::new(move || {
            hands.advance(10);
            clock()
        })
    };
    let fal = fal_with(&fake, &keys, moving, |_| {});
    let fault = not_taken(fal.submit(picture("a")).await);
    assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(0) });
    assert_eq!(fake.submits().len(), 2);
}

#[tokio::test]
async fn the_breaker_opens_and_closes_again() {
    let fake = FakeFal::start().await;
    let hands = Hands::default();
    let fal = fal_with(&fake, &["only-key-there-is"], hands.clock(), |_| {});
    fake.go_down().await;
    for _ in 0..5 {
        not_taken(fal.submit(picture("a")).await);
    }
    let state = |fal: &Provider| serde_json::to_value(fal.keys()).unwrap()[0]["breaker"]["state"].clone();
    assert_eq!(state(&fal), "open");
    fake.come_back().await;
    not_taken(fal.submit(picture("a")).await);
    assert!(fake.submits().is_empty(), "an open breaker let a call through");
    hands.advance(5_000);
    for attempt in ["b", "c"] {
        assert_ne!(state(&fal), "closed");
        fal.submit(picture(attempt)).await.unwrap();
    }
    assert_eq!(state(&fal), "closed");
}

#[tokio::test]
async fn no_key_shows_in_what_is_printed() {
    let fake = FakeFal::start().await;
    let key = "very-secret-key-material";
    let Provider::Fal(fal) = fal_with(&fake, &[key], Hands::default().clock(), |_| {}) else { panic!("fal") };
    let provider = Provider::Fal(fal.clone());
    let remote = provider.submit(picture("a")).await.unwrap();
    fake.script(Phase::Submit, [Trouble::LoseAnswer]);
    let lost = provider.submit(picture("b")).await;
    for text in [format!("{fal:?}"), format!("{:?}", provider.keys()), remote, format!("{lost:?}")] {
        assert!(!text.contains("secret"), "{text}");
    }
}
