//! The project's own commands.
//!
//! - `cargo xtask try` shows what nexusql does, on the example.
//! - `cargo xtask test [--majors 13,15]` makes the machine ready and runs every check and test.
//! - `cargo xtask test --engine mssql` runs the suite of the layer over engines on the SQL Server at `NEXUSQL_TEST_MSSQL_URL`.
//! - `cargo xtask tidy [--fix]` checks what the compiler cannot: rooms, kinds, cases, pages.
//! - `cargo xtask exam idempotent FOLDER [MAJOR]` rewrites and proves every `old.sql` and `new.sql` below a folder.
//! - `cargo xtask exam split FOLDER [MAJOR [LAYOUT]]` splits, joins and proves them.
//! - `cargo xtask exam histories FOLDER [NAME=SEARCH_PATH …]` runs every history of migrations below a folder.
//! - `cargo xtask bench` prints ratios against PostgreSQL's own tools, measured in one run.
//! - `cargo xtask package [--binary FILE] [--output DIR]` makes a release archive with an engine in it.

mod bench;
mod coverage;
mod idempotent;
mod machine;
mod measure;
mod package;
mod sh;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str =
    "usage: cargo xtask try | test [--majors LIST | --engine NAME] | tidy [--fix] | bench | exam (idempotent | split) FOLDER [MAJOR] | exam histories FOLDER |
       package [--binary FILE] [--output DIR]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["try"] => test::example(),
        ["test"] => test::run_tests(None),
        ["test", "--engine", engine] => test::run_engine(engine),
        ["test", "--majors", majors] => test::run_tests(Some(majors)),
        ["tidy"] => tidy::run(false),
        ["tidy", "--fix"] => tidy::run(true),
        ["exam", "idempotent", folder, rest @ ..] => idempotent::exam("exam", folder, rest),
        ["exam", "split", folder, rest @ ..] => idempotent::exam("exam_split", folder, rest),
        ["exam", "histories", folder, rest @ ..] => idempotent::exam_histories(folder, rest),
        ["bench"] => bench::run_all(),
        ["package", rest @ ..] => match package::Options::read(rest) {
            Some(options) => package::run_all(&options),
            None => Err(USAGE.to_owned()),
        },
        ["measure", report, program, rest @ ..] => return measure::child(report, program, rest),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::from(if reason == USAGE || reason.starts_with(machine::MISSING) { 2 } else { 1 })
        }
    }
}
