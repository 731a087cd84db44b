//! Whether somebody may run a flow by the plan they are on: the one place where that is decided.
//!
//! It is asked for a new run, for its price, and again when something of an earlier run or batch is made once
//! more: what was allowed then may not be part of the plan any more.

use domain::{catalog::Flow, plan::Plan};

use super::CheckError;
use crate::{app::App, auth::Caller, flow};

/// A flow that the caller's plan includes.
#[derive(Debug)]
pub enum Entitled<'a> {
    /// One that ships.
    Shipped(&'a Flow),
    /// A custom one, in its latest version; it may be archived.
    Custom(Box<flow::Found>),
}

/// The flow of this id, if the caller sees it and their plan includes it.
///
/// # Errors
/// [`CheckError::UnknownFlow`], [`CheckError::PlanRequired`] with the cheapest plan that includes it, or
/// [`CheckError::Db`].
pub async fn entitled<'a>(app: &'a App, caller: Caller, flow_id: &str) -> Result<Entitled<'a>, CheckError> {
    if let Some(flow) = app.catalog.flow(flow_id) {
        return includes(caller.plan, flow.minimum_plan).map(|()| Entitled::Shipped(flow));
    }
    let found = flow::find(app, caller.workspace_id, flow_id).await?.ok_or(CheckError::UnknownFlow)?;
    includes(caller.plan, found.plan_needed()).map(|()| Entitled::Custom(Box::new(found)))
}

fn includes(plan: Plan, needed: Plan) -> Result<(), CheckError> {
    if plan < needed { Err(CheckError::PlanRequired(needed)) } else { Ok(()) }
}
