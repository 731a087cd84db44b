//! Errors as `application/problem+json` (RFC 9457), the only error body this server sends.
//!
//! A problem has a stable code from `domain::problem`, a sentence for the person and, where it helps,
//! the fields that are wrong or typed extras such as `needed` and `available`. The text of an internal
//! error never leaves the process: it is logged once, with the trace id that the problem shows.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{generation::request::FieldError, problem::ProblemCode};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::platform::db::DbError;

/// An error on its way to the client.
#[derive(Debug)]
pub struct Problem {
    /// The stable code.
    pub code: ProblemCode,
    /// A sentence for the person.
    pub detail: String,
    /// Fields that are wrong.
    pub errors: Vec<FieldError>,
    /// Typed extras.
    pub extras: Map<String, Value>,
}

/// The JSON of a problem, for the reference. Extras of a code stand beside these fields.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// An address that names the code, e.g. `/problems/not_found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code to match on.
    pub code: String,
    /// A short title, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for the person.
    pub detail: String,
    /// Fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Where, e.g. `inputData.prompt`.
    pub path: String,
    /// A stable name, e.g. `too_long`.
    pub code: String,
    /// A sentence for the person.
    pub message: String,
}

impl Problem {
    /// A problem with a sentence.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Problem {
        Problem { code, detail: detail.into(), errors: Vec::new(), extras: Map::new() }
    }

    /// A missing object, or one of somebody else: the two look the same.
    #[must_use]
    pub fn not_found() -> Problem {
        Problem::new(ProblemCode::NotFound, "There is nothing here, or it is not yours.")
    }

    /// Fields that are wrong.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Problem {
        let detail = errors.first().map_or_else(String::new, |error| error.message.clone());
        Problem { errors, ..Problem::new(ProblemCode::InvalidInput, detail) }
    }

    /// Something broke on our side. `error` is logged here, once, and not shown.
    #[must_use]
    pub fn internal(error: &dyn std::fmt::Display) -> Problem {
        tracing::error!(%error, "a request failed");
        Problem::new(ProblemCode::Internal, "Something went wrong on our side. Nothing was charged for it.")
    }

    /// Adds a typed extra.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.extras.insert(name.to_owned(), value.into());
        self
    }

    /// The HTTP status of the code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        use ProblemCode as Code;
        match self.code {
            Code::InvalidJson | Code::InvalidParameter => StatusCode::BAD_REQUEST,
            Code::NotSignedIn | Code::WrongCredentials | Code::SenderUnknown => StatusCode::UNAUTHORIZED,
            Code::InsufficientCredits | Code::BudgetReached => StatusCode::PAYMENT_REQUIRED,
            Code::CsrfRejected | Code::PlanRequired => StatusCode::FORBIDDEN,
            Code::NotFound | Code::UnknownFlow => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::SignUpRefused
            | Code::QuoteExpired
            | Code::QuoteMismatch
            | Code::CachedResultGone
            | Code::IdempotencyKeyReused
            | Code::ReportRefused
            | Code::AlreadyDecided
            | Code::NotRetryable
            | Code::AlreadySubscribed
            | Code::NoSubscription
            | Code::PlanNotChanged
            | Code::PreviewExpired
            | Code::KeyExists
            | Code::Cancelled => StatusCode::CONFLICT,
            Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidInput
            | Code::ContentRefused
            | Code::PromptRefused
            | Code::OutputWithheld
            | Code::InputNotTaken
            | Code::NeedsAnswer
            | Code::BillingAddressRequired
            | Code::CouponRefused
            | Code::TrialRefused
            | Code::OperationUnavailable
            | Code::KeyRefused
            | Code::UploadRefused => StatusCode::UNPROCESSABLE_ENTITY,
            Code::LockedOut | Code::RateLimited | Code::QueueFull => StatusCode::TOO_MANY_REQUESTS,
            Code::ProviderUnavailable | Code::PaymentsUnavailable | Code::NotReady => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Code::ProviderFailed | Code::PaymentRefused | Code::OwnKeyFailed => StatusCode::BAD_GATEWAY,
            Code::DeadlinePassed => StatusCode::GATEWAY_TIMEOUT,
            Code::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Code::OutcomeUnknown | Code::StorageFailed | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = ProblemBody {
            kind: format!("/problems/{}", self.code.id()),
            code: self.code.id().to_owned(),
            title: self.code.title().to_owned(),
            status: status.as_u16(),
            detail: self.detail,
            errors: self.errors.into_iter().map(FieldProblem::from).collect(),
        };
        let mut fields = match serde_json::to_value(body) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let retry_after = self.extras.get("retryAfterSeconds").and_then(Value::as_i64);
        fields.extend(self.extras);
        let mut response = (status, Json(Value::Object(fields))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        FieldProblem { path: error.path, code: error.code.to_owned(), message: error.message }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Full => Problem::new(
                ProblemCode::StorageFull,
                "The storage of this installation is full. Nothing was written and nothing was charged.",
            ),
            DbError::Undone => Problem::new(
                ProblemCode::NotReady,
                "Something else went wrong at the same moment. Nothing was written and nothing was charged; try again.",
            ),
            DbError::Closed => {
                Problem::new(ProblemCode::NotReady, "The service is stopping; try again in a moment.")
            }
            other => Problem::internal(&other),
        }
    }
}
