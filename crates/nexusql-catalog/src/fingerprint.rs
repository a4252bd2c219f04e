//! A short text that is equal for two catalogs exactly if their objects are.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kinds::Position;
use crate::{Body, Catalog};

/// The SHA-256 of a catalog's objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Catalog {
    /// Returns the fingerprint of the objects; the server's version, edges and order of columns do not count.
    ///
    /// Cost: linear; about 1 µs an object.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        let mut text = Vec::new();
        for (id, body) in &self.objects {
            text.clear();
            serde_json::to_writer(&mut text, &(id, unplaced(body))).expect("a catalog is plain values");
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(&text);
        }
        Fingerprint(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Returns `body` without its place among its like.
fn unplaced(body: &Body) -> Cow<'_, Body> {
    let nowhere = Position(0);
    Cow::Owned(match body {
        Body::Column(column) => Body::Column(crate::kinds::column::Column { position: nowhere, ..column.clone() }),
        Body::ViewColumn(column) => {
            Body::ViewColumn(crate::kinds::view_column::ViewColumn { position: nowhere, ..column.clone() })
        }
        Body::Attribute(attribute) => {
            Body::Attribute(crate::kinds::attribute::Attribute { position: nowhere, ..attribute.clone() })
        }
        _ => return Cow::Borrowed(body),
    })
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
