//! Publication.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one publication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// Whether it publishes every table.
    pub all_tables: bool,
    /// The tables as `SET TABLE` takes them, with columns and row filter, sorted.
    pub tables: Vec<String>,
    /// The schemas all of whose tables it publishes, sorted.
    pub schemas: Vec<String>,
    /// `publish`, `publish_via_partition_root`, …
    pub parameters: Options,
}
