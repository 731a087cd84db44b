//! Providers as operators and vendors see them: their keys and breakers, the switch that pauses one, and
//! the address where they announce that work has ended.
//!
//! Owns no table: whether a provider is paused is a fact of its lane ([`crate::platform::jobs`]), the rest
//! is asked of the adapters of this process. Another process may see other breakers and loads.
//!
//! An announcement is believed only when it is signed, and is even then only a hint: whoever polls the
//! request in this process asks now. Other processes, and requests whose submit has not been answered yet,
//! find the same at their next look, so an announcement that is lost, repeated or late changes nothing.

mod direct;
mod http;
mod view;
mod webhook;

pub use direct::{client, start_direct};
use domain::catalog::{Catalog, Model};
pub use http::admin_routes;
pub use webhook::routes;

/// The models that a provider runs.
fn models_of<'a>(catalog: &'a Catalog, provider: &'a str) -> impl Iterator<Item = &'a Model> {
    catalog.models.iter().filter(move |model| model.provider == provider)
}
