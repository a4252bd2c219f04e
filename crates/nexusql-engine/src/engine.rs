//! What an engine is: a `postgres` and an `initdb` side by side, and which version they are.

use std::path::{Path, PathBuf};

use crate::account::Account;

/// Where an engine comes from; the earlier is preferred among equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The user named its folder.
    Named,
    /// It was found on the machine.
    Machine,
    /// It is in nexusql's cache.
    Cache,
    /// It came with nexusql's release and lies beside the program.
    Packed,
}

/// A PostgreSQL build that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The major version: 18.
    pub major: u32,
    /// The version as PostgreSQL prints it: `18.4`, `19beta1`.
    pub version: String,
    /// The real folder of its programs.
    pub bin_dir: PathBuf,
    /// Where it comes from.
    pub origin: Origin,
}

impl Engine {
    /// Returns the path of one of its programs, which may not be there.
    pub fn program(&self, name: &str) -> PathBuf {
        program_in(&self.bin_dir, name)
    }

    /// Returns the name by which [`remove`](crate::remove) knows it, if it is in the cache.
    pub fn cache_name(&self) -> Option<&str> {
        let mut parts = self.bin_dir.iter().skip_while(|part| *part != "engines");
        (self.origin == Origin::Cache).then(|| parts.nth(1)?.to_str())?
    }

    /// Returns whether the account that servers run as may start it.
    ///
    /// Always true unless this process is root: an engine in a closed folder is out of reach of the account that
    /// root runs PostgreSQL as.
    pub fn is_reachable(&self) -> bool {
        match Account::for_servers() {
            Ok(Some(account)) => account.reaches(&self.program("postgres")),
            Ok(None) | Err(_) => true,
        }
    }

    /// Returns its minor version, 0 if it has none yet.
    pub(crate) fn minor(&self) -> u32 {
        self.version.split_once('.').and_then(|(_, minor)| leading_number(minor)).unwrap_or(0)
    }
}

/// Returns the path of program `name` in `dir`, with the platform's ending.
pub(crate) fn program_in(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Returns major and version from what `postgres --version` prints.
///
/// Shape: `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` gives `(15, "15.18")`.
pub(crate) fn parse_version(printed: &str) -> Option<(u32, String)> {
    let version = printed.split_once(") ")?.1.split_whitespace().next()?;
    Some((leading_number(version)?, version.to_owned()))
}

/// Returns the number that `text` begins with.
pub(crate) fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_postgres_prints_them() {
        for (printed, want) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some((15, "15.18".to_owned()))),
            ("postgres (PostgreSQL) 18.4\n", Some((18, "18.4".to_owned()))),
            ("postgres (PostgreSQL) 19beta1\n", Some((19, "19beta1".to_owned()))),
            ("postgres (EnterpriseDB) 17.2.0\n", Some((17, "17.2.0".to_owned()))),
            ("bash: no such program", None),
        ] {
            assert_eq!(parse_version(printed), want);
        }
    }
}
