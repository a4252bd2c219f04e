//! Tokens of MySQL, SQLite and SQL Server, and of PostgreSQL where variables are looked for: as far as strings, names and comments reach.

use crate::flavor::Flavor;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// White space, or a comment that says nothing.
    Blank,
    /// A string or a quoted name.
    Quoted,
    /// A keyword, a bare name or a number.
    Word,
    /// One byte of anything else.
    Symbol,
}

/// Returns the kind and the end of the token that begins at byte `at`, which is before the end of `text`.
///
/// What is not closed reaches to the end.
pub fn token(text: &str, at: usize, flavor: Flavor) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied();
    match bytes[at] {
        b if b.is_ascii_whitespace() => {
            let n = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            (Kind::Blank, at + n)
        }
        b'-' if next == Some(b'-') && dashes_begin_comment(bytes, at, flavor) => (Kind::Blank, line_end(bytes, at)),
        b'#' if flavor == Flavor::MySql => (Kind::Blank, line_end(bytes, at)),
        b'/' if next == Some(b'*') => {
            // `/*! … */` is run by MySQL: it is no blank.
            let is_run = flavor == Flavor::MySql && matches!(bytes.get(at + 2), Some(b'!' | b'M'));
            let kind = if is_run { Kind::Quoted } else { Kind::Blank };
            (kind, comment_end(bytes, at, matches!(flavor, Flavor::Postgres | Flavor::Mssql)))
        }
        quote @ (b'\'' | b'"') => (Kind::Quoted, quoted_end(bytes, at, quote, flavor == Flavor::MySql)),
        b'`' if matches!(flavor, Flavor::MySql | Flavor::Sqlite) => (Kind::Quoted, quoted_end(bytes, at, b'`', false)),
        b'[' if flavor == Flavor::Sqlite => (Kind::Quoted, find(bytes, at + 1, b"]")),
        b'[' if flavor == Flavor::Mssql => (Kind::Quoted, quoted_end(bytes, at, b']', false)),
        b'$' if flavor == Flavor::Postgres => dollar(text, at),
        b if flavor == Flavor::Mssql && is_tsql_word(b) => {
            let n = bytes[at..].iter().take_while(|b| is_tsql_word(**b)).count();
            (Kind::Word, at + n)
        }
        b if is_word(b) => {
            let end = at + bytes[at..].iter().take_while(|b| is_word(**b) || **b == b'$').count();
            let escapes = flavor == Flavor::Postgres && end == at + 1 && matches!(b, b'e' | b'E');
            if escapes && bytes.get(end) == Some(&b'\'') {
                return (Kind::Quoted, quoted_end(bytes, end, b'\'', true));
            }
            (Kind::Word, end)
        }
        _ => (Kind::Symbol, at + 1),
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// Variables and temporary tables are words with a sign before them.
fn is_tsql_word(b: u8) -> bool {
    is_word(b) || matches!(b, b'@' | b'#' | b'$')
}

/// MySQL wants white space after the two dashes.
fn dashes_begin_comment(bytes: &[u8], at: usize, flavor: Flavor) -> bool {
    flavor != Flavor::MySql || bytes.get(at + 2).is_none_or(|b| b.is_ascii_whitespace() || b.is_ascii_control())
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n)
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> usize {
    let found = bytes.get(from..).and_then(|rest| rest.windows(wanted.len()).position(|window| window == wanted));
    found.map_or(bytes.len(), |n| from + n + wanted.len())
}

fn comment_end(bytes: &[u8], at: usize, nested: bool) -> usize {
    let (mut depth, mut i) = (1, at + 2);
    while i < bytes.len() && depth > 0 {
        match bytes[i..] {
            [b'*', b'/', ..] => (depth, i) = (depth - 1, i + 2),
            [b'/', b'*', ..] if nested => (depth, i) = (depth + 1, i + 2),
            _ => i += 1,
        }
    }
    i
}

fn quoted_end(bytes: &[u8], at: usize, quote: u8, escapes: bool) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if escapes => i += 2,
            b if b == quote && bytes.get(i + 1) == Some(&quote) => i += 2,
            b if b == quote => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

fn dollar(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let tag = bytes[at + 1..].iter().take_while(|b| is_word(**b)).count();
    let end = at + 1 + tag;
    let is_tag = bytes.get(end) == Some(&b'$') && !bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    if is_tag { (Kind::Quoted, find(bytes, end + 1, &bytes[at..=end])) } else { (Kind::Symbol, at + 1) }
}
