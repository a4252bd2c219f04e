//! What a column of a result is: how its values are read, and the name of its type.

use std::sync::Arc;

use mysql_async::consts::{ColumnFlags, ColumnType};
use mysql_async::{Column as Sent, Row as SentRow};

use super::read;
use crate::error::Result;
use crate::row::{Column, Columns, Row};

/// The number of the character set that means bytes.
const BINARY: u16 = 63;

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// As the driver has it: integers, floats, times of day, null.
    Plain,
    /// A number written in decimal digits.
    Decimal,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Up to 64 bits, the highest first.
    Bits,
    /// A JSON document.
    Json,
    /// A day.
    Date,
    /// A day and time without a zone.
    Timestamp,
    /// An instant: the session's zone is UTC.
    TimestampTz,
}

impl Class {
    /// Returns how the values of `column` are read.
    pub fn of(column: &Sent) -> Self {
        use ColumnType as Type;
        match column.column_type() {
            Type::MYSQL_TYPE_DECIMAL | Type::MYSQL_TYPE_NEWDECIMAL => Self::Decimal,
            Type::MYSQL_TYPE_BIT => Self::Bits,
            Type::MYSQL_TYPE_JSON => Self::Json,
            Type::MYSQL_TYPE_DATE | Type::MYSQL_TYPE_NEWDATE => Self::Date,
            Type::MYSQL_TYPE_DATETIME | Type::MYSQL_TYPE_DATETIME2 => Self::Timestamp,
            Type::MYSQL_TYPE_TIMESTAMP | Type::MYSQL_TYPE_TIMESTAMP2 => Self::TimestampTz,
            Type::MYSQL_TYPE_GEOMETRY | Type::MYSQL_TYPE_VECTOR => Self::Bytes,
            _ if is_text_like(column.column_type()) => {
                if column.character_set() == BINARY {
                    Self::Bytes
                } else {
                    Self::Text
                }
            }
            _ => Self::Plain,
        }
    }
}

fn is_text_like(ty: ColumnType) -> bool {
    use ColumnType as Type;
    matches!(
        ty,
        Type::MYSQL_TYPE_VARCHAR
            | Type::MYSQL_TYPE_VAR_STRING
            | Type::MYSQL_TYPE_STRING
            | Type::MYSQL_TYPE_ENUM
            | Type::MYSQL_TYPE_SET
            | Type::MYSQL_TYPE_TINY_BLOB
            | Type::MYSQL_TYPE_BLOB
            | Type::MYSQL_TYPE_MEDIUM_BLOB
            | Type::MYSQL_TYPE_LONG_BLOB
    )
}

/// How the rows of one result are read.
pub(super) struct Reader {
    columns: Arc<Columns>,
    classes: Vec<Class>,
}

impl Reader {
    /// Returns how rows with the columns `sent` are read.
    pub fn of(sent: &[Sent]) -> Self {
        let column = |column: &Sent| Column { name: column.name_str().into_owned(), type_name: type_name(column) };
        let columns = Arc::new(Columns(sent.iter().map(column).collect()));
        Self { columns, classes: sent.iter().map(Class::of).collect() }
    }

    /// Returns the columns of the rows.
    pub fn columns(&self) -> Vec<Column> {
        self.columns.0.clone()
    }

    /// Returns whether there are rows at all.
    pub fn has_columns(&self) -> bool {
        !self.classes.is_empty()
    }

    /// Errors: [`crate::Kind::Value`] for what cannot be read.
    pub fn row(&self, sent: SentRow) -> Result<Row> {
        let values = sent.unwrap().into_iter().zip(&self.classes).zip(&self.columns.0);
        let values = values.map(|((sent, class), column)| read::value(*class, sent, &column.name));
        Ok(Row::new(Arc::clone(&self.columns), values.collect::<Result<_>>()?))
    }
}

fn type_name(column: &Sent) -> String {
    use ColumnType as Type;
    let binary = column.character_set() == BINARY;
    let (number, name) = match column.column_type() {
        Type::MYSQL_TYPE_TINY => (true, "tinyint"),
        Type::MYSQL_TYPE_SHORT => (true, "smallint"),
        Type::MYSQL_TYPE_INT24 => (true, "mediumint"),
        Type::MYSQL_TYPE_LONG => (true, "int"),
        Type::MYSQL_TYPE_LONGLONG => (true, "bigint"),
        Type::MYSQL_TYPE_FLOAT => (true, "float"),
        Type::MYSQL_TYPE_DOUBLE => (true, "double"),
        Type::MYSQL_TYPE_DECIMAL | Type::MYSQL_TYPE_NEWDECIMAL => (true, "decimal"),
        Type::MYSQL_TYPE_YEAR => (false, "year"),
        Type::MYSQL_TYPE_BIT => (false, "bit"),
        Type::MYSQL_TYPE_DATE | Type::MYSQL_TYPE_NEWDATE => (false, "date"),
        Type::MYSQL_TYPE_TIME | Type::MYSQL_TYPE_TIME2 => (false, "time"),
        Type::MYSQL_TYPE_DATETIME | Type::MYSQL_TYPE_DATETIME2 => (false, "datetime"),
        Type::MYSQL_TYPE_TIMESTAMP | Type::MYSQL_TYPE_TIMESTAMP2 => (false, "timestamp"),
        Type::MYSQL_TYPE_JSON => (false, "json"),
        Type::MYSQL_TYPE_GEOMETRY => (false, "geometry"),
        Type::MYSQL_TYPE_NULL => (false, "null"),
        Type::MYSQL_TYPE_STRING if column.flags().contains(ColumnFlags::ENUM_FLAG) => (false, "enum"),
        Type::MYSQL_TYPE_STRING if column.flags().contains(ColumnFlags::SET_FLAG) => (false, "set"),
        Type::MYSQL_TYPE_STRING => (false, if binary { "binary" } else { "char" }),
        Type::MYSQL_TYPE_VARCHAR | Type::MYSQL_TYPE_VAR_STRING => (false, if binary { "varbinary" } else { "varchar" }),
        ty if is_text_like(ty) => (false, if binary { "blob" } else { "text" }),
        _ => (false, ""),
    };
    let unsigned = number && column.flags().contains(ColumnFlags::UNSIGNED_FLAG);
    if unsigned { format!("{name} unsigned") } else { name.to_owned() }
}
