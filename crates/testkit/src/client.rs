//! The HTTP client of the tests: loopback and plain HTTP, so it trusts no certificate at all and works
//! on a machine that has none.

/// A client for loopback addresses.
///
/// # Panics
/// When the client cannot be made.
#[must_use]
pub fn client() -> reqwest::Client {
    // Somebody else may have chosen the same provider before; either way there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().tls_certs_only([]).no_proxy().build().expect("a client without certificates")
}
