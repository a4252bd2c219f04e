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
use nexusql_db::Kind;

use crate::files::Part;
use crate::statements::Step;

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
        let waits = matches!(error.diagnostic().sqlstate.as_deref(), Some("55P03" | "40P01"));
        Self { kind: if waits { Kind::Lock } else { Kind::Other }, error }
    }
}

/// Returns what the server said of a statement, with its place in the file.
pub(crate) fn failed(part: &Part, step: &Step, error: nexusql_db::Error) -> Failure {
    let place = place(part, step, error.position());
    let kind = error.kind();
    let error = Error::from(error).map(|mut said| {
        // It speaks of the statement as it was sent; the place says more.
        if said.detail.as_ref().is_some_and(|detail| detail.starts_with("It is at ")) {
            said.detail = None;
        }
        said.with_place(place)
    });
    Failure { error, kind }
}

fn place(part: &Part, step: &Step, position: Option<usize>) -> Place {
    let is_original = part.sql()[step.offset..].starts_with(&step.sql);
    let characters = position.filter(|_| is_original).map_or(0, |position| position.saturating_sub(1));
    let offset = step.sql.char_indices().nth(characters).map_or(0, |(offset, _)| offset);
    part.place(step.offset + offset)
}
