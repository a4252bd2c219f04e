//! Room `group`: which tables of a script belong together, what such a group is called, and a layout with a folder for each.
//! Pure functions of text, but for what a [`Namer`] of another room does.
//!
//! - [`tables()`] reads the tables of a script, [`propose`] puts them into 3 to 8 groups.
//! - `namer/` has the rules that name groups; [`name`] asks any [`Namer`], checks what it says and falls back to the rules.
//! - [`Grouped`] is the layout.

mod layout;
pub mod namer;
mod propose;
mod table;

pub use layout::Grouped;
pub use namer::{Group, Named, Namer, check, name};
pub use propose::{GROUPS_MAX, GROUPS_MIN, propose};
pub use table::{Column, Table, tables};
