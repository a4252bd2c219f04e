//! The table of cases × engines: each case of `cases/` runs on each engine of `engines/`, on a database of its own.
//!
//! Trials are named `sqlite/types/date-first`. `NEXUSQL_TEST_ENGINES=sqlite,postgres` chooses engines; by default all
//! that are built in run, and one whose server cannot be started fails.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

mod cases;
mod engine;
mod engines;
mod own_server;

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};

use cases::{Bench, Case};
use engine::Engine;

fn main() {
    let arguments = Arguments::from_args();
    let chosen = std::env::var("NEXUSQL_TEST_ENGINES").ok();
    let wanted = |name: &str| chosen.as_ref().is_none_or(|list| list.split(',').any(|one| one == name));
    let engines: Vec<Arc<dyn Engine>> =
        engines::all(chosen.as_deref()).into_iter().filter(|engine| wanted(engine.name())).collect();
    assert!(!engines.is_empty(), "NEXUSQL_TEST_ENGINES names no engine of this build");
    let runtime = Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap());
    let trials = engines.iter().flat_map(|engine| {
        let runtime = Arc::clone(&runtime);
        let fits = cases::all().into_iter().filter(|case| case.fits(engine.as_ref()));
        fits.map(move |case| trial(&runtime, engine, case))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // The servers end before the process does.
    engines.iter().for_each(|engine| engine.stop());
    conclusion.exit();
}

fn trial(runtime: &Arc<tokio::runtime::Runtime>, engine: &Arc<dyn Engine>, case: Case) -> Trial {
    let name = format!("{}/{}", engine.name(), case.name);
    let (runtime, engine, test) = (Arc::clone(runtime), Arc::clone(engine), name.clone());
    Trial::test(name, move || {
        let work = async {
            let database = engine.database(&test).await?;
            (case.run)(Bench { engine: Arc::clone(&engine), database }).await
        };
        // Each trial has a thread; the runtime is shared.
        runtime.block_on(work).map_err(Failed::from)
    })
}
