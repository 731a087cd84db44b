//! A picture changed by words: what the words ask for, what of them is not understood, and the change.
//!
//! The vocabulary is a table. Whatever is left after it and after words without weight is told as not
//! understood; when nothing is understood, nothing is made.

use serde_json::json;

use super::frame::{self, Fit};
use super::grade::{self, Grade};
use super::{Edited, Photo, USUAL_STRENGTH, changed, parameters, restyle};
use crate::scene::Steps;
use crate::{Studio, StudioError};

/// Longer phrases first: what they cover is not read again.
const GRADES: [(&str, Grade); 52] = [
    ("black and white", Grade::BlackAndWhite),
    ("golden hour", Grade::GoldenHour),
    ("less saturated", Grade::Muted),
    ("more saturated", Grade::Vivid),
    ("less contrast", Grade::Soft),
    ("more contrast", Grade::Contrast),
    ("higher contrast", Grade::Contrast),
    ("high contrast", Grade::Contrast),
    ("more colourful", Grade::Vivid),
    ("more colorful", Grade::Vivid),
    ("more light", Grade::Brighter),
    ("less light", Grade::Darker),
    ("old photo", Grade::Vintage),
    ("black white", Grade::BlackAndWhite),
    ("low sun", Grade::GoldenHour),
    ("monochrome", Grade::BlackAndWhite),
    ("grayscale", Grade::BlackAndWhite),
    ("greyscale", Grade::BlackAndWhite),
    ("moonlight", Grade::Night),
    ("midnight", Grade::Night),
    ("nighttime", Grade::Night),
    ("night", Grade::Night),
    ("sunset", Grade::GoldenHour),
    ("sunrise", Grade::GoldenHour),
    ("golden", Grade::GoldenHour),
    ("evening", Grade::GoldenHour),
    ("overcast", Grade::Overcast),
    ("cloudy", Grade::Overcast),
    ("warmer", Grade::Warmer),
    ("warm", Grade::Warmer),
    ("cooler", Grade::Cooler),
    ("colder", Grade::Cooler),
    ("cool", Grade::Cooler),
    ("sepia", Grade::Sepia),
    ("vintage", Grade::Vintage),
    ("retro", Grade::Vintage),
    ("faded", Grade::Vintage),
    ("brighter", Grade::Brighter),
    ("brighten", Grade::Brighter),
    ("lighter", Grade::Brighter),
    ("lighten", Grade::Brighter),
    ("darker", Grade::Darker),
    ("darken", Grade::Darker),
    ("contrast", Grade::Contrast),
    ("softer", Grade::Soft),
    ("vivid", Grade::Vivid),
    ("vibrant", Grade::Vivid),
    ("saturated", Grade::Vivid),
    ("colourful", Grade::Vivid),
    ("colorful", Grade::Vivid),
    ("muted", Grade::Muted),
    ("vignette", Grade::Vignette),
];

const SHAPES: [(&str, f32); 11] = [
    ("16:9", 16.0 / 9.0),
    ("9:16", 9.0 / 16.0),
    ("4:3", 4.0 / 3.0),
    ("3:4", 3.0 / 4.0),
    ("3:2", 3.0 / 2.0),
    ("2:3", 2.0 / 3.0),
    ("1:1", 1.0),
    ("square", 1.0),
    ("widescreen", 16.0 / 9.0),
    ("wider", 16.0 / 9.0),
    ("taller", 3.0 / 4.0),
];

/// Words that carry no wish of their own.
const WEIGHTLESS: &str = " a an and as at be bit by can change colour color could crop cropped cut edit effect expand \
    extend extended extra feel filter give grade have i image in into it its let like little look looking looks \
    made make me more mood much my now of on outpaint photo photograph picture please relight same see should \
    slightly so some style that the then this time to tone turn uncrop version very want was way with would you \
    your all fully strongly strong heavily lots really just but keep scene day light lighting ";

/// What words ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// Light and colour, in the order of the words.
    pub grades: Vec<Grade>,
    /// The id of a style.
    pub style: Option<String>,
    /// Width to height, and how.
    pub shape: Option<(f32, Fit)>,
    /// Words that were not understood.
    pub left: Vec<String>,
}

/// Reads a wish. Pure.
#[must_use]
pub fn understand(words: &str) -> Wish {
    let kept = words.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != ':', " ");
    let mut text = format!(" {} ", kept.split_whitespace().collect::<Vec<_>>().join(" "));
    let crops = ["crop", "cropped", "cut", "trim"].iter().any(|word| text.contains(&format!(" {word} ")));
    let style = restyle::named_in(words);
    let mut found: Vec<(usize, Grade)> = Vec::new();
    for (phrase, grade) in GRADES {
        if let Some(at) = take(&mut text, phrase)
            && !found.iter().any(|(_, known)| *known == grade)
        {
            found.push((at, grade));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let mut shape = None;
    for (phrase, ratio) in SHAPES {
        if take(&mut text, phrase).is_some() {
            shape = shape.or(Some((ratio, if crops { Fit::Crop } else { Fit::Extend })));
        }
    }
    let of_style = style.as_ref().map(|id| format!(" {} painting print drawing ", id.replace('-', " ")));
    let weightless = |word: &str| {
        let word = format!(" {word} ");
        WEIGHTLESS.contains(&word) || of_style.as_ref().is_some_and(|words| words.contains(&word))
    };
    let left = text.split_whitespace().filter(|word| *word != "\u{1}" && !weightless(word));
    let left =
        left.map(|word| word.trim_matches('\u{1}').to_owned()).filter(|word| !word.is_empty()).collect();
    Wish { grades: found.into_iter().map(|(_, grade)| grade).collect(), style, shape, left }
}

/// Takes a phrase out of the text, leaving as many signs, and says where it stood.
fn take(text: &mut String, phrase: &str) -> Option<usize> {
    let at = text.find(&format!(" {phrase} "))?;
    text.replace_range(at + 1..=at + phrase.len(), &"\u{1}".repeat(phrase.len()));
    Some(at)
}

pub(super) fn apply(
    studio: &Studio,
    photo: Photo,
    words: &str,
    strength: f32,
    shape: Option<f32>,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    let wish = understand(words);
    let shape = wish.shape.or_else(|| shape.map(|ratio| (ratio, fit_of(words))));
    if wish.grades.is_empty() && wish.style.is_none() && shape.is_none() {
        return Err(StudioError::Invalid(format!(
            "The local studio did not understand “{}”. It changes light and colour (night, golden hour, warmer, \
             brighter, black and white, vintage), styles, and the shape of a picture; it cannot add, remove or move \
             things.",
            words.chars().take(120).collect::<String>()
        )));
    }
    let mut warnings = Vec::new();
    if !wish.left.is_empty() {
        let left = wish.left.iter().take(12).map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
        warnings.push(format!("Left out, because the local studio does not understand it: {left}."));
    }
    let description = changed(&photo, "changed in light, colour or shape");
    let mut photo = photo;
    if let Some((ratio, fit)) = shape {
        steps.say(0.2, "Bringing it to its shape", None::<&[u8]>, [0, 0]);
        let before = photo.size;
        if fit == Fit::Extend {
            photo = photo.flattened();
        }
        photo = frame::reshaped(&photo, ratio, fit);
        if fit == Fit::Extend && photo.size != before {
            warnings.push("The new parts continue the picture's edges; nothing new was imagined.".to_owned());
        }
    }
    steps.check()?;
    steps.say(0.4, "Changing the light", Some(&photo.rgb), photo.size.map(|s| s as u32));
    // The usual strength is the whole of a change; less of it is less, more is hardly more.
    grade::apply(&mut photo.rgb, photo.size, &wish.grades, (strength / USUAL_STRENGTH).clamp(0.1, 1.15));
    let mut made_by = "Local studio: light, colour and shape by formula".to_owned();
    if let Some(style) = &wish.style {
        let styled = restyle::by_name(
            studio,
            photo,
            style,
            words,
            Some(strength * restyle::strength_of(words)),
            steps,
        )?;
        made_by = styled.made_by;
        let super::EditResult::Picture(repainted) = styled.result else {
            return Err(StudioError::Engine("the style answered without a picture".to_owned()));
        };
        photo = repainted;
    }
    let told = parameters("image_to_image", json!({ "words": words, "strength": strength }));
    Ok(Edited::picture(photo, description, made_by, told).with_warnings(warnings))
}

pub(super) fn fit_of(words: &str) -> Fit {
    if words.to_lowercase().contains("crop") { Fit::Crop } else { Fit::Extend }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_understood_and_what_is_not_is_told() {
        let wish = |words: &str| understand(words);
        assert_eq!(wish("make it night").grades, [Grade::Night]);
        assert_eq!(wish("Make it warmer, and a bit brighter!").grades, [Grade::Warmer, Grade::Brighter]);
        assert_eq!(wish("turn this into black and white please").grades, [Grade::BlackAndWhite]);
        assert_eq!(wish("crop it to 16:9").shape, Some((16.0 / 9.0, Fit::Crop)));
        assert_eq!(wish("make it wider").shape, Some((16.0 / 9.0, Fit::Extend)));
        assert_eq!(wish("make it golden hour").left, Vec::<String>::new());
        assert_eq!(wish("make it night and add a boat").left, ["add", "boat"]);
        assert_eq!(wish("add a dragon").grades, []);
        assert_eq!(wish("as an oil painting").style.as_deref(), Some("oil-painting"));
    }
}
