//! The arguments of what is shown on a private PostgreSQL.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Database, Files};
use crate::args::{Filters, Project, Scratch};

/// `nexusql migrate verify`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate verify db/migrations
  nexusql migrate verify db/migrations --schema db/schema
  nexusql migrate verify db/migrations --track billing   the ways down of this track alone

Exit codes: 0 all is restored and the schemas agree, 1 something is not.")]
pub struct Verify {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The schema that the migrations should give; that of the config without it.
    #[arg(long, value_name = "SOURCE")]
    pub schema: Option<String>,
    /// What the SQL finds.
    #[command(flatten)]
    pub context: Context,
    /// Where they are run.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql migrate drift`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate drift --url postgresql://localhost/shop

Owners are not compared. Exit codes: 0 no differences, 1 differences.")]
pub struct Drift {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// What the SQL finds.
    #[command(flatten)]
    pub context: Context,
    /// What counts.
    #[command(flatten)]
    pub filters: Filters,
    /// Where the migrations are run.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql migrate generate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate generate add_email --desired db/schema")]
pub struct Generate {
    /// What it does, in words or with underscores.
    pub name: String,
    /// The schema that is wanted; that of the config without it.
    #[arg(long, value_name = "SOURCE")]
    pub desired: Option<String>,
    /// This is the same object under a new name: schema.table.old=schema.table.new. May be repeated.
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// The track that it is written for; core, or the only one, without it.
    #[arg(long, value_name = "TRACK")]
    pub into: Option<String>,
    /// The folder of migrations; migrations of the config without it.
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
    /// What the SQL finds.
    #[command(flatten)]
    pub context: Context,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where it is proven.
    #[command(flatten)]
    pub scratch: Scratch,
}
