//! PostgreSQL: a private server for the run, a database for each trial.

use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::{BoxFuture, FutureExt as _};
use nexusql_db::ConnectionConfig;
use nexusql_db::postgres::{Target, connect};
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};

use crate::engine::{Database, Engine, Feature, Type};

#[derive(Default)]
pub struct Postgres {
    scratch: Mutex<Option<Scratch>>,
}

impl Postgres {
    fn scratch(&self) -> MutexGuard<'_, Option<Scratch>> {
        self.scratch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the server unless it runs, and returns where `database` is on it.
    fn target(&self, database: &str) -> Result<Target, String> {
        let mut scratch = self.scratch();
        if scratch.is_none() {
            let options = EngineOptions::from_env();
            let start = || Scratch::start(select(&find(&options), Wanted::Auto { server_major: None })?, &options);
            *scratch = Some(start().map_err(|error| format!("{:#?}", error.diagnostics()))?);
        }
        let text = scratch.as_ref().map(|scratch| scratch.connection_string(database)).unwrap_or_default();
        Target::parse(&text).map_err(|error| format!("{error:?}"))
    }
}

impl Engine for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn database<'a>(&'a self, test: &'a str) -> BoxFuture<'a, Result<Database, String>> {
        async move {
            let session = connect(&self.target("postgres")?).await.map_err(|error| format!("{error:?}"))?;
            // The server is gone after the run, and the database with it.
            let name = nexusql_testkit::database_name(test);
            let sql = format!("create database \"{name}\" template template0");
            session.client.batch_execute(&sql).await.map_err(|error| format!("{error:?}"))?;
            session.close().await;
            let target = self.target(&name)?;
            let mut config = ConnectionConfig::new("postgresql").database(name).option("sslmode", "disable");
            config.hosts = target.hosts;
            config.user = target.user;
            config.password = target.password;
            Ok(Database { config, _guard: Box::new(()) })
        }
        .boxed()
    }

    fn stop(&self) {
        drop(self.scratch().take());
    }

    fn column(&self, wanted: Type) -> &'static str {
        match wanted {
            Type::Bool => "boolean",
            Type::I16 => "smallint",
            Type::I32 => "integer",
            Type::I64 => "bigint",
            Type::F32 => "real",
            Type::F64 => "double precision",
            Type::Decimal => "numeric",
            Type::Text => "text",
            Type::Bytes => "bytea",
            Type::Date => "date",
            Type::Time => "time",
            Type::Timestamp => "timestamp",
            Type::TimestampTz => "timestamptz",
            Type::Interval => "interval",
            Type::Uuid => "uuid",
            Type::Json => "json",
        }
    }

    fn refuses(&self) -> &'static [&'static str] {
        &["text-nul"]
    }

    fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Returning
            | Feature::Cancel
            | Feature::PostgresTokens
            | Feature::NestedComments
            | Feature::Postgres => true,
            Feature::Backticks | Feature::BracketNames | Feature::MySqlTokens => false,
            Feature::MySql | Feature::MariaDb => false,
        }
    }

    fn int(&self, parameter: &str) -> String {
        format!("cast({parameter} as bigint)")
    }

    fn text(&self, parameter: &str) -> String {
        format!("cast({parameter} as text)")
    }

    fn endless(&self) -> &'static str {
        "with recursive n(i) as (select 1::bigint union all select i + 1 from n) select count(*) from n"
    }
}
