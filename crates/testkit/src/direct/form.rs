//! Reads `multipart/form-data` as browsers and SDKs write it.

use bytes::Bytes;

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The file's name, where it is a file.
    pub filename: Option<String>,
    /// What the file is said to be.
    pub media_type: Option<String>,
    /// The content.
    pub content: Bytes,
}

/// The parts of a form; `None` when it is none.
#[must_use]
pub fn parts(content_type: &str, body: &Bytes) -> Option<Vec<Part>> {
    let boundary =
        content_type.strip_prefix("multipart/form-data")?.split_once("boundary=")?.1.trim_matches('"');
    let line = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut at = find(body, line.as_bytes())? + line.len();
    loop {
        let rest = body.slice(at..);
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let head_end = find(&rest, b"\r\n\r\n")?;
        let end = find(&rest, format!("\r\n{line}").as_bytes())?;
        let head = std::str::from_utf8(&rest[..head_end]).ok()?;
        let content = rest.slice(head_end + 4..end.max(head_end + 4));
        let field = |name: &str| {
            let value = head.split_once(&format!("; {name}=\""))?.1;
            Some(value.split_once('"')?.0.to_owned())
        };
        let typed = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-type").then(|| value.trim().to_owned())
        });
        parts.push(Part { name: field("name")?, filename: field("filename"), media_type: typed, content });
        at += end + 2 + line.len();
    }
}

fn find(text: &[u8], token: &[u8]) -> Option<usize> {
    text.windows(token.len()).position(|window| window == token)
}
