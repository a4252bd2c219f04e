//! `docs/IDEMPOTENT.md`: which kinds of statements can be run again, as the cases of room `trial` showed when they last ran,
//! beside what two other rewriters come to. And the exam: every script of a folder of other people's schemas.

use std::fs;

use crate::machine;
use crate::sh::{Done, cargo, root, run};

const PAGE: &str = "docs/IDEMPOTENT.md";
/// What the cases wrote about themselves, below the target folder.
const EVIDENCE: &str = "tmp/idempotent.tsv";
/// What a person wrote, which the page begins with.
const HEAD: &str = "xtask/idempotent-head.md";

/// Compares the page with what it should say, or writes it. Without a run of the cases there is nothing to compare with.
pub fn check(fix: bool, found: &mut Vec<String>) -> Done {
    let Ok(evidence) = fs::read_to_string(machine::target().join(EVIDENCE)) else { return Ok(()) };
    let head = fs::read_to_string(root().join(HEAD)).map_err(|error| format!("{HEAD}: {error}"))?;
    let page = page(&head, &evidence);
    let file = root().join(PAGE);
    if fix {
        return fs::write(&file, page).map_err(|error| format!("{PAGE}: {error}"));
    }
    if fs::read_to_string(&file).unwrap_or_default() != page {
        found.push(format!("{PAGE} is stale; write it anew with: cargo xtask tidy --fix"));
    }
    Ok(())
}

/// Forgets what the cases wrote when they ran before.
pub fn forget() {
    let _ = fs::remove_file(machine::target().join(EVIDENCE));
}

fn page(head: &str, evidence: &str) -> String {
    let lines: Vec<Vec<&str>> = evidence.lines().map(|line| line.split('\t').collect()).collect();
    let mut table = String::new();
    for line in &lines {
        let [statement, written, class, majors, first, second] = line.as_slice() else { continue };
        table += &format!("| {statement} | {written} | {class} | {majors} | {first} | {second} |\n");
    }
    let n = |column: usize, says: &dyn Fn(&str) -> bool| {
        lines.iter().filter(|line| line.get(column).is_some_and(|text| says(text))).count()
    };
    let sum = format!(
        "Of {} kinds of statements {} can be run twice as they are written. Run twice as rewritten: nexusql {}, \
         pg-idempotent 0.2.0 {}, Confiture 1.29.0 {}.\n",
        lines.len(),
        n(1, &|text| text == "repeatable"),
        n(3, &|text| !text.is_empty()),
        n(4, &|text| text.starts_with("ok")),
        n(5, &|text| text.starts_with("ok")),
    );
    format!(
        "{head}\n{sum}\n| statement | as written, twice | classes in the case | proven on | pg-idempotent 0.2.0 | Confiture 1.29.0 |\n\
         |---|---|---|---|---|---|\n{table}"
    )
}

/// Rewrites, or splits, every `old.sql` and `new.sql` below `folder` and proves it.
pub fn exam(example: &str, folder: &str, rest: &[&str]) -> Done {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "nexusql-trial", "--example", example, "--", folder]).args(rest);
    run(&mut command)
}

/// Runs every history of migrations below `folder`.
pub fn exam_histories(folder: &str, rest: &[&str]) -> Done {
    run(cargo().args(["build", "--quiet", "-p", "nexusql-cli"]))?;
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "nexusql-cli", "--example", "exam_histories", "--", folder]).args(rest);
    run(&mut command)
}
