//! A form with a file, as browsers send one (RFC 7578).

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::InputFile;

/// The media type and body of a form: the fields first, the file last under the name `file_field`.
pub(crate) fn form(fields: &[(&str, &str)], file_field: &str, file: &InputFile) -> (String, Bytes) {
    // Nothing that is sent can hold it: the hash of the file stands in it.
    let hash = Sha256::digest(&file.bytes);
    let boundary =
        hash.iter().take(12).fold(String::from("marty-"), |text, byte| format!("{text}{byte:02x}"));
    let plain = |text: &str| text.replace(['\r', '\n', '"'], "_");
    let mut body = Vec::with_capacity(file.bytes.len() + 4_096);
    for (name, value) in fields {
        let name = plain(name);
        let part =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let (name, media_type) = (plain(&file.filename), plain(&file.media_type));
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{file_field}\"; filename=\"{name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(&file.bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_comes_last_and_no_name_breaks_out_of_its_part() {
        let file = InputFile {
            media_type: "image/png".into(),
            filename: "a\"\r\nx.png".into(),
            bytes: b"PNG".to_vec().into(),
        };
        let (media_type, body) = form(&[("key", "k"), ("policy", "7")], "file", &file);
        let boundary = media_type.rsplit_once('=').unwrap().1.to_owned();
        let text = String::from_utf8(body.to_vec()).unwrap();
        let parts: Vec<_> = text.split(&format!("--{boundary}")).collect();
        assert_eq!(parts.len(), 5, "{text}");
        assert!(parts[1].contains("name=\"key\"\r\n\r\nk\r\n") && parts[2].ends_with("\r\n\r\n7\r\n"));
        assert!(parts[3].contains("filename=\"a___x.png\"\r\n") && parts[3].ends_with("\r\n\r\nPNG\r\n"));
        assert_eq!(parts[4], "--\r\n");
    }
}
