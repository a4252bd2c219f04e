//! The arguments of `nexusql migrate squash`.

use std::path::PathBuf;

use clap::Args;

use super::{Context, EngineName, Files};
use crate::args::Scratch;

/// `nexusql migrate squash`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate squash                                       the old files stay, and count no more
  nexusql migrate squash --to 20231201120000 --move db/migrations/_squashed
  nexusql migrate squash db/migrations --track core --delete

For PostgreSQL, the new file has the schema and the rows that the old ones give. For other engines it has their statements,
one after the other; for SQLite both are run and compared. Exit codes: 0 written, 2 what cannot be squashed, 4 a statement of the old files failed.")]
pub struct Squash {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The last one that goes into the new file: its number; all of them without it.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// What the new file is called after its number.
    #[arg(long, value_name = "NAME", default_value = "squashed")]
    pub name: String,
    /// Move the old files to this folder.
    #[arg(long = "move", value_name = "DIR", conflicts_with = "delete")]
    pub move_to: Option<PathBuf>,
    /// Delete the old files.
    #[arg(long)]
    pub delete: bool,
    /// The engine of the files; that of the database of --env or DATABASE_URL without it, or else PostgreSQL.
    #[arg(long, value_enum)]
    pub engine: Option<EngineName>,
    /// What the SQL finds.
    #[command(flatten)]
    pub context: Context,
    /// Where it is tried.
    #[command(flatten)]
    pub scratch: Scratch,
}
