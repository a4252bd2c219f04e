//! Splits and proves every `old.sql` and `new.sql` below a folder, and prints what was not proven.
//!
//! `cargo xtask exam split FOLDER [MAJOR [LAYOUT]]` runs it.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // A program for developers: a failure to set up is a failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::Workspace;
use nexusql_load::text::read_file;
use nexusql_script::arrange::{Freedom, Options, Strategy, layouts};
use nexusql_sql::Script;
use nexusql_trial::{Split, split};

const THREADS: usize = 2;

#[derive(Default)]
struct Counts {
    proven: usize,
    unloadable: usize,
    missed: usize,
    freedoms: BTreeMap<&'static str, usize>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("usage: exam_split FOLDER [MAJOR [LAYOUT]]");
    let major: Option<u32> = arguments.next().map(|major| major.parse().unwrap());
    let layout = arguments.next();
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    let engines = find(&EngineOptions::from_env());
    let wanted = major.map_or(Wanted::Auto { server_major: None }, Wanted::Major);
    let engine = select(&engines, wanted).unwrap();
    println!("PostgreSQL {} on {} files", engine.version, files.len());
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(Counts::default());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let workspace = Workspace::alone(engine, &EngineOptions::from_env()).unwrap();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { break };
                    let outcome = runtime.block_on(one(file, at, layout.as_deref(), &workspace));
                    note(&counts, file, outcome);
                }
                runtime.block_on(workspace.close()).unwrap();
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    let loads = counts.proven + counts.missed;
    println!(
        "{} of {loads} proven ({:.2} %), {} missed, {} do not load as they are; freedom {:?}; {:.0} s",
        counts.proven,
        100.0 * counts.proven as f64 / loads.max(1) as f64,
        counts.missed,
        counts.unloadable,
        counts.freedoms,
        began.elapsed().as_secs_f64()
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.file_name().is_some_and(|name| name == "old.sql" || name == "new.sql") {
            files.push(path);
        }
    }
}

/// Splits one file; the layouts take turns unless one is named.
async fn one(path: &Path, at: usize, layout: Option<&str>, workspace: &Workspace) -> Result<Split, String> {
    let file = read_file(path).map_err(|error| error.to_string())?;
    let script = Script::new(&file.name, &file.text);
    let layout = layout.map_or(layouts::ALL[at % layouts::ALL.len()], |name| layouts::named(name).unwrap());
    let strategy = [Strategy::Hybrid, Strategy::Category, Strategy::Dependency][at / layouts::ALL.len() % 3];
    let options = Options { layout, strategy, freedom: Freedom::Free, timestamp: 20_260_101_000_000 };
    split(script, &options, workspace).await.map_err(|error| format!("{error} {:?}", error.diagnostic().detail))
}

fn note(counts: &Mutex<Counts>, file: &Path, outcome: Result<Split, String>) {
    let mut counts = counts.lock().unwrap();
    match outcome {
        Err(reason) => {
            counts.missed += 1;
            println!("MISS {}: {reason}", file.display());
        }
        Ok(split) if !split.proof.loads => {
            counts.unloadable += 1;
            println!("load {}: {}", file.display(), split.proof.unproven.join("; "));
        }
        Ok(split) => {
            let name = match split.freedom {
                Freedom::Free => "free",
                Freedom::Careful => "careful",
                Freedom::None => "none",
            };
            *counts.freedoms.entry(name).or_default() += 1;
            for reason in &split.given_up {
                println!("less {}: {reason}", file.display());
            }
            if split.proof.holds() && split.proof.unproven.is_empty() {
                counts.proven += 1;
                return;
            }
            counts.missed += 1;
            let said = split.proof.failures.first();
            let detail = said.and_then(|said| said.detail.clone()).unwrap_or_default();
            let message = said.map_or("", |said| said.message.as_str());
            println!("MISS {}: {message}; {detail} {:?}", file.display(), split.proof.unproven);
        }
    }
}
