//! What a statement is for and what it does to which names, by its tokens.
//!
//! Not here: a grammar. What is not known is taken to touch everything, so that it keeps its place.

mod table;

use nexusql_sql::{Solid, SolidKind, Tag, Tokens, after_tag, tokens};

use super::category::Category;
use crate::Name;

/// What a statement does to something that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Says something of it: a comment, an owner, a privilege, a plain index.
    Side,
    /// Says who owns it or may use it.
    Access,
    /// Adds what only counts when its rows change: a trigger, a rule.
    Fire,
    /// Adds a default, a check, a foreign key, a partition.
    Shape,
    /// Adds a key that others can point to.
    Key,
    /// Makes it.
    Make,
    /// Changes it so that it counts for all that mention it.
    Change,
}

/// How a statement uses the names that stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It needs the object.
    Name,
    /// It takes over what the object is like.
    Copy,
    /// It reads or changes its rows, or runs code.
    Rows,
}

/// What a statement is about.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// What it is for.
    pub(super) category: Category,
    /// The object whose file it belongs in, as it is written.
    pub(super) of: Option<Name>,
    /// What it does to which names; the name of a part stands without a schema.
    pub(super) writes: Vec<(Name, Effect)>,
    /// How it uses the other names in it.
    pub(super) uses: Use,
    /// Whether it must stay between what is before and after it.
    pub(super) is_barrier: bool,
    /// Whether all that follows may need it: an extension, an operator, a cast.
    pub(super) is_for_all: bool,
    /// Whether it belongs where the object it is about is made.
    pub(super) follows: bool,
    /// Whether later statements make other objects for it: default privileges.
    pub(super) is_default: bool,
}

impl Subject {
    fn new(category: Category) -> Self {
        Self {
            category,
            of: None,
            writes: Vec::new(),
            uses: Use::Name,
            is_barrier: false,
            is_for_all: false,
            follows: false,
            is_default: false,
        }
    }

    /// Returns what stands where it is and is not understood.
    pub(super) fn barrier() -> Self {
        Self { is_barrier: true, ..Self::new(Category::Other) }
    }

    fn on(mut self, name: Option<Name>, effect: Effect) -> Self {
        match name {
            Some(name) => {
                if self.of.is_none() {
                    self.of = Some(name.clone());
                }
                self.writes.push((name, effect));
                self
            }
            None => Self::barrier(),
        }
    }

    fn and(mut self, name: Option<Name>, effect: Effect) -> Self {
        self.writes.extend(name.map(|name| (name, effect)));
        self
    }

    /// Returns what the statement `sql` is about.
    ///
    /// Cost: reads its tokens once, and those of a `DO` twice.
    pub(super) fn of(sql: &str) -> Self {
        let (tag, rest) = after_tag(sql);
        let mut words = Words { rest: rest.clone().peekable() };
        match tag.verb {
            "CREATE" => create(tag, sql, &mut words),
            "ALTER" => alter(tag, &mut words),
            "DROP" => drop(tag, sql, &mut words),
            "COMMENT" | "SECURITY" => describe(&mut words),
            "GRANT" | "REVOKE" => privileges(&mut words),
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY" | "TRUNCATE" => rows(&mut words),
            "REFRESH" => Self {
                uses: Use::Rows,
                ..Self::new(Category::Data).on(words.skipping(&["concurrently"]).name(), Effect::Side)
            },
            "SELECT" => select(sql, &mut words),
            "DO" => run_once(sql),
            _ => Self::barrier(),
        }
    }
}

/// The tokens after the words that tell a statement.
struct Words<'a> {
    rest: std::iter::Peekable<Tokens<'a>>,
}

impl<'a> Words<'a> {
    fn take(&mut self, word: &str) -> bool {
        self.rest.next_if(|next| next.is(word)).is_some()
    }

    fn skipping(&mut self, words: &[&str]) -> &mut Self {
        while self.rest.next_if(|next| words.iter().any(|word| next.is(word))).is_some() {}
        self
    }

    /// Moves behind `word`, wherever it stands next outside of parentheses.
    fn after(&mut self, word: &str) -> bool {
        let mut depth = 0_i32;
        for next in self.rest.by_ref() {
            depth += i32::from(next.text == "(") - i32::from(next.text == ")");
            if depth == 0 && next.is(word) {
                return true;
            }
        }
        false
    }

    /// Returns the name that comes next, which may be qualified.
    fn name(&mut self) -> Option<Name> {
        let mut parts = vec![self.rest.next()?.name()?.into_owned()];
        while self.rest.next_if(|next| next.text == ".").is_some() {
            parts.push(self.rest.next()?.name()?.into_owned());
        }
        let name = parts.pop()?;
        Some(Name { schema: parts.pop(), name })
    }

    fn names(&mut self) -> Vec<Name> {
        let mut names: Vec<Name> = self.name().into_iter().collect();
        loop {
            // The arguments of a routine.
            if self.rest.peek().is_some_and(|next| next.text == "(") {
                let mut depth = 0_i32;
                for next in self.rest.by_ref() {
                    depth += i32::from(next.text == "(") - i32::from(next.text == ")");
                    if depth == 0 {
                        break;
                    }
                }
            }
            if self.rest.next_if(|next| next.text == ",").is_none() {
                return names;
            }
            self.skipping(&["only"]);
            names.extend(self.name());
        }
    }

    fn has(&self, word: &str) -> bool {
        self.rest.clone().any(|next| next.is(word))
    }
}

const EXISTS: [&str; 3] = ["if", "not", "exists"];

fn create(tag: Tag, sql: &str, words: &mut Words<'_>) -> Subject {
    let category = category_of(tag.kind);
    let made =
        |words: &mut Words<'_>, category| Subject::new(category).on(words.skipping(&EXISTS).name(), Effect::Make);
    match tag.kind {
        "SCHEMA" => schema(words),
        "TABLE" | "FOREIGN TABLE" => create_table(words),
        "MATERIALIZED VIEW" => {
            let subject = made(words, category);
            Subject { uses: Use::Rows, ..subject }
        }
        "INDEX" => index(sql, words),
        "STATISTICS" => {
            let name = words.skipping(&EXISTS).name();
            let table = if words.after("from") { words.name() } else { None };
            Subject::new(category).on(table, Effect::Side).and(name, Effect::Make)
        }
        "TRIGGER" | "RULE" => {
            let part = words.name();
            let introduced = words.after(if tag.kind == "RULE" { "to" } else { "on" });
            let table = if introduced { words.name() } else { None };
            let effect = if tag.kind == "RULE" { Effect::Change } else { Effect::Fire };
            Subject::new(category).on(table, effect).and(part, Effect::Make)
        }
        "POLICY" => {
            let part = words.name();
            let table = if words.after("on") { words.name() } else { None };
            Subject::new(category).on(table, Effect::Side).and(part, Effect::Make)
        }
        "EXTENSION" | "LANGUAGE" | "ACCESS METHOD" => Subject { is_for_all: true, ..made(words, category) },
        "OPERATOR" | "CAST" | "TRANSFORM" => Subject { is_for_all: true, ..Subject::new(category) },
        "OPERATOR CLASS" | "OPERATOR FAMILY" | "CONVERSION" => Subject { is_for_all: true, ..made(words, category) },
        "USER MAPPING" => Subject::new(category),
        "EVENT TRIGGER" | "DATABASE" | "TABLESPACE" | "SUBSCRIPTION" | "" => Subject::barrier(),
        _ => made(words, category),
    }
}

fn category_of(kind: &str) -> Category {
    match kind {
        "ROLE" | "USER" | "GROUP" => Category::Role,
        "SCHEMA" => Category::Schema,
        "EXTENSION" | "LANGUAGE" => Category::Extension,
        "TYPE" | "DOMAIN" | "COLLATION" => Category::Type,
        "SEQUENCE" => Category::Sequence,
        "TABLE" | "FOREIGN TABLE" => Category::Table,
        "FUNCTION" | "PROCEDURE" | "AGGREGATE" | "ROUTINE" => Category::Function,
        "VIEW" | "MATERIALIZED VIEW" => Category::View,
        "INDEX" | "STATISTICS" => Category::Index,
        "TRIGGER" | "RULE" => Category::Trigger,
        "POLICY" | "DEFAULT PRIVILEGES" => Category::Security,
        "FOREIGN DATA WRAPPER" | "SERVER" | "USER MAPPING" | "PUBLICATION" | "SUBSCRIPTION" => Category::Remote,
        "" => Category::Other,
        _ => Category::Operator,
    }
}

/// A schema may be made with objects in it, or be called after its owner.
fn schema(words: &mut Words<'_>) -> Subject {
    words.skipping(&EXISTS);
    if ["create", "grant"].iter().any(|inner| words.has(inner)) {
        return Subject::barrier();
    }
    let _ = words.take("authorization");
    Subject::new(Category::Schema).on(words.name(), Effect::Make)
}

fn create_table(words: &mut Words<'_>) -> Subject {
    let subject = Subject::new(Category::Table).on(words.skipping(&EXISTS).name(), Effect::Make);
    let mut depth = 0_i32;
    let mut uses = Use::Name;
    let mut before: Option<Solid<'_>> = None;
    for word in words.rest.by_ref() {
        depth += i32::from(word.text == "(") - i32::from(word.text == ")");
        // "x like y" is an expression, "(like y" and ", like y" are not.
        let begins = before.is_some_and(|before| matches!(before.text, "(" | ","));
        let copies = word.is("inherits")
            || word.is("of") && before.is_some_and(|word| word.is("partition"))
            || depth == 1 && begins && word.is("like");
        if copies && uses == Use::Name {
            uses = Use::Copy;
        }
        if depth == 0 && word.is("as") {
            uses = Use::Rows;
        }
        before = Some(word);
    }
    Subject { uses, ..subject }
}

fn index(sql: &str, words: &mut Words<'_>) -> Subject {
    let unique = tokens(sql).nth(1).is_some_and(|word| word.is("unique"));
    words.skipping(&["concurrently", "if", "not", "exists"]);
    let name = if words.take("on") {
        None
    } else {
        let name = words.name();
        if !words.after("on") {
            return Subject::barrier();
        }
        name
    };
    let table = words.skipping(&["only"]).name();
    let schema = table.as_ref().and_then(|table| table.schema.clone());
    let name = name.map(|name| Name { schema, name: name.name });
    let effect = if unique { Effect::Key } else { Effect::Side };
    Subject::new(Category::Index).on(table, effect).and(name, Effect::Make)
}

fn alter(tag: Tag, words: &mut Words<'_>) -> Subject {
    match tag.kind {
        "TABLE" | "FOREIGN TABLE" => return table::alter_table(words),
        "DEFAULT PRIVILEGES" => return Subject { is_default: true, ..Subject::new(Category::Security) },
        "TRIGGER" | "POLICY" | "RULE" => {
            let part = words.name();
            let table = if words.after("on") { words.name() } else { None };
            return Subject::new(category_of(tag.kind)).on(table, Effect::Change).and(part, Effect::Change);
        }
        "ROLE" | "USER" | "GROUP" => return Subject::new(Category::Role).on(words.name(), Effect::Change),
        "DATABASE" | "SYSTEM" | "EVENT TRIGGER" | "SUBSCRIPTION" | "LARGE OBJECT" | "" => return Subject::barrier(),
        "OPERATOR" | "OPERATOR CLASS" | "OPERATOR FAMILY" | "USER MAPPING" => {
            return Subject { is_for_all: true, ..Subject::new(category_of(tag.kind)) };
        }
        _ => {}
    }
    let category = category_of(tag.kind);
    let name = words.skipping(&EXISTS).name();
    if words.has("rename") || words.has("schema") && words.has("set") {
        let schema = name.as_ref().and_then(|name| name.schema.clone());
        let new = renamed(words, schema, name.as_ref());
        return Subject { follows: true, ..Subject::new(category).on(name, Effect::Change).and(new, Effect::Make) };
    }
    if words.has("owner") {
        return Subject { follows: true, ..Subject::new(category).on(name, Effect::Access) };
    }
    if tag.kind == "INDEX" && words.has("attach") {
        return Subject { follows: true, ..Subject::new(category).on(name, Effect::Side) };
    }
    if tag.kind == "SEQUENCE" && words.has("owned") {
        // It belongs to the table that owns it, which comes later than sequences do.
        let owner = owner_of_sequence(words);
        return Subject::new(Category::Table).on(owner, Effect::Side).and(name, Effect::Side);
    }
    Subject { follows: true, ..Subject::new(category).on(name, Effect::Change) }
}

fn owner_of_sequence(words: &mut Words<'_>) -> Option<Name> {
    while let Some(next) = words.rest.next() {
        if next.is("by") {
            let column = words.name()?;
            // "schema.table.column" was read as "table.column".
            return Some(Name::bare(column.schema?));
        }
    }
    None
}

/// Returns the name that `RENAME TO` or `SET SCHEMA` gives.
fn renamed(words: &mut Words<'_>, schema: Option<String>, old: Option<&Name>) -> Option<Name> {
    let mut before: Option<Solid<'_>> = None;
    while let Some(next) = words.rest.next() {
        if next.is("to") {
            return words.name().map(|new| Name { schema, name: new.name });
        }
        if next.is("schema") && before.is_some_and(|word| word.is("set")) {
            let schema = words.name()?.name;
            return Some(Name { schema: Some(schema), name: old?.name.clone() });
        }
        before = Some(next);
    }
    None
}

fn drop(tag: Tag, sql: &str, words: &mut Words<'_>) -> Subject {
    let cascades = tokens(sql).any(|word| word.is("cascade"));
    if cascades || matches!(tag.kind, "" | "OWNED" | "CAST" | "OPERATOR" | "TRANSFORM" | "USER MAPPING" | "DATABASE") {
        return Subject::barrier();
    }
    words.skipping(&["if", "exists", "concurrently"]);
    let mut subject = Subject { follows: true, ..Subject::new(category_of(tag.kind)) };
    if matches!(tag.kind, "TRIGGER" | "POLICY" | "RULE") {
        let part = words.name();
        let table = if words.after("on") { words.name() } else { None };
        return Subject::new(category_of(tag.kind)).on(table, Effect::Change).and(part, Effect::Change);
    }
    for name in words.names() {
        subject = subject.on(Some(name), Effect::Change);
    }
    if subject.writes.is_empty() { Subject::barrier() } else { subject }
}

/// `COMMENT ON kind name`, `SECURITY LABEL FOR provider ON kind name`.
fn describe(words: &mut Words<'_>) -> Subject {
    if !words.after("on") {
        return Subject::barrier();
    }
    let mut kind = String::new();
    while let Some(word) = words.rest.next_if(|word| word.kind == SolidKind::Word && is_kind_word(word.text)) {
        if !kind.is_empty() {
            kind.push(' ');
        }
        kind.push_str(&word.text.to_ascii_uppercase());
    }
    let category = category_of(&kind);
    match kind.as_str() {
        "CONSTRAINT" | "TRIGGER" | "RULE" | "POLICY" => {
            let part = words.name();
            let table = if words.after("on") { words.skipping(&["domain"]).name() } else { None };
            let category = if kind == "CONSTRAINT" { Category::Constraint } else { category };
            let mut subject = Subject::new(category).on(table, Effect::Side).and(part, Effect::Side);
            subject.follows = kind == "CONSTRAINT";
            subject
        }
        "COLUMN" => {
            let Some(column) = words.name() else { return Subject::barrier() };
            let table = column.schema.map(Name::bare);
            Subject { follows: true, ..Subject::new(Category::Table).on(table, Effect::Side) }
        }
        "CAST" | "OPERATOR" | "TRANSFORM" | "LARGE OBJECT" | "DATABASE" => Subject::new(Category::Other),
        _ => Subject { follows: true, ..Subject::new(category).on(words.name(), Effect::Side) },
    }
}

fn is_kind_word(word: &str) -> bool {
    const WORDS: [&str; 43] = [
        "access",
        "method",
        "aggregate",
        "cast",
        "collation",
        "column",
        "constraint",
        "conversion",
        "database",
        "domain",
        "event",
        "extension",
        "foreign",
        "data",
        "wrapper",
        "function",
        "index",
        "large",
        "object",
        "materialized",
        "view",
        "operator",
        "class",
        "family",
        "policy",
        "procedure",
        "publication",
        "role",
        "routine",
        "rule",
        "schema",
        "sequence",
        "server",
        "statistics",
        "subscription",
        "table",
        "tablespace",
        "text",
        "search",
        "configuration",
        "trigger",
        "type",
        "procedural",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
        || ["dictionary", "parser", "template", "transform", "language"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
}

/// `GRANT … ON … TO …`, or of a role.
fn privileges(words: &mut Words<'_>) -> Subject {
    let subject = Subject::new(Category::Security);
    if !words.after("on") {
        return subject;
    }
    if words.rest.peek().is_some_and(|next| next.is("all")) {
        return Subject { category: Category::Security, ..Subject::barrier() };
    }
    while words.rest.next_if(|word| word.kind == SolidKind::Word && is_kind_word(word.text)).is_some() {}
    words.names().into_iter().fold(subject, |subject, name| subject.on(Some(name), Effect::Access))
}

fn rows(words: &mut Words<'_>) -> Subject {
    words.skipping(&["into", "from", "only", "table"]);
    let of = words.name();
    Subject { uses: Use::Rows, of, ..Subject::new(Category::Data) }
}

/// A call of `setval` is about rows; what other queries do is not known.
fn select(sql: &str, words: &mut Words<'_>) -> Subject {
    words.skipping(&["pg_catalog"]);
    let _ = words.rest.next_if(|next| next.text == ".");
    if !words.take("setval") {
        return Subject::barrier();
    }
    let of = tokens(sql).find_map(|word| word.inner()).and_then(|text| Words { rest: tokens(text).peekable() }.name());
    Subject { uses: Use::Rows, of, ..Subject::new(Category::Data) }
}

/// A block that holds one statement of DDL and handles an error, or looks whether it is needed, is that statement.
fn run_once(sql: &str) -> Subject {
    let Some(body) = tokens(sql).find_map(|word| word.inner()) else { return Subject::barrier() };
    let words: Vec<Solid<'_>> = tokens(body).collect();
    let statements: Vec<usize> = (0..words.len())
        .filter(|at| {
            let begins =
                *at > 0 && (words[at - 1].text == ";" || words[at - 1].is("begin") || words[at - 1].is("then"));
            begins && ["create", "alter"].iter().any(|verb| words[*at].is(verb))
        })
        .collect();
    let opaque = [
        "execute", "perform", "call", "insert", "update", "delete", "loop", "grant", "drop", "truncate", "copy",
        "declare",
    ];
    let [at] = statements.as_slice() else { return Subject::barrier() };
    if words.iter().any(|word| opaque.iter().any(|opaque| word.is(opaque))) {
        return Subject::barrier();
    }
    let start = words[*at].start;
    let end = words[*at..].iter().find(|word| word.text == ";").map_or(body.len(), |word| word.start);
    Subject::of(&body[start..end])
}
