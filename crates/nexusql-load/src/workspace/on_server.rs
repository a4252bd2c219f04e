//! Databases and roles of ours on a server of the user's: made, marked, removed, and found again after a run was killed.
//!
//! A run has a number. Its databases bear it in their names and its roles in their comments, and for as long as the run
//! lives, a session of it holds the advisory lock of that number. What bears a number that nobody holds is a leftover.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::{Session, Target, connect, error};
use tokio::sync::Mutex;
use tokio_postgres::Client;

use super::Slot;

/// How the names of all our databases and the comments of all our roles begin.
const PREFIX: &str = "nexusql_scratch_";
/// What is said where a role may not make others.
const CREATEROLE: &str = "Grant CREATEROLE to the role of --scratch, make the role there yourself, or leave --scratch out to use a private engine.";

/// Databases and roles that were made on a server of the user's.
pub struct OnServer {
    target: Target,
    mark: String,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    /// Holds the lock that says that this run lives.
    keeper: Option<Session>,
    databases: BTreeMap<Slot, String>,
    /// What sessions of these databases say at their beginning, so that no foreign table is read or written.
    options: Option<String>,
    roles: BTreeSet<String>,
}

impl OnServer {
    /// Nothing is made on the server of `target` until it is needed.
    pub(super) fn new(target: Target) -> Self {
        Self { target, mark: format!("{PREFIX}{:016x}", random()), made: Mutex::default() }
    }

    /// Returns how a user knows it: `your server db.example.org:5432`.
    pub(super) fn describe(&self) -> String {
        let host = |host: &nexusql_db::postgres::Host| format!("{}:{}", host.name, host.port.unwrap_or(5432));
        format!("your server {}", self.target.hosts.iter().map(host).collect::<Vec<_>>().join(","))
    }

    /// Returns how to connect to the database of `slot`, made if it is not there yet.
    pub(super) async fn database(&self, slot: Slot) -> Result<Target> {
        let mut made = self.made.lock().await;
        if made.keeper.is_none() {
            made.keeper = Some(self.begin().await?);
        }
        let name = format!("{}_{}", self.mark, slot.name());
        if !made.databases.contains_key(&slot)
            && let Some(keeper) = &made.keeper
        {
            let sql = format!("create database {} template template0", quote_ident(&name));
            keeper.client.batch_execute(&sql).await.map_err(|e| refused(error(&e)))?;
            if made.options.is_none() {
                made.options = Some(self.session_options(&keeper.client).await?);
            }
            made.databases.insert(slot, name.clone());
        }
        Ok(Target { database: Some(name), options: made.options.clone(), ..self.target.clone() })
    }

    /// Empties the database of `slot`.
    pub(super) async fn renew(&self, slot: Slot) -> Result<()> {
        let name = self.made.lock().await.databases.remove(&slot);
        if let Some(name) = name {
            let session = connect(&self.target).await?;
            drop_database(&self.target, &session.client, &name).await?;
            session.close().await;
        }
        self.database(slot).await.map(|_| ())
    }

    /// Returns the options of the target, and one more where the server knows it.
    ///
    /// Version: 13.16, 14.13, 15.8, 16.4, 17.
    async fn session_options(&self, client: &Client) -> Result<String> {
        let sql = "select from pg_catalog.pg_settings where name = 'restrict_nonsystem_relation_kind'";
        let known = !client.query_typed(sql, &[]).await.map_err(|e| error(&e))?.is_empty();
        let ours = if known { "-c restrict_nonsystem_relation_kind=foreign-table" } else { "" };
        Ok([self.target.options.as_deref().unwrap_or(""), ours].join(" ").trim().to_owned())
    }

    /// Opens the session that says that this run lives, and removes what dead ones left.
    async fn begin(&self) -> Result<Session> {
        let keeper = connect(&self.target).await?;
        // It says nothing for as long as the run lasts.
        let patience = "select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings
                        where name in ('idle_session_timeout', 'statement_timeout')";
        let lock = "select pg_catalog.pg_advisory_lock(('x' || $1)::bit(64)::bigint)";
        let number = self.mark.trim_start_matches(PREFIX);
        keeper.client.batch_execute(patience).await.map_err(|e| error(&e))?;
        keeper.client.query(lock, &[&number]).await.map_err(|e| error(&e))?;
        self.sweep(&keeper.client).await;
        Ok(keeper)
    }

    /// Removes what runs have left that were killed. What cannot be removed stays for a later run: another one may be at it
    /// just now, or somebody has come to use a role.
    async fn sweep(&self, client: &Client) {
        let rows = client.query(include_str!("leftovers.sql"), &[]).await.unwrap_or_default();
        for row in rows {
            let (kind, name): (String, String) = (row.get(0), row.get(1));
            let _ = match kind.as_str() {
                "database" => drop_database(&self.target, client, &name).await,
                _ => drop_role(client, &name).await,
            };
        }
    }

    /// Marks a role that the session of `client` has just made as one to drop.
    pub(super) async fn note_role(&self, client: &Client, role: &str) -> Result<()> {
        self.made.lock().await.roles.insert(role.to_owned());
        let sql = format!("comment on role {} is {}", quote_ident(role), quote_literal(&self.mark));
        client.batch_execute(&sql).await.map_err(|e| error(&e))
    }

    /// Removes everything that was made.
    pub(super) async fn close(mut self) -> Result<()> {
        remove(&self.target, std::mem::take(self.made.get_mut())).await
    }
}

impl Drop for OnServer {
    /// Removes what [`OnServer::close`] did not, as far as it can.
    fn drop(&mut self) {
        let mut made = std::mem::take(self.made.get_mut());
        if made.databases.is_empty() && made.roles.is_empty() {
            return;
        }
        // The session belongs to a runtime that may be at its end; another one does the work.
        made.keeper = None;
        let target = self.target.clone();
        let worker = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                let _ = runtime.block_on(remove(&target, made));
            }
        });
        let _ = worker.join();
    }
}

async fn remove(target: &Target, made: Made) -> Result<()> {
    if made.databases.is_empty() && made.roles.is_empty() {
        return Ok(());
    }
    let session = match made.keeper {
        Some(keeper) if !keeper.client.is_closed() => keeper,
        _ => connect(target).await?,
    };
    let mut first = None;
    for name in made.databases.values() {
        if let Err(error) = drop_database(target, &session.client, name).await {
            let hint = format!("Run yourself: drop database {} with (force);", quote_ident(name));
            first.get_or_insert_with(|| error.map(|d| d.with_hint(hint)));
        }
    }
    for role in &made.roles {
        if let Err(error) = drop_role(&session.client, role).await {
            // Another run uses it too; whoever comes after both drops it.
            let in_use = error.diagnostic().sqlstate.as_deref() == Some("2BP01");
            let hint = format!("Run yourself: drop role {};", quote_ident(role));
            if !in_use {
                first.get_or_insert_with(|| error.map(|d| d.with_hint(hint)));
            }
        }
    }
    session.close().await;
    first.map_or(Ok(()), Err)
}

async fn drop_database(target: &Target, client: &Client, name: &str) -> Result<()> {
    let sql = format!("drop database if exists {} with (force)", quote_ident(name));
    let Err(cause) = client.batch_execute(&sql).await else { return Ok(()) };
    let cause = error(&cause);
    if cause.diagnostic().sqlstate.as_deref() != Some("55006") {
        return Err(cause);
    }
    // A database with subscriptions cannot be dropped.
    drop_subscriptions(&Target { database: Some(name.to_owned()), ..target.clone() }).await?;
    client.batch_execute(&sql).await.map_err(|e| error(&e))
}

/// Drops the subscriptions of the database of `target`, and leaves alone whatever they had on other servers.
async fn drop_subscriptions(target: &Target) -> Result<()> {
    let session = connect(target).await?;
    let sql = "select s.subname::text from pg_catalog.pg_subscription s
               join pg_catalog.pg_database d on d.oid = s.subdbid where d.datname = pg_catalog.current_database()";
    let rows = session.client.query(sql, &[]).await.map_err(|e| error(&e))?;
    for row in rows {
        let name = quote_ident(&row.get::<_, String>(0));
        for sql in [
            format!("alter subscription {name} disable"),
            format!("alter subscription {name} set (slot_name = none)"),
            format!("drop subscription {name}"),
        ] {
            session.client.batch_execute(&sql).await.map_err(|e| error(&e))?;
        }
    }
    session.close().await;
    Ok(())
}

async fn drop_role(client: &Client, name: &str) -> Result<()> {
    client.batch_execute(&format!("drop role if exists {}", quote_ident(name))).await.map_err(|e| error(&e))
}

/// Returns `error` with advice, if it is that the scratch server's role may not make roles.
pub(super) fn no_createrole(error: Error) -> Error {
    if error.diagnostic().sqlstate.as_deref() != Some("42501") {
        return error;
    }
    error.map(|diagnostic| diagnostic.with_hint(CREATEROLE))
}

fn refused(error: Error) -> Error {
    if error.diagnostic().sqlstate.as_deref() != Some("42501") {
        return error;
    }
    let diagnostic = Diagnostic::error("scratch-refused", "the scratch server does not let this role make databases")
        .with_sqlstate("42501")
        .with_hint("Grant CREATEDB to the role, or leave --scratch out to use a private engine.");
    Error::new(ErrorKind::Server, diagnostic)
}

/// Returns a number that no other run has, from the seed that the standard library takes from the system.
fn random() -> u64 {
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}
