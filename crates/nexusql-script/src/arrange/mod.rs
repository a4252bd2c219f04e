//! A script put into files whose order loads, and back: statements sorted by what they are for, each with its comments and
//! rows, in the session it was written for.
//!
//! - [`arrange`] splits; [`join`] is its inverse. Nothing is lost, and each statement stands in one file once.
//! - [`objects()`] are those that a script makes, with what they need by its text alone.
//! - [`layouts`] has a file for each way to lay files out; a new one is a file and a line there.
//!
//! Read by tokens, so that what is newer than the grammar of room `script` is sorted too. Whether the files make the same
//! is proven in room `trial`; where they do not, less [`Freedom`] keeps more of the order.

mod apart;
mod category;
mod context;
mod items;
pub mod layouts;
mod mentions;
mod objects;
mod order;
mod schedule;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt as _};
use nexusql_base::Result;
use nexusql_sql::Script;

pub use category::Category;
use context::Context;
use items::{Item, Items};
pub use layouts::{Home, Layout, Place};
pub use objects::{Made, objects, objects_of};
use schedule::Chunk;
use subject::{Effect, Subject};

use crate::Name;

/// What decides where the files of a layout come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Needs alone: files that are whole come first.
    Dependency,
    /// Categories, each once: what must wait for a later category stands in the file there that it waits for.
    Category,
    /// Categories; one comes a second time where needs want it.
    Hybrid,
}

/// How much of the order may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// All that is not bound by the names in it.
    Free,
    /// Nothing moves past what changes rows or runs code.
    Careful,
    /// Nothing at all: the files are cut where the category changes.
    None,
}

/// How a script is split.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Which files there are.
    pub layout: &'a dyn Layout,
    /// What decides their order.
    pub strategy: Strategy,
    /// How much of the order may change.
    pub freedom: Freedom,
    /// The moment that names of migrations begin with, as fourteen digits.
    pub timestamp: u64,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder, parts joined by `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
    /// How many statements that is; settings that are said again are not counted.
    pub n_statements: usize,
}

/// A script in files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The files in the order in which they load.
    pub files: Vec<File>,
    /// Files that say a part of it once more, for other tools.
    pub copies: Vec<File>,
    /// Whether [`ORDER_FILE`] is to be written too.
    pub is_listed: bool,
    /// How many statements the script has.
    pub n_statements: usize,
    /// What was split out of its statement, one line each.
    pub apart: Vec<String>,
}

/// The file that lists the others in the order in which they load: psql runs it.
pub const ORDER_FILE: &str = "load.psql";

impl Tree {
    /// Returns the text of [`ORDER_FILE`].
    pub fn order(&self) -> String {
        let line = |file: &File| format!("\\ir '{}'\n", file.path.replace('\\', "\\\\").replace('\'', "''"));
        let head = "-- The files in the order in which they load: psql -v ON_ERROR_STOP=1 -1 -f load.psql\n";
        head.to_owned() + &self.files.iter().map(line).collect::<String>()
    }
}

/// Returns the paths that a text of [`ORDER_FILE`] lists, in their order.
pub fn read_order(text: &str) -> Vec<String> {
    let path = |line: &str| {
        let quoted = line.trim().strip_prefix("\\ir ")?.trim();
        let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(quoted);
        Some(inner.replace("''", "'").replace("\\\\", "\\"))
    };
    text.lines().filter_map(path).collect()
}

/// How the files of a folder become one script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinOrder {
    /// As the files load.
    Topological,
    /// By category, as far as needs allow.
    Category,
}

/// Returns `script` in files.
///
/// Errors: those of [`Script::pieces`].
/// Cost: linear in the text, but for what is split out of a statement; memory is some times the text.
pub fn arrange(script: Script<'_>, options: &Options<'_>) -> Result<Tree> {
    let mut items = Items::default();
    items.add(script)?;
    Ok(Work::new(items, options).tree(options))
}

/// Returns one script of `files`, pairs of a name and a text, in the order in which they load.
///
/// Arranging it with the options that the files were made with gives the same files.
/// Errors: those of [`Script::pieces`].
pub fn join<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, order: JoinOrder) -> Result<String> {
    let mut items = Items::default();
    for (name, text) in files {
        items.add(Script::new(name, text))?;
    }
    let all: Vec<usize> = match order {
        JoinOrder::Topological => (0..items.list.len()).collect(),
        JoinOrder::Category => {
            let Some(layout) = layouts::named("flat") else { return Ok(String::new()) };
            let options = Options { layout, strategy: Strategy::Hybrid, freedom: Freedom::Free, timestamp: 0 };
            let work = Work::new(items, &options);
            let order = work.chunks.iter().flat_map(|chunk| chunk.items.iter().copied()).collect();
            items = work.items;
            order
        }
    };
    Ok(written(&items, &all, &items.tail))
}

/// What a statement is about: all that a [`Layout`] knows of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic {
    /// What it is for.
    pub category: Category,
    /// The schema of the object it is about.
    pub schema: Option<String>,
    /// The object it is about.
    pub object: Option<String>,
}

/// Returns what the statements of `script` are about, each topic once, in their order of category and name.
///
/// Arranging may ask a layout for others: a foreign key or a default that is split out of a table.
/// Errors: those of [`Script::pieces`].
pub fn topics(script: Script<'_>) -> Result<BTreeSet<Topic>> {
    let mut items = Items::default();
    items.add(script)?;
    Ok(subjects(&items).iter().map(topic).collect())
}

fn topic(subject: &Subject) -> Topic {
    let of = subject.of.as_ref().filter(|_| subject.category != Category::Other);
    let schema = of.and_then(|name| name.schema.clone());
    Topic { category: subject.category, schema, object: of.map(|name| name.name.clone()) }
}

/// Returns how many statements each category of `script` has.
///
/// Errors: those of [`Script::pieces`].
/// Cost: one pass over the text.
pub fn classify(script: Script<'_>) -> Result<BTreeMap<Category, usize>> {
    let mut counts = BTreeMap::new();
    for piece in script.pieces() {
        if let Some(statement) = piece?.statement() {
            *counts.entry(Subject::of(statement.sql()).category).or_default() += 1;
        }
    }
    Ok(counts)
}

/// A script that is being arranged.
struct Work {
    items: Items,
    subjects: Vec<Subject>,
    homes: Vec<Home>,
    categories: Vec<Category>,
    chunks: Vec<Chunk>,
    apart: Vec<String>,
}

impl Work {
    fn new(items: Items, options: &Options<'_>) -> Self {
        let mut work = Self::once(items, options);
        if options.strategy != Strategy::Dependency && options.freedom != Freedom::None {
            // What was split out may itself be what another waited for; there is always less left.
            while let Some((items, mut said)) = apart::split(&work.items, &work.subjects, &work.chunks, &work.homes) {
                let again = Self::once(items, options);
                said.splice(0..0, work.apart);
                work = Self { apart: said, ..again };
            }
        }
        if options.strategy == Strategy::Category && options.freedom == Freedom::Free {
            work.gather(options);
        }
        work
    }

    /// Puts what must wait for a later category there.
    fn gather(&mut self, options: &Options<'_>) {
        let bonds = order::bonds(&self.items, &self.subjects, options.freedom);
        let mut file_of = vec![0; self.items.list.len()];
        for chunk in &self.chunks {
            for &item in &chunk.items {
                file_of[item] = chunk.file;
            }
        }
        let ranks: Vec<usize> = self.homes.iter().map(|home| home.rank).collect();
        let is_fixed = |subject: &Subject| matches!(subject.category, Category::Data | Category::Other);
        let fixed: Vec<bool> = self.subjects.iter().map(is_fixed).collect();
        let file_of = schedule::gathered(&bonds, &file_of, &ranks, &fixed);
        self.chunks = schedule::schedule(&bonds, &file_of, &ranks, options.strategy);
    }

    fn once(items: Items, options: &Options<'_>) -> Self {
        let subjects = subjects(&items);
        let bonds = order::bonds(&items, &subjects, options.freedom);
        let mut homes: Vec<Home> = Vec::new();
        let mut numbers: HashMap<Home, usize> = HashMap::new();
        let mut file_of = Vec::with_capacity(subjects.len());
        let mut categories = Vec::with_capacity(subjects.len());
        for subject in &subjects {
            let topic = topic(subject);
            let home = options.layout.home(topic.category, topic.schema.as_deref(), topic.object.as_deref());
            let number = *numbers.entry(home.clone()).or_insert_with(|| {
                homes.push(home);
                categories.push(subject.category);
                homes.len() - 1
            });
            file_of.push(number);
        }
        let ranks: Vec<usize> = homes.iter().map(|home| home.rank).collect();
        let chunks = schedule::schedule(&bonds, &file_of, &ranks, options.strategy);
        Self { items, subjects, homes, categories, chunks, apart: Vec::new() }
    }

    fn tree(self, options: &Options<'_>) -> Tree {
        let mut tree = Tree {
            is_listed: options.layout.is_listed(),
            n_statements: self.items.n_statements,
            apart: self.apart.clone(),
            ..Tree::default()
        };
        let mut taken = BTreeSet::new();
        for (at, place) in self.places(options).into_iter().enumerate() {
            let chunk = &self.chunks[at];
            let is_last = at + 1 == self.chunks.len();
            let text = written(&self.items, &chunk.items, if is_last { &self.items.tail } else { "" });
            let n_statements = chunk.items.iter().map(|item| n_statements(&self.items.list[*item])).sum();
            let path = free(&mut taken, options.layout.path(&place));
            if let Some(path) = options.layout.copy(&place, self.categories[chunk.file]) {
                tree.copies.push(File { path: free(&mut taken, path), text: text.clone(), n_statements });
            }
            tree.files.push(File { path, text, n_statements });
        }
        if self.chunks.is_empty() && !self.items.tail.is_empty() {
            let home = options.layout.home(Category::Other, None, None);
            let place = Place {
                home: &home,
                part: 0,
                number: (1, 1),
                folder: (1, 1),
                within: (1, 1),
                round: 0,
                timestamp: options.timestamp,
            };
            let text = format!("{}\n", self.items.tail);
            tree.files.push(File { path: options.layout.path(&place), text, n_statements: 0 });
        }
        tree
    }

    /// Returns where each chunk stands among all.
    fn places(&self, options: &Options<'_>) -> Vec<Place<'_>> {
        let n = self.chunks.len();
        let mut folders: Vec<(usize, usize, usize)> = Vec::new();
        let mut rounds: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last: Option<&str> = None;
        let (mut number, mut within, mut round) = (0, 0, 0);
        let mut sizes: Vec<usize> = vec![0];
        for chunk in &self.chunks {
            let folder = self.homes[chunk.file].folder.as_str();
            // A file that comes a second time within a run of its folder opens a new one too.
            if last != Some(folder) {
                let count = rounds.entry(folder).or_insert(0);
                round = *count;
                *count += 1;
                number += 1;
                within = 0;
                sizes.push(0);
            }
            within += 1;
            sizes[number] = within;
            folders.push((number, within, round));
            last = Some(folder);
        }
        let place = |(at, chunk): (usize, &Chunk)| {
            let (folder, within, round) = folders[at];
            (chunk.file, chunk.part, at + 1, folder, within, round)
        };
        self.chunks
            .iter()
            .enumerate()
            .map(place)
            .map(|(file, part, at, folder, within, round)| Place {
                home: &self.homes[file],
                part,
                number: (at, n),
                folder: (folder, number),
                within: (within, sizes[folder]),
                round,
                timestamp: options.timestamp,
            })
            .collect()
    }
}

fn n_statements(item: &Item) -> usize {
    match item.statement {
        Some(_) => 1,
        None => Script::new("", &item.text)
            .pieces()
            .filter(|piece| piece.as_ref().is_ok_and(|piece| piece.statement().is_some()))
            .count(),
    }
}

/// Returns what each item is about, with the schema of names that have none where the session says it.
fn subjects(items: &Items) -> Vec<Subject> {
    let paths: Vec<Option<String>> = items.contexts.iter().map(first_schema).collect();
    let mut subjects: Vec<Subject> = items
        .list
        .iter()
        .map(|item| {
            let mut subject = item.sql().map_or_else(Subject::barrier, Subject::of);
            if is_in_schema(subject.category) {
                let schema = paths[item.context].as_deref().unwrap_or("public");
                let parts = is_part(subject.category);
                for (at, name) in
                    subject.of.iter_mut().chain(subject.writes.iter_mut().map(|(name, _)| name)).enumerate()
                {
                    if name.schema.is_none() && !(parts && at > 1) {
                        name.schema = Some(schema.to_owned());
                    }
                }
            }
            subject
        })
        .collect();
    follow(&mut subjects);
    subjects
}

/// Puts what is said of an object where the object is made.
fn follow(subjects: &mut [Subject]) {
    let mut homes: HashMap<Name, (Category, Option<Name>)> = HashMap::new();
    for subject in subjects {
        if subject.follows
            && let Some(home) = subject.of.as_ref().and_then(|of| homes.get(of))
        {
            subject.category = home.0;
            subject.of.clone_from(&home.1);
        } else {
            for (name, effect) in &subject.writes {
                if *effect == Effect::Make {
                    homes.insert(name.clone(), (subject.category, subject.of.clone()));
                }
            }
        }
    }
}

fn is_in_schema(category: Category) -> bool {
    !matches!(category, Category::Role | Category::Schema | Category::Extension | Category::Remote | Category::Other)
}

/// Says whether what it makes has a name within a table only; the second name that is written is that one.
fn is_part(category: Category) -> bool {
    matches!(category, Category::Trigger | Category::Security | Category::Constraint | Category::ForeignKey)
}

/// Returns the schema that new objects without one get; none if that is the default one.
fn first_schema(context: &Context) -> Option<String> {
    context.search_path()?.into_iter().find(|schema| !schema.contains('$') && schema != "pg_catalog")
}

/// Returns `items` as a text that stands for itself: what it sets it lets go of at its end.
fn written(items: &Items, order: &[usize], tail: &str) -> String {
    let mut text = String::new();
    let none = Context::default();
    let mut now = &none;
    let mut before: Option<&Item> = None;
    for &at in order {
        let item = &items.list[at];
        let context = &items.contexts[item.context];
        let lines = now.lines_to(context);
        let close = before.is_some_and(|before| is_line(before) && is_line(item)) && lines.is_empty();
        if !text.is_empty() && !close {
            text.push('\n');
        }
        for line in &lines {
            text.push_str(line);
            text.push('\n');
        }
        if !lines.is_empty() {
            text.push('\n');
        }
        text.push_str(&item.text);
        text.push('\n');
        (now, before) = (context, Some(item));
    }
    let lines = now.lines_to(&none);
    for part in lines.iter().map(String::as_str).chain([tail].into_iter().filter(|tail| !tail.is_empty())) {
        if Some(part) == lines.first().map(String::as_str) || part == tail {
            text.push('\n');
        }
        text.push_str(part);
        text.push('\n');
    }
    text
}

/// Says whether an item is one line, so that the next of its kind may follow without a gap.
fn is_line(item: &Item) -> bool {
    !item.text.contains('\n') && item.text.len() < 120
}

/// Returns `path`, or with a number if it is taken; paths that differ only in case are the same on some systems.
fn free(taken: &mut BTreeSet<String>, path: String) -> String {
    let parts: Vec<String> = path.split('/').map(file_name).collect();
    let path = parts.join("/");
    let stem = path.strip_suffix(".sql").unwrap_or(&path).to_owned();
    let mut path = path.clone();
    let mut n = 1;
    while !taken.insert(path.to_lowercase()) {
        n += 1;
        path = format!("{stem}~{n}.sql");
    }
    path
}

/// Returns `name` as a file can be called on every system.
fn file_name(name: &str) -> String {
    const LENGTH_MAX: usize = 120;
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '~') { c } else { '_' };
    let (stem, ending) = match name.strip_suffix(".sql") {
        Some(stem) => (stem, ".sql"),
        None => (name, ""),
    };
    let short: String = stem.chars().map(plain).take(LENGTH_MAX).collect();
    let short = if short.starts_with('.') { format!("_{short}") } else { short };
    format!("{short}{ending}")
}
