//! Forms in which a statement can be run again, and what most kinds do to get there.

use std::ops::Range;

use crate::exists::{Lookup, not};
use crate::facts::Facts;
use crate::kinds;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Object, OnExisting, Options};

/// How a statement came to be one that can be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It says `IF NOT EXISTS` or `IF EXISTS`.
    NativeGuard,
    /// It says `OR REPLACE`.
    OrReplace,
    /// It stands in a `DO` block that looks in `pg_catalog` first.
    CatalogGuard,
    /// What was there is dropped first.
    DropCreate,
    /// Rows that are there are left alone.
    RowGuard,
    /// It can be run again as it was written.
    Repeatable,
    /// It can be run again only with psql, which looks first and then runs it.
    Psql,
    /// It runs code that the text does not show; only the proof says whether it can be run again.
    Opaque,
    /// It has no form that can be run again.
    NotRepeatable,
}

impl Class {
    /// Returns its name as a user reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NativeGuard => "native-guard",
            Self::OrReplace => "or-replace",
            Self::CatalogGuard => "catalog-guard",
            Self::DropCreate => "drop-create",
            Self::RowGuard => "row-guard",
            Self::Repeatable => "repeatable",
            Self::Psql => "psql",
            Self::Opaque => "opaque",
            Self::NotRepeatable => "not-repeatable",
        }
    }
}

/// The form of one statement in which it can be run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// As it is.
    Repeatable,
    /// As it is, as far as one can see; why one cannot see further.
    Opaque(&'static str),
    /// None; why, as a sentence.
    Not(String),
    /// Another one.
    Form(Form),
    /// Several statements in its place, each with its form.
    Several(Vec<Form>),
}

/// A replacement of some bytes of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which bytes; none for an insertion.
    pub range: Range<usize>,
    /// By what.
    pub text: String,
}

/// How a guard runs the statement that it guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As a statement of PL/pgSQL.
    Plain,
    /// By `EXECUTE`, for what PL/pgSQL reads otherwise.
    Execute,
    /// By psql's `\gexec`, for what runs in no block.
    Gexec,
}

/// A statement's new form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is.
    pub class: Class,
    /// The text that stands in the place of the statement; none for the statement itself.
    pub text: Option<String>,
    /// What is changed in the statement itself.
    pub edits: Vec<Edit>,
    /// Statements that come first, each with its semicolon.
    pub before: Vec<String>,
    /// Statements that come after it.
    pub after: Vec<String>,
    /// The condition under which it is run.
    pub guard: Option<String>,
    /// How it is run then.
    pub how: How,
}

impl Form {
    /// Returns a form of `class` that changes nothing yet.
    pub fn new(class: Class) -> Self {
        Self {
            class,
            text: None,
            edits: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            guard: None,
            how: How::Plain,
        }
    }

    /// Returns the statement behind a guard.
    pub fn guarded(condition: impl Into<String>) -> Self {
        Self { guard: Some(condition.into()), ..Self::new(Class::CatalogGuard) }
    }

    /// Returns it with one more condition.
    #[must_use]
    pub fn only_if(mut self, condition: &str) -> Self {
        self.guard = Some(match self.guard {
            Some(guard) => format!("{condition} and {guard}"),
            None => condition.to_owned(),
        });
        if self.class != Class::DropCreate && self.class != Class::RowGuard {
            self.class = Class::CatalogGuard;
        }
        self
    }

    /// Returns it with an insertion.
    #[must_use]
    pub fn insert(mut self, at: usize, text: impl Into<String>) -> Self {
        self.edits.push(Edit { range: at..at, text: text.into() });
        self
    }

    /// Returns it with a statement before.
    #[must_use]
    pub fn after_running(mut self, sql: impl Into<String>) -> Self {
        self.before.push(sql.into());
        self
    }
}

/// A statement that is rewritten, with all that may be asked.
pub struct Context<'a> {
    /// Its tree; ranges count within `text`.
    pub node: &'a Node,
    /// Its text.
    pub text: &'a str,
    /// What it does.
    pub about: &'a About,
    /// What the user wants.
    pub options: &'a Options,
    /// What the other statements of the script do.
    pub facts: &'a Facts,
    /// Its place among them.
    pub at: usize,
}

impl Context<'_> {
    /// Returns `words` in upper case if the statement is written so.
    pub fn keywords(&self, words: &str) -> String {
        let upper = self.text.trim_start().starts_with(|c: char| c.is_ascii_uppercase());
        if upper { words.to_ascii_uppercase() } else { words.to_owned() }
    }

    /// Returns the object that the statement is about.
    pub fn object(&self) -> Option<&Object> {
        self.about.objects.first()
    }

    /// Says whether an existing object is to be made as the script has it.
    pub fn replaces(&self) -> bool {
        self.options.on_existing == OnExisting::Replace
    }

    /// Returns the bytes of the first child that is no `IF …` or `OR REPLACE`.
    pub fn name_start(&self) -> Option<usize> {
        let skipped =
            [NodeKind::IF_EXISTS, NodeKind::IF_NOT_EXISTS, NodeKind::OR_REPLACE, NodeKind::TEMP, NodeKind::UNLOGGED];
        self.node.children().find(|child| !skipped.contains(&child.kind())).map(|child| tree::range(&child).start)
    }

    /// Returns the conditions that what the script later makes of `object` is not there yet.
    pub fn not_passed(&self, object: &Object) -> Vec<String> {
        let later = self.facts.later_names(self.at, object);
        later.iter().filter_map(|name| exists(name, Lookup::Known)).map(|there| not(&there)).collect()
    }
}

/// Returns the condition that `object` is there.
pub fn exists(object: &Object, lookup: Lookup) -> Option<String> {
    kinds::named(object.kind)?.exists(object, lookup)
}

/// The statement has a name that could not be read.
pub fn unreadable() -> Again {
    Again::Not("The name of its object could not be read.".to_owned())
}

/// Adds to `form` that none of the statement's objects has gone on under another name.
pub(crate) fn unless_passed(cx: &Context<'_>, form: Form) -> Form {
    if let Some(done) = cx.facts.replaced.iter().find(|one| one.new_made == cx.at).and_then(|one| one.done.as_ref()) {
        return form.only_if(&format!("not ({done})"));
    }
    let objects = cx.about.objects.iter();
    objects.flat_map(|object| cx.not_passed(object)).fold(form, |form, condition| form.only_if(&condition))
}

/// Runs a `CREATE` only if its object is not there.
pub fn create_unless_there(cx: &Context<'_>) -> Again {
    let Some(object) = cx.object() else { return unreadable() };
    let Some(there) = exists(object, Lookup::New) else { return unreadable() };
    Again::Form(unless_passed(cx, Form::guarded(not(&there))))
}

/// Writes `IF NOT EXISTS` before the name.
pub fn create_if_not_exists(cx: &Context<'_>) -> Again {
    if tree::within(cx.node, NodeKind::IF_NOT_EXISTS).is_some() {
        let form = unless_passed(cx, Form::new(Class::NativeGuard));
        return if form.guard.is_some() { Again::Form(form) } else { Again::Repeatable };
    }
    let Some(at) = cx.name_start() else { return unreadable() };
    let form = Form::new(Class::NativeGuard).insert(at, cx.keywords("if not exists "));
    Again::Form(unless_passed(cx, form))
}

/// Writes `OR REPLACE` after `CREATE`.
///
/// If the script makes the object anew further on, an earlier one is made only where there is none: to replace a later
/// definition by an earlier one may fail.
pub fn create_or_replace(cx: &Context<'_>) -> Again {
    let made_again = cx
        .object()
        .is_some_and(|object| cx.facts.is_made_after(cx.at, object) || cx.facts.renames_columns_of(cx.at, object));
    if made_again || cx.options.on_existing == OnExisting::Fail {
        return match create_unless_there(cx) {
            Again::Form(form) => Again::Form(Form { how: How::Execute, ..form }),
            other => other,
        };
    }
    let form = if tree::has(cx.node, NodeKind::OR_REPLACE) {
        Form::new(Class::OrReplace)
    } else {
        let Some(create) = tree::word(cx.node, "create") else { return unreadable() };
        Form::new(Class::OrReplace).insert(create.end, cx.keywords(" or replace"))
    };
    let form = unless_passed(cx, form);
    if form.edits.is_empty() && form.guard.is_none() { Again::Repeatable } else { Again::Form(form) }
}

/// Drops what is there under the name, then creates.
pub fn drop_then_create(cx: &Context<'_>, drop: String) -> Again {
    Again::Form(unless_passed(cx, Form::new(Class::DropCreate).after_running(drop)))
}

/// Writes `IF EXISTS` into a `DROP`.
pub fn drop_if_exists(cx: &Context<'_>) -> Again {
    if tree::has(cx.node, NodeKind::IF_EXISTS) {
        return Again::Repeatable;
    }
    match cx.name_start() {
        Some(at) => Again::Form(Form::new(Class::NativeGuard).insert(at, cx.keywords("if exists "))),
        None => unreadable(),
    }
}

/// Runs an `ALTER` that gives another name or schema only while the old one is there; leaves every other one.
pub fn alter(cx: &Context<'_>) -> Again {
    let [(old, new), ..] = cx.about.renames.as_slice() else { return Again::Repeatable };
    rename(cx, old, new)
}

/// Guards what gives `old` the name `new`.
///
/// If both are there, PostgreSQL says so, unless the script itself makes `old` anew.
pub fn rename(cx: &Context<'_>, old: &Object, new: &Object) -> Again {
    let Some(there) = exists(old, Lookup::Known) else { return unreadable() };
    let mut form = Form::guarded(there);
    let moves = old.name.name == new.name.name;
    if moves || cx.facts.is_made_after(cx.at, old) {
        let Some(done) = exists(new, Lookup::Known) else { return unreadable() };
        form = form.only_if(&not(&done));
    }
    for condition in cx.not_passed(new) {
        form = form.only_if(&condition);
    }
    Again::Form(form)
}
