//! Tokens of SQL text, cut where psql and the server cut them. Keywords are words here; white space is skipped.
//!
//! Source: psqlscan.l and scan.l of PostgreSQL 18; every name in parentheses below is a rule there.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or a bare name.
    Word,
    /// A name in double quotes, `U&"…"` too.
    QuotedName,
    /// A string in single quotes with its prefix.
    String,
    /// A string in dollar quotes.
    DollarString,
    /// Digits, with what is glued to them.
    Number,
    /// `$1`.
    Parameter,
    /// `-- …` without its line end, or `/* … */`.
    Comment,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `;`.
    Semicolon,
    /// A backslash that begins a meta-command.
    Backslash,
    /// Any other byte, or psql's `\;` and `\:`.
    Symbol,
}

/// One token: what it is and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    /// Returns the token's bytes within the text it was cut from.
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A token that the text ends within.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unterminated {
    /// `string`, `identifier`, `comment` or `dollar-quote`.
    pub(crate) what: &'static str,
    /// Where it began.
    pub(crate) start: usize,
}

/// Cuts tokens off a text, one at a time.
///
/// Cost: linear in the text; no memory. A copy looks ahead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    standard_strings: bool,
}

impl<'a> Lexer<'a> {
    /// Returns a lexer at the start of `text`, with `standard_conforming_strings` on.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, standard_strings: true }
    }

    /// Returns the text of `token`, which this lexer has cut.
    pub(crate) fn text(&self, token: Token) -> &'a str {
        &self.text[token.range()]
    }

    /// Returns where the next token is looked for.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes to byte `at`, the edge of a token or a line.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Says whether a backslash in a plain string is only a backslash from here on.
    pub(crate) fn set_standard_strings(&mut self, on: bool) {
        self.standard_strings = on;
    }

    /// Returns the next token that is not a comment; an unfinished token reads as the end of the text.
    pub(crate) fn next_solid(&mut self) -> Option<Token> {
        loop {
            match self.next_token() {
                Ok(Some(token)) if token.kind == TokenKind::Comment => {}
                Ok(token) => return token,
                Err(_) => return None,
            }
        }
    }

    /// Returns the next token, or `None` at the end of the text.
    ///
    /// Errors: the text ends within the token; the lexer then stays where that token begins.
    pub(crate) fn next_token(&mut self) -> Result<Option<Token>, Unterminated> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).copied().is_some_and(is_space) {
            self.at += 1;
        }
        let start = self.at;
        let Some(&first) = bytes.get(start) else { return Ok(None) };
        let next = bytes.get(start + 1).copied();
        let (kind, end) = match first {
            b'\'' => (TokenKind::String, self.string_end(start, start, !self.standard_strings)?),
            b'"' => (TokenKind::QuotedName, self.quoted_name_end(start, start)?),
            b'$' => self.dollar(start)?,
            b'-' if next == Some(b'-') => (TokenKind::Comment, line_end(bytes, start)),
            b'/' if next == Some(b'*') => (TokenKind::Comment, self.block_comment_end(start)?),
            b'(' => (TokenKind::Open, start + 1),
            b')' => (TokenKind::Close, start + 1),
            b';' => (TokenKind::Semicolon, start + 1),
            b'\\' if matches!(next, Some(b';' | b':')) => (TokenKind::Symbol, start + 2),
            b'\\' => (TokenKind::Backslash, start + 1),
            b'0'..=b'9' => (TokenKind::Number, self.number_end(start)),
            _ if is_name_start(first) => self.word(start)?,
            _ => (TokenKind::Symbol, start + 1),
        };
        self.at = end;
        Ok(Some(Token { kind, start, end }))
    }

    /// A word, or the string or name that a one-letter prefix announces (xestart, xbstart, xhstart, xnstart, xusstart).
    fn word(&self, start: usize) -> Result<(TokenKind, usize), Unterminated> {
        let bytes = self.text.as_bytes();
        let end = name_end(bytes, start);
        if end == start + 1 {
            match (bytes[start].to_ascii_lowercase(), &bytes[end..]) {
                (b'e', [b'\'', ..]) => return Ok((TokenKind::String, self.string_end(start, end, true)?)),
                (b'b' | b'x', [b'\'', ..]) => return Ok((TokenKind::String, self.string_end(start, end, false)?)),
                (b'n', [b'\'', ..]) => {
                    return Ok((TokenKind::String, self.string_end(start, end, !self.standard_strings)?));
                }
                (b'u', [b'&', b'\'', ..]) => {
                    return Ok((TokenKind::String, self.string_end(start, end + 1, false)?));
                }
                (b'u', [b'&', b'"', ..]) => {
                    return Ok((TokenKind::QuotedName, self.quoted_name_end(start, end + 1)?));
                }
                _ => {}
            }
        }
        Ok((TokenKind::Word, end))
    }

    /// Returns the end of the string whose quote opens at `open`, its continuations included.
    ///
    /// Continuations matter only to strings with escapes: the escapes hold in the continued part too.
    fn string_end(&self, start: usize, open: usize, escapes: bool) -> Result<usize, Unterminated> {
        let bytes = self.text.as_bytes();
        let mut at = open + 1;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let hit = if escapes { memchr2(b'\'', b'\\', rest) } else { memchr(b'\'', rest) };
            let Some(hit) = hit.map(|i| at + i) else { return Err(Unterminated { what: "string", start }) };
            if bytes[hit] == b'\\' || bytes.get(hit + 1) == Some(&b'\'') {
                at = hit + 2;
            } else if let Some(open) = self.continuation(hit + 1).filter(|_| escapes) {
                at = open + 1;
            } else {
                return Ok(hit + 1);
            }
        }
    }

    /// Returns the quote that continues a string closed just before `at` (quotecontinue).
    ///
    /// psql reads line by line and misses it; the server does not.
    fn continuation(&self, mut at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut newline = false;
        loop {
            match bytes.get(at..)? {
                [b'\n' | b'\r', ..] => (newline, at) = (true, at + 1),
                [b, ..] if is_space(*b) => at += 1,
                [b'-', b'-', ..] => at = line_end(bytes, at),
                [b'\'', ..] if newline => return Some(at),
                _ => return None,
            }
        }
    }

    fn quoted_name_end(&self, start: usize, open: usize) -> Result<usize, Unterminated> {
        let bytes = self.text.as_bytes();
        let mut at = open + 1;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(hit) = memchr(b'"', rest) else { return Err(Unterminated { what: "identifier", start }) };
            at += hit + 1;
            if bytes.get(at) != Some(&b'"') {
                return Ok(at);
            }
            at += 1;
        }
    }

    /// A dollar-quoted string, a parameter, or a lone `$` (dolqdelim, param, dolqfailed).
    fn dollar(&self, start: usize) -> Result<(TokenKind, usize), Unterminated> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        if bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return Ok((TokenKind::Parameter, self.number_end(at)));
        }
        if bytes.get(at).copied().is_some_and(is_name_start) {
            at += 1;
            while bytes.get(at).is_some_and(|&b| is_name_start(b) || b.is_ascii_digit()) {
                at += 1;
            }
        }
        if bytes.get(at) != Some(&b'$') {
            return Ok((TokenKind::Symbol, start + 1));
        }
        let delimiter = &bytes[start..=at];
        match memmem::find(&bytes[at + 1..], delimiter) {
            Some(body) => Ok((TokenKind::DollarString, at + 1 + body + delimiter.len())),
            None => Err(Unterminated { what: "dollar-quote", start }),
        }
    }

    fn block_comment_end(&self, start: usize) -> Result<usize, Unterminated> {
        let bytes = self.text.as_bytes();
        let mut at = start + 2;
        let mut depth = 1_usize;
        while depth > 0 {
            let Some(hit) = memchr2(b'*', b'/', &bytes[at..]) else {
                return Err(Unterminated { what: "comment", start });
            };
            at += hit;
            match &bytes[at..] {
                [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
                [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
                _ => at += 1,
            }
        }
        Ok(at)
    }

    /// Returns the end of digits and of a name glued to them, which the server refuses as one token (integer_junk).
    fn number_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if bytes.get(at).copied().is_some_and(is_name_start) { name_end(bytes, at) } else { at }
    }
}

/// Returns the end of the line that `at` is in, without its line end.
pub(crate) fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |i| at + i)
}

/// Says whether `b` is white space to the lexer (space).
pub(crate) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c')
}

fn is_name_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_' || b >= 0x80
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    rest.iter().position(|&b| !IN_NAME[usize::from(b)]).map_or(bytes.len(), |i| start + i)
}

/// Which bytes go on within a name (ident_cont).
const IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        table[b] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
        b += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut lexer = Lexer::new(text);
        std::iter::from_fn(|| lexer.next_token().unwrap()).map(|token| &text[token.range()]).collect()
    }

    #[test]
    fn dollars_belong_to_names_parameters_or_quotes() {
        assert_eq!(tokens("a$b$ $1 $x$ $ $$ $y$ $x$"), ["a$b$", "$1", "$x$ $ $$ $y$ $x$"]);
        assert_eq!(tokens("$x + 1"), ["$", "x", "+", "1"]);
        assert_eq!(tokens("$$a$b$$"), ["$$a$b$$"]);
    }

    #[test]
    fn a_prefix_counts_only_as_a_word_of_its_own() {
        assert_eq!(tokens(r#"E'\'' x'1f' U&'\' U&"a""b""#), [r"E'\''", "x'1f'", r"U&'\'", r#"U&"a""b""#]);
        assert_eq!(tokens(r"te'\'"), ["te", r"'\'"]);
    }

    #[test]
    fn escapes_hold_in_a_continued_string() {
        let text = "E'a' -- note\n  '\\'b' c";
        assert_eq!(tokens(text), ["E'a' -- note\n  '\\'b'", "c"]);
        assert_eq!(tokens("E'a' '\\' c"), ["E'a'", "'\\'", "c"]);
    }

    #[test]
    fn operators_stop_at_comments() {
        assert_eq!(tokens("1+--x\n2*/*y/*z*/*/3"), ["1", "+", "--x", "2", "*", "/*y/*z*/*/", "3"]);
    }
}
