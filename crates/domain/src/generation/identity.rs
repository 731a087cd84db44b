//! When two requests ask for the same thing, so that one can be answered with what was made for the other.
//!
//! Identical means: the same flow in the same version, done by the same steps with the same models, told the
//! same, working on files of the same content. The words are compared as the engine takes them (trimmed, and
//! nothing else): what looks alike to people may be read differently by a model.
//!
//! **Seeds.** A seed that was given belongs to the request. One that chance chose does not: who gives no seed asks
//! for any result of these words, and is answered with a result that chance made. Who gives a seed is answered with
//! the result that has it, whether it was given or chosen by chance. [`AskedSeed::is_answered_by`] is that rule; the
//! server's SQL does the same on an index.
//!
//! What may answer at all is said by [`Earlier::may_answer`]. Nothing here hashes: [`describe`] writes the text
//! that the server takes a digest of.

use serde::Serialize;
use serde_json::Value;

use crate::{catalog::Operation, generation::state::Status, plan::Plan, time::Millis};

/// The first part of every description: another meaning of identical gets another number, and finds nothing of
/// before.
const EDITION: u32 = 1;

/// What a step works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WorksOn {
    /// A file, by the hash of its content: the same file brought twice is the same.
    File(String),
    /// The result of an earlier step of the run, by its place.
    Step(u32),
}

/// A step, as far as it determines what is made.
#[derive(Clone, Debug, Serialize)]
pub struct IdentityStep<'a> {
    /// What it does.
    pub operation: Operation,
    /// The tool that is called.
    pub tool: &'a str,
    /// The model that is asked.
    pub model: &'a str,
    /// What it is told, without the seed of the request.
    pub told: Value,
    /// What it works on, in order.
    pub works_on: Vec<WorksOn>,
}

/// The text whose digest names everything that determines the results of a run, but the seed of the request.
/// `flow_version` is that of a custom flow.
#[must_use]
pub fn describe(flow_id: &str, flow_version: Option<u32>, steps: &[IdentityStep<'_>]) -> String {
    serde_json::json!([EDITION, flow_id, flow_version, steps]).to_string()
}

/// The seed of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedSeed {
    /// It was given.
    Given(i64),
    /// Chance chooses.
    ByChance,
}

/// The seed that a run was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeSeed {
    /// Which.
    pub seed: i64,
    /// Whether chance chose it.
    pub by_chance: bool,
}

impl AskedSeed {
    /// The seed of a request that names one or none.
    #[must_use]
    pub fn of(seed: Option<i64>) -> AskedSeed {
        seed.map_or(AskedSeed::ByChance, AskedSeed::Given)
    }

    /// Whether what was made with that seed is what is asked for.
    #[must_use]
    pub fn is_answered_by(self, made: MadeSeed) -> bool {
        match self {
            AskedSeed::Given(seed) => seed == made.seed,
            AskedSeed::ByChance => made.by_chance,
        }
    }
}

/// An earlier run of the same workspace that was asked for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// How it stands.
    pub status: Status,
    /// Every step delivered, each by the model that was asked first.
    pub is_whole: bool,
    /// Everything it made is still there, and so is its conversation.
    pub is_there: bool,
    /// When it ended.
    pub completed_at: Option<Millis>,
}

impl Earlier {
    /// Whether somebody on `plan` may be answered with it now: it delivered everything, nothing of it was deleted,
    /// and it is not older than files of that plan are kept.
    #[must_use]
    pub fn may_answer(&self, plan: Plan, now: Millis) -> bool {
        let oldest = now.plus_ms(-plan.file_retention_ms());
        self.status == Status::Completed
            && self.is_whole
            && self.is_there
            && self.completed_at.is_some_and(|at| at > oldest)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::time::DAY_MS;

    fn step<'a>(model: &'a str, prompt: &str, file: &str) -> IdentityStep<'a> {
        IdentityStep {
            operation: Operation::ImageToImage,
            tool: "edit",
            model,
            told: json!({"prompt": prompt, "strength": 0.5}),
            works_on: vec![WorksOn::File(file.to_owned()), WorksOn::Step(0)],
        }
    }

    #[test]
    fn everything_that_determines_the_result_is_in_the_name() {
        let one = |flow, version, step| describe(flow, version, &[step]);
        let same = || one("flow", Some(2), step("model", "a fox", "h1"));
        assert_eq!(same(), same());
        for other in [
            one("flow-2", Some(2), step("model", "a fox", "h1")),
            one("flow", Some(3), step("model", "a fox", "h1")),
            one("flow", None, step("model", "a fox", "h1")),
            one("flow", Some(2), step("model-2", "a fox", "h1")),
            one("flow", Some(2), step("model", "A fox", "h1")),
            one("flow", Some(2), step("model", "a  fox", "h1")),
            one("flow", Some(2), step("model", "a fox", "h2")),
            one("flow", Some(2), IdentityStep { tool: "restyle", ..step("model", "a fox", "h1") }),
            one("flow", Some(2), IdentityStep { works_on: vec![], ..step("model", "a fox", "h1") }),
            one(
                "flow",
                Some(2),
                IdentityStep { operation: Operation::Lipsync, ..step("model", "a fox", "h1") },
            ),
            describe("flow", Some(2), &[step("model", "a fox", "h1"), step("model", "a fox", "h1")]),
        ] {
            assert_ne!(other, same());
        }
    }

    #[test]
    fn texts_cannot_run_into_each_other() {
        let quoted = step("model", "a\",\"b", "h1");
        let told = |prompt: &str| describe("flow", None, &[step("model", prompt, "h1")]);
        assert_ne!(describe("flow", None, &[quoted]), told("a"));
        assert_ne!(describe("flow\",null", None, &[]), describe("flow", None, &[]));
    }

    #[test]
    fn chance_is_answered_by_chance_and_a_seed_by_that_seed() {
        let (given, chosen) = (MadeSeed { seed: 7, by_chance: false }, MadeSeed { seed: 7, by_chance: true });
        for (asked, made, expected) in [
            (AskedSeed::of(Some(7)), given, true),
            (AskedSeed::of(Some(7)), chosen, true),
            (AskedSeed::of(Some(8)), given, false),
            (AskedSeed::of(Some(8)), chosen, false),
            (AskedSeed::of(None), chosen, true),
            (AskedSeed::of(None), given, false),
        ] {
            assert_eq!(asked.is_answered_by(made), expected, "{asked:?} by {made:?}");
        }
    }

    #[test]
    fn only_what_was_delivered_whole_is_there_and_not_too_old_answers() {
        let made = Millis(1_000 * DAY_MS);
        let earlier =
            Earlier { status: Status::Completed, is_whole: true, is_there: true, completed_at: Some(made) };
        for (plan, days) in [(Plan::Free, 30), (Plan::Starter, 30), (Plan::Creator, 60), (Plan::Studio, 90)] {
            assert!(earlier.may_answer(plan, made.plus_ms(days * DAY_MS - 1)), "{plan:?}");
            assert!(!earlier.may_answer(plan, made.plus_ms(days * DAY_MS)), "{plan:?}");
        }
        for status in Status::ALL {
            let may = Earlier { status, ..earlier }.may_answer(Plan::Free, made);
            assert_eq!(may, status == Status::Completed);
        }
        assert!(!Earlier { is_whole: false, ..earlier }.may_answer(Plan::Free, made));
        assert!(!Earlier { is_there: false, ..earlier }.may_answer(Plan::Free, made));
        assert!(!Earlier { completed_at: None, ..earlier }.may_answer(Plan::Free, made));
    }
}
