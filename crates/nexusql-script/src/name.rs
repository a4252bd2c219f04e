//! Names as PostgreSQL reads them: folded, unquoted, cut.

use nexusql_base::name::quote_ident;

use crate::tree::{Node, words};

/// PostgreSQL cuts names after this many bytes.
/// Source: `NAMEDATALEN` in pg_config_manual.h.
pub const BYTES_MAX: usize = 63;

/// A name that may be qualified with a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The schema, if it is written.
    pub schema: Option<String>,
    /// The name itself.
    pub name: String,
}

impl Name {
    /// Returns a name without a schema.
    pub fn bare(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// Returns the name that `node` is: `a`, `"A b".c`.
    pub fn of(node: &Node) -> Option<Self> {
        let mut parts = parts(node)?;
        let name = parts.pop()?;
        Some(Self { schema: parts.pop(), name })
    }

    /// Returns the name as SQL, quoted where needed.
    pub fn sql(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote_ident(schema), quote_ident(&self.name)),
            None => quote_ident(&self.name),
        }
    }

    /// Says whether the two may mean the same: an unqualified name may stand for one of any schema.
    pub fn fits(&self, other: &Self) -> bool {
        self.name == other.name
            && match (&self.schema, &other.schema) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            }
    }
}

/// Returns the parts of the dotted name that `node` is; `None` if it is something else.
pub fn parts(node: &Node) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for (text, _) in words(node) {
        match text.as_str() {
            "." => {}
            "only" | "ONLY" | "Only" | "(" | ")" | "*" => {}
            _ => parts.push(unquote(&text)?),
        }
    }
    if parts.is_empty() { None } else { Some(parts) }
}

/// Returns the name that `text` stands for; `None` if it is written in Unicode escapes, which are not read here.
pub fn unquote(text: &str) -> Option<String> {
    let name = match text.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"')?.replace("\"\"", "\""),
        None if text.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("u&")) => return None,
        None => text.chars().map(|c| c.to_ascii_lowercase()).collect(),
    };
    Some(cut(&name, BYTES_MAX).to_owned())
}

/// Returns at most `bytes` bytes of `name`, whole characters.
pub fn cut(name: &str, bytes: usize) -> &str {
    let mut end = name.len().min(bytes);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// Returns the name that PostgreSQL makes of a relation's name, its columns and a label.
///
/// Source: `makeObjectName` in indexcmds.c.
pub fn made(name1: &str, name2: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!name2.is_empty());
    let room = BYTES_MAX.saturating_sub(overhead);
    let (mut n1, mut n2) = (name1.len(), name2.len());
    while n1 + n2 > room && n1 + n2 > 0 {
        if n1 > n2 { n1 -= 1 } else { n2 -= 1 }
    }
    let (name1, name2) = (cut(name1, n1), cut(name2, n2));
    if name2.is_empty() { format!("{name1}_{label}") } else { format!("{name1}_{name2}_{label}") }
}

/// Returns the names of columns joined as PostgreSQL joins them for the name of an index or key.
///
/// Source: `ChooseIndexNameAddition` in indexcmds.c.
pub fn joined(columns: &[String]) -> String {
    let mut text = String::new();
    for column in columns {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(column);
        if text.len() > BYTES_MAX {
            break;
        }
    }
    text
}
