//! A database of the release before lots.

use std::sync::Arc;

use domain::{ledger::lot::LotSource, money::Credits};

use crate::{
    account, ledger,
    platform::db::{self, Db},
};

/// A workspace with 40 credits, 7 of them set aside for a run and 3 for a batch, as an older release left it.
const OLD: &str = "
    INSERT INTO ledger_accounts VALUES ('platform:bonus', NULL, -42), ('platform:usage', NULL, 2),
        ('available:wsp_01h455vb4pex5vsknk084sn02q', 'wsp_01h455vb4pex5vsknk084sn02q', 30),
        ('held:wsp_01h455vb4pex5vsknk084sn02q', 'wsp_01h455vb4pex5vsknk084sn02q', 10);
    INSERT INTO ledger_transfers (id, kind, workspace_id, generation_id, amount, available_after, reason, actor, sequence, created_at)
    VALUES ('grant:sign-up:usr', 'grant', 'wsp_01h455vb4pex5vsknk084sn02q', NULL, 42, 42, 'w', 'system', 1, 5),
        ('hold:gen_1', 'hold', 'wsp_01h455vb4pex5vsknk084sn02q', 'gen_1', 2, 40, 'h', 'u', 2, 6),
        ('capture:gen_1', 'capture', 'wsp_01h455vb4pex5vsknk084sn02q', 'gen_1', 2, 40, 'c', 'system', 3, 7),
        ('hold:gen_01h455vb4pex5vsknk084sn02q', 'hold', 'wsp_01h455vb4pex5vsknk084sn02q', 'gen_2', 7, 33, 'h', 'u', 4, 8),
        ('hold:bat_3.1', 'hold', 'wsp_01h455vb4pex5vsknk084sn02q', NULL, 3, 30, 'h', 'u', 5, 9);
    INSERT INTO ledger_entries VALUES
        ('grant:sign-up:usr', 'platform:bonus', -42), ('grant:sign-up:usr', 'available:wsp_01h455vb4pex5vsknk084sn02q', 42),
        ('hold:gen_1', 'available:wsp_01h455vb4pex5vsknk084sn02q', -2), ('hold:gen_1', 'held:wsp_01h455vb4pex5vsknk084sn02q', 2),
        ('capture:gen_1', 'held:wsp_01h455vb4pex5vsknk084sn02q', -2), ('capture:gen_1', 'platform:usage', 2),
        ('hold:gen_01h455vb4pex5vsknk084sn02q', 'available:wsp_01h455vb4pex5vsknk084sn02q', -7), ('hold:gen_01h455vb4pex5vsknk084sn02q', 'held:wsp_01h455vb4pex5vsknk084sn02q', 7),
        ('hold:bat_3.1', 'available:wsp_01h455vb4pex5vsknk084sn02q', -3), ('hold:bat_3.1', 'held:wsp_01h455vb4pex5vsknk084sn02q', 3);
";

#[tokio::test]
async fn what_a_workspace_had_becomes_one_lot_without_expiry() {
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("old.sqlite");
    db::old_database(&path, "0009_cheap_checks", &[account::OLD_WORKSPACE, OLD]);
    let db = Db::open(&path, 1, Arc::new(|_| {})).unwrap();
    let here = "wsp_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let lots = db.read(|reader| ledger::look(reader, here)).await.unwrap().unwrap();
    assert_eq!((lots.available(), lots.held()), (Credits(30), Credits(10)));
    let [lot] = lots.lots() else { panic!("{lots:?}") };
    assert_eq!(
        (lot.source, lot.credits, lot.remaining, lot.expires_at),
        (LotSource::Opening, Credits(40), Credits(30), None)
    );
    // What was set aside before comes back to it.
    let run = "gen_01h455vb4pex5vsknk084sn02q".parse::<domain::id::GenerationId>().unwrap();
    let now = domain::time::Millis(20);
    db.write(move |tx| ledger::resolve(tx, here, run, Credits(7), Credits(5), now)).await.unwrap();
    let lots = db.read(|reader| ledger::look(reader, here)).await.unwrap().unwrap();
    assert_eq!((lots.available(), lots.held()), (Credits(32), Credits(3)));
    let audit = db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound(), "{audit:?}");
}
