//! Scratches start, keep apart, leave nothing behind, and say why when they cannot start. Real engines throughout.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use common::Nest;
use nexusql_engine::{DATABASES, Engine, Scratch};
use postgres::{Client, NoTls};

fn connect(scratch: &Scratch, database: &str) -> Client {
    Client::connect(&scratch.connection_string(database), NoTls).unwrap()
}

fn server_pid(folder: &Path) -> u32 {
    let text = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    text.lines().next().unwrap().parse().unwrap()
}

/// Whether process `pid` runs; one that has ended but was not yet waited for does not.
fn runs(pid: u32) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap().stdout;
    !state.is_empty() && !state.starts_with(b"Z")
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(10), "still not so: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_scratch_has_its_databases_and_leaves_nothing() {
    let nest = Nest::new();
    let scratch = Scratch::start(&nest.engine(), &nest.options).unwrap();
    for database in DATABASES {
        let row = connect(&scratch, database)
            .query_one("select current_database()::text, current_setting('server_encoding'), session_user::text", &[])
            .unwrap();
        let told: [String; 3] = [row.get(0), row.get(1), row.get(2)];
        assert_eq!(told, [database, "UTF8", scratch.user()]);
    }
    let pid = server_pid(scratch.socket_dir());
    let mode = fs::metadata(scratch.socket_dir()).unwrap().mode();
    assert_eq!(mode & 0o777, 0o700);
    drop(scratch);
    assert!(!runs(pid));
    assert!(nest.scratch_folders().is_empty());
}

#[test]
fn several_scratches_do_not_meet() {
    let nest = Nest::new();
    let engine = nest.engine();
    thread::scope(|scope| {
        for i in 0..4 {
            let (engine, options) = (&engine, &nest.options);
            scope.spawn(move || {
                let scratch = Scratch::start(engine, options).unwrap();
                let mut client = connect(&scratch, "current");
                client.batch_execute(&format!("create table t as select {i} as i")).unwrap();
                let seen: i32 = client.query_one("select i from t", &[]).unwrap().get(0);
                assert_eq!(seen, i);
            });
        }
    });
    assert!(nest.scratch_folders().is_empty());
}

#[test]
fn thousands_of_tables_fit_in_one_transaction() {
    let nest = Nest::new();
    let scratch = Scratch::start(&nest.engine(), &nest.options).unwrap();
    let mut client = connect(&scratch, "desired");
    let tables: String = (0..2_000).map(|i| format!("create table big.t{i} (id int primary key);")).collect();
    client.batch_execute(&format!("begin; create schema big; {tables} commit")).unwrap();
    client.batch_execute("drop schema big cascade").unwrap();
}

#[test]
fn a_killed_owner_leaves_neither_server_nor_folder() {
    let nest = Nest::new();
    let mut owner = Command::new(example("scratch_time"))
        .arg("--hold")
        .arg(&nest.options.temp_dir)
        .env("NEXUSQL_CACHE", &nest.options.cache_dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(owner.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let folder = PathBuf::from(line.trim());
    let pid = server_pid(&folder);
    assert!(runs(pid));
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until("the server has ended", || !runs(pid));
    wait_until("the folder is gone", || !folder.exists());
}

#[test]
fn an_abandoned_folder_is_swept_and_a_live_one_is_not() {
    let nest = Nest::new();
    let engine = nest.engine();
    let live = Scratch::start(&engine, &nest.options).unwrap();
    let stale = ["nexusql-stale1", "nexusql-stale2"].map(|name| nest.options.temp_dir.join(name));
    let owner = fs::metadata(live.socket_dir()).unwrap();
    for folder in &stale {
        fs::create_dir(folder).unwrap();
        std::os::unix::fs::chown(folder, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    fs::write(stale[0].join("lock"), "").unwrap();
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    for folder in [&stale[0], &stale[1], live.socket_dir()] {
        fs::File::open(folder).unwrap().set_modified(hour_ago).unwrap();
    }
    let other = Scratch::start(&engine, &nest.options).unwrap();
    assert!(stale.iter().all(|folder| !folder.exists()));
    assert!(live.socket_dir().exists());
    connect(&live, "proof").batch_execute("select 1").unwrap();
    drop(other);
}

#[test]
fn an_engine_that_fails_shows_its_log_and_a_way_out() {
    let nest = Nest::new();
    for (complaint, code) in [
        ("FATAL:  something is odd", "engine-cannot-start"),
        ("FATAL:  could not write file: No space left on device", "engine-no-room"),
        ("postgres: error while loading shared libraries: libicui18n.so.60", "engine-cannot-start"),
    ] {
        let engine = failing_engine(&nest, complaint);
        let error = Scratch::start(&engine, &nest.options).err().unwrap();
        let said = error.diagnostic();
        assert_eq!(said.code, code);
        assert_eq!(said.message, format!("could not start PostgreSQL {}", engine.version));
        assert!(said.detail.as_deref().unwrap().contains(complaint), "{said:?}");
        assert!(said.hint.is_some());
        assert!(nest.scratch_folders().is_empty());
    }
}

#[test]
fn a_temporary_folder_that_is_not_there_or_closed_is_named() {
    let nest = Nest::new();
    let engine = nest.engine();
    let mut options = nest.options.clone();
    options.temp_dir = nest.dir.path().join("gone");
    let error = Scratch::start(&engine, &options).err().unwrap();
    assert!(error.diagnostic().message.contains("gone"), "{error:?}");

    options.temp_dir = nest.dir.path().join("closed");
    fs::create_dir(&options.temp_dir).unwrap();
    common::set_mode(&options.temp_dir, 0o400);
    let error = Scratch::start(&engine, &options).err().unwrap();
    assert_eq!(error.diagnostic().code, "engine-no-permission", "{error:?}");
    assert!(error.diagnostic().hint.as_deref().unwrap().contains("TMPDIR"));
}

#[test]
fn an_odd_temporary_folder_works() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    options.temp_dir = nest.dir.path().join("it's a place");
    fs::create_dir(&options.temp_dir).unwrap();
    common::open_to_all(&options.temp_dir);
    let scratch = Scratch::start(&nest.engine(), &options).unwrap();
    connect(&scratch, "current").batch_execute("select 1").unwrap();
    if let Ok(said) = Command::new("psql").args([&scratch.connection_string("current"), "-Atc", "select 1"]).output() {
        assert_eq!(said.stdout, b"1\n", "{said:?}");
    }
}

/// An engine that initialises as the real one does, but whose server fails with `complaint`.
fn failing_engine(nest: &Nest, complaint: &str) -> Engine {
    let real = nest.engine();
    let bin = tempfile::Builder::new().prefix("bin").tempdir_in(nest.dir.path()).unwrap().keep();
    common::open_to_all(&bin);
    let program = |name: &str| real.program(name).display().to_string();
    let postgres = format!(
        "#!/bin/sh\ncase \"$1\" in --single|--version) exec {} \"$@\" ;; esac\necho '{complaint}' >&2\nexit 1\n",
        program("postgres")
    );
    let initdb = format!("#!/bin/sh\nexec {} \"$@\"\n", program("initdb"));
    for (name, text) in [("postgres", postgres), ("initdb", initdb)] {
        fs::write(bin.join(name), text).unwrap();
        common::set_mode(&bin.join(name), 0o755);
    }
    Engine { bin_dir: bin, ..real }
}

/// Cargo builds the examples of a package before it runs its tests.
fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("examples").join(name)
}
