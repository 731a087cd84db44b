//! A hand-made history of half a year, and what it comes to.

use std::sync::Arc;

use domain::{
    id::{UserId, WorkspaceId},
    payment::Currency,
    time::{DAY_MS, Day, Millis},
};

use super::{Kind, Month, of};
use crate::{
    params,
    platform::db::{Db, DbError},
};

const LATE_MS: i64 = 3 * DAY_MS;

fn at(day: &str) -> Millis {
    // Noon, so that India's day is the same.
    Day::parse(day).unwrap().starts().plus_ms(DAY_MS / 2)
}

/// `(who, plan, interval, regular, paid, from, until, status)`; a pack has no plan.
type Payment<'a> = (u8, Option<&'a str>, &'a str, i64, i64, &'a str, &'a str, &'a str);

fn workspace(who: u8) -> WorkspaceId {
    WorkspaceId::from_parts(at("2026-05-01"), [who; 10])
}

async fn db(dir: &tempfile::TempDir) -> Db {
    let db = Db::open(&dir.path().join("history.sqlite"), 1, Arc::new(|_| {})).unwrap();
    for (who, made) in
        [(1, "2026-05-02"), (2, "2026-05-20"), (3, "2026-06-03"), (4, "2026-06-04"), (5, "2026-06-05")]
    {
        db.write(move |tx| {
            let user = UserId::from_parts(at(made), [who; 10]);
            tx.execute(
                "INSERT INTO workspaces (id, name, plan, created_at) VALUES ($1, 'w', 'free', $2)",
                params![workspace(who), at(made)],
            )?;
            tx.execute(
                "INSERT INTO users (id, email, name, role, personal_workspace_id, created_at, updated_at) \
                 VALUES ($1, $2, 'u', 'user', $3, $4, $4)",
                params![user, format!("{who}@example.test"), workspace(who), at(made)],
            )?;
            tx.execute(
                "INSERT INTO subscriptions (id, workspace_id, user_id, gateway, plan, billing_interval, currency, \
                 price_minor, status, role, created_at, updated_at) VALUES ($1, $2, $3, 'razorpay', 'starter', \
                 'monthly', 'INR', 49900, 'active', 'past', $4, $4)",
                params![format!("sbn_{who}"), workspace(who), user, at(made)],
            )
            .map(drop)
        })
        .await
        .unwrap();
    }
    db
}

async fn pay(db: &Db, number: usize, payment: Payment<'static>) {
    let (who, plan, interval, regular, paid, from, until, status) = payment;
    db.write(move |tx| {
        let user: UserId = tx.query_one(
            "SELECT id FROM users WHERE personal_workspace_id = $1",
            params![workspace(who)],
            |row| row.get(0),
        )?;
        let purpose = if plan.is_some() { "subscription" } else { "pack" };
        let paid_at = (status != "failed").then(|| at(from));
        let period = plan.map(|_| (at(from), at(until)));
        tx.execute(
            "INSERT INTO payments (id, workspace_id, user_id, gateway, purpose, credits, plan, billing_interval, \
             period_start, period_end, description, amount_minor, currency, status, gateway_payment_id, created_at, \
             updated_at, paid_at, regular_minor) VALUES ($1, $2, $3, 'razorpay', $4, 0, $5, $6, $7, $8, 'd', $9, 'INR', \
             $10, $1, $11, $11, $12, $13)",
            params![
                format!("pmt_{number:03}"),
                workspace(who),
                user,
                purpose,
                plan,
                plan.map(|_| interval),
                period.map(|(start, _)| start),
                period.map(|(_, end)| end),
                paid,
                status,
                at(from),
                paid_at,
                plan.map(|_| regular)
            ],
        )
        .map(drop)
    })
    .await
    .unwrap();
}

async fn months(db: &Db, now: &str, months: i64) -> Vec<Month> {
    let now = at(now);
    db.read(move |reader| of(reader, (Currency::Inr, LATE_MS), months, now)).await.unwrap()
}

fn kind(plan: &str, interval: &str, subscribers: i64, regular_minor: i64) -> Kind {
    Kind { plan: plan.into(), interval: interval.into(), subscribers, regular_minor }
}

/// Worked out by hand. Five accounts: 1 and 2 made in May, 3, 4 and 5 in June.
///
/// | who | does |
/// |---|---|
/// | 1 | starter each month from 10 May, changes to creator on 20 June, leaves after 20 August |
/// | 2 | a pack in May, the studio plan for a year from 15 June |
/// | 3 | creator at half price from 12 June, never renewed: a charge failed on 12 July and the plan was lost |
/// | 4 | starter from 25 June, given back on 26 June |
/// | 5 | a payment that failed |
#[tokio::test]
async fn half_a_year() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = db(&dir).await;
    let (starter, creator) = (Some("starter"), Some("creator"));
    let history: [Payment<'static>; 11] = [
        (1, starter, "monthly", 49_900, 49_900, "2026-05-10", "2026-06-10", "paid"),
        (2, None, "", 0, 39_900, "2026-05-21", "", "paid"),
        (1, starter, "monthly", 49_900, 49_900, "2026-06-10", "2026-07-10", "paid"),
        (3, creator, "monthly", 149_900, 74_950, "2026-06-12", "2026-07-12", "paid"),
        (2, Some("studio"), "annual", 3_999_000, 3_999_000, "2026-06-15", "2027-06-15", "paid"),
        // The difference for the rest of the period.
        (1, creator, "monthly", 149_900, 66_666, "2026-06-20", "2026-07-10", "paid"),
        (4, starter, "monthly", 49_900, 49_900, "2026-06-25", "2026-07-25", "refunded"),
        (5, None, "", 0, 9_900, "2026-06-28", "", "failed"),
        // Two days late, as a renewal may be.
        (1, creator, "monthly", 149_900, 149_900, "2026-07-12", "2026-08-10", "paid"),
        (1, creator, "monthly", 149_900, 149_900, "2026-08-10", "2026-09-10", "paid"),
        (2, None, "", 0, 9_900, "2026-08-11", "", "paid"),
    ];
    for (number, payment) in history.into_iter().enumerate() {
        pay(&db, number, payment).await;
    }
    db.write(|tx| {
        tx.execute(
            "INSERT INTO payment_refunds (id, payment_id, amount_minor, reason, status, created_at, updated_at) \
             VALUES ('rfd_1', 'pmt_006', 49900, 'asked', 'done', $1, $1)",
            params![at("2026-06-26")],
        )?;
        // A bank took 499 back in July; one that was won took nothing.
        for (id, status, taken, ended) in
            [("dsp_1", "lost", 49_900_i64, "2026-07-20"), ("dsp_2", "won", 0, "2026-07-21")]
        {
            tx.execute(
                "INSERT INTO payment_disputes (id, payment_id, workspace_id, gateway, gateway_dispute_id, status, \
                 amount_minor, taken_minor, created_at, updated_at, ended_at) \
                 VALUES ($1, 'pmt_002', $2, 'razorpay', $1, $3, 49900, $4, $5, $5, $5)",
                params![id, workspace(1), status, taken, at(ended)],
            )?;
        }
        for (subscription, status) in [("sbn_3", "lost"), ("sbn_1", "recovered")] {
            tx.execute(
                "INSERT INTO dunning_cases (subscription_id, since, workspace_id, status, ended_at) VALUES ($1, $2, $3, $4, $2)",
                params![subscription, at("2026-07-12"), workspace(1), status],
            )?;
        }
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();

    let found = months(&db, "2026-10-15", 6).await;
    let [october, september, august, july, june, may] = &found[..] else { panic!("{found:?}") };

    assert_eq!(may.month, "2026-05");
    assert_eq!(may.kinds, [kind("starter", "monthly", 1, 49_900)]);
    assert_eq!((may.payments, may.taken_minor, may.accounts, may.first_payers), (2, 89_800, 2, 2));
    assert_eq!((may.mrr_minor(), may.arpu_minor()), (49_900, Some(49_900)));
    assert_eq!((may.churn_basis_points(), may.ltv_minor()), (None, None), "nobody could leave");
    assert_eq!(may.conversion_basis_points(), Some(10_000));

    // 2 × 1,499.00 + 39,990.00 ÷ 12 = 2,998.00 + 3,332.50; the starter that was given back is none.
    assert_eq!(june.kinds, [kind("creator", "monthly", 2, 299_800), kind("studio", "annual", 1, 3_999_000)]);
    assert_eq!((june.mrr_minor(), june.arpu_minor()), (633_050, Some(211_016)));
    // 499 + 749.50 + 39,990 + 666.66 + 499.
    assert_eq!((june.payments, june.taken_minor), (5, 4_240_416));
    assert_eq!((june.refunds, june.refunded_minor, june.failed), (1, 49_900, 1));
    assert_eq!((june.subscribers_before, june.left, june.churn_basis_points()), (1, 0, Some(0)));
    // 3 and 4 of three new ones.
    assert_eq!((june.accounts, june.first_payers, june.conversion_basis_points()), (3, 2, Some(6_667)));

    // 3 is gone since 12 July; 1 was late for two days and is not.
    assert_eq!(july.kinds, [kind("creator", "monthly", 1, 149_900), kind("studio", "annual", 1, 3_999_000)]);
    assert_eq!((july.subscribers_before, july.left, july.churn_basis_points()), (3, 1, Some(3_333)));
    // 1,499 + 3,332.50 = 4,831.50; ÷ 2 = 2,415.75; ÷ a third.
    assert_eq!(
        (july.mrr_minor(), july.arpu_minor(), july.ltv_minor()),
        (483_150, Some(241_575), Some(724_725))
    );
    assert_eq!((july.charges_failed, july.recovered, july.lost), (2, 1, 1));
    assert_eq!(july.recovery_basis_points(), Some(5_000));
    assert_eq!((july.chargebacks, july.charged_back_minor, july.refunds), (1, 49_900, 0));
    assert_eq!((june.chargebacks, august.chargebacks), (0, 0));
    assert_eq!((july.accounts, july.conversion_basis_points()), (0, None));

    assert_eq!((august.payments, august.taken_minor, august.first_payers), (2, 159_800, 0));
    assert_eq!((august.subscribers_before, august.left, august.ltv_minor()), (2, 0, None));
    // 1 paid until 10 September and did not come again.
    assert_eq!((september.subscribers_before, september.left), (2, 1));
    assert_eq!((september.mrr_minor(), september.ltv_minor()), (333_250, Some(666_500)));
    // The running month ends now.
    assert_eq!((october.subscribers(), october.left, october.payments), (1, 0, 0));
    // Another currency has nothing of it.
    let now = at("2026-10-15");
    let dollars = db.read(move |reader| of(reader, (Currency::Usd, LATE_MS), 6, now)).await.unwrap();
    assert!(dollars.iter().all(|month| month.payments == 0 && month.kinds.is_empty() && month.refunds == 0));
}
