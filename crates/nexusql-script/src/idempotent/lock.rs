//! A lock around a script: of two sessions that make the same thing at once, one fails whatever guards it has (23505).

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_sql::Statement;

/// One lock for all scripts, since they may make the same things. It is a number that nobody else is likely to have taken.
const KEY: &str = "7884102643190355";

/// Returns what stands before the script, unless it does already.
pub(super) fn before(text: &str) -> Option<String> {
    let line = format!("select pg_catalog.pg_advisory_lock({KEY}); -- one session at a time\n");
    (!text.starts_with(&line)).then_some(line)
}

/// Returns what stands after `text`, the rest of which it ends.
pub(super) fn after(text: &str) -> String {
    let end = if text.trim_end().ends_with(';') { "" } else { ";\n" };
    let line = if text.ends_with('\n') { "" } else { "\n" };
    format!("{line}{end}select pg_catalog.pg_advisory_unlock({KEY});\n")
}

/// Refuses what waits for other sessions.
///
/// Errors: [`ErrorKind::Usage`]: a session that waits for the lock has a snapshot, for whose end a concurrent build waits.
pub(super) fn refuse(statement: &Statement<'_>, place: impl FnOnce() -> Place) -> Result<()> {
    match nexusql_sql::runs_outside_transaction(statement).filter(|what| what.contains("CONCURRENTLY")) {
        None => Ok(()),
        Some(what) => {
            let said = Diagnostic::error("lock-with-concurrently", "a script with such a statement cannot lock itself");
            let detail = format!("{what} waits for every other session, and those would wait for the lock.");
            let hint = "Put it into a script of its own, or have what runs the script see to it that nobody else does.";
            let said = said.with_place(place()).with_detail(detail).with_hint(hint);
            Err(Error::new(ErrorKind::Usage, said))
        }
    }
}
