//! Rewrites and proves every `old.sql` and `new.sql` below a folder, and prints what was not proven.
//!
//! `cargo xtask exam idempotent FOLDER [MAJOR]` runs it.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // A program for developers: a failure to set up is a failure.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::Workspace;
use nexusql_load::text::read_file;
use nexusql_script::{Options, idempotent};
use nexusql_sql::Script;
use nexusql_trial::{Proof, ProveOptions, prove};

const THREADS: usize = 2;

#[derive(Default)]
struct Counts {
    proven: usize,
    unloadable: usize,
    missed: usize,
    states: usize,
    milliseconds: Vec<u64>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("usage: exam FOLDER [MAJOR]");
    let major: Option<u32> = arguments.next().map(|major| major.parse().unwrap());
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
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = runtime.block_on(one(file, engine.major, &workspace));
                    note(&counts, file, outcome);
                }
                runtime.block_on(workspace.close()).unwrap();
            });
        }
    });
    let mut counts = counts.into_inner().unwrap();
    counts.milliseconds.sort_unstable();
    let loads = counts.proven + counts.missed;
    println!(
        "{} of {loads} proven ({:.2} %), {} missed, {} do not load as they are; {} states; {:.0} s",
        counts.proven,
        100.0 * counts.proven as f64 / loads.max(1) as f64,
        counts.missed,
        counts.unloadable,
        counts.states,
        began.elapsed().as_secs_f64()
    );
    if let (Some(median), Some(most)) = (counts.milliseconds.get(loads / 2), counts.milliseconds.last()) {
        println!("a proof takes {median} ms at the median, {most} ms at the most");
    }
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

async fn one(path: &Path, major: u32, workspace: &Workspace) -> Result<(Proof, usize), String> {
    let file = read_file(path).map_err(|error| error.to_string())?;
    let script = Script::new(&file.name, &file.text);
    let options = Options { target: major, ..Options::default() };
    let rewritten = idempotent(script, &options).map_err(|error| error.to_string())?;
    let proof = prove(script, &rewritten, workspace, ProveOptions::default(), None).await;
    let proof = proof.map_err(|error| format!("{error} {:?}", error.diagnostic().detail))?;
    Ok((proof, rewritten.findings().len()))
}

fn note(counts: &Mutex<Counts>, file: &Path, outcome: Result<(Proof, usize), String>) {
    let mut counts = counts.lock().unwrap();
    match outcome {
        Err(reason) => {
            counts.missed += 1;
            println!("MISS {}: {reason}", file.display());
        }
        Ok((proof, _)) if !proof.loads => {
            counts.unloadable += 1;
            println!("load {}: {}", file.display(), proof.unproven.join("; "));
        }
        Ok((proof, n_findings)) => {
            counts.milliseconds.push(proof.elapsed_ms);
            counts.states += proof.n_states;
            if proof.holds() && n_findings == 0 && proof.unproven.is_empty() {
                counts.proven += 1;
                return;
            }
            counts.missed += 1;
            let said = proof.failures.first();
            let detail = said.and_then(|said| said.detail.clone()).unwrap_or_default();
            let message = said.map_or("", |said| said.message.as_str());
            println!("MISS {}: {n_findings} findings; {message}; {detail} {:?}", file.display(), proof.unproven);
        }
    }
}
