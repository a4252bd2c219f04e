//! `docs/COVERAGE.md`: what each kind of object was put through by the corpus when it last ran as a whole.

use std::collections::BTreeMap;
use std::fs;

use crate::machine;
use crate::sh::{Done, root};
use crate::tidy::{Kind, folders};

/// Folders of the corpus that are about something else than one kind.
pub const TOPICS: &[&str] = &["partition", "inheritance"];

const PAGE: &str = "docs/COVERAGE.md";
/// One line for each gap: `kind = "What is missing, and why."`.
const NOTES: &str = "docs/coverage-notes.toml";

/// What the corpus wrote about itself, below the target folder.
const EVIDENCE: &str = "tmp/coverage.tsv";

const HEAD: &str = "\
# What is covered

Written by `cargo xtask tidy --fix` after a run of the whole corpus (`cargo xtask test`), which says if this page is stale.

A number says in how many cases of `corpus/` an object of that kind was created, altered, dropped or renamed on its way to a
result that `pg_dump` found equal to the desired schema, in either direction. *Altered how* says whether an object that
differs is altered where it stands, as far as PostgreSQL has a statement for the difference, or always made anew. Without
`--rename` a new name is a drop and a create.

An object of a kind that is not here is listed as *unmodelled* by every command that reads it, and is not compared.

| kind | create | alter | drop | rename | altered how | expected failures |
|---|---|---|---|---|---|---|
";

/// Compares the page with what it should say, or writes it. Without a run of the corpus there is nothing to compare with.
pub fn check(kinds: &[Kind], fix: bool, found: &mut Vec<String>) -> Done {
    let file = root().join(PAGE);
    let old = fs::read_to_string(&file).unwrap_or_default();
    for Kind { name, .. } in kinds.iter().filter(|kind| !old.contains(&format!("\n| {} |", kind.name))) {
        found.push(format!("{PAGE} lacks {name}; run the corpus, then: cargo xtask tidy --fix"));
    }
    let Ok(evidence) = fs::read_to_string(machine::target().join(EVIDENCE)) else { return Ok(()) };
    let page = page(kinds, &counts(&evidence), found);
    if fix {
        return fs::write(&file, page).map_err(|error| format!("{PAGE}: {error}"));
    }
    if old != page {
        found.push(format!("{PAGE} is stale; write it anew with: cargo xtask tidy --fix"));
    }
    Ok(())
}

/// Forgets what the corpus wrote when it ran before.
pub fn forget() {
    let _ = fs::remove_file(machine::target().join(EVIDENCE));
}

/// How many cases by kind and verb.
type Counts = BTreeMap<(String, String), String>;

fn counts(evidence: &str) -> Counts {
    let entry = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some(((parts.next()?, parts.next()?), parts.next()?))
    };
    evidence.lines().filter_map(entry).collect()
}

fn page(kinds: &[Kind], counts: &Counts, found: &mut Vec<String>) -> String {
    let notes = notes(found);
    let mut text = HEAD.to_owned();
    for Kind { module, name, .. } in kinds {
        let file = root().join(format!("crates/nexusql-diff/src/kinds/{module}.rs"));
        let rules = fs::read_to_string(file).unwrap_or_default();
        text += &line(name, if rules.contains("fn alter(") { "in place" } else { "made anew" }, counts);
    }
    for topic in TOPICS {
        text += &line(topic, "in place", counts);
    }
    text += "\n## Gaps, and why\n\n";
    for (kind, note) in &notes {
        if !kinds.iter().any(|known| known.name == *kind) && !TOPICS.contains(&kind.as_str()) {
            found.push(format!("{NOTES} names \"{kind}\", which is no kind"));
        }
        text += &format!("- **{kind}**: {note}\n");
    }
    for name in kinds.iter().map(|kind| kind.name.as_str()).chain(TOPICS.iter().copied()) {
        for case in folders(&root().join("corpus").join(name)) {
            if let Some(reason) = expected_failure(name, &case) {
                text += &format!("- **{name}** (`corpus/{name}/{case}`): {reason}.\n");
            }
        }
    }
    text
}

fn line(name: &str, how: &str, counts: &Counts) -> String {
    let cases = folders(&root().join("corpus").join(name));
    let failures = cases.iter().filter(|case| expected_failure(name, case).is_some()).count();
    let failures = if failures == 0 { "–".to_owned() } else { failures.to_string() };
    let count = |verb: &str| counts.get(&(name.to_owned(), verb.to_owned())).map_or("–", String::as_str);
    let [create, alter, drop, rename] = ["create", "alter", "drop", "rename"].map(count);
    format!("| {name} | {create} | {alter} | {drop} | {rename} | {how} | {failures} |\n")
}

/// Returns why a case is expected to fail, if it is.
fn expected_failure(kind: &str, case: &str) -> Option<String> {
    let text = fs::read_to_string(root().join("corpus").join(kind).join(case).join("case.toml")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("xfail = "))?;
    Some(line.trim().trim_matches('"').to_owned())
}

fn notes(found: &mut Vec<String>) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(NOTES)).unwrap_or_default();
    let mut notes = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once(" = ") {
            Some((kind, note)) => notes.push((kind.to_owned(), note.trim_matches('"').to_owned())),
            None => found.push(format!("{NOTES}: \"{line}\" is not of the form kind = \"…\"")),
        }
    }
    notes
}

/// Returns how many cases the corpus has.
pub fn n_cases() -> usize {
    let corpus = root().join("corpus");
    folders(&corpus).iter().map(|kind| folders(&corpus.join(kind)).len()).sum()
}
