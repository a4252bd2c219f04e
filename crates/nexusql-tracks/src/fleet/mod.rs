//! Many databases with the same migrations: which they are, and runs on them, several at a time.
//!
//! - `source.rs` makes members of a list, a query, or the schemas of one database.
//! - `run.rs` runs migrations on them, canaries first, and ends when too many have failed.
//!
//! Nothing is noted but the histories of the databases themselves: a run that is repeated finds in them what is left to do.
//!
//! ```
//! use std::sync::Arc;
//!
//! use nexusql_db::postgres::Secret;
//! use nexusql_tracks::files::{Layout, read};
//! use nexusql_tracks::fleet::{Canaries, Fleet, Job, Source, State, members, up};
//! use nexusql_tracks::run::{Options, Quiet};
//!
//! # #[tokio::main]
//! # async fn main() -> nexusql_base::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder can be made");
//! # let at = folder.path().display();
//! # let migrations = folder.path().join("migrations");
//! # std::fs::create_dir(&migrations).expect("it is ours");
//! # std::fs::write(migrations.join("001_users.sql"), "create table users (id integer)").expect("it is ours");
//! let urls = ["one", "two"].map(|name| Secret(format!("sqlite:///{at}/{name}.db")));
//! let fleet =
//!     Fleet { source: Source::Urls(urls.to_vec()), canaries: Canaries::First(1), jobs: 8, failures_max: 0 };
//! let job = Job {
//!     tree: Arc::new(read(&migrations, &Layout::default())?),
//!     options: Arc::new(Options::default()),
//!     history_schema: None,
//!     environment: Arc::new(|name| std::env::var(name).ok()),
//!     listener: Arc::new(Quiet),
//! };
//! let members = members(&fleet, &job.environment).await?;
//! let report = up(&fleet, &members, &job).await?;
//! assert_eq!(report.count(State::Applied), 2);
//! # Ok(())
//! # }
//! ```

mod run;
mod source;

use std::sync::Arc;

use nexusql_base::Diagnostic;
use nexusql_db::postgres::Secret;
use serde::Serialize;

pub use run::{Job, status, up};
pub use source::members;

/// Returns the value of a variable of the environment.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Many databases, and how they are worked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fleet {
    /// Which they are.
    pub source: Source,
    /// Which come before the others.
    pub canaries: Canaries,
    /// How many at a time; at least one.
    pub jobs: usize,
    /// How many may fail before no more are begun.
    pub failures_max: usize,
}

/// Where the databases of a fleet come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A URL for each.
    Urls(Vec<Secret>),
    /// A query for them: its first column has names of databases on the same server, or URLs.
    Query {
        /// Where it is asked.
        url: Secret,
        /// The query.
        sql: String,
    },
    /// Schemas of one database of PostgreSQL, each with a history of its own.
    Schemas {
        /// The database.
        url: Secret,
        /// Their names, with `*` for any characters and `?` for one.
        pattern: String,
    },
}

/// The databases that come before the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Canaries {
    /// The first of them.
    First(usize),
    /// Those of these names, in this order.
    Named(Vec<String>),
}

/// One database of a fleet, or one schema. `Debug` shows no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is called: the name of a database or schema, or a URL without its password.
    pub name: String,
    /// Whether it comes before the others.
    pub canary: bool,
    pub(super) url: Secret,
    /// The database, if it is not that of the URL.
    pub(super) database: Option<String>,
    /// The schema, where one database has several members.
    pub(super) schema: Option<String>,
}

/// How a run on one database has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The name of the member.
    pub database: String,
    /// Whether it came before the others.
    pub canary: bool,
    /// How it ended.
    pub state: State,
    /// How many migrations were applied, or are pending.
    pub migrations: usize,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Why it failed; empty otherwise.
    pub errors: Vec<Diagnostic>,
    /// Whether it failed because something was refused, so that nothing was run.
    #[serde(skip)]
    pub refused: bool,
}

/// How a run on one database has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Migrations were applied.
    Applied,
    /// Nothing was pending.
    NothingToDo,
    /// Migrations are pending; none was run, since only that was asked.
    Pending,
    /// What was applied has changed, or has no file; none is pending.
    Doubtful,
    /// It failed.
    Failed,
    /// It was not begun.
    NotBegun,
}

/// Why a run has left databases out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// A canary has failed.
    CanaryFailed,
    /// More have failed than may.
    TooManyFailures,
}

/// How a run on a fleet has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The number of the run, which the histories have.
    pub execution_id: String,
    /// All databases: canaries first, then as the source has them.
    pub databases: Vec<Outcome>,
    /// Why some were not begun.
    pub stopped: Option<Stop>,
    /// How long all of it took, in milliseconds.
    pub duration_ms: u64,
}

impl Report {
    /// Returns how many databases are in `state`.
    pub fn count(&self, state: State) -> usize {
        self.databases.iter().filter(|one| one.state == state).count()
    }
}

/// Hears how a run on a fleet goes.
pub trait Listener: Send + Sync {
    /// Something worth knowing about one database.
    fn notice(&self, _database: &str, _notice: &Diagnostic) {}
    /// What a check or a migration has printed there.
    fn said(&self, _database: &str, _text: &str) {}
    /// One has ended, as number `done` of `n`.
    fn ended(&self, _outcome: &Outcome, _done: usize, _n: usize) {}
}

impl Listener for crate::run::Quiet {}
