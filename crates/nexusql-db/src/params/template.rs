//! A text whose parameters were found, and what becomes of it with values.

use std::collections::BTreeSet;
use std::sync::Arc;

use nexusql_base::Diagnostic;

use super::given::{Params, Values};
use super::scan::{List, Piece, scan};
use super::syntax::{EmptyList, Syntax};
use crate::error::{Error, Kind, Result};
use crate::value::Value;

/// A statement as a server is sent it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    template: Arc<Template>,
    /// Where the text is not the template's.
    once: Option<Box<Once>>,
    /// The values in the order of the placeholders.
    pub values: Values,
}

/// A text that will hardly come again: one with lists of some lengths.
#[derive(Clone, Debug)]
struct Once {
    text: Arc<str>,
    probe: Option<Arc<str>>,
}

impl Call {
    /// Returns a call of `text` as it stands, in which nothing is a parameter.
    pub fn verbatim(text: &str, syntax: &'static Syntax) -> Result<Self> {
        let once = Once { text: Arc::from(text), probe: None };
        let template = Arc::new(Template::new("", syntax)?);
        Ok(Self { template, once: Some(Box::new(once)), values: Values::new() })
    }

    /// Returns the text, with the engine's own placeholders.
    pub fn text(&self) -> &Arc<str> {
        self.once.as_ref().map_or(&self.template.text, |once| &once.text)
    }

    /// Returns whether the same text will come again, so that it is worth preparing: lists make texts that seldom do.
    pub fn keep(&self) -> bool {
        self.once.is_none()
    }

    /// Returns, with [`EmptyList::Probe`] and an empty list, the text in which a placeholder stands for each empty list, so
    /// that the engine can be asked for its type.
    pub fn probe(&self) -> Option<&str> {
        self.once.as_ref()?.probe.as_deref()
    }

    /// Returns the text without literals, for logs.
    pub fn shape(&self) -> &str {
        &self.template.shape
    }

    /// Returns whether the statement may begin or end a transaction.
    pub fn controls(&self) -> bool {
        self.template.controls
    }
}

/// A text whose parameters were found.
#[derive(Debug)]
pub(crate) struct Template {
    syntax: &'static Syntax,
    parts: Vec<Part>,
    /// Each name once, in the order in which they first appear.
    names: Vec<String>,
    /// The names that may be lists.
    lists: Vec<usize>,
    /// The text where no parameter is a list.
    text: Arc<str>,
    /// Which name each placeholder of `text` is.
    order: Vec<usize>,
    shape: String,
    controls: bool,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Param { name: usize, list: Option<List> },
}

impl Template {
    /// Finds the parameters in `text`.
    ///
    /// Errors: [`Kind::Parameter`] for a bare `?`, [`Kind::Syntax`] for a NUL.
    pub fn new(text: &str, syntax: &'static Syntax) -> Result<Self> {
        let found = scan(text, syntax)?;
        let mut names: Vec<String> = Vec::new();
        let parts: Vec<Part> = found
            .pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => Part::Text(text.to_owned()),
                Piece::Param { name, list } => {
                    let index = names.iter().position(|known| known == name).unwrap_or_else(|| {
                        names.push(name.to_owned());
                        names.len() - 1
                    });
                    Part::Param { name: index, list }
                }
            })
            .collect();
        let list = |part: &Part| match part {
            Part::Param { name, list: Some(_) } => Some(*name),
            _ => None,
        };
        let lists = parts.iter().filter_map(list).collect();
        let (text, shape) = (Arc::from(""), found.shape.trim().to_owned());
        let controls = controls(&shape);
        let mut template = Self { syntax, parts, names, lists, text, order: Vec::new(), shape, controls };
        let mut writer = Writer::new(syntax, template.names.len());
        template.parts.iter().for_each(|part| writer.part(part));
        template.text = Arc::from(writer.text);
        template.order = writer.order;
        Ok(template)
    }

    /// Returns the names in the order in which they first appear.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the statement with `given`.
    ///
    /// Errors: [`Kind::Parameter`] with the names that are missing, given twice, or not in the text.
    #[inline]
    pub fn call(self: Arc<Self>, given: Params) -> Result<Call> {
        let values = self.by_name(given)?;
        if self.has_list(&values) {
            let (once, values) = self.with_lists(&values);
            return Ok(Call { template: self, once: Some(Box::new(once)), values: values.into() });
        }
        let values = self.in_order(values);
        Ok(Call { template: self, once: None, values })
    }

    /// Returns the statement without values, for many rows of them.
    pub fn call_many(self: Arc<Self>) -> Call {
        Call { template: self, once: None, values: Values::new() }
    }

    /// Returns the values of one row of many, in the order of the placeholders where no parameter is a list.
    ///
    /// Errors: as [`Template::call`]; also if a value is a list for `in`.
    pub fn row(&self, given: Params) -> Result<Vec<Value>> {
        let values = self.by_name(given)?;
        if self.has_list(&values) { Err(list_in_many()) } else { Ok(self.in_order(values).into_vec()) }
    }

    fn has_list(&self, values: &[Value]) -> bool {
        self.lists.iter().any(|name| matches!(values[*name], Value::Array(_)))
    }

    /// Returns `values`, which are in the order of the names, in that of the placeholders.
    fn in_order(&self, values: Values) -> Values {
        if self.syntax.positional { self.order.iter().map(|name| values[*name].clone()).collect() } else { values }
    }

    /// Returns the text for lists as long as these, and the values in the order of its placeholders.
    fn with_lists(&self, values: &[Value]) -> (Once, Vec<Value>) {
        let render = |probe: bool| {
            let mut writer = Writer::new(self.syntax, self.names.len());
            for part in &self.parts {
                match part {
                    Part::Param { name, list: Some(list) } => match &values[*name] {
                        Value::Array(elements) => writer.list(elements, *list, probe),
                        value => writer.scalar(*name, Some(*list), Some(value)),
                    },
                    Part::Param { name, list: None } => writer.scalar(*name, None, Some(&values[*name])),
                    Part::Text(_) => writer.part(part),
                }
            }
            writer
        };
        let writer = render(false);
        let probe = writer.has_empty.then(|| Arc::from(render(true).text));
        (Once { text: Arc::from(writer.text), probe }, writer.values)
    }

    /// Returns a value for each of [`Template::names`].
    #[inline]
    fn by_name(&self, mut given: Params) -> Result<Values> {
        if given.names().eq(self.names.iter().map(String::as_str)) {
            return Ok(given.into_values());
        }
        self.check_names(given.names())?;
        Ok(self.names.iter().map(|name| given.take(name).expect("no name is missing")).collect())
    }

    fn check_names<'g>(&self, given: impl Iterator<Item = &'g str>) -> Result<()> {
        let mut seen = BTreeSet::new();
        let mut twice = BTreeSet::new();
        for name in given {
            if !seen.insert(name) {
                twice.insert(name);
            }
        }
        let wanted: BTreeSet<&str> = self.names.iter().map(String::as_str).collect();
        let missing = wanted.difference(&seen).copied();
        let extra = seen.difference(&wanted).copied();
        let faults: Vec<String> = [
            ("is missing", "are missing", missing.collect::<Vec<_>>()),
            ("is not in the statement", "are not in the statement", extra.collect()),
            ("is given twice", "are given twice", twice.into_iter().collect()),
        ]
        .into_iter()
        .filter(|(_, _, names)| !names.is_empty())
        .map(|(one, many, names)| {
            let listed: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            let (noun, verb) = if names.len() == 1 { ("parameter", one) } else { ("parameters", many) };
            format!("{noun} {} {verb}", listed.join(", "))
        })
        .collect();
        if faults.is_empty() { Ok(()) } else { Err(self.mismatch(&faults.join("; "))) }
    }

    fn mismatch(&self, message: &str) -> Error {
        let detail = if self.names.is_empty() {
            "The statement has no parameters.".to_owned()
        } else {
            format!("The statement has :{}.", self.names.join(", :"))
        };
        let hint = "A colon in a string, a comment or a slice is no parameter; \"\\:\" stands for a colon elsewhere.";
        let diagnostic = Diagnostic::error("parameters-differ", message).with_detail(detail).with_hint(hint);
        Error::new(Kind::Parameter, diagnostic)
    }
}

/// Returns whether a statement of this shape may begin or end a transaction.
fn controls(shape: &str) -> bool {
    let word = shape.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    let words = ["begin", "start", "commit", "end", "rollback", "abort", "prepare"];
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn list_in_many() -> Error {
    let diagnostic =
        Diagnostic::error("list-in-many", "a list cannot be a parameter of a statement that runs many times");
    Error::new(Kind::Parameter, diagnostic.with_hint("Use \"execute\" for each list."))
}

/// Writes a text with placeholders.
struct Writer {
    syntax: &'static Syntax,
    text: String,
    order: Vec<usize>,
    values: Vec<Value>,
    /// The number of each name that has one.
    numbers: Vec<Option<usize>>,
    n_placeholders: usize,
    has_empty: bool,
}

impl Writer {
    fn new(syntax: &'static Syntax, n_names: usize) -> Self {
        let numbers = vec![None; n_names];
        Self {
            syntax,
            text: String::new(),
            order: Vec::new(),
            values: Vec::new(),
            numbers,
            n_placeholders: 0,
            has_empty: false,
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Text(text) => self.text.push_str(text),
            Part::Param { name, list } => self.scalar(*name, *list, None),
        }
    }

    fn scalar(&mut self, name: usize, list: Option<List>, value: Option<&Value>) {
        self.open(list);
        let number = match self.numbers[name].filter(|_| !self.syntax.positional) {
            Some(number) => number,
            None => {
                self.order.push(name);
                self.values.extend(value.cloned());
                self.n_placeholders += 1;
                self.numbers[name] = Some(self.n_placeholders);
                self.n_placeholders
            }
        };
        self.placeholder(number);
        self.close(list);
    }

    fn list(&mut self, elements: &[Value], list: List, probe: bool) {
        self.open(Some(list));
        for (i, element) in elements.iter().enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            self.next(element.clone());
        }
        match self.syntax.empty_list {
            EmptyList::Text(text) if elements.is_empty() => self.text.push_str(text),
            EmptyList::Probe if elements.is_empty() => {
                self.has_empty = true;
                let (before, after) = if probe { ("", "") } else { ("select ", " where false") };
                self.text.push_str(before);
                self.next(Value::Null);
                self.text.push_str(after);
            }
            _ => {}
        }
        self.close(Some(list));
    }

    fn next(&mut self, value: Value) {
        self.values.push(value);
        self.n_placeholders += 1;
        self.placeholder(self.n_placeholders);
    }

    fn placeholder(&mut self, number: usize) {
        // In `limit:n` the colon had kept the word and the name apart.
        if self.text.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            self.text.push(' ');
        }
        (self.syntax.placeholder)(number, &mut self.text);
    }

    fn open(&mut self, list: Option<List>) {
        if list == Some(List::Bare) {
            self.text.push('(');
        }
    }

    fn close(&mut self, list: Option<List>) {
        if list == Some(List::Bare) {
            self.text.push(')');
        }
    }
}
