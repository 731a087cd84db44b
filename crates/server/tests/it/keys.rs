//! Provider keys that are added while the product runs: used at once, never shown, safe at rest.

mod own;

use serde_json::{Value, json};
use server::{
    keys::{Keys, rotate},
    platform::db::{DbError, Row},
};
use testkit::{Person, TestApp, fal::FakeFal, fal_catalog};

const KEY: &str = "added-by-the-operator-7777";

/// A server that knows fal and has no key for it, but those of `settings`.
async fn with_fal(settings: &'static [&'static str]) -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 60_000);
        config.fal.keys = settings.iter().map(|key| providers::http::Secret::new(key)).collect();
    })
    .await;
    (app, fal)
}

async fn picture(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": words}});
    let run = person.post("/api/trigger-workflow", &body).await.expect(202);
    person.ended(run["id"].as_str().unwrap()).await
}

async fn add(admin: &Person, key: &str) -> Value {
    admin.post("/api/admin/providers/fal/keys", &json!({ "key": key })).await.expect(201)
}

async fn fal_of(admin: &Person) -> Value {
    let list = admin.get("/api/admin/providers").await.expect(200);
    list["items"].as_array().unwrap().iter().find(|one| one["id"] == "fal").unwrap().clone()
}

async fn first<T>(app: &TestApp, sql: &'static str, read: fn(&Row<'_>) -> Result<T, DbError>) -> T {
    app.app.db.read(|reader| reader.query_one(sql, &[], read)).await.map_err(|error: DbError| error).unwrap()
}

async fn change(app: &TestApp, sql: &'static str) {
    app.app.db.write(move |tx| tx.execute(sql, &[]).map(drop)).await.map_err(|error: DbError| error).unwrap();
}

fn reopen(app: &TestApp) -> Result<Keys, String> {
    let (config, dir) = (&app.app.config, app.data_dir.path());
    Keys::open(config, dir, &app.app.db, &app.app.providers).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_key_is_used_without_a_restart_and_the_next_run_goes_elsewhere_once_it_is_removed() {
    let (app, fal) = with_fal(&[]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    assert_eq!(picture(&asha, "a fox").await["steps"][0]["provider"], "local");
    let added = add(&admin, &format!("  {KEY}\n")).await;
    assert_eq!((&added["lastFour"], &added["switchedOn"]), (&json!("7777"), &json!(true)));
    let made = picture(&asha, "a hen").await;
    assert_eq!((&made["steps"][0]["provider"], &made["status"]), (&json!("fal"), &json!("completed")));
    assert_eq!(fal.submits()[0].key, KEY);
    let address = format!("/api/admin/provider-keys/{}", added["id"].as_str().unwrap());
    let off = admin.put(&address, &json!({"switchedOn": false})).await.expect(200);
    assert_eq!(off["switchedOn"], false);
    assert_eq!(picture(&asha, "a cow").await["steps"][0]["provider"], "local");
    admin.put(&address, &json!({"switchedOn": true})).await.expect(200);
    assert_eq!(picture(&asha, "a cat").await["steps"][0]["provider"], "fal");
    assert_eq!(fal_of(&admin).await["keys"][0]["id"], added["id"]);
    assert_eq!(admin.delete(&address).await.status, 204);
    admin.delete(&address).await.expect_problem(404, "not_found");
    assert_eq!(picture(&asha, "a dog").await["steps"][0]["provider"], "local");
    assert_eq!((fal.submits().len(), fal_of(&admin).await["keys"].clone()), (2, json!([])));
    let sql = "SELECT group_concat(kind || ' ' || (user_id IS NOT NULL)) FROM security_events \
               WHERE kind LIKE 'provider_key%'";
    let audit: String = first(&app, sql, |row| row.get(0)).await;
    assert_eq!(
        audit,
        "provider_key_added 1,provider_key_switched 1,provider_key_switched 1,provider_key_removed 1"
    );
}

#[tokio::test]
async fn what_is_no_key_or_is_refused_is_not_saved() {
    let (app, fal) = with_fal(&[]).await;
    let admin = app.administrator().await;
    let address = "/api/admin/providers/fal/keys";
    let huge = "k".repeat(513);
    for wrong in ["", "   ", "two words of a key", "k\u{e9}y-with-accents", "line\nbreak", &huge] {
        let answer = admin.post(address, &json!({ "key": wrong })).await;
        let problem = answer.expect_problem(422, "invalid_input");
        assert_eq!(problem["errors"][0]["path"], "key", "{problem}");
        assert!(wrong.trim().is_empty() || !problem.to_string().contains(wrong));
    }
    let larger_than_any_request = "k".repeat(2 * 1024 * 1024);
    admin
        .post(address, &json!({ "key": larger_than_any_request }))
        .await
        .expect_problem(413, "body_too_large");
    admin.post(address, &json!({"key": KEY, "more": 1})).await.expect_problem(400, "invalid_json");
    admin
        .post("/api/admin/providers/nobody/keys", &json!({"key": KEY}))
        .await
        .expect_problem(404, "not_found");
    admin
        .post("/api/admin/providers/local/keys", &json!({"key": KEY}))
        .await
        .expect_problem(422, "invalid_input");
    fal.revoke(KEY);
    let refused = admin.post(address, &json!({ "key": KEY })).await.expect_problem(422, "key_refused");
    assert!(!refused.to_string().contains(KEY));
    fal.go_down().await;
    let unheard = json!({"key": "another-good-key-1"});
    admin.post(address, &unheard).await.expect_problem(503, "provider_unavailable");
    fal.come_back().await;
    add(&admin, "another-good-key-1").await;
    admin.post(address, &unheard).await.expect_problem(409, "key_exists");
    let rows: i64 = first(&app, "SELECT count(*) FROM provider_keys", |row| row.get(0)).await;
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_key_is_nowhere_to_be_read() {
    let (app, _fal) = with_fal(&[]).await;
    let admin = app.administrator().await;
    let added = add(&admin, KEY).await;
    assert!(!added.to_string().contains(KEY) && !fal_of(&admin).await.to_string().contains(KEY));
    app.app.db.checkpoint().await.unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(app.data_dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{}", path.display());
            files += 1;
        }
    }
    assert!(files >= 2, "the database and the master key");
    let checked = admin
        .post(&format!("/api/admin/provider-keys/{}/check", added["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    assert_eq!(checked["works"], true);
}

#[tokio::test]
async fn the_wrong_master_key_stops_the_start_with_a_clear_sentence_and_loses_nothing() {
    let (app, fal) = with_fal(&[]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    add(&admin, KEY).await;
    let file = app.data_dir.path().join("master.key");
    let text = std::fs::read_to_string(&file).unwrap();
    let away = app.data_dir.path().join("away");
    std::fs::rename(&file, &away).unwrap();
    let lost = reopen(&app).unwrap_err();
    assert!(
        lost.contains("master key")
            && lost.contains("there is none in")
            && lost.contains("nothing was changed"),
        "{lost}"
    );
    assert!(!file.exists(), "no new one is made in its place");
    let mut other = app.app.config.clone();
    other.keys.master_key = providers::http::Secret::new(&"ab".repeat(32));
    let wrong = Keys::open(&other, app.data_dir.path(), &app.app.db, &app.app.providers).unwrap_err();
    assert!(wrong.to_string().contains("the settings have"), "{wrong}");
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    reopen(&app).unwrap();
    assert_eq!(picture(&asha, "a fox").await["steps"][0]["provider"], "fal");
    assert_eq!(fal.submits()[0].key, KEY);
}

#[tokio::test]
async fn a_row_that_was_tampered_with_is_refused_and_named_and_the_others_work() {
    let (app, fal) = with_fal(&[]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let bad = add(&admin, KEY).await;
    add(&admin, "a-second-key-8888").await;
    // Somebody with the database but not the master key hands the operator's key to a workspace, or back.
    change(
        &app,
        "UPDATE provider_keys SET sealed = (SELECT sealed FROM provider_keys ORDER BY id DESC LIMIT 1) \
                  WHERE id = (SELECT min(id) FROM provider_keys)",
    )
    .await;
    app.app.keys.reload(&app.app.db, &app.app.providers).unwrap();
    let keys = fal_of(&admin).await["keys"].clone();
    let lost = keys.as_array().unwrap().iter().find(|key| key["id"] == bad["id"]).unwrap();
    assert_eq!((&lost["unreadable"], &lost["breaker"]), (&json!(true), &Value::Null));
    picture(&asha, "a fox").await;
    assert_eq!(fal.submits()[0].key, "a-second-key-8888");
    let address = format!("/api/admin/provider-keys/{}", bad["id"].as_str().unwrap());
    admin.post(&format!("{address}/check"), &json!({})).await.expect_problem(422, "key_refused");
    let refused = rotate(&app.app).await.unwrap_err().to_string();
    assert!(
        refused.contains(bad["id"].as_str().unwrap()) && refused.contains("nothing was changed"),
        "{refused}"
    );
    assert_eq!(admin.delete(&address).await.status, 204);
    rotate(&app.app).await.unwrap();
}

#[tokio::test]
async fn after_a_rotation_everything_is_under_the_new_master_key_and_works_on() {
    let (app, fal) = with_fal(&[]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    add(&admin, KEY).await;
    let row = "SELECT hex(sealed) || master_key FROM provider_keys";
    let before: String = first(&app, row, |row| row.get(0)).await;
    let (count, name) = rotate(&app.app).await.unwrap();
    let after: String = first(&app, row, |row| row.get(0)).await;
    assert!(count == 1 && before != after && after.ends_with(&name));
    // A running server that saved a key meanwhile, and a second rotation.
    add(&admin, "a-second-key-8888").await;
    assert_eq!(rotate(&app.app).await.unwrap().0, 2);
    let file = std::fs::read_to_string(app.data_dir.path().join("master.key")).unwrap();
    assert_eq!(file.lines().filter(|line| line.len() == 64).count(), 2, "the current one and the one before");
    reopen(&app).unwrap();
    let _ = asha;
    assert_eq!(picture(&asha, "a fox").await["steps"][0]["provider"], "fal");
    assert!([KEY, "a-second-key-8888"].contains(&fal.submits()[0].key.as_str()));
}

#[tokio::test]
async fn nobody_but_an_administrator_sees_or_changes_the_operators_keys() {
    let (app, _fal) = with_fal(&["key-of-the-settings-1"]).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let added = add(&admin, KEY).await;
    let address = format!("/api/admin/provider-keys/{}", added["id"].as_str().unwrap());
    asha.post("/api/admin/providers/fal/keys", &json!({"key": KEY})).await.expect_problem(404, "not_found");
    asha.put(&address, &json!({"switchedOn": false})).await.expect_problem(404, "not_found");
    asha.delete(&address).await.expect_problem(404, "not_found");
    asha.post(&format!("{address}/check"), &json!({})).await.expect_problem(404, "not_found");
    // Not by the address of one's own keys either, not even for an administrator.
    let own = format!("/api/provider-keys/{}", added["id"].as_str().unwrap());
    for person in [&asha, &admin] {
        person.delete(&own).await.expect_problem(404, "not_found");
        person.put(&own, &json!({"switchedOn": false})).await.expect_problem(404, "not_found");
        person.post(&format!("{own}/check"), &json!({})).await.expect_problem(404, "not_found");
    }
    // One of the settings has no name to be changed by.
    let keys = fal_of(&admin).await["keys"].clone();
    assert_eq!((&keys[0]["id"], &keys[1]["id"]), (&Value::Null, &added["id"]));
}
