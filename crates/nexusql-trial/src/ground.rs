//! The databases that scripts are run in, and what is cleared away between two runs.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, ErrorKind, Result};
use nexusql_db::postgres::{Session, Target, connect, error};
use nexusql_load::{RolesOf, Slot, Workspace};

use crate::{Steps, run};

/// How many roles a script may take for granted.
const ROLES_MAX: usize = 100;

/// Where scripts are run.
pub(crate) struct Ground<'a> {
    workspace: &'a Workspace,
    /// Roles that a script takes for granted.
    given: BTreeSet<String>,
    /// Databases that were there before.
    databases: BTreeSet<String>,
    /// Whether scripts may make what belongs to the whole server, so that it must be looked for between two runs.
    pub(crate) is_shared: bool,
    /// What is run in each database first.
    base: Steps,
    /// The server's major version.
    pub(crate) major: u32,
}

impl<'a> Ground<'a> {
    /// Looks at the server of `workspace`.
    pub(crate) async fn new(workspace: &'a Workspace, base: Steps) -> Result<Self> {
        let target = workspace.database(Slot::Current).await?;
        let session = connect(&target).await?;
        let sql = "select current_setting('server_version_num')::int4 / 10000";
        let rows = session.client.query_typed(sql, &[]).await.map_err(|e| error(&e))?;
        let major = rows.first().map_or(0, |row| row.get::<_, i32>(0));
        let databases = names(&session, "select datname::text from pg_catalog.pg_database").await?;
        session.close().await;
        Ok(Self {
            workspace,
            given: BTreeSet::new(),
            databases,
            is_shared: true,
            base,
            major: major.try_into().unwrap_or(0),
        })
    }

    /// Returns how a user knows the server.
    pub(crate) fn describe(&self) -> String {
        self.workspace.describe()
    }

    /// Says whether scripts may make roles and databases here.
    pub(crate) fn is_private(&self) -> bool {
        self.workspace.roles() != RolesOf::Everybody
    }

    /// Makes `role`, which scripts take for granted.
    pub(crate) async fn give(&mut self, session: &Session, role: &str) -> Result<()> {
        self.workspace.make_role(&session.client, role).await?;
        self.given.insert(role.to_owned());
        Ok(())
    }

    /// Returns a session in the database of `slot`, which holds the base and nothing else; what earlier runs made on the server is gone.
    pub(crate) async fn empty(&self, slot: Slot) -> Result<(Target, Session)> {
        self.release(slot).await?;
        self.workspace.renew(slot).await?;
        if !self.base.list.is_empty() {
            let session = self.connect(slot).await?;
            let mut psql = run::Session::default();
            for step in &self.base.list {
                psql.one(&session.client, step).await?;
            }
            session.close().await;
        }
        Ok((self.workspace.database(slot).await?, self.connect(slot).await?))
    }

    /// Drops what scripts made beside their databases, which are emptied for that.
    ///
    /// Cost: nothing if the script can have made nothing of the kind.
    pub(crate) async fn clear(&self) -> Result<()> {
        if !self.is_shared {
            return Ok(());
        }
        let session = self.connect(Slot::Current).await?;
        let databases = names(&session, "select datname::text from pg_catalog.pg_database").await?;
        let roles = names(&session, "select rolname::text from pg_catalog.pg_roles where oid >= 16384").await?;
        session.close().await;
        let databases: Vec<&String> = databases.difference(&self.databases).collect();
        let roles: Vec<&String> = roles.difference(&self.given).collect();
        if !self.is_private() || databases.is_empty() && roles.is_empty() {
            return Ok(());
        }
        for slot in [Slot::Current, Slot::Desired, Slot::Proof] {
            self.release(slot).await?;
            self.workspace.renew(slot).await?;
        }
        let session = self.connect(Slot::Current).await?;
        for database in databases {
            execute(&session, &format!("drop database {}", quote_ident(database))).await?;
        }
        for role in roles {
            execute(&session, &format!("drop role {}", quote_ident(role))).await?;
        }
        session.close().await;
        Ok(())
    }

    /// Runs a script as it is written, in an empty database, and returns that one; or why it does not run there.
    ///
    /// Roles that it takes for granted are made.
    pub(crate) async fn run_as_written(&mut self, steps: &Steps) -> Result<std::result::Result<Target, String>> {
        for _ in 0..ROLES_MAX {
            self.clear().await?;
            let (target, session) = self.empty(Slot::Current).await?;
            let answer = each(&session.client, steps).await;
            session.close().await;
            let Err(error) = answer else { return Ok(Ok(target)) };
            match missing_role(error.diagnostic()) {
                Some(role) => {
                    let session = self.connect(Slot::Current).await?;
                    self.give(&session, &role).await?;
                    session.close().await;
                }
                None if error.kind() == ErrorKind::Sql => {
                    let place = error.diagnostic().place.as_ref();
                    let place = place.map(|place| format!("line {}: ", place.line)).unwrap_or_default();
                    return Ok(Err(format!("it does not run as it was written: {place}{error}")));
                }
                None => return Err(error),
            }
        }
        Ok(Err("it takes too many roles for granted".to_owned()))
    }

    /// Returns a session in the database of `slot` as it is.
    pub(crate) async fn connect(&self, slot: Slot) -> Result<Session> {
        connect(&self.workspace.database(slot).await?).await
    }

    /// Returns where the database of `slot` is.
    pub(crate) async fn target(&self, slot: Slot) -> Result<Target> {
        self.workspace.database(slot).await
    }

    /// Lets go of what would keep the database of `slot` from being dropped.
    async fn release(&self, slot: Slot) -> Result<()> {
        let session = self.connect(slot).await?;
        let answer = execute(&session, include_str!("release.sql")).await;
        session.close().await;
        answer
    }
}

/// Sends `steps` one by one, as psql does.
pub(crate) async fn each(client: &tokio_postgres::Client, steps: &Steps) -> Result<()> {
    let mut psql = run::Session::default();
    for step in &steps.list {
        psql.one(client, step).await?;
    }
    Ok(())
}

/// Returns the role that a statement misses.
fn missing_role(said: &Diagnostic) -> Option<String> {
    if said.sqlstate.as_deref() != Some("42704") {
        return None;
    }
    let name = said.message.strip_prefix("role \"")?.strip_suffix("\" does not exist")?;
    Some(name.to_owned())
}

async fn names(session: &Session, sql: &str) -> Result<BTreeSet<String>> {
    let rows = session.client.query_typed(sql, &[]).await.map_err(|e| error(&e))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn execute(session: &Session, sql: &str) -> Result<()> {
    session.client.batch_execute(sql).await.map_err(|e| error(&e))
}
