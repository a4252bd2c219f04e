//! The arguments of what works on scripts: `split`, `merge`, `graph`, `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DiffFormat, Filters, Project, Scratch};

/// How files are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Numbered folders by category, a numbered file for each object.
    Standard,
    /// supabase/migrations, a file for each category, and supabase/schemas.
    Supabase,
    /// A folder for each schema, folders by category in it, a file for each object.
    Schema,
    /// A folder for each schema, a file for each object with all that belongs to it.
    Object,
    /// A numbered file for each category.
    Flat,
    /// Numbered folders by category, a folder for each schema in them, a file for each object.
    Hybrid,
}

/// What decides where files come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Strategy {
    /// Needs alone.
    Dependency,
    /// Categories; foreign keys and defaults are split out where they keep one from being whole.
    Category,
    /// The same, and what still cannot stand in its category comes in a second file of it.
    Hybrid,
}

/// `nexusql split`.
#[derive(Debug, Args)]
#[command(after_help = "\
The files are run on a private PostgreSQL, each in a session of its own, and so is the script that they are joined to:
both make the catalog and the rows that the source makes. See docs/SCRIPTS.md.

Examples:
  nexusql split schema.sql -o db/schema
  nexusql split dump.sql -o . --layout supabase
  nexusql split postgres://localhost/shop -o db/schema --layout object
  nexusql split schema.sql --dry-run

Exit codes: 0 written and proven, 1 written, but not proven since the script does not run on the scratch, 2 usage or SQL
that cannot be read, 70 disproven: nothing is written.")]
pub struct Split {
    /// A script, - for standard input, or a schema: a server, a folder, git:REV:PATH, a snapshot.
    pub source: String,
    /// The folder to write, new or empty.
    #[arg(short, long, value_name = "DIR", required_unless_present = "dry_run")]
    pub output: Option<PathBuf>,
    /// How files are laid out.
    #[arg(long, value_enum, default_value = "standard")]
    pub layout: Layout,
    /// What decides where files come.
    #[arg(long, value_enum, default_value = "hybrid")]
    pub strategy: Strategy,
    /// Write nothing; show the files in the order in which they load.
    #[arg(long)]
    pub dry_run: bool,
    /// Write into a folder that is not empty; files that its load.psql lists are replaced.
    #[arg(long)]
    pub force: bool,
    /// The moment that names of migrations begin with; now without it.
    #[arg(long, value_name = "YYYYMMDDHHMMSS")]
    pub timestamp: Option<u64>,
    /// Do not run the files on a scratch.
    #[arg(long)]
    pub no_prove: bool,
    /// How to show what was done.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where the files are proven.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// In which order files are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MergeOrder {
    /// As they load.
    Topological,
    /// By category, as far as needs allow.
    Category,
}

/// `nexusql merge`.
#[derive(Debug, Args)]
#[command(after_help = "\
The files load in the order of load.psql if the folder has one, or else in the byte order of their paths. What a file
sets, it lets go of at its end. The script is run on a private PostgreSQL and compared with what the files make.

Examples:
  nexusql merge db/schema -o schema.sql
  nexusql merge supabase/migrations --order category -o schema.sql

Exit codes: 0 written and proven, 1 written, but not proven since the files do not run on the scratch, 2 usage or SQL
that cannot be read, 70 disproven: nothing is written.")]
pub struct Merge {
    /// The folder.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Where to write the script; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// In which order.
    #[arg(long, value_enum, default_value = "topological")]
    pub order: MergeOrder,
    /// Do not run the script on a scratch.
    #[arg(long)]
    pub no_prove: bool,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where the script is proven.
    #[command(flatten)]
    pub scratch: Scratch,
}

/// How a graph is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For people: objects by level, cycles, what stands between others, leaves, clusters.
    Table,
    /// For programs.
    Json,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
    /// A drawing.
    Svg,
    /// A page with search and zoom that fetches nothing.
    Html,
}

/// `nexusql graph`.
#[derive(Debug, Args)]
#[command(after_help = "\
An object stands for all its parts: a table for its columns, keys, indexes, triggers and policies. Edges are those that
PostgreSQL records, and what the bodies of functions name; texts within a body are guesses, shown as such.

Examples:
  nexusql graph db/schema
  nexusql graph postgres://localhost/shop --format html -o shop.html
  nexusql graph schema.sql --impact public.users
  nexusql graph schema.sql --path public.report public.users

Exit codes: 0 shown, 1 there is no such way, 2 usage or SQL that does not load, 4 a server or engine failed.")]
pub struct Graph {
    /// The schema.
    pub source: String,
    /// How to show it.
    #[arg(long, value_enum, default_value = "table")]
    pub format: GraphFormat,
    /// Where to write it; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only the shortest way by which A needs B.
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["impact", "needs"])]
    pub path: Option<Vec<String>>,
    /// Only what may break if this object changes.
    #[arg(long, value_name = "OBJECT", conflicts_with = "needs")]
    pub impact: Option<String>,
    /// Only what this object needs.
    #[arg(long, value_name = "OBJECT")]
    pub needs: Option<String>,
    /// Read a script's text alone, for one that cannot be loaded; all edges are guesses then.
    #[arg(long)]
    pub no_scratch: bool,
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

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValidateFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, for GitHub Actions.
    Github,
}

/// `nexusql validate`.
#[derive(Debug, Args)]
#[command(after_help = "\
The files are run on a private PostgreSQL past every failure, so that all that is wrong is told at once: grammar, names,
what a statement needs, bodies of functions in SQL, and the grammar of those in PL/pgSQL. Cycles, and relations that
PL/pgSQL names and no file makes, are warnings.

Examples:
  nexusql validate db/schema
  nexusql validate schema.sql --idempotent
  nexusql validate db/schema --against postgres://localhost/shop
  nexusql validate db/schema --format github
  nexusql validate db/schema --format sarif -o nexusql.sarif

Exit codes: 0 nothing is wrong, 1 findings (warnings count with --strict), 2 usage, 4 a server or engine failed.")]
pub struct Validate {
    /// A .sql file, a folder, - for standard input, or git:REV:PATH; without it, the schema of nexusql.toml.
    pub path: Option<String>,
    /// What the files must be equal to: a server, env:NAME, another file or folder, a snapshot.
    #[arg(long, value_name = "SOURCE")]
    pub against: Option<String>,
    /// Statements that cannot be run twice are findings too.
    #[arg(long)]
    pub idempotent: bool,
    /// Warnings count as findings for the exit code.
    #[arg(long)]
    pub strict: bool,
    /// How to show what was found.
    #[arg(long, value_enum, default_value = "text")]
    pub format: ValidateFormat,
    /// Where to write it; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What of it is compared.
    #[command(flatten)]
    pub filters: Filters,
    /// The config file.
    #[command(flatten)]
    pub project: Project,
    /// Where the files are run.
    #[command(flatten)]
    pub scratch: Scratch,
}
