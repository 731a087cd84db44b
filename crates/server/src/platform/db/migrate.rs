//! Brings the schema up to date: forward only, in order, each exactly once, all in one transaction.
//!
//! The files are compiled in. A database that knows a migration this binary does not is newer than the
//! binary; opening it is refused instead of guessed at.

use rusqlite::Connection;

use super::DbError;

/// Name and text of every migration, oldest first.
pub(super) const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_first_release", include_str!("../../../migrations/sqlite/0001_first_release.sql")),
    ("0002_fair_queue", include_str!("../../../migrations/sqlite/0002_fair_queue.sql")),
    ("0003_language_model", include_str!("../../../migrations/sqlite/0003_language_model.sql")),
    ("0004_custom_flows", include_str!("../../../migrations/sqlite/0004_custom_flows.sql")),
    ("0005_provider_operations", include_str!("../../../migrations/sqlite/0005_provider_operations.sql")),
    ("0006_batches", include_str!("../../../migrations/sqlite/0006_batches.sql")),
    ("0007_chat", include_str!("../../../migrations/sqlite/0007_chat.sql")),
    ("0008_identical_results", include_str!("../../../migrations/sqlite/0008_identical_results.sql")),
    ("0009_cheap_checks", include_str!("../../../migrations/sqlite/0009_cheap_checks.sql")),
    ("0010_provider_keys", include_str!("../../../migrations/sqlite/0010_provider_keys.sql")),
    ("0011_ledger_lots", include_str!("../../../migrations/sqlite/0011_ledger_lots.sql")),
    ("0012_payments", include_str!("../../../migrations/sqlite/0012_payments.sql")),
    ("0013_offers", include_str!("../../../migrations/sqlite/0013_offers.sql")),
    ("0014_partial_refunds", include_str!("../../../migrations/sqlite/0014_partial_refunds.sql")),
    ("0015_disputes_and_budgets", include_str!("../../../migrations/sqlite/0015_disputes_and_budgets.sql")),
    ("0016_moderation", include_str!("../../../migrations/sqlite/0016_moderation.sql")),
];

pub(super) fn run(connection: &mut Connection) -> Result<(), DbError> {
    let engine = |error: rusqlite::Error| DbError::Engine(error.to_string());
    let tx =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(engine)?;
    tx.execute_batch("CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY NOT NULL) STRICT")
        .map_err(engine)?;
    let applied: Vec<String> = tx
        .prepare("SELECT name FROM schema_migrations ORDER BY name")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .map_err(engine)?;
    if let Some(unknown) = applied.iter().find(|name| MIGRATIONS.iter().all(|(known, _)| known != name)) {
        return Err(DbError::Engine(format!("the database is newer than this binary: it has `{unknown}`")));
    }
    for (name, sql) in MIGRATIONS {
        if !applied.iter().any(|done| done == name) {
            tx.execute_batch(sql).map_err(|error| DbError::Engine(format!("migration {name}: {error}")))?;
            tx.execute("INSERT INTO schema_migrations (name) VALUES (?1)", [name]).map_err(engine)?;
        }
    }
    tx.commit().map_err(engine)
}

/// A database as it was after migration `last`, with these rows: what newer migrations are tried on.
#[cfg(test)]
pub(crate) fn old_database(path: &std::path::Path, last: &str, rows: &[&str]) {
    let connection = Connection::open(path).unwrap();
    let applied = MIGRATIONS.iter().take_while(|(name, _)| *name <= last);
    connection
        .execute_batch("CREATE TABLE schema_migrations (name TEXT PRIMARY KEY NOT NULL) STRICT")
        .unwrap();
    for (name, sql) in applied {
        connection.execute_batch(sql).unwrap();
        connection.execute("INSERT INTO schema_migrations (name) VALUES (?1)", [name]).unwrap();
    }
    for rows in rows {
        connection.execute_batch(rows).unwrap();
    }
}
