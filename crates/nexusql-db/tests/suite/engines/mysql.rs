//! MySQL and MariaDB: a private MariaDB for the run, or the server of `NEXUSQL_TEST_MYSQL_URL`; a database for each trial.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use futures_util::future::{BoxFuture, FutureExt as _};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options};
use nexusql_testkit::MariaDb;

use crate::engine::{Database, Engine, Feature, Type};

#[derive(Default)]
pub struct MySql {
    server: Mutex<Option<MariaDb>>,
    /// Where databases are made.
    admin: OnceLock<DatabaseManager>,
}

/// The server to use in place of one of our own.
fn given() -> Option<String> {
    std::env::var("NEXUSQL_TEST_MYSQL_URL").ok().filter(|url| !url.is_empty())
}

impl MySql {
    fn server(&self) -> MutexGuard<'_, Option<MariaDb>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the server unless it runs, and returns how to log in there.
    fn config(&self) -> Result<ConnectionConfig, String> {
        if let Some(url) = given() {
            return ConnectionConfig::parse(&url).map_err(|error| format!("{error:?}"));
        }
        let mut server = self.server();
        let running = match server.take() {
            Some(running) => running,
            None => MariaDb::start("suite", &[])?,
        };
        let port = server.insert(running).port();
        Ok(ConnectionConfig::new("mysql").user("root").host("127.0.0.1", Some(port)))
    }
}

impl Engine for MySql {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn database<'a>(&'a self, test: &'a str) -> BoxFuture<'a, Result<Database, String>> {
        async move {
            let config = self.config()?;
            let said = |error: nexusql_db::Error| format!("{error:?}");
            let admin = match self.admin.get() {
                Some(admin) => admin.clone(),
                None => {
                    let admin = DatabaseManager::connect_with(&config, Options::default()).await.map_err(said)?;
                    self.admin.get_or_init(|| admin).clone()
                }
            };
            let name = nexusql_testkit::database_name(test);
            // The private server is gone after the run, and the database with it.
            admin.execute(&format!("drop database if exists `{name}`"), ()).await.map_err(said)?;
            admin.execute(&format!("create database `{name}` character set utf8mb4"), ()).await.map_err(said)?;
            Ok(Database { config: config.database(name), _guard: Box::new(()) })
        }
        .boxed()
    }

    fn stop(&self) {
        drop(self.server().take());
    }

    fn column(&self, wanted: Type) -> &'static str {
        match wanted {
            Type::Bool => "boolean",
            Type::I16 => "smallint",
            Type::I32 => "integer",
            Type::I64 => "bigint",
            Type::F32 => "float",
            Type::F64 => "double",
            Type::Decimal => "decimal(38, 10)",
            Type::Text => "longtext",
            Type::Bytes => "longblob",
            Type::Date => "date",
            Type::Time | Type::Interval => "time(6)",
            Type::Timestamp => "datetime(6)",
            Type::TimestampTz => "timestamp(6) null",
            Type::Uuid => "char(36)",
            Type::Json => "json",
        }
    }

    /// A `timestamp` is of the years 1970 to 2038, newer servers have more.
    fn refuses(&self) -> &'static [&'static str] {
        &[
            "f32-nan",
            "f64-nan",
            "f64-infinity",
            "f64-infinity-negative",
            "interval",
            "timestamptz-first",
            "timestamptz-last",
        ]
    }

    fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Cancel | Feature::Backticks | Feature::MySqlTokens | Feature::MySql => true,
            // What a server by URL is, is not known here.
            Feature::MariaDb => given().is_none(),
            Feature::Returning | Feature::PostgresTokens | Feature::NestedComments => false,
            Feature::BracketNames | Feature::Postgres => false,
        }
    }

    fn int(&self, parameter: &str) -> String {
        format!("cast({parameter} as signed)")
    }

    fn text(&self, parameter: &str) -> String {
        format!("cast({parameter} as char)")
    }

    fn endless(&self) -> &'static str {
        "with recursive n(i) as (select 1 union all select 1 from n) select sleep(60) + count(*) from n"
    }
}
