//! Where text is loaded: a private engine, or databases of our own on a server that the user named.

mod on_server;

use nexusql_base::Result;
use nexusql_base::name::quote_ident;
use nexusql_db::postgres::{Target, connect, error};
use nexusql_engine::{Engine, EngineOptions, Scratch};
use tokio_postgres::Client;

pub use on_server::OnServer;

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
        Self::OnServer(Box::new(OnServer::new(target)))
    }

    /// Returns how a user knows it: `PostgreSQL 18.4 (private)`.
    pub fn describe(&self) -> String {
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                format!("PostgreSQL {} (private)", scratch.engine().version)
            }
            Self::OnServer(server) => server.describe(),
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
    /// Errors: [`nexusql_base::ErrorKind::Server`], code `scratch-refused`, if the server lets us make none.
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
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                let target = Target::parse(&scratch.connection_string("postgres"))?.with_environment(&|_| None)?;
                let session = connect(&target).await?;
                let name = quote_ident(slot.name());
                for sql in
                    [format!("drop database {name} with (force)"), format!("create database {name} template template0")]
                {
                    session.client.batch_execute(&sql).await.map_err(|e| error(&e))?;
                }
                session.close().await;
                Ok(())
            }
            Self::OnServer(server) => server.renew(slot).await,
        }
    }

    /// Makes `role` without rights in the session of `client`; one that is there will do.
    ///
    /// Errors: [`nexusql_base::ErrorKind::Server`] if the server lets us make none.
    pub async fn make_role(&self, client: &Client, role: &str) -> Result<()> {
        match client.batch_execute(&format!("create role {} nologin", quote_ident(role))).await {
            Ok(()) => self.note_role(client, role).await,
            Err(cause) => match error(&cause) {
                // Two sources that are loaded at once may both make it: 23505 is the loser's answer.
                raced if matches!(raced.diagnostic().sqlstate.as_deref(), Some("42710" | "23505")) => Ok(()),
                other if self.roles() == RolesOf::Everybody => Err(on_server::no_createrole(other)),
                other => Err(other),
            },
        }
    }

    /// Notes that the session of `client` has made `role`, so that it is dropped at the end.
    pub(crate) async fn note_role(&self, client: &Client, role: &str) -> Result<()> {
        match self {
            Self::OnServer(server) => server.note_role(client, role).await,
            Self::Private(_) | Self::Alone(_) => Ok(()),
        }
    }

    /// Removes everything that was made; to be called on failure too.
    ///
    /// Errors: [`nexusql_base::ErrorKind::Connection`] or [`nexusql_base::ErrorKind::Server`] with what was left behind.
    pub async fn close(self) -> Result<()> {
        match self {
            Self::Private(scratch) | Self::Alone(scratch) => {
                drop(scratch);
                Ok(())
            }
            Self::OnServer(server) => server.close().await,
        }
    }
}
