//! The commands, a file each.

pub mod apply;
pub mod build;
pub mod diff;
pub mod dump;
pub mod engine;
pub mod graph;
pub mod idempotent;
pub mod init;
pub mod merge;
pub mod migrate;
pub mod plan;
pub mod plugins;
pub mod query;
mod show;
pub mod split;
pub mod validate;
