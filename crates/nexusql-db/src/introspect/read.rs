//! From the rows of an engine's queries to the one shape.

use std::collections::BTreeMap;

use super::{ForeignKey, Index, IndexPart, Key, Queries, Relation, Schema, SchemaColumn};
use crate::error::Result;
use crate::row::{FewRows, Row};
use crate::session::Session;

type Name = (Option<String>, String);

/// Returns the tables that `session` sees.
///
/// Errors: as the server says.
pub(crate) async fn read(session: &mut Session, queries: &Queries) -> Result<Schema> {
    let mut relations: BTreeMap<Name, Relation> = BTreeMap::new();
    for row in session.fetch(queries.columns, (), usize::MAX).await? {
        let (schema, name) = table(&row)?;
        let relation = relations.entry((schema.clone(), name.clone())).or_default();
        (relation.schema, relation.name, relation.is_view) = (schema, name, row.get("is_view")?);
        relation.columns.push(SchemaColumn {
            name: row.get("column_name")?,
            type_name: row.get("type_name")?,
            is_nullable: row.get("is_nullable")?,
            default: row.get("default_text")?,
            is_generated: row.get("is_generated")?,
        });
    }
    for rows in runs(session.fetch(queries.keys, (), usize::MAX).await?, "key_id")? {
        if let Some(relation) = relations.get_mut(&table(&rows[0])?) {
            add_key(relation, &rows)?;
        }
    }
    for rows in runs(session.fetch(queries.indexes, (), usize::MAX).await?, "index_name")? {
        if let Some(relation) = relations.get_mut(&table(&rows[0])?) {
            relation.indexes.push(index(&rows)?);
        }
    }
    Ok(Schema { relations: relations.into_values().collect() })
}

fn table(row: &Row) -> Result<Name> {
    Ok((row.get("schema_name")?, row.get("table_name")?))
}

/// Cuts `rows` where the table or the column `by` changes.
fn runs(rows: FewRows, by: &str) -> Result<Vec<Vec<Row>>> {
    let mut found: Vec<Vec<Row>> = Vec::new();
    let mut last = None;
    for row in rows {
        let key = (table(&row)?, row.get::<String>(by)?);
        match found.last_mut() {
            Some(run) if last.as_ref() == Some(&key) => run.push(row),
            _ => found.push(vec![row]),
        }
        last = Some(key);
    }
    Ok(found)
}

fn texts(rows: &[Row], column: &str) -> Result<Vec<String>> {
    rows.iter().map(|row| row.get(column)).collect()
}

fn add_key(relation: &mut Relation, rows: &[Row]) -> Result<()> {
    let first = &rows[0];
    let name = first.get::<Option<String>>("key_name")?.unwrap_or_default();
    let columns = texts(rows, "column_name")?;
    match first.get::<String>("kind")?.as_str() {
        "p" => relation.primary_key = Some(Key { name, columns }),
        "u" => relation.unique.push(Key { name, columns }),
        _ => relation.foreign_keys.push(ForeignKey {
            name,
            columns,
            to_schema: first.get("to_schema")?,
            to_table: first.get("to_table")?,
            to_columns: texts(rows, "to_column")?,
            on_update: first.get("on_update")?,
            on_delete: first.get("on_delete")?,
        }),
    }
    Ok(())
}

fn index(rows: &[Row]) -> Result<Index> {
    let part = |row: &Row| {
        Ok(IndexPart {
            column: row.get("column_name")?,
            expression: row.get("expression")?,
            is_descending: row.get("is_descending")?,
        })
    };
    Ok(Index {
        name: rows[0].get("index_name")?,
        is_unique: rows[0].get("is_unique")?,
        parts: rows.iter().map(part).collect::<Result<_>>()?,
        condition: rows[0].get("condition")?,
    })
}
