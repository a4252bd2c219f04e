//! A database of a test's own on each engine, and questions to it.

use std::sync::OnceLock;

use nexusql_testkit::MariaDb;

use crate::common::{Room, Said, server};

pub const ALL: [&str; 3] = ["sqlite", "postgres", "mariadb"];

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

    #[track_caller]
    pub fn run(&self, sql: &str) {
        self.room.run(&["query", "-x", &self.url, sql]).ends_with(0);
    }
}
