//! Room `script`: scripts as lossless syntax trees. What a statement makes and needs, and the form in which it can be run
//! any number of times. Pure functions of text: no file is opened and no server asked.
//!
//! - [`read`] cuts a script into statements, each with its tree and [`About`]: what it does, to which objects.
//! - [`kinds`] has a file for each kind of statement, all that is known of it.
//! - [`idempotent`] writes the script anew so that it can be run again; every byte that need not change stays.
//!
//! Splitting is that of room `sql`. Whether a rewritten script does what it should is proven in room `trial`.

mod again;
mod exists;
mod facts;
pub mod kinds;
mod name;
mod needs;
mod object;
mod places;
mod psql;
mod read;
mod replaced;
mod rows;
mod search_path;
mod tables;
pub mod tree;

pub mod arrange;
pub mod idempotent;

pub use again::{Again, Class, Context, Edit, Form, How};
pub use exists::Lookup;
pub use facts::Facts;
pub use idempotent::{Check, OnExisting, Options, Rewritten, Statement, checks, idempotent, with_checks};
pub use name::Name;
pub use object::{About, Object, Verb};
pub use places::Places;
pub use psql::variables;
pub use read::{Part, read};
pub use tables::{Column, Table, Tables};
