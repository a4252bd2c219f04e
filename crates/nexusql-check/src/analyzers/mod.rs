//! The analyzers, a file each: what can be said of a schema that was loaded, and of its text.

mod bodies;
mod cycles;
mod repeatable;

use nexusql_base::{Diagnostic, Result};
use nexusql_catalog::Catalog;
use nexusql_load::live::Checked;
use nexusql_load::text::TextFile;

use crate::Places;

/// What there is to look at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The files.
    pub files: &'a [TextFile],
    /// What they make; without what does not load.
    pub catalog: &'a Catalog,
    /// The routines among that, with what their languages say.
    pub bodies: &'a [Checked],
    /// Where things are made.
    pub places: &'a Places<'a>,
    /// Whether all of the files loaded.
    pub is_whole: bool,
}

/// Something that finds fault with a schema or its text.
pub trait Analyzer: Sync {
    /// Returns its name, kebab-case.
    fn name(&self) -> &str;

    /// Returns what it finds, each with its place where it has one.
    ///
    /// Errors: if it cannot look; what it finds is no error.
    fn look(&self, subject: &Subject<'_>) -> Result<Vec<Diagnostic>>;
}

/// Every analyzer that is always asked. [`named`] knows further ones.
pub const ALL: &[&dyn Analyzer] = &[&bodies::Bodies, &cycles::Cycles];

/// Returns the analyzer called `name`.
pub fn named(name: &str) -> Option<&'static dyn Analyzer> {
    let further: [&dyn Analyzer; 1] = [&repeatable::Repeatable];
    ALL.iter().copied().chain(further).find(|one| one.name() == name)
}
