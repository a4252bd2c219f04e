//! One runner at a time on a database. Whoever waits asks again and again, in a session that is idle in between: one that
//! waited in a statement or a transaction would hold up `CREATE INDEX CONCURRENTLY`, and be held up by it.

use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{Dedicated, params};

use crate::flavor::Flavor;
use crate::server::Server;

/// The number of the advisory lock, which `nexusql apply` takes too: "nexusql" in ASCII.
const KEY: i64 = 0x006e_6578_7573_716c;
/// The number of the lock of the session that works. It outlives a runner that was killed until its statement has ended.
const WORK_KEY: i64 = KEY + 1;
/// The number of the lock of a psql that works; it too may outlive its runner.
const PSQL_KEY: i64 = KEY + 2;
/// How often is asked.
pub(crate) const POLL: Duration = Duration::from_millis(50);

/// A lock that is held until the value is dropped, or its session.
#[derive(Debug)]
pub struct Lock {
    flavor: Flavor,
    _session: Option<Dedicated>,
    _file: Option<file::FileLock>,
}

/// Takes the lock of `server`; `session` is the one that will work.
///
/// Errors: [`ErrorKind::Server`], code `migration-in-progress`, with who holds it, after `wait`.
pub async fn take(server: &Server, session: &mut Dedicated, wait: Duration) -> Result<Lock> {
    let begun = Instant::now();
    match server.flavor {
        Flavor::Postgres => {
            let mut own = server.manager.dedicated().await.map_err(Error::from)?;
            let name = format!("nexusql migrate ({})", server.who.shown());
            let name: String = name.chars().filter(char::is_ascii).take(60).collect();
            for session in [&mut own, &mut *session] {
                let sql = "select set_config('application_name', :name, false)";
                session.fetch_one::<(String,)>(sql, params! { name: &name }).await.map_err(Error::from)?;
            }
            for key in keys(server, KEY) {
                poll(&mut own, key, begun, wait).await?;
            }
            for key in keys(server, WORK_KEY) {
                poll(session, key, begun, wait).await?;
            }
            for key in keys(server, PSQL_KEY) {
                poll(session, key, begun, wait).await?;
                let give = format!("select pg_catalog.pg_advisory_unlock{}(cast(:key as bigint))", key.suffix());
                session.fetch_one::<(bool,)>(&give, params! { key: key.number }).await.map_err(Error::from)?;
            }
            Ok(Lock { flavor: server.flavor, _session: Some(own), _file: None })
        }
        Flavor::MySql => {
            let sql = "select get_lock(concat('nexusql:', sha1(database())), 0)";
            while session.fetch_one::<(Option<i64>,)>(sql, ()).await.map_err(Error::from)?.0 != Some(1) {
                if begun.elapsed() >= wait {
                    return Err(busy(holder_mysql(session).await, wait));
                }
                tokio::time::sleep(POLL).await;
            }
            Ok(Lock { flavor: server.flavor, _session: None, _file: None })
        }
        Flavor::Mssql => {
            crate::applock::take(session, begun, wait).await?;
            Ok(Lock { flavor: server.flavor, _session: None, _file: None })
        }
        Flavor::Sqlite => Ok(Lock {
            flavor: server.flavor,
            _session: None,
            _file: match &server.file {
                Some(path) => Some(file::take(path, &server.who.shown(), begun, wait).await?),
                None => None,
            },
        }),
    }
}

impl Lock {
    /// Gives the lock back; `session` is the one that has worked. Elsewhere than on SQL Server, dropping does.
    pub async fn give(self, session: &mut Dedicated) {
        if self.flavor == Flavor::Mssql {
            crate::applock::give(session).await;
        }
    }
}

/// An advisory lock of PostgreSQL.
#[derive(Clone, Copy)]
struct Key {
    number: i64,
    is_shared: bool,
}

impl Key {
    fn suffix(self) -> &'static str {
        if self.is_shared { "_shared" } else { "" }
    }
}

/// Returns the locks that stand for `base` on `server`. Whoever keeps to one schema shares the lock of the database, and has
/// that of the schema alone.
fn keys(server: &Server, base: i64) -> Vec<Key> {
    let mut keys = vec![Key { number: base, is_shared: server.scope.is_some() }];
    if let Some(schema) = &server.scope {
        let digits = crate::files::checksum(&format!("nexusql {} {schema}", base - KEY));
        let number = digits.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
        keys.push(Key { number: number.cast_signed(), is_shared: false });
    }
    keys
}

/// Returns a script with which psql takes its lock, once nobody else has it.
pub(crate) fn script_for_psql(server: &Server) -> String {
    let line = |key: Key| format!("select pg_catalog.pg_advisory_lock{}({}) \\g /dev/null\n", key.suffix(), key.number);
    keys(server, PSQL_KEY).into_iter().map(line).collect()
}

async fn poll(session: &mut Dedicated, key: Key, begun: Instant, wait: Duration) -> Result<()> {
    let sql = format!("select pg_catalog.pg_try_advisory_lock{}(cast(:key as bigint))", key.suffix());
    while !session.fetch_one::<(bool,)>(&sql, params! { key: key.number }).await.map_err(Error::from)?.0 {
        if begun.elapsed() >= wait {
            return Err(busy(holder_postgres(session, key.number).await, wait));
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

async fn holder_postgres(session: &mut Dedicated, key: i64) -> Option<String> {
    let sql = "select format('Session %s of role \"%s\", %s, holds it%s.', a.pid, a.usename, a.application_name, \
                 case when a.state = 'active' then ' and runs: ' || left(a.query, 200) else '' end) \
               from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid \
               where l.locktype = 'advisory' and l.granted and l.objsubid = 1 \
                 and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database()) \
                 and (l.classid::int8 << 32 | l.objid::int8) = cast(:key as bigint)";
    session.fetch_optional::<(String,)>(sql, params! { key: key }).await.ok().flatten().map(|row| row.0)
}

async fn holder_mysql(session: &mut Dedicated) -> Option<String> {
    let sql = "select concat('Connection ', p.id, ' of ', p.user, '@', p.host, ' holds it', \
                 case when p.info is null then '' else concat(' and runs: ', left(p.info, 200)) end, '.') \
               from information_schema.processlist p \
               where p.id = is_used_lock(concat('nexusql:', sha1(database())))";
    session.fetch_optional::<(String,)>(sql, ()).await.ok().flatten().map(|row| row.0)
}

pub(crate) fn busy(holder: Option<String>, waited: Duration) -> Error {
    let diagnostic = Diagnostic::error("migration-in-progress", "another runner is at work on this database")
        .with_hint("Nothing was run. Wait until it ends, or give --lock-wait more time.");
    let waited = (!waited.is_zero()).then(|| format!("It was waited for {waited:?}."));
    let detail: Vec<String> = holder.into_iter().chain(waited).collect();
    let diagnostic = if detail.is_empty() { diagnostic } else { diagnostic.with_detail(detail.join(" ")) };
    Error::new(ErrorKind::Server, diagnostic)
}

/// SQLite locks a database for a transaction only: a file beside it is locked for a run.
mod file {
    use std::fs::{File, TryLockError};
    use std::io::{Read as _, Write as _};
    use std::path::{Path, PathBuf};
    use std::time::{Duration, Instant};

    use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

    /// A file that is locked, and removed with the value.
    #[derive(Debug)]
    pub struct FileLock {
        path: PathBuf,
        _file: File,
    }

    impl Drop for FileLock {
        fn drop(&mut self) {
            // Whoever waits for it sees that the file is another one. Elsewhere that cannot be seen, and it stays.
            if cfg!(unix) {
                let _ = std::fs::remove_file(&self.path);
            }
        }
    }

    /// Locks the file beside `database`.
    pub async fn take(database: &Path, who: &str, begun: Instant, wait: Duration) -> Result<FileLock> {
        let mut name = database.as_os_str().to_owned();
        name.push("-nexusql-lock");
        let path = PathBuf::from(name);
        let refuse = |error: std::io::Error| {
            let message = format!("could not lock \"{}\": {error}", path.display());
            Error::new(ErrorKind::Server, Diagnostic::error("could-not-lock", message))
        };
        loop {
            let mut options = File::options();
            let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(refuse)?;
            match file.try_lock() {
                Ok(()) => {
                    if is_there(&path, &file) {
                        let _ = file.set_len(0).and_then(|()| file.write_all(who.as_bytes()));
                        return Ok(FileLock { path, _file: file });
                    }
                }
                Err(TryLockError::WouldBlock) => {
                    if begun.elapsed() >= wait {
                        let mut holder = String::new();
                        let _ = file.read_to_string(&mut holder);
                        return Err(super::busy((!holder.is_empty()).then(|| format!("It is {holder}.")), wait));
                    }
                    tokio::time::sleep(super::POLL).await;
                }
                Err(TryLockError::Error(error)) => return Err(refuse(error)),
            }
        }
    }

    /// Returns whether the file of this name is still the one that is open.
    #[cfg(unix)]
    fn is_there(path: &Path, file: &File) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        path.metadata().is_ok_and(|there| file.metadata().is_ok_and(|own| own.ino() == there.ino()))
    }

    #[cfg(not(unix))]
    fn is_there(_path: &Path, _file: &File) -> bool {
        true
    }
}
