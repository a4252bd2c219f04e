//! The lossless tree of one statement, and the few ways in which kinds look at it.
//!
//! A node covers bytes of the statement's text and nothing is left out, so an edit is a range and a replacement. Nodes
//! are told apart by [`NodeKind`]; what a kind of statement looks like is in its file in `kinds`.

use std::ops::Range;

use rowan::GreenNode;
use squawk_syntax::{SourceFile, SyntaxToken as Token};

use crate::psql;
pub use squawk_syntax::{SyntaxKind as NodeKind, SyntaxNode as Node};

/// How deep a tree may be; PostgreSQL itself stops at its `max_stack_depth`.
const DEPTH_MAX: usize = 2_000;
/// From which depth on the parser, which descends into itself, gets a stack of its own.
const DEPTH_SHALLOW: usize = 40;
/// The bytes of that stack; only what is used of it is taken.
const STACK: usize = 512 << 20;

/// Returns the node of the only statement in `text`, or `None` if it cannot be read as one.
///
/// Shape: ranges of the node count from the beginning of `text`.
/// Cost: linear; the tree takes about a hundred times the text's bytes for as long as the node lives.
pub fn statement(text: &str) -> Option<Node> {
    let (root, errors) = match depth(text) {
        deep if deep > DEPTH_MAX => return None,
        deep if deep > DEPTH_SHALLOW => {
            let parsed = std::thread::scope(|scope| {
                let parser = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || parse(text)).ok()?;
                parser.join().ok()
            })?;
            (Node::new_root(parsed.0), parsed.1)
        }
        _ => {
            let (green, errors) = parse(text);
            (Node::new_root(green), errors)
        }
    };
    let mut statements = root.children().filter(|node| node.kind() != NodeKind::EMPTY_STMT);
    let node = statements.next()?;
    if statements.next().is_some() || root.descendants().any(|node| node.kind() == NodeKind::ERROR) {
        return None;
    }
    // What is wrong within the body of a function is for the server to say.
    let bodies: Vec<Range<usize>> = tokens(&root).filter(is_string).map(|token| span(&token)).collect();
    let in_body = |at: usize| bodies.iter().any(|body| body.start < at && at < body.end);
    errors.into_iter().all(in_body).then_some(node)
}

/// Returns the tree of `text`, and where its faults are.
fn parse(text: &str) -> (GreenNode, Vec<usize>) {
    let parse = SourceFile::parse(text);
    let faults = parse.errors().iter().map(|error| error.range().start().into()).collect();
    (parse.syntax_node().green().into_owned(), faults)
}

/// The words that nest an expression or a query without a parenthesis.
const NESTING: [&str; 14] = [
    "not",
    "case",
    "and",
    "or",
    "union",
    "except",
    "intersect",
    "join",
    "select",
    "explain",
    "collate",
    "begin",
    "if",
    "is",
];

/// Returns at least how deep the tree of `text` is, by a look at its tokens: operators and words that nest, on the way from
/// the outermost parenthesis to the innermost.
fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    // For each open parenthesis, what nests before it in its list.
    let mut open: Vec<usize> = Vec::new();
    let (mut here, mut sum, mut deepest) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = psql::opaque_end(text, at) {
            at = end;
            continue;
        }
        let b = bytes[at];
        let word = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_' || **b >= 0x80).count();
        match b {
            b'(' | b'[' | b'{' => {
                open.push(here);
                sum += here + 1;
                here = 0;
            }
            b')' | b']' | b'}' => {
                if let Some(before) = open.pop() {
                    sum -= before + 1;
                    here = before;
                }
            }
            b',' => here = 0,
            _ if word > 0 => {
                here += usize::from(NESTING.iter().any(|nesting| nesting.eq_ignore_ascii_case(&text[at..at + word])));
                at += word;
                deepest = deepest.max(sum + here);
                continue;
            }
            b if b.is_ascii_punctuation() && !matches!(b, b';' | b'$' | b'\\') => here += 1,
            _ => {}
        }
        deepest = deepest.max(sum + here);
        at += 1;
    }
    deepest
}

/// Returns the bytes that `node` covers.
pub fn range(node: &Node) -> Range<usize> {
    let range = node.text_range();
    range.start().into()..range.end().into()
}

fn span(token: &Token) -> Range<usize> {
    let range = token.text_range();
    range.start().into()..range.end().into()
}

fn is_string(token: &Token) -> bool {
    matches!(
        token.kind(),
        NodeKind::STRING
            | NodeKind::DOLLAR_QUOTED_STRING
            | NodeKind::ESC_STRING
            | NodeKind::UNICODE_ESC_STRING
            | NodeKind::NATIONAL_STRING
    )
}

fn tokens(node: &Node) -> impl Iterator<Item = Token> {
    node.descendants_with_tokens().filter_map(|element| element.into_token())
}

/// Returns the first child of `kind`.
pub fn child(node: &Node, kind: NodeKind) -> Option<Node> {
    node.children().find(|child| child.kind() == kind)
}

/// Says whether `node` has a child of `kind`.
pub fn has(node: &Node, kind: NodeKind) -> bool {
    child(node, kind).is_some()
}

/// Returns the children of `kind`, in their order.
pub fn children(node: &Node, kind: NodeKind) -> impl Iterator<Item = Node> {
    node.children().filter(move |child| child.kind() == kind)
}

/// Returns the first node of `kind` within `node`, at any depth.
pub fn within(node: &Node, kind: NodeKind) -> Option<Node> {
    node.descendants().find(|inner| inner.kind() == kind)
}

/// Returns where the keyword `word` of `node` itself stands; children are not looked into.
pub fn word(node: &Node, word: &str) -> Option<Range<usize>> {
    let own = node.children_with_tokens().filter_map(|element| element.into_token());
    own.into_iter().find(|token| token.text().eq_ignore_ascii_case(word)).map(|token| span(&token))
}

/// Says whether `node` has the keyword `keyword` itself.
pub fn has_word(node: &Node, keyword: &str) -> bool {
    word(node, keyword).is_some()
}

/// Returns the first `n` words of `node`, in lower case.
pub fn first_words(node: &Node, n: usize) -> Vec<String> {
    solid(node).take(n).map(|token| token.text().to_ascii_lowercase()).collect()
}

/// Returns the tokens of `node` that are neither white space nor comments.
fn solid(node: &Node) -> impl Iterator<Item = Token> {
    tokens(node).filter(|token| !matches!(token.kind(), NodeKind::WHITESPACE | NodeKind::COMMENT))
}

/// Returns the text of every token of `node` but white space and comments, with where it stands.
pub fn words(node: &Node) -> Vec<(String, Range<usize>)> {
    solid(node).map(|token| (token.text().to_owned(), span(&token))).collect()
}

/// Returns the text of `node` without comments, on one line.
pub fn plain(node: &Node) -> String {
    let mut text = String::new();
    for element in tokens(node) {
        match element.kind() {
            NodeKind::COMMENT => {}
            NodeKind::WHITESPACE if text.ends_with(' ') || text.is_empty() => {}
            NodeKind::WHITESPACE => text.push(' '),
            _ => text.push_str(element.text()),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Returns the value of a string literal, or `None` if `node` is none or has escapes that are not read here.
pub fn string_value(node: &Node) -> Option<String> {
    let token = solid(node).next()?;
    let text = token.text();
    match token.kind() {
        NodeKind::STRING => Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'")),
        NodeKind::DOLLAR_QUOTED_STRING => {
            let open = text[1..].find('$')? + 2;
            text.get(open..text.len().checked_sub(open)?).map(str::to_owned)
        }
        _ => None,
    }
}
