//! The tables that a script makes: columns, types, keys, and the names that their constraints and indexes got.

use std::collections::BTreeSet;

use crate::search_path::SearchPath;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, name};

/// A column as the script makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, the last one that the script gives it.
    pub name: String,
    /// The names that it had before, each with the place of the statement that changed it.
    pub old_names: Vec<(usize, String)>,
    /// The statement that drops it.
    pub dropped_at: Option<usize>,
    /// The statement that adds it, if it was not there from the start.
    pub added_at: usize,
    /// Its type, as SQL.
    pub sql_type: String,
    /// Whether a value is made up for it where none is given: a serial, an identity, a default that calls a function.
    pub is_generated: bool,
    /// Whether it is computed from others, so that no value can be given.
    pub is_computed: bool,
}

impl Column {
    /// Returns the name that the column has before statement `at`.
    pub fn name_at(&self, at: usize) -> &str {
        self.old_names.iter().find(|(changed, _)| at <= *changed).map_or(&self.name, |(_, name)| name)
    }
}

/// A table as the script makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its columns in their order; none are known of a table made by a query.
    pub columns: Vec<Column>,
    /// The statement that makes it or gives it this name.
    pub made_at: usize,
    /// The statement that drops it or gives it another name.
    pub gone_at: Option<usize>,
    /// Whether all its columns are known.
    pub is_whole: bool,
    /// The columns of its primary key and of its unique constraints and indexes, with the place of the statement.
    pub keys: Vec<(usize, Vec<String>)>,
    /// The types that its columns are given later: place, column, type.
    pub retypes: Vec<(usize, String, String)>,
}

/// Every table that a script makes, and the names that are taken.
#[derive(Debug, Default)]
pub struct Tables {
    list: Vec<Table>,
    /// Relations and constraints: schema and name.
    taken: BTreeSet<(String, String)>,
    /// Names that PostgreSQL made up, by the place of the statement and of the node in it.
    made_up: Vec<(usize, usize, String)>,
}

impl Table {
    /// Returns the columns that the table has before statement `at`, with the names that they have there.
    pub fn columns_at(&self, at: usize) -> impl Iterator<Item = (&str, &Column)> {
        let there =
            move |column: &&Column| column.added_at < at && column.dropped_at.is_none_or(|dropped| at <= dropped);
        self.columns.iter().filter(there).map(move |column| (column.name_at(at), column))
    }
}

impl Tables {
    /// Returns the table `name` as statement `at` finds it, if the script makes it.
    pub fn get(&self, name: &Name, at: usize) -> Option<&Table> {
        let there = |table: &&Table| table.made_at <= at && table.gone_at.is_none_or(|gone| at <= gone);
        self.list.iter().rev().filter(there).find(|table| table.name.fits(name))
    }

    /// Returns the name that PostgreSQL gives to what the node at byte `start` of statement `at` makes without one.
    pub fn made_up_name(&self, at: usize, start: usize) -> Option<&str> {
        self.made_up.iter().find(|(place, byte, _)| (*place, *byte) == (at, start)).map(|(.., name)| name.as_str())
    }

    /// Reads statement `at`.
    pub(crate) fn read(&mut self, at: usize, node: &Node, about: &About, path: &SearchPath) {
        if node.kind() == NodeKind::CREATE_INDEX {
            return self.index(at, node, path);
        }
        let Some(object) = about.objects.first() else { return };
        match node.kind() {
            NodeKind::CREATE_TABLE | NodeKind::CREATE_FOREIGN_TABLE => self.create(at, node, &object.name, path),
            NodeKind::ALTER_TABLE | NodeKind::ALTER_FOREIGN_TABLE => self.alter(at, node, about, &object.name),
            NodeKind::DROP_TABLE => {
                for dropped in &about.objects {
                    if let Some(table) = self.find(&dropped.name) {
                        table.gone_at = Some(at);
                    }
                }
            }
            NodeKind::CREATE_DOMAIN | NodeKind::ALTER_DOMAIN => self.domain(at, node, &object.name),
            NodeKind::CREATE_TABLE_AS
            | NodeKind::CREATE_VIEW
            | NodeKind::CREATE_MATERIALIZED_VIEW
            | NodeKind::CREATE_SEQUENCE => {
                self.take(&object.name);
            }
            _ => {}
        }
    }

    fn take(&mut self, name: &Name) {
        self.taken.insert((home(name), name.name.clone()));
    }

    fn create(&mut self, at: usize, node: &Node, name: &Name, path: &SearchPath) {
        self.take(name);
        let mut table = Table {
            name: name.clone(),
            made_at: at,
            gone_at: None,
            columns: Vec::new(),
            is_whole: !tree::has(node, NodeKind::INHERITS)
                && !tree::has(node, NodeKind::PARTITION_OF)
                && !tree::has(node, NodeKind::OF_TYPE),
            keys: Vec::new(),
            retypes: Vec::new(),
        };
        if let Some(parent) =
            tree::child(node, NodeKind::PARTITION_OF).and_then(|of| of.children().last()).and_then(|of| Name::of(&of))
            && let Some(parent) = self.get(&path.known(&parent), at)
        {
            table = Table { name: name.clone(), made_at: at, ..parent.clone() };
        }
        let arguments: Vec<Node> =
            tree::child(node, NodeKind::TABLE_ARG_LIST).map(|list| list.children().collect()).unwrap_or_default();
        for argument in &arguments {
            if argument.kind() == NodeKind::COLUMN {
                table.columns.extend(column(at, argument));
            } else if argument.kind() == NodeKind::LIKE_CLAUSE {
                table.is_whole = false;
            }
        }
        self.list.push(table);
        // PostgreSQL names what has no name after all that has one, checks first, then keys.
        let mut constraints: Vec<(Option<String>, Node)> = Vec::new();
        for argument in arguments {
            if argument.kind() == NodeKind::COLUMN {
                let column = tree::child(&argument, NodeKind::COLUMN_NAME).and_then(|name| Name::of(&name));
                let column = column.map(|name| name.name);
                constraints.extend(argument.children().map(|part| (column.clone(), part)));
            } else {
                constraints.push((None, argument));
            }
        }
        for (column, node) in &constraints {
            self.constraint(at, name, node, column.as_deref());
        }
    }

    fn domain(&mut self, at: usize, node: &Node, name: &Name) {
        let checks: Vec<Node> = node.descendants().filter(|inner| inner.kind() == NodeKind::CHECK_CONSTRAINT).collect();
        for check in checks {
            match tree::child(&check, NodeKind::CONSTRAINT_NAME_CLAUSE).and_then(|clause| clause.children().next()) {
                Some(named) => {
                    if let Some(named) = Name::of(&named) {
                        self.take(&Name { schema: name.schema.clone(), name: named.name });
                    }
                }
                None => self.choose(at, tree::range(&check).start, name, "", "check"),
            }
        }
    }

    fn renames(&mut self, at: usize, about: &About, name: &Name) {
        let Some(table) = self.find(name) else { return };
        for (old, new) in &about.renames {
            if old.kind == "column" {
                for column in table.columns.iter_mut().filter(|column| column.name == old.name.name) {
                    column.old_names.push((at, std::mem::replace(&mut column.name, new.name.name.clone())));
                }
                let renamed =
                    |column: &String| if *column == old.name.name { new.name.name.clone() } else { column.clone() };
                let keys: Vec<(usize, Vec<String>)> = table
                    .keys
                    .iter()
                    .filter(|(_, key)| key.contains(&old.name.name))
                    .map(|(_, key)| (at, key.iter().map(renamed).collect()))
                    .collect();
                table.keys.extend(keys);
            }
        }
        for dropped in about.drops.iter().filter(|dropped| dropped.kind == "column") {
            for column in table.columns.iter_mut().filter(|column| column.name == dropped.name.name) {
                column.dropped_at = Some(at);
            }
        }
        let moved = about.renames.iter().find(|(old, _)| old.of.is_none() && old.kind != "index");
        let moved = moved.map(|(_, new)| Table { name: new.name.clone(), made_at: at, ..table.clone() });
        if moved.is_some() {
            table.gone_at = Some(at);
        }
        self.list.extend(moved);
    }

    fn alter(&mut self, at: usize, node: &Node, about: &About, name: &Name) {
        self.renames(at, about, name);
        for action in node.children() {
            match action.kind() {
                NodeKind::ADD_COLUMN => {
                    let added = column(at, &action);
                    let column_name = added.as_ref().map(|column| column.name.clone());
                    if let (Some(table), Some(added)) = (self.find(name), added) {
                        table.columns.push(added);
                    }
                    for part in action.children() {
                        self.constraint(at, name, &part, column_name.as_deref());
                    }
                }
                NodeKind::ADD_CONSTRAINT => {
                    if let Some(constraint) = action.children().next() {
                        self.constraint(at, name, &constraint, None);
                    }
                }
                NodeKind::ALTER_COLUMN => {
                    let column = tree::child(&action, NodeKind::COLUMN_NAME_REF).and_then(|name| Name::of(&name));
                    if let (Some(column), Some(set), Some(table)) =
                        (column, tree::child(&action, NodeKind::SET_TYPE), self.find(name))
                        && let Some(sql_type) = set.children().next()
                    {
                        table.retypes.push((at, column.name, tree::plain(&sql_type)));
                    } else if let (Some(column), Some(table)) = (
                        tree::child(&action, NodeKind::COLUMN_NAME_REF).and_then(|name| Name::of(&name)),
                        self.find(name),
                    ) && (tree::has(&action, NodeKind::ADD_GENERATED)
                        || tree::within(&action, NodeKind::CALL_EXPR).is_some())
                    {
                        for known in table.columns.iter_mut().filter(|known| known.name == column.name) {
                            known.is_generated = true;
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn find(&mut self, name: &Name) -> Option<&mut Table> {
        self.list.iter_mut().rev().find(|table| table.gone_at.is_none() && table.name.fits(name))
    }

    fn index(&mut self, at: usize, node: &Node, path: &SearchPath) {
        let table = tree::child(node, NodeKind::TABLE_RELATION_NAME).and_then(|name| Name::of(&name));
        let Some(table) = table.map(|table| path.known(&table)) else { return };
        let items: Vec<Node> = tree::child(node, NodeKind::PARTITION_ITEM_LIST)
            .map(|list| tree::children(&list, NodeKind::PARTITION_ITEM).collect())
            .unwrap_or_default();
        let columns: Vec<Option<String>> = items.iter().map(plain_column).collect();
        if tree::has_word(node, "unique")
            && !tree::has(node, NodeKind::WHERE_CLAUSE)
            && let Some(key) = columns.iter().cloned().collect::<Option<Vec<String>>>()
            && let Some(table) = self.find(&table)
        {
            table.keys.push((at, key));
        }
        match tree::child(node, NodeKind::INDEX).and_then(|name| Name::of(&name)) {
            Some(name) => self.take(&Name { schema: table.schema, name: name.name }),
            None => {
                let included = tree::child(node, NodeKind::INDEX_INCLUDE_CLAUSE);
                let included = included.and_then(|clause| tree::child(&clause, NodeKind::PARTITION_ITEM_LIST));
                let included: Vec<Node> = included.map(|list| list.children().collect()).unwrap_or_default();
                let mut names: Vec<String> = Vec::new();
                for item in items.iter().chain(&included) {
                    let wanted = plain_column(item).unwrap_or_else(|| expression_name(item));
                    let mut name = wanted.clone();
                    let mut n = 1;
                    while names.contains(&name) {
                        name = format!("{}{n}", name::cut(&wanted, name::BYTES_MAX - n.to_string().len()));
                        n += 1;
                    }
                    names.push(name);
                }
                self.choose(at, tree::range(node).start, &table, &name::joined(&names), "idx");
            }
        }
    }

    /// Reads the constraint `node` of `table`, of one `column` or of the whole table.
    fn constraint(&mut self, at: usize, table: &Name, node: &Node, column: Option<&str>) {
        let named = tree::child(node, NodeKind::CONSTRAINT_NAME_CLAUSE)
            .and_then(|clause| clause.children().next())
            .and_then(|name| Name::of(&name));
        let columns = || match column {
            Some(column) => vec![column.to_owned()],
            None => key_columns(node),
        };
        let (label, columns) = match node.kind() {
            NodeKind::PRIMARY_KEY_CONSTRAINT => ("pkey", columns()),
            NodeKind::UNIQUE_CONSTRAINT => ("key", columns()),
            NodeKind::FOREIGN_KEY_CONSTRAINT | NodeKind::REFERENCES_CONSTRAINT => ("fkey", columns()),
            NodeKind::EXCLUDE_CONSTRAINT => ("excl", exclusion_columns(node)),
            NodeKind::CHECK_CONSTRAINT => (
                "check",
                match column {
                    Some(column) => vec![column.to_owned()],
                    None => self.checked_column(table, node).into_iter().collect(),
                },
            ),
            _ => return,
        };
        if matches!(label, "pkey" | "key")
            && !columns.is_empty()
            && let Some(table) = self.find(table)
        {
            table.keys.push((at, columns.clone()));
        }
        match named {
            Some(name) => self.take(&Name { schema: table.schema.clone(), name: name.name }),
            None => {
                let included = included_columns(node);
                let named: Vec<String> = columns.into_iter().chain(included).collect();
                let addition = if label == "pkey" { String::new() } else { name::joined(&named) };
                self.choose(at, tree::range(node).start, table, &addition, label);
            }
        }
    }

    /// Returns the column that a check is named after: the only one that it mentions.
    ///
    /// Source: `AddRelationNewConstraints` in heap.c.
    fn checked_column(&self, table: &Name, node: &Node) -> Option<String> {
        let known = self.list.iter().rev().find(|known| known.name.fits(table))?;
        let mut names: Vec<String> = node
            .descendants()
            .filter(|inner| inner.kind() == NodeKind::NAME_REF)
            .filter_map(|inner| Name::of(&inner).map(|name| name.name))
            .filter(|name| known.columns.iter().any(|column| column.name == *name))
            .collect();
        names.sort();
        names.dedup();
        if names.len() == 1 { names.pop() } else { None }
    }

    /// Source: `ChooseRelationName` and `ChooseConstraintName` in PostgreSQL.
    fn choose(&mut self, at: usize, start: usize, table: &Name, columns: &str, label: &str) {
        let mut name = name::made(&table.name, columns, label);
        let mut n = 1;
        while self.taken.contains(&(home(table), name.clone())) {
            name = name::made(&table.name, columns, &format!("{label}{n}"));
            n += 1;
        }
        self.take(&Name { schema: table.schema.clone(), name: name.clone() });
        self.made_up.push((at, start, name));
    }
}

/// Returns the schema of what is called `name`: PostgreSQL's own path leads to `public`.
fn home(name: &Name) -> String {
    name.schema.clone().unwrap_or_else(|| "public".to_owned())
}

/// Returns the column that `node`, a `COLUMN` or an `ADD COLUMN`, makes.
fn column(at: usize, node: &Node) -> Option<Column> {
    let name = Name::of(&tree::child(node, NodeKind::COLUMN_NAME)?)?.name;
    let sql_type = node.children().find(is_type).map(|node| tree::plain(&node)).unwrap_or_default();
    let lower = sql_type.to_ascii_lowercase();
    let generated = tree::child(node, NodeKind::GENERATED_CONSTRAINT);
    let is_computed =
        generated.as_ref().is_some_and(|generated| !tree::plain(generated).to_ascii_lowercase().contains("identity"));
    let calls = tree::child(node, NodeKind::DEFAULT_CONSTRAINT)
        .is_some_and(|default| tree::within(&default, NodeKind::CALL_EXPR).is_some());
    let is_generated =
        lower.ends_with("serial") || lower.starts_with("serial") || generated.is_some() && !is_computed || calls;
    Some(Column { name, old_names: Vec::new(), dropped_at: None, added_at: at, sql_type, is_generated, is_computed })
}

/// Says whether `node` is a type.
pub(crate) fn is_type(node: &Node) -> bool {
    matches!(
        node.kind(),
        NodeKind::PATH_TYPE
            | NodeKind::ARRAY_TYPE
            | NodeKind::VARCHAR_TYPE
            | NodeKind::CHARACTER_TYPE
            | NodeKind::BIT_TYPE
            | NodeKind::BIT_VARYING_TYPE
            | NodeKind::DOUBLE_TYPE
            | NodeKind::TIME_TYPE
            | NodeKind::TIMESTAMP_TYPE
            | NodeKind::INTERVAL_TYPE
    )
}

/// Returns the columns of a key that is written with them.
fn key_columns(node: &Node) -> Vec<String> {
    let list = node
        .descendants()
        .find(|inner| matches!(inner.kind(), NodeKind::CONSTRAINT_COLUMN_REF_LIST | NodeKind::FOREIGN_KEY_COLUMN_LIST));
    let names = list.into_iter().flat_map(|list| tree::children(&list, NodeKind::COLUMN_NAME_REF).collect::<Vec<_>>());
    names.filter_map(|name| Name::of(&name).map(|name| name.name)).collect()
}

/// Returns the columns that the index of a key has beside the key: its name is made of them too.
fn included_columns(node: &Node) -> Vec<String> {
    let list = tree::within(node, NodeKind::CONSTRAINT_INCLUDE_CLAUSE)
        .and_then(|clause| tree::child(&clause, NodeKind::COLUMN_REF_LIST));
    let names = list.into_iter().flat_map(|list| list.children().collect::<Vec<_>>());
    names.filter_map(|name| Name::of(&name).map(|name| name.name)).collect()
}

fn exclusion_columns(node: &Node) -> Vec<String> {
    let list = tree::child(node, NodeKind::CONSTRAINT_EXCLUSION_LIST);
    let items: Vec<Node> = list.map(|list| list.children().collect()).unwrap_or_default();
    items.iter().map(|item| plain_column(item).unwrap_or_else(|| expression_name(item))).collect()
}

/// Returns the column that an item of an index is, if it is one and no expression.
fn plain_column(item: &Node) -> Option<String> {
    let first = item.children().next()?;
    if first.kind() == NodeKind::PARTITION_ITEM {
        return plain_column(&first);
    }
    if first.kind() == NodeKind::NAME_REF { Some(Name::of(&first)?.name) } else { None }
}

/// Returns the name that PostgreSQL takes for an expression.
///
/// Source: `FigureColnameInternal` in parse_target.c.
fn expression_name(item: &Node) -> String {
    let mut node = item.clone();
    loop {
        let Some(inner) = node.children().next() else { return "expr".to_owned() };
        match inner.kind() {
            NodeKind::PAREN_EXPR | NodeKind::PARTITION_ITEM => node = inner,
            NodeKind::CALL_EXPR => {
                let called = inner.children().next().and_then(|called| name::parts(&called));
                return called.and_then(|mut parts| parts.pop()).unwrap_or_else(|| "expr".to_owned());
            }
            NodeKind::CAST_EXPR => {
                // The name of what is cast, or else of the type.
                let cast = inner.children().next();
                let sql_type = inner.children().find(is_type);
                return match cast {
                    Some(cast) if matches!(cast.kind(), NodeKind::NAME_REF) => {
                        Name::of(&cast).map_or_else(|| "expr".to_owned(), |name| name.name)
                    }
                    Some(cast)
                        if matches!(cast.kind(), NodeKind::CALL_EXPR | NodeKind::PAREN_EXPR | NodeKind::CAST_EXPR) =>
                    {
                        match expression_name(&inner) {
                            name if name != "expr" => name,
                            _ => type_name(sql_type),
                        }
                    }
                    _ => type_name(sql_type),
                };
            }
            NodeKind::CASE_EXPR => return "case".to_owned(),
            NodeKind::NAME_REF => return Name::of(&inner).map_or_else(|| "expr".to_owned(), |name| name.name),
            _ => return "expr".to_owned(),
        }
    }
}

fn type_name(node: Option<Node>) -> String {
    let name = node.and_then(|node| tree::within(&node, NodeKind::PATH_REF)).and_then(|path| Name::of(&path));
    name.map_or_else(|| "expr".to_owned(), |name| name.name)
}
