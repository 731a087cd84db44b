//! The statement: explained lines, filters, the table, the use.

use domain::{ledger::lot::LotSource, time::DAY_MS};
use serde_json::{Value, json};
use testkit::TestApp;

use super::{grant, hold, lot, resolve, workspace};

#[tokio::test]
async fn a_line_is_explained_down_to_the_steps_and_found_by_kind_date_and_run() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let run = asha.trigger("a fox at dawn").await;
    let id = run["id"].as_str().unwrap();
    asha.post("/api/cancel-generation", &json!({"generationId": id})).await.expect(200);
    let kinds = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap().into()).collect()
    };
    let page = asha.get("/api/credits/statement").await.expect(200);
    assert_eq!(kinds(&page), ["release", "hold", "grant"]);
    let told = &page["items"][1]["run"];
    assert_eq!(
        (&told["prompt"], &told["quoted"], &told["charged"]),
        (&json!("a fox at dawn"), &json!(1), &json!(0))
    );
    assert_eq!((&told["factors"][0]["code"], &told["steps"][0]["price"]), (&json!("base"), &json!("1")));
    assert_eq!(told["steps"][0]["operation"], "text_to_image");
    let of_kind = asha.get("/api/credits/statement?kind=grant").await.expect(200);
    assert_eq!(kinds(&of_kind), ["grant"]);
    assert_eq!(kinds(&asha.get("/api/credits/statement?kind=hold").await.expect(200)), ["hold"]);
    let of_run = asha.get(&format!("/api/credits/statement?generationId={id}")).await.expect(200);
    assert_eq!(kinds(&of_run), ["release", "hold"]);
    let late = app.app.env.now().plus_ms(DAY_MS).0;
    assert_eq!(kinds(&asha.get(&format!("/api/credits/statement?from={late}")).await.expect(200)).len(), 0);
    assert_eq!(kinds(&asha.get(&format!("/api/credits/statement?until={late}")).await.expect(200)).len(), 3);
    // Somebody else's run is nothing to look up.
    let theirs = ravi.get(&format!("/api/credits/statement?generationId={id}")).await.expect(200);
    assert_eq!(kinds(&theirs).len(), 0);
    for wrong in ["kind=gift", "generationId=gen_1", "cursor=x", "limit=0", "from=yesterday"] {
        asha.get(&format!("/api/credits/statement?{wrong}")).await.expect_problem(400, "invalid_parameter");
    }
}

#[tokio::test]
async fn pages_have_neither_gaps_nor_repeats_and_dates_cut_where_they_say() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let mut middle = 0;
    for day in 0..12 {
        if day == 6 {
            middle = app.app.env.now().0;
        }
        grant(&app, here, lot(LotSource::Bonus, 10, &format!("gift {day}"), None)).await;
        app.clock.as_ref().unwrap().advance_ms(DAY_MS / 24);
    }
    let count = async |query: String| {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = asha.get(&format!("/api/credits/statement?limit=3{query}{cursor}")).await.expect(200);
            seen.extend(
                page["items"].as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap().to_owned()),
            );
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break seen,
            }
        }
    };
    let all = count(String::new()).await;
    assert_eq!((all.len(), &*all[0], all[12].starts_with("grant:sign-up")), (13, "bonus:gift 11", true));
    assert_eq!(count("&kind=bonus".into()).await, all[..12]);
    assert_eq!(count(format!("&from={middle}")).await, all[..6]);
    assert_eq!(count(format!("&until={middle}&kind=bonus")).await, all[6..12]);
}

#[tokio::test]
async fn the_table_has_every_line_and_nothing_in_it_is_a_formula() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let mut evil = lot(LotSource::Bonus, 5, "evil", None);
    evil.reason = "=HYPERLINK(\"http://x\")".into();
    grant(&app, here, evil).await;
    for n in 0..600 {
        grant(&app, here, lot(LotSource::Bonus, 1, &format!("gift {n}"), None)).await;
    }
    let answer = asha.request(reqwest::Method::GET, "/api/credits/statement.csv").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let text = answer.text().await.unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 1 + 1 + 600);
    assert!(lines[0].starts_with("time,kind,change"), "{}", lines[0]);
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{}", lines[601]);
    let stranger = app.stranger();
    let refused = stranger.request(reqwest::Method::GET, "/api/credits/statement.csv").send().await.unwrap();
    assert_eq!(refused.status(), 401);
}

#[tokio::test]
async fn use_is_told_by_day_and_the_rest_lasts_as_long_as_the_pace() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let here = workspace(&app, &asha).await;
    let none = asha.get("/api/credits/usage?days=3").await.expect(200);
    assert_eq!((&none["daysLeft"], &none["days"].as_array().unwrap().len()), (&Value::Null, &3));
    let run = hold(&app, &asha, 10).await;
    resolve(&app, here, run, 10, 8).await;
    let used = asha.get("/api/credits/usage?days=2&aheadMinutes=330").await.expect(200);
    assert_eq!(used["days"][1]["credits"], 8);
    // 8 a day, 42 left.
    assert_eq!((&used["perDayThousandths"], &used["daysLeft"]), (&json!(8_000), &json!(5)));
    for wrong in ["days=0", "days=367", "aheadMinutes=841", "aheadMinutes=-721"] {
        asha.get(&format!("/api/credits/usage?{wrong}")).await.expect_problem(400, "invalid_parameter");
    }
}
