//! Whether a model can do a step as it is planned, asked of its adapter before anything is priced.

use agents::Parameters;
use domain::catalog::{MediaType, Model, Operation};
use providers::{InputFile, LipsyncSpeech, LipsyncWork, SpeechWork, Submission, Work};

use crate::catalog::Offers;

/// Whether this model makes what is told, from such files and words. A model does not make every quality. Lip sync is where models differ in what they begin with: a clip or a
/// still picture, a voice or words. Elsewhere a model that does the operation does it with what its tool takes.
pub(super) fn fits(
    offers: &Offers<'_>,
    model: &Model,
    operation: Operation,
    told: &Parameters,
    inputs: &[MediaType],
) -> bool {
    if operation != Operation::Lipsync {
        return model.makes(told.quality.unwrap_or_default());
    }
    let speech = match &told.text {
        Some(text) if inputs.len() < 2 => LipsyncSpeech::Text(SpeechWork {
            text: text.clone(),
            voice: told.voice.clone(),
            language: told.language.clone(),
            speed: told.speed.unwrap_or(1.0),
        }),
        _ => LipsyncSpeech::Audio,
    };
    let trial = Submission {
        generation_id: String::new(),
        attempt_id: String::new(),
        model_id: model.id.clone(),
        work: Work::Lipsync(LipsyncWork { speech, advanced: false }),
        inputs: inputs.iter().map(|kind| stand_in(*kind)).collect(),
        key_owner: None,
    };
    offers.providers.get(&model.provider).is_some_and(|provider| provider.changes(&trial).is_ok())
}

/// A file of this kind without content: what it will be is not made yet.
fn stand_in(kind: MediaType) -> InputFile {
    let (media_type, filename) = match kind {
        MediaType::Image => ("image/png", "input.png"),
        MediaType::Video => ("video/mp4", "input.mp4"),
        MediaType::Audio => ("audio/mpeg", "input.mp3"),
        MediaType::Text => ("text/plain", "input.txt"),
    };
    InputFile::new(media_type, filename, Vec::new())
}
