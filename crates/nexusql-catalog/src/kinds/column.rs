//! Column of a table or foreign table.

use serde::{Deserialize, Serialize};

use super::{Options, Position, Uncompared};

/// The attributes of one column of a table or foreign table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Where it stands.
    pub position: Position,
    /// The type as PostgreSQL prints it.
    pub data_type: String,
    /// The collation, if it is not the type's own.
    pub collation: Option<String>,
    /// The not-null constraint.
    pub not_null: Option<NotNull>,
    /// Whether the table has that from its parents only (18 and later), which nothing but a dump tells.
    #[serde(default)]
    pub not_null_comes_down: Uncompared<bool>,
    /// How an identity column counts. None on a partition that counts by its parent's sequence (17 and later).
    pub identity: Option<Identity>,
    /// How a generated column is computed.
    pub generated: Option<Generated>,
    /// The storage mode, if it is not the type's own.
    pub storage: Option<String>,
    /// The type's own storage mode, if it is not the usual one. It goes with the type and is not compared.
    #[serde(default)]
    pub own_storage: Uncompared<Option<String>>,
    /// The types whose values are values of the column's type as they are stored, if that is not one of PostgreSQL's own. They
    /// go with the type and are not compared.
    #[serde(default)]
    pub binary_from: Uncompared<Vec<String>>,
    /// The types of which its values are values as they are stored, likewise.
    #[serde(default)]
    pub binary_to: Uncompared<Vec<String>>,
    /// The compression method, if one was chosen.
    pub compression: Option<String>,
    /// The statistics target, if one was set.
    pub statistics: Option<i32>,
    /// Attribute options such as `n_distinct`.
    pub options: Options,
    /// Options of a foreign table's column.
    pub fdw_options: Options,
    /// Whether the table itself declares it.
    pub local: bool,
    /// Whether a parent declares it.
    pub inherited: bool,
}

/// A not-null constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NotNull {
    /// The name, if it is not the one PostgreSQL would choose (18 and later).
    pub name: Option<String>,
    /// Whether children do not inherit it (18 and later).
    pub no_inherit: bool,
    /// Whether existing rows were checked (18 and later).
    pub validated: bool,
}

/// The sequence behind an identity column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// `ALWAYS` rather than `BY DEFAULT`.
    pub always: bool,
    /// Schema and name of the sequence.
    pub sequence: Vec<String>,
    /// The start value.
    pub start: i64,
    /// The increment.
    pub increment: i64,
    /// The least value.
    pub min: i64,
    /// The greatest value.
    pub max: i64,
    /// How many values a session takes at once.
    pub cache: i64,
    /// Whether it begins anew at its end.
    pub cycle: bool,
}

/// A generated column's expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression.
    pub expression: String,
    /// Stored rather than virtual (virtual: 18 and later).
    pub stored: bool,
}
