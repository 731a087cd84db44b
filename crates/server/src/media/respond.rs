//! A stored file as a response: conditions, ranges, names, and the bytes in chunks.

use std::io::SeekFrom;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use domain::problem::ProblemCode;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::{
    filename::content_disposition,
    range::{self, Selection},
    store::FileRecord,
};
use crate::platform::{
    http::problem::Problem,
    storage::{Storage, StorageError},
};

/// Bytes read from disk at a time; a response holds no more than this of a file in memory.
const CHUNK_BYTES: usize = 64 * 1024;
/// The content behind an address never changes, and only its owner may keep a copy.
const CACHE_CONTROL: &str = "private, max-age=31536000, immutable";
/// Whatever a file contains, opened by itself it may neither run scripts nor load anything.
const CONTENT_SECURITY_POLICY: &str = "sandbox; default-src 'none'";

/// Whether the browser shows a file or saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Show,
    Save,
}

/// Answers a GET or HEAD request for a file.
pub(super) async fn respond(
    storage: &Storage,
    file: &FileRecord,
    purpose: Purpose,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let etag = format!("\"{}\"", file.content_hash);
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|value| names(value, &etag)) {
        return finish(StatusCode::NOT_MODIFIED, vec![(header::ETAG, etag)], Body::empty());
    }
    let (mut content, size_bytes) = storage.open_object(&file.content_hash).await?;
    let mut fields = vec![
        (header::ETAG, etag.clone()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_TYPE, content_type(&file.format).to_owned()),
        (header::CONTENT_DISPOSITION, disposition(purpose, &file.filename)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY.to_owned()),
    ];
    let (status, first, length) = match wanted(method, headers, &etag, size_bytes) {
        Selection::Whole => (StatusCode::OK, 0, size_bytes),
        Selection::Part { first, last } => {
            fields.push((header::CONTENT_RANGE, format!("bytes {first}-{last}/{size_bytes}")));
            (StatusCode::PARTIAL_CONTENT, first, last - first + 1)
        }
        Selection::Unsatisfiable => {
            let fields = vec![(header::CONTENT_RANGE, format!("bytes */{size_bytes}"))];
            return finish(StatusCode::RANGE_NOT_SATISFIABLE, fields, Body::empty());
        }
    };
    fields.push((header::CONTENT_LENGTH, length.to_string()));
    if first > 0 {
        content.seek(SeekFrom::Start(first)).await.map_err(|error| Problem::internal(&error))?;
    }
    let body = Body::from_stream(ReaderStream::with_capacity(content.take(length), CHUNK_BYTES));
    finish(status, fields, body)
}

fn finish(status: StatusCode, fields: Vec<(HeaderName, String)>, body: Body) -> Result<Response, Problem> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
    for (name, value) in fields {
        headers.insert(name, HeaderValue::try_from(value).map_err(|error| Problem::internal(&error))?);
    }
    Ok(response)
}

/// Ranges are defined for GET only (RFC 9110 §14.2), and with `If-Range` only for the version it names.
fn wanted(method: &Method, headers: &HeaderMap, etag: &str, size_bytes: u64) -> Selection {
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let is_same = headers.get(header::IF_RANGE).is_none_or(|value| value.as_bytes() == etag.as_bytes());
    match range {
        Some(range) if method == Method::GET && is_same => range::select(range, size_bytes),
        _ => Selection::Whole,
    }
}

/// Whether an `If-None-Match` value names this version, by weak comparison (RFC 9110 §13.1.2).
fn names(value: &HeaderValue, etag: &str) -> bool {
    let list = value.to_str().unwrap_or_default();
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn disposition(purpose: Purpose, filename: &str) -> String {
    let kind = match purpose {
        Purpose::Show => "inline",
        Purpose::Save => "attachment",
    };
    content_disposition(kind, filename)
}

pub(super) fn content_type(format: &str) -> &'static str {
    match format {
        "png" => "image/png",
        "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "vtt" => "text/vtt; charset=utf-8",
        "srt" => "application/x-subrip; charset=utf-8",
        _ => "application/octet-stream",
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        let (code, sentence) = match error {
            StorageError::Full => (ProblemCode::StorageFull, "The storage of this installation is full."),
            StorageError::Failed(reason) => {
                tracing::error!(reason, "the storage failed");
                (
                    ProblemCode::StorageFailed,
                    "The file could not be read. The operator can see why in the log.",
                )
            }
        };
        Problem::new(code, sentence)
    }
}
