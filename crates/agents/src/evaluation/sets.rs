//! The sets of labelled requests, compiled in.
//!
//! The first was written together with the router. The second was written by someone who did not see the router, the
//! others, but for the tenth, by people who did; each was scored once before the router had been tuned on it, and belongs to what it is
//! tuned on since. `held_out.toml` was written by someone who did not see the router, and is never tuned on: nobody who
//! works on the router reads it or its misses.
//!
//! | set | requests | right before any tuning on it |
//! |---|---|---|
//! | `held_out.toml` | 173 | 86.7 % with the router as it was when the second set was written |
//! | `development_2.toml` | 220 | 75.0 %, or 75.5 % with style names compared as they are now |
//! | `development_3.toml` | 60 | 76.7 %, after tuning on the second |
//! | `development_4.toml` | 277 | 81.9 %, after tuning on the third |
//! | `development_5.toml` | 267 | 81.3 %, likewise: written before the fourth was looked at |
//! | `development_6.toml` | 232 | 91.4 %, after tuning on the fourth and fifth |
//! | `development_7.toml` | 243 | 93.4 %, after tuning on the sixth |
//! | `development_8.toml` | 152 | 95.4 %, after tuning on the seventh |
//! | `development_9.toml` | 134 | 73.9 %, after tuning on the eighth: people who explain before they ask |
//! | `development_10.toml` | 160 | 77.5 %, likewise, by an author who did not see the router |
//! | `development_11.toml` | 93 | 76.3 %, after tuning on the tenth |
//! | `development_12.toml` | 61 | 86.9 %, after tuning on the eleventh |
//! | `development_13.toml` | 150 | 73.3 %, after tuning on the twelfth |
//! | `development_14.toml` | 150 | 70.0 %, likewise: written together with the thirteenth |
//! | `development_15.toml` | 150 | 79.3 %, after the evidence was weighed, tuned on the thirteenth and fourteenth |
//! | `development_16.toml` | 150 | 77.3 %, likewise |
//! | `development_17.toml` | 81 | 82.7 %, after tuning on the sixteenth |
//! | `development_18.toml` | 180 | 47.2 % as labelled, after slips were put right, by an author who did not see the router |
//! | `development_19.toml` | 180 | 61.7 %, likewise |
//! | `development_20.toml` | 161 | 65.2 %, by an author who knew the earlier sets |
//! | `development_21.toml` | 138 | 63.8 %, likewise; not learned from, its misses not read: it stands in for the held-out set |
//! | `development_22.toml` | 232 | 87.1 %, by an author who knew some earlier requests; three of its labels were mistaken and changed since |
//! | `development_23.toml` | 125 | 92.8 %, likewise, after tuning on the twenty-second |
//! | `development_24.toml` | 22 | none: written while its classes were mended |
//!
//! Seven labels of the first seven sets left out the full stop of the words to speak ("read aloud: The sun rises."); it is
//! theirs, and the labels have it since.
//!
//! The authors of the eighteenth and nineteenth called 27 requests that have nothing to do with media (recipes, prices, programs) refused;
//! the other sets call them a question, and so they were labelled since.

/// The set written together with the router.
pub const DEVELOPMENT: &str = include_str!("../../evaluation/development.toml");
/// Every set that is tuned on, in the order they were written.
pub const DEVELOPMENT_SETS: [&str; 23] = [
    DEVELOPMENT,
    include_str!("../../evaluation/development_2.toml"),
    include_str!("../../evaluation/development_3.toml"),
    include_str!("../../evaluation/development_4.toml"),
    include_str!("../../evaluation/development_5.toml"),
    include_str!("../../evaluation/development_6.toml"),
    include_str!("../../evaluation/development_7.toml"),
    include_str!("../../evaluation/development_8.toml"),
    include_str!("../../evaluation/development_9.toml"),
    include_str!("../../evaluation/development_10.toml"),
    include_str!("../../evaluation/development_11.toml"),
    include_str!("../../evaluation/development_12.toml"),
    include_str!("../../evaluation/development_13.toml"),
    include_str!("../../evaluation/development_14.toml"),
    include_str!("../../evaluation/development_15.toml"),
    include_str!("../../evaluation/development_16.toml"),
    include_str!("../../evaluation/development_17.toml"),
    include_str!("../../evaluation/development_18.toml"),
    include_str!("../../evaluation/development_19.toml"),
    include_str!("../../evaluation/development_20.toml"),
    include_str!("../../evaluation/development_22.toml"),
    include_str!("../../evaluation/development_23.toml"),
    include_str!("../../evaluation/development_24.toml"),
];
/// What stands in for the held-out set while the router is worked on: its counts are looked at once a round, its misses
/// are not read, and no word of it is learned from.
pub const STAND_IN: &str = include_str!("../../evaluation/development_21.toml");
/// The set written by someone else that is never tuned on.
pub const HELD_OUT: &str = include_str!("../../evaluation/held_out.toml");

#[cfg(test)]
mod tests {
    use super::{
        super::{read, run, run_as_product},
        *,
    };

    #[test]
    fn the_router_gets_every_set_it_is_tuned_on_right() {
        for (index, text) in DEVELOPMENT_SETS.iter().enumerate() {
            let report = run(&read(text).unwrap());
            // Of the later ones the misses were read and classes of them mended, less thoroughly than of the others.
            let least = match index {
                ..12 => 0.97,
                12..17 => 0.92,
                17 => 0.75,
                18 => 0.8,
                _ => 0.85,
            };
            assert!(report.overall.share() >= least, "set {}\n{}", index + 1, report.render());
        }
    }

    #[test]
    fn the_router_does_not_fall_behind_on_the_set_that_stands_in() {
        let report = run(&read(STAND_IN).unwrap());
        assert!(report.overall.share() >= 0.73, "stand-in\n{}", report.render_groups());
    }

    // Written by somebody else, and never tuned on. Raise the floor with the router.
    #[test]
    fn the_router_does_not_fall_behind_on_the_held_out_set() {
        assert!(read(HELD_OUT).unwrap().len() >= 150);
        // No misses in the message: whoever works on the router must not see which these are.
        let cases = read(HELD_OUT).unwrap();
        let report = run(&cases);
        assert!(report.overall.share() >= 0.94, "held out\n{}", report.render_groups());
        let product = run_as_product(&cases);
        assert!(product.overall.share() >= 0.95, "with moderation in front\n{}", product.render_groups());
    }
}
