//! ElevenLabs' answers → ours.

use domain::time::Millis;
use serde_json::{Value, json};

use super::{captions, models};
use crate::{
    CAPTIONS, Fault, FaultClass,
    direct::{
        spool::Held,
        vendor::{Made, Piece, fault, file_at},
    },
    http::{Answer, retry_after_ms},
};

/// What kind of fault an error is. The code says more than the status: an empty balance is a 401 as a wrong key is.
pub(super) fn class(answer: &Answer, now: Millis) -> FaultClass {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let detail = &body["detail"];
    let code = detail["status"].as_str().or_else(|| detail["code"].as_str()).unwrap_or_default();
    match code {
        "quota_exceeded" | "payment_required" => return FaultClass::OutOfCredit,
        "content_against_policy" | "moderation_refused" => return FaultClass::Refused,
        _ => {}
    }
    match answer.status.as_u16() {
        401 | 403 => FaultClass::Unauthorised,
        402 => FaultClass::OutOfCredit,
        429 => FaultClass::RateLimited { retry_after_ms: retry_after_ms(&answer.headers, now) },
        408 | 409 | 425 | 500..=599 => FaultClass::Unavailable,
        _ => FaultClass::Invalid,
    }
}

/// The field that a validation error names, where it names one.
pub(super) fn field_at_fault(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let named = body["detail"][0]["loc"].as_array().and_then(|places| places.last()?.as_str());
    let named = named.or_else(|| body["detail"]["param"].as_str());
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.[]".contains(c);
    named.filter(|name| name.len() <= 60 && name.chars().all(plain)).unwrap_or_default().to_owned()
}

/// What an answer consists of: the sound, with captions beside it in its provenance.
///
/// # Errors
/// When there is no sound in it.
pub(super) fn made(held: &Held) -> Result<Made, Fault> {
    let broken = || fault("ElevenLabs", FaultClass::Broken);
    let model = models::find(&held.model_id).ok_or_else(broken)?;
    let index = file_at(&held.answer["audio_base64"], held).ok_or_else(broken)?;
    let mut told = json!({});
    if let Some(captions) = captions::captions(&held.answer) {
        told[CAPTIONS] = json!(captions);
    }
    Ok(Made { model: model.name.to_owned(), pieces: vec![Piece::File { index, kind: "audio/" }], told })
}
