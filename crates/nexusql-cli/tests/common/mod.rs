//! What the tests of this room share: the binary, a folder and a database for each test, one server for each test binary.

#![allow(dead_code, reason = "not every test binary needs all of it")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use nexusql_engine::{Engine, EngineOptions, Scratch, Wanted, find, select};
use tempfile::TempDir;

/// Returns the engine that the tests use.
pub fn engine() -> Engine {
    let engines = find(&EngineOptions::from_env());
    select(&engines, Wanted::Auto { server_major: None }).expect("the machine has an engine").clone()
}

/// Returns the server that stands for the user's own; it ends with this process.
pub fn server() -> &'static Scratch {
    static SERVER: OnceLock<Scratch> = OnceLock::new();
    SERVER.get_or_init(|| Scratch::start(&engine(), &EngineOptions::from_env()).expect("the engine starts"))
}

/// A folder of a test's own, which is the current folder of the commands it runs, and a database of the same name.
pub struct Room {
    dir: TempDir,
    name: String,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Room {
    pub fn new(name: &str) -> Self {
        let dir =
            tempfile::Builder::new().prefix("nexusql-cli-").tempdir().expect("the temporary folder can be written");
        Self { dir, name: name.to_owned() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file, with the folders it needs.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("the command wrote it")
    }

    /// Makes the test's database, with what `sql` makes in it, and returns how to connect to it.
    pub fn database(&self, sql: &str) -> String {
        let name = &self.name;
        let admin = server().connection_string("postgres");
        run_sql(&admin, &format!("drop database if exists {name} with (force)"));
        run_sql(&admin, &format!("create database {name} template template0"));
        let url = server().connection_string(name);
        run_sql(&url, sql);
        url
    }

    /// Returns the command, free of the settings of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nexusql"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("PG") || text == "NEXUSQL_SCRATCH" || text == "DATABASE_URL" || text == "CLICOLOR_FORCE"
            {
                command.env_remove(&name);
            }
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs the command with `input` as standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        let mut child = spawn(command.stdin(Stdio::piped()));
        child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("the command reads it");
        collect(child)
    }
}

/// Starts `command` with its output kept.
pub fn spawn(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

/// Runs `command` to its end.
pub fn said(command: &mut Command) -> Said {
    collect(spawn(command))
}

pub fn collect(child: Child) -> Said {
    let output = child.wait_with_output().expect("the command ends");
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("output is UTF-8"),
    }
}

impl Said {
    /// Checks how it ended; what it said is shown if that is wrong.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Returns what a user sees: exit code, standard output, standard error, without what differs from machine to machine.
    pub fn shown(&self, room: &Room) -> String {
        let version = engine().version;
        let mut text = format!("exit {}\n{}{}", self.code.map_or(-1, |code| code), self.out, self.err);
        for (from, to) in [
            (room.path().to_string_lossy().as_ref(), "ROOM"),
            (server().socket_dir().to_string_lossy().as_ref(), "SOCKET"),
            (format!("PostgreSQL {version}").as_str(), "PostgreSQL VERSION"),
        ] {
            text = text.replace(from, to);
        }
        text
    }
}

/// Runs statements on a server.
#[track_caller]
pub fn run_sql(url: &str, sql: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("the test's server answers");
    if let Err(error) = client.batch_execute(sql) {
        panic!("{error:?}\n{sql}");
    }
}

/// Returns the one text that `sql` asks for.
#[track_caller]
pub fn ask(url: &str, sql: &str) -> String {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("the test's server answers");
    match client.query_one(sql, &[]) {
        Ok(row) => row.get::<_, Option<String>>(0).unwrap_or_default(),
        Err(error) => panic!("{error:?}\n{sql}"),
    }
}

/// Returns a folder with `postgres` and `initdb` that are shell scripts: an engine as bad as a test needs it.
pub fn fake_engine(room: &Room, postgres: &str, initdb: &str) -> PathBuf {
    let dir = room.path().join("engine");
    for (name, script) in [("postgres", postgres), ("initdb", initdb)] {
        room.write(&format!("engine/{name}"), format!("#!/bin/sh\n{script}\n"));
        set_mode(&dir.join(name), 0o755);
    }
    set_mode(room.path(), 0o755);
    dir
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("the file is ours");
}

#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).expect("the file is there").permissions().mode() & 0o777
}
