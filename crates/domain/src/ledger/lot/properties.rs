//! Random statements: what the lots say is always what the balances say, however the fold is cut.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const HOUR: i64 = 3_600_000;

/// What might happen next; whether it can is decided against plain balances.
#[derive(Clone, Debug)]
enum Command {
    Open {
        credits: i64,
        hours: Option<i64>,
        source: usize,
    },
    Hold {
        credits: i64,
    },
    /// Of the open holds, counted around.
    Resolve {
        which: usize,
        captured: i64,
    },
    Expire,
    Take {
        credits: i64,
    },
    Wait {
        hours: i64,
    },
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => (1i64..200, proptest::option::of(1i64..400), 0usize..LotSource::ALL.len())
            .prop_map(|(credits, hours, source)| Command::Open { credits, hours, source }),
        6 => (1i64..90).prop_map(|credits| Command::Hold { credits }),
        6 => (0usize..12, 0i64..90).prop_map(|(which, captured)| Command::Resolve { which, captured }),
        2 => Just(Command::Expire),
        1 => (1i64..50).prop_map(|credits| Command::Take { credits }),
        3 => (1i64..300).prop_map(|hours| Command::Wait { hours }),
    ]
}

/// Balances as the ledger keeps them, and the lines it would write.
#[derive(Default)]
struct Statement {
    lines: Vec<Line>,
    available: i64,
    held: BTreeMap<String, i64>,
    now: i64,
    lots: Lots,
}

impl Statement {
    fn write(&mut self, change: Change) {
        let line =
            Line { sequence: i64::try_from(self.lines.len()).unwrap() + 1, at: Millis(self.now), change };
        self.lines.push(line.clone());
        self.lots.apply(line).expect("a line that the balances allow fits the lots");
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Wait { hours } => self.now += hours * HOUR,
            Command::Open { credits, hours, source } => self.open(credits, hours, LotSource::ALL[source]),
            Command::Hold { credits } => {
                // A holder holds once.
                let holder = format!("gen_{:03}", self.lines.len());
                if credits <= self.available {
                    self.available -= credits;
                    self.held.insert(holder.clone(), credits);
                    self.write(Change::Hold { holder, credits: Credits(credits) });
                }
            }
            Command::Resolve { which, captured } => {
                let open = self.held.len().max(1);
                if let Some(holder) = self.held.keys().nth(which % open).cloned() {
                    self.resolve(&holder, captured);
                }
            }
            Command::Expire => self.expire(),
            Command::Take { credits } => {
                if credits <= self.available {
                    self.available -= credits;
                    self.write(Change::Take { lot: None, credits: Credits(credits) });
                }
            }
        }
    }

    fn open(&mut self, credits: i64, hours: Option<i64>, source: LotSource) {
        let sequence = i64::try_from(self.lines.len()).unwrap() + 1;
        self.available += credits;
        self.write(Change::Open(Lot {
            id: format!("lot:{sequence}"),
            source,
            credits: Credits(credits),
            remaining: Credits(credits),
            expired: Credits::ZERO,
            expires_at: hours.map(|hours| Millis(self.now + hours * HOUR)),
            opened_at: Millis(self.now),
            opened: sequence,
        }));
    }

    fn resolve(&mut self, holder: &str, captured: i64) {
        let Some(held) = self.held.remove(holder) else { return };
        let captured = captured.min(held);
        if captured > 0 {
            self.write(Change::Capture { holder: holder.into(), credits: Credits(captured) });
        }
        if held > captured {
            self.available += held - captured;
            self.write(Change::Release { holder: holder.into(), credits: Credits(held - captured) });
        }
    }

    fn expire(&mut self) {
        let now = Millis(self.now);
        let due: Vec<(String, Credits)> = self
            .lots
            .lots()
            .iter()
            .filter(|lot| lot.is_due(now) && lot.remaining > Credits::ZERO)
            .map(|lot| (lot.id.clone(), lot.remaining))
            .collect();
        for (lot, credits) in due {
            self.available -= credits.0;
            self.write(Change::Expire { lot, credits });
        }
    }

    fn agrees(&self) {
        assert_eq!(self.lots.available().0, self.available);
        assert_eq!(self.lots.held().0, self.held.values().sum::<i64>());
        for lot in self.lots.lots() {
            let held = self.lots.held_of(&lot.id).0;
            assert!(lot.remaining.0 >= 0 && lot.expired.0 >= 0, "{lot:?}");
            assert!(lot.remaining.0 + lot.expired.0 + held <= lot.credits.0, "{lot:?} holds {held}");
        }
        for (holder, held) in &self.held {
            let parts: i64 = self.lots.parts()[holder].iter().map(|part| part.credits.0).sum();
            assert_eq!(parts, *held, "{holder}");
        }
    }
}

/// Folds the lines in pieces; between them the lots are written down, without those that are used up, and read.
fn in_pieces(lines: &[Line], cuts: &[usize]) -> Lots {
    let mut lots = Lots::default();
    for (index, line) in lines.iter().enumerate() {
        lots.apply(line.clone()).unwrap();
        if cuts.contains(&index) {
            lots.forget_empty();
            let mut shuffled = lots.lots().to_vec();
            shuffled.reverse();
            lots = Lots::restore(shuffled, lots.parts().clone(), lots.through());
            // What was folded before changes nothing.
            lots.apply(line.clone()).unwrap();
        }
    }
    lots.forget_empty();
    lots
}

proptest! {
    #[test]
    fn lots_always_add_up_to_the_balances(
        commands in proptest::collection::vec(command(), 1..120), cuts in proptest::collection::vec(0usize..120, 0..20),
    ) {
        let mut statement = Statement::default();
        for command in commands {
            statement.run(command);
            statement.agrees();
        }
        let mut whole = statement.lots.clone();
        whole.forget_empty();
        prop_assert_eq!(in_pieces(&statement.lines, &cuts), whole);
    }

    #[test]
    fn what_does_not_fit_is_reported(credits in 1i64..100, more in 1i64..100) {
        let mut statement = Statement::default();
        statement.open(credits, None, LotSource::Pack);
        let line = |sequence, change| Line { sequence, at: Millis(0), change };
        let holder = String::from("gen_1");
        let too_much = Change::Hold { holder: holder.clone(), credits: Credits(credits + more) };
        let drift = statement.lots.clone().apply(line(2, too_much));
        prop_assert_eq!(drift, Err(Drift { sequence: 2, missing: Credits(more) }));
        let never_held = Change::Capture { holder, credits: Credits(more) };
        prop_assert_eq!(statement.lots.apply(line(2, never_held)), Err(Drift { sequence: 2, missing: Credits(more) }));
    }
}

fn lot(id: &str, credits: i64, expires_at: Option<i64>, opened: i64) -> Line {
    let credits = Credits(credits);
    let lot = Lot {
        id: id.into(),
        source: LotSource::Pack,
        credits,
        remaining: credits,
        expired: Credits::ZERO,
        expires_at: expires_at.map(Millis),
        opened_at: Millis(0),
        opened,
    };
    Line { sequence: opened, at: Millis(0), change: Change::Open(lot) }
}

#[test]
fn what_expires_soonest_is_spent_first_and_comes_back_where_it_was_taken() {
    let mut lots = Lots::default();
    for line in [lot("never", 10, None, 1), lot("late", 10, Some(900), 2), lot("soon", 10, Some(500), 3)] {
        lots.apply(line).unwrap();
    }
    let holder = || String::from("gen_1");
    let at = |sequence, at, change| Line { sequence, at: Millis(at), change };
    lots.apply(at(4, 100, Change::Hold { holder: holder(), credits: Credits(15) })).unwrap();
    let taken: Vec<_> =
        lots.parts()["gen_1"].iter().map(|part| (part.lot.as_str(), part.credits.0)).collect();
    assert_eq!(taken, [("soon", 10), ("late", 5)]);
    lots.apply(at(5, 200, Change::Capture { holder: holder(), credits: Credits(3) })).unwrap();
    // At 600 the soonest has expired: what is given back of it lives on for a week.
    lots.apply(at(6, 600, Change::Release { holder: holder(), credits: Credits(12) })).unwrap();
    let left: Vec<_> = lots.lots().iter().map(|lot| (lot.id.as_str(), lot.remaining.0)).collect();
    assert_eq!(left, [("soon", 0), ("late", 10), ("returned:gen_1", 7), ("never", 10)]);
    assert_eq!(lots.find("returned:gen_1").unwrap().expires_at, Some(Millis(600 + GRACE_MS)));
}

#[test]
fn an_ended_period_keeps_at_most_its_share() {
    let Change::Open(mut period) = lot("plan", 500, Some(900), 1).change else { unreachable!() };
    period.remaining = Credits(300);
    for (percent, kept) in [(0, 0), (20, 100), (33, 165), (60, 300), (100, 300), (4_000, 300)] {
        assert_eq!(kept_of_period(&period, percent), Credits(kept), "{percent} %");
    }
}
