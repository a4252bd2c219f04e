//! Every script of `cases/split/` is split in every layout, joined, split once more, and the proof run, on every chosen major;
//! by categories and by needs alone in the layouts that differ most.
//!
//! A case is a folder: `script.sql`; `case.toml` may say `since` (the first major), `strategy` (`hybrid` by default) and
//! `tree`, a layout of which `tree.txt` shows every file for a person to read: `NEXUSQL_UPDATE=1` writes it anew.
//! `NEXUSQL_TEST_MAJORS=13,18` chooses majors; by default the machine's own and the newest at hand.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use nexusql_engine::{Engine, EngineOptions};
use nexusql_load::Workspace;
use nexusql_script::arrange::{Freedom, JoinOrder, Options, Strategy, Tree, arrange, join, layouts};
use nexusql_sql::Script;
use nexusql_trial::split;

/// A scratch and its client on two cores do best with two tests at once.
const THREADS: usize = 2;

struct Case {
    name: String,
    folder: PathBuf,
    text: String,
    notes: toml::Table,
}

impl Case {
    fn note(&self, key: &str) -> Option<&str> {
        self.notes.get(key)?.as_str()
    }

    fn strategy(&self) -> Strategy {
        match self.note("strategy") {
            Some("category") => Strategy::Category,
            Some("dependency") => Strategy::Dependency,
            _ => Strategy::Hybrid,
        }
    }

    fn options(layout: &str, strategy: Strategy) -> Options<'static> {
        let layout = layouts::named(layout).unwrap();
        Options { layout, strategy, freedom: Freedom::Free, timestamp: 20_260_101_000_000 }
    }
}

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/split");
    let mut cases: Vec<Arc<Case>> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| {
            let folder = entry.unwrap().path();
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(folder.join("script.sql")).unwrap();
            let notes = std::fs::read_to_string(folder.join("case.toml")).unwrap_or_default().parse().unwrap();
            Arc::new(Case { name, folder, text, notes })
        })
        .collect();
    cases.sort_by(|one, two| one.name.cmp(&two.name));
    assert!(!cases.is_empty(), "no case is in {}", folder.display());
    let mut trials = Vec::new();
    for case in &cases {
        let of_text = Arc::clone(case);
        trials.push(Trial::test(format!("text/{}", case.name), move || text_only(&of_text).map_err(Failed::from)));
    }
    for engine in common::engines() {
        let engine = Arc::new(engine);
        for case in &cases {
            let since = case.notes.get("since").map_or(0, |since| since.as_integer().unwrap());
            if i64::from(engine.major) < since {
                continue;
            }
            let (engine, case) = (Arc::clone(&engine), Arc::clone(case));
            let name = format!("{}/{}", engine.major, case.name);
            trials.push(Trial::test(name, move || run(&engine, &case).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Shows the tree of a case as one text.
fn shown(tree: &Tree) -> String {
    let mut text = String::new();
    if tree.is_listed {
        text += &format!("==> load.psql\n{}\n", tree.order());
    }
    for file in &tree.files {
        text += &format!("==> {} ({})\n{}\n", file.path, file.n_statements, file.text);
    }
    text
}

/// What needs no server: statements are all there once, and a tree that a person has read stays as it is.
fn text_only(case: &Case) -> Result<(), String> {
    let script = Script::new(&case.name, &case.text);
    let strategies = [Strategy::Dependency, Strategy::Category, Strategy::Hybrid];
    for (layout, strategy) in layouts::ALL.iter().flat_map(|layout| strategies.map(|strategy| (layout, strategy))) {
        let options = Case::options(layout.name(), strategy);
        let tree = arrange(script, &options).map_err(|error| error.to_string())?;
        let counted: usize = tree.files.iter().map(|file| file.n_statements).sum();
        if counted != tree.n_statements {
            return Err(format!("{}: {counted} statements of {}", layout.name(), tree.n_statements));
        }
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        if layout.is_numbered() && !paths.is_sorted() {
            return Err(format!("{}: the byte order is not that of loading: {paths:?}", layout.name()));
        }
        let again = arrange(script, &options).map_err(|error| error.to_string())?;
        if again != tree {
            return Err(format!("{}: the same script is split otherwise", layout.name()));
        }
        let files = || tree.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
        let merged = join(files(), JoinOrder::Category).map_err(|error| error.to_string())?;
        let again = join([("merged", merged.as_str())], JoinOrder::Category).map_err(|error| error.to_string())?;
        if again != merged {
            return Err(format!("{}: joining by category is no fixed point\n{merged}\n---\n{again}", layout.name()));
        }
    }
    let Some(layout) = case.note("tree") else { return Ok(()) };
    let tree = arrange(script, &Case::options(layout, case.strategy())).map_err(|error| error.to_string())?;
    let (file, text) = (case.folder.join("tree.txt"), shown(&tree));
    if std::env::var_os("NEXUSQL_UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let want = std::fs::read_to_string(&file).unwrap_or_default();
    if want == text { Ok(()) } else { Err(format!("the tree is another than tree.txt:\n{text}")) }
}

fn run(engine: &Engine, case: &Case) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let workspace = Workspace::alone(engine, &EngineOptions::from_env()).map_err(|error| error.to_string())?;
        let mut failed = Vec::new();
        let all = layouts::ALL.iter().map(|layout| (layout.name(), case.strategy()));
        let others = [("standard", Strategy::Category), ("flat", Strategy::Dependency)];
        for (layout, strategy) in all.chain(others) {
            let script = Script::new(&case.name, &case.text);
            let options = Case::options(layout, strategy);
            let done = split(script, &options, &workspace).await.map_err(|error| error.to_string())?;
            let is_free = done.freedom == Freedom::Free;
            if !done.proof.holds() || !is_free {
                let proof = serde_json::to_string_pretty(&done.proof).unwrap();
                let given_up = done.given_up.join("\n");
                failed.push(format!("{layout} {strategy:?}: {proof}\n{given_up}\n{}", shown(&done.tree)));
            }
        }
        workspace.close().await.map_err(|error| error.to_string())?;
        if failed.is_empty() { Ok(()) } else { Err(failed.join("\n\n")) }
    })
}
