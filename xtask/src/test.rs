//! `cargo xtask test` and `cargo xtask try`.

use std::process::Command;

use crate::machine;
use crate::sh::{Done, cargo, phase, root, run, run_and_note};
use crate::tidy;
use crate::{coverage, idempotent};

/// Makes the machine ready, then checks and tests everything; the result lines of all tests come last.
pub fn run_tests(majors: Option<&str>) -> Done {
    phase("machine", || machine::postgres().and_then(|()| machine::mariadb()).and_then(|()| machine::nushell()))?;
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
    note(phase("mock of SQL Server", mssql_mock));
    // Which cases run depends on the majors at hand, so this fails nothing.
    let _ = phase("coverage", || tidy::run(false)).map_err(|stale| println!("{stale}"));
    println!("\n== results");
    for line in &results {
        println!("{line}");
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n       ")) }
}

/// The cases of the runner of migrations that hold on every engine.
const RUNNER: [&str; 7] = [
    "migrate::adopt",
    "migrate::cases",
    "migrate::checks",
    "migrate::killed",
    "migrate::mssql",
    "migrate::programs",
    "migrate::squash::a_file_that_was_squashed_by_hand",
];

/// Runs the suite of the layer over engines on one of them; on SQL Server, those of the runner of migrations too. There is no
/// place where everybody can have it: the user names one. Its protocol is tried against Microsoft's mock first.
pub fn run_engine(engine: &str) -> Done {
    match engine {
        "mssql" if std::env::var_os("NEXUSQL_TEST_MSSQL_URL").is_none() => {
            return Err(format!(
                "{} a SQL Server to test on.\n  hint: NEXUSQL_TEST_MSSQL_URL=mssql://sa:PASSWORD@HOST:1433/master cargo \
                 xtask test --engine mssql, as a user who may create databases; \"--engine mssql-mock\" needs none",
                machine::MISSING
            ));
        }
        // Some of the runner's cases have one for PostgreSQL beside.
        "mssql" => phase("machine", || machine::postgres().and_then(|()| machine::nushell()))?,
        "mssql-mock" => return phase("mock of SQL Server", mssql_mock),
        "sqlite" => {}
        "postgres" => phase("machine", machine::postgres)?,
        _ => return Err("engines are sqlite, postgres, mssql and mssql-mock".to_owned()),
    }
    phase("suite", || {
        let mut tests = cargo();
        let features = if engine == "mssql" { "sqlite,mssql" } else { "sqlite" };
        machine::with_cache(tests.args(["test", "--package", "nexusql-db", "--features", features, "--test", "suite"]));
        run(tests.env("NEXUSQL_TEST_ENGINES", engine))
    })?;
    if engine != "mssql" {
        return Ok(());
    }
    phase("code", || {
        let mut tests = cargo();
        machine::with_cache(tests.args(["test", "--package", "nexusql-tracks", "--test", "code"]));
        run(tests.env("NEXUSQL_TEST_ENGINES", engine))
    })?;
    phase("runner", || {
        let mut tests = cargo();
        let runner = ["test", "--package", "nexusql-cli", "--test", "migrate", "--", "--include-ignored"];
        machine::with_cache(tests.args(runner).args(RUNNER));
        run(tests.env("NEXUSQL_TEST_ENGINES", engine))
    })
}

/// The mock is apart from the workspace, since it needs OpenSSL's headers.
fn mssql_mock() -> Done {
    machine::openssl()?;
    let manifest = root().join("peers/mssql/Cargo.toml");
    let mut tests = cargo();
    tests.args(["test", "--manifest-path"]).arg(manifest);
    run(&mut tests)
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
