//! A short text that is equal for two catalogs exactly if their objects are.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Catalog, kinds};

/// The SHA-256 of a catalog's objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Catalog {
    /// Returns the fingerprint of the objects; the server's version, edges and what is not compared do not count.
    ///
    /// Cost: linear; about 5 µs an object.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = Sha256::new();
        for (id, body) in &self.objects {
            let mut attributes = body.attributes();
            attributes.retain(|name, _| !kinds::UNCOMPARED.contains(&name.as_str()));
            for part in [id.to_string(), serde_json::Value::Object(attributes).to_string()] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        Fingerprint(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
