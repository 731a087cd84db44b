//! What the door promises to those who share a commit.

use std::sync::{Arc, mpsc};

use tempfile::TempDir;

use super::{Db, DbError};
use crate::params;

const INSERT: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, NULL, 0)";
const COUNT: &str = "SELECT count(*) FROM queue_lanes WHERE lane = $1";
/// A statement that no row fits.
const IMPOSSIBLE: &str = "INSERT INTO queue_lanes (lane, leased_max, not_before) VALUES ($1, -1, 0)";

fn open() -> (TempDir, Db) {
    let dir = TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("door.sqlite"), 1, Arc::new(|_| {})).unwrap();
    (dir, db)
}

async fn count(db: &Db, lane: &'static str) -> i64 {
    db.read(|reader| reader.query_one(COUNT, params![lane], |row| row.get(0)))
        .await
        .map_err(no_error)
        .unwrap()
}

fn no_error(error: DbError) -> String {
    error.to_string()
}

/// Two writes that wait while the writer is held, so that they are taken up one right after the other.
async fn together(
    db: &Db,
    good: &'static str,
    bad: &'static str,
) -> (Result<(), DbError>, Result<(), DbError>) {
    let (release, held) = mpsc::channel::<()>();
    let hold = db.write(move |_| {
        let _ = held.recv();
        Ok::<_, DbError>(())
    });
    let one = db.check_and_write(|_| Ok(()), move |tx, ()| tx.execute(INSERT, params![good]).map(drop));
    let two = db.check_and_write(
        |_| Ok(()),
        move |tx, ()| {
            tx.execute(INSERT, params![bad])?;
            tx.execute(IMPOSSIBLE, params!["impossible"]).map(drop)
        },
    );
    // Each is in line once it was polled, in this order.
    let let_go = async { drop(release) };
    let (_, one, two, ()) = tokio::join!(hold, one, two, let_go);
    (one, two)
}

#[tokio::test]
async fn what_is_refused_before_writing_wrote_nothing() {
    let (_dir, db) = open();
    let refused = db
        .check_and_write(
            |_| Err::<(), _>(DbError::NoRow),
            |tx, ()| tx.execute(INSERT, params!["refused"]).map(drop),
        )
        .await;
    assert!(matches!(refused, Err(DbError::NoRow)), "{refused:?}");
    assert_eq!(count(&db, "refused").await, 0);
}

#[tokio::test]
async fn a_check_sees_what_the_write_before_it_in_the_same_commit_wrote() {
    let (_dir, db) = open();
    let taken = |lane: &'static str| {
        db.check_and_write(
            move |reader| reader.query_one(COUNT, params![lane], |row| row.get::<i64>(0)),
            move |tx, found| {
                if found == 0 {
                    tx.execute(INSERT, params![lane])?;
                }
                Ok(found)
            },
        )
    };
    let (one, two) = tokio::join!(taken("lane"), taken("lane"));
    assert_eq!((one.unwrap(), two.unwrap()), (0, 1));
}

#[tokio::test]
async fn a_write_that_breaks_takes_its_commit_with_it_and_then_nobody_any_more() {
    // Whether two writes share a commit is a matter of milliseconds, so more than one try is allowed.
    for _ in 0..50 {
        let (_dir, db) = open();
        let (good, bad) = together(&db, "good", "bad").await;
        assert!(matches!(bad, Err(DbError::Engine(_))), "the broken one hears why: {bad:?}");
        assert_eq!(count(&db, "bad").await, 0, "nothing of what broke is kept");
        if good.is_ok() {
            assert_eq!(count(&db, "good").await, 1);
            continue;
        }
        assert!(matches!(good, Err(DbError::Undone)), "{good:?}");
        assert_eq!(count(&db, "good").await, 0, "who was told that nothing was kept finds nothing");
        for _ in 0..5 {
            let (good, bad) = together(&db, "again", "worse").await;
            good.unwrap();
            assert!(matches!(bad, Err(DbError::Engine(_))), "{bad:?}");
            assert_eq!((count(&db, "again").await, count(&db, "worse").await), (1, 0));
            db.write(|tx| tx.execute("DELETE FROM queue_lanes WHERE lane = 'again'", params![]))
                .await
                .unwrap();
        }
        return;
    }
    panic!("in fifty tries two writes never shared a commit");
}

#[tokio::test]
async fn a_panic_in_a_write_is_answered_and_the_door_stays_open() {
    let (_dir, db) = open();
    let panicked = db
        .check_and_write(|_| Ok::<_, DbError>(()), |_, ()| -> Result<(), DbError> { panic!("a bug") })
        .await;
    assert!(matches!(panicked, Err(DbError::Panicked)), "{panicked:?}");
    db.write(|tx| tx.execute(INSERT, params!["after"])).await.unwrap();
    assert_eq!(count(&db, "after").await, 1);
}

#[tokio::test]
async fn no_check_lists_values_in_a_way_that_needs_a_temporary_table() {
    let (_dir, db) = open();
    let schema = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL";
    let tables = db
        .read(|reader| {
            reader.query(schema, params![], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
        })
        .await
        .map_err(no_error)
        .unwrap();
    assert!(tables.len() > 20);
    for (name, sql) in tables {
        for list in sql.split(" IN (").skip(1) {
            let values = list.split(')').next().unwrap_or_default().split(',').count();
            assert!(values <= 2, "{name}: write `x = 'a' OR x = 'b' OR …` instead of IN ({list}");
        }
    }
}
