//! Where text is loaded: a private engine, or databases of our own on a server that the user named.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::{Target, connect, error};
use nexusql_engine::{Engine, EngineOptions, Scratch};
use tokio::sync::Mutex;

/// Which of a workspace's databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The schema as it is.
    Current,
    /// The schema as it shall be.
    Desired,
    /// Where a migration is tried.
    Proof,
}

impl Slot {
    /// Returns the name of its database in a private scratch.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Desired => "desired",
            Self::Proof => "proof",
        }
    }
}

/// Whose the roles on a server are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolesOf {
    /// They belong to databases that are not ours too.
    Everybody,
    /// The two schemas that are compared share them.
    TwoSchemas,
    /// They belong to one schema.
    OneSchema,
}

/// Where text is loaded.
pub enum Workspace {
    /// A private server for both schemas, gone when the value is.
    Private(Scratch),
    /// A private server for one schema with its roles, gone when the value is.
    Alone(Scratch),
    /// Databases on a server of the user's, dropped by [`Workspace::close`].
    OnServer(Box<OnServer>),
}

/// Databases and roles that were made on a server of the user's.
pub struct OnServer {
    target: Target,
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    databases: BTreeMap<Slot, String>,
    /// What sessions of these databases say at their beginning, so that no foreign table is read or written.
    options: Option<String>,
    roles: BTreeSet<String>,
}

impl Workspace {
    /// Starts a private server of `engine`.
    ///
    /// Errors: as [`Scratch::start`].
    pub fn private(engine: &Engine, options: &EngineOptions) -> Result<Self> {
        Scratch::start(engine, options).map(Self::Private)
    }

    /// Starts a private server of `engine` for one schema, whose roles belong to it.
    ///
    /// Errors: as [`Scratch::start`].
    pub fn alone(engine: &Engine, options: &EngineOptions) -> Result<Self> {
        Scratch::start(engine, options).map(Self::Alone)
    }

    /// Uses the server of `target`; nothing is made there until it is needed.
    pub fn on_server(target: Target) -> Self {
        Self::OnServer(Box::new(OnServer { target, made: Mutex::default() }))
    }

    /// Returns how a user knows it: `PostgreSQL 18.4 (private)`.
    pub fn describe(&self) -> String {
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                format!("PostgreSQL {} (private)", scratch.engine().version)
            }
            Self::OnServer(server) => format!("a scratch database on {}", server.target),
        }
    }

    /// Returns whose the roles on it are.
    pub fn roles(&self) -> RolesOf {
        match self {
            Self::Private(_) => RolesOf::TwoSchemas,
            Self::Alone(_) => RolesOf::OneSchema,
            Self::OnServer(_) => RolesOf::Everybody,
        }
    }

    /// Returns how to connect to the database of `slot`, made if it is not there yet.
    ///
    /// Errors: [`ErrorKind::Server`], code `scratch-refused`, if the server lets us make none.
    pub async fn database(&self, slot: Slot) -> Result<Target> {
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                Target::parse(&scratch.connection_string(slot.name()))?.with_environment(&|_| None)
            }
            Self::OnServer(server) => server.database(slot).await,
        }
    }

    /// Empties the database of `slot`.
    ///
    /// Errors: as [`Workspace::database`].
    pub async fn renew(&self, slot: Slot) -> Result<()> {
        let name = match self {
            Self::Private(_) | Self::Alone(_) => slot.name().to_owned(),
            Self::OnServer(_) => self.database(slot).await?.database.unwrap_or_default(),
        };
        let other = match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                Target::parse(&scratch.connection_string("postgres"))?.with_environment(&|_| None)?
            }
            Self::OnServer(server) => server.target.clone(),
        };
        let session = connect(&other).await?;
        let name = quote_ident(&name);
        for sql in [format!("drop database {name} with (force)"), format!("create database {name} template template0")]
        {
            session.client.batch_execute(&sql).await.map_err(|e| refused(error(&e)))?;
        }
        session.close().await;
        Ok(())
    }

    /// Notes that a script made `role`, so that it can be dropped at the end.
    pub(crate) async fn note_role(&self, role: &str) {
        if let Self::OnServer(server) = self {
            server.made.lock().await.roles.insert(role.to_owned());
        }
    }

    /// Removes everything that was made; to be called on failure too.
    ///
    /// Errors: [`ErrorKind::Connection`] or [`ErrorKind::Server`] with what was left behind.
    pub async fn close(self) -> Result<()> {
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                drop(scratch);
                Ok(())
            }
            Self::OnServer(mut server) => remove(&server.target, std::mem::take(server.made.get_mut())).await,
        }
    }
}

impl OnServer {
    async fn database(&self, slot: Slot) -> Result<Target> {
        let mut made = self.made.lock().await;
        let name = match made.databases.get(&slot) {
            Some(name) => name.clone(),
            None => {
                let name = format!("nexusql_scratch_{:016x}", random());
                let session = connect(&self.target).await?;
                let sql = format!("create database {} template template0", quote_ident(&name));
                session.client.batch_execute(&sql).await.map_err(|e| refused(error(&e)))?;
                made.databases.insert(slot, name.clone());
                if made.options.is_none() {
                    made.options = Some(self.session_options(&session.client).await?);
                }
                name
            }
        };
        Ok(Target { database: Some(name), options: made.options.clone(), ..self.target.clone() })
    }

    /// Returns the options of the target, and one more where the server knows it.
    ///
    /// Version: 13.16, 14.13, 15.8, 16.4, 17.
    async fn session_options(&self, client: &tokio_postgres::Client) -> Result<String> {
        let sql = "select from pg_catalog.pg_settings where name = 'restrict_nonsystem_relation_kind'";
        let known = !client.query_typed(sql, &[]).await.map_err(|e| error(&e))?.is_empty();
        let ours = if known { "-c restrict_nonsystem_relation_kind=foreign-table" } else { "" };
        Ok([self.target.options.as_deref().unwrap_or(""), ours].join(" ").trim().to_owned())
    }
}

impl Drop for OnServer {
    /// Removes what [`Workspace::close`] did not, as far as it can.
    fn drop(&mut self) {
        let made = std::mem::take(self.made.get_mut());
        if made.databases.is_empty() && made.roles.is_empty() {
            return;
        }
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
    let session = connect(target).await?;
    let mut first = None;
    let databases =
        made.databases.values().map(|name| format!("drop database if exists {} with (force)", quote_ident(name)));
    let roles = made.roles.iter().map(|name| format!("drop role if exists {}", quote_ident(name)));
    for sql in databases.chain(roles) {
        if let Err(e) = session.client.batch_execute(&sql).await {
            first.get_or_insert_with(|| error(&e).map(|d| d.with_hint(format!("Run yourself: {sql};"))));
        }
    }
    first.map_or(Ok(()), Err)
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
