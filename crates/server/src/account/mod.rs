//! Accounts: who somebody is, and the workspace their work and credits live in.
//!
//! Owns the tables `users` and `workspaces`. Every user has one personal workspace, made in the same
//! transaction; its plan is what it subscribes to. How a person proves to be that user (passwords,
//! sessions, lockout) is [`crate::auth`]'s matter, and what a workspace may spend is
//! [`crate::ledger`]'s; neither reads these tables, both call the functions below.
//!
//! An e-mail address is kept as [`Email`] has it: trimmed and in lower case, so that one person cannot
//! hold two accounts by spelling. Reads take a [`Reader`] and writes a [`Tx`], so that a caller can put
//! them in a transaction of its own.
//!
//! It does not send mail, does not verify that an address is read by the person, and has no workspaces
//! of several people yet.

mod change;
mod email;
mod http;
mod name;
mod store;
mod view;

use domain::{
    id::{UserId, WorkspaceId},
    plan::Plan,
    pricing::Region,
    time::Millis,
};
pub use email::{Email, InvalidEmail};
pub use http::routes;
pub use name::{InvalidName, Name};
#[cfg(test)]
pub(crate) use store::OLD_WORKSPACE;
pub use view::UserView;

use crate::platform::db::{DbError, Reader, Tx};

/// What a user may do to the installation, beyond their own workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Uses the product.
    User,
    /// Also runs it.
    Admin,
}

impl Role {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Admin => "admin",
        }
    }

    /// The role with this name, if there is one.
    #[must_use]
    pub fn parse(id: &str) -> Option<Role> {
        [Role::User, Role::Admin].into_iter().find(|role| role.id() == id)
    }
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Which one.
    pub id: UserId,
    /// Normalised; unique.
    pub email: String,
    /// As they want to be called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their personal workspace.
    pub workspace_id: WorkspaceId,
    /// What that workspace subscribes to.
    pub plan: Plan,
    /// When the account was made.
    pub created_at: Millis,
    /// Whether the composer offers identical results, as they last chose it.
    pub use_cache: bool,
}

/// What a request needs to know about its user and workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the workspace subscribes to.
    pub plan: Plan,
    /// What the user may do.
    pub role: Role,
    /// Where the workspace is, for regional prices; nothing where nobody said.
    pub region: Option<Region>,
}

/// An account that does not exist yet.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// A fresh id.
    pub user_id: UserId,
    /// A fresh id for the personal workspace.
    pub workspace_id: WorkspaceId,
    /// Where they are reached.
    pub email: Email,
    /// As they want to be called.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// Now.
    pub created_at: Millis,
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Somebody has this e-mail address already.
    #[error("an account with this e-mail address exists")]
    EmailTaken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The user with this id.
///
/// # Errors
/// [`DbError`].
pub fn user(reader: &Reader<'_>, id: &UserId) -> Result<Option<User>, DbError> {
    store::user_by_id(reader, *id)
}

/// The user with this e-mail address, which must be normalised as [`Email`] does it.
///
/// # Errors
/// [`DbError`].
pub fn find_by_email(reader: &Reader<'_>, email: &str) -> Result<Option<User>, DbError> {
    store::user_by_email(reader, email)
}

/// The plan of a workspace.
///
/// # Errors
/// [`DbError::NoRow`] when there is no such workspace.
pub fn plan(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Plan, DbError> {
    store::plan(reader, workspace)
}

/// Changes what a workspace subscribes to; it holds from its next request on. Says whether there is such a
/// workspace.
///
/// # Errors
/// [`DbError`].
pub fn set_plan(tx: &mut Tx<'_>, workspace: WorkspaceId, plan: Plan) -> Result<bool, DbError> {
    store::set_plan(tx, workspace, plan)
}

/// Says where a workspace is, for regional prices; it holds from its next quote on. Says whether there is such a
/// workspace.
///
/// # Errors
/// [`DbError`].
pub fn set_region(tx: &mut Tx<'_>, workspace: WorkspaceId, region: Option<Region>) -> Result<bool, DbError> {
    store::set_region(tx, workspace, region)
}

/// Plan, role and region in one read: the part of every signed-in request that is this capability's.
///
/// # Errors
/// [`DbError`].
pub fn standing(
    reader: &Reader<'_>,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<Option<Standing>, DbError> {
    store::standing(reader, user, workspace)
}

/// Makes the personal workspace, on the free plan, and the user. On [`CreateError::EmailTaken`] the
/// caller must let its transaction fail, which undoes the workspace.
///
/// # Errors
/// [`CreateError`].
pub fn create(tx: &mut Tx<'_>, account: &NewAccount) -> Result<(), CreateError> {
    store::insert_workspace(tx, account)?;
    if store::insert_user(tx, account)? { Ok(()) } else { Err(CreateError::EmailTaken) }
}

/// How many accounts were made from `start` to before `end`.
///
/// # Errors
/// [`DbError`].
pub fn made_between(reader: &Reader<'_>, start: Millis, end: Millis) -> Result<i64, DbError> {
    store::made_between(reader, start, end)
}
