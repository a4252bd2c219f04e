//! Server: a foreign server.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Server {
    /// The foreign-data wrapper.
    pub wrapper: String,
    /// Its type.
    pub server_type: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its options.
    pub options: Options,
}
