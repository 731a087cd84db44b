//! A customer of a case: what they spend, what days do to them, and what holds of them at every moment.

use std::collections::HashMap;

use domain::{
    id::{GenerationId, WorkspaceId, kind},
    money::Credits,
};
use parking_lot::Mutex;
use server::platform::db::DbError;

use super::super::*;

/// Who runs the shop.
pub(super) const OPERATOR: &str = "operator@example.test";

/// Somebody who buys and spends, and who runs the shop.
pub(super) struct Customer<'a> {
    pub(super) shop: &'a Shop,
    asha: Mutex<Person>,
    admin: Mutex<Person>,
    pub(super) workspace: WorkspaceId,
    user: domain::id::UserId,
    holds: Mutex<HashMap<GenerationId, (i64, bool)>>,
    expired: Mutex<bool>,
}

impl Customer<'_> {
    pub(super) async fn open(shop: &Shop, number: u32) -> Customer<'_> {
        let asha = shop.customer(&format!("asha-{number}")).await;
        let mut admin = shop.app.stranger();
        admin.email = OPERATOR.into();
        admin.sign_in().await;
        let profile = asha.get("/api/user/profile").await.expect(200);
        let user = profile["id"].as_str().unwrap().parse().unwrap();
        let account = shop.app.app.db.read(|reader| server::account::user(reader, &user)).await;
        Customer {
            shop,
            asha: Mutex::new(asha),
            admin: Mutex::new(admin),
            workspace: account.unwrap().unwrap().workspace_id,
            user,
            holds: Mutex::default(),
            expired: Mutex::new(false),
        }
    }

    pub(super) fn asha(&self) -> Person {
        self.asha.lock().clone()
    }

    pub(super) fn admin(&self) -> Person {
        self.admin.lock().clone()
    }

    /// Whether so much time passed that credits expired.
    pub(super) fn has_expired(&self) -> bool {
        *self.expired.lock()
    }

    pub(super) async fn replay(&self, index: usize) {
        let admin = self.admin();
        let log = admin.get("/api/admin/webhooks?limit=40").await.expect(200);
        let items = log["items"].as_array().unwrap();
        if !items.is_empty() {
            let id = items[index % items.len()]["id"].as_str().unwrap().to_owned();
            admin.post(&format!("/api/admin/webhooks/{id}/replay"), &json!({})).await.expect(200);
        }
    }

    pub(super) async fn hold(&self, credits: i64) {
        let (app, workspace) = (&self.shop.app.app, self.workspace);
        let (run, now) = (app.env.new_id::<kind::Generation>(), app.env.now());
        let user = self.user;
        let held = app.db.write(move |tx| {
            Ok::<_, DbError>(ledger::hold(tx, workspace, run, Credits(credits), user, now).is_ok())
        });
        if held.await.unwrap() {
            self.holds.lock().insert(run, (credits, false));
        }
    }

    pub(super) async fn resolve(&self, index: usize, percent: i64) {
        let chosen = {
            let holds = self.holds.lock();
            let mut names: Vec<GenerationId> = holds.keys().copied().collect();
            names.sort_unstable();
            names.get(index % names.len().max(1)).map(|run| (*run, holds[run].0))
        };
        let Some((run, held)) = chosen else { return };
        let (app, workspace) = (&self.shop.app.app, self.workspace);
        let (now, captured) = (app.env.now(), held * percent / 100);
        let resolved = app.db.write(move |tx| {
            ledger::resolve(tx, workspace, run, Credits(held), Credits(captured), now)
                .map_err(|error| DbError::Engine(error.to_string()))
        });
        // The second time another end is refused, or says the same.
        let first = resolved.await.is_ok();
        if let Some(one) = self.holds.lock().get_mut(&run) {
            assert!(first || one.1, "the first end of a hold was refused");
            one.1 = true;
        }
    }

    pub(super) async fn pass(&self, days: i64) {
        if days == 0 {
            return;
        }
        self.shop.app.clock.as_ref().unwrap().advance_ms(days * domain::time::DAY_MS);
        let (mut asha, mut admin) = (self.asha(), self.admin());
        asha.sign_in().await;
        admin.sign_in().await;
        *self.asha.lock() = asha;
        *self.admin.lock() = admin;
        ledger::look_after(&self.shop.app.app).await.unwrap();
        if days > 300 {
            *self.expired.lock() = true;
        }
    }

    /// What holds at every moment.
    pub(super) async fn check_moment(&self) {
        let (available, held) = self.asha().balance().await;
        assert!(available >= 0 && held >= 0, "{available} {held}");
        let open: i64 =
            self.holds.lock().values().filter(|(_, ended)| !ended).map(|(credits, _)| credits).sum();
        let frozen = self.frozen().await;
        assert_eq!(held, open + frozen, "what is set aside is what is under way or disputed");
    }

    /// What open disputes of this customer set aside.
    async fn frozen(&self) -> i64 {
        let page = self.admin().get("/api/admin/disputes?limit=100").await.expect(200);
        let ours = |one: &&Value| one["workspaceId"] == self.workspace.to_string();
        page["items"].as_array().unwrap().iter().filter(ours).map(|one| one["frozen"].as_i64().unwrap()).sum()
    }

    /// Everything that the audit compares. Runs of these tests are holds that no run made: those it finds, and only those.
    pub(super) async fn check_books(&self) {
        let report = ledger::run_audit(&self.shop.app.app).await.unwrap();
        let others: Vec<_> = report.findings.iter().filter(|one| one.check != "holds").collect();
        assert!(others.is_empty(), "{others:#?}");
        assert!(report.figures.is_sound(), "{:?}", report.figures);
    }

    /// The statement: cause, kind, credits that moved.
    pub(super) async fn lines(&self) -> Vec<(String, String, i64)> {
        let mut lines = Vec::new();
        let mut address = "/api/credits/statement?limit=100".to_owned();
        loop {
            let page = self.asha().get(&address).await.expect(200);
            for item in page["items"].as_array().unwrap() {
                let text = |name: &str| item[name].as_str().unwrap().to_owned();
                lines.push((text("id"), text("kind"), item["moved"].as_i64().unwrap().abs()));
            }
            let Some(cursor) = page["nextCursor"].as_str() else { return lines };
            address = format!("/api/credits/statement?limit=100&cursor={cursor}");
        }
    }
}
