//! The shape that tables have on every engine.

/// The tables and views that a connection sees, system's own aside, by schema and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The tables and views.
    pub relations: Vec<Relation>,
}

impl Schema {
    /// Returns the table or view with this name, in whichever schema comes first.
    pub fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.name == name)
    }
}

/// A table or a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relation {
    /// Its schema; absent where the engine has none.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether it is a view.
    pub is_view: bool,
    /// Its columns in their order.
    pub columns: Vec<SchemaColumn>,
    /// Its primary key.
    pub primary_key: Option<Key>,
    /// Its other unique keys, by name.
    pub unique: Vec<Key>,
    /// Its foreign keys, by name.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes but for those behind keys, by name.
    pub indexes: Vec<Index>,
}

/// A column of a table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaColumn {
    /// Its name.
    pub name: String,
    /// Its type as the engine writes it.
    pub type_name: String,
    /// Whether it takes null.
    pub is_nullable: bool,
    /// Its default as the engine writes it.
    pub default: Option<String>,
    /// Whether the engine makes its values: an identity, a computed column.
    pub is_generated: bool,
}

/// A primary or unique key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// Its name; empty where the engine gives none.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Its name; empty where the engine gives none.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<String>,
    /// The schema of the table that it points to.
    pub to_schema: Option<String>,
    /// The table that it points to.
    pub to_table: String,
    /// The columns that it points to, in the same order.
    pub to_columns: Vec<String>,
    /// What happens when the other row's key changes: `no action`, `restrict`, `cascade`, `set null`, `set default`.
    pub on_update: String,
    /// What happens when the other row is deleted.
    pub on_delete: String,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether it lets each value in once.
    pub is_unique: bool,
    /// What it orders by.
    pub parts: Vec<IndexPart>,
    /// The rows that it holds, if not all, as the engine writes it.
    pub condition: Option<String>,
}

/// What an index orders by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexPart {
    /// The column; absent for an expression.
    pub column: Option<String>,
    /// The expression, where the engine tells it.
    pub expression: Option<String>,
    /// Whether it falls.
    pub is_descending: bool,
}
