//! Handing files over: small ones stand in the request itself, larger ones are uploaded first.

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Method, Url};
use sha2::{Digest, Sha256};

use super::{ANSWER_BYTES_MAX, Runway, map, models, unreachable_fault, wire};
use crate::{
    Fault, InputFile,
    http::{CallError, Secret},
};

/// Bytes of a file that stands in a request: as text it is a third larger, and Runway takes 5 MB of that.
const INLINE_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Bytes of one file that Runway takes at all.
const INPUT_BYTES_MAX: usize = 200 * 1000 * 1000;

impl Runway {
    /// What stands for a file in a request.
    pub(super) async fn hand_over(&self, secret: &Secret, input: &InputFile) -> Result<String, Fault> {
        if input.bytes.len() > INPUT_BYTES_MAX {
            return Err(models::invalid("The file is larger than the 200 MB that can be handed to Runway."));
        }
        if input.bytes.len() <= INLINE_BYTES_MAX {
            return Ok(format!("data:{};base64,{}", input.media_type, BASE64_STANDARD.encode(&input.bytes)));
        }
        let lost = |error: CallError| unreachable_fault(&error.to_string());
        let place = wire::UploadRequest { filename: &input.filename, kind: "ephemeral" };
        let call = self.shared.call(Method::POST, "v1/uploads", secret)?.json(&place);
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await.map_err(lost)?;
        if !answer.status.is_success() {
            return Err(map::fault(&answer, self.now()));
        }
        let unreadable = || unreachable_fault("the storage named no place for a file");
        let place: wire::UploadPlace = serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
        let target = Url::parse(&place.upload_url).map_err(|_| unreadable())?;
        let (media_type, body) = form(&place, input);
        let put = self.shared.client.post_form(target, &media_type, body).await.map_err(lost)?;
        match put.status.is_success() {
            true => Ok(place.runway_uri),
            false => Err(unreachable_fault("the storage did not take a file")),
        }
    }
}

/// The form that the storage wants: its own fields first, the file last (RFC 7578).
fn form(place: &wire::UploadPlace, input: &InputFile) -> (String, bytes::Bytes) {
    // Nothing that is sent can hold it: the hash of the file stands in it.
    let hash = Sha256::digest(&input.bytes);
    let boundary =
        hash.iter().take(12).fold(String::from("marty-"), |text, byte| format!("{text}{byte:02x}"));
    let plain = |text: &str| text.replace(['\r', '\n', '"'], "_");
    let mut body = Vec::with_capacity(input.bytes.len() + 4_096);
    for (name, value) in &place.fields {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let name = plain(name);
        let part =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let (name, media_type) = (plain(&input.filename), plain(&input.media_type));
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(&input.bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(fields: &serde_json::Value) -> wire::UploadPlace {
        let fields = fields.as_object().unwrap().clone();
        wire::UploadPlace { upload_url: String::new(), fields, runway_uri: "runway://x".into() }
    }

    #[test]
    fn the_file_comes_last_and_no_name_breaks_out_of_its_part() {
        let input = InputFile {
            media_type: "image/png".into(),
            filename: "a\"\r\nx.png".into(),
            bytes: b"PNG".to_vec().into(),
        };
        let (media_type, body) = form(&place(&json!({"key": "k", "policy": 7})), &input);
        let boundary = media_type.rsplit_once('=').unwrap().1.to_owned();
        let text = String::from_utf8(body.to_vec()).unwrap();
        let parts: Vec<_> = text.split(&format!("--{boundary}")).collect();
        assert_eq!(parts.len(), 5, "{text}");
        assert!(parts[1].contains("name=\"key\"\r\n\r\nk\r\n") && parts[2].ends_with("\r\n\r\n7\r\n"));
        assert!(parts[3].contains("filename=\"a___x.png\"\r\n") && parts[3].ends_with("\r\n\r\nPNG\r\n"));
        assert_eq!(parts[4], "--\r\n");
    }
}
