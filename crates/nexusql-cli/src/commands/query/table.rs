//! Rows as a table for people.

use nexusql_base::Result;
use nexusql_db::{Row, Value};
use unicode_width::UnicodeWidthStr as _;

use super::rows::Writer;

/// How many rows say how wide the columns are. Those after them may be wider.
const MEASURED: usize = 1_000;

/// A table that is held back until it is known how wide it is.
#[derive(Default)]
pub struct Table {
    held: Vec<Row>,
    widths: Option<Vec<usize>>,
    n: u64,
}

impl Writer for Table {
    fn row(&mut self, row: Row, text: &mut String) -> Result<()> {
        self.n += 1;
        match &self.widths {
            Some(widths) => line(&row, widths, text),
            None => {
                self.held.push(row);
                if self.held.len() == MEASURED {
                    self.release(text);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, text: &mut String) -> Result<()> {
        if self.widths.is_none() {
            self.release(text);
        }
        text.push_str(&format!("({} {})\n", self.n, if self.n == 1 { "row" } else { "rows" }));
        Ok(())
    }
}

impl Table {
    fn release(&mut self, text: &mut String) {
        let Some(first) = self.held.first() else { return };
        let mut widths: Vec<usize> = first.columns().iter().map(|column| shown(&column.name).width()).collect();
        for row in &self.held {
            for (width, value) in widths.iter_mut().zip(row.values()) {
                *width = (*width).max(cell(value).width());
            }
        }
        let names: Vec<String> = first
            .columns()
            .iter()
            .zip(&widths)
            .map(|(column, width)| pad(&shown(&column.name), *width, false))
            .collect();
        text.push_str(names.join("  ").trim_end());
        text.push('\n');
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        text.push_str(&rules.join("  "));
        text.push('\n');
        for row in std::mem::take(&mut self.held) {
            line(&row, &widths, text);
        }
        self.widths = Some(widths);
    }
}

fn line(row: &Row, widths: &[usize], text: &mut String) {
    let cells = row.values().iter().zip(widths).map(|(value, width)| pad(&cell(value), *width, is_number(value)));
    text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
    text.push('\n');
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::UInt(_) | Value::F32(_) | Value::F64(_) | Value::Decimal(_))
}

fn cell(value: &Value) -> String {
    shown(&value.to_string())
}

/// What would move the cursor, or command the terminal, is shown as its escape.
fn shown(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

fn pad(text: &str, width: usize, right: bool) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    if right { format!("{space}{text}") } else { format!("{text}{space}") }
}
