//! Times a program and takes its peak memory.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::sh::Done;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub time: Duration,
    /// The most memory that one process of the program's had; 0 where it cannot be asked.
    pub peak_kib: i64,
}

/// Runs `program` `n` times through [`child`] and returns the run of median time.
pub fn median(n: usize, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Done<Cost> {
    let mut runs = Vec::new();
    for _ in 0..n {
        runs.push(once(program, arguments, environment)?);
    }
    runs.sort_by_key(|cost| cost.time);
    Ok(runs[n / 2])
}

fn once(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Done<Cost> {
    let report = std::env::temp_dir().join(format!("nexusql-measure-{}", std::process::id()));
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(own);
    command.arg("measure").arg(&report).arg(program).args(arguments).envs(environment.iter().copied());
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let code = output.status.code().unwrap_or(70);
    // Exit code 1 of ours means that there are differences.
    if code > 1 {
        return Err(format!("{program} ended with {code}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let cost = read(&report);
    let _ = std::fs::remove_file(&report);
    cost.ok_or_else(|| format!("{program} could not be measured"))
}

fn read(report: &Path) -> Option<Cost> {
    let text = std::fs::read_to_string(report).ok()?;
    let (time, peak) = text.split_once(' ')?;
    Some(Cost { time: Duration::from_micros(time.parse().ok()?), peak_kib: peak.trim().parse().ok()? })
}

/// Runs one program as this process's only child, so that what the system knows of children is of that one; writes the
/// time in microseconds and the peak in KiB to `report`.
pub fn child(report: &str, program: &str, arguments: &[&str]) -> ExitCode {
    let start = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status();
    let time = start.elapsed().as_micros();
    let Ok(status) = status else { return ExitCode::from(70) };
    if std::fs::write(report, format!("{time} {}", peak_kib())).is_err() {
        return ExitCode::from(70);
    }
    ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(70))
}

#[cfg(unix)]
fn peak_kib() -> i64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let unit = if cfg!(target_os = "macos") { 1024 } else { 1 };
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss() / unit)
}

#[cfg(not(unix))]
fn peak_kib() -> i64 {
    0
}
