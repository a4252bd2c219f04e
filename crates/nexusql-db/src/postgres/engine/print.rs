//! Types that have no [`crate::Value`] of their own: the server is asked to print them, as psql would show them.

use tokio_postgres::Statement;

use super::class::Class;

/// Returns a statement with the rows of `text`, in which columns of other types are text; `None` if all have values.
///
/// Shape: the statement becomes a part of a query. What changes rows runs once and to its end there as well.
pub(super) fn printing(text: &str, statement: &Statement) -> Option<String> {
    let others: Vec<bool> =
        statement.columns().iter().map(|column| Class::of(column.type_()) == Class::Other).collect();
    if !others.contains(&true) {
        return None;
    }
    let name = |i: usize| format!("c{i}");
    let names: Vec<String> = (0..others.len()).map(name).collect();
    // A composite of nulls is null to "is null", and "{}" or "()" to psql.
    let shown = others.iter().enumerate().map(|(i, other)| match other {
        true => format!("case pg_catalog.num_nulls(c{i}) when 0 then pg_catalog.format('%s', c{i}) end as c{i}"),
        false => name(i),
    });
    let shown: Vec<String> = shown.collect();
    Some(format!(
        "with nexusql_rows ({}) as (\n{}\n) select {} from nexusql_rows",
        names.join(", "),
        without_end(text),
        shown.join(", ")
    ))
}

/// Returns `text` without a semicolon at its end. One that a comment follows stays, and the server says what it thinks.
fn without_end(text: &str) -> &str {
    text.trim_end().trim_end_matches(';')
}
