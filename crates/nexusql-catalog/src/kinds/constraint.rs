//! Constraint of a table: primary key, unique, foreign key, check or exclusion.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one constraint of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    /// `primary-key`, `unique`, `foreign-key`, `check` or `exclusion`.
    pub constraint_type: String,
    /// As `pg_get_constraintdef` prints it, without `NOT VALID`.
    pub definition: String,
    /// The constrained columns in order.
    pub columns: Vec<String>,
    /// Schema and name of the table that a foreign key points to.
    pub references: Option<Vec<String>>,
    /// Whether it may be deferred.
    pub deferrable: bool,
    /// Whether it starts deferred.
    pub deferred: bool,
    /// Whether existing rows were checked.
    pub validated: bool,
    /// Whether children do not inherit it.
    pub no_inherit: bool,
    /// Whether it is enforced (18 and later).
    pub enforced: bool,
    /// Whether the table itself declares it.
    pub local: bool,
    /// Whether a parent declares it.
    pub inherited: bool,
    /// Schema, table and name of the partitioned table's constraint that it belongs to.
    pub parent: Option<Vec<String>>,
    /// Schema and name of the partitioned index, behind no constraint, that its own index is attached to.
    pub attached_to: Option<Vec<String>>,
    /// Whether `CLUSTER` uses its index.
    pub clustered: bool,
    /// Storage parameters of its index.
    pub options: Options,
    /// The tablespace of its index, if it is not the database's.
    pub tablespace: Option<String>,
}

impl Constraint {
    /// Returns whether PostgreSQL keeps an index for it.
    pub fn has_index(&self) -> bool {
        matches!(self.constraint_type.as_str(), "primary-key" | "unique" | "exclusion")
    }
}
