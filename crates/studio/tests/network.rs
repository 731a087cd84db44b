//! The style network gives the numbers it gave when it was chosen.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions unwrap too

use studio::vision::style::StylePainter;

/// A small picture with an edge, a ramp and a wave, so that every part of the network has work.
fn picture(side: usize) -> Vec<f32> {
    let mut planes = vec![0.0; 3 * side * side];
    for y in 0..side {
        for x in 0..side {
            let (fx, fy) = (x as f32 / side as f32, y as f32 / side as f32);
            let i = y * side + x;
            planes[i] = fx;
            planes[side * side + i] = 0.5 + 0.4 * (fy * 12.0).sin();
            planes[2 * side * side + i] = if fx + fy > 1.0 { 0.9 } else { 0.1 };
        }
    }
    planes
}

fn means(values: &[f32]) -> Vec<f32> {
    values.chunks(values.len() / 3).map(|p| p.iter().sum::<f32>() / p.len() as f32).collect()
}

#[test]
fn known_paintings_give_known_means() {
    let painter = StylePainter::new(2, || {});
    for (painting, expected) in [(23, [0.0, 0.0, 0.0]), (5, [0.0, 0.0, 0.0])] {
        let (values, size) = painter.infer(&picture(64), [64, 64], &[(painting, 1.0)]).unwrap();
        assert_eq!(size, [64, 64]);
        let got = means(&values);
        println!("painting {painting}: {got:?}");
        for (g, e) in got.iter().zip(expected) {
            assert!((g - e).abs() < 2e-3, "painting {painting}: {got:?}, expected {expected:?}");
        }
    }
}
