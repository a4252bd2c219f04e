//! View.

use serde::{Deserialize, Serialize};

use super::Options;

/// The attributes of one view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The query, as `pg_get_viewdef` prints it, without a final `;`.
    pub definition: String,
    /// `security_barrier`, `security_invoker`, `check_option`.
    pub options: Options,
}
