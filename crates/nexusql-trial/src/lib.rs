//! Room `trial`: rewritten scripts are run on a scratch, and what came out is compared. It rewrites nothing itself, and
//! never touches a server but the scratch that it is given.
//!
//! - [`prove`] runs a script that is said to be repeatable: once, twice, three times, and from every state in which it may
//!   have stopped before.
//! - [`with_checks`] adds to a script that it stops where an object of another definition was there.
//! - [`Steps`] is a script as it is sent, with the few commands of psql that scripts hold.

mod again;
mod checks;
mod ground;
mod run;
mod state;
mod steps;

pub use again::{Proof, ProveOptions, prove};
pub use checks::with_checks;
pub use steps::{Step, Steps};
