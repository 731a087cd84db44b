//! Handing files over: small ones stand in the request itself, larger ones are uploaded first.

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Method, Url};
use serde_json::Value;

use super::{ANSWER_BYTES_MAX, Runway, map, models, unreachable_fault, wire};
use crate::{
    Fault, InputFile,
    body::{Body, Part},
    http::{CallError, Secret},
};

/// Bytes of a file that stands in a request: as text it is a third larger, and Runway takes 5 MB of that.
const INLINE_BYTES_MAX: u64 = 3 * 1024 * 1024;
/// Bytes of one file that Runway takes at all.
const INPUT_BYTES_MAX: u64 = 200 * 1000 * 1000;

impl Runway {
    /// What stands for a file in a request.
    pub(super) async fn hand_over(&self, secret: &Secret, input: &InputFile) -> Result<String, Fault> {
        if input.content.length() > INPUT_BYTES_MAX {
            return Err(models::invalid("The file is larger than the 200 MB that can be handed to Runway."));
        }
        if input.content.length() <= INLINE_BYTES_MAX {
            let bytes = input.content.bytes().await.map_err(|error| unreachable_fault(&error.to_string()))?;
            return Ok(format!("data:{};base64,{}", input.media_type, BASE64_STANDARD.encode(&bytes)));
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
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let field = |(name, value): (&String, &Value)| Part::Text(name.clone().into(), text(value));
        let mut parts: Vec<_> = place.fields.iter().map(field).collect();
        parts.push(Part::File("file", input.clone()));
        let put = self.shared.client.post_form(target, Body::Form(parts)).await.map_err(lost)?;
        match put.status.is_success() {
            true => Ok(place.runway_uri),
            false => Err(unreachable_fault("the storage did not take a file")),
        }
    }
}
