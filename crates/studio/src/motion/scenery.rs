//! A scene as the stage of a clip: its layers at once, its sky and water alive.

use super::develop::{Develop, light_of};
use super::heavens::Heavens;
use super::particles::Particles;
use super::plate::Plate;
use super::sea::Sea;
use super::stage::{Behind, Stage};
use super::words::Falling;
use crate::StudioError;
use crate::scene::canvas::SKY;
use crate::scene::finish::{Finish, bloom};
use crate::scene::layers::{Layers, Parts};
use crate::scene::noise::Dice;
use crate::scene::palette::{add, scale};
use crate::scene::weather::{flake_colour, streak_colour};
use crate::scene::{Painted, SceneSpec, Steps, Weather, tuning};

/// The stage of a scene that was taken apart. `falling` is what words asked for beyond the scene's own weather.
///
/// # Errors
/// [`StudioError::Cancelled`].
pub(super) fn living<'a>(
    spec: &'a SceneSpec,
    layers: &'a Layers,
    parts: Parts,
    seed: u64,
    falling: Option<Falling>,
    steps: &Steps<'_>,
) -> Result<Stage<'a>, StudioError> {
    let view = &layers.whole;
    let size = [view.width, view.height];
    let stop = || steps.stopped();
    let seed32 = (seed ^ (seed >> 32)) as u32;
    let reference = reference(&view.depth);
    let plate = |part: &crate::scene::layers::Cutout| {
        Plate::by_distance(size, part.pixels.clone(), &part.depth, reference)
    };
    let behind = match &parts.behind {
        Some(part) => Behind::Plate(plate(part)),
        None => {
            let sky = Heavens::new(spec, &layers.light, seed32, size, view.horizon, &stop);
            Behind::Sky(Box::new(sky))
        }
    };
    steps.check()?;
    let sea = parts.mirror.map(|(mirror, sun)| Box::new(Sea::new(spec, layers, mirror, sun, &stop)));
    steps.check()?;
    let mut plates: Vec<Plate> = parts.ground.iter().map(plate).collect();
    plates.push(plate(&parts.things));
    steps.check()?;
    let Finish { bloom: share, threshold, vignette, .. } = tuning(spec);
    let own = match spec.weather {
        Weather::Rain | Weather::Storm => Some(Falling::Rain),
        Weather::Snow => Some(Falling::Snow),
        Weather::Sandstorm => Some(Falling::Dust),
        _ => None,
    };
    let own = own.filter(|_| spec.biome.is_open());
    let particles = own.or(falling).map(|kind| {
        let light = &layers.light;
        let colour = match kind {
            Falling::Rain => streak_colour(light),
            Falling::Snow => flake_colour(light),
            Falling::Dust => add(scale(light.glow, 0.9), scale(light.fill, 0.3)),
        };
        let amount = if spec.weather == Weather::Storm { 1.3 } else { 1.0 };
        Particles::new(kind, colour, amount, view.aspect(), seed)
    });
    Ok(Stage {
        behind,
        sea,
        plates,
        veil: parts.veil.as_ref().map(plate),
        glow: Some(bloom(view, threshold).scaled(share)),
        particles,
        develop: Develop::Film { vignette },
        aim: [0.0, view.horizon - 0.5],
        reference,
        wide: view.aspect(),
        flashes: flashes(spec, seed),
    })
}

/// The stage of a scene that was repainted in a style: one layer, moved by the scene's own distances.
pub(super) fn repainted(painted: &Painted, rgb: &[u8], horizon: f32) -> Stage<'static> {
    let size = [painted.width, painted.height];
    let reference = reference(&painted.depth);
    let pixels = rgb.chunks_exact(3).map(|c| [light_of(c[0]), light_of(c[1]), light_of(c[2]), 1.0]).collect();
    // Sky has no distance: it is far, not missing.
    let near: Vec<f32> =
        painted.depth.iter().map(|z| if *z >= SKY { 0.0 } else { (reference / z).min(1.25) }).collect();
    Stage {
        behind: Behind::Plate(Plate::by_nearness(size, pixels, &near)),
        sea: None,
        plates: Vec::new(),
        veil: None,
        glow: None,
        particles: None,
        develop: Develop::Plain,
        aim: [0.0, horizon - 0.5],
        reference,
        wide: size[0] as f32 / size[1] as f32,
        flashes: Vec::new(),
    }
}

/// The distance of what is near: a twentieth of the picture is nearer.
fn reference(depth: &[f32]) -> f32 {
    let mut sample: Vec<f32> = depth.iter().step_by(17).copied().filter(|z| *z < SKY).collect();
    if sample.is_empty() {
        return 10.0;
    }
    let at = sample.len() / 20;
    *sample.select_nth_unstable_by(at, f32::total_cmp).1
}

/// When lightning strikes, seconds: at most once in two seconds.
fn flashes(spec: &SceneSpec, seed: u64) -> Vec<f32> {
    if spec.weather != Weather::Storm || !spec.biome.is_open() {
        return Vec::new();
    }
    let mut dice = Dice::new(seed, 97);
    (0..8).map(|i| 0.6 + 2.4 * i as f32 + dice.range(0.0, 0.4)).collect()
}
