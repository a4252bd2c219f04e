//! What programs said about themselves, kept in the cache so that a warm run starts none of them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::{EngineOptions, process};

/// One remembered answer, good while the program stays as it was.
#[derive(Serialize, Deserialize)]
struct Answer {
    modified_ns: u64,
    size_bytes: u64,
    text: String,
}

/// The remembered answers of programs, by path and argument.
pub(crate) struct Memory {
    file: PathBuf,
    answers: BTreeMap<String, Answer>,
    changed: bool,
}

impl Memory {
    /// Returns what is remembered in the cache of `options`; nothing if it cannot be read.
    pub(crate) fn load(options: &EngineOptions) -> Self {
        let file = options.cache_dir.join("programs.json");
        let answers = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, answers, changed: false }
    }

    /// Returns what `program` prints when run with `argument`; it is run only if it has changed since the last time.
    pub(crate) fn ask(&mut self, program: &Path, argument: &str) -> Option<String> {
        let (modified_ns, size_bytes) = stamp(program)?;
        let key = format!("{} {argument}", program.display());
        if let Some(known) = self.answers.get(&key)
            && (known.modified_ns, known.size_bytes) == (modified_ns, size_bytes)
        {
            return Some(known.text.clone());
        }
        let said = process::run(Command::new(program).arg(argument).env("LC_ALL", "C"), "").ok()?;
        if !said.ok {
            return None;
        }
        let text = said.out.trim().to_owned();
        self.answers.insert(key, Answer { modified_ns, size_bytes, text: text.clone() });
        self.changed = true;
        Some(text)
    }

    /// Writes new answers to the cache. A cache that cannot be written costs time, not correctness.
    pub(crate) fn save(&self) {
        if self.changed {
            let _ = self.write();
        }
    }

    fn write(&self) -> std::io::Result<()> {
        let dir = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir)?;
        let mut partial = tempfile::NamedTempFile::new_in(dir)?;
        partial.write_all(&serde_json::to_vec_pretty(&self.answers)?)?;
        partial.persist(&self.file)?;
        Ok(())
    }
}

/// Returns when `file` was changed and how long it is; both together tell whether it is still the same.
pub(crate) fn stamp(file: &Path) -> Option<(u64, u64)> {
    let entry = fs::metadata(file).ok()?;
    let modified = entry.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((u64::try_from(modified.as_nanos()).ok()?, entry.len()))
}
