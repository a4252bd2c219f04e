//! Room `plugin`: programs of others that do what a trait of ours does. A program reads one JSON object from standard input
//! and writes one to standard output; `docs/PLUGINS.md` has their shapes. The environment is not read here: where programs
//! are looked for is handed in.
//!
//! - [`find`] lists the programs; [`named`] gives one.
//! - [`Program`] calls one, within limits of time and size. Those below speak of one sort each:
//!   [`PluginLayout`], [`PluginNamer`], [`PluginFormat`].

mod call;
mod find;
mod format;
mod layout;
mod namer;

pub use call::{Limits, Program};
pub use find::{Found, Sort, find, named};
pub use format::PluginFormat;
pub use layout::PluginLayout;
pub use namer::PluginNamer;

/// The version of every shape that is spoken.
pub const VERSION: u32 = 1;
