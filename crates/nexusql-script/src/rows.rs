//! What rows a statement writes, as far as its text says: columns, the key that tells rows apart, values that change.

use nexusql_base::name::quote_ident;

use crate::again::Context;
use crate::tree::{self, Node, NodeKind};
use crate::{Name, Table, name};

/// Functions and words whose value is another one each time.
const CHANGING: [&str; 18] = [
    "now",
    "random",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "timeofday",
    "nextval",
    "gen_random_uuid",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "gen_random_bytes",
    "gen_salt",
    "current_timestamp",
    "localtimestamp",
    "txid_current",
    "random_normal",
];
const CHANGING_WORDS: [&str; 5] = ["current_timestamp", "localtimestamp", "current_date", "current_time", "localtime"];

/// Returns the first function or word in `node` whose value is another one each time.
pub(crate) fn changing(node: &Node) -> Option<String> {
    let called = node.descendants().filter(|inner| inner.kind() == NodeKind::CALL_EXPR).find_map(|call| {
        let mut parts = name::parts(&call.children().next()?)?;
        let function = parts.pop()?;
        CHANGING.contains(&function.as_str()).then_some(function)
    });
    called.or_else(|| {
        let words = tree::words(node).into_iter().map(|(word, _)| word.to_ascii_lowercase());
        words.into_iter().find(|word| CHANGING_WORDS.contains(&word.as_str()))
    })
}

/// Types whose values PostgreSQL cannot compare.
const INCOMPARABLE: [&str; 6] = ["json", "xml", "point", "polygon", "path", "box"];

/// The columns that a statement writes, and what is known of their table.
pub(crate) struct Target<'a> {
    /// The table.
    pub(crate) name: Name,
    /// The table as the script makes it.
    pub(crate) table: Option<&'a Table>,
    /// The columns, in the order of the values.
    pub(crate) columns: Vec<String>,
    at: usize,
}

impl<'a> Target<'a> {
    /// Returns the target of a statement on `name`, whose columns are `written` or else the first `n` of the table; all
    /// of them if that is not known either. `None` if they stand neither here nor in the script.
    pub(crate) fn new(cx: &Context<'a>, name: Name, written: Option<Vec<String>>, n: Option<usize>) -> Option<Self> {
        let table = cx.facts.tables.get(&name, cx.at);
        let columns = match (written, table) {
            (Some(written), _) => written,
            (None, Some(table)) if table.is_whole => {
                let given = table.columns_at(cx.at).filter(|(_, column)| n.is_some() || !column.is_computed);
                let names: Vec<String> = given.map(|(name, _)| name.to_owned()).collect();
                let n = n.unwrap_or(names.len());
                names.get(..n)?.to_vec()
            }
            _ => return None,
        };
        Some(Self { name, table, columns, at: cx.at })
    }

    /// Returns the first unique key that `columns` cover; `until` leaves out keys that are made after that statement.
    pub(crate) fn key(&self, columns: &[String], until: usize) -> Option<&'a [String]> {
        let keys = &self.table?.keys;
        let covered = |key: &&(usize, Vec<String>)| {
            key.0 <= until && !key.1.is_empty() && key.1.iter().all(|column| columns.contains(column))
        };
        keys.iter().find(covered).map(|(_, key)| key.as_slice())
    }

    /// Says whether a value is made up for a column that the statement leaves out; unknown tables may have one.
    pub(crate) fn makes_up_values(&self) -> bool {
        self.table.is_none_or(|table| {
            !table.is_whole
                || table
                    .columns_at(self.at)
                    .any(|(name, column)| column.is_generated && !self.columns.iter().any(|given| given == name))
        })
    }

    fn known(&self, column: &str) -> Option<&'a crate::Column> {
        self.table?.columns_at(self.at).find(|(name, _)| *name == column).map(|(_, column)| column)
    }

    /// Returns the condition that `o` and `v` have the same value in `column`.
    pub(crate) fn same(&self, column: &str) -> String {
        let quoted = quote_ident(column);
        let sql_type = self.sql_type(column).unwrap_or_default();
        let value = if self.has_types() { format!("v.{quoted}::{sql_type}") } else { format!("v.{quoted}") };
        if INCOMPARABLE.contains(&sql_type.to_ascii_lowercase().as_str()) {
            format!("o.{quoted}::text is not distinct from {value}::text")
        } else {
            format!("o.{quoted} is not distinct from {value}")
        }
    }

    /// Returns the type that a value of `column` is cast to.
    pub(crate) fn sql_type(&self, column: &str) -> Option<String> {
        let sql_type = &self.known(column)?.sql_type;
        Some(match sql_type.to_ascii_lowercase().as_str() {
            "serial" | "serial4" => "integer".to_owned(),
            "bigserial" | "serial8" => "bigint".to_owned(),
            "smallserial" | "serial2" => "smallint".to_owned(),
            "" => return None,
            _ => sql_type.clone(),
        })
    }

    /// Says whether the type of every column that is written is known.
    pub(crate) fn has_types(&self) -> bool {
        let retyped =
            |name: &String| self.table.is_some_and(|table| table.retypes.iter().any(|(_, column, _)| column == name));
        self.columns.iter().all(|name| self.sql_type(name).is_some() && !retyped(name))
    }

    /// Says whether rows can be compared as a whole.
    pub(crate) fn is_comparable(&self) -> bool {
        self.table.is_some_and(|_| {
            self.columns.iter().all(|name| {
                self.known(name)
                    .is_some_and(|column| !INCOMPARABLE.contains(&column.sql_type.to_ascii_lowercase().as_str()))
            })
        })
    }
}

/// Returns the columns that are written in a list of `kind` below `node`.
pub(crate) fn written_columns(node: &Node, kind: NodeKind) -> Option<Vec<String>> {
    let list = tree::child(node, kind)?;
    list.children().map(|column| Name::of(&column).map(|name| name.name)).collect()
}

/// Returns the columns as SQL.
pub(crate) fn column_list(columns: &[String]) -> String {
    columns.iter().map(|column| quote_ident(column)).collect::<Vec<_>>().join(", ")
}
