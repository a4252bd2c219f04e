//! Initialised data folders, made once per engine and copied for every scratch.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs4::fs_std::FileExt;
use nexusql_base::Result;

use crate::account::{self, Account};
use crate::memory::stamp;
use crate::scratch::{DATABASES, SUPERUSER};
use crate::{Engine, EngineOptions, cache, failure, process};

/// The file in a template that names the folder of its engine.
pub(crate) const ENGINE_FILE: &str = "engine";
/// The file in a template that holds the superuser's password, where there is one.
pub(crate) const PASSWORD_FILE: &str = "password";
/// Raised whenever templates made before cannot be used any more.
const FORMAT: u32 = 2;
/// The settings of every scratch.
const SETTINGS: &str = include_str!("template.conf");
/// The locales that are tried, in order; some systems have no other than the last.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// An initialised data folder, ready to be copied.
pub(crate) struct Template {
    dir: PathBuf,
}

impl Template {
    /// Returns the data folder.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// Returns the superuser's password, where connections need one.
    pub(crate) fn password(&self) -> Option<String> {
        fs::read_to_string(self.dir.join(PASSWORD_FILE)).ok()
    }
}

/// Returns the template of `engine`, making it if need be.
///
/// Several processes may ask at once: one makes it, the others wait.
/// Cost: about half a second when it is made, nothing to speak of afterwards.
pub(crate) fn ensure(engine: &Engine, options: &EngineOptions, account: Option<&Account>) -> Result<Template> {
    provide(engine, options, account, false)
}

/// Makes the template of `engine` even if there is one: nothing tells better whether an engine works.
pub(crate) fn renew(engine: &Engine, options: &EngineOptions, account: Option<&Account>) -> Result<()> {
    provide(engine, options, account, true).map(|_| ())
}

fn provide(engine: &Engine, options: &EngineOptions, account: Option<&Account>, anew: bool) -> Result<Template> {
    let parent = options.templates_dir();
    let program = engine.program("postgres");
    let key = key_of(&program, account::server_uid()).ok_or_else(|| {
        let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
        failure::file_failed("could not read", &program, &gone)
    })?;
    let dir = parent.join(&key);
    if dir.is_dir() && !anew {
        return Ok(Template { dir });
    }
    cache::make_dir(&parent, account)?;
    let lock_path = parent.join(format!("{key}.lock"));
    let lock =
        File::create(&lock_path).map_err(|error| failure::file_failed("could not create", &lock_path, &error))?;
    FileExt::lock_exclusive(&lock).map_err(|error| failure::file_failed("could not lock", &lock_path, &error))?;
    let made = if anew || !dir.is_dir() { make(engine, &parent, &key, account) } else { Ok(()) };
    // Whoever waits for the lock has the file open; a newcomer makes a new one and finds the folder in place.
    let _ = fs::remove_file(&lock_path);
    made.map(|()| Template { dir })
}

/// Returns the name of the template of the engine with this `postgres`, or none if there is no such program.
///
/// A different build, format or account gives a different name. Rust may change its hash with a release; then
/// templates are made anew.
pub(crate) fn key_of(program: &Path, uid: u32) -> Option<String> {
    let mut hasher = DefaultHasher::new();
    (program, stamp(program)?, FORMAT, SETTINGS, uid).hash(&mut hasher);
    Some(format!("{:016x}", hasher.finish()))
}

fn make(engine: &Engine, parent: &Path, key: &str, account: Option<&Account>) -> Result<()> {
    let partial = cache::partial(parent, key, account)?;
    let dir = partial.path();
    let cannot = |error: std::io::Error| failure::file_failed("could not write to", dir, &error);
    fs::write(dir.join(ENGINE_FILE), engine.bin_dir.to_string_lossy().as_bytes()).map_err(cannot)?;
    if cfg!(not(unix)) {
        fs::write(dir.join(PASSWORD_FILE), password()).map_err(cannot)?;
    }
    account::give(dir, account).map_err(cannot)?;
    init(engine, dir, account)?;
    let conf = dir.join("data").join("postgresql.conf");
    let settings = settings(engine);
    let append = |mut file: File| file.write_all(settings.as_bytes());
    File::options().append(true).open(conf).and_then(append).map_err(cannot)?;
    create_databases(engine, dir, account)?;
    let place = parent.join(key);
    if place.is_dir() {
        fs::remove_dir_all(&place).map_err(|error| failure::file_failed("could not remove", &place, &error))?;
    }
    fs::rename(dir, &place).map_err(|error| failure::file_failed("could not rename", dir, &error))?;
    let _ = partial.keep();
    Ok(())
}

fn init(engine: &Engine, dir: &Path, account: Option<&Account>) -> Result<()> {
    let data = dir.join("data");
    let mut said = String::new();
    for locale in LOCALES {
        let mut command = process::postgres_command(&engine.program("initdb"), dir, account);
        command.arg("-D").arg(&data).args(["-U", SUPERUSER, "--encoding=UTF8", "--wal-segsize=1", "--no-sync"]);
        command.arg(format!("--locale={locale}"));
        if engine.major >= 18 {
            command.arg("--no-data-checksums");
        }
        authenticate(&mut command, dir);
        let done = process::run(&mut command, "").map_err(|error| {
            failure::engine_failed(format!("could not run initdb of PostgreSQL {}", engine.version), &error.to_string())
        })?;
        if done.ok {
            return Ok(());
        }
        said = done.all();
        if !said.contains("invalid locale") {
            break;
        }
    }
    Err(failure::engine_failed(format!("could not initialise a PostgreSQL {} data folder", engine.version), &said))
}

/// Whoever can enter the private socket folder is trusted; on a system without sockets there is a password.
fn authenticate(command: &mut Command, dir: &Path) {
    if cfg!(unix) {
        command.args(["-A", "trust"]);
    } else {
        command.args(["-A", "scram-sha-256"]).arg(format!("--pwfile={}", dir.join(PASSWORD_FILE).display()));
    }
}

fn settings(engine: &Engine) -> String {
    // 18 reads with worker processes by default: three processes less to start.
    let reading = if engine.major >= 18 { "io_method = sync\n" } else { "" };
    // In the data folder rather than in the system's shared memory: it goes with the folder, however the server ends.
    let memory = if cfg!(unix) { "dynamic_shared_memory_type = mmap\n" } else { "" };
    let foreign =
        if restricts_foreign_tables(engine) { "restrict_nonsystem_relation_kind = 'foreign-table'\n" } else { "" };
    format!("{SETTINGS}{reading}{memory}{foreign}")
}

/// Returns whether the engine can be told to read and write no foreign table; the setting came with minor releases.
///
/// Version: 13.16, 14.13, 15.8, 16.4, 17.
fn restricts_foreign_tables(engine: &Engine) -> bool {
    let since = [(13, 16), (14, 13), (15, 8), (16, 4)];
    let first = since.iter().find(|(major, _)| *major == engine.major);
    first.map_or(engine.major >= 17, |(_, minor)| engine.minor() >= *minor)
}

/// Makes the databases in single-user mode: no server has to be started and stopped for it.
fn create_databases(engine: &Engine, dir: &Path, account: Option<&Account>) -> Result<()> {
    // Copying files writes no WAL; older majors know no other way.
    let strategy = if engine.major >= 15 { " strategy file_copy" } else { "" };
    let script: String = DATABASES
        .iter()
        .map(|name| {
            format!("create database {} template template0{strategy};\n", nexusql_base::name::quote_ident(name))
        })
        .collect();
    let data = dir.join("data");
    let mut command = process::postgres_command(&engine.program("postgres"), dir, account);
    command.arg("--single").arg("-D").arg(&data).args([
        "-c",
        "max_wal_size=2MB",
        "-c",
        "log_min_messages=error",
        "postgres",
    ]);
    let what = || format!("could not create databases with PostgreSQL {}", engine.version);
    let said =
        process::run(&mut command, &script).map_err(|error| failure::engine_failed(what(), &error.to_string()))?;
    // Single-user mode ends well even if a statement failed.
    let complaint = said.err.contains("ERROR:") || said.err.contains("FATAL:");
    if said.ok && !complaint { Ok(()) } else { Err(failure::engine_failed(what(), &said.all())) }
}

/// Returns a password nobody can guess: the standard library's hash keys are seeded by the system.
fn password() -> String {
    use std::hash::{BuildHasher, RandomState};
    (0..4).map(|i: u8| format!("{:016x}", RandomState::new().hash_one(i))).collect()
}
