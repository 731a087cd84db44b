//! The answers of the table in the module's header, from a web app in memory.

use axum::{body::to_bytes, http::request};
use tower::ServiceExt;

use super::*;

const FILES: [(&str, &str); 9] = [
    ("index.html", "<!doctype html>the app"),
    ("reference.html", "<!doctype html>the reference"),
    ("favicon.svg", "<svg/>"),
    (".vite/manifest.json", "{}"),
    ("assets/app-1a2b.js", "plain script"),
    ("assets/app-1a2b.js.br", "brotli script"),
    ("assets/app-1a2b.js.gz", "gzip script"),
    ("assets/base-3c4d.css", "plain style"),
    ("assets/base-3c4d.css.gz", "gzip style"),
];

fn lookup(path: &str) -> Option<File> {
    let (at, (_, text)) = FILES.iter().enumerate().find(|(_, (name, _))| *name == path)?;
    Some(File { bytes: Bytes::from_static(text.as_bytes()), hash: [at as u8; 32] })
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask_of(lookup: Lookup, request: request::Builder) -> Answer {
    let router = add_from(Router::new().route("/api/health", get(|| async { "alive" })), lookup);
    let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn ask(path: &str) -> Answer {
    ask_of(Arc::new(lookup), Request::get(path)).await
}

async fn ask_with(path: &str, name: header::HeaderName, value: &str) -> Answer {
    ask_of(Arc::new(lookup), Request::get(path).header(name, value)).await
}

#[tokio::test]
async fn pages_and_unknown_addresses_answer_the_app() {
    for path in ["/", "/index.html", "/chat/cnv_1", "/apis", "/deep/er/still?x=1", "/favicon.ico"] {
        let answer = ask(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, FILES[0].1), "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
        assert!(!answer.header(header::ETAG).is_empty());
    }
}

#[tokio::test]
async fn the_api_is_never_the_app() {
    assert_eq!(ask("/api/health").await.body, "alive");
    for path in ["/api", "/api/", "/api/nothing", "/api/flows/x/y"] {
        let answer = ask(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
    }
    let posted = ask_of(Arc::new(lookup), Request::post("/api/nothing")).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_have_their_type_and_their_lifetime() {
    let cases = [
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/assets/app-1a2b.js", "text/javascript; charset=utf-8", KEEP_FOREVER),
        ("/assets/base-3c4d.css", "text/css; charset=utf-8", KEEP_FOREVER),
    ];
    for (path, kind, cache) in cases {
        let answer = ask(path).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), kind);
        assert_eq!(answer.header(header::CACHE_CONTROL), cache);
    }
    let missing = ask("/assets/app-0000.js").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header(header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn compressed_siblings_are_sent_to_who_takes_them() {
    let cases = [
        ("/assets/app-1a2b.js", "gzip, br", "brotli script", "br"),
        ("/assets/app-1a2b.js", "gzip, br;q=0", "gzip script", "gzip"),
        ("/assets/app-1a2b.js", "identity", "plain script", ""),
        ("/assets/base-3c4d.css", "br, gzip", "gzip style", "gzip"),
        ("/assets/base-3c4d.css", "br", "plain style", ""),
    ];
    let mut tags = std::collections::HashSet::new();
    for (path, accepted, body, encoding) in cases {
        let answer = ask_with(path, header::ACCEPT_ENCODING, accepted).await;
        assert_eq!(answer.body, body, "{path} for {accepted}");
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding);
        assert_eq!(answer.header(header::VARY), "accept-encoding");
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/"));
        assert!(tags.insert(answer.header(header::ETAG).to_owned()), "two encodings share a tag");
    }
    assert_eq!(ask("/favicon.svg").await.header(header::VARY), "");
}

#[tokio::test]
async fn a_known_version_is_not_sent_again() {
    let tag = ask("/").await.header(header::ETAG).to_owned();
    for value in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let answer = ask_with("/", header::IF_NONE_MATCH, &value).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{value}");
        assert_eq!(answer.header(header::ETAG), tag);
    }
    assert_eq!(ask_with("/", header::IF_NONE_MATCH, "\"other\"").await.status, StatusCode::OK);
}

#[tokio::test]
async fn other_methods() {
    let head = ask_of(Arc::new(lookup), Request::head("/assets/app-1a2b.js")).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
    assert_eq!(head.header(header::CONTENT_LENGTH), FILES[4].1.len().to_string());
    for path in ["/", "/chat", "/api/docs"] {
        let posted = ask_of(Arc::new(lookup), Request::post(path)).await;
        assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(posted.header(header::CONTENT_TYPE), "application/problem+json");
    }
}

#[tokio::test]
async fn nothing_leads_outside_or_to_what_is_hidden() {
    let attempts = [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/./index.html/../../Cargo.toml",
        "//../Cargo.toml",
        "/C:/Cargo.toml",
        "/.vite/Cargo.toml",
    ];
    for path in attempts {
        let spy = |asked: &str| {
            assert!(!asked.contains("Cargo"), "{asked} was looked for");
            lookup(asked)
        };
        let answer = ask_of(Arc::new(spy), Request::get(path)).await;
        assert_eq!(answer.body, FILES[0].1, "{path}");
    }
    let sibling = ask("/assets/app-1a2b.js.br").await;
    assert_eq!(sibling.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_reference_page() {
    assert_eq!(ask("/api/docs").await.body, FILES[1].1);
    let missing = ask_of(Arc::new(|_: &str| None), Request::get("/api/docs")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header(header::CONTENT_TYPE), "application/problem+json");
}

#[tokio::test]
async fn without_a_build_a_page_says_what_to_do() {
    let answer = ask_of(Arc::new(|_: &str| None), Request::get("/")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("cargo xtask run"));
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
}
