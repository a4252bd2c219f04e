//! The attributes of each kind, a file each. They are what PostgreSQL prints with an empty `search_path`, so equal text
//! means equal meaning on one server.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub mod access_method;
pub mod aggregate;
pub mod attribute;
pub mod base_type;
pub mod cast;
pub mod collation;
pub mod column;
pub mod comment;
pub mod composite;
pub mod constraint;
pub mod conversion;
pub mod default;
pub mod default_privileges;
pub mod domain;
pub mod domain_constraint;
pub mod enum_;
pub mod event_trigger;
pub mod extension;
pub mod foreign_data_wrapper;
pub mod foreign_table;
pub mod function;
pub mod index;
pub mod language;
pub mod materialized_view;
pub mod operator;
pub mod operator_class;
pub mod operator_family;
pub mod owner;
pub mod policy;
pub mod privileges;
pub mod procedure;
pub mod publication;
pub mod range;
pub mod role;
pub mod rule;
pub mod schema;
pub mod security_label;
pub mod sequence;
pub mod server;
pub mod statistics;
pub mod subscription;
pub mod table;
pub mod text_search_configuration;
pub mod text_search_dictionary;
pub mod text_search_parser;
pub mod text_search_template;
pub mod transform;
pub mod trigger;
pub mod user_mapping;
pub mod view;
pub mod view_column;

/// Options by name.
pub type Options = BTreeMap<String, String>;

/// Grantee to privileges. The grantee is a role, `PUBLIC`, or [`OWNER`]; a privilege that may be passed on ends in `*`.
///
/// Invariant: no grantee without a privilege.
pub type Grants = BTreeMap<String, BTreeSet<String>>;

/// How [`Grants`] names the object's own owner, whoever that is.
pub const OWNER: &str = "<owner>";

/// The names of the attributes that are known and not compared, since others say the same or PostgreSQL cannot change
/// them.
pub const UNCOMPARED: &[&str] = &[
    "position",
    "not_null_comes_down",
    "partition_check",
    "own_storage",
    "binary_from",
    "binary_to",
    "grantees",
    "options_order",
];

/// A value that is known and not compared: no two differ.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uncompared<T>(pub T);

impl<T> PartialEq for Uncompared<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where a column stands. It orders columns when they are made, and no two positions differ when compared: PostgreSQL
/// cannot move a column.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub i16);

impl PartialEq for Position {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
