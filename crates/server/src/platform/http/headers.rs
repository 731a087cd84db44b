//! Security headers on every response.
//!
//! What a browser may do with a response is decided by what it is: a page or a script runs under the
//! policy of our own pages; JSON may load nothing; everything else (pictures and other files, some of
//! them made from what people typed) is sandboxed as well, so that opening one directly runs nothing.
//! A handler that needs another policy sets the header itself, and it stays. All values are static.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use tower::util::MapResponseLayer;

use crate::config::Config;

/// The policy of our own pages: nothing from elsewhere, no inline scripts or styles.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; \
     connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; \
     frame-ancestors 'none'; form-action 'self'",
);
const JSON_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const FILE_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
/// Two years, as browsers' preload lists ask for (hstspreload.org, read 2026-11).
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The same on every response.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
    (OPENER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// What a response is, as far as its policy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Json,
    File,
}

/// The layer that sets them.
pub fn layer(config: &Config) -> MapResponseLayer<impl Fn(Response) -> Response + Clone + use<>> {
    let https = config.https();
    MapResponseLayer::new(move |mut response: Response| {
        secure(response.headers_mut(), https);
        response
    })
}

fn secure(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        if name == OPENER_POLICY {
            // The checkout page has another one.
            headers.entry(name).or_insert(value);
        } else {
            headers.insert(name, value);
        }
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
    }
    let kind = kind(headers);
    let policy = match kind {
        Kind::Page => PAGE_POLICY,
        Kind::Json => JSON_POLICY,
        Kind::File => FILE_POLICY,
    };
    // A 304 has no type: the browser keeps the stored page and would put a file's sandbox on it.
    if headers.contains_key(header::CONTENT_TYPE) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if kind == Kind::Json {
        headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    }
}

fn kind(headers: &HeaderMap) -> Kind {
    let content_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let end = content_type.iter().position(|byte| *byte == b';').unwrap_or(content_type.len());
    match content_type[..end].trim_ascii() {
        // A worker's script carries the policy the worker runs under.
        b"text/html" | b"text/javascript" | b"application/javascript" => Kind::Page,
        b"application/json" | b"application/problem+json" | b"text/event-stream" => Kind::Json,
        _ => Kind::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secured(content_type: &'static str, https: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        secure(&mut headers, https);
        headers
    }

    #[test]
    fn the_policy_follows_the_kind() {
        for (content_type, policy) in [
            ("text/html; charset=utf-8", PAGE_POLICY),
            ("text/javascript", PAGE_POLICY),
            ("application/json", JSON_POLICY),
            ("application/problem+json", JSON_POLICY),
            ("image/png", FILE_POLICY),
            ("image/svg+xml", FILE_POLICY),
        ] {
            assert_eq!(
                secured(content_type, false)[header::CONTENT_SECURITY_POLICY],
                policy,
                "{content_type}"
            );
        }
        let policy = PAGE_POLICY;
        assert!(!policy.to_str().unwrap().contains("unsafe"));
    }

    #[test]
    fn json_is_not_stored_unless_its_handler_allows_it() {
        assert_eq!(secured("application/json", false)[header::CACHE_CONTROL], "no-store");
        assert!(!secured("image/png", false).contains_key(header::CACHE_CONTROL));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
        secure(&mut headers, false);
        assert_eq!(headers[header::CACHE_CONTROL], "max-age=60");
    }

    #[test]
    fn https_is_kept_once_people_use_it() {
        assert!(!secured("text/html", false).contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert!(secured("text/html", true).contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn everything_else_is_the_same_everywhere() {
        for content_type in ["text/html", "application/json", "image/png"] {
            let headers = secured(content_type, false);
            assert!(ALWAYS.iter().all(|(name, value)| headers[name] == *value), "{content_type}");
        }
    }
}
