//! Gemini's answers, and every way in which it says no.

use super::*;
use crate::direct::any_answer::held;

fn made_of(model: &str, answer: &Value) -> Result<Vec<Piece>, FaultClass> {
    made(&held(model, answer.clone(), 2)).map(|made| made.pieces).map_err(|fault| fault.class)
}

fn candidate(parts: &Value, reason: &str) -> Value {
    json!({ "candidates": [{ "content": { "role": "model", "parts": parts }, "finishReason": reason }] })
}

#[test]
fn pictures_are_taken_and_drafts_are_not() {
    let picture =
        |index: u64| json!({ "inlineData": { "mimeType": "image/png", "data": { "file": index } } });
    let mut draft = picture(0);
    draft["thought"] = true.into();
    let answer = candidate(&json!([draft, { "text": "Here:" }, picture(1)]), "STOP");
    assert_eq!(made_of("gemini-3-pro-image", &answer), Ok(vec![Piece::File { index: 1, kind: "image/" }]));
}

#[test]
fn every_way_of_saying_no_is_a_refusal() {
    let model = "gemini-3.1-flash-image";
    let refused = Err(FaultClass::Refused);
    assert_eq!(made_of(model, &json!({ "promptFeedback": { "blockReason": "SAFETY" } })), refused);
    for reason in ["IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_RECITATION", "STOP"] {
        let silent = json!({ "candidates": [{ "finishReason": reason }] });
        assert_eq!(made_of(model, &silent), refused, "{reason}");
    }
    assert_eq!(made_of(model, &candidate(&json!([{ "text": "I can't draw that." }]), "STOP")), refused);
    for broken in [
        json!(null),
        json!([]),
        json!({}),
        candidate(&json!([]), "NO_IMAGE"),
        candidate(&json!([]), "MALFORMED_RESPONSE"),
    ] {
        assert_eq!(made_of(model, &broken), Err(FaultClass::Broken), "{broken}");
    }
    // A picture that is none is no refusal.
    let unreadable = candidate(&json!([{ "inlineData": { "mimeType": "image/png", "data": null } }]), "STOP");
    assert_eq!(made_of(model, &unreadable), Err(FaultClass::Broken));
}

#[test]
fn the_rate_of_samples_is_in_their_type() {
    let piece = |media_type: &str| {
        let part = json!([{ "inlineData": { "mimeType": media_type, "data": { "file": 0 } } }]);
        made_of("gemini-3.8-flash-tts", &candidate(&part, "STOP")).unwrap().remove(0)
    };
    assert_eq!(piece("audio/L16;codec=pcm;rate=16000"), Piece::Samples { index: 0, rate: 16_000 });
    assert_eq!(piece("audio/L16;codec=pcm;rate=999999999999"), Piece::Samples { index: 0, rate: 24_000 });
    assert_eq!(piece("audio/wav"), Piece::File { index: 0, kind: "audio/" });
}

#[test]
fn interactions_end_only_where_they_say_so() {
    let clip = |content: Value| json!({ "status": "completed", "steps": [{ "type": "thought" }, { "type": "model_output", "content": content }] });
    let at = clip(json!([{ "type": "video", "uri": "https://x.example/a", "mime_type": "video/mp4" }]));
    assert_eq!(going(&at), Going::Done(Clip::At("https://x.example/a".into())));
    let class = |answer: &Value| match going(answer) {
        Going::Over(fault) => Some(fault.class),
        _ => None,
    };
    assert_eq!(
        class(&clip(json!([{ "type": "text", "text": "I cannot make that." }]))),
        Some(FaultClass::Refused)
    );
    assert_eq!(class(&json!({ "status": "completed" })), Some(FaultClass::Refused));
    assert_eq!(class(&json!({ "status": "failed" })), Some(FaultClass::Broken));
    let blocked = json!({ "status": "failed", "errors": [{ "code": "invalid_request", "message": "Blocked by our safety filters." }] });
    assert_eq!(class(&blocked), Some(FaultClass::Refused));
    for on in ["queued", "in_progress", "requires_action", "something_new"] {
        assert!(matches!(going(&json!({ "status": on })), Going::On(_)), "{on}");
    }
    assert_eq!(going(&json!({ "status": 7 })), Going::Unreadable);
}

#[test]
fn an_interaction_is_named_by_what_can_stand_in_an_address() {
    assert_eq!(interaction_id(&json!({ "id": "v1_Chd-x_9" })), Some("v1_Chd-x_9"));
    for wrong in [json!({ "id": "../files" }), json!({ "id": "" }), json!({ "id": 7 }), json!(null)] {
        assert_eq!(interaction_id(&wrong), None, "{wrong}");
    }
}
