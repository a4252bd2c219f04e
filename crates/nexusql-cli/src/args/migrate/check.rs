//! The arguments of `nexusql migrate check`.

use clap::Args;

use super::Database;
use crate::args::Project;

/// `nexusql migrate check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate check 'no nulls in app.users(email)' --url postgresql://localhost/shop
  nexusql migrate check 'table users exists' 'fewer than 100000 rows in users' --url sqlite:///app.db

A check is one of:
  table NAME exists
  no nulls in NAME(COLUMN, …)
  no duplicates in NAME(COLUMN, …)       rows with a null in one of them do not count
  fewer than N rows in NAME
  track NAME at VERSION                  or further, by its history
Names are written as in SQL. In X.check.sql they stand in comments: -- check: table app.users exists

Exit codes: 0 all hold, 1 one does not.")]
pub struct Check {
    /// The checks.
    #[arg(required = true, value_name = "CHECK")]
    pub checks: Vec<String>,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
}
