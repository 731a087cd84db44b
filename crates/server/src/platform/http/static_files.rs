//! The web app, compiled into the binary, and how browsers may keep it.
//!
//! | path | answer | kept by browsers |
//! |---|---|---|
//! | `/api/docs` | `reference.html` | asked again each time (ETag) |
//! | `/api/…` that is no endpoint | problem 404 | no |
//! | `/assets/…` | the file; its name contains its hash | a year, never asked again |
//! | another file of the build | the file | asked again each time (ETag) |
//! | `/assets/…` that does not exist | problem 404: a page must not pass for a script | no |
//! | anything else | `index.html`; the web app knows its own addresses | asked again each time (ETag) |
//!
//! Files come from `web/dist`, which `cargo xtask run` builds. It need not exist: the crate compiles
//! without, and a page says what to do. Debug builds read the folder at every request, release builds
//! contain it. A file with a `.br` or `.gz` beside it is sent compressed to clients that take it;
//! anything else is left to the compression layer of the whole service.

mod encoding;

use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::problem::ProblemCode;
use encoding::Encoding;
use rust_embed::RustEmbed;

use super::problem::Problem;

const INDEX: &str = "index.html";
const REFERENCE: &str = "reference.html";
const HASHED: &str = "assets/";
const KEEP_FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Marty Martin</title></head>\n\
     <body><h1>The web app is not built yet</h1>\n\
     <p>The server runs. To build the web app and start both, run <code>cargo xtask run</code> in the \
     source folder.</p>\n<p>The API is described at <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>\n\
     </body></html>\n";

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
#[exclude = ".vite/*"]
struct WebApp;

/// A file of the web app.
#[derive(Clone)]
struct File {
    bytes: Bytes,
    /// SHA-256 of the bytes.
    hash: [u8; 32],
}

/// Finds a file by its path in the build.
type Lookup = Arc<dyn Fn(&str) -> Option<File> + Send + Sync>;

/// Adds the web app to a router: everything it does not answer itself, and the reference page.
pub fn add(router: Router) -> Router {
    add_from(router, Arc::new(embedded))
}

fn add_from(router: Router, lookup: Lookup) -> Router {
    let reference = get(reference).fallback(other_method).with_state(lookup.clone());
    router.route("/api/docs", reference).fallback_service(get(page).fallback(no_page).with_state(lookup))
}

fn embedded(path: &str) -> Option<File> {
    let file = WebApp::get(path)?;
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some(File { bytes, hash: file.metadata.sha256_hash() })
}

async fn reference(lookup: State<Lookup>, headers: HeaderMap) -> Result<Response, Problem> {
    let file = lookup.0(REFERENCE).ok_or_else(Problem::not_found)?;
    Ok(send(&lookup, REFERENCE, file, &headers))
}

async fn page(lookup: State<Lookup>, request: Request) -> Result<Response, Problem> {
    let path = request.uri().path();
    if is_api(path) {
        return Err(Problem::not_found());
    }
    let path = path.trim_start_matches('/');
    if let Some(file) = is_addressable(path).then(|| lookup.0(path)).flatten() {
        return Ok(send(&lookup, path, file, request.headers()));
    }
    if path.starts_with(HASHED) {
        return Err(Problem::not_found());
    }
    match lookup.0(INDEX) {
        Some(file) => Ok(send(&lookup, INDEX, file, request.headers())),
        None => Ok(not_built()),
    }
}

/// Methods other than GET and HEAD, where there is no endpoint.
async fn no_page(method: Method, request: Request) -> Problem {
    if is_api(request.uri().path()) { Problem::not_found() } else { other_method(method).await }
}

async fn other_method(method: Method) -> Problem {
    Problem::new(ProblemCode::MethodNotAllowed, format!("This address does not take {method}."))
}

fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Whether a path can name a file of the build. Paths are compared as they were sent, without decoding,
/// so that nothing leads outside; compressed siblings are not files of their own.
fn is_addressable(path: &str) -> bool {
    let is_name =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '%', '\0', ':']);
    path.split('/').all(is_name) && Encoding::ALL.iter().all(|encoding| !path.ends_with(encoding.extension()))
}

fn not_built() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
}

/// The file in the best encoding that exists and the client takes.
fn send(lookup: &Lookup, path: &str, plain: File, headers: &HeaderMap) -> Response {
    let sibling = |encoding: Encoding| lookup(&format!("{path}{}", encoding.extension()));
    let siblings: Vec<(Encoding, File)> =
        Encoding::ALL.into_iter().filter_map(|encoding| Some((encoding, sibling(encoding)?))).collect();
    let available: Vec<Encoding> = siblings.iter().map(|(encoding, _)| *encoding).collect();
    let chosen = encoding::choose(headers, &available);
    let has_siblings = !siblings.is_empty();
    let compressed = siblings.into_iter().find(|(encoding, _)| Some(*encoding) == chosen);
    let file = compressed.map_or(plain, |(_, file)| file);

    let etag = etag(&file.hash);
    let is_known = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| names(value, &etag));
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(file.bytes) });
    let fields = response.headers_mut();
    let cache = if path.starts_with(HASHED) { KEEP_FOREVER } else { ASK_AGAIN };
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        fields.insert(header::ETAG, etag);
    }
    if has_siblings {
        fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    if let Some(encoding) = chosen {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.id()));
    }
    response
}

/// Half of the hash is plenty to tell two builds of a file apart. Each encoding has bytes of its own,
/// and so a tag of its own.
fn etag(hash: &[u8; 32]) -> String {
    let digits: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

fn names(value: &HeaderValue, etag: &str) -> bool {
    let list = value.to_str().unwrap_or_default();
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
