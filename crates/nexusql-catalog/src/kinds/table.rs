//! Table, partitioned table or partition.

use serde::{Deserialize, Serialize};

use super::{Options, Uncompared};

/// The attributes of one table, partitioned table or partition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Whether it is unlogged.
    pub unlogged: bool,
    /// The access method, if it is not heap.
    pub access_method: Option<String>,
    /// The tablespace, if it is not the database's.
    pub tablespace: Option<String>,
    /// Storage parameters.
    pub options: Options,
    /// Storage parameters of its TOAST table.
    pub toast_options: Options,
    /// The names of the storage parameters (`toast.…` for the TOAST table's) in the order in which they were set, which
    /// `pg_dump` tells and means nothing.
    #[serde(default)]
    pub options_order: Uncompared<Vec<String>>,
    /// `default`, `nothing`, `full`, or `index NAME`.
    pub replica_identity: String,
    /// Whether row security is on.
    pub rls_enabled: bool,
    /// Whether row security binds the owner too.
    pub rls_forced: bool,
    /// What it is partitioned by, as `pg_get_partkeydef` prints it.
    pub partition_key: Option<String>,
    /// The table whose partition it is.
    pub partition_of: Option<PartitionOf>,
    /// What PostgreSQL demands of each row of a partition, as a check would say it. It follows from the bounds, for a
    /// default partition from those of all others, and is not compared.
    #[serde(default)]
    pub partition_check: Uncompared<Option<String>>,
    /// The tables it inherits from, in order.
    pub inherits: Vec<Vec<String>>,
    /// The composite type of a typed table.
    pub of_type: Option<String>,
}

/// Where a partition hangs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartitionOf {
    /// Schema and name of the parent.
    pub parent: Vec<String>,
    /// `FOR VALUES …` or `DEFAULT`.
    pub bound: String,
}
