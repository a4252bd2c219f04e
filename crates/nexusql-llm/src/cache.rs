//! Answers that were good, kept by what was asked.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Settings;

/// Returns the file of the answer to `question`; none if answers are not kept.
fn file(settings: &Settings, question: &str) -> Option<PathBuf> {
    let mut hash = Sha256::new();
    for part in [settings.base_url.as_str(), settings.model.as_str(), question] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let name = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Some(settings.cache.as_ref()?.join(format!("{name}.json")))
}

/// Returns the names that were given for `question`, if they are kept.
pub(crate) fn read(settings: &Settings, question: &str) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(file(settings, question)?).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    value["names"].as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Keeps `names` for `question`. A cache that cannot be written is none: the next run asks again.
pub(crate) fn write(settings: &Settings, question: &str, names: &[String]) {
    let Some(file) = file(settings, question) else { return };
    let Some(folder) = file.parent() else { return };
    let text = serde_json::json!({ "version": 1, "names": names }).to_string();
    // Written beside it first, so that no half of it is read.
    let beside = file.with_extension(format!("{}.tmp", std::process::id()));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&beside, text));
    if written.and_then(|()| std::fs::rename(&beside, &file)).is_err() {
        let _ = std::fs::remove_file(&beside);
    }
}
