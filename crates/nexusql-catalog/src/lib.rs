//! Room `catalog`: what a database *is*. Kinds of objects, their identity, the edges between them, the fingerprint of
//! the whole and the snapshot file. It reads no server and writes no SQL.
//!
//! A kind is a struct in `kinds/<kind>.rs` and one line in [`for_each_kind!`]; everything generic follows from that.

mod catalog;
mod fingerprint;
mod id;
mod kind;
pub mod kinds;
mod snapshot;

pub use catalog::{Catalog, Unmodelled};
pub use fingerprint::Fingerprint;
pub use id::ObjectId;
pub use kind::{Body, Kind};
pub use snapshot::{read_snapshot, write_snapshot};
