//! Changes what a person is called.

use domain::id::UserId;

use super::{InvalidName, Name, User, store};
use crate::{app::App, platform::db::DbError};

/// Why a name was not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RenameError {
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

/// Renames `user` and answers how they stand now. Renaming to the same name is no mistake.
pub(super) async fn rename(app: &App, user: UserId, name: &str) -> Result<User, RenameError> {
    let name = Name::parse(name)?;
    let now = app.env.now();
    app.db
        .write(move |tx| {
            if !store::rename(tx, user, &name, now)? {
                return Err(RenameError::Gone);
            }
            store::user_by_id(tx, user)?.ok_or(RenameError::Gone)
        })
        .await
}
