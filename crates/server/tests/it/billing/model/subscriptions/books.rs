//! What holds at the end of a case: the gateway's books are ours.

use std::collections::BTreeMap;

use super::{super::super::*, Case, Charge};

impl Case<'_> {
    /// What holds when everything was announced: the gateway's books are ours.
    pub(super) async fn check_end(&self) {
        // From now on every answer arrives, and what waits for one is done.
        self.shop.fake.forget_script();
        self.shop.stripe.forget_script();
        self.shop.look().await;
        self.take_events();
        let events = self.events.lock().clone();
        for event in events.iter().rev() {
            self.announce(event).await;
        }
        self.shop.look().await;
        self.take_events();
        let events = self.events.lock().clone();
        for event in &events {
            self.announce(event).await;
        }
        self.shop.look().await;
        self.operator_looks().await;
        let history = self.asha().get("/api/billing/history?limit=100").await.expect(200);
        let rows: Vec<&Value> =
            history["items"].as_array().unwrap().iter().filter(|one| !one["paidAt"].is_null()).collect();
        let figure = |of: &Value| of["minor"].as_i64().unwrap();
        let mut ours: Vec<(i64, i64)> =
            rows.iter().map(|one| (figure(&one["amount"]), figure(&one["refunded"]))).collect();
        let mut theirs: Vec<(i64, i64)> =
            self.charges.lock().iter().map(|one| (one.amount, self.refunded(one) + one.lost)).collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        let waiting = [self.announced("stored").await, self.announced("parked").await];
        assert_eq!(ours, theirs, "paid and gone, here and there; waiting and parked: {waiting:?}");
        let mut given: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (cause, kind, credits) in self.lines().await {
            if kind == "purchase" {
                given.entry(cause).or_default().push(credits);
            }
        }
        for row in &rows {
            let cause = format!("purchase:payment:{}", row["id"].as_str().unwrap());
            let credits = row["credits"].as_i64().unwrap();
            let found = given.remove(&cause).unwrap_or_default();
            let expected: Vec<i64> = (credits > 0).then_some(credits).into_iter().collect();
            assert_eq!(found, expected, "a payment gives once");
        }
        assert!(given.is_empty(), "given and not paid: {given:?}");
    }

    /// What spoke of something that came more than an hour later was parked, or ignored: the operator has it handled again.
    async fn operator_looks(&self) {
        let admin = self.admin();
        for status in ["ignored", "parked"] {
            let page = admin.get(&format!("/api/admin/webhooks?status={status}&limit=100")).await.expect(200);
            for item in page["items"].as_array().unwrap() {
                if status == "parked" || item["kind"] == "invoice_payment.paid" {
                    let address = format!("/api/admin/webhooks/{}/replay", item["id"].as_str().unwrap());
                    admin.post(&address, &json!({})).await.expect(200);
                }
            }
        }
        self.shop.look().await;
    }

    /// What the gateway says went back, without what banks took.
    fn refunded(&self, charge: &Charge) -> i64 {
        let entity = if self.is_stripes(&charge.name) {
            let intent = self.shop.stripe.object(&charge.name);
            self.shop.stripe.object(intent["latest_charge"].as_str().unwrap())
        } else {
            self.shop.fake.entity(&charge.name)
        };
        entity["amount_refunded"].as_i64().unwrap()
    }

    async fn announced(&self, status: &str) -> Vec<String> {
        let page =
            self.admin().get(&format!("/api/admin/webhooks?status={status}&limit=100")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| format!("{}: {}", item["kind"], item["reason"])).collect()
    }
}
