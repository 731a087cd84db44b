//! Reading the counts, and counting requests.

use std::{net::SocketAddr, time::Instant};

use axum::{
    Router,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::time::SECOND_MS;
use subtle::ConstantTimeEq;

use crate::{
    app::App,
    billing, ledger,
    platform::{
        db::{DbError, Reader},
        http::problem::Problem,
        jobs,
    },
};

/// What the text is (prometheus-client 0.25 writes OpenMetrics 1.0).
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The route. It is not part of the API: its format is Prometheus's own.
pub fn route() -> Router<App> {
    Router::new().route("/metrics", get(read))
}

/// Counts a request. Routes are counted as they are written in the code; what fits none is `other`.
pub async fn measured(state: State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let answer = next.run(request).await;
    let route = matched.as_ref().map_or("other", MatchedPath::as_str);
    state.metrics.request(known(method.as_str()), route, answer.status().as_u16(), began.elapsed());
    answer
}

/// A method that anybody can make up is no label.
fn known(method: &str) -> &str {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => method,
        _ => "other",
    }
}

async fn read(
    state: State<App>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let peer = peer.map(|info| info.0.0);
    if !may_read(&state.config.metrics.token, peer, &headers) {
        // As anything that is not yours.
        return Err(Problem::not_found());
    }
    let (lease_ms, now) = (state.config.workers.lease_seconds * SECOND_MS, state.env.now());
    let look = |reader: &Reader<'_>| {
        let overview = jobs::overview(reader, lease_ms, now)?;
        Ok::<_, DbError>((overview, ledger::reports(reader, 1)?, billing::open_disputes(reader)?))
    };
    let (overview, audits, disputes) = state.db.read(look).await?;
    let text = state.metrics.text(&overview.rows, &state.providers, audits.first(), disputes);
    let text = text.map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

/// With a token: whoever sends it. Without: only this machine itself, and nobody through a proxy on it.
fn may_read(token: &str, peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    if token.is_empty() {
        let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
        return !forwarded && peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    }
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    sent.as_bytes().ct_eq(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), (*value).parse().unwrap()))
            .collect()
    }

    #[test]
    fn without_a_token_only_this_machine_reads() {
        let at = |text: &str| Some(text.parse().unwrap());
        assert!(may_read("", at("127.0.0.1:9"), &headers(&[])));
        assert!(may_read("", at("[::1]:9"), &headers(&[])));
        assert!(may_read("", at("[::ffff:127.0.0.1]:9"), &headers(&[])));
        assert!(!may_read("", at("192.168.1.5:9"), &headers(&[])));
        assert!(!may_read("", at("127.0.0.1:9"), &headers(&[("x-forwarded-for", "1.2.3.4")])));
        assert!(!may_read("", at("127.0.0.1:9"), &headers(&[("forwarded", "for=1.2.3.4")])));
        assert!(!may_read("", None, &headers(&[])));
    }

    #[test]
    fn with_a_token_whoever_has_it_reads() {
        let at = "10.0.0.1:9".parse().ok();
        assert!(may_read("secret", at, &headers(&[("authorization", "Bearer secret")])));
        for wrong in ["Bearer secre", "Bearer secrets", "secret", "Bearer ", ""] {
            let sent = HeaderMap::from_iter([(header::AUTHORIZATION, wrong.parse().unwrap())]);
            assert!(!may_read("secret", at, &sent), "{wrong}");
        }
        assert!(!may_read("secret", "127.0.0.1:9".parse().ok(), &headers(&[])));
    }
}
