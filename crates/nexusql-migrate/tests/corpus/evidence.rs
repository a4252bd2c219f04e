//! What the cases that passed have shown: which kinds were created, altered, dropped and renamed in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::{fs, io};

use nexusql_catalog::{Catalog, Kind};
use nexusql_diff::{DeltaKind, Plan, Step, compare};

use crate::case::Case;

/// Cases by kind and verb.
static SHOWN: Mutex<BTreeMap<(String, &'static str), BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Notes what a case that passed has shown.
pub fn note(case: &Case, current: &Catalog, desired: &Catalog, renames: &[Step], made: &Plan) {
    let mut shown = SHOWN.lock().unwrap();
    let mut add = |kind: String, verb| shown.entry((kind, verb)).or_default().insert(case.name.clone());
    for delta in compare(current, desired) {
        let verb = match delta.kind {
            DeltaKind::Create => "create",
            DeltaKind::Alter { .. } => "alter",
            DeltaKind::Drop => "drop",
        };
        add(delta.id.kind().name().to_owned(), verb);
    }
    for step in renames {
        // The longest name counts: "view column" is no "view".
        let kinds = Kind::ALL.iter().filter(|kind| step.object.starts_with(&format!("{kind} ")));
        let kind = kinds.max_by_key(|kind| kind.name().len());
        add(kind.unwrap_or_else(|| panic!("{} is of no kind", step.object)).name().to_owned(), "rename");
    }
    let topic = case.name.split('/').next().unwrap_or_default();
    if Kind::parse(topic).is_none() && !made.groups.is_empty() {
        add(topic.to_owned(), "alter");
    }
}

/// Writes what was shown: a line for each kind and verb, with the number of cases.
pub fn write(path: &Path) -> io::Result<()> {
    let shown = SHOWN.lock().unwrap();
    let lines = shown.iter().map(|((kind, verb), cases)| format!("{kind}\t{verb}\t{}\n", cases.len()));
    fs::write(path, lines.collect::<String>())
}
