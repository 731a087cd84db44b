//! The adapter's side of the reports: it opens the way back before it calls, and reads what came.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use providers::{
    http::Secret,
    n8n::{Inbox, Latest, Soon, Ticket},
};

use super::{hash, store};
use crate::{
    env::Env,
    platform::db::{Db, DbError},
};

/// Reports as every process sees them.
#[derive(Clone)]
pub struct Reports {
    db: Db,
    env: Env,
}

impl Reports {
    /// Reports that are kept in this database.
    #[must_use]
    pub fn new(db: Db, env: Env) -> Reports {
        Reports { db, env }
    }
}

impl Inbox for Reports {
    fn open<'a>(&'a self, generation_id: &'a str, attempt_id: &'a str) -> Soon<'a, Result<Ticket, String>> {
        Box::pin(async move {
            let secret = || BASE64_URL_SAFE_NO_PAD.encode(self.env.random_bytes::<32>());
            let (token, files_key, now) = (secret(), secret(), self.env.now());
            let (token_hash, files_key_hash) = (hash(&token), hash(&files_key));
            let (generation, attempt) = (generation_id.to_owned(), attempt_id.to_owned());
            let opened = self
                .db
                .write(move |tx| store::open(tx, &generation, &attempt, (&token_hash, &files_key_hash), now));
            opened.await.map_err(|error: DbError| error.to_string())?;
            Ok(Ticket { token: Secret::new(&token), files_key: Secret::new(&files_key) })
        })
    }

    fn latest<'a>(&'a self, attempt_id: &'a str) -> Soon<'a, Latest> {
        Box::pin(async move {
            let run = self.db.read(|reader| store::of_attempt(reader, attempt_id)).await;
            let run = run.map_err(|error: DbError| error.to_string())?;
            Ok(run.map(|run| (run.revision, run.reported)))
        })
    }
}
