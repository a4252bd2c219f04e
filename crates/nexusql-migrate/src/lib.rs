//! Room `migrate`: running a plan on a server, and proving it on a scratch first. Nothing else writes schema.

mod apply;
mod prove;
mod run;

pub use apply::{Applied, Request, apply, consent};
pub use prove::{Proof, RowsProof, prove};
pub use run::{run, run_group};
