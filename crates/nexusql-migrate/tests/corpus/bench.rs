//! Where cases are tried: one scratch per major, with a database for every schema of every test.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use nexusql_base::Result;
use nexusql_base::name::quote_ident;
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_engine::{Engine, EngineOptions, Origin, Scratch, find};
use nexusql_load::text::TextFile;
use nexusql_load::{Workspace, run};
use nexusql_testkit::{Tool, database_name};

/// A server of one major, started when the first test needs it.
pub struct Bench {
    engine: Engine,
    /// A `pg_dump` that can read it, if there is one.
    pub pg_dump: Option<Tool>,
    workspace: OnceLock<Workspace>,
}

/// Returns a bench for each major that the environment names, or for the machine's own and the newest.
pub fn chosen() -> Vec<Bench> {
    let engines: Vec<Engine> =
        find(&EngineOptions::from_env()).into_iter().filter(|engine| engine.is_reachable()).collect();
    let mut majors: BTreeSet<u32> = BTreeSet::new();
    match std::env::var("NEXUSQL_TEST_MAJORS") {
        Ok(list) => majors.extend(list.split(',').map(|major| major.trim().parse::<u32>().unwrap())),
        Err(_) => {
            majors.extend(engines.iter().find(|engine| engine.origin == Origin::Machine).map(|engine| engine.major));
            majors.extend(engines.first().map(|engine| engine.major));
        }
    }
    assert!(!majors.is_empty(), "no PostgreSQL is at hand; run \"cargo xtask test\", which makes the machine ready");
    majors.into_iter().map(|major| Bench::new(&engines, major)).collect()
}

impl Bench {
    /// Of several engines of one major one with ICU is taken; a `pg_dump` may come from any.
    fn new(engines: &[Engine], major: u32) -> Self {
        let of_major = || engines.iter().filter(|engine| engine.major == major);
        let with_icu = of_major().find(|engine| engine.about().icu);
        let engine = with_icu.or_else(|| of_major().next());
        let engine =
            engine.unwrap_or_else(|| panic!("no PostgreSQL {major} is at hand: nexusql engine install {major}"));
        let dirs = std::iter::once(&engine.bin_dir).chain(engines.iter().map(|engine| &engine.bin_dir));
        let pg_dump = Tool::find("pg_dump", dirs.map(std::path::PathBuf::as_path), major);
        Self { engine: engine.clone(), pg_dump, workspace: OnceLock::new() }
    }

    pub fn major(&self) -> u32 {
        self.engine.major
    }

    fn workspace(&self) -> &Workspace {
        self.workspace.get_or_init(|| Workspace::private(&self.engine, &EngineOptions::from_env()).unwrap())
    }

    /// Returns libpq's words for `database`.
    pub fn connection(&self, database: &str) -> String {
        match self.workspace() {
            Workspace::Private(scratch) => Scratch::connection_string(scratch, database),
            Workspace::Alone(_) | Workspace::OnServer(_) => unreachable!("benches are private"),
        }
    }

    pub async fn connect(&self, database: &str) -> Result<Session> {
        let target = Target::parse(&self.connection(database))?.with_environment(&|_| None)?;
        connect(&target).await
    }

    /// Makes an empty database for `test` and returns its name.
    pub async fn create(&self, test: &str) -> Result<String> {
        let name = database_name(test);
        self.admin(&format!("drop database if exists {} with (force)", quote_ident(&name))).await?;
        self.admin(&format!("create database {} template template0", quote_ident(&name))).await?;
        Ok(name)
    }

    pub async fn drop(&self, database: &str) -> Result<()> {
        let session = self.connect(database).await?;
        let released = session.client.batch_execute(include_str!("release.sql")).await;
        session.close().await;
        released.map_err(|error| nexusql_db::postgres::error(&error))?;
        self.admin(&format!("drop database if exists {} with (force)", quote_ident(database))).await
    }

    async fn admin(&self, sql: &str) -> Result<()> {
        let session = self.connect("postgres").await?;
        let answer = session.client.batch_execute(sql).await.map_err(|error| nexusql_db::postgres::error(&error));
        session.close().await;
        answer
    }

    /// Runs the script `text` in `database`, as a source is loaded.
    pub async fn load(&self, database: &str, name: &str, text: &str) -> Result<()> {
        let session = self.connect(database).await?;
        let file = TextFile::new(name, text.as_bytes())?;
        run::scripts(&session.client, self.workspace(), &[file], true).await?;
        session.close().await;
        Ok(())
    }
}
