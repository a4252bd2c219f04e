//! Progress on a terminal, with the time that is left; nothing elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use nexusql_base::Progress;

/// A progress bar on standard error, shown if that is a terminal.
#[derive(Default)]
pub struct Bar(Mutex<Option<ProgressBar>>);

impl Bar {
    fn with(&self, act: impl FnOnce(&ProgressBar)) {
        if let Ok(bar) = self.0.lock()
            && let Some(bar) = bar.as_ref()
        {
            act(bar);
        }
    }
}

impl Progress for Bar {
    fn start(&self, what: &str, total: Option<u64>) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = "{prefix} {bar:30} {pos}/{len} {eta} {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        if let Ok(mut place) = self.0.lock() {
            *place = Some(bar);
        }
    }

    fn advance(&self, done: u64, at: &str) {
        self.with(|bar| {
            bar.set_position(done);
            bar.set_message(at.to_owned());
        });
    }

    fn finish(&self) {
        self.with(ProgressBar::finish_and_clear);
    }
}
