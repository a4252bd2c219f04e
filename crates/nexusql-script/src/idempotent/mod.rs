//! A script written anew so that it can be run any number of times.

mod all_columns;
mod assemble;

pub(crate) use assemble::in_block;
mod checks;
pub use checks::{Check, checks, with_checks};
mod lock;
mod reset;

use reset::Resets;

use std::ops::Range;

use nexusql_base::{Diagnostic, Place, Result};
use nexusql_sql::{Piece, Script};

use crate::again::{Again, Class, Context, Form, How, exists};
use crate::exists::{Lookup, not};
use crate::facts::{Facts, mentions, names_in, whole_names_in};
use crate::read::{Part, read};
use crate::tree::NodeKind;

/// What becomes of an object that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnExisting {
    /// It is kept as it is; what PostgreSQL can replace in place is replaced.
    #[default]
    Keep,
    /// It is made as the script has it, where no rows are lost by that.
    Replace,
    /// It is kept, and the script stops at its end if its definition is another one.
    Fail,
}

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The oldest major version of PostgreSQL that the script is for, 13 to 18.
    pub target: u32,
    /// What becomes of objects that are there already.
    pub on_existing: OnExisting,
    /// Whether sessions that run the script at once wait for one another.
    pub lock: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { target: 13, on_existing: OnExisting::default(), lock: false }
    }
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where it begins in the script as it was.
    pub place: Place,
    /// Its bytes there, with the rows after it if they are part of what was rewritten.
    pub range: Range<usize>,
    /// Its bytes in the script as it is now.
    pub new_range: Range<usize>,
    /// Its kind; empty if it could not be read.
    pub kind: &'static str,
    /// How it can be run again.
    pub class: Class,
    /// Why it cannot, or why one cannot tell.
    pub reason: Option<String>,
}

/// A script that can be run again, with what became of each statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The script.
    pub text: String,
    /// Its statements, in their order.
    pub statements: Vec<Statement>,
}

impl Rewritten {
    /// Returns what has no form that can be run again, each with its place and reason.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let left = self.statements.iter().filter(|statement| statement.class == Class::NotRepeatable);
        left.map(|statement| {
            let kind = if statement.kind.is_empty() { "statement" } else { statement.kind };
            let said = Diagnostic::error("not-repeatable", format!("{kind} cannot be made to run again"));
            let said = said.with_place(statement.place.clone());
            match &statement.reason {
                Some(reason) => said.with_detail(reason.clone()),
                None => said,
            }
        })
        .collect()
    }
}

/// Returns `script` so that it can be run any number of times.
///
/// Shape: every byte that need not change stays. What has no such form is left as it is and listed in
/// [`Rewritten::findings`].
/// Errors: those of [`Script::pieces`], if the text ends within a string or the like; [`nexusql_base::ErrorKind::Usage`] for a
/// lock around what waits for other sessions.
/// Cost: about 3 MB of text each second; memory for what is known of each statement.
///
/// ```
/// use nexusql_script::{Options, idempotent};
/// use nexusql_sql::Script;
///
/// let script = Script::new("a.sql", "create table t (a int); -- one\nalter table t add check (a > 0);\n");
/// let again = idempotent(script, &Options::default())?;
/// assert!(again.text.starts_with("create table if not exists t (a int); -- one\n"));
/// assert!(again.text.contains("o.conname = 't_a_check'"));
/// # Ok::<(), nexusql_base::Error>(())
/// ```
pub fn idempotent(script: Script<'_>, options: &Options) -> Result<Rewritten> {
    let mut facts = Facts::default();
    for part in read(script) {
        let part = part?;
        facts.add(part.node.as_ref().zip(part.about));
    }
    facts.finish();
    let resets = Resets::of(&facts);
    let mut rewritten = Rewritten { text: String::with_capacity(script.text.len()), statements: Vec::new() };
    let mut places = crate::Places::new(script);
    let mut done = 0;
    let before = if options.lock { lock::before(script.text) } else { None };
    rewritten.text.extend(before.as_deref());
    for (at, part) in read(script).enumerate() {
        let part = part?;
        let extent = part.piece.extent();
        if let Piece::Meta(meta) = &part.piece
            && let Some((kind, reason)) = crate::psql::once_only(meta)
        {
            rewritten.text.push_str(&script.text[done..meta.range.start]);
            let start = rewritten.text.len();
            rewritten.text.push_str(&script.text[meta.range.start..extent.end]);
            done = extent.end;
            rewritten.statements.push(Statement {
                place: places.at(meta.range.start),
                range: meta.range.start..extent.end,
                new_range: start..rewritten.text.len(),
                kind,
                class: Class::NotRepeatable,
                reason: Some(reason.to_owned()),
            });
        }
        let Some(statement) = part.piece.statement() else {
            continue;
        };
        if options.lock {
            lock::refuse(statement, || places.at(statement.range.start))?;
        }
        rewritten.text.push_str(&script.text[done..statement.range.start]);
        done = statement.range.start;
        let start = rewritten.text.len();
        let (class, reason, text) = one(&part, options, &facts, &resets, at);
        if let Some(text) = text {
            rewritten.text.push_str(&text);
            done = replaced_end(&part.piece, extent.end);
        } else {
            rewritten.text.push_str(&script.text[statement.range.clone()]);
            done = done.max(statement.range.end);
        }
        rewritten.statements.push(Statement {
            place: places.at(statement.range.start),
            range: statement.range.start..done.max(statement.range.end),
            new_range: start..rewritten.text.len(),
            kind: part.kind.map_or("", crate::kinds::Kind::name),
            class,
            reason,
        });
    }
    rewritten.text.push_str(&script.text[done..]);
    if before.is_some() {
        let after = lock::after(&rewritten.text);
        rewritten.text.push_str(&after);
    }
    Ok(rewritten)
}

/// Returns where the bytes end that a new text takes the place of.
fn replaced_end(piece: &Piece<'_>, extent_end: usize) -> usize {
    match piece {
        Piece::Statement(statement) => statement.range.end,
        _ => extent_end,
    }
}

/// Returns the class of one part, why, and its new text if it has one.
fn one(
    part: &Part<'_>,
    options: &Options,
    facts: &Facts,
    resets: &Resets,
    at: usize,
) -> (Class, Option<String>, Option<String>) {
    let Some(statement) = part.piece.statement() else { return (Class::Repeatable, None, None) };
    let (Some(node), Some(kind), Some(about)) =
        (&part.node, part.kind, facts.statements.get(at).and_then(Option::as_ref))
    else {
        let reason = "It could not be read; PostgreSQL itself may understand it.";
        return (Class::NotRepeatable, Some(reason.to_owned()), None);
    };
    let cx = Context { node, text: statement.text, about, options, facts, at };
    if facts.replaced.iter().any(|one| one.new_made == at && one.done.is_none()) {
        let reason = "It takes the name of another one later, and nothing tells whether it has.";
        return (Class::NotRepeatable, Some(reason.to_owned()), None);
    }
    let (forms, reason) = match kind.again(&cx) {
        Again::Not(reason) => return (Class::NotRepeatable, Some(reason), None),
        Again::Repeatable => (vec![Form::new(Class::Repeatable)], None),
        Again::Opaque(reason) => (vec![Form::new(Class::Opaque)], Some(reason.to_owned())),
        Again::Form(form) => (vec![form], None),
        Again::Several(forms) => (forms, None),
    };
    let mut conditions = conditions(&cx);
    conditions.extend(resets.conditions(&cx));
    let forms: Vec<Form> = forms
        .into_iter()
        .map(|form| conditions.iter().fold(form, |form, condition| form.only_if(condition)))
        .map(|form| settle(&cx, &part.piece, form))
        .collect();
    let class = forms.iter().map(|form| form.class).max().unwrap_or(Class::Repeatable);
    if forms.iter().all(|form| *form == Form::new(form.class)) {
        return (class, reason, None);
    }
    match assemble::text(&part.piece, &forms) {
        Ok(text) => (class, reason, Some(text)),
        Err(why) => (Class::NotRepeatable, Some(why), None),
    }
}

/// Chooses how a guarded statement is run.
fn settle(cx: &Context<'_>, piece: &Piece<'_>, mut form: Form) -> Form {
    if form.guard.is_none() || form.how == How::Gexec {
        return form;
    }
    if let Piece::Statement(statement) = piece
        && nexusql_sql::runs_outside_transaction(statement).is_some()
    {
        form.how = How::Gexec;
        form.class = Class::Psql;
    } else if matches!(cx.node.kind(), NodeKind::SELECT_INTO | NodeKind::SELECT) || tree_has_atomic(cx) {
        form.how = How::Execute;
    }
    form
}

/// Says whether a body has semicolons of its own that PL/pgSQL would stop at.
fn tree_has_atomic(cx: &Context<'_>) -> bool {
    cx.node.descendants().any(|node| node.kind() == NodeKind::ATOMIC_BODY)
}

/// Returns the conditions under which a statement must not be run any more, since what it works on has gone on.
fn conditions(cx: &Context<'_>) -> Vec<String> {
    if matches!(cx.about.verb, crate::Verb::Session) {
        return Vec::new();
    }
    let mut conditions = all_columns::conditions(cx);
    conditions.extend(while_old(cx));
    if cx.facts.gone_for_good(cx.at).next().is_none() {
        return conditions;
    }
    let mut names = names_in(cx.node);
    names.extend(all_columns::names(cx));
    let whole_names = whole_names_in(cx.node);
    for (object, new) in cx.facts.gone_for_good(cx.at) {
        let names = if object.of.is_none() { &whole_names } else { &names };
        let own = |other: &crate::Object| {
            other.fits(object) || object.of.as_ref().is_some_and(|of| other.of.is_none() && other.name.fits(of))
        };
        let makes_whole = cx.about.verb == crate::Verb::Create;
        let own = |other: &crate::Object| if makes_whole { own(other) } else { other.fits(object) };
        if cx.about.made().any(own)
            || cx.about.gone().any(own)
            || cx.about.objects.iter().any(|other| is_overload(other, object))
            || !mentions(names, object)
            || is_elsewhere(cx.about, object)
            || !cx.facts.may_be_there(cx.at, object)
        {
            continue;
        }
        let there = exists(object, Lookup::Known);
        let passed = new.and_then(|new| exists(new, Lookup::Known)).map(|there| not(&there));
        let again = new.is_some() && cx.facts.is_made_after(cx.at, object);
        for condition in there.into_iter().chain(passed.filter(|_| again)) {
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
    }
    conditions
}

/// Says whether the two are routines of one name that take other arguments: the name of one does not mean the other.
fn is_overload(one: &crate::Object, other: &crate::Object) -> bool {
    let differ = one.arguments.as_ref().zip(other.arguments.as_ref()).is_some_and(|(one, other)| one != other);
    one.kind == other.kind && one.name.fits(&other.name) && differ
}

/// Says whether `about` means another object than `object`, of the same name in another schema.
fn is_elsewhere(about: &crate::About, object: &crate::Object) -> bool {
    let whole = object.of.as_ref().unwrap_or(&object.name);
    let named = about.objects.iter().chain(&about.needs).map(|other| other.of.as_ref().unwrap_or(&other.name));
    let mut named = named.filter(|name| name.name == whole.name).peekable();
    named.peek().is_some() && named.all(|name| !name.fits(whole))
}

/// Returns the conditions under which what a statement says of an old object is not yet meant of one that has taken its name.
fn while_old(cx: &Context<'_>) -> Vec<String> {
    let mut conditions = Vec::new();
    for one in &cx.facts.replaced {
        let makes = cx.about.made().any(|made| made.fits(&one.old) || made.fits(&one.new));
        if cx.at <= one.old_made || cx.at >= one.renamed || makes && cx.about.renames.is_empty() {
            continue;
        }
        if cx.at > one.new_made && cx.about.gone().any(|gone| gone.fits(&one.old)) {
            conditions.extend(exists(&one.new, Lookup::Known));
        } else if mentions(&whole_names_in(cx.node), &one.old) && !is_elsewhere(cx.about, &one.old) {
            conditions.extend(one.done.as_ref().map(|done| format!("not ({done})")));
        }
    }
    conditions
}
