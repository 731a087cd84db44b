//! `kill -9` in the middle of a batch: every item is made once, the hold is resolved once.

use std::sync::Arc;

use serde_json::{Value, json};
use server::{ledger, platform::db::Db};
use testkit::{Binary, Person};

use super::{closed, items};

const MARTY: &str = env!("CARGO_BIN_EXE_marty");

/// Every place where a batch may be cut off: accepted, in the middle of making items, and where an item's
/// run is claimed, under way and ended.
const FAILPOINTS: [&str; 6] = ["batch_accepted", "batch_chunk", "claimed", "submitted", "stored", "settled"];

#[tokio::test(flavor = "multi_thread")]
async fn at_every_failpoint() {
    for failpoint in FAILPOINTS {
        let dir = tempfile::TempDir::new().unwrap();
        let mut setup = Binary::start(MARTY, dir.path(), &[("MARTY_WORKERS__COUNT", "0")]);
        let mut asha = Person::at(&setup.address);
        asha.sign_up("asha").await;
        setup.kill();

        let mut dying = Binary::start(MARTY, dir.path(), &[("MARTY_FAILPOINT", failpoint)]);
        let body = json!({"flowId": "text-to-image", "variations": 3,
            "items": [{"inputData": {"prompt": "a fox at dawn", "style": "flat", "seed": 3}}]});
        let send = |asha: &Person| {
            let request =
                asha.request(reqwest::Method::POST, "/api/batches").header("idempotency-key", "one");
            request.json(&body)
        };
        let asha = asha.moved_to(&dying.address);
        // The answer may be lost with the process; the key makes the request repeatable.
        let _ = send(&asha).send().await;
        assert!(!dying.wait().success(), "{failpoint} was never reached");

        let mut living = Binary::start(MARTY, dir.path(), &[]);
        let asha = asha.moved_to(&living.address);
        let batch = asha.send(send(&asha)).await.expect(202);
        let id = batch["id"].as_str().unwrap();
        let done = closed(&asha, id).await;
        assert_eq!(
            (&done["counts"]["completed"], &done["creditsUsed"]),
            (&json!(3), &json!(3)),
            "{failpoint}: {done:#}"
        );
        let made: std::collections::HashSet<Value> =
            items(&asha, id).await.into_iter().map(|item| item["generationId"].clone()).collect();
        let runs = asha.get("/api/generations").await.expect(200);
        assert_eq!((made.len(), runs["items"].as_array().unwrap().len()), (3, 3), "{failpoint}");
        assert_eq!(asha.balance().await, (47, 0), "{failpoint}");
        let statement = asha.get("/api/credits/statement").await.expect(200);
        assert_eq!(statement["items"].as_array().unwrap().len(), 3, "{failpoint}: grant, hold, capture");
        living.kill();
        let db = Db::open(&dir.path().join("marty.sqlite"), 1, Arc::new(|_| {})).expect("the database opens");
        let audit = db.read(ledger::audit).await.expect("the audit runs");
        assert!(audit.is_sound() && audit.held == 0 && audit.open_holds == 0, "{failpoint}: {audit:?}");
    }
}
