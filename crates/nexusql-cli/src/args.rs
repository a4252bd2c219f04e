//! The command line: one place for parser, help and the reference page.

pub mod migrate;
mod scripts;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

pub use scripts::{Graph, Merge, MergeOrder, Plugins, Split, Strategy, Validate};

/// From SQL files to a proven migration, with no server to set up.
#[derive(Debug, Parser)]
#[command(name = "nexusql", version, propagate_version = true)]
#[command(after_help = "\
Examples:
  nexusql plan db/old db/new                         a migration between two folders of SQL, proven
  nexusql diff postgres://localhost/shop db/schema   how a server differs from the files
  nexusql apply db/schema --to postgres://localhost/shop

Exit codes: 0 done or equal, 1 differences, 2 usage or SQL that does not load, 3 refused,
4 a server or engine failed, or a server refused a statement, 5 interrupted (run the same
command again), 70 a fault of nexusql.")]
pub struct Cli {
    /// When to colour.
    #[arg(long, value_enum, default_value = "auto", global = true)]
    pub color: Color,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to colour. NO_COLOR is heeded.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes it so for the whole process.
    pub fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make one script from a tree of SQL files.
    Build(Build),
    /// Show how two schemas differ.
    Diff(Diff),
    /// Plan a migration and prove it on a private PostgreSQL.
    Plan(Plan),
    /// Bring a server to a schema, or run a plan on it.
    Apply(Apply),
    /// Write a schema as a script, a folder or a snapshot.
    Dump(Dump),
    /// Rewrite scripts so that they can be run any number of times, proven.
    Idempotent(Idempotent),
    /// Run versioned files of SQL, in one track or several, on PostgreSQL, MySQL, MariaDB, SQLite or SQL Server.
    Migrate(Box<migrate::Migrate>),
    /// Split a script or a schema into files whose order loads, proven.
    Split(Split),
    /// Join the files of a folder into one script, proven.
    Merge(Merge),
    /// Show what depends on what, as a table, a drawing or data.
    Graph(Graph),
    /// Tell all that is wrong with the files of a schema, for people and for CI.
    Validate(Validate),
    /// Run a statement on PostgreSQL, MySQL, MariaDB, SQLite or SQL Server and print its rows.
    Query(Query),
    /// List the programs that stand in for layouts, namers and formats.
    Plugins(Plugins),
    /// Start a project: a config file and an example.
    Init(Init),
    /// List, install and remove the PostgreSQL builds that nexusql can start.
    Engine(Engine),
}

impl Command {
    /// Returns whether the user asked for JSON, so that errors are JSON too.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Diff(diff) => diff.format == DiffFormat::Json,
            Self::Plan(plan) => plan.format == PlanFormat::Json,
            Self::Apply(apply) => apply.format == DiffFormat::Json,
            Self::Idempotent(idempotent) => idempotent.format == DiffFormat::Json,
            Self::Migrate(migrate) => migrate.action.is_json(),
            Self::Graph(graph) => graph.format == "json",
            Self::Split(split) => split.format == DiffFormat::Json,
            Self::Validate(validate) => validate.format == "json",
            Self::Plugins(plugins) => plugins.format == DiffFormat::Json,
            Self::Query(query) => matches!(query.format, RowFormat::Json | RowFormat::Ndjson),
            Self::Engine(Engine { action: EngineAction::List { format } }) => *format == DiffFormat::Json,
            _ => false,
        }
    }
}

/// Returns the examples of a command, and what a source is.
macro_rules! with_sources {
    ($examples:literal) => {
        concat!(
            $examples,
            "

A source is a server (postgres://…), env:NAME for the server of that environment in nexusql.toml, a .sql file,
a folder of .sql files, - for standard input, git:REV:PATH, a snapshot .json, or empty."
        )
    };
}

/// The config file.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Config")]
pub struct Project {
    /// Use the [env.NAME] section of the config; without it, that of env:NAME.
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The config file; nexusql.toml without it.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What of the schemas counts.
#[derive(Clone, Debug, Default, Args, Serialize, Deserialize)]
#[serde(default)]
#[command(next_help_heading = "Filters")]
pub struct Filters {
    /// Compare only this schema; * stands for any text. May be repeated.
    #[arg(long, value_name = "SCHEMA")]
    pub schema: Vec<String>,
    /// Leave out objects or schemas of this name, written with its schema or without; * stands for any text. May be repeated.
    #[arg(long, value_name = "NAME")]
    pub exclude: Vec<String>,
    /// Leave out these kinds: owner, privileges, comments, …
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Compare the cluster's roles too.
    #[arg(long)]
    pub roles: bool,
}

/// Where text is loaded and plans are proven.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Scratch")]
pub struct Scratch {
    /// The private PostgreSQL to use: auto, a version (18 or 18.4), or the URL or env:NAME of a server where a database is
    /// made and dropped.
    #[arg(
        long,
        value_name = "auto|VERSION|URL",
        default_value = "auto",
        env = "NEXUSQL_SCRATCH",
        hide_env_values = true
    )]
    pub scratch: String,
    /// A folder with postgres and initdb to use as the engine.
    #[arg(long, value_name = "DIR")]
    pub engine_dir: Option<PathBuf>,
}

/// How differences are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How a plan is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Text,
    /// A script that psql runs as it is.
    Sql,
    /// For programs, and for "nexusql apply".
    Json,
}

/// How a schema is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DumpFormat {
    /// A script.
    Sql,
    /// A snapshot.
    Json,
}

/// `nexusql build`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql build db/schema -o schema.sql
  nexusql build --env production --hash
  nexusql build db/schema --check 9f86d081…")]
pub struct Build {
    /// The folder of SQL files, or git:REV:PATH; without it, the schema of nexusql.toml.
    pub source: Option<String>,
    /// Where to write the script; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print the SHA-256 over paths and contents instead of the script.
    #[arg(long)]
    pub hash: bool,
    /// Exit 1 unless the hash is this one.
    #[arg(long, value_name = "HASH")]
    pub check: Option<String>,
    /// Only files whose path fits this glob. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// No files whose path fits this glob. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
}

/// `nexusql diff`.
#[derive(Debug, Args)]
#[command(after_help = with_sources!("Examples:
  nexusql diff db/old db/new
  nexusql diff postgres://localhost/shop db/schema --ignore owner,privileges
  nexusql diff git:main:db/schema db/schema --format json"))]
pub struct Diff {
    /// The schema as it is.
    pub current: String,
    /// The schema as it shall be; without it, the schema of nexusql.toml.
    pub desired: Option<String>,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// What counts.
    #[command(flatten)]
    pub filters: Filters,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where text is loaded.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql plan`.
#[derive(Debug, Args)]
#[command(after_help = with_sources!("Examples:
  nexusql plan db/old db/new
  nexusql plan postgres://localhost/shop db/schema --format json -o plan.json
  nexusql plan db/old db/new --rename public.users.email=public.users.mail --format sql -o migration.sql"))]
pub struct Plan {
    /// The schema as it is.
    pub current: String,
    /// The schema as it shall be; without it, the schema of nexusql.toml.
    pub desired: Option<String>,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlanFormat,
    /// Write the plan there; the file is private to the user.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// This is the same object under a new name: schema.table.old=schema.table.new. May be repeated.
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// Do not run the plan on a scratch.
    #[arg(long)]
    pub no_prove: bool,
    /// What counts.
    #[command(flatten)]
    pub filters: Filters,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where text is loaded and the plan proven.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql apply`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql apply db/schema --to postgres://localhost/shop
  nexusql apply --env production
  nexusql plan postgres://localhost/shop db/schema --format json -o plan.json
  nexusql apply plan.json --to postgres://localhost/shop --allow deletes-data --yes

Hazards that need --allow: deletes-data, rewrites-table, blocks-writes.")]
pub struct Apply {
    /// A plan made with --format json, or the desired schema; without it, the schema of nexusql.toml.
    #[arg(value_name = "PLAN|DESIRED")]
    pub what: Option<String>,
    /// The server, or env:NAME; without it, the server of --env, or else DATABASE_URL.
    #[arg(long, value_name = "URL")]
    pub to: Option<String>,
    /// Accept this hazard. May be repeated.
    #[arg(long, value_name = "HAZARD")]
    pub allow: Vec<String>,
    /// Do not ask.
    #[arg(long, short)]
    pub yes: bool,
    /// This is the same object under a new name. May be repeated.
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// Do not run the plan on a scratch first.
    #[arg(long)]
    pub no_prove: bool,
    /// How to show what was done.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// What counts.
    #[command(flatten)]
    pub filters: Filters,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where text is loaded and the plan proven.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql dump`.
#[derive(Debug, Args)]
#[command(after_help = with_sources!("Examples:
  nexusql dump postgres://localhost/shop -o schema.sql
  nexusql dump postgres://localhost/shop --split -o db/schema
  nexusql dump postgres://localhost/shop --format json -o shop.json"))]
pub struct Dump {
    /// What to write.
    pub source: String,
    /// As what.
    #[arg(long, value_enum, default_value = "sql")]
    pub format: DumpFormat,
    /// Where to write it; with --split, the folder.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// One file per object, in a folder that loads in byte order.
    #[arg(long, requires = "output")]
    pub split: bool,
    /// What counts.
    #[command(flatten)]
    pub filters: Filters,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where text is loaded.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// What becomes of an object that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnExisting {
    /// It stays as it is; views, functions and the like are replaced in place.
    Keep,
    /// It is made as the script has it, where no rows are lost by that.
    Replace,
    /// It stays, and the script stops at its end if it is another one.
    Fail,
}

/// `nexusql idempotent`.
#[derive(Debug, Args)]
#[command(after_help = "\
The rewritten script is run on a private PostgreSQL: three times, and from every state in which it may have stopped.
Several files are taken as one after another: each is proven on what those before it made.

Examples:
  nexusql idempotent schema.sql -o schema.idempotent.sql
  nexusql idempotent db/migrations/*.sql --in-place
  nexusql idempotent db/migrations/*.sql --check
  nexusql idempotent change.sql --base schema.sql --target 15
  nexusql idempotent schema.sql --lock -o schema.idempotent.sql    for what starts on several machines at once

Exit codes: 0 written and proven, 1 a statement has no form that can be run again (it is left as it is and reported), or
--check found something to change, 2 usage, or a script that does not run as it is, 70 disproven: nothing is written.")]
pub struct Idempotent {
    /// The scripts, or - for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where to write the script; standard output without it.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["in_place", "check"])]
    pub output: Option<PathBuf>,
    /// Write each script over itself: all of them, or none if one has findings.
    #[arg(long, conflicts_with = "check")]
    pub in_place: bool,
    /// Write nothing; show what would change, and exit 1 if anything would.
    #[arg(long)]
    pub check: bool,
    /// The oldest version of PostgreSQL that the script is for.
    #[arg(long, value_name = "MAJOR", default_value = "14", value_parser = clap::value_parser!(u32).range(13..=18))]
    pub target: u32,
    /// What becomes of an object that is there already.
    #[arg(long, value_enum, default_value = "keep")]
    pub on_existing: OnExisting,
    /// Have sessions that run the script at once wait for one another, by an advisory lock.
    #[arg(long)]
    pub lock: bool,
    /// A script that makes what these need; it is run first where they are proven.
    #[arg(long, value_name = "FILE")]
    pub base: Option<PathBuf>,
    /// Do not run the scripts on a scratch.
    #[arg(long)]
    pub no_prove: bool,
    /// From how many states at most each script is run again.
    #[arg(long, value_name = "N", default_value = "200")]
    pub states: usize,
    /// How to show what was done.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where the scripts are proven.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// `nexusql init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql init            here
  nexusql init shop       in a new folder")]
pub struct Init {
    /// The project's folder.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
}

/// `nexusql engine`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nexusql engine list
  nexusql engine install 15
  nexusql engine prune")]
pub struct Engine {
    /// What to do.
    #[command(subcommand)]
    pub action: EngineAction,
}

/// What to do with engines.
#[derive(Debug, Subcommand)]
pub enum EngineAction {
    /// Show the PostgreSQL builds that can be started, newest first.
    #[command(after_help = "Examples:
  nexusql engine list
  nexusql engine list --format json")]
    List {
        /// How to show them.
        #[arg(long, value_enum, default_value = "text")]
        format: DiffFormat,
    },
    /// Fetch one into nexusql's cache.
    #[command(after_help = "Examples:
  nexusql engine install              the newest
  nexusql engine install 15
  nexusql engine install ./postgresql-18.tar.xz")]
    Install {
        /// A major version, or an archive with bin/postgres in it: a file, or an https:// or file:// address.
        #[arg(default_value = "latest", value_name = "MAJOR|ARCHIVE")]
        what: String,
    },
    /// Remove one from nexusql's cache.
    #[command(after_help = "Examples:
  nexusql engine remove 18.4-npm")]
    Remove {
        /// Its name, as "engine list" shows it.
        name: String,
    },
    /// Remove what is left of interrupted installs, engines that are gone and scratches that were killed.
    #[command(after_help = "Examples:
  nexusql engine prune")]
    Prune,
}

/// Arguments of `nexusql query`.
#[derive(Debug, Args)]
#[command(after_help = "\
A parameter is written :name in the statement and given as -p name=value, which is text, or with a type:
-p n:int=5. Types are int, float, decimal, text, bool, date, time, timestamp, timestamptz, uuid, json,
bytes (hexadecimal) and null. Values are never put into the statement.

Examples:
  nexusql query sqlite:///app.db 'select * from users where id = :id' -p id:int=5
  nexusql query postgresql://localhost/app -f report.sql -p since:date=2026-01-01 --format csv")]
pub struct Query {
    /// The database: postgresql://…, mysql://…, mariadb://…, mssql://…, sqlite:///path.db, sqlite::memory:.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The statement.
    #[arg(value_name = "SQL", required_unless_present = "file", conflicts_with = "file")]
    pub sql: Option<String>,
    /// A file that holds the statement; - for standard input.
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A parameter: NAME=VALUE or NAME:TYPE=VALUE. May be repeated.
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
    /// How to print the rows.
    #[arg(long, value_enum, default_value = "table")]
    pub format: RowFormat,
    /// Print how many rows the statement changed instead of rows.
    #[arg(short = 'x', long)]
    pub execute: bool,
    /// Cancel the statement on the server after this many seconds.
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<u64>,
    /// Do not show long results in a pager ($PAGER, else less) at a terminal.
    #[arg(long)]
    pub no_pager: bool,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    /// For people.
    Table,
    /// An array of objects.
    Json,
    /// Comma-separated values with a header; null is empty, empty text is "".
    Csv,
    /// An object on each line.
    Ndjson,
}
