//! The snapshot file: a catalog as JSON, versioned.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use crate::{Body, Catalog, ObjectId, Unmodelled};

const FORMAT: &str = "nexusql-snapshot-1";

#[derive(Deserialize)]
struct SnapshotV1 {
    format: String,
    server_version: u32,
    session_role: String,
    objects: Vec<Entry>,
    #[serde(default)]
    unmodelled: Vec<Unmodelled>,
}

/// A plan file holds the snapshot of the schema that it leads to.
#[derive(Deserialize)]
struct PlanFile {
    desired: Option<SnapshotV1>,
}

#[derive(Deserialize)]
struct Entry {
    id: ObjectId,
    #[serde(default)]
    needs: BTreeSet<ObjectId>,
    body: Body,
}

#[derive(Serialize)]
struct EntryOut<'a> {
    id: &'a ObjectId,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'a BTreeSet<ObjectId>>,
    body: &'a Body,
}

/// Returns `catalog` as the text of a snapshot file: one object a line, in the order of their ids.
pub fn write_snapshot(catalog: &Catalog) -> String {
    let Catalog { server_version, session_role, objects, needs, unmodelled } = catalog;
    let mut text = format!(
        "{{\n\"format\": {},\n\"server_version\": {server_version},\n\"session_role\": {},\n\"objects\": [",
        json(&FORMAT),
        json(session_role)
    );
    for (at, (id, body)) in objects.iter().enumerate() {
        text += if at == 0 { "\n" } else { ",\n" };
        text += &json(&EntryOut { id, needs: needs.get(id), body });
    }
    text + &format!("\n],\n\"unmodelled\": {}\n}}\n", json(unmodelled))
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("a catalog is plain values")
}

/// Returns the catalog that a snapshot file holds, or the desired one of a plan file.
///
/// Errors: [`ErrorKind::Usage`] if `text` is not a snapshot or one of a newer format.
pub fn read_snapshot(text: &str) -> Result<Catalog> {
    let refuse = |detail: String| {
        Error::new(
            ErrorKind::Usage,
            Diagnostic::error("not-a-snapshot", "file is not a snapshot that this version reads")
                .with_detail(detail)
                .with_hint("Make one with \"nexusql dump SOURCE --format json\"."),
        )
    };
    let PlanFile { desired } = serde_json::from_str(text).map_err(|error| refuse(format!("{error}.")))?;
    let snapshot: SnapshotV1 = match desired {
        Some(desired) => desired,
        None => serde_json::from_str(text).map_err(|error| refuse(format!("{error}.")))?,
    };
    if snapshot.format != FORMAT {
        return Err(refuse(format!("Its format is \"{}\"; this version reads \"{FORMAT}\".", snapshot.format)));
    }
    let mut catalog = Catalog {
        server_version: snapshot.server_version,
        session_role: snapshot.session_role,
        unmodelled: snapshot.unmodelled,
        ..Catalog::default()
    };
    for Entry { id, needs, body } in snapshot.objects {
        if !needs.is_empty() {
            catalog.needs.insert(id.clone(), needs);
        }
        catalog.objects.insert(id, body);
    }
    Ok(catalog)
}
