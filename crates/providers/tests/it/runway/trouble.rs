//! What goes wrong at Runway, and what becomes of the run.

use providers::{Checked, FaultClass, Found};
use serde_json::json;
use testkit::runway::{Phase, Plan, Trouble};

use super::*;

fn class(status: Status) -> FaultClass {
    match status {
        Status::Failed(fault) => fault.class,
        other => panic!("not failed: {other:?}"),
    }
}

#[tokio::test]
async fn states_become_progress_that_only_grows() {
    let fake = FakeRunway::start().await;
    fake.plan(Plan {
        states: vec!["PENDING", "THROTTLED", "RUNNING", "A_NEW_STATE", "RUNNING"],
        ..Plan::default()
    });
    let runway = runway(&fake);
    let remote = runway.submit(clip()).await.unwrap();
    let (mut revision, mut told) = (0, Vec::new());
    loop {
        match runway.poll(&remote, revision, LONG).await {
            Status::Running(progress) => {
                assert!(progress.revision > revision);
                revision = progress.revision;
                told.push(progress.sentence);
            }
            status => break assert_eq!(outputs(status).len(), 1),
        }
    }
    assert_eq!(
        told[..3],
        ["Waiting at Runway", "Waiting at Runway for other work of this account", "Runway is working on it"]
    );
}

#[tokio::test]
async fn an_expired_link_is_asked_for_anew_once_and_then_the_run_fails() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    fake.plan(Plan { expired_links: 1, ..Plan::default() });
    let remote = runway.submit(clip()).await.unwrap();
    assert_eq!(outputs(ended(&runway, &remote).await).len(), 1);
    fake.plan(Plan { expired_links: 9, ..Plan::default() });
    let remote = runway.submit(clip()).await.unwrap();
    assert_eq!(class(ended(&runway, &remote).await), FaultClass::Broken);
}

#[tokio::test]
async fn refusals_are_final_and_inner_errors_are_not() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    for (code, expected) in [
        ("SAFETY.INPUT.TEXT", FaultClass::Refused),
        ("THIRD_PARTY.SAFETY", FaultClass::Refused),
        ("INTERNAL.BAD_OUTPUT.CODE01", FaultClass::Unavailable),
        ("ASSET.INVALID", FaultClass::Invalid),
        ("NEW.THING", FaultClass::Broken),
    ] {
        fake.plan(Plan { fails_with: Some(code), ..Plan::default() });
        let remote = runway.submit(clip()).await.unwrap();
        assert_eq!(class(ended(&runway, &remote).await), expected, "{code}");
    }
}

#[tokio::test]
async fn a_create_is_only_not_taken_when_that_is_sure() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let unknown = [
        Trouble::LoseAnswer,
        Trouble::CutBody,
        Trouble::WrongJson,
        Trouble::TakenThen(502),
        Trouble::TakenThen(504),
        Trouble::answer(500, &json!({"error": "oops"})),
        Trouble::answer(200, &json!({"id": "../../etc"})),
    ];
    for trouble in unknown {
        fake.script(Phase::Create, [trouble.clone()]);
        let outcome = runway_with(&fake, &["a-fresh-key"]).submit(clip()).await;
        assert!(matches!(outcome, Err(SubmitError::OutcomeUnknown(_))), "{trouble:?}: {outcome:?}");
    }
    for (trouble, expected) in [
        (Trouble::answer(400, &json!({"error": "Invalid ratio"})), FaultClass::Invalid),
        (Trouble::answer(503, &json!({"error": "busy"})), FaultClass::Unavailable),
        (Trouble::rate_limit(Some("7")), FaultClass::RateLimited { retry_after_ms: Some(7_000) }),
        (Trouble::answer(401, &json!({"error": "no"})), FaultClass::Unauthorised),
    ] {
        fake.script(Phase::Create, [trouble]);
        let fault = not_taken(runway_with(&fake, &["a-fresh-key"]).submit(clip()).await);
        assert_eq!(fault.class, expected);
    }
    assert_eq!(runway.find("attempt-1").await, Found::CannotTell);
}

#[tokio::test]
async fn the_next_key_takes_over_for_one_that_is_limited_revoked_or_empty() {
    let fake = FakeRunway::start().await;
    let runway = runway_with(&fake, &["key-limited", "key-revoked", "key-empty", "key-works"]);
    fake.revoke("key-revoked");
    fake.exhaust("key-empty");
    fake.script(Phase::Create, [Trouble::rate_limit(Some("60"))]);
    for _ in 0..3 {
        runway.submit(clip()).await.unwrap();
    }
    assert!(fake.creates().iter().all(|create| create.key == "key-works"));
}

#[tokio::test]
async fn trouble_while_polling_is_passing_and_a_lost_task_is_not_a_failure() {
    let fake = FakeRunway::start().await;
    fake.plan(Plan { states: vec!["RUNNING"; 2], ..Plan::default() });
    let runway = runway(&fake);
    let remote = runway.submit(clip()).await.unwrap();
    let busy = Trouble::answer(503, &json!({"error": "busy"}));
    let passing =
        [busy, Trouble::rate_limit(None), Trouble::LoseAnswer, Trouble::WrongJson, Trouble::CutBody];
    fake.script(Phase::Task, passing);
    fake.script(Phase::File, [Trouble::CutBody, Trouble::answer(500, &json!({}))]);
    assert_eq!(outputs(ended(&runway, &remote).await).len(), 1);
    // A process that never heard of it goes on with it.
    let again = super::runway(&fake);
    assert_eq!(outputs(ended(&again, &remote).await).len(), 1);
    let remote = runway.submit(clip()).await.unwrap();
    fake.script(Phase::Task, [Trouble::answer(404, &json!({"error": "gone"}))]);
    assert!(matches!(ended(&runway, &remote).await, Status::Forgotten));
    for wrong in ["", "{}", r#"{"t":"../x","m":"m","k":"k"}"#] {
        assert_eq!(class(runway.poll(wrong, 0, LONG).await), FaultClass::Broken, "{wrong}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_refused() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let remote = runway.submit(clip()).await.unwrap();
    fake.script(Phase::File, [Trouble::HtmlPage]);
    assert_eq!(class(ended(&runway, &remote).await), FaultClass::Broken);
}

#[tokio::test]
async fn cancelling_deletes_the_task_and_an_administrator_can_adopt_one() {
    let fake = FakeRunway::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let runway = runway_with(&fake, &["key-one", "key-two"]);
    let remote = runway.submit(clip()).await.unwrap();
    let task_id = fake.creates()[0].task_id.clone();
    let adopted = runway.adopt(&clip(), &task_id).await.unwrap();
    assert!(adopted.contains(&task_id));
    assert_eq!(runway.adopt(&clip(), "0198c7a0-0000-7000-8000-000000000000").await, None);
    assert_eq!(runway.adopt(&clip(), "../organization").await, None);
    runway.cancel(&remote).await;
    assert!(fake.was_deleted(&task_id));
    runway.cancel(&remote).await;
}

#[tokio::test]
async fn a_check_tells_the_balance_and_makes_nothing() {
    let fake = FakeRunway::start().await;
    fake.revoke("key-revoked-0002");
    let checks = runway_with(&fake, &["key-working-0001", "key-revoked-0002"]).check().await;
    assert_eq!(checks[0].key, "…0001");
    assert_eq!(checks[0].outcome, Checked::Works("1234 Runway credits are left".into()));
    assert!(matches!(&checks[1].outcome, Checked::Fails(fault) if fault.class == FaultClass::Unauthorised));
    assert!(fake.creates().is_empty());
}
