//! Starting a `postgres` on a data folder, waiting until it answers, and ending it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use nexusql_base::Result;

use super::folder::Folder;
use crate::account::Account;
use crate::{Engine, failure, process};

/// How long a server may take until it answers. A start takes a tenth of a second; a loaded machine is slower.
const START_MAX: Duration = Duration::from_secs(60);
/// How often it is asked whether it answers.
const POLL: Duration = Duration::from_millis(2);

/// A running server; dropping it ends it.
pub(super) struct Server {
    child: Child,
    lifeline: Option<ChildStdin>,
}

impl Server {
    /// Starts `engine` in `folder`, reachable at `port`, and returns when it answers.
    ///
    /// Errors: `engine-no-room`, `engine-no-permission` or `engine-cannot-start`, with the end of the log.
    pub(super) fn start(engine: &Engine, folder: &Folder, port: u16, account: Option<&Account>) -> Result<Self> {
        let what = || format!("could not start PostgreSQL {}", engine.version);
        let failed = |error: io::Error| failure::engine_failed(what(), &error.to_string());
        let log = File::create(folder.log_file()).map_err(failed)?;
        let mut command = command(engine, folder, port, account);
        command.stdin(Stdio::piped()).stdout(log.try_clone().map_err(failed)?).stderr(log);
        let mut child = command.spawn().map_err(failed)?;
        let lifeline = child.stdin.take();
        let mut server = Self { child, lifeline };
        let begun = Instant::now();
        while !is_ready(&folder.data_dir()) {
            let ended = server.child.try_wait().map_err(failed)?.is_some();
            if ended || begun.elapsed() > START_MAX {
                return Err(failure::engine_failed(what(), &read_log(folder)));
            }
            thread::sleep(POLL);
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&self.child);
        if matches!(self.child.try_wait(), Ok(None)) && cfg!(not(unix)) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        // Only now may the watcher go: had nexusql been killed before, the watcher would have done the rest.
        if let Some(mut lifeline) = self.lifeline.take() {
            let _ = lifeline.write_all(b"done\n");
        }
    }
}

/// Returns what the server of `folder` wrote.
pub(super) fn read_log(folder: &Folder) -> String {
    fs::read(folder.log_file()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Returns whether the server says that it takes connections, in the last line of its `postmaster.pid`.
///
/// Source: `LOCK_FILE_LINE_PM_STATUS` in PostgreSQL's pidfile.h; the same line that pg_ctl waits for.
fn is_ready(data_dir: &Path) -> bool {
    let status = fs::read_to_string(data_dir.join("postmaster.pid"));
    status.is_ok_and(|text| text.lines().nth(7).is_some_and(|line| line.trim() == "ready"))
}

#[cfg(unix)]
fn command(engine: &Engine, folder: &Folder, port: u16, account: Option<&Account>) -> Command {
    let mut command = process::postgres_command(Path::new("/bin/sh"), folder.path(), account);
    command.args(["-c", include_str!("supervise.sh"), "nexusql-scratch"]).arg(folder.path());
    command.arg(engine.program("postgres")).arg("-D").arg(folder.data_dir());
    command.arg("-k").arg(folder.path()).args(["-p", &port.to_string()]);
    command
}

#[cfg(not(unix))]
fn command(engine: &Engine, folder: &Folder, port: u16, account: Option<&Account>) -> Command {
    let mut command = process::postgres_command(&engine.program("postgres"), folder.path(), account);
    command.arg("-D").arg(folder.data_dir()).args(["-h", "127.0.0.1", "-k", "", "-p", &port.to_string()]);
    command
}

/// Asks the server to end at once, without a checkpoint.
#[cfg(unix)]
fn end(child: &Child) {
    use nix::sys::signal::{Signal, kill};
    if let Ok(pid) = i32::try_from(child.id()) {
        let _ = kill(nix::unistd::Pid::from_raw(pid), Signal::SIGQUIT);
    }
}

#[cfg(not(unix))]
fn end(_: &Child) {}
