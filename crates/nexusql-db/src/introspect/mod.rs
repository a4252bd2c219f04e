//! What tables there are, on any engine, in one shape. Everything finer is the room `load`'s.

mod read;
mod schema;

pub(crate) use read::read;
pub use schema::{ForeignKey, Index, IndexPart, Key, Relation, Schema, SchemaColumn};

/// The queries of an engine. Each row is one column, one column of a key, one part of an index.
///
/// Shape: columns are read by name; where an engine has no schemas, theirs is null.
pub(crate) struct Queries {
    /// `schema_name, table_name, is_view, column_name, type_name, is_nullable, default_text, is_generated`, in the order of
    /// the columns.
    pub columns: &'static str,
    /// `schema_name, table_name, key_name, kind (p, u, f), column_name, to_schema, to_table, to_column, on_update,
    /// on_delete`, in the order of the key's columns; keys without a name are told apart by `key_id`.
    pub keys: &'static str,
    /// `schema_name, table_name, index_name, is_unique, column_name, expression, is_descending, condition`, in the order of
    /// the index's parts; without the indexes behind keys.
    pub indexes: &'static str,
}
