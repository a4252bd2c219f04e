//! The arguments of `nexusql migrate`.

mod check;
mod fleet;
mod proof;
mod squash;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

pub use check::Check;
pub use fleet::Fleet;
pub use proof::{Drift, Generate, Verify};
pub use squash::Squash;

use super::{DiffFormat, Project};

/// `nexusql migrate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate new create_users
  nexusql migrate up --url sqlite:///app.db
  nexusql migrate status --format json

Exit codes: 0 done or nothing pending, 1 something is pending (status, validate), 2 usage or files that cannot be read,
3 refused (a changed file, a failed check): nothing was run, 4 a statement failed or another runner is at work,
5 interrupted (run the same command again).")]
pub struct Migrate {
    /// What to do.
    #[command(subcommand)]
    pub action: MigrateAction,
}

/// What to do with migrations.
#[derive(Debug, Subcommand)]
pub enum MigrateAction {
    /// Apply what is pending.
    Up(Up),
    /// Undo what was applied last.
    Down(Down),
    /// Undo what was applied last, and apply it again.
    Redo(Redo),
    /// Show how files and history stand to each other; exit 1 if something is pending.
    Status(Status),
    /// Show what was applied, when and by whom.
    History(History),
    /// Check names, order, needs, checksums, and statements that cannot run in a transaction; run nothing.
    Validate(Validate),
    /// Ask a database whether common checks hold: a table exists, a column has no nulls …
    Check(Check),
    /// Run each migration up, down and up again on a private PostgreSQL, and compare what is there.
    Verify(Verify),
    /// Compare a server with what its history says was applied.
    Drift(Drift),
    /// Write a migration from what the migrations give to what is wanted, proven on a private PostgreSQL.
    Generate(Generate),
    /// Make one file of many migrations, shown on a private PostgreSQL to come to the same.
    Squash(Squash),
    /// Make an empty migration.
    New(New),
    /// Note migrations as applied without running them.
    Baseline(Baseline),
    /// Put the history right: accept files as they are, forget what has no file.
    Repair(Repair),
    /// Take over the history of another tool.
    Adopt(Adopt),
}

impl MigrateAction {
    /// Returns whether the user asked for JSON.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Up(up) => up.format == DiffFormat::Json,
            Self::Down(down) => down.format == DiffFormat::Json,
            Self::Status(status) => status.format == DiffFormat::Json,
            Self::History(history) => history.format == DiffFormat::Json,
            _ => false,
        }
    }
}

/// Where migrations are and which of them count.
#[derive(Clone, Debug, Args)]
pub struct Files {
    /// The folder of migrations: one track, or a tree with a folder for each; migrations of the config without it.
    pub path: Option<PathBuf>,
    /// Only this track. May be repeated.
    #[arg(long, value_name = "TRACK")]
    pub track: Vec<String>,
    /// Whether the word after the number of a file is its track.
    #[arg(long, value_enum)]
    pub tracks_in_names: Option<InNames>,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
}

/// The database.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Database")]
pub struct Database {
    /// The database: postgresql://…, mysql://…, mariadb://…, sqlite:///path.db or env:NAME; without it, that of --env, or
    /// else DATABASE_URL.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The schema of the tables that hold the history.
    #[arg(long, value_name = "SCHEMA")]
    pub history_schema: Option<String>,
    /// How long to wait for another runner.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub lock_wait: Option<Duration>,
}

/// What the SQL of migrations finds when it runs.
#[derive(Clone, Debug, Args)]
pub struct Context {
    /// A variable of the SQL, written :name, :'name' or :"name" there (PostgreSQL). May be repeated.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub vars: Vec<(String, String)>,
    /// The schemas of names that have none; that of the database without it (PostgreSQL).
    #[arg(long, value_name = "SCHEMA,…", value_delimiter = ',')]
    pub search_path: Vec<String>,
}

/// How statements are run.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct Running {
    /// How much is one transaction, where the engine can.
    #[arg(long, value_enum)]
    pub transaction: Option<Transaction>,
    /// How long a statement waits for a lock before all of its transaction is tried again: 10s, 500ms, 0 for no limit.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub lock_timeout: Option<Duration>,
    /// How often it is tried again.
    #[arg(long, value_name = "N")]
    pub lock_retries: Option<u32>,
    /// How long a statement may take; no limit without it.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub statement_timeout: Option<Duration>,
    /// What the SQL finds.
    #[command(flatten)]
    pub context: Context,
    /// Show the SQL and run nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    pub yes: bool,
}

/// What becomes of what is doubtful.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Doubts")]
pub struct Doubts {
    /// Files that come before what was applied already.
    #[arg(long, value_enum)]
    pub out_of_order: Option<Policy>,
    /// Files that have changed since they were applied.
    #[arg(long, value_enum)]
    pub changed: Option<Policy>,
    /// What was applied and has no file.
    #[arg(long, value_enum)]
    pub missing: Option<Policy>,
}

/// How much is one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transaction {
    /// All that is pending.
    Run,
    /// Each file.
    File,
    /// Each statement.
    None,
}

/// What becomes of something doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Nothing is run.
    Refuse,
    /// It is told, and done.
    Warn,
    /// It is done.
    Allow,
}

/// Whether names carry tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InNames {
    /// If all names of a folder have one, and one is core or the folder's.
    Auto,
    /// Yes.
    Yes,
    /// No.
    No,
}

/// `nexusql migrate up`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate up --url sqlite:///app.db
  nexusql migrate up db/migrations --url postgresql://localhost/shop --track core --yes
  nexusql migrate up --to core/20231201120000 --dry-run
  nexusql migrate up --var tenant=acme --statement-timeout 5m
  nexusql migrate up --fleet fleet.toml --jobs 8 --yes       on many databases

With --fleet, it ends with 4 if a database failed, or with 3 if all that failed were refused; run it again to go on.")]
pub struct Up {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The last migration to apply: its number, or its track and number.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// Leave out the checks that lie beside migrations.
    #[arg(long)]
    pub no_checks: bool,
    /// Write the schema there when all has run (PostgreSQL).
    #[arg(long, value_name = "FILE", conflicts_with = "fleet")]
    pub dump: Option<PathBuf>,
    /// How to show what was done.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// The databases, if they are many.
    #[command(flatten)]
    pub fleet: Fleet,
    /// How it is run.
    #[command(flatten)]
    pub running: Running,
    /// What is refused.
    #[command(flatten)]
    pub doubts: Doubts,
}

/// `nexusql migrate down`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate down
  nexusql migrate down -n 3
  nexusql migrate down --to core/20231201120000")]
pub struct Down {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// How many.
    #[arg(short, value_name = "N", default_value = "1", conflicts_with = "to")]
    pub n: usize,
    /// Undo all that comes after this one; 0 for everything.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// How to show what was done.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// How it is run.
    #[command(flatten)]
    pub running: Running,
}

/// `nexusql migrate redo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate redo --url sqlite:///app.db")]
pub struct Redo {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// How it is run.
    #[command(flatten)]
    pub running: Running,
}

/// `nexusql migrate status`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate status --url sqlite:///app.db
  nexusql migrate status --format json
  nexusql migrate status --fleet fleet.toml          a line for each of many databases")]
pub struct Status {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The databases, if they are many.
    #[command(flatten)]
    pub fleet: Fleet,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
}

/// `nexusql migrate history`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate history --url sqlite:///app.db
  nexusql migrate history --format json")]
pub struct History {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
}

/// `nexusql migrate validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate validate db/migrations            the files alone
  nexusql migrate validate --url sqlite:///app.db   against a history too")]
pub struct Validate {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The engine of the files, where no database is named.
    #[arg(long, value_enum, default_value = "postgresql")]
    pub engine: EngineName,
    /// How it would be run.
    #[command(flatten)]
    pub running: Running,
    /// What is refused.
    #[command(flatten)]
    pub doubts: Doubts,
}

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// PostgreSQL.
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
    /// SQL Server.
    Mssql,
}

/// `nexusql migrate new`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate new create_users
  nexusql migrate new add_email --track customer --with-check")]
pub struct New {
    /// What it does, in words or with underscores.
    pub name: String,
    /// The folder of migrations; migrations of the config without it.
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
    /// Its track: the folder of that name, if the tree has folders.
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Write two files, .up.sql and .down.sql, instead of one with both parts.
    #[arg(long, conflicts_with = "repeatable")]
    pub two_files: bool,
    /// Make one that is run again whenever it changes: R__name.sql.
    #[arg(long)]
    pub repeatable: bool,
    /// Write a check beside it.
    #[arg(long)]
    pub with_check: bool,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
}

/// `nexusql migrate baseline`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate baseline --to core/20231201120000 --url postgresql://localhost/shop")]
pub struct Baseline {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The last one that is noted; all of them without it.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
}

/// `nexusql migrate repair`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate repair --url sqlite:///app.db
  nexusql migrate repair --ran core/20231201120000
  nexusql migrate repair --not-run core/20231201120000   it runs again")]
pub struct Repair {
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The statement of this migration that was in doubt has run. May be repeated.
    #[arg(long, value_name = "MIGRATION")]
    pub ran: Vec<String>,
    /// The statement of this migration that was in doubt has not run. May be repeated.
    #[arg(long, value_name = "MIGRATION")]
    pub not_run: Vec<String>,
    /// Forget that this migration was applied. May be repeated.
    #[arg(long, value_name = "MIGRATION")]
    pub forget: Vec<String>,
}

/// `nexusql migrate adopt`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql migrate adopt sqlx db/migrations --url postgresql://localhost/shop
  nexusql migrate adopt flyway --table app.flyway_schema_history")]
pub struct Adopt {
    /// The tool.
    #[arg(value_enum)]
    pub tool: Tool,
    /// Which migrations.
    #[command(flatten)]
    pub files: Files,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// Its table, if it is not the usual one.
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// What it has applied and has no file.
    #[arg(long, value_enum)]
    pub missing: Option<Policy>,
}

/// Another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tool {
    /// schema_migrations, a row for each.
    Dbmate,
    /// _sqlx_migrations.
    Sqlx,
    /// goose_db_version.
    Goose,
    /// flyway_schema_history.
    Flyway,
    /// schema_migrations, one row.
    GolangMigrate,
    /// nexusql_versions, of the library's "initialize".
    Nexusql,
}

/// Reads `10s`, `500ms`, `2m` or `0`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "write a time as 10s, 500ms or 2m".to_owned())?;
    match unit {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => Ok(Duration::from_secs(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        "" if number == 0 => Ok(Duration::ZERO),
        _ => Err("write a time as 10s, 500ms or 2m".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as name=value")?;
    // Placeholders of Flyway may have dots and colons.
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:-".contains(&b));
    if fits { Ok((name.to_owned(), value.to_owned())) } else { Err(format!("\"{name}\" is no name of a variable")) }
}
