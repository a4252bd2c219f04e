//! Migrations on a scratch: what they give, without a server of the user's.

use nexusql_base::{Error, Result};
use nexusql_catalog::Catalog;
use nexusql_db::postgres::Target;
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::{Slot, Workspace};
use nexusql_migrate::Filter;
use nexusql_tracks::Server;
use nexusql_tracks::run::{Options, Quiet, up};

use crate::args::Scratch;
use crate::open as sources;
use crate::project::Project;

/// Where the history is on a scratch.
pub const SCHEMA: &str = "nexusql_history";

/// A scratch on which migrations run.
pub struct Replay {
    pub workspace: Workspace,
    pub target: Target,
    pub server: Server,
    filter: Filter,
}

impl Replay {
    /// Starts it.
    pub async fn start(project: &Project, scratch: &Scratch) -> Result<Self> {
        let workspace = sources::workspace(project, scratch, None)?;
        let target = workspace.database(Slot::Current).await?;
        let server = Server::of(&target, Some(SCHEMA.to_owned())).await?;
        let filter = Filter { exclude: vec![SCHEMA.to_owned()], ..Filter::default() };
        Ok(Self { workspace, target, server, filter })
    }

    /// Runs what is pending, as `options` say.
    ///
    /// Errors: as [`up`].
    pub async fn up(&self, tree: &nexusql_tracks::files::Tree, options: &Options) -> Result<usize> {
        up(&self.server, tree, options, &Quiet).await.map(|report| report.done.len())
    }

    /// Begins anew: an empty database, on which the first `n` migrations run.
    ///
    /// Errors: as [`up`].
    pub async fn renew(&mut self, tree: &nexusql_tracks::files::Tree, options: &Options, n: usize) -> Result<()> {
        self.server.close().await;
        self.workspace.renew(Slot::Current).await?;
        self.target = self.workspace.database(Slot::Current).await?;
        self.server = Server::of(&self.target, Some(SCHEMA.to_owned())).await?;
        self.up(tree, &Options { n_max: Some(n), ..options.clone() }).await.map(drop)
    }

    /// Reads what is there, without the history.
    pub async fn catalog(&self) -> Result<Catalog> {
        let mut catalog = read_target(&self.target, &ReadOptions { roles: false, implicit_owner: None }).await?;
        self.filter.apply(&mut catalog);
        Ok(catalog)
    }

    /// Drops the history, so that the database holds what the migrations give and nothing else.
    pub async fn forget(&self) -> Result<()> {
        let sql = format!("drop schema if exists {SCHEMA} cascade");
        self.server.manager.execute_script(&sql).await.map_err(Error::from)
    }

    /// Ends it.
    pub async fn close(self) -> Result<()> {
        self.server.close().await;
        self.workspace.close().await
    }
}
