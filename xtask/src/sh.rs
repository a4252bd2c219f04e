//! Running programs, and saying what runs.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What went wrong, for a person.
pub type Done<T = ()> = Result<T, String>;

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Runs `work` under a heading and says how long it took.
pub fn phase<T>(name: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    println!("\n== {name}");
    let start = Instant::now();
    let answer = work();
    let end = if answer.is_ok() { "done" } else { "FAILED" };
    println!("== {name}: {end} in {:.1} s", start.elapsed().as_secs_f64());
    answer
}

/// Returns the cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // What cargo told xtask of itself is not for others: build scripts that look at it would run again each time.
    let of_this_package = |name: &String| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(of_this_package).for_each(|name| _ = command.env_remove(name));
    command
}

/// Runs `command` with its output on the terminal.
pub fn run(command: &mut Command) -> Done {
    let status = command.status().map_err(|error| format!("could not run {}: {error}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", words(command))) }
}

/// Runs `command` and returns what it printed.
pub fn output(command: &mut Command) -> Done<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("could not run {}: {error}", words(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(format!("{} ended with {}: {complaint}", words(command), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command` with its output on the terminal and returns the lines for which `wanted` is true, and whether it failed.
pub fn run_and_note(command: &mut Command, wanted: impl Fn(&str) -> bool) -> Done<(Vec<String>, Done)> {
    let name = words(command);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| format!("could not run {name}: {error}"))?;
    let mut noted = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = writeln!(std::io::stdout(), "{line}");
            if wanted(&line) {
                noted.push(line);
            }
        }
    }
    let status = child.wait().map_err(|error| format!("could not run {name}: {error}"))?;
    let end = if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}")) };
    Ok((noted, end))
}

fn words(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
