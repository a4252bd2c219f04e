//! What of a catalog counts: schemas and kinds that the user wants in or out.

use nexusql_catalog::{Catalog, Kind, ObjectId};

/// What is compared. Everything, by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these schemas, if any; objects outside schemas count only without it. `*` stands for any text.
    pub schemas: Vec<String>,
    /// Not the objects whose name, as SQL writes it, is one of these. `*` stands for any text.
    pub exclude: Vec<String>,
    /// Not these kinds: `owner`, `privileges`, `comment` and so on; `comments` means the same as `comment`.
    pub ignore: Vec<Kind>,
}

impl Filter {
    /// Removes from `catalog` what does not count, along with what hangs on it.
    pub fn apply(&self, catalog: &mut Catalog) {
        if *self != Self::default() {
            catalog.retain(|id| self.keeps(id));
        }
    }

    fn keeps(&self, id: &ObjectId) -> bool {
        let in_schema = self.schemas.is_empty()
            || match id.schema() {
                Some(schema) => self.schemas.iter().any(|pattern| matches(pattern, schema)),
                None => id.target().is_some_and(|target| self.keeps(&target)),
            };
        let name = id.sql_name();
        let excluded = self
            .exclude
            .iter()
            .any(|pattern| matches(pattern, &name) || id.schema().is_some_and(|schema| matches(pattern, schema)));
        in_schema && !excluded && !self.ignore.contains(&id.kind())
    }
}

/// Returns whether `text` fits `pattern`, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty() || last.is_some_and(|last| last.is_empty() || text.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("public.*", "public.users"));
        assert!(matches("*_log", "a_log_log"));
        assert!(matches("a", "a"));
        assert!(!matches("a", "ab"));
        assert!(!matches("*_log", "a_logs"));
    }
}
