//! Room `engine`: finds, fetches and starts PostgreSQL engines, and keeps throwaway servers (*scratches*).
//!
//! - [`find`] lists the engines of the machine and of nexusql's cache; [`select`] chooses one.
//! - [`install`] fetches an engine into the cache; [`remove`] and [`prune`] clean it.
//! - [`Scratch`] is a private server that answers in a fraction of a second and leaves nothing behind.
//!
//! Not here: connections and SQL (rooms `db` and `load`), and reading a schema. Nothing here prints, and the
//! environment is read in one place only, [`EngineOptions::from_env`].

mod about;
mod account;
mod cache;
mod copy;
mod engine;
mod failure;
mod find;
mod install;
mod memory;
mod options;
mod process;
mod scratch;
mod select;
mod template;

pub use about::About;
pub use cache::{Pruned, prune, remove};
pub use engine::{Engine, Origin};
pub use find::find;
pub use install::{Request, install};
pub use options::EngineOptions;
pub use scratch::{DATABASES, Scratch};
pub use select::{Wanted, select};
