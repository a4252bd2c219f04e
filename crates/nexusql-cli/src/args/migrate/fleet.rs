//! The arguments of runs on many databases.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

/// Many databases in place of one.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Many databases")]
pub struct Fleet {
    /// The databases that this file names, in place of one: a list, a query that lists them, or the schemas of one that
    /// match a pattern.
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    pub fleet: Option<PathBuf>,
    /// How many at a time; jobs of the file without it.
    #[arg(long, value_name = "N", requires = "fleet")]
    pub jobs: Option<NonZeroUsize>,
}
