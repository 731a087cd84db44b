//! Lots: which grant or purchase a credit comes from.
//!
//! A workspace's credits are a pile of lots, each with a source and perhaps an expiry. Setting credits aside
//! takes from the lot that expires soonest; capturing spends what was taken, in that order; giving back puts it
//! where it came from. Nothing of this is decided while somebody waits for a run: balances are enough for that.
//! [`Lots`] is a fold over the statement, made when somebody wants to know, and the same however the statement
//! is cut into pieces.

#[cfg(test)]
mod properties;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TransferKind;
use crate::{
    money::Credits,
    time::{DAY_MS, Millis},
};

/// How long credits live that are given back after their lot has expired: a run that failed must not cost
/// credits, also when it failed late.
pub const GRACE_MS: i64 = 7 * DAY_MS;

/// Where the credits of a lot come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotSource {
    /// The gift at sign-up.
    SignUp,
    /// A period of a plan.
    Plan,
    /// What an ended period of a plan left over and was kept.
    RolledOver,
    /// A pack that was bought.
    Pack,
    /// A gift: a campaign, a referral.
    Bonus,
    /// An administrator's correction.
    Adjustment,
    /// Given back after the lot that it was taken from had expired.
    Returned,
    /// What the workspace had before there were lots.
    Opening,
}

impl LotSource {
    /// Every source.
    pub const ALL: [LotSource; 8] = [
        LotSource::SignUp,
        LotSource::Plan,
        LotSource::RolledOver,
        LotSource::Pack,
        LotSource::Bonus,
        LotSource::Adjustment,
        LotSource::Returned,
        LotSource::Opening,
    ];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            LotSource::SignUp => "sign_up",
            LotSource::Plan => "plan",
            LotSource::RolledOver => "rolled_over",
            LotSource::Pack => "pack",
            LotSource::Bonus => "bonus",
            LotSource::Adjustment => "adjustment",
            LotSource::Returned => "returned",
            LotSource::Opening => "opening",
        }
    }

    /// The source with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<LotSource> {
        LotSource::ALL.into_iter().find(|source| source.id() == id)
    }

    /// Whether somebody paid for it.
    #[must_use]
    pub fn is_purchase(self) -> bool {
        matches!(self, LotSource::Plan | LotSource::Pack)
    }

    /// The kind of the transfer that opens such a lot.
    #[must_use]
    pub fn kind(self) -> TransferKind {
        match self {
            LotSource::Plan | LotSource::Pack => TransferKind::Purchase,
            LotSource::Bonus => TransferKind::Bonus,
            LotSource::Adjustment => TransferKind::Adjustment,
            LotSource::SignUp | LotSource::RolledOver | LotSource::Returned | LotSource::Opening => {
                TransferKind::Grant
            }
        }
    }
}

/// One grant or purchase, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The cause of the transfer that opened it; `returned:<holder>` for what was given back late.
    pub id: String,
    /// Where it comes from.
    pub source: LotSource,
    /// How many credits it began with.
    pub credits: Credits,
    /// How many can be spent. What is set aside for a run is not among them.
    pub remaining: Credits,
    /// How many have expired.
    pub expired: Credits,
    /// When the rest expires; never, where nothing is said.
    pub expires_at: Option<Millis>,
    /// When it was opened.
    pub opened_at: Millis,
    /// The line of the statement that opened it.
    pub opened: i64,
}

impl Lot {
    /// The order in which lots are spent: soonest expiry first, then the oldest.
    fn order(&self) -> (i64, i64, &str) {
        (self.expires_at.map_or(i64::MAX, |at| at.0), self.opened, &self.id)
    }

    /// Whether it should have expired by `now`.
    #[must_use]
    pub fn is_due(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// What a hold took from one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The lot.
    pub lot: String,
    /// How much.
    pub credits: Credits,
}

/// What a line of the statement does to lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A grant or purchase.
    Open(Lot),
    /// Credits set aside.
    Hold {
        /// For what: the second half of the transfer's cause.
        holder: String,
        /// How many.
        credits: Credits,
    },
    /// Credits of one lot set aside.
    Freeze {
        /// For what.
        holder: String,
        /// Which lot.
        lot: String,
        /// How many.
        credits: Credits,
    },
    /// Held credits spent.
    Capture {
        /// Whose.
        holder: String,
        /// How many.
        credits: Credits,
    },
    /// Held credits given back.
    Release {
        /// Whose.
        holder: String,
        /// How many.
        credits: Credits,
    },
    /// Unused credits of a lot gone.
    Expire {
        /// Which lot.
        lot: String,
        /// How many.
        credits: Credits,
    },
    /// Credits taken back: of one lot, or of those that expire soonest.
    Take {
        /// Which lot, where it is one.
        lot: Option<String>,
        /// How many.
        credits: Credits,
    },
}

/// A line of the statement, as far as lots go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counts the lines of the workspace.
    pub sequence: i64,
    /// When it was written.
    pub at: Millis,
    /// What it does.
    pub change: Change,
}

/// The statement does not fit the lots: money was made or lost. Reported, never repaired.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {sequence} of the statement does not fit the lots: {missing} credits are missing")]
pub struct Drift {
    /// The line.
    pub sequence: i64,
    /// How much is not where it should be.
    pub missing: Credits,
}

/// The lots of a workspace after some line of its statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lots {
    /// In the order in which they are spent. Those with nothing left are kept while a hold has a part of them.
    lots: Vec<Lot>,
    parts: BTreeMap<String, Vec<Part>>,
    through: i64,
}

impl Lots {
    /// Lots as they were after line `through`.
    #[must_use]
    pub fn restore(mut lots: Vec<Lot>, parts: BTreeMap<String, Vec<Part>>, through: i64) -> Lots {
        lots.sort_by(|one, other| one.order().cmp(&other.order()));
        Lots { lots, parts, through }
    }

    /// The lots, in the order in which they are spent.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// What open holds took, by holder.
    #[must_use]
    pub fn parts(&self) -> &BTreeMap<String, Vec<Part>> {
        &self.parts
    }

    /// The last line that was folded.
    #[must_use]
    pub fn through(&self) -> i64 {
        self.through
    }

    /// The lot of this name.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Lot> {
        self.lots.iter().find(|lot| lot.id == id)
    }

    /// What can be spent: the sum of what is left of all lots.
    #[must_use]
    pub fn available(&self) -> Credits {
        Credits(self.lots.iter().map(|lot| lot.remaining.0).sum())
    }

    /// What is set aside: the sum of all parts.
    #[must_use]
    pub fn held(&self) -> Credits {
        Credits(self.parts.values().flatten().map(|part| part.credits.0).sum())
    }

    /// What holds have of one lot.
    #[must_use]
    pub fn held_of(&self, lot: &str) -> Credits {
        Credits(self.parts.values().flatten().filter(|part| part.lot == lot).map(|part| part.credits.0).sum())
    }

    /// Folds the next line. A line that was folded before changes nothing.
    ///
    /// # Errors
    /// [`Drift`]; the lots are then not to be used.
    pub fn apply(&mut self, line: Line) -> Result<(), Drift> {
        if line.sequence <= self.through {
            return Ok(());
        }
        let Line { sequence, at, change } = line;
        let missing = match change {
            Change::Open(lot) => self.open(lot),
            Change::Hold { holder, credits } => self.hold(holder, credits),
            Change::Freeze { holder, lot, credits } => self.freeze(holder, lot, credits),
            Change::Capture { holder, credits } => self.unhold(&holder, credits).1,
            Change::Release { holder, credits } => self.release(&holder, credits, sequence, at),
            Change::Expire { lot, credits } => self.take(&lot, credits, true),
            Change::Take { lot: Some(lot), credits } => self.take(&lot, credits, false),
            Change::Take { lot: None, credits } => self.draw(credits).1,
        };
        self.through = sequence;
        if missing > Credits::ZERO { Err(Drift { sequence, missing }) } else { Ok(()) }
    }

    fn open(&mut self, lot: Lot) -> Credits {
        let place = self.lots.partition_point(|other| other.order() < lot.order());
        self.lots.insert(place, lot);
        Credits::ZERO
    }

    fn hold(&mut self, holder: String, credits: Credits) -> Credits {
        let (parts, missing) = self.draw(credits);
        self.parts.entry(holder).or_default().extend(parts);
        missing
    }

    fn freeze(&mut self, holder: String, lot: String, credits: Credits) -> Credits {
        let missing = self.take(&lot, credits, false);
        let taken = Credits(credits.0 - missing.0);
        self.parts.entry(holder).or_default().push(Part { lot, credits: taken });
        missing
    }

    /// Takes from the lots that expire soonest; answers what came from where, and what was not there.
    fn draw(&mut self, credits: Credits) -> (Vec<Part>, Credits) {
        let mut parts = Vec::new();
        let mut wanted = credits.0;
        for lot in self.lots.iter_mut().filter(|lot| lot.remaining > Credits::ZERO) {
            let taken = wanted.min(lot.remaining.0);
            if taken == 0 {
                break;
            }
            lot.remaining.0 -= taken;
            wanted -= taken;
            parts.push(Part { lot: lot.id.clone(), credits: Credits(taken) });
        }
        (parts, Credits(wanted))
    }

    /// Takes credits out of what a holder has, in the order in which they were taken; answers them, and what was
    /// not there.
    fn unhold(&mut self, holder: &str, credits: Credits) -> (Vec<Part>, Credits) {
        let mut wanted = credits.0;
        let mut out = Vec::new();
        let Some(parts) = self.parts.get_mut(holder) else { return (out, credits) };
        for part in parts.iter_mut() {
            let taken = wanted.min(part.credits.0);
            if taken > 0 {
                part.credits.0 -= taken;
                wanted -= taken;
                out.push(Part { lot: part.lot.clone(), credits: Credits(taken) });
            }
        }
        parts.retain(|part| part.credits > Credits::ZERO);
        if parts.is_empty() {
            self.parts.remove(holder);
        }
        (out, Credits(wanted))
    }

    fn release(&mut self, holder: &str, credits: Credits, sequence: i64, at: Millis) -> Credits {
        let (parts, missing) = self.unhold(holder, credits);
        let mut late = 0;
        for part in parts {
            match self.lots.iter_mut().find(|lot| lot.id == part.lot && !lot.is_due(at)) {
                Some(lot) => lot.remaining.0 += part.credits.0,
                None => late += part.credits.0,
            }
        }
        if late > 0 {
            self.open(Lot {
                id: format!("returned:{holder}"),
                source: LotSource::Returned,
                credits: Credits(late),
                remaining: Credits(late),
                expired: Credits::ZERO,
                expires_at: Some(at.plus_ms(GRACE_MS)),
                opened_at: at,
                opened: sequence,
            });
        }
        missing
    }

    /// Takes from one lot; answers what was not there.
    fn take(&mut self, lot: &str, credits: Credits, expires: bool) -> Credits {
        let Some(lot) = self.lots.iter_mut().find(|other| other.id == lot) else { return credits };
        let taken = credits.0.min(lot.remaining.0);
        lot.remaining.0 -= taken;
        if expires {
            lot.expired.0 += taken;
        }
        Credits(credits.0 - taken)
    }

    /// Keeps a lot for longer, as the rest of an ended period: it has another source and another expiry from now on.
    /// Says whether there is such a lot.
    pub fn roll_over(&mut self, lot: &str, expires_at: Option<Millis>) -> bool {
        let Some(found) = self.lots.iter_mut().find(|other| other.id == lot) else { return false };
        found.source = LotSource::RolledOver;
        found.expires_at = expires_at;
        self.lots.sort_by(|one, other| one.order().cmp(&other.order()));
        true
    }

    /// Forgets lots that have nothing left and that no hold has a part of: nothing can happen to them any more.
    pub fn forget_empty(&mut self) {
        let parts = &self.parts;
        let in_use = |id: &str| parts.values().flatten().any(|part| part.lot == id);
        self.lots.retain(|lot| lot.remaining > Credits::ZERO || in_use(&lot.id));
    }
}

/// What of an ended period's lot is kept: the rest, up to so many per cent of what the period brought.
#[must_use]
pub fn kept_of_period(lot: &Lot, roll_over_percent: u32) -> Credits {
    let most = i128::from(lot.credits.0.max(0)) * i128::from(roll_over_percent.min(100)) / 100;
    Credits(i64::try_from(most).unwrap_or(i64::MAX).min(lot.remaining.0))
}
