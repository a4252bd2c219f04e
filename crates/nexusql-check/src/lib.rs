//! Room `check`: what is wrong with the text of a schema. Loads it in a scratch and lets analyzers look at it; changes
//! nothing and prints nothing.
//!
//! - [`check()`] runs the files past every failure and asks each [`Analyzer`].
//! - `analyzers/` has a file for each; a further one is a file, or a type of another crate that is handed in.
//! - `format/` has a file for each way to write findings; [`Format`] is the trait.

mod analyzers;
mod check;
pub mod format;
mod places;

pub use analyzers::{ALL, Analyzer, Subject, named};
pub use check::{Options, Report, check, differences};
pub use format::Format;
pub use places::Places;
