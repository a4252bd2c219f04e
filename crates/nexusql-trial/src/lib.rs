//! Room `trial`: rewritten scripts are run on a scratch, and what came out is compared. It rewrites nothing itself, and
//! never touches a server but the scratch that it is given.
//!
//! - [`prove`] runs a script that is said to be repeatable: once, twice, three times, and from every state in which it may
//!   have stopped before.
//! - [`split()`] splits a script as freely as the proof allows.
//! - [`prove_split`] runs the files of a script, and what they are joined to, and compares both with the script.
//! - [`with_checks`] adds to a script that it stops where an object of another definition was there.
//! - [`State`] is what a database holds at one moment, for comparing it with another one.
//! - [`Steps`] is a script as it is sent, with the few commands of psql that scripts hold.

mod again;
mod checks;
mod culprit;
mod ground;
mod run;
mod split;
mod splitting;
mod state;
mod steps;

pub use again::{Proof, ProveOptions, prove};
pub use checks::with_checks;
pub use split::{Piecewise, SplitProof, prove_split};
pub use splitting::{Split, split};
pub use state::State;
pub use steps::{Step, Steps};
