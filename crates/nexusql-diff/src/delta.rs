//! One difference between two catalogs.

use nexusql_catalog::ObjectId;
use serde::Serialize;
use serde_json::Value;

/// One object that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Delta {
    /// The object, as ids are written.
    #[serde(serialize_with = "as_text")]
    pub id: ObjectId,
    /// What is to happen to it.
    #[serde(flatten)]
    pub kind: DeltaKind,
}

/// What is to happen to an object.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum DeltaKind {
    /// Only the desired catalog has it.
    Create,
    /// Only the current catalog has it.
    Drop,
    /// Both have it, with different attributes.
    Alter {
        /// The attributes that differ, in the order in which the kind declares them; never empty.
        attributes: Vec<AttributeChange>,
    },
}

/// One attribute that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttributeChange {
    /// Its name.
    pub attribute: String,
    /// Its value in the current catalog.
    pub current: Value,
    /// Its value in the desired catalog.
    pub desired: Value,
}

fn as_text<S: serde::Serializer>(id: &ObjectId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}
