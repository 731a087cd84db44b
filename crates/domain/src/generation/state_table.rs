//! Every pair of state and event, with its outcome. Adding a state or an event fails here until the
//! table says what happens.

use super::{
    state::{self, Effect, Event, Failure, Status},
    step::{self, StepEvent, StepState},
};
use crate::{limits::STEP_ATTEMPTS_MAX, money::Credits, problem::ProblemCode};

fn failure() -> Failure {
    Failure { code: ProblemCode::ProviderFailed, message: "The provider failed.".into() }
}

#[test]
fn generation_table() {
    let held = Credits(5);
    let events = [
        Event::Started,
        Event::Finished { charge: Credits(3) },
        Event::Finished { charge: Credits(6) },
        Event::Finished { charge: Credits(-1) },
        Event::Failed(failure()),
        Event::CancelRequested,
        Event::MadeBefore,
    ];
    // Rows: status. Columns: the events above. `-` is illegal; a number is what is captured.
    let table = [
        (Status::Queued, ["processing", "-", "-", "-", "failed 0", "cancelled 0", "-"]),
        (Status::Processing, ["processing", "completed 3", "-", "-", "failed 0", "cancelled 0", "-"]),
        (Status::Completed, ["-"; 7]),
        (Status::Failed, ["-"; 7]),
        (Status::Cancelled, ["-"; 7]),
    ];
    assert_eq!(table.len(), Status::ALL.len());
    for (status, row) in table {
        for (event, expected) in events.iter().zip(row) {
            let outcome = match state::apply(status, held, event.clone()) {
                Err(_) => "-".to_owned(),
                Ok(next) => match next.effect {
                    Effect::None => next.next.id().to_owned(),
                    Effect::Settle { captured } => format!("{} {captured}", next.next.id()),
                },
            };
            assert_eq!(outcome, expected, "{} × {event:?}", status.id());
        }
    }
}

#[test]
fn only_a_run_that_holds_nothing_and_was_not_begun_is_answered_with_what_was_made_before() {
    for (status, held) in Status::ALL.into_iter().flat_map(|status| [(status, 0), (status, 1)]) {
        let outcome = state::apply(status, Credits(held), Event::MadeBefore).ok();
        let expected = state::Transition { next: Status::Completed, effect: Effect::None };
        assert_eq!(outcome, (status == Status::Queued && held == 0).then_some(expected), "{status:?} {held}");
    }
}

#[test]
fn final_states_take_nothing_and_settle_exactly_once() {
    for status in Status::ALL {
        let taken = state::apply(status, Credits(1), Event::CancelRequested).is_ok();
        assert_eq!(taken, !status.is_final());
    }
}

#[test]
fn step_table() {
    let remote = || "r1".to_owned();
    let states = [
        StepState::Waiting { attempts: 0 },
        StepState::Waiting { attempts: 2 },
        StepState::Waiting { attempts: STEP_ATTEMPTS_MAX },
        StepState::Submitting { attempt: 1 },
        StepState::Submitting { attempt: STEP_ATTEMPTS_MAX },
        StepState::Running { attempt: 2, remote_id: remote() },
        StepState::Collecting { attempt: 2, remote_id: remote() },
        StepState::Completed,
        StepState::Failed(failure()),
        StepState::Cancelled,
        StepState::Unresolved { attempt: 3 },
    ];
    let events = [
        StepEvent::Intend,
        StepEvent::Accepted { remote_id: remote() },
        StepEvent::RetryKnown,
        StepEvent::Found { remote_id: remote() },
        StepEvent::RetryDeduplicated,
        StepEvent::OutcomeUnknown,
        StepEvent::RemoteForgot,
        StepEvent::RemoteFinished,
        StepEvent::Stored,
        StepEvent::Failed(failure()),
        StepEvent::CancelRequested,
        StepEvent::MadeBefore,
    ];
    #[rustfmt::skip]
    let table = [
        // intend         accepted     retry known  found        dedupl.         unknown         forgot          finished        stored         failed      cancel         made before
        ["submitting 1", "-",         "-",         "-",         "-",            "-",            "-",            "-",            "-",           "failed 0", "cancelled 0", "completed 0"],
        ["submitting 3", "-",         "-",         "-",         "-",            "-",            "-",            "-",            "-",           "failed 0", "cancelled 0", "-"],
        ["-",            "-",         "-",         "-",         "-",            "-",            "-",            "-",            "-",           "failed 0", "cancelled 0", "-"],
        ["-",            "running 1", "waiting 1", "-",         "submitting 1", "unresolved 1", "-",            "-",            "-",           "failed 0", "cancelled 0", "-"],
        ["-",            "running 6", "-",         "-",         "submitting 6", "unresolved 6", "-",            "-",            "-",           "failed 0", "cancelled 0", "-"],
        ["-",            "-",         "waiting 2", "-",         "-",            "-",            "submitting 2", "collecting 2", "-",           "failed 0", "cancelled 0", "-"],
        ["-",            "-",         "-",         "-",         "-",            "-",            "submitting 2", "-",            "completed 0", "failed 0", "cancelled 0", "-"],
        ["-"; 12],
        ["-"; 12],
        ["-"; 12],
        ["-",            "-",         "waiting 3", "running 3", "-",            "-",            "-",            "-",            "-",           "failed 0", "cancelled 0", "-"],
    ];
    for (state, row) in states.iter().zip(table) {
        for (event, expected) in events.iter().zip(row) {
            let outcome = match step::apply(state.clone(), event.clone()) {
                Err(_) => "-".to_owned(),
                Ok(next) => format!("{} {}", next.id(), next.attempt()),
            };
            assert_eq!(outcome, expected, "{state:?} × {event:?}");
        }
    }
}
