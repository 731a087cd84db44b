//! Flows and models: read from `catalog/*.toml`, compiled in, shown to everyone.
//!
//! Owns no table. `domain::catalog` has the types and the rules between entries; a mistake in a file
//! stops the start with the place named ([`load`]). Which models can be had is decided by [`Offers`]. Prices
//! come from [`crate::quote`]; here is only the range a flow starts from.

mod file;
mod offer;
mod view;

use domain::{catalog::Flow, id::WorkspaceId};
pub use file::load;
pub use offer::{NotOffered, Offers, OwnKeys, concerns, report};
pub(crate) use view::typical_cost;
pub use view::{FlowView, OptionsView};

use crate::{app::App, planning};

/// The models that somebody can have: with a session, also what the own keys of their workspace reach.
#[must_use]
pub fn offers(app: &App, workspace: Option<WorkspaceId>) -> Offers<'_> {
    workspace.map_or_else(|| Offers::of(app), |workspace| Offers::of_workspace(app, workspace))
}

/// The flows that ship, as people see them, in the gallery's order.
#[must_use]
pub fn shipped(app: &App, viewer: Option<WorkspaceId>) -> Vec<FlowView> {
    let offers = offers(app, viewer);
    app.catalog.flows.iter().filter_map(|flow| one(app, &offers, flow)).collect()
}

/// One of them.
#[must_use]
pub fn shipped_one(app: &App, viewer: Option<WorkspaceId>, id: &str) -> Option<FlowView> {
    app.catalog.flow(id).and_then(|flow| one(app, &offers(app, viewer), flow))
}

fn one(app: &App, offers: &Offers<'_>, flow: &Flow) -> Option<FlowView> {
    let takes_files = flow.agent || planning::takes_files(app, flow);
    view::flow(offers, flow).map(|view| FlowView { takes_files, ..view })
}
