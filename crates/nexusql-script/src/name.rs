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
    let mut words = words(node).into_iter().map(|(text, _)| text).peekable();
    while let Some(text) = words.next() {
        match text.as_str() {
            "." => {}
            "only" | "ONLY" | "Only" | "(" | ")" | "*" => {}
            _ if is_escaped(&text) && words.next_if(|next| next.eq_ignore_ascii_case("uescape")).is_some() => {
                let escape = words.next()?.trim_matches('\'').chars().next()?;
                parts.push(unescaped(&text, escape)?);
            }
            _ => parts.push(unquote(&text)?),
        }
    }
    if parts.is_empty() { None } else { Some(parts) }
}

/// Returns the name that `text` stands for; `None` if it cannot be one.
pub fn unquote(text: &str) -> Option<String> {
    let name = match text.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"')?.replace("\"\"", "\""),
        None if is_escaped(text) => return unescaped(text, '\\'),
        None => text.chars().map(|c| c.to_ascii_lowercase()).collect(),
    };
    Some(cut(&name, BYTES_MAX).to_owned())
}

/// Says whether `text` is a name in Unicode escapes: `U&"d\0061ta"`.
fn is_escaped(text: &str) -> bool {
    text.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("u&\""))
}

/// Returns the name that `text` stands for in Unicode escapes that begin with `escape`.
///
/// Source: `str_udeescape` in parser.c.
fn unescaped(text: &str, escape: char) -> Option<String> {
    let inner = text.get(3..)?.strip_suffix('"')?.replace("\"\"", "\"");
    let mut units: Vec<u16> = Vec::new();
    let mut rest = inner.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let mut one = c;
        if c == escape && rest.starts_with(escape) {
            rest = &rest[escape.len_utf8()..];
        } else if c == escape {
            let (from, n) = if rest.starts_with('+') { (1, 6) } else { (0, 4) };
            let number = u32::from_str_radix(rest.get(from..from + n)?, 16).ok()?;
            rest = &rest[from + n..];
            if let Ok(unit @ 0xd800..=0xdfff) = u16::try_from(number) {
                units.push(unit);
                continue;
            }
            one = char::from_u32(number)?;
        }
        units.extend_from_slice(one.encode_utf16(&mut [0; 2]));
    }
    Some(cut(&String::from_utf16(&units).ok()?, BYTES_MAX).to_owned())
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

#[cfg(test)]
mod tests {
    use super::{Name, unquote};
    use crate::tree;

    #[test]
    fn names_in_unicode_escapes_are_read() {
        assert_eq!(unquote(r#"U&"d\0061ta""#).as_deref(), Some("data"));
        assert_eq!(unquote(r#"u&"\+01F600\\""""#).as_deref(), Some("\u{1f600}\\\""));
        assert_eq!(unquote(r#"U&"\d83d\de00""#).as_deref(), Some("\u{1f600}"));
        assert_eq!(unquote(r#"U&"\00""#), None);
        let node = tree::statement(r#"drop table s.U&"d!0061ta" uescape '!'"#);
        let name = node.and_then(|node| tree::within(&node, tree::NodeKind::TABLE_NAME_REF));
        assert_eq!(
            name.and_then(|name| Name::of(&name)),
            Some(Name { schema: Some("s".to_owned()), name: "data".to_owned() })
        );
    }
}
