//! The number of a migration: `20231201120000`, `001`, `1.2`.

use std::fmt;

use serde::{Serialize, Serializer};

/// The number of a migration. `001` and `1` are the same one; `1.10` comes after `1.9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Vec<u64>);

impl Version {
    /// Returns the number that `text` is: digits, in parts that `.` or `_` separates. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |part: &str| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        };
        let mut parts: Vec<u64> = text.split(['.', '_']).map(part).collect::<Option<_>>()?;
        while parts.len() > 1 && parts.last() == Some(&0) {
            parts.pop();
        }
        Some(Self(parts))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, part) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(".")?;
            }
            part.fmt(f)?;
        }
        Ok(())
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_numbers() {
        let version = |text| Version::parse(text).unwrap();
        assert_eq!(version("001"), version("1"));
        assert_eq!(version("1.0"), version("1"));
        assert!(version("1_9") < version("1.10"));
        assert!(version("9") < version("20231201120000"));
        assert_eq!(version("1_2").to_string(), "1.2");
        for text in ["", "a", "1.", "1.a", "99999999999999999999999"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
