//! What becomes of a statement's parameters, without a server: for tools, and for the fuzzing of the scanner.

use std::sync::Arc;

use crate::config::driver;
use crate::error::Result;
use crate::params::{IntoParams, Template};
use crate::value::Value;

/// A statement as an engine is sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Translation {
    /// The text with the engine's own placeholders.
    pub text: String,
    /// The values in the order of the placeholders.
    pub values: Vec<Value>,
    /// The text without literals and comments, as logs have it.
    pub shape: String,
}

/// Returns what the engine with this scheme is sent for `sql` with `params`.
///
/// Errors: [`crate::Kind::Usage`] for an unknown scheme; [`crate::Kind::Parameter`] as for the statement itself.
pub fn translate(scheme: &str, sql: &str, params: impl IntoParams) -> Result<Translation> {
    let call = Arc::new(Template::new(sql, driver(scheme)?.syntax())?).call(params.into_params())?;
    let (text, shape) = (call.text().to_string(), call.shape().to_owned());
    Ok(Translation { text, values: call.values.into_vec(), shape })
}

/// Returns the names of the parameters in `sql`, in the order in which they first appear.
///
/// Errors: as [`translate`].
pub fn parameters(scheme: &str, sql: &str) -> Result<Vec<String>> {
    Ok(Template::new(sql, driver(scheme)?.syntax())?.names().to_vec())
}
