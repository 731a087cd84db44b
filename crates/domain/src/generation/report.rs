//! What a workflow that runs elsewhere has reported, and what the next report changes.
//!
//! Reports come over the network: late, twice, in any order, by any process. [`apply`] is pure and makes
//! that harmless: progress never goes back, the first terminal answer wins, and saying it again changes
//! nothing. Whatever the order, what came of a run that ends once is the same.

use serde::{Deserialize, Serialize};

/// How far a workflow says it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportedState {
    /// Under way.
    #[default]
    #[serde(alias = "queued", alias = "processing")]
    Running,
    /// Done.
    Completed,
    /// Ended without a result.
    Failed,
    /// Stopped where it runs.
    #[serde(alias = "canceled")]
    Cancelled,
}

impl ReportedState {
    /// Whether nothing can follow.
    #[must_use]
    pub fn is_final(self) -> bool {
        self != ReportedState::Running
    }
}

/// A report, or all that was reported so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reported {
    /// How far it is.
    pub state: ReportedState,
    /// 0 to 100.
    pub percent: u8,
    /// What is being done, for a person.
    pub sentence: Option<String>,
    /// Where the results are.
    pub outputs: Vec<String>,
    /// An answer in words.
    pub response: Option<String>,
    /// Why it failed, for a person.
    pub error: Option<String>,
    /// The workflow engine's own name of the run.
    pub execution_id: Option<String>,
}

/// What a report changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// This is known from now on.
    Changed(Reported),
    /// It says nothing new: a repeat, or older than what is known.
    Nothing,
    /// It ends otherwise than it has ended already.
    Contradicts,
}

/// What is known after `news`.
#[must_use]
pub fn apply(known: &Reported, news: Reported) -> Applied {
    if known.state.is_final() {
        if !news.state.is_final() || says_the_same(known, &news) {
            return Applied::Nothing;
        }
        return Applied::Contradicts;
    }
    let ahead = news.percent > known.percent || (news.percent == known.percent && news.sentence.is_some());
    let sentence =
        if ahead { news.sentence.or_else(|| known.sentence.clone()) } else { known.sentence.clone() };
    let next = Reported {
        state: news.state,
        percent: known.percent.max(news.percent).min(100),
        sentence,
        outputs: if news.state.is_final() { news.outputs } else { Vec::new() },
        response: news.response.or_else(|| known.response.clone()),
        error: news.error,
        execution_id: known.execution_id.clone().or(news.execution_id),
    };
    if next == *known { Applied::Nothing } else { Applied::Changed(next) }
}

fn says_the_same(known: &Reported, news: &Reported) -> bool {
    known.state == news.state && known.outputs == news.outputs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn progress(percent: u8) -> Reported {
        Reported { percent, sentence: Some(format!("{percent} %")), ..Reported::default() }
    }

    fn done(output: &str) -> Reported {
        let outputs = vec![output.to_owned()];
        Reported { state: ReportedState::Completed, percent: 100, outputs, ..Reported::default() }
    }

    fn after(reports: &[Reported]) -> Reported {
        reports.iter().fold(Reported::default(), |known, news| match apply(&known, news.clone()) {
            Applied::Changed(next) => next,
            Applied::Nothing | Applied::Contradicts => known,
        })
    }

    proptest! {
        #[test]
        fn in_any_order_and_as_often_as_they_come_the_end_is_the_same(
            percents in proptest::collection::vec(0u8..=100, 0..6),
            order in proptest::collection::vec(any::<prop::sample::Index>(), 1..20),
        ) {
            let mut reports: Vec<_> = percents.iter().map(|percent| progress(*percent)).collect();
            reports.push(done("a"));
            let mut shuffled: Vec<_> = order.iter().map(|index| reports[index.index(reports.len())].clone()).collect();
            shuffled.push(done("a"));
            let end = after(&shuffled);
            prop_assert_eq!(end.state, ReportedState::Completed);
            prop_assert_eq!((end.percent, end.outputs), (100, vec!["a".to_owned()]));
        }

        #[test]
        fn progress_never_goes_back(percents in proptest::collection::vec(0u8..=100, 1..12)) {
            let mut known = Reported::default();
            for percent in &percents {
                let before = known.percent;
                if let Applied::Changed(next) = apply(&known, progress(*percent)) {
                    known = next;
                }
                prop_assert!(known.percent >= before);
            }
            prop_assert_eq!(Some(&known.percent), percents.iter().max());
        }
    }

    #[test]
    fn the_first_end_wins_and_a_repeat_is_no_news() {
        let known = after(&[done("a")]);
        assert_eq!(apply(&known, done("a")), Applied::Nothing);
        assert_eq!(apply(&known, progress(50)), Applied::Nothing);
        assert_eq!(apply(&known, done("b")), Applied::Contradicts);
        let failed = Reported { state: ReportedState::Failed, ..Reported::default() };
        assert_eq!(apply(&known, failed), Applied::Contradicts);
    }

    #[test]
    fn the_first_execution_id_stays() {
        let named = |id: &str| Reported { execution_id: Some(id.to_owned()), ..progress(10) };
        assert_eq!(after(&[named("1"), named("2"), done("a")]).execution_id.as_deref(), Some("1"));
    }
}
