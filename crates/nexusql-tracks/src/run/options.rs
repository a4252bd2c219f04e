//! How a run is made.

use std::time::Duration;

use nexusql_base::Diagnostic;

use crate::files::Migration;
use crate::history::Entry;
use crate::statements::Variables;

/// How much is one transaction, on engines whose transactions hold changes of the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transactions {
    /// All that is pending.
    #[default]
    Run,
    /// Each file.
    File,
    /// Each statement.
    None,
}

/// What becomes of something doubtful.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Nothing is run.
    #[default]
    Refuse,
    /// It is told, and done.
    Warn,
    /// It is done.
    Allow,
}

/// How a run is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The tracks to run; all without one.
    pub tracks: Vec<String>,
    /// The last migration to run: a number, or a track and a number.
    pub to: Option<String>,
    /// How many are run at most.
    pub n_max: Option<usize>,
    /// How much is one transaction.
    pub transactions: Transactions,
    /// How long another runner is waited for.
    pub lock_wait: Duration,
    /// How long a statement waits for a lock; zero for as long as it takes.
    pub lock_timeout: Duration,
    /// How often what had to wait too long is tried again.
    pub lock_retries: u32,
    /// How long a statement may take; zero for as long as it likes.
    pub statement_timeout: Duration,
    /// Files that come before what was run already.
    pub out_of_order: Policy,
    /// Files that were run and have changed.
    pub changed: Policy,
    /// What was run and has no file any more.
    pub missing: Policy,
    /// Variables of the SQL (PostgreSQL, SQL Server).
    pub variables: Variables,
    /// The schemas of names that have none, and the first is where they are made; that of the session if empty (PostgreSQL).
    pub search_path: Vec<String>,
    /// Whether only to say what would be done.
    pub dry_run: bool,
    /// Whether checks are run before.
    pub checks: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tracks: Vec::new(),
            to: None,
            n_max: None,
            transactions: Transactions::Run,
            lock_wait: Duration::from_secs(60),
            lock_timeout: Duration::from_secs(10),
            lock_retries: 5,
            statement_timeout: Duration::ZERO,
            out_of_order: Policy::Refuse,
            changed: Policy::Refuse,
            missing: Policy::Refuse,
            variables: Variables::default(),
            search_path: Vec::new(),
            dry_run: false,
            checks: true,
        }
    }
}

/// Hears how a run goes.
pub trait Listener: Send + Sync {
    /// Something worth knowing.
    fn notice(&self, _notice: &Diagnostic) {}
    /// Of `n`, number `at` from 0 begins.
    fn begins(&self, _migration: &Migration, _at: usize, _n: usize) {}
    /// One has run. It may yet be undone with the transaction that it is in.
    fn ran(&self, _entry: &Entry) {}
    /// A line that a migration has printed (psql).
    fn said(&self, _line: &str) {}
    /// What a check has printed.
    fn check(&self, _name: &str, _output: &str, _took: Duration) {}
}

/// Hears nothing.
#[derive(Debug)]
pub struct Quiet;

impl Listener for Quiet {}
