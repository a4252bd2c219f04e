//! View.

use serde::{Deserialize, Serialize};

use super::{Options, Uncompared};

/// The attributes of one view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The query, as `pg_get_viewdef` prints it, without a final `;`.
    pub definition: String,
    /// `security_barrier`, `security_invoker`, `check_option`.
    pub options: Options,
    /// The names of the storage parameters in the order in which they were set, which `pg_dump` tells and means nothing.
    #[serde(default)]
    pub options_order: Uncompared<Vec<String>>,
}
