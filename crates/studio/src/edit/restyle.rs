//! A picture in the manner of a painting, or of any other picture.

use serde_json::json;

use super::{Edited, Photo, USUAL_STRENGTH, changed, parameters, raster, words};
use crate::scene::{Steps, Style, understand};
use crate::vision::style::{self, Recipe};
use crate::vision::style_of_picture::{self, CANVAS_SIDE};
use crate::{Studio, StudioError, StyleChoice};

/// How strongly the manner of a picture is taken.
const BY_EXAMPLE: Recipe = Recipe { blend: &[], strength: 0.9, colour: 0.8 };
/// The style when nobody names one.
const USUAL: &str = "oil-painting";

/// A style by its id: the name on screen and how it is made.
fn find(id: &str) -> Option<(String, Recipe)> {
    let id = id.trim().to_lowercase().replace([' ', '_'], "-");
    if let Some(style) = Style::parse(&id)
        && let Some(recipe) = style::recipe(style)
    {
        return Some((style.label().to_owned(), recipe));
    }
    let painting = style::PAINTINGS_BY_NAME.iter().find(|painting| painting.id == id)?;
    Some((painting.label.to_owned(), painting.recipe()))
}

/// The style that words name, if they name one.
pub(super) fn named_in(words: &str) -> Option<String> {
    let text = format!("-{}-", words.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"));
    let said = |id: &&str| text.contains(&format!("-{id}-"));
    if let Some(id) = style::PAINTINGS_BY_NAME.iter().map(|p| p.id).find(said) {
        return Some(id.to_owned());
    }
    let style = understand(words, StyleChoice::Auto).style;
    style::recipe(style).map(|_| style.id().to_owned())
}

/// How strongly, from words such as "slightly".
pub(super) fn strength_of(words: &str) -> f32 {
    let has = |list: &[&str]| words.to_lowercase().split_whitespace().any(|word| list.contains(&word));
    match () {
        () if has(&["slightly", "subtle", "subtly", "light", "lightly", "gentle", "gently"]) => 0.6,
        () if has(&["strong", "strongly", "heavily", "extreme", "very", "fully"]) => 1.15,
        () => 1.0,
    }
}

/// The share of a style's own strength that a strength asks for: the usual one is the whole of it.
fn share_of(strength: f32) -> f32 {
    strength.clamp(0.1, 1.0) / USUAL_STRENGTH
}

fn laid_on(recipe: Recipe, share: f32) -> Recipe {
    Recipe { strength: (recipe.strength * share).min(1.0), ..recipe }
}

pub(super) fn by_name(
    studio: &Studio,
    photo: Photo,
    style: &str,
    words: &str,
    strength: Option<f32>,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    let said = if style == "auto" { "" } else { style };
    let named = |words: &str| named_in(words).and_then(|id| find(&id));
    let found = find(said).or_else(|| named(said)).or_else(|| named(words));
    let asked = if said.is_empty() { words } else { said };
    let (label, recipe) = match found {
        Some(found) => found,
        None if asked.trim().is_empty() => find(USUAL).ok_or_else(|| unknown(USUAL))?,
        // “Black and white” is called a style, and is a change of colour.
        None if !words::understand(asked).grades.is_empty() => {
            return words::apply(studio, photo, asked, strength.unwrap_or(USUAL_STRENGTH), None, steps);
        }
        None => return Err(unknown(asked)),
    };
    let recipe = laid_on(recipe, strength.map_or_else(|| strength_of(words), share_of));
    steps.say(0.1, "Repainting in the style", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let rgb = studio.painter.repaint_by(&photo.rgb, photo.size, recipe, steps)?;
    let description = changed(&photo, &format!("in the style “{}”", label.to_lowercase()));
    let made_by =
        format!("Local studio: repainted, {} (neural style {})", label.to_lowercase(), recipe.name());
    let told = parameters("style_transfer", json!({ "blend": recipe.blend, "strength": recipe.strength }));
    let repainted = Photo { rgb, ..photo };
    Ok(Edited::picture(repainted, description, made_by, told))
}

/// What is told about a style that is none of ours: another one would be a picture nobody asked for.
fn unknown(asked: &str) -> StudioError {
    StudioError::Invalid(format!(
        "The local studio knows no style like “{}”. It paints in {} styles, for example oil painting, pastel, \
         ink wash, mosaic and stained glass, or in the manner of a second picture that you attach.",
        asked.chars().take(80).collect::<String>(),
        style::PAINTINGS_BY_NAME.len()
            + Style::ALL.iter().filter(|style| style::recipe(**style).is_some()).count(),
    ))
}

pub(super) fn by_example(
    studio: &Studio,
    photo: Photo,
    example: &Photo,
    strength: Option<f32>,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    steps.say(0.1, "Looking at the manner of the example", None::<&[u8]>, [0, 0]);
    let manner = style_of_picture::manner(&studio.networks, &example.rgb, example.size)?;
    steps.check()?;
    steps.say(0.3, "Repainting in its manner", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let painted = style_of_picture::repaint(&studio.networks, &photo.rgb, photo.size, &manner)?;
    steps.check()?;
    let canvas = [CANVAS_SIDE; 2];
    let recipe = laid_on(BY_EXAMPLE, strength.map_or(1.0, share_of));
    let base = raster::shrink(&photo.rgb, photo.size, canvas);
    let base: Vec<f32> = (0..3).flat_map(|c| base.iter().skip(c).step_by(3).copied()).collect();
    let rgb = style::merge(&photo.rgb, photo.size, (&base, canvas), (&painted, canvas), recipe);
    let description = changed(&photo, "in the manner of another picture");
    let made_by = "Local studio: repainted in the manner of a picture (neural style transfer)".to_owned();
    let told = parameters("style_transfer", json!({ "by": "example", "strength": recipe.strength }));
    Ok(Edited::picture(Photo { rgb, ..photo }, description, made_by, told))
}
