//! Everyone is in the picture, and where they were asked to be.

use super::*;
use crate::StyleChoice;
use crate::scene::parse::understand;
use crate::scene::terrain;

/// Every spot of a prompt with the box it covers: left, top, right, bottom in picture heights.
fn boxes(prompt: &str, seed: u64, aspect: f32) -> (f32, Vec<(Spot, [f32; 4])>) {
    let spec = understand(prompt, StyleChoice::Auto);
    let comp = Composition::new(&spec, seed, aspect);
    let mut view = View::new((96.0 * aspect) as usize, 96, comp.horizon, comp.lens, comp.eye);
    let stage = match (spec.still_life, spec.biome) {
        (true, _) => Stage::Table,
        (_, Biome::City) => Stage::Street,
        _ => Stage::Land,
    };
    if stage == Stage::Land {
        let _ = terrain::survey(&mut view, &comp.land);
    }
    let ground = Ground { stage, spec: &spec, comp: &comp, view: &view, metre: 0.1 };
    let spots = spots(stage, &spec, &comp, &view, seed).unwrap();
    let boxed = spots.into_iter().map(|spot| {
        let (u, row) = ground.seen(&spot);
        let half = spot.wide() * 0.5;
        let edges = [u - half, row - spot.tall, u + half, row];
        (spot, edges)
    });
    (comp.half, boxed.collect())
}

#[test]
fn nobody_is_outside_the_frame() {
    for (i, kinds) in Kind::ALL.chunks(3).enumerate() {
        let names: Vec<String> = kinds.iter().map(|k| format!("three {}", k.plural())).collect();
        for aspect in [0.5, 1.0, 1.8] {
            let (half, boxes) = boxes(&names.join(" and "), i as u64, aspect);
            for (spot, [l, t, r, b]) in boxes {
                let is_inside = l > -half - 0.02 && r < half + 0.02 && t > -0.02 && b < 1.03;
                assert!(is_inside, "{:?} at {aspect}: {:?}", spot.kind, [l, t, r, b]);
            }
        }
    }
}

#[test]
fn relations_are_followed() {
    for seed in 0..6 {
        let at = |prompt: &str| {
            let boxes = boxes(prompt, seed, 1.0).1;
            let find = |i: usize| boxes.iter().find(|(s, _)| s.subject == i).map(|(_, b)| *b).unwrap();
            (find(0), find(1))
        };
        let (cat, horse) = at("a cat on a horse");
        assert!(
            cat[3] < horse[3] - 0.02 && cat[3] > horse[1] && cat[0] > horse[0] - 0.05,
            "{seed}: {cat:?} {horse:?}"
        );
        let (fox, umbrella) = at("a fox under an umbrella in a meadow");
        assert!(
            umbrella[1] < fox[1] && umbrella[0] <= fox[0] + 0.01 && umbrella[2] >= fox[2] - 0.01,
            "{seed}: {fox:?} {umbrella:?}"
        );
        let (left, right) = at("a lion on the left and a tiger on the right");
        assert!(left[2] + left[0] < 0.0 && right[2] + right[0] > 0.0, "{seed}");
        let (ufo, cow) = at("a ufo above a cow");
        assert!(ufo[3] <= cow[1] + 0.01, "{seed}: {ufo:?} {cow:?}");
        let (before, behind) = at("a dog to the left of a tree");
        assert!(before[0] + before[2] < behind[0] + behind[2] + 0.1, "{seed}");
        let (near, far) = at("a horse in the foreground and a cow in the background");
        assert!(near[3] > far[3] && near[3] - near[1] > far[3] - far[1], "{seed}: {near:?} {far:?}");
    }
}
