//! `kill -9` at any moment: no accepted run is lost, nothing is charged twice, nothing stays held.

use std::{path::Path, sync::Arc, time::Duration};

use serde_json::json;
use server::{
    env::Env,
    ledger::{self, Audit},
    platform::db::Db,
};
use testkit::{Binary, Person};

const MARTY: &str = env!("CARGO_BIN_EXE_marty");

/// Every place between acceptance and settlement where the process may die.
const FAILPOINTS: [&str; 9] =
    ["accepted", "claimed", "before_submit", "submitted", "recorded", "polled", "stored", "settled", ""];

async fn audit(data_dir: &Path) -> Audit {
    let db = Db::open(&data_dir.join("marty.sqlite"), 1, Arc::new(|_| {})).expect("the database opens");
    db.read(ledger::audit).await.expect("the audit runs")
}

/// A small picture, so that nine of them do not take long.
fn request() -> serde_json::Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox at dawn", "style": "flat", "seed": 3}})
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_failpoint() {
    for failpoint in FAILPOINTS {
        let dir = tempfile::TempDir::new().unwrap();
        let mut setup = Binary::start(MARTY, dir.path(), &[("MARTY_WORKERS__COUNT", "0")]);
        let mut asha = Person::at(&setup.address);
        asha.sign_up("asha").await;
        let run_id = Env::system().new_id::<domain::id::kind::Generation>().to_string();
        setup.kill();

        let mut dying = Binary::start(MARTY, dir.path(), &[("MARTY_FAILPOINT", failpoint)]);
        let mut body = request();
        body["generationId"] = json!(run_id);
        let asha = asha.moved_to(&dying.address);
        // The answer may be lost with the process; the id makes the request repeatable.
        let _ = asha.request(reqwest::Method::POST, "/api/trigger-workflow").json(&body).send().await;
        if !failpoint.is_empty() {
            assert!(!dying.wait().success(), "{failpoint} was never reached");
        }
        dying.kill();

        let mut living = Binary::start(MARTY, dir.path(), &[]);
        let asha = asha.moved_to(&living.address);
        asha.post("/api/trigger-workflow", &body).await.expect(202);
        let ended = asha.ended(&run_id).await;
        assert_eq!(ended["status"], "completed", "{failpoint}: {ended:#}");
        assert_eq!(ended["outputAssets"].as_array().unwrap().len(), 1, "{failpoint}");
        assert_eq!(asha.balance().await, (49, 0), "{failpoint}");
        let statement = asha.get("/api/credits/statement").await.expect(200);
        assert_eq!(statement["items"].as_array().unwrap().len(), 3, "{failpoint}: grant, hold, capture");
        living.kill();
        let audit = audit(dir.path()).await;
        assert!(audit.is_sound() && audit.held == 0, "{failpoint}: {audit:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_random_moments() {
    const RUNS: usize = 6;
    let dir = tempfile::TempDir::new().unwrap();
    let env = Env::system();
    let mut server = Binary::start(MARTY, dir.path(), &[]);
    let mut asha = Person::at(&server.address);
    asha.sign_up("asha").await;
    let mut bodies = Vec::new();
    for seed in 0..RUNS {
        let mut body = request();
        body["generationId"] = json!(env.new_id::<domain::id::kind::Generation>().to_string());
        body["inputData"]["seed"] = json!(seed);
        bodies.push(body);
    }
    for _ in 0..5 {
        for body in &bodies {
            let _ = asha.request(reqwest::Method::POST, "/api/trigger-workflow").json(body).send().await;
        }
        // A moment that nobody chose: how long a random number of small requests takes.
        let [moment] = env.random_bytes::<1>();
        let until = tokio::time::Instant::now() + Duration::from_millis(u64::from(moment) * 4);
        while tokio::time::Instant::now() < until {
            asha.get("/api/health").await;
        }
        server.kill();
        server = Binary::start(MARTY, dir.path(), &[]);
        asha = asha.moved_to(&server.address);
    }
    for body in &bodies {
        asha.post("/api/trigger-workflow", body).await.expect(202);
        let ended = asha.ended(body["generationId"].as_str().unwrap()).await;
        assert_eq!(ended["status"], "completed", "{ended:#}");
    }
    let runs = i64::try_from(RUNS).unwrap();
    assert_eq!(asha.balance().await, (50 - runs, 0));
    let list = asha.get("/api/generations").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), RUNS);
    server.kill();
    let audit = audit(dir.path()).await;
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}
