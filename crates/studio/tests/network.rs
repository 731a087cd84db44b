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
fn a_known_painting_gives_known_means() {
    let painter = StylePainter::new(2, || {});
    let (values, size) = painter.infer(&picture(64), [64, 64], &[(23, 1.0)]).unwrap();
    assert_eq!(size, [64, 64]);
    let got = means(&values);
    for (g, e) in got.iter().zip([0.406_70, 0.411_33, 0.405_06]) {
        assert!((g - e).abs() < 2e-3, "{got:?}");
    }
}

#[test]
fn paintings_differ_and_blend() {
    let painter = StylePainter::new(1, || {});
    let run = |blend: &[(usize, f32)]| painter.infer(&picture(64), [64, 64], blend).unwrap().0;
    let (oil, strokes, both) = (run(&[(23, 1.0)]), run(&[(5, 1.0)]), run(&[(23, 0.5), (5, 0.5)]));
    let apart =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum::<f32>() / a.len() as f32;
    assert!(apart(&oil, &strokes) > 0.02);
    assert!(apart(&oil, &both) > 0.005 && apart(&strokes, &both) > 0.005);
}
