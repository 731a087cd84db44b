//! Work on pictures that are there, as the studio takes it.

use studio::{Backdrop, Change, EditRequest};

use crate::{Background, Fault, FaultClass, InputFile, Submission, Work};

/// Translates work on a picture.
///
/// # Errors
/// [`FaultClass::Invalid`] when the studio has no way to do it, or the picture is missing.
pub(super) fn request(submission: &Submission) -> Result<EditRequest, Fault> {
    let invalid = |message: String| Fault { class: FaultClass::Invalid, message };
    let second = || submission.inputs.get(1).map(picture).transpose();
    let (change, seed) = match &submission.work {
        Work::StyleTransfer(work) => {
            let (style, words) = (work.style.clone(), work.prompt.clone());
            let strength = work.strength.map(|strength| strength as f32);
            (Change::Restyle { style, words, strength, example: second()? }, None)
        }
        Work::Upscale(work) => (Change::Upscale(work.factor), None),
        Work::BackgroundRemove => (Change::RemoveBackground, None),
        Work::BackgroundReplace(work) => {
            let backdrop = match (second()?, &work.background) {
                (Some(file), _) => Backdrop::Picture(file),
                (None, Background::Prompt(words)) => Backdrop::Words(words.clone()),
                (None, Background::Colour(colour)) => Backdrop::Colour(*colour),
            };
            (Change::ReplaceBackground(backdrop), work.seed)
        }
        Work::Describe(work) => (Change::Describe(work.question.clone()), None),
        Work::Edit(work) => {
            let shape = work.size.map(|size| size.width as f32 / size.height.max(1) as f32);
            let words = work.prompt.clone();
            (Change::ByWords { words, strength: work.strength as f32, shape }, work.seed)
        }
        other => return Err(invalid(format!("The local studio has no way to do {}.", other.operation()))),
    };
    let first = submission.inputs.first().ok_or_else(|| invalid("There is no picture to work on.".into()))?;
    Ok(EditRequest { picture: picture(first)?, change, seed: seed.unwrap_or_default() })
}

/// A file's bytes, for what is decoded here.
pub(super) fn read(file: &InputFile) -> Result<Vec<u8>, Fault> {
    let unreadable = |error| {
        tracing::error!(%error, "a file could not be read");
        Fault { class: FaultClass::Broken, message: format!("{} could not be read.", file.filename) }
    };
    Ok(file.content.bytes_now().map_err(unreadable)?.to_vec())
}

pub(super) fn picture(file: &InputFile) -> Result<Vec<u8>, Fault> {
    if file.media_type.starts_with("image/") {
        return read(file);
    }
    let message = format!("{} is not a picture.", file.filename);
    Err(Fault { class: FaultClass::Invalid, message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BackgroundReplaceWork, FaceRestoreWork, StyleTransferWork};

    fn submission(work: Work, media_types: &[&str]) -> Submission {
        let file = |media_type: &&str| InputFile::new(media_type, "a file", media_type.as_bytes().to_vec());
        Submission {
            generation_id: "gen_1".into(),
            attempt_id: "one".into(),
            model_id: "local-studio".into(),
            work,
            inputs: media_types.iter().map(file).collect(),
            key_owner: None,
        }
    }

    #[test]
    fn a_second_picture_is_the_example_or_the_background() {
        let restyle = StyleTransferWork { style: "auto".into(), prompt: String::new(), strength: Some(0.4) };
        let with = request(&submission(Work::StyleTransfer(restyle), &["image/png", "image/jpeg"])).unwrap();
        assert!(
            matches!(with.change, Change::Restyle { example: Some(file), strength: Some(0.4), .. } if file == b"image/jpeg")
        );
        let behind = BackgroundReplaceWork { background: Background::Prompt("a lake".into()), seed: Some(3) };
        let told = submission(Work::BackgroundReplace(behind.clone()), &["image/png"]);
        let told = request(&told).unwrap();
        assert!(
            matches!(told.change, Change::ReplaceBackground(Backdrop::Words(words)) if words == "a lake")
        );
        let brought = submission(Work::BackgroundReplace(behind), &["image/png", "image/png"]);
        let brought = request(&brought).unwrap();
        assert!(matches!(brought.change, Change::ReplaceBackground(Backdrop::Picture(_))));
        assert_eq!(brought.seed, 3);
    }

    #[test]
    fn what_is_missing_or_no_picture_is_said() {
        for (work, media_types) in [
            (Work::BackgroundRemove, &[][..]),
            (Work::BackgroundRemove, &["video/mp4"]),
            (Work::FaceRestore(FaceRestoreWork::default()), &["image/png"]),
        ] {
            assert_eq!(request(&submission(work, media_types)).unwrap_err().class, FaultClass::Invalid);
        }
    }
}
