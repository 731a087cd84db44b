//! The SQL that finds identical requests.

use domain::{
    generation::identity::AskedSeed,
    id::{GenerationId, WorkspaceId},
    time::Millis,
};

use super::Identity;
use crate::{
    params,
    platform::db::{DbError, Reader},
};

// Both walk generations_by_identity from the newest on and read nothing else; what is in that index has delivered
// everything. The seed is asked for as `AskedSeed::is_answered_by` says.
const WITH_SEED: &str = "SELECT id FROM generations WHERE workspace_id = $1 AND identity = $2 \
     AND status = 'completed' AND error_code IS NULL AND completed_at > $3 AND made_seed = $5 \
     ORDER BY id DESC LIMIT $4";
const BY_CHANCE: &str = "SELECT id FROM generations WHERE workspace_id = $1 AND identity = $2 \
     AND status = 'completed' AND error_code IS NULL AND completed_at > $3 AND seed_by_chance = 1 \
     ORDER BY id DESC LIMIT $4";

/// Runs of this workspace that were asked for the same, delivered all of it, and ended after `oldest`; newest first.
pub(super) fn identical(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    identity: &Identity,
    oldest: Millis,
    rows: u32,
) -> Result<Vec<GenerationId>, DbError> {
    let digest = identity.digest.as_str();
    match identity.seed {
        AskedSeed::Given(seed) => {
            reader.query(WITH_SEED, params![workspace, digest, oldest, rows, seed], |row| row.get(0))
        }
        AskedSeed::ByChance => {
            reader.query(BY_CHANCE, params![workspace, digest, oldest, rows], |row| row.get(0))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::platform::db::{Db, Param};

    #[tokio::test]
    async fn one_index_is_read_and_nothing_sorted() {
        let dir = tempfile::TempDir::new().unwrap();
        let db = Db::open(&dir.path().join("plans.sqlite"), 1, Arc::new(|_| {})).unwrap();
        for sql in [WITH_SEED, BY_CHANCE] {
            let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
            let look = |reader: &Reader<'_>| {
                reader.query(explain, &[const { Param::Int(1) }; 5], |row| row.get::<String>(3))
            };
            let plan = db.read::<_, DbError, _>(look).await.unwrap();
            assert_eq!(
                plan,
                [
                    "SEARCH generations USING COVERING INDEX generations_by_identity (workspace_id=? AND identity=?)"
                ]
            );
        }
    }
}
