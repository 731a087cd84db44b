//! `kill -9` around a paid call: what was paid for is found again, and paid for once.

use testkit::Binary;

use super::*;

const MARTY: &str = env!("CARGO_BIN_EXE_marty");
/// Where the process dies, and whether the call had gone out by then.
const FAILPOINTS: [(&str, bool); 7] = [
    ("claimed", false),
    ("before_submit", false),
    ("submitted", true),
    ("recorded", true),
    ("polled", true),
    ("stored", true),
    ("settled", true),
];

#[tokio::test(flavor = "multi_thread")]
async fn at_every_failpoint_a_call_is_paid_once_and_its_result_kept() {
    for (failpoint, sent) in FAILPOINTS {
        let (dir, openai) = (tempfile::TempDir::new().unwrap(), FakeVendor::start(Name::OpenAi).await);
        let catalog = dir.path().join("models-of-this-test");
        std::fs::create_dir(&catalog).unwrap();
        std::fs::write(catalog.join("models.toml"), "").unwrap();
        let catalog = catalog.to_str().unwrap();
        direct_catalog::add(catalog, Name::OpenAi, DEADLINE_MS);
        let (keys, address) = (format!("[\"{KEY}\"]"), openai.base_url());
        let settings = |failpoint, workers| {
            [
                ("MARTY_WORKERS__COUNT", workers),
                ("MARTY_CATALOG__DIRECTORY", catalog),
                ("MARTY_OPENAI__KEYS", keys.as_str()),
                ("MARTY_OPENAI__BASE_URL", address.as_str()),
                ("MARTY_FAILPOINT", failpoint),
            ]
        };
        let mut setup = Binary::start(MARTY, dir.path(), &settings("", "0"));
        let mut asha = Person::at(&setup.address);
        asha.sign_up("asha").await;
        setup.kill();
        let id = server::env::Env::system().new_id::<domain::id::kind::Generation>().to_string();
        let body = json!({"generationId": id, "flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
        let mut dying = Binary::start(MARTY, dir.path(), &settings(failpoint, "4"));
        let asha = asha.moved_to(&dying.address);
        let _ = asha.request(reqwest::Method::POST, "/api/trigger-workflow").json(&body).send().await;
        assert!(!dying.wait().success(), "{failpoint} was never reached");
        assert_eq!(openai.taken(), usize::from(sent), "{failpoint}");

        let mut living = Binary::start(MARTY, dir.path(), &settings("", "4"));
        let asha = asha.moved_to(&living.address);
        // Where the order itself was lost with the process, it is made now; elsewhere this is a repeat.
        asha.post("/api/trigger-workflow", &body).await.expect(202);
        let run = asha.ended(&id).await;
        assert_eq!((&run["status"], openai.taken()), (&json!("completed"), 1), "{failpoint}: {run:#}");
        assert_eq!(run["outputAssets"].as_array().unwrap().len(), 1, "{failpoint}");
        assert_eq!(run["creditsUsed"], run["quote"]["credits"], "{failpoint}");
        living.kill();
        let db =
            server::platform::db::Db::open(&dir.path().join("marty.sqlite"), 1, std::sync::Arc::new(|_| {}));
        let audit = db.expect("the database opens").read(ledger::audit).await.expect("the audit runs");
        assert!(audit.is_sound() && audit.held == 0, "{failpoint}: {audit:?}");
    }
}
