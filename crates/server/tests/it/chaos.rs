//! Many runs on a vendor that goes wrong at random, while the server is killed again and again: every run
//! ends, nothing is paid twice, nothing stays held, every stored file opens.
//!
//! `MARTY_CHAOS_RUNS` sets how many runs; the number that runs every time keeps the suite short.

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use serde_json::{Value, json};
use server::{env::Env, ledger, platform::db::Db};
use testkit::{
    Binary, Person,
    fal::{Chaos, FakeFal},
    fal_catalog::{self, CatalogModel},
};

const MARTY: &str = env!("CARGO_BIN_EXE_marty");
/// Runs of one person: a free account runs one at a time.
const RUNS_EACH: usize = 8;
/// How often the server is killed.
const KILLS: usize = 6;
/// Milliseconds after which a step gives up.
const DEADLINE_MS: i64 = 2_500;

fn start(dir: &Path, fal: &FakeFal) -> Binary {
    let catalog = dir.join("fal-catalog");
    let settings = [
        ("MARTY_CATALOG__DIRECTORY", catalog.to_str().unwrap()),
        ("MARTY_FAL__KEYS", r#"["one-key-of-many", "another-key"]"#),
        ("MARTY_FAL__QUEUE_URL", fal.address.as_str()),
        ("MARTY_FAL__REST_URL", fal.address.as_str()),
        ("MARTY_FAL__POLL_MILLISECONDS", "20"),
        ("MARTY_FAL__ALLOW_PRIVATE_ADDRESSES", "true"),
        ("MARTY_LOCAL_STUDIO__ENABLED", "false"),
        ("MARTY_CREDITS__SIGN_UP_GRANT", "1000"),
        ("MARTY_WORKERS__LEASE_SECONDS", "5"),
    ];
    Binary::start(MARTY, dir, &settings)
}

fn bodies(count: usize, from: usize) -> Vec<Value> {
    let body = |n: usize| {
        let id = Env::system().new_id::<domain::id::kind::Generation>().to_string();
        json!({"flowId": "text-to-image", "generationId": id, "inputData": {"prompt": format!("fox number {n}")}})
    };
    (from..from + count).map(body).collect()
}

async fn send(person: &Person, bodies: &[Value]) {
    for body in bodies {
        // The answer may be lost with the process; the id makes the request repeatable.
        let _ = person.request(reqwest::Method::POST, "/api/trigger-workflow").json(body).send().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_run_ends_and_nothing_is_paid_twice() {
    let runs: usize = std::env::var("MARTY_CHAOS_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(96);
    let (dir, fal) = (tempfile::TempDir::new().unwrap(), FakeFal::start().await);
    let catalog = dir.path().join("fal-catalog");
    std::fs::create_dir(&catalog).unwrap();
    std::fs::write(catalog.join("models.toml"), "").unwrap();
    let models = ["fal-flux-schnell", "fal-flux-dev"];
    let models = models.map(|id| CatalogModel { id, operation: "text_to_image", rank: 10 });
    fal_catalog::add(catalog.to_str().unwrap(), &models, DEADLINE_MS);

    let mut server = start(dir.path(), &fal);
    let mut people = Vec::new();
    for n in 0..runs.div_ceil(RUNS_EACH) {
        let mut person = Person::at(&server.address);
        person.sign_up(&format!("person{n}")).await;
        people.push((person, bodies(RUNS_EACH, n * RUNS_EACH)));
    }
    fal.chaos(Some(Chaos { seed: 11, percent: 25, pause: Duration::from_millis(400) }));
    let env = Env::system();
    for _ in 0..KILLS {
        for (person, bodies) in &people {
            send(person, bodies).await;
        }
        // A moment that nobody chose: how long a random number of small requests takes.
        let [moment] = env.random_bytes::<1>();
        let until = tokio::time::Instant::now() + Duration::from_millis(500 + u64::from(moment) * 6);
        while tokio::time::Instant::now() < until {
            people[0].0.get("/api/health").await;
        }
        server.kill();
        server = start(dir.path(), &fal);
        people =
            people.into_iter().map(|(person, bodies)| (person.moved_to(&server.address), bodies)).collect();
    }
    let mut ends: HashMap<String, usize> = HashMap::new();
    for (person, bodies) in &people {
        send(person, bodies).await;
        let mut charged = 0;
        for body in bodies {
            let ended = person.ended(body["generationId"].as_str().unwrap()).await;
            let code = ended["error"]["code"].as_str().unwrap_or("completed");
            *ends.entry(code.to_owned()).or_default() += 1;
            charged += ended["creditsUsed"].as_i64().unwrap();
            assert_eq!(ended["creditsHeld"], 0);
            assert_eq!(
                ended["status"] == "completed",
                ended["creditsUsed"].as_i64().unwrap() > 0,
                "{ended:#}"
            );
            for asset in ended["outputAssets"].as_array().unwrap() {
                let file =
                    person.send(person.request(reqwest::Method::GET, asset["url"].as_str().unwrap())).await;
                assert_eq!(file.status, 200, "a stored file does not open");
            }
        }
        assert_eq!(person.balance().await, (1_000 - charged, 0));
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    for submit in fal.submits().into_iter().filter(|submit| submit.taken) {
        *taken.entry(submit.input["prompt"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let twice: Vec<_> = taken.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "paid twice: {twice:?}; ends: {ends:?}");
    assert!(ends.get("completed").copied().unwrap_or(0) * 2 > runs, "too much was given up: {ends:?}");
    server.kill();
    let db = Db::open(&dir.path().join("marty.sqlite"), 1, Arc::new(|_| {})).expect("the database opens");
    let audit = db.read(ledger::audit).await.expect("the audit runs");
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
    println!("ends: {ends:?}, requests taken: {}", taken.len());
}
