//! Clips, and faces that speak, as the studio takes them.

use studio::{ClipRequest, ClipSource, LipsyncRequest, Said};

use super::{
    edits::{picture, read},
    speech,
};
use crate::{Fault, FaultClass, LipsyncSpeech, LipsyncWork, Submission, VideoWork};

/// Translates work on a clip.
///
/// # Errors
/// [`FaultClass::Invalid`] when the picture it starts from is missing or is none.
pub(super) fn request(submission: &Submission, work: &VideoWork) -> Result<ClipRequest, Fault> {
    let source = match (work.from_picture, submission.inputs.first()) {
        (false, _) => ClipSource::Words,
        (true, Some(file)) => ClipSource::Picture(picture(file)?),
        (true, None) => {
            let message = "There is no picture to animate.".to_owned();
            return Err(Fault { class: FaultClass::Invalid, message });
        }
    };
    // A sound among the files plays with the clip.
    let sound = submission.inputs.iter().find(|file| file.media_type == "audio/wav");
    Ok(ClipRequest {
        prompt: work.prompt.clone(),
        source,
        duration_ms: work.duration_ms,
        rate: None,
        strength: work.motion_strength as f32,
        size: work.size.map(|size| [size.width, size.height]),
        sound: sound.map(read).transpose()?,
        seed: work.seed.unwrap_or_default(),
    })
}

/// Translates a face that speaks.
///
/// # Errors
/// [`FaultClass::Invalid`] when the face or the sound is missing, or the face is no picture.
pub(super) fn lipsync(submission: &Submission, work: &LipsyncWork) -> Result<LipsyncRequest, Fault> {
    let invalid = |message: &str| Fault { class: FaultClass::Invalid, message: message.to_owned() };
    let face = submission.inputs.first().ok_or_else(|| invalid("There is no face to make speak."))?;
    if face.media_type.starts_with("video/") {
        return Err(invalid(
            "The local studio makes faces in pictures speak, not in videos. Send a picture of the face.",
        ));
    }
    let said = match &work.speech {
        LipsyncSpeech::Text(work) => Said::Text(speech(work)),
        LipsyncSpeech::Audio => {
            let sound = submission.inputs.iter().find(|file| file.media_type.starts_with("audio/"));
            let sound = sound.ok_or_else(|| invalid("There is neither a sound nor a text to be said."))?;
            Said::Recording(read(sound)?)
        }
    };
    Ok(LipsyncRequest { picture: picture(face)?, speech: said, advanced: work.advanced })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InputFile, Size, Work};

    fn submission(from_picture: bool, media_types: &[&str]) -> (Submission, VideoWork) {
        let work = VideoWork {
            prompt: "animate it".into(),
            duration_ms: 4_000,
            motion_strength: 0.6,
            size: Some(Size { width: 1280, height: 720 }),
            from_picture,
            seed: Some(9),
        };
        let file = |media_type: &&str| InputFile::new(media_type, "a file", media_type.as_bytes().to_vec());
        let submission = Submission {
            generation_id: "gen_1".into(),
            attempt_id: "one".into(),
            model_id: "local-studio-clip".into(),
            work: Work::Video(work.clone()),
            inputs: media_types.iter().map(file).collect(),
            key_owner: None,
        };
        (submission, work)
    }

    #[test]
    fn a_picture_is_animated_and_a_sound_beside_it_plays() {
        let (told, work) = submission(true, &["image/png", "audio/wav"]);
        let request = request(&told, &work).unwrap();
        assert!(matches!(request.source, ClipSource::Picture(file) if file == b"image/png"));
        assert_eq!(request.sound.as_deref(), Some(&b"audio/wav"[..]));
        assert_eq!((request.duration_ms, request.size, request.seed), (4_000, Some([1280, 720]), 9));
    }

    #[test]
    fn a_face_speaks_a_text_or_the_sound_beside_it() {
        let said = |speech: LipsyncSpeech, media_types: &[&str]| {
            let (told, _) = submission(true, media_types);
            lipsync(&told, &LipsyncWork { speech, advanced: true })
        };
        let text = || {
            let speed = 1.0;
            LipsyncSpeech::Text(crate::SpeechWork {
                text: "Hello".into(),
                voice: None,
                language: None,
                speed,
            })
        };
        let request = said(text(), &["image/png"]).unwrap();
        assert!(matches!(request.speech, Said::Text(speech) if speech.text == "Hello") && request.advanced);
        let request = said(LipsyncSpeech::Audio, &["image/png", "audio/mpeg"]).unwrap();
        assert!(matches!(request.speech, Said::Recording(file) if file == b"audio/mpeg"));
        for (speech, media_types) in
            [(LipsyncSpeech::Audio, &["image/png"][..]), (text(), &[]), (text(), &["video/mp4"])]
        {
            assert_eq!(said(speech, media_types).unwrap_err().class, FaultClass::Invalid);
        }
    }

    #[test]
    fn words_need_no_file_and_a_missing_picture_is_said() {
        let (told, work) = submission(false, &[]);
        assert!(matches!(request(&told, &work).unwrap().source, ClipSource::Words));
        for media_types in [&[][..], &["audio/wav"]] {
            let (told, work) = submission(true, media_types);
            assert_eq!(request(&told, &work).unwrap_err().class, FaultClass::Invalid);
        }
    }
}
