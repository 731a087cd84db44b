//! Closes a session; its token opens nothing from then on.

use super::{
    caller::Caller,
    security_event::{Record, SecurityEvent},
    store,
};
use crate::{app::App, platform::db::DbError};

/// Closes the caller's session. Closing one that is closed already changes nothing.
pub(super) async fn sign_out(app: &App, caller: Caller, token_hash: String) -> Result<(), DbError> {
    let record = Record::new(&app.env, SecurityEvent::SignOut, Some(caller.user_id));
    let now = app.env.now();
    app.db
        .write(move |tx| match store::delete_session(tx, caller.session_id, &token_hash)? {
            true => record.write(tx, "", now),
            false => Ok(()),
        })
        .await
}
