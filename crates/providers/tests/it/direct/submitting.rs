//! Submits: surely taken, surely not taken, or unknown. Nothing in between, and no attempt is paid twice.

use providers::{FaultClass, Found, SubmitError};
use serde_json::json;
use testkit::direct::Trouble;

use super::*;
use crate::fal::{fault, not_taken, outputs};

#[tokio::test]
async fn a_call_that_may_have_arrived_is_unknown_and_never_repeated() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let troubles = [
        Trouble::LoseAnswer,
        Trouble::CutBody,
        Trouble::GatewayPage(500),
        Trouble::GatewayPage(502),
        Trouble::GatewayPage(504),
        Trouble::answer(504, &json!({"error": {"message": "took too long"}})),
        // From outside, a connection that was cut before the call was read looks the same.
        Trouble::CutBefore,
    ];
    vendor.fake.script(troubles.clone());
    for (index, trouble) in troubles.iter().enumerate() {
        let attempt = format!("stp_{index}-1");
        // An adapter of its own, as a breaker would rightly open after so many.
        let provider = vendor.restarted();
        let outcome = provider.submit(picture(Name::OpenAi, &attempt)).await;
        assert!(matches!(outcome, Err(SubmitError::OutcomeUnknown(_))), "{trouble:?}: {outcome:?}");
        assert_eq!(provider.find(&attempt).await, Found::CannotTell, "{trouble:?}");
        let again = vendor.restarted().submit(picture(Name::OpenAi, &attempt)).await;
        assert!(matches!(again, Err(SubmitError::OutcomeUnknown(_))), "{trouble:?}: {again:?}");
        assert_eq!(vendor.fake.calls().len(), index + 1, "{trouble:?} was repeated");
    }
    let marks = |name: &String| name.ends_with(".sent");
    assert!(vendor.kept().iter().all(marks), "only marks are left: {:?}", vendor.kept());
}

#[tokio::test]
async fn a_call_that_was_refused_was_surely_not_taken_and_may_be_made_again() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let error = |code: &str| json!({"error": {"message": "a secret sk-1234", "type": code, "code": code, "param": "size"}});
    let cases = [
        (Trouble::Refusal, FaultClass::Refused),
        (Trouble::answer(400, &error("content_policy_violation")), FaultClass::Refused),
        (Trouble::answer(400, &error("invalid_value")), FaultClass::Invalid),
        (Trouble::answer(404, &error("model_not_found")), FaultClass::Invalid),
        (Trouble::answer(401, &error("invalid_api_key")), FaultClass::Unauthorised),
        (Trouble::answer(403, &error("permission")), FaultClass::Unauthorised),
        (Trouble::answer(429, &error("insufficient_quota")), FaultClass::OutOfCredit),
        (Trouble::answer(500, &error("server_error")), FaultClass::Unavailable),
        (Trouble::GatewayPage(503), FaultClass::Unavailable),
        (Trouble::answer(302, &json!({})), FaultClass::Broken),
        (Trouble::rate_limit(Some("3")), FaultClass::RateLimited { retry_after_ms: Some(3_000) }),
        (Trouble::rate_limit(None), FaultClass::RateLimited { retry_after_ms: None }),
    ];
    for (trouble, class) in cases {
        vendor.fake.script([trouble.clone()]);
        let provider = vendor.restarted();
        let fault = not_taken(provider.submit(picture(Name::OpenAi, "stp_1-1")).await);
        assert_eq!(fault.class, class, "{trouble:?}");
        assert!(!fault.message.is_empty() && !fault.message.contains("secret"), "{}", fault.message);
        assert_eq!(fault.message.contains("size"), class == FaultClass::Invalid, "{}", fault.message);
        assert_eq!(provider.find("stp_1-1").await, Found::No, "{trouble:?}");
    }
    vendor.provider.submit(picture(Name::OpenAi, "stp_1-1")).await.unwrap();
    assert_eq!(vendor.kept(), ["stp_1-1.0", "stp_1-1.json", "stp_1-1.sent"]);
}

#[tokio::test]
async fn a_vendor_that_is_down_took_nothing() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.fake.go_down().await;
    let fault = not_taken(vendor.provider.submit(picture(Name::OpenAi, "a")).await);
    assert_eq!((fault.class, vendor.kept().len()), (FaultClass::Unavailable, 0));
    vendor.fake.come_back().await;
    vendor.provider.submit(picture(Name::OpenAi, "a")).await.unwrap();
}

#[tokio::test]
async fn an_answer_of_no_use_was_still_an_answer() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let nested = "[".repeat(2_000);
    let cases = [
        (Trouble::HtmlPage, FaultClass::Broken),
        (Trouble::Withheld, FaultClass::Broken),
        (Trouble::TakenBut("{\"data\": [{\"b64".into()), FaultClass::Broken),
        (Trouble::TakenBut(String::new()), FaultClass::Broken),
        (Trouble::TakenBut("<html>".into()), FaultClass::Broken),
        (Trouble::TakenBut(nested), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"data": 7}"#.into()), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"data": [{"b64_json": {"file": 3}}]}"#.into()), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"data": [{"b64_json": "not base64!"}]}"#.into()), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"data": [{"url": "file:///etc/passwd"}]}"#.into()), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"error": {"code": "server_error"}}"#.into()), FaultClass::Broken),
        (Trouble::TakenBut(r#"{"error": {"code": "moderation_blocked"}}"#.into()), FaultClass::Refused),
        (Trouble::Endless, FaultClass::Broken),
        (Trouble::Declares(1_073_741_824), FaultClass::Broken),
    ];
    for (index, (trouble, class)) in cases.into_iter().enumerate() {
        vendor.fake.script([trouble.clone()]);
        let attempt = format!("stp_{index}-1");
        let provider = vendor.restarted();
        let remote = provider.submit(picture(Name::OpenAi, &attempt)).await;
        let remote = remote.unwrap_or_else(|error| panic!("{trouble:?}: {error:?}"));
        let fault = fault(poll(&provider, &remote).await);
        assert_eq!(fault.class, class, "{trouble:?}");
        // It was taken and may have been paid for: it is not tried once more.
        assert!(!fault.is_retryable(), "{trouble:?}");
    }
}

#[tokio::test]
async fn fields_of_the_future_and_links_do_no_harm() {
    let vendor = Vendor::start(Name::OpenAi).await;
    for trouble in [Trouble::UnknownFields, Trouble::Links] {
        vendor.fake.script([trouble.clone()]);
        let attempt = format!("{trouble:?}");
        let remote = vendor.provider.submit(picture(Name::OpenAi, &attempt)).await.unwrap();
        let outputs = outputs(poll(&vendor.provider, &remote).await);
        assert_eq!((outputs.len(), outputs[0].media_type.as_str()), (1, "image/png"), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_link_that_expired_is_the_end() {
    let vendor = Vendor::start(Name::OpenAi).await;
    let gone = format!(r#"{{"data": [{{"url": "{}/pictures/gone.png"}}]}}"#, vendor.fake.address);
    vendor.fake.script([Trouble::TakenBut(gone)]);
    let remote = vendor.provider.submit(picture(Name::OpenAi, "a")).await.unwrap();
    assert_eq!(fault(poll(&vendor.provider, &remote).await).class, FaultClass::Broken);
}

#[tokio::test]
async fn a_revoked_or_limited_key_is_replaced_in_the_same_submit() {
    let (one, two) = ("key-number-one", "key-number-two");
    let vendor = Vendor::with(Name::OpenAi, &[one, two]).await;
    vendor.fake.revoke(one);
    let remote = vendor.provider.submit(picture(Name::OpenAi, "a")).await.unwrap();
    outputs(poll(&vendor.provider, &remote).await);
    let keys: Vec<_> = vendor.fake.calls().into_iter().map(|call| call.key).collect();
    assert_eq!(keys, [one, two]);
    vendor.fake.script([Trouble::rate_limit(Some("30"))]);
    let fault = not_taken(vendor.provider.submit(picture(Name::OpenAi, "b")).await);
    assert_eq!(fault.class, FaultClass::RateLimited { retry_after_ms: Some(30_000) });
    not_taken(vendor.provider.submit(picture(Name::OpenAi, "b")).await);
    assert_eq!(vendor.fake.calls().len(), 3, "a paused key is left alone");
    vendor.hands.advance(30_000);
    vendor.provider.submit(picture(Name::OpenAi, "b")).await.unwrap();
}

#[tokio::test]
async fn silence_lasts_as_long_as_the_caller_waits() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.fake.script([Trouble::Hold]);
    {
        let submit = vendor.provider.submit(picture(Name::OpenAi, "a"));
        tokio::select! {
            outcome = submit => panic!("nothing was answered: {outcome:?}"),
            () = vendor.fake.has_been_called(1) => {}
        }
    }
    vendor.fake.has_been_hung_up_on(1).await;
    assert_eq!(vendor.provider.find("a").await, Found::CannotTell);
    assert_eq!(vendor.provider.keys()[0].in_flight, 0);
}

#[tokio::test]
async fn cancelling_drops_the_call() {
    let vendor = Vendor::start(Name::OpenAi).await;
    vendor.fake.script([Trouble::Hold]);
    let name = vendor.provider.name_of("a").unwrap();
    let submit = vendor.provider.submit(picture(Name::OpenAi, "a"));
    let cancel = async {
        vendor.fake.has_been_called(1).await;
        // Who looks meanwhile is told that it is under way, and who submits it again is not let through.
        let status = vendor.provider.poll(&name, 0, Duration::from_millis(20)).await;
        assert!(matches!(status, Status::Running(_)), "{status:?}");
        assert_eq!(vendor.provider.find("a").await, Found::CannotTell);
        let again = vendor.provider.submit(picture(Name::OpenAi, "a")).await;
        assert!(matches!(again, Err(SubmitError::OutcomeUnknown(_))), "{again:?}");
        vendor.provider.cancel(&name).await;
    };
    let (outcome, ()) = tokio::join!(submit, cancel);
    assert!(matches!(outcome, Err(SubmitError::OutcomeUnknown(_))), "{outcome:?}");
    vendor.fake.has_been_hung_up_on(1).await;
    assert_eq!(vendor.fake.calls().len(), 1);
}

#[tokio::test]
async fn no_key_shows_in_what_is_printed() {
    let key = "very-secret-key-material";
    let vendor = Vendor::with(Name::OpenAi, &[key]).await;
    vendor.fake.revoke(key);
    let fault = not_taken(vendor.provider.submit(picture(Name::OpenAi, "a")).await);
    let Provider::Direct(direct) = &vendor.provider else { panic!("direct") };
    for text in [format!("{direct:?}"), format!("{fault:?}"), format!("{:?}", vendor.provider.keys())] {
        assert!(!text.contains("secret"), "{text}");
    }
}
