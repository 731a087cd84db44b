//! What is sent: JSON or a form, with files in their places, in pieces.
//!
//! Files travel from where they are: base64 is made piece by piece while the call is sent, so that a call takes no
//! more memory than its files already do.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::stream;
use reqwest::{RequestBuilder, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{InputFile, Submission};

/// Bytes of a file that are encoded at once; a multiple of three, so that pieces join without padding.
const ENCODE_AT: usize = 48 * 1024;

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
    Text(&'static str, String),
    /// A name and a file.
    File(&'static str, InputFile),
}

/// Places for files in JSON.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    salt: String,
    files: Vec<Bytes>,
}

impl Slots {
    /// Places for the files of a submission.
    pub(crate) fn new(submission: &Submission) -> Slots {
        // Nobody who writes a prompt knows the hash of an attempt that does not exist yet.
        let digest = Sha256::digest(submission.attempt_id.as_bytes());
        let salt = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Slots { salt, files: submission.inputs.iter().map(|input| input.bytes.clone()).collect() }
    }

    /// The text that stands for the file with this index.
    pub(crate) fn of(&self, index: usize) -> String {
        format!("file-{}-{index}", self.salt)
    }
}

/// What a body is made of.
enum Piece {
    Plain(Bytes),
    Encoded(Bytes),
}

impl Piece {
    fn length(&self) -> usize {
        match self {
            Piece::Plain(bytes) => bytes.len(),
            Piece::Encoded(bytes) => bytes.len().div_ceil(3) * 4,
        }
    }

    fn chunks(self) -> Box<dyn Iterator<Item = Bytes> + Send> {
        match self {
            Piece::Plain(bytes) => Box::new(std::iter::once(bytes)),
            Piece::Encoded(bytes) => Box::new((0..bytes.len()).step_by(ENCODE_AT).map(move |at| {
                let end = bytes.len().min(at + ENCODE_AT);
                BASE64_STANDARD.encode(&bytes[at..end]).into()
            })),
        }
    }
}

impl Body {
    /// Puts the body into a call, with its length and type.
    pub(crate) fn into_call(self, call: RequestBuilder) -> RequestBuilder {
        let (media_type, pieces) = self.pieces();
        let length: usize = pieces.iter().map(Piece::length).sum();
        let chunks = pieces.into_iter().flat_map(Piece::chunks).map(Ok::<_, std::convert::Infallible>);
        let body = reqwest::Body::wrap_stream(stream::iter(chunks));
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
        pieces.push(Piece::Plain(rest.slice(..at)));
        pieces.push(Piece::Encoded(file.clone()));
        rest = rest.slice(at + token.len() + length..);
        from = 0;
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

fn find(text: &[u8], token: &[u8]) -> Option<usize> {
    text.windows(token.len()).position(|window| window == token)
}

fn form(parts: Vec<Part>) -> (String, Vec<Piece>) {
    let boundary = boundary(&parts);
    let mut pieces = Vec::with_capacity(parts.len() * 2 + 1);
    let plain = |text: String| Piece::Plain(text.into());
    for part in parts {
        match part {
            Part::Text(name, value) => pieces.push(plain(format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ))),
            Part::File(name, file) => {
                let (filename, media_type) = (quoted(&file.filename), &file.media_type);
                pieces.push(plain(format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\n\
                     Content-Type: {media_type}\r\n\r\n"
                )));
                pieces.push(Piece::Plain(file.bytes));
                pieces.push(plain("\r\n".to_owned()));
            }
        }
    }
    pieces.push(plain(format!("--{boundary}--\r\n")));
    (format!("multipart/form-data; boundary={boundary}"), pieces)
}

/// A line that stands in no part: the hash of all of them.
fn boundary(parts: &[Part]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        match part {
            Part::Text(name, value) => {
                hash.update(name);
                hash.update(value);
            }
            Part::File(name, file) => {
                hash.update(name);
                hash.update(&file.bytes);
            }
        }
    }
    hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

/// A file's name as forms write it (WHATWG HTML, multipart/form-data encoding algorithm).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{BackgroundReplaceWork, Work};

    fn text(body: Body) -> (String, String) {
        let (media_type, pieces) = body.pieces();
        let length: usize = pieces.iter().map(Piece::length).sum();
        let bytes: Vec<u8> = pieces.into_iter().flat_map(Piece::chunks).flatten().collect();
        assert_eq!(bytes.len(), length, "the length is told before");
        (media_type, String::from_utf8(bytes).unwrap())
    }

    fn submission(files: &[&[u8]]) -> Submission {
        let input = |bytes: &&[u8]| InputFile {
            media_type: "image/png".into(),
            filename: "a \"b\".png".into(),
            bytes: Bytes::copy_from_slice(bytes),
        };
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

    #[test]
    fn files_stand_where_their_slots_were() {
        let large: Vec<u8> = (0..ENCODE_AT * 2 + 5).map(|index| (index % 251) as u8).collect();
        let slots = Slots::new(&submission(&[b"one", &large]));
        let value = json!({"a": slots.of(1), "b": [slots.of(0), slots.of(7)], "c": "file-"});
        let (media_type, text) = text(Body::Json(value, slots.clone()));
        let expected = json!({"a": BASE64_STANDARD.encode(&large), "b": ["b25l", slots.of(7)], "c": "file-"});
        assert_eq!(media_type, "application/json");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }

    #[test]
    fn a_form_is_as_browsers_write_it() {
        let file = submission(&[b"pixels"]).inputs.remove(0);
        let (media_type, text) =
            text(Body::Form(vec![Part::Text("prompt", "a fox".into()), Part::File("image", file)]));
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na fox\r\n--{boundary}\r\n\
             Content-Disposition: form-data; name=\"image\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png\r\n\
             \r\npixels\r\n--{boundary}--\r\n"
        );
        assert_eq!(text, expected);
    }
}
