//! Running other programs: as which account, with which environment, and what they said.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::account::Account;

/// Variables that would change how a server or a client of PostgreSQL behaves.
const UNWANTED: [&str; 9] =
    ["PGDATA", "PGPORT", "PGDATESTYLE", "PGTZ", "PGCLIENTENCODING", "PGOPTIONS", "PG_COLOR", "LANG", "LC_MESSAGES"];

/// What every client library inside a server takes for the address of whatever other server it is told to reach.
///
/// No foreign table, `dblink` or subscription of a schema under test may speak to the real thing. libpq looks at
/// `PGHOSTADDR` before it looks up a host or opens a socket, and this is no address.
const NO_OTHER_SERVER: (&str, &str) = ("PGHOSTADDR", "a-scratch-reaches-no-other-server");

/// What a finished program said.
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Returns everything it said, errors last.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// Returns a command of PostgreSQL that runs as `account` in `dir`, in English, untouched by the user's settings.
pub(crate) fn postgres_command(program: &Path, dir: &Path, account: Option<&Account>) -> Command {
    let mut command = Command::new(program);
    for name in UNWANTED {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env("TZ", "UTC").env(NO_OTHER_SERVER.0, NO_OTHER_SERVER.1).current_dir(dir);
    run_as(&mut command, account);
    command
}

#[cfg(unix)]
fn run_as(command: &mut Command, account: Option<&Account>) {
    use std::os::unix::process::CommandExt;
    // A process group of its own: Ctrl-C must reach nexusql, which then ends its servers in order.
    command.process_group(0);
    if let Some(account) = account {
        // Changing the uid also drops root's supplementary groups (std does so).
        command.uid(account.uid).gid(account.gid);
    }
}

#[cfg(not(unix))]
fn run_as(_: &mut Command, _: Option<&Account>) {}

/// Runs `command` to its end with `input`, and returns what it said.
pub(crate) fn run(command: &mut Command, input: &str) -> io::Result<Said> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends before it has read its input says why on its own.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output()?;
    Ok(Said {
        ok: output.status.success(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
