//! The style network gives the numbers it gave when it was chosen.

#![allow(clippy::unwrap_used)] // test helpers outside #[test]
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
