//! The SQL of accounts.

use domain::{
    id::{UserId, WorkspaceId},
    plan::Plan,
    pricing::Region,
    time::Millis,
};

use super::{Name, NewAccount, Role, Standing, User};
use crate::{
    params,
    platform::db::{DbError, FromColumn, Reader, Row, Tx},
};

const USER_BY_ID: &str = "SELECT u.id, u.email, u.name, u.role, u.personal_workspace_id, w.plan, u.created_at, \
     u.use_cache FROM users u JOIN workspaces w ON w.id = u.personal_workspace_id WHERE u.id = $1";
const USER_BY_EMAIL: &str = "SELECT u.id, u.email, u.name, u.role, u.personal_workspace_id, w.plan, u.created_at, \
     u.use_cache FROM users u JOIN workspaces w ON w.id = u.personal_workspace_id WHERE u.email = $1";
const PLAN: &str = "SELECT plan FROM workspaces WHERE id = $1";
const STANDING: &str =
    "SELECT w.plan, u.role, w.region FROM users u, workspaces w WHERE u.id = $1 AND w.id = $2";
const SET_PLAN: &str = "UPDATE workspaces SET plan = $2 WHERE id = $1";
const SET_REGION: &str = "UPDATE workspaces SET region = $2 WHERE id = $1";
const INSERT_WORKSPACE: &str = "INSERT INTO workspaces (id, name, plan, created_at) VALUES ($1, $2, $3, $4)";
const INSERT_USER: &str = "INSERT INTO users (id, email, name, role, personal_workspace_id, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (email) DO NOTHING";
const CHANGE: &str = "UPDATE users SET name = coalesce($2, name), use_cache = coalesce($3, use_cache), \
     updated_at = $4 WHERE id = $1";

// Identifiers sort by the time they were made at.
const MADE: &str = "SELECT CAST(count(*) AS BIGINT) FROM users WHERE id >= $1 AND id < $2";

struct PlanColumn(Plan);

impl FromColumn for PlanColumn {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        let text = String::from_column(row, column)?;
        Plan::parse(&text).map(PlanColumn).ok_or(DbError::Column { column, expected: "a plan" })
    }
}

impl FromColumn for Role {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        let text = String::from_column(row, column)?;
        Role::parse(&text).ok_or(DbError::Column { column, expected: "a role" })
    }
}

fn read_user(row: &Row<'_>) -> Result<User, DbError> {
    Ok(User {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role: row.get(3)?,
        workspace_id: row.get(4)?,
        plan: row.get::<PlanColumn>(5)?.0,
        created_at: row.get(6)?,
        use_cache: row.get(7)?,
    })
}

pub(super) fn user_by_id(reader: &Reader<'_>, id: UserId) -> Result<Option<User>, DbError> {
    reader.query_opt(USER_BY_ID, params![id], read_user)
}

pub(super) fn user_by_email(reader: &Reader<'_>, email: &str) -> Result<Option<User>, DbError> {
    reader.query_opt(USER_BY_EMAIL, params![email], read_user)
}

pub(super) fn made_between(reader: &Reader<'_>, start: Millis, end: Millis) -> Result<i64, DbError> {
    let from = |at: Millis| UserId::from_parts(at, [0; 10]);
    reader.query_one(MADE, params![from(start), from(end)], |row| row.get(0))
}

pub(super) fn plan(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Plan, DbError> {
    reader.query_one(PLAN, params![workspace], |row| Ok(row.get::<PlanColumn>(0)?.0))
}

pub(super) fn set_plan(tx: &mut Tx<'_>, workspace: WorkspaceId, plan: Plan) -> Result<bool, DbError> {
    Ok(tx.execute(SET_PLAN, params![workspace, plan.id()])? == 1)
}

/// A region as its column has it; a value that is none counts as nothing said.
fn region(column: Option<String>) -> Option<Region> {
    column.as_deref().and_then(Region::parse)
}

pub(super) fn set_region(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    region: Option<Region>,
) -> Result<bool, DbError> {
    Ok(tx.execute(SET_REGION, params![workspace, region.as_ref().map(Region::id)])? == 1)
}

pub(super) fn standing(
    reader: &Reader<'_>,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<Option<Standing>, DbError> {
    reader.query_opt(STANDING, params![user, workspace], |row| {
        Ok(Standing { plan: row.get::<PlanColumn>(0)?.0, role: row.get(1)?, region: region(row.get(2)?) })
    })
}

pub(super) fn insert_workspace(tx: &mut Tx<'_>, account: &NewAccount) -> Result<(), DbError> {
    let name = format!("{}'s workspace", account.name.as_str());
    let plan = Plan::default().id();
    tx.execute(INSERT_WORKSPACE, params![account.workspace_id, name, plan, account.created_at]).map(drop)
}

/// Whether the user was inserted: false when the address is taken.
pub(super) fn insert_user(tx: &mut Tx<'_>, account: &NewAccount) -> Result<bool, DbError> {
    let rows = tx.execute(
        INSERT_USER,
        params![
            account.user_id,
            account.email.as_str(),
            account.name.as_str(),
            account.role.id(),
            account.workspace_id,
            account.created_at,
        ],
    )?;
    Ok(rows == 1)
}

/// Writes what is named and leaves the rest; whether there is such a user.
pub(super) fn change(
    tx: &mut Tx<'_>,
    id: UserId,
    name: Option<&Name>,
    use_cache: Option<bool>,
    now: Millis,
) -> Result<bool, DbError> {
    Ok(tx.execute(CHANGE, params![id, name.map(Name::as_str), use_cache, now])? == 1)
}

/// A workspace as the first release wrote it, for tests of migrations.
#[cfg(test)]
pub(crate) const OLD_WORKSPACE: &str =
    "INSERT INTO workspaces VALUES ('wsp_01h455vb4pex5vsknk084sn02q', 'Old', 'free', 1);";
