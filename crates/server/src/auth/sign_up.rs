//! Makes an account for somebody new and signs them in.
//!
//! Workspace, user, credentials, credits and session are one transaction. When the address is taken
//! (also by a sign-up that was a moment faster) this becomes a sign-in: the right password opens a
//! session, and a wrong one counts as a failure and gets a neutral refusal.

use super::{
    create_account::{self, Candidate, CreateAccountError},
    lockout::{self, Locked, Subjects},
    password::HashError,
    sign_in::{self, Attempt, Client, SignInError, SignedIn},
    store,
};
use crate::{
    account::Role,
    app::App,
    offer::{self, Invited},
    platform::db::DbError,
};

/// What somebody signs up with, unchecked. Has no `Debug`: it holds the password.
pub(super) struct SignUp {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) name: Option<String>,
    pub(super) client: Client,
    /// The code of the link they came by.
    pub(super) friend: Option<String>,
}

/// Why somebody was not signed up.
#[derive(Debug, thiserror::Error)]
pub(super) enum SignUpError {
    /// What was given needs a change.
    #[error("some fields need a change")]
    Invalid(Vec<domain::generation::request::FieldError>),
    /// The address is taken and the password is not the account's.
    #[error("the address is taken")]
    Refused,
    /// Too many failures before.
    #[error("too many failed tries")]
    LockedOut(Locked),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SignInError> for SignUpError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong(_) => SignUpError::Refused,
            SignInError::LockedOut(locked) => SignUpError::LockedOut(locked),
            SignInError::Hash(error) => SignUpError::Hash(error),
            SignInError::Db(error) => SignUpError::Db(error),
        }
    }
}

impl From<CreateAccountError> for SignUpError {
    fn from(error: CreateAccountError) -> Self {
        match error {
            CreateAccountError::Invalid(errors) => SignUpError::Invalid(errors),
            CreateAccountError::EmailTaken => SignUpError::Refused,
            CreateAccountError::Hash(error) => SignUpError::Hash(error),
            CreateAccountError::Db(error) => SignUpError::Db(error),
        }
    }
}

/// Signs up.
pub(super) async fn sign_up(app: &App, request: SignUp) -> Result<SignedIn, SignUpError> {
    let _place = app.passwords.enter()?;
    let SignUp { email, password, name, client, friend } = request;
    let candidate = create_account::check(app, &email, &password, name.as_deref()).await?;
    let subjects = Subjects::new(&candidate.email, client.address);
    let admitted = sign_in::admit(app, &subjects).await?;
    let known = match sign_in::find(app, &candidate.email).await? {
        None => match create(app, &candidate, subjects.clone(), (client.clone(), friend)).await {
            Err(CreateAccountError::EmailTaken) => sign_in::find(app, &candidate.email).await?,
            outcome => return Ok(outcome?),
        },
        known => known,
    };
    let attempt = Attempt { email: candidate.email, password: candidate.password, client };
    Ok(sign_in::judge(app, attempt, subjects, admitted, known).await?)
}

async fn create(
    app: &App,
    candidate: &Candidate,
    subjects: Subjects,
    (client, friend): (Client, Option<String>),
) -> Result<SignedIn, CreateAccountError> {
    let mut prepared = create_account::prepare(app, candidate, Role::User).await?;
    prepared.invited = friend.map(|code| Invited { code, address_key: offer::address_key(client.address) });
    let account = &prepared.account;
    let (token, session) = sign_in::new_session(app, account.user_id, account.workspace_id, client);
    let user = app
        .db
        .write(move |tx| {
            let user = create_account::write(tx, &prepared)?;
            lockout::succeed(tx, &subjects)?;
            store::insert_session(tx, &session)?;
            Ok::<_, CreateAccountError>(user)
        })
        .await?;
    Ok(SignedIn { user, token })
}
