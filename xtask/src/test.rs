//! `cargo xtask test` and `cargo xtask try`.

use std::process::Command;

use crate::machine;
use crate::sh::{Done, cargo, phase, root, run, run_and_note};
use crate::tidy;
use crate::{coverage, idempotent};

/// Makes the machine ready, then checks and tests everything; the result lines of all tests come last.
pub fn run_tests(majors: Option<&str>) -> Done {
    phase("machine", machine::postgres)?;
    phase("engines", || machine::engines(majors))?;
    let mut failed = Vec::new();
    let mut note = |answer: Done| failed.extend(answer.err());
    note(phase("format", || component("fmt", "rustfmt").and_then(|()| run(cargo().args(["fmt", "--check"])))));
    note(phase("clippy", || {
        component("clippy", "clippy")?;
        run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    }));
    coverage::forget();
    idempotent::forget();
    note(phase("tidy", || tidy::run(false)));
    let mut results = Vec::new();
    note(phase("tests", || {
        let mut tests = cargo();
        machine::with_cache(tests.args(["test", "--workspace", "--no-fail-fast"]));
        if let Some(majors) = majors {
            tests.env("NEXUSQL_TEST_MAJORS", majors);
        }
        let is_result = |line: &str| line.starts_with("test result:") && !line.contains(" 0 passed; 0 failed");
        let (lines, end) = run_and_note(&mut tests, is_result)?;
        results = lines;
        end
    }));
    // Which cases run depends on the majors at hand, so this fails nothing.
    let _ = phase("coverage", || tidy::run(false)).map_err(|stale| println!("{stale}"));
    println!("\n== results");
    for line in &results {
        println!("{line}");
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n       ")) }
}

/// Adds a component of the toolchain that is not there.
fn component(subcommand: &str, name: &str) -> Done {
    let there = cargo().args([subcommand, "--version"]).output().is_ok_and(|output| output.status.success());
    if there {
        return Ok(());
    }
    run(Command::new("rustup").args(["component", "add", name]))
        .map_err(|reason| format!("{reason}\n  hint: install {name} for this Rust toolchain"))
}

/// Runs the main command on the example, with its output on the terminal.
pub fn example() -> Done {
    phase("engine", || if machine::all("postgres").is_empty() { machine::engines(None) } else { Ok(()) })?;
    let arguments = [
        "plan",
        "examples/shop/v1",
        "examples/shop/v2",
        "--rename",
        "app.accounts.display_name=app.accounts.full_name",
        "--rename",
        "catalog.brands.homepage=catalog.brands.website_url",
        "--rename",
        "sales.shipments.tracking_no=sales.shipments.tracking_code",
    ];
    println!("$ nexusql {}", arguments.join(" "));
    run(machine::nexusql(&arguments, false).current_dir(root()))
}
