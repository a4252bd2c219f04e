//! Statements that cannot be run a second time.

use nexusql_base::{Diagnostic, Result};
use nexusql_script::{Class, Options, idempotent};
use nexusql_sql::Script;

use super::{Analyzer, Subject};

/// Finds what `nexusql idempotent --check` finds: statements that it would change, and those that have no form which can be
/// run again.
pub(super) struct Repeatable;

impl Analyzer for Repeatable {
    fn name(&self) -> &str {
        "repeatable"
    }

    fn look(&self, subject: &Subject<'_>) -> Result<Vec<Diagnostic>> {
        let mut found = Vec::new();
        for file in subject.files {
            // A text that cannot be cut was told already.
            let Ok(again) = idempotent(Script::new(&file.name, &file.text), &Options::default()) else { continue };
            let changed = again.statements.iter().filter(|one| {
                one.class != Class::NotRepeatable && file.text[one.range.clone()] != again.text[one.new_range.clone()]
            });
            found.extend(changed.map(|one| {
                Diagnostic::error("not-idempotent", format!("{} cannot be run twice", one.kind))
                    .with_hint(format!("\"nexusql idempotent\" writes it as one that can ({}).", one.class.name()))
                    .with_place(one.place.clone())
            }));
            found.extend(again.findings());
        }
        Ok(found)
    }
}
