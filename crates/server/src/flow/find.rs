//! The flow that somebody means, if they may see it.

use domain::{
    flow::{self, FlowDefinition},
    generation::request::FieldError,
    id::{FlowId, WorkspaceId},
    plan::Plan,
    time::Millis,
};

use super::{store, store::FlowRow, toolbox::InstalledTools};
use crate::{
    app::App,
    platform::db::{DbError, Reader},
};

/// The owner of flows that everybody sees.
pub(super) const INSTALLATION: &str = "installation";

/// Whose a flow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Everybody sees it; administrators keep it.
    Installation,
    /// One workspace sees and keeps it.
    Workspace(WorkspaceId),
}

impl Owner {
    /// The name used in rows.
    pub(super) fn id(self) -> String {
        match self {
            Owner::Installation => INSTALLATION.to_owned(),
            Owner::Workspace(workspace) => workspace.to_string(),
        }
    }

    fn parse(id: &str) -> Option<Owner> {
        if id == INSTALLATION { Some(Owner::Installation) } else { id.parse().ok().map(Owner::Workspace) }
    }
}

/// A custom flow in its latest version.
#[derive(Clone, Debug)]
pub struct Found {
    /// `flw_…`
    pub id: FlowId,
    /// Whose it is.
    pub owner: Owner,
    /// Whether a file keeps it.
    pub is_file: bool,
    /// The number of the version.
    pub version: u32,
    /// When that version was saved.
    pub updated_at: Millis,
    /// When it was archived: it cannot be run any more.
    pub archived_at: Option<Millis>,
    /// What it is.
    pub definition: FlowDefinition,
    /// What is allowed but will not work as it stands.
    pub warnings: Vec<FieldError>,
}

impl Found {
    /// The cheapest plan that may run it: one's own flows are part of a plan themselves.
    #[must_use]
    pub fn plan_needed(&self) -> Plan {
        match self.owner {
            Owner::Installation => self.definition.minimum_plan,
            Owner::Workspace(_) => self.definition.minimum_plan.max(Plan::CUSTOM_FLOWS),
        }
    }
}

/// A stored flow that this version of the product cannot read any more is left out, and told to the
/// operator: its runs stay, and saving it again says what to change. Whether it can run is said as `viewer` finds it.
pub(super) fn found(app: &App, viewer: Option<WorkspaceId>, row: FlowRow) -> Option<Found> {
    let document = serde_json::from_str(&row.definition).ok()?;
    let owner = Owner::parse(&row.owner)?;
    match flow::read(&document, &InstalledTools::of(app, viewer)) {
        Ok(read) => Some(Found {
            id: row.id,
            owner,
            is_file: row.origin == "file",
            version: row.version,
            updated_at: row.updated_at,
            archived_at: row.archived_at,
            definition: read.definition,
            warnings: read.warnings,
        }),
        Err(mistakes) => {
            let first = mistakes.first().map_or_else(String::new, |mistake| mistake.message.clone());
            tracing::warn!(flow = %row.id, first, "a stored flow does not fit this version");
            None
        }
    }
}

/// The flow of this id, or with this name in its definition, if the workspace may see it: its own come
/// before the installation's. Archived ones are found by their id only.
///
/// # Errors
/// [`DbError`].
pub async fn find(app: &App, workspace: WorkspaceId, id: &str) -> Result<Option<Found>, DbError> {
    let row = app.db.read(|reader| row(reader, workspace, id)).await?;
    Ok(row.and_then(|row| found(app, Some(workspace), row)))
}

pub(super) fn row(reader: &Reader<'_>, workspace: WorkspaceId, id: &str) -> Result<Option<FlowRow>, DbError> {
    row_for(reader, Some(workspace), id)
}

/// As [`row`], also for somebody without a session.
pub(super) fn row_for(
    reader: &Reader<'_>,
    workspace: Option<WorkspaceId>,
    id: &str,
) -> Result<Option<FlowRow>, DbError> {
    let own = workspace.map(|workspace| Owner::Workspace(workspace).id());
    if let Ok(id) = id.parse::<FlowId>() {
        let row = store::by_id(reader, id)?;
        return Ok(row.filter(|row| Some(&row.owner) == own.as_ref() || row.owner == INSTALLATION));
    }
    let mine = own.map(|own| store::by_slug(reader, &own, id)).transpose()?.flatten();
    match mine {
        Some(row) => Ok(Some(row)),
        None => store::by_slug(reader, INSTALLATION, id),
    }
}

/// Everything a workspace sees, its own first.
pub(super) fn visible(reader: &Reader<'_>, workspace: Option<WorkspaceId>) -> Result<Vec<FlowRow>, DbError> {
    let mut rows = match workspace {
        Some(workspace) => store::of_owner(reader, &Owner::Workspace(workspace).id())?,
        None => Vec::new(),
    };
    rows.extend(store::of_owner(reader, INSTALLATION)?);
    Ok(rows)
}
