//! Random sequences of ledger commands against a model kept in memory.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::time::Millis;

#[derive(Default)]
struct Book {
    balances: HashMap<Account, i64>,
    causes: HashSet<String>,
}

impl Book {
    fn write(&mut self, transfer: &Transfer) {
        assert!(transfer.amount > Credits::ZERO);
        if self.causes.insert(transfer.cause.clone()) {
            *self.balances.entry(transfer.from).or_default() -= transfer.amount.0;
            *self.balances.entry(transfer.to).or_default() += transfer.amount.0;
        }
    }
    fn balance(&self, account: Account) -> Credits {
        Credits(self.balances.get(&account).copied().unwrap_or(0))
    }
}

#[derive(Clone, Debug)]
enum Command {
    Grant(i64),
    Hold { run: u8, amount: i64 },
    Resolve { run: u8, captured: i64, twice: bool },
}

fn gift(amount: i64, index: usize) -> NewLot {
    NewLot {
        source: LotSource::Bonus,
        credits: Credits(amount),
        expires_at: None,
        cause: index.to_string(),
        reason: "test".into(),
    }
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (-5i64..200).prop_map(Command::Grant),
        (0u8..6, -2i64..80).prop_map(|(run, amount)| Command::Hold { run, amount }),
        (0u8..6, -1i64..90, any::<bool>()).prop_map(|(run, captured, twice)| Command::Resolve {
            run,
            captured,
            twice
        }),
    ]
}

proptest! {
    #[test]
    fn money_is_neither_made_nor_lost(commands in proptest::collection::vec(command(), 1..60)) {
        let workspace = WorkspaceId::from_parts(Millis(1), [1; 10]);
        let run_id = |run: u8| GenerationId::from_parts(Millis(2), [run; 10]);
        let mut book = Book::default();
        let mut holds: HashMap<u8, i64> = HashMap::new();
        let mut used: HashSet<u8> = HashSet::new();
        for (index, command) in commands.into_iter().enumerate() {
            match command {
                Command::Grant(amount) => {
                    if let Ok(transfer) = grant(workspace, &gift(amount, index), Actor::System) {
                        book.write(&transfer);
                    }
                }
                Command::Hold { run, amount } if used.insert(run) => {
                    let available = book.balance(Account::Available(workspace));
                    match hold(workspace, run_id(run), Credits(amount), available, Actor::System) {
                        Ok(transfer) => { book.write(&transfer); book.write(&transfer); holds.insert(run, amount); }
                        Err(LedgerError::Insufficient { .. }) => prop_assert!(amount > available.0),
                        Err(_) => prop_assert!(amount <= 0),
                    }
                }
                Command::Hold { .. } => {}
                Command::Resolve { run, captured, twice } => if let Some(held) = holds.get(&run).copied() {
                    if let Ok(transfers) = resolve(workspace, run_id(run), Credits(held), Credits(captured), "test") {
                        prop_assert_eq!(transfers.iter().map(|t| t.amount.0).sum::<i64>(), held);
                        for transfer in &transfers { book.write(transfer); if twice { book.write(transfer); } }
                        holds.remove(&run);
                    } else {
                        prop_assert!(captured < 0 || captured > held);
                    }
                }
            }
            prop_assert_eq!(book.balances.values().sum::<i64>(), 0);
            for (account, balance) in &book.balances {
                prop_assert!(*balance >= 0 || account.may_be_negative());
            }
            prop_assert_eq!(book.balance(Account::Held(workspace)).0, holds.values().sum::<i64>());
        }
    }
}
