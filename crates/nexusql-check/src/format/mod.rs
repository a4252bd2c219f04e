//! The ways to write findings for programs, a file each. How they read for people is room `cli`'s.

mod github;
mod json;
mod sarif;

use nexusql_base::Result;

use crate::Report;

pub use json::value;

/// A way to write findings.
pub trait Format: Sync {
    /// Returns its name, as it is given on the command line.
    fn name(&self) -> &str;

    /// Returns `report` so written.
    ///
    /// Errors: if it cannot be; none of those here fails.
    fn write(&self, report: &Report) -> Result<String>;
}

impl<T: Format + ?Sized> Format for &T {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn write(&self, report: &Report) -> Result<String> {
        (**self).write(report)
    }
}

/// Every format.
pub const ALL: &[&dyn Format] = &[&json::Json, &sarif::Sarif, &github::GitHub];

/// Returns the format called `name`.
pub fn named(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.name() == name)
}

/// Returns message, detail and hint of a finding as one text.
fn told(said: &nexusql_base::Diagnostic) -> String {
    let more = [&said.detail, &said.hint];
    more.into_iter().flatten().fold(said.message.clone(), |text, part| format!("{text}\n{part}"))
}
