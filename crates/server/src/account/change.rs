//! Changes what a person is called, and what they chose for the composer.

use domain::id::UserId;

use super::{InvalidName, Name, User, store, view::ProfileChange};
use crate::{app::App, platform::db::DbError};

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    /// It is not a name.
    #[error(transparent)]
    Invalid(#[from] InvalidName),
    /// The account is gone.
    #[error("the account no longer exists")]
    Gone,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Changes what is named and answers how `user` stands now. Changing it to what it is is no mistake.
pub(super) async fn change(app: &App, user: UserId, wanted: ProfileChange) -> Result<User, ChangeError> {
    let name = wanted.name.as_deref().map(Name::parse).transpose()?;
    let now = app.env.now();
    app.db
        .write(move |tx| {
            if !store::change(tx, user, name.as_ref(), wanted.use_cache, now)? {
                return Err(ChangeError::Gone);
            }
            store::user_by_id(tx, user)?.ok_or(ChangeError::Gone)
        })
        .await
}
