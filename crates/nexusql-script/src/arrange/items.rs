//! A script as items that can be put into another order: each a statement with its comments and rows, in its context.

use nexusql_base::Result;
use nexusql_sql::{Piece, Script, Statement, tokens};

use super::context::Context;

/// What moves as one.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// All of it, as it is written into a file.
    pub(super) text: String,
    /// Where in `text` its statement stands; none for what only psql reads, and for statements that must stay together.
    pub(super) statement: Option<std::ops::Range<usize>>,
    /// The place of its context among those of the script.
    pub(super) context: usize,
}

impl Item {
    /// Returns its statement without the semicolon.
    pub(super) fn sql(&self) -> Option<&str> {
        self.statement.clone().map(|range| self.text[range].trim_end_matches(';'))
    }
}

/// A script in items.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    pub(super) list: Vec<Item>,
    pub(super) contexts: Vec<Context>,
    /// Comments after the last statement.
    pub(super) tail: String,
    /// How many statements the items hold; what is said again in each file is not counted.
    pub(super) n_statements: usize,
}

/// What keeps a run of pieces together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    None,
    /// `\if` that are open.
    If(usize),
    /// A transaction that is not simply committed.
    Transaction,
    /// Up to the piece of this number.
    Until(usize),
}

impl Items {
    /// Reads `script` and adds what it holds; it begins in a session in which nothing is set.
    pub(super) fn add(&mut self, script: Script<'_>) -> Result<()> {
        let pieces = script.pieces().collect::<Result<Vec<_>>>()?;
        let kept = kept_transactions(&pieces);
        let until = session_objects(&pieces);
        let mut context = Context::default();
        let mut known = None;
        let mut run = Run::None;
        let mut fresh = true;
        let (mut done, mut pending) = (0, String::new());
        for (at, piece) in pieces.iter().enumerate() {
            let extent = piece.extent();
            let start = done;
            done = extent.end;
            let sends = matches!((piece, pieces.get(at + 1)), (Piece::Statement(statement), Some(Piece::Meta(_))) if !statement.has_semicolon());
            let sent = at > 0
                && matches!((piece, &pieces[at - 1]), (Piece::Meta(_), Piece::Statement(statement)) if !statement.has_semicolon());
            if run == Run::None
                && !sends
                && !sent
                && let Some(left) = Self::session(piece, kept[at], &mut context)
            {
                pending.push_str(&comments(script, start, piece, left));
                known = None;
                continue;
            }
            let index = *known.get_or_insert_with(|| {
                self.contexts.push(context.clone());
                self.contexts.len() - 1
            });
            let (text, statement) = text_of(script, start, piece, sends);
            let glued = run != Run::None || sent;
            run = next_run(run, piece, at, &kept, &until);
            self.n_statements += usize::from(piece.statement().is_some());
            match self.list.last_mut().filter(|_| glued && !fresh) {
                Some(last) => {
                    last.text.push_str(if sent && run == Run::None { " " } else { "\n" });
                    last.text.push_str(&text);
                    last.statement = None;
                }
                None => {
                    let shift = pending.len();
                    let text = std::mem::take(&mut pending) + &text;
                    let alone = run == Run::None && !sends;
                    let statement = statement.filter(|_| alone).map(|range| range.start + shift..range.end + shift);
                    self.list.push(Item { text, statement, context: index });
                    fresh = false;
                }
            }
        }
        let rest = script.text[done..].trim_start_matches([';', ' ', '\t', '\r', '\n', '\u{feff}']).trim_end();
        for part in [pending.trim_end(), rest].into_iter().filter(|part| !part.is_empty()) {
            if !self.tail.is_empty() {
                self.tail.push_str("\n\n");
            }
            self.tail.push_str(part);
        }
        Ok(())
    }

    /// Takes in a piece that only changes the session; returns where its comments end, or none if it is something else.
    fn session(piece: &Piece<'_>, kept: bool, context: &mut Context) -> Option<usize> {
        match piece {
            Piece::Statement(statement) => match control(statement) {
                Some(Control::Begin) if !kept => {
                    context.begin(statement);
                    Some(statement.range.start)
                }
                Some(Control::Commit) if !kept => {
                    context.commit();
                    Some(statement.range.start)
                }
                _ => context.read(statement).then_some(statement.range.start),
            },
            Piece::Meta(meta) => context.read_meta(meta).then_some(meta.range.start),
            Piece::CopyIn(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    Begin,
    Commit,
    Other,
}

fn control(statement: &Statement<'_>) -> Option<Control> {
    match statement.verb() {
        "BEGIN" | "START" => Some(Control::Begin),
        "COMMIT" | "END" if tokens(statement.sql()).count() <= 2 => Some(Control::Commit),
        "COMMIT" | "END" | "ABORT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" => Some(Control::Other),
        _ => None,
    }
}

/// Says of each piece whether it stands in a transaction that must stay whole: one with savepoints, or rolled back.
fn kept_transactions(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut kept = vec![false; pieces.len()];
    let mut began: Option<usize> = None;
    let mut odd = false;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Statement(statement) = piece else { continue };
        let ends = match control(statement) {
            Some(Control::Begin) if began.is_none() => {
                (began, odd) = (Some(at), false);
                false
            }
            Some(Control::Commit) => true,
            Some(Control::Other) => {
                odd = true;
                let words: Vec<_> = tokens(statement.sql()).take(4).collect();
                words.first().is_some_and(|word| word.is("abort") || word.is("rollback") || word.is("commit"))
                    && !words.iter().any(|word| word.is("to"))
            }
            _ => {
                // What counts in its transaction alone.
                odd |= statement.verb() == "SET"
                    && tokens(statement.sql())
                        .nth(1)
                        .is_some_and(|word| word.is("constraints") || word.is("transaction"));
                odd |= matches!(statement.verb(), "DECLARE" | "LOCK");
                false
            }
        };
        if ends && let Some(start) = began.take() {
            kept[start..=at].fill(odd);
        }
    }
    if let Some(start) = began {
        kept[start..].fill(true);
    }
    kept
}

/// Returns for each piece that makes what lives as long as the session the last piece that mentions it.
fn session_objects(pieces: &[Piece<'_>]) -> Vec<Option<usize>> {
    let mut until = vec![None; pieces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Statement(statement) = piece else { continue };
        let Some(name) = session_object(statement) else { continue };
        let mentions = |piece: &Piece<'_>| {
            piece.statement().is_some_and(|statement| {
                tokens(statement.text).any(|word| {
                    word.name().as_deref() == Some(&*name) || word.inner().is_some_and(|inner| inner.contains(&name))
                })
            })
        };
        until[at] = Some(pieces.iter().rposition(mentions).unwrap_or(at).max(at));
    }
    until
}

/// Returns the name of the temporary table, view or sequence, or of the prepared statement, that `statement` makes.
fn session_object(statement: &Statement<'_>) -> Option<String> {
    if !matches!(statement.verb(), "CREATE" | "PREPARE") {
        return None;
    }
    let tag = statement.tag();
    let mut words = tokens(statement.text);
    let name = match (tag.verb, tag.kind) {
        ("CREATE", "TABLE" | "VIEW" | "SEQUENCE") => {
            let temporary = |word: &nexusql_sql::Solid<'_>| word.is("temp") || word.is("temporary");
            let before = |word: &nexusql_sql::Solid<'_>| !word.is("table") && !word.is("view") && !word.is("sequence");
            if !tokens(statement.text).take_while(before).any(|word| temporary(&word)) {
                return None;
            }
            let mut rest = words
                .by_ref()
                .skip_while(before)
                .skip(1)
                .skip_while(|word| word.is("if") || word.is("not") || word.is("exists"));
            let name = rest.next()?;
            match (rest.next(), rest.next()) {
                (Some(dot), Some(name)) if dot.text == "." => name,
                _ => name,
            }
        }
        ("PREPARE", _) => words.nth(1)?,
        _ => return None,
    };
    name.name().map(|name| name.into_owned())
}

fn next_run(run: Run, piece: &Piece<'_>, at: usize, kept: &[bool], until: &[Option<usize>]) -> Run {
    let next_kept = kept.get(at + 1).copied().unwrap_or(false);
    let meta = match piece {
        Piece::Meta(meta) => meta.name,
        _ => "",
    };
    match run {
        Run::If(1) if meta == "endif" => Run::None,
        Run::If(n) => Run::If(if meta == "if" {
            n + 1
        } else if meta == "endif" {
            n - 1
        } else {
            n
        }),
        Run::Transaction if next_kept && !ends(piece) => Run::Transaction,
        Run::Transaction => Run::None,
        Run::Until(last) => {
            let last = last.max(until[at].unwrap_or(last));
            if at >= last { Run::None } else { Run::Until(last) }
        }
        Run::None if meta == "if" => Run::If(1),
        Run::None if kept[at] && next_kept && !ends(piece) => Run::Transaction,
        Run::None => match until[at] {
            Some(last) if last > at => Run::Until(last),
            _ => Run::None,
        },
    }
}

fn ends(piece: &Piece<'_>) -> bool {
    let Piece::Statement(statement) = piece else { return false };
    match control(statement) {
        Some(Control::Commit) => true,
        Some(Control::Other) => {
            let words: Vec<_> = tokens(statement.sql()).take(4).collect();
            words.first().is_some_and(|word| word.is("abort") || word.is("rollback") || word.is("commit"))
                && !words.iter().any(|word| word.is("to"))
        }
        _ => false,
    }
}

/// Returns what is written before a piece that is not kept itself, and after it, up to its end.
fn comments(script: Script<'_>, start: usize, piece: &Piece<'_>, end: usize) -> String {
    let before = trimmed(&script.text[start..end]);
    let after = match piece {
        Piece::Statement(statement) => &script.text[statement.trailing.clone()],
        _ => "",
    };
    let mut text = String::new();
    for part in [before, after].into_iter().filter(|part| !part.is_empty()) {
        text.push_str(part);
        text.push('\n');
    }
    text
}

/// Returns the text of a piece with all that stands before it, and where its statement is in it.
fn text_of(
    script: Script<'_>,
    start: usize,
    piece: &Piece<'_>,
    sends: bool,
) -> (String, Option<std::ops::Range<usize>>) {
    let end = piece.extent().end;
    let whole = &script.text[start..end];
    let skipped = whole.len() - left_trimmed(whole).len();
    let from = start + skipped;
    let mut text = script.text[from..end].trim_end_matches([' ', '\t', '\r', '\n']).to_owned();
    let Some(statement) = piece.statement() else { return (text, None) };
    let range = statement.range.start - from..statement.range.end - from;
    if !statement.has_semicolon() && !sends {
        text.insert(range.end, ';');
    }
    (text, Some(range))
}

fn trimmed(text: &str) -> &str {
    left_trimmed(text).trim_end()
}

/// Returns `text` without white space and lone semicolons at its beginning.
fn left_trimmed(text: &str) -> &str {
    text.trim_start_matches([';', ' ', '\t', '\r', '\n', '\u{c}', '\u{b}', '\u{feff}'])
}
