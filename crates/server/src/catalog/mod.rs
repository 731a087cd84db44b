//! Flows and models: read from `catalog/*.toml`, compiled in, shown to everyone.
//!
//! Owns no table. `domain::catalog` has the types and the rules between entries; a mistake in a file
//! stops the start with the place named ([`load`]). Which models can be had is decided by [`Offers`]. Prices
//! come from [`crate::quote`]; here is only the range a flow starts from.

mod file;
mod offer;
mod view;

use domain::catalog::Flow;
pub use file::load;
pub use offer::{NotOffered, Offers, concerns, report};
pub(crate) use view::typical_cost;
pub use view::{FlowView, OptionsView};

use crate::{app::App, planning};

/// The flows that ship, as people see them, in the gallery's order.
#[must_use]
pub fn shipped(app: &App) -> Vec<FlowView> {
    app.catalog.flows.iter().filter_map(|flow| one(app, flow)).collect()
}

/// One of them.
#[must_use]
pub fn shipped_one(app: &App, id: &str) -> Option<FlowView> {
    app.catalog.flow(id).and_then(|flow| one(app, flow))
}

fn one(app: &App, flow: &Flow) -> Option<FlowView> {
    let takes_files = flow.agent || planning::takes_files(app, flow);
    view::flow(&Offers::of(app), flow).map(|view| FlowView { takes_files, ..view })
}
