//! Forms that come in, taken apart (RFC 7578).

use bytes::Bytes;

/// A part of a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) filename: String,
    pub(crate) content: Bytes,
}

/// The parts of a form; `None` when it is not a whole one.
pub(crate) fn parts(content_type: &str, body: &Bytes) -> Option<Vec<Part>> {
    let (_, boundary) = content_type.split_once("boundary=")?;
    let find = |from: usize, what: &[u8]| {
        body.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let line = format!("--{boundary}");
    let mut found = Vec::new();
    let mut at = find(0, line.as_bytes())? + line.len();
    while !body.get(at..at + 2)?.eq(b"--") {
        let head = find(at, b"\r\n\r\n")?;
        let text = String::from_utf8_lossy(&body[at..head]).into_owned();
        let value = |name: &str| {
            let rest = text.split_once(&format!(" {name}=\""))?.1;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let end = find(head, format!("\r\n{line}").as_bytes())?;
        let (name, filename) = (value("name")?, value("filename").unwrap_or_default());
        found.push(Part { name, filename, content: body.slice(head + 4..end) });
        at = end + 2 + line.len();
    }
    Some(found)
}
