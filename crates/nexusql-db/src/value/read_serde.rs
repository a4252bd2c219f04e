//! Values and rows as serde reads them: a row is a map of its columns.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

use super::Value;

/// Why a value is not what a type wants. It does not show the value.
pub(crate) type Fault = serde::de::value::Error;

/// A value to be read by serde.
pub(crate) struct Read(pub Value);

impl<'de> IntoDeserializer<'de, Fault> for Read {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Decimals, dates, times, intervals and UUIDs are read as their text, which is how serde knows the usual types of them.
impl<'de> Deserializer<'de> for Read {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Int(value) => visitor.visit_i64(value),
            Value::UInt(value) => visitor.visit_u64(value),
            Value::F32(value) => visitor.visit_f32(value),
            Value::F64(value) => visitor.visit_f64(value),
            Value::Text(value) => visitor.visit_string(value),
            Value::Bytes(value) => visitor.visit_byte_buf(value),
            Value::Timestamp(value) => visitor.visit_string(value.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
            Value::TimestampTz(value) => visitor.visit_string(value.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()),
            Value::Json(json) => {
                let document: serde_json::Value = json.read().map_err(Fault::custom)?;
                document.deserialize_any(visitor).map_err(Fault::custom)
            }
            Value::Array(values) => visitor.visit_seq(SeqDeserializer::new(values.into_iter().map(Read))),
            other => visitor.visit_string(other.to_string()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// SQLite has 0 and 1.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Int(0) => visitor.visit_bool(false),
            Value::Int(1) => visitor.visit_bool(true),
            value => Self(value).deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    /// An enumeration is its text.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Text(text) => visitor.visit_enum(text.into_deserializer()),
            Value::Json(json) => {
                let document: serde_json::Value = json.read().map_err(Fault::custom)?;
                document.deserialize_enum(name, variants, visitor).map_err(Fault::custom)
            }
            value => Err(Fault::custom(format!("{} is no variant of {name}", value.type_name()))),
        }
    }

    /// A structure is a document of JSON, whether the engine knows that it is one or has it as text.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Text(text) => {
                let document: serde_json::Value = serde_json::from_str(&text).map_err(Fault::custom)?;
                document.deserialize_any(visitor).map_err(Fault::custom)
            }
            value => Self(value).deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// Returns the columns as a map for serde.
pub(crate) fn map<'de>(
    columns: impl Iterator<Item = (String, Value)> + 'de,
) -> MapDeserializer<'de, impl Iterator<Item = (String, Read)>, Fault> {
    MapDeserializer::new(columns.map(|(name, value)| (name, Read(value))))
}
