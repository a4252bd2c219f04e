//! Every script of `cases/idempotent/` is rewritten and the proof run, on every chosen major.
//!
//! The first lines of a case say what it shows: `-- key: value`. `statement` is the kind that `docs/IDEMPOTENT.md` lists,
//! with what `as written` and two other rewriters come to; `since` is the first major; `target` `on existing` and `lock` are
//! options; `finding` is what must be reported as having no form that can be run again, and then nothing is proven; `disproven` is the
//! line and the message of what the proof must find.
//! Lines before `-- script` are the base that the script is for. `NEXUSQL_TEST_MAJORS=13,18` chooses majors; by default
//! the machine's own and the newest at hand.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use nexusql_base::Diagnostic;
use nexusql_engine::{Engine, EngineOptions};
use nexusql_load::Workspace;
use nexusql_script::{OnExisting, Options, idempotent};
use nexusql_sql::Script;
use nexusql_trial::{ProveOptions, prove};

/// A scratch and its client on two cores do best with two tests at once.
const THREADS: usize = 2;

/// What was proven: case and classes to majors.
type Evidence = Arc<Mutex<BTreeMap<(String, String), BTreeSet<u32>>>>;

struct Case {
    name: String,
    notes: BTreeMap<String, String>,
    base: Option<String>,
    text: String,
}

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/idempotent");
    let cases: Vec<Arc<Case>> = read(&folder).into_iter().map(Arc::new).collect();
    assert!(!cases.is_empty(), "no case is in {}", folder.display());
    let evidence = Evidence::default();
    let mut trials = Vec::new();
    for engine in common::engines() {
        let engine = Arc::new(engine);
        for case in &cases {
            let since = case.notes.get("since").map_or(0, |since| since.parse().unwrap());
            if engine.major < since {
                continue;
            }
            let (engine, case, evidence) = (Arc::clone(&engine), Arc::clone(case), Arc::clone(&evidence));
            trials.push(Trial::test(format!("{}/{}", engine.major, case.name), move || {
                run(&engine, &case, &evidence).map_err(Failed::from)
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if conclusion.num_filtered_out == 0 && !conclusion.has_failed() && !arguments.list {
        write(&cases, &evidence);
    }
    conclusion.exit();
}

fn read(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let whole = std::fs::read_to_string(&path).unwrap();
        let (head, rest) = whole.split_once("\n\n").unwrap();
        let notes = head.lines().filter_map(|line| line.strip_prefix("-- ")?.split_once(": "));
        let (base, text) = match rest.split_once("-- script\n") {
            Some((base, text)) => (Some(base.to_owned()), text),
            None => (None, rest),
        };
        cases.push(Case {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            notes: notes.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            base,
            text: text.to_owned(),
        });
    }
    cases.sort_by(|one, two| one.name.cmp(&two.name));
    cases
}

fn run(engine: &Engine, case: &Case, evidence: &Evidence) -> Result<(), String> {
    let options = Options {
        target: case.notes.get("target").map_or(engine.major, |target| target.parse().unwrap()),
        on_existing: match case.notes.get("on existing").map(String::as_str) {
            Some("replace") => OnExisting::Replace,
            Some("fail") => OnExisting::Fail,
            _ => OnExisting::Keep,
        },
        lock: case.notes.contains_key("lock"),
    };
    let script = Script::new(&case.name, &case.text);
    let rewritten = idempotent(script, &options).map_err(|error| error.to_string())?;
    let findings: Vec<String> =
        rewritten.findings().iter().map(|said| said.detail.clone().unwrap_or_default()).collect();
    let expected: Vec<String> = case.notes.get("finding").cloned().into_iter().collect();
    if findings != expected {
        return Err(format!("findings: {findings:?}\n{}", rewritten.text));
    }
    let twice = idempotent(Script::new(&case.name, &rewritten.text), &options).map_err(|error| error.to_string())?;
    if !expected.is_empty() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let proof = runtime.block_on(async {
        let workspace = Workspace::alone(engine, &EngineOptions::from_env()).map_err(|error| error.to_string())?;
        let base = case.base.as_ref().map(|base| Script::new("base", base));
        let proof = prove(script, &rewritten, &workspace, ProveOptions::default(), base).await;
        workspace.close().await.map_err(|error| error.to_string())?;
        proof.map_err(|error| error.to_string())
    })?;
    if let Some(wanted) = case.notes.get("disproven") {
        let line = |said: &Diagnostic| said.place.as_ref().map_or(0, |place| place.line);
        let told = proof.failures.first().map(|said| format!("line {}: {}", line(said), said.message));
        return if told.as_ref() == Some(wanted) { Ok(()) } else { Err(format!("{told:?}")) };
    }
    if !proof.holds() || !proof.unproven.is_empty() || proof.n_states < proof.n_states_all {
        let shown = serde_json::to_string_pretty(&proof).unwrap();
        return Err(format!("{shown}\n--- the script:\n{}", rewritten.text));
    }
    // What was rewritten once is not rewritten again.
    if !twice.findings().is_empty() {
        return Err(format!("rewriting it once more finds {:?}\n{}", twice.findings(), rewritten.text));
    }
    let classes: BTreeSet<_> = rewritten.statements.iter().map(|statement| statement.class).collect();
    let class = classes.into_iter().map(nexusql_script::Class::name).collect::<Vec<_>>().join(", ");
    evidence.lock().unwrap().entry((case.name.clone(), class)).or_default().insert(engine.major);
    Ok(())
}

/// Writes what was proven; docs/IDEMPOTENT.md is made of it.
fn write(cases: &[Arc<Case>], evidence: &Evidence) {
    let mut text = String::new();
    for ((name, class), majors) in evidence.lock().unwrap().iter() {
        let case = cases.iter().find(|case| case.name == *name).unwrap();
        let Some(statement) = case.notes.get("statement") else { continue };
        let note = |key: &str| case.notes.get(key).map_or("", String::as_str);
        let majors: Vec<String> = majors.iter().map(u32::to_string).collect();
        let (written, first, second) = (note("as written"), note("pg-idempotent"), note("confiture"));
        let _ = writeln!(text, "{statement}\t{written}\t{class}\t{}\t{first}\t{second}", majors.join(", "));
    }
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("idempotent.tsv"), text).unwrap();
}
