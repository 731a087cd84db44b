//! What is sent: JSON or a form, with files in their places, in pieces.
//!
//! Files travel from where they are, a piece at a time, and base64 is made of each while the call is sent: a call
//! takes no memory for its files, however large they are.

use std::{
    borrow::Cow,
    hash::{BuildHasher, RandomState},
    io,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use reqwest::{RequestBuilder, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Content, InputFile, Submission};

/// Bytes of a file that are read at once; a multiple of three, so that encoded pieces join without padding.
const PIECE_BYTES: usize = 192 * 1024;

/// The body of a call.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// JSON; texts that [`Slots::of`] gave are replaced by the files, as base64.
    Json(Value, Slots),
    /// `multipart/form-data` (RFC 7578).
    Form(Vec<Part>),
}

/// A part of a form.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A name and a value.
    Text(Cow<'static, str>, String),
    /// A name and a file.
    File(&'static str, InputFile),
}

/// Places for files in JSON.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    salt: String,
    files: Vec<Content>,
}

impl Slots {
    /// Places for the files of a submission.
    pub(crate) fn new(submission: &Submission) -> Slots {
        // Nobody who writes a prompt knows the hash of an attempt that does not exist yet.
        let digest = Sha256::digest(submission.attempt_id.as_bytes());
        let salt = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Slots { salt, files: submission.inputs.iter().map(|input| input.content.clone()).collect() }
    }

    /// The text that stands for the file with this index.
    pub(crate) fn of(&self, index: usize) -> String {
        format!("file-{}-{index}", self.salt)
    }
}

/// What a body is made of.
enum Piece {
    Plain(Content),
    Encoded(Content),
}

impl Piece {
    fn text(text: impl Into<Bytes>) -> Piece {
        Piece::Plain(Content::Memory(text.into()))
    }

    fn length(&self) -> u64 {
        match self {
            Piece::Plain(content) => content.length(),
            Piece::Encoded(content) => content.length().div_ceil(3) * 4,
        }
    }

    fn stream(self) -> BoxStream<'static, io::Result<Bytes>> {
        match self {
            Piece::Plain(content) => content.pieces(PIECE_BYTES),
            Piece::Encoded(content) => {
                let encode = |piece: io::Result<Bytes>| Ok(BASE64_STANDARD.encode(piece?).into());
                content.pieces(PIECE_BYTES).map(encode).boxed()
            }
        }
    }
}

impl Body {
    /// Puts the body into a call, with its length and type.
    pub(crate) fn into_call(self, call: RequestBuilder) -> RequestBuilder {
        let (media_type, pieces) = self.pieces();
        let length: u64 = pieces.iter().map(Piece::length).sum();
        let body = reqwest::Body::wrap_stream(stream::iter(pieces).flat_map(Piece::stream));
        call.header(header::CONTENT_TYPE, media_type).header(header::CONTENT_LENGTH, length).body(body)
    }

    fn pieces(self) -> (String, Vec<Piece>) {
        match self {
            Body::Json(value, slots) => ("application/json".to_owned(), json(&value, &slots)),
            Body::Form(parts) => form(parts),
        }
    }
}

fn json(value: &Value, slots: &Slots) -> Vec<Piece> {
    let mut rest = Bytes::from(value.to_string());
    let mut pieces = Vec::new();
    let token = format!("file-{}-", slots.salt);
    let mut from = 0;
    while let Some(at) = find(&rest[from..], token.as_bytes()).map(|at| at + from) {
        let digits = &rest[at + token.len()..];
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let index: Option<usize> =
            std::str::from_utf8(&digits[..length]).ok().and_then(|text| text.parse().ok());
        let Some(file) = index.and_then(|index| slots.files.get(index)) else {
            from = at + token.len();
            continue;
        };
        pieces.push(Piece::text(rest.slice(..at)));
        pieces.push(Piece::Encoded(file.clone()));
        rest = rest.slice(at + token.len() + length..);
        from = 0;
    }
    pieces.push(Piece::text(rest));
    pieces
}

fn find(text: &[u8], token: &[u8]) -> Option<usize> {
    text.windows(token.len()).position(|window| window == token)
}

fn form(parts: Vec<Part>) -> (String, Vec<Piece>) {
    let boundary = boundary();
    let mut pieces = Vec::with_capacity(parts.len() * 2 + 1);
    let plain = |text: String| Piece::text(text);
    for part in parts {
        match part {
            Part::Text(name, value) => {
                let name = quoted(&name);
                pieces.push(plain(format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )));
            }
            Part::File(name, file) => {
                let (filename, media_type) = (quoted(&file.filename), &file.media_type);
                pieces.push(plain(format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\n\
                     Content-Type: {media_type}\r\n\r\n"
                )));
                pieces.push(Piece::Plain(file.content));
                pieces.push(plain("\r\n".to_owned()));
            }
        }
    }
    pieces.push(plain(format!("--{boundary}--\r\n")));
    (format!("multipart/form-data; boundary={boundary}"), pieces)
}

/// A line that stands in no part: nobody who wrote one could know it.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(0);
    format!("marty-{:016x}{:016x}", random(), random())
}

/// A file's name as forms write it (WHATWG HTML, multipart/form-data encoding algorithm).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use serde_json::json;

    use super::*;
    use crate::{BackgroundReplaceWork, Work};

    async fn text(body: Body) -> (String, String) {
        let (media_type, pieces) = body.pieces();
        let length: u64 = pieces.iter().map(Piece::length).sum();
        let bytes: Vec<Bytes> = stream::iter(pieces).flat_map(Piece::stream).try_collect().await.unwrap();
        let bytes = bytes.concat();
        assert_eq!(bytes.len() as u64, length, "the length is told before");
        (media_type, String::from_utf8(bytes).unwrap())
    }

    fn submission(files: &[&[u8]]) -> Submission {
        let input = |bytes: &&[u8]| InputFile::new("image/png", "a \"b\"\r\n.png", bytes.to_vec());
        let background = crate::Background::Prompt(String::new());
        Submission {
            generation_id: "gen_1".into(),
            attempt_id: "stp_1-1".into(),
            model_id: "m".into(),
            work: Work::BackgroundReplace(BackgroundReplaceWork { background, seed: None }),
            inputs: files.iter().map(input).collect(),
            key_owner: None,
        }
    }

    #[tokio::test]
    async fn files_stand_where_their_slots_were() {
        let large: Vec<u8> = (0..PIECE_BYTES * 2 + 5).map(|index| (index % 251) as u8).collect();
        let slots = Slots::new(&submission(&[b"one", &large]));
        let value = json!({"a": slots.of(1), "b": [slots.of(0), slots.of(7)], "c": "file-"});
        let (media_type, text) = text(Body::Json(value, slots.clone())).await;
        let expected = json!({"a": BASE64_STANDARD.encode(&large), "b": ["b25l", slots.of(7)], "c": "file-"});
        assert_eq!(media_type, "application/json");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }

    #[tokio::test]
    async fn a_form_is_as_browsers_write_it() {
        let file = submission(&[b"pixels"]).inputs.remove(0);
        let (media_type, text) =
            text(Body::Form(vec![Part::Text("prompt".into(), "a fox".into()), Part::File("image", file)]))
                .await;
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na fox\r\n--{boundary}\r\n\
             Content-Disposition: form-data; name=\"image\"; filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\
             \r\npixels\r\n--{boundary}--\r\n"
        );
        assert_eq!(text, expected);
    }
}
