//! Whether a request that may change something comes from our own pages.
//!
//! Browsers say so in headers that scripts cannot set: `Sec-Fetch-Site` (Fetch Metadata, in every
//! current browser) and, before it, `Origin` (RFC 6454 §7). A request with neither does not come from a
//! browser's page, so no person's cookie rides on it unasked. This is the second wall beside the CSRF
//! token and the only one for signing in, where no session exists yet.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use domain::problem::ProblemCode;

use crate::{app::App, platform::http::problem::Problem};

/// A request that no other site's page sent: for endpoints that have no [`super::Caller`] to ask.
pub(super) struct SameSite;

impl FromRequestParts<App> for SameSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<SameSite, Problem> {
        check(&parts.headers, &app.config.server.public_url).map(|()| SameSite)
    }
}

/// Refuses a request that another site's page sent. `public_url` is the address people use, or empty.
///
/// # Errors
/// The problem `csrf_rejected`.
pub(super) fn check(headers: &HeaderMap, public_url: &str) -> Result<(), Problem> {
    if comes_from_us(headers, public_url) {
        Ok(())
    } else {
        Err(Problem::new(ProblemCode::CsrfRejected, "This request came from another site."))
    }
}

fn comes_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("?"));
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        // `none`: the person did it themselves, e.g. from the address bar.
        Some("same-origin" | "none") => return true,
        // The proxy in front may have told the browser a host that we do not see.
        Some(_) => return text(header::ORIGIN).is_some_and(|origin| is_public_origin(origin, public_url)),
        None => {}
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = text(header::HOST).unwrap_or("");
    let same_host = origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host));
    same_host || is_public_origin(origin, public_url)
}

/// Whether `origin` is scheme, host and port of `public_url`.
fn is_public_origin(origin: &str, public_url: &str) -> bool {
    let Some((scheme, rest)) = public_url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    origin.split_once("://").is_some_and(|(origin_scheme, origin_host)| {
        origin_scheme.eq_ignore_ascii_case(scheme) && origin_host.eq_ignore_ascii_case(host)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn allowed(pairs: &[(&'static str, &'static str)], public_url: &str) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        comes_from_us(&headers, public_url)
    }

    #[test]
    fn our_own_pages_and_programs_pass() {
        let ours = ("origin", "http://studio.example:7878");
        assert!(allowed(&[], ""));
        assert!(allowed(&[("sec-fetch-site", "same-origin")], ""));
        assert!(allowed(&[("sec-fetch-site", "none")], ""));
        assert!(allowed(&[ours, ("host", "studio.example:7878")], ""));
        assert!(allowed(
            &[("origin", "https://studio.example"), ("host", "inner")],
            "https://Studio.example/"
        ));
    }

    #[test]
    fn other_sites_do_not() {
        let host = ("host", "studio.example");
        for site in ["cross-site", "same-site", "anything"] {
            assert!(
                !allowed(&[host, ("sec-fetch-site", site), ("origin", "https://evil.example")], ""),
                "{site}"
            );
            assert!(!allowed(&[host, ("sec-fetch-site", site)], "https://studio.example"), "{site}");
        }
        for origin in
            ["https://evil.example", "null", "", "https://studio.example.evil.example", "studio.example"]
        {
            assert!(!allowed(&[host, ("origin", origin)], "https://studio.example"), "{origin}");
        }
        // Another scheme than the one people use, and a page that only shares the host's beginning.
        assert!(!allowed(
            &[("origin", "http://studio.example"), ("host", "inner")],
            "https://studio.example"
        ));
        assert!(!allowed(
            &[("origin", "https://studio.example:444"), ("host", "inner")],
            "https://studio.example"
        ));
    }
}
