//! Which names a statement makes and mentions, seen as tokens.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Node;
use crate::Tag;
use crate::lexer::{Lexer, Token, TokenKind};
use crate::tag::{Head, after_words};

/// A name with the schema it was written with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name<'a> {
    scope: Scope,
    schema: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
}

impl<'a> Name<'a> {
    /// Returns the schema and the name, if it can be mentioned anywhere.
    pub(super) fn into_global(self) -> Option<(Option<Cow<'a, str>>, Cow<'a, str>)> {
        (self.scope == Scope::Global).then_some((self.schema, self.name))
    }
}

/// Whom a name is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// Everything that can be mentioned anywhere: relations, types, routines, schemas, roles …
    Global,
    /// What belongs to a table, and often shares its name with a function: triggers, rules, policies.
    OfTable,
}

/// Which makers a name node stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    /// All of a name.
    Any(Scope, Cow<'a, str>),
    /// Those written without a schema.
    Bare(Scope, Cow<'a, str>),
    /// Those of one schema.
    In(Scope, Cow<'a, str>, Cow<'a, str>),
}

/// The names that statements make, each a node.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    nodes: HashMap<Key<'a>, usize>,
    makers: Vec<(Node, Node)>,
}

impl<'a> Names<'a> {
    /// Notes that `unit` makes `name`.
    pub(super) fn make(&mut self, unit: Node, Name { scope, schema, name }: Name<'a>) {
        let exact = match schema {
            Some(schema) => Key::In(scope, schema, name.clone()),
            None => Key::Bare(scope, name.clone()),
        };
        for key in [Key::Any(scope, name), exact] {
            let next = self.nodes.len();
            let node = *self.nodes.entry(key).or_insert(next);
            self.makers.push((unit, Node::Name(node)));
        }
    }

    /// Puts the nodes that a mention of `name` may mean into `found`.
    ///
    /// A name without a schema may mean any of that name; one with a schema, those of it and those without one.
    pub(super) fn find(&self, Name { scope, schema, name }: &Name<'_>, found: &mut Vec<Node>) {
        let get = |key: Key<'_>| self.nodes.get(&key).copied().map(Node::Name);
        let name = || Cow::Borrowed(&**name);
        let Some(any) = get(Key::Any(*scope, name())) else { return };
        match schema {
            None => found.push(any),
            Some(schema) => {
                found.extend(get(Key::Bare(*scope, name())));
                found.extend(get(Key::In(*scope, Cow::Borrowed(schema), name())));
            }
        }
    }

    /// Returns the edges from units to the names they make.
    pub(super) fn makers(&mut self) -> Vec<(Node, Node)> {
        std::mem::take(&mut self.makers)
    }

    /// Returns how many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// A statement, read as far as the name it makes.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    /// What kind of statement it is.
    pub(super) tag: Tag,
    /// The name it makes, if it makes one that others can mention.
    pub(super) made: Option<Name<'a>>,
    /// What follows.
    rest: Lexer<'a>,
}

impl<'a> Reading<'a> {
    /// Reads the beginning of the statement `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let Head { tag, mut rest } = Head::of(text);
        let scope = match (tag.verb, tag.kind) {
            ("CREATE", "" | "CAST" | "OPERATOR" | "TRANSFORM" | "USER MAPPING") => None,
            ("CREATE", "TRIGGER" | "RULE" | "POLICY") => Some(Scope::OfTable),
            ("CREATE", _) => Some(Scope::Global),
            _ => None,
        };
        let made = scope.and_then(|scope| made_name(&mut rest, scope));
        Self { tag, made, rest }
    }

    /// Tells `found` each name that the statement mentions after its beginning.
    ///
    /// Strings count where they surely hold names: `nextval('…')`, `'…'::regclass`, and bodies that the server reads at
    /// once, which are those of `DO` and of routines in SQL.
    pub(super) fn mentions(self, found: &mut impl FnMut(&Name<'_>)) {
        let Self { tag, made, rest } = self;
        let mut found = |schema: Option<Cow<'_, str>>, name: Cow<'_, str>| {
            let mut mention = Name { scope: Scope::Global, schema, name };
            found(&mention);
            if matches!(tag.verb, "ALTER" | "COMMENT") {
                mention.scope = Scope::OfTable;
                found(&mention);
            }
        };
        mentions_in(rest, &mut found);
        // A routine that calls itself does not wait for itself, nor for others of its name.
        let own = made.map(|made| made.name);
        for body in bodies_read_at_once(tag, rest) {
            mentions_in(Lexer::new(body), &mut |schema, name| {
                if own.as_ref() != Some(&name) {
                    found(schema, name);
                }
            });
        }
    }
}

/// Returns the code in strings that the server reads when it runs the statement, of which `rest` is left.
fn bodies_read_at_once<'a>(tag: Tag, mut rest: Lexer<'a>) -> Vec<&'a str> {
    let mut is_read = match (tag.verb, tag.kind) {
        ("DO", _) => true,
        ("CREATE", "FUNCTION" | "PROCEDURE") => false,
        _ => return Vec::new(),
    };
    let mut bodies = Vec::new();
    let mut before = "";
    while let Some(token) = rest.next_solid() {
        let text = rest.text(token);
        if tag.verb == "CREATE" && before.eq_ignore_ascii_case("language") {
            is_read = text.trim_matches('\'').eq_ignore_ascii_case("sql");
        } else if token.kind == TokenKind::DollarString {
            bodies.push(dollar_body(text));
        } else if token.kind == TokenKind::String && (before.is_empty() || before.eq_ignore_ascii_case("as")) {
            bodies.push(text.trim_matches('\''));
        }
        before = text;
    }
    if is_read { bodies } else { Vec::new() }
}

/// Reads the name after `CREATE <kind>`; where there is none to be made, `rest` stays where it is.
fn made_name<'a>(rest: &mut Lexer<'a>, scope: Scope) -> Option<Name<'a>> {
    let mut ahead = after_words(*rest, "CONCURRENTLY").unwrap_or(*rest);
    ahead = after_words(ahead, "IF NOT EXISTS").unwrap_or(ahead);
    let token = ahead.next_solid()?;
    let first = folded(token, ahead.text(token)).filter(|name| name != "on" && name != "authorization")?;
    *rest = ahead;
    if ahead.next_solid().is_some_and(|token| ahead.text(token) == ".") {
        let token = ahead.next_solid()?;
        let name = folded(token, ahead.text(token))?;
        *rest = ahead;
        return Some(Name { scope, schema: Some(first), name });
    }
    Some(Name { scope, schema: None, name: first })
}

/// Tells `found` each name in what `lexer` has left, with the name before its dot.
fn mentions_in(mut lexer: Lexer<'_>, found: &mut impl FnMut(Option<Cow<'_, str>>, Cow<'_, str>)) {
    // The three tokens before the present one, latest last.
    let mut before: [Option<Token>; 3] = [None; 3];
    while let Some(token) = lexer.next_solid() {
        let text = |at: usize| before[at].map_or("", |token| lexer.text(token));
        let is_string = |token: Option<Token>| token.is_some_and(|token| token.kind == TokenKind::String);
        if let Some(name) = folded(token, lexer.text(token)) {
            if name.starts_with("reg") && text(1) == ":" && text(2) == ":" && is_string(before[0]) {
                names_in_string(text(0), found);
            }
            let schema = before[1].filter(|_| text(2) == ".").and_then(|schema| folded(schema, lexer.text(schema)));
            found(schema, name);
        } else if is_string(Some(token)) && text(2) == "(" && is_sequence_function(text(1)) {
            names_in_string(lexer.text(token), found);
        }
        before = [before[1], before[2], Some(token)];
    }
}

/// Tells `found` the name that `string` holds, quotes and all.
fn names_in_string(string: &str, found: &mut impl FnMut(Option<Cow<'_, str>>, Cow<'_, str>)) {
    let mut lexer = Lexer::new(string.trim_matches('\''));
    let mut schema = None;
    while let Some(name) = lexer.next_solid().and_then(|token| folded(token, lexer.text(token))) {
        if lexer.next_solid().is_none_or(|token| lexer.text(token) != ".") {
            return found(schema, name);
        }
        schema = Some(name);
    }
}

fn is_sequence_function(name: &str) -> bool {
    ["nextval", "currval", "setval"].iter().any(|function| function.eq_ignore_ascii_case(name))
}

/// Returns the name that `token` writes, as the server stores it.
fn folded(token: Token, text: &str) -> Option<Cow<'_, str>> {
    match token.kind {
        TokenKind::Word if text.bytes().any(|b| b.is_ascii_uppercase()) => Some(text.to_ascii_lowercase().into()),
        TokenKind::Word => Some(text.into()),
        TokenKind::QuotedName => {
            let (_, inner) = text.strip_suffix('"')?.split_once('"')?;
            Some(if inner.contains('"') { inner.replace("\"\"", "\"").into() } else { inner.into() })
        }
        _ => None,
    }
}

/// Returns what stands between the tags of a dollar-quoted string.
fn dollar_body(string: &str) -> &str {
    let tag = string[1..].find('$').map_or(0, |i| i + 2);
    string.get(tag..string.len().saturating_sub(tag)).unwrap_or("")
}
