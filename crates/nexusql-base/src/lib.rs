//! Room `base`: the words that every other room shares. It computes nothing and touches no file, server or clock.
//!
//! - [`Diagnostic`] is the one shape of everything a user reads about a fault; [`Error`] carries it.
//! - [`Place`] is a spot in a file, with the line itself.
//! - [`name`] quotes identifiers and literals; nothing else in the workspace does.
//! - [`Progress`] is how long work tells how far it is.

mod diagnostic;
mod error;
pub mod name;
mod place;
mod progress;

pub use diagnostic::{Diagnostic, Severity};
pub use error::{Error, ErrorKind, Result};
pub use place::Place;
pub use progress::{Progress, Silent};
