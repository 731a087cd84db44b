//! Saving: a flow, its next version, and hiding it.

use domain::{
    flow::{self, Read},
    generation::request::FieldError,
    id::FlowId,
    plan::Plan,
};
use serde_json::Value;

use super::{
    FLOWS_MAX,
    document::{self, Document},
    find::{self, Found, Owner},
    store::{self, NewVersion},
    toolbox::InstalledTools,
};
use crate::{app::App, auth::Caller, platform::db::DbError};

/// Why nothing was saved.
#[derive(Debug)]
pub(super) enum SaveError {
    /// Custom flows are part of another plan.
    PlanRequired,
    /// What was sent is wrong.
    Invalid(Vec<FieldError>),
    /// There is no such flow, or it is somebody else's.
    NotFound,
    /// A file keeps it.
    KeptByFile,
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for SaveError {
    fn from(error: DbError) -> Self {
        SaveError::Db(error)
    }
}

fn invalid(path: &str, code: &'static str, message: impl Into<String>) -> SaveError {
    SaveError::Invalid(vec![FieldError::new(path, code, message)])
}

/// Reads what was sent.
pub(super) fn read(app: &App, by: Caller, given: &Value) -> Result<(Document, Read), Vec<FieldError>> {
    let document = document::of_value(given).map_err(|mistake| vec![mistake])?;
    let read = flow::read(&document.value, &InstalledTools::of(app, Some(by.workspace_id)))?;
    Ok((document, read))
}

fn new_version(app: &App, caller: Caller, document: Document) -> NewVersion {
    let definition = document.value.to_string();
    NewVersion { definition, source: document.source, by: Some(caller.user_id), now: app.env.now() }
}

fn may_keep(caller: Caller, owner: Owner) -> Result<(), SaveError> {
    match owner {
        Owner::Installation if !caller.is_admin => {
            Err(invalid("installation", "not_allowed", "Only administrators make flows for everybody."))
        }
        Owner::Workspace(_) if caller.plan < Plan::CUSTOM_FLOWS => Err(SaveError::PlanRequired),
        _ => Ok(()),
    }
}

/// Saves a new flow.
pub(super) async fn create(
    app: &App,
    caller: Caller,
    given: &Value,
    owner: Owner,
) -> Result<Found, SaveError> {
    may_keep(caller, owner)?;
    let (document, read) = read(app, caller, given).map_err(SaveError::Invalid)?;
    let slug = read.definition.id;
    if app.catalog.flow(&slug).is_some() {
        return Err(invalid(
            "id",
            "duplicate",
            format!("`{slug}` is the id of a flow that ships. Choose another."),
        ));
    }
    let (id, version) = (app.env.new_id(), new_version(app, caller, document));
    let row = app
        .db
        .write(move |tx| {
            let owner = owner.id();
            if store::by_slug(tx, &owner, &slug)?.is_some() {
                let message = format!("There is a flow `{slug}` already. Save this as its new version.");
                return Err(invalid("id", "duplicate", message));
            }
            if store::count(tx, &owner)? >= FLOWS_MAX {
                let message = format!("There are {FLOWS_MAX} flows already. Archive one first.");
                return Err(invalid("", "too_many", message));
            }
            store::insert(tx, id, &owner, &slug, "api", &version)?;
            store::by_id(tx, id)?.ok_or(SaveError::NotFound)
        })
        .await?;
    find::found(app, Some(caller.workspace_id), row).ok_or(SaveError::NotFound)
}

/// The flow, if the caller may change it.
async fn changeable(app: &App, caller: Caller, id: &str) -> Result<Found, SaveError> {
    let found = find::find(app, caller.workspace_id, id).await?;
    let found = found.filter(|found| found.archived_at.is_none()).ok_or(SaveError::NotFound)?;
    match found.owner {
        _ if found.is_file => Err(SaveError::KeptByFile),
        // It can be seen, so nothing is hidden by saying why not.
        Owner::Installation if !caller.is_admin => may_keep(caller, Owner::Installation).map(|()| found),
        _ => Ok(found),
    }
}

/// Saves the next version of a flow. The same definition again changes nothing.
pub(super) async fn change(app: &App, caller: Caller, id: &str, given: &Value) -> Result<Found, SaveError> {
    let before = changeable(app, caller, id).await?;
    may_keep(caller, before.owner)?;
    let (document, read) = read(app, caller, given).map_err(SaveError::Invalid)?;
    if read.definition.id != before.definition.id {
        let message = format!("This is a new version of `{}`: its id stays.", before.definition.id);
        return Err(invalid("id", "changed", message));
    }
    let (id, version) = (before.id, new_version(app, caller, document));
    let row = app
        .db
        .write(move |tx| {
            let latest = store::by_id(tx, id)?.filter(|row| row.archived_at.is_none());
            let latest = latest.ok_or(SaveError::NotFound)?;
            if latest.definition != version.definition {
                store::next(tx, id, latest.version + 1, &version)?;
            }
            store::by_id(tx, id)?.ok_or(SaveError::NotFound)
        })
        .await?;
    find::found(app, Some(caller.workspace_id), row).ok_or(SaveError::NotFound)
}

/// Hides a flow: it cannot be run any more, and its runs and versions can still be read. On every plan.
pub(super) async fn archive(app: &App, caller: Caller, id: &str) -> Result<(), SaveError> {
    let found = changeable(app, caller, id).await?;
    let (id, now): (FlowId, _) = (found.id, app.env.now());
    app.db.write(move |tx| store::archive(tx, id, now).map(drop)).await.map_err(SaveError::Db)
}
