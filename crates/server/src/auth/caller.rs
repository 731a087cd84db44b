//! Who sends a request: an extractor, so that a handler cannot forget to ask.
//!
//! It runs on every signed-in request, so it is one short read and no write: the session by the hash of
//! its token, then plan and role, both by primary key in one snapshot. Nothing is cached, so signing out
//! or a change of plan holds from the next request on.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use domain::{
    id::{SessionId, UserId, WorkspaceId},
    plan::Plan,
    pricing::Region,
    problem::ProblemCode,
    time::Millis,
};

use super::{
    origin,
    session::{self, TokenText},
    store,
};
use crate::{
    account::{self, Role},
    app::App,
    platform::{
        db::{DbError, Reader},
        http::problem::Problem,
    },
};

/// The header that carries the session's CSRF token.
const CSRF_HEADER: &str = "x-csrf-token";

/// Who sends this request, proven by its session cookie. A request that may change something must also
/// come from our own pages: it carries the session's CSRF token and no sign of another site.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The person.
    pub user_id: UserId,
    /// Where their work and credits live.
    pub workspace_id: WorkspaceId,
    /// The signed-in browser.
    pub session_id: SessionId,
    /// What the workspace subscribes to.
    pub plan: Plan,
    /// Where the workspace is, for regional prices.
    pub region: Option<Region>,
    /// Whether they also run the installation.
    pub is_admin: bool,
}

impl Caller {
    /// Lets only those pass who run the installation; for others, what is behind it does not exist.
    ///
    /// # Errors
    /// [`Problem`], the same as for an address that nothing is at.
    pub fn require_admin(self) -> Result<(), Problem> {
        if self.is_admin { Ok(()) } else { Err(Problem::not_found()) }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Problem> {
        let token = session::token_of(&parts.headers).ok_or_else(not_signed_in)?;
        let now = app.env.now();
        let found = app.db.read(|reader| authenticate(reader, token, now)).await?;
        let caller = found.ok_or_else(not_signed_in)?;
        if !parts.method.is_safe() {
            origin::check(&parts.headers, &app.config.server.public_url)?;
            let sent = parts.headers.get(CSRF_HEADER).map(|value| value.as_bytes());
            if !session::csrf_token_matches(token, sent.unwrap_or_default()) {
                return Err(Problem::new(
                    ProblemCode::CsrfRejected,
                    "This page is out of date. Reload it and try again.",
                ));
            }
        }
        Ok(caller)
    }
}

/// Who sends a request that anybody may send; nobody where there is no valid session. For reading only.
impl OptionalFromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Caller>, Problem> {
        let Some(token) = session::token_of(&parts.headers) else { return Ok(None) };
        let now = app.env.now();
        Ok(app.db.read(|reader| authenticate(reader, token, now)).await?)
    }
}

fn authenticate(reader: &Reader<'_>, token: TokenText<'_>, now: Millis) -> Result<Option<Caller>, DbError> {
    let Some(session) = store::session(reader, &token.hash())? else { return Ok(None) };
    if session.expires_at <= now {
        return Ok(None);
    }
    let standing = account::standing(reader, session.user_id, session.workspace_id)?;
    Ok(standing.map(|standing| Caller {
        user_id: session.user_id,
        workspace_id: session.workspace_id,
        session_id: session.id,
        plan: standing.plan,
        region: standing.region,
        is_admin: standing.role == Role::Admin,
    }))
}

/// The answer to a request without a valid session; the same whether it never was one, ended or expired.
pub(super) fn not_signed_in() -> Problem {
    Problem::new(ProblemCode::NotSignedIn, "Sign in to go on.")
}
