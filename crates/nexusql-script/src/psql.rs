//! psql's variables in statements: `:name`, `:'name'`, `:"name"`; and those of its commands that do more than steer it.

use std::ops::Range;

use nexusql_sql::{MetaCommand, tokens};

use crate::tree::{self, NodeKind};

/// Returns what a command is called that does something of which nobody knows whether it can be done twice, and why.
pub(crate) fn once_only(meta: &MetaCommand<'_>) -> Option<(&'static str, &'static str)> {
    const FILE: &str = "What that file does is not seen here. Rewrite it by itself, or join the files first.";
    match meta.name {
        "i" => Some(("\\i", FILE)),
        "ir" => Some(("\\ir", FILE)),
        "include" => Some(("\\include", FILE)),
        "include_relative" => Some(("\\include_relative", FILE)),
        "!" => Some(("\\!", "What the shell does is not seen here.")),
        "copy" => {
            let mut depth = 0_usize;
            // Within parentheses stands a query, whose rows are written.
            let reads = tokens(meta.arguments).any(|token| {
                match token.text {
                    "(" => depth += 1,
                    ")" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && token.is("from")
            });
            let why = "It adds the same rows again. Write them into the script with \"COPY … FROM stdin\".";
            reads.then_some(("\\copy", why))
        }
        _ => None,
    }
}

/// Returns where psql would put in the value of a variable, each with the variable's name.
///
/// Strings, quoted names, comments and dollar quotes are left alone, and so are `::` and `:=`.
/// Source: the rules for variables in PostgreSQL's psqlscan.l.
pub fn variables(text: &str) -> Vec<(Range<usize>, &str)> {
    if !text.contains(':') {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = opaque_end(text, at) {
            at = end;
            continue;
        }
        match bytes[at] {
            b':' if matches!(bytes.get(at + 1), Some(b':' | b'=')) => at += 2,
            b':' => match variable(bytes, at) {
                Some((name, end)) => {
                    found.push((at..end, &text[name]));
                    at = end;
                }
                None => at += 1,
            },
            b if is_name(b) => at += bytes[at..].iter().take_while(|&&b| is_name(b) || b == b'$').count(),
            _ => at += 1,
        }
    }
    found
}

/// Returns what stands in a tree for variable number `at` of a statement, which takes `bytes` bytes.
///
/// It is made of letters that no name of a script is likely to have, a different one for each variable.
fn stand_in(at: usize, bytes: usize) -> Option<String> {
    let letter = char::from_u32(u32::try_from(at).ok()?.checked_add(0x13a0)?).filter(|_| at < 80)?;
    let n = bytes / letter.len_utf8();
    Some(letter.to_string().repeat(n) + &"z".repeat(bytes % letter.len_utf8())).filter(|_| n > 0)
}

/// Returns `text` with something of the same length in place of each variable, so that it can be parsed.
pub(crate) fn masked(text: &str) -> Option<String> {
    let variables = variables(text);
    let mut masked = text.to_owned();
    for (at, (range, _)) in variables.iter().enumerate() {
        let (bytes, quote) = quoted(text, range);
        let name = stand_in(at, bytes).unwrap_or_else(|| "x".repeat(bytes));
        masked.replace_range(range.clone(), &format!("{quote}{name}{quote}"));
    }
    (!variables.is_empty()).then_some(masked)
}

/// Returns how many bytes a stand-in has, and the quotes around it.
fn quoted(text: &str, range: &Range<usize>) -> (usize, &'static str) {
    match text.as_bytes()[range.start + 1] {
        b'\'' => (range.len() - 2, "'"),
        b'"' => (range.len() - 2, "\""),
        _ => (range.len(), ""),
    }
}

/// Returns `made`, which was made from the tree of `text`, with the variables back in their places; `None` if one is a part
/// of something longer.
pub(crate) fn unmasked(made: &str, text: &str) -> Option<String> {
    let mut made = made.to_owned();
    for (at, (range, name)) in variables(text).iter().enumerate() {
        let Some(stand_in) = stand_in(at, quoted(text, range).0) else { continue };
        made = made.replace(&format!("'{stand_in}'"), &format!(":'{name}'"));
        made = made.replace(&format!("'\"{stand_in}\"'"), &format!(":'{name}'"));
        if made.contains(&stand_in) {
            return None;
        }
    }
    Some(made)
}

fn variable(bytes: &[u8], colon: usize) -> Option<(Range<usize>, usize)> {
    let quote = bytes.get(colon + 1).copied().filter(|b| matches!(b, b'\'' | b'"'));
    let start = colon + 1 + usize::from(quote.is_some());
    let length = bytes.get(start..)?.iter().take_while(|&&b| is_name(b)).count();
    let end = start + length;
    match quote {
        _ if length == 0 => None,
        Some(quote) => (bytes.get(end) == Some(&quote)).then_some((start..end, end + 1)),
        // A slice of an array has a number there.
        None => (!bytes[start].is_ascii_digit()).then_some((start..end, end)),
    }
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// Returns the end of the string, quoted name, dollar quote or comment that begins at byte `at`, if one does.
pub(crate) fn opaque_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\'' | b'"' => Some(quoted_end(bytes, at)),
        b'$' => Some(dollar_end(text, at)),
        b'-' if bytes.get(at + 1) == Some(&b'-') => {
            Some(at + bytes[at..].iter().position(|&b| b == b'\n').unwrap_or(bytes.len() - at))
        }
        b'/' if bytes.get(at + 1) == Some(&b'*') => Some(comment_end(bytes, at)),
        _ => None,
    }
}

fn quoted_end(bytes: &[u8], open: usize) -> usize {
    let escapes = bytes[open] == b'\'' && open > 0 && bytes[open - 1].eq_ignore_ascii_case(&b'e');
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            b if b == bytes[open] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn dollar_end(text: &str, at: usize) -> usize {
    let tag = text[at + 1..].bytes().take_while(|&b| is_name(b)).count();
    let open = at + 1 + tag;
    if text.as_bytes().get(open) != Some(&b'$') {
        return at + 1;
    }
    let mark = &text[at..=open];
    text[open + 1..].find(mark).map_or(text.len(), |end| open + 1 + end + mark.len())
}

fn comment_end(bytes: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => (depth, at) = (depth + 1, at + 2),
            (b'*', Some(b'/')) => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the tree of a statement in which psql's variables may stand.
pub(crate) fn statement(text: &str) -> Option<tree::Node> {
    match masked(text) {
        Some(masked) => tree::statement(&masked),
        None => tree::statement(text),
    }
    .filter(|node| node.kind() != NodeKind::ERROR)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test.
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_where_psql_finds_them() {
        let text =
            "select :a, :'b', :\"c\", x::int, a[1:2], ':d', \":e\", $$ :f $$, -- :g\n /* :h */ f(x := 1), E'\\':i'";
        let found: Vec<&str> = variables(text).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["a", "b", "c"]);
        let masked = masked("create role :\"who\"").unwrap();
        assert_eq!(masked.len(), 18);
        let name = masked.split('"').nth(1).unwrap();
        assert_eq!(unmasked(&format!("a = '{name}'"), "create role :\"who\"").unwrap(), "a = :'who'");
    }
}
