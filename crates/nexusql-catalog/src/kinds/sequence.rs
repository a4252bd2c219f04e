//! Sequence: those of identity columns are part of the column.

use serde::{Deserialize, Serialize};

/// The attributes of one sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sequence {
    /// `smallint`, `integer` or `bigint`.
    pub data_type: String,
    /// The start value.
    pub start: i64,
    /// The increment.
    pub increment: i64,
    /// The least value.
    pub min: i64,
    /// The greatest value.
    pub max: i64,
    /// How many values a session takes at once.
    pub cache: i64,
    /// Whether it begins anew at its end.
    pub cycle: bool,
    /// Whether it is unlogged.
    pub unlogged: bool,
    /// Schema, table and column that it goes away with.
    pub owned_by: Option<Vec<String>>,
}
