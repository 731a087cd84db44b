//! Lots, purchases that are given back, periods that end.

use domain::{
    ledger::{
        LedgerError,
        lot::{GRACE_MS, LotSource},
    },
    money::Credits,
    time::{DAY_MS, Millis},
};
use server::ledger::{self, Ended, PostError, Refunded};
use testkit::TestApp;

use super::{grant, hold, left, lot, lots, resolve, workspace, write};

#[tokio::test]
async fn what_expires_soonest_is_spent_first_whoever_folds_and_when() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let now = app.app.env.now();
    assert_eq!(left(&lots(&app, here).await), [(LotSource::SignUp, 50)]);
    let soon = Some(now.plus_ms(2 * DAY_MS));
    assert!(grant(&app, here, lot(LotSource::Pack, 100, "pack:1", Some(now.plus_ms(365 * DAY_MS)))).await);
    assert!(grant(&app, here, lot(LotSource::Plan, 30, "plan:1", soon)).await);
    // The same cause gives only once.
    assert!(!grant(&app, here, lot(LotSource::Plan, 30, "plan:1", soon)).await);
    let run = hold(&app, &asha, 40).await;
    assert!(write(&app, move |tx, _| ledger::bring_up(tx, here)).await.unwrap());
    assert_eq!(left(&lots(&app, here).await), [(LotSource::Pack, 90), (LotSource::SignUp, 50)]);
    resolve(&app, here, run, 40, 25).await;
    assert_eq!(
        left(&lots(&app, here).await),
        [(LotSource::Plan, 5), (LotSource::Pack, 100), (LotSource::SignUp, 50)]
    );
    // What comes back after its lot has expired lives on for a week.
    let late = hold(&app, &asha, 5).await;
    app.clock.as_ref().unwrap().advance_ms(3 * DAY_MS);
    resolve(&app, here, late, 5, 0).await;
    let lots = lots(&app, here).await;
    assert_eq!(left(&lots), [(LotSource::Returned, 5), (LotSource::Pack, 100), (LotSource::SignUp, 50)]);
    let returned = lots.lots().iter().find(|lot| lot.source == LotSource::Returned).unwrap();
    assert_eq!(returned.expires_at, Some(Millis(now.0 + 3 * DAY_MS + GRACE_MS)));
}

#[tokio::test]
async fn a_purchase_is_given_back_once_and_what_was_used_is_taken_from_the_next() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let later = Some(app.app.env.now().plus_ms(DAY_MS));
    grant(&app, here, lot(LotSource::Pack, 100, "pay_1", later)).await;
    let run = hold(&app, &asha, 30).await;
    resolve(&app, here, run, 30, 30).await;
    let open = hold(&app, &asha, 10).await;
    let refund = |cause: &'static str| {
        write(&app, move |tx, now| {
            ledger::refund_purchase(tx, here, ("pay_1", Credits(100)), cause, now).unwrap()
        })
    };
    let expected = Refunded { taken: Credits(60), owed: Credits(40) };
    assert_eq!(refund("rfd_1").await, expected);
    assert_eq!(left(&lots(&app, here).await), [(LotSource::SignUp, 50)]);
    // Twice is once, and so is another cause for the same purchase.
    assert_eq!(refund("rfd_1").await, expected);
    assert_eq!(refund("rfd_2").await, Refunded::default());
    assert_eq!(asha.balance().await, (50, 10));
    // A gift is left alone; what was set aside of the refunded purchase comes back and is taken with the next one.
    grant(&app, here, lot(LotSource::Bonus, 20, "gift", None)).await;
    resolve(&app, here, open, 10, 0).await;
    assert_eq!(asha.balance().await, (80, 0));
    grant(&app, here, lot(LotSource::Pack, 25, "pay_2", later)).await;
    assert_eq!(left(&lots(&app, here).await), [(LotSource::SignUp, 50), (LotSource::Bonus, 20)]);
    grant(&app, here, lot(LotSource::Pack, 25, "pay_3", later)).await;
    assert_eq!(
        left(&lots(&app, here).await),
        [(LotSource::Pack, 20), (LotSource::SignUp, 50), (LotSource::Bonus, 20)]
    );
}

#[tokio::test]
async fn parts_take_their_shares_and_never_more_than_there_was() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    grant(&app, here, lot(LotSource::Pack, 100, "pay_1", Some(app.app.env.now().plus_ms(DAY_MS)))).await;
    let refund = |share: i64, cause: &'static str| {
        write(&app, move |tx, now| {
            ledger::refund_purchase(tx, here, ("pay_1", Credits(share)), cause, now).unwrap()
        })
    };
    assert_eq!(refund(25, "part:1").await, Refunded { taken: Credits(25), owed: Credits(0) });
    assert_eq!(refund(25, "part:1").await, Refunded { taken: Credits(25), owed: Credits(0) });
    let run = hold(&app, &asha, 60).await;
    // 15 are left, 60 are set aside: of half a purchase more, 35 are owed.
    assert_eq!(refund(50, "part:2").await, Refunded { taken: Credits(15), owed: Credits(35) });
    assert_eq!(asha.balance().await, (50, 60));
    resolve(&app, here, run, 60, 0).await;
    // What came back is there again until the next purchase collects what is owed; the last part takes its share first.
    assert_eq!(refund(50, "part:3").await, Refunded { taken: Credits(25), owed: Credits(0) });
    assert_eq!(refund(50, "part:4").await, Refunded::default());
    grant(&app, here, lot(LotSource::Pack, 10, "pay_2", None)).await;
    assert_eq!(left(&lots(&app, here).await), [(LotSource::SignUp, 50), (LotSource::Pack, 10)]);
}

#[tokio::test]
async fn a_period_ends_once_and_keeps_its_share_once() {
    let app = TestApp::start_frozen(|config| config.credits.sign_up_grant = 0).await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let month = |app: &TestApp| Some(app.app.env.now().plus_ms(30 * DAY_MS));
    grant(&app, here, lot(LotSource::Plan, 500, "period:1", month(&app))).await;
    let run = hold(&app, &asha, 200).await;
    resolve(&app, here, run, 200, 200).await;
    app.clock.as_ref().unwrap().advance_ms(30 * DAY_MS);
    let end = |cause: &'static str| {
        write(&app, move |tx, now| ledger::end_period(tx, here, cause, 20, now).unwrap())
    };
    let ended = end("period:1").await;
    assert_eq!(ended, Ended { expired: Credits(200), rolled_over: Credits(100) });
    assert_eq!(left(&lots(&app, here).await), [(LotSource::RolledOver, 100)]);
    grant(&app, here, lot(LotSource::Plan, 500, "period:2", month(&app))).await;
    // A repeat neither ends the new period nor the old one again.
    assert_eq!(end("period:1").await, ended);
    assert_eq!(left(&lots(&app, here).await), [(LotSource::RolledOver, 100), (LotSource::Plan, 500)]);
    app.clock.as_ref().unwrap().advance_ms(30 * DAY_MS);
    // What was kept once is not kept again.
    assert_eq!(end("period:2").await, Ended { expired: Credits(500), rolled_over: Credits(100) });
    assert_eq!(left(&lots(&app, here).await), [(LotSource::RolledOver, 100)]);
}

#[tokio::test]
async fn amounts_that_make_no_sense_are_refused() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    for credits in [0, -1, i64::MIN, 1_000_000_001, i64::MAX] {
        let new = lot(LotSource::Pack, credits, "wrong", None);
        let outcome =
            write(&app, move |tx, now| ledger::grant_lot(tx, here, &new, domain::ledger::Actor::System, now))
                .await;
        assert!(matches!(outcome, Err(PostError::Rule(_))), "{credits}: {outcome:?}");
    }
    let unknown =
        write(&app, move |tx, now| ledger::refund_purchase(tx, here, ("never", Credits(1)), "rfd_1", now))
            .await;
    assert!(matches!(unknown, Err(PostError::Rule(LedgerError::UnknownPurchase(_)))), "{unknown:?}");
    assert_eq!(asha.balance().await, (50, 0));
}
