//! Named parameters: `:name` in a statement, given by name, the same on every engine.
//!
//! - [`Params`] is what is given; [`crate::params!`] writes it down.
//! - `scan.rs` finds the parameters in a text, by the tokens of the engine (`syntax.rs`).
//! - `template.rs` keeps what was found, and makes of it what a server is sent.
//! - `cache.rs` keeps templates, so that a text is scanned once.

mod cache;
mod given;
mod scan;
mod syntax;
mod template;

pub(crate) use cache::Cache;
#[cfg(feature = "mssql")]
pub(crate) use given::Values;
pub use given::{IntoParams, Params};
pub(crate) use syntax::{Brackets, EmptyList, Syntax};
pub(crate) use template::{Call, Template};
