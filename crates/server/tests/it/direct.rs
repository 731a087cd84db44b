//! Vendors that answer a call with the result itself, from an order to a stored result, through trouble.

mod dying;

use serde_json::{Value, json};
use server::{
    ledger,
    platform::db::{DbError, Row},
};
use testkit::{
    Person, TestApp,
    direct::{FakeVendor, Name, Trouble},
    direct_catalog,
};

const DEADLINE_MS: i64 = 60_000;
const KEY: &str = "key-of-the-operator-1234";

/// A server with these vendors, and the vendors.
async fn with_vendors<const N: usize>(
    names: [Name; N],
    keys: &[&str],
    deadline_ms: i64,
) -> (TestApp, [FakeVendor; N]) {
    let mut vendors = Vec::new();
    for name in names {
        vendors.push(FakeVendor::start(name).await);
    }
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.workers.late_look_seconds = 1;
        config.credits.sign_up_grant = 500;
        for vendor in &vendors {
            direct_catalog::use_vendor(config, vendor, keys, deadline_ms);
        }
    })
    .await;
    (app, vendors.try_into().unwrap_or_else(|_| panic!("as many vendors as names")))
}

async fn ask(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

async fn end_of(person: &Person, words: &str) -> Value {
    let run = ask(person, words).await;
    person.ended(run["id"].as_str().unwrap()).await
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

/// What the first row says.
async fn first<T>(app: &TestApp, sql: &'static str, read: fn(&Row<'_>) -> Result<T, DbError>) -> T {
    app.app.db.read(|reader| reader.query_one(sql, &[], read)).await.map_err(|error: DbError| error).unwrap()
}

/// Names of the files that wait in spools.
fn spooled(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    for vendor in std::fs::read_dir(app.data_dir.path().join("spool")).unwrap() {
        for file in std::fs::read_dir(vendor.unwrap().path()).unwrap() {
            found.push(file.unwrap().file_name().into_string().unwrap());
        }
    }
    found
}

/// Every result can be fetched and is what it says it is; the whole price was charged; the spool is empty.
async fn delivered(app: &TestApp, person: &Person, run: &Value, kinds: &[&str]) {
    assert_eq!((&run["status"], &run["error"]), (&json!("completed"), &Value::Null), "{run:#}");
    assert_eq!((&run["creditsUsed"], &run["creditsHeld"]), (&run["quote"]["credits"], &json!(0)), "{run:#}");
    let assets = run["outputAssets"].as_array().unwrap();
    assert_eq!(assets.len(), kinds.len(), "{run:#}");
    for kind in kinds {
        let asset = assets
            .iter()
            .find(|asset| asset["type"] == *kind)
            .unwrap_or_else(|| panic!("no {kind}: {run:#}"));
        let file = person.send(person.request(reqwest::Method::GET, asset["url"].as_str().unwrap())).await;
        assert_eq!(file.status, 200, "{kind}");
    }
    assert!(spooled(app).is_empty(), "{:?}", spooled(app));
    books_are_sound(app).await;
}

fn step_field(run: &Value, field: &str) -> Vec<String> {
    let text = |step: &Value| step[field].as_str().unwrap_or_default().to_owned();
    run["steps"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn openai_draws_and_is_charged_once() {
    let (app, [openai]) = with_vendors([Name::OpenAi], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    let run = end_of(&asha, "a fox in snow").await;
    delivered(&app, &asha, &run, &["image"]).await;
    assert_eq!((openai.taken(), step_field(&run, "provider")), (1, vec!["openai".to_owned()]));
    let edited = end_of(&asha, "a hare in snow, then make it night").await;
    delivered(&app, &asha, &edited, &["image", "image"]).await;
    // The picture that was made first was handed over with the second call.
    assert!(openai.calls().last().unwrap().path.ends_with("/images/edits"));
    assert_eq!(openai.taken(), 3);
}

#[tokio::test]
async fn gemini_draws_animates_and_elevenlabs_reads() {
    let (app, [gemini, eleven]) = with_vendors([Name::Gemini, Name::ElevenLabs], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    let run = end_of(&asha, "a fox in snow, animate it, and narrate it: 'winter is here'").await;
    delivered(&app, &asha, &run, &["image", "video", "audio"]).await;
    assert_eq!(step_field(&run, "provider"), ["gemini", "gemini", "elevenlabs"]);
    assert_eq!((gemini.taken(), eleven.taken()), (2, 1));
    // When each character is said came with the sound, and is kept beside it.
    let kept = "SELECT max(provenance) FROM assets WHERE provenance LIKE '%WEBVTT%'";
    let kept: String = first(&app, kept, |row| row.get(0)).await;
    assert!(kept.contains("00:00:00.000 --> ") && kept.contains("winter is here"), "{kept}");
}

#[tokio::test]
async fn gemini_reads_where_elevenlabs_cannot_at_the_same_price() {
    let (app, [gemini, eleven]) = with_vendors([Name::Gemini, Name::ElevenLabs], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    eleven.revoke(KEY);
    let run = end_of(&asha, "say 'winter is here'").await;
    delivered(&app, &asha, &run, &["audio"]).await;
    assert_eq!(
        (gemini.taken(), eleven.taken(), step_field(&run, "provider")),
        (1, 0, vec!["gemini".to_owned()])
    );
}

#[tokio::test]
async fn in_an_outage_the_next_vendor_takes_over_at_the_same_price() {
    let (app, [openai, gemini]) = with_vendors([Name::OpenAi, Name::Gemini], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    openai.otherwise(Trouble::GatewayPage(503));
    let run = end_of(&asha, "a fox in snow").await;
    delivered(&app, &asha, &run, &["image"]).await;
    assert_eq!((openai.calls().len(), gemini.taken()), (2, 1));
    assert_eq!(step_field(&run, "provider"), ["gemini"]);
}

#[tokio::test]
async fn a_key_that_is_revoked_in_mid_run_hands_over_to_the_next() {
    let (one, two) = ("key-of-the-operator-one", "key-of-the-operator-two");
    let (app, [openai]) = with_vendors([Name::OpenAi], &[one, two], DEADLINE_MS).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    delivered(&app, &asha, &end_of(&asha, "a fox in snow").await, &["image"]).await;
    openai.revoke(one);
    delivered(&app, &asha, &end_of(&asha, "a hare in snow, then make it night").await, &["image", "image"])
        .await;
    let with = |key: &str| openai.calls().iter().filter(|call| call.key == key && call.taken).count();
    assert_eq!((with(one), with(two)), (1, 2));
    let list = admin.get("/api/admin/providers").await.expect(200);
    let openai = list["items"].as_array().unwrap().iter().find(|item| item["id"] == "openai").unwrap();
    let states: Vec<_> =
        openai["keys"].as_array().unwrap().iter().map(|key| &key["breaker"]["state"]).collect();
    assert_eq!(states, [&json!("open"), &json!("closed")], "{list:#}");
}

#[tokio::test]
async fn a_refusal_is_final_and_everything_goes_back() {
    let (app, [openai, gemini]) = with_vendors([Name::OpenAi, Name::Gemini], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::Refusal]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(
        (&run["error"]["code"], &run["creditsUsed"]),
        (&json!("content_refused"), &json!(0)),
        "{run:#}"
    );
    openai.otherwise(Trouble::GatewayPage(503));
    gemini.script([Trouble::Withheld]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(
        (&run["error"]["code"], &run["creditsUsed"]),
        (&json!("content_refused"), &json!(0)),
        "{run:#}"
    );
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_page_named_picture_is_refused_and_paid_back() {
    let (app, [openai]) = with_vendors([Name::OpenAi], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::HtmlPage]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!((&run["status"], &run["creditsUsed"]), (&json!("failed"), &json!(0)), "{run:#}");
    assert_eq!((openai.taken(), asha.balance().await), (1, (500, 0)));
    assert!(spooled(&app).is_empty());
}

#[tokio::test]
async fn cancelling_ends_the_call_and_gives_everything_back() {
    let (app, [openai]) = with_vendors([Name::OpenAi], &[KEY], DEADLINE_MS).await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::Hold]);
    let run = ask(&asha, "a fox in snow").await;
    openai.has_been_called(1).await;
    asha.post("/api/cancel-generation", &json!({"generationId": run["id"]})).await.expect(200);
    // Not at the next sign of life, which may be ten seconds away: at once.
    tokio::time::timeout(std::time::Duration::from_secs(5), openai.has_been_hung_up_on(1))
        .await
        .expect("the call is dropped");
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_dropped_at_its_deadline() {
    let (app, [openai]) = with_vendors([Name::OpenAi], &[KEY], 500).await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::Hold]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(
        (&run["error"]["code"], &run["creditsUsed"]),
        (&json!("deadline_passed"), &json!(0)),
        "{run:#}"
    );
    openai.has_been_hung_up_on(1).await;
    assert_eq!((openai.calls().len(), asha.balance().await), (1, (500, 0)));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_long_call_keeps_its_lease() {
    let openai = FakeVendor::start(Name::OpenAi).await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 2;
        config.workers.lease_seconds = 1;
        direct_catalog::use_vendor(config, &openai, &[KEY], DEADLINE_MS);
    })
    .await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::Hold]);
    let run = ask(&asha, "a fox in snow").await;
    openai.has_been_called(1).await;
    // Whoever lost the lease would have let somebody else call again: it is renewed until twice its length has passed.
    let until = "SELECT coalesce(max(lease_until), 0) FROM jobs WHERE kind = 'generation'";
    let began: i64 = first(&app, until, |row| row.get(0)).await;
    while first(&app, until, |row| row.get::<i64>(0)).await < began + 2_000 {
        tokio::task::yield_now().await;
    }
    openai.release();
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    delivered(&app, &asha, &run, &["image"]).await;
    assert_eq!(openai.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_never_paid_for_again() {
    let (app, [openai]) = with_vendors([Name::OpenAi], &[KEY], 1_500).await;
    let asha = app.sign_up("asha").await;
    openai.script([Trouble::LoseAnswer]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(
        (&run["error"]["code"], &run["creditsUsed"]),
        (&json!("outcome_unknown"), &json!(0)),
        "{run:#}"
    );
    assert_eq!((openai.calls().len(), asha.balance().await), (1, (500, 0)));
}
