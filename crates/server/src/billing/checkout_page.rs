//! The one page that a payment service's script may run on.
//!
//! `/checkout` is loaded as a document of its own, so its policy holds there and nowhere else: the script of the
//! service, its frames and calls, and the styles it puts into its window. Everything else of the policy is that of all
//! pages. Bank pages open in windows that answer their opener, which the usual opener policy would cut off.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::app::App;

/// Where it is.
const PATH: &str = "/checkout";

/// Sets the policy of the checkout page; other answers pass as they are.
pub async fn policy(app: State<App>, request: Request, next: Next) -> Response {
    let is_checkout = request.uri().path() == PATH;
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if is_checkout && is_page && app.gateways.get(domain::payment::Gateway::Razorpay).is_some() {
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&text(&app.config.razorpay.checkout_script)) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        let opener = HeaderValue::from_static("same-origin-allow-popups");
        headers.insert(header::HeaderName::from_static("cross-origin-opener-policy"), opener);
    }
    response
}

fn text(script: &str) -> String {
    let origin = origin(script);
    // Razorpay's frames and calls come from several hosts of its own (razorpay.com/docs, integration, read 2026-11).
    let hosts = if origin.ends_with(".razorpay.com") { "https://*.razorpay.com" } else { origin };
    format!(
        "default-src 'self'; script-src 'self' {origin}; frame-src {hosts}; connect-src 'self' {hosts}; \
         img-src 'self' data: blob: {hosts}; style-src 'self' 'unsafe-inline'; font-src 'self' {hosts}; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {hosts}"
    )
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    &address[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_own_hosts_are_allowed_and_no_inline_script() {
        let real = text("https://checkout.razorpay.com/v1/checkout.js");
        assert!(real.contains("script-src 'self' https://checkout.razorpay.com;"));
        assert!(real.contains("frame-src https://*.razorpay.com;"));
        let own = text("http://127.0.0.1:4000/checkout.js");
        assert!(own.contains("script-src 'self' http://127.0.0.1:4000;") && !own.contains("razorpay.com"));
        for policy in [real, own] {
            let scripts = policy.split("; ").find(|part| part.starts_with("script-src")).unwrap();
            assert!(!scripts.contains("unsafe"));
        }
    }
}
