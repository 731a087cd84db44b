//! No statement on the way of a claim looks at every waiting job.

use std::sync::Arc;

use super::{claim, control, duration, flow, lane, operate, place, store};
use crate::platform::db::{Db, DbError, Param, Tx};

/// What is run for every job, by name.
const HOT: [(&str, &str); 39] = [
    ("enqueue", store::ENQUEUE),
    ("fence", store::FENCE),
    ("extend", store::EXTEND),
    ("to finish", store::TO_FINISH),
    ("finish", store::FINISH),
    ("hand back", store::HAND_BACK),
    ("remove", store::REMOVE),
    ("join", flow::JOIN),
    ("state", flow::STATE),
    ("ensure", flow::ENSURE),
    ("facts", flow::FACTS),
    ("becomes ready", flow::BECOMES_READY),
    ("leaves", flow::LEAVES),
    ("open lane", lane::OPEN),
    ("limit lane", lane::LIMIT),
    ("hold lane", lane::HOLD),
    ("due", claim::DUE),
    ("wake", claim::WAKE),
    ("due to rise", claim::DUE_TO_RISE),
    ("clock", claim::CLOCK),
    ("set risen tag", claim::SET_RISEN_TAG),
    ("advance", claim::ADVANCE),
    ("rise", claim::RISE),
    ("open lanes", claim::OPEN_LANES),
    ("best", claim::BEST),
    ("first in line", claim::FIRST_IN_LINE),
    ("lease", claim::LEASE),
    ("served", claim::SERVED),
    ("record", duration::RECORD),
    ("controls", control::CONTROLS),
    ("set mode", control::SET_MODE),
    ("ready flows", place::READY_FLOWS),
    ("flows of", place::FLOWS_OF),
    ("line", place::LINE),
    ("of subject", place::OF_SUBJECT),
    ("waiting of", place::WAITING_OF),
    ("depth", place::DEPTH),
    ("hasten", operate::HASTEN),
    ("pause lane", operate::PAUSE),
];

/// What walks along an index on purpose, and why that is bounded.
const BOUNDED: [(&str, &str, &str); 8] = [
    ("reclaim expired", store::RECLAIM_EXPIRED, "leased jobs only: as many as workers"),
    ("reclaim all", store::RECLAIM_ALL, "leased jobs only: as many as workers"),
    ("leased", place::LEASED, "leased jobs only: as many as workers"),
    ("counts of leased", control::LEASED, "leased jobs only: as many as workers"),
    ("delayed", place::DELAYED, "a limit"),
    ("lines ahead", place::LINES_AHEAD, "a limit"),
    ("waiting", place::WAITING, "a limit"),
    ("counts in line", control::IN_LINE, "a limit"),
];

fn plan(tx: &Tx<'_>, sql: &str) -> Result<Vec<String>, DbError> {
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    tx.query(explain, &[const { Param::Int(1) }; 12], |row| row.get(3))
}

/// The lines of a plan that walk over a table of jobs or flows, or that sort.
fn walks(plan: &[String]) -> Vec<&String> {
    let small = ["SCAN l ", "SCAN l\n", "SCAN CONSTANT ROW", "SCAN clock", "SCAN counted", "SCAN ahead"];
    let walk = |line: &str| {
        let line = format!("{line}\n");
        line.contains("TEMP B-TREE") || (line.contains("SCAN ") && !small.iter().any(|ok| line.contains(ok)))
    };
    plan.iter().filter(|line| walk(line)).collect()
}

#[tokio::test]
async fn every_statement_of_a_claim_goes_through_an_index() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("plans.sqlite"), 1, Arc::new(|_| {})).unwrap();
    db.write(|tx| {
        for (name, sql) in HOT {
            let plan = plan(tx, sql)?;
            assert!(walks(&plan).is_empty(), "{name} walks: {plan:#?}");
        }
        for (name, sql, reason) in BOUNDED {
            let plan = plan(tx, sql)?;
            let indexed = plan.iter().any(|line| line.contains("USING"));
            assert!(indexed, "{name} should walk along an index ({reason}): {plan:#?}");
        }
        // The check itself sees a walk and a sort.
        for bad in
            ["SELECT id FROM jobs WHERE state = 'ready' ORDER BY created_at", "SELECT tag FROM queue_flows"]
        {
            assert!(!walks(&plan(tx, bad)?).is_empty(), "{bad} was taken for good");
        }
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
}
