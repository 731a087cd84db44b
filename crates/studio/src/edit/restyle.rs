//! A picture in the manner of a painting, or of any other picture.

use serde_json::json;

use super::{Edited, Photo, changed, parameters, raster};
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
fn strength_of(words: &str) -> f32 {
    let has = |list: &[&str]| words.to_lowercase().split_whitespace().any(|word| list.contains(&word));
    match () {
        () if has(&["slightly", "subtle", "subtly", "light", "lightly", "gentle", "gently"]) => 0.6,
        () if has(&["strong", "strongly", "heavily", "extreme", "very", "fully"]) => 1.15,
        () => 1.0,
    }
}

pub(super) fn by_name(
    studio: &Studio,
    photo: Photo,
    style: &str,
    words: &str,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    let mut warnings = Vec::new();
    let found = find(style).or_else(|| named_in(style).and_then(|id| find(&id)));
    let found = found.or_else(|| named_in(words).and_then(|id| find(&id)));
    let (label, recipe) = match found {
        Some(found) => found,
        None => {
            let asked = if style.is_empty() || style == "auto" { words } else { style };
            warnings.push(format!(
                "The local studio knows no style like “{}”; it took an oil painting.",
                asked.chars().take(80).collect::<String>()
            ));
            find(USUAL).ok_or_else(|| StudioError::Engine("the usual style is missing".to_owned()))?
        }
    };
    let recipe = Recipe { strength: (recipe.strength * strength_of(words)).min(1.0), ..recipe };
    steps.say(0.1, "Repainting in the style", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let rgb = studio.painter.repaint_by(&photo.rgb, photo.size, recipe, steps)?;
    let description = changed(&photo, &format!("in the style “{}”", label.to_lowercase()));
    let made_by =
        format!("Local studio: repainted, {} (neural style {})", label.to_lowercase(), recipe.name());
    let told = parameters("style_transfer", json!({ "blend": recipe.blend, "strength": recipe.strength }));
    let repainted = Photo { rgb, ..photo };
    Ok(Edited::picture(repainted, description, made_by, told).with_warnings(warnings))
}

pub(super) fn by_example(
    studio: &Studio,
    photo: Photo,
    example: &Photo,
    steps: &Steps<'_>,
) -> Result<Edited, StudioError> {
    steps.say(0.1, "Looking at the manner of the example", None::<&[u8]>, [0, 0]);
    let manner = style_of_picture::manner(&studio.networks, &example.rgb, example.size)?;
    steps.check()?;
    steps.say(0.3, "Repainting in its manner", Some(&photo.rgb), photo.size.map(|s| s as u32));
    let painted = style_of_picture::repaint(&studio.networks, &photo.rgb, photo.size, &manner)?;
    steps.check()?;
    let canvas = [CANVAS_SIDE; 2];
    let base = raster::shrink(&photo.rgb, photo.size, canvas);
    let base: Vec<f32> = (0..3).flat_map(|c| base.iter().skip(c).step_by(3).copied()).collect();
    let rgb = style::merge(&photo.rgb, photo.size, (&base, canvas), (&painted, canvas), BY_EXAMPLE);
    let description = changed(&photo, "in the manner of another picture");
    let made_by = "Local studio: repainted in the manner of a picture (neural style transfer)".to_owned();
    let told = parameters("style_transfer", json!({ "by": "example" }));
    Ok(Edited::picture(Photo { rgb, ..photo }, description, made_by, told))
}
