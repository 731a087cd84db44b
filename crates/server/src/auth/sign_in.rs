//! Opens a session for somebody who knows the password.

use std::net::IpAddr;

use domain::id::{UserId, WorkspaceId};

use super::{
    lockout::{self, Admitted, Failed, Locked, Subjects},
    password::{HashError, Verdict},
    security_event::{Record, SecurityEvent},
    session::Token,
    store::{self, NewSession},
};
use crate::{
    account::{self, Email, User},
    app::App,
    platform::db::{DbError, Reader},
};

/// Where a try comes from.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) address: IpAddr,
    /// As the browser names itself, shortened.
    pub(super) user_agent: String,
}

/// A try to sign in. Has no `Debug`: it holds the password.
pub(super) struct Attempt {
    pub(super) email: Email,
    pub(super) password: String,
    pub(super) client: Client,
}

/// A session that was just opened.
pub(super) struct SignedIn {
    pub(super) user: User,
    pub(super) token: Token,
}

/// Why no session was opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum SignInError {
    /// E-mail and password do not match, or nobody has this e-mail.
    #[error("e-mail and password do not match")]
    Wrong(Failed),
    /// Too many failures before; this try was not judged.
    #[error("too many failed tries")]
    LockedOut(Locked),
    /// The password could not be judged.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// An account that exists, with its stored hash.
pub(super) struct Known {
    user: User,
    password_hash: Option<String>,
}

/// Signs in.
pub(super) async fn sign_in(app: &App, attempt: Attempt) -> Result<SignedIn, SignInError> {
    let _place = app.passwords.enter()?;
    let subjects = Subjects::new(&attempt.email, attempt.client.address);
    let admitted = admit(app, &subjects).await?;
    let known = find(app, &attempt.email).await?;
    judge(app, attempt, subjects, admitted, known).await
}

/// Counts the try, or refuses it.
pub(super) async fn admit(app: &App, subjects: &Subjects) -> Result<Admitted, SignInError> {
    let (settings, subjects, now) = (app.config.auth.clone(), subjects.clone(), app.env.now());
    let admitted = app.db.write(move |tx| lockout::admit(tx, &settings, &subjects, now)).await?;
    admitted.map_err(SignInError::LockedOut)
}

/// The account with this address.
pub(super) async fn find(app: &App, email: &Email) -> Result<Option<Known>, DbError> {
    let find = |reader: &Reader<'_>| {
        let Some(user) = account::find_by_email(reader, email.as_str())? else { return Ok(None) };
        let password_hash = store::password_hash(reader, user.id)?;
        Ok(Some(Known { user, password_hash }))
    };
    app.db.read(find).await
}

/// Compares the password, as long when there is nothing to compare with, and opens a session or counts
/// the failure.
pub(super) async fn judge(
    app: &App,
    attempt: Attempt,
    subjects: Subjects,
    admitted: Admitted,
    known: Option<Known>,
) -> Result<SignedIn, SignInError> {
    let (user, stored) = known.map_or((None, None), |known| (Some(known.user), known.password_hash));
    let verdict = app.passwords.verify(attempt.password.clone(), stored).await?;
    match (user, verdict) {
        (Some(user), Verdict::Right { outdated }) => {
            let fresh_hash = match outdated {
                true => Some(app.passwords.hash(attempt.password, app.env.random_bytes()).await?),
                false => None,
            };
            open(app, user, subjects, fresh_hash, attempt.client).await
        }
        (user, _) => Err(refuse(app, user, subjects, admitted).await?),
    }
}

/// A new session, to be written, and its token: never one that the browser brought along.
pub(super) fn new_session(
    app: &App,
    user_id: UserId,
    workspace_id: WorkspaceId,
    client: Client,
) -> (Token, NewSession) {
    let token = Token::fresh(&app.env);
    let session = NewSession {
        token_hash: token.text().hash(),
        id: app.env.new_id(),
        user_id,
        workspace_id,
        created_at: app.env.now(),
        user_agent: client.user_agent,
    };
    (token, session)
}

async fn open(
    app: &App,
    user: User,
    subjects: Subjects,
    fresh_hash: Option<String>,
    client: Client,
) -> Result<SignedIn, SignInError> {
    let (token, session) = new_session(app, user.id, user.workspace_id, client);
    let record = Record::new(&app.env, SecurityEvent::SignIn, Some(user.id));
    let now = session.created_at;
    app.db
        .write(move |tx| {
            lockout::succeed(tx, &subjects)?;
            if let Some(hash) = fresh_hash {
                store::set_password_hash(tx, session.user_id, &hash, now)?;
            }
            store::insert_session(tx, &session)?;
            record.write(tx, "", now)
        })
        .await?;
    Ok(SignedIn { user, token })
}

async fn refuse(
    app: &App,
    user: Option<User>,
    subjects: Subjects,
    admitted: Admitted,
) -> Result<SignInError, DbError> {
    let user = user.map(|user| user.id);
    let failed_record = Record::new(&app.env, SecurityEvent::SignInFailed, user);
    let locked_record = Record::new(&app.env, SecurityEvent::LockedOut, user);
    let (settings, now) = (app.config.auth.clone(), app.env.now());
    app.db
        .write(move |tx| {
            let failed = lockout::fail(tx, &settings, &subjects, admitted, now)?;
            failed_record.write(tx, "", now)?;
            if let Some(seconds) = failed.retry_after_seconds {
                locked_record.write(tx, &format!("for {seconds} seconds"), now)?;
            }
            Ok(SignInError::Wrong(failed))
        })
        .await
}
