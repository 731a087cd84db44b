//! Typed extractors that turn every mistake into a [`Problem`]; the framework's own answers are plain
//! text with undocumented statuses.

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::request::Parts,
};
use domain::problem::ProblemCode;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A JSON body of type `T`.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(ApiJson(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::new(ProblemCode::UnsupportedMediaType, "Send the body as application/json."))
            }
            Err(JsonRejection::BytesRejection(rejection)) if rejection.status() == 413 => {
                Err(Problem::new(ProblemCode::BodyTooLarge, "The request is larger than this address takes."))
            }
            Err(JsonRejection::JsonDataError(error)) => Err(Problem::new(
                ProblemCode::InvalidJson,
                format!("The body does not fit: {}.", cause(&error)),
            )),
            Err(_) => Err(Problem::new(ProblemCode::InvalidJson, "The body is not valid JSON.")),
        }
    }
}

/// Query parameters of type `T`.
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| ApiQuery(value)).map_err(|error| {
            Problem::new(
                ProblemCode::InvalidParameter,
                format!("A parameter does not fit: {}.", cause(&error)),
            )
        })
    }
}

/// A path part of type `T`. An id that is not well formed cannot name anything, so it is not found.
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(value)| ApiPath(value)).map_err(|_| Problem::not_found())
    }
}

/// The innermost reason: serde's own words, which name the field.
fn cause(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
