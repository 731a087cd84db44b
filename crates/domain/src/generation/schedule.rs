//! A plan of steps: which can go, which never will, how far all of it is, and what it comes to.
//!
//! A run is a graph of steps; a step needs the outputs of steps before it. Everything here is a pure
//! function of the steps as they stand, so that a worker that takes over after a crash decides the same.
//!
//! ```text
//!   0 picture ──► 1 clip ──┐
//!                          ├──► 3 lip sync        1 and 2 go side by side; when 2 fails, 3 never
//!   2 voice-over ──────────┘                      begins, and 0 and 1 are kept and charged
//! ```

use super::step::StepState;
use crate::money::{Credits, Ratio};

/// Steps of one run, at most; more is a batch, not a plan.
pub const STEPS_MAX: usize = 20;

/// What the schedule looks at in a step.
#[derive(Clone, Debug)]
pub struct Scheduled<'a> {
    /// Where it stands.
    pub state: &'a StepState,
    /// The steps whose outputs it works on, by index.
    pub needs: &'a [u32],
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// How far it is, 0 to 100.
    pub percent: u8,
    /// Its exact price in credits.
    pub price: Ratio,
}

/// What a run has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something can still happen.
    Open,
    /// Everything was delivered.
    Delivered,
    /// Some steps delivered, the others never will.
    Partly,
    /// Nothing was delivered and nothing will be.
    Nothing,
}

/// What is wrong with a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// Not between one and [`STEPS_MAX`] steps.
    #[error("a run has 1 to {STEPS_MAX} steps, this one has {0}")]
    Size(usize),
    /// A step needs itself, a later step or one that is not there: steps are in an order in which they
    /// could run one by one, so a graph that keeps to it has no cycle.
    #[error("step {step} needs step {needs}, which is not before it")]
    Order {
        /// The step.
        step: usize,
        /// What it names.
        needs: u32,
    },
}

/// Checks a graph: `needs[i]` are the steps that step `i` works on.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(needs: &[&[u32]]) -> Result<(), GraphError> {
    if needs.is_empty() || needs.len() > STEPS_MAX {
        return Err(GraphError::Size(needs.len()));
    }
    for (step, list) in needs.iter().enumerate() {
        if let Some(&needs) = list.iter().find(|&&need| need as usize >= step) {
            return Err(GraphError::Order { step, needs });
        }
    }
    Ok(())
}

/// The steps that wait and have everything they need, in order.
#[must_use]
pub fn ready(steps: &[Scheduled<'_>]) -> Vec<usize> {
    let delivered =
        |need: &u32| steps.get(*need as usize).is_some_and(|step| matches!(step.state, StepState::Completed));
    indexes(steps, |step| matches!(step.state, StepState::Waiting { .. }) && step.needs.iter().all(delivered))
}

/// The steps that wait for something that will never come, in order: directly, or through another step
/// that waits in vain.
#[must_use]
pub fn doomed(steps: &[Scheduled<'_>]) -> Vec<usize> {
    let mut lost = vec![false; steps.len()];
    let mut doomed = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let waits = matches!(step.state, StepState::Waiting { .. });
        let in_vain = waits && step.needs.iter().any(|need| lost.get(*need as usize) == Some(&true));
        lost[index] = in_vain || matches!(step.state, StepState::Failed(_) | StepState::Cancelled);
        if in_vain {
            doomed.push(index);
        }
    }
    doomed
}

/// What the steps have come to. Call it when the doomed ones are marked.
#[must_use]
pub fn verdict(steps: &[Scheduled<'_>]) -> Verdict {
    let mut delivered = 0;
    for step in steps {
        match step.state {
            StepState::Completed => delivered += 1,
            StepState::Failed(_) | StepState::Cancelled => {}
            _ => return Verdict::Open,
        }
    }
    match delivered {
        0 => Verdict::Nothing,
        all if all == steps.len() => Verdict::Delivered,
        _ => Verdict::Partly,
    }
}

/// How far the run is, 0 to 100: each step weighs what it usually takes. Steps that ended without a
/// result weigh nothing, and 100 is kept for the end.
#[must_use]
pub fn progress(steps: &[Scheduled<'_>]) -> u8 {
    let (mut done, mut all) = (0i128, 0i128);
    for step in steps {
        let percent = match step.state {
            StepState::Completed => 100,
            StepState::Failed(_) | StepState::Cancelled => continue,
            _ => step.percent.min(99),
        };
        let weight = i128::from(step.expected_ms.max(1));
        done += weight * i128::from(percent);
        all += weight;
    }
    let open = verdict(steps) == Verdict::Open;
    let percent = u8::try_from(done.checked_div(all).unwrap_or(100)).unwrap_or(100);
    if open { percent.min(99) } else { percent }
}

/// What was delivered costs this much: the exact prices of those steps, rounded up once, and never more
/// than what the whole was quoted at.
#[must_use]
pub fn charge(steps: &[Scheduled<'_>], quoted: Credits) -> Credits {
    delivered(steps).ceil_credits().min(quoted)
}

/// What was delivered, at its exact price.
#[must_use]
pub fn delivered(steps: &[Scheduled<'_>]) -> Ratio {
    let completed = steps.iter().filter(|step| matches!(step.state, StepState::Completed));
    completed.fold(Ratio::whole(0), |sum, step| sum.plus(step.price))
}

/// How long all of it usually takes, in milliseconds: the longest chain, as steps that need nothing of
/// each other go side by side.
#[must_use]
pub fn expected_ms(steps: &[(i64, &[u32])]) -> i64 {
    let mut ends: Vec<i64> = Vec::with_capacity(steps.len());
    for (takes, needs) in steps {
        let begins = needs.iter().filter_map(|need| ends.get(*need as usize)).max().copied();
        ends.push(begins.unwrap_or(0).saturating_add(*takes));
    }
    ends.into_iter().max().unwrap_or(0)
}

fn indexes(steps: &[Scheduled<'_>], holds: impl Fn(&Scheduled<'_>) -> bool) -> Vec<usize> {
    steps.iter().enumerate().filter(|(_, step)| holds(step)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{generation::state::Failure, problem::ProblemCode};

    fn failed() -> StepState {
        StepState::Failed(Failure { code: ProblemCode::ProviderFailed, message: "no".into() })
    }

    /// The graph of the module's picture, in these states.
    fn steps(states: &[StepState; 4]) -> Vec<Scheduled<'_>> {
        const NEEDS: [&[u32]; 4] = [&[], &[0], &[], &[1, 2]];
        let of = |index: usize| Scheduled {
            state: &states[index],
            needs: NEEDS[index],
            expected_ms: [1_000, 8_000, 1_000, 10_000][index],
            percent: 0,
            price: Ratio::new(5, 2),
        };
        (0..4).map(of).collect()
    }

    const WAITING: StepState = StepState::Waiting { attempts: 0 };

    #[test]
    fn what_needs_nothing_open_goes_side_by_side() {
        assert_eq!(ready(&steps(&[WAITING, WAITING, WAITING, WAITING])), [0, 2]);
        let picture_done = [StepState::Completed, WAITING, WAITING, WAITING];
        assert_eq!(ready(&steps(&picture_done)), [1, 2]);
        let last = [StepState::Completed, StepState::Completed, StepState::Completed, WAITING];
        assert_eq!(ready(&steps(&last)), [3]);
        assert_eq!((verdict(&steps(&last)), progress(&steps(&last))), (Verdict::Open, 50));
    }

    #[test]
    fn the_longest_chain_says_how_long_it_takes() {
        assert_eq!(expected_ms(&[(1_000, &[]), (8_000, &[0]), (1_000, &[]), (10_000, &[1, 2])]), 19_000);
        assert_eq!(expected_ms(&[]), 0);
    }

    #[test]
    fn a_late_failure_keeps_and_charges_what_was_delivered() {
        let mut states = [StepState::Completed, StepState::Completed, failed(), WAITING];
        assert_eq!(doomed(&steps(&states)), [3]);
        states[3] = StepState::Cancelled;
        let steps = steps(&states);
        assert_eq!((verdict(&steps), progress(&steps)), (Verdict::Partly, 100));
        // Two steps of 2.5 credits: 5, of 10 in all.
        assert_eq!(charge(&steps, Credits(10)), Credits(5));
    }

    #[test]
    fn an_early_failure_dooms_the_whole_chain() {
        let states = [failed(), WAITING, WAITING, WAITING];
        assert_eq!(doomed(&steps(&states)), [1, 3]);
        assert_eq!(
            verdict(&steps(&[failed(), StepState::Cancelled, failed(), StepState::Cancelled])),
            Verdict::Nothing
        );
    }

    #[test]
    fn graphs_that_are_none_are_named() {
        assert_eq!(check(&[&[], &[0], &[0, 1]]), Ok(()));
        assert_eq!(check(&[]), Err(GraphError::Size(0)));
        assert_eq!(check(&[&[1], &[]]), Err(GraphError::Order { step: 0, needs: 1 }));
        assert_eq!(check(&[&[0]]), Err(GraphError::Order { step: 0, needs: 0 }));
        assert_eq!(check(&[&[] as &[u32]; STEPS_MAX + 1]), Err(GraphError::Size(STEPS_MAX + 1)));
    }

    fn state(choice: u8) -> StepState {
        match choice % 5 {
            0 | 1 => WAITING,
            2 => StepState::Submitting { attempt: 1 },
            3 => StepState::Completed,
            _ => failed(),
        }
    }

    proptest! {
        // However the steps of however a graph end, a run that marks what is doomed and runs what is
        // ready comes to a verdict in as many turns as it has steps.
        #[test]
        fn every_run_comes_to_an_end(
            graph in proptest::collection::vec((proptest::collection::vec(0u32..16, 0..3), any::<u8>()), 1..16)
        ) {
            let needs: Vec<Vec<u32>> = graph.iter().enumerate()
                .map(|(index, (list, _))| list.iter().copied().filter(|need| (*need as usize) < index).collect())
                .collect();
            let mut states: Vec<StepState> = vec![WAITING; graph.len()];
            for _ in 0..=graph.len() {
                let view: Vec<_> = states.iter().zip(&needs).map(|(state, needs)| Scheduled {
                    state, needs, expected_ms: 10, percent: 0, price: Ratio::whole(1),
                }).collect();
                let (go, lost, charged) = (ready(&view), doomed(&view), charge(&view, Credits(99)));
                prop_assert!(charged.0 <= i64::try_from(graph.len()).unwrap());
                if verdict(&view) != Verdict::Open {
                    prop_assert_eq!(progress(&view), 100);
                    return Ok(());
                }
                prop_assert!(progress(&view) < 100);
                prop_assert!(!go.is_empty() || !lost.is_empty(), "stuck: {states:?}");
                for index in lost { states[index] = StepState::Cancelled; }
                for index in go {
                    states[index] = match state(graph[index].1) { StepState::Completed => StepState::Completed, _ => failed() };
                }
            }
            prop_assert!(false, "did not end");
        }
    }
}
