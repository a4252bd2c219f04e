//! User mapping: never its password.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one user mapping.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UserMapping {
    /// Its options, without those that hold a secret.
    pub options: Options,
}
