//! What of a catalog counts: schemas and kinds that the user wants in or out.

mod bonds;

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, Kind, ObjectId};

pub(crate) use bonds::Bond;

/// What is compared. Everything, by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these schemas, if any; objects outside schemas count only without it. `*` stands for any text.
    pub schemas: Vec<String>,
    /// Not the objects and schemas of these names: an object's own name, with its schema or without, quoted as SQL writes it
    /// or not, a routine's with its arguments or without. `*` stands for any text.
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

    /// Looks whether the names fit anything in `catalogs`; returns a warning for each of those to exclude that does not.
    ///
    /// Errors: [`ErrorKind::Usage`] for a schema that is in none of them, with those there are.
    pub fn check(&self, catalogs: &[&Catalog]) -> Result<Vec<Diagnostic>> {
        let ids = || catalogs.iter().flat_map(|catalog| catalog.objects.keys());
        for pattern in &self.schemas {
            if ids().filter_map(ObjectId::schema).any(|schema| matches(pattern, schema)) {
                continue;
            }
            let known: BTreeSet<&str> = ids().filter(|id| id.kind() == Kind::Schema).map(ObjectId::name).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            let diagnostic = Diagnostic::error("schema-unknown", format!("no schema is called \"{pattern}\""));
            return Err(Error::new(ErrorKind::Usage, diagnostic.with_hint(format!("The schemas are {known}."))));
        }
        let idle = self.exclude.iter().filter(|pattern| !ids().any(|id| is_named(id, pattern)));
        let warn = |pattern: &String| {
            Diagnostic::warning("exclude-idle", format!("--exclude \"{pattern}\" fits nothing"))
                .with_hint("Write it as \"name\" or \"schema.name\"; * stands for any text.")
        };
        Ok(idle.map(warn).collect())
    }

    fn keeps(&self, id: &ObjectId) -> bool {
        let in_schema = self.schemas.is_empty()
            || match id.schema() {
                Some(schema) => self.schemas.iter().any(|pattern| matches(pattern, schema)),
                None => id.target().is_some_and(|target| self.keeps(&target)),
            };
        in_schema && !self.exclude.iter().any(|pattern| is_named(id, pattern)) && !self.ignore.contains(&id.kind())
    }
}

/// Returns whether `pattern` names `id` or its schema.
fn is_named(id: &ObjectId, pattern: &str) -> bool {
    let is = |name: &str| matches(pattern, name);
    if id.schema().is_some_and(is) || is(&id.sql_name()) {
        return true;
    }
    // Parts and satellites go with what they belong to; by themselves they are named in full.
    if id.whole_path().is_some() || id.target().is_some() {
        return false;
    }
    let (path, name) = (id.path(), id.name());
    let own = is(name) || is(&quote_ident(name));
    let takes_arguments = matches!(id.kind(), Kind::Function | Kind::Procedure | Kind::Aggregate);
    let with_arguments = || takes_arguments && is(&format!("{}({})", quote_ident(name), path[2]));
    let in_schema = || {
        let schema = path.first().filter(|_| id.schema().is_some() && path.len() > 1);
        schema.is_some_and(|schema| {
            is(&format!("{schema}.{name}")) || is(&format!("{}.{}", quote_ident(schema), quote_ident(name)))
        })
    };
    own || with_arguments() || in_schema()
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
