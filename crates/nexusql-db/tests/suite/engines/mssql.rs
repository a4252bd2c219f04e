//! SQL Server: a server that the user names with `NEXUSQL_TEST_MSSQL_URL`, a database on it for each trial.

use std::sync::{Mutex, PoisonError};

use futures_util::future::{BoxFuture, FutureExt as _};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options};

use crate::engine::{Database, Engine, Feature, Type};

/// Where the server is: `mssql://sa:password@host:1433/master?trustServerCertificate=yes`.
const VARIABLE: &str = "NEXUSQL_TEST_MSSQL_URL";

#[derive(Default)]
pub struct Mssql {
    /// The databases that were made.
    made: Mutex<Vec<String>>,
}

fn server() -> Result<ConnectionConfig, String> {
    let url = std::env::var(VARIABLE).map_err(|_| {
        format!(
            "no SQL Server is named. Hint: set {VARIABLE}, as in mssql://sa:PASSWORD@HOST:1433/master; the user must be \
             able to create databases"
        )
    })?;
    ConnectionConfig::parse(&url).map_err(|error| format!("{error:?}"))
}

async fn drop_database(admin: &DatabaseManager, name: &str) -> Result<(), String> {
    let sql = format!(
        "if db_id('{name}') is not null begin alter database [{name}] set single_user with rollback immediate; \
         drop database [{name}]; end"
    );
    admin.execute_script(&sql).await.map_err(|error| format!("{error:?}"))
}

impl Engine for Mssql {
    fn name(&self) -> &'static str {
        "mssql"
    }

    fn database<'a>(&'a self, test: &'a str) -> BoxFuture<'a, Result<Database, String>> {
        async move {
            let mut config = server()?;
            let admin = DatabaseManager::connect_with(&config, Options::default()).await;
            let admin = admin.map_err(|error| format!("{error:?}"))?;
            let name = nexusql_testkit::database_name(test);
            drop_database(&admin, &name).await?;
            admin.execute_script(&format!("create database [{name}]")).await.map_err(|error| format!("{error:?}"))?;
            admin.close().await;
            self.made.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
            config.database = Some(name);
            Ok(Database { config, _guard: Box::new(()) })
        }
        .boxed()
    }

    fn stop(&self) {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let admin = DatabaseManager::connect_with(&server().unwrap(), Options::default()).await.unwrap();
            for name in made {
                drop_database(&admin, &name).await.unwrap();
            }
        });
    }

    fn column(&self, wanted: Type) -> &'static str {
        match wanted {
            Type::Bool => "bit",
            Type::I16 => "smallint",
            Type::I32 => "int",
            Type::I64 => "bigint",
            Type::F32 => "real",
            Type::F64 => "float",
            Type::Decimal => "decimal(38, 10)",
            Type::Bytes => "varbinary(max)",
            Type::Date => "date",
            Type::Time => "time",
            Type::Timestamp => "datetime2",
            Type::TimestampTz => "datetimeoffset",
            Type::Uuid => "uniqueidentifier",
            Type::Text | Type::Interval | Type::Json => "nvarchar(max)",
        }
    }

    fn refuses(&self) -> &'static [&'static str] {
        &["f32-nan", "f64-nan", "f64-infinity", "f64-infinity-negative", "interval"]
    }

    fn has(&self, feature: Feature) -> bool {
        matches!(feature, Feature::Cancel | Feature::BracketNames | Feature::NestedComments)
    }

    fn int(&self, parameter: &str) -> String {
        format!("cast({parameter} as bigint)")
    }

    fn text(&self, parameter: &str) -> String {
        format!("cast({parameter} as nvarchar(max))")
    }

    fn endless(&self) -> &'static str {
        "with n(i) as (select cast(1 as bigint) union all select i + 1 from n) \
         select count_big(*) from n option (maxrecursion 0)"
    }

    fn begin(&self) -> &'static str {
        "begin transaction"
    }
}
