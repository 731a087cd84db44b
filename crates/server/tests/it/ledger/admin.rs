//! Administrators: corrections with a second look, the audit, expiry, the command line.

use domain::{ledger::lot::LotSource, time::DAY_MS};
use serde_json::json;
use server::ledger;
use testkit::TestApp;

use super::{grant, hold, lot, workspace, write};

#[tokio::test]
async fn a_large_correction_needs_a_second_administrator_and_nobody_agrees_with_themselves() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let admin = app.administrator().await;
    let wish =
        |credits: i64| json!({"email": "asha@example.test", "credits": credits, "reason": "a broken run"});
    asha.post("/api/admin/credits", &wish(10)).await.expect_problem(404, "not_found");
    let made = admin.post("/api/admin/credits", &wish(10)).await.expect(200);
    assert_eq!(made["state"], "made");
    assert_eq!(asha.balance().await, (60, 0));
    let id = app.app.env.new_id::<domain::id::kind::Adjustment>().to_string();
    let mut large = wish(5_000);
    large["id"] = json!(id);
    let waiting = admin.post("/api/admin/credits", &large).await.expect(202);
    assert_eq!((&waiting["state"], &waiting["mayAgree"]), (&json!("waiting"), &json!(false)));
    // Sent twice it is one wish.
    assert_eq!(admin.post("/api/admin/credits", &large).await.expect(202), waiting);
    assert_eq!(asha.balance().await, (60, 0));
    let decision = format!("/api/admin/credits/{id}/decision");
    admin.post(&decision, &json!({"agree": true})).await.expect_problem(422, "invalid_input");
    let second = app.administrator_named("second").await;
    let agreed = second.post(&decision, &json!({"agree": true})).await.expect(200);
    assert_eq!((&agreed["state"], &agreed["decidedBy"]), (&json!("made"), &json!("second@example.test")));
    assert_eq!(asha.balance().await, (5_060, 0));
    second.post(&decision, &json!({"agree": true})).await.expect_problem(409, "already_decided");
    // Taking is a correction too; nobody falls below zero.
    admin.post("/api/admin/credits", &wish(-60)).await.expect(200);
    assert_eq!(asha.balance().await, (5_000, 0));
    let too_much = admin.post("/api/admin/credits", &wish(-1_000)).await.expect(200);
    assert_eq!(too_much["state"], "made");
    hold(&app, &asha, 4_000).await;
    admin.post("/api/admin/credits", &wish(-1)).await.expect_problem(422, "invalid_input");
    for wrong in [json!(0), json!(2_000_000_000_i64), json!(1.5), json!("7")] {
        let mut body = wish(1);
        body["credits"] = wrong;
        let status = admin.post("/api/admin/credits", &body).await.status;
        assert!(status == 422 || status == 400, "{body} answered {status}");
    }
    let list = admin.get("/api/admin/credits").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
    let statement = asha.get("/api/credits/statement?kind=adjustment").await.expect(200);
    let amounts: Vec<i64> =
        statement["items"].as_array().unwrap().iter().map(|line| line["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts, [-1_000, -60, 5_000, 10]);
}

#[tokio::test]
async fn credits_expire_when_their_time_has_come_and_the_night_has_its_audit() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let soon = app.app.env.now().plus_ms(DAY_MS / 2);
    grant(&app, here, lot(LotSource::Pack, 100, "pack", Some(soon))).await;
    let balance = asha.get("/api/credits/balance").await.expect(200);
    assert_eq!((&balance["nextExpiry"], &balance["nextExpiryCredits"]), (&json!(soon.0), &json!(100)));
    hold(&app, &asha, 30).await;
    ledger::look_after(&app.app).await.unwrap();
    assert_eq!(asha.balance().await, (120, 30));
    app.clock.as_ref().unwrap().advance_ms(DAY_MS / 2);
    ledger::look_after(&app.app).await.unwrap();
    ledger::look_after(&app.app).await.unwrap();
    assert_eq!(asha.balance().await, (50, 30));
    let expiry = asha.get("/api/credits/statement?kind=expiry").await.expect(200);
    assert_eq!((&expiry["items"][0]["amount"], expiry["items"].as_array().unwrap().len()), (&json!(-70), 1));
    // One for the night before, when nobody had looked, one for this, and none for the third look.
    let reports = app.app.db.read(|reader| ledger::reports(reader, 10)).await.unwrap();
    assert_eq!(reports.len(), 2);
    // The run that was to hold does not exist: the audit says so, and nothing else.
    assert!(reports[0].findings.iter().all(|finding| finding.check == "holds"), "{reports:?}");
}

#[tokio::test]
async fn the_audit_is_sound_until_something_is_wrong_and_then_says_what() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let admin = app.administrator().await;
    asha.trigger("a fox").await;
    asha.post("/api/admin/ledger/audit", &json!({})).await.expect_problem(404, "not_found");
    let report = admin.post("/api/admin/ledger/audit", &json!({})).await.expect(200);
    assert_eq!((&report["sound"], &report["findings"]), (&json!(true), &json!([])), "{report:#}");
    assert_eq!((&report["workspaces"], &report["figures"]["openHolds"]), (&json!(2), &json!(1)));
    // A hold that no run answers for.
    let run = hold(&app, &asha, 5).await;
    let report = admin.post("/api/admin/ledger/audit", &json!({})).await.expect(200);
    assert_eq!((&report["sound"], &report["findings"][0]["check"]), (&json!(false), &json!("holds")));
    assert!(report["findings"][0]["detail"].as_str().unwrap().contains(&run.to_string()));
    // It reports and repairs nothing.
    assert_eq!(asha.balance().await, (44, 6));
    let list = admin.get("/api/admin/ledger/audit").await.expect(200);
    let sound: Vec<bool> =
        list["items"].as_array().unwrap().iter().map(|report| report["sound"].as_bool().unwrap()).collect();
    assert_eq!(sound, [false, true]);
}

#[tokio::test]
async fn a_price_that_was_shown_binds_when_rules_change_and_names_them() {
    let app = TestApp::start_frozen(|config| {
        let rules = "[pricing]\nregional = [{ region = \"IN\", multiplier = \"0.5\" }]\n\
                     experiments = [{ name = \"half\", arms = [{ name = \"only\", parts = 1, multiplier = \"0.5\" }] }]\n";
        let changed = server::config::Config::load(Some(("test", rules)), std::iter::empty()).unwrap();
        config.pricing = changed.pricing;
    })
    .await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox, oil painting", "seed": 7}});
    let quote = asha.post("/api/quotes", &body).await.expect(200);
    assert_eq!(
        (&quote["credits"], &quote["experiment"], &quote["priceBook"]),
        (&json!(2), &json!("half/only"), &json!("2026-11"))
    );
    let here = workspace(&app, &asha).await;
    let india = domain::pricing::Region::parse("IN");
    write(&app, move |tx, _| server::account::set_region(tx, here, india)).await.unwrap();
    let cheaper = asha.post("/api/quotes", &body).await.expect(200);
    assert_eq!(cheaper["credits"], 1);
    let codes: Vec<&str> =
        cheaper["factors"].as_array().unwrap().iter().map(|line| line["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["base", "region", "experiment", "rounding"]);
    let mut locked = body.clone();
    locked["quoteId"] = quote["id"].clone();
    let run = asha.post("/api/trigger-workflow", &locked).await.expect(202);
    assert_eq!((&run["creditsHeld"], asha.balance().await), (&json!(2), (48, 2)));
}
