//! The endpoints of signing up, in and out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::AppendHeaders,
};
use domain::{generation::request::FieldError, limits::PASSWORD_CHARACTERS_MAX, problem::ProblemCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    caller::{Caller, not_signed_in},
    origin::SameSite,
    session,
    sign_in::{self, Attempt, Client, SignInError, SignedIn},
    sign_out,
    sign_up::{self, SignUp, SignUpError},
    view::{SessionView, SignInRequest, SignUpRequest},
};
use crate::{
    account::{self, Email},
    app::App,
    platform::http::{
        client_address::ClientAddress,
        extract::ApiJson,
        problem::{Problem, ProblemBody},
    },
};

/// Characters kept of how a browser names itself; the rest distinguishes nothing for a person.
const USER_AGENT_CHARACTERS_MAX: usize = 200;

type SetCookie = AppendHeaders<[(header::HeaderName, HeaderValue); 1]>;

/// The routes of this capability.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_up))
        .routes(routes!(sign_in))
        .routes(routes!(sign_out))
        .routes(routes!(read_session))
}

/// Makes an account and signs in. When the address has an account and the password is its own, this
/// signs in to it.
#[utoipa::path(
    post,
    path = "/api/auth/sign-up",
    tag = "accounts",
    security(()),
    request_body = SignUpRequest,
    responses(
        (status = 201, description = "Signed in; the session cookie is set.", body = SessionView),
        (status = 400, description = "invalid_json", body = ProblemBody),
        (status = 403, description = "csrf_rejected: another site's page sent this", body = ProblemBody),
        (status = 409, description = "sign_up_refused", body = ProblemBody),
        (status = 413, description = "body_too_large", body = ProblemBody),
        (status = 415, description = "unsupported_media_type", body = ProblemBody),
        (status = 422, description = "invalid_input; `errors` names `email`, `password` or `name`", body = ProblemBody),
        (status = 429, description = "rate_limited or locked_out, with `retryAfterSeconds`", body = ProblemBody),
        (status = 503, description = "not_ready: too many passwords are being checked", body = ProblemBody),
    )
)]
async fn sign_up(
    state: State<App>,
    _same_site: SameSite,
    address: ClientAddress,
    headers: HeaderMap,
    body: ApiJson<SignUpRequest>,
) -> Result<(StatusCode, SetCookie, Json<SessionView>), Problem> {
    state.0.limits.check_sign_in(address)?;
    let SignUpRequest { email, password, name, friend } = body.0;
    let request = SignUp { email, password, name, friend, client: client(address, &headers) };
    let (cookie, view) = opened(&state.0, sign_up::sign_up(&state.0, request).await?);
    Ok((StatusCode::CREATED, cookie, view))
}

/// Signs in.
#[utoipa::path(
    post,
    path = "/api/auth/sign-in",
    tag = "accounts",
    security(()),
    request_body = SignInRequest,
    responses(
        (status = 200, description = "Signed in; the session cookie is set.", body = SessionView),
        (status = 400, description = "invalid_json", body = ProblemBody),
        (status = 401, description = "wrong_credentials, with `attemptsLeft`; the try that locks also has `retryAfterSeconds`", body = ProblemBody),
        (status = 403, description = "csrf_rejected: another site's page sent this", body = ProblemBody),
        (status = 413, description = "body_too_large", body = ProblemBody),
        (status = 415, description = "unsupported_media_type", body = ProblemBody),
        (status = 422, description = "invalid_input; `errors` names `email` or `password`", body = ProblemBody),
        (status = 429, description = "rate_limited or locked_out, with `retryAfterSeconds`", body = ProblemBody),
        (status = 503, description = "not_ready: too many passwords are being checked", body = ProblemBody),
    )
)]
async fn sign_in(
    state: State<App>,
    _same_site: SameSite,
    address: ClientAddress,
    headers: HeaderMap,
    body: ApiJson<SignInRequest>,
) -> Result<(SetCookie, Json<SessionView>), Problem> {
    state.0.limits.check_sign_in(address)?;
    let attempt = parse_attempt(body.0, client(address, &headers)).map_err(Problem::invalid)?;
    Ok(opened(&state.0, sign_in::sign_in(&state.0, attempt).await?))
}

/// Signs out and takes the cookie away. Without a session there is nothing to do, and that is no mistake.
#[utoipa::path(
    post,
    path = "/api/auth/sign-out",
    tag = "accounts",
    security(()),
    responses(
        (status = 204, description = "Signed out."),
        (status = 403, description = "csrf_rejected", body = ProblemBody),
    )
)]
async fn sign_out(
    state: State<App>,
    caller: Result<Caller, Problem>,
    headers: HeaderMap,
) -> Result<(StatusCode, SetCookie), Problem> {
    match (caller, session::token_of(&headers)) {
        (Ok(caller), Some(token)) => sign_out::sign_out(&state.0, caller, token.hash()).await?,
        (Err(problem), _) if problem.code != ProblemCode::NotSignedIn => return Err(problem),
        _ => {}
    }
    Ok((StatusCode::NO_CONTENT, set_cookie(session::clear_cookie(state.0.config.https()))))
}

/// Who is signed in here.
#[utoipa::path(
    get,
    path = "/api/auth/session",
    tag = "accounts",
    responses(
        (status = 200, description = "The person, and the token for requests that change something.", body = SessionView),
        (status = 401, description = "not_signed_in", body = ProblemBody),
    )
)]
async fn read_session(
    state: State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<SessionView>, Problem> {
    let token = session::token_of(&headers).ok_or_else(not_signed_in)?;
    let user = state.0.db.read(|reader| account::user(reader, &caller.user_id)).await?;
    let user = user.ok_or_else(not_signed_in)?.into();
    Ok(Json(SessionView { user, csrf_token: token.csrf_token() }))
}

fn client(address: ClientAddress, headers: &HeaderMap) -> Client {
    let name = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client { address: address.network(), user_agent: name.chars().take(USER_AGENT_CHARACTERS_MAX).collect() }
}

/// What is not the shape of an address or a password is told so: it cannot be anybody's.
fn parse_attempt(request: SignInRequest, client: Client) -> Result<Attempt, Vec<FieldError>> {
    let mut errors = Vec::new();
    let email = Email::parse(&request.email)
        .map_err(|reason| errors.push(FieldError::new("email", reason.code(), reason.to_string())));
    if request.password.is_empty() {
        errors.push(FieldError::new("password", "required", "Enter your password."));
    } else if request.password.chars().count() > PASSWORD_CHARACTERS_MAX {
        let message = format!("A password has at most {PASSWORD_CHARACTERS_MAX} characters.");
        errors.push(FieldError::new("password", "too_long", message));
    }
    match email {
        Ok(email) if errors.is_empty() => Ok(Attempt { email, password: request.password, client }),
        _ => Err(errors),
    }
}

fn set_cookie(value: HeaderValue) -> SetCookie {
    AppendHeaders([(header::SET_COOKIE, value)])
}

fn opened(app: &App, signed_in: SignedIn) -> (SetCookie, Json<SessionView>) {
    let SignedIn { user, token } = signed_in;
    let cookie = set_cookie(token.set_cookie(app.config.https()));
    (cookie, Json(SessionView { user: user.into(), csrf_token: token.text().csrf_token() }))
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong(failed) => {
                let problem = Problem::new(
                    ProblemCode::WrongCredentials,
                    "E-mail and password do not match. Check both and try again.",
                )
                .with("attemptsLeft", failed.attempts_left);
                match failed.retry_after_seconds {
                    Some(seconds) => problem.with("retryAfterSeconds", seconds),
                    None => problem,
                }
            }
            SignInError::LockedOut(locked) => locked_out(locked.retry_after_seconds),
            SignInError::Hash(error) => error.into(),
            SignInError::Db(error) => error.into(),
        }
    }
}

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::Invalid(errors) => Problem::invalid(errors),
            SignUpError::Refused => Problem::new(
                ProblemCode::SignUpRefused,
                "This account could not be created. If you have one already, sign in instead.",
            ),
            SignUpError::LockedOut(locked) => locked_out(locked.retry_after_seconds),
            SignUpError::Hash(error) => error.into(),
            SignUpError::Db(error) => error.into(),
        }
    }
}

fn locked_out(seconds: i64) -> Problem {
    let wait = match seconds {
        ..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    };
    Problem::new(ProblemCode::LockedOut, format!("Too many failed tries. Try again in {wait}."))
        .with("retryAfterSeconds", seconds)
}
