//! Subscription: never its password.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one subscription.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// The connection string, without the password.
    pub connection: String,
    /// The publications, in order.
    pub publications: Vec<String>,
    /// Whether it runs.
    pub enabled: bool,
    /// `slot_name`, `binary`, `streaming`, …
    pub parameters: Options,
}
