//! The web app beside the API, in the whole service. What each file answers is tested beside the code,
//! with a web app in memory; here it may or may not be built.

use reqwest::Method;
use testkit::TestApp;

#[tokio::test]
async fn every_address_of_the_web_app_answers_a_page() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    for path in ["/", "/chat", "/history/older", "/signin?next=%2Fchat"] {
        let answer = stranger.get(path).await;
        assert!(matches!(answer.status.as_u16(), 200 | 503), "{path}: {}", answer.status);
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
        assert!(answer.headers.contains_key("content-security-policy"));
        let head = stranger.send(stranger.request(Method::HEAD, path)).await;
        assert_eq!(head.status, answer.status);
    }
}

#[tokio::test]
async fn what_the_api_does_not_know_is_a_problem() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    for path in ["/api", "/api/", "/api/nothing", "/api/flows/a/b/c"] {
        stranger.get(path).await.expect_problem(404, "not_found");
    }
    stranger.send(stranger.request(Method::POST, "/api/nothing")).await.expect_problem(404, "not_found");
    stranger.send(stranger.request(Method::POST, "/chat")).await.expect_problem(405, "method_not_allowed");
    stranger.get("/assets/missing-0000.js").await.expect_problem(404, "not_found");
}

/// Asks with the path exactly as given; an HTTP client would tidy it up before sending.
async fn ask_raw(address: &str, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let host = address.trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn no_path_leads_outside_the_web_app() {
    let app = TestApp::start().await;
    // All of these exist beside or above `web/dist` in a checkout.
    for path in [
        "/../package.json",
        "/../../Cargo.toml",
        "/assets/../../package.json",
        "/%2e%2e/package.json",
        "/..%2fpackage.json",
        "/..%5cpackage.json",
        "//../package.json",
        "/./../package.json",
        "/.vite/manifest.json",
    ] {
        let answer = ask_raw(&app.address, path).await;
        assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
        for inside in ["\"dependencies\"", "[workspace", "\"isEntry\""] {
            assert!(!answer.contains(inside), "{path} reached a file outside");
        }
    }
}
