//! What sort of type a parameter or a column has, as far as values are written and read differently.

use tokio_postgres::types::{Kind, Type};

/// A sort of type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Bool,
    I16,
    I32,
    I64,
    /// `oid` and its like: unsigned, of 32 bits.
    U32,
    F32,
    F64,
    Numeric,
    /// Text, and what is text on the wire: enums, `citext`.
    Text,
    /// Text that the server takes otherwise when it comes in binary form: `name` (not cut off), `xml` (of another encoding).
    OddText,
    /// `"char"`: one byte.
    Byte,
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid,
    Json,
    Jsonb,
    Void,
    /// An array of a type that has a class of its own, and what stands between its elements in text.
    Array(Box<Class>),
    /// Another type: the server reads it from text and prints it as text.
    Other,
}

impl Class {
    /// Returns the class of `ty`.
    pub fn of(ty: &Type) -> Self {
        match ty.kind() {
            Kind::Domain(inner) => return Self::of(inner),
            Kind::Enum(_) => return Self::Text,
            // These two count from 0.
            Kind::Array(_) if *ty == Type::INT2_VECTOR || *ty == Type::OID_VECTOR => return Self::Other,
            Kind::Array(element) => {
                return match Self::of(element) {
                    Self::Other | Self::Byte | Self::Void => Self::Other,
                    class => Self::Array(Box::new(class)),
                };
            }
            _ => {}
        }
        match *ty {
            Type::BOOL => Self::Bool,
            Type::INT2 => Self::I16,
            Type::INT4 => Self::I32,
            Type::INT8 => Self::I64,
            Type::OID | Type::XID | Type::CID => Self::U32,
            Type::FLOAT4 => Self::F32,
            Type::FLOAT8 => Self::F64,
            Type::NUMERIC => Self::Numeric,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR => Self::Text,
            Type::NAME | Type::XML | Type::UNKNOWN => Self::OddText,
            Type::CHAR => Self::Byte,
            Type::BYTEA => Self::Bytes,
            Type::DATE => Self::Date,
            Type::TIME => Self::Time,
            Type::TIMESTAMP => Self::Timestamp,
            Type::TIMESTAMPTZ => Self::TimestampTz,
            Type::INTERVAL => Self::Interval,
            Type::UUID => Self::Uuid,
            Type::JSON => Self::Json,
            Type::JSONB => Self::Jsonb,
            Type::VOID => Self::Void,
            // An extension's type has no fixed oid.
            _ if ty.name() == "citext" => Self::Text,
            _ => Self::Other,
        }
    }
}

/// Returns the type as SQL has it: `int4`, `text[]`.
pub(super) fn type_name(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(element) if ty.name().starts_with('_') => format!("{}[]", type_name(element)),
        _ => ty.name().to_owned(),
    }
}
