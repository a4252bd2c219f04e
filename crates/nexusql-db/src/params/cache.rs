//! Templates by text, so that a text is scanned once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::syntax::Syntax;
use super::template::{Call, Template};
use crate::error::Result;

/// How many templates are kept. A program has hundreds of texts; more come from texts that are put together.
const KEPT_MAX: usize = 1_000;

/// The templates of one engine.
#[derive(Debug)]
pub(crate) struct Cache {
    syntax: &'static Syntax,
    known: Mutex<HashMap<Box<str>, Arc<Template>, RandomState>>,
}

impl Cache {
    pub fn new(syntax: &'static Syntax) -> Self {
        Self { syntax, known: Mutex::default() }
    }

    /// Returns the template of `text`.
    ///
    /// Errors: as [`Template::new`].
    pub fn template(&self, text: &str) -> Result<Arc<Template>> {
        if let Some(template) = self.lock().get(text) {
            return Ok(Arc::clone(template));
        }
        let template = Arc::new(Template::new(text, self.syntax)?);
        let mut known = self.lock();
        // Which texts will come again is not known: now and then all go.
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.insert(text.into(), Arc::clone(&template));
        Ok(template)
    }

    /// Returns a call of `text` as it stands.
    pub fn verbatim(&self, text: &str) -> Result<Call> {
        Call::verbatim(text, self.syntax)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Box<str>, Arc<Template>, RandomState>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
