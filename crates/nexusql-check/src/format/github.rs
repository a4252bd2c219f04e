//! Workflow commands, which GitHub shows at the lines of a change.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of `command.ts` in actions/toolkit.

use std::fmt::Write;

use nexusql_base::{Result, Severity};

use super::{Format, told};
use crate::Report;

/// The format.
pub(super) struct GitHub;

impl Format for GitHub {
    fn name(&self) -> &str {
        "github"
    }

    fn write(&self, report: &Report) -> Result<String> {
        let mut text = String::new();
        for said in &report.findings {
            let command = match said.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Notice => "notice",
            };
            let place = said
                .place
                .as_ref()
                .map(|place| format!("file={},line={},col={},", property(&place.file), place.line, place.column));
            let _ = writeln!(
                text,
                "::{command} {}title={}::{}",
                place.unwrap_or_default(),
                property(said.code),
                data(&told(said))
            );
        }
        Ok(text)
    }
}

/// Returns `text` as it stands after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns `text` as it stands in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use nexusql_base::{Diagnostic, Place};

    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let place = Place::at("a,b:c%.sql", "x\ny", 2);
        let said =
            Diagnostic::error("syntax", "50% of \"x\"\r\n::warning::no").with_place(place).with_hint("Hint: a, b.");
        let report = Report { findings: vec![said], ..Report::default() };
        let text = GitHub.write(&report).unwrap_or_default();
        assert_eq!(
            text,
            "::error file=a%2Cb%3Ac%25.sql,line=2,col=1,title=syntax::50%25 of \"x\"%0D%0A::warning::no%0AHint: a, b.\n"
        );
    }
}
