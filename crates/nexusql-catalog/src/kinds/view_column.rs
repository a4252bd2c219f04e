//! Column of a view or materialized view.

use serde::{Deserialize, Serialize};

use super::{Options, Position, Uncompared};

/// The attributes of one column of a view or materialized view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// Where it stands.
    pub position: Position,
    /// The type as PostgreSQL prints it.
    pub data_type: String,
    /// The collation, if it is not the type's own.
    pub collation: Option<String>,
    /// The storage mode, if it is not the type's own; of materialized views, like all that follows.
    #[serde(default)]
    pub storage: Option<String>,
    /// The type's own storage mode, if it is not the usual one. It goes with the type and is not compared.
    #[serde(default)]
    pub own_storage: Uncompared<Option<String>>,
    /// The compression method, if one was chosen.
    #[serde(default)]
    pub compression: Option<String>,
    /// The statistics target, if one was set.
    #[serde(default)]
    pub statistics: Option<i32>,
    /// Attribute options such as `n_distinct`.
    #[serde(default)]
    pub options: Options,
}
