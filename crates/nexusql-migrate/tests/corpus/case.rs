//! A case: two schemas in a folder whose name says what they show.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// Which way a case is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From `current.sql` to `desired.sql`.
    Forward,
    /// From `desired.sql` to `current.sql`.
    Backward,
}

impl Direction {
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Backward => "backward",
        }
    }
}

/// What `case.toml` says; all of it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Notes {
    /// The first major that the case is for.
    since: Option<u32>,
    /// The first major that the case is not for.
    before: Option<u32>,
    /// Whether the columns come out in another order, which no migration can change.
    #[serde(default)]
    pub order: bool,
    /// The hazards that need consent and are there going forward, all of them.
    #[serde(default)]
    hazards: BTreeSet<String>,
    /// The same going backward.
    #[serde(default)]
    hazards_backward: BTreeSet<String>,
    /// What the user says was renamed, going forward: `old=new`.
    #[serde(default)]
    pub renames: Vec<String>,
    /// A query that returns true on the result of going forward with `rows.sql`.
    pub check: Option<String>,
    /// Why it fails as yet.
    xfail: Option<String>,
    /// In which directions it fails; both if none is named.
    #[serde(default)]
    directions: Vec<Direction>,
    /// Why a dump of `desired.sql` that is loaded again is another to `pg_dump` as yet.
    pub xfail_again: Option<String>,
}

/// One folder of the corpus.
#[derive(Debug)]
pub struct Case {
    /// `kind/case`.
    pub name: String,
    pub current: String,
    pub desired: String,
    /// Rows for `current`.
    pub rows: Option<String>,
    pub notes: Notes,
    /// Nobody wrote it: nothing is known of its hazards, nor whether its two schemas differ.
    pub is_generated: bool,
}

impl Case {
    pub fn fits(&self, major: u32) -> bool {
        self.notes.since.is_none_or(|since| major >= since) && self.notes.before.is_none_or(|before| major < before)
    }

    pub fn hazards(&self, direction: Direction) -> &BTreeSet<String> {
        match direction {
            Direction::Forward => &self.notes.hazards,
            Direction::Backward => &self.notes.hazards_backward,
        }
    }

    pub fn expected_failure(&self, direction: Direction) -> Option<&str> {
        let concerns = self.notes.directions.is_empty() || self.notes.directions.contains(&direction);
        self.notes.xfail.as_deref().filter(|_| concerns)
    }
}

/// Reads every case below `root`, in byte order of the names.
pub fn read_all(root: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in folders(root) {
        for case in folders(&root.join(&kind)) {
            let folder = root.join(&kind).join(&case);
            let read = |file: &str| fs::read_to_string(folder.join(file)).ok();
            let must = |file: &str| read(file).unwrap_or_else(|| panic!("{kind}/{case} lacks {file}"));
            let notes = read("case.toml")
                .map(|text| toml::from_str(&text).unwrap_or_else(|error| panic!("{kind}/{case}/case.toml: {error}")));
            cases.push(Case {
                name: format!("{kind}/{case}"),
                current: must("current.sql"),
                desired: must("desired.sql"),
                rows: read("rows.sql"),
                notes: notes.unwrap_or_default(),
                is_generated: false,
            });
        }
    }
    cases
}

fn folders(root: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
