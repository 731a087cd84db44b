//! Who holds the brush.

use std::sync::Arc;

use domain::captions::{Cue, cues};
use rayon::ThreadPool;
use serde_json::json;
use studio::{
    Change, ClipRequest, EditRequest, EditResult, LipsyncRequest, PictureRequest, SpeechRequest, Studio,
    StudioError, Watch,
    speech::{Spoken, TimedWord},
};

use crate::{CAPTIONS, Output};

/// What is to be made.
#[derive(Clone, Debug)]
pub enum Job {
    /// A picture from words.
    Picture(PictureRequest),
    /// A picture that is there, changed or looked at.
    Edit(EditRequest),
    /// A text read aloud.
    Speech(SpeechRequest),
    /// A clip from words or from a picture.
    Clip(ClipRequest),
    /// A face that speaks.
    Talk(LipsyncRequest),
}

impl Job {
    /// Whether it takes the whole machine for seconds, where anything can be cut out or only people can. What does
    /// not is done beside it.
    pub(super) fn is_heavy(&self, cuts_out_anything: bool) -> bool {
        match self {
            Job::Picture(_) | Job::Clip(_) | Job::Talk(_) => true,
            Job::Edit(EditRequest { change: Change::RemoveBackground, .. }) => cuts_out_anything,
            Job::Edit(request) => request.is_heavy(),
            // A voice of the system says a minute in hundredths of a second.
            Job::Speech(_) => false,
        }
    }
}

/// Makes one result, on the thread that asks. The local studio is one; a load test that wants to measure
/// everything around the drawing brings another.
pub trait Painter: Send + Sync {
    /// Makes the result, telling `watch` how it goes and stopping when it was cancelled.
    ///
    /// # Errors
    /// [`StudioError`].
    fn paint(&self, job: &Job, watch: &dyn Watch) -> Result<Output, StudioError>;

    /// Whether anything can be cut out, which takes seconds, and not only people, which does not.
    fn cuts_out_anything(&self) -> bool {
        false
    }
}

/// The local studio, drawing on a pool of its own.
pub(super) struct StudioPainter {
    pub(super) studio: Studio,
    pub(super) pool: Arc<ThreadPool>,
}

impl Painter for StudioPainter {
    fn paint(&self, job: &Job, watch: &dyn Watch) -> Result<Output, StudioError> {
        self.pool.install(|| match job {
            Job::Picture(request) => self.picture(request, watch),
            Job::Edit(request) => self.edit(request, watch),
            Job::Speech(request) => self.speech(request, watch),
            Job::Clip(request) => self.clip(request, watch),
            Job::Talk(request) => self.talk(request, watch),
        })
    }

    fn cuts_out_anything(&self) -> bool {
        self.studio.cuts_out_anything()
    }
}

impl StudioPainter {
    fn picture(&self, request: &PictureRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        let picture = self.studio.make_picture(request, watch)?;
        let bytes = picture.encode_png()?;
        let provenance = serde_json::json!({
            "scene": picture.scene,
            "style": picture.style.id(),
            "seed": request.seed,
            "width": picture.width,
            "height": picture.height,
        });
        Ok(Output {
            content: bytes.into(),
            poster: None,
            media_type: "image/png".into(),
            description: picture.description,
            warnings: picture.warnings,
            made_by: picture.made_by,
            provenance,
        })
    }

    fn speech(&self, request: &SpeechRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        self.studio.speak(request, watch).map(heard)
    }

    fn clip(&self, request: &ClipRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        let clip = self.studio.animate(request, watch)?;
        Ok(Output {
            content: clip.mp4.into(),
            poster: Some(clip.poster.into()),
            media_type: "video/mp4".into(),
            description: clip.description,
            warnings: clip.warnings,
            made_by: clip.made_by,
            provenance: clip.provenance,
        })
    }

    fn talk(&self, request: &LipsyncRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        let talk = self.studio.talk(request, watch)?;
        let mut provenance = talk.provenance;
        if !talk.words.is_empty() {
            provenance[CAPTIONS] = json!(captions(talk.words));
        }
        Ok(Output {
            content: talk.mp4.into(),
            poster: Some(talk.poster.into()),
            media_type: "video/mp4".into(),
            description: talk.description,
            warnings: talk.warnings,
            made_by: talk.made_by,
            provenance,
        })
    }

    fn edit(&self, request: &EditRequest, watch: &dyn Watch) -> Result<Output, StudioError> {
        let edited = self.studio.edit(request, watch)?;
        let (content, media_type) = match edited.result {
            EditResult::Words(words) => (words.into_bytes(), "text/plain"),
            EditResult::Painted(picture) => (picture.encode_png()?, "image/png"),
            EditResult::Picture(photo) => {
                (photo.encode_png(&edited.made_by, &edited.description)?, "image/png")
            }
        };
        Ok(Output {
            content: content.into(),
            poster: None,
            media_type: media_type.into(),
            description: edited.description,
            warnings: edited.warnings,
            made_by: edited.made_by,
            provenance: edited.provenance,
        })
    }
}

/// Words with their times as captions, sentence by sentence.
fn captions(words: Vec<TimedWord>) -> Vec<Cue> {
    let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    let words = words.into_iter();
    cues(words.map(|word| Cue { text: word.text, start_ms: ms(word.start_ms), end_ms: ms(word.end_ms) }))
}

/// What was read aloud, with captions where every voice's captions stand: the server keeps them as files beside it.
fn heard(spoken: Spoken) -> Output {
    let mut provenance = spoken.provenance;
    provenance[CAPTIONS] = json!(captions(spoken.words));
    Output {
        content: spoken.wav.into(),
        poster: None,
        media_type: "audio/wav".into(),
        description: spoken.description,
        warnings: spoken.warnings,
        made_by: spoken.made_by,
        provenance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_aloud_has_captions_by_sentence() {
        let word = |text: &str, start_ms, end_ms| TimedWord { text: text.into(), start_ms, end_ms };
        let spoken = Spoken {
            wav: vec![1, 2],
            duration_ms: 2_000,
            words: vec![word("It", 0, 200), word("rains.", 250, 700), word("Again.", 1_000, 1_900)],
            description: "It rains.".into(),
            warnings: vec!["slower".into()],
            made_by: "a voice".into(),
            provenance: json!({ "operation": "voiceover" }),
        };
        let heard = heard(spoken);
        let cue = |text: &str, start_ms, end_ms| Cue { text: text.into(), start_ms, end_ms };
        assert_eq!(heard.captions(), [cue("It rains.", 0, 700), cue("Again.", 1_000, 1_900)]);
        assert_eq!((heard.provenance["operation"].as_str(), heard.warnings.len()), (Some("voiceover"), 1));
    }
}
