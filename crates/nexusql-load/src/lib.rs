//! Room `load`: any source of a schema, read into a catalog. The only reader of system catalogs; it writes no schema but
//! what a user's own text makes in a scratch.
//!
//! - [`Source`] is what a user names; [`text`] turns those that are files into texts.
//! - [`Workspace`] is where text is loaded: a private engine, or databases on a server that the user named.
//! - [`load`] makes a catalog of a source; [`run`] executes scripts; [`live`] reads a running database.

pub mod live;
mod load;
pub mod run;
mod source;
pub mod text;
mod workspace;

pub use load::{Inputs, Loaded, load, snapshot, texts};
pub use source::Source;
pub use workspace::{RolesOf, Slot, Workspace};
