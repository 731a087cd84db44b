//! What a step consumes, read from what its tool is told: the units that vendors charge for.

use agents::{Parameters, Variant};
use domain::{
    catalog::{Measure, Model, Operation},
    money::Ratio,
};

/// Seconds of a clip when nobody says.
pub const CLIP_SECONDS: u32 = 5;
/// How long a spoken word takes, in milliseconds: 150 words a minute.
const WORD_MS: u64 = 400;

/// What the model's vendor charges, in millionths of a US dollar. A model whose cost nobody knows is not
/// offered; it counts as free here.
#[must_use]
pub fn cost(operation: Operation, told: &Parameters, model: &Model) -> Ratio {
    let cost = model.cost.as_ref().map(|cost| cost.usd_micros(&measure(operation, told, model)));
    cost.unwrap_or(Ratio::whole(0))
}

fn measure(operation: Operation, told: &Parameters, model: &Model) -> Measure {
    let quality = told.quality.unwrap_or_default();
    let advanced = told.variant == Some(Variant::Advanced);
    let mut measure = Measure { images: 1, quality, advanced, ..Measure::default() };
    match operation {
        Operation::TextToVideo | Operation::ImageToVideo => {
            let asked = told.duration_seconds.unwrap_or(CLIP_SECONDS);
            let offered = model.parameters.get("duration_seconds");
            let seconds = offered.map_or(asked, |limit| limit.nearest(asked));
            measure.milliseconds = Some(u64::from(seconds) * 1_000);
        }
        Operation::Voiceover | Operation::Lipsync => {
            let text = told.text.as_deref();
            let spoken =
                if operation == Operation::Voiceover { text.or(told.prompt.as_deref()) } else { text };
            measure.characters = spoken.map(|text| text.chars().count() as u64);
            measure.milliseconds = spoken.map(|text| spoken_ms(text, told.speed));
        }
        _ => {
            let ratio = told.aspect_ratio.unwrap_or_default();
            measure.pixels = model.size(ratio, quality).map(domain::catalog::PixelSize::pixels);
        }
    }
    measure
}

/// How long a text takes to say. Speed is a ratio of the words' own; in hundredths, so that nothing is lost.
fn spoken_ms(text: &str, speed: Option<f64>) -> u64 {
    let words = text.split_whitespace().count() as u64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 25 to 400")]
    let hundredths = (speed.unwrap_or(1.0).clamp(0.25, 4.0) * 100.0).round() as u64;
    (words * WORD_MS * 100).div_ceil(hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(id: &str, operation: Operation) -> Model {
        crate::catalog::load("").unwrap().model(id, operation).unwrap().clone()
    }

    #[test]
    fn a_picture_is_measured_by_the_size_it_gets() {
        let model = model("local-studio-scene", Operation::TextToImage);
        let told = Parameters {
            quality: Some(domain::pricing::Quality::High),
            aspect_ratio: Some(domain::catalog::AspectRatio::Wide),
            ..Parameters::default()
        };
        let measure = measure(Operation::TextToImage, &told, &model);
        assert_eq!(measure.pixels, Some(2016 * 1134));
        assert_eq!(measure.quality, domain::pricing::Quality::High);
    }

    #[test]
    fn a_clip_is_measured_by_the_length_its_model_makes() {
        let model = model("fal-kling-2.5-turbo-pro", Operation::TextToVideo);
        for (asked, made) in [(None, 5_000), (Some(1), 5_000), (Some(8), 10_000), (Some(15), 10_000)] {
            let told = Parameters { duration_seconds: asked, ..Parameters::default() };
            assert_eq!(measure(Operation::TextToVideo, &told, &model).milliseconds, Some(made), "{asked:?}");
        }
    }

    #[test]
    fn speech_is_measured_by_its_characters_and_words() {
        let model = model("fal-kokoro", Operation::Voiceover);
        let told =
            Parameters { text: Some("Grüße aus Köln".into()), speed: Some(1.5), ..Parameters::default() };
        let measure = measure(Operation::Voiceover, &told, &model);
        assert_eq!((measure.characters, measure.milliseconds), (Some(14), Some(800)));
    }
}
