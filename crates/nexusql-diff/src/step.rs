//! One statement of a plan, with what it locks and what it can cost.

use nexusql_catalog::ObjectId;
use serde::{Deserialize, Serialize};

/// PostgreSQL's table-level locks, weakest first.
///
/// Source: PostgreSQL manual, "Explicit Locking".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are PostgreSQL's own")]
pub enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl LockMode {
    /// Returns the mode as PostgreSQL's manual writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

/// A lock that a step takes on one relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// How strong it is.
    pub mode: LockMode,
    /// The relation, as SQL names it.
    pub relation: String,
}

/// What a step can cost. The names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hazard {
    /// Rows or values are gone afterwards.
    DeletesData,
    /// The whole table is written anew under a lock that nobody passes.
    RewritesTable,
    /// Writers wait for as long as the table is read.
    BlocksWrites,
    /// Rows that break the new rule make the statement fail.
    MayFail,
    /// Queries that use the index get slower.
    DropsIndex,
    /// Somebody may see or do more, or less, than before.
    ChangesAccess,
}

impl Hazard {
    /// Every hazard.
    pub const ALL: &[Hazard] = &[
        Hazard::DeletesData,
        Hazard::RewritesTable,
        Hazard::BlocksWrites,
        Hazard::MayFail,
        Hazard::DropsIndex,
        Hazard::ChangesAccess,
    ];

    /// Returns the stable kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Hazard::DeletesData => "deletes-data",
            Hazard::RewritesTable => "rewrites-table",
            Hazard::BlocksWrites => "blocks-writes",
            Hazard::MayFail => "may-fail",
            Hazard::DropsIndex => "drops-index",
            Hazard::ChangesAccess => "changes-access",
        }
    }

    /// Returns whether `apply` stops at it unless it was allowed by name.
    pub fn needs_consent(self) -> bool {
        matches!(self, Hazard::DeletesData | Hazard::RewritesTable | Hazard::BlocksWrites)
    }
}

/// A hazard of one step, with its reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardNote {
    /// What sort it is.
    pub hazard: Hazard,
    /// Why, in one sentence.
    pub reason: String,
}

/// One statement to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The object it is about.
    pub object: String,
    /// The statement, without a final `;`.
    pub sql: String,
    /// The locks it takes on relations that were there before, one for each relation, but for those that queries and
    /// changes of rows take as well. A lock on a table stands for those on its indexes and its columns' sequences.
    pub locks: Vec<Lock>,
    /// What it can cost.
    pub hazards: Vec<HazardNote>,
    /// How long it waits for a lock.
    pub lock_timeout_ms: u64,
    /// How long it may run; 0 for as long as it takes.
    pub statement_timeout_ms: u64,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// Whether it wants a transaction that holds no stronger lock from an earlier step.
    pub opens_group: bool,
    /// Whether what it makes can be used only after a commit.
    pub closes_group: bool,
    /// Whether it may run functions of the user's. Their bodies mention what the session's own `search_path` finds, while
    /// all other steps run with an empty one.
    #[serde(default)]
    pub runs_functions: bool,
}

impl Step {
    /// Returns a step that runs `sql` about `object`: quick, harmless, in a transaction.
    pub(crate) fn new(object: &ObjectId, sql: impl Into<String>) -> Self {
        Self {
            object: object.to_string(),
            sql: sql.into(),
            locks: Vec::new(),
            hazards: Vec::new(),
            lock_timeout_ms: 3_000,
            statement_timeout_ms: 30_000,
            transactional: true,
            opens_group: false,
            closes_group: false,
            runs_functions: false,
        }
    }

    /// It holds expressions as PostgreSQL prints them, which are put so that they read back the same.
    pub(crate) fn faithful(mut self) -> Self {
        if let std::borrow::Cow::Owned(sql) = crate::faithful::faithful(&self.sql) {
            self.sql = sql;
        }
        self
    }

    pub(crate) fn locks(mut self, mode: LockMode, relation: impl Into<String>) -> Self {
        let relation = relation.into();
        match self.locks.iter_mut().find(|lock| lock.relation == relation) {
            Some(lock) => lock.mode = lock.mode.max(mode),
            None => self.locks.push(Lock { mode, relation }),
        }
        self
    }

    pub(crate) fn hazard(mut self, hazard: Hazard, reason: impl Into<String>) -> Self {
        self.hazards.push(HazardNote { hazard, reason: reason.into() });
        self
    }

    /// It reads or writes a whole table, so it may run for as long as it takes.
    pub(crate) fn long(mut self) -> Self {
        self.statement_timeout_ms = 0;
        self.runs_functions()
    }

    /// It computes expressions, in which functions of the user's may stand.
    pub(crate) fn runs_functions(mut self) -> Self {
        self.runs_functions = true;
        self
    }

    /// It computes these expressions; those without a call need nothing.
    pub(crate) fn computes<'a>(mut self, expressions: impl IntoIterator<Item = &'a str>) -> Self {
        self.runs_functions |= expressions.into_iter().any(|expression| expression.contains('('));
        self
    }

    /// Returns the `search_path` that it wants.
    pub fn search_path(&self) -> &'static str {
        if self.runs_functions { "DEFAULT" } else { "''" }
    }

    /// It cannot run inside a transaction.
    pub(crate) fn alone(mut self) -> Self {
        self.transactional = false;
        self.statement_timeout_ms = 0;
        self
    }

    /// It is about `object`, by whatever name its statement calls it.
    pub(crate) fn about(mut self, object: &ObjectId) -> Self {
        self.object = object.to_string();
        self
    }

    pub(crate) fn in_new_group(mut self) -> Self {
        self.opens_group = true;
        self
    }

    pub(crate) fn commits_after(mut self) -> Self {
        self.closes_group = true;
        self
    }
}
