//! A throwaway server: a copy of an initialised data folder, a `postgres` on it, and nothing left afterwards.

mod folder;
mod server;
pub(crate) mod sweep;

use std::fs::File;
use std::io;
use std::path::Path;

use nexusql_base::Result;

use self::folder::Folder;
use self::server::Server;
use crate::account::Account;
use crate::{Engine, EngineOptions, cache, copy, failure, template};

/// The empty databases that every scratch has from the beginning, beside PostgreSQL's own.
pub const DATABASES: [&str; 3] = ["current", "desired", "proof"];
/// The superuser of every scratch.
pub(crate) const SUPERUSER: &str = "postgres";
/// The port in the name of the socket; each scratch has a folder of its own, so one number does for all.
#[cfg(unix)]
const SOCKET_PORT: u16 = 5432;

/// A private, throwaway PostgreSQL server.
///
/// Invariant: it runs as long as the value lives. Dropping it ends the server and removes its folder; if this process
/// is killed, a watcher does the same.
pub struct Scratch {
    // The order matters: the server ends before its folder goes, and the engine is in use until then.
    _server: Server,
    folder: Folder,
    _in_use: Option<File>,
    engine: Engine,
    port: u16,
    password: Option<String>,
}

impl Scratch {
    /// Starts a scratch of `engine` and returns when it answers.
    ///
    /// Errors: `engine-no-room`, `engine-no-permission` or `engine-cannot-start`, with what PostgreSQL said.
    /// Cost: about 50 ms in memory or on a quiet disk, up to a second on a busy one; the first time with an engine half a second more.
    pub fn start(engine: &Engine, options: &EngineOptions) -> Result<Self> {
        let account = Account::for_servers()?;
        let account = account.as_ref();
        if let Some(account) = account
            && !account.reaches(&engine.program("postgres"))
        {
            let hint = "Take an engine that every user may run, such as one fetched with: nexusql engine install";
            return Err(failure::out_of_reach(&engine.bin_dir, &account.name, hint));
        }
        let in_use = cache::use_engine(&engine.program("postgres"));
        let template = template::ensure(engine, options, account)?;
        sweep::sweep(options);
        let folder = Folder::create(options, account)?;
        let cannot = |error: io::Error| failure::file_failed("could not fill", folder.path(), &error);
        copy::copy_tree(&template.data_dir(), &folder.data_dir(), account).map_err(cannot)?;
        folder.hand_over(account).map_err(cannot)?;
        let port = free_port().map_err(cannot)?;
        let server = Server::start(engine, &folder, port, account)?;
        Ok(Self {
            _server: server,
            folder,
            _in_use: in_use,
            engine: engine.clone(),
            port,
            password: template.password(),
        })
    }

    /// Returns the engine that runs.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Returns the folder of its socket; on a system without sockets it listens on 127.0.0.1 instead.
    pub fn socket_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Returns its port, which on most systems is only a part of the socket's name.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its superuser.
    pub fn user(&self) -> &str {
        SUPERUSER
    }

    /// Returns how to connect to `database`, in libpq's form of keywords and values, which psql takes too.
    pub fn connection_string(&self, database: &str) -> String {
        let host = if cfg!(unix) { self.socket_dir().to_string_lossy() } else { "127.0.0.1".into() };
        let mut text = format!(
            "host={} port={} user={SUPERUSER} dbname={} sslmode=disable",
            conninfo_value(&host),
            self.port,
            conninfo_value(database)
        );
        if let Some(password) = &self.password {
            text.push_str(" password=");
            text.push_str(&conninfo_value(password));
        }
        text
    }

    /// Returns the last lines that the server wrote to its log.
    pub fn log_tail(&self) -> String {
        failure::tail(&server::read_log(&self.folder))
    }
}

/// Returns `value` as libpq's connection strings want it: bare if plain, else in single quotes.
fn conninfo_value(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(unix)]
fn free_port() -> io::Result<u16> {
    Ok(SOCKET_PORT)
}

/// Returns a port that was free a moment ago.
#[cfg(not(unix))]
fn free_port() -> io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_quoted() {
        assert_eq!(conninfo_value("/tmp/nexusql-a1"), "/tmp/nexusql-a1");
        assert_eq!(conninfo_value(r"it's a \ b"), r"'it\'s a \\ b'");
        assert_eq!(conninfo_value(""), "''");
    }
}
