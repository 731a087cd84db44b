//! Batches: many runs as one unit, with one price, one hold and one progress.
//!
//! ```text
//!            made a few at a time          ended
//!  waiting ────────────────────► queued ─► processing ─► completed │ failed │ cancelled
//!     ▲                                                                 │
//!     └────────────────────────────── tried again ◄─────────────────────┘
//!
//!  open while any item is not final; closed once: what was delivered is charged, the rest released
//! ```
//!
//! An item is a run like any other, but it holds nothing itself: the batch holds for all of them. Everything
//! here is a pure function of the items as they stand, so it does not matter in which order they end. The
//! server writes the items' rows and carries out what is decided here.

#[cfg(test)]
mod properties;

use serde::{Deserialize, Serialize};

use crate::{
    generation::state::Status,
    money::{Credits, Ratio},
    plan::Plan,
};

/// Items of one batch, at most (product reference §3, Queue).
pub const ITEMS_MAX: usize = 500;
/// Variations of one prompt, or models that are compared, that every plan may ask for.
pub const VARIATIONS_FOR_ALL: usize = 4;
/// Items of one batch that stand in line or run at once. The rest is made as these end, so that the line
/// and the database's writer are never filled by one batch.
pub const IN_LINE_MAX: usize = 50;
/// Items that are made in one transaction.
pub const CHUNK: usize = 25;
/// The cheapest plan that includes batches of many prompts.
pub const BULK_PLAN: Plan = Plan::Creator;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemState {
    /// Its run is not made yet.
    Waiting,
    /// Its run is in line.
    Queued,
    /// A worker is on it.
    Processing,
    /// Delivered, or a part of it.
    Completed,
    /// Ended without a result.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl ItemState {
    /// Every state.
    pub const ALL: [ItemState; 6] = [
        ItemState::Waiting,
        ItemState::Queued,
        ItemState::Processing,
        ItemState::Completed,
        ItemState::Failed,
        ItemState::Cancelled,
    ];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ItemState::Waiting => "waiting",
            ItemState::Queued => "queued",
            ItemState::Processing => "processing",
            ItemState::Completed => "completed",
            ItemState::Failed => "failed",
            ItemState::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<ItemState> {
        ItemState::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether nothing follows by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, ItemState::Completed | ItemState::Failed | ItemState::Cancelled)
    }
}

impl From<Status> for ItemState {
    /// An item that has a run stands where its run stands.
    fn from(status: Status) -> ItemState {
        match status {
            Status::Queued => ItemState::Queued,
            Status::Processing => ItemState::Processing,
            Status::Completed => ItemState::Completed,
            Status::Failed => ItemState::Failed,
            Status::Cancelled => ItemState::Cancelled,
        }
    }
}

/// What a batch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Several prompts.
    Prompts,
    /// One prompt, several seeds.
    Variations,
    /// One prompt by several models or in several styles, side by side.
    Compare,
}

impl Kind {
    /// What a batch with so many different prompts and so many different ways to make them is for.
    #[must_use]
    pub fn of(prompts: usize, ways: usize) -> Kind {
        match (prompts, ways) {
            (2.., _) => Kind::Prompts,
            (_, 2..) => Kind::Compare,
            _ => Kind::Variations,
        }
    }

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Kind::Prompts => "prompts",
            Kind::Variations => "variations",
            Kind::Compare => "compare",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Kind> {
        [Kind::Prompts, Kind::Variations, Kind::Compare].into_iter().find(|kind| kind.id() == id)
    }

    /// The cheapest plan that includes a batch of this kind and size.
    #[must_use]
    pub fn minimum_plan(self, items: usize) -> Plan {
        let for_all = self != Kind::Prompts && items <= VARIATIONS_FOR_ALL;
        if for_all { Plan::Free } else { BULK_PLAN }
    }
}

/// How many items stand in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// See [`ItemState::Waiting`].
    pub waiting: u32,
    /// See [`ItemState::Queued`].
    pub queued: u32,
    /// See [`ItemState::Processing`].
    pub processing: u32,
    /// See [`ItemState::Completed`].
    pub completed: u32,
    /// See [`ItemState::Failed`].
    pub failed: u32,
    /// See [`ItemState::Cancelled`].
    pub cancelled: u32,
}

impl Counts {
    /// Adds `count` items in `state`.
    pub fn add(&mut self, state: ItemState, count: u32) {
        *match state {
            ItemState::Waiting => &mut self.waiting,
            ItemState::Queued => &mut self.queued,
            ItemState::Processing => &mut self.processing,
            ItemState::Completed => &mut self.completed,
            ItemState::Failed => &mut self.failed,
            ItemState::Cancelled => &mut self.cancelled,
        } += count;
    }

    /// All items.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.open() + self.completed + self.failed + self.cancelled
    }

    /// Items that are not final.
    #[must_use]
    pub fn open(&self) -> u32 {
        self.waiting + self.queued + self.processing
    }

    /// Where the batch stands: as a run would that is made of its items. A batch that delivered anything is
    /// completed, whatever failed beside it.
    #[must_use]
    pub fn status(&self) -> Status {
        let begun = self.processing + self.completed + self.failed + self.cancelled > 0;
        match (self.open(), self.completed, self.failed) {
            (1.., _, _) if begun => Status::Processing,
            (1.., _, _) => Status::Queued,
            (0, 1.., _) => Status::Completed,
            (0, 0, 1..) => Status::Failed,
            (0, 0, 0) => Status::Cancelled,
        }
    }
}

/// How far the batch is, 0 to 100: the mean over its items, where a final one counts as done. `percents`
/// is the sum of the open items' progress; 100 is kept for the end.
#[must_use]
pub fn progress(counts: &Counts, percents: u64) -> u8 {
    let total = u64::from(counts.total());
    if total == 0 || counts.open() == 0 {
        return 100;
    }
    let done = 100 * (total - u64::from(counts.open())) + percents;
    u8::try_from((done / total).min(99)).unwrap_or(99)
}

/// How many items are made next, when `in_line` of the batch stand in line or run.
#[must_use]
pub fn to_make(in_line: usize) -> usize {
    IN_LINE_MAX.saturating_sub(in_line).min(CHUNK)
}

/// Whether making items is worth a transaction: a whole chunk has room, so that the end of a single item
/// does not cost one.
#[must_use]
pub fn wants_more(in_line: usize) -> bool {
    in_line + CHUNK <= IN_LINE_MAX
}

/// What a set of items costs: their exact prices, rounded up once. The hold of a batch, and of a try again.
#[must_use]
pub fn cost(prices: impl IntoIterator<Item = Ratio>) -> Credits {
    prices.into_iter().fold(Ratio::whole(0), Ratio::plus).ceil_credits()
}

/// What is charged of a hold when all items are final: the exact prices of what was delivered, rounded up
/// once, and never more than was held.
#[must_use]
pub fn charge(delivered: impl IntoIterator<Item = Ratio>, held: Credits) -> Credits {
    cost(delivered).min(held)
}
