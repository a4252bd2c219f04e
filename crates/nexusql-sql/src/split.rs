//! Cutting a script into pieces: where a statement ends, and what belongs to it.
//!
//! Source: `psql_scan` in PostgreSQL's psqlscan.l; `handleCopyIn` in psql's copy.c.

use std::iter::FusedIterator;
use std::ops::Range;

use memchr::memmem;
use nexusql_base::{Error, Result};

use crate::lexer::{Lexer, Token, TokenKind, Unterminated, is_space, line_end};
use crate::{CopyData, CopyIn, MetaCommand, Piece, Script, Statement};

/// The meta-commands that send the statement before them, or change how it is sent.
const SENDING: [&str; 12] = [
    "bind",
    "bind_named",
    "close_prepared",
    "crosstabview",
    "g",
    "gdesc",
    "gexec",
    "gset",
    "gx",
    "parse",
    "sendpipeline",
    "watch",
];

/// The meta-commands whose arguments reach to the end of the line, backslashes and all.
const WHOLE_LINE: [&str; 8] = ["!", "copy", "ef", "ev", "h", "help", "sf", "sv"];

/// The pieces of a script, one after another; made by [`Script::pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    script: Script<'a>,
    lexer: Lexer<'a>,
    done: bool,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let piece = self.piece().transpose();
        self.done = !matches!(piece, Some(Ok(_)));
        piece
    }
}

impl FusedIterator for Pieces<'_> {}

impl<'a> Pieces<'a> {
    pub(crate) fn new(script: Script<'a>) -> Self {
        Self { script, lexer: Lexer::new(script.text), done: false }
    }

    fn piece(&mut self) -> Result<Option<Piece<'a>>> {
        let mut comments: Option<Range<usize>> = None;
        while let Some(token) = self.token()? {
            match token.kind {
                TokenKind::Comment => comments.get_or_insert_with(|| token.range()).end = token.end,
                TokenKind::Semicolon => {}
                TokenKind::Backslash if self.bytes().get(token.end) == Some(&b'\\') => self.lexer.go_to(token.end + 1),
                TokenKind::Backslash => return self.meta_command(token.start).map(|meta| Some(Piece::Meta(meta))),
                _ => return self.statement(token, comments).map(Some),
            }
        }
        Ok(None)
    }

    fn statement(&mut self, first: Token, comments: Option<Range<usize>>) -> Result<Piece<'a>> {
        let mut reader = Reader::new(self.lexer.text(first));
        let mut last = first;
        let mut next = Some(first);
        while let Some(token) = next {
            match token.kind {
                TokenKind::Comment => {}
                TokenKind::Backslash if self.sends(token) => {
                    self.lexer.go_to(token.start);
                    break;
                }
                TokenKind::Backslash => return Err(self.meta_command_in_statement(token)),
                kind => {
                    let before = std::mem::replace(&mut last, token);
                    if kind == TokenKind::Semicolon && reader.is_whole() {
                        break;
                    }
                    reader.read(&self.lexer, before, token);
                }
            }
            next = self.token()?;
        }
        if let Some((code, start, message)) = reader.open() {
            return Err(self.script.error(code, start, message));
        }
        let at_command = self.bytes().get(self.lexer.at()) == Some(&b'\\');
        if !at_command {
            self.lexer.go_to(last.end);
        }
        let range = first.start..last.end;
        let trailing = if at_command { last.end..last.end } else { self.trailing_comment() };
        let comments = comments.unwrap_or(first.start..first.start);
        let text = &self.script.text[range.clone()];
        let statement = Statement { file: self.script.file, text, range, comments, trailing };
        if reader.first == First::Set {
            self.follow_setting(text);
        }
        if reader.copies_in {
            let data = self.copy_data(first.start)?;
            return Ok(Piece::CopyIn(CopyIn { statement, data }));
        }
        Ok(Piece::Statement(statement))
    }

    /// Takes the comment that ends the current line, if nothing but it follows.
    fn trailing_comment(&mut self) -> Range<usize> {
        let start = self.lexer.at();
        let line = &self.bytes()[start..line_end(self.bytes(), start)];
        let blanks = line.iter().take_while(|&&b| is_space(b)).count();
        if !matches!(line[blanks..], [b'-', b'-', ..] | [b'/', b'*', ..]) {
            return start..start;
        }
        // An unfinished comment is reported when the next piece is asked for.
        let Ok(Some(comment)) = self.lexer.next_token() else { return start..start };
        let after = &self.bytes()[comment.end..line_end(self.bytes(), comment.end)];
        if after.iter().all(|&b| is_space(b)) {
            comment.range()
        } else {
            self.lexer.go_to(start);
            start..start
        }
    }

    /// Follows `SET standard_conforming_strings`, which changes how the strings after it are read.
    fn follow_setting(&mut self, text: &str) {
        let mut lexer = Lexer::new(text);
        let mut words = std::iter::from_fn(|| lexer.next_solid()).map(|token| text[token.range()].to_ascii_lowercase());
        let name = words.by_ref().skip(1).find(|word| word != "session" && word != "local");
        if name.as_deref() == Some("standard_conforming_strings") {
            let value = words.nth(1).unwrap_or_default();
            let off = matches!(value.trim_matches('\''), "off" | "false" | "no" | "0");
            self.lexer.set_standard_strings(!off);
        }
    }

    /// Takes the rows that begin on the line after the current one, for a command that began at `start`.
    fn copy_data(&mut self, start: usize) -> Result<CopyData<'a>> {
        let text = self.script.text;
        let bytes = text.as_bytes();
        let at = self.lexer.at();
        let unfinished = || {
            let message = "unterminated COPY data";
            let hint = "End the rows with a line that holds only \"\\.\".";
            self.script.error("unterminated-copy-data", start, message).map(|fault| fault.with_hint(hint))
        };
        let newline = memchr::memchr(b'\n', &bytes[at..]).map(|i| at + i).ok_or_else(unfinished)?;
        if let Some(other) = bytes[at..newline].iter().position(|&b| !is_space(b)) {
            let message = "text follows COPY ... FROM stdin on its line";
            return Err(self.script.error("text-after-copy", at + other, message));
        }
        let begin = newline + 1;
        let mut end_marks = memmem::find_iter(&bytes[newline..], b"\n\\.").map(|i| newline + i + 1);
        let mark = end_marks
            .find(|mark| matches!(bytes[mark + 2..], [] | [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']))
            .ok_or_else(unfinished)?;
        self.lexer.go_to(mark + 2);
        Ok(CopyData { text: &text[begin..mark], range: begin..mark, end: mark + 2 })
    }

    fn meta_command(&mut self, start: usize) -> Result<MetaCommand<'a>> {
        let text = self.script.text;
        let name = self.meta_name(start);
        let name_end = start + 1 + name.len();
        let line = &text[name_end..line_end(text.as_bytes(), name_end)];
        let whole_line = WHOLE_LINE.contains(&name) || line.trim_ascii_start().starts_with('|');
        let length = if whole_line { line.len() } else { arguments_length(line) };
        let range = start..name_end + line[..length].trim_ascii_end().len();
        let arguments = line[..length].trim_ascii();
        self.lexer.go_to(name_end + length);
        let data = if name == "copy" && copies_from_stdin(arguments) { Some(self.copy_data(start)?) } else { None };
        Ok(MetaCommand { name, arguments, range, data })
    }

    fn meta_name(&self, backslash: usize) -> &'a str {
        let rest = &self.script.text[backslash + 1..];
        let length = rest.bytes().position(|b| is_space(b) || b == b'\\').unwrap_or(rest.len());
        &rest[..length]
    }

    fn sends(&self, backslash: Token) -> bool {
        SENDING.contains(&self.meta_name(backslash.start))
    }

    fn meta_command_in_statement(&self, backslash: Token) -> Error {
        let message = format!("meta-command \"\\{}\" inside a statement", self.meta_name(backslash.start));
        let hint = "End the statement before it with a semicolon.";
        let error = self.script.error("meta-command-in-statement", backslash.start, message);
        error.map(|fault| fault.with_hint(hint))
    }

    fn token(&mut self) -> Result<Option<Token>> {
        self.lexer.next_token().map_err(|Unterminated { what, start }| {
            let (code, message) = match what {
                "string" => ("unterminated-string", "unterminated string"),
                "identifier" => ("unterminated-identifier", "unterminated quoted identifier"),
                "comment" => ("unterminated-comment", "unterminated comment"),
                _ => ("unterminated-dollar-quote", "unterminated dollar-quoted string"),
            };
            self.script.error(code, start, message)
        })
    }

    fn bytes(&self) -> &'a [u8] {
        self.script.text.as_bytes()
    }
}

/// The first word of a statement, where it decides how the rest is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Create,
    Copy,
    Set,
    Other,
}

/// What is open in a statement that is being read.
///
/// psql counts any `BEGIN` in a `CREATE FUNCTION`; here it must be `BEGIN ATOMIC`, so that a name `begin` does no harm.
#[derive(Debug)]
struct Reader {
    first: First,
    parentheses: usize,
    parenthesis_start: usize,
    blocks: usize,
    block_start: usize,
    copies_in: bool,
}

impl Reader {
    fn new(first_word: &str) -> Self {
        let is = |keyword| first_word.eq_ignore_ascii_case(keyword);
        let first = match () {
            () if is("create") => First::Create,
            () if is("copy") => First::Copy,
            () if is("set") => First::Set,
            () => First::Other,
        };
        Self { first, parentheses: 0, parenthesis_start: 0, blocks: 0, block_start: 0, copies_in: false }
    }

    /// Says whether a semicolon ends the statement here.
    fn is_whole(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    /// Reads `token`, which follows `before`.
    fn read(&mut self, lexer: &Lexer<'_>, before: Token, token: Token) {
        match token.kind {
            TokenKind::Open => {
                if self.parentheses == 0 {
                    self.parenthesis_start = token.start;
                }
                self.parentheses += 1;
            }
            TokenKind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            TokenKind::Word if self.parentheses == 0 => self.word(lexer, before, token),
            _ => {}
        }
    }

    fn word(&mut self, lexer: &Lexer<'_>, before: Token, token: Token) {
        let is = |keyword| lexer.text(token).eq_ignore_ascii_case(keyword);
        let follows = |keyword| lexer.text(before).eq_ignore_ascii_case(keyword);
        let is_label = || follows("as") || follows(".");
        match self.first {
            First::Create if self.blocks == 0 && is("atomic") && follows("begin") => {
                self.blocks = 1;
                self.block_start = before.start;
            }
            First::Create if self.blocks > 0 && is("case") && !is_label() => self.blocks += 1,
            First::Create if self.blocks > 0 && is("end") && !is_label() => self.blocks -= 1,
            First::Copy => self.copies_in |= is("stdin") && follows("from"),
            _ => {}
        }
    }

    /// Returns what the end of the text leaves open: code, where it began, message.
    fn open(&self) -> Option<(&'static str, usize, &'static str)> {
        if self.parentheses > 0 {
            Some(("unterminated-parenthesis", self.parenthesis_start, "unterminated parenthesis"))
        } else if self.blocks > 0 {
            Some(("unterminated-body", self.block_start, "BEGIN ATOMIC without its END"))
        } else {
            None
        }
    }
}

/// Returns how much of `line` is arguments: up to a backslash outside quotes, where the next command begins.
fn arguments_length(line: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, b) in line.bytes().enumerate() {
        match (quote, b) {
            _ if escaped => escaped = false,
            (Some(b'\''), b'\\') => escaped = true,
            (Some(open), b) if open == b => quote = None,
            (None, b'\'' | b'"' | b'`') => quote = Some(b),
            (None, b'\\') => return at,
            _ => {}
        }
    }
    line.len()
}

fn copies_from_stdin(arguments: &str) -> bool {
    let mut lexer = Lexer::new(arguments);
    let mut words = std::iter::from_fn(|| lexer.next_solid()).map(|token| &arguments[token.range()]);
    let mut before = "";
    words.any(|word| {
        let before = std::mem::replace(&mut before, word);
        before.eq_ignore_ascii_case("from") && word.eq_ignore_ascii_case("stdin")
    })
}
