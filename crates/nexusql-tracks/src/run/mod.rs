//! Running migrations: what is to be done, the checks before it, and doing it.

mod code;
mod down;
mod group;
mod options;
mod plan;
mod psql;
mod stepwise;
mod up;

pub use down::{DownOptions, down};
pub use options::{Listener, Options, Policy, Quiet, Transactions};
pub use plan::{Unit, Work, check, pending, units};
pub(crate) use psql::literal;
pub(crate) use stepwise::{is_one_thing, note_as_run};
pub use up::{Report, WouldRun, up};

use nexusql_base::{Error, Place};
use nexusql_db::{Code, Kind};

use crate::files::Part;
use crate::flavor::Flavor;
use crate::statements::{Step, code, tsql};

/// Why something did not run: the error as it is shown, and its kind.
#[derive(Debug)]
pub(crate) struct Failure {
    pub error: Error,
    pub kind: Kind,
}

impl Failure {
    /// Returns whether the same may succeed later.
    pub fn may_pass(&self) -> bool {
        matches!(self.kind, Kind::Lock | Kind::Deadlock)
    }
}

impl From<nexusql_db::Error> for Failure {
    fn from(error: nexusql_db::Error) -> Self {
        Self { kind: error.kind(), error: error.into() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // Ours comes from the layer's: the lock of a history's table, say.
        let said = error.diagnostic();
        let waits = matches!(said.sqlstate.as_deref(), Some("55P03" | "40P01"))
            || matches!(said.code, "lock-timeout" | "deadlock");
        Self { kind: if waits { Kind::Lock } else { Kind::Other }, error }
    }
}

/// Returns what the server said of a statement, with its place in the file.
pub(crate) fn failed(part: &Part, step: &Step, error: nexusql_db::Error) -> Failure {
    let line = error.line().filter(|_| error.routine().is_none_or(|name| makes(step, name)));
    let place = place(part, step, error.position(), line);
    let kind = error.kind();
    let wants_no_transaction = refused_in_transaction(&error);
    let error = Error::from(error).map(|mut said| {
        // It speaks of the statement as it was sent; the place says more.
        let speaks_of_it = |detail: &String| detail.starts_with("It is at ") || line.is_some();
        if said.detail.as_ref().is_some_and(speaks_of_it) {
            said.detail = None;
        }
        if wants_no_transaction && said.hint.is_none() {
            said = said.with_hint("Write -- migrate:no-transaction at the beginning of the file.");
        }
        said.with_place(place)
    });
    Failure { error, kind }
}

/// Returns whether `step` makes the routine `name`, whose lines are then its own.
fn makes(step: &Step, name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    tsql::is_module(&tsql::words(&step.sql)) && step.sql.to_lowercase().contains(&last)
}

/// Returns whether SQL Server, which alone counts lines, refused something because of the transaction.
///
/// Source: SQL Server documentation, "Database Engine events and errors".
fn refused_in_transaction(error: &nexusql_db::Error) -> bool {
    let numbers = [226, 574, 3021, 6115, 12331, 15002];
    error.line().is_some() && matches!(error.code(), Some(Code::Number(number)) if numbers.contains(number))
}

fn place(part: &Part, step: &Step, position: Option<usize>, line: Option<usize>) -> Place {
    if let Some(line) = line {
        // Lines count from the comments before the code. What was put in for variables has none of its own, as a rule.
        let comments = step.sql.len() - code(&step.sql, Flavor::Mssql).len();
        let from = step.offset - comments;
        let rest = &part.sql()[from..];
        let start = rest.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
        let text = &rest[start..];
        let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
        return part.place(from + start + blank);
    }
    let is_original = part.sql()[step.offset..].starts_with(&step.sql);
    let characters = position.filter(|_| is_original).map_or(0, |position| position.saturating_sub(1));
    let offset = step.sql.char_indices().nth(characters).map_or(0, |(offset, _)| offset);
    part.place(step.offset + offset)
}
