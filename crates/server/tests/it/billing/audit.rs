//! The audit of money: payments against grants, refunds, periods and invoices. What somebody changed behind its back is
//! found, told to the operator and counted.

use server::platform::db::DbError;

use super::*;

/// Which comparisons found something.
async fn found(shop: &Shop) -> Vec<String> {
    let report = ledger::run_audit(&shop.app.app).await.unwrap();
    let mut checks: Vec<String> = report.findings.into_iter().map(|finding| finding.check).collect();
    checks.sort();
    checks.dedup();
    checks
}

async fn metric(shop: &Shop, begins: &str) -> f64 {
    let answer = testkit::client().get(format!("{}/metrics", shop.app.address)).send().await.unwrap();
    let text = answer.text().await.unwrap();
    let line =
        text.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("{begins}: {text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// A shop with everything that happens to money in it, and an order that waits to be broken.
async fn busy() -> (Shop, Person) {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "starter", "monthly").await;
    let (pack, order) = shop.order(&asha, 500).await;
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    let admin = shop.app.administrator().await;
    let refund = format!("/api/admin/payments/{}/refund", pack["id"].as_str().unwrap());
    admin.post(&refund, &json!({"reason": "asked for", "amountMinor": 100})).await.expect(200);
    admin.post(&refund, &json!({"reason": "asked for"})).await.expect(200);
    shop.announce().await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    (shop, asha)
}

#[tokio::test]
async fn what_was_paid_given_taken_back_and_invoiced_agrees() {
    let (shop, _) = busy().await;
    assert_eq!(metric(&shop, "marty_ledger_audit_finished_seconds ").await, 0.0);
    assert_eq!(found(&shop).await, Vec::<String>::new());
    assert!(metric(&shop, "marty_ledger_audit_finished_seconds ").await > 1.7e9);
    for check in ledger::COMPARED {
        assert_eq!(metric(&shop, &format!("marty_ledger_audit_findings{{check=\"{check}\"}}")).await, 0.0);
    }
}

/// What is done to the tables behind everybody's back, and the comparison that has to find it.
const TAMPERED: [(&str, &str); 8] = [
    ("UPDATE payments SET credits = credits + 1 WHERE purpose = 'pack' AND status = 'paid'", "payments"),
    (
        "UPDATE payments SET status = 'open', paid_at = NULL WHERE purpose = 'pack' AND status = 'paid'",
        "invoices payments",
    ),
    ("DELETE FROM ledger_refunds", "refunds"),
    (
        "UPDATE payments SET status = 'partly_refunded', refunded_minor = 100 WHERE status = 'refunded'",
        "invoices refunds",
    ),
    ("UPDATE subscriptions SET charges = charges + 1", "periods"),
    (
        "INSERT INTO ledger_period_ends (cause, workspace_id, expired, rolled_over, ended_at) \
         SELECT 'period:pmt_x', id, 0, 0, 1 FROM workspaces LIMIT 1",
        "periods",
    ),
    ("DELETE FROM invoices WHERE kind = 'credit_note'", "invoices"),
    ("UPDATE payments SET amount_minor = amount_minor + 1 WHERE purpose = 'subscription'", "invoices"),
];

#[tokio::test]
async fn what_somebody_changed_is_found_by_its_comparison() {
    for (change, expected) in TAMPERED {
        let (shop, _) = busy().await;
        shop.app
            .app
            .db
            .write(move |tx| tx.execute(change, server::params![]).map(drop))
            .await
            .unwrap_or_else(|error: DbError| panic!("{change}: {error}"));
        assert_eq!(found(&shop).await.join(" "), expected, "{change}");
        let check = expected.split(' ').next().unwrap();
        assert!(metric(&shop, &format!("marty_ledger_audit_findings{{check=\"{check}\"}}")).await >= 1.0);
    }
}
