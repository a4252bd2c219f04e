//! Finds parameters in a text. What the text means is the server's business: here it is only cut into tokens, as far as
//! strings, names and comments reach, since no parameter stands in those.

use nexusql_base::Diagnostic;

use super::syntax::{Brackets, Syntax};
use crate::error::{Error, Kind, Result, fail};

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Sent as it is.
    Text(&'a str),
    /// A parameter.
    Param { name: &'a str, list: Option<List> },
}

/// A parameter that may be a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// `in (:list)`: the parentheses are there.
    Inside,
    /// `in :list`: they are not.
    Bare,
}

/// What was found in a text.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub pieces: Vec<Piece<'a>>,
    /// The text without literals and comments, for logs.
    pub shape: String,
}

/// Words after which a value can follow at once, so that `limit:n` has a parameter and the label in `k:v` has none.
const BEFORE_VALUE: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "between",
    "by",
    "call",
    "case",
    "date",
    "distinct",
    "div",
    "else",
    "escape",
    "exec",
    "execute",
    "fetch",
    "first",
    "from",
    "glob",
    "having",
    "ilike",
    "in",
    "interval",
    "is",
    "like",
    "limit",
    "match",
    "mod",
    "next",
    "not",
    "offset",
    "on",
    "or",
    "regexp",
    "return",
    "rlike",
    "select",
    "set",
    "similar",
    "some",
    "then",
    "time",
    "timestamp",
    "to",
    "top",
    "using",
    "value",
    "values",
    "when",
    "where",
    "xor",
];

/// What the last token was, white space and comments aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// An operator, a comma, an opening parenthesis, or the beginning.
    Open,
    /// `(` right after `in`.
    OpenIn,
    /// A word that may stand before a value.
    Keyword { is_in: bool },
    /// Another word, which ends at this byte.
    Word { end: usize },
    /// The end of a value: a literal, a quoted name, a closing parenthesis, a parameter.
    Value,
}

/// Cuts `text` into pieces.
///
/// Errors: [`Kind::Parameter`] for a `?` that the engine would take as a parameter; [`Kind::Syntax`] for a NUL.
/// Cost: linear.
pub(super) fn scan<'a>(text: &'a str, syntax: &Syntax) -> Result<Scan<'a>> {
    if text.contains('\0') {
        return Err(fail(Kind::Syntax, "nul-in-statement", "statement contains a NUL character"));
    }
    let scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        syntax,
        at: 0,
        sent: 0,
        last: Last::Open,
        subscripts: Vec::new(),
        found: Scan { pieces: Vec::new(), shape: String::with_capacity(text.len()) },
    };
    scanner.run()
}

struct Scanner<'a, 's> {
    text: &'a str,
    bytes: &'a [u8],
    syntax: &'s Syntax,
    at: usize,
    /// Up to where the text is in `found`.
    sent: usize,
    last: Last,
    /// The open parentheses and brackets; true for brackets.
    subscripts: Vec<bool>,
    found: Scan<'a>,
}

impl<'a> Scanner<'a, '_> {
    fn run(mut self) -> Result<Scan<'a>> {
        while self.at < self.bytes.len() {
            self.token()?;
        }
        self.flush(self.at);
        Ok(self.found)
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Puts the text up to `end` among the pieces.
    fn flush(&mut self, end: usize) {
        if self.sent < end {
            self.found.pieces.push(Piece::Text(&self.text[self.sent..end]));
        }
        self.sent = end;
    }

    fn token(&mut self) -> Result<()> {
        let start = self.at;
        match self.peek(0) {
            b if b.is_ascii_whitespace() => self.space(),
            b'-' if self.peek(1) == b'-' && self.dashes_are_comment() => self.line_comment(),
            b'#' if self.syntax.hash_comments => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\'' => self.string(self.syntax.backslash_escapes, false),
            b'"' if self.syntax.backslash_escapes => self.string(true, false),
            b'"' => self.name(b'"', true),
            b'`' if self.syntax.backticks => self.name(b'`', true),
            b'[' => self.bracket(),
            b'$' if self.syntax.dollar_quotes && self.dollar_tag().is_some() => self.dollar_quoted(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b if begins_name(b) => self.word(),
            b':' => self.colon(),
            b'\\' if self.peek(1) == b':' => self.escaped_colon(),
            b'?' if self.syntax.question_is_parameter => return Err(positional()),
            _ => self.symbol(),
        }
        debug_assert!(self.at > start, "each token has a length");
        Ok(())
    }

    fn space(&mut self) {
        while self.peek(0).is_ascii_whitespace() {
            self.at += 1;
        }
        self.found.shape.push(' ');
    }

    fn dashes_are_comment(&self) -> bool {
        !self.syntax.dashes_need_space || self.at + 2 >= self.bytes.len() || self.peek(2) <= b' '
    }

    fn line_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let ends = |b: &u8| *b == b'\n' || *b == b'\r' && self.syntax.returns_end_comments;
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
        self.found.shape.push(' ');
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') if depth == 0 || self.syntax.nested_comments => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.found.shape.push(' ');
    }

    /// A string, from its opening quote. `continues` says that a string on the next line goes on with the same escapes.
    fn string(&mut self, backslash: bool, continues: bool) {
        let quote = self.peek(0);
        loop {
            self.at += 1;
            self.quoted(quote, true, backslash);
            match continues.then(|| self.continuation()).flatten() {
                Some(next) => self.at = next,
                None => break,
            }
        }
        self.found.shape.push('?');
        self.last = Last::Value;
    }

    /// Returns where a string goes on: white space with a line's end between two quotes joins them.
    ///
    /// Source: PostgreSQL manual, "String Constants"; `quotecontinue` in scan.l.
    fn continuation(&self) -> Option<usize> {
        let (mut at, mut new_line) = (self.at, false);
        loop {
            match self.bytes.get(at)? {
                b'\n' | b'\r' => new_line = true,
                b if b.is_ascii_whitespace() => {}
                b'-' if new_line && self.bytes.get(at + 1) == Some(&b'-') => {
                    at += self.bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r'))?;
                }
                b'\'' if new_line => return Some(at),
                _ => return None,
            }
            at += 1;
        }
    }

    /// Goes behind the closing `end`, or to the end of the text.
    fn quoted(&mut self, end: u8, doubled: bool, backslash: bool) {
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if byte == b'\\' && backslash {
                self.at += 2;
            } else if byte != end {
                self.at += 1;
            } else if doubled && self.peek(1) == end {
                self.at += 2;
            } else {
                self.at += 1;
                return;
            }
        }
        // A backslash may have been the last byte.
        self.at = self.bytes.len();
    }

    fn name(&mut self, end: u8, doubled: bool) {
        let start = self.at;
        self.at += 1;
        self.quoted(end, doubled, false);
        self.found.shape.push_str(&self.text[start..self.at]);
        self.last = Last::Value;
    }

    fn bracket(&mut self) {
        match self.syntax.brackets {
            Brackets::Name => self.name(b']', false),
            Brackets::DoubledName => self.name(b']', true),
            Brackets::Subscript | Brackets::Plain => self.symbol(),
        }
    }

    /// Returns the length of the `$tag$` here.
    fn dollar_tag(&self) -> Option<usize> {
        let rest = &self.bytes[self.at + 1..];
        let length = rest.iter().position(|b| *b == b'$')?;
        let tag = &rest[..length];
        let fits = tag.iter().all(|b| continues_name(*b)) && !tag.first().is_some_and(u8::is_ascii_digit);
        fits.then_some(length + 2)
    }

    fn dollar_quoted(&mut self) {
        let length = self.dollar_tag().expect("the caller looked");
        let (tag, body) = self.text[self.at..].split_at(length);
        self.at += body.find(tag).map_or(length + body.len(), |end| end + 2 * length);
        self.found.shape.push('?');
        self.last = Last::Value;
    }

    fn number(&mut self) {
        while matches!(self.peek(0), b'.' | b'_') || self.peek(0).is_ascii_alphanumeric() {
            self.at += 1;
        }
        self.found.shape.push('?');
        self.last = Last::Value;
    }

    fn word(&mut self) {
        let start = self.at;
        while continues_name(self.peek(0)) || self.peek(0) == b'$' {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        if self.peek(0) == b'\'' && self.syntax.escape_strings && word.eq_ignore_ascii_case("e") {
            return self.string(true, true);
        }
        self.found.shape.push_str(word);
        let lower = word.to_ascii_lowercase();
        let keyword = BEFORE_VALUE.binary_search(&lower.as_str()).is_ok();
        self.last = if keyword { Last::Keyword { is_in: lower == "in" } } else { Last::Word { end: self.at } };
    }

    fn colon(&mut self) {
        if matches!(self.peek(1), b':' | b'=') {
            self.found.shape.push_str(&self.text[self.at..self.at + 2]);
            self.at += 2;
            self.last = Last::Open;
        } else if begins_name(self.peek(1)) && self.value_may_follow() {
            self.param();
        } else {
            self.symbol();
        }
    }

    /// Returns whether a value can stand here. After a value only an operator can: there a colon is one.
    fn value_may_follow(&self) -> bool {
        match self.last {
            Last::Open | Last::OpenIn | Last::Keyword { .. } => true,
            // `a[lo :hi]` is a slice.
            Last::Word { end } => end < self.at && !self.subscripts.last().copied().unwrap_or(false),
            Last::Value => false,
        }
    }

    fn param(&mut self) {
        self.flush(self.at);
        let start = self.at + 1;
        self.at = start;
        while continues_name(self.peek(0)) {
            self.at += 1;
        }
        let closes = || self.bytes[self.at..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b')');
        let list = match self.last {
            Last::OpenIn if closes() => Some(List::Inside),
            Last::Keyword { is_in: true } => Some(List::Bare),
            _ => None,
        };
        self.found.pieces.push(Piece::Param { name: &self.text[start..self.at], list });
        self.found.shape.push_str(&self.text[start - 1..self.at]);
        self.sent = self.at;
        self.last = Last::Value;
    }

    /// `\:` is sent as `:`.
    fn escaped_colon(&mut self) {
        self.flush(self.at);
        self.sent = self.at + 1;
        self.at += 2;
        self.found.shape.push(':');
        self.last = Last::Open;
    }

    fn symbol(&mut self) {
        let c = self.text[self.at..].chars().next().expect("the text goes on");
        self.at += c.len_utf8();
        self.found.shape.push(c);
        self.last = match c {
            '(' => {
                self.subscripts.push(false);
                if self.last == (Last::Keyword { is_in: true }) { Last::OpenIn } else { Last::Open }
            }
            '[' => {
                self.subscripts.push(true);
                Last::Open
            }
            ')' | ']' => {
                self.subscripts.pop();
                Last::Value
            }
            _ => Last::Open,
        };
    }
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_name(byte: u8) -> bool {
    begins_name(byte) || byte.is_ascii_digit()
}

fn positional() -> Error {
    let diagnostic = Diagnostic::error("positional-parameter", "statement contains a bare \"?\"");
    let hint = "Give parameters by name: \":id\" in the statement, and a value for \"id\".";
    Error::new(Kind::Parameter, diagnostic.with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::BEFORE_VALUE;

    #[test]
    fn words_are_in_byte_order() {
        assert!(BEFORE_VALUE.is_sorted());
    }
}
