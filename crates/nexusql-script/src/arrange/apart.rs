//! Foreign keys and defaults split out of a `CREATE TABLE`, where they are what keeps a file from being whole.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use nexusql_sql::after_tag;

use super::items::{Item, Items};
use super::layouts::Home;
use super::mentions::mentions;
use super::schedule::Chunk;
use super::subject::{Effect, Subject};
use crate::tree::{self, Node, NodeKind};

/// Where each item stands.
struct Places {
    /// The rank and the number of its file.
    file: Vec<(usize, usize)>,
    /// Whether something that comes later by rank stands before it, or its file was begun before.
    is_late: Vec<bool>,
    /// The items that make each name.
    makers: HashMap<String, Vec<usize>>,
}

/// A clause that is split out.
struct Clause {
    /// What is removed.
    cuts: Vec<Range<usize>>,
    /// What adds it later.
    statement: String,
    /// What it is, for the user.
    said: String,
}

/// Returns the items with clauses split out of tables that come late for them, and what was done; none if there is nothing
/// to split out.
pub(super) fn split(
    items: &Items,
    subjects: &[Subject],
    chunks: &[Chunk],
    homes: &[Home],
) -> Option<(Items, Vec<String>)> {
    let places = Places::of(subjects, chunks, homes);
    let mut list = Vec::with_capacity(items.list.len());
    let mut said = Vec::new();
    for (at, item) in items.list.iter().enumerate() {
        let clauses = if places.is_late[at] { clauses(item, at, &places) } else { Vec::new() };
        if clauses.is_empty() {
            list.push(item.clone());
            continue;
        }
        list.push(without(item, &clauses));
        for clause in clauses {
            let head = format!("-- Split out of its CREATE TABLE: {}.\n", clause.said);
            let statement = head.len()..head.len() + clause.statement.len();
            list.push(Item { text: head + &clause.statement, statement: Some(statement), context: item.context });
            said.push(clause.said);
        }
    }
    let n_statements = items.n_statements + said.len();
    let made = Items { list, contexts: items.contexts.clone(), tail: items.tail.clone(), n_statements };
    (!said.is_empty()).then_some((made, said))
}

impl Places {
    fn of(subjects: &[Subject], chunks: &[Chunk], homes: &[Home]) -> Self {
        let n = subjects.len();
        let mut places = Self { file: vec![(0, 0); n], is_late: vec![false; n], makers: HashMap::new() };
        let mut highest = 0;
        for chunk in chunks {
            let rank = homes[chunk.file].rank;
            for &item in &chunk.items {
                places.file[item] = (rank, chunk.file);
                places.is_late[item] = rank < highest || chunk.part > 0;
            }
            highest = highest.max(rank);
        }
        for (at, subject) in subjects.iter().enumerate() {
            for (name, _) in subject.writes.iter().filter(|(_, effect)| *effect == Effect::Make) {
                places.makers.entry(name.name.clone()).or_default().push(at);
            }
        }
        places
    }

    /// Says whether `text` mentions what an earlier item makes in another file: of a higher rank, or any if `any` is set.
    fn waits(&self, text: &str, at: usize, any: bool) -> bool {
        let (rank, file) = self.file[at];
        let mut found = false;
        let comes_between = |maker: &usize| {
            let (of_rank, of_file) = self.file[*maker];
            *maker < at && of_file != file && (any || of_rank > rank)
        };
        mentions(&format!("select {text}"), &mut |_, name, _| {
            found |= self.makers.get(name).is_some_and(|makers| makers.iter().any(comes_between));
        });
        found
    }
}

/// Returns the clauses of a `CREATE TABLE` that it waits for.
fn clauses(item: &Item, at: usize, places: &Places) -> Vec<Clause> {
    let Some(sql) = item.sql() else { return Vec::new() };
    let (tag, _) = after_tag(sql);
    // A tree is made of few statements only.
    if (tag.verb, tag.kind) != ("CREATE", "TABLE") || !places.waits(sql, at, true) {
        return Vec::new();
    }
    let Some(node) = crate::psql::statement(sql).filter(|node| node.kind() == NodeKind::CREATE_TABLE) else {
        return Vec::new();
    };
    let table = tree::child(&node, NodeKind::TABLE_NAME).map(|name| &sql[tree::range(&name)]);
    let (Some(table), Some(list)) = (table, tree::child(&node, NodeKind::TABLE_ARG_LIST)) else { return Vec::new() };
    let mut found = Vec::new();
    for part in list.children() {
        match part.kind() {
            NodeKind::COLUMN => of_column(sql, table, &part, at, places, &mut found),
            NodeKind::FOREIGN_KEY_CONSTRAINT if places.waits(&sql[tree::range(&part)], at, true) => {
                let range = tree::range(&part);
                let Some(comma) = comma_of(&part) else { continue };
                found.push(Clause {
                    statement: format!("ALTER TABLE {table} ADD {};", &sql[range.clone()]),
                    said: format!("a foreign key of {table}"),
                    cuts: vec![comma, range],
                });
            }
            _ => {}
        }
    }
    found
}

fn of_column(sql: &str, table: &str, column: &Node, at: usize, places: &Places, found: &mut Vec<Clause>) {
    let Some(name) = tree::child(column, NodeKind::COLUMN_NAME).map(|name| &sql[tree::range(&name)]) else { return };
    for constraint in column.children() {
        let range = tree::range(&constraint);
        let text = &sql[range.clone()];
        let clause = tree::child(&constraint, NodeKind::CONSTRAINT_NAME_CLAUSE);
        match constraint.kind() {
            NodeKind::DEFAULT_CONSTRAINT if clause.is_none() && places.waits(text, at, false) => {
                let Some(keyword) = tree::word(&constraint, "default") else { continue };
                let value = sql[keyword.end..range.end].trim();
                found.push(Clause {
                    cuts: vec![range],
                    statement: format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {value};"),
                    said: format!("the default of {table}.{name}"),
                });
            }
            NodeKind::REFERENCES_CONSTRAINT if places.waits(text, at, true) => {
                let Some(keyword) = tree::word(&constraint, "references") else { continue };
                let named = clause.map(|clause| format!("{} ", &sql[tree::range(&clause)])).unwrap_or_default();
                let rest = &sql[keyword.start..range.end];
                found.push(Clause {
                    cuts: vec![range],
                    statement: format!("ALTER TABLE {table} ADD {named}FOREIGN KEY ({name}) {rest};"),
                    said: format!("the foreign key of {table}.{name}"),
                });
            }
            _ => {}
        }
    }
}

/// Returns the comma that goes with an element of a list: the one before it, or else the one behind it.
fn comma_of(part: &Node) -> Option<Range<usize>> {
    let comma = |token: &squawk_syntax::SyntaxElement| token.kind() == NodeKind::COMMA;
    let before = std::iter::successors(part.prev_sibling_or_token(), |next| next.prev_sibling_or_token()).find(comma);
    let behind =
        || std::iter::successors(part.next_sibling_or_token(), |next| next.next_sibling_or_token()).find(comma);
    let range = before.or_else(behind)?.text_range();
    Some(range.start().into()..range.end().into())
}

/// Returns `item` without the clauses, and with a comment that says so.
fn without(item: &Item, clauses: &[Clause]) -> Item {
    let Some(statement) = item.statement.clone() else { return item.clone() };
    let mut cuts: Vec<Range<usize>> = clauses.iter().flat_map(|clause| clause.cuts.iter().cloned()).collect();
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    cuts.dedup();
    let mut text = item.text.clone();
    let mut removed = 0;
    for cut in cuts.iter().rev() {
        let (start, end) = (statement.start + cut.start, statement.start + cut.end);
        // White space before it goes too, unless a comment would reach into what follows.
        let blank = text[..start].trim_end_matches([' ', '\t']).len();
        let start = if blank > 0 && !text[..blank].ends_with('\n') { blank } else { start };
        text.replace_range(start..end, "");
        removed += end - start;
    }
    let mut notes = String::new();
    for clause in clauses {
        notes.push_str(&format!("-- Added later: {}.\n", clause.said));
    }
    text.insert_str(statement.start, &notes);
    let start = statement.start + notes.len();
    Item { text, statement: Some(start..statement.end - removed + notes.len()), context: item.context }
}
