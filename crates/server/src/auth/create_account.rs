//! Makes an account: checks what was given, hashes the password, then writes everything at once.

use domain::{generation::request::FieldError, money::Credits, time::Millis};

use super::{
    password::HashError,
    security_event::{Record, SecurityEvent},
    store, strength,
};
use crate::{
    account::{self, CreateError, Email, Name, NewAccount, Role, User},
    app::App,
    ledger,
    offer::{self, Invited},
    platform::db::{DbError, Tx},
};

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// What was given needs a change; each entry has a sentence for the person.
    #[error("{}", sentences(.0))]
    Invalid(Vec<FieldError>),
    /// Somebody has this e-mail address already.
    #[error("An account with this e-mail address exists already.")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn sentences(errors: &[FieldError]) -> String {
    errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ")
}

impl From<CreateError> for CreateAccountError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::EmailTaken => CreateAccountError::EmailTaken,
            CreateError::Db(error) => CreateAccountError::Db(error),
        }
    }
}

/// What somebody wants to sign up with, in good shape. Has no `Debug`: it holds the password.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) email: Email,
    pub(super) name: Name,
    pub(super) password: String,
}

/// Everything an account is made of, ready to be written.
pub(super) struct Prepared {
    pub(super) account: NewAccount,
    password_hash: String,
    grant: Credits,
    record: Record,
    /// By whose link they came.
    pub(super) invited: Option<Invited>,
}

/// Makes an account that nobody is signed in to: for the command line. Answers the new user.
///
/// # Errors
/// [`CreateAccountError`]; nothing was written then.
pub async fn create_account(
    app: &App,
    email: &str,
    password: &str,
    name: Option<&str>,
    role: Role,
) -> Result<User, CreateAccountError> {
    let candidate = check(app, email, password, name).await?;
    let prepared = prepare(app, &candidate, role).await?;
    app.db.write(move |tx| write(tx, &prepared)).await
}

/// Checks every field, so that all mistakes are shown at once; the costly look at the password's
/// strength comes last.
pub(super) async fn check(
    app: &App,
    email: &str,
    password: &str,
    name: Option<&str>,
) -> Result<Candidate, CreateAccountError> {
    let mut errors = Vec::new();
    let email = Email::parse(email)
        .map_err(|reason| errors.push(FieldError::new("email", reason.code(), reason.to_string())));
    // An empty name is one that was not given: forms send it so.
    let name = match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => Name::parse(name)
            .map(Some)
            .map_err(|reason| errors.push(FieldError::new("name", reason.code(), reason.to_string()))),
        None => Ok(None),
    };
    errors.extend(strength::check_length(password));
    let (Ok(email), Ok(name), true) = (email, name, errors.is_empty()) else {
        return Err(CreateAccountError::Invalid(errors));
    };
    let name = name.unwrap_or_else(|| Name::from_email(&email));
    let candidate = Candidate { email, name, password: password.to_owned() };
    let judged = candidate.clone();
    let judge = move || strength::check_strength(&judged.password, &judged.email, &judged.name);
    match app.passwords.run(judge).await? {
        Some(error) => Err(CreateAccountError::Invalid(vec![error])),
        None => Ok(candidate),
    }
}

/// Draws identifiers and hashes the password: what must not happen inside a transaction.
pub(super) async fn prepare(
    app: &App,
    candidate: &Candidate,
    role: Role,
) -> Result<Prepared, CreateAccountError> {
    let password_hash = app.passwords.hash(candidate.password.clone(), app.env.random_bytes()).await?;
    let account = NewAccount {
        user_id: app.env.new_id(),
        workspace_id: app.env.new_id(),
        email: candidate.email.clone(),
        name: candidate.name.clone(),
        role,
        created_at: app.env.now(),
    };
    let record = Record::new(&app.env, SecurityEvent::SignUp, Some(account.user_id));
    let grant = Credits(app.config.credits.at_sign_up(account.created_at));
    Ok(Prepared { account, password_hash, grant, record, invited: None })
}

/// Writes workspace, user, credentials, ledger and security event. The caller's transaction must fail
/// when this does.
pub(super) fn write(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<User, CreateAccountError> {
    let Prepared { account, password_hash, grant, record, invited } = prepared;
    let now: Millis = account.created_at;
    account::create(tx, account)?;
    store::set_password_hash(tx, account.user_id, password_hash, now)?;
    ledger::open_workspace(tx, account.workspace_id, account.user_id, *grant, now)?;
    if let Some(invited) = invited {
        offer::invited(tx, invited, (account.user_id, account.workspace_id), now)?;
    }
    record.write(tx, account.role.id(), now)?;
    Ok(account::user(tx, &account.user_id)?.ok_or(DbError::NoRow)?)
}
