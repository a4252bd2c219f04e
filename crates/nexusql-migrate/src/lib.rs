//! Room `migrate`: running a plan on a server, and proving it on a scratch first. Nothing else writes schema.

mod apply;
mod filter;
mod pair;
mod prove;
mod run;
mod turn;

pub use apply::{Applied, Request, apply, consent, remaining};
pub use filter::Filter;
pub use pair::{Job, Pair, Proven, ScratchChoice, read_as_is};
pub use prove::{Proof, RowsProof, Subject, prove};
pub use run::{run, run_group};
