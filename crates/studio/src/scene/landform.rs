//! The forms of land: canyon walls, beaches, dunes, mountains, and rises put where the composition wants them.

use super::noise::{fbm, noise, ridged, smooth};
use super::terrain::{Land, Rise};

impl Land {
    /// A canyon: stepped walls on both sides of a valley that winds, and buttes that stand free in it.
    pub(super) fn walls(&self, x: f32, z: f32, detail: f32) -> f32 {
        let octaves = (130.0 / detail.max(1e-3)).log2().clamp(2.0, 8.0) as u32;
        let wind = 46.0 * noise(self.seed ^ 51, z / 420.0, 1.0) * smooth(40.0, 300.0, z);
        let wide = 56.0 + z * 0.105 + 22.0 * noise(self.seed ^ 52, z / 260.0, 3.0);
        let ragged = 62.0 * fbm(self.seed ^ 53, x / 170.0, z / 170.0, octaves);
        let out = (x - wind).abs() - wide + ragged;
        let wall = (out / 165.0).clamp(0.0, 1.6);
        // Free-standing rock in the far valley.
        let butte = ridged(self.seed ^ 54, x / 520.0, z / 520.0, 3.0) - 0.74 + 0.10 * ragged / 62.0;
        let butte = (butte * 5.2).clamp(0.0, 1.0) * smooth(420.0, 900.0, z);
        let rise = wall.max(butte * 0.95);
        if rise <= 0.0 {
            let floor = smooth(-52.0, -8.0, out);
            return floor * floor * 7.0 + 0.9 * fbm(self.seed ^ 55, x / 9.0, z / 9.0, octaves.min(5));
        }
        // Hard layers stand as cliffs, soft ones lie as slopes between them.
        let steps = 5.0;
        let level = rise.min(1.25) * steps + 0.30 * fbm(self.seed ^ 56, x / 60.0, z / 60.0, 3);
        let (whole, part) = (level.floor(), level - level.floor());
        let stepped = (whole + 0.26 * part + 0.74 * smooth(0.62, 0.90, part)) / steps;
        let crags = 3.2 * fbm(self.seed ^ 57, x / 14.0, z / 14.0, octaves.min(6));
        7.0 + self.terraces * stepped.max(0.0) + crags * smooth(0.0, 0.1, rise)
    }

    /// A beach: dry sand on one side, falling gently under the water on the other, farther out to sea the farther away.
    pub(super) fn sand(&self, x: f32, z: f32, detail: f32) -> f32 {
        let bend =
            5.0 * noise(self.seed ^ 61, z / 46.0, 2.0) + 1.4 * noise(self.seed ^ 62, z / 13.0, x / 19.0);
        // Positive on land: the water's edge runs from the near corner into the distance.
        let inland = (x * self.side + 10.0 + bend) - z * 0.30 + (9.0 - z).max(0.0) * 0.8;
        let slope = smooth(-60.0, 70.0, inland) * 10.6;
        let gentle = 0.062 * inland;
        let rise = if inland > -40.0 { gentle.min(4.2 + slope * 0.2) } else { -2.5 };
        let fine = if detail < 0.5 { 0.035 * fbm(self.seed ^ 63, x * 0.9, z * 0.9, 4) } else { 0.0 };
        let dunes = smooth(16.0, 60.0, inland) * (1.6 + 1.6 * fbm(self.seed ^ 64, x / 17.0, z / 23.0, 4));
        rise - self.base + fine + dunes
    }

    pub(super) fn dune(&self, x: f32, z: f32, detail: f32) -> f32 {
        let ramp = smooth(10.0, 110.0, z) * (0.8 + z / 900.0).min(2.6);
        let warp = 0.55 * noise(self.seed ^ 21, x / 150.0, z / 120.0);
        let a = 1.0 - noise(self.seed ^ 22, x / 210.0 + warp, z / 130.0 + warp * 0.6).abs();
        let b = 1.0 - noise(self.seed ^ 23, x / 70.0 - warp, z / 56.0 + 4.0).abs();
        let crest = a.powf(2.6) * 0.86 + b.powf(2.0) * 0.13;
        let ripples = if detail < 0.4 {
            let w = noise(self.seed ^ 24, x * 0.35, z * 0.35);
            0.028 * ((z * 3.1 + x * 0.9 + w * 3.4).sin()) * smooth(0.4, 0.05, detail)
        } else {
            0.0
        };
        self.dunes * ramp * crest + ripples
    }

    pub(super) fn mountain(&self, x: f32, z: f32, octaves: f32) -> f32 {
        let from = self.peaks_from;
        let ramp = smooth(from * 0.62, from * 2.3, z);
        let warp = fbm(self.seed ^ 31, x / 2100.0, z / 2100.0, 3);
        let r = ridged(self.seed ^ 32, x / 1900.0 + warp * 0.55, z / 1900.0 - warp * 0.4, octaves);
        let massif = 0.62 + 0.62 * noise(self.seed ^ 33, x / 3600.0, z / 4200.0);
        let valley = 0.55 + 0.45 * smooth(0.02, 0.55, (x / z * self.side + 0.24).abs());
        self.peaks * ramp * r * massif.max(0.12) * valley * 1.6
    }

    pub(super) fn rise(&self, r: &Rise, x: f32, z: f32, detail: f32) -> f32 {
        let wobble = 0.22 * r.rough * noise(self.seed ^ 41, x / r.reach[2] * 1.7, z / r.reach[2] * 1.7);
        let dx = (x - r.x) / if x < r.x { r.reach[0] } else { r.reach[1] };
        let dz = (z - r.z) / r.reach[2];
        let d = (dx * dx + dz * dz).sqrt() + wobble;
        if d > 1.4 {
            return self.base;
        }
        let shape = smooth(1.0, 0.28, d);
        let shape = shape * (1.0 - r.rough) + shape.powf(0.62) * r.rough;
        let size = r.reach[2] * 0.55;
        let n = (size / detail.max(1e-3)).log2().clamp(1.0, 7.0);
        let crags = (ridged(self.seed ^ 42, x / size, z / size, n) - 0.42) * r.rough;
        let ledge = (fbm(self.seed ^ 43, x / size * 3.0, z / size * 3.0, 3)) * 0.10 * r.rough;
        let soft = (1.0 - r.rough) * 0.05 * fbm(self.seed ^ 44, x / size, z / size, 4);
        let top = smooth(0.55, 0.15, d);
        self.base
            + (r.height - self.base) * shape * (1.0 + soft)
            + r.height.max(2.0) * (crags * 0.55 + ledge) * smooth(1.25, 0.75, d) * (1.0 - top * 0.85)
    }
}
