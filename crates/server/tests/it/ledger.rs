//! Credits in the database: lots, refunds, periods, budgets, statements, the audit.

mod lots;

use domain::{
    id::{GenerationId, WorkspaceId, kind},
    ledger::{
        Actor, NewLot,
        lot::{LotSource, Lots},
    },
    money::Credits,
    time::Millis,
};
use server::{
    ledger,
    platform::db::{DbError, Tx},
};
use testkit::{Person, TestApp};

/// The workspace of a person.
async fn workspace(app: &TestApp, person: &Person) -> WorkspaceId {
    let profile = person.get("/api/user/profile").await.expect(200);
    let user = profile["id"].as_str().unwrap().parse().unwrap();
    app.app.db.read(|reader| server::account::user(reader, &user)).await.unwrap().unwrap().workspace_id
}

fn lot(source: LotSource, credits: i64, cause: &str, expires_at: Option<Millis>) -> NewLot {
    let (cause, reason) = (cause.to_owned(), format!("for the test: {cause}"));
    NewLot { source, credits: Credits(credits), expires_at, cause, reason }
}

/// Runs a transaction that a person's ledger is changed by.
async fn write<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&mut Tx<'_>, Millis) -> T + Send + 'static,
) -> T {
    let now = app.app.env.now();
    app.app.db.write(move |tx| Ok::<_, DbError>(work(tx, now))).await.unwrap()
}

async fn grant(app: &TestApp, workspace: WorkspaceId, new: NewLot) -> bool {
    write(app, move |tx, now| ledger::grant_lot(tx, workspace, &new, Actor::System, now)).await.unwrap()
}

/// Sets credits aside for a run that there is not.
async fn hold(app: &TestApp, person: &Person, credits: i64) -> GenerationId {
    let run = app.app.env.new_id::<kind::Generation>();
    let workspace = workspace(app, person).await;
    let user = person.get("/api/user/profile").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    write(app, move |tx, now| ledger::hold(tx, workspace, run, Credits(credits), user, now)).await.unwrap();
    run
}

async fn resolve(app: &TestApp, workspace: WorkspaceId, run: GenerationId, held: i64, captured: i64) {
    let (held, captured) = (Credits(held), Credits(captured));
    write(app, move |tx, now| ledger::resolve(tx, workspace, run, held, captured, now)).await.unwrap();
}

/// The lots, which are what the balances are and the ledger sound.
async fn lots(app: &TestApp, workspace: WorkspaceId) -> Lots {
    let look = |reader: &server::platform::db::Reader<'_>| {
        Ok::<_, DbError>((ledger::look(reader, workspace)?.unwrap(), ledger::balance(reader, workspace)?))
    };
    let (lots, balance) = app.app.db.read(look).await.unwrap();
    assert_eq!((lots.available(), lots.held()), (balance.available, balance.held));
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound(), "{audit:?}");
    lots
}

/// What is left of each lot: source and credits.
fn left(lots: &Lots) -> Vec<(LotSource, i64)> {
    lots.lots().iter().map(|lot| (lot.source, lot.remaining.0)).filter(|(_, left)| *left > 0).collect()
}
