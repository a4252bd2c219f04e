//! Rows as JSON and CSV; tables are in `table.rs`.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{Column, Row, Value};

use super::table::Table;
use crate::args::RowFormat;

/// Something that makes text of rows.
pub trait Writer {
    /// Adds a row.
    fn row(&mut self, row: Row, text: &mut String) -> Result<()>;

    /// Returns whether the columns are named although there are no rows.
    fn names_columns(&self) -> bool {
        false
    }

    /// Names the columns where there are no rows.
    fn columns(&mut self, _columns: &[Column], _text: &mut String) {}

    /// Adds what comes after the last row.
    fn end(&mut self, text: &mut String) -> Result<()>;
}

/// Returns what writes the format.
pub fn writer(format: RowFormat) -> Box<dyn Writer> {
    match format {
        RowFormat::Table => Box::<Table>::default(),
        RowFormat::Csv => Box::new(Csv { has_header: false }),
        RowFormat::Json => Box::new(Objects { n: 0, is_array: true }),
        RowFormat::Ndjson => Box::new(Objects { n: 0, is_array: false }),
    }
}

struct Objects {
    n: u64,
    is_array: bool,
}

impl Writer for Objects {
    fn row(&mut self, row: Row, text: &mut String) -> Result<()> {
        if self.n == 0 {
            check_names(&row)?;
        }
        if self.is_array {
            text.push_str(if self.n == 0 { "[\n  " } else { ",\n  " });
        }
        text.push('{');
        for (i, (column, value)) in row.columns().iter().zip(row.values()).enumerate() {
            text.push_str(if i == 0 { "" } else { ", " });
            text.push_str(&string(&column.name));
            text.push_str(": ");
            json(value, text);
        }
        text.push('}');
        if !self.is_array {
            text.push('\n');
        }
        self.n += 1;
        Ok(())
    }

    fn end(&mut self, text: &mut String) -> Result<()> {
        if self.is_array {
            text.push_str(if self.n == 0 { "[]\n" } else { "\n]\n" });
        }
        Ok(())
    }
}

/// An object has each name once.
fn check_names(row: &Row) -> Result<()> {
    let mut seen = BTreeSet::new();
    match row.columns().iter().find(|column| !seen.insert(column.name.as_str())) {
        None => Ok(()),
        Some(twice) => {
            let diagnostic =
                Diagnostic::error("ambiguous-column", format!("several columns are named \"{}\"", twice.name));
            Err(Error::new(ErrorKind::Usage, diagnostic.with_hint("Give each a name of its own with \"as\".")))
        }
    }
}

fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Adds the value as JSON: numbers with all their digits, what JSON has no form for as text.
fn json(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) => text.push_str(&value.to_string()),
        Value::F32(number) if number.is_finite() => text.push_str(&value.to_string()),
        Value::F64(number) if number.is_finite() => text.push_str(&serde_json::Value::from(*number).to_string()),
        Value::Decimal(number) if number.parts().is_some() => text.push_str(number.as_str()),
        Value::Json(document) => text.push_str(document.as_str()),
        Value::Array(values) => {
            text.push('[');
            for (i, value) in values.iter().enumerate() {
                text.push_str(if i == 0 { "" } else { ", " });
                json(value, text);
            }
            text.push(']');
        }
        other => text.push_str(&string(&other.to_string())),
    }
}

struct Csv {
    has_header: bool,
}

impl Writer for Csv {
    fn names_columns(&self) -> bool {
        true
    }

    fn columns(&mut self, columns: &[Column], text: &mut String) {
        // A statement without columns is no query.
        if !columns.is_empty() {
            let names: Vec<String> = columns.iter().map(|column| field(&column.name)).collect();
            text.push_str(&names.join(","));
            text.push_str("\r\n");
        }
    }

    fn row(&mut self, row: Row, text: &mut String) -> Result<()> {
        if !self.has_header {
            self.has_header = true;
            self.columns(row.columns(), text);
        }
        let fields = row.values().iter().map(|value| match value {
            Value::Null => String::new(),
            value => field(&value.to_string()),
        });
        text.push_str(&fields.collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
        Ok(())
    }

    fn end(&mut self, _: &mut String) -> Result<()> {
        Ok(())
    }
}

/// Source: RFC 4180.
fn field(text: &str) -> String {
    if text.is_empty() || text.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
