//! The whole life of a PostgreSQL schema as a library: load two schemas from anywhere, see how they differ, plan a
//! migration, prove it on a private PostgreSQL, apply it.
//!
//! No server has to be set up: a private one is started where text has to be loaded or a plan proven, and is gone
//! afterwards.
//!
//! ```
//! use std::sync::Mutex;
//!
//! use nexusql::base::Silent;
//! use nexusql::engine::EngineOptions;
//! use nexusql::{Filter, Inputs, Job, Pair, ScratchChoice, Source};
//!
//! # #[tokio::main]
//! # async fn main() -> nexusql::base::Result<()> {
//! # let folder = std::env::temp_dir().join(format!("nexusql-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
//! # let (before, after) = (folder.join("before.sql"), folder.join("after.sql"));
//! std::fs::write(&before, "create table users (id int primary key, email text);").expect("can be written");
//! std::fs::write(&after, "create table users (id int primary key, email text not null);").expect("can be written");
//!
//! let inputs = Inputs { variable: &|_| None, wanted: &|_| true, stdin: Mutex::new(None), read: Default::default() };
//! let job = Job {
//!     current: &Source::File(before),
//!     desired: &Source::File(after),
//!     scratch: &ScratchChoice::Auto,
//!     engines: &EngineOptions::from_env(),
//!     inputs: &inputs,
//!     filter: &Filter::default(),
//! };
//! let mut pair = Pair::open(&job).await?;
//! let proven = pair.plan(&[], true, &Silent).await?;
//! pair.close().await?;
//!
//! println!("{}", nexusql::diff::script(&proven.plan));
//! assert!(proven.proof.is_some_and(|proof| proof.holds()));
//! # std::fs::remove_dir_all(folder).expect("the folder is ours");
//! # Ok(())
//! # }
//! ```

//!
//! And one API for the rows in it, whatever the engine: PostgreSQL and SQLite so far.
//!
//! ```
//! use nexusql::{DatabaseManager, FromRow, params};
//!
//! #[derive(FromRow, Debug, PartialEq)]
//! struct User {
//!     id: i64,
//!     name: String,
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), nexusql::Error> {
//! let db = DatabaseManager::connect("sqlite::memory:").await?;
//! db.execute("create table users (id integer primary key, name text not null)", ()).await?;
//!
//! let rows = ["Ada", "Grace", "Edsger"].into_iter().enumerate().map(|(id, name)| params! { id: id, name: name });
//! db.execute_many("insert into users (id, name) values (:id, :name)", rows).await?;
//!
//! let grace: User = db.fetch_one("select * from users where name = :name", params! { name: "Grace" }).await?;
//! assert_eq!(grace, User { id: 1, name: "Grace".to_owned() });
//!
//! db.transaction(async |tx| tx.execute("delete from users where id in (:ids)", params! { ids: [0, 2] }).await).await?;
//! let left: Vec<(String,)> = db.fetch_all("select name from users", ()).await?;
//! assert_eq!(left, [("Grace".to_owned(),)]);
//! # Ok(())
//! # }
//! ```

//!
//! And a script can be written so that it can be run any number of times.
//!
//! ```
//! use nexusql::sql::Script;
//!
//! # fn main() -> nexusql::base::Result<()> {
//! let script = Script::new("a.sql", "CREATE TABLE t (a int);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);\n");
//! let again = nexusql::idempotent(script, &Default::default())?;
//! assert!(again.text.starts_with("CREATE TABLE IF NOT EXISTS t (a int);\n"));
//! assert!(again.findings().is_empty());
//! # Ok(())
//! # }
//! ```

//!
//! Migrations run at a program's start, files that are part of it and code of its own in one order.
//!
//! ```
//! use nexusql::embed_migrations;
//! use nexusql::tracks::code::{Code, CodeMigration, Context, Outcome};
//! use nexusql::tracks::run::{Options, Quiet, up};
//! use nexusql::tracks::Server;
//!
//! struct Seed;
//!
//! impl CodeMigration for Seed {
//!     fn name(&self) -> &str {
//!         "9_seed"
//!     }
//!
//!     async fn up(&self, at: &mut Context<'_>) -> Outcome {
//!         at.db.execute("insert into customers (name) values (:name)", nexusql::params! { name: "Ada" }).await?;
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> nexusql::base::Result<()> {
//! let server = Server::connect("sqlite::memory:", None, &|_| None).await?;
//! let files = embed_migrations!("tests/migrations").read(&Default::default())?;
//! let report = up(&server, &files.with_code([Code::new(Seed)])?, &Options::default(), &Quiet).await?;
//! assert_eq!(report.done.len(), 2);
//! # Ok(())
//! # }
//! ```

pub use nexusql_base as base;
pub use nexusql_catalog as catalog;
pub use nexusql_check as check;
pub use nexusql_db as db;
pub use nexusql_diff as diff;
pub use nexusql_engine as engine;
pub use nexusql_graph as graph;
pub use nexusql_group as group;
#[cfg(feature = "llm")]
pub use nexusql_llm as llm;
pub use nexusql_load as load;
pub use nexusql_migrate as migrate;
pub use nexusql_plugin as plugin;
pub use nexusql_script as script;
pub use nexusql_sql as sql;
pub use nexusql_tracks as tracks;
pub use nexusql_trial as trial;

pub use nexusql_catalog::Catalog;
pub use nexusql_db::{
    ConnectionConfig, DatabaseManager, Error, FromRow, Kind, Params, RetryOptions, Row, Serde, Transaction, Value,
    blocking, params,
};
pub use nexusql_derive::embed_migrations;
pub use nexusql_diff::{Plan, compare, plan};
pub use nexusql_load::{Inputs, Source};
pub use nexusql_migrate::{Filter, Job, Pair, ScratchChoice, apply, prove};
pub use nexusql_script::idempotent;
