//! A database of a test's own on each engine, and questions to it.

use std::sync::OnceLock;

use nexusql_testkit::MariaDb;

use crate::common::{Room, Said, server};

/// Where a SQL Server is, if there is one: `mssql://sa:password@host:1433/master`.
const MSSQL: &str = "NEXUSQL_TEST_MSSQL_URL";

/// Returns the engines on which what holds on all of them is tried: those that NEXUSQL_TEST_ENGINES names. Without it, all
/// that can be had here, and SQL Server if its variable says where one is.
pub fn all() -> Vec<&'static str> {
    let chosen = std::env::var("NEXUSQL_TEST_ENGINES").ok();
    let wanted = |name: &&str| match &chosen {
        Some(list) => list.split(',').any(|one| one == *name || one == "mysql" && *name == "mariadb"),
        None => *name != "mssql" || std::env::var_os(MSSQL).is_some(),
    };
    ["sqlite", "postgres", "mariadb", "mssql"].into_iter().filter(wanted).collect()
}

/// Returns the URL of `database` on the SQL Server that is named.
fn mssql(database: &str) -> String {
    let url = std::env::var(MSSQL).unwrap_or_else(|_| panic!("{MSSQL} says where a SQL Server is"));
    let (before, options) = url.split_once('?').map_or((url.as_str(), ""), |(before, options)| (before, options));
    let (server, _) = before.rsplit_once('/').expect("the URL names a database, such as master");
    format!("{server}/{database}?{options}")
}

fn mariadb() -> &'static MariaDb {
    static SERVER: OnceLock<MariaDb> = OnceLock::new();
    SERVER.get_or_init(|| MariaDb::start("migrate", &[]).expect("MariaDB starts; Debian has it as mariadb-server"))
}

/// A folder, and a database that `name` names.
pub struct Bench {
    pub room: Room,
    pub url: String,
    pub engine: &'static str,
}

impl Bench {
    pub fn new(engine: &'static str, name: &str) -> Self {
        let room = Room::new(name);
        let url = match engine {
            "sqlite" => "sqlite:///test.db".to_owned(),
            "postgres" => {
                room.database("");
                let server = server();
                let (user, port) = (server.user(), server.port());
                format!("postgresql://{user}@/{name}?host={}&port={port}", server.socket_dir().display())
            }
            "mssql" => {
                let sql = format!(
                    "if db_id('{name}') is not null begin alter database [{name}] set single_user with rollback immediate; \
                     drop database [{name}]; end; create database [{name}]"
                );
                room.run(&["query", "-x", &mssql("master"), &sql]).ends_with(0);
                mssql(name)
            }
            _ => {
                let port = mariadb().port();
                let admin = format!("mysql://root@127.0.0.1:{port}/mysql");
                for sql in [format!("drop database if exists {name}"), format!("create database {name}")] {
                    room.run(&["query", "-x", &admin, &sql]).ends_with(0);
                }
                format!("mysql://root@127.0.0.1:{port}/{name}")
            }
        };
        Self { room, url, engine }
    }

    /// Runs `nexusql migrate` with the folder `m`.
    pub fn migrate(&self, arguments: &[&str]) -> Said {
        let (command, rest) = arguments.split_first().expect("there is a command");
        self.room.run(&[&["migrate", command, "m", "--url", &self.url], rest].concat())
    }

    /// Returns what `sql` asks for: one value.
    #[track_caller]
    pub fn ask(&self, sql: &str) -> String {
        let said = self.room.run(&["query", &self.url, sql, "--format", "csv"]).ends_with(0);
        said.out.lines().nth(1).unwrap_or_default().to_owned()
    }

    /// Returns statements that must not be in one batch with each other, as a file of this engine has them.
    pub fn apart(&self, statements: &[&str]) -> String {
        let end = if self.engine == "mssql" { "\ngo\n" } else { "\n" };
        statements.iter().map(|statement| format!("{statement}{end}")).collect()
    }

    /// Returns how a condition is put into a column.
    pub fn truth(&self, condition: &str) -> String {
        match self.engine {
            "mssql" => format!("case when {condition} then 1 else 0 end"),
            _ => condition.to_owned(),
        }
    }

    /// Returns how many migrations of track `core` have run to their end.
    #[track_caller]
    pub fn succeeded(&self) -> String {
        let is_it = if self.engine == "mssql" { "success = 1" } else { "success" };
        self.ask(&format!("select count(*) as n from nexusql_migrations_core where {is_it}"))
    }

    #[track_caller]
    pub fn run(&self, sql: &str) {
        self.room.run(&["query", "-x", &self.url, sql]).ends_with(0);
    }
}
