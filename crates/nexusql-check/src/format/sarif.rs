//! SARIF 2.1.0, which code scanning reads.

use std::collections::BTreeMap;

use nexusql_base::{Diagnostic, Result, Severity};
use serde_sarif::sarif;

use super::{Format, told};
use crate::Report;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The format.
pub(super) struct Sarif;

impl Format for Sarif {
    fn name(&self) -> &str {
        "sarif"
    }

    fn write(&self, report: &Report) -> Result<String> {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for said in &report.findings {
            codes.insert(said.code, 0);
        }
        for (number, index) in codes.values_mut().enumerate() {
            *index = number;
        }
        let rules: Vec<_> = codes.keys().map(|code| rule(code)).collect();
        let results: Vec<_> = report.findings.iter().map(|said| result(said, codes[said.code])).collect();
        let driver = sarif::ToolComponent::builder()
            .name("nexusql")
            .version(env!("CARGO_PKG_VERSION"))
            .information_uri(env!("CARGO_PKG_REPOSITORY"))
            .rules(rules)
            .build();
        let run = sarif::Run::builder()
            .tool(sarif::Tool::builder().driver(driver).build())
            // Places count characters, not units of UTF-16.
            .column_kind(serde_json::json!("unicodeCodePoints"))
            .results(results)
            .build();
        let whole = sarif::Sarif::builder().schema(SCHEMA).version(serde_json::json!("2.1.0")).runs(vec![run]).build();
        Ok(serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n")
    }
}

fn rule(code: &str) -> sarif::ReportingDescriptor {
    let text = code.replace('-', " ");
    sarif::ReportingDescriptor::builder()
        .id(code)
        .short_description(sarif::MultiformatMessageString::builder().text(text).build())
        .build()
}

fn result(said: &Diagnostic, rule: usize) -> sarif::Result {
    let level = match said.severity {
        Severity::Error => sarif::ResultLevel::Error,
        Severity::Warning => sarif::ResultLevel::Warning,
        Severity::Notice => sarif::ResultLevel::Note,
    };
    let message = sarif::Message::builder().text(told(said)).build();
    let places: Vec<sarif::Location> = said.place.iter().map(location).collect();
    sarif::Result::builder()
        .rule_id(said.code)
        .rule_index(i64::try_from(rule).unwrap_or(-1))
        .level(level)
        .message(message)
        .locations(places)
        .build()
}

fn location(place: &nexusql_base::Place) -> sarif::Location {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let snippet = sarif::ArtifactContent::builder().text(place.text.clone()).build();
    let region = sarif::Region::builder()
        .start_line(number(place.line))
        .start_column(number(place.column))
        .snippet(snippet)
        .build();
    let artifact = sarif::ArtifactLocation::builder().uri(uri(&place.file)).build();
    let physical = sarif::PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    sarif::Location::builder().physical_location(physical).build()
}

/// Returns the path of a file as a reference: relative ones stay so.
///
/// Source: RFC 3986, sections 2.3 and 4.2.
fn uri(file: &str) -> String {
    let file = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    let mut text = String::with_capacity(file.len());
    if file.starts_with('/') {
        text.push_str("file://");
    }
    for byte in file.strip_prefix("./").unwrap_or(&file).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("./db/a b.sql"), "db/a%20b.sql");
        assert_eq!(uri("/x/ä.sql"), "file:///x/%C3%A4.sql");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("git:HEAD:a.sql"), "git%3AHEAD%3Aa.sql");
    }
}
