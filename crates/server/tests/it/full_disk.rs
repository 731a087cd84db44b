//! The disk that holds the database is full: a clear answer, nothing written, nothing held, and everything
//! goes on when there is room again.

use server::{ledger, platform::db::DbError};
use testkit::TestApp;

/// Lets the database file grow to `pages` at most: the engine then answers as for a full disk.
async fn limit_pages(app: &TestApp, pages: Option<i64>) {
    let asked = app.app.db.write(move |tx| {
        let size = tx.query_one("PRAGMA page_count", server::params![], |row| row.get::<i64>(0))?;
        // A pragma takes no parameters; two fixed statements do.
        let sql = match pages {
            Some(_) => "PRAGMA max_page_count = 1",
            None => "PRAGMA max_page_count = 1000000",
        };
        let limit = tx.query_one(sql, server::params![], |row| row.get::<i64>(0))?;
        Ok::<_, DbError>((size, limit))
    });
    let (size, limit) = asked.await.unwrap();
    // The engine does not cut a file that is larger already: the limit becomes its size.
    assert!(pages.is_none() || limit == size, "{size} {limit}");
}

#[tokio::test]
async fn a_full_database_disk_refuses_and_recovers() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    asha.trigger("a fox").await;
    limit_pages(&app, Some(1)).await;
    let body =
        serde_json::json!({"flowId": "text-to-image", "inputData": {"prompt": "a long story ".repeat(70)}});
    // Free pages inside the file are used up first.
    let mut answers = Vec::new();
    for _ in 0..40 {
        let answer = asha.post("/api/trigger-workflow", &body).await;
        answers.push(answer.status.as_u16());
        if answer.status != 202 {
            answer.expect_problem(507, "storage_full");
            break;
        }
    }
    let taken = i64::try_from(answers.len()).unwrap() - 1;
    assert_eq!(answers.last(), Some(&507), "{answers:?}");
    assert_eq!(asha.get("/api/health").await.status, 200);
    assert_eq!(asha.balance().await, (49 - taken, 1 + taken), "the refused run holds nothing");
    limit_pages(&app, None).await;
    asha.post("/api/trigger-workflow", &body).await.expect(202);
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound(), "{audit:?}");
}
