//! Prints how long a scratch takes: `scratch_time [MAJOR]`, or `scratch_time --hold FOLDER` to start one in a folder,
//! say so, and wait to be killed.

use std::error::Error;
use std::time::{Duration, Instant};

use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use postgres::{Client, NoTls};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, folder] if flag == "--hold" => hold(folder),
        [major] => measure(Wanted::Major(major.parse()?)),
        _ => measure(Wanted::Auto { server_major: None }),
    }
}

#[allow(clippy::print_stdout)]
fn measure(wanted: Wanted) -> Result<(), Box<dyn Error>> {
    let mut options = EngineOptions::from_env();
    let cold_cache = tempfile::Builder::new().prefix("nexusql-cache-").tempdir_in("/tmp")?;
    open_to_all(cold_cache.path())?;
    options.cache_dir = cold_cache.path().to_owned();
    let begun = Instant::now();
    let engines = find(&options);
    println!("find, cold       {:>6.1} ms", ms(begun));
    let begun = Instant::now();
    find(&options);
    println!("find, warm       {:>6.1} ms", ms(begun));
    let engine = select(&engines, wanted)?;
    println!("engine           {} {}", engine.version, engine.bin_dir.display());
    for round in ["cold", "warm", "warm", "warm", "warm"] {
        let begun = Instant::now();
        let scratch = Scratch::start(engine, &options)?;
        let started = ms(begun);
        let mut client = Client::connect(&scratch.connection_string("current"), NoTls)?;
        client.query_one("select count(*) from pg_catalog.pg_class", &[])?;
        let answered = ms(begun);
        drop(client);
        let begun = Instant::now();
        drop(scratch);
        println!("{round}: start {started:>6.1} ms, first answer {answered:>6.1} ms, stop {:>6.1} ms", ms(begun));
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn hold(folder: &str) -> Result<(), Box<dyn Error>> {
    let options = EngineOptions { temp_dir: folder.into(), ..EngineOptions::from_env() };
    let engines = find(&options);
    let scratch = Scratch::start(select(&engines, Wanted::Auto { server_major: None })?, &options)?;
    println!("{}", scratch.socket_dir().display());
    std::thread::sleep(Duration::from_secs(60));
    Ok(())
}

#[cfg(unix)]
fn open_to_all(dir: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_all(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
