//! The arguments of what works on scripts: `split`, `merge`, `graph`, `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DiffFormat, Filters, Project, Scratch};

/// What decides where files come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Strategy {
    /// Needs alone.
    Dependency,
    /// Categories, each once: what must wait for a later one stands there.
    Category,
    /// Categories: what must wait for a later one comes in a second file of its own.
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
  nexusql split schema.sql --layout schema --regroup --dry-run

Exit codes: 0 written and proven, 1 written, but not proven since the script does not run on the scratch, 2 usage or SQL
that cannot be read, 70 disproven: nothing is written.")]
pub struct Split {
    /// A script, - for standard input, or a schema: a server, a folder, git:REV:PATH, a snapshot.
    pub source: String,
    /// The folder to write, new or empty.
    #[arg(short, long, value_name = "DIR", required_unless_present = "dry_run")]
    pub output: Option<PathBuf>,
    /// How files are laid out, or the NAME of a plugin nexusql-layout-NAME.
    ///
    /// - standard: numbered folders by category, a numbered file for each object
    /// - supabase: supabase/migrations, a file for each category, and supabase/schemas
    /// - schema: a folder for each schema, folders by category in it, a file for each object
    /// - object: a folder for each schema, a file for each object with all that belongs to it
    /// - flat: a numbered file for each category
    /// - hybrid: numbered folders by category, a folder for each schema in them, a file for each object
    #[arg(long, value_name = "LAYOUT", default_value = "standard", verbatim_doc_comment)]
    pub layout: String,
    /// With --layout schema: folders for 3 to 8 business groups of tables instead of schemas, proposed by what refers to what
    /// and by names.
    #[arg(long)]
    pub regroup: bool,
    /// Who names the groups, or the NAME of a plugin nexusql-namer-NAME.
    ///
    /// - rule: words that businesses use, or that the tables share; sends nothing
    /// - llm: a language model; names and types are sent, --dry-run shows them. See docs/SCRIPTS.md for NEXUSQL_LLM_API_KEY
    /// - hybrid: the rules where they are sure, and else the model
    #[arg(long, value_name = "NAMER", default_value = "rule", requires = "regroup", verbatim_doc_comment)]
    pub namer: String,
    /// What the schema is about, such as "e-commerce", told to whom names the groups; the rules do without.
    #[arg(long, value_name = "TEXT", requires = "regroup")]
    pub domain: Option<String>,
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
    /// How to show it, or the NAME of a plugin nexusql-format-NAME.
    ///
    /// - table: for people: objects by level, cycles, what stands between others, leaves, clusters
    /// - json: for programs
    /// - dot: for Graphviz
    /// - mermaid: for Mermaid
    /// - svg: a drawing
    /// - html: a page with search and zoom that fetches nothing
    #[arg(long, value_name = "FORMAT", default_value = "table", verbatim_doc_comment)]
    pub format: String,
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
    /// Read the text of a script or a folder alone, for what cannot be loaded; all edges are guesses then.
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
    /// How to show what was found, or the NAME of a plugin nexusql-format-NAME.
    ///
    /// - text: for people
    /// - json: for programs
    /// - sarif: SARIF 2.1.0, for code scanning
    /// - github: workflow commands, for GitHub Actions
    #[arg(long, value_name = "FORMAT", default_value = "text", verbatim_doc_comment)]
    pub format: String,
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

/// `nexusql plugins`.
#[derive(Debug, Args)]
#[command(after_help = "\
A program on the PATH that is called nexusql-layout-NAME, nexusql-namer-NAME or nexusql-format-NAME does what a layout, a namer
or a format of nexusql does: it reads one JSON object and writes one. See docs/PLUGINS.md. Relative folders of the PATH are left
out. NEXUSQL_PLUGIN_TIMEOUT is how many seconds one may take, 60 without it. This command runs none of them.

Examples:
  nexusql plugins
  nexusql plugins --format json
  nexusql split schema.sql -o db --layout NAME
  nexusql graph db --format NAME")]
pub struct Plugins {
    /// How to show them.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
}
