//! For programs.

use nexusql_base::{Diagnostic, Result};
use serde::Serialize;

use super::Format;
use crate::Report;

/// The format.
pub(super) struct Json;

/// A report as it leaves the process.
#[derive(Serialize)]
struct ReportV1<'a> {
    format: &'static str,
    loads: bool,
    findings: &'a [Diagnostic],
    checked: &'a [String],
    unchecked: &'a [String],
}

impl<'a> ReportV1<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            format: "nexusql-validate-1",
            loads: report.loads,
            findings: &report.findings,
            checked: &report.checked,
            unchecked: &report.unchecked,
        }
    }
}

/// Returns a report as the value that its JSON is.
pub fn value(report: &Report) -> serde_json::Value {
    serde_json::to_value(ReportV1::of(report)).unwrap_or_default()
}

impl Format for Json {
    fn name(&self) -> &str {
        "json"
    }

    fn write(&self, report: &Report) -> Result<String> {
        Ok(serde_json::to_string_pretty(&ReportV1::of(report)).unwrap_or_default() + "\n")
    }
}
