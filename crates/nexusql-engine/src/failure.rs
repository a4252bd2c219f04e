//! What a user reads when an engine does not do what it should.

use std::fmt::Display;
use std::io;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind};

/// How many lines of a log are shown.
const TAIL_LINES: usize = 8;

/// A cause that PostgreSQL or the system's loader names in its own words.
struct Cause {
    said: &'static [&'static str],
    code: &'static str,
    hint: &'static str,
}

/// Known causes, the most telling first.
const CAUSES: &[Cause] = &[
    Cause {
        said: &["No space left on device", "Disk quota exceeded"],
        code: "engine-no-room",
        hint: "Free some space there, or set TMPDIR and NEXUSQL_CACHE to folders on another disk.",
    },
    Cause {
        said: &["error while loading shared libraries", "Library not loaded", "version `GLIBC_", "symbol lookup error"],
        code: "engine-cannot-start",
        hint: "The engine lacks a library of the system. Take another build with: nexusql engine install",
    },
    Cause {
        said: &["could not create shared memory", "could not map anonymous shared memory", "Cannot allocate memory"],
        code: "engine-cannot-start",
        hint: "The system gives PostgreSQL no memory. Raise the memory limit of this session or container.",
    },
    Cause {
        said: &["could not look up effective user ID"],
        code: "engine-no-permission",
        hint: "PostgreSQL runs only as a user that has an entry in /etc/passwd. Add one, or run nexusql as another user.",
    },
    Cause {
        said: &["Permission denied", "Operation not permitted", "Read-only file system"],
        code: "engine-no-permission",
        hint: "Set TMPDIR and NEXUSQL_CACHE to folders where programs may be run and files written.",
    },
    Cause {
        said: &["Exec format error", "cannot execute binary file"],
        code: "engine-cannot-start",
        hint: "The engine was built for another kind of machine. Take another build with: nexusql engine install",
    },
];

/// Returns the error of an engine that `what` (such as `could not start PostgreSQL 18.4`), having said `log`.
pub(crate) fn engine_failed(what: impl Into<String>, log: &str) -> Error {
    let cause = CAUSES.iter().find(|cause| cause.said.iter().any(|words| log.contains(words)));
    let (code, hint) = cause
        .map_or(("engine-cannot-start", "Try another build with: nexusql engine install"), |cause| {
            (cause.code, cause.hint)
        });
    let tail = tail(log);
    let detail = if tail.is_empty() { "It said nothing.".to_owned() } else { format!("It said:\n{tail}") };
    Error::new(ErrorKind::Engine, Diagnostic::error(code, what).with_detail(detail).with_hint(hint))
}

/// Returns the error of a file operation that failed: `verb` says what on `path` (such as `could not create`).
pub(crate) fn file_failed(verb: &str, path: &Path, error: &io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "engine-no-room",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "engine-no-permission",
        _ => "engine-cannot-start",
    };
    let hint = match code {
        "engine-no-room" => CAUSES[0].hint,
        _ => "Set TMPDIR and NEXUSQL_CACHE to folders that can be written.",
    };
    let message = format!("{verb} \"{}\"", path.display());
    let detail = format!("The system says: {}.", plain(error));
    Error::new(ErrorKind::Engine, Diagnostic::error(code, message).with_detail(detail).with_hint(hint))
}

/// Returns the error of a folder that the account `name` cannot enter.
pub(crate) fn out_of_reach(path: &Path, name: &str, hint: &str) -> Error {
    let message = format!("user \"{name}\" cannot reach \"{}\"", path.display());
    let detail = format!("PostgreSQL refuses to run as root, so nexusql runs it as \"{name}\".");
    Error::new(
        ErrorKind::Engine,
        Diagnostic::error("engine-no-permission", message).with_detail(detail).with_hint(hint),
    )
}

/// Returns the last lines of `log`.
pub(crate) fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

/// Returns `error` without the number that the standard library adds.
fn plain(error: &impl Display) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_causes_are_named() {
        for (log, code) in [
            ("FATAL:  could not write to file \"pg_wal/x\": No space left on device", "engine-no-room"),
            ("FATAL:  could not create lock file: Permission denied", "engine-no-permission"),
            ("postgres: error while loading shared libraries: libicu.so.60: Permission denied", "engine-cannot-start"),
            ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "engine-cannot-start"),
            ("", "engine-cannot-start"),
        ] {
            let error = engine_failed("could not start PostgreSQL", log);
            assert_eq!(error.diagnostic().code, code, "{log}");
            assert!(error.diagnostic().hint.is_some());
        }
    }
}
