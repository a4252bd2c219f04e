//! SQLite: a file for each trial.

use std::path::PathBuf;

use futures_util::future::{BoxFuture, FutureExt as _, ready};
use nexusql_db::ConnectionConfig;

use crate::engine::{Database, Engine, Feature, Type};

pub struct Sqlite;

/// A folder that is removed with the value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Engine for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn database<'a>(&'a self, test: &'a str) -> BoxFuture<'a, Result<Database, String>> {
        let name: String = test.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let folder = std::env::temp_dir().join(format!("nexusql-suite-{}-{name}", std::process::id()));
        let made = std::fs::create_dir_all(&folder).map_err(|error| error.to_string()).map(|()| {
            let file = folder.join("test.db");
            let config = ConnectionConfig::new("sqlite").database(file.to_string_lossy()).option("journal_mode", "wal");
            Database { config, _guard: Box::new(Folder(folder)) }
        });
        ready(made).boxed()
    }

    fn stop(&self) {}

    fn column(&self, wanted: Type) -> &'static str {
        match wanted {
            Type::Bool | Type::I16 | Type::I32 | Type::I64 => "integer",
            Type::F32 | Type::F64 => "real",
            Type::Decimal => "numeric",
            Type::Bytes => "blob",
            Type::Text | Type::Date | Type::Time | Type::Timestamp | Type::TimestampTz => "text",
            Type::Interval | Type::Uuid | Type::Json => "text",
        }
    }

    fn refuses(&self) -> &'static [&'static str] {
        &[
            "f32-nan",
            "f64-nan",
            "decimal-38-digits",
            "decimal-38-digits-negative",
            "decimal-smallest",
            "text-nul",
            "interval",
        ]
    }

    fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Returning | Feature::Cancel | Feature::Backticks | Feature::BracketNames => true,
            Feature::PostgresTokens | Feature::NestedComments | Feature::MySqlTokens => false,
            Feature::Postgres | Feature::MySql | Feature::MariaDb => false,
        }
    }

    fn int(&self, parameter: &str) -> String {
        format!("cast({parameter} as integer)")
    }

    fn text(&self, parameter: &str) -> String {
        format!("cast({parameter} as text)")
    }

    fn endless(&self) -> &'static str {
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    }
}
