//! Announcements: believed when signed by the fake's published key, useless otherwise.

use providers::{HeaderMap, WebhookRefused, fal::webhook};
use testkit::fal::{Phase, Plan, Trouble};

use super::*;

fn headers(pairs: Vec<(&'static str, String)>) -> HeaderMap {
    pairs.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_when_a_signature_fits_none() {
    let fake = FakeFal::start().await;
    let hands = Hands::default();
    let fal = fal_with(&fake, &["test-key-number-one"], hands.clock(), |_| {});
    fal.submit(picture("a")).await.unwrap();
    let request_id = fake.submits()[0].request_id.clone();
    let now = hands.clock()().0 / 1_000;
    let (signed, body) = fake.announcement(&request_id, now);
    let signed = headers(signed);

    fake.script(Phase::Keys, [Trouble::TakenThen(500)]);
    let refused = fal.parse_webhook(&signed, &body).await;
    assert!(matches!(refused, Err(WebhookRefused::KeysUnavailable(_))), "{refused:?}");

    let _ = fake.take_calls();
    for _ in 0..3 {
        let event = fal.parse_webhook(&signed, &body).await.unwrap();
        assert_eq!((event.request_id.as_str(), event.succeeded), (request_id.as_str(), true));
    }
    assert_eq!(fake.take_calls().len(), 1, "keys are kept");

    let mut forged = signed.clone();
    forged.insert("x-fal-webhook-user-id", "somebody-else".parse().unwrap());
    for _ in 0..3 {
        assert_eq!(fal.parse_webhook(&forged, &body).await, Err(WebhookRefused::Forged));
    }
    assert!(fake.take_calls().is_empty(), "forgers make us fetch keys");
    hands.advance(61_000);
    assert_eq!(fal.parse_webhook(&forged, &body).await, Err(WebhookRefused::Forged));
    assert_eq!(fake.take_calls().len(), 1);
    hands.advance(10 * 60_000);
    assert_eq!(fal.parse_webhook(&signed, &body).await, Err(WebhookRefused::Stale));
}

#[tokio::test]
async fn the_address_goes_with_the_submit_and_a_nudge_shortens_the_wait() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let receiver: reqwest::Url = "http://127.0.0.1:9/api/webhooks/fal?token=a&b=ü".parse().unwrap();
    let fal = fal_with(&fake, &["test-key-number-one"], Hands::default().clock(), |settings| {
        settings.webhook = Some(receiver.clone());
        settings.poll_every_min = Duration::from_secs(3_600);
        settings.poll_every_max = Duration::from_secs(3_600);
    });
    let _ = fake.take_calls();
    let remote = fal.submit(picture("a")).await.unwrap();
    let path = fake.take_calls().remove(0).path;
    let sent = reqwest::Url::parse(&format!("http://fake{path}")).unwrap();
    let named = sent.query_pairs().find(|(name, _)| name == "fal_webhook").unwrap().1.into_owned();
    assert_eq!(named, receiver.as_str());

    let Status::Running(progress) = fal.poll(&remote, 0, LONG).await else { panic!("it is stuck") };
    let request_id = fake.submits()[0].request_id.clone();
    let waiting = {
        let (fal, remote) = (fal.clone(), remote.clone());
        tokio::spawn(async move { fal.poll(&remote, progress.revision, Duration::from_secs(3_600)).await })
    };
    fake.finish(&request_id);
    // The wait may not have begun yet: a nudge is kept until it does.
    fal.nudge("unknown");
    fal.nudge(&request_id);
    outputs(waiting.await.unwrap());
}

#[test]
fn the_key_set_parser_takes_any_bytes() {
    for bytes in [&b""[..], b"null", b"[]", b"{\"keys\":{}}", b"{\"keys\":[null]}", b"\xff\xfe"] {
        assert!(webhook::Keys::parse(bytes).is_err());
    }
}
