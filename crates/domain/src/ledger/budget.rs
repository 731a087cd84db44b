//! Budgets: what a month may cost. Every budget that holds for a run has to allow it.

use serde::{Deserialize, Serialize};

use crate::money::Credits;

/// Per cent of a budget from which on people are warned.
pub const WARN_PERCENT: i64 = 80;

/// Who or what a budget is for. A scope is what a hold can be asked about: who spends, and for what. Projects and keys
/// join when runs have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that the workspace spends.
    Workspace,
    /// What one person in it spends.
    Member,
}

impl Scope {
    /// Every scope, the widest first.
    pub const ALL: [Scope; 2] = [Scope::Workspace, Scope::Member];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Scope::Workspace => "workspace",
            Scope::Member => "member",
        }
    }

    /// The scope of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.id() == id)
    }

    /// Whose budget it is, as a run that it stops is told.
    #[must_use]
    pub fn whose(self) -> &'static str {
        match self {
            Scope::Workspace => "the workspace's",
            Scope::Member => "your own",
        }
    }
}

/// How far a budget is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Below 80 %.
    Fine,
    /// 80 % and more.
    Soon,
    /// Nothing is left this month.
    Reached,
}

/// How far `spent` of `cap` is.
#[must_use]
pub fn used(spent: Credits, cap: Credits) -> Use {
    if spent >= cap {
        return Use::Reached;
    }
    match i128::from(spent.0) * 100 >= i128::from(cap.0) * i128::from(WARN_PERCENT) {
        true => Use::Soon,
        false => Use::Fine,
    }
}

/// Whether `amount` more fits: at the cap exactly it does.
#[must_use]
pub fn allows(spent: Credits, amount: Credits, cap: Credits) -> bool {
    spent.checked_add(amount).is_some_and(|after| after <= cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_warns_at_four_fifths_and_stops_at_all_of_it() {
        for (spent, cap, expected) in [
            (0, 0, Use::Reached),
            (0, 1, Use::Fine),
            (79, 100, Use::Fine),
            (80, 100, Use::Soon),
            (4, 5, Use::Soon),
            (3, 4, Use::Fine),
            (99, 100, Use::Soon),
            (100, 100, Use::Reached),
            (101, 100, Use::Reached),
            (i64::MAX - 1, i64::MAX, Use::Soon),
        ] {
            assert_eq!(used(Credits(spent), Credits(cap)), expected, "{spent} of {cap}");
        }
        for (spent, amount, cap, expected) in
            [(99, 1, 100, true), (100, 1, 100, false), (0, 0, 0, true), (i64::MAX, 1, i64::MAX, false)]
        {
            assert_eq!(allows(Credits(spent), Credits(amount), Credits(cap)), expected);
        }
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.id()), Some(scope));
        }
        assert_eq!(Scope::parse("project"), None);
    }
}
