//! Materialized view.

use serde::{Deserialize, Serialize};

use super::{Options, Uncompared};

/// The attributes of one materialized view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MaterializedView {
    /// The query, as `pg_get_viewdef` prints it, without a final `;`.
    pub definition: String,
    /// Storage parameters.
    pub options: Options,
    /// The names of the storage parameters in the order in which they were set, which `pg_dump` tells and means nothing.
    #[serde(default)]
    pub options_order: Uncompared<Vec<String>>,
    /// The access method, if it is not heap.
    pub access_method: Option<String>,
    /// The tablespace, if it is not the database's.
    pub tablespace: Option<String>,
}
