//! Where a database of SQLite is, and opening it.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use nexusql_base::Diagnostic;
use rusqlite::config::DbConfig;
use rusqlite::{Connection as Database_, OpenFlags};

use super::connection::SqliteConnection;
use super::error::error;
use super::opened::Opened;
use super::worker::Worker;
use crate::config::{ConnectionConfig, decode, refuse, set_options};
use crate::driver::{Connection, Connector};
use crate::error::{Error, Kind, Result, fail};

/// How long to wait for locks, unless `busy_timeout` says otherwise.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many prepared statements each connection keeps.
const STATEMENTS_KEPT: usize = 200;

/// Tells the databases in memory apart.
static N_IN_MEMORY: AtomicU64 = AtomicU64::new(0);

/// Reads `sqlite::memory:`, `sqlite:///relative.db`, `sqlite:////absolute.db` and `sqlite:path.db`.
pub(super) fn parse(url: &str) -> Result<ConnectionConfig> {
    let rest = url.split_once(':').ok_or_else(|| refuse("URL lacks \":\" after its scheme"))?.1;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix("///").or_else(|| path.strip_prefix("//")).unwrap_or(path);
    let mut config = ConnectionConfig::new("sqlite");
    config.database = Some(decode(path)?).filter(|path| !path.is_empty());
    set_options(&mut config, query)?;
    Ok(config)
}

/// A database and how it is opened.
pub(super) struct Database {
    path: String,
    shown: String,
    flags: OpenFlags,
    busy_timeout: Duration,
    journal_mode: Option<&'static str>,
    /// A database in memory lives as long as one connection to it.
    _anchor: Option<Mutex<Database_>>,
}

impl Database {
    pub fn new(config: &ConnectionConfig) -> Result<Self> {
        let shown = config.database.clone().unwrap_or_else(|| ":memory:".to_owned());
        let in_memory = shown == ":memory:";
        let mut database = Self {
            path: shown.clone(),
            shown,
            flags: OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            busy_timeout: BUSY_TIMEOUT,
            journal_mode: None,
            _anchor: None,
        };
        for (name, value) in &config.options {
            database.set(name, value)?;
        }
        if in_memory {
            // Each connection to ":memory:" would have a database of its own.
            let number = N_IN_MEMORY.fetch_add(1, Ordering::Relaxed);
            database.path = format!("file:/nexusql-{}-{number}?vfs=memdb", std::process::id());
            database.flags |= OpenFlags::SQLITE_OPEN_URI;
            database._anchor = Some(Mutex::new(database.open()?));
        }
        Ok(database)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match (name, value) {
            ("mode", "ro") => {
                self.flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            }
            ("mode", "rw") => self.flags.remove(OpenFlags::SQLITE_OPEN_CREATE),
            ("mode", "rwc") => {}
            ("busy_timeout", milliseconds) => {
                let read = milliseconds.parse().map_err(|_| refuse_option(name));
                self.busy_timeout = Duration::from_millis(u64::from(
                    read.and_then(|n: u32| i32::try_from(n).map(|_| n).map_err(|_| refuse_option(name)))?,
                ));
            }
            ("journal_mode", mode) => {
                let known = ["delete", "truncate", "persist", "memory", "wal", "off"];
                let found = known.into_iter().find(|known| mode.eq_ignore_ascii_case(known));
                self.journal_mode = Some(found.ok_or_else(|| refuse_option(name))?);
            }
            _ => return Err(refuse_option(name)),
        }
        Ok(())
    }

    fn open(&self) -> Result<Database_> {
        let database = Database_::open_with_flags(&self.path, self.flags).map_err(|said| self.refused(said))?;
        // Without it, a column that does not exist is a string if it stands in double quotes.
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false).map_err(error)?;
        database.pragma_update(None, "foreign_keys", true).map_err(|said| self.refused(said))?;
        if let Some(mode) = self.journal_mode {
            database.pragma_update(None, "journal_mode", mode).map_err(|said| self.refused(said))?;
        }
        Ok(database)
    }

    fn refused(&self, said: rusqlite::Error) -> Error {
        let said = error(said);
        let folder = Path::new(&self.shown).parent().filter(|folder| !folder.as_os_str().is_empty());
        let message = format!("could not open database \"{}\": {said}", self.shown);
        let hint = match folder {
            Some(folder) if !folder.is_dir() => format!("There is no folder \"{}\".", folder.display()),
            _ => "A path after \"sqlite:///\" is relative, one after \"sqlite:////\" absolute.".to_owned(),
        };
        let opened = Error::new(Kind::Connection, Diagnostic::error("connection-failed", message).with_hint(hint));
        said.code().cloned().into_iter().fold(opened, Error::with_code)
    }
}

fn refuse_option(name: &str) -> Error {
    let diagnostic = Diagnostic::error("bad-option", format!("option \"{name}\" of the URL is not understood"));
    let detail = "SQLite has mode (ro, rw, rwc), busy_timeout (milliseconds) and journal_mode (wal, delete …).";
    Error::new(Kind::Usage, diagnostic.with_detail(detail))
}

impl Connector for Database {
    fn place(&self) -> String {
        format!("sqlite {}", self.shown)
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        async move {
            let again = Self { path: self.path.clone(), shown: self.shown.clone(), _anchor: None, ..*self };
            let opened = tokio::task::spawn_blocking(move || {
                let database = again.open()?;
                let interrupt = database.get_interrupt_handle();
                let database = Opened::new(database, STATEMENTS_KEPT);
                Ok::<_, Error>(SqliteConnection::new(Worker::start(database, again.busy_timeout)?, interrupt))
            });
            let connection = opened
                .await
                .map_err(|_| fail(Kind::Connection, "connection-failed", "opening the database was cut off"))??;
            Ok(Box::new(connection) as Box<dyn Connection>)
        }
        .boxed()
    }
}
