//! Room `diff`: two catalogs → deltas → an ordered plan with locks and hazards → SQL. It reads no server and runs nothing.
//!
//! - [`compare`] finds the deltas; it names no kind of object.
//! - [`plan`] decides what happens to each object, lets the kind's file in `kinds/` write the statements, and orders them
//!   by the edges of both catalogs.
//! - [`Plan`] prints itself as a script that psql runs.

mod address;
mod compare;
mod context;
mod decide;
mod delta;
mod faithful;
mod grants;
mod group;
mod index_parts;
mod inline;
mod kinds;
mod locks;
mod new_names;
mod nodes;
mod order;
mod owners;
mod plan;
mod rename;
mod script;
mod shells;
mod slots;
mod step;
mod uniqueness;

pub use compare::compare;
pub use delta::{AttributeChange, Delta, DeltaKind};
pub use plan::{Group, Plan, plan};
pub use rename::{Candidate, Rename, candidates, extension_moves, rename_steps};
pub use script::{SETTINGS, script};
pub use step::{Hazard, HazardNote, Lock, LockMode, Step};
pub use uniqueness::Uniqueness;
