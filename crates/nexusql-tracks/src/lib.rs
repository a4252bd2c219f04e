//! Room `tracks`: files of migrations, their tracks and order, the history of what was run, and the run itself.
//!
//! - [`files`] reads names and what stands in files; [`order`] puts tracks and what they require in one line.
//! - [`check`] is for common checks in words.
//! - [`fleet`] runs the same migrations on many databases.
//! - [`code`] are migrations in Rust.
//!
//! The room knows nothing of catalogs and of plans: those who generate and prove migrations call it from the command line.
//! Nothing is printed here, and the environment is not read.

mod applock;
pub mod check;
pub mod code;
pub mod files;
mod flavor;
pub mod fleet;
pub mod history;
mod lock;
mod log;
pub mod manage;
pub mod order;
mod preflight;
pub mod run;
mod server;
pub mod statements;
pub mod status;

pub use flavor::Flavor;
pub use server::{Server, Who};
